"""What a tired author leaves out: a square, a root, a reciprocal, a logarithm, an exponential, an inverse.

From the right side of a wrong line come the lines in which one part has it again, or in which two symbols of one domain
have changed places, or the factors of a matrix product their order. For `suggest` alone, which looks among them for the
edit that mends a line: as slips planted in right lines they would be of no kind that authors make. Makes candidates,
and judges none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from checker.domains import Domain, Scalar, Tensor
from checker.graph import (
    BOOLEAN_OPS,
    MINUS_ONE,
    ONE,
    Node,
    fn,
    is_matrix,
    matsym,
    mul,
    power,
    rat,
    shape,
    substitute,
    sym,
)
from checker.slips import Above, Slip, edits

#: functions that are lost from around a part
_LOST = ("log", "exp", "abs")
#: pairs of symbols that are exchanged at most
_PAIRS = 30


def losses(root: Node, domains: Mapping[str, Domain], limit: int = 160) -> Iterator[Slip]:
    """All expressions in which one thing is put back, without repeats; at most `limit`."""
    yield from _exchanged(root, domains)
    yield from (s for s in edits(root, _put_back, limit) if s.kind == "lost")


def _put_back(n: Node, above: Above) -> Iterator[Slip]:
    for after in _restored(n):
        yield Slip("lost", n, after, after)


def _restored(n: Node) -> Iterator[Node]:
    if n.op in BOOLEAN_OPS or n.op in ("rat", "piecewise"):
        return
    if not is_matrix(n):
        if n.op == "pow":
            base, exponent = n.args
            if exponent.op != "rat" or abs(exponent.value) != 1:
                yield power(base, mul(rat(2), exponent))
                yield power(base, mul(rat(1, 2), exponent))
        else:
            yield power(n, 2)
            yield power(n, rat(1, 2))
        yield power(n, MINUS_ONE)
        for name in _LOST:
            if not (n.op == "fn" and n.data == name):
                yield fn(name, n)
        return
    rows, columns = shape(n)
    if rows == columns != ONE:
        yield Node("inverse", (n,))
    if columns == ONE or rows == ONE:
        yield Node("hadamard", (n, n))
    if n.op == "matmul" and len(n.args) > 2:
        backwards = Node("matmul", n.args[::-1])
        if all(shape(a)[0] == shape(a)[1] for a in n.args):
            yield backwards


def _exchanged(root: Node, domains: Mapping[str, Domain]) -> Iterator[Slip]:
    """Two symbols of the same domain, each written for the other throughout."""
    alike = [(a, b) for a, b in combinations(sorted(domains), 2) if domains[a] == domains[b]]
    for a, b in alike[:_PAIRS]:
        x, y = (_symbol(name, domains[name]) for name in (a, b))
        if x is None or y is None:
            continue
        whole = substitute(root, {x: y, y: x})
        if whole != root:
            yield Slip("exchange", x, y, whole)


def _symbol(name: str, domain: Domain) -> Node | None:
    match domain:
        case Scalar():
            return sym(name)
        case Tensor(rows, columns):
            return matsym(name, rows, columns)
    return None
