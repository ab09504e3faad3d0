"""Elliptic integrals, orthogonal polynomials and hypergeometric functions on numbers.

Decides their values in SymPy's order of arguments: the parameter m of elliptic integrals, degrees first. Natural
degrees go by recurrences, exactly at rationals; broken ones by FLINT. Formulas are those of the DLMF (sections cited).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import factorial

from flint import acb, arb, fmpq

from checker.numeric.arithmetic import (
    HALF,
    ONE,
    ZERO,
    Mode,
    Number,
    Singular,
    Undecided,
    Value,
    int_power,
    integer,
    invert,
    is_zero,
    nan,
    power,
    simple,
)
from checker.numeric.special import SMALL, Function, ball, binomial, complex_ball

#: degrees up to this go by the three-term recurrence
DEGREE = 80


# ---------------------------------------------------------------- elliptic integrals, parameter m


def _cut_one(x: Number, mode: Mode) -> bool:
    return mode is Mode.ANALYTIC and type(x) is acb and bool(x.imag.contains(0) and not x.real < 1)


def _elliptic_k(m: Number, mode: Mode) -> Number:
    if integer(m) == 1:
        raise Singular("pole")
    return nan() if _cut_one(m, mode) else simple(complex_ball(m).elliptic_k())


def _elliptic_e(*args: Number, mode: Mode) -> Number:
    if len(args) == 1:
        (m,) = args
        if integer(m) == 1:
            return ONE
        return nan() if _cut_one(m, mode) else simple(complex_ball(m).elliptic_e())
    return _incomplete(acb.elliptic_e_inc, args, mode)


def _elliptic_f(phi: Number, m: Number, mode: Mode) -> Number:
    return _incomplete(acb.elliptic_f, (phi, m), mode)


def _elliptic_pi(*args: Number, mode: Mode) -> Number:
    if len(args) == 2:
        n, m = args
        if _cut_one(n, mode) or _cut_one(m, mode):
            return nan()
        if integer(n) == 1 or integer(m) == 1:
            raise Singular("pole", None)
        value = acb.elliptic_pi(complex_ball(n), complex_ball(m))
        return value.real if type(n) is not acb and type(m) is not acb and n < 1 and m < 1 else simple(value)
    return _incomplete(acb.elliptic_pi_inc, args, mode)


def _incomplete(method: Callable[..., acb], args: tuple[Number, ...], mode: Mode) -> Number:
    """Incomplete elliptic integrals: the angle is the last argument but one."""
    if is_zero(args[-2]):
        return ZERO
    if mode is Mode.ANALYTIC and any(type(a) is acb for a in args):
        raise Undecided("an incomplete elliptic integral inside an integral", precision=False)
    return simple(method(*map(complex_ball, args)))


# ---------------------------------------------------------------- orthogonal polynomials: 18.9 for natural degrees


def recurrence(name: str, n: int, parameters: tuple[Value, ...], x: Value) -> Value:
    """The polynomial of degree n at x, by its three-term recurrence; x may be a jet."""
    match name:
        case "chebyshevt":
            before, now = ONE, x
        case "chebyshevu":
            before, now = ONE, 2 * x
        case "legendre":
            before, now = ONE, x
        case "hermite":
            before, now = ONE, 2 * x
        case "laguerre":
            before, now = ONE, 1 - x
        case "assoc_laguerre":
            before, now = ONE, 1 + parameters[0] - x
        case "gegenbauer":
            before, now = ONE, 2 * parameters[0] * x
        case _:
            raise ValueError(name)
    if n == 0:
        return before
    for k in range(1, n):
        match name:
            case "chebyshevt" | "chebyshevu":
                new = 2 * x * now - before
            case "legendre":
                new = ((2 * k + 1) * x * now - k * before) * fmpq(1, k + 1)
            case "hermite":
                new = 2 * x * now - 2 * k * before
            case "laguerre":
                new = ((2 * k + 1 - x) * now - k * before) * fmpq(1, k + 1)
            case "assoc_laguerre":
                a = parameters[0]
                new = ((2 * k + 1 + a - x) * now - (k + a) * before) * fmpq(1, k + 1)
            case _:
                a = parameters[0]
                new = (2 * (k + a) * x * now - (k + 2 * a - 1) * before) * fmpq(1, k + 1)
        before, now = now, new
    return now


def _orthogonal(name: str, n: Number, *rest: Number, mode: Mode) -> Number:
    *parameters, x = rest
    degree = integer(n)
    if degree is not None and 0 <= degree <= DEGREE:
        return recurrence(name, degree, tuple(parameters), x)
    if mode is Mode.ANALYTIC:
        raise Undecided("an orthogonal function of large or broken degree inside an integral", precision=False)
    z, order = complex_ball(x), complex_ball(n)
    more = tuple(map(complex_ball, parameters))
    method = {
        "chebyshevt": "chebyshev_t", "chebyshevu": "chebyshev_u", "legendre": "legendre_p", "hermite": "hermite_h",
        "laguerre": "laguerre_l", "assoc_laguerre": "laguerre_l", "gegenbauer": "gegenbauer_c",
    }[name]  # fmt: skip
    return simple(getattr(z, method)(order, *more))


def _jacobi(n: Number, a: Number, b: Number, x: Number, mode: Mode) -> Number:
    degree = integer(n)
    if degree is not None and 0 <= degree <= DEGREE:  # 18.5.8
        total, low, high = ZERO, (x - 1) * HALF, (x + 1) * HALF
        for k in range(degree + 1):
            c = binomial(n + a, fmpq(degree - k), mode) * binomial(n + b, fmpq(k), mode)
            total = total + c * int_power(low, k) * int_power(high, degree - k)
        return total
    if mode is Mode.ANALYTIC:
        raise Undecided("a Jacobi function of broken degree inside an integral", precision=False)
    return simple(complex_ball(x).jacobi_p(complex_ball(n), complex_ball(a), complex_ball(b)))


def _assoc_legendre(n: Number, m: Number, x: Number, mode: Mode) -> Number:
    degree, order = integer(n), integer(m)
    if order is None or degree is None or degree < 0:
        raise Undecided("an associated Legendre function of broken degree", precision=False)
    if abs(order) > degree:
        return ZERO
    if order == 0:
        return _orthogonal("legendre", n, x, mode=mode)
    if degree > DEGREE:
        raise Undecided("an associated Legendre function of large degree", precision=False)
    if order < 0:  # 14.9.3
        scale = fmpq((-1) ** (-order) * factorial(degree + order), factorial(degree - order))
        return scale * _assoc_legendre(n, fmpq(-order), x, mode)
    # (-1)^m (1 - x²)^(m/2) d^m/dx^m P_n(x), 14.6.1; d^m P_n = (2m-1)!! C^(m + 1/2)_(n-m), 18.7.9 with 18.9.19
    odd = ONE
    for k in range(1, 2 * order, 2):
        odd = odd * k
    root = power(1 - x * x, fmpq(order, 2), mode)
    return (-1) ** order * odd * root * recurrence("gegenbauer", degree - order, (fmpq(2 * order + 1, 2),), x)


# ---------------------------------------------------------------- hypergeometric functions


def _hyper(p: Number, *rest: Number, mode: Mode) -> Number:
    count = integer(p)
    if count is None or not 0 <= count < len(rest):
        raise Undecided("hyper without its count of parameters", precision=False)
    a, b, z = list(rest[:count]), list(rest[count:-1]), rest[-1]
    ends = [-k for v in a if (k := integer(v)) is not None and k <= 0]
    poles = [-k for v in b if (k := integer(v)) is not None and k <= 0]
    if poles and not (ends and min(ends) <= min(poles)):
        raise Singular("pole", None)
    if is_zero(z):
        return ONE
    if ends and min(ends) <= SMALL:
        return _finite_hyper(a, b, z, min(ends))
    if len(a) > len(b) + 1:
        raise Undecided("a hypergeometric series that converges nowhere", precision=False)
    if len(a) == len(b) + 1:
        if _cut_one(z, mode):
            return nan()
        if len(a) == 1:
            return power(1 - z, -a[0], mode)
        size = abs(ball(z)) if type(z) is not acb else arb(abs(z))
        if len(a) > 2 and not size < 1:
            raise Undecided("a hypergeometric function beyond its disc", precision=not size > 1)
    if len(a) == 2 and len(b) == 1:
        return simple(_gauss(a[0], a[1], b[0], complex_ball(z)))
    return simple(complex_ball(z).hypgeom(list(map(complex_ball, a)), list(map(complex_ball, b))))


def _gauss(a: Number, b: Number, c: Number, z: acb) -> acb:
    """2F1. Differences that are whole numbers are told: from balls FLINT could only creep up on them (DLMF 15.8.8)."""
    exact = all(type(v) is fmpq for v in (a, b, c))
    differences = {"ab": a - b, "ac": a - c, "bc": b - c, "abc": a + b - c} if exact else {}
    whole = {name: integer(d) is not None for name, d in differences.items()}
    return z.hypgeom_2f1(complex_ball(a), complex_ball(b), complex_ball(c), **whole)


def _finite_hyper(a: list[Number], b: list[Number], z: Number, degree: int) -> Number:
    total = term = ONE
    for k in range(degree):
        for v in a:
            term = term * (v + k)
        for v in b:
            term = term * invert(v + k)
        term = term * z * fmpq(1, k + 1)
        total = total + term
    return total


UNARY: dict[str, Function] = {"elliptic_k": _elliptic_k}
NARY: dict[str, Function] = {
    "elliptic_e": _elliptic_e, "elliptic_f": _elliptic_f, "elliptic_pi": _elliptic_pi, "jacobi": _jacobi,
    "assoc_legendre": _assoc_legendre, "hyper": _hyper,
    **{
        name: partial(_orthogonal, name)
        for name in "chebyshevt chebyshevu legendre hermite laguerre assoc_laguerre gegenbauer".split()
    },
}  # fmt: skip
ORTHOGONAL = frozenset("chebyshevt chebyshevu legendre hermite laguerre assoc_laguerre gegenbauer".split())
