"""Truncated power series as numbers: derivatives of any order without differences, mixed ones by nesting.

A `Jet` is a polynomial in one infinitesimal, cut after its order; its coefficients are numbers or jets of
infinitesimals with smaller tags, so derivatives by different variables nest. Arithmetic is that of truncated series
(Knuth, TAOCP 2, 4.7; Griewank and Walther, Evaluating Derivatives, ch. 13). A function is applied by its Taylor coefficients at the
constant term, which `taylor` has from closed forms, FLINT's power series, recurrences, differential equations, or a
rigorous Cauchy integral. What is decided at the constant term (signs, steps, branches of a piecewise) is valid in a
neighbourhood only away from seams; at one, `Seam` is raised unless the jet looks to one side only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import comb, factorial

from flint import acb, acb_series, arb, ctx, fmpq

from checker.numeric import arithmetic as ar
from checker.numeric.arithmetic import ONE, ZERO, Mode, Number, Singular, Undecided, Value
from checker.numeric.functions import (
    cut_above_one,
    cut_below_one,
    cut_imaginary,
    cut_negative,
    cut_outside,
    evaluator,
)
from checker.numeric.special import ORTHOGONAL, recurrence

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
                if not _none(self.c[j]):
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
        """The function of that name on arguments some of which are jets."""
        return apply(name, args, mode)


def _none(x: Value) -> bool:
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
        if _none(a1):
            return [a0 * b0, a0 * b1]
        if _none(b1):
            return [a0 * b0, a1 * b0]
        return [a0 * b0, a0 * b1 + a1 * b0]
    out = []
    for k in range(len(a)):
        total: Value = None
        for j in range(k + 1):
            x, y = a[j], b[k - j]
            if (j and _none(x)) or (j < k and _none(y)):
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
    return type(x) is not Jet or (constant(x.c[0]) and all(_none(y) or _vanishes(y) for y in x.c[1:]))


def _vanishes(x: Value) -> bool:
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


# ---------------------------------------------------------------- functions of jets


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


_CUTS: dict[str, Callable[[acb], bool]] = {
    "log": cut_negative, "loggamma": cut_negative, "asin": cut_outside, "acos": cut_outside, "atan": cut_imaginary,
    "asinh": cut_imaginary, "acosh": cut_below_one, "atanh": cut_outside, "Ei": cut_negative, "Ci": cut_negative,
    "Chi": cut_negative, "li": cut_below_one, "elliptic_k": cut_above_one,
}  # fmt: skip
#: along the real axis these go on smoothly beside their cut, with the derivative of the formula
_SMOOTH_ON_CUT = frozenset({"log", "Ei", "Ci", "Chi", "loggamma"})
_PARTS = frozenset({"abs", "sign", "re", "im", "arg", "conjugate", "floor", "ceiling", "frac", "heaviside"})


def apply(name: str, args: Sequence[Value], mode: Mode) -> Value:
    """The function of that name on arguments some of which are jets. Raises Singular, Undecided or Seam."""
    if name == "pow":
        return _power(args[0], args[1], mode)
    if len(args) == 1:
        (x,) = args
        if name in _PARTS:
            return _part(name, x, mode)
        if name in _REWRITE:
            return _REWRITE[name](x, mode)
        return compose(x, series(name, x, mode))
    moving = [k for k, a in enumerate(args) if type(a) is Jet and not constant(a)]
    if not moving:
        value = evaluator(name, mode)
        assert value is not None
        return value(*map(base, args))
    match name:
        case "max" | "min":
            best = args[0]
            for a in args[1:]:
                s = sign(a - best)
                if s is None:
                    raise Undecided(f"which is the {name}")
                if (s > 0) == (name == "max") and s != 0:
                    best = a
            return best
        case "atan2":
            return _angle(args[0], args[1], mode)
        case "mod":
            q = args[0] * ar.invert(args[1])
            return args[0] - args[1] * _part("floor", q, mode)
        case "kronecker":
            return ONE if compare(args[0], "=", args[1], mode) else ZERO
        case "beta":
            up = apply_any("gamma", args[0], mode) * apply_any("gamma", args[1], mode)
            return up * ar.invert(apply_any("gamma", args[0] + args[1], mode))
        case "binomial":
            k = ar.integer(args[1]) if 1 not in moving else None
            if k is not None and 0 <= k <= 200:
                return _product(args[0] - k + 1, k) * fmpq(1, factorial(k))
            down = apply_any("gamma", args[1] + 1, mode) * apply_any("gamma", args[0] - args[1] + 1, mode)
            return apply_any("gamma", args[0] + 1, mode) * ar.invert(down)
        case "rising" | "falling":
            x, k = args[0], ar.integer(args[1]) if 1 not in moving else None
            if k is not None and 0 <= k <= 200:
                return _product(x if name == "rising" else x - k + 1, k)
            if name == "falling":
                x = x - args[1] + 1
            return apply_any("gamma", x + args[1], mode) * ar.invert(apply_any("gamma", x, mode))
    if name in ORTHOGONAL and 0 not in moving:
        n = ar.integer(base(args[0]))
        if n is not None and 0 <= n <= 80:
            return recurrence(name, n, tuple(args[1:-1]), args[-1])
    if len(moving) > 1:
        raise Undecided(f"a derivative of {name} by several of its arguments", precision=False)
    k = moving[0]
    x = args[k]
    fixed = [base(a) for a in args]
    return compose(x, _parametric(name, fixed, k, depth(x), mode))


def apply_any(name: str, x: Value, mode: Mode) -> Value:
    if type(x) is Jet:
        return apply(name, (x,), mode)
    f = evaluator(name, mode)
    assert f is not None
    return f(x)


def _product(x: Value, count: int) -> Value:
    r: Value = ONE
    for i in range(count):
        r = r * (x + i)
    return r


def _angle(y: Value, x: Value, mode: Mode) -> Value:
    y0, x0 = base(y), base(x)
    f = evaluator("atan2", mode)
    assert f is not None
    start = f(y0, x0)
    if ar.is_zero(y0) and not x0 > 0:
        raise Seam("the angle across its cut")
    turn = (x0 * y - y0 * x) * ar.invert(x0 * x + y0 * y)
    return start + (apply_any("atan", turn, mode) if type(turn) is Jet else ZERO)


def _part(name: str, x: Jet, mode: Mode) -> Value:
    """Functions that are not holomorphic: along real directions, branch by branch."""
    if constant(x):
        f = evaluator(name, mode)
        assert f is not None
        return f(base(x))
    if not x.real:
        raise Undecided(f"a complex derivative of {name}", precision=False)
    if name in ("re", "im", "conjugate"):
        f = evaluator(name, mode)
        assert f is not None
        return _leafwise(x, f)
    b = ar.simple(base(x))
    if mode is not Mode.ANALYTIC and not all(type(ar.simple(y)) is not acb for y in leaves(x)):
        if name == "abs":
            square = x * _part("conjugate", x, mode)
            return _power(_part("re", square, mode), ar.HALF, mode)
        if name == "arg":
            return _part("im", compose(x, series("log", x, mode)), mode)
        if name == "sign":
            return x * ar.invert(_part("abs", x, mode))
        raise Undecided(f"a derivative of {name} of complex numbers", precision=False)
    if name in ("floor", "ceiling", "frac"):
        f = evaluator(name, mode)
        assert f is not None
        if name == "frac":
            return x - _part("floor", x, mode)
        n = f(b)
        if ar.is_zero(b - n):
            s = sign(x - n)
            return n - 1 if name == "floor" and s == -1 else n + 1 if name == "ceiling" and s == 1 else n
        return n
    if mode is Mode.ANALYTIC:
        f = evaluator("sign", mode)
        assert f is not None
        s0 = f(b)
        if not ar.is_zero(s0 * s0 - 1):
            raise Seam("a derivative at a kink")
        s = 1 if s0 == 1 else -1
    else:
        known = sign(x)
        if known is None:
            raise Undecided(f"the branch of {name}")
        s = known
    match name:
        case "abs":
            return x if s > 0 else -x if s < 0 else x * 0
        case "sign":
            return fmpq(s)
        case "heaviside":
            return fmpq(s + 1, 2)
        case _:
            return ZERO if s > 0 else arb.pi()


def _leafwise(x: Value, f: Callable[[Number], Number]) -> Value:
    return x.map(lambda y: _leafwise(y, f)) if type(x) is Jet else f(x)


def _reciprocal(name: str) -> Callable[[Jet, Mode], Value]:
    return lambda x, mode: ar.invert(apply(name, (x,), mode))


def _of_reciprocal(name: str) -> Callable[[Jet, Mode], Value]:
    return lambda x, mode: apply_any(name, x.invert(), mode)


def _sinc(x: Jet, mode: Mode) -> Value:
    if ar.nonzero(base(x)):
        return apply("sin", (x,), mode) * x.invert()
    c = [fmpq((-1) ** (k // 2), factorial(k + 1)) if k % 2 == 0 else ZERO for k in range(depth(x) + 1)]
    if not ar.is_zero(base(x)):
        raise Undecided("a derivative of sinc near 0")
    return compose(x, c)


_REWRITE: dict[str, Callable[[Jet, Mode], Value]] = {
    "tan": lambda x, m: apply("sin", (x,), m) * ar.invert(apply("cos", (x,), m)),
    "cot": lambda x, m: apply("cos", (x,), m) * ar.invert(apply("sin", (x,), m)),
    "sec": _reciprocal("cos"),
    "csc": _reciprocal("sin"),
    "coth": _reciprocal("tanh"),
    "sech": _reciprocal("cosh"),
    "csch": _reciprocal("sinh"),
    "acot": _of_reciprocal("atan"),
    "acoth": _of_reciprocal("atanh"),
    "asec": _of_reciprocal("acos"),
    "acsc": _of_reciprocal("asin"),
    "asech": _of_reciprocal("acosh"),
    "acsch": _of_reciprocal("asinh"),
    "factorial": lambda x, m: apply("gamma", (x + 1,), m),
    "sinc": _sinc,
}


def series(name: str, x: Jet, mode: Mode) -> list[Number]:
    """Taylor coefficients of the function at the base of the jet, as many as it can use."""
    a, n = base(x), depth(x)
    if (cut := _CUTS.get(name)) is not None and mode is not Mode.ANALYTIC:
        on_cut = cut(acb(arb(a)) if type(a) is fmpq else acb(a))
        if on_cut and not (name in _SMOOTH_ON_CUT and type(ar.simple(a)) is not acb and real_direction(x)):
            if not constant(x):
                raise Seam(f"a derivative of {name} on its cut")
    return taylor(name, a, n, mode)


def taylor(name: str, a: Number, n: int, mode: Mode) -> list[Number]:
    """f(a), f'(a), f''(a)/2, … up to degree n, for a function of one argument."""
    f = evaluator(name, mode)
    if f is None:
        raise Undecided(f"no derivative of {name}", precision=False)
    first = f(a)
    if n == 0:
        return [first]
    if type(first) is not fmpq and not first.is_finite():
        return [first] + [ar.nan()] * n
    if (direct := _TAYLOR.get(name)) is not None:
        return [first, *direct(a, first, n, mode)]
    if (rule := _DERIVATIVE.get(name)) is not None:
        return _solve(rule, a, first, n, mode)
    if (method := _SERIES.get(name)) is not None:
        return [first, *_flint(method, a, n)]
    return [first, *cauchy(f, a, n, lambda z: evaluator(name, Mode.ANALYTIC))]


# closed forms: coefficients 1 … n


def _exp_series(a: Number, first: Number, n: int, _: Mode) -> list[Number]:
    return [first * fmpq(1, factorial(k)) for k in range(1, n + 1)]


def _cycle(names: tuple[str, ...], signs: tuple[int, ...]) -> Callable[..., list[Number]]:
    def coefficients(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
        values: dict[str, Number] = {}
        for name in set(names):
            f = evaluator(name, mode)
            assert f is not None
            values[name] = f(a)
        return [signs[k % 4] * values[names[k % 4]] * fmpq(1, factorial(k)) for k in range(1, n + 1)]

    return coefficients


def _log_series(a: Number, first: Number, n: int, _: Mode) -> list[Number]:
    r = ar.invert(a)
    return [fmpq((-1) ** (k + 1), k) * ar.int_power(r, k) for k in range(1, n + 1)]


def _sigmoid_series(a: Number, s: Number, n: int, _: Mode) -> list[Number]:
    c = [s]
    for k in range(n):  # s' = s - s²
        total = c[k]
        for j in range(k + 1):
            total = total - c[j] * c[k - j]
        c.append(total * fmpq(1, k + 1))
    return c[1:]


def _tanh_series(a: Number, t: Number, n: int, _: Mode) -> list[Number]:
    c = [t]
    for k in range(n):  # t' = 1 - t²
        total = ONE if k == 0 else ZERO
        for j in range(k + 1):
            total = total - c[j] * c[k - j]
        c.append(total * fmpq(1, k + 1))
    return c[1:]


def _digamma_series(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
    f = evaluator("polygamma", mode)
    assert f is not None
    return [f(fmpq(k), a) * fmpq(1, factorial(k)) for k in range(1, n + 1)]


def _loggamma_series(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
    f = evaluator("polygamma", mode)
    assert f is not None
    return [f(fmpq(k - 1), a) * fmpq(1, factorial(k)) for k in range(1, n + 1)]


def _airy_series(name: str) -> Callable[..., list[Number]]:
    def coefficients(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
        f = evaluator(name + "prime", mode)
        assert f is not None
        c = [first, f(a)]
        for k in range(n - 1):  # y'' = x y
            c.append((a * c[k] + (c[k - 1] if k else ZERO)) * fmpq(1, (k + 1) * (k + 2)))
        return c[1 : n + 1]

    return coefficients


def _airy_prime_series(name: str) -> Callable[..., list[Number]]:
    def coefficients(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
        f = evaluator(name, mode)
        assert f is not None
        c = [f(a), *_airy_series(name)(a, f(a), n + 1, mode)]
        return [(k + 1) * c[k + 1] for k in range(1, n + 1)]

    return coefficients


_TAYLOR: dict[str, Callable[..., list[Number]]] = {
    "exp": _exp_series,
    "sin": _cycle(("sin", "cos", "sin", "cos"), (1, 1, -1, -1)),
    "cos": _cycle(("cos", "sin", "cos", "sin"), (1, -1, -1, 1)),
    "sinh": _cycle(("sinh", "cosh", "sinh", "cosh"), (1, 1, 1, 1)),
    "cosh": _cycle(("cosh", "sinh", "cosh", "sinh"), (1, 1, 1, 1)),
    "log": _log_series,
    "sigmoid": _sigmoid_series,
    "tanh": _tanh_series,
    "digamma": _digamma_series,
    "loggamma": _loggamma_series,
    "airyai": _airy_series("airyai"),
    "airybi": _airy_series("airybi"),
    "airyaiprime": _airy_prime_series("airyai"),
    "airybiprime": _airy_prime_series("airybi"),
}


# differential equations of first order: y' = rule(x, y)


def _e(x: Value, m: Mode) -> Value:
    return apply_any("exp", x, m)


def _root(x: Value, m: Mode) -> Value:
    return _power(x, ar.HALF, m) if type(x) is Jet else ar.power(x, ar.HALF, m)


def _i(x: Value, m: Mode) -> Value:
    return ar.invert(x)


def _sqrt_pi() -> arb:
    return arb.pi().sqrt()


_DERIVATIVE: dict[str, Callable[[Value, Value, Mode], Value]] = {
    "asin": lambda x, y, m: _i(_root(1 - x * x, m), m),
    "acos": lambda x, y, m: -_i(_root(1 - x * x, m), m),
    "atan": lambda x, y, m: _i(1 + x * x, m),
    "asinh": lambda x, y, m: _i(_root(1 + x * x, m), m),
    "acosh": lambda x, y, m: _i(_root(x - 1, m) * _root(x + 1, m), m),
    "atanh": lambda x, y, m: _i(1 - x * x, m),
    "erf": lambda x, y, m: 2 / _sqrt_pi() * _e(-x * x, m),
    "erfc": lambda x, y, m: -2 / _sqrt_pi() * _e(-x * x, m),
    "erfi": lambda x, y, m: 2 / _sqrt_pi() * _e(x * x, m),
    "erfinv": lambda x, y, m: _sqrt_pi() / 2 * _e(y * y, m),
    "erfcinv": lambda x, y, m: -(_sqrt_pi() / 2) * _e(y * y, m),
    "Ei": lambda x, y, m: _e(x, m) * _i(x, m),
    "li": lambda x, y, m: _i(apply_any("log", x, m), m),
    "Si": lambda x, y, m: apply_any("sinc", x, m),
    "Ci": lambda x, y, m: apply_any("cos", x, m) * _i(x, m),
    "Chi": lambda x, y, m: apply_any("cosh", x, m) * _i(x, m),
    "fresnels": lambda x, y, m: apply_any("sin", arb.pi() / 2 * (x * x), m),
    "fresnelc": lambda x, y, m: apply_any("cos", arb.pi() / 2 * (x * x), m),
    "lambertw": lambda x, y, m: _i(_e(y, m) * (1 + y), m),
}


def _solve(rule: Callable[[Value, Value, Mode], Value], a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
    """Coefficients of the solution of y' = rule(x, y), y(a) = first, one more in each round."""
    y = [first]
    for k in range(n):
        x = Jet(0, [a, ONE, *[ZERO] * (k - 1)][: k + 1]) if k else a
        z = Jet(0, [*y]) if k else first
        slope = rule(x, z, mode)
        c = slope.c[k] if type(slope) is Jet else (slope if k == 0 else ZERO)
        y.append(c * fmpq(1, k + 1))
    return y


# FLINT's power series

_SERIES: dict[str, str] = {"gamma": "gamma", "elliptic_k": "elliptic_k"}


def _flint(method: str, a: Number, n: int) -> list[Number]:
    """Coefficients 1 … n by FLINT's acb_series."""
    saved = ctx.cap
    ctx.cap = n + 1
    try:
        z = acb(arb(a)) if type(a) is fmpq else acb(a)
        c = getattr(acb_series([z, 1]), method)().coeffs()
    finally:
        ctx.cap = saved
    real = type(ar.simple(a)) is not acb
    out = [*c[1:], *[acb(0)] * (n + 1 - len(c))]
    return [y.real if real and y.imag.is_zero() else y for y in out]


# functions with parameters: the coefficients by one argument


def _parametric(name: str, args: list[Number], k: int, n: int, mode: Mode) -> list[Number]:
    """Taylor coefficients by argument k of a function of several arguments, the others fixed."""
    maybe = evaluator(name, mode)
    assert maybe is not None
    f = maybe
    first = f(*args)
    if type(first) is not fmpq and not first.is_finite():
        return [first] + [ar.nan()] * n
    last = k == len(args) - 1
    orders = range(1, n + 1)

    def over(j: int) -> fmpq:
        return fmpq(1, factorial(j))

    if last and name in ("uppergamma", "lowergamma", "expint", "besselj", "bessely", "besseli", "besselk", "polylog"):
        _away_from_cut(name, args)
    match name:
        case "lambertw" if k == 0:
            return _solve(_DERIVATIVE["lambertw"], args[0], first, n, mode)
        case "polygamma" if last:
            return [first, *[f(args[0] + j, args[1]) * over(j) for j in orders]]
        case "besselj" | "bessely" if last:  # 10.6.7
            return [first, *[_bessel_sum(f, args, j, -1) * over(j) * fmpq(1, 2**j) for j in orders]]
        case "besseli" if last:  # 10.29.5
            return [first, *[_bessel_sum(f, args, j, 1) * over(j) * fmpq(1, 2**j) for j in orders]]
        case "besselk" if last:
            return [first, *[_bessel_sum(f, args, j, 1) * over(j) * fmpq((-1) ** j, 2**j) for j in orders]]
        case "expint" if last:  # 8.19.13
            return [first, *[(-1) ** j * f(args[0] - j, args[1]) * over(j) for j in orders]]
        case "uppergamma" | "lowergamma" if last:
            s, sgn = args[0], -1 if name == "uppergamma" else 1
            return _solve(lambda x, y, m: sgn * _any_power(x, s - 1, m) * _e(-x, m), args[1], first, n, mode)
        case "hyper" if last:  # 16.3.1
            p = int(args[0].p)
            a, b, z = args[1 : 1 + p], args[1 + p : -1], args[-1]
            out, scale = [first], ONE
            for j in orders:
                for v in a:
                    scale = scale * (v + j - 1)
                for v in b:
                    scale = scale * ar.invert(v + j - 1)
                out.append(scale * f(args[0], *[v + j for v in a], *[v + j for v in b], z) * over(j))
            return out
        case "zeta" if k == 1:  # 25.11.17
            out, scale = [first], ONE
            for j in orders:
                scale = -scale * (args[0] + j - 1)
                out.append(scale * f(args[0] + j, args[1]) * over(j))
            return out
    return [first, *cauchy(lambda z: f(*args[:k], z, *args[k + 1 :]), args[k], n, lambda z: _partial(name, args, k))]


def _away_from_cut(name: str, args: list[Number]) -> None:
    x = args[-1]
    z = acb(arb(x)) if type(x) is fmpq else acb(x)
    if name in ("besselj", "besseli") and ar.integer(args[0]) is not None:
        return
    if (cut_above_one if name == "polylog" else cut_negative)(z):
        raise Seam(f"a derivative of {name} on its cut")


def _any_power(x: Value, e: Value, mode: Mode) -> Value:
    return _power(x, e, mode) if type(x) is Jet or type(e) is Jet else ar.power(x, e, mode)


def _bessel_sum(f: Callable[..., Number], args: list[Number], j: int, sgn: int) -> Number:
    nu, x = args
    total: Number = ZERO
    for i in range(j + 1):
        total = total + sgn**i * comb(j, i) * f(nu - j + 2 * i, x)
    return total


def _partial(name: str, args: list[Number], k: int) -> Callable[[Number], Number] | None:
    f = evaluator(name, Mode.ANALYTIC)
    return None if f is None else (lambda z: f(*args[:k], z, *args[k + 1 :]))


def cauchy(
    f: Callable[[Number], Number], a: Number, n: int, holomorphic: Callable[[acb], Callable[[Number], Number] | None]
) -> list[Number]:
    """Coefficients 1 … n by Cauchy's integral over a circle on whose disc the function is seen to be holomorphic.

    The disc shrinks until the analytic-mode ball of the function on it is finite. The integral over the angle is
    enclosed rigorously (Johansson, Numerical integration in arbitrary-precision ball arithmetic, 2018).
    """
    z = acb(arb(a)) if type(a) is fmpq else acb(a)
    g = holomorphic(z)
    if g is None:
        raise Undecided("no derivative is known", precision=False)
    r = arb(1)
    for _ in range(6):
        r = r / 4
        disc = z + acb(arb(0, r.upper()), arb(0, r.upper()))
        try:
            if acb(arb(v) if type(v := g(disc)) is fmpq else v).is_finite():
                break
        except (Singular, Undecided):
            continue
    else:
        raise Undecided("no disc is seen on which the function is holomorphic")
    out = []
    real = type(ar.simple(a)) is not acb
    h = g

    def integrand(k: int) -> Callable[[acb, bool], acb]:
        def value(t: acb, analytic: bool) -> acb:
            turn = (t * acb(0, 1)).exp()
            v = h(z + r * turn)
            return acb(arb(v) if type(v) is fmpq else v) * (t * acb(0, -k)).exp()

        return value

    for k in range(1, n + 1):
        c = acb.integral(integrand(k), acb(0), acb(2 * arb.pi())) / (2 * arb.pi() * r**k)
        out.append(c.real if real and type(ar.simple(f(a))) is not acb else c)
    return out


# ---------------------------------------------------------------- powers


def power_series(a: Number, e: Number, n: int, mode: Mode) -> list[Number]:
    """Coefficients of (a + h)**e: binomial(e, k) a**(e - k)."""
    out = []
    c: Number = ONE
    for k in range(n + 1):
        out.append(ZERO if ar.is_zero(c) else ar.cap(c * ar.power(a, e - k, mode)))
        c = c * (e - k) * fmpq(1, k + 1)
    return out


def _power(b: Value, e: Value, mode: Mode) -> Value:
    """b**e where one of them is a jet."""
    if type(e) is Jet and constant(e):
        e = base(e)
    if type(e) is not Jet:
        k = ar.integer(e)
        if k is not None:
            return ar.int_power(b, k)
        a = base(b)
        if constant(b):
            return ar.power(a, e, mode)
        if ar.is_zero(a):
            ar.power(a, e, mode)  # where this has no value, neither has the derivative
            raise Undecided("a derivative of a broken power at 0", precision=False)
        if mode is not Mode.ANALYTIC:
            _check_cut(a, b)
        return compose(b, power_series(a, e, depth(b), mode))
    a = base(b)
    if not ar.nonzero(a):
        if ar.is_zero(a) and constant(b):
            low = ar.simple(base(e))
            if type(low) is not acb and low > 0:
                return ZERO
        raise Undecided("a derivative of a power of 0")
    if type(b) is Jet and mode is not Mode.ANALYTIC:
        _check_cut(a, b)
    return apply_any("exp", e * apply_any("log", b, mode), mode)


def _check_cut(a: Number, b: Value) -> None:
    z = acb(arb(a)) if type(a) is fmpq else acb(a)
    if cut_negative(z) and not (type(ar.simple(a)) is not acb and ar.nonzero(a) and real_direction(b)):
        raise Seam("a derivative of a power on its cut")
