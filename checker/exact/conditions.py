"""The conditions of a link, put to use: where h = 0, h may be replaced by 0; where |a| < b, a lies between -b and b.

`with_bounds` adds what conditions on moduli and squares say of real numbers without them, `with_simplices` that the
last entry of a simplex of a fixed size, written by the others, is positive. `put_equations` decides
which side of an equation stands for which, and replaces it throughout the link: a side that is a symbol (no size of a
matrix) or the value of an undefined function and does not occur in the other one, or a symbol that the equation is
linear in, with a number as its factor. `by_roots` does so for a symbol of which nothing but the square stands in an
equation, once for each root. Neither proves anything: the link holds exactly when those that are returned all do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import isqrt

from checker.domains import Scalar, Tensor
from checker.exact import signs
from checker.exact.context import Context, TooLarge
from checker.exact.matrices import rest_of_simplex
from checker.exact.polyform import Poly, polynomial, to_node
from checker.graph import (
    ZERO,
    Node,
    elem,
    has_bound,
    is_matrix,
    matsym,
    neg,
    postorder,
    power,
    rat,
    rel,
    sub,
    substitute,
    sym,
    symbols,
)
from checker.records import Link

#: What a proof says that rests on a condition.
NAME = "condition"


def put_equations(link: Link) -> Link:
    """The link with every equation of its conditions inserted, one after the other; unchanged if there is none."""
    for condition in link.where:
        if condition.op != "rel" or condition.data != "=":
            continue
        for old, new in (condition.args, condition.args[::-1]):
            if _replaceable(old, link) and old not in postorder(new):
                link = _put(link, condition, old, new)
                break
        else:
            link = _put_linear(link, condition)
    return link


def _put_linear(link: Link, condition: Node) -> Link:
    for symbol, p in _in_symbols(link, condition):
        own = {m: c for m, c in p.items() if any(symbol in postorder(a) for a, _ in m)}
        if list(own) == [((symbol, 1),)]:
            rest = {m: -c / own[(symbol, 1),] for m, c in p.items() if m not in own}
            return _put(link, condition, symbol, to_node(rest))
    return link


def by_roots(link: Link) -> list[Link]:
    """The links that hold together exactly when this one does: with x = √a and with x = −√a where x² = a; or none."""
    for condition in link.where:
        if condition.op != "rel" or condition.data != "=":
            continue
        for symbol, p in _in_symbols(link, condition):
            own = {m: c for m, c in p.items() if any(symbol in postorder(a) for a, _ in m)}
            if list(own) == [((symbol, 2),)] and symbol.data in symbols(link.left, link.right):
                square = to_node({m: -c / own[(symbol, 2),] for m, c in p.items() if m not in own})
                root = power(square, rat(Fraction(1, 2)))
                domain = dict(link.domains)[symbol.data]
                roots = (root,) if isinstance(domain, Scalar) and domain.nonnegative else (root, neg(root))
                return [_put(link, condition, symbol, x) for x in roots]
    return []


def _in_symbols(link: Link, condition: Node) -> Iterator[tuple[Node, Poly]]:
    """Each symbol of numbers that may be replaced, with the polynomial that the condition says is 0."""
    if is_matrix(condition.args[0]):
        return
    try:
        p = polynomial(sub(*condition.args))
    except TooLarge:
        return
    domains = dict(link.domains)
    for name in sorted(symbols(condition), reverse=True):
        domain = domains.get(name)
        if isinstance(domain, Scalar) and domain.kind == "real" and _replaceable(sym(name), link):
            yield sym(name), p


def _replaceable(node: Node, link: Link) -> bool:
    if node.op not in ("sym", "app") or has_bound(node):
        return False
    shaped = [n for n in postorder(link.left, link.right, *link.where) if n.op in ("matsym", "vapp")]
    return not any(node in postorder(n) for n in shaped)


def _put(link: Link, condition: Node, old: Node, new: Node) -> Link:
    """The condition stays, since it also says that `new` lies in the domain of `old`; what ends that has, is said."""
    swap = {old: new}
    domain = dict(link.domains).get(old.data) if old.op == "sym" else None
    ends = []
    if isinstance(domain, Scalar) and domain.kind == "real":
        if domain.lower is not None:
            ends.append(rel(new, ">" if domain.lower_open else ">=", rat(domain.lower)))
        if domain.upper is not None:
            ends.append(rel(new, "<" if domain.upper_open else "<=", rat(domain.upper)))
    return replace(
        link,
        left=substitute(link.left, swap),
        right=substitute(link.right, swap),
        where=(*(c if c == condition else substitute(c, swap) for c in link.where), *ends),
    )


def with_bounds(ctx: Context) -> Context:
    """The context with -b < a < b for every condition |a| < b, and likewise for a² < b², a being real; so for ≤."""
    more: list[Node] = []
    for condition in ctx.where:
        if condition.op != "rel" or condition.data not in ("<", "<=", ">", ">="):
            continue
        small, large = condition.args if condition.data[0] == "<" else condition.args[::-1]
        order = "<=" if condition.data.endswith("=") else "<"
        inner, bound = _modulus(small, large)
        if inner is not None and bound is not None and signs.is_real(inner, ctx):
            more += [rel(neg(bound), order, inner), rel(inner, order, bound)]
    return replace(ctx, where=(*ctx.where, *more), memo={}) if more else ctx


def with_simplices(ctx: Context) -> Context:
    """The context with what a point of a simplex of a fixed size has left for its last entry, which is positive."""
    more = []
    for name, domain in ctx.domains.items():
        if isinstance(domain, Tensor) and domain.structure == "simplex" and domain.rows.op == "rat":
            last = elem(matsym(name, domain.rows, domain.cols), rat(domain.rows.value - 1), ZERO)
            rest = rest_of_simplex(last, ctx)
            if rest is not None and rest.op == "add":
                more.append(rel(rest, ">", ZERO))
    return replace(ctx, where=(*ctx.where, *more), memo={}) if more else ctx


def _modulus(small: Node, large: Node) -> tuple[Node | None, Node | None]:
    """(a, b) where the condition small < large says |a| < b."""
    if small.op == "fn" and small.data == "abs":
        return small.args[0], large
    if small.op == "pow" and small.args[1] == rat(2) and large.op == "rat" and large.value > 0:
        p, q = large.value.numerator, large.value.denominator
        if isqrt(p) ** 2 == p and isqrt(q) ** 2 == q:
            return small.args[0], rat(Fraction(isqrt(p), isqrt(q)))
    return None, None
