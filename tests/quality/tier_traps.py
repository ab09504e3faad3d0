"""Traps: claims that are true at every number people try, or everywhere but on a thin set, with true neighbours.

False at no small fraction, in a branch that is taken rarely, far out, by less than any tolerance, only where two sides
touch, only for whole numbers or only on a domain that is a little narrower.
"""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    Derivative,
    E,
    Eq,
    Heaviside,
    I,
    Integral,
    KroneckerDelta,
    Limit,
    Max,
    Min,
    Mod,
    Ne,
    Piecewise,
    Product,
    Rational,
    Sum,
    acosh,
    arg,
    atan,
    binomial,
    cbrt,
    ceiling,
    conjugate,
    cos,
    cosh,
    erfc,
    exp,
    factorial,
    floor,
    gamma,
    log,
    oo,
    pi,
    re,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
    tanh,
)

x, y, t, c, s = symbols("x y t c s", real=True)
a, b, p = symbols("a b p", positive=True)
u = symbols("u", negative=True)
h = symbols("h", nonnegative=True)
n, m, k, j = symbols("n m k j", integer=True)
N = symbols("N", integer=True, nonnegative=True)
M = symbols("M", integer=True, positive=True)
z, w = symbols("z w")

SEEN = "by inspection"
HARDY = "Hardy, Littlewood, Pólya, Inequalities (1934)"
GKP = "Graham, Knuth, Patashnik, Concrete Mathematics (1994)"
BORWEIN = "Borwein and Borwein, Strange series and high precision fraud, Amer. Math. Monthly 99 (1992)"
COUNTER = "Gelbaum and Olmsted, Counterexamples in Analysis (1964)"
KAHAN = "Kahan, Branch Cuts for Complex Elementary Functions (1987)"
DLMF = "DLMF, chapters 4 and 5"


def unevaluated(f: Any, *arguments: Any) -> Any:
    return f(*arguments, evaluate=False)


POINTS: list[Case] = [
    false(
        "trap/seven-zeros",
        lambda: (x * (x - 1) * (x + 1) * (x - 2) * (x - Rational(1, 2)) * (x + Rational(1, 2)) * (x + 2), "=", 0),
        SEEN,
        "0 at the numbers one tries",
    ),
    false("trap/sin-pi", lambda: (sin(pi * x), "=", 0), SEEN, "true of whole numbers only"),
    true("trap/sin-pi-n", lambda: (unevaluated(sin, pi * n), "=", 0), SEEN),
    false("trap/sin-60-factorial", lambda: (sin(factorial(60) * pi * x), "=", 0), SEEN, "0 at small denominators"),
    true("trap/sin-60-factorial-n", lambda: (unevaluated(sin, factorial(60) * pi * n), "=", 0), SEEN),
    false("trap/cos-2-pi", lambda: (cos(2 * pi * x), "=", 1), SEEN, "true of whole numbers only"),
    false("trap/prime-values", lambda: (Mod(M**2 + M + 41, 41), "!=", 0), "Euler, 1772", "fails first at M = 40"),
    false("trap/cubes-mod-24", lambda: (Mod(n**3 - n, 24), "=", 0), SEEN, "true of odd numbers only"),
    false("trap/parity", lambda: ((-1) ** n, "=", 1), SEEN, "true of even numbers only"),
    false("trap/powers", lambda: (2**M, ">", M**3), SEEN, "false from 2 to 9"),
    false("trap/equal-at-1", lambda: (factorial(N), ">=", 2**N), SEEN, "false at 1, 2 and 3"),
    false("trap/twelfth-power", lambda: (exp(a), ">", a**100), SEEN, "false from 1.01… to 647"),
    false("trap/logs-win", lambda: (log(a) ** 5, "<=", a), SEEN, "false for a from 3.8 to 3·10⁵"),
    false("trap/harmonic-10", lambda: (Sum(1 / k, (k, 1, M)), "<=", 10), SEEN, "false from 12 367 terms on"),
]

BRANCHES: list[Case] = [
    false("trap/max-far", lambda: (Max(0, x - 10**6), "=", 0), SEEN, "false beyond 10⁶"),
    false("trap/max-farther", lambda: (Max(0, x - 10**30), "=", 0), SEEN, "false beyond 10³⁰"),
    false("trap/min-far", lambda: (Min(0, x + 10**30), "=", 0), SEEN, "false below −10³⁰"),
    true("trap/max-inside", lambda: (Max(0, x - 10**30), "=", 0, [x <= 10**30]), SEEN),
    false("trap/step-far", lambda: (Heaviside(x - 12345), "=", 0), SEEN, "false beyond"),
    false(
        "trap/step-of-floor",
        lambda: (floor(x / 10**9), "=", Piecewise((0, x >= 0), (-1, True))),
        SEEN,
        "false from 10⁹ on",
    ),
    false(
        "trap/bump",
        lambda: (Piecewise((1, (x > Rational(314, 100)) & (x < Rational(3141, 1000))), (0, True)), "=", 0),
        SEEN,
        "1 between 3.14 and 3.141",
    ),
    false(
        "trap/bump-narrow",
        lambda: (Piecewise((1, (x > 100 * pi) & (x < 100 * pi + Rational(1, 10**9))), (0, True)), "=", 0),
        SEEN,
        "1 on a range of width 10⁻⁹",
    ),
    false(
        "trap/bump-implicit",
        lambda: (Piecewise((1, (x**2 - 2) ** 2 < Rational(1, 10**12)), (0, True)), "=", 0),
        SEEN,
        "1 near ±√2",
    ),
    false("trap/one-number", lambda: (Piecewise((1, Eq(n, 1234567)), (0, True)), "=", 0), SEEN, "1 at 1234567"),
    false("trap/one-line", lambda: (Piecewise((1, Eq(x + y, Rational(17, 3))), (0, True)), "=", 0), SEEN, "on a line"),
    false("trap/diagonal", lambda: (Piecewise((x, Eq(x, y)), (0, True)), "=", 0), SEEN, "x where x = y"),
    false("trap/shifted-delta", lambda: (KroneckerDelta(n, m + 13), "=", 0), SEEN, "1 where n = m + 13"),
    false(
        "trap/sum-of-extremes",
        lambda: (Max(x, y) + Min(x, y), "=", x + y + Max(0, x * y - 10**8)),
        SEEN,
        "false for x·y > 10⁸",
    ),
    true("trap/sum-of-extremes-true", lambda: (Max(x, y) + Min(x, y), "=", x + y), SEEN),
    false("trap/remainder", lambda: (Mod(x, 3), "=", x - 3 * floor(x / 3) + Heaviside(x - 10**8)), SEEN, "beyond 10⁸"),
    false("trap/ceiling", lambda: (ceiling(x) - floor(x), "=", 1), SEEN, "0 at whole numbers"),
    false("trap/floor-root", lambda: (floor(sqrt(n**2 + 1)), "=", n), SEEN, "n = 0 and n < 0"),
    true("trap/floor-root-true", lambda: (floor(sqrt(M**2 + 1)), "=", M), SEEN),
]

TINY: list[Case] = [
    false("trap/added-10-40", lambda: (cos(x) + Rational(1, 10**40) * x, "=", cos(x)), SEEN, "by 10⁻⁴⁰ x"),
    false("trap/added-10-300", lambda: (x + Rational(1, 10**300), "=", x), SEEN, "by 10⁻³⁰⁰"),
    false("trap/doubly-exponential", lambda: (exp(-exp(exp(x**2 + 3))), "=", 0), SEEN, "never 0"),
    false("trap/ramanujan", lambda: (exp(pi * sqrt(163)), "=", 640320**3 + 744), "Hermite, 1859", "by 7.5·10⁻¹³"),
    false("trap/log-163", lambda: (log(640320**3 + 744) / sqrt(163), "=", pi), "Hermite, 1859", "by 2·10⁻³¹"),
    false(
        "trap/gaussian-sum",
        lambda: (Sum(exp(-(n**2) / Rational(10) ** 2), (n, -oo, oo)), "=", 10 * sqrt(pi)),
        BORWEIN,
        "by 10⁻⁴²⁷",
    ),
    false(
        "trap/tanh-pi-sum",
        lambda: (Sum(floor(n * tanh(pi)) / 10**n, (n, 1, oo)), "=", Rational(1, 81)),
        BORWEIN,
        "by 10⁻²⁶⁸",
    ),
    false("trap/almost-square", lambda: ((x - Rational(22, 7)) ** 2, ">=", Rational(1, 10**12)), SEEN, "at 22/7"),
    false(
        "trap/motzkin-less",
        lambda: (x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2, ">=", Rational(1, 10**8)),
        "Motzkin, 1967",
        "0 at (1, 1)",
    ),
    true("trap/motzkin", lambda: (x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2, ">=", 0), "Motzkin, 1967"),
    false(
        "trap/means-less", lambda: (a + b + p, ">=", 3 * cbrt(a * b * p) + Rational(1, 10**12)), HARDY, "at a = b = p"
    ),
    false("trap/cosh-less", lambda: (cosh(x), "<=", exp(x**2 / 2) - Rational(1, 10**15)), SEEN, "at 0"),
    true("trap/cosh", lambda: (cosh(x), "<=", exp(x**2 / 2)), HARDY),
]

TOUCHING: list[Case] = [
    false("trap/strict-square", lambda: ((x - y) ** 2, ">", 0), SEEN, "= where x = y"),
    false("trap/strict-golden", lambda: ((x**2 - x - 1) ** 2, ">", 0), SEEN, "= at the golden ratio"),
    false("trap/strict-quartic", lambda: (x**4 + 4, ">", 4 * x**2), SEEN, "= at √2"),
    false("trap/strict-cubic-root", lambda: ((x**3 - x - 5) ** 2, ">", 0), SEEN, "= at the real root"),
    false("trap/strict-transcendental", lambda: ((exp(x) - 5 - x) ** 2, ">", 0), SEEN, "= at a root without a name"),
    false(
        "trap/strict-two-squares",
        lambda: ((x - Rational(17, 13)) ** 2 + (y - pi) ** 2, ">", 0),
        SEEN,
        "= at (17/13, π)",
    ),
    true("trap/squares-apart", lambda: ((x**2 - 2) ** 2 + (x**2 - 3) ** 2, ">", 0), SEEN),
    false("trap/strict-abs", lambda: (Abs(x**2 - 3), ">", 0), SEEN, "= at √3"),
    false("trap/strict-exp", lambda: (exp(x), ">", E * x), HARDY, "= at 1"),
    true("trap/weak-exp", lambda: (exp(x), ">=", E * x), HARDY),
    false("trap/strict-log", lambda: (log(a) / a, "<", 1 / E), HARDY, "= at e"),
    false("trap/strict-x-log", lambda: (a * log(a), ">", -1 / E), HARDY, "= at 1/e"),
    false("trap/strict-means", lambda: (a + 2 / a, ">", 2 * sqrt(2)), HARDY, "= at √2"),
    true("trap/weak-means", lambda: (a + 2 / a, ">=", 2 * sqrt(2)), HARDY),
    false("trap/strict-sine", lambda: (sin(x) + cos(x), "<", sqrt(2)), SEEN, "= at π/4"),
    false("trap/strict-sine-3-4", lambda: (3 * sin(x) + 4 * cos(x), "<", 5), SEEN, "= at arctan 3/4"),
    false("trap/strict-quotient", lambda: (x / (2 + x**2), "<", 1 / (2 * sqrt(2))), SEEN, "= at √2"),
    false(
        "trap/strict-cauchy", lambda: ((x * c + y * s) ** 2, "<", (x**2 + y**2) * (c**2 + s**2)), HARDY, "= if parallel"
    ),
    false(
        "trap/strict-nesbitt",
        lambda: (a / (b + p) + b / (a + p) + p / (a + b), ">", Rational(3, 2)),
        HARDY,
        "= at a = b = p",
    ),
    true("trap/nesbitt", lambda: (a / (b + p) + b / (a + p) + p / (a + b), ">=", Rational(3, 2)), HARDY),
    false("trap/strict-on-simplex", lambda: (a * b * p, "<", Rational(1, 27), [Eq(a + b + p, 1)]), HARDY, "= at 1/3"),
    false("trap/strict-entropy", lambda: (-a * log(a) - b * log(b), "<", log(2), [Eq(a + b, 1)]), HARDY, "= at 1/2"),
    false("trap/strict-product", lambda: (a + b, ">", 2 * sqrt(2), [Eq(a * b, 2)]), HARDY, "= at √2"),
    false("trap/ne-square", lambda: (x**2, "!=", 2), SEEN, "= at √2"),
    false("trap/ne-cubic", lambda: (x**3, "!=", x + 5), SEEN, "= at the real root"),
    false("trap/ne-exp", lambda: (exp(x), "!=", 3 * x), SEEN, "= at two numbers"),
    false("trap/ne-circle", lambda: (x**2 + y**2, "!=", 3), SEEN, "= on a circle"),
    true("trap/ne-negative", lambda: (x**2 + y**2, "!=", -3), SEEN),
]

FAR: list[Case] = [
    false("trap/log-bounded", lambda: (log(1 + x**2), "<=", 100), SEEN, "beyond e⁵⁰"),
    false("trap/loglog-bounded", lambda: (log(log(3 + x**2)), "<=", 5), SEEN, "beyond e⁷⁴"),
    false("trap/integral-bounded", lambda: (Integral(1 / t, (t, 1, 1 + a)), "<=", 100), SEEN, "beyond e¹⁰⁰"),
    false("trap/quartic", lambda: (x**4, ">=", 1000 * x**3 - 10**9), SEEN, "between 102 and 1000"),
    false("trap/sine-integral", lambda: (Integral(sin(t) / t, (t, 0, a)), "<=", pi / 2), DLMF, "1.85 at π"),
    false(
        "trap/seven-sincs",
        lambda: (Product(sin(x / (2 * k + 1)) / (x / (2 * k + 1)), (k, 0, 7)).doit(), ">", -Rational(1, 10**4)),
        "Borwein and Borwein, Ramanujan J. 5 (2001)",
        "−0.0058… near 4.4",
    ),
]

DOMAIN: list[Case] = [
    false("trap/atan-sum", lambda: (atan(x) + atan(1 / x), "=", pi / 2, [Ne(x, 0)]), DLMF, "−π/2 for x < 0"),
    true("trap/atan-sum-positive", lambda: (atan(a) + atan(1 / a), "=", pi / 2), DLMF),
    false(
        "trap/atan-addition",
        lambda: (atan(x) + atan(y), "=", atan((x + y) / (1 - x * y)), [Ne(x * y, 1)]),
        DLMF,
        "x y > 1",
    ),
    false("trap/atan-tan", lambda: (atan(tan(x)), "=", x, [Ne(cos(x), 0)]), DLMF, "beyond π/2"),
    false("trap/acosh", lambda: (acosh(z), "=", log(z + sqrt(z**2 - 1))), KAHAN, "for re z < 0"),
    false("trap/sqrt-conjugate", lambda: (conjugate(sqrt(z)), "=", sqrt(conjugate(z))), KAHAN, "on the cut"),
    false(
        "trap/sqrt-product-right-half",
        lambda: (sqrt(z * w), "=", sqrt(z) * sqrt(w), [re(z) >= 0, re(w) >= 0, Ne(z, 0), Ne(w, 0)]),
        KAHAN,
        "z = w = −i",
    ),
    false("trap/arg-product", lambda: (arg(z * w), "=", arg(z) + arg(w), [Ne(z * w, 0)]), KAHAN, "across the cut"),
    false("trap/log-i", lambda: (log(I * z), "=", log(z) + I * pi / 2, [Ne(z, 0)]), KAHAN, "in the second quadrant"),
    true("trap/log-i-positive", lambda: (log(I * a), "=", log(a) + I * pi / 2), KAHAN),
    false(
        "trap/de-moivre",
        lambda: ((cos(x) + I * sin(x)) ** s, "=", cos(s * x) + I * sin(s * x)),
        DLMF,
        "s = 1/2, x = 2π",
    ),
    false("trap/power-of-power", lambda: (sqrt(x**2), "=", x), DLMF, "x < 0"),
    false(
        "trap/log-power",
        lambda: (log(x**2), "=", 2 * log(Abs(x)) + Heaviside(-x - 10**9), [Ne(x, 0)]),
        SEEN,
        "x < −10⁹",
    ),
    false("trap/bernoulli", lambda: ((1 + x) ** N, ">=", 1 + N * x), HARDY, "x < −2, N odd"),
    true("trap/bernoulli-true", lambda: ((1 + x) ** N, ">=", 1 + N * x, [x >= -1]), HARDY),
    false("trap/monotone-power", lambda: (a**x, "<=", a**y, [x <= y]), HARDY, "a < 1"),
    true("trap/monotone-power-true", lambda: (a**x, "<=", a**y, [x <= y, a >= 1]), HARDY),
    false("trap/reciprocal", lambda: (1 / x, ">=", 1 / y, [x <= y, Ne(x, 0), Ne(y, 0)]), HARDY, "x < 0 < y"),
    false("trap/jordan", lambda: (sin(x) / x, ">=", 2 / pi, [x > 0, x <= Rational(16, 10)]), HARDY, "beyond π/2"),
    false(
        "trap/mills",
        lambda: (erfc(a), "<=", exp(-(a**2)) / (a * sqrt(pi)) * (1 - 1 / (2 * a**2))),
        DLMF,
        "a lower bound",
    ),
    true("trap/mills-true", lambda: (erfc(a), "<=", exp(-(a**2)) / (a * sqrt(pi))), DLMF),
    false("trap/gamma-least", lambda: (gamma(a), ">=", Rational(8857, 10000)), DLMF, "0.88560… at 1.4616…"),
    false("trap/floor-product", lambda: (floor(x) * floor(y), "<=", floor(x * y)), GKP, "negative numbers"),
]

BINDERS: list[Case] = [
    false("trap/double-limit", lambda: (Limit(Limit(tanh(t * c), t, oo), c, 0, "+"), "=", 0), COUNTER, "1: limits in order"),
    false("trap/double-limit-gauss", lambda: (Limit(Limit(exp(-t * c**2), t, oo), c, 0), "=", 1), COUNTER, "0"),
    false("trap/double-limit-atan", lambda: (Limit(Limit(atan(t * c), t, oo), c, 0, "-"), "=", 0), COUNTER, "−π/2"),
    false(
        "trap/limit-under-integral", lambda: (Limit(Integral(c / (x**2 + c**2), (x, -1, 1)), c, 0, "+"), "=", 0), COUNTER,
        "π: no uniform convergence",
    ),
    false("trap/leibniz", lambda: (Derivative(Integral(exp(-t * x), (t, 0, x)), x), "=", exp(-(x**2))), SEEN, "a term lost"),
    false("trap/capture", lambda: (Integral(x * t, (t, 0, x)), "=", t**3 / 2), SEEN, "the bound t outside"),
    true("trap/no-capture", lambda: (Integral(x * t, (t, 0, x)), "=", x**3 / 2), SEEN),
    false("trap/orientation", lambda: (Integral(1, (x, 0, y)), "=", Abs(y)), SEEN, "y < 0"),
    false("trap/abs-integral", lambda: (Integral(Abs(x), (x, 0, y)), "=", y**2 / 2), SEEN, "y < 0"),
    true("trap/abs-integral-true", lambda: (Integral(Abs(x), (x, 0, a)), "=", a**2 / 2), SEEN),
    false("trap/abs-kink", lambda: (Integral(Abs(x - c), (x, 0, 1)), "=", c**2 - c + Rational(1, 2)), SEEN, "c outside (0, 1)"),
    false("trap/frullani", lambda: (Integral((exp(-p * x) - exp(-b * x)) / x, (x, 0, oo)), "=", log(p / b)), SEEN, "sign"),
    false("trap/log-integral", lambda: (Integral(1 / x, (x, u, -1)), "=", log(-u)), SEEN, "sign"),
    false("trap/empty-product", lambda: (Product(x, (j, 1, N)), "=", 0**N * x**N), SEEN, "N > 0"),
    false("trap/zero-factor", lambda: (Product(j, (j, 0, N)), "=", factorial(N)), GKP, "the factor 0"),
    false("trap/half-row", lambda: (Sum(binomial(N, j) * (-1) ** j, (j, 0, N)), "=", 0), GKP, "1 for N = 0"),
    true("trap/row", lambda: (Sum(binomial(N, j), (j, 0, N)), "=", 2**N), GKP),
    false("trap/geometric", lambda: (Sum(a**j, (j, 0, N)), "=", (a**N - 1) / (a - 1), [Ne(a, 1)]), GKP, "one term short"),
    false("trap/missed-delta", lambda: (Sum(KroneckerDelta(j, m), (j, 0, N)), "=", 1), GKP, "m outside"),
    false("trap/factorial-at-0", lambda: (Sum(KroneckerDelta(k, 0) * factorial(k), (k, 0, N)), "=", 0), GKP, "0! is 1"),
    true("trap/factorial-at-0-true", lambda: (Sum(KroneckerDelta(k, 0) * factorial(k), (k, 0, N)), "=", 1), GKP),
    false("trap/derivative-of-root", lambda: (Derivative(cbrt(a), a), "=", a ** Rational(2, 3) / 3), SEEN, "sign of the power"),
    false("trap/sign-squared", lambda: (sign(x) ** 2, "=", 1), SEEN, "0 at 0"),
    false("trap/zero-power", lambda: (0**h, "=", 0), SEEN, "0⁰ is 1"),
]  # fmt: skip

CASES: list[Case] = [*POINTS, *BRANCHES, *TINY, *TOUCHING, *FAR, *DOMAIN, *BINDERS]
