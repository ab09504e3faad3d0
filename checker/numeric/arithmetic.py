"""Exact rationals as long as possible, then balls: inverses, powers and comparisons of the numbers in the engine.

A number is an `fmpq` (exactly that rational), an `arb` (a real ball: the value is certainly real) or an `acb` (a
complex ball). Rationals stay exact until they grow past `LIMIT` bits, so an exact zero is seen as one; division by it
raises `Singular`, while division by a ball that merely contains 0 gives a ball that is not finite. Powers are
principal.
This module decides single operations on numbers; it knows nothing of expression graphs and of jets only that they
answer `apply`.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpz

Number = Any  # fmpq | arb | acb
Value = Any  # Number, jets.Jet or linear.Mat

#: bits of numerator or denominator beyond which a rational becomes a ball
LIMIT = 1 << 16
#: integer powers with more bits in the exponent than this have no useful enclosure
EXPONENT_BITS = 4096

ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)


class Mode(Enum):
    """How functions treat what balls can't decide."""

    POINT = "point"  # steps at a ball across the jump: undecided
    BOX = "box"  # values over a whole ball of arguments: the enclosure of both sides
    ANALYTIC = "analytic"  # finite only where holomorphic, with real kinks continued by the real part


class Singular(Exception):
    """The operation certainly has no value here. `kind` as in scope.Undefined; `argument`: which one is to blame."""

    def __init__(self, kind: str, argument: int | None = 0, detail: str = "") -> None:
        super().__init__(kind)
        self.kind, self.argument, self.detail = kind, argument, detail


class Undecided(Exception):
    """Balls could not decide; `precision`: smaller ones might."""

    def __init__(self, detail: str, precision: bool = True) -> None:
        super().__init__(detail)
        self.detail, self.precision = detail, precision


def nan() -> acb:
    return acb(arb.nan(), arb.nan())


def cap(x: Value) -> Value:
    """The value, as a ball where it is a rational too long to be worth carrying exactly."""
    if type(x) is fmpq:
        return arb(x) if x.height_bits() > LIMIT else x
    if type(x) is arb or type(x) is acb:
        return x
    return x.map(cap)


def simple(x: Number) -> Number:
    """The number as an `arb` if it is an `acb` with imaginary part exactly 0."""
    if type(x) is acb and x.imag.is_zero():
        return x.real
    return x


def is_zero(x: Number) -> bool:
    """Whether the number is certainly, exactly 0."""
    return not x if type(x) is fmpq else bool(x.is_zero())


def nonzero(x: Number) -> bool:
    """Whether the number is certainly not 0."""
    if type(x) is fmpq:
        return bool(x)
    return bool(x.is_finite() and not x.contains(0))


def is_real(x: Number) -> bool | None:
    """True: certainly real. False: certainly not. None: the ball can't tell."""
    if type(x) is not acb:
        return True
    im = x.imag
    return True if im.is_zero() else False if im.is_finite() and not im.contains(0) else None


def fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def integer(x: Number) -> int | None:
    """The integer that the number exactly is, or None."""
    if type(x) is fmpq:
        return int(x.p) if x.q == 1 else None
    if type(x) is acb:
        return integer(x.real) if x.imag.is_zero() else None
    if x.is_exact() and x.is_integer() and abs(x) < arb(2) ** EXPONENT_BITS:
        return int(x.unique_fmpz())
    return None


def compare(x: Number, relation: str, y: Number, mode: Mode) -> bool | None:
    """Whether the relation holds; None if balls can't tell. Singular("order") for an order of non-real numbers."""
    if type(x) is fmpq and type(y) is fmpq:
        return _decide(relation, x - y)
    if mode is Mode.ANALYTIC:
        x, y = (v.real if type(v) is acb else v for v in (x, y))
    x, y = simple(x), simple(y)
    if type(x) is acb or type(y) is acb:
        if relation in ("=", "!="):
            d = x - y
            known = True if d.is_zero() and x.is_exact() else False if nonzero(d) else None
            return known if relation == "=" or known is None else not known
        if is_real(x) is False or is_real(y) is False:
            raise Singular("order", None, "an order of numbers that are not real")
        return None
    x, y = arb(x), arb(y)
    match relation:
        case "=":
            return True if x.is_exact() and y.is_exact() and x == y else False if x != y else None
        case "!=":
            return False if x.is_exact() and y.is_exact() and x == y else True if x != y else None
        case "<":
            return True if x < y else False if x >= y else None
        case "<=":
            return True if x <= y else False if x > y else None
        case ">":
            return True if x > y else False if x <= y else None
        case _:
            return True if x >= y else False if x < y else None


def _decide(relation: str, difference: Any) -> bool:
    match relation:
        case "=":
            return bool(difference == 0)
        case "!=":
            return bool(difference != 0)
        case "<":
            return bool(difference < 0)
        case "<=":
            return bool(difference <= 0)
        case ">":
            return bool(difference > 0)
        case _:
            return bool(difference >= 0)


def invert(x: Value) -> Value:
    """1/x. Raises Singular("divisor") if x is exactly 0."""
    t = type(x)
    if t is fmpq:
        if not x:
            raise Singular("divisor")
        return 1 / x
    if t is arb or t is acb:
        if x.is_zero():
            raise Singular("divisor")
        return 1 / x
    return x.invert()


def int_power(x: Value, k: int) -> Value:
    """x**k for an integer k; 0**0 = 1. Raises Singular("divisor") for a negative power of exactly 0."""
    t = type(x)
    if t is fmpq:
        if k < 0 and not x:
            raise Singular("divisor")
        if k == 0 or x == 1:
            return ONE
        if x == -1:
            return ONE if k % 2 == 0 else fmpq(-1)
        if not x:
            return ZERO
        if x.height_bits() * abs(k) <= LIMIT:
            return x**k
        return int_power(arb(x), k)
    if t is arb or t is acb:
        if k < 0 and x.is_zero():
            raise Singular("divisor")
        if k == 0:
            return ONE
        if k.bit_length() > EXPONENT_BITS:
            raise Undecided("an exponent too large to be computed", precision=False)
        if k < 0:
            return 1 / (x**-k)
        return x**k
    return x.int_power(k)


def nth_root(n: int, k: int) -> int | None:
    """The integer r with r**k = n (n ≥ 0), or None."""
    if n in (0, 1):
        return n
    if k >= n.bit_length():
        return None
    r = isqrt(n) if k == 2 else int(fmpz(n).root(k))
    return r if r**k == n else None


def rational_root(x: fmpq, k: int) -> fmpq | None:
    """The exact k-th root of a nonnegative rational, or None if it is irrational."""
    p, q = int(x.p), int(x.q)
    if max(p, q).bit_length() > LIMIT:
        return None
    a = nth_root(p, k)
    b = nth_root(q, k) if a is not None else None
    return None if a is None or b is None else fmpq(a, b)


def sqrt(x: Number, mode: Mode = Mode.POINT) -> Number:
    """The principal square root: exact of a rational square; i sqrt(-x) for negative x."""
    t = type(x)
    if t is acb:
        if mode is Mode.ANALYTIC:
            return x.sqrt(analytic=True)
        x = simple(x)
        if type(x) is acb:
            return x.sqrt()
        t = arb
    if t is fmpq:
        if x < 0:
            r = sqrt(-x)
            return acb(0, arb(r))
        root = rational_root(x, 2)
        return arb(x).sqrt() if root is None else root
    if x >= 0:
        return x.sqrt()
    if x < 0:
        return acb(0, (-x).sqrt())
    return acb(x).sqrt()


def power(b: Value, e: Value, mode: Mode = Mode.POINT) -> Value:
    """b**e, principal: exp(e log b) for b ≠ 0, and 0**e = 0 for Re e > 0, 0**0 = 1.

    Raises Singular("divisor") for 0**e with Re e < 0 or e imaginary.
    """
    tb, te = type(b), type(e)
    if te is fmpq and e.q == 1:
        return int_power(b, int(e.p))
    if tb not in _NUMBERS or te not in _NUMBERS:
        return (b if tb not in _NUMBERS else e).apply("pow", (b, e), mode)
    k = integer(e)
    if k is not None:
        return int_power(b, k)
    if is_zero(b):
        re = e.real if te is acb else e
        if re > 0:
            return ZERO
        if re < 0 or (te is acb and is_zero(re) and nonzero(e)):
            raise Singular("divisor")
        raise Undecided("0 to a power of unknown sign")
    if tb is fmpq and b == 1:
        return ONE
    if te is fmpq:
        return _rational_power(b, e, mode)
    if tb is acb and mode is Mode.ANALYTIC:
        return b.pow(acb(e), analytic=True)
    b = simple(b)
    if type(b) is not acb:
        b = arb(b)
        if te is not acb and b > 0:
            return b ** arb(e)
    elif mode is Mode.ANALYTIC:
        return b.pow(acb(e), analytic=True)
    if te is acb and not (type(b) is arb and b.contains(0)):
        return acb(b) ** e
    return _hull(b, e) if _touches_zero(b) else acb(b) ** acb(e)


_NUMBERS = (fmpq, arb, acb)


def _touches_zero(b: Number) -> bool:
    return not nonzero(b)


def _hull(b: Number, e: Number) -> acb:
    """A ball about 0 that holds b**e for all b of the ball, e > 0 real; not finite if e is not certainly so."""
    if not b.is_finite() or (type(e) is acb and not e.imag.is_zero()):
        return nan()
    e = arb(e.real if type(e) is acb else e)
    if not e > 0:
        return nan()
    top = abs(b).upper() if type(b) is arb else b.abs_upper()
    r = (arb(top) ** e).upper() if top > 0 else arb(0)
    return acb(arb(0, r), arb(0, r))


def _rational_power(b: Number, e: fmpq, mode: Mode) -> Number:
    """b**e for a rational e that is no integer and b not exactly 0."""
    p, q = int(e.p), int(e.q)
    if q == 2:
        root = sqrt(b, mode)
        return int_power(root, p)
    if type(b) is acb:
        if mode is Mode.ANALYTIC:
            return b.pow(acb(arb(e)), analytic=True)
        b = simple(b)
    if type(b) is fmpq:
        if b > 0:
            if q < 4096 and (root := rational_root(b, q)) is not None:
                return int_power(root, p)
            return arb(b) ** arb(e)
        turn = acb(arb(e)).exp_pi_i()  # (-1)**e
        return turn * _rational_power(-b, e, mode)
    if type(b) is arb:
        if b > 0:
            return b ** arb(e)
        if b < 0:
            return acb(arb(e)).exp_pi_i() * ((-b) ** arb(e))
        if not b.is_finite():
            return nan()
        if p > 0 and b >= 0:
            top = (arb(b.upper()) ** arb(e)).upper()
            return (top / 2) + arb(0, 1) * (top / 2)
    if _touches_zero(b):
        return _hull(b, e) if p > 0 else nan()
    return b ** acb(arb(e))


def precision() -> int:
    return int(ctx.prec)
