"""Intervals with rational ends, open or closed: arithmetic that never loses a value.

Decides which values sums, products, whole powers and monotone functions can take when their arguments are known to lie
in intervals. Irrational ends are rounded outward with balls. An end that is None is infinite; the empty interval does
not occur (whoever intersects to nothing keeps the larger one).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from flint import arb, ctx, fmpq, fmpz

#: bits of the balls used to round irrational ends outward
PRECISION = 80
#: ends with more bits than this are rounded outward
END_BITS = 2000


class Interval(NamedTuple):
    """Real numbers from `lower` to `upper`; an end that is not open is included."""

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False


REALS = Interval()


def point(x: Fraction) -> Interval:
    return Interval(x, x)


def between(lower: int, upper: int, lower_open: bool = False, upper_open: bool = False) -> Interval:
    return Interval(Fraction(lower), Fraction(upper), lower_open, upper_open)


def contains(i: Interval, x: Fraction) -> bool:
    if i.lower is not None and (x < i.lower or (x == i.lower and i.lower_open)):
        return False
    return not (i.upper is not None and (x > i.upper or (x == i.upper and i.upper_open)))


def intersect(a: Interval, b: Interval) -> Interval:
    """The values in both; `a` if there are none (a contradiction proves nothing here)."""
    lower, lower_open = _tighter(a.lower, a.lower_open, b.lower, b.lower_open, 1)
    upper, upper_open = _tighter(a.upper, a.upper_open, b.upper, b.upper_open, -1)
    if lower is not None and upper is not None:
        if lower > upper or (lower == upper and (lower_open or upper_open)):
            return a
    return Interval(lower, upper, lower_open, upper_open)


def _tighter(
    x: Fraction | None, x_open: bool, y: Fraction | None, y_open: bool, way: int
) -> tuple[Fraction | None, bool]:
    if x is None or y is None:
        return (y, y_open) if x is None else (x, x_open)
    if x == y:
        return x, x_open or y_open
    return (x, x_open) if (x - y) * way > 0 else (y, y_open)


def whole(i: Interval) -> Interval:
    """The hull of the integers in it; itself if there are none."""
    lower = None if i.lower is None else Fraction(-((-i.lower.numerator) // i.lower.denominator))
    upper = None if i.upper is None else Fraction(i.upper.numerator // i.upper.denominator)
    if lower is not None and lower == i.lower and i.lower_open:
        lower += 1
    if upper is not None and upper == i.upper and i.upper_open:
        upper -= 1
    if lower is not None and upper is not None and lower > upper:
        return i
    return Interval(lower, upper)


def union(a: Interval, b: Interval) -> Interval:
    """The hull of both."""
    lower, lower_open = _looser(a.lower, a.lower_open, b.lower, b.lower_open, 1)
    upper, upper_open = _looser(a.upper, a.upper_open, b.upper, b.upper_open, -1)
    return Interval(lower, upper, lower_open, upper_open)


def _looser(
    x: Fraction | None, x_open: bool, y: Fraction | None, y_open: bool, way: int
) -> tuple[Fraction | None, bool]:
    if x is None or y is None:
        return None, False
    if x == y:
        return x, x_open and y_open
    return (x, x_open) if (x - y) * way < 0 else (y, y_open)


def negative(a: Interval) -> Interval:
    return Interval(
        None if a.upper is None else -a.upper, None if a.lower is None else -a.lower, a.upper_open, a.lower_open
    )


def plus(a: Interval, b: Interval) -> Interval:
    lower = None if a.lower is None or b.lower is None else a.lower + b.lower
    upper = None if a.upper is None or b.upper is None else a.upper + b.upper
    return Interval(
        lower,
        upper,
        lower is not None and (a.lower_open or b.lower_open),
        upper is not None and (a.upper_open or b.upper_open),
    )


def scaled(a: Interval, c: Fraction) -> Interval:
    if c == 0:
        return point(Fraction(0))
    if c < 0:
        return negative(scaled(a, -c))
    return Interval(
        None if a.lower is None else a.lower * c, None if a.upper is None else a.upper * c, a.lower_open, a.upper_open
    )


def times(a: Interval, b: Interval) -> Interval:
    """Every product. An end is open only where no product reaches it."""
    if point(Fraction(0)) in (a, b):
        return point(Fraction(0))
    ends = []
    for x, x_open, x_side in ((a.lower, a.lower_open, -1), (a.upper, a.upper_open, 1)):
        for y, y_open, y_side in ((b.lower, b.lower_open, -1), (b.upper, b.upper_open, 1)):
            ends.append(_end_product(x, x_open, x_side, y, y_open, y_side))
    low = _extreme(ends, -1)
    high = _extreme(ends, 1)
    # an inner zero times anything is 0, and is among the values whenever 0 is in either
    if contains(a, Fraction(0)) or contains(b, Fraction(0)):
        if low is not None and low[0] == 0:
            low = (low[0], False)
        if high is not None and high[0] == 0:
            high = (high[0], False)
    return rounded(
        Interval(
            None if low is None else low[0],
            None if high is None else high[0],
            low is not None and low[1],
            high is not None and high[1],
        )
    )


_End = tuple[Fraction, bool] | int  # a number and whether it is open; or the sign of an infinity


def _end_product(x: Fraction | None, x_open: bool, x_side: int, y: Fraction | None, y_open: bool, y_side: int) -> _End:
    if x is not None and y is not None:
        open_end = (x_open and y != 0) or (y_open and x != 0) or (x_open and y_open)
        return (x * y, open_end)
    if x is None and y is None:
        return x_side * y_side
    number, number_open, side = (y, y_open, x_side) if x is None else (x, x_open, y_side)
    assert number is not None
    if number == 0:  # 0·∞: the products near this corner take every value of one sign, and 0 itself if included
        return (number, number_open)
    return side if number > 0 else -side


def _extreme(ends: list[_End], way: int) -> tuple[Fraction, bool] | None:
    best: tuple[Fraction, bool] | None = None
    for e in ends:
        if isinstance(e, int):
            if e == way:
                return None
        elif best is None or (e[0] - best[0]) * way > 0 or (e[0] == best[0] and best[1] and not e[1]):
            best = e
    return best


def power(a: Interval, n: int) -> Interval:
    """Every x**n, for a whole n ≥ 1."""
    if n % 2 == 1:
        lower = None if a.lower is None else _pow(a.lower, n, -1)
        upper = None if a.upper is None else _pow(a.upper, n, 1)
        return Interval(lower, upper, a.lower_open, a.upper_open)
    if a.lower is not None and a.lower >= 0:
        upper = None if a.upper is None else _pow(a.upper, n, 1)
        return Interval(_pow(a.lower, n, -1), upper, a.lower_open, a.upper_open)
    if a.upper is not None and a.upper <= 0:
        return power(negative(a), n)
    if a.lower is None or a.upper is None:
        return Interval(Fraction(0))
    m = max(-a.lower, a.upper)
    open_end = (a.lower_open or -a.lower < m) and (a.upper_open or a.upper < m)
    return Interval(Fraction(0), _pow(m, n, 1), False, open_end)


def _pow(x: Fraction, n: int, way: int) -> Fraction:
    bits = max(abs(x.numerator), x.denominator).bit_length()
    if bits * n > END_BITS:
        x = _round(x, max(4, END_BITS // n), way if x >= 0 or n % 2 else -way)
    return x**n


def _round(x: Fraction, bits: int, way: int) -> Fraction:
    """A number of about so many bits on the given side of x, or x itself."""
    size = max(abs(x.numerator).bit_length() - x.denominator.bit_length(), -bits)
    shift = bits - size
    scaled_up = x * Fraction(2) ** shift
    whole_part = scaled_up.numerator // scaled_up.denominator
    if way > 0 and whole_part != scaled_up:
        whole_part += 1
    return Fraction(whole_part) / Fraction(2) ** shift


def rounded(a: Interval) -> Interval:
    """The interval with long ends rounded outward."""
    lower, upper, lower_open, upper_open = a
    if lower is not None and max(abs(lower.numerator), lower.denominator).bit_length() > END_BITS:
        new = _round(lower, END_BITS // 4, -1)
        lower, lower_open = new, lower_open or new != lower
    if upper is not None and max(abs(upper.numerator), upper.denominator).bit_length() > END_BITS:
        new = _round(upper, END_BITS // 4, 1)
        upper, upper_open = new, upper_open or new != upper
    return Interval(lower, upper, lower_open, upper_open)


def reciprocal(a: Interval) -> Interval:
    """Every 1/x for x ≠ 0 in it; all reals if both signs occur."""
    zero = Fraction(0)
    if a.lower is not None and a.lower >= 0:
        if a.upper == 0:
            return REALS  # only 0: no value at all
        lower = zero if a.upper is None else 1 / a.upper
        upper = None if a.lower == 0 else 1 / a.lower
        return Interval(lower, upper, a.upper is None or a.upper_open, upper is not None and a.lower_open)
    if a.upper is not None and a.upper <= 0:
        return negative(reciprocal(negative(a)))
    return REALS


def absolute(a: Interval) -> Interval:
    if a.lower is not None and a.lower >= 0:
        return a
    if a.upper is not None and a.upper <= 0:
        return negative(a)
    if a.lower is None or a.upper is None:
        return Interval(Fraction(0))
    low, high = -a.lower, a.upper
    open_end = (a.lower_open or low < high) and (a.upper_open or high < low)
    return Interval(Fraction(0), max(low, high), False, open_end)


def to_arb(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def outward(ball: arb, way: int) -> Fraction | None:
    """The number if the ball is exact, else one strictly beyond it on the given side; None if it is not finite."""
    if not ball.is_finite():
        return None
    end = ball.upper() if way > 0 else ball.lower()
    mantissa, exponent = end.mid().man_exp()
    p, e = int(mantissa), int(exponent)
    if abs(e) > 4 * END_BITS:
        return None
    value = Fraction(p) * Fraction(2) ** e
    return value if ball.is_exact() else value + way * Fraction(abs(p) + 1, 2**60) * Fraction(2) ** e


def monotone(
    a: Interval,
    f: Callable[[arb], arb],
    limits: Interval,
    increasing: bool = True,
    exact: dict[Fraction, Fraction] | None = None,
) -> Interval:
    """The image under a strictly monotone function. `limits` is its whole range; `exact` its rational values."""
    known = exact or {}

    def end(x: Fraction | None, x_open: bool, way: int) -> tuple[Fraction | None, bool]:
        if x is None:
            return None, False
        if x in known:
            return known[x], x_open
        if abs(x.numerator).bit_length() > END_BITS or x.denominator.bit_length() > END_BITS:
            return None, False
        old = ctx.prec
        ctx.prec = PRECISION
        try:
            argument = to_arb(x)
            ball = f(argument)
            value = outward(ball, way)
        finally:
            ctx.prec = old
        return value, value is not None and (x_open or not ball.is_exact())

    if increasing:
        lower, lower_open = end(a.lower, a.lower_open, -1)
        upper, upper_open = end(a.upper, a.upper_open, 1)
    else:
        lower, lower_open = end(a.upper, a.upper_open, -1)
        upper, upper_open = end(a.lower, a.lower_open, 1)
    return intersect(limits, Interval(lower, upper, lower_open, upper_open))


def root(a: Interval, q: int) -> Interval:
    """Every q-th root of the nonnegative numbers in it."""
    lower = max(a.lower or Fraction(0), Fraction(0))
    exact = {x: r for x in (lower, a.upper) if x is not None and (r := exact_root(x, q)) is not None}
    return monotone(
        Interval(lower, a.upper, a.lower_open, a.upper_open), lambda x: x.root(q), Interval(Fraction(0)), exact=exact
    )


def exact_root(x: Fraction, q: int) -> Fraction | None:
    """The q-th root of x ≥ 0 if it is rational."""
    p, p_exact = fmpz(x.numerator).root(q), fmpz(x.denominator).root(q)
    candidate = Fraction(int(p), int(p_exact))
    return candidate if candidate**q == x else None


def constant(name: str) -> Interval:
    """A named real constant between rationals that it does not reach; all reals for what is not one."""
    old = ctx.prec
    ctx.prec = PRECISION
    try:
        match name:
            case "pi":
                ball = arb.pi()
            case "E":
                ball = arb(1).exp()
            case "EulerGamma":
                ball = arb.const_euler()
            case "Catalan":
                ball = arb.const_catalan()
            case "GoldenRatio":
                ball = (1 + arb(5).sqrt()) / 2
            case _:
                return REALS
    finally:
        ctx.prec = old
    return Interval(outward(ball, -1), outward(ball, 1), True, True)
