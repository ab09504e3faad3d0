"""Polynomial and rational identities, up to forty symbols, as courses and contests state them.

False claims are true ones with one slip. Where a denominator can vanish the condition that authors give is given.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from cases import Case, false, true
from sympy import (
    Add,
    Determinant,
    I,
    ImmutableMatrix,
    Integer,
    Mul,
    Ne,
    Rational,
    binomial,
    sqrt,
    symbols,
)

a, b, c, d, e, f, n, p, q, t, x, y, z = symbols("a b c d e f n p q t x y z", real=True)
z1, z2, w = symbols("z1 z2 w")
pa, pb, pc = symbols("pa pb pc", positive=True)

LAGRANGE = "Steele, The Cauchy-Schwarz Master Class, ch. 3 (Lagrange's identity)"
CAUCHY = "Krattenthaler, Advanced Determinant Calculus, (2.7)"
OWN = "author's derivation"


def xs(count: int, name: str = "x") -> list[Any]:
    return list(symbols(f"{name}1:{count + 1}", real=True))


def distinct(values: Any) -> list[Any]:
    return [Ne(u, v) for u, v in combinations(values, 2)]


def dot(u: Any, v: Any) -> Any:
    return Add(*(s * r for s, r in zip(u, v, strict=True)))


def lagrange(count: int, cross: int = 1) -> tuple[Any, ...]:
    """(Σ u²)(Σ v²) = (Σ uv)² + cross Σ_{i<j} (u_i v_j - u_j v_i)²."""
    u, v = xs(count, "u"), xs(count, "v")
    squares = Add(*((u[i] * v[j] - u[j] * v[i]) ** 2 for i, j in combinations(range(count), 2)))
    return dot(u, u) * dot(v, v), "=", dot(u, v) ** 2 + cross * squares


def power_sum(v: Any, k: int) -> Any:
    return Add(*(s**k for s in v))


def elementary(v: Any, k: int) -> Any:
    return Add(*(Mul(*part) for part in combinations(v, k)))


def newton(count: int, k: int, last: int) -> tuple[Any, ...]:
    """p_k - e_1 p_{k-1} + ... ± last·e_k = 0, right with last = k."""
    v = xs(count)
    body = Add(*((-1) ** i * elementary(v, i) * power_sum(v, k - i) for i in range(k)))
    return body + (-1) ** k * last * elementary(v, k), "=", Integer(0)


def vandermonde(count: int, flip: bool = False) -> tuple[Any, ...]:
    v = xs(count)
    product = Mul(
        *((v[i] - v[j]) if flip and (i, j) == (0, 1) else (v[j] - v[i]) for i, j in combinations(range(count), 2))
    )
    return Determinant(ImmutableMatrix(count, count, lambda i, j: v[i] ** j)), "=", product


def interpolated(count: int, degree: int, answer: Any) -> tuple[Any, ...]:
    """Σ x_i^degree / Π_{j≠i} (x_i - x_j)."""
    v = xs(count)
    total = Add(*(u**degree / Mul(*(u - r for r in v if r is not u)) for u in v))
    return total, "=", answer(v), distinct(v)


def lagrange_polynomial(count: int, degree: int) -> tuple[Any, ...]:
    """The interpolation polynomial of t^degree at `count` nodes, against t^degree."""
    v = xs(count)
    total = Add(
        *(u**degree * Mul(*(t - r for r in v if r is not u)) / Mul(*(u - r for r in v if r is not u)) for u in v)
    )
    return total, "=", t**degree, distinct(v)


def telescoped(count: int, sign: int) -> tuple[Any, ...]:
    """Π (1 + x_i) = 1 + Σ x_i Π_{j<i} (1 + x_j)."""
    v = xs(count)
    total = Add(*(v[i] * Mul(*(1 + r for r in v[:i])) for i in range(count)))
    return Mul(*(1 + r for r in v)), "=", 1 + sign * total


def geometric(count: int, power: int) -> tuple[Any, ...]:
    return x**count - y**count, "=", (x - y) * Add(*(x**i * y ** (power - i) for i in range(count)))


def cauchy3(sign: int) -> tuple[Any, ...]:
    u, v = xs(3, "u"), xs(3, "v")
    m = Determinant(ImmutableMatrix(3, 3, lambda i, j: 1 / (u[i] + v[j])))
    top = Mul(*((u[j] - u[i]) * (v[j] - v[i]) for i, j in combinations(range(3), 2)))
    return m, "=", sign * top / Mul(*(r + s for r in u for s in v)), [Ne(r + s, 0) for r in u for s in v]


def euler_four(slip: bool) -> tuple[Any, ...]:
    u, v = xs(4, "u"), xs(4, "v")
    w1 = dot(u, v)
    w2 = u[0] * v[1] - u[1] * v[0] + u[2] * v[3] - u[3] * v[2]
    w3 = u[0] * v[2] - u[2] * v[0] + u[3] * v[1] - u[1] * v[3]
    w4 = u[0] * v[3] - u[3] * v[0] + (-1 if slip else 1) * (u[1] * v[2] - u[2] * v[1])
    return dot(u, u) * dot(v, v), "=", w1**2 + w2**2 + w3**2 + w4**2


def variance(count: int, divisor: int) -> tuple[Any, ...]:
    v = xs(count)
    mean = Add(*v) / count
    return Add(*((u - mean) ** 2 for u in v)), "=", power_sum(v, 2) - Add(*v) ** 2 / divisor


def pairs(count: int, factor: Any) -> tuple[Any, ...]:
    v = xs(count)
    return Add(*((r - s) ** 2 for r, s in combinations(v, 2))), "=", factor * power_sum(v, 2) - Add(*v) ** 2


def polarised(count: int, over: int) -> tuple[Any, ...]:
    u, v = xs(count, "u"), xs(count, "v")
    plus, minus = ([r + k * s for r, s in zip(u, v, strict=True)] for k in (1, -1))
    return dot(u, v), "=", (dot(plus, plus) - dot(minus, minus)) / over


def abel(count: int, slip: bool) -> tuple[Any, ...]:
    """Summation by parts: Σ u_k v_k = U_n v_n - Σ U_k (v_{k+1} - v_k)."""
    u, v = xs(count, "u"), xs(count, "v")
    sums = [Add(*u[: k + 1]) for k in range(count)]
    rest = Add(*(sums[k] * (v[k + 1] - v[k]) for k in range(count - 1)))
    return dot(u, v), "=", sums[-1] * v[-2 if slip else -1] - rest


def horner(count: int, slip: bool) -> tuple[Any, ...]:
    v = xs(count, "c")
    nested: Any = Integer(0)
    for s in reversed(v):
        nested = nested * t + s
    return nested, "=", Add(*(s * t ** (k + (1 if slip and k == count - 1 else 0)) for k, s in enumerate(v)))


def heron(eighth: int) -> tuple[Any, ...]:
    s = (a + b + c) / 2
    return (
        16 * s * (s - a) * (s - b) * (s - c),
        "=",
        2 * (a**2 * b**2 + b**2 * c**2 + c**2 * a**2) - eighth * (a**4 + b**4 + c**4),
    )


def ladder(count: int, end: int) -> tuple[Any, ...]:
    """Σ 1/((t + k)(t + k + 1)) telescopes."""
    total = Add(*(1 / ((t + k) * (t + k + 1)) for k in range(count)))
    return total, "=", 1 / t - 1 / (t + end), [t > 0]


CASES: list[Case] = [
    true("poly/lagrange-3", lambda: lagrange(3), LAGRANGE),
    true("poly/lagrange-20", lambda: lagrange(20), LAGRANGE, "40 symbols, 190 squares"),
    true("poly/newton-4-3", lambda: newton(4, 3, 3), "Macdonald, Symmetric Functions, I (2.11')"),
    true("poly/newton-5-5", lambda: newton(5, 5, 5), "Macdonald, Symmetric Functions, I (2.11')"),
    true("poly/vandermonde-4", lambda: vandermonde(4), "Krattenthaler, Advanced Determinant Calculus, (2.1)"),
    true("poly/interpolated-low", lambda: interpolated(4, 2, lambda v: Integer(0)), "Knuth, TAOCP 1, 1.2.3 ex. 33"),
    true("poly/interpolated-one", lambda: interpolated(4, 3, lambda v: Integer(1)), "Knuth, TAOCP 1, 1.2.3 ex. 33"),
    true("poly/interpolated-sum", lambda: interpolated(5, 5, lambda v: Add(*v)), "Knuth, TAOCP 1, 1.2.3 ex. 33"),
    true("poly/interpolation", lambda: lagrange_polynomial(5, 4), "DLMF 3.3.1 with the error term 3.3.4 equal to 0"),
    true("poly/product-telescopes", lambda: telescoped(20, 1), OWN, "never expanded: 2^20 terms"),
    true("poly/product-telescopes-40", lambda: telescoped(40, 1), OWN, "never expanded: 2^40 terms"),
    true("poly/geometric", lambda: geometric(17, 16), "Abramowitz-Stegun 3.1.1"),
    true("poly/cauchy-3", lambda: cauchy3(1), CAUCHY),
    true("poly/euler-four-squares", lambda: euler_four(False), "Hardy-Wright, An Introduction, 20.5"),
    true("poly/variance", lambda: variance(12, 12), "Welford, Technometrics 4 (1962)"),
    true("poly/pairs", lambda: pairs(15, 15), "Huygens-Leibniz; Steele ch. 3"),
    true("poly/polarised", lambda: polarised(18, 4), "Halmos, Finite-Dimensional Vector Spaces, § 61"),
    true("poly/abel", lambda: abel(20, False), "Knuth, TAOCP 1, 1.2.7 ex. 10", "40 symbols"),
    true("poly/horner", lambda: horner(15, False), "Knuth, TAOCP 2, 4.6.4"),
    true("poly/heron", lambda: heron(1), "Coxeter-Greitzer, Geometry Revisited, 3.2"),
    true("poly/telescoping-fractions", lambda: ladder(12, 12), OWN),
    true(
        "poly/sophie-germain",
        lambda: (x**4 + 4 * y**4, "=", (x**2 + 2 * x * y + 2 * y**2) * (x**2 - 2 * x * y + 2 * y**2)),
        "Engel, Problem-Solving Strategies, ch. 6",
    ),
    true(
        "poly/three-cubes",
        lambda: (
            x**3 + y**3 + z**3 - 3 * x * y * z,
            "=",
            (x + y + z) * ((x - y) ** 2 + (y - z) ** 2 + (z - x) ** 2) / 2,
        ),
        "Engel, Problem-Solving Strategies, ch. 7",
    ),
    true(
        "poly/three-cubes-factored-over-C",
        lambda: (
            z1**3 + z2**3 + w**3 - 3 * z1 * z2 * w,
            "=",
            (z1 + z2 + w)
            * (z1 + (-1 + sqrt(3) * I) / 2 * z2 + (-1 - sqrt(3) * I) / 2 * w)
            * (z1 + (-1 - sqrt(3) * I) / 2 * z2 + (-1 + sqrt(3) * I) / 2 * w),
        ),
        "Engel, Problem-Solving Strategies, ch. 7",
    ),
    true(
        "poly/golden-factors",
        lambda: (
            x**4 + x**3 + x**2 + x + 1,
            "=",
            (x**2 + (1 - sqrt(5)) / 2 * x + 1) * (x**2 + (1 + sqrt(5)) / 2 * x + 1),
        ),
        "fifth cyclotomic polynomial over Q(√5)",
    ),
    true(
        "poly/candido",
        lambda: ((x**2 + y**2 + (x + y) ** 2) ** 2, "=", 2 * (x**4 + y**4 + (x + y) ** 4)),
        "Candido's identity; Nelsen, Proofs Without Words II",
    ),
    true(
        "poly/seventh-power",
        lambda: ((x + y) ** 7 - x**7 - y**7, "=", 7 * x * y * (x + y) * (x**2 + x * y + y**2) ** 2),
        "Cauchy; Engel ch. 6",
    ),
    true(
        "poly/cyclic-fractions",
        lambda: (
            (a - b) / (a + b)
            + (b - c) / (b + c)
            + (c - a) / (c + a)
            + (a - b) * (b - c) * (c - a) / ((a + b) * (b + c) * (c + a)),
            "=",
            Integer(0),
            [Ne(a + b, 0), Ne(b + c, 0), Ne(c + a, 0)],
        ),
        "Hall-Knight, Higher Algebra, ch. 34",
    ),
    true(
        "poly/partial-fractions",
        lambda: (
            (3 * x**2 + 5) / ((x - 1) * (x - 2) * (x + 3)),
            "=",
            -2 / (x - 1) + Rational(17, 5) / (x - 2) + Rational(8, 5) / (x + 3),
            [Ne(x, 1), Ne(x, 2), Ne(x, -3)],
        ),
        "cover-up rule; residues by hand",
    ),
    true(
        "poly/partial-fractions-quadratic",
        lambda: (
            1 / (x**4 + 1),
            "=",
            (sqrt(2) * x + 2) / (4 * (x**2 + sqrt(2) * x + 1)) - (sqrt(2) * x - 2) / (4 * (x**2 - sqrt(2) * x + 1)),
        ),
        "Gradshteyn-Ryzhik 2.132.3, differentiated",
        "the denominators have no real zero, and that must be found out",
    ),
    true(
        "poly/continued-fraction",
        lambda: (
            a + 1 / (b + 1 / (c + 1 / d)),
            "=",
            (a * b * c * d + a * b + a * d + c * d + 1) / (b * c * d + b + d),
            [a > 0, b > 0, c > 0, d > 0],
        ),
        "Euler's continuants; DLMF 1.12.7",
    ),
    true(
        "poly/sherman-morrison-2",
        lambda: (
            1 / (pa + pb * pc),
            "=",
            1 / pa - pb * pc / (pa**2 * (1 + pb * pc / pa)),
        ),
        "Golub-Van Loan 2.1.4, size 1",
    ),
    true("poly/remainder", lambda: ((x**100 - 1) / (x - 1), "=", Add(*(x**k for k in range(100))), [Ne(x, 1)]), OWN),
    true(
        "poly/zero-in-disguise",
        lambda: ((a - b) * (a - c) * (b - c) + (b - a) * (a - c) * (b - c), "=", Integer(0)),
        OWN,
    ),
    true(
        "poly/binomial-row",
        lambda: ((x + y) ** 12, "=", Add(*(binomial(12, k) * x**k * y ** (12 - k) for k in range(13)))),
        "DLMF 1.2.2",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false("poly/lagrange-20-cross", lambda: lagrange(20, 2), LAGRANGE, "pairs i<j counted twice"),
    false("poly/lagrange-3-cross", lambda: lagrange(3, -1), LAGRANGE, "sign of the squares"),
    false("poly/newton-4-3-last", lambda: newton(4, 3, 1), "Macdonald I (2.11')", "e_3 without its factor 3"),
    false("poly/newton-5-5-last", lambda: newton(5, 5, 4), "Macdonald I (2.11')", "factor 4 for 5 before e_5"),
    false(
        "poly/vandermonde-4-sign", lambda: vandermonde(4, True), "Krattenthaler (2.1)", "one difference turned round"
    ),
    false(
        "poly/interpolated-one-zero",
        lambda: interpolated(4, 3, lambda v: Integer(0)),
        "Knuth 1.2.3 ex. 33",
        "0 holds below degree n - 1 only",
    ),
    false(
        "poly/interpolated-product",
        lambda: interpolated(4, 4, lambda v: Mul(*v)),
        "Knuth 1.2.3 ex. 33",
        "the product of the nodes for their sum",
    ),
    false("poly/interpolation-degree", lambda: lagrange_polynomial(4, 4), "DLMF 3.3.4", "degree 4 at four nodes"),
    false("poly/product-telescopes-sign", lambda: telescoped(20, -1), OWN, "sign of the sum"),
    false("poly/geometric-exponent", lambda: geometric(17, 17), "Abramowitz-Stegun 3.1.1", "y^(n-i) for y^(n-1-i)"),
    false("poly/cauchy-3-sign", lambda: cauchy3(-1), CAUCHY, "sign of the product"),
    false("poly/euler-four-squares-sign", lambda: euler_four(True), "Hardy-Wright 20.5", "a sign in the last square"),
    false("poly/variance-divisor", lambda: variance(12, 11), "Welford", "n - 1 for n"),
    false("poly/pairs-factor", lambda: pairs(15, 14), "Steele ch. 3", "n - 1 for n"),
    false("poly/polarised-two", lambda: polarised(18, 2), "Halmos § 61", "2 for 4"),
    false("poly/abel-index", lambda: abel(20, True), "Knuth 1.2.7 ex. 10", "v_(n-1) for v_n"),
    false("poly/horner-exponent", lambda: horner(15, True), "Knuth 4.6.4", "last exponent too large by 1"),
    false("poly/heron-factor", lambda: heron(2), "Coxeter-Greitzer 3.2", "factor 2 before the fourth powers"),
    false("poly/telescoping-end", lambda: ladder(12, 11), OWN, "last index off by one"),
    false(
        "poly/sophie-germain-sign",
        lambda: (x**4 + 4 * y**4, "=", (x**2 + 2 * x * y + 2 * y**2) * (x**2 - 2 * x * y - 2 * y**2)),
        "Engel ch. 6",
        "sign of 2y²",
    ),
    false(
        "poly/three-cubes-half",
        lambda: (
            x**3 + y**3 + z**3 - 3 * x * y * z,
            "=",
            (x + y + z) * ((x - y) ** 2 + (y - z) ** 2 + (z - x) ** 2),
        ),
        "Engel ch. 7",
        "the lost half",
    ),
    false(
        "poly/three-cubes-root",
        lambda: (
            z1**3 + z2**3 + w**3 - 3 * z1 * z2 * w,
            "=",
            (z1 + z2 + w)
            * (z1 + (-1 + sqrt(3) * I) / 2 * z2 + (-1 - sqrt(3) * I) / 2 * w)
            * (z1 + (1 - sqrt(3) * I) / 2 * z2 + (-1 + sqrt(3) * I) / 2 * w),
        ),
        "Engel ch. 7",
        "a sixth root of unity for a third one",
    ),
    false(
        "poly/golden-factors-sign",
        lambda: (
            x**4 + x**3 + x**2 + x + 1,
            "=",
            (x**2 - (1 - sqrt(5)) / 2 * x + 1) * (x**2 - (1 + sqrt(5)) / 2 * x + 1),
        ),
        "fifth cyclotomic polynomial",
        "factors of the tenth one",
    ),
    false("poly/freshman", lambda: ((x + y) ** 3, "=", x**3 + y**3), "the freshman's dream", "true modulo 3 only"),
    false(
        "poly/seventh-power-square",
        lambda: ((x + y) ** 7 - x**7 - y**7, "=", 7 * x * y * (x + y) * (x**2 + x * y + y**2)),
        "Engel ch. 6",
        "a square lost",
    ),
    false(
        "poly/cyclic-fractions-sign",
        lambda: (
            (a - b) / (a + b)
            + (b - c) / (b + c)
            + (c - a) / (c + a)
            - (a - b) * (b - c) * (c - a) / ((a + b) * (b + c) * (c + a)),
            "=",
            Integer(0),
            [Ne(a + b, 0), Ne(b + c, 0), Ne(c + a, 0)],
        ),
        "Hall-Knight ch. 34",
        "sign of the product",
    ),
    false(
        "poly/partial-fractions-residue",
        lambda: (
            (3 * x**2 + 5) / ((x - 1) * (x - 2) * (x + 3)),
            "=",
            -2 / (x - 1) + Rational(17, 5) / (x - 2) + Rational(7, 5) / (x + 3),
            [Ne(x, 1), Ne(x, 2), Ne(x, -3)],
        ),
        "cover-up rule",
        "7/5 for 8/5",
    ),
    false(
        "poly/partial-fractions-repeated",
        lambda: (1 / (x**2 * (x + 1)), "=", 1 / x**2 + 1 / (x + 1), [x > 0]),
        OWN,
        "the term -1/x of the double pole forgotten",
    ),
    false(
        "poly/continued-fraction-term",
        lambda: (
            a + 1 / (b + 1 / (c + 1 / d)),
            "=",
            (a * b * c * d + a * b + a * d + c * d) / (b * c * d + b + d),
            [a > 0, b > 0, c > 0, d > 0],
        ),
        "DLMF 1.12.7",
        "the 1 of the continuant forgotten",
    ),
    false(
        "poly/reciprocal-of-a-sum",
        lambda: (1 / (pa + pb), "=", 1 / pa + 1 / pb),
        "commonest error of schoolbooks",
        "1/(a + b) is not 1/a + 1/b",
    ),
    false(
        "poly/vanishes-at-1-to-20",
        lambda: (x**2 + Mul(*(x - k for k in range(1, 21))), "=", x**2),
        OWN,
        "agrees at every integer from 1 to 20",
    ),
    false(
        "poly/agrees-on-a-grid",
        lambda: (x * y + x * (x**2 - 1) * (x**2 - 4) * (2 * x - 1) * y * (y**2 - 1) * (y**2 - 4) / 10**9, "=", x * y),
        OWN,
        "agrees on the grid of small integers and halves",
    ),
    false(
        "poly/tiny-coefficient",
        lambda: ((x + y) ** 2, "=", x**2 + 2 * x * y + y**2 + x * y / 10**40),
        OWN,
        "a coefficient of 1e-40",
    ),
    false(
        "poly/prime-coefficient",
        lambda: ((x + 1) ** 2, "=", x**2 + 2 * x + 1 + (2**61 - 1) * (2**31 - 1) * x),
        OWN,
        "zero modulo the Mersenne primes 2^61 - 1 and 2^31 - 1",
    ),
    false(
        "poly/binomial-row-coefficient",
        lambda: ((x + y) ** 12, "=", Add(*(binomial(12, k) * x**k * y ** (12 - k) for k in range(13))) - x**5 * y**7),
        "DLMF 1.2.2",
        "791 for 792",
    ),
]
