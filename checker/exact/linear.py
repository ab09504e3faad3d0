"""Linear consequences: is a polynomial a combination of known inequalities with coefficients that are not negative?

Decides by exact simplex over the rationals (Dantzig's method with Bland's rule), monomials taken as independent
unknowns: by Farkas' lemma this finds every consequence that is linear in them. It finds no consequence that needs a
product it was not given. Premises that contradict one another prove nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from checker.exact.polyform import CONSTANT, Monomial, Poly

#: a system with more unknowns times equations than this is not tried
SIZE_LIMIT = 6000
#: pivots before giving up
PIVOT_LIMIT = 400

_ZERO, _ONE = fmpq(0), fmpq(1)


@dataclass(frozen=True, slots=True)
class Premise:
    """`poly` is ≥ 0; > 0 if strict; = 0 if zero."""

    poly: Poly
    strict: bool = False
    zero: bool = False


def entails(premises: Sequence[Premise], target: Mapping[Monomial, Fraction], strict: bool) -> bool:
    """Proves that target ≥ 0 (> 0 if strict) wherever the premises hold; False if not, or if they contradict."""
    if not _combination(premises, target, strict):
        return False
    return not _combination(premises, {}, True)


def _combination(premises: Sequence[Premise], target: Mapping[Monomial, Fraction], strict: bool) -> bool:
    """Whether target = Σ c·premise + c0 with c ≥ 0 (of any sign for zeros), a strict one among them if asked."""
    columns: list[Poly] = []
    is_strict: list[bool] = []
    for p in premises:
        columns.append(p.poly)
        is_strict.append(p.strict)
        if p.zero:
            columns.append({m: -c for m, c in p.poly.items()})
            is_strict.append(False)
    columns.append({CONSTANT: Fraction(1)})
    is_strict.append(True)
    rows = sorted({m for c in columns for m in c} | set(target), key=_key)
    if len(rows) * len(columns) > SIZE_LIMIT:
        return False
    matrix = [[_number(c.get(m)) for c in columns] for m in rows]
    right = [_number(target.get(m)) for m in rows]
    tableau = _feasible(matrix, right)
    if tableau is None:
        return False
    return not strict or tableau.can_be_positive([k for k, s in enumerate(is_strict) if s])


def _number(x: Fraction | None) -> fmpq:
    return fmpq(x.numerator, x.denominator) if x else _ZERO


def _key(m: Monomial) -> tuple[tuple[bytes, int], ...]:
    return tuple((n.digest, e) for n, e in m)


class _Tableau:
    """A feasible basis of {A x = b, x ≥ 0}: rows of A with the right side last, and which column each row solves."""

    def __init__(self, rows: list[list[fmpq]], basis: list[int]) -> None:
        self.rows, self.basis = rows, basis

    def pivot(self, r: int, c: int) -> None:
        row = self.rows[r]
        scale = row[c]
        row = [x / scale for x in row]
        self.rows[r] = row
        for k, other in enumerate(self.rows):
            if k != r and (f := other[c]):
                self.rows[k] = [x - f * y if y else x for x, y in zip(other, row, strict=True)]
        self.basis[r] = c

    def maximize(self, objective: list[fmpq], allowed: int, stop_positive: bool) -> fmpq | None:
        """The largest value of objective·x over the first `allowed` columns; None if unbounded or out of pivots.

        With `stop_positive` any positive value will do.
        """
        for _ in range(PIVOT_LIMIT):
            paid = [(objective[b], row) for b, row in zip(self.basis, self.rows, strict=True) if objective[b]]
            value = sum((price * row[-1] for price, row in paid), _ZERO)
            if stop_positive and value > 0:
                return value
            enter = -1
            for c in range(allowed):
                if c in self.basis:
                    continue
                gain = objective[c] - sum((price * row[c] for price, row in paid if row[c]), _ZERO)
                if gain > 0:
                    enter = c
                    break
            if enter < 0:
                return value
            best: tuple[fmpq, int, int] | None = None
            for r, row in enumerate(self.rows):
                if row[enter] > 0:
                    candidate = (row[-1] / row[enter], self.basis[r], r)
                    if best is None or candidate < best:
                        best = candidate
            if best is None:
                return None
            self.pivot(best[2], enter)
        return _ZERO if stop_positive else None

    def can_be_positive(self, columns: list[int]) -> bool:
        """Whether some solution has a positive entry among the columns (an unbounded one counts)."""
        width = len(self.rows[0]) - 1 if self.rows else 0
        objective = [_ZERO] * width
        for c in columns:
            objective[c] = _ONE
        value = self.maximize(objective, width, True)
        return value is None or value > 0


def _feasible(matrix: list[list[fmpq]], right: list[fmpq]) -> _Tableau | None:
    """A feasible tableau, by driving artificial columns to zero; None if there is none."""
    count = len(matrix)
    width = len(matrix[0]) if matrix else 0
    rows = []
    for k, (row, b) in enumerate(zip(matrix, right, strict=True)):
        sign = -1 if b < 0 else 1
        extra = [_ONE if j == k else _ZERO for j in range(count)]
        rows.append([sign * x for x in row] + extra + [sign * b])
    tableau = _Tableau(rows, [width + k for k in range(count)])
    objective = [_ZERO] * width + [fmpq(-1)] * count
    value = tableau.maximize(objective, width, False)
    if value is None or value != 0:
        return None
    for r in range(count):  # artificial columns at 0 leave the basis where they can
        if tableau.basis[r] >= width:
            c = next((c for c in range(width) if tableau.rows[r][c]), None)
            if c is not None:
                tableau.pivot(r, c)
    kept = [r for r in range(count) if tableau.basis[r] < width]
    return _Tableau([[*tableau.rows[r][:width], tableau.rows[r][-1]] for r in kept], [tableau.basis[r] for r in kept])
