"""The named functions of the graph on numbers: a table from name to ball function, one for each mode.

Decides the value of `fn` nodes at rationals and balls, in SymPy's conventions of arguments and branches. Exact where
the value is a known rational at a rational; else an enclosure. A certain pole raises `Singular`. In analytic mode a
complex ball gives a finite answer only where the function is holomorphic on it; steps and kinks are then continued
by the real part, which is right only for arguments real on the real axis (`evaluate` sees to that). Arguments that are
jets are handed to their own `apply`.

Balls are FLINT's (Johansson, Arb: IEEE Trans. Comput. 66, 2017; hypergeometric functions: ACM TOMS 45, 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flint import acb, arb, fmpq

from checker.numeric import orthogonal, special
from checker.numeric.arithmetic import (
    HALF,
    ONE,
    ZERO,
    Mode,
    Number,
    Singular,
    Undecided,
    Value,
    compare,
    integer,
    invert,
    is_zero,
    nan,
    simple,
    sqrt,
)

Function = Callable[..., Value]
Cut = Callable[[acb], bool]

# ---------------------------------------------------------------- branch cuts: whether a ball touches one


def cut_negative(x: acb) -> bool:
    """(-oo, 0]"""
    return bool(x.imag.contains(0) and not x.real > 0)


def cut_below_one(x: acb) -> bool:
    """(-oo, 1]"""
    return bool(x.imag.contains(0) and not x.real > 1)


def cut_above_one(x: acb) -> bool:
    """[1, oo)"""
    return bool(x.imag.contains(0) and not x.real < 1)


def cut_outside(x: acb) -> bool:
    """(-oo, -1] and [1, oo)"""
    return bool(x.imag.contains(0) and not (x.real < 1 and x.real > -1))


def cut_imaginary(x: acb) -> bool:
    """-i and beyond, i and beyond"""
    return bool(x.real.contains(0) and not (x.imag < 1 and x.imag > -1))


def cut_lambert(x: acb) -> bool:
    """(-oo, -1/e]"""
    return bool(x.imag.contains(0) and not x.real > -arb(-1).exp())


def unbranched(_: acb) -> bool:
    return False


# ---------------------------------------------------------------- functions of one number, by ball method


def _ball(method: str, cut: Cut, real: Callable[[arb], bool] | None, exact: Mapping[int, fmpq | str]) -> Function:
    """The function by FLINT's method of that name.

    `real`: the real balls on which the real method is to be used (None: all); others go the complex way.
    `exact`: values at integers, a string for the kind of a pole.
    """

    def value(x: Number, mode: Mode) -> Number:
        t = type(x)
        if t is fmpq:
            if x.q == 1 and (known := exact.get(int(x.p)) if abs(x) < 8 else None) is not None:
                if isinstance(known, str):
                    raise Singular(known)
                return known
            x = arb(x)
        elif t is acb:
            if mode is Mode.ANALYTIC:
                return nan() if cut(x) else getattr(x, method)()
            if not x.imag.is_zero():
                return getattr(x, method)()
            x = x.real
        if real is None or real(x):
            return getattr(x, method)()
        if is_zero(x) and isinstance(known := exact.get(0), str):
            raise Singular(known)
        return simple(getattr(acb(x), method)())

    return value


def _within_one(x: arb) -> bool:
    return bool(x <= 1 and x >= -1)


_O = {0: ZERO}
_1 = {0: ONE}

_DIRECT: dict[str, Function] = {
    "exp": _ball("exp", unbranched, None, _1),
    "log": _ball("log", cut_negative, lambda x: bool(x > 0), {0: "logarithm", 1: ZERO}),
    "sin": _ball("sin", unbranched, None, _O),
    "cos": _ball("cos", unbranched, None, _1),
    "tan": _ball("tan", unbranched, None, _O),
    "cot": _ball("cot", unbranched, None, {0: "pole"}),
    "sec": _ball("sec", unbranched, None, _1),
    "csc": _ball("csc", unbranched, None, {0: "pole"}),
    "sinh": _ball("sinh", unbranched, None, _O),
    "cosh": _ball("cosh", unbranched, None, _1),
    "tanh": _ball("tanh", unbranched, None, _O),
    "coth": _ball("coth", unbranched, None, {0: "pole"}),
    "sech": _ball("sech", unbranched, None, _1),
    "csch": _ball("csch", unbranched, None, {0: "pole"}),
    "asin": _ball("asin", cut_outside, _within_one, _O),
    "acos": _ball("acos", cut_outside, _within_one, {1: ZERO}),
    "atan": _ball("atan", cut_imaginary, None, _O),
    "asinh": _ball("asinh", cut_imaginary, None, _O),
    "acosh": _ball("acosh", cut_below_one, lambda x: bool(x >= 1), {1: ZERO}),
    "atanh": _ball("atanh", cut_outside, lambda x: bool(x < 1 and x > -1), {0: ZERO, 1: "pole", -1: "pole"}),
    "erf": _ball("erf", unbranched, None, _O),
    "erfc": _ball("erfc", unbranched, None, _1),
    "erfi": _ball("erfi", unbranched, None, _O),
    "Ei": _ball("ei", cut_negative, None, {0: "pole"}),
    "Si": _ball("si", unbranched, None, _O),
    "Shi": _ball("shi", unbranched, None, _O),
    "Ci": _ball("ci", cut_negative, lambda x: bool(x > 0), {0: "pole"}),
    "Chi": _ball("chi", cut_negative, lambda x: bool(x > 0), {0: "pole"}),
    "li": _ball("li", cut_below_one, lambda x: bool(x > 0), {0: ZERO, 1: "pole"}),
    "fresnels": _ball("fresnel_s", unbranched, None, _O),
    "fresnelc": _ball("fresnel_c", unbranched, None, _O),
    "airyai": _ball("airy_ai", unbranched, None, {}),
    "airybi": _ball("airy_bi", unbranched, None, {}),
    "loggamma": _ball("lgamma", cut_negative, lambda x: bool(x > 0), {1: ZERO, 2: ZERO}),
    "sinc": _ball("sinc", unbranched, None, _1),
}


def _compose(outer: str, inner: Callable[[Number], Number], at_zero: Number | None) -> Function:
    """outer(inner(x)), with a value of its own at exactly 0 (None: a pole)."""
    f = _DIRECT[outer]

    def value(x: Number, mode: Mode) -> Number:
        if is_zero(x):
            if at_zero is None:
                raise Singular("pole")
            return at_zero() if callable(at_zero) else at_zero
        return f(inner(x), mode)

    return value


def _loggamma(x: Number, mode: Mode) -> Number:
    n = integer(x)
    if n is not None and n <= 0:
        raise Singular("pole")
    return _DIRECT["loggamma"](x, mode)


def _atan(x: Number, mode: Mode) -> Number:
    if type(x) is acb and x.is_exact() and is_zero(x * x + 1):
        raise Singular("pole")
    return _DIRECT["atan"](x, mode)


def _acot(x: Number, mode: Mode) -> Number:
    return arb.pi() / 2 if is_zero(x) else _atan(invert(x), mode)


def _acoth(x: Number, mode: Mode) -> Number:
    return acb(0, arb.pi() / 2) if is_zero(x) else _DIRECT["atanh"](invert(x), mode)


def _sigmoid(x: Number, mode: Mode) -> Number:
    if type(x) is fmpq:
        return HALF if not x else 1 / (1 + (-arb(x)).exp())
    return 1 / (1 + (-x).exp())


def _airy_prime(method: str, x: Number, mode: Mode) -> Number:
    if type(x) is fmpq:
        x = arb(x)
    return getattr(x, method)(derivative=1)


def _eta(x: Number, mode: Mode) -> Number:
    return simple(acb(arb(x) if type(x) is fmpq else x).dirichlet_eta())


# ---------------------------------------------------------------- steps, kinks and parts


def _abs(x: Number, mode: Mode) -> Number:
    if type(x) is acb:
        if mode is Mode.ANALYTIC:
            return x.real_abs(analytic=True)
        return abs(x.real) if x.imag.is_zero() else arb(abs(x))
    return abs(x)


def _sign(x: Number, mode: Mode) -> Number:
    if is_zero(x):
        return ZERO
    if type(x) is acb:
        if mode is Mode.ANALYTIC:
            return x.real_sgn(analytic=True)
        x = simple(x)
        if type(x) is acb:
            return x / arb(abs(x))
    if x > 0:
        return ONE
    if x < 0:
        return fmpq(-1)
    return _jump("sign", mode, arb(0, 1), x)


def _jump(name: str, mode: Mode, both: Number, *args: Number) -> Number:
    if mode is Mode.BOX:
        return both if all(type(x) is fmpq or x.is_finite() for x in args) else nan()
    raise Undecided(f"{name} at a ball across its jump")


def _heaviside(x: Number, mode: Mode) -> Number:
    if type(x) is acb and mode is Mode.ANALYTIC:
        return x.real_heaviside(analytic=True)
    x = simple(x)
    if type(x) is acb:
        raise Undecided("heaviside of a complex number", precision=False)
    return HALF if is_zero(x) else ONE if x > 0 else ZERO if x < 0 else _jump("heaviside", mode, arb(HALF, HALF), x)


def _floor(x: Number, mode: Mode) -> Number:
    if type(x) is fmpq:
        return fmpq(x.floor())
    if type(x) is acb:
        if mode is Mode.ANALYTIC:
            return x.real_floor(analytic=True)
        if not x.imag.is_zero():
            low, high = _floor(x.real, mode), _floor(x.imag, mode)
            return acb(arb(low), arb(high))
        x = x.real
    if not x.is_finite():
        return nan()
    f = x.floor()
    known = f.unique_fmpz()
    if known is not None:
        return fmpq(known)
    return _jump("floor", mode, f, x)


def _ceiling(x: Number, mode: Mode) -> Number:
    return -_floor(-x, mode)


def _frac(x: Number, mode: Mode) -> Number:
    return x - _floor(x, mode)


def _re(x: Number, mode: Mode) -> Number:
    return x.real if type(x) is acb and mode is not Mode.ANALYTIC else x


def _im(x: Number, mode: Mode) -> Number:
    if type(x) is not acb or mode is Mode.ANALYTIC:
        return ZERO
    return ZERO if x.imag.is_zero() else x.imag


def _conjugate(x: Number, mode: Mode) -> Number:
    return x.conjugate() if type(x) is acb and mode is not Mode.ANALYTIC else x


def _arg(x: Number, mode: Mode) -> Number:
    if is_zero(x):
        raise Singular("argument", detail="the argument of 0")
    if type(x) is acb:
        if mode is Mode.ANALYTIC:
            return arb.pi() * (1 - x.real_heaviside(analytic=True))
        if not x.imag.is_zero():
            return x.arg()
        x = x.real
    return ZERO if x > 0 else arb.pi() if x < 0 else _jump("arg", mode, arb(HALF, HALF) * arb.pi(), x)


def _atan2(y: Number, x: Number, mode: Mode) -> Number:
    if is_zero(y) and is_zero(x):
        raise Singular("argument", None, "the angle of the origin")
    y, x = (v if mode is Mode.ANALYTIC else simple(v) for v in (y, x))
    if type(y) is acb or type(x) is acb:  # -i log((x + iy)/sqrt(x² + y²)), SymPy's continuation
        i = acb(0, 1)
        return -i * _DIRECT["log"]((x + i * y) / sqrt(acb(x * x + y * y), mode), mode)
    if type(y) is fmpq and not y:
        return ZERO if x > 0 else arb.pi() if x < 0 else _jump("atan2", mode, arb(HALF, HALF) * arb.pi(), x)
    if type(x) is fmpq and not x:
        half = arb.pi() / 2
        return half if y > 0 else -half if y < 0 else _jump("atan2", mode, arb(0, 1) * half, y)
    return arb.atan2(arb(y), arb(x))


def _pick(relation: str, name: str) -> Function:
    def value(*args: Number, mode: Mode) -> Number:
        best = args[0]
        for x in args[1:]:
            if mode is Mode.ANALYTIC and (type(x) is acb or type(best) is acb):
                pick = acb.real_max if relation == ">=" else acb.real_min
                best = pick(acb(best), acb(x), analytic=True)
                continue
            best, x = simple(best), simple(x)
            known = compare(x, relation, best, Mode.POINT)
            if known is None:
                if type(x) is acb or type(best) is acb:
                    raise Undecided(f"{name} of numbers not known to be real")
                known = False
                best = (arb.max if relation == ">=" else arb.min)(arb(best), arb(x))
            if known:
                best = x
        return best

    return value


def _mod(a: Number, b: Number, mode: Mode) -> Number:
    """a - b floor(a/b), SymPy's Mod."""
    return a - b * _floor(a * invert(b), mode)


def _kronecker(i: Number, j: Number, mode: Mode) -> Number:
    known = compare(i, "=", j, mode)
    if known is None:
        return _jump("kronecker", mode, arb(HALF, HALF), i, j)
    return ONE if known else ZERO


# ---------------------------------------------------------------- the table


_UNARY: dict[str, Function] = {
    **_DIRECT,
    **special.UNARY,
    **orthogonal.UNARY,
    "atan": _atan,
    "loggamma": _loggamma,
    "acot": _acot,
    "acoth": _acoth,
    "asec": _compose("acos", invert, None),
    "acsc": _compose("asin", invert, None),
    "asech": _compose("acosh", invert, None),
    "acsch": _compose("asinh", invert, None),
    "sigmoid": _sigmoid,
    "airyaiprime": partial(_airy_prime, "airy_ai"),
    "airybiprime": partial(_airy_prime, "airy_bi"),
    "dirichlet_eta": _eta,
    "abs": _abs, "sign": _sign, "heaviside": _heaviside, "floor": _floor, "ceiling": _ceiling, "frac": _frac,
    "re": _re, "im": _im, "conjugate": _conjugate, "arg": _arg,
}  # fmt: skip

_NARY: dict[str, Function] = {
    **special.NARY,
    **orthogonal.NARY,
    "atan2": _atan2,
    "mod": _mod,
    "kronecker": _kronecker,
}
_NUMBERS = (arb, fmpq, acb)


def evaluator(name: str, mode: Mode) -> Function | None:
    """The function of that name on numbers only, called with the mode bound; None if it has none."""
    if name in _UNARY:
        f = _UNARY[name]
        return lambda x: f(x, mode)
    if name in _NARY:
        return partial(_NARY[name], mode=mode)
    if name in ("max", "min"):
        return partial(_pick(">=" if name == "max" else "<=", name), mode=mode)
    return None


def function(name: str, mode: Mode) -> Function | None:
    """The function of that name on numbers and jets, or None if this engine has none of it."""
    known = evaluator(name, mode)
    if known is None:
        return None
    f = known
    if name in _UNARY:

        def unary(x: Value) -> Value:
            return f(x) if type(x) in _NUMBERS else x.apply(name, (x,), mode)

        return unary

    def call(*args: Value) -> Value:
        for x in args:
            if type(x) not in _NUMBERS:
                return x.apply(name, args, mode)
        return f(*args)

    return call
