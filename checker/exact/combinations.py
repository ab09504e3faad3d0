"""Rational linear combinations of normal forms: is one a combination of others?

Keeps exponents independent. None is no proof that there is no combination: long polynomials are not tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

from checker.exact.kernels import Table, Value, terms_of


def related(t: Table, v: Value) -> tuple[list[int], list[Value]]:
    """The exp kernels whose exponents can stand in a combination that is v: each generator of one stands in another."""
    arguments: dict[int, Value] = {}
    for k in t.exponents:
        argument = t.kernels[k].argument
        assert argument is not None
        arguments[k] = t.current(argument)
    generators = {k: t.generators(a) for k, a in arguments.items()}
    generators[-1] = t.generators(v)
    lonely = True
    while lonely:
        count = Counter(g for found in generators.values() for g in found)
        lonely = False
        for k in list(generators):
            if k >= 0 and any(count[g] == 1 for g in generators[k]):
                del generators[k]
                lonely = True
    known = [k for k in generators if k >= 0]
    return known, [arguments[k] for k in known]


def combine(t: Table, v: Value, basis: Sequence[Value]) -> list[Fraction] | None:
    """Rational numbers c with v = Σ c_k basis_k, if there are any, and if that takes no long polynomials."""
    v = t.current(v)
    basis = [t.current(b) for b in basis]
    den = v.den
    for b in basis:
        g = den.gcd(b.den)
        den = den * (b.den / g)
        if len(den) > 400 or len(den) * sum(len(b.num) for b in basis) > 20_000:
            return None
    columns = [dict(terms_of(b.num * (den / b.den))) for b in (*basis, v)]
    rows = sorted({m for column in columns for m in column})
    if len(rows) * len(columns) > 40_000:
        return None
    matrix = fmpq_mat(len(rows), len(columns), [column.get(m, fmpq(0)) for m in rows for column in columns])
    reduced, rank = matrix.rref()
    last = len(columns) - 1
    out = [Fraction(0)] * last
    for i in range(rank):
        pivot = next(j for j in range(len(columns)) if reduced[i, j] != 0)
        if pivot == last:
            return None
        x = reduced[i, last]
        out[pivot] = Fraction(int(x.p), int(x.q))
    return out
