"""Polynomials that are sums of squares of binomials: Lagrange's identity for Cauchy-Schwarz, means of squares.

Proves p ≥ 0 by writing p = Σ c (m_i ± m_j)² + Σ d m_k² with c, d ≥ 0, for monomials m in real unknowns (diagonally
dominant sums of squares; Ahmadi and Majumdar, DSOS and SDSOS optimization, 2019). Every mixed term must be made by
one pair of squares or by one of a few; what is left of the squares must not be negative. Squares of binomials with
other weights, and of longer sums, are not looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from checker.exact.polyform import CONSTANT, Monomial, Poly, monomial_product

#: polynomials with more terms are left alone
TERMS = 400


def remainder(p: Mapping[Monomial, Fraction]) -> Poly | None:
    """What is left of p once squares of binomials are taken out: squares of monomials with coefficients > 0.

    None if that does not succeed. The unknowns must be real, and p ≥ its remainder ≥ 0 then.
    """
    if len(p) > TERMS or any(e < 0 for m in p for _, e in m):
        return None
    budget = {_root(m): c for m, c in p.items() if c > 0 and _is_square(m)}
    mixed = {m: c for m, c in p.items() if c < 0 or not _is_square(m)}
    pairs = _pairs(list(budget), mixed)
    if any(m not in pairs for m in mixed):
        return None
    # those that can be made in one way only come first: there is no choice to be regretted
    for m in sorted(mixed, key=lambda m: (len(pairs[m]), _key(m))):
        left = abs(mixed[m]) / 2
        for a, b in sorted(pairs[m], key=lambda pair: (-min(budget[pair[0]], budget[pair[1]]), _key(pair[0]))):
            take = min(left, budget[a], budget[b])
            budget[a] -= take
            budget[b] -= take
            left -= take
            if not left:
                break
        if left:
            return None
    return {monomial_product(m, m): c for m, c in budget.items() if c}


def _pairs(
    roots: list[Monomial], mixed: Mapping[Monomial, Fraction]
) -> dict[Monomial, list[tuple[Monomial, Monomial]]]:
    """For every mixed term the pairs of different monomials whose product it is."""
    out: dict[Monomial, list[tuple[Monomial, Monomial]]] = {}
    known = set(roots)
    for m in mixed:
        for a in roots:
            powers = dict(m)
            for n, e in a:
                powers[n] = powers.get(n, 0) - e
            if any(e < 0 for e in powers.values()):
                continue
            b = tuple(sorted(((n, e) for n, e in powers.items() if e), key=lambda pair: pair[0].digest))
            if b in known and _key(a) < _key(b):
                out.setdefault(m, []).append((a, b))
    return out


def _is_square(m: Monomial) -> bool:
    return all(e % 2 == 0 for _, e in m)


def _root(m: Monomial) -> Monomial:
    return tuple((n, e // 2) for n, e in m)


def _key(m: Monomial) -> tuple[tuple[bytes, int], ...]:
    return tuple((n.digest, e) for n, e in m)


def positive_remainder(p: Mapping[Monomial, Fraction]) -> bool | None:
    """Whether p is surely > 0 (a positive number is left over), surely ≥ 0 only (False), or neither is seen (None)."""
    left = remainder(p)
    return None if left is None else left.get(CONSTANT, Fraction(0)) > 0
