"""Trigonometric identities: multiple angles, products and sums, Machin-like formulas, inverse functions."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Add,
    I,
    Integer,
    Mul,
    Ne,
    Rational,
    acos,
    acot,
    asin,
    atan,
    atan2,
    chebyshevt,
    chebyshevu,
    cos,
    cot,
    csc,
    exp,
    pi,
    sec,
    sin,
    sinc,
    sqrt,
    symbols,
    tan,
)

x, y, z, t, A, B = symbols("x y z t A B", real=True)
a, b = symbols("a b", positive=True)
w, v = symbols("w v")
n, k = symbols("n k", integer=True)
OWN = "author's derivation"


def xs(count: int) -> list[Any]:
    return list(symbols(f"x1:{count + 1}", real=True))


def narrow(s: Any) -> list[Any]:
    """Between the poles of the tangent next to 0, at a distance."""
    return [s > -Rational(3, 2), s < Rational(3, 2)]


def cosine_product(count: int, power: int) -> tuple[Any, ...]:
    """sin(2^n x) = 2^n sin x Π cos(2^k x)."""
    return sin(2**count * x), "=", 2**power * sin(x) * Mul(*(cos(2**j * x) for j in range(count)))


def dirichlet(count: int, half: Any) -> tuple[Any, ...]:
    kernel = sin((count + half) * x) / sin(x / 2)
    return 1 + 2 * Add(*(cos(j * x) for j in range(1, count + 1))), "=", kernel, [x > 0, x < 6]


def fejer(count: int, last: int) -> tuple[Any, ...]:
    return Add(*(sin((2 * j - 1) * x) for j in range(1, count + 1))) * sin(x), "=", sin(last * x) ** 2


def chebyshev(degree: int) -> Any:
    """T_n by its recurrence, as a polynomial in cos x that nobody expands."""
    before, here = Integer(1), cos(x)
    for _ in range(degree - 1):
        before, here = here, 2 * cos(x) * here - before
    return here


def machin(*terms: tuple[int, int]) -> Any:
    return Add(*(c * atan(Rational(1, d)) for c, d in terms))


def rotated(count: int, sign: int) -> tuple[Any, ...]:
    """Π (cos x_k + i sin x_k) = cos Σ x_k ± i sin Σ x_k."""
    v = xs(count)
    return Mul(*(cos(s) + I * sin(s) for s in v)), "=", cos(Add(*v)) + sign * I * sin(Add(*v))


CASES: list[Case] = [
    true("trig/pythagoras-complex", lambda: (sin(w) ** 2 + cos(w) ** 2, "=", Integer(1)), "DLMF 4.21.12"),
    true("trig/addition-complex", lambda: (sin(w + v), "=", sin(w) * cos(v) + cos(w) * sin(v)), "DLMF 4.21.2"),
    true("trig/cos-product-6", lambda: cosine_product(6, 6), "Viète's product; DLMF 4.22"),
    true("trig/dirichlet-8", lambda: dirichlet(8, Rational(1, 2)), "DLMF 1.15.3; Dirichlet's kernel"),
    true("trig/fejer-7", lambda: fejer(7, 7), "Fejér; Gradshteyn-Ryzhik 1.342.3"),
    true("trig/chebyshev-recurrence-9", lambda: (chebyshev(9), "=", cos(9 * x)), "DLMF 18.5.1, 18.9.1"),
    true("trig/chebyshev-t", lambda: (chebyshevt(6, cos(x)), "=", cos(6 * x)), "DLMF 18.5.1"),
    true("trig/chebyshev-u", lambda: (chebyshevu(5, cos(x)) * sin(x), "=", sin(6 * x)), "DLMF 18.5.2"),
    true("trig/sum-to-product", lambda: (sin(x) + sin(y), "=", 2 * sin((x + y) / 2) * cos((x - y) / 2)), "DLMF 4.21.6"),
    true(
        "trig/product-to-sum",
        lambda: (4 * cos(x) * cos(y) * cos(z), "=", cos(x + y + z) + cos(x + y - z) + cos(x - y + z) + cos(-x + y + z)),
        "DLMF 4.21.16, twice",
    ),
    true(
        "trig/triple-sine",
        lambda: (4 * sin(x) * sin(pi / 3 - x) * sin(pi / 3 + x), "=", sin(3 * x)),
        "Gradshteyn-Ryzhik 1.392",
    ),
    true(
        "trig/tan-triple",
        lambda: (tan(x) * tan(pi / 3 - x) * tan(pi / 3 + x), "=", tan(3 * x), [x > 0, x < pi / 6]),
        "Gradshteyn-Ryzhik 1.392",
    ),
    true(
        "trig/tan-sum",
        lambda: (tan(x) + tan(y), "=", sin(x + y) / (cos(x) * cos(y)), [*narrow(x), *narrow(y)]),
        "DLMF 4.21.10",
    ),
    true("trig/cot-half", lambda: (cot(x / 2), "=", (1 + cos(x)) / sin(x), [x > 0, x < 3]), "DLMF 4.21.22"),
    true("trig/csc-sum", lambda: (1 / sin(x) + cot(x), "=", cot(x / 2), [x > 0, x < 3]), "DLMF 4.21.22"),
    true("trig/sec-tan", lambda: (sec(x) ** 2 - tan(x) ** 2, "=", Integer(1), narrow(x)), "DLMF 4.21.13"),
    true(
        "trig/half-tangent",
        lambda: (sin(x) / (1 + cos(x)), "=", tan(x / 2), [x > -3, x < 3]),
        "Weierstrass's substitution",
    ),
    true(
        "trig/triangle-tangents",
        lambda: (
            tan(A) + tan(B) + tan(pi - A - B),
            "=",
            tan(A) * tan(B) * tan(pi - A - B),
            [A > 0, B > 0, A < 1, Rational(1, 2) > B],
        ),
        "Hobson, Plane Trigonometry, § 47",
    ),
    true(
        "trig/triangle-sines",
        lambda: (sin(2 * A) + sin(2 * B) + sin(2 * (pi - A - B)), "=", 4 * sin(A) * sin(B) * sin(A + B)),
        "Hobson, Plane Trigonometry, § 47",
    ),
    true(
        "trig/machin",
        lambda: (4 * atan(Rational(1, 5)) - atan(Rational(1, 239)), "=", pi / 4),
        "Machin 1706; DLMF 3.12",
    ),
    true("trig/euler-machin", lambda: (machin((1, 2), (1, 3)), "=", pi / 4), "Euler 1738"),
    true("trig/stoermer", lambda: (machin((6, 8), (2, 57), (1, 239)), "=", pi / 4), "Størmer 1896"),
    true(
        "trig/gauss-machin",
        lambda: (machin((12, 18), (8, 57), (-5, 239)), "=", pi / 4),
        "Gauss; Arndt-Haenel, π Unleashed",
    ),
    true("trig/strassnitzky", lambda: (machin((1, 2), (1, 5), (1, 8)), "=", pi / 4), "Strassnitzky 1844"),
    true(
        "trig/atan-reciprocal", lambda: (atan(a) + atan(1 / a), "=", pi / 2), "DLMF 4.24.13-4.24.17 on positive reals"
    ),
    true("trig/acos-asin", lambda: (acos(x) + asin(x), "=", pi / 2, [x >= -1, x <= 1]), "DLMF 4.24.9"),
    true(
        "trig/sin-acos", lambda: (sin(acos(x), evaluate=False), "=", sqrt(1 - x**2), [x >= -1, x <= 1]), "DLMF 4.16.3"
    ),
    true("trig/cos-atan", lambda: (cos(atan(x), evaluate=False), "=", 1 / sqrt(1 + x**2)), "DLMF table 4.16.3"),
    true("trig/cos-2-asin", lambda: (cos(2 * asin(x)), "=", 1 - 2 * x**2, [x >= -1, x <= 1]), "DLMF 4.21.27"),
    true("trig/asin-sin", lambda: (asin(sin(x)), "=", x, [x >= -pi / 2, x <= pi / 2]), "DLMF 4.23 (ii)"),
    true(
        "trig/atan-sum", lambda: (atan(x) - atan(y), "=", atan((x - y) / (1 + x * y)), [x > 0, y > 0]), "DLMF 4.24.15"
    ),
    true(
        "trig/atan2-half", lambda: (2 * atan(b / (a + sqrt(a**2 + b**2))), "=", atan2(b, a)), "half-angle form of atan2"
    ),
    true("trig/pentagon", lambda: (cos(pi / 5, evaluate=False), "=", (1 + sqrt(5)) / 4), "DLMF table 4.17.1"),
    true(
        "trig/heptagon",
        lambda: (cos(pi / 7) * cos(2 * pi / 7) * cos(3 * pi / 7), "=", Rational(1, 8)),
        "Morrie's law for 7",
    ),
    true(
        "trig/heptagon-sum",
        lambda: (cos(2 * pi / 7) + cos(4 * pi / 7) + cos(6 * pi / 7), "=", -Rational(1, 2)),
        "roots of unity",
    ),
    true(
        "trig/morrie",
        lambda: (cos(pi / 9) * cos(2 * pi / 9) * cos(4 * pi / 9), "=", Rational(1, 8)),
        "Feynman's Morrie's law",
    ),
    true(
        "trig/tan-eleven",
        lambda: (tan(3 * pi / 11) + 4 * sin(2 * pi / 11), "=", sqrt(11)),
        "Engel, Problem-Solving Strategies",
    ),
    true("trig/moivre-20", lambda: rotated(20, 1), "DLMF 4.21.34", "20 symbols"),
    true(
        "trig/integer-shift",
        lambda: (sin(x + n * pi, evaluate=False) ** 2, "=", sin(x) ** 2),
        "DLMF 4.21 periods",
        "an integer symbol",
    ),
    true("trig/euler", lambda: ((exp(I * x) - exp(-I * x)) / (2 * I), "=", sin(x)), "DLMF 4.14.1"),
    # ------------------------------------------------------------------------------------------------ false
    false("trig/pythagoras-sign", lambda: (sin(w) ** 2 - cos(w) ** 2, "=", Integer(1)), "DLMF 4.21.12", "sign"),
    false("trig/addition-sign", lambda: (cos(w + v), "=", cos(w) * cos(v) + sin(w) * sin(v)), "DLMF 4.21.4", "sign"),
    false("trig/linear-sine", lambda: (sin(x + y), "=", sin(x) + sin(y)), "commonest error", "sine is not linear"),
    false("trig/cos-product-power", lambda: cosine_product(6, 5), "Viète", "2^5 for 2^6"),
    false("trig/dirichlet-half", lambda: dirichlet(8, 1), "DLMF 1.15.3", "n + 1 for n + 1/2"),
    false("trig/fejer-last", lambda: fejer(7, 8), "Gradshteyn-Ryzhik 1.342.3", "8 for 7"),
    false("trig/chebyshev-eight", lambda: (chebyshev(9), "=", cos(8 * x)), "DLMF 18.9.1", "index off by one"),
    false(
        "trig/chebyshev-kind", lambda: (chebyshevu(6, cos(x)), "=", cos(6 * x)), "DLMF 18.5.1", "second kind for first"
    ),
    false(
        "trig/sum-to-product-half",
        lambda: (sin(x) + sin(y), "=", 2 * sin(x + y) * cos(x - y)),
        "DLMF 4.21.6",
        "halves lost",
    ),
    false(
        "trig/sum-to-product-order",
        lambda: (sin(x) - sin(y), "=", 2 * sin((x - y) / 2) * cos((x - y) / 2)),
        "DLMF 4.21.7",
        "minus for plus",
    ),
    false(
        "trig/triple-sine-sign",
        lambda: (sin(3 * x), "=", 3 * sin(x) + 4 * sin(x) ** 3),
        "DLMF 4.21.28",
        "the hyperbolic rule",
    ),
    false(
        "trig/tan-double",
        lambda: (tan(2 * x) * (1 + tan(x) ** 2), "=", 2 * tan(x), [x > 0, x < Rational(3, 4)]),
        "DLMF 4.21.30",
        "sign: that is sin 2x's rule",
    ),
    false(
        "trig/cot-half-sign",
        lambda: (cot(x / 2), "=", (1 - cos(x)) / sin(x), [x > 0, x < 3]),
        "DLMF 4.21.22",
        "tan for cot",
    ),
    false(
        "trig/csc-sum-sign",
        lambda: (csc(x) - cot(x), "=", cot(x / 2), [x > 0, x < 3]),
        "DLMF 4.21.22",
        "minus gives the tangent",
    ),
    false("trig/sec-tan-sign", lambda: (sec(x) ** 2 + tan(x) ** 2, "=", Integer(1), narrow(x)), "DLMF 4.21.13", "sign"),
    false(
        "trig/half-angle-root",
        lambda: (sin(x / 2), "=", sqrt((1 - cos(x)) / 2)),
        "DLMF 4.21.20",
        "holds where sin(x/2) ≥ 0",
    ),
    false(
        "trig/triangle-cosines",
        lambda: (cos(2 * A) + cos(2 * B) + cos(2 * (pi - A - B)), "=", 1 - 4 * cos(A) * cos(B) * cos(pi - A - B)),
        "Hobson § 47",
        "sign of the 1",
    ),
    false(
        "trig/machin-238",
        lambda: (4 * atan(Rational(1, 5)) - atan(Rational(1, 238)), "=", pi / 4),
        "Machin",
        "238 for 239",
    ),
    false(
        "trig/machin-sign", lambda: (4 * atan(Rational(1, 5)) + atan(Rational(1, 239)), "=", pi / 4), "Machin", "sign"
    ),
    false("trig/stoermer-count", lambda: (machin((6, 8), (2, 57), (2, 239)), "=", pi / 4), "Størmer 1896", "2 for 1"),
    false(
        "trig/gauss-machin-sign",
        lambda: (machin((12, 18), (8, 57), (5, 239)), "=", pi / 4),
        "Gauss",
        "sign of the last",
    ),
    false(
        "trig/atan-reciprocal-real",
        lambda: (atan(x) + atan(1 / x), "=", pi / 2, [Ne(x, 0)]),
        "DLMF 4.24",
        "-π/2 on the negative axis",
    ),
    false("trig/acos-minus", lambda: (acos(-x), "=", acos(x), [x >= -1, x <= 1]), "DLMF 4.23.11", "π - acos x"),
    false(
        "trig/sin-acos-sign",
        lambda: (cos(asin(x)), "=", sqrt(1 + x**2), [x >= -1, x <= 1]),
        "DLMF table 4.16.3",
        "sign under the root",
    ),
    false("trig/cos-atan-root", lambda: (cos(atan(x)), "=", 1 / (1 + x**2)), "DLMF table 4.16.3", "the root lost"),
    false("trig/asin-sin-all", lambda: (asin(sin(x)), "=", x), "DLMF 4.23 (ii)", "true on [-π/2, π/2] only"),
    false("trig/acos-cos-all", lambda: (acos(cos(x)), "=", x, [x >= -1, x <= 1]), "DLMF 4.23 (ii)", "|x| near 0"),
    false(
        "trig/atan-sum-all",
        lambda: (atan(x) + atan(y), "=", atan((x + y) / (1 - x * y)), [x > 0, y > 0, Ne(x * y, 1)]),
        "DLMF 4.24.15",
        "off by π where xy > 1",
    ),
    false(
        "trig/atan2-quadrant",
        lambda: (atan2(y, x), "=", atan(y / x), [Ne(x, 0)]),
        "NumPy documentation, arctan2",
        "left half plane",
    ),
    false("trig/pentagon-sign", lambda: (cos(pi / 5), "=", (sqrt(5) - 1) / 4), "DLMF table 4.17.1", "that is cos 2π/5"),
    false(
        "trig/heptagon-sign",
        lambda: (cos(2 * pi / 7) * cos(4 * pi / 7) * cos(6 * pi / 7), "=", -Rational(1, 8)),
        "roots of unity",
        "sign",
    ),
    false("trig/tan-eleven-sign", lambda: (tan(3 * pi / 11) - 4 * sin(2 * pi / 11), "=", sqrt(11)), "Engel", "sign"),
    false("trig/moivre-20-sign", lambda: rotated(20, -1), "DLMF 4.21.34", "conjugate"),
    false("trig/integer-shift-odd", lambda: (sin(x + n * pi), "=", sin(x)), "DLMF 4.21", "odd n turns the sign"),
    false("trig/euler-i", lambda: ((exp(I * x) - exp(-I * x)) / 2, "=", sin(x)), "DLMF 4.14.1", "the lost i"),
    false(
        "trig/sinc",
        lambda: (sinc(x), "=", sin(pi * x) / (pi * x), [Ne(x, 0)]),
        "NumPy sinc against SymPy sinc",
        "normalised or not",
    ),
    false("trig/degrees", lambda: (sin(Integer(30)), "=", Rational(1, 2)), "commonest error", "degrees for radians"),
    false(
        "trig/acot-cut",
        lambda: (acot(x), "=", pi / 2 - atan(x)),
        "DLMF 4.23.9: the range is (-π/2, π/2]",
        "other range for x < 0",
    ),
    false(
        "trig/small-angle",
        lambda: (sin(x), "=", x - x**3 / 6, [x > 0, x < Rational(1, 1000)]),
        "Taylor",
        "the next term is x⁵/120",
    ),
]
