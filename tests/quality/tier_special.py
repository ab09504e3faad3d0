"""Special functions against the NIST Digital Library of Mathematical Functions (DLMF): gamma to elliptic integrals."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    Derivative,
    EulerGamma,
    I,
    Integer,
    Integral,
    LambertW,
    Ne,
    Product,
    Rational,
    Sum,
    airyai,
    airyaiprime,
    airybi,
    airybiprime,
    asin,
    atan,
    besseli,
    besselj,
    besselk,
    bessely,
    beta,
    chebyshevt,
    chebyshevu,
    cos,
    cosh,
    digamma,
    elliptic_e,
    elliptic_f,
    elliptic_k,
    erf,
    erfc,
    erfi,
    exp,
    factorial,
    gamma,
    harmonic,
    hermite,
    hyper,
    laguerre,
    legendre,
    log,
    loggamma,
    lowergamma,
    oo,
    pi,
    polygamma,
    polylog,
    sin,
    sinh,
    sqrt,
    symbols,
    tan,
    uppergamma,
    zeta,
)

x, y, t, c = symbols("x y t c", real=True)
a, b, s, p = symbols("a b s p", positive=True)
z = symbols("z")
k = symbols("k", integer=True)
n, m = symbols("n m", integer=True, nonnegative=True)
N = symbols("N", integer=True, positive=True)
q = symbols("q", real=True)
OPEN = [q > 0, q < 1]
SIGNED = [q > -1, q < 1]


def at(value: Any) -> list[Any]:
    return [Ne(sin(pi * value), 0)]


def hermite_integral(factor: Any) -> tuple[Any, ...]:
    return Integral(hermite(3, x) ** 2 * exp(-(x**2)), (x, -oo, oo)), "=", factor * sqrt(pi)


CASES: list[Case] = [
    # ------------------------------------------------------------------------------------------------ gamma
    true("special/gamma-recurrence", lambda: (gamma(a + 1), "=", a * gamma(a)), "DLMF 5.5.1"),
    true("special/gamma-reflection", lambda: (gamma(q) * gamma(1 - q), "=", pi / sin(pi * q), OPEN), "DLMF 5.5.3"),
    true(
        "special/gamma-duplication",
        lambda: (gamma(2 * a), "=", 2 ** (2 * a - 1) / sqrt(pi) * gamma(a) * gamma(a + Rational(1, 2))),
        "DLMF 5.5.5",
    ),
    true(
        "special/gamma-triplication",
        lambda: (
            gamma(3 * a),
            "=",
            3 ** (3 * a - Rational(1, 2)) / (2 * pi) * gamma(a) * gamma(a + Rational(1, 3)) * gamma(a + Rational(2, 3)),
        ),
        "DLMF 5.5.6 with n = 3",
    ),
    true("special/gamma-half", lambda: (gamma(Rational(1, 2)), "=", sqrt(pi)), "DLMF 5.4.6"),
    true(
        "special/gamma-half-integer",
        lambda: (gamma(n + Rational(1, 2)), "=", factorial(2 * n) * sqrt(pi) / (4**n * factorial(n))),
        "DLMF 5.4.2 and 5.5.5",
    ),
    true("special/gamma-quotient", lambda: (gamma(a + 3) / gamma(a), "=", a * (a + 1) * (a + 2)), "DLMF 5.2.5"),
    true(
        "special/gamma-quotient-down", lambda: (gamma(a + 1) / gamma(a + 3), "=", 1 / ((a + 1) * (a + 2))), "DLMF 5.5.1"
    ),
    true(
        "special/gamma-modulus-imaginary",
        lambda: (gamma(1 + I * p) * gamma(1 - I * p), "=", pi * p / sinh(pi * p)),
        "DLMF 5.4.3",
    ),
    true(
        "special/gamma-integral",
        lambda: (Integral(t ** (a - 1) * exp(-b * t), (t, 0, oo)), "=", gamma(a) / b**a),
        "DLMF 5.9.1",
    ),
    true(
        "special/gamma-derivative",
        lambda: (Derivative(loggamma(a), a), "=", digamma(a)),
        "DLMF 5.2.2",
    ),
    true(
        "special/gamma-second-derivative",
        lambda: (Derivative(gamma(a), (a, 2)), "=", gamma(a) * (digamma(a) ** 2 + polygamma(1, a))),
        "DLMF 5.2.2 differentiated",
    ),
    true(
        "special/loggamma-recurrence", lambda: (loggamma(a + 2), "=", loggamma(a) + log(a) + log(a + 1)), "DLMF 5.5.1"
    ),
    true("special/factorial-gamma", lambda: (factorial(n + 1), "=", gamma(n + 2)), "DLMF 5.4.1"),
    # ------------------------------------------------------------------------------------------------ digamma, beta
    true("special/digamma-recurrence", lambda: (digamma(a + 1), "=", digamma(a) + 1 / a), "DLMF 5.5.2"),
    true(
        "special/digamma-reflection", lambda: (digamma(1 - q) - digamma(q), "=", pi / tan(pi * q), OPEN), "DLMF 5.5.4"
    ),
    true(
        "special/digamma-duplication",
        lambda: (digamma(2 * a), "=", (digamma(a) + digamma(a + Rational(1, 2))) / 2 + log(2)),
        "DLMF 5.5.8",
    ),
    true("special/digamma-half", lambda: (digamma(Rational(1, 2)), "=", -EulerGamma - 2 * log(2)), "DLMF 5.4.13"),
    true(
        "special/digamma-third",
        lambda: (digamma(a + 3), "=", digamma(a) + 1 / a + 1 / (a + 1) + 1 / (a + 2)),
        "DLMF 5.5.2",
    ),
    true("special/digamma-harmonic", lambda: (digamma(N + 1), "=", harmonic(N) - EulerGamma), "DLMF 5.4.14"),
    true("special/trigamma-recurrence", lambda: (polygamma(1, a + 1), "=", polygamma(1, a) - 1 / a**2), "DLMF 5.15.5"),
    true(
        "special/trigamma-reflection",
        lambda: (polygamma(1, q) + polygamma(1, 1 - q), "=", pi**2 / sin(pi * q) ** 2, OPEN),
        "DLMF 5.15.6",
    ),
    true("special/trigamma-half", lambda: (polygamma(1, Rational(1, 2)), "=", pi**2 / 2), "DLMF 5.15.3"),
    true("special/beta-gamma", lambda: (beta(a, b), "=", gamma(a) * gamma(b) / gamma(a + b)), "DLMF 5.12.1"),
    true("special/beta-symmetric", lambda: (beta(a, b), "=", beta(b, a)), "DLMF 5.12.1"),
    true("special/beta-pascal", lambda: (beta(a, b), "=", beta(a + 1, b) + beta(a, b + 1)), "DLMF 5.12.1"),
    true("special/beta-ratio", lambda: (beta(a + 1, b) / beta(a, b), "=", a / (a + b)), "DLMF 5.12.1"),
    true(
        "special/beta-integral",
        lambda: (Integral(t ** (a - 1) * (1 - t) ** (b - 1), (t, 0, 1)), "=", beta(a, b)),
        "DLMF 5.12.1",
    ),
    true(
        "special/beta-trigonometric",
        lambda: (Integral(sin(t) ** 4 * cos(t) ** 2, (t, 0, pi / 2)), "=", beta(Rational(5, 2), Rational(3, 2)) / 2),
        "DLMF 5.12.2",
    ),
    true(
        "special/incomplete-gamma-sum",
        lambda: (lowergamma(a, b) + uppergamma(a, b), "=", gamma(a)),
        "DLMF 8.2.3",
    ),
    true(
        "special/incomplete-gamma-recurrence",
        lambda: (uppergamma(a + 1, b), "=", a * uppergamma(a, b) + b**a * exp(-b)),
        "DLMF 8.8.2",
    ),
    true(
        "special/incomplete-gamma-derivative",
        lambda: (Derivative(uppergamma(a, b), b), "=", -(b ** (a - 1)) * exp(-b)),
        "DLMF 8.8.13",
    ),
    # ------------------------------------------------------------------------------------------------ error function
    true("special/erf-complement", lambda: (erf(x) + erfc(x), "=", Integer(1)), "DLMF 7.2.2"),
    true("special/erf-odd", lambda: (erf(-x), "=", -erf(x)), "DLMF 7.4.1"),
    true("special/erf-derivative", lambda: (Derivative(erf(x), x), "=", 2 / sqrt(pi) * exp(-(x**2))), "DLMF 7.10.1"),
    true("special/erf-integral", lambda: (Integral(exp(-(t**2)), (t, 0, x)), "=", sqrt(pi) / 2 * erf(x)), "DLMF 7.2.1"),
    true(
        "special/erf-antiderivative",
        lambda: (Derivative(x * erf(x) + exp(-(x**2)) / sqrt(pi), x), "=", erf(x)),
        "DLMF 7.7",
    ),
    true("special/erfi-imaginary", lambda: (erf(I * x), "=", I * erfi(x)), "DLMF 7.2.3"),
    true(
        "special/normal-tail",
        lambda: (Integral(exp(-(t**2) / 2) / sqrt(2 * pi), (t, s, oo)), "=", erfc(s / sqrt(2)) / 2),
        "DLMF 7.20",
    ),
    true(
        "special/gelu-derivative",
        lambda: (
            Derivative(x * (1 + erf(x / sqrt(2))) / 2, x),
            "=",
            (1 + erf(x / sqrt(2))) / 2 + x * exp(-(x**2) / 2) / sqrt(2 * pi),
        ),
        "Hendrycks & Gimpel, GELU (2016)",
    ),
    true(
        "special/erf-incomplete-gamma",
        lambda: (erf(s), "=", lowergamma(Rational(1, 2), s**2) / sqrt(pi)),
        "DLMF 7.11.1",
    ),
    # ------------------------------------------------------------------------------------------------ Bessel, Airy
    true(
        "special/bessel-recurrence",
        lambda: (besselj(n, s) + besselj(n + 2, s), "=", 2 * (n + 1) / s * besselj(n + 1, s)),
        "DLMF 10.6.1",
    ),
    true("special/bessel-derivative", lambda: (Derivative(besselj(0, x), x), "=", -besselj(1, x)), "DLMF 10.6.3"),
    true(
        "special/bessel-equation",
        lambda: (
            s**2 * Derivative(besselj(2, s), (s, 2)) + s * Derivative(besselj(2, s), s) + (s**2 - 4) * besselj(2, s),
            "=",
            Integer(0),
        ),
        "DLMF 10.2.1",
    ),
    true(
        "special/bessel-wronskian",
        lambda: (besselj(1, s) * bessely(0, s) - besselj(0, s) * bessely(1, s), "=", 2 / (pi * s)),
        "DLMF 10.5.2",
    ),
    true("special/bessel-half", lambda: (besselj(Rational(1, 2), s), "=", sqrt(2 / (pi * s)) * sin(s)), "DLMF 10.16.1"),
    true(
        "special/bessel-minus-half",
        lambda: (besselj(-Rational(1, 2), s), "=", sqrt(2 / (pi * s)) * cos(s)),
        "DLMF 10.16.1",
    ),
    true(
        "special/bessel-modified-half",
        lambda: (besselk(Rational(1, 2), s), "=", sqrt(pi / (2 * s)) * exp(-s)),
        "DLMF 10.39.2",
    ),
    true(
        "special/bessel-modified-recurrence",
        lambda: (besseli(1, s) - besseli(3, s), "=", 4 / s * besseli(2, s)),
        "DLMF 10.29.1",
    ),
    true("special/bessel-negative-order", lambda: (besselj(-3, s), "=", -besselj(3, s)), "DLMF 10.4.1"),
    true(
        "special/bessel-third-down",
        lambda: (besselj(3, s), "=", (8 / s**2 - 1) * besselj(1, s) - 4 / s * besselj(0, s)),
        "DLMF 10.6.1 twice",
    ),
    true("special/airy-equation", lambda: (Derivative(airyai(x), (x, 2)), "=", x * airyai(x)), "DLMF 9.2.1"),
    true(
        "special/airy-wronskian",
        lambda: (airyai(x) * airybiprime(x) - airyaiprime(x) * airybi(x), "=", 1 / pi),
        "DLMF 9.2.7",
    ),
    # ------------------------------------------------------------------------------------------------ polynomials
    true(
        "special/chebyshev-recurrence",
        lambda: (chebyshevt(n + 2, x), "=", 2 * x * chebyshevt(n + 1, x) - chebyshevt(n, x)),
        "DLMF 18.9.1",
    ),
    true("special/chebyshev-cosine", lambda: (chebyshevt(n, cos(t)), "=", cos(n * t)), "DLMF 18.5.1"),
    true("special/chebyshev-five", lambda: (chebyshevt(5, x), "=", 16 * x**5 - 20 * x**3 + 5 * x), "DLMF 18.5"),
    true(
        "special/chebyshev-second",
        lambda: (sin(t) * chebyshevu(3, cos(t)), "=", sin(4 * t)),
        "DLMF 18.5.2",
    ),
    true(
        "special/chebyshev-pell",
        lambda: (chebyshevt(4, x) ** 2 - (x**2 - 1) * chebyshevu(3, x) ** 2, "=", Integer(1)),
        "Pell equation of Chebyshev polynomials",
    ),
    true(
        "special/legendre-recurrence",
        lambda: ((n + 2) * legendre(n + 2, x), "=", (2 * n + 3) * x * legendre(n + 1, x) - (n + 1) * legendre(n, x)),
        "DLMF 18.9.1, table 18.9.1",
    ),
    true("special/legendre-four", lambda: (legendre(4, x), "=", (35 * x**4 - 30 * x**2 + 3) / 8), "DLMF 18.5"),
    true(
        "special/legendre-rodrigues",
        lambda: (legendre(3, x), "=", Derivative((x**2 - 1) ** 3, (x, 3)) / 48),
        "DLMF 18.5.8",
    ),
    true(
        "special/legendre-orthogonal",
        lambda: (Integral(legendre(2, x) * legendre(4, x), (x, -1, 1)), "=", Integer(0)),
        "DLMF 18.3",
    ),
    true(
        "special/legendre-norm", lambda: (Integral(legendre(3, x) ** 2, (x, -1, 1)), "=", Rational(2, 7)), "DLMF 18.3"
    ),
    true(
        "special/legendre-equation",
        lambda: (
            Derivative((1 - x**2) * Derivative(legendre(3, x), x), x) + 12 * legendre(3, x),
            "=",
            Integer(0),
        ),
        "DLMF 18.8.1",
    ),
    true(
        "special/hermite-recurrence",
        lambda: (hermite(n + 2, x), "=", 2 * x * hermite(n + 1, x) - 2 * (n + 1) * hermite(n, x)),
        "DLMF 18.9.1",
    ),
    true("special/hermite-norm", lambda: hermite_integral(48), "DLMF 18.3: 2^n n! √π"),
    true(
        "special/laguerre-three",
        lambda: (laguerre(3, x), "=", (-(x**3) + 9 * x**2 - 18 * x + 6) / 6),
        "DLMF 18.5.12",
    ),
    # ------------------------------------------------------------------------------------------------ hypergeometric
    true("special/hyper-exp", lambda: (hyper([a], [a], x), "=", exp(x)), "DLMF 13.6.1"),
    true("special/hyper-geometric", lambda: (hyper([1, 1], [1], q), "=", 1 / (1 - q), SIGNED), "DLMF 15.4.6"),
    true("special/hyper-power", lambda: (hyper([a, b], [b], q), "=", (1 - q) ** (-a), SIGNED), "DLMF 15.4.6"),
    true("special/hyper-log", lambda: (q * hyper([1, 1], [2], -q), "=", log(1 + q), SIGNED), "DLMF 15.4.1"),
    true(
        "special/hyper-atan",
        lambda: (q * hyper([Rational(1, 2), 1], [Rational(3, 2)], -(q**2)), "=", atan(q), SIGNED),
        "DLMF 15.4.3",
    ),
    true(
        "special/hyper-asin",
        lambda: (q * hyper([Rational(1, 2), Rational(1, 2)], [Rational(3, 2)], q**2), "=", asin(q), SIGNED),
        "DLMF 15.4.4",
    ),
    true(
        "special/hyper-polynomial",
        lambda: (hyper([-2, a], [b], x), "=", 1 - 2 * a * x / b + a * (a + 1) * x**2 / (b * (b + 1))),
        "DLMF 15.2.4",
    ),
    true("special/hyper-bessel", lambda: (hyper([], [1], -(x**2) / 4), "=", besselj(0, x)), "DLMF 10.16.9"),
    true("special/kummer", lambda: (hyper([a], [a + b], x), "=", exp(x) * hyper([b], [a + b], -x)), "DLMF 13.2.39"),
    true(
        "special/hyper-erf",
        lambda: (2 * x / sqrt(pi) * hyper([Rational(1, 2)], [Rational(3, 2)], -(x**2)), "=", erf(x)),
        "DLMF 7.11.4",
    ),
    true(
        "special/euler-transformation",
        lambda: (hyper([a, b], [a + b + 1], q), "=", (1 - q) * hyper([b + 1, a + 1], [a + b + 1], q), SIGNED),
        "DLMF 15.8.1",
    ),
    # ------------------------------------------------------------------------------------------------ polylogarithm, W
    true("special/polylog-one", lambda: (polylog(1, q), "=", -log(1 - q), SIGNED), "DLMF 25.12.1 with s = 1"),
    true(
        "special/polylog-derivative", lambda: (q * Derivative(polylog(3, q), q), "=", polylog(2, q), OPEN), "DLMF 25.12"
    ),
    true(
        "special/dilog-reflection",
        lambda: (polylog(2, q) + polylog(2, 1 - q), "=", pi**2 / 6 - log(q) * log(1 - q), OPEN),
        "DLMF 25.12.6",
    ),
    true(
        "special/dilog-square",
        lambda: (polylog(2, q) + polylog(2, -q), "=", polylog(2, q**2) / 2, OPEN),
        "DLMF 25.12.7",
    ),
    true(
        "special/dilog-half",
        lambda: (polylog(2, Rational(1, 2)), "=", pi**2 / 12 - log(2) ** 2 / 2),
        "DLMF 25.12.4",
    ),
    true("special/zeta-two", lambda: (zeta(2), "=", pi**2 / 6), "DLMF 25.6.1"),
    true("special/zeta-eta", lambda: (Sum((-1) ** (k + 1) / k**3, (k, 1, oo)), "=", 3 * zeta(3) / 4), "DLMF 25.2.3"),
    true("special/zeta-negative", lambda: (zeta(-1), "=", -Rational(1, 12)), "DLMF 25.6.3"),
    true("special/lambert-definition", lambda: (LambertW(a) * exp(LambertW(a)), "=", a), "DLMF 4.13.1"),
    true("special/lambert-inverse", lambda: (LambertW(a * exp(a)), "=", a), "DLMF 4.13.1"),
    true(
        "special/lambert-derivative",
        lambda: (Derivative(LambertW(a), a), "=", LambertW(a) / (a * (1 + LambertW(a)))),
        "DLMF 4.13.4",
    ),
    true("special/lambert-log", lambda: (log(LambertW(a)), "=", log(a) - LambertW(a)), "DLMF 4.13.3"),
    # ------------------------------------------------------------------------------------------------ elliptic
    true(
        "special/legendre-relation",
        lambda: (
            elliptic_e(q) * elliptic_k(1 - q) + elliptic_e(1 - q) * elliptic_k(q) - elliptic_k(q) * elliptic_k(1 - q),
            "=",
            pi / 2,
            OPEN,
        ),
        "DLMF 19.7.1",
    ),
    true(
        "special/elliptic-derivative",
        lambda: (Derivative(elliptic_e(q), q), "=", (elliptic_e(q) - elliptic_k(q)) / (2 * q), OPEN),
        "DLMF 19.4.2",
    ),
    true(
        "special/elliptic-k-derivative",
        lambda: (
            Derivative(elliptic_k(q), q),
            "=",
            (elliptic_e(q) - (1 - q) * elliptic_k(q)) / (2 * q * (1 - q)),
            OPEN,
        ),
        "DLMF 19.4.1",
    ),
    true("special/elliptic-complete", lambda: (elliptic_f(pi / 2, q), "=", elliptic_k(q), OPEN), "DLMF 19.2.8"),
    true(
        "special/elliptic-integral",
        lambda: (Integral(1 / sqrt(1 - q * sin(t) ** 2), (t, 0, pi / 2)), "=", elliptic_k(q), OPEN),
        "DLMF 19.2.8",
    ),
    true(
        "special/wallis",
        lambda: (
            Product(4 * k**2 / (4 * k**2 - 1), (k, 1, n)),
            "=",
            pi / 2 * gamma(n + 1) ** 2 / (gamma(n + Rational(1, 2)) * gamma(n + Rational(3, 2))),
        ),
        "Wallis; DLMF 5.11",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false("special/gamma-recurrence-shift", lambda: (gamma(a + 1), "=", (a + 1) * gamma(a)), "DLMF 5.5.1", "shift"),
    false(
        "special/gamma-reflection-two",
        lambda: (gamma(q) * gamma(1 - q), "=", 2 * pi / sin(2 * pi * q), [q > 0, q < Rational(1, 2)]),
        "DLMF 5.5.3",
        "2π",
    ),
    false(
        "special/gamma-reflection-cos",
        lambda: (gamma(q) * gamma(1 - q), "=", pi / cos(pi * q), [q > 0, q < Rational(1, 2)]),
        "DLMF 5.5.3",
        "cosine",
    ),
    false(
        "special/gamma-duplication-power",
        lambda: (gamma(2 * a), "=", 2 ** (2 * a) / sqrt(pi) * gamma(a) * gamma(a + Rational(1, 2))),
        "DLMF 5.5.5",
        "exponent 2a − 1",
    ),
    false(
        "special/gamma-triplication-power",
        lambda: (
            gamma(3 * a),
            "=",
            3 ** (3 * a - 1) / (2 * pi) * gamma(a) * gamma(a + Rational(1, 3)) * gamma(a + Rational(2, 3)),
        ),
        "DLMF 5.5.6",
        "exponent",
    ),
    false(
        "special/gamma-half-integer-power",
        lambda: (gamma(n + Rational(1, 2)), "=", factorial(2 * n) * sqrt(pi) / (2**n * factorial(n))),
        "DLMF 5.4.2",
        "2ⁿ for 4ⁿ",
    ),
    false(
        "special/gamma-quotient-count",
        lambda: (gamma(a + 3) / gamma(a), "=", (a + 1) * (a + 2) * (a + 3)),
        "DLMF 5.2.5",
        "shift",
    ),
    false(
        "special/gamma-modulus-power",
        lambda: (gamma(1 + I * p) * gamma(1 - I * p), "=", pi / (p * sinh(pi * p))),
        "DLMF 5.4.3",
        "Γ(ip)",
    ),
    false(
        "special/gamma-integral-power",
        lambda: (Integral(t ** (a - 1) * exp(-b * t), (t, 0, oo)), "=", gamma(a) * b**a),
        "DLMF 5.9.1",
        "inverse",
    ),
    false(
        "special/gamma-integral-shift",
        lambda: (Integral(t**a * exp(-t), (t, 0, oo)), "=", gamma(a)),
        "DLMF 5.9.1",
        "a for a − 1",
    ),
    false(
        "special/gamma-derivative-log",
        lambda: (Derivative(loggamma(a), a), "=", gamma(a) * digamma(a)),
        "DLMF 5.2.2",
        "Γ′ for (log Γ)′",
    ),
    false(
        "special/gamma-second-derivative-sign",
        lambda: (Derivative(gamma(a), (a, 2)), "=", gamma(a) * (digamma(a) ** 2 - polygamma(1, a))),
        "DLMF 5.2.2",
        "sign",
    ),
    false(
        "special/stirling",
        lambda: (gamma(a + 1), "=", sqrt(2 * pi * a) * (a / exp(1)) ** a),
        "DLMF 5.11.3",
        "asymptotic only",
    ),
    false("special/digamma-recurrence-sign", lambda: (digamma(a + 1), "=", digamma(a) - 1 / a), "DLMF 5.5.2", "sign"),
    false(
        "special/digamma-reflection-sign",
        lambda: (digamma(1 - q) - digamma(q), "=", -pi / tan(pi * q), [q > 0, q < Rational(1, 2)]),
        "DLMF 5.5.4",
        "sign",
    ),
    false(
        "special/digamma-duplication-log",
        lambda: (digamma(2 * a), "=", (digamma(a) + digamma(a + Rational(1, 2))) / 2),
        "DLMF 5.5.8",
        "log 2",
    ),
    false(
        "special/digamma-half-log",
        lambda: (digamma(Rational(1, 2)), "=", -EulerGamma - log(2)),
        "DLMF 5.4.13",
        "2 log 2",
    ),
    false(
        "special/digamma-harmonic-shift", lambda: (digamma(N), "=", harmonic(N) - EulerGamma), "DLMF 5.4.14", "shift"
    ),
    false(
        "special/trigamma-recurrence-sign",
        lambda: (polygamma(1, a + 1), "=", polygamma(1, a) + 1 / a**2),
        "DLMF 5.15.5",
        "sign",
    ),
    false(
        "special/trigamma-reflection-power",
        lambda: (polygamma(1, q) + polygamma(1, 1 - q), "=", pi / sin(pi * q) ** 2, OPEN),
        "DLMF 5.15.6",
        "π²",
    ),
    false(
        "special/beta-inverse",
        lambda: (beta(a, b), "=", gamma(a + b) / (gamma(a) * gamma(b))),
        "DLMF 5.12.1",
        "inverted",
    ),
    false(
        "special/beta-pascal-lost",
        lambda: (beta(a, b), "=", beta(a + 1, b) + beta(a, b + 1) + beta(a + 1, b + 1)),
        "DLMF 5.12.1",
        "a third term",
    ),
    false(
        "special/beta-ratio-swapped", lambda: (beta(a + 1, b) / beta(a, b), "=", b / (a + b)), "DLMF 5.12.1", "swapped"
    ),
    false(
        "special/beta-integral-shift",
        lambda: (Integral(t**a * (1 - t) ** b, (t, 0, 1)), "=", beta(a, b)),
        "DLMF 5.12.1",
        "shift",
    ),
    false(
        "special/beta-trigonometric-half",
        lambda: (Integral(sin(t) ** 4 * cos(t) ** 2, (t, 0, pi / 2)), "=", beta(Rational(5, 2), Rational(3, 2))),
        "DLMF 5.12.2",
        "½",
    ),
    false(
        "special/incomplete-gamma-recurrence-sign",
        lambda: (uppergamma(a + 1, b), "=", a * uppergamma(a, b) - b**a * exp(-b)),
        "DLMF 8.8.2",
        "sign",
    ),
    false(
        "special/incomplete-gamma-derivative-sign",
        lambda: (Derivative(uppergamma(a, b), b), "=", b ** (a - 1) * exp(-b)),
        "DLMF 8.8.13",
        "sign",
    ),
    false("special/erf-complement-two", lambda: (erf(x) + erfc(x), "=", Integer(2)), "DLMF 7.2.2", "normaliser"),
    false("special/erf-even", lambda: (erf(-x), "=", erf(x)), "DLMF 7.4.1", "parity"),
    false(
        "special/erf-derivative-two",
        lambda: (Derivative(erf(x), x), "=", exp(-(x**2)) / sqrt(pi)),
        "DLMF 7.10.1",
        "factor 2",
    ),
    false(
        "special/erf-derivative-half",
        lambda: (Derivative(erf(x), x), "=", 2 / sqrt(pi) * exp(-(x**2) / 2)),
        "DLMF 7.10.1",
        "½",
    ),
    false(
        "special/erf-integral-two",
        lambda: (Integral(exp(-(t**2)), (t, 0, x)), "=", sqrt(pi) * erf(x)),
        "DLMF 7.2.1",
        "½",
    ),
    false(
        "special/erf-antiderivative-sign",
        lambda: (Derivative(x * erf(x) - exp(-(x**2)) / sqrt(pi), x), "=", erf(x)),
        "DLMF 7.7",
        "sign",
    ),
    false("special/erfi-imaginary-sign", lambda: (erf(I * x), "=", -I * erfi(x)), "DLMF 7.2.3", "sign"),
    false(
        "special/normal-tail-root",
        lambda: (Integral(exp(-(t**2) / 2) / sqrt(2 * pi), (t, s, oo)), "=", erfc(s) / 2),
        "DLMF 7.20",
        "√2",
    ),
    false(
        "special/normal-tail-half",
        lambda: (Integral(exp(-(t**2) / 2) / sqrt(2 * pi), (t, s, oo)), "=", erfc(s / sqrt(2))),
        "DLMF 7.20",
        "½",
    ),
    false(
        "special/gelu-derivative-lost",
        lambda: (
            Derivative(x * (1 + erf(x / sqrt(2))) / 2, x),
            "=",
            (1 + erf(x / sqrt(2))) / 2 + exp(-(x**2) / 2) / sqrt(2 * pi),
        ),
        "GELU",
        "factor x",
    ),
    false(
        "special/bessel-recurrence-sign",
        lambda: (besselj(n, s) - besselj(n + 2, s), "=", 2 * (n + 1) / s * besselj(n + 1, s)),
        "DLMF 10.6.1",
        "sign",
    ),
    false(
        "special/bessel-recurrence-order",
        lambda: (besselj(n, s) + besselj(n + 2, s), "=", 2 * n / s * besselj(n + 1, s)),
        "DLMF 10.6.1",
        "order",
    ),
    false(
        "special/bessel-derivative-sign",
        lambda: (Derivative(besselj(0, x), x), "=", besselj(1, x)),
        "DLMF 10.6.3",
        "sign",
    ),
    false(
        "special/bessel-equation-sign",
        lambda: (
            s**2 * Derivative(besselj(2, s), (s, 2)) + s * Derivative(besselj(2, s), s) + (s**2 + 4) * besselj(2, s),
            "=",
            Integer(0),
        ),
        "DLMF 10.2.1",
        "sign of ν²",
    ),
    false(
        "special/bessel-wronskian-sign",
        lambda: (besselj(0, s) * bessely(1, s) - besselj(1, s) * bessely(0, s), "=", 2 / (pi * s)),
        "DLMF 10.5.2",
        "sign",
    ),
    false(
        "special/bessel-half-cos",
        lambda: (besselj(Rational(1, 2), s), "=", sqrt(2 / (pi * s)) * cos(s)),
        "DLMF 10.16.1",
        "cosine",
    ),
    false(
        "special/bessel-modified-half-two",
        lambda: (besselk(Rational(1, 2), s), "=", sqrt(2 / (pi * s)) * exp(-s)),
        "DLMF 10.39.2",
        "inverted",
    ),
    false(
        "special/bessel-modified-recurrence-sign",
        lambda: (besseli(1, s) + besseli(3, s), "=", 4 / s * besseli(2, s)),
        "DLMF 10.29.1",
        "sign",
    ),
    false("special/bessel-negative-order-sign", lambda: (besselj(-3, s), "=", besselj(3, s)), "DLMF 10.4.1", "parity"),
    false(
        "special/airy-equation-sign", lambda: (Derivative(airyai(x), (x, 2)), "=", -x * airyai(x)), "DLMF 9.2.1", "sign"
    ),
    false(
        "special/airy-wronskian-pi",
        lambda: (airyai(x) * airybiprime(x) - airyaiprime(x) * airybi(x), "=", pi),
        "DLMF 9.2.7",
        "1/π",
    ),
    false(
        "special/chebyshev-recurrence-two",
        lambda: (chebyshevt(n + 2, x), "=", x * chebyshevt(n + 1, x) - chebyshevt(n, x)),
        "DLMF 18.9.1",
        "2",
    ),
    false("special/chebyshev-cosine-sine", lambda: (chebyshevt(N, cos(t)), "=", sin(N * t)), "DLMF 18.5.1", "sine"),
    false(
        "special/chebyshev-five-sign",
        lambda: (chebyshevt(5, x), "=", 16 * x**5 + 20 * x**3 + 5 * x),
        "DLMF 18.5",
        "sign",
    ),
    false(
        "special/chebyshev-second-order",
        lambda: (sin(t) * chebyshevu(3, cos(t)), "=", sin(3 * t)),
        "DLMF 18.5.2",
        "n + 1",
    ),
    false(
        "special/chebyshev-pell-order",
        lambda: (chebyshevt(4, x) ** 2 - (x**2 - 1) * chebyshevu(4, x) ** 2, "=", Integer(1)),
        "Pell",
        "order n − 1",
    ),
    false(
        "special/legendre-recurrence-shift",
        lambda: ((n + 2) * legendre(n + 2, x), "=", (2 * n + 1) * x * legendre(n + 1, x) - (n + 1) * legendre(n, x)),
        "DLMF 18.9.1",
        "2n + 3",
    ),
    false(
        "special/legendre-rodrigues-factor",
        lambda: (legendre(3, x), "=", Derivative((x**2 - 1) ** 3, (x, 3)) / 6),
        "DLMF 18.5.8",
        "2ⁿ",
    ),
    false(
        "special/legendre-norm-shift",
        lambda: (Integral(legendre(3, x) ** 2, (x, -1, 1)), "=", Rational(2, 5)),
        "DLMF 18.3",
        "2n + 1",
    ),
    false(
        "special/hermite-recurrence-factor",
        lambda: (hermite(n + 2, x), "=", 2 * x * hermite(n + 1, x) - (n + 1) * hermite(n, x)),
        "DLMF 18.9.1",
        "2",
    ),
    false("special/hermite-norm-power", lambda: hermite_integral(6), "DLMF 18.3", "2ⁿ"),
    false(
        "special/laguerre-three-sign",
        lambda: (laguerre(3, x), "=", (x**3 - 9 * x**2 + 18 * x + 6) / 6),
        "DLMF 18.5.12",
        "sign",
    ),
    false(
        "special/hyper-power-sign", lambda: (hyper([a, b], [b], q), "=", (1 - q) ** a, SIGNED), "DLMF 15.4.6", "sign"
    ),
    false(
        "special/hyper-log-sign", lambda: (q * hyper([1, 1], [2], q), "=", log(1 + q), SIGNED), "DLMF 15.4.1", "sign"
    ),
    false(
        "special/hyper-atan-tanh",
        lambda: (q * hyper([Rational(1, 2), 1], [Rational(3, 2)], q**2), "=", atan(q), SIGNED),
        "DLMF 15.4.2",
        "atanh",
    ),
    false(
        "special/kummer-sign",
        lambda: (hyper([a], [a + b], x), "=", exp(-x) * hyper([b], [a + b], -x)),
        "DLMF 13.2.39",
        "sign",
    ),
    false(
        "special/hyper-polynomial-rising",
        lambda: (hyper([-2, a], [b], x), "=", 1 - 2 * a * x / b + a**2 * x**2 / b**2),
        "DLMF 15.2.4",
        "rising",
    ),
    false("special/polylog-one-sign", lambda: (polylog(1, q), "=", log(1 - q), SIGNED), "DLMF 25.12.1", "sign"),
    false(
        "special/polylog-derivative-factor",
        lambda: (Derivative(polylog(3, q), q), "=", polylog(2, q), OPEN),
        "DLMF 25.12",
        "1/q",
    ),
    false(
        "special/dilog-reflection-sign",
        lambda: (polylog(2, q) + polylog(2, 1 - q), "=", pi**2 / 6 + log(q) * log(1 - q), OPEN),
        "DLMF 25.12.6",
        "sign",
    ),
    false(
        "special/dilog-square-half",
        lambda: (polylog(2, q) + polylog(2, -q), "=", polylog(2, q**2), OPEN),
        "DLMF 25.12.7",
        "½",
    ),
    false(
        "special/dilog-half-log",
        lambda: (polylog(2, Rational(1, 2)), "=", pi**2 / 12 - log(2) ** 2),
        "DLMF 25.12.4",
        "½",
    ),
    false(
        "special/zeta-eta-power",
        lambda: (Sum((-1) ** (k + 1) / k**3, (k, 1, oo)), "=", zeta(3) / 2),
        "DLMF 25.2.3",
        "3/4",
    ),
    false("special/lambert-definition-log", lambda: (LambertW(a) + log(LambertW(a)), "=", a), "DLMF 4.13.3", "log a"),
    false(
        "special/lambert-derivative-lost",
        lambda: (Derivative(LambertW(a), a), "=", LambertW(a) / (1 + LambertW(a))),
        "DLMF 4.13.4",
        "1/a",
    ),
    false("special/lambert-log-sign", lambda: (log(LambertW(a)), "=", log(a) + LambertW(a)), "DLMF 4.13.3", "sign"),
    false(
        "special/legendre-relation-sign",
        lambda: (
            elliptic_e(q) * elliptic_k(1 - q) + elliptic_e(1 - q) * elliptic_k(q) + elliptic_k(q) * elliptic_k(1 - q),
            "=",
            pi / 2,
            OPEN,
        ),
        "DLMF 19.7.1",
        "sign",
    ),
    false(
        "special/elliptic-derivative-sign",
        lambda: (Derivative(elliptic_e(q), q), "=", (elliptic_k(q) - elliptic_e(q)) / (2 * q), OPEN),
        "DLMF 19.4.2",
        "sign",
    ),
    false(
        "special/elliptic-modulus",
        lambda: (Integral(1 / sqrt(1 - q**2 * sin(t) ** 2), (t, 0, pi / 2)), "=", elliptic_k(q), OPEN),
        "DLMF 19.2.8",
        "modulus for parameter",
    ),
    false(
        "special/elliptic-kind",
        lambda: (Integral(sqrt(1 - q * sin(t) ** 2), (t, 0, pi / 2)), "=", elliptic_k(q), OPEN),
        "DLMF 19.2.8",
        "second kind",
    ),
    false(
        "special/wallis-half",
        lambda: (
            Product(4 * k**2 / (4 * k**2 - 1), (k, 1, n)),
            "=",
            pi * gamma(n + 1) ** 2 / (gamma(n + Rational(1, 2)) * gamma(n + Rational(3, 2))),
        ),
        "Wallis",
        "½",
    ),
    false(
        "special/complex-conjugate-gamma",
        lambda: (Abs(gamma(1 + I * p)) ** 2, "=", pi * p / cosh(pi * p)),
        "DLMF 5.4.3",
        "cosh",
    ),
    true(
        "special/complex-modulus-gamma", lambda: (Abs(gamma(1 + I * p)) ** 2, "=", pi * p / sinh(pi * p)), "DLMF 5.4.3"
    ),
    true("special/erf-complex-odd", lambda: (erf(z) + erf(-z), "=", Integer(0)), "DLMF 7.4.1"),
    true("special/gamma-complex-recurrence", lambda: (gamma(z + 1) / gamma(z), "=", z, at(z)), "DLMF 5.5.1"),
]
