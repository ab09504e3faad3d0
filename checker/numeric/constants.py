"""Which constant a number known to many digits may be: 1.41421356… as √2, 0.78539816… as π/4.

Proposes simple rationals, quadratic irrationals (by the shortest integer relation between 1, x, x²: Lenstra, Lenstra
and Lovász, Factoring polynomials with rational coefficients, 1982), roots of rationals, rational multiples of π, e and
√π, logarithms of rationals and rational powers of e. A proposal agrees with the number to the digits given and proves
nothing: that it is what was looked for is for whoever asked to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt

from flint import arb, ctx, fmpq, fmpz, fmpz_mat

from checker.graph import PI, Node, add, const, fn, mul, power, rat

E = const("E")
#: the greatest denominator and numerator of a rational number that counts as simple
SIMPLE = 1000
#: the greatest coefficient of a quadratic equation that counts as one
COEFFICIENT = 10**4


def constants(x: Fraction, digits: int) -> Iterator[Node]:
    """Expressions without symbols that agree with the number to so many digits, the simplest kinds first."""
    slack = Fraction(1, 10**digits) * max(abs(x), Fraction(1, 10**3))
    if (q := _simple(x, slack)) is not None:
        yield rat(q)
        return
    if x == 0:
        return
    sign = -1 if x < 0 else 1
    size = abs(x)
    for k in (2, 3, 4):
        if (q := _simple(size**k, 8 * slack * max(size, Fraction(1)) ** k)) is not None and q > 0:
            root = power(rat(q), rat(1, k))
            yield root if sign > 0 else mul(rat(-1), root)
            return
    yield from _quadratic(x, digits)
    with ctx.workprec(64 + 4 * digits):
        a = arb(fmpq(size.numerator, size.denominator))
        for unit, node in ((arb.pi(), PI), (arb(1).exp(), E), (arb.pi().sqrt(), power(PI, rat(1, 2)))):
            if (q := _simple(_middle(a / unit), slack)) is not None:
                yield node if sign * q == 1 else mul(rat(sign * q), node)
        if size < 20:
            b = arb(fmpq(x.numerator, x.denominator))
            for k in (1, 2):
                y = _middle((b * k).exp())
                if (q := _simple(y, 8 * slack * max(y, Fraction(1)))) is not None:
                    yield fn("log", rat(q)) if k == 1 else mul(rat(1, k), fn("log", rat(q)))
        if (q := _simple(_middle(a.log()), slack / size)) is not None:
            value = fn("exp", rat(q))
            yield value if sign > 0 else mul(rat(-1), value)


def _middle(x: arb) -> Fraction:
    found = x.mid().fmpq()
    return Fraction(int(found.p), int(found.q))


def _simple(x: Fraction, slack: Fraction) -> Fraction | None:
    q = x.limit_denominator(SIMPLE)
    return q if abs(q - x) <= slack and abs(q.numerator) <= SIMPLE * SIMPLE else None


def _quadratic(x: Fraction, digits: int) -> Iterator[Node]:
    """The root of a x² + b x + c = 0 that is x, for small whole a, b, c."""
    scale = 10**digits
    rows = [[1, 0, 0, round(scale * x * x)], [0, 1, 0, round(scale * x)], [0, 0, 1, scale]]
    shortest = fmpz_mat(3, 4, [fmpz(v) for row in rows for v in row]).lll()
    a, b, c = (int(shortest[0, k]) for k in range(3))
    if a == 0 or max(abs(a), abs(b), abs(c)) > COEFFICIENT:
        return
    inside = b * b - 4 * a * c
    if inside <= 0 or isqrt(inside) ** 2 == inside:
        return
    square = max(k for k in range(1, min(isqrt(inside), SIMPLE) + 1) if inside % (k * k) == 0)
    way = Fraction(square if (2 * a * x + b) * a > 0 else -square, 2 * abs(a))
    root = power(rat(inside // square**2), rat(1, 2))
    term = root if way == 1 else mul(rat(way), root)
    yield add(rat(Fraction(-b, 2 * a)), term) if b else term
