"""Alternating sums of powers: Dirichlet's eta and beta functions at whole numbers, Leibniz's series among them.

Proves Σ_{j≥0} (-1)^j (j+1)^(-s) = η(s) = (1 - 2^(1-s)) ζ(s), log 2 for s = 1 (DLMF 25.2.3), and
Σ_{j≥0} (-1)^j (2j+1)^(-s) = β(s): Catalan's constant for s = 2, and for odd s a rational multiple of π^s with Euler's
number E_(s-1) (Abramowitz and Stegun 23.2.22). Both converge for s ≥ 1.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial

from checker.exact.context import Context
from checker.exact.expansion import affine
from checker.exact.terms import Term, canon, depends, plus, quotient, raised, times, whole
from checker.graph import MINUS_ONE, ONE, PI, Node, const, fn, rat

#: the greatest s
MOST = 30


def alternating(t: Term, k: Node, first: Node, ctx: Context) -> Node | None:
    """The sum of the term from `first` to infinity, or None."""
    if t.exponential or len(t.powers) != 2:
        return None
    sign = next((p for p in t.powers if p[0] == MINUS_ONE and depends(p[1], k)), None)
    if sign is None:
        return None
    ((base, e),) = (p for p in t.powers if p != sign)
    turns, line, s = affine(sign[1], k, ctx), affine(base, k, ctx), -(whole(e) or 0)
    if turns is None or line is None or not 1 <= s <= MOST or line[0].op != "rat" or line[0].value <= 0:
        return None
    if (whole(turns[0]) or 0) % 2 == 0 or whole(plus(times(turns[0], first), turns[1])) is None:
        return None
    start = canon(plus(first, quotient(line[1], line[0])), ctx)  # base = slope (j + start), j = k - first
    if start == ONE:
        value = fn("log", rat(2)) if s == 1 else times(rat(1 - Fraction(2) ** (1 - s)), zeta_at(s))
    elif start == rat(1, 2) and (s == 2 or s % 2):
        value = times(rat(2**s), _beta(s))
    else:
        return None
    scale = raised(line[0], rat(-s))
    return times(t.coefficient, raised(MINUS_ONE, plus(times(turns[0], first), turns[1])), scale, value)


def zeta_at(s: int) -> Node:
    """ζ(s) for whole s > 1: a rational multiple of π^s for even s (DLMF 25.6.2)."""
    if s % 2:
        return fn("zeta", rat(s))
    return times(rat(abs(_bernoulli(s)) * 2 ** (s - 1) / factorial(s)), raised(PI, rat(s)))


def _bernoulli(n: int) -> Fraction:
    row: list[Fraction] = []
    for m in range(n + 1):
        row.append(-sum((comb(m + 1, j) * row[j] for j in range(m)), Fraction(0)) / (m + 1) if m else Fraction(1))
    return row[n]


def _beta(s: int) -> Node:
    if s == 2:
        return const("Catalan")
    n = (s - 1) // 2
    return times(rat(abs(_euler(2 * n)), 4 ** (n + 1) * factorial(2 * n)), raised(PI, rat(s)))


def _euler(n: int) -> int:
    """Euler's number E_n for even n: Σ C(n, 2k) E_2k = 0 for n > 0."""
    found = {0: 1}
    for m in range(2, n + 1, 2):
        found[m] = -sum(comb(m, j) * found[j] for j in range(0, m, 2))
    return found[n]
