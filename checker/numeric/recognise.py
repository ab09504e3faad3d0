"""Closed forms that a number known to some thirty digits may be: roots, logarithms, exponentials, angles.

√2 is where 2√2 ≤ x + 2/x is tight, and e where log x ≤ x/e is; no rational number is. Decides nothing: a closed form
that agrees with the digits is a guess, which whoever asked has to show to be what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flint import arb, ctx, fmpq

from checker.graph import PI, Node, add, div, fn, mul, power, rat

PRECISION = 256
#: agreement that is asked for; chance gives fractions of height up to `HEIGHT` about once in 10^20
TOLERANCE = Fraction(1, 10**26)
HEIGHT = 400
#: coefficients of quadratic equations
LEADING, MIDDLE, LAST = 6, 12, 60


def closed_forms(x: Fraction) -> Iterator[Node]:
    """Expressions for a real number near x, the plainest first; none where nothing fits."""
    with ctx.workprec(PRECISION):
        yield from _algebraic(x)
        yield from _transcendental(x)


def _algebraic(x: Fraction) -> Iterator[Node]:
    if (q := _fraction(x)) is not None:
        yield rat(q)
        return
    sign = 1 if x > 0 else -1
    if (q := _fraction(x * x)) is not None:
        yield _signed(sign, _root(q))
        return
    if (q := _fraction(abs(x) ** 3)) is not None:
        yield _signed(sign, power(rat(q), rat(1, 3)))
        return
    if abs(x) > LAST:
        return
    for a in range(1, LEADING + 1):
        for b in range(-MIDDLE, MIDDLE + 1):
            value = -x * (a * x + b)
            c = -round(value)
            if abs(c) <= LAST and abs(value + c) < TOLERANCE * LAST:
                root = _root(b * b - 4 * a * c)
                yield div(add(rat(-b), _signed(1 if 2 * a * x + b > 0 else -1, root)), rat(2 * a))
                return


def _transcendental(x: Fraction) -> Iterator[Node]:
    ball = arb(fmpq(x.numerator, x.denominator))
    if (q := _close(ball / arb.pi())) is not None:
        yield mul(rat(q), PI)
    if abs(x) < 50 and (q := _close(ball.exp())) is not None and q > 0:
        yield fn("log", rat(q))
    if x > 0 and (q := _close(ball.log())) is not None:
        yield fn("exp", rat(q))
    if abs(x) < 50:
        yield from _angles(ball)


def _angles(x: arb) -> Iterator[Node]:
    """x = arctan t + kπ for a t that is a fraction, or the root of one."""
    tangent = x.tan()
    turns = int(((x - tangent.atan()) / arb.pi() + arb(0.5)).floor().unique_fmpz() or 0)
    sign = -1 if tangent < 0 else 1
    if (q := _close(tangent)) is not None:
        yield _turned(fn("atan", rat(q)), turns)
    elif (q := _close(tangent * tangent)) is not None and q > 0:
        yield _turned(_signed(sign, fn("atan", _root(q))), turns)


def _signed(sign: int, x: Node) -> Node:
    return x if sign > 0 else mul(rat(-1), x)


def _turned(angle: Node, turns: int) -> Node:
    return add(angle, mul(rat(turns), PI)) if turns else angle


def _root(q: Fraction | int) -> Node:
    return power(rat(q), rat(1, 2))


def _fraction(x: Fraction) -> Fraction | None:
    """The fraction of small height that x is, to the tolerance."""
    q = x.limit_denominator(HEIGHT)
    return q if abs(q - x) < TOLERANCE and abs(q.numerator) <= HEIGHT**2 else None


def _close(x: arb) -> Fraction | None:
    if not x.is_finite():
        return None
    m = x.mid().fmpq()
    return _fraction(Fraction(int(m.p), int(m.q)))
