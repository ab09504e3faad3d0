"""Matrices: explicit determinants and inverses, and identities and gradients at symbolic size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases import Case, false, true
from sympy import (
    Add,
    Derivative,
    Integer,
    MatMul,
    Matrix,
    Mul,
    Ne,
    Rational,
    binomial,
    cos,
    exp,
    eye,
    log,
    sin,
    sqrt,
    symbols,
)

from checker.declarations import Matrix as MatrixOf
from checker.declarations import Vector, declare
from checker.mathematics import (
    block,
    det,
    diag,
    dot,
    gradient,
    hadamard,
    identity,
    inverse,
    jacobian,
    norm,
    ones,
    square,
    total,
    trace,
    zeros,
)

t, r, c = symbols("t r c", real=True)
x1, x2, x3, x4, x5, x6 = xs = symbols("x1:7", real=True)
y1, y2, y3, y4 = ys = symbols("y1:5", real=True)
a, b, d, e, f, g, h, k, m = symbols("a b d e f g h k m", real=True)
p, q, s = symbols("p q s", positive=True)
i = symbols("i", integer=True)
COOKBOOK = "Petersen & Pedersen, The Matrix Cookbook (2012)"
HORN = "Horn & Johnson, Matrix Analysis"
MAGNUS = "Magnus & Neudecker, Matrix Differential Calculus"
OWN = "author's derivation"

Claim = tuple[Any, ...]


def words() -> Any:
    """Matrices and vectors of symbolic size by name."""
    objects, _ = declare(
        {
            "A": MatrixOf("n", "n", structure="invertible"),
            "B": MatrixOf("n", "n", structure="invertible"),
            "C": MatrixOf("n", "n"),
            "D": MatrixOf("n", "n"),
            "S": MatrixOf("n", "n", structure="symmetric"),
            "P": MatrixOf("n", "n", structure="positive-definite"),
            "Q": MatrixOf("n", "n", structure="orthogonal"),
            "X": MatrixOf("n", "m"),
            "Y": MatrixOf("n", "m"),
            "W": MatrixOf("m", "n"),
            "U": MatrixOf("n", "n"),
            "x": Vector("n"),
            "y": Vector("n"),
            "z": Vector("n"),
            "u": Vector("m"),
        }
    )
    return type("Words", (), objects)


def by(build: Callable[[Any], Claim]) -> Callable[[], Claim]:
    """A claim in the words above, built when it is asked for."""
    return lambda: build(words())


def vandermonde(n: int, sign: int = 1, skip: bool = False) -> Claim:
    v = xs[:n]
    left = det(Matrix(n, n, lambda r, c: v[r] ** c))
    pairs = [(j, l) for j in range(n) for l in range(j + 1, n) if not (skip and (j, l) == (0, n - 1))]
    return left, "=", Mul(*(sign * (v[l] - v[j]) for j, l in pairs))


def cauchy(n: int, power: int = 1) -> Claim:
    left = det(Matrix(n, n, lambda r, c: 1 / (xs[r] + ys[c])))
    above = Mul(*((xs[l] - xs[j]) * (power * (ys[l] - ys[j])) for j in range(n) for l in range(j + 1, n)))
    sums = [xs[j] + ys[l] for j in range(n) for l in range(n)]
    return left, "=", above / Mul(*sums), [Ne(v, 0) for v in sums]


def companion(n: int, sign: int) -> Claim:
    """det(t - C) for the companion matrix of tⁿ + x_n tⁿ⁻¹ + … + x_1."""
    matrix = Matrix(n, n, lambda r, c: -xs[r] if c == n - 1 else Integer(int(r == c + 1)))
    return det(t * eye(n) - matrix), "=", t**n + sign * Add(*(xs[j] * t**j for j in range(n)))


def circulant(shift: int) -> Claim:
    v = [a, b, d]
    left = det(Matrix(3, 3, lambda r, c: v[(c - r) % 3]))
    return left, "=", a**3 + b**3 + d**3 - shift * a * b * d


def circulant_four(sign: int) -> Claim:
    v = [a, b, d, e]
    left = det(Matrix(4, 4, lambda r, c: v[(c - r) % 4]))
    return left, "=", (a + b + d + e) * (a - b + d - e) * ((a - d) ** 2 + sign * (b - e) ** 2)


def tridiagonal(sign: int) -> Claim:
    def matrix(n: int) -> Any:
        return Matrix(n, n, lambda r, c: a if r == c else b if c == r + 1 else d if r == c + 1 else 0)

    return det(matrix(5)), "=", a * det(matrix(4)) + sign * b * d * det(matrix(3))


def rank_one(n: int, lost: bool = False) -> Claim:
    left = det(Matrix(n, n, lambda r, c: xs[r] * ys[c] + (p if r == c else 0)))
    inner = Add(*(xs[j] * ys[j] for j in range(n)))
    return left, "=", p**n * (1 + inner / (1 if lost else p))


def inverse_two(sign: int) -> Claim:
    return (
        Matrix([[a, b], [d, e]]).inv(),
        "=",
        Matrix([[e, sign * b], [-d, a]]) / (a * e - b * d),
        [Ne(a * e, b * d), a > 0],
    )


def rotation(sign: int) -> Claim:
    def turn(angle: Any) -> Any:
        return Matrix([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])

    return MatMul(turn(a), turn(b), evaluate=False), "=", turn(a + sign * b)


def symmetric_two(half: Any) -> Claim:
    """The larger eigenvalue of a symmetric 2 × 2 matrix annuls the characteristic polynomial."""
    root = (a + d) / 2 + half * sqrt((a - d) ** 2 + 4 * b**2)
    return det(Matrix([[a - root, b], [b, d - root]])), "=", Integer(0)


def hilbert(value: int) -> Claim:
    return det(Matrix(4, 4, lambda r, c: Rational(1, r + c + 1))), "=", Rational(1, value)


def block_explicit(lost: bool) -> Claim:
    first, second = Matrix([[a, b], [d, e]]), Matrix([[f, g], [h, k]])
    left = det(Matrix([[a, b, x1, x2], [d, e, x3, x4], [0, 0, f, g], [0, 0, h, k]]))
    return left, "=", det(first) * det(second) + (x1 * x4 - x2 * x3 if lost else 0)


def pascal(n: int, value: int) -> Claim:
    return det(Matrix(n, n, lambda r, c: binomial(r + c, r))), "=", Integer(value)


def equicorrelated(n: int, power: int) -> Claim:
    left = det(Matrix(n, n, lambda r, c: 1 if r == c else t))
    return left, "=", (1 - t) ** power * (1 + (n - 1) * t)


def jacobi(lost: bool) -> Claim:
    """d det M(t)/dt for M = [[1 + t², t], [sin t, exp t]]."""
    whole = Derivative(det(Matrix([[1 + t**2, t], [sin(t), exp(t)]])).doit(), t)
    first = det(Matrix([[2 * t, 1], [sin(t), exp(t)]]))
    second = det(Matrix([[1 + t**2, t], [cos(t), exp(t)]]))
    return whole, "=", first if lost else first + second


def cayley_hamilton(sign: int) -> Claim:
    matrix = Matrix([[a, b], [d, e]])
    left = MatMul(matrix, matrix, evaluate=False)
    return left, "=", (a + e) * matrix - sign * (a * e - b * d) * eye(2)


def cross(sign: int) -> Claim:
    def product(u: Any, v: Any) -> list[Any]:
        return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]

    u, v, w = [x1, x2, x3], [y1, y2, y3], [a, b, d]
    left = Matrix(product(u, product(v, w)))
    inner = sum(j * l for j, l in zip(u, w, strict=True)), sum(j * l for j, l in zip(u, v, strict=True))
    return left, "=", Matrix([inner[0] * j - sign * inner[1] * l for j, l in zip(v, w, strict=True)])


def cholesky(square_root: bool) -> Claim:
    """The factor of a 2 × 2 covariance with correlation t."""
    root = sqrt(1 - t**2) if square_root else 1 - t**2
    low = Matrix([[p, 0], [t * q, root * q]])
    return MatMul(low, low.T, evaluate=False), "=", Matrix([[p**2, t * p * q], [t * p * q, q**2]]), [t > -1, t < 1]


def dot_of(first: Any, second: Any) -> Any:
    """The sum of the entries of the entrywise product."""
    rows, cols = first.shape
    return dot(hadamard(first, second) * ones(cols), ones(rows))


def centring(w: Any, factor: Any) -> Claim:
    """H = 1 − 11ᵀ/n is idempotent."""
    n = w.x.shape[0]
    centre = one(w) - ones(n) * ones(n).T / n
    return centre * (centre * w.x), "=", w.x - factor * ones(n) * total(w.x) / n


def one(w: Any) -> Any:
    return identity(w.A.shape[0])


CASES: list[Case] = [
    # ------------------------------------------------------------------------------------------------ explicit
    true("matrix/det-two", lambda: (det(Matrix([[a, b], [d, e]])), "=", a * e - b * d), f"{COOKBOOK} 1.3"),
    true(
        "matrix/det-three",
        lambda: (
            det(Matrix([[a, b, d], [e, f, g], [h, k, m]])),
            "=",
            a * (f * m - g * k) - b * (e * m - g * h) + d * (e * k - f * h),
        ),
        "Laplace expansion",
    ),
    *(true(f"matrix/vandermonde-{n}", lambda n=n: vandermonde(n), f"{HORN} 0.9.11") for n in range(3, 7)),
    *(true(f"matrix/cauchy-{n}", lambda n=n: cauchy(n), f"{HORN} 0.9.12") for n in range(2, 5)),
    *(true(f"matrix/companion-{n}", lambda n=n: companion(n, 1), f"{HORN} 3.3.14") for n in (3, 4, 6)),
    true("matrix/circulant", lambda: circulant(3), f"{HORN} 0.9.6"),
    true("matrix/circulant-four", lambda: circulant_four(1), f"{HORN} 0.9.6"),
    true("matrix/continuant", lambda: tridiagonal(-1), f"{HORN} 0.9.10"),
    *(true(f"matrix/rank-one-{n}", lambda n=n: rank_one(n), f"{COOKBOOK} 24") for n in (2, 4)),
    true("matrix/inverse-two", lambda: inverse_two(-1), f"{COOKBOOK} 1.3"),
    true("matrix/rotations-add", lambda: rotation(1), "addition theorems; DLMF 4.21"),
    true("matrix/eigenvalue", lambda: symmetric_two(Rational(1, 2)), f"{COOKBOOK} 1.3"),
    true("matrix/hilbert", lambda: hilbert(6048000), "Hilbert (1894)"),
    true("matrix/block-triangular", lambda: block_explicit(False), f"{COOKBOOK} 397"),
    true("matrix/pascal", lambda: pascal(5, 1), "the symmetric Pascal matrix"),
    true("matrix/equicorrelated", lambda: equicorrelated(5, 4), "Rao, Linear Statistical Inference"),
    true("matrix/jacobi-rows", lambda: jacobi(False), f"{COOKBOOK} 46"),
    true("matrix/cayley-hamilton", lambda: cayley_hamilton(1), f"{HORN} 2.4.3"),
    true("matrix/triple-cross", lambda: cross(1), "Lagrange: BAC − CAB"),
    true("matrix/cholesky", lambda: cholesky(True), f"{COOKBOOK} 5.5"),
    # ------------------------------------------------------------------------------------------------ symbolic size
    true("matrix/transpose-product", by(lambda w: ((w.A * w.B * w.C).T, "=", w.C.T * w.B.T * w.A.T)), f"{COOKBOOK} 5"),
    true(
        "matrix/inverse-product", by(lambda w: (inverse(w.A * w.B), "=", inverse(w.B) * inverse(w.A))), f"{COOKBOOK} 1"
    ),
    true("matrix/inverse-transpose", by(lambda w: (inverse(w.A.T), "=", inverse(w.A).T)), f"{COOKBOOK} 3"),
    true("matrix/trace-cyclic", by(lambda w: (trace(w.A * w.B * w.C), "=", trace(w.C * w.A * w.B))), f"{COOKBOOK} 16"),
    true("matrix/trace-quadratic", by(lambda w: (trace(w.x * w.y.T), "=", dot(w.x, w.y))), f"{COOKBOOK} 17"),
    true("matrix/det-product", by(lambda w: (det(w.A * w.B), "=", det(w.A) * det(w.B))), f"{COOKBOOK} 21"),
    true("matrix/det-inverse", by(lambda w: (det(inverse(w.A)), "=", 1 / det(w.A))), f"{COOKBOOK} 22"),
    true("matrix/det-scaled", by(lambda w: (det(p * w.A), "=", p ** w.A.shape[0] * det(w.A))), f"{COOKBOOK} 19"),
    true(
        "matrix/det-lemma",
        by(lambda w: (det(w.A + w.x * w.y.T), "=", det(w.A) * (1 + dot(w.y, inverse(w.A) * w.x)))),
        f"{COOKBOOK} 24; Sherman & Morrison",
    ),
    true(
        "matrix/sherman-morrison",
        by(
            lambda w: (
                inverse(w.P + w.x * w.x.T),
                "=",
                inverse(w.P) - inverse(w.P) * w.x * w.x.T * inverse(w.P) / (1 + dot(w.x, inverse(w.P) * w.x)),
            )
        ),
        f"{COOKBOOK} 160",
    ),
    true(
        "matrix/push-through",
        by(
            lambda w: (
                inverse(identity(w.X.shape[0]) + w.X * w.X.T) * w.X,
                "=",
                w.X * inverse(identity(w.X.shape[1]) + w.X.T * w.X),
            )
        ),
        f"{COOKBOOK} 164",
    ),
    true(
        "matrix/woodbury",
        by(
            lambda w: (
                inverse(w.P + w.X * w.X.T),
                "=",
                inverse(w.P)
                - inverse(w.P)
                * w.X
                * inverse(identity(w.X.shape[1]) + w.X.T * inverse(w.P) * w.X)
                * w.X.T
                * inverse(w.P),
            )
        ),
        f"{COOKBOOK} 156",
    ),
    true(
        "matrix/sum-of-inverses",
        by(lambda w: (inverse(w.A) + inverse(w.B), "=", inverse(w.A) * (w.A + w.B) * inverse(w.B))),
        f"{COOKBOOK} 167",
    ),
    true("matrix/orthogonal-keeps-norm", by(lambda w: (dot(w.Q * w.x, w.Q * w.y), "=", dot(w.x, w.y))), f"{HORN} 2.1"),
    true(
        "matrix/projector",
        by(lambda w: ((w.x * w.x.T) * (w.x * w.x.T), "=", dot(w.x, w.x) * (w.x * w.x.T))),
        f"{HORN} 0.9",
    ),
    true(
        "matrix/square-of-norm",
        by(lambda w: (norm(w.x + w.y) ** 2, "=", norm(w.x) ** 2 + 2 * dot(w.x, w.y) + norm(w.y) ** 2)),
        f"{HORN} 5.1",
    ),
    true("matrix/frobenius", by(lambda w: (norm(w.X) ** 2, "=", trace(w.X.T * w.X))), f"{COOKBOOK} 538"),
    true("matrix/hadamard-trace", by(lambda w: (trace(w.X.T * w.Y), "=", dot_of(w.X, w.Y))), f"{COOKBOOK} 10.2"),
    true("matrix/diag-product", by(lambda w: (diag(w.x) * w.y, "=", hadamard(w.x, w.y))), f"{COOKBOOK} 10"),
    true("matrix/diag-diag", by(lambda w: (diag(w.x) * diag(w.y), "=", diag(hadamard(w.x, w.y)))), f"{COOKBOOK} 10"),
    true("matrix/centring", by(lambda w: centring(w, Integer(1))), "Mardia, Kent & Bibby 1.3"),
    true(
        "matrix/block-product",
        by(
            lambda w: (
                block([[w.A, w.C], [zeros(*w.A.shape), w.B]]) * block([[w.C], [w.D]]),
                "=",
                block([[w.A * w.C + w.C * w.D], [w.B * w.D]]),
            )
        ),
        f"{HORN} 0.7",
    ),
    true(
        "matrix/block-det",
        by(lambda w: (det(block([[w.A, w.C], [zeros(*w.A.shape), w.B]])), "=", det(w.A) * det(w.B))),
        f"{COOKBOOK} 397",
    ),
    true(
        "matrix/coupling-jacobian",
        by(lambda w: (det(block([[one(w), zeros(*w.A.shape)], [w.C, w.D]])), "=", det(w.D))),
        "Dinh et al., Real NVP (2017)",
    ),
    # ------------------------------------------------------------------------------------------------ gradients
    true("matrix/gradient-linear", by(lambda w: (gradient(dot(w.y, w.x), w.x), "=", w.y)), f"{COOKBOOK} 69"),
    true(
        "matrix/gradient-quadratic",
        by(lambda w: (gradient(dot(w.x, w.C * w.x), w.x), "=", (w.C + w.C.T) * w.x)),
        f"{COOKBOOK} 81",
    ),
    true(
        "matrix/gradient-symmetric",
        by(lambda w: (gradient(dot(w.x, w.S * w.x), w.x), "=", 2 * w.S * w.x)),
        f"{COOKBOOK} 81",
    ),
    true(
        "matrix/gradient-least-squares",
        by(lambda w: (gradient(norm(w.W * w.x - w.u) ** 2, w.x), "=", 2 * w.W.T * (w.W * w.x - w.u))),
        f"{COOKBOOK} 84 with s = 0",
    ),
    true(
        "matrix/gradient-ridge",
        by(
            lambda w: (
                gradient(norm(w.W * w.x - w.u) ** 2 + p * norm(w.x) ** 2, w.x),
                "=",
                2 * (w.W.T * w.W + p * one(w)) * w.x - 2 * w.W.T * w.u,
            )
        ),
        "Bishop, PRML 3.28",
    ),
    true(
        "matrix/gradient-bilinear",
        by(lambda w: (gradient(dot(w.u, w.W * w.x), w.W), "=", w.u * w.x.T)),
        f"{COOKBOOK} 70",
    ),
    true("matrix/gradient-trace", by(lambda w: (gradient(trace(w.U * w.C), w.U), "=", w.C.T)), f"{COOKBOOK} 100"),
    true(
        "matrix/gradient-trace-square",
        by(lambda w: (gradient(trace(w.U * w.C * w.U.T), w.U), "=", w.U * (w.C + w.C.T))),
        f"{COOKBOOK} 111",
    ),
    true("matrix/gradient-frobenius", by(lambda w: (gradient(norm(w.U) ** 2, w.U), "=", 2 * w.U)), f"{COOKBOOK} 132"),
    true(
        "matrix/gradient-det", by(lambda w: (gradient(det(w.A), w.A), "=", det(w.A) * inverse(w.A).T)), f"{COOKBOOK} 49"
    ),
    true(
        "matrix/gradient-inverse",
        by(
            lambda w: (gradient(dot(w.x, inverse(w.A) * w.y), w.A), "=", -inverse(w.A).T * w.x * w.y.T * inverse(w.A).T)
        ),
        f"{COOKBOOK} 61",
    ),
    true("matrix/jacobian-linear", by(lambda w: (jacobian(w.W * w.x + w.u, w.x), "=", w.W)), f"{MAGNUS} 9"),
    true("matrix/jacobian-square", by(lambda w: (jacobian(square(w.x), w.x), "=", 2 * diag(w.x))), f"{MAGNUS} 9"),
    true(
        "matrix/jacobian-rank-one",
        by(lambda w: (jacobian(w.x * dot(w.y, w.x), w.x), "=", dot(w.y, w.x) * one(w) + w.x * w.y.T)),
        f"{MAGNUS} 9",
    ),
    true(
        "matrix/gradient-gaussian",
        by(lambda w: (gradient(-dot(w.x - w.y, inverse(w.P) * (w.x - w.y)) / 2, w.y), "=", inverse(w.P) * (w.x - w.y))),
        f"{COOKBOOK} 86",
    ),
    true(
        "matrix/gradient-norm",
        by(lambda w: (gradient(norm(w.x), w.x), "=", w.x / norm(w.x), [Ne(norm(w.x), 0)])),
        f"{COOKBOOK} 129",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false("matrix/det-two-sign", lambda: (det(Matrix([[a, b], [d, e]])), "=", a * e + b * d), COOKBOOK, "permanent"),
    false(
        "matrix/det-three-sign",
        lambda: (
            det(Matrix([[a, b, d], [e, f, g], [h, k, m]])),
            "=",
            a * (f * m - g * k) + b * (e * m - g * h) + d * (e * k - f * h),
        ),
        "Laplace expansion",
        "sign of the second cofactor",
    ),
    false("matrix/vandermonde-3-sign", lambda: vandermonde(3, -1), HORN, "order of the differences"),
    *(
        false(f"matrix/vandermonde-{n}-factor", lambda n=n: vandermonde(n, 1, True), HORN, "a pair lost")
        for n in range(3, 7)
    ),
    *(false(f"matrix/cauchy-{n}-sign", lambda n=n: cauchy(n, -1), HORN, "order of differences") for n in (2, 3)),
    *(
        false(f"matrix/companion-{n}-sign", lambda n=n: companion(n, -1), HORN, "signs of the coefficients")
        for n in (3, 6)
    ),
    false("matrix/circulant-two", lambda: circulant(2), HORN, "3abc"),
    false("matrix/circulant-four-sign", lambda: circulant_four(-1), HORN, "i² = −1"),
    false("matrix/continuant-sign", lambda: tridiagonal(1), HORN, "sign"),
    *(false(f"matrix/rank-one-{n}-lost", lambda n=n: rank_one(n, True), COOKBOOK, "A⁻¹ lost") for n in (2, 4)),
    false("matrix/inverse-two-sign", lambda: inverse_two(1), COOKBOOK, "sign"),
    false("matrix/rotations-subtract", lambda: rotation(-1), "DLMF 4.21", "sign"),
    false("matrix/eigenvalue-half", lambda: symmetric_two(Integer(1)), COOKBOOK, "½"),
    false("matrix/hilbert-digit", lambda: hilbert(6048001), "Hilbert (1894)", "a digit"),
    false("matrix/block-triangular-term", lambda: block_explicit(True), COOKBOOK, "the off-diagonal block"),
    false("matrix/pascal-two", lambda: pascal(5, 2), "Pascal matrix", "value"),
    false("matrix/equicorrelated-power", lambda: equicorrelated(5, 5), "Rao", "multiplicity n − 1"),
    false("matrix/jacobi-rows-lost", lambda: jacobi(True), COOKBOOK, "the second row"),
    false("matrix/cayley-hamilton-sign", lambda: cayley_hamilton(-1), HORN, "sign of the determinant"),
    false("matrix/triple-cross-sign", lambda: cross(-1), "Lagrange", "sign"),
    false("matrix/cholesky-square", lambda: cholesky(False), COOKBOOK, "variance for deviation"),
    false("matrix/transpose-product-order", by(lambda w: ((w.A * w.B).T, "=", w.A.T * w.B.T)), COOKBOOK, "order"),
    false(
        "matrix/inverse-product-order",
        by(lambda w: (inverse(w.A * w.B), "=", inverse(w.A) * inverse(w.B))),
        COOKBOOK,
        "order",
    ),
    false("matrix/commute", by(lambda w: (w.C * w.D, "=", w.D * w.C)), HORN, "do not commute"),
    false("matrix/inverse-sum", by(lambda w: (inverse(w.P + one(w)), "=", inverse(w.P) + one(w))), HORN, "of a sum"),
    false(
        "matrix/trace-order",
        by(lambda w: (trace(w.A * w.B * w.C), "=", trace(w.B * w.A * w.C))),
        COOKBOOK,
        "not cyclic",
    ),
    false(
        "matrix/trace-product", by(lambda w: (trace(w.C * w.D), "=", trace(w.C) * trace(w.D))), COOKBOOK, "of a product"
    ),
    false("matrix/det-sum", by(lambda w: (det(w.C + w.D), "=", det(w.C) + det(w.D))), COOKBOOK, "of a sum"),
    false("matrix/det-scaled-once", by(lambda w: (det(p * w.A), "=", p * det(w.A))), f"{COOKBOOK} 19", "power n"),
    false(
        "matrix/det-lemma-inverse",
        by(lambda w: (det(w.A + w.x * w.y.T), "=", det(w.A) * (1 + dot(w.y, w.A * w.x)))),
        f"{COOKBOOK} 24",
        "A for its inverse",
    ),
    false(
        "matrix/det-lemma-sign",
        by(lambda w: (det(w.A - w.x * w.y.T), "=", det(w.A) * (1 + dot(w.y, inverse(w.A) * w.x)))),
        f"{COOKBOOK} 24",
        "sign",
    ),
    false(
        "matrix/sherman-morrison-sign",
        by(
            lambda w: (
                inverse(w.P + w.x * w.x.T),
                "=",
                inverse(w.P) + inverse(w.P) * w.x * w.x.T * inverse(w.P) / (1 + dot(w.x, inverse(w.P) * w.x)),
            )
        ),
        f"{COOKBOOK} 160",
        "sign",
    ),
    false(
        "matrix/woodbury-middle",
        by(
            lambda w: (
                inverse(w.P + w.X * w.X.T),
                "=",
                inverse(w.P) - inverse(w.P) * w.X * w.X.T * inverse(w.P),
            )
        ),
        f"{COOKBOOK} 156",
        "the middle inverse",
    ),
    false(
        "matrix/sum-of-inverses-order",
        by(lambda w: (inverse(w.A) + inverse(w.B), "=", inverse(w.A + w.B))),
        COOKBOOK,
        "of a sum",
    ),
    false(
        "matrix/orthogonal-any", by(lambda w: (dot(w.C * w.x, w.C * w.y), "=", dot(w.x, w.y))), HORN, "not orthogonal"
    ),
    false(
        "matrix/projector-norm",
        by(lambda w: ((w.x * w.x.T) * (w.x * w.x.T), "=", w.x * w.x.T)),
        HORN,
        "x is no unit vector",
    ),
    false(
        "matrix/square-of-norm-cross",
        by(lambda w: (norm(w.x + w.y) ** 2, "=", norm(w.x) ** 2 + norm(w.y) ** 2)),
        HORN,
        "cross term",
    ),
    false("matrix/triangle-equality", by(lambda w: (norm(w.x + w.y), "=", norm(w.x) + norm(w.y))), HORN, "equality"),
    false("matrix/frobenius-root", by(lambda w: (norm(w.X), "=", trace(w.X.T * w.X))), COOKBOOK, "square root"),
    false(
        "matrix/diag-product-outer",
        by(lambda w: (diag(w.x) * w.y, "=", dot(w.x, w.y) * w.x)),
        COOKBOOK,
        "dot for entrywise",
    ),
    false("matrix/centring-lost", by(lambda w: centring(w, Integer(2))), "Mardia 1.3", "factor 2"),
    false(
        "matrix/block-det-schur",
        by(lambda w: (det(block([[w.A, w.C], [w.D, w.B]])), "=", det(w.A) * det(w.B) - det(w.C) * det(w.D))),
        f"{COOKBOOK} 399",
        "the rule for 2 × 2 numbers",
    ),
    false(
        "matrix/coupling-jacobian-block",
        by(lambda w: (det(block([[one(w), zeros(*w.A.shape)], [w.C, w.D]])), "=", det(w.C))),
        "Real NVP",
        "block",
    ),
    false(
        "matrix/gradient-quadratic-half",
        by(lambda w: (gradient(dot(w.x, w.C * w.x), w.x), "=", w.C * w.x)),
        COOKBOOK,
        "C + Cᵀ",
    ),
    false(
        "matrix/gradient-quadratic-twice",
        by(lambda w: (gradient(dot(w.x, w.C * w.x), w.x), "=", 2 * w.C * w.x)),
        COOKBOOK,
        "not symmetric",
    ),
    false(
        "matrix/gradient-symmetric-two",
        by(lambda w: (gradient(dot(w.x, w.S * w.x), w.x), "=", w.S * w.x)),
        COOKBOOK,
        "factor 2",
    ),
    false(
        "matrix/gradient-least-squares-sign",
        by(lambda w: (gradient(norm(w.W * w.x - w.u) ** 2, w.x), "=", 2 * w.W.T * (w.u - w.W * w.x))),
        COOKBOOK,
        "sign",
    ),
    false(
        "matrix/gradient-least-squares-two",
        by(lambda w: (gradient(norm(w.W * w.x - w.u) ** 2, w.x), "=", w.W.T * (w.W * w.x - w.u))),
        COOKBOOK,
        "factor 2",
    ),
    false(
        "matrix/gradient-ridge-sign",
        by(
            lambda w: (
                gradient(norm(w.W * w.x - w.u) ** 2 + p * norm(w.x) ** 2, w.x),
                "=",
                2 * (w.W.T * w.W - p * one(w)) * w.x - 2 * w.W.T * w.u,
            )
        ),
        "Bishop, PRML 3.28",
        "sign",
    ),
    false(
        "matrix/gradient-bilinear-lost",
        by(lambda w: (gradient(dot(w.u, w.W * w.x), w.x), "=", w.W.T * (w.W * w.x))),
        COOKBOOK,
        "u lost",
    ),
    false(
        "matrix/gradient-trace-transpose",
        by(lambda w: (gradient(trace(w.U * w.C), w.U), "=", w.C)),
        COOKBOOK,
        "transpose",
    ),
    false(
        "matrix/gradient-trace-square-order",
        by(lambda w: (gradient(trace(w.U * w.C * w.U.T), w.U), "=", (w.C + w.C.T) * w.U)),
        f"{COOKBOOK} 111",
        "order",
    ),
    false(
        "matrix/gradient-frobenius-root", by(lambda w: (gradient(norm(w.U) ** 2, w.U), "=", w.U)), COOKBOOK, "factor 2"
    ),
    false(
        "matrix/gradient-det-transpose",
        by(lambda w: (gradient(det(w.A), w.A), "=", det(w.A) * inverse(w.A))),
        COOKBOOK,
        "transpose",
    ),
    false(
        "matrix/gradient-log-det",
        by(lambda w: (gradient(log(det(w.P)), w.x), "=", w.x)),
        COOKBOOK,
        "does not depend on x",
    ),
    false(
        "matrix/gradient-inverse-sign",
        by(lambda w: (gradient(dot(w.x, inverse(w.A) * w.y), w.A), "=", inverse(w.A).T * w.x * w.y.T * inverse(w.A).T)),
        f"{COOKBOOK} 61",
        "sign",
    ),
    false("matrix/jacobian-transpose", by(lambda w: (jacobian(w.C * w.x, w.x), "=", w.C.T)), MAGNUS, "transpose"),
    false("matrix/jacobian-square-two", by(lambda w: (jacobian(square(w.x), w.x), "=", diag(w.x))), MAGNUS, "factor 2"),
    false(
        "matrix/jacobian-rank-one-order",
        by(lambda w: (jacobian(w.x * dot(w.y, w.x), w.x), "=", dot(w.y, w.x) * one(w) + w.y * w.x.T)),
        MAGNUS,
        "transpose",
    ),
    false(
        "matrix/gradient-gaussian-sign",
        by(lambda w: (gradient(-dot(w.x - w.y, inverse(w.P) * (w.x - w.y)) / 2, w.y), "=", inverse(w.P) * (w.y - w.x))),
        COOKBOOK,
        "sign",
    ),
    false(
        "matrix/gradient-norm-square",
        by(lambda w: (gradient(norm(w.x), w.x), "=", w.x / norm(w.x) ** 2, [Ne(norm(w.x), 0)])),
        COOKBOOK,
        "square",
    ),
]
