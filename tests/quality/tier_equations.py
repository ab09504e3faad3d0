"""Equations that follow from equations: what is squared, divided, taken the logarithm of, and what gets lost or gained."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    Eq,
    I,
    Rational,
    acos,
    atan,
    cos,
    exp,
    log,
    pi,
    sin,
    sqrt,
    symbols,
    tan,
    tanh,
)

x, y, z, t, c, d, A, B = symbols("x y z t c d A B", real=True)
a, b, p, q, r = symbols("a b p q r", positive=True)
w, v = symbols("w v")
n = symbols("n", integer=True)
STACK = "Sangwin, Reasoning by equivalence: the potential contribution of an automatic proof checker (2019)"
TALL = "Bradis-Minkovskii-Kharcheva, Lapses in Mathematical Reasoning"
BOYD = "Boyd-Vandenberghe, Convex Optimization"
OWN = "author's derivation"


def eq(left: Any, right: Any) -> Any:
    """The equation as written; SymPy's own would decide it."""
    return Eq(left, right, evaluate=False)


CASES: list[Case] = [
    true("eq/transposed", lambda: (eq(2 * x + 3, 7), "<=>", eq(x, 2)), STACK),
    true("eq/symbolic-linear", lambda: (eq(a * x + c, d), "<=>", eq(x, (d - c) / a)), STACK),
    true("eq/squared", lambda: (eq(x, y), "=>", eq(x**2, y**2)), TALL, "one way only"),
    true("eq/squared-positive", lambda: (eq(a**2, b**2), "<=>", eq(a, b)), STACK, "both positive"),
    true("eq/cubed", lambda: (eq(x**3, y**3), "<=>", eq(x, y)), STACK, "both real"),
    true("eq/factored", lambda: (eq(x**2 - 5 * x + 6, 0), "<=>", eq((x - 2) * (x - 3), 0)), STACK),
    true("eq/completed-square", lambda: (eq(x**2 + 6 * x, 7), "<=>", eq((x + 3) ** 2, 16)), STACK),
    true("eq/moved", lambda: (eq(x**2, x), "<=>", eq(x * (x - 1), 0)), TALL),
    true("eq/times", lambda: (eq(x, 1), "=>", eq(x**2, x)), TALL, "gains 0, one way only"),
    true("eq/times-nonzero", lambda: (eq(p * x, p * y), "<=>", eq(x, y)), STACK),
    true("eq/cleared-fraction", lambda: (eq(1 / a + 1 / b, 1 / p), "<=>", eq(p * (a + b), a * b)), "lens equation"),
    true(
        "eq/lens-solved",
        lambda: (eq(1 / a + 1 / b, 1 / p), "=>", eq((a - p) * (b - p), p**2)),
        "Newton's form of the lens equation",
    ),
    true("eq/log-taken", lambda: (eq(exp(x), a), "<=>", eq(x, log(a))), STACK),
    true("eq/exp-taken", lambda: (eq(log(a), log(b)), "<=>", eq(a, b)), STACK),
    true(
        "eq/half-life",
        lambda: (eq(exp(-a * t), Rational(1, 2)), "<=>", eq(t, log(2) / a)),
        "Halliday-Resnick, radioactive decay",
    ),
    true("eq/power-log", lambda: (eq(a**x, b), "=>", eq(x * log(a), log(b))), STACK),
    true("eq/sqrt-squared", lambda: (eq(sqrt(a), b), "<=>", eq(a, b**2)), STACK, "both positive"),
    true(
        "eq/sqrt-one-way",
        lambda: (eq(sqrt(x + 6), x), "=>", eq(x + 6, x**2), [x >= -6]),
        TALL,
        "gains -2, one way only",
    ),
    true("eq/sqrt-root", lambda: (eq(sqrt(x + 6), x), "<=>", eq(x, 3), [x >= -6]), TALL),
    true(
        "eq/logit",
        lambda: (eq(1 / (1 + exp(-x)), p), "<=>", eq(x, log(p / (1 - p))), [p < 1]),
        "inverse of the logistic function",
    ),
    true("eq/tanh", lambda: (eq(tanh(x), y), "=>", eq(x, log((1 + y) / (1 - y)) / 2), [y > -1, y < 1]), "DLMF 4.37.24"),
    true(
        "eq/stationary-discriminator",
        lambda: (eq(p / x - q / (1 - x), 0), "<=>", eq(x, p / (p + q)), [x > 0, x < 1]),
        "Goodfellow et al. 2014, prop. 1",
    ),
    true(
        "eq/lagrange-multiplier",
        lambda: (eq(log(p) + 1 + c, 0), "<=>", eq(p, exp(-1 - c))),
        "maximum entropy; Cover-Thomas ch. 12",
    ),
    true(
        "eq/gaussian-mle",
        lambda: (eq(-3 / a + (x**2 + y**2 + z**2) / a**3, 0), "<=>", eq(3 * a**2, x**2 + y**2 + z**2)),
        "likelihood equation of a normal sample",
    ),
    true("eq/doubled-angle", lambda: (eq(cos(2 * x), 1), "<=>", eq(sin(x), 0)), "DLMF 4.21.27"),
    true("eq/sine-zero", lambda: (eq(x, n * pi), "=>", eq(sin(x), 0)), "DLMF 4.14"),
    true("eq/atan", lambda: (eq(atan(x), y), "=>", eq(x, tan(y)), [y > -1, y < 1]), "DLMF 4.23"),
    true(
        "eq/quadratic-formula",
        lambda: (eq(a * x**2 + c * x + d, 0), "=>", eq((2 * a * x + c) ** 2, c**2 - 4 * a * d)),
        "al-Khwarizmi",
    ),
    true(
        "eq/sum-of-squares",
        lambda: (eq(x**2 + y**2, 0), "=>", eq(x, 0)),
        "real numbers",
        "no power of x divides the premise",
    ),
    true("eq/modulus", lambda: (eq(Abs(x), a), "<=>", eq(x**2, a**2)), OWN),
    true("eq/complex-rotation", lambda: (eq(w, I * v), "<=>", eq(-I * w, v)), OWN),
    true("eq/elimination", lambda: (eq(x + y, 3), "=>", eq(x**2 + 2 * x * y + y**2, 9)), OWN),
    true(
        "eq/identity-to-identity",
        lambda: (eq(x**2 + 1, 0), "<=>", eq(x**4 + x**2 + 1, 0)),
        STACK,
        "neither has a real root",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false(
        "eq/quintics",
        lambda: (eq(x**5 - x - 1, 0), "=>", eq(x**5 - x - 2, 0)),
        STACK + ": accepted by STACK",
        "no solver finds either root",
    ),
    false(
        "eq/quintics-both-ways",
        lambda: (eq(x**5 - x - 1, 0), "<=>", eq(x**5 - x - Rational(10001, 10000), 0)),
        STACK,
        "roots 2e-5 apart",
    ),
    false(
        "eq/transposed-sign", lambda: (eq(2 * x + 3, 7), "<=>", eq(2 * x, 10)), STACK, "moved without a change of sign"
    ),
    false("eq/unsquared", lambda: (eq(x**2, y**2), "=>", eq(x, y)), TALL, "loses x = -y"),
    false("eq/squared-both-ways", lambda: (eq(x, y), "<=>", eq(x**2, y**2)), TALL, "gains x = -y"),
    false("eq/unsquared-number", lambda: (eq(x**2, 9), "=>", eq(x, 3)), STACK, "loses -3"),
    false("eq/divided", lambda: (eq(x**2, x), "=>", eq(x, 1)), TALL, "loses 0"),
    false("eq/divided-symbol", lambda: (eq(c * x, c * y), "=>", eq(x, y)), TALL, "c = 0"),
    false(
        "eq/factored-sign",
        lambda: (eq(x**2 - 5 * x + 6, 0), "<=>", eq((x + 2) * (x + 3), 0)),
        STACK,
        "signs of the roots",
    ),
    false("eq/zero-product-lost", lambda: (eq((x - 1) * (x - 2), 0), "=>", eq(x, 1)), STACK, "loses 2"),
    false(
        "eq/product-not-zero",
        lambda: (eq((x - 1) * (x - 2), 6), "=>", eq((x - 7) * (x - 8), 0)),
        TALL,
        "each factor set to 6",
    ),
    false("eq/times-both-ways", lambda: (eq(x, 1), "<=>", eq(x**2, x)), TALL, "gains 0"),
    false(
        "eq/sqrt-squared-back", lambda: (eq(x + 6, x**2), "=>", eq(sqrt(x + 6), x), [x >= -6]), TALL, "-2 is no root"
    ),
    false("eq/sqrt-sum-squared", lambda: (eq(sqrt(a) + sqrt(b), 3), "=>", eq(a + b, 9)), TALL, "middle term lost"),
    false(
        "eq/cleared-fraction-slip",
        lambda: (eq(1 / a + 1 / b, 1 / p), "<=>", eq(p, a + b)),
        "lens equation",
        "reciprocal term by term",
    ),
    false("eq/log-of-sum", lambda: (eq(exp(x) + exp(y), a), "=>", eq(x + y, log(a))), TALL, "logarithm term by term"),
    false(
        "eq/half-life-sign",
        lambda: (eq(exp(-a * t), Rational(1, 2)), "<=>", eq(t, -log(2) / a)),
        "Halliday-Resnick",
        "sign",
    ),
    false("eq/power-base", lambda: (eq(a**x, a**y), "=>", eq(x, y)), STACK, "a = 1"),
    false(
        "eq/logit-upside-down",
        lambda: (eq(1 / (1 + exp(-x)), p), "<=>", eq(x, log((1 - p) / p)), [p < 1]),
        "logistic function",
        "odds upside down",
    ),
    false(
        "eq/stationary-swapped",
        lambda: (eq(p / x - q / (1 - x), 0), "=>", eq(x, q / (p + q)), [x > 0, x < 1]),
        "Goodfellow et al. 2014",
        "p and q swapped",
    ),
    false(
        "eq/gaussian-mle-slip",
        lambda: (eq(-3 / a + (x**2 + y**2 + z**2) / a**3, 0), "=>", eq(2 * a**2, x**2 + y**2 + z**2)),
        "normal sample",
        "n - 1 for n",
    ),
    false(
        "eq/doubled-angle-slip", lambda: (eq(cos(2 * x), 1), "=>", eq(cos(x), 1)), "DLMF 4.21.27", "loses cos x = -1"
    ),
    false("eq/sine-equal", lambda: (eq(sin(x), sin(y)), "=>", eq(x, y)), "DLMF 4.14", "loses the other solutions"),
    false(
        "eq/sine-half",
        lambda: (eq(sin(x), Rational(1, 2)), "=>", eq(x, pi / 6), [x > 0, x < pi]),
        "schoolbook",
        "loses 5π/6",
    ),
    false(
        "eq/cosine-both-ways",
        lambda: (eq(x, acos(y)), "<=>", eq(cos(x), y), [y > -1, y < 1]),
        "DLMF 4.23",
        "gains -acos y and periods",
    ),
    false(
        "eq/quadratic-formula-sign",
        lambda: (eq(a * x**2 + c * x + d, 0), "=>", eq((2 * a * x + c) ** 2, c**2 + 4 * a * d)),
        "al-Khwarizmi",
        "sign in the discriminant",
    ),
    false(
        "eq/quadratic-one-root",
        lambda: (eq(x**2 + c * x, 1), "=>", eq(2 * x, -c + sqrt(c**2 + 4))),
        "al-Khwarizmi",
        "the other root lost",
    ),
    false("eq/sum-of-squares-complex", lambda: (eq(w**2 + v**2, 0), "=>", eq(w, 0)), "complex numbers", "v = iw"),
    false("eq/modulus-lost", lambda: (eq(Abs(x), a), "=>", eq(x, a)), OWN, "loses -a"),
    false(
        "eq/gained-constant",
        lambda: (eq(x**2, x**2 + 5), "<=>", eq(x**2, 0)),
        STACK + ": x² = x² + 5 passes with calculus on",
        "no solution against one",
    ),
    false("eq/complex-cube", lambda: (eq(w**3, 1), "=>", eq(w, 1)), "roots of unity", "loses the complex roots"),
    false("eq/cubed-complex", lambda: (eq(w**3, v**3), "=>", eq(w, v)), "roots of unity", "true for real numbers"),
    false("eq/fourth-root", lambda: (eq(x**4, 16), "<=>", eq(x, 2)), STACK, "loses -2"),
    false("eq/elimination-slip", lambda: (eq(x + y, 3), "=>", eq(x**2 + y**2, 9)), TALL, "middle term lost"),
]
