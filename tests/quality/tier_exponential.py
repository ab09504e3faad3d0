"""Exponentials, logarithms and hyperbolic functions: the identities of machine learning, calculus and statistics."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    Add,
    Integer,
    Max,
    Mul,
    Ne,
    Rational,
    acosh,
    asinh,
    atanh,
    cosh,
    coth,
    exp,
    log,
    sech,
    sinh,
    sqrt,
    symbols,
    tanh,
)

x, y, z, m, s, u, k = symbols("x y z m s u k", real=True)
a, b, c, T, beta, sigma, tau = symbols("a b c T beta sigma tau", positive=True)
n = symbols("n", integer=True)
MURPHY = "Murphy, Probabilistic Machine Learning: An Introduction"
OWN = "author's derivation"


def xs(count: int, name: str = "x") -> list[Any]:
    return list(symbols(f"{name}1:{count + 1}", real=True))


def total(v: Any) -> Any:
    return Add(*(exp(r) for r in v))


def sigmoid(v: Any) -> Any:
    return 1 / (1 + exp(-v))


def shifted(count: int, sign: int) -> tuple[Any, ...]:
    v = xs(count)
    return log(total(v)), "=", m + log(total([r - sign * m for r in v]))


def softmax_shift(count: int, where: str) -> tuple[Any, ...]:
    v = xs(count)
    top = exp(v[0] - m) if "top" in where else exp(v[0])
    below = total([r - m for r in v]) if "below" in where else total(v)
    return exp(v[0]) / total(v), "=", top / below


def hyper_product(count: int, scale: Any) -> tuple[Any, ...]:
    """Π (1 + tanh x_i) = 2^n e^{Σ x_i} / Π 2 cosh x_i, times scale."""
    v = xs(count)
    return Mul(*(1 + tanh(r) for r in v)), "=", scale * exp(Add(*v)) / Mul(*(cosh(r) for r in v))


CASES: list[Case] = [
    true("exp/logsumexp-shift-3", lambda: shifted(3, 1), MURPHY + ", 2.5.4"),
    true("exp/logsumexp-shift-12", lambda: shifted(12, 1), MURPHY + ", 2.5.4", "13 symbols"),
    true("exp/softmax-shift", lambda: softmax_shift(6, "top below"), MURPHY + ", 2.5.2"),
    true(
        "exp/softmax-temperature",
        lambda: (exp(x / T) / (exp(x / T) + exp(y / T)), "=", sigmoid((x - y) / T)),
        MURPHY + ", 2.5.2",
    ),
    true("exp/sigmoid-symmetry", lambda: (sigmoid(-x), "=", 1 - sigmoid(x)), MURPHY + ", table 2.3"),
    true("exp/sigmoid-tanh", lambda: (sigmoid(x), "=", (1 + tanh(x / 2)) / 2), MURPHY + ", 2.4.2"),
    true(
        "exp/sigmoid-slope",
        lambda: (exp(-x) / (1 + exp(-x)) ** 2, "=", sigmoid(x) * (1 - sigmoid(x))),
        MURPHY + ", table 2.3",
    ),
    true("exp/softplus", lambda: (log(1 + exp(x)), "=", x + log(1 + exp(-x))), MURPHY + ", table 2.3"),
    true("exp/softplus-difference", lambda: (log(1 + exp(x)) - log(1 + exp(-x)), "=", x), MURPHY + ", table 2.3"),
    true(
        "exp/softplus-stable",
        lambda: (log(1 + exp(x)), "=", Max(x, 0) + log(1 + exp(-Abs(x)))),
        "numpy logaddexp",
        "needs two cases",
    ),
    true("exp/logit", lambda: (log(sigmoid(x) / (1 - sigmoid(x))), "=", x), MURPHY + ", 2.4.2"),
    true(
        "exp/cross-entropy-of-logits",
        lambda: (-u * log(sigmoid(x)) - (1 - u) * log(1 - sigmoid(x)), "=", (1 - u) * x + log(1 + exp(-x))),
        "TensorFlow, sigmoid_cross_entropy_with_logits",
    ),
    true("exp/silu", lambda: (x * sigmoid(x) - x * sigmoid(-x), "=", x * tanh(x / 2)), OWN),
    true("exp/cosh-sinh", lambda: (cosh(x) ** 2 - sinh(x) ** 2, "=", Integer(1)), "DLMF 4.35.11"),
    true("exp/tanh-sum", lambda: (tanh(x + y), "=", (tanh(x) + tanh(y)) / (1 + tanh(x) * tanh(y))), "DLMF 4.35.3"),
    true("exp/sinh-triple", lambda: (sinh(3 * x), "=", 3 * sinh(x) + 4 * sinh(x) ** 3), "DLMF 4.35.29"),
    true("exp/cosh-product", lambda: (cosh(x) * cosh(y), "=", (cosh(x + y) + cosh(x - y)) / 2), "DLMF 4.35.8"),
    true("exp/tanh-half", lambda: (tanh(x / 2), "=", sinh(x) / (1 + cosh(x))), "DLMF 4.35.22"),
    true("exp/sech", lambda: (1 - tanh(x) ** 2, "=", sech(x) ** 2), "DLMF 4.35.12"),
    true("exp/coth", lambda: (coth(x) - coth(2 * x), "=", 1 / sinh(2 * x), [Ne(x, 0)]), "DLMF 4.35"),
    true("exp/moivre", lambda: ((cosh(x) + sinh(x)) ** 7, "=", cosh(7 * x) + sinh(7 * x)), "DLMF 4.35.32"),
    true("exp/asinh-log", lambda: (asinh(x), "=", log(x + sqrt(x**2 + 1))), "DLMF 4.37.16"),
    true("exp/acosh-log", lambda: (acosh(1 + a), "=", log(1 + a + sqrt(a**2 + 2 * a))), "DLMF 4.37.19"),
    true("exp/atanh-log", lambda: (atanh(x), "=", log((1 + x) / (1 - x)) / 2, [x > -1, x < 1]), "DLMF 4.37.24"),
    true(
        "exp/atanh-sum",
        lambda: (atanh(tanh(x) * tanh(y)), "=", log(cosh(x + y) / cosh(x - y)) / 2),
        "DLMF 4.37.24, 4.35",
    ),
    true("exp/log-product", lambda: (log(a**2 * b / sqrt(c)), "=", 2 * log(a) + log(b) - log(c) / 2), "DLMF 4.8.1"),
    true("exp/change-of-base", lambda: (log(a) / log(2) * log(2) / log(10), "=", log(a) / log(10)), "DLMF 4.8"),
    true("exp/power-swap", lambda: (a ** log(b), "=", b ** log(a)), "Knuth, TAOCP 1, 1.2.2"),
    true(
        "exp/log-arithmetic", lambda: (log(8) / log(4) + log(Rational(1, 27)) / log(9), "=", Integer(0)), "Knuth 1.2.2"
    ),
    true("exp/exp-log-mix", lambda: (exp(2 * log(a) + x) / a, "=", a * exp(x)), "DLMF 4.2"),
    true("exp/product-of-tanh", lambda: hyper_product(10, 1), OWN),
    true(
        "exp/gaussian-product",
        lambda: (
            exp(-((x - y) ** 2) / (2 * sigma**2)) * exp(-(x**2) / (2 * tau**2)),
            "=",
            exp(-(sigma**2 + tau**2) * (x - y * tau**2 / (sigma**2 + tau**2)) ** 2 / (2 * sigma**2 * tau**2))
            * exp(-(y**2) / (2 * (sigma**2 + tau**2))),
        ),
        "Bishop, Pattern Recognition, 2.3.3: completing the square",
    ),
    true(
        "exp/gibbs-two-levels",
        lambda: (
            -log(exp(-beta * x) + exp(-beta * y)) / beta,
            "=",
            (x + y) / 2 - log(2 * cosh(beta * (x - y) / 2)) / beta,
        ),
        "Landau-Lifshitz, Statistical Physics, § 31",
    ),
    true("exp/integer-power", lambda: (exp(x) ** n * exp(-n * x), "=", Integer(1)), "DLMF 4.2.30"),
    true("exp/log-of-power", lambda: (log(2**x * 3**y), "=", x * log(2) + y * log(3)), "DLMF 4.8.5"),
    # ------------------------------------------------------------------------------------------------ false
    false("exp/logsumexp-shift-sign", lambda: shifted(12, -1), MURPHY + ", 2.5.4", "x + m for x - m"),
    false(
        "exp/softmax-shift-below",
        lambda: softmax_shift(6, "below"),
        MURPHY + ", 2.5.2",
        "shift of the denominator only",
    ),
    false("exp/softmax-shift-top", lambda: softmax_shift(6, "top"), MURPHY + ", 2.5.2", "shift of the numerator only"),
    false(
        "exp/softmax-temperature-product",
        lambda: (exp(x / T) / (exp(x / T) + exp(y / T)), "=", sigmoid(T * (x - y))),
        MURPHY,
        "T(x - y) for (x - y)/T",
    ),
    false("exp/sigmoid-odd", lambda: (sigmoid(-x), "=", -sigmoid(x)), MURPHY, "σ is not odd, tanh is"),
    false("exp/sigmoid-tanh-argument", lambda: (sigmoid(x), "=", (1 + tanh(x)) / 2), MURPHY, "x for x/2"),
    false(
        "exp/sigmoid-slope-square",
        lambda: (exp(-x) / (1 + exp(-x)) ** 2, "=", sigmoid(x) * (1 - sigmoid(x) ** 2)),
        MURPHY,
        "tanh's rule",
    ),
    false("exp/softplus-sign", lambda: (log(1 + exp(x)), "=", log(1 + exp(-x)) - x), MURPHY, "sign of x"),
    false(
        "exp/softplus-max",
        lambda: (log(1 + exp(x)), "=", Max(x, 0) + log(1 + exp(Abs(x)))),
        "numpy logaddexp",
        "|x| for -|x|",
    ),
    false("exp/log-of-sum", lambda: (log(a + b), "=", log(a) + log(b)), "commonest error", "log of a sum"),
    false(
        "exp/log-quotient", lambda: (log(a / b), "=", log(a) / log(b), [Ne(b, 1)]), "DLMF 4.8", "quotient of logarithms"
    ),
    false("exp/logit-negated", lambda: (log((1 - sigmoid(x)) / sigmoid(x)), "=", x), MURPHY, "odds upside down"),
    false(
        "exp/cross-entropy-sign",
        lambda: (-u * log(sigmoid(x)) - (1 - u) * log(1 - sigmoid(x)), "=", u * x + log(1 + exp(-x))),
        "TensorFlow docs",
        "u for 1 - u",
    ),
    false(
        "exp/cosh-sinh-sign",
        lambda: (cosh(x) ** 2 + sinh(x) ** 2, "=", Integer(1)),
        "DLMF 4.35.11",
        "the circular rule",
    ),
    false(
        "exp/tanh-sum-sign",
        lambda: (tanh(x + y) * (1 + tanh(x) * tanh(y)), "=", tanh(x) - tanh(y)),
        "DLMF 4.35.3",
        "sign",
    ),
    false(
        "exp/sinh-triple-sign",
        lambda: (sinh(3 * x), "=", 3 * sinh(x) - 4 * sinh(x) ** 3),
        "DLMF 4.35.29",
        "the circular rule",
    ),
    false(
        "exp/cosh-product-half", lambda: (cosh(x) * cosh(y), "=", cosh(x + y) + cosh(x - y)), "DLMF 4.35.8", "half lost"
    ),
    false(
        "exp/tanh-half-minus",
        lambda: (tanh(x / 2), "=", sinh(x) / (1 + cosh(x) ** 2)),
        "DLMF 4.35.22",
        "a square too many",
    ),
    false("exp/sech-sign", lambda: (1 + tanh(x) ** 2, "=", sech(x) ** 2), "DLMF 4.35.12", "sign of tanh²"),
    false(
        "exp/moivre-six", lambda: ((cosh(x) + sinh(x)) ** 7, "=", cosh(6 * x) + sinh(7 * x)), "DLMF 4.35.32", "6 for 7"
    ),
    false(
        "exp/asinh-minus",
        lambda: (asinh(x), "=", log(x + sqrt(x**2 - 1)), [x >= 1]),
        "DLMF 4.37.16",
        "acosh's radicand",
    ),
    false("exp/acosh-of-cosh", lambda: (acosh(cosh(x)), "=", x), "DLMF 4.37.19", "|x|, not x"),
    false(
        "exp/atanh-half", lambda: (atanh(x), "=", log((1 + x) / (1 - x)), [x > -1, x < 1]), "DLMF 4.37.24", "half lost"
    ),
    false(
        "exp/log-product-root",
        lambda: (log(a**2 * b / sqrt(c)), "=", 2 * log(a) + log(b) - 2 * log(c)),
        "DLMF 4.8.1",
        "2 for 1/2",
    ),
    false(
        "exp/log-square", lambda: (log(a) ** 2, "=", 2 * log(a)), "DLMF 4.8", "square of the log for log of the square"
    ),
    false("exp/power-swap-slip", lambda: (a ** log(b), "=", b ** log(b)), "Knuth 1.2.2", "b for a in the exponent"),
    false("exp/exp-product", lambda: (exp(x) * exp(y), "=", exp(x * y)), "DLMF 4.2", "product for sum"),
    false("exp/exp-power", lambda: (exp(x) ** 2, "=", exp(x**2)), "DLMF 4.2", "exp(x²) for exp(2x)"),
    false("exp/product-of-tanh-scale", lambda: hyper_product(10, 2), OWN, "a factor 2"),
    false(
        "exp/gaussian-product-mean",
        lambda: (
            exp(-((x - y) ** 2) / (2 * sigma**2)) * exp(-(x**2) / (2 * tau**2)),
            "=",
            exp(-(sigma**2 + tau**2) * (x - y * sigma**2 / (sigma**2 + tau**2)) ** 2 / (2 * sigma**2 * tau**2))
            * exp(-(y**2) / (2 * (sigma**2 + tau**2))),
        ),
        "Bishop 2.3.3",
        "the mean weighted with the wrong variance",
    ),
    false(
        "exp/gibbs-two-levels-factor",
        lambda: (
            -log(exp(-beta * x) + exp(-beta * y)) / beta,
            "=",
            (x + y) / 2 - log(cosh(beta * (x - y) / 2)) / beta,
        ),
        "Landau-Lifshitz § 31",
        "the 2 before cosh lost",
    ),
    false("exp/tanh-saturates", lambda: (tanh(x), "=", Integer(1), [x > 50]), OWN, "1 - tanh x < 1e-43 there"),
    false("exp/sigmoid-saturates", lambda: (sigmoid(x), "=", Integer(1), [x > 100]), OWN, "1 in doubles, and below 1"),
    false("exp/softplus-is-relu", lambda: (log(1 + exp(x)), "=", x, [x > 120]), OWN, "they differ by exp(-x)"),
]
