"""Single-edit slips of an expression: what a tired author writes instead of the right line.

From one graph come all graphs that differ by one edit: a sign, a dropped term or factor, a factor 2, an exponent, an
index, a swapped symbol or function, an end of an integral or a sum, a transpose, the order of a matrix product. Used
both ways: `checker mutate` plants them in right lines to see them refuted, and `suggest` looks among them for the one
edit that mends a wrong line. This module makes candidates; it judges none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from checker.domains import Domain, Scalar, Tensor
from checker.graph import (
    BINDERS,
    BOOLEAN_OPS,
    INF,
    MINUS_ONE,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    add,
    close,
    elem,
    fn,
    is_matrix,
    mul,
    open_binder,
    power,
    rat,
    rebuild,
    rel,
    shape,
    sym,
    symbols,
)

_SWAPS = {
    "sin": ("cos",), "cos": ("sin",), "sinh": ("cosh",), "cosh": ("sinh",), "tanh": ("sigmoid",), "sigmoid": ("tanh",),
    "log": ("exp",), "gamma": ("loggamma",), "max": ("min",), "min": ("max",), "erf": ("erfc",), "floor": ("ceiling",),
    "asin": ("acos",), "acos": ("asin",),
}  # fmt: skip
_WEAKER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True, slots=True)
class Slip:
    """One edit: its kind, the part before and after (bound variables named), and the whole expression after it."""

    kind: str
    before: Node
    after: Node
    whole: Node


def slips(root: Node, domains: Mapping[str, Domain], limit: int = 2000) -> Iterator[Slip]:
    """All expressions one edit away, without repeats and without the expression itself; at most `limit`."""
    seen = {root}
    for s in _edits(root, domains, 0):
        if s.whole not in seen:
            seen.add(s.whole)
            yield s
            if len(seen) > limit:
                return


def weakened(relation: str) -> str | None:
    """The relation with strict and weak exchanged; None if it has no such partner."""
    return _WEAKER.get(relation)


def _edits(n: Node, domains: Mapping[str, Domain], depth: int) -> Iterator[Slip]:
    if depth > 40:
        return
    if n.op in ("add", "matadd"):
        yield from _terms(n)
    for kind, after in _here(n, domains):
        yield Slip(kind, n, after, after)
    if n.op in BINDERS:
        yield from _in_binder(n, domains, depth)
        return
    for k, a in enumerate(n.args):
        if n.op in ("matsym", "vapp", "identity", "zeros", "ones") and k < 2:
            continue  # a size
        if n.op == "pow" and k == 1 and a.op == "rat":
            continue  # exponents are edited as such
        if n.op == "mul" and a == MINUS_ONE:
            continue
        for s in _edits(a, domains, depth + 1):
            if is_matrix(s.whole) == is_matrix(a):
                yield Slip(s.kind, s.before, s.after, rebuild(n, [*n.args[:k], s.whole, *n.args[k + 1 :]]))


def _in_binder(n: Node, domains: Mapping[str, Domain], depth: int) -> Iterator[Slip]:
    body, *variables = open_binder(n, *_letters(n))
    rest = list(n.args[1:])
    for s in _edits(body, domains, depth + 1):
        if is_matrix(s.whole) == is_matrix(body):
            yield Slip(s.kind, s.before, s.after, close(n, s.whole, variables, rest))
    if n.op in ("integral", "sum", "product"):
        for k, end in enumerate(rest):
            for other in _ends(n.op, end, last=k == 1):
                ends = [other if j == k else e for j, e in enumerate(rest)]
                yield Slip("bound", end, other, close(n, body, variables, ends))
    if n.op == "diff":
        level, order = n.data
        if order > 1:
            yield Slip("order", n, n, Node("diff", n.args, (level, order - 1)))
    if n.op in ("diff", "gradient", "jacobian", "map", "limit"):
        for s in _edits(rest[0], domains, depth + 1):
            if is_matrix(s.whole) == is_matrix(rest[0]):
                yield Slip(s.kind, s.before, s.after, close(n, body, variables, [s.whole]))


def _letters(n: Node) -> list[Node]:
    """Readable names for the bound variables; fresh ones where those would be matrices."""
    if n.op in ("gradient", "jacobian"):
        return []
    letters = {"sum": "kijlmn", "product": "kijlmn", "entries": "ijklmn"}.get(n.op, "tuvwxyz")
    free = [sym(c) for c in letters if c not in symbols(n)]
    count = 2 if n.op == "entries" else 1
    return free[:count] if len(free) >= count else []


def _ends(op: str, end: Node, *, last: bool) -> list[Node]:
    if end in (INF, NEG_INF):
        return [ZERO] if op == "integral" else []
    if op == "integral":
        return [add(end, ONE), *([mul(MINUS_ONE, end)] if end != ZERO else [])]
    return [add(end, MINUS_ONE)] if last else [add(end, ONE)]


def _here(n: Node, domains: Mapping[str, Domain]) -> Iterator[tuple[str, Node]]:
    match n.op:
        case "mul" | "hadamard" | "matmul":
            yield from _product(n)
        case "pow" if n.args[1].op == "rat":
            e = n.args[1].value
            for other in (e + 1, e - 1, -e, *([e / 2] if e.denominator == 1 and e % 2 else [])):
                if other != 0:
                    yield "exponent", n.args[0] if other == 1 else power(n.args[0], rat(other))
        case "rat" if n.value not in (0, 1, -1):
            yield "factor", rat(2 * n.value)
            yield "factor", rat(n.value / 2)
            yield "sign", rat(-n.value)
        case "fn":
            for partner in _SWAPS.get(n.data, ()):
                yield "function", fn(partner, *n.args)
        case "sym":
            for name in _interchangeable(n.data, domains):
                yield "symbol", Node("sym", (), name)
        case "matsym":
            for name in _interchangeable(n.data, domains):
                yield "symbol", Node("matsym", n.args, name)
            if n.args[0] == n.args[1]:
                yield "transpose", Node("transpose", (n,))
        case "transpose" if shape(n.args[0])[0] == shape(n.args[0])[1]:
            yield "transpose", n.args[0]
        case "elem":
            m, i, j = n.args
            if i != ZERO and i.op != "rat":
                yield "index", elem(m, add(i, MINUS_ONE), j)
            if shape(m)[0] == shape(m)[1] and i != j:
                yield "transpose", elem(m, j, i)
        case "rel" if n.data in _WEAKER:
            yield "relation", rel(n.args[0], _WEAKER[n.data], n.args[1])
    if n.op not in BOOLEAN_OPS and n.op not in BINDERS and n.op not in ("rat", "piecewise"):
        yield "sign", _negated(n)


def _terms(n: Node) -> Iterator[Slip]:
    """Each term with the other sign, and without it (written as 0 in its place)."""
    for k, a in enumerate(n.args):
        others = [*n.args[:k], *n.args[k + 1 :]]
        yield Slip("sign", a, _negated(a), rebuild(n, [*others, _negated(a)]))
        yield Slip("term", a, ZERO, others[0] if len(others) == 1 else rebuild(n, others))


def _product(n: Node) -> Iterator[tuple[str, Node]]:
    for k, a in enumerate(n.args):
        others = [*n.args[:k], *n.args[k + 1 :]]
        if a == MINUS_ONE:
            continue
        whole = others[0] if len(others) == 1 else rebuild(n, others)
        if n.op != "matmul" or shape(whole) == shape(n):
            yield "factor", whole
    if n.op == "mul" and not any(a.op == "rat" for a in n.args):
        yield "factor", mul(rat(2), *n.args)
        yield "factor", mul(rat(Fraction(1, 2)), *n.args)
    if n.op == "matmul":
        for k in range(len(n.args) - 1):
            swapped = [*n.args[:k], n.args[k + 1], n.args[k], *n.args[k + 2 :]]
            if _conformal(swapped) and shape(Node("matmul", tuple(swapped))) == shape(n):
                yield "order", Node("matmul", tuple(swapped))


def _conformal(factors: Sequence[Node]) -> bool:
    return all(shape(a)[1] == shape(b)[0] for a, b in pairwise(factors))


def _negated(n: Node) -> Node:
    if is_matrix(n):
        return n.args[1] if n.op == "scale" and n.args[0] == MINUS_ONE else Node("scale", (MINUS_ONE, n))
    if n.op == "rat":
        return rat(-n.value)
    if n.op == "mul" and MINUS_ONE in n.args:
        rest = list(n.args)
        rest.remove(MINUS_ONE)
        return mul(*rest)
    return mul(MINUS_ONE, n)


def _interchangeable(name: str, domains: Mapping[str, Domain]) -> list[str]:
    """Symbols of the same domain (and shape), which a tired hand may write in its place."""
    mine = domains.get(name)
    if not isinstance(mine, Scalar | Tensor):
        return []
    return sorted(n for n, d in domains.items() if n != name and d == mine)[:3]
