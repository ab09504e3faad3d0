"""Truncated power series as numbers: the arithmetic of jets, and what can be read off one.

A `Jet` is a polynomial in one infinitesimal, cut after its order; its coefficients are numbers or jets of
infinitesimals with smaller tags, so derivatives by different variables nest. Arithmetic is that of truncated series
(Knuth, TAOCP 2, 4.7; Griewank and Walther, Evaluating Derivatives, ch. 13). What is decided at the constant term
(signs, steps, branches of a piecewise) is valid in a neighbourhood only away from seams; at one, `Seam` is raised
unless the jet looks to one side only. Functions of jets are `jets`'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import acb, arb, fmpq

from checker.numeric import arithmetic as ar
from checker.numeric.arithmetic import ONE, ZERO, Mode, Number, Singular, Undecided, Value

_NUMBERS = (fmpq, arb, acb)


class Seam(Undecided):
    """A derivative at a kink or step, or across a branch cut."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, precision=False)


class Jet:
    """c[0] + c[1] e + … + c[n] e^n, e the infinitesimal `tag`.

    `side`: 0 for a two-sided neighbourhood, 1 or -1 when e is only positive or only negative. `real`: e is real (and
    so every infinitesimal below), which re, im, abs and conjugate need.
    """

    __slots__ = ("c", "real", "side", "tag")

    def __init__(self, tag: int, c: list[Value], side: int = 0, real: bool = True) -> None:
        self.tag, self.c, self.side, self.real = tag, c, side, real

    def like(self, c: list[Value]) -> Jet:
        return Jet(self.tag, c, self.side, self.real)

    def map(self, f: Callable[[Value], Value]) -> Jet:
        return self.like([f(x) for x in self.c])

    # ---- arithmetic

    def __add__(self, other: Value) -> Value:
        if type(other) is Jet:
            if other.tag == self.tag:
                return self.like([x + y for x, y in zip(self.c, other.c, strict=True)])
            if other.tag > self.tag:
                return other + self
        elif type(other) not in _NUMBERS and type(other) is not int:
            return NotImplemented
        return self.like([self.c[0] + other, *self.c[1:]])

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return self.like([-x for x in self.c])

    def __sub__(self, other: Value) -> Value:
        return self + (-other)

    def __rsub__(self, other: Value) -> Value:
        return (-self) + other

    def __mul__(self, other: Value) -> Value:
        if type(other) is Jet:
            if other.tag == self.tag:
                return self.like(_convolve(self.c, other.c))
            if other.tag > self.tag:
                return other * self
        elif type(other) is int:
            other = fmpq(other)
        elif type(other) not in _NUMBERS:
            return NotImplemented
        return self.like([_times(x, other) for x in self.c])

    __rmul__ = __mul__

    def __truediv__(self, other: Value) -> Value:
        return self * ar.invert(other if type(other) is not int else fmpq(other))

    def __rtruediv__(self, other: Value) -> Value:
        return self.invert() * other

    def invert(self) -> Jet:
        """The reciprocal. Raises Singular("divisor") if the constant term is exactly 0."""
        first = ar.invert(self.c[0])
        out = [first]
        for k in range(1, len(self.c)):
            total = ZERO
            for j in range(1, k + 1):
                if not none(self.c[j]):
                    total = total + self.c[j] * out[k - j]
            out.append(_times(-first, total))
        return self.like(out)

    def int_power(self, k: int) -> Value:
        if k < 0:
            return ar.invert(self.int_power(-k))
        if k == 0:
            return ONE
        if k.bit_length() > ar.EXPONENT_BITS or (k > 64 and ar.nonzero(base(self))):
            return compose(self, power_series(base(self), fmpq(k), depth(self), Mode.POINT))
        result: Value = None
        square: Value = self
        while k:
            if k & 1:
                result = square if result is None else result * square
            k >>= 1
            if k:
                square = square * square
        return ar.cap(result)

    def apply(self, name: str, args: Sequence[Value], mode: Mode) -> Value:
        """The function of that name on arguments some of which are jets; what it is stands in `jets`."""
        from checker.numeric.jets import apply

        return apply(name, args, mode)


def none(x: Value) -> bool:
    return type(x) is fmpq and not x


def _times(x: Value, y: Value) -> Value:
    """x y, exactly 0 if a rational factor is 0 and the other is finite; jets' coefficients are mostly 0."""
    if type(x) is fmpq and not x and type(y) is fmpq:
        return ZERO
    return x * y


def _convolve(a: list[Value], b: list[Value]) -> list[Value]:
    if len(a) == 2:
        a0, a1 = a
        b0, b1 = b
        if none(a1):
            return [a0 * b0, a0 * b1]
        if none(b1):
            return [a0 * b0, a1 * b0]
        return [a0 * b0, a0 * b1 + a1 * b0]
    out = []
    for k in range(len(a)):
        total: Value = None
        for j in range(k + 1):
            x, y = a[j], b[k - j]
            if (j and none(x)) or (j < k and none(y)):
                continue
            term = x * y
            total = term if total is None else total + term
        out.append(ZERO if total is None else total)
    return out


# ---------------------------------------------------------------- looking into a jet


def base(x: Value) -> Number:
    """The number without its infinitesimals."""
    while type(x) is Jet:
        x = x.c[0]
    return x


def depth(x: Value) -> int:
    """The largest total degree that can be nonzero."""
    return (len(x.c) - 1) + max(depth(y) for y in x.c) if type(x) is Jet else 0


def infinitesimal(x: Value) -> Value:
    """The jet less its base: nilpotent."""
    if type(x) is not Jet:
        return ZERO
    return x.like([infinitesimal(x.c[0]), *x.c[1:]])


def leaves(x: Value) -> list[Number]:
    """All numbers in the jet."""
    return [y for z in x.c for y in leaves(z)] if type(x) is Jet else [x]


def constant(x: Value) -> bool:
    """Whether all infinitesimal parts are exactly 0."""
    return type(x) is not Jet or (constant(x.c[0]) and all(none(y) or vanishes(y) for y in x.c[1:]))


def vanishes(x: Value) -> bool:
    return all(ar.is_zero(y) for y in leaves(x))


def real_direction(x: Value) -> bool:
    """Whether the jet moves along the real axis, as far as types tell."""
    return all(type(ar.simple(y)) is not acb for y in leaves(x)) and (type(x) is not Jet or x.real)


def sign(x: Value) -> int | None:
    """The sign of a jet near its base: 1, -1, 0 if it is identically 0 as far as it goes; None if balls can't tell.

    Raises Seam if the base is exactly 0 and the sign depends on the side.
    """
    b = ar.simple(base(x))
    if type(b) is acb:
        if ar.is_real(b) is False:
            raise Singular("order", None, "an order of numbers that are not real")
        return None
    if b > 0:
        return 1
    if b < 0:
        return -1
    if not ar.is_zero(b):
        return None
    if constant(x):
        return 0
    if x.side and all(type(y) is not Jet for y in x.c):
        for k, y in enumerate(x.c):
            if ar.is_zero(y):
                continue
            if not ar.nonzero(y) or type(ar.simple(y)) is acb:
                return None
            s = 1 if ar.simple(y) > 0 else -1
            return s * (x.side if k % 2 else 1)
    raise Seam("a derivative at a kink or step")


def compare(x: Value, relation: str, y: Value, mode: Mode) -> bool | None:
    """Whether the relation holds near the base point. Raises Seam where that depends on the direction."""
    if type(x) is not Jet and type(y) is not Jet:
        return ar.compare(x, relation, y, mode)
    known = ar.compare(base(x), relation, base(y), mode)
    if relation in ("=", "!=") and ar.nonzero(base(x) - base(y)):
        return known
    if known is None:
        return None
    if mode is Mode.ANALYTIC and known is not None and ar.nonzero(base(x) - base(y)):
        return known
    s = sign(x - y)
    if s is None:
        return None
    return {"=": s == 0, "!=": s != 0, "<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0}[relation]


# ---------------------------------------------------------------- Taylor polynomials


def compose(x: Jet, coefficients: Sequence[Number]) -> Value:
    """The sum of coefficients[k] h^k, h the infinitesimal part of x."""
    h = infinitesimal(x)
    last = len(coefficients) - 1
    if last <= 0:
        return coefficients[0]
    if depth(x) == 1:
        return x.like([coefficients[0], _times(x.c[1], coefficients[1])])
    total: Value = coefficients[last]
    for k in range(last - 1, -1, -1):
        total = total * h + coefficients[k]
    return total


def power_series(a: Number, e: Number, n: int, mode: Mode) -> list[Number]:
    """Coefficients of (a + h)**e: binomial(e, k) a**(e - k)."""
    out = []
    c: Number = ONE
    for k in range(n + 1):
        out.append(ZERO if ar.is_zero(c) else ar.cap(c * ar.power(a, e - k, mode)))
        c = c * (e - k) * fmpq(1, k + 1)
    return out
