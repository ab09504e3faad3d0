"""Inequalities: means, norms, convexity, bounds of logarithms and exponentials, entropies; strict and weak."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    Add,
    Integer,
    Max,
    Min,
    Ne,
    Rational,
    atan,
    cos,
    cosh,
    exp,
    log,
    pi,
    re,
    sin,
    sinh,
    sqrt,
    symbols,
    tan,
    tanh,
)

x, y, z, t, u, v = symbols("x y z t u v", real=True)
a, b, c, d, p, q, s = symbols("a b c d p q s", positive=True)
h = symbols("h", nonnegative=True)
w, v1 = symbols("w v1")
n = symbols("n", integer=True, positive=True)
STEELE = "Steele, The Cauchy-Schwarz Master Class"
HLP = "Hardy-Littlewood-Pólya, Inequalities"
MITRINOVIC = "Mitrinović, Analytic Inequalities"
COVER = "Cover-Thomas, Elements of Information Theory"
OWN = "author's derivation"


def xs(count: int, name: str = "x") -> list[Any]:
    return list(symbols(f"{name}1:{count + 1}", real=True))


def ps(count: int, name: str = "p") -> list[Any]:
    return list(symbols(f"{name}1:{count + 1}", positive=True))


def squares(values: Any) -> Any:
    return Add(*(r**2 for r in values))


def cauchy(count: int, slack: Any = 1) -> tuple[Any, ...]:
    r, m = xs(count, "u"), xs(count, "v")
    return Add(*(i * j for i, j in zip(r, m, strict=True))) ** 2, "<=", slack * squares(r) * squares(m)


def bernoulli_entropy(r: Any) -> Any:
    return -r * log(r) - (1 - r) * log(1 - r)


UNIT = [p < 1, q < 1]

CASES: list[Case] = [
    true("ineq/square", lambda: (2 * x * y, "<=", x**2 + y**2), HLP + ", 2.1"),
    true("ineq/am-gm-2", lambda: (sqrt(a * b), "<=", (a + b) / 2), HLP + ", 2.5"),
    true("ineq/am-gm-3", lambda: (27 * a * b * c, "<=", (a + b + c) ** 3), HLP + ", 2.5"),
    true("ineq/hm-gm", lambda: (2 / (1 / a + 1 / b), "<=", sqrt(a * b)), HLP + ", 2.5"),
    true("ineq/am-qm", lambda: ((a + b + c) / 3, "<=", sqrt((a**2 + b**2 + c**2) / 3)), HLP + ", 2.9"),
    true("ineq/cauchy-3", lambda: cauchy(3), STEELE + ", ch. 1"),
    true("ineq/cauchy-5", lambda: cauchy(5), STEELE + ", ch. 1", "10 symbols"),
    true("ineq/titu", lambda: ((x + y) ** 2 / (a + b), "<=", x**2 / a + y**2 / b), STEELE + ", Bergström"),
    true("ineq/rearranged", lambda: (x * y + y * z + z * x, "<=", x**2 + y**2 + z**2), STEELE + ", ch. 1"),
    true("ineq/ratio", lambda: (a / b + b / a, ">=", Integer(2)), HLP + ", 2.1"),
    true("ineq/nesbitt", lambda: (a / (b + c) + b / (c + a) + c / (a + b), ">=", Rational(3, 2)), "Nesbitt 1903"),
    true("ineq/harmonic-sum", lambda: ((a + b + c) * (1 / a + 1 / b + 1 / c), ">=", Integer(9)), STEELE + ", ch. 1"),
    true(
        "ineq/schur",
        lambda: (a * (a - b) * (a - c) + b * (b - a) * (b - c) + c * (c - a) * (c - b), ">=", Integer(0)),
        HLP + ", 2.22",
    ),
    true("ineq/unit-interval", lambda: (t * (1 - t), "<=", Rational(1, 4)), "variance of a coin"),
    true("ineq/bernoulli-3", lambda: (1 + 3 * x, "<=", (1 + x) ** 3, [x >= -1]), MITRINOVIC + ", 2.4"),
    true("ineq/bernoulli-n", lambda: (1 + n * h, "<=", (1 + h) ** n), MITRINOVIC + ", 2.4", "an integer exponent"),
    true("ineq/log-tangent", lambda: (log(a), "<=", a - 1), MITRINOVIC + ", 3.6"),
    true("ineq/log-below", lambda: (1 - 1 / a, "<=", log(a)), MITRINOVIC + ", 3.6"),
    true("ineq/exp-tangent", lambda: (1 + x, "<=", exp(x)), MITRINOVIC + ", 3.6"),
    true("ineq/exp-strict", lambda: (1 + a, "<", exp(a)), MITRINOVIC + ", 3.6"),
    true("ineq/exp-upper", lambda: (exp(x), "<=", 1 / (1 - x), [x < 1]), MITRINOVIC + ", 3.6"),
    true("ineq/exp-quadratic", lambda: (1 + h + h**2 / 2, "<=", exp(h)), "Taylor with remainder"),
    true("ineq/e-x", lambda: (x * exp(1), "<=", exp(x)), "tangent at 1"),
    true("ineq/log-root", lambda: (log(a), "<=", 2 * (sqrt(a) - 1)), MITRINOVIC + ", 3.6"),
    true("ineq/x-log-x", lambda: (a * log(a), ">=", a - 1), COVER + ", ch. 2"),
    true("ineq/young", lambda: (a * b, "<=", a**2 / 2 + b**2 / 2), HLP + ", 4.8"),
    true("ineq/young-cubic", lambda: (a * b, "<=", a**3 / 3 + 2 * b ** Rational(3, 2) / 3), HLP + ", 4.8"),
    true("ineq/young-epsilon", lambda: (x * y, "<=", s * x**2 / 2 + y**2 / (2 * s)), "Evans, PDE, appendix B"),
    true("ineq/young-log", lambda: (x * a, "<=", exp(x) + a * log(a) - a), "Fenchel-Young for exp; Rockafellar § 12"),
    true("ineq/jensen-exp", lambda: (exp((x + y) / 2), "<=", (exp(x) + exp(y)) / 2), HLP + ", 3.5"),
    true(
        "ineq/jensen-log",
        lambda: (p * log(a) + (1 - p) * log(b), "<=", log(p * a + (1 - p) * b), [p < 1]),
        HLP + ", 3.5",
    ),
    true(
        "ineq/gibbs-binary",
        lambda: (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), ">=", Integer(0), UNIT),
        COVER + ", 2.6.3",
    ),
    true(
        "ineq/pinsker-binary",
        lambda: (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), ">=", 2 * (p - q) ** 2, UNIT),
        COVER + ", 11.6.1",
        "tight at p = q",
    ),
    true("ineq/entropy-binary", lambda: (bernoulli_entropy(p), "<=", log(2), [p < 1]), COVER + ", 2.6.4"),
    true("ineq/entropy-positive", lambda: (bernoulli_entropy(p), ">", Integer(0), [p < 1]), COVER + ", 2.1"),
    true(
        "ineq/entropy-quadratic",
        lambda: (4 * log(2) * p * (1 - p), "<=", bernoulli_entropy(p), [p < 1]),
        "Topsøe, Bounds for entropy (2001)",
    ),
    true(
        "ineq/kl-gaussian",
        lambda: ((a**2 + x**2 - log(a**2) - 1) / 2, ">=", Integer(0)),
        "Kingma-Welling 2014, appendix B",
    ),
    true("ineq/kl-pair", lambda: (a * log(a / b), ">=", a - b), COVER + ", log-sum"),
    true(
        "ineq/log-sum",
        lambda: (a * log(a / c) + b * log(b / d), ">=", (a + b) * log((a + b) / (c + d))),
        COVER + ", 2.7.1",
    ),
    true("ineq/logsumexp-max", lambda: (Max(x, y), "<=", log(exp(x) + exp(y))), "Boyd-Vandenberghe 3.1.5"),
    true("ineq/logsumexp-upper", lambda: (log(exp(x) + exp(y)), "<=", Max(x, y) + log(2)), "Boyd-Vandenberghe 3.1.5"),
    true("ineq/softplus-positive", lambda: (log(1 + exp(x)), ">", Max(x, 0)), "softplus above relu"),
    true(
        "ineq/sigmoid-slope",
        lambda: (exp(-x) / (1 + exp(-x)) ** 2, "<=", Rational(1, 4)),
        "slope of the logistic function",
    ),
    true("ineq/tanh-bound", lambda: (Abs(tanh(x)), "<", Integer(1)), "DLMF 4.35"),
    true("ineq/cosh-gauss", lambda: (cosh(x), "<=", exp(x**2 / 2)), "Hoeffding's lemma for a coin"),
    true("ineq/sine-linear", lambda: (sin(h), "<=", h), "DLMF 4.18.3"),
    true("ineq/jordan", lambda: (2 * x / pi, "<=", sin(x), [x >= 0, x <= pi / 2]), "Jordan; DLMF 4.18.1"),
    true("ineq/cosine-quadratic", lambda: (1 - x**2 / 2, "<=", cos(x)), "DLMF 4.18.6"),
    true("ineq/tan-above", lambda: (a, "<", tan(a), [a < pi / 2]), "DLMF 4.18.3"),
    true("ineq/sinh-above", lambda: (sinh(a), ">", a), "DLMF 4.36"),
    true("ineq/atan-below", lambda: (atan(a), "<", a), "DLMF 4.24"),
    true("ineq/triangle", lambda: (Abs(x + y), "<=", Abs(x) + Abs(y)), HLP + ", 2.1"),
    true("ineq/triangle-complex", lambda: (Abs(w + v1), "<=", Abs(w) + Abs(v1)), "DLMF 1.9.14"),
    true("ineq/reverse-triangle", lambda: (Abs(Abs(x) - Abs(y)), "<=", Abs(x - y)), HLP + ", 2.1"),
    true("ineq/min-max", lambda: (Min(x, y), "<=", (x + y) / 2), OWN),
    true("ineq/sqrt-concave", lambda: (sqrt(a + b), "<=", sqrt(a) + sqrt(b)), HLP + ", 2.10"),
    true("ineq/sqrt-linear", lambda: (sqrt(1 + h), "<=", 1 + h / 2), MITRINOVIC + ", 2.4"),
    true("ineq/quartic", lambda: (x**4 - 4 * x + 3, ">=", Integer(0)), "AM-GM with weights 1/4, 3/4"),
    true(
        "ineq/motzkin",
        lambda: (x**4 * y**2 + x**2 * y**4 + 1, ">=", 3 * x**2 * y**2),
        "Motzkin 1967",
        "not a sum of squares of polynomials",
    ),
    true(
        "ineq/box",
        lambda: (x**3 * y + y**2 - 3 * x, "<", Integer(1), [x >= 0, x <= 1, y >= 0, y <= Rational(1, 2)]),
        OWN,
        "a bounded box",
    ),
    true(
        "ineq/box-transcendental",
        lambda: (exp(x) * cos(x), ">", Rational(1, 6), [x >= -1, x <= 1]),
        OWN,
        "a bounded interval",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false("ineq/square-strict", lambda: (2 * x * y, "<", x**2 + y**2), HLP, "equal at x = y"),
    false("ineq/am-gm-strict", lambda: (sqrt(a * b), "<", (a + b) / 2), HLP + ", 2.5", "equal at a = b"),
    false("ineq/am-gm-real", lambda: (4 * x * y * z, "<=", x**2 + y**2 + z**2), HLP, "degrees differ"),
    false(
        "ineq/am-gm-3-real",
        lambda: (27 * x * y * z, "<=", (x + y + z) ** 3),
        HLP + ", 2.5",
        "true for positive numbers",
    ),
    false("ineq/am-gm-constant", lambda: (28 * a * b * c, "<=", (a + b + c) ** 3), HLP + ", 2.5", "28 for 27"),
    false(
        "ineq/am-qm-turned",
        lambda: ((a + b + c) / 3, ">=", sqrt((a**2 + b**2 + c**2) / 3)),
        HLP + ", 2.9",
        "turned round",
    ),
    false(
        "ineq/cauchy-tight", lambda: cauchy(3, 1 - Rational(1, 10**9)), STEELE + ", ch. 1", "constant below 1 by 1e-9"
    ),
    false("ineq/cauchy-5-turned", lambda: (cauchy(5)[2], "<=", cauchy(5)[0]), STEELE + ", ch. 1", "turned round"),
    false("ineq/titu-turned", lambda: (x**2 / a + y**2 / b, "<", (x + y) ** 2 / (a + b)), STEELE, "turned round"),
    false("ineq/ratio-real", lambda: (x / y + y / x, ">=", Integer(2), [Ne(x, 0), Ne(y, 0)]), HLP, "opposite signs"),
    false("ineq/ratio-strict", lambda: (a / b + b / a, ">", Integer(2)), HLP, "equal at a = b"),
    false(
        "ineq/nesbitt-tight",
        lambda: (a / (b + c) + b / (c + a) + c / (a + b), ">=", Rational(3, 2) + Rational(1, 10**12)),
        "Nesbitt 1903",
        "1e-12 too much",
    ),
    false("ineq/harmonic-ten", lambda: ((a + b + c) * (1 / a + 1 / b + 1 / c), ">=", Integer(10)), STEELE, "10 for 9"),
    false(
        "ineq/schur-real",
        lambda: (x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y), ">=", Integer(0)),
        HLP + ", 2.22",
        "true for positive numbers",
    ),
    false("ineq/unit-interval-fifth", lambda: (t * (1 - t), "<=", Rational(1, 5)), "variance of a coin", "1/5 for 1/4"),
    false("ineq/bernoulli-all", lambda: (1 + 3 * x, "<=", (1 + x) ** 3), MITRINOVIC + ", 2.4", "below -3"),
    false(
        "ineq/bernoulli-exponent",
        lambda: (1 + x / 2, "<=", sqrt(1 + x), [x >= -1]),
        MITRINOVIC + ", 2.4",
        "turned round for exponents below 1",
    ),
    false("ineq/log-tangent-strict", lambda: (log(a), "<", a - 1), MITRINOVIC + ", 3.6", "equal at 1"),
    false(
        "ineq/log-half",
        lambda: (log(a), "<=", a / exp(1) - Rational(1, 10**15)),
        MITRINOVIC,
        "equality at e leaves no room",
    ),
    false("ineq/exp-upper-all", lambda: (exp(x), "<=", 1 / (1 - x), [Ne(x, 1)]), MITRINOVIC + ", 3.6", "x > 1"),
    false("ineq/exp-quadratic-real", lambda: (1 + x + x**2 / 2, "<=", exp(x)), "Taylor", "x < 0"),
    false("ineq/exp-polynomial", lambda: (x**10, "<=", exp(x)), OWN, "between 1.1 and 35.8"),
    false("ineq/exp-far", lambda: (exp(a / 100), "<=", (1 + a) ** 3), OWN, "fails beyond 3,200 only"),
    false("ineq/log-far", lambda: (log(a) ** 4, "<=", 1000 + a), OWN, "fails in a window from 1e3 to 6e3"),
    false("ineq/x-log-x-zero", lambda: (a * log(a), ">=", -Rational(1, 3)), "minimum -1/e", "-1/3 is above -1/e"),
    false("ineq/young-conjugate", lambda: (a * b, "<=", a**3 / 3 + b**3 / 3), HLP + ", 4.8", "exponents not conjugate"),
    false(
        "ineq/young-epsilon-slip", lambda: (x * y, "<=", s * x**2 / 2 + s * y**2 / 2), "Evans, appendix B", "s for 1/s"
    ),
    false("ineq/jensen-turned", lambda: (exp((x + y) / 2), ">=", (exp(x) + exp(y)) / 2), HLP + ", 3.5", "turned round"),
    false(
        "ineq/jensen-log-turned",
        lambda: (p * log(a) + (1 - p) * log(b), ">", log(p * a + (1 - p) * b), [p < 1]),
        HLP + ", 3.5",
        "turned round",
    ),
    false("ineq/gibbs-half", lambda: (p * log(p / q), ">=", Integer(0), UNIT), COVER, "one term of the divergence"),
    false(
        "ineq/gibbs-strict",
        lambda: (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), ">", Integer(0), UNIT),
        COVER + ", 2.6.3",
        "equal at p = q",
    ),
    false(
        "ineq/pinsker-constant",
        lambda: (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), ">=", Rational(21, 10) * (p - q) ** 2, UNIT),
        COVER + ", 11.6.1",
        "2.1 for 2",
    ),
    false("ineq/entropy-bits", lambda: (bernoulli_entropy(p), "<=", Rational(1, 2), [p < 1]), COVER, "1/2 for log 2"),
    false(
        "ineq/entropy-quadratic-turned",
        lambda: (bernoulli_entropy(p), "<=", 4 * log(2) * p * (1 - p), [p < 1]),
        "Topsøe 2001",
        "turned round",
    ),
    false(
        "ineq/kl-gaussian-variance",
        lambda: ((a + x**2 - log(a**2) - 1) / 2, ">=", Integer(0)),
        "Kingma-Welling 2014",
        "σ for σ²",
    ),
    false(
        "ineq/log-sum-turned",
        lambda: (a * log(a / c) + b * log(b / d), "<", (a + b) * log((a + b) / (c + d))),
        COVER + ", 2.7.1",
        "turned round",
    ),
    false(
        "ineq/logsumexp-below-max",
        lambda: (log(exp(x) + exp(y)), "<=", Max(x, y) + log(2) - Rational(1, 10**6)),
        "Boyd-Vandenberghe 3.1.5",
        "1e-6 too tight at x = y",
    ),
    false(
        "ineq/sigmoid-slope-fifth",
        lambda: (exp(-x) / (1 + exp(-x)) ** 2, "<", Rational(1, 4)),
        "logistic function",
        "equal at 0",
    ),
    false("ineq/tanh-linear", lambda: (tanh(x), "<=", x), "DLMF 4.35", "x < 0"),
    false("ineq/cosh-gauss-quarter", lambda: (cosh(x), "<=", exp(x**2 / 4)), "Hoeffding", "1/4 for 1/2"),
    false("ineq/sine-linear-real", lambda: (sin(x), "<=", x), "DLMF 4.18.3", "x < 0"),
    false("ineq/jordan-beyond", lambda: (2 * x / pi, "<=", sin(x), [x >= 0, x <= pi]), "DLMF 4.18.1", "beyond π/2"),
    false(
        "ineq/cosine-quartic", lambda: (cos(x), "<=", 1 - x**2 / 2 + x**4 / 25, [x > -1, x < 1]), "Taylor", "25 for 24"
    ),
    false("ineq/tan-above-period", lambda: (a, "<", tan(a), [a < 2, Ne(a, pi / 2)]), "DLMF 4.18.3", "beyond π/2"),
    false("ineq/atan-bound", lambda: (atan(x), "<", Rational(3, 2)), "DLMF 4.23", "3/2 is below π/2"),
    false("ineq/triangle-strict", lambda: (Abs(x + y), "<", Abs(x) + Abs(y)), HLP, "equal for like signs"),
    false("ineq/triangle-minus", lambda: (Abs(x - y), "<=", Abs(x) - Abs(y)), HLP, "the reverse one, turned"),
    false("ineq/modulus-real-part", lambda: (Abs(w), "<=", Abs(re(w))), "DLMF 1.9", "turned round"),
    false("ineq/sqrt-additive", lambda: (sqrt(a + b), ">=", sqrt(a) + sqrt(b)), HLP + ", 2.10", "turned round"),
    false("ineq/divided-negative", lambda: (x / y, "<=", x / y + y, [Ne(y, 0)]), OWN, "y < 0"),
    false("ineq/squared-order", lambda: (x**2, "<=", y**2, [x <= y]), "commonest error", "negative numbers"),
    false(
        "ineq/reciprocal-order",
        lambda: (1 / x, ">=", 1 / y, [x <= y, Ne(x, 0), Ne(y, 0)]),
        "commonest error",
        "signs differ",
    ),
    false(
        "ineq/motzkin-constant",
        lambda: (x**4 * y**2 + x**2 * y**4 + 1, ">=", Rational(301, 100) * x**2 * y**2),
        "Motzkin 1967",
        "3.01 for 3",
    ),
    false("ineq/quartic-tight", lambda: (x**4 - 4 * x + 3, ">", Integer(0)), "AM-GM", "equal at 1"),
    false(
        "ineq/box-corner",
        lambda: (x**3 * y + y**2 - 3 * x, "<", Rational(1, 5), [x >= 0, x <= 1, y >= 0, y <= Rational(1, 2)]),
        OWN,
        "1/4 near the corner (0, 1/2)",
    ),
    false(
        "ineq/box-bump",
        lambda: (exp(-(((x - Rational(1, 3)) * 1000) ** 2)), "<", Rational(1, 2), [x >= 0, x <= 1]),
        OWN,
        "a bump of width 1e-3",
    ),
]
