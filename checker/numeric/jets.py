"""Functions of jets: derivatives of any order without differences, mixed ones by nesting.

Decides what a named function makes of a `series.Jet`: by its Taylor coefficients at the constant term (`taylor`), by
other functions (tan by sin and cos), or, where it is not holomorphic, branch by branch along the real direction. On
a branch cut there is a derivative only along the cut, of functions that go on smoothly there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import factorial

from flint import acb, arb, fmpq

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
from checker.numeric.orthogonal import DEGREE, ORTHOGONAL, recurrence
from checker.numeric.series import (
    Jet,
    Seam,
    base,
    compare,
    compose,
    constant,
    depth,
    leaves,
    power_series,
    real_direction,
    sign,
)
from checker.numeric.taylor import function_of, parametric, taylor

_CUTS: dict[str, Callable[[acb], bool]] = {
    "log": cut_negative, "loggamma": cut_negative, "asin": cut_outside, "acos": cut_outside, "atan": cut_imaginary,
    "asinh": cut_imaginary, "acosh": cut_below_one, "atanh": cut_outside, "Ei": cut_negative, "Ci": cut_negative,
    "Chi": cut_negative, "li": cut_below_one, "elliptic_k": cut_above_one,
}  # fmt: skip
#: along the real axis these go on smoothly beside their cut, with the derivative of the formula
_SMOOTH_ON_CUT = frozenset({"log", "Ei", "Ci", "Chi", "loggamma"})
_PARTS = frozenset({"abs", "sign", "re", "im", "arg", "conjugate", "floor", "ceiling", "frac", "heaviside"})


def apply(name: str, args: Sequence[Value], mode: Mode) -> Value:
    """The function of that name on arguments some of which are jets.

    Raises Singular if the function has no value at the base point, Undecided or Seam if its derivative can't be had.
    """
    try:
        return _apply(name, args, mode)
    except Singular as e:  # of the function itself, or of a formula for its derivative only?
        at = tuple(map(base, args))
        value = partial(ar.power, mode=mode) if name == "pow" else evaluator(name, mode)
        if value is not None:
            value(*at)
        raise Undecided(f"a derivative of {name} at a singular point", precision=False) from e


def _apply(name: str, args: Sequence[Value], mode: Mode) -> Value:
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
            up = function_of("gamma", args[0], mode) * function_of("gamma", args[1], mode)
            return up * ar.invert(function_of("gamma", args[0] + args[1], mode))
        case "binomial":
            k = ar.integer(args[1]) if 1 not in moving else None
            if k is not None and 0 <= k <= 200:
                return _product(args[0] - k + 1, k) * fmpq(1, factorial(k))
            down = function_of("gamma", args[1] + 1, mode) * function_of("gamma", args[0] - args[1] + 1, mode)
            return function_of("gamma", args[0] + 1, mode) * ar.invert(down)
        case "rising" | "falling":
            x, k = args[0], ar.integer(args[1]) if 1 not in moving else None
            if k is not None and 0 <= k <= 200:
                return _product(x if name == "rising" else x - k + 1, k)
            if name == "falling":
                x = x - args[1] + 1
            return function_of("gamma", x + args[1], mode) * ar.invert(function_of("gamma", x, mode))
    if name in ORTHOGONAL and 0 not in moving:
        n = ar.integer(base(args[0]))
        if n is not None and 0 <= n <= DEGREE:
            return recurrence(name, n, tuple(args[1:-1]), args[-1])
    if len(moving) > 1:
        raise Undecided(f"a derivative of {name} by several of its arguments", precision=False)
    k = moving[0]
    x = args[k]
    fixed = [base(a) for a in args]
    return compose(x, parametric(name, fixed, k, depth(x), mode))


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
    return start + (function_of("atan", turn, mode) if type(turn) is Jet else ZERO)


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
    return lambda x, mode: function_of(name, x.invert(), mode)


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


# ---------------------------------------------------------------- powers


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
    return function_of("exp", e * function_of("log", b, mode), mode)


def _check_cut(a: Number, b: Value) -> None:
    z = acb(arb(a)) if type(a) is fmpq else acb(a)
    if cut_negative(z) and not (type(ar.simple(a)) is not acb and ar.nonzero(a) and real_direction(b)):
        raise Seam("a derivative of a power on its cut")
