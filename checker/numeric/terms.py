"""Bounds of the form c (ln u)^l u^p exp(sum q_k u^k) on u >= U: products, suprema, integrals to infinity.

This is the arithmetic under `growth`, which finds such bounds of expressions. All of it is rigorous: a supremum or a
tail integral is given only when the term is shown to fall fast enough on the whole half-line, by a bound on its
logarithmic slope u d(ln term)/du. It never decides that something diverges except from a lower bound (`diverges`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, fmpq

Exponent = tuple[tuple[Fraction, arb], ...]

ZERO = Fraction(0)
#: More terms than this in one bound are no bound worth having.
MOST_TERMS = 48
_GRID = 2**60


@dataclass(frozen=True, slots=True)
class Term:
    """The function c (ln u)^l u^p exp(sum q u^k) of u >= U, where U >= 16, c > 0 and every k > 0."""

    c: arb
    l: Fraction = ZERO
    p: Fraction = ZERO
    e: Exponent = ()

    def at(self, u: arb) -> arb:
        """Its value."""
        value = self.c
        if self.l:
            value = value * u.log() ** real(self.l)
        if self.p:
            value = value * u ** real(self.p)
        if self.e:
            total = arb(0)
            for k, q in self.e:
                total += q * u ** real(k)
            value = value * total.exp()
        return value

    def log_at(self, t: float) -> float:
        """Roughly its logarithm at u = exp(t), to choose between bounds; nothing rests on it."""
        c = self.c.mid()
        value = float(c.log()) if c > 0 else -1e300
        value += float(self.l) * math.log(t) + float(self.p) * t
        for k, q in self.e:
            value += float(q.mid()) * math.exp(min(float(k) * t, 600.0))
        return value


Terms = tuple[Term, ...]


def real(x: Fraction) -> arb:
    """The rational as a ball."""
    return arb(x.numerator) if x.denominator == 1 else arb(fmpq(x.numerator, x.denominator))


def bounds(x: arb) -> tuple[Fraction, Fraction]:
    """Rationals of modest size below and above a finite ball; equal when it is such a number itself."""
    lo, hi = x.lower().fmpq(), x.upper().fmpq()
    low = Fraction(math.floor(Fraction(int(lo.p), int(lo.q)) * _GRID), _GRID)
    high = Fraction(math.ceil(Fraction(int(hi.p), int(hi.q)) * _GRID), _GRID)
    return low, high


def exponent(pairs: Iterable[tuple[Fraction, arb]]) -> Exponent:
    """Pairs with equal powers summed, exact zeros left out, highest power first."""
    total: dict[Fraction, arb] = {}
    for k, q in pairs:
        total[k] = total[k] + q if k in total else q
    return tuple(sorted(((k, q) for k, q in total.items() if not q.is_zero()), key=lambda kq: -kq[0]))


def times(a: Term, b: Term) -> Term:
    e = exponent(a.e + b.e) if a.e and b.e else a.e or b.e
    return Term(a.c * b.c, a.l + b.l, a.p + b.p, e)


def scaled(a: Term, c: arb) -> Term:
    return replace(a, c=a.c * c)


def inverse(a: Term) -> Term:
    return Term(1 / a.c, -a.l, -a.p, tuple((k, -q) for k, q in a.e))


def powered(a: Term, s: arb, up: bool) -> Term:
    """A bound on the s-th power of the term (s real): from above, or from below."""
    low, high = bounds(s)
    pick = max if up else min
    e = exponent((k, q * s) for k, q in a.e)
    return Term(a.c**s, pick(a.l * low, a.l * high), pick(a.p * low, a.p * high), e)


def slope(a: Term, start: arb) -> arb | None:
    """An upper bound of u d(ln a)/du for all u >= start, or None where none was found."""
    total = real(a.p)
    if a.l > 0:
        total += real(a.l) / start.log()
    if a.e:
        top, lead = a.e[0]
        slow, fast = total, real(top) * lead
        for k, q in a.e[1:]:
            if q < 0:  # falls with u: at most its value at the start
                slow += real(k) * q * start ** real(k)
            else:  # at most that of the leading power, times what it is at the start
                fast += real(k) * q.abs_upper() * start ** real(k - top)
        if not fast < 0:
            return None
        total = slow + fast * start ** real(top)
    return total.upper() if total.is_finite() else None


def supremum(terms: Iterable[Term], start: arb) -> arb | None:
    """An upper bound of the sum of the terms for all u >= start, or None."""
    total = arb(0)
    for a in terms:
        if a.l or a.p or a.e:
            s = slope(a, start)
            if s is None or not s <= 0:
                return None
        total += a.at(start)
    return total.upper() if total.is_finite() else None


def vanishes(t: Term, start: arb) -> bool:
    """Whether the term tends to 0."""
    if not t.e and t.p == 0:
        return t.l < 0
    s = slope(t, start)
    return s is not None and s < 0 and (bool(t.e) or t.p < 0)


def infimum(a: Term, start: arb) -> arb | None:
    """A positive lower bound of the term for all u >= start, or None."""
    top = supremum([inverse(a)], start)
    return None if top is None or not top > 0 else (1 / top).lower()


def tail(a: Term, start: arb) -> arb | None:
    """An upper bound of the integral of the term from start to infinity, or None where it was not shown finite.

    With u d(ln a)/du <= -m on the half-line, a(u) <= a(U) (u/U)^-m, whose integral is a(U) U / (m - 1).
    """
    s = slope(a, start)
    if s is not None and s < -1:
        total = a.at(start) * start / (-s - 1)
    elif not a.e and a.p == -1 and a.l < -1:
        total = a.c * start.log() ** real(a.l + 1) / real(-a.l - 1)
    else:
        return None
    return total.upper() if total.is_finite() else None


def tails(terms: Iterable[Term], start: arb) -> arb | None:
    """An upper bound of the integral of the sum of the terms from start to infinity, or None."""
    total = arb(0)
    for a in terms:
        part = tail(a, start)
        if part is None:
            return None
        total += part
    return total


def diverges(a: Term) -> bool:
    """Whether the integral of the term to infinity is certainly infinite."""
    if a.e:
        return bool(a.e[0][1] > 0)
    return a.p > -1 or (a.p == -1 and a.l >= -1)


def product(a: Sequence[Term] | None, b: Sequence[Term] | None) -> tuple[Term, ...] | None:
    """The product of two sums of terms."""
    if a is None or b is None or len(a) * len(b) > 4 * MOST_TERMS:
        return None
    return merged(times(x, y) for x in a for y in b)


def merged(terms: Iterable[Term]) -> tuple[Term, ...] | None:
    """The same sum with like terms together; None when too many are left."""
    like: dict[object, Term] = {}
    for a in terms:
        key = (a.l, a.p, tuple((k, q.mid().man_exp(), q.rad().man_exp()) for k, q in a.e if q.is_finite()))
        like[key] = replace(a, c=like[key].c + a.c) if key in like else a
    return tuple(like.values()) if len(like) <= MOST_TERMS else None


def single(terms: Sequence[Term] | None, start: arb) -> Term | None:
    """One term that bounds the sum of the terms for all u >= start, or None."""
    if not terms:
        return None
    if len(terms) == 1:
        return terms[0]
    t = float(start.log().mid()) * 4 + 10
    best = max(terms, key=lambda a: a.log_at(t))
    down = inverse(best)
    rest = supremum([times(a, down) for a in terms if a is not best], start)
    return None if rest is None else scaled(best, 1 + rest)


def truncation(terms: Sequence[Term], start: arb, tolerance: arb) -> tuple[arb, arb] | None:
    """A point U >= start, not far beyond the first that will do, from which on the sum of the terms has an integral
    below the tolerance; and a bound of that integral. None if the integral was not shown finite by exp(20000)."""
    t = high = float(start.log().upper())
    low: float | None = None
    while True:
        bound = tails(terms, arb(high).exp().upper())
        if bound is not None and bound < tolerance:
            break
        low, high = high, high * 1.5 + 0.5
        if high > 20000:
            return None
    if low is not None:
        for _ in range(12):
            if high - low < 0.02:
                break
            middle = (low + high) / 2
            bound = tails(terms, arb(middle).exp().upper())
            low, high = (low, middle) if bound is not None and bound < tolerance else (middle, high)
    point = start if high == t and low is None else arb(math.ceil(high * 64) / 64).exp().upper()
    point = _short(point)
    final = tails(terms, point)
    return None if final is None else (point, final)


def _short(u: arb) -> arb:
    """A number of few bits at or above the exact u > 0, so that arithmetic with it stays exact."""
    man, exp = (int(x) for x in u.man_exp())
    extra = man.bit_length() - 12
    return u if extra <= 0 else arb(-((-man) >> extra)) * arb(2) ** (exp + extra)
