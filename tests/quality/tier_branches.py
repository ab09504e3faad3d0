"""Branch traps: roots, logarithms, powers and inverse functions, true on one domain and false on another."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    I,
    Integer,
    Ne,
    Pow,
    Rational,
    acos,
    acosh,
    acoth,
    arg,
    asin,
    asinh,
    atan,
    atanh,
    cbrt,
    conjugate,
    cos,
    cosh,
    exp,
    floor,
    im,
    log,
    pi,
    re,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

x, y, t = symbols("x y t", real=True)
a, b, p = symbols("a b p", positive=True)
u, v = symbols("u v", negative=True)
h = symbols("h", nonnegative=True)
w, z = symbols("w z")
n, m = symbols("n m", integer=True)
KAHAN = "Kahan, Branch Cuts for Complex Elementary Functions (1987)"
CORLESS = "Corless et al., According to Abramowitz and Stegun (2000)"


def root(s: Any) -> Any:
    """A square root that SymPy leaves alone."""
    return Pow(s, Rational(1, 2), evaluate=False)


CASES: list[Case] = [
    true("branch/sqrt-square-positive", lambda: (root(a**2 * b**2), "=", a * b), KAHAN),
    true("branch/sqrt-square-real", lambda: (root((x - y) ** 2), "=", Abs(x - y)), KAHAN),
    true("branch/sqrt-square-negative", lambda: (sqrt(u**2 * v**4), "=", -u * v**2), KAHAN),
    true("branch/sqrt-product-positive", lambda: (root(a * b), "=", sqrt(a) * sqrt(b)), KAHAN),
    true(
        "branch/sqrt-product-one-positive",
        lambda: (root(a * z), "=", sqrt(a) * sqrt(z)),
        KAHAN,
        "one factor is complex",
    ),
    true("branch/sqrt-negatives", lambda: (sqrt(u) * sqrt(v), "=", -sqrt(u * v)), KAHAN),
    true("branch/sqrt-quotient", lambda: (root(a / b), "=", sqrt(a) / sqrt(b)), KAHAN),
    true(
        "branch/sqrt-one-minus-square",
        lambda: (sqrt(1 - z) * sqrt(1 + z), "=", sqrt(1 - z**2)),
        KAHAN + ": the cuts cancel",
    ),
    true("branch/sqrt-shifted", lambda: (sqrt(x + 1) * sqrt(x - 1), "=", sqrt(x**2 - 1), [x >= 1]), KAHAN),
    true(
        "branch/denested",
        lambda: (sqrt(3 + 2 * sqrt(2)), "=", 1 + sqrt(2)),
        "Landau, Simplification of nested radicals",
    ),
    true(
        "branch/denested-symbols",
        lambda: (sqrt(a + b + 2 * sqrt(a * b)), "=", sqrt(a) + sqrt(b)),
        "Landau, Simplification of nested radicals",
    ),
    true("branch/cardano", lambda: (cbrt(2 + sqrt(5)) + cbrt(-2 + sqrt(5)), "=", sqrt(5)), "Cardano; the real roots"),
    true(
        "branch/ramanujan",
        lambda: (sqrt(cbrt(5) - cbrt(4)), "=", (cbrt(2) + cbrt(20) - cbrt(25)) / 3),
        "Ramanujan; Landau",
    ),
    true("branch/log-product-positive", lambda: (log(a * b), "=", log(a) + log(b)), CORLESS),
    true(
        "branch/log-one-positive",
        lambda: (log(a * z), "=", log(a) + log(z), [Ne(z, 0)]),
        CORLESS,
        "one factor is complex",
    ),
    true("branch/log-negative", lambda: (log(u), "=", log(-u) + I * pi), "DLMF 4.2.10"),
    true("branch/log-square-real", lambda: (log(x**2), "=", 2 * log(Abs(x)), [Ne(x, 0)]), CORLESS),
    true("branch/exp-log", lambda: (exp(log(z), evaluate=False), "=", z, [Ne(z, 0)]), "DLMF 4.2.4"),
    true("branch/log-exp-real", lambda: (log(exp(x), evaluate=False), "=", x), "DLMF 4.2"),
    true("branch/log-exp-rotation", lambda: (log(exp(I * t)), "=", I * t, [t > -3, t < 3]), "DLMF 4.2.6"),
    true("branch/log-of-i", lambda: (log(I, evaluate=False) / I, "=", pi / 2), "DLMF 4.2.11"),
    true("branch/i-to-i", lambda: (I**I, "=", exp(-pi / 2)), "Euler; DLMF 4.2.26"),
    true("branch/power-product-positive", lambda: ((a * b) ** x, "=", a**x * b**x), CORLESS),
    true("branch/power-power-positive", lambda: (Pow(a**x, y, evaluate=False), "=", a ** (x * y)), CORLESS),
    true("branch/power-integer", lambda: (Pow(z**2, 3, evaluate=False) * z, "=", z**7), CORLESS),
    true("branch/arg-positive-scale", lambda: (arg(a * z, evaluate=False), "=", arg(z), [Ne(z, 0)]), "DLMF 1.9.7"),
    true("branch/modulus-product", lambda: (Abs(w * z), "=", Abs(w) * Abs(z)), "DLMF 1.9.13"),
    true("branch/modulus-square", lambda: (Abs(z) ** 2, "=", z * conjugate(z)), "DLMF 1.9.5"),
    true(
        "branch/parallelogram",
        lambda: (Abs(w + z) ** 2 + Abs(w - z) ** 2, "=", 2 * Abs(w) ** 2 + 2 * Abs(z) ** 2),
        "DLMF 1.9",
    ),
    true("branch/real-part-product", lambda: (re(w * z), "=", re(w) * re(z) - im(w) * im(z)), "DLMF 1.9.12"),
    true("branch/sign-modulus", lambda: (x, "=", sign(x) * Abs(x)), "definition of sign"),
    true("branch/atanh-real", lambda: (atanh(x), "=", log(1 + x) / 2 - log(1 - x) / 2, [x > -1, x < 1]), KAHAN),
    true(
        "branch/asin-log", lambda: (asin(x), "=", -I * log(I * x + sqrt(1 - x**2)), [x >= -1, x <= 1]), "DLMF 4.23.19"
    ),
    true("branch/atan-log", lambda: (atan(x), "=", I / 2 * (log(1 - I * x) - log(1 + I * x))), "DLMF 4.23.26"),
    true("branch/tan-atan", lambda: (tan(atan(x) + atan(h)), "=", (x + h) / (1 - x * h), [x < 0]), "DLMF 4.21.4"),
    true("branch/acosh-cosh", lambda: (acosh(cosh(x)), "=", Abs(x)), KAHAN),
    true("branch/cosh-half-acosh", lambda: (cosh(acosh(1 + a) / 2), "=", sqrt(1 + a / 2)), KAHAN),
    true("branch/integer-phase", lambda: (exp(2 * pi * I * n, evaluate=False), "=", Integer(1)), "DLMF 4.2"),
    true(
        "branch/half-integer-phase",
        lambda: (Pow(exp(pi * I * n, evaluate=False), 2, evaluate=False), "=", Integer(1)),
        "DLMF 4.2",
    ),
    true(
        "branch/floor-integer", lambda: (floor(x + n, evaluate=False), "=", floor(x) + n), "Knuth, TAOCP 1, 1.2.4 (6)"
    ),
    true(
        "branch/root-of-unity",
        lambda: ((-1) ** Rational(1, 3), "=", Rational(1, 2) + sqrt(3) * I / 2),
        "principal value",
    ),
    true("branch/sqrt-i", lambda: (sqrt(I), "=", (1 + I) / sqrt(2)), "principal value"),
    true("branch/sqrt-x-to-fourth", lambda: (sqrt(x**4 + 2 * x**2 + 1), "=", x**2 + 1), "a square of what is positive"),
    true("branch/rationalised", lambda: (1 / (sqrt(x**2 + 1) - x), "=", sqrt(x**2 + 1) + x), "the divisor is never 0"),
    # ------------------------------------------------------------------------------------------------ false
    false("branch/sqrt-square-any-real", lambda: (root(x**2), "=", x), KAHAN, "|x|"),
    false("branch/sqrt-square-complex", lambda: (sqrt(z**2), "=", z), KAHAN, "half the plane"),
    false("branch/sqrt-square-modulus", lambda: (sqrt(z**2), "=", Abs(z)), KAHAN, "the real rule, on complex numbers"),
    false("branch/sqrt-square-sign", lambda: (sqrt(u**2 * v**4), "=", u * v**2), KAHAN, "negative"),
    false("branch/sqrt-product-real", lambda: (sqrt(x * y), "=", sqrt(x) * sqrt(y)), KAHAN, "both negative"),
    false("branch/sqrt-product-complex", lambda: (sqrt(w * z), "=", sqrt(w) * sqrt(z)), KAHAN, "arguments add past π"),
    false(
        "branch/sqrt-quotient-real",
        lambda: (sqrt(a / x), "=", sqrt(a) / sqrt(x), [Ne(x, 0)]),
        KAHAN,
        "negative divisor",
    ),
    false("branch/sqrt-shifted-all", lambda: (sqrt(z + 1) * sqrt(z - 1), "=", sqrt(z**2 - 1)), KAHAN, "Re z < 0"),
    false("branch/denested-sign", lambda: (sqrt(a + b - 2 * sqrt(a * b)), "=", sqrt(a) - sqrt(b)), "Landau", "a < b"),
    false("branch/denested-number", lambda: (sqrt(3 - 2 * sqrt(2)), "=", 1 - sqrt(2)), "Landau", "the negative root"),
    false(
        "branch/cardano-principal",
        lambda: (cbrt(2 + sqrt(5)) + cbrt(2 - sqrt(5)), "=", Integer(1)),
        "Cardano",
        "principal cube root of a negative number",
    ),
    false("branch/cube-root-real", lambda: (cbrt(x**3), "=", x), "principal cube root", "negative x"),
    false(
        "branch/log-product-real",
        lambda: (log(x * y), "=", log(x) + log(y), [Ne(x, 0), Ne(y, 0)]),
        CORLESS,
        "both negative",
    ),
    false(
        "branch/log-product-complex",
        lambda: (log(w * z), "=", log(w) + log(z), [Ne(w, 0), Ne(z, 0)]),
        CORLESS,
        "arguments add past π",
    ),
    false("branch/log-square-any", lambda: (log(x**2), "=", 2 * log(x), [Ne(x, 0)]), CORLESS, "negative x"),
    false("branch/log-reciprocal", lambda: (log(1 / z), "=", -log(z), [Ne(z, 0)]), CORLESS, "on the cut only"),
    false("branch/log-negative-sign", lambda: (log(u), "=", log(-u) - I * pi), "DLMF 4.2.10", "other side of the cut"),
    false("branch/log-exp-complex", lambda: (log(exp(z)), "=", z), CORLESS, "|Im z| > π"),
    false(
        "branch/log-exp-rotation-all", lambda: (log(exp(I * t)), "=", I * t, [t > 0, t < 4]), "DLMF 4.2.6", "beyond π"
    ),
    false("branch/i-to-i-sign", lambda: (I**I, "=", exp(pi / 2)), "DLMF 4.2.26", "sign"),
    false(
        "branch/power-product-real",
        lambda: (sqrt(x) * sqrt(y) * sqrt(t), "=", sqrt(x * y * t)),
        CORLESS,
        "two negative",
    ),
    false("branch/power-power", lambda: ((x**2) ** Rational(3, 2), "=", x**3), CORLESS, "negative x"),
    false("branch/power-complex", lambda: ((exp(z)) ** Rational(1, 2), "=", exp(z / 2)), CORLESS, "|Im z| > π"),
    false(
        "branch/clausen",
        lambda: (exp(1 + 2 * pi * I * n) ** (1 + 2 * pi * I * n), "=", exp((1 + 2 * pi * I * n) ** 2)),
        "Clausen's paradox, 1827",
        "multivalued power",
    ),
    false("branch/arg-scale", lambda: (arg(x * z), "=", arg(z), [Ne(z, 0), Ne(x, 0)]), "DLMF 1.9.7", "negative factor"),
    false(
        "branch/arg-product",
        lambda: (arg(w * z), "=", arg(w) + arg(z), [Ne(w, 0), Ne(z, 0)]),
        "DLMF 1.9.17",
        "modulo 2π",
    ),
    false(
        "branch/arg-conjugate",
        lambda: (arg(conjugate(z)), "=", -arg(z), [Ne(z, 0)]),
        "DLMF 1.9.8",
        "on the negative axis only",
    ),
    false(
        "branch/modulus-sum",
        lambda: (Abs(w + z), "=", Abs(w) + Abs(z)),
        "triangle inequality",
        "equality in one direction only",
    ),
    false("branch/modulus-square-plain", lambda: (Abs(z) ** 2, "=", z**2), "DLMF 1.9.5", "conjugate lost"),
    false("branch/real-part-product-plain", lambda: (re(w * z), "=", re(w) * re(z)), "DLMF 1.9.12", "imaginary parts"),
    false("branch/sign-nonzero", lambda: (sign(x) ** 2, "=", Integer(1)), "definition of sign", "0 at 0"),
    false("branch/acoth-atanh", lambda: (atanh(z), "=", acoth(z), [Ne(z, 1), Ne(z, -1)]), KAHAN, "differ by iπ/2"),
    false("branch/acos-root", lambda: (acos(z), "=", asin(sqrt(1 - z**2))), CORLESS, "Re z < 0"),
    false(
        "branch/asinh-log-real",
        lambda: (asinh(z), "=", log(z + sqrt(z**2 + 1)) + 2 * pi * I * floor(Abs(z) / 100)),
        "DLMF 4.37.16",
        "true for |z| < 100",
    ),
    false("branch/atan-tan", lambda: (atan(tan(x)), "=", x, [x >= 0, x < 3, Ne(x, pi / 2)]), "DLMF 4.23", "beyond π/2"),
    false(
        "branch/acosh-root",
        lambda: (acosh(z), "=", log(z + sqrt(z**2 - 1))),
        KAHAN,
        "Re z < 0: sqrt(z-1) sqrt(z+1) is meant",
    ),
    false("branch/half-integer-phase-one", lambda: (exp(pi * I * n), "=", Integer(1)), "DLMF 4.2", "odd n"),
    false(
        "branch/floor-sum", lambda: (floor(x + y), "=", floor(x) + floor(y)), "Knuth 1.2.4", "fractions may add to 1"
    ),
    false("branch/floor-negative", lambda: (floor(-x), "=", -floor(x)), "Knuth 1.2.4 (4)", "true for integers"),
    false(
        "branch/root-of-unity-real",
        lambda: ((-1) ** Rational(1, 3), "=", Integer(-1)),
        "principal value",
        "the real root",
    ),
    false("branch/sin-root", lambda: (sin(x), "=", sqrt(1 - cos(x) ** 2)), "DLMF 4.21.12", "|sin x|"),
]
