"""Zero test of long sums of fractions: over the product of all denominators, which stay in factors until the end.

Proves that a sum vanishes where adding its terms one by one would swell (a Cauchy determinant written out). Only
terms and factors that stand there as such are used; nothing is factored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from checker.exact.kernels import NotScalar, Poly, Table, Value, rational_power
from checker.graph import Node

Reader = Callable[[Table, Node], Value]


def vanishes(t: Table, node: Node, read: Reader) -> bool:
    """Whether the numerator over the common denominator is 0. Raises TooLarge, NotScalar."""
    flat = list(_flat_terms(node))
    for n in [n for _, factors in flat for n, _ in factors]:
        for a in n.args if n.op == "mul" else (n,):
            read(t, a)  # every kernel is met before polynomials are compared
    terms = [_factored(t, read, *x) for x in flat]
    dens: list[tuple[Poly, int]] = []
    for _, _, below in terms:
        for p, e in below:
            place = next((i for i, (q, _) in enumerate(dens) if q == p), None)
            if place is None:
                dens.append((p, e))
            else:
                dens[place] = (p, max(e, dens[place][1]))
    parts = []
    for c, above, below in terms:
        value = t.number(c)
        for p, e in above:
            value = t.times(value, t.raised(Value(p, t.ring.constant(1), t.version), e))
        for p, e in dens:
            missing = e - sum(f for q, f in below if q == p)
            value = t.times(value, t.raised(Value(p, t.ring.constant(1), t.version), missing))
        parts.append(value)
    total = t.total(parts)
    return bool(total.num.is_zero())


def _flat_terms(node: Node, sign: Fraction = Fraction(1)) -> Iterator[tuple[Fraction, list[tuple[Node, int]]]]:
    """The terms of a sum (through factors that are numbers), each a number and powers of nodes."""
    if node.op == "add":
        for a in node.args:
            yield from _flat_terms(a, sign)
        return
    args = node.args if node.op == "mul" else (node,)
    c, factors = sign, []
    for a in args:
        if a.op == "rat":
            c *= a.value
        elif a.op == "pow" and a.args[1].op == "rat" and a.args[1].value.denominator == 1:
            factors.append((a.args[0], int(a.args[1].value)))
        else:
            factors.append((a, 1))
    if len(factors) == 1 and factors[0][0].op == "add" and factors[0][1] == 1:
        yield from _flat_terms(factors[0][0], c)
    else:
        yield c, factors


_Powers = list[tuple[Poly, int]]


def _factored(
    t: Table, read: Reader, c: Fraction, factors: list[tuple[Node, int]]
) -> tuple[Fraction, _Powers, _Powers]:
    """(number, numerator, denominator) of a term; polynomials are scaled so that equal factors look equal."""
    values = [(read(t, n), e) for n, e in factors]
    above: _Powers = []
    below: _Powers = []
    flat = [(c, [(n, e)]) for n, e in factors if n.op == "mul"]
    if flat:
        rest = [(n, e) for n, e in factors if n.op != "mul"]
        for _, ((n, e),) in flat:
            rest += [(a, e) for a in n.args]
        return _factored(t, read, c, rest)
    for v, e in values:
        v = t.current(v)
        for p, way in ((v.num, e), (v.den, -e)):
            if p.is_constant():
                if p.is_zero():
                    if way < 0:
                        raise NotScalar("division by zero")
                    return Fraction(0), [], []
                lead = p.leading_coefficient()
                c *= rational_power(Fraction(int(lead.p), int(lead.q)), way)
                continue
            lead = p.leading_coefficient()
            c *= rational_power(Fraction(int(lead.p), int(lead.q)), way)
            (above if way > 0 else below).append((p / lead, abs(way)))
    return c, above, below
