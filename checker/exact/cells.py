"""Combinations of relations between polynomials in one real unknown, decided on the cells that their roots leave.

Decides `left ⇒ right` and `left ⇔ right` where every relation in them is one between rational functions, with rational
coefficients, of one and the same real quantity: a symbol, or a function value such as sin x, of which only a range is
known. The roots of all polynomials cut the line into points and open intervals; on each of these every relation is
constantly true or false (Collins's cylindrical algebraic decomposition in dimension one; signs at irrational roots by
greatest common divisors and Sturm's theorem). |u|, max and min are written out by cases; where √(a x + b) occurs the
unknown is that root; where f(x) occurs, f monotone on the range, x < c is f(x) < f(c). Values at which a relation is
undefined do not count. Of a quantity of which more is known than its range, a failure may be at values it does not
take: then nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

from flint import fmpz_poly

from checker.exact import univariate
from checker.exact.context import Context, TooLarge
from checker.exact.normal import simplify
from checker.exact.polyform import CONSTANT, Poly, atoms, polynomial, to_node
from checker.exact.polynomial_signs import coefficients_of, numerator
from checker.exact.ranges import Interval, contains
from checker.exact.signs import bounds, is_integer, is_negative, is_nonnegative, is_positive, is_real
from checker.exact.slopes import slope, smooth
from checker.exact.terms import same
from checker.graph import (
    FALSE,
    TRUE,
    ZERO,
    Node,
    add,
    conj,
    disj,
    div,
    fn,
    mul,
    postorder,
    power,
    rat,
    rel,
    sub,
    substitute,
    sym,
    symbols,
)

NAME = "roots and signs between them"
#: cases of |…|, max and min written out, at most; relations, at most
CASES, RELATIONS = 5, 40
#: no polynomial of a higher degree
DEGREE = 24

Cell = tuple[Fraction, Fraction]  # a root, exact or isolated


class _GiveUp(Exception):
    """Not of the kind decided here."""


@dataclass(frozen=True, slots=True)
class _Relation:
    """p/q stands in `relation` to 0: true for these signs of p·q; undefined where q is 0."""

    top: fmpz_poly
    bottom: fmpz_poly
    relation: str


_TRUE_FOR = {"=": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


def follows(left: Node, relation: str, right: Node, ctx: Context) -> bool:
    """Proves the implication, or the equivalence, for all values in the context."""
    try:
        written = [_written(_exponentials(side, ctx), ctx) for side in (left, right)]
        conditions = [c for c in ctx.where if _one_unknown(c)]
        return _decide(written[0], relation, written[1], conditions, ctx)
    except (_GiveUp, TooLarge):
        return False


# ---------------------------------------------------------------- writing out


def by_cases(side: Node, ctx: Context) -> Node | None:
    """The combination with |u|, max and min of real numbers written out; None where that is too much."""
    try:
        return _written(side, ctx)
    except _GiveUp:
        return None


def _written(side: Node, ctx: Context) -> Node:
    for _ in range(CASES):
        kinks = [n for n in postorder(side) if n.op == "fn" and n.data in ("abs", "max", "min")]
        if not kinks:
            return side
        side = _split(side, kinks[0], ctx)
    raise _GiveUp


def _exponentials(side: Node, ctx: Context) -> Node:
    """With exp(k u) as a power of exp(u)."""
    found = [n for n in postorder(side) if n.op == "fn" and n.data == "exp" and symbols(n)]
    if len(found) < 2:
        return side
    ratios = [simplify(div(n.args[0], found[0].args[0]), ctx) for n in found]
    if any(r.op != "rat" or r == ZERO for r in ratios):
        return side
    bottom = lcm(*(r.value.denominator for r in ratios))
    unit = Fraction(gcd(*(int(r.value * bottom) for r in ratios)), bottom)
    base = fn("exp", simplify(mul(rat(unit), found[0].args[0]), ctx))
    powers = {n: power(base, rat(r.value / unit)) for n, r in zip(found, ratios, strict=True)}
    return substitute(side, {n: p if p.args[1] != rat(1) else base for n, p in powers.items()})


def _split(side: Node, kink: Node, ctx: Context) -> Node:
    if not all(is_real(a, ctx) for a in kink.args):
        raise _GiveUp
    first, *rest = kink.args
    if kink.data == "abs":
        choices = [(rel(first, ">=", ZERO), first), (rel(first, "<", ZERO), mul(rat(-1), first))]
    elif len(rest) == 1:
        order = ">=" if kink.data == "max" else "<="
        choices = [(rel(first, order, rest[0]), first), (rel(rest[0], order[0], first), rest[0])]
    else:
        raise _GiveUp
    return disj(*(conj(condition, substitute(side, {kink: value})) for condition, value in choices))


def _one_unknown(condition: Node) -> bool:
    return not any(n.op == "fn" and n.data in ("abs", "max", "min") for n in postorder(condition))


def _relations(side: Node) -> Iterator[Node]:
    return (n for n in postorder(side) if n.op == "rel")


# ---------------------------------------------------------------- the unknown


def _decide(left: Node, relation: str, right: Node, conditions: list[Node], ctx: Context) -> bool:
    sides = [left, right]
    unknowns = _atoms(sides)
    names = [n for n in unknowns if n.op == "sym"]
    kernels = [n for n in unknowns if n.op != "sym" and symbols(n)]
    if len(names) > 1 or len(kernels) > 1:
        raise _GiveUp
    known = list(conditions)
    if kernels and names:
        changed = _by_root(kernels[0], names[0], ctx) or _by_monotone(kernels[0], names[0], sides, ctx)
        if changed is None:
            raise _GiveUp
        unknown, interval, rewrite = changed
        sides = [rewrite(s) for s in sides]
        known = [*(rewrite(c) for c in known), *(rewrite(c) for c in _ends(names[0], bounds(names[0], ctx)))]
        integer = False
    else:
        if len(unknowns) != 1:
            raise _GiveUp
        (unknown,) = unknowns
        if not is_real(unknown, ctx):
            raise _GiveUp
        interval, integer = bounds(unknown, ctx), is_integer(unknown, ctx)
    read: dict[Node, _Relation] = {}
    for s in sides:
        for r in _relations(s):
            read[r] = _polynomials(r, unknown)
    usable = []
    for c in known:
        try:
            found = {r: _polynomials(r, unknown) for r in _relations(c)}
        except (_GiveUp, TooLarge):
            continue  # without a condition more values are looked at
        read |= found
        usable.append(c)
    if len(read) > RELATIONS:
        raise _GiveUp
    return _on_cells(sides[0], relation, sides[1], usable, read, interval, integer)


def _atoms(sides: list[Node]) -> list[Node]:
    found: dict[Node, None] = {}
    for s in sides:
        for r in _relations(s):
            top, bottom = _fraction(r)
            for p in (top, bottom):
                found |= dict.fromkeys(atoms(p))
    return list(found)


def _fraction(r: Node) -> tuple[Poly, Poly]:
    top, bottom = numerator(polynomial(sub(*r.args)))
    under = polynomial(to_node({bottom: Fraction(1)})) if bottom else {CONSTANT: Fraction(1)}
    if any(e < 0 for p in (top, under) for m in p for _, e in m):
        raise _GiveUp
    return top, under


def _polynomials(r: Node, unknown: Node) -> _Relation:
    top, bottom = (_coefficients(p, unknown) for p in _fraction(r))
    return _Relation(top, bottom, r.data)


def _coefficients(p: Poly, unknown: Node) -> fmpz_poly:
    parts = coefficients_of(p, unknown)
    if parts is None or len(parts) - 1 > DEGREE or any(set(c) - {CONSTANT} for c in parts):
        raise _GiveUp
    return univariate.from_coefficients([c.get(CONSTANT, Fraction(0)) for c in parts])


_Change = tuple[Node, Interval, Callable[[Node], Node]]


def _by_root(kernel: Node, x: Node, ctx: Context) -> _Change | None:
    """x = (s² - b)/a with s = √(a x + b) ≥ 0."""
    if kernel.op != "pow" or kernel.args[1] != rat(1, 2) or not is_nonnegative(kernel.args[0], ctx):
        return None
    line = coefficients_of(polynomial(kernel.args[0]), x)
    if line is None or len(line) != 2 or any(set(c) - {CONSTANT} for c in line):
        return None
    b, a = (c.get(CONSTANT, Fraction(0)) for c in line)
    s = sym("_root")
    place = mul(rat(1 / a), add(power(s, 2), rat(-b)))
    return s, Interval(Fraction(0), None), lambda n: substitute(substitute(n, {kernel: s}), {x: place})


def _by_monotone(kernel: Node, x: Node, sides: list[Node], ctx: Context) -> _Change | None:
    """Relations x < c as f(x) < f(c), where that is a rational number, for f monotone on an interval that holds x."""
    domain = ctx.scalar(x.data)
    if domain is None or domain.kind != "real" or (domain.nonzero and not (domain.positive or domain.negative)):
        return None
    if any(x in postorder(c) and not _is_bound(c, x) for c in ctx.where) or not smooth(kernel, x, ctx):
        return None
    rate, inner = slope(kernel, x), _inside(x, ctx)
    increasing = is_positive(rate, inner)
    if not increasing and not is_negative(rate, inner):
        return None
    f = sym("_value")

    def rewrite(node: Node) -> Node:
        done: dict[Node, Node] = {}
        for r in _relations(node):
            if kernel in postorder(r):
                done[r] = substitute(r, {kernel: f})
            elif (turned := _of_values(r, x, kernel, f, increasing, ctx)) is not None:
                done[r] = turned
        return substitute(node, done)

    if any(x in postorder(rewrite(s)) for s in sides):
        return None
    return f, bounds(kernel, ctx), rewrite


def _inside(x: Node, ctx: Context) -> Context:
    """The context without the ends of the symbol's interval: what is monotone there is so up to the ends, too."""
    strict = tuple(
        rel(c.args[0], c.data[0], c.args[1]) if x in postorder(c) and c.data != "=" else c for c in ctx.where
    )
    return replace(ctx, where=strict, memo={})


def _is_bound(c: Node, x: Node) -> bool:
    """x < c and the like: such conditions, and the symbol's domain, leave it an interval."""
    if c.op != "rel" or c.data in ("=", "!=") or x not in c.args:
        return False
    return not any(symbols(a) for a in c.args if a != x)


def _of_values(r: Node, x: Node, kernel: Node, f: Node, increasing: bool, ctx: Context) -> Node | None:
    start = substitute(sub(*r.args), {x: ZERO})
    rise = simplify(sub(substitute(sub(*r.args), {x: rat(1)}), start), ctx)
    if rise.op != "rat" or rise == ZERO or not same(sub(*r.args), add(mul(rise, x), start), ctx):
        return None
    place = simplify(mul(rat(-1 / rise.value), start), ctx)
    known = (c for c in ctx.where if x in c.args)
    if any(_outside(c, x, place, ctx) for c in (*_ends(x, bounds(x, ctx)), *known)):
        return None
    value = simplify(substitute(kernel, {x: place}), ctx)
    if value.op != "rat":
        return None
    return rel(f, r.data if (rise.value > 0) == increasing else _TURNED[r.data], value)


def _outside(end: Node, x: Node, place: Node, ctx: Context) -> bool:
    """Whether the place is not shown to be on the right side of an end of the symbol's range."""
    low, high = (substitute(a, {x: place}) for a in (end.args if end.data[0] == "<" else end.args[::-1]))
    gap = sub(high, low)
    return not (is_positive(gap, ctx) if len(end.data) == 1 else is_nonnegative(gap, ctx))


def _ends(x: Node, b: Interval) -> list[Node]:
    out = []
    if b.lower is not None:
        out.append(rel(x, ">" if b.lower_open else ">=", rat(b.lower)))
    if b.upper is not None:
        out.append(rel(x, "<" if b.upper_open else "<=", rat(b.upper)))
    return out


# ---------------------------------------------------------------- cells


def _on_cells(
    left: Node,
    relation: str,
    right: Node,
    known: list[Node],
    read: dict[Node, _Relation],
    interval: Interval,
    integer: bool,
) -> bool:
    product = fmpz_poly([1])
    for r in read.values():
        for p in (r.top, r.bottom):
            if p.degree() > 0:
                square_free = p // p.gcd(p.derivative())
                product = product * (square_free // square_free.gcd(product))
    for end in (interval.lower, interval.upper):
        if end is not None:
            line = fmpz_poly([-end.numerator, end.denominator])
            if product.degree() < 1 or univariate.evaluate(product, end) != 0:
                product = product * line
    roots = (
        [univariate.refine(product, r) for r in univariate.isolate(product, Interval())] if product.degree() > 0 else []
    )
    if any(a[1] >= b[0] for a, b in pairwise(sorted(roots))):
        raise _GiveUp
    for cell in _cells(sorted(roots), product, interval, integer):
        signs = {node: _sign(p, cell) for node, p in read.items()}
        if not all(_truth(c, signs) is not False for c in known):
            continue
        here, there = _truth(left, signs), _truth(right, signs)
        if (here is True and there is not True) or (relation == "<=>" and there is True and here is not True):
            return False  # the other fails, or means nothing there
    return True


def _cells(roots: list[Cell], product: fmpz_poly, interval: Interval, integer: bool) -> Iterator[Cell]:
    """A root, or a point of an interval between roots, for each cell in the range. An end of the range is a root."""
    for a, b in roots:
        if a == b:
            if contains(interval, a) and (not integer or a.denominator == 1):
                yield a, a
        elif not integer and contains(interval, (a + b) / 2):
            yield a, b
    edges = [None, *roots, None]
    for before, after in pairwise(edges):
        low, high = before[1] if before else None, after[0] if after else None
        if low is None and high is None:
            x = Fraction(0)
        elif low is None:
            assert high is not None
            x = high - 1
        elif high is None:
            x = low + 1
        else:
            x = (low + high) / 2
        if contains(interval, x):
            if integer and low is not None and high is not None and low // 1 + 1 >= high:
                continue  # no whole number between them
            yield x, x


def _sign(r: _Relation, cell: Cell) -> bool | None:
    """Whether the relation holds on the cell; None where it means nothing."""
    bottom = _sign_of(r.bottom, cell)
    if bottom == 0:
        return None
    return _sign_of(r.top, cell) * bottom in _TRUE_FOR[r.relation]


def _sign_of(p: fmpz_poly, cell: Cell) -> int:
    a, b = cell
    if p.degree() < 1:
        value: Fraction | int = int(p[0]) if p.degree() == 0 else 0
    elif a == b:
        value = univariate.evaluate(p, a)
    elif univariate.count_roots(p // p.gcd(p.derivative()), a, b):
        return 0  # the interval holds a single root of all polynomials
    else:
        value = univariate.evaluate(p, (a + b) / 2)
    return (value > 0) - (value < 0)


def _truth(node: Node, signs: dict[Node, bool | None]) -> bool | None:
    match node.op:
        case "rel":
            return signs.get(node)
        case "not":
            inner = _truth(node.args[0], signs)
            return None if inner is None else not inner
        case "and" | "or":
            parts = [_truth(a, signs) for a in node.args]
            decisive = node.op == "or"
            return decisive if decisive in parts else None if None in parts else not decisive
    if node in (TRUE, FALSE):
        return node == TRUE
    return None


__all__ = ["NAME", "by_cases", "follows"]
