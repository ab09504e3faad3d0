"""Signs of a polynomial in one real unknown on an interval, and its real roots.

Decides exactly: square-free factors (Yun) and Sturm's theorem over the rationals, so a root at an end, a double root
and two roots that nearly meet are told apart. For whole unknowns every candidate up to Cauchy's bound is tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from flint import fmpq, fmpq_poly, fmpz_poly

from checker.exact.ranges import Interval, contains, intersect, union, whole

#: polynomials of higher degree are left alone
DEGREE_LIMIT = 40
#: whole unknowns: how many candidates are tried
CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Signs:
    """Which signs occur."""

    negative: bool
    zero: bool
    positive: bool


def from_coefficients(coefficients: list[Fraction]) -> fmpz_poly:
    """The primitive integer polynomial, lowest coefficient first, up to a positive factor."""
    d = lcm(*(c.denominator for c in coefficients)) if coefficients else 1
    return fmpz_poly([int(c * d) for c in coefficients])


def signs_on(coefficients: list[Fraction], i: Interval, integer: bool = False) -> Signs | None:
    """The signs of Σ c_k x^k for x in the interval, whole if asked; None if too large to tell."""
    if len(coefficients) - 1 > DEGREE_LIMIT:
        return None
    p = from_coefficients(coefficients)
    if p.degree() < 0:
        return Signs(False, True, False)
    if integer:
        found = _whole_signs(p, i)
        if found is not None:
            return found
    negative = zero = positive = False
    for end in (i.lower, i.upper):
        if end is not None and contains(i, end):
            value = evaluate(p, end)
            negative, zero, positive = negative | (value < 0), zero | (value == 0), positive | (value > 0)
    if i.lower is not None and i.lower == i.upper:
        return Signs(negative, zero, positive)
    _, factors = p.factor_squarefree()
    zero = zero or any(count_roots(f, i.lower, i.upper) > 0 for f, _ in factors)
    if any(e % 2 and count_roots(f, i.lower, i.upper) for f, e in factors):
        return Signs(True, True, True)  # a root of odd order inside: both signs next to it
    value = evaluate(p, inner_point(p, i.lower, i.upper))
    return Signs(negative or value < 0, zero, positive or value > 0)


def evaluate(p: fmpz_poly, x: Fraction) -> Fraction:
    value = fmpq_poly(p)(fmpq(x.numerator, x.denominator))
    return Fraction(int(value.p), int(value.q))


def inner_point(p: fmpz_poly, lower: Fraction | None, upper: Fraction | None) -> Fraction:
    """A rational number strictly inside that is no root."""
    if lower is None and upper is None:
        start, step = Fraction(0), Fraction(1)
    elif upper is None:
        assert lower is not None
        start, step = lower + 1, Fraction(1)
    elif lower is None:
        start, step = upper - 1, Fraction(-1)
    else:
        start, step = (lower + upper) / 2, (upper - lower) / (4 * (p.degree() + 2))
    for k in range(p.degree() + 1):
        if evaluate(p, start + k * step) != 0:
            return start + k * step
    raise AssertionError("a polynomial has more roots than its degree")


def count_roots(p: fmpz_poly, lower: Fraction | None, upper: Fraction | None) -> int:
    """Distinct real roots strictly between the ends (None: infinite). Sturm's theorem; p has no multiple root."""
    chain = _sturm(p)
    count = _variations(chain, lower, -1) - _variations(chain, upper, 1)
    return count - (1 if upper is not None and evaluate(p, upper) == 0 else 0)


def _sturm(p: fmpz_poly) -> list[fmpq_poly]:
    chain = [fmpq_poly(p), fmpq_poly(p.derivative())]
    while chain[-1].degree() > 0:
        remainder = -(chain[-2] % chain[-1])
        if remainder.degree() < 0:
            break
        # scaled by a positive number to keep it short
        scaled = fmpq_poly(remainder.numer())
        content = scaled.numer().content()
        chain.append(scaled / content if content > 1 else scaled)
    return [c for c in chain if c.degree() >= 0]


def _variations(chain: list[fmpq_poly], x: Fraction | None, way: int) -> int:
    signs: list[int] = []
    for p in chain:
        if x is None:
            lead = p[p.degree()]
            s = (1 if lead > 0 else -1) * (way if p.degree() % 2 else 1)
        else:
            value = p(fmpq(x.numerator, x.denominator))
            s = 1 if value > 0 else -1 if value < 0 else 0
        if s:
            signs.append(s)
    return sum(1 for a, b in pairwise(signs) if a != b)


def root_bound(p: fmpz_poly) -> Fraction:
    """Cauchy's bound: every root is smaller in size."""
    lead = abs(int(p[p.degree()]))
    return 1 + max((Fraction(abs(int(p[k])), lead) for k in range(p.degree())), default=Fraction(0))


def _whole_signs(p: fmpz_poly, i: Interval) -> Signs | None:
    i = whole(i)
    bound = root_bound(p)
    top = -(-bound.numerator // bound.denominator) + 1
    low = -top if i.lower is None else max(-top, int(i.lower))
    high = top if i.upper is None else min(top, int(i.upper))
    if i.lower is not None and i.lower > top:
        low = high = int(i.lower)
    if i.upper is not None and i.upper < -top:
        low = high = int(i.upper)
    if high - low > CANDIDATES or high < low:
        return None
    values = [evaluate(p, Fraction(k)) for k in range(low, high + 1)]
    return Signs(any(v < 0 for v in values), any(v == 0 for v in values), any(v > 0 for v in values))


def isolate(p: fmpz_poly, i: Interval) -> list[tuple[Fraction, Fraction]]:
    """Disjoint rational intervals, each around one distinct real root in the interval; a rational end is exact.

    A root that is known exactly has equal ends. `p` has no multiple root.
    """
    out: list[tuple[Fraction, Fraction]] = []
    bound = root_bound(p)
    low = -bound if i.lower is None else max(i.lower, -bound)
    high = bound if i.upper is None else min(i.upper, bound)
    if low > high:
        return out
    for end in dict.fromkeys((low, high)):
        if contains(i, end) and evaluate(p, end) == 0:
            out.append((end, end))
    stack = [(low, high)]
    while stack:
        a, b = stack.pop()
        if a >= b:
            continue
        n = count_roots(p, a, b)
        if n == 0:
            continue
        if n == 1:
            out.append((a, b))
            continue
        middle = (a + b) / 2
        if evaluate(p, middle) == 0:
            out.append((middle, middle))
        stack += [(middle, b), (a, middle)]
    return sorted(out)


def solution_hull(coefficients: list[Fraction], relation: str, within: Interval) -> Interval:
    """An interval with rational ends around every solution of `polynomial relation 0` in `within`.

    `within` itself if there is none.
    """
    p = from_coefficients(coefficients)
    square_free = p // p.gcd(p.derivative())
    roots = [refine(square_free, r) for r in isolate(square_free, Interval())]
    allowed = {"=": (0,), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}[relation]
    pieces: list[Interval] = []
    for k in range(len(roots) + 1):  # the gaps between neighbouring roots, and the roots
        low = None if k == 0 else roots[k - 1][0]
        high = None if k == len(roots) else roots[k][1]
        value = evaluate(p, _between(roots, k))
        if value == 0 or (value > 0) - (value < 0) in allowed:  # 0: two roots too near to look between them
            pieces.append(Interval(low, high, low is not None and 0 not in allowed, high is not None))
        if k < len(roots) and 0 in allowed:
            pieces.append(Interval(roots[k][0], roots[k][1]))
    pieces = [c for q in pieces if (c := _cut(q, within)) is not None]
    if not pieces:
        return within
    out = pieces[0]
    for q in pieces[1:]:
        out = union(out, q)
    return out


def _cut(a: Interval, b: Interval) -> Interval | None:
    """The common part, None if there is none."""
    return None if _apart(a, b) else intersect(a, b)


def _apart(a: Interval, b: Interval) -> bool:
    for x, y in ((a, b), (b, a)):
        if x.upper is not None and y.lower is not None:
            if x.upper < y.lower or (x.upper == y.lower and (x.upper_open or y.lower_open)):
                return True
    return False


def _between(roots: list[tuple[Fraction, Fraction]], k: int) -> Fraction:
    """A number in the k-th gap: below the first root, between two, above the last."""
    if not roots:
        return Fraction(0)
    if k == 0:
        return roots[0][0] - 1
    if k == len(roots):
        return roots[-1][1] + 1
    return (roots[k - 1][1] + roots[k][0]) / 2


def refine(p: fmpz_poly, root: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """The isolating interval halved until it is narrow, or the rational root itself."""
    a, b = root
    for _ in range(40):
        if a == b:
            break
        middle = (a + b) / 2
        if evaluate(p, middle) == 0:
            return middle, middle
        if count_roots(p, a, middle):
            b = middle
        else:
            a = middle
    if a != b:
        candidate = simplest_between(a, b)
        if evaluate(p, candidate) == 0:
            return candidate, candidate
    return a, b


def simplest_between(a: Fraction, b: Fraction) -> Fraction:
    """The fraction of smallest denominator strictly between a < b (Stern and Brocot)."""
    whole_part = a.numerator // a.denominator
    if whole_part + 1 < b:
        return Fraction(whole_part + 1)
    low, high = a - whole_part, b - whole_part
    if low == 0:
        k = int(1 / high) + 1
        return whole_part + Fraction(1, k)
    return whole_part + 1 / simplest_between(1 / high, 1 / low)
