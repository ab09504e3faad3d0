"""What the installed SymPy gets wrong: the claim as data, the call that says it, and the right value.

Each was reproduced on SymPy 1.14 and is wrong by mathematics or by mpmath (`number`, computed apart from both).
`call` is what a user would type; `answer` is what SymPy returns. `wrong` and `right` are the claims as a step would
state them; `right` is None where there is no right value (the left side means nothing). Issues are SymPy's on GitHub.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
from mpmath import mpf
from sympy import (
    Abs,
    Chi,
    Derivative,
    Determinant,
    Ei,
    Eq,
    I,
    ImmutableMatrix,
    Integer,
    Integral,
    LambertW,
    Limit,
    MatMul,
    Matrix,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    S,
    Shi,
    Subs,
    Sum,
    Symbol,
    arg,
    asinh,
    atan,
    atan2,
    atanh,
    ceiling,
    conjugate,
    cos,
    diff,
    exp,
    eye,
    floor,
    limit,
    log,
    loggamma,
    nan,
    oo,
    pi,
    radsimp,
    sin,
    sqrt,
    symbols,
    tan,
)  # fmt: skip

x, y = symbols("x y", real=True)
a, b = symbols("a b", positive=True)
g = Symbol("g", negative=True)
z = Symbol("z")
k = Symbol("k", integer=True)
PEAK = exp(-((x - 10**4) ** 2))
#: Machin's formula (1706): it is 0, and SymPy does not know
MACHIN = 4 * atan(Rational(1, 5)) - atan(Rational(1, 239)) - pi / 4
#: arctan 1 + arctan 2 + arctan 3 = π
THREE = atan(2) + atan(3) - 3 * pi / 4

Claim = tuple[Any, str, Any]


@dataclass(frozen=True)
class Wrong:
    """One wrong answer of SymPy's. `number` is the left side by mpmath, where it is a number."""

    id: str
    call: Callable[[], Any]
    answer: Any
    wrong: Claim
    right: Claim | None
    source: str
    number: Callable[[], Any] | None = None
    issue: int | None = None


def value(
    id: str, left: Any, answer: Any, right: Any, source: str, number: Callable[[], Any] | None = None,
    issue: int | None = None,
) -> Wrong:  # fmt: skip
    """SymPy's `left.doit()` is `answer`; it is `right`."""
    stated = None if right is None else (left, "=", S(right))
    return Wrong(id, left.doit, S(answer), (left, "=", S(answer)), stated, source, number, issue)


def at_limit(id: str, left: Any, answer: Any, right: Any, source: str, issue: int | None = None) -> Wrong:
    return value(f"limit/{id}", left, answer, right, source, issue=issue)


def split(f: Callable[[Any], Any], *points: Any) -> Callable[[], Any]:
    """The integral by mpmath, split at the kinks."""
    return lambda: mpmath.quad(f, list(points))


def zigzag(count: int, step: Any) -> list[Any]:
    return [j * step for j in range(count + 1)]


def slope_at(f: Any, point: Any, order: int = 1) -> Any:
    return Subs(Derivative(f, (x, order)), x, point)


def derivative(
    id: str, f: Any, point: Any, order: int, answer: Any, right: Any, source: str, issue: int | None
) -> Wrong:
    left = slope_at(f, point, order)
    stated = None if right is None else (left, "=", S(right))
    return Wrong(
        f"derivative/{id}",
        lambda: diff(f, x, order).subs(x, point),
        S(answer),
        (left, "=", S(answer)),
        stated,
        source,
        issue=issue,
    )


def singular(id: str, m: Any, source: str) -> Wrong:
    """SymPy hands out an inverse of a singular matrix."""
    product = MatMul(ImmutableMatrix(m), ImmutableMatrix(m.inv()), evaluate=False)
    wrong = (product, "=", ImmutableMatrix(eye(m.rows)))
    right = (Determinant(ImmutableMatrix(m)), "=", Integer(0))
    return Wrong(f"matrix/{id}", lambda: m.inv().shape, m.shape, wrong, right, source)


def full_rank(id: str, m: Any, source: str) -> Wrong:
    det = Determinant(ImmutableMatrix(m))
    return Wrong(f"matrix/{id}", m.rank, m.rows, (det, "!=", Integer(0)), (det, "=", Integer(0)), source)


def pi_(n: Any = 1) -> Any:
    return n * mpmath.pi


INTEGRALS = [
    value(
        "integral/abs-sin-cos",
        Integral(Abs(sin(x) * cos(x)), (x, 0, 2 * pi)),
        1,
        2,
        "4 times the integral over a quarter",
        lambda: mpmath.quad(lambda t: abs(mpmath.sin(t) * mpmath.cos(t)), zigzag(4, pi_(0.5))),
        29072,
    ),
    value(
        "integral/abs-sin-cos-half",
        Integral(Abs(sin(x) * cos(x)), (x, pi, 2 * pi)),
        0,
        1,
        "a positive integrand",
        lambda: mpmath.quad(lambda t: abs(mpmath.sin(t) * mpmath.cos(t)), zigzag(2, pi_(0.5))),
        18384,
    ),
    value(
        "integral/abs-cos-left",
        Integral(Abs(cos(x)), (x, -pi / 2, 0)),
        -1,
        1,
        "cos is positive there",
        lambda: mpmath.quad(mpmath.cos, [-pi_(0.5), 0]),
        27379,
    ),
    value(
        "integral/abs-cos-short",
        Integral(Abs(cos(x)), (x, -1, 0)),
        -sin(1),
        sin(1),
        "cos is positive there",
        lambda: mpmath.quad(mpmath.cos, [-1, 0]),
        25066,
    ),
    value(
        "integral/abs-sin-two-periods",
        Integral(Abs(sin(x)), (x, -2 * pi, 0)),
        0,
        4,
        "2 a half period",
        lambda: mpmath.quad(lambda t: abs(mpmath.sin(t)), zigzag(2, pi_())),
        25052,
    ),
    value(
        "integral/odd-abs-cos",
        Integral(Abs(cos(x)) * sin(x), (x, -pi, pi)),
        1,
        0,
        "the integrand is odd",
        lambda: mpmath.quad(lambda t: abs(mpmath.cos(t)) * mpmath.sin(t), [-pi_(), -pi_(0.5), 0, pi_(0.5), pi_()]),
        21387,
    ),
    value(
        "integral/abs-sin-2x",
        Integral(Abs(sin(2 * x)), (x, 0, 2 * pi)),
        2,
        4,
        "1 a half period",
        lambda: mpmath.quad(lambda t: abs(mpmath.sin(2 * t)), zigzag(4, pi_(0.5))),
        30319,
    ),
    value(
        "integral/abs-sin-3x",
        Integral(Abs(sin(3 * x)), (x, 0, 3 * pi)),
        Rational(2, 3),
        6,
        "2/3 a half period",
        lambda: mpmath.quad(lambda t: abs(mpmath.sin(3 * t)), zigzag(9, pi_() / 3)),
        30319,
    ),
    value(
        "integral/abs-sin-to-10",
        Integral(Abs(sin(x)), (x, 0, 10)),
        cos(10) + 3,
        7 + cos(10),
        "2 a half period, 1 + cos 10",
        lambda: mpmath.quad(lambda t: abs(mpmath.sin(t)), [0, pi_(), pi_(2), pi_(3), 10]),
    ),
    value(
        "integral/abs-cos-to-10",
        Integral(Abs(cos(x)), (x, 0, 10)),
        4 - sin(10),
        6 - sin(10),
        "1 + 2 + 2 + 1 - sin 10",
        lambda: mpmath.quad(lambda t: abs(mpmath.cos(t)), [0, pi_(0.5), pi_(1.5), pi_(2.5), 10]),
    ),
    value(
        "integral/atan-jump",
        Integral(atan((3 * x - x**3) / (1 - 3 * x**2)), (x, 0, sqrt(3))),
        -3 * log(4) / 2,
        pi / sqrt(3) - 3 * log(2),
        "3 arctan x, less π beyond 1/√3",
        lambda: mpmath.quad(
            lambda t: 3 * mpmath.atan(t) - (mpmath.pi if t > 1 / mpmath.sqrt(3) else 0),
            [0, 1 / mpmath.sqrt(3), mpmath.sqrt(3)],
        ),
        30319,
    ),
    value(
        "integral/exp-exp",
        Integral(exp(exp(I * x)), (x, 0, 2 * pi)),
        0,
        2 * pi,
        "Cauchy: 2π times exp at 0",
        lambda: mpmath.quad(lambda t: mpmath.exp(mpmath.expj(t)), [0, pi_(), pi_(2)]),
        16046,
    ),
    value(
        "integral/root-times-log",
        Integral(sqrt(1 - x) * log(1 - x), (x, 0, 1)),
        0,
        Rational(-4, 9),
        "by parts",
        lambda: mpmath.quad(lambda t: mpmath.sqrt(t) * mpmath.log(t), [0, 1]),
        30404,
    ),
    value(
        "integral/atan-tan",
        Integral(atan(tan(x)), (x, 0, pi)),
        -(pi**2) / 2,
        0,
        "x, then x - π",
        lambda: mpmath.quad(lambda t: mpmath.atan(mpmath.tan(t)), [0, pi_(0.5), pi_()]),
        20898,
    ),
    value(
        "integral/atan2-of-sin-cos",
        Integral(sin(x) * atan2(sin(x), cos(x)), (x, -pi, pi)),
        0,
        2 * pi,
        "x sin x",
        lambda: mpmath.quad(lambda t: t * mpmath.sin(t), [-pi_(), 0, pi_()]),
        24004,
    ),
]

LIMITS = [
    at_limit("power-of-2-left-of-0", Limit(2 ** (1 / x), x, 0, "-"), oo, 0, "1/x falls to -∞", 28975),
    at_limit("power-of-2-left", Limit(2**x, x, -oo), oo, 0, "2^-n halves"),
    at_limit("power-of-pi-left", Limit(pi**x, x, -oo), oo, 0, "π > 1"),
    at_limit("power-of-root-2-left", Limit(sqrt(2) ** x, x, -oo), oo, 0, "√2 > 1"),
    at_limit("power-of-a-cube-left", Limit(2 ** (x**3), x, -oo), oo, 0, "x³ falls to -∞"),
    at_limit("power-of-2-left-of-1", Limit(2 ** (1 / (x - 1)), x, 1, "-"), oo, 0, "1/(x - 1) falls to -∞"),
    at_limit("power-of-half-left", Limit(Rational(1, 2) ** x, x, -oo), 0, oo, "2^n doubles"),
    at_limit("power-of-half-turned", Limit(2 ** (-x), x, -oo), 0, oo, "2^n doubles"),
    at_limit("power-of-third-left-of-0", Limit(Rational(1, 3) ** (1 / x), x, 0, "-"), 0, oo, "3^n"),
    at_limit("power-of-fifth-left-of-0", Limit(5 ** (-1 / x), x, 0, "-"), 0, oo, "5^n"),
    at_limit("power-of-1-by-pi-left", Limit((1 / pi) ** x, x, -oo), 0, oo, "π^n"),
    at_limit(
        "argument-below-the-cut",
        Limit(arg(-1 - I * x), x, 0, "+"),
        pi,
        -pi,
        "the argument is continuous from above only",
    ),
    at_limit(
        "lambert-below-the-cut",
        Limit(LambertW(-1 - I * x), x, 0, "+"),
        LambertW(-1),
        conjugate(LambertW(-1)),
        "Corless et al. (1996): continuous from above on the cut",
    ),
    Wrong(
        "limit/two-rates",
        lambda: limit((a * exp(-a * x) + b * exp(-b * x)) * exp(b * x), x, oo),
        oo,
        (Limit((2 * exp(-2 * x) + exp(-x)) * exp(x), x, oo), "=", oo),
        (Limit((2 * exp(-2 * x) + exp(-x)) * exp(x), x, oo), "=", Integer(1)),
        "at a = 2, b = 1 it is b",
        issue=22893,
    ),
]

DERIVATIVES = [
    derivative(
        "sinc-twice", Piecewise((sin(x) / x, Ne(x, 0)), (1, True)), 0, 2, 0, Rational(-1, 3), "1 - x²/6 + …", 11402
    ),
    derivative("jump", Piecewise((sin(x), x < 0), (Rational(1, 2), True)), 0, 1, 0, None, "a jump at 0", 24127),
    derivative("removed-point", Piecewise((1, Eq(x, 1)), (x, True)), 1, 1, 0, 1, "the function is x", 11402),
    derivative(
        "removed-zero", Piecewise((0, Eq(x, 0)), (x + x**2 * sin(1 / x), True)), 0, 1, 0, 1, "(f(h) - f(0))/h", 11402
    ),
    derivative(
        "exp-quotient",
        Piecewise((1, Eq(x, 0)), ((exp(x) - 1) / x, True)),
        0,
        1,
        0,
        Rational(1, 2),
        "1 + x/2 + …",
        11402,
    ),
    derivative(
        "second-at-a-seam",
        Piecewise((x**2, x <= 1), (2 * x - 1, True)),
        1,
        2,
        2,
        None,
        "2 from the left, 0 from the right",
        11402,
    ),
    derivative("maximum", Max(x, x**2), 1, 1, Rational(3, 2), None, "slopes 1 and 2 meet", 20881),
    derivative(
        "minimum", Min(x, Rational(1, 2)), Rational(1, 2), 1, Rational(1, 2), None, "slopes 1 and 0 meet", 20881
    ),
    derivative("x-abs-x-twice", x * Abs(x), 0, 2, 0, None, "2 sign x has no value to go on at 0", None),
]

TALL = Integral(1000 * exp(-(10**6) * (x - Rational(1, 3)) ** 2), (x, -10, 10))
SHIFTED = Integral(PEAK, (x, -oo, oo))
FAR_SUM = Sum(exp(-((k - 1000) ** 2)), (k, 1, oo))
ROOT_PI = "Gauss: √π"

PEAKS = [
    Wrong(
        "peak/greater", lambda: SHIFTED > 1, S.false, (SHIFTED, "<=", Integer(1)), (SHIFTED, ">", Integer(1)), ROOT_PI
    ),
    Wrong(
        "peak/floor",
        lambda: floor(SHIFTED),
        Integer(0),
        (floor(SHIFTED, evaluate=False), "=", Integer(0)),
        (floor(SHIFTED, evaluate=False), "=", Integer(1)),
        ROOT_PI,
    ),
    Wrong(
        "peak/ceiling",
        lambda: ceiling(SHIFTED),
        Integer(1),
        (ceiling(SHIFTED, evaluate=False), "=", Integer(1)),
        (ceiling(SHIFTED, evaluate=False), "=", Integer(2)),
        ROOT_PI,
    ),
    Wrong(
        "peak/max",
        lambda: Max(SHIFTED, 1),
        Integer(1),
        (Max(SHIFTED, 1, evaluate=False), "=", Integer(1)),
        (Max(SHIFTED, 1, evaluate=False), "=", sqrt(pi)),
        ROOT_PI,
    ),
    Wrong(
        "peak/tall-floor",
        lambda: floor(TALL),
        Integer(0),
        (floor(TALL, evaluate=False), "=", Integer(0)),
        (floor(TALL, evaluate=False), "=", Integer(1)),
        ROOT_PI,
    ),
    Wrong("peak/tall-greater", lambda: TALL > 1, S.false, (TALL, "<=", Integer(1)), (TALL, ">", Integer(1)), ROOT_PI),
    Wrong(
        "peak/tall-max",
        lambda: Max(TALL, 1),
        Integer(1),
        (Max(TALL, 1, evaluate=False), "=", Integer(1)),
        (Max(TALL, 1, evaluate=False), ">", Integer(1)),
        ROOT_PI,
    ),
    Wrong(
        "peak/sum-greater",
        lambda: FAR_SUM > 1,
        S.false,
        (FAR_SUM, "<=", Integer(1)),
        (FAR_SUM, ">", Integer(1)),
        "the term at 1000 alone is 1",
    ),
    Wrong(
        "peak/sum-max",
        lambda: Max(FAR_SUM, 1),
        Integer(1),
        (Max(FAR_SUM, 1, evaluate=False), "=", Integer(1)),
        (Max(FAR_SUM, 1, evaluate=False), ">", Integer(1)),
        "the term at 1000 alone is 1",
    ),
]

MATRICES = [
    singular("inverse-of-0", Matrix([[MACHIN, 0], [0, 1]]), "Machin (1706)"),
    singular("inverse-of-equal-rows", Matrix([[1, 1], [1, 1 + MACHIN]]), "Machin (1706)"),
    singular("inverse-of-sines", Matrix(3, 3, lambda i, j: sin(i + j)), "sin(i + j) is of rank 2"),
    singular("inverse-of-cosines", Matrix(3, 3, lambda i, j: cos(i - j)), "cos(i - j) is of rank 2"),
    full_rank("rank-of-cosines", Matrix(3, 3, lambda i, j: cos(i + j)), "cos(i + j) is of rank 2"),
    full_rank("rank-by-machin", Matrix([[MACHIN, 1], [0, 1]]), "Machin (1706)"),
    full_rank(
        "rank-by-three", Matrix([[atan(1) + atan(2) + atan(3) - pi, 1], [0, 1]]), "1, 2 and 3 at the corner of a square"
    ),
]

FUNCTIONS = [
    Wrong(
        "function/conjugate-loggamma",
        lambda: conjugate(loggamma(x)),
        loggamma(x),
        (conjugate(loggamma(x), evaluate=False), "=", loggamma(x)),
        None,
        "it is complex for negative x",
        None,
    ),
    Wrong(
        "function/ei-by-chi",
        lambda: Ei(x).rewrite(Shi),
        Chi(x) + Shi(x),
        (Ei(x), "=", Chi(x) + Shi(x)),
        (Ei(g), "=", Chi(g) + Shi(g) - I * pi),
        "DLMF 6.2.16: Chi has a cut there",
    ),
    Wrong(
        "function/asinh-by-atanh",
        lambda: asinh(z).rewrite(atanh),
        atanh(z / sqrt(z**2 + 1)),
        (asinh(2 * I, evaluate=False), "=", atanh(2 * I / sqrt((2 * I) ** 2 + 1, evaluate=False), evaluate=False)),
        (asinh(2 * I, evaluate=False), "=", log(2 + sqrt(3)) + I * pi / 2),
        "the other side of the cut",
    ),
    Wrong(
        "function/radsimp-of-a-power",
        lambda: radsimp(x ** (g / 2)),
        x**g * sqrt(x ** (-g)),
        (x ** (g / 2), "=", x**g * sqrt(x ** (-g))),
        (a ** (g / 2), "=", a**g * sqrt(a ** (-g))),
        "x = -1, g = -2",
    ),
]

SUMS = [
    value(
        "sum/half-steps",
        Sum(1 / (k * (k + 1) * (k + Rational(1, 2))), (k, 1, oo)),
        nan,
        6 - 8 * log(2),
        "partial fractions",
        lambda: mpmath.nsum(lambda j: 1 / (j * (j + 1) * (j + mpf(1) / 2)), [1, mpmath.inf]),
    ),
]

CASES: list[Wrong] = [*INTEGRALS, *LIMITS, *DERIVATIVES, *PEAKS, *MATRICES, *FUNCTIONS, *SUMS]
