"""Single-edit slips of an expression: what a tired author writes instead of the right line.

From one graph come all graphs that differ by one edit: a sign, a dropped term or factor, a factor 2, an exponent, an
index, a swapped symbol or function, an end of an integral or a sum, a transpose, the order of a matrix product or of
a derivative, a strict relation for a weak one. An edit that is another one by the rules of sign, as a sign at either
of two factors, is made once. Used both ways: `checker mutate` plants them in right lines to see them refuted, and
`suggest` looks among them for the one edit that mends a wrong line. This module makes candidates; it judges none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise

from checker.domains import Domain
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
_WEAKER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=>": "<=>"}


@dataclass(frozen=True, slots=True)
class Slip:
    """One edit: its kind, the part before and after (bound variables named), and the whole expression after it.

    `around`: the parts that hold the edited one, before and after, from the inside out; at most `_AROUND` of them.
    """

    kind: str
    before: Node
    after: Node
    whole: Node
    around: tuple[tuple[Node, Node], ...] = ()

    def inside(self, part: Node, edited: Node) -> Slip:
        """The same edit, seen as one of `part`."""
        around = (*self.around, (part, edited)) if len(self.around) < _AROUND else self.around
        return Slip(self.kind, self.before, self.after, edited, around)


_AROUND = 4


#: the operations that a sign goes through, from their first argument (or body) to the whole
_ODD = frozenset(
    {
        "integral", "sum", "diff", "limit", "map", "entries", "gradient", "jacobian", "transpose", "trace", "elem",
        "diagmat", "diagvec", "inverse",
    }
)  # fmt: skip
#: the operations that a sign and a number go through, from any argument to the whole
_PRODUCTS = frozenset({"mul", "scale", "matmul", "hadamard", "kron"})
#: the operations whose first arguments are sizes or counts, and how many of them
_SIZES = {"matsym": 2, "vapp": 2, "identity": 1, "zeros": 2, "ones": 2}


def slips(root: Node, domains: Mapping[str, Domain], limit: int = 2000) -> Iterator[Slip]:
    """All expressions one edit away, without repeats and without the expression itself; at most `limit`."""
    return edits(root, partial(_slipped, domains), limit)


def edits(root: Node, here: Here, limit: int) -> Iterator[Slip]:
    """All that `here` makes of any one part, and other ends of integrals and sums; as `slips`."""
    seen = {root}
    for s in _edits(root, here, Above()):
        if s.whole not in seen:
            seen.add(s.whole)
            yield s
            if len(seen) > limit:
                return


def weakened(relation: str) -> str | None:
    """The relation with strict and weak exchanged, or an equivalence for an implication; None if it has no partner."""
    return _WEAKER.get(relation)


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a part: how deep it is, and whether its sign or a number before it is edited above already."""

    depth: int = 0
    signed: bool = False
    scaled: bool = False

    def under(self, n: Node, position: int) -> Above:
        """The same for an argument of `n`."""
        whole = n.op == "pow" and position == 0 and n.args[1].op == "rat" and n.args[1].value.denominator == 1
        even = whole or n.op == "norm" or (n.op == "fn" and n.data == "abs")
        through = n.op in _PRODUCTS or (n.op in _ODD and position == 0)
        scaled = n.op in _PRODUCTS or (through and self.scaled)
        return Above(self.depth + 1, through or even, scaled)


#: what is made of a part, given what stands above it; `whole` is the part after the edit
Here = Callable[[Node, Above], Iterator[Slip]]


def _slipped(domains: Mapping[str, Domain], n: Node, above: Above) -> Iterator[Slip]:
    if n.op in ("add", "matadd"):
        yield from _terms(n)
    for kind, after in _here(n, domains, above):
        yield Slip(kind, n, after, after)


def _edits(n: Node, here: Here, above: Above) -> Iterator[Slip]:
    if above.depth > 40:
        return
    yield from here(n, above)
    if n.op in BINDERS:
        yield from _in_binder(n, here, above)
        return
    for k, a in enumerate(n.args):
        if k < _SIZES.get(n.op, 0) or (n.op == "elem" and k) or (n.op == "fn" and n.data == "hyper" and k == 0):
            continue  # a size, an index, a count
        if n.op in ("pow", "matpow") and k == 1:
            continue  # exponents are edited as such
        if n.op == "mul" and a == MINUS_ONE:
            continue
        for s in _edits(a, here, above.under(n, k)):
            if is_matrix(s.whole) == is_matrix(a):
                yield s.inside(n, rebuild(n, [*n.args[:k], s.whole, *n.args[k + 1 :]]))


def _in_binder(n: Node, here: Here, above: Above) -> Iterator[Slip]:
    body, *variables = open_binder(n, *_letters(n))
    rest = list(n.args[1:])
    for s in _edits(body, here, above.under(n, 0)):
        if is_matrix(s.whole) == is_matrix(body):
            yield s.inside(n, close(n, s.whole, variables, rest))
    if n.op in ("integral", "sum", "product"):
        for k, end in enumerate(rest):
            for other in _ends(n.op, end, last=k == 1):
                ends = [other if j == k else e for j, e in enumerate(rest)]
                edited = close(n, body, variables, ends)
                yield Slip("bound", end, other, edited, ((n, edited),))
    if n.op == "diff":
        level, order = n.data
        for other in (order - 1, order + 1):
            if other:
                yield Slip("order", n, Node("diff", n.args, (level, other)), Node("diff", n.args, (level, other)))
    if n.op in ("diff", "gradient", "jacobian", "map", "limit"):
        for s in _edits(rest[0], here, above.under(n, 1)):
            if is_matrix(s.whole) == is_matrix(rest[0]):
                yield s.inside(n, close(n, body, variables, [s.whole]))


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
        return [_shifted(end, 1), *([mul(MINUS_ONE, end)] if end != ZERO else [])]
    return [_shifted(end, -1), _shifted(end, 1)] if last else [_shifted(end, 1)]


def _shifted(n: Node, by: int) -> Node:
    """The number or expression a whole number more, without a sum that a writer would not write."""
    if n.op == "rat":
        return rat(n.value + by)
    if n.op == "add":
        for k, a in enumerate(n.args):
            if a.op == "rat":
                others = [*n.args[:k], *n.args[k + 1 :]]
                return add(*others, *([rat(a.value + by)] if a.value + by else []))
    return add(n, rat(by))


def _here(n: Node, domains: Mapping[str, Domain], above: Above) -> Iterator[tuple[str, Node]]:
    match n.op:
        case "mul" | "hadamard" | "matmul" | "kron":
            yield from _product(n, above)
        case "scale" if not above.scaled:
            for number in (rat(2), rat(Fraction(1, 2))):
                yield "factor", Node("scale", (_times(number, n.args[0]), n.args[1]))
        case "pow" | "matpow":
            yield from _exponents(n)
        case "inverse":
            yield "exponent", n.args[0]
        case "rat" if n.value not in (0, 1, -1):
            yield "factor", rat(2 * n.value)
            yield "factor", rat(n.value / 2)
            yield "sign", rat(-n.value)
        case "fn":
            for partner in _SWAPS.get(n.data, ()):
                yield "function", fn(partner, *n.args)
            if n.data == "abs":
                yield "function", n.args[0]
        case "app" | "vapp":
            for name in _interchangeable(n.data if n.op == "vapp" else n.data[0], domains):
                yield "function", Node(n.op, n.args, name if n.op == "vapp" else (name, n.data[1]))
        case "sym":
            for name in _interchangeable(n.data, domains):
                yield "symbol", Node("sym", (), name)
        case "matsym":
            for name in _interchangeable(n.data, domains):
                yield "symbol", Node("matsym", n.args, name)
        case "elem":
            yield from _indices(n)
        case "rel" if n.data in _WEAKER:
            yield "relation", rel(n.args[0], _WEAKER[n.data], n.args[1])
    if n.op in ("matsym", "matmul", "gradient", "jacobian") and shape(n)[0] == shape(n)[1] != ONE:
        yield "transpose", Node("transpose", (n,))
    if n.op == "transpose" and shape(n)[0] == shape(n)[1]:
        yield "transpose", n.args[0]
    if not above.signed and n.op not in BOOLEAN_OPS and n.op not in BINDERS and n.op not in ("rat", "piecewise"):
        yield "sign", _negated(n)


def _exponents(n: Node) -> Iterator[tuple[str, Node]]:
    """One more, one less, the other sign, and the root taken or lost."""
    base, e = n.args
    if e.op != "rat":
        for by in (1, -1):
            yield "exponent", Node(n.op, (base, _shifted(e, by)))
        return
    half = [e.value / 2] if n.op == "pow" and e.value.denominator == 1 and e.value % 2 else []
    root = [2 * e.value] if e.value.denominator == 2 else []
    for other in (e.value + 1, e.value - 1, -e.value, *half, *root):
        if other != 0:
            yield "exponent", base if other == 1 else Node(n.op, (base, rat(other)))


def _indices(n: Node) -> Iterator[tuple[str, Node]]:
    """The entry before, and the one on the other side of the diagonal."""
    m, i, j = n.args
    if i != ZERO and i.op != "rat":
        yield "index", elem(m, _shifted(i, -1), j)
    if j != ZERO and j.op != "rat":
        yield "index", elem(m, i, _shifted(j, -1))
    if shape(m)[0] == shape(m)[1] and i != j:
        yield "transpose", elem(m, j, i)


def _terms(n: Node) -> Iterator[Slip]:
    """Each term with the other sign, and without it (written as 0 in its place)."""
    for k, a in enumerate(n.args):
        others = [*n.args[:k], *n.args[k + 1 :]]
        yield Slip("sign", a, _negated(a), rebuild(n, [*others, _negated(a)]))
        yield Slip("term", a, ZERO, others[0] if len(others) == 1 else rebuild(n, others))


def _product(n: Node, above: Above) -> Iterator[tuple[str, Node]]:
    for k, a in enumerate(n.args):
        others = [*n.args[:k], *n.args[k + 1 :]]
        if a == MINUS_ONE:
            continue
        whole = others[0] if len(others) == 1 else rebuild(n, others)
        if n.op == "mul" or shape(whole) == shape(n):
            yield "factor", whole
    if not above.scaled and not any(a.op == "rat" and a != MINUS_ONE for a in n.args):
        for number in (rat(2), rat(Fraction(1, 2))):
            yield "factor", mul(number, *n.args) if n.op == "mul" else Node("scale", (number, n))
    if n.op in ("matmul", "kron"):
        for k in range(len(n.args) - 1):
            swapped = Node(n.op, (*n.args[:k], n.args[k + 1], n.args[k], *n.args[k + 2 :]))
            if (n.op == "kron" or _conformal(swapped.args)) and shape(swapped) == shape(n):
                yield "order", swapped


def _conformal(factors: Sequence[Node]) -> bool:
    return all(shape(a)[1] == shape(b)[0] for a, b in pairwise(factors))


def _negated(n: Node) -> Node:
    if n.op == "scale":
        return n.args[1] if n.args[0] == MINUS_ONE else Node("scale", (_negated(n.args[0]), n.args[1]))
    if is_matrix(n):
        return Node("scale", (MINUS_ONE, n))
    if n.op == "rat":
        return rat(-n.value)
    factors = list(n.args) if n.op == "mul" else [n]
    number = next((a for a in factors if a.op == "rat"), None)
    if number is None:
        return mul(MINUS_ONE, *factors)
    factors.remove(number)
    return mul(*factors) if number == MINUS_ONE else mul(rat(-number.value), *factors)


def _times(number: Node, n: Node) -> Node:
    """The product with a number, whose own number is taken in."""
    factors = list(n.args) if n.op == "mul" else [n]
    own = next((a for a in factors if a.op == "rat"), None)
    if own is None:
        return mul(number, *factors)
    factors.remove(own)
    both = number.value * own.value
    return mul(*factors) if both == 1 and factors else mul(rat(both), *factors)


def _interchangeable(name: str, domains: Mapping[str, Domain]) -> list[str]:
    """Symbols or functions of the same domain (and shape), which a tired hand may write in its place."""
    mine = domains.get(name)
    if mine is None:
        return []
    return sorted(n for n, d in domains.items() if n != name and d == mine)[:3]
