"""Special functions on numbers: the gamma family, zeta and its kin, incomplete gamma and Bessel functions.

The part of the table of `functions` whose entries need more than one ball method: exact values at integers, SymPy's
order of arguments, other normalisations. Formulas are those of the DLMF (sections cited) unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import comb, factorial

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
    is_real,
    is_zero,
    nan,
    nonzero,
    power,
    simple,
)

Function = Callable[..., Value]
#: integers up to this are summed or multiplied exactly
SMALL = 1500


def ball(x: Number) -> Number:
    """The number as a ball, real if it is known to be."""
    return arb(x) if type(x) is fmpq else simple(x)


def complex_ball(x: Number) -> acb:
    return acb(arb(x)) if type(x) is fmpq else acb(x)


def on_cut(x: Number) -> bool:
    """Whether a number may lie on (-oo, 0]."""
    if type(x) is acb:
        return bool(x.imag.contains(0) and not x.real > 0)
    return not x > 0


def guarded_cut(x: Number, mode: Mode) -> bool:
    """Whether, in analytic mode, a function cut along (-oo, 0] has to refuse this argument."""
    return mode is Mode.ANALYTIC and type(x) is acb and on_cut(x)


# ---------------------------------------------------------------- gamma and its kin


def _gamma(x: Number, mode: Mode) -> Number:
    n = integer(x)
    if n is not None:
        if n <= 0:
            raise Singular("pole")
        if n <= SMALL and type(x) is fmpq:
            return fmpq(factorial(n - 1))
    return ball(x).gamma()


def _rgamma(x: Number) -> Number:
    n = integer(x)
    return ZERO if n is not None and n <= 0 else ball(x).rgamma()


def _factorial(x: Number, mode: Mode) -> Number:
    return _gamma(x + 1, mode)


def _subfactorial(x: Number, mode: Mode) -> Number:
    """The number of derangements of a set."""
    n = integer(x)
    if n is None or not 0 <= n <= SMALL:
        raise Undecided("a subfactorial beyond small natural numbers", precision=False)
    a, b = 1, 0
    for k in range(2, n + 1):
        a, b = b, (k - 1) * (a + b)
    return fmpq(a if n == 0 else b)


def _factorial2(x: Number, mode: Mode) -> Number:
    n = integer(x)
    if n is None:
        raise Undecided("a double factorial beyond the integers", precision=False)
    if n >= -1:
        if n > SMALL:
            m, odd = divmod(n, 2)
            if odd:  # n!! = 2^(m+1) Gamma(m + 3/2)/sqrt(pi)
                return arb(2) ** (m + 1) * (arb(m) + arb(1.5)).gamma() / arb.pi().sqrt()
            return arb(2) ** m * arb(m + 1).gamma()
        r = 1
        for k in range(n, 1, -2):
            r *= k
        return fmpq(r)
    if n % 2 == 0:
        raise Singular("pole")
    r = 1
    for k in range(n + 2, 0, 2) if n >= -SMALL else ():
        r *= k
    if n < -SMALL:
        raise Undecided("a double factorial far out", precision=False)
    return fmpq(1, r)


def _digamma(x: Number, mode: Mode) -> Number:
    n = integer(x)
    if n is not None and n <= 0:
        raise Singular("pole")
    return ball(x).digamma()


def _polygamma(order: Number, x: Number, mode: Mode) -> Number:
    n = integer(x)
    if n is not None and n <= 0:
        raise Singular("pole", 1)
    k = integer(order)
    if k is None or k < 0:
        raise Undecided("polygamma of an order that is no natural number", precision=False)
    if k == 0:
        return ball(x).digamma()
    # psi_k(x) = (-1)^(k+1) k! zeta(k+1, x), 5.15.1 with 25.11
    z = acb(k + 1).zeta(complex_ball(x))
    f = (z.real if is_real(x) else z) * arb(k + 1).gamma()
    return f if k % 2 else -f


def _beta(x: Number, y: Number, mode: Mode) -> Number:
    m, n = integer(x), integer(y)
    for k in (m, n):
        if k is not None and k <= 0:
            other = n if k == m else m
            if other is not None and 0 < other <= -k:
                raise Undecided("beta where poles cancel", precision=False)
            raise Singular("pole", None)
    if m is not None and n is not None and m + n < SMALL:
        return fmpq(factorial(m - 1) * factorial(n - 1), factorial(m + n - 1))
    return _gamma(x, mode) * _gamma(y, mode) * _rgamma(x + y)


def binomial(n: Number, k: Number, mode: Mode) -> Number:
    """SymPy's: 0 at negative integers k; n (n-1) … (n-k+1)/k! at natural k; by gamma functions elsewhere."""
    j = integer(k)
    if j is not None:
        if j < 0:
            return ZERO
        m = integer(n)
        if m is not None and max(abs(m), j) <= SMALL:
            return fmpq(comb(m, j) if m >= 0 else (-1) ** j * comb(j - m - 1, j))
        if m is not None and 0 <= m < j:
            return ZERO
        if m is not None and m >= 0 and m - j <= 60:
            return _falling(n, fmpq(m - j), mode) / factorial(m - j)
        if j <= 60:
            return _falling(n, fmpq(j), mode) / factorial(j)
        if m is not None and m < 0:
            value = binomial(fmpq(j - m - 1), fmpq(j), mode)
            return value if j % 2 == 0 else -value
    m = integer(n)
    if m is not None and m < 0:
        raise Singular("pole")
    return _gamma(n + 1, mode) * _rgamma(k + 1) * _rgamma(n - k + 1)


def _rising(x: Number, k: Number, mode: Mode) -> Number:
    """x (x+1) … (x+k-1); Gamma(x + k)/Gamma(x) beyond natural k."""
    j = integer(k)
    if j is not None and abs(j) <= SMALL:
        r = ONE
        if j >= 0:
            for i in range(j):
                r = r * (x + i)
            return r
        for i in range(1, -j + 1):
            r = r * (x - i)
        return invert(r)
    n = integer(x + k)
    if n is not None and n <= 0:
        m = integer(x)
        if m is not None and m <= 0:
            raise Undecided("a rising factorial where poles cancel", precision=False)
        raise Singular("pole", None)
    return ball(x + k).gamma() * _rgamma(x)


def _falling(x: Number, k: Number, mode: Mode) -> Number:
    """x (x-1) … (x-k+1) = rising(x - k + 1, k)."""
    return _rising(x - k + 1, k, mode)


def _harmonic(n: Number, m: Number = ONE, *, mode: Mode) -> Number:
    k, order = integer(n), integer(m)
    if order == 1:
        if k is not None and k < 0:
            raise Singular("pole")
        if k is not None and k <= SMALL:
            return fmpq.harmonic(k)
        return ball(n + 1).digamma() + arb.const_euler()
    if k is not None and order is not None and 0 <= k <= 200 and abs(order) <= 20:
        return sum((int_power(fmpq(i), -order) for i in range(1, k + 1)), ZERO)
    if k is not None and 0 <= k <= 200:
        return sum((power(fmpq(i), -m) for i in range(1, k + 1)), ZERO)
    if order is not None and order > 1 and k is not None and k < 0:
        raise Singular("pole")
    return zeta(m, mode=mode) - zeta(m, n + 1, mode=mode)


def _fibonacci(x: Number, mode: Mode, *, lucas: bool = False) -> Number:
    n = integer(x)
    if n is not None and abs(n) <= SMALL:
        a, b = (2, 1) if lucas else (0, 1)
        for _ in range(abs(n)):
            a, b = b, a + b
        flip = n < 0 and (n % 2 != 0 if lucas else n % 2 == 0)
        return fmpq(-a if flip else a)
    phi = (1 + arb(5).sqrt()) / 2
    t = ball(x)
    up, down = phi**t, phi ** (-t)
    turn = t.cos_pi()
    return up + turn * down if lucas else (up - turn * down) / arb(5).sqrt()


def _bernoulli(x: Number, mode: Mode) -> Number:
    """With B_1 = +1/2; -x zeta(1 - x) beyond the natural numbers."""
    n = integer(x)
    if n == 1:
        return HALF
    if n is not None and 0 <= n <= SMALL:
        return fmpq.bernoulli(n)
    return -x * zeta(1 - x, mode=mode)


def _catalan(x: Number, mode: Mode) -> Number:
    n = integer(x)
    if n is not None and 0 <= n <= SMALL:
        return fmpq(comb(2 * n, n), n + 1)
    return power(fmpq(4), x) * _gamma(x + HALF, mode) * _rgamma(x + 2) / arb.pi().sqrt()


# ---------------------------------------------------------------- zeta, polylogarithm, Lambert W, inverse erf


def zeta(s: Number, a: Number | None = None, *, mode: Mode) -> Number:
    if integer(s) == 1:
        raise Singular("pole")
    if a is None:
        n = integer(s)
        if n is not None and -SMALL <= n <= 0:  # 25.6.3
            return fmpq(-1, 2) if n == 0 else -fmpq.bernoulli(1 - n) / (1 - n)
        return ball(s).zeta()
    if guarded_cut(a, mode):
        return nan()
    return simple(complex_ball(s).zeta(complex_ball(a)))


def _polylog(s: Number, z: Number, mode: Mode) -> Number:
    if is_zero(z):
        return ZERO
    if integer(z) == 1:
        return zeta(s, mode=mode)
    if integer(s) == 1:
        one = 1 - z
        if type(z) is not acb and one > 0:
            return -arb(one).log()
        return simple(-(complex_ball(one).log(analytic=mode is Mode.ANALYTIC and type(z) is acb)))
    if mode is Mode.ANALYTIC and type(z) is acb and z.imag.contains(0) and not z.real < 1:
        return nan()
    return simple(complex_ball(z).polylog(complex_ball(s)))


def _lambertw(x: Number, k: Number = ZERO, *, mode: Mode) -> Number:
    branch = integer(k)
    if branch is None:
        raise Undecided("a branch of Lambert's W that is no integer", precision=False)
    if is_zero(x):
        if branch == 0:
            return ZERO
        raise Singular("pole")
    if mode is Mode.ANALYTIC and type(x) is acb:
        edge = -arb(-1).exp() if branch == 0 else arb(0)
        if x.imag.contains(0) and not x.real > edge:
            return nan()
    return simple(complex_ball(x).lambertw(branch))


def _erfinv(x: Number, mode: Mode) -> Number:
    x = ball(x)
    if type(x) is not arb:
        raise Undecided("the inverse error function of a complex number", precision=False)
    if integer(x) in (1, -1):
        raise Singular("pole")
    return ZERO if is_zero(x) else x.erfinv()


def _erfcinv(x: Number, mode: Mode) -> Number:
    x = ball(x)
    if type(x) is not arb:
        raise Undecided("the inverse error function of a complex number", precision=False)
    if integer(x) in (0, 2):
        raise Singular("pole")
    return ZERO if integer(x) == 1 else x.erfcinv()


# ---------------------------------------------------------------- incomplete gamma functions


def _upper(s: Number, x: Number, mode: Mode) -> Number:
    if guarded_cut(x, mode):
        return nan()
    if is_zero(x):
        if simple(s).real > 0 if type(s) is acb else s > 0:
            return _gamma(s, mode)
        raise Undecided("an incomplete gamma function at 0", precision=False)
    if _is_real_positive(x) and is_real(s):
        return arb(x).gamma_upper(arb(s))
    return simple(complex_ball(x).gamma_upper(complex_ball(s)))


def _lower(s: Number, x: Number, mode: Mode) -> Number:
    n = integer(s)
    if n is not None and n <= 0:
        if is_zero(x):
            raise Undecided("an incomplete gamma function at 0", precision=False)
        raise Singular("pole")
    if guarded_cut(x, mode) and (n is None or n <= 0):
        return nan()
    if is_zero(x) and type(s) is not acb and s > 0:
        return ZERO
    if _is_real_positive(x) and is_real(s):
        return arb(x).gamma_lower(arb(s))
    return simple(complex_ball(x).gamma_lower(complex_ball(s)))


def _expint(nu: Number, x: Number, mode: Mode) -> Number:
    if guarded_cut(x, mode):
        return nan()
    if is_zero(x):  # 8.19.6
        if type(nu) is not acb and nu > 1:
            return invert(nu - 1)
        raise Singular("pole", 1)
    if _is_real_positive(x) and is_real(nu):
        return arb(x).expint(arb(nu))
    return simple(complex_ball(x).expint(complex_ball(nu)))


def _is_real_positive(x: Number) -> bool:
    return type(x) is not acb and x > 0


# ---------------------------------------------------------------- Bessel functions


def _bessel(method: str, nu: Number, x: Number, mode: Mode) -> Number:
    n = integer(nu)
    entire = n is not None and method in ("bessel_j", "bessel_i")
    if is_zero(x):
        regular = method in ("bessel_j", "bessel_i")
        if n is not None:
            if regular:
                return ONE if n == 0 else ZERO
            raise Singular("pole", 1)
        if type(nu) is acb or not nonzero(nu):
            raise Undecided("a Bessel function at 0", precision=False)
        if nu > 0 and regular:
            return ZERO
        if nu < 0 and method == "bessel_y":
            raise Undecided("a Bessel function at 0", precision=False)
        raise Singular("pole", 1)
    if not entire and guarded_cut(x, mode):
        return nan()
    if _is_real_positive(x) and is_real(nu):
        return getattr(arb(x), method)(ball(nu))
    return simple(getattr(complex_ball(x), method)(complex_ball(nu)))


UNARY: dict[str, Function] = {
    "gamma": _gamma, "factorial": _factorial, "subfactorial": _subfactorial, "factorial2": _factorial2,
    "digamma": _digamma, "erfinv": _erfinv, "erfcinv": _erfcinv, "fibonacci": _fibonacci,
    "lucas": partial(_fibonacci, lucas=True), "bernoulli": _bernoulli, "catalan": _catalan,
}  # fmt: skip
NARY: dict[str, Function] = {
    "beta": _beta, "binomial": binomial, "polygamma": _polygamma, "rising": _rising, "falling": _falling,
    "harmonic": _harmonic, "zeta": zeta, "polylog": _polylog, "lambertw": _lambertw, "uppergamma": _upper,
    "lowergamma": _lower, "expint": _expint, "besselj": partial(_bessel, "bessel_j"),
    "bessely": partial(_bessel, "bessel_y"), "besseli": partial(_bessel, "bessel_i"),
    "besselk": partial(_bessel, "bessel_k"),
}  # fmt: skip
