"""Signs and rational bounds of the named functions, from those of their arguments.

Proves by a table: for each function what it does to negative, zero, positive and non-real arguments on its principal
branch (DLMF chapters 4, 5, 7, 8, 10), refined by rational bounds of the argument where they decide. What the table does
not name can be anything.
"""

from __future__ import annotations

from fractions import Fraction

from checker.exact import ranges
from checker.exact.context import Context
from checker.exact.ranges import REALS, Interval, between
from checker.exact.signs import (
    ANY,
    NEG,
    NONE,
    NONNEG,
    NONREAL,
    NONZERO,
    POS,
    REAL,
    ZERO_,
    Sign,
    bounds,
    is_integer,
    is_nonnegative,
    is_positive,
    is_real,
    opposite,
    sign,
    sign_of,
)  # fmt: skip
from checker.graph import ONE, PI, Node, add, mul, rat, sub

_F0, _F1 = Fraction(0), Fraction(1)

#: real on all of R, the sign of the argument kept, zero only at zero; of a number that is not real nothing is said
_ODD = frozenset("sinh tanh asinh atan erf erfi erfinv Shi csch coth fresnels fresnelc Si".split())
#: real functions of a real variable of which no more is said here
_REAL = frozenset("sin cos tan cot sec csc digamma gamma Ei Ci Chi airyai airybi airyaiprime airybiprime sinc".split())
#: never zero on the reals
_NEVER_ZERO = frozenset("gamma sec csc csch coth".split())
#: (whole number, real) to real
_REAL_ORDER = frozenset("besselj besseli chebyshevt chebyshevu legendre hermite laguerre".split())


def function_sign(node: Node, ctx: Context) -> Sign:
    """A superset of the signs of an `fn` node."""
    name, args = node.data, node.args
    s = sign(args[0], ctx)
    if len(args) == 1:
        return _one_argument(name, args[0], s, ctx)
    return _several(name, args, ctx)


def _one_argument(name: str, x: Node, s: Sign, ctx: Context) -> Sign:
    real = not s & NONREAL
    match name:
        case "exp":
            return POS if real else NONZERO
        case "log":
            out = NONE
            if s & POS:
                out |= _difference_sign(x, ONE, ctx) & REAL or REAL
            return out | (NONREAL if s & (NEG | NONREAL) else NONE)
        case "abs":
            return (ZERO_ if s & ZERO_ else NONE) | (POS if s & ~ZERO_ else NONE)
        case "sign" | "conjugate":
            return s
        case "re" | "im":
            return REAL if not real else s if name == "re" else ZERO_
        case "arg":
            return (ZERO_ if s & POS else NONE) | (POS if s & NEG else NONE) | (NEG | POS if s & NONREAL else NONE)
        case "sigmoid":
            return POS if real else ANY
        case "cosh" | "sech":
            return POS if real else ANY
        case "erfc":
            return POS if real else ANY
        case "floor" | "ceiling":
            if not real:
                return ANY
            b = bounds(x, ctx)
            return sign_of(_floor(b) if name == "floor" else ranges.negative(_floor(ranges.negative(b))))
        case "frac":
            return (ZERO_ if is_integer(x, ctx) else NONNEG) if real else ANY
        case "heaviside":
            return (POS if s == POS else ZERO_ if s == NEG else NONNEG) if real else ANY
        case "factorial":
            return (POS if not s & NEG else NEG | POS) if real else NONZERO
        case "gamma":
            return (POS if s == POS else NEG | POS) if real else NONZERO
        case "loggamma":
            return REAL if s == POS else ANY
        case "acot":  # principal value in (-pi/2, pi/2], so acot 0 is pi/2
            return ((NEG if s & NEG else NONE) | (POS if s & NONNEG else NONE)) if real else ANY
        case "asin" | "acos" | "atanh" | "acosh":
            return _within(name, x, s, ctx)
        case "sin" | "cos" | "tan":
            return _trigonometric(name, x, ctx) if real else ANY
        case "harmonic":
            return POS if s == POS and is_integer(x, ctx) else ANY
        case "lambertw":
            return s if not s & ~NONNEG else ANY
        case "zeta":
            return POS if real and is_positive(sub(x, ONE), ctx) else ANY
        case "fibonacci" | "lucas" | "catalan" | "bernoulli":
            return REAL if is_integer(x, ctx) and is_nonnegative(x, ctx) else ANY
        case _ if name in _ODD:
            if not real or (name == "erfinv" and not _inside(x, ctx, closed=False)):
                return ANY
            return s & ~ZERO_ if name in _NEVER_ZERO else s
        case _ if name in _REAL:
            return (REAL & ~ZERO_ if name in _NEVER_ZERO else REAL) if real else ANY
    return ANY


def _difference_sign(x: Node, y: Node, ctx: Context) -> Sign:
    return sign(sub(x, y), ctx)


def _floor(b: Interval) -> Interval:
    """Every floor of numbers in an interval."""
    lower = None if b.lower is None else Fraction(b.lower.numerator // b.lower.denominator)
    upper = None if b.upper is None else Fraction(b.upper.numerator // b.upper.denominator)
    if upper is not None and upper == b.upper and b.upper_open:
        upper -= 1
    return Interval(lower, upper)


def _inside(x: Node, ctx: Context, closed: bool) -> bool:
    """Whether -1 < x < 1, or ≤ if closed, is known."""
    if not is_real(x, ctx):
        return False
    up, down = sign(sub(ONE, x), ctx), sign(add(ONE, x), ctx)
    wanted = NONNEG if closed else POS
    return not (up | down) & ~wanted


def _within(name: str, x: Node, s: Sign, ctx: Context) -> Sign:
    """asin, acos on [-1, 1], atanh on (-1, 1), acosh on [1, ∞): real there."""
    if s & NONREAL:
        return ANY
    match name:
        case "asin" if _inside(x, ctx, closed=True):
            return s
        case "atanh" if _inside(x, ctx, closed=False):
            return s
        case "acos" if _inside(x, ctx, closed=True):
            return POS if not sign(sub(ONE, x), ctx) & ZERO_ else NONNEG
        case "acosh":
            d = sign(sub(x, ONE), ctx)
            return d if not d & ~NONNEG else ANY
    return ANY


def _trigonometric(name: str, x: Node, ctx: Context) -> Sign:
    if name == "sin":
        low, high = sign(x, ctx), sign(sub(PI, x), ctx)
        if not (low | high) & ~NONNEG:
            return POS if low == high == POS else NONNEG
        if not low & ~(NEG | ZERO_) and not sign(add(PI, x), ctx) & ~NONNEG:
            return opposite(NONNEG)
        return REAL
    half = mul(rat(1, 2), PI)
    up, down = sign(sub(half, x), ctx), sign(add(half, x), ctx)
    if not (up | down) & ~NONNEG:
        if name == "tan":
            return sign(x, ctx)  # at the ends it is undefined
        return POS if up == down == POS else NONNEG
    return REAL


def _several(name: str, args: tuple[Node, ...], ctx: Context) -> Sign:
    signs = [sign(a, ctx) for a in args]
    real = not any(s & NONREAL for s in signs)
    match name:
        case "max" | "min" if real:
            out = signs[0]
            for s in signs[1:]:
                out = _larger(out, s) if name == "max" else opposite(_larger(opposite(out), opposite(s)))
            return out
        case "beta":
            return POS if all(s == POS for s in signs) else ANY
        case "binomial":
            n, k = args
            if all(is_integer(a, ctx) for a in args):
                if all(is_nonnegative(a, ctx) for a in args):
                    return POS if is_nonnegative(sub(n, k), ctx) else NONNEG
                return REAL
            return REAL if real and is_integer(k, ctx) else ANY
        case "polygamma":
            n, x = args
            if n.op == "rat" and n.value.denominator == 1 and n.value >= 0:
                if n.value == 0:
                    return REAL if real else ANY
                if is_positive(x, ctx):
                    return POS if n.value % 2 else NEG
                return REAL if real else ANY
            return ANY
        case "atan2":
            if not real:
                return ANY
            y = signs[0]
            return (y & ~ZERO_) | (
                (NONNEG if signs[1] & NEG and signs[1] & ~NEG else POS if signs[1] == NEG else ZERO_)
                if y & ZERO_
                else NONE
            )
        case "mod":
            if not real:
                return ANY
            return NONNEG if signs[1] == POS else REAL
        case "kronecker":
            return NONNEG
        case "uppergamma" | "lowergamma":
            return POS if all(s == POS for s in signs) else ANY
        case "besselk":
            return POS if real and signs[1] == POS else ANY
        case "besseli" if is_nonnegative(args[0], ctx) and signs[1] == POS:
            return POS
        case "rising" if signs[0] == POS and is_integer(args[1], ctx) and is_nonnegative(args[1], ctx):
            return POS
        case "harmonic" if all(s == POS for s in signs) and is_integer(args[0], ctx):
            return POS
        case _ if name in _REAL_ORDER and real and is_integer(args[0], ctx) and is_nonnegative(args[0], ctx):
            return REAL
    return ANY


def _larger(a: Sign, b: Sign) -> Sign:
    """Signs of the larger of two reals."""
    out = NONE
    order = (NEG, ZERO_, POS)
    for i, x in enumerate(order):
        for j, y in enumerate(order):
            if a & x and b & y:
                out |= order[max(i, j)]
    return out


# ---------------------------------------------------------------- bounds


def function_bounds(node: Node, ctx: Context) -> Interval:
    """A rational interval around the values of an `fn` node known to be real."""
    name, args = node.data, node.args
    if name in ("max", "min"):
        return _max_bounds(name, [bounds(a, ctx) for a in args])
    if not all(is_real(a, ctx) for a in args):
        return {"abs": Interval(_F0)}.get(name, REALS)
    b = bounds(args[0], ctx)
    zero = {_F0: _F0}
    match name:
        case "exp":
            return ranges.monotone(b, lambda x: x.exp(), Interval(_F0, None, True), exact={_F0: _F1})
        case "log":
            positive = ranges.intersect(b, Interval(_F0, None, True))
            if positive.lower == 0:
                positive = positive._replace(lower=None)
            return ranges.monotone(positive, lambda x: x.log(), REALS, exact={_F1: _F0})
        case "sigmoid":
            return ranges.monotone(
                b, lambda x: 1 / (1 + (-x).exp()), between(0, 1, True, True), exact={_F0: Fraction(1, 2)}
            )
        case "tanh":
            return ranges.monotone(b, lambda x: x.tanh(), between(-1, 1, True, True), exact=zero)
        case "erf":
            return ranges.monotone(b, lambda x: x.erf(), between(-1, 1, True, True), exact=zero)
        case "erfc":
            return ranges.monotone(b, lambda x: x.erfc(), between(0, 2, True, True), increasing=False, exact={_F0: _F1})
        case "atan":
            return ranges.monotone(b, lambda x: x.atan(), _half_pi(), exact=zero)
        case "sinh":
            return ranges.monotone(b, lambda x: x.sinh(), REALS, exact=zero)
        case "asinh":
            return ranges.monotone(b, lambda x: x.asinh(), REALS, exact=zero)
        case "cosh":
            return ranges.monotone(ranges.absolute(b), lambda x: x.cosh(), Interval(_F1), exact={_F0: _F1})
        case "sech":
            return ranges.monotone(
                ranges.absolute(b), lambda x: 1 / x.cosh(), between(0, 1, True), increasing=False, exact={_F0: _F1}
            )
        case "abs":
            return ranges.absolute(b)
        case "floor":
            return _floor(b)
        case "ceiling":
            return ranges.negative(_floor(ranges.negative(b)))
        case "frac":
            return between(0, 1, False, True)
        case "sin" | "cos" | "sign" | "sinc":
            return between(-1, 1)
        case "heaviside" | "kronecker":
            return between(0, 1)
        case "asin":
            return _closed(_half_pi())
        case "acos":
            return Interval(_F0, ranges.constant("pi").upper)
        case "factorial" if is_integer(args[0], ctx) and is_nonnegative(args[0], ctx):
            return Interval(_F1)
        case "binomial" if is_integer(node, ctx) and is_positive(node, ctx):
            return Interval(_F1)
        case "mod" if is_positive(args[1], ctx):
            upper = bounds(args[1], ctx).upper
            return Interval(_F0, upper, False, upper is not None)
        case "zeta" if len(args) == 1 and is_positive(sub(args[0], ONE), ctx):
            return Interval(_F1, None, True)
    return REALS


def _half_pi() -> Interval:
    pi = ranges.constant("pi")
    assert pi.upper is not None
    return Interval(-pi.upper / 2, pi.upper / 2, True, True)


def _closed(i: Interval) -> Interval:
    return i._replace(lower_open=False, upper_open=False)


def _max_bounds(name: str, parts: list[Interval]) -> Interval:
    if name == "min":
        return ranges.negative(_max_bounds("max", [ranges.negative(p) for p in parts]))
    out = parts[0]
    for p in parts[1:]:
        lower, lower_open = out.lower, out.lower_open
        if lower is None or (p.lower is not None and (p.lower > lower or (p.lower == lower and p.lower_open))):
            lower, lower_open = p.lower, p.lower_open
        hull = ranges.union(out, p)
        out = Interval(lower, hull.upper, lower_open, hull.upper_open)
    return out


__all__ = ["function_bounds", "function_sign"]
