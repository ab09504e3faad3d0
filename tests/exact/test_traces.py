"""Traces, quadratic forms and norms of products that stand whole: what inverses and conditions say, and no more."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from judged import verdicts
from matrix_oracle import agree
from sympy.matrices.expressions import KroneckerProduct as Kron
from test_words import LETTERS, SIZES, STRUCTURES, VECTORS, context, expression, rewritten

from checker import (
    Abs,
    Derivation,
    Matrix,
    Natural,
    Ne,
    Nonzero,
    Positive,
    Real,
    Size,
    Sum,
    Vector,
    block,
    det,
    diag,
    dot,
    equation,
    identity,
    inverse,
    jacobian,
    log,
    norm,
    ones,
    softmax,
    tanh,
    total,
    trace,
)
from checker.exact import traces
from checker.graph import Node, add


def test_least_squares() -> None:
    def lines(d: Derivation, X: Matrix("n", "p"), y: Vector("n"), b: Vector("p"), n: Size, p: Size) -> None:
        w = inverse(X.T * X) * X.T * y
        H = X * inverse(X.T * X) * X.T
        c = [Ne(det(X.T * X), 0)]
        d.prove(trace(H), "=", p, where=c)
        d.prove(dot(y - H * y, y - H * y), "=", dot(y, y) - dot(y, H * y), where=c)
        d.prove(norm(y - X * b) ** 2, "=", norm(y - X * w) ** 2 + norm(X * (b - w)) ** 2, where=c)
        d.prove(total(H * (y - H * y)), "=", 0, where=c)
        d.refute(trace(H), "=", n, "the other size", where=c)
        d.refute(dot(y - H * y, y - H * y), "=", dot(y, y) + dot(y, H * y), "a sign", where=c)
        d.refute(norm(y - X * b) ** 2, "=", norm(y - X * w) ** 2 + norm(b - w) ** 2, "X is lost", where=c)

    assert verdicts(lines) == ["proved"] * 4 + ["refuted"] * 3


def test_gaussian_evidence() -> None:
    def lines(
        d: Derivation,
        S: Matrix("n", "n", structure="positive-definite"),
        T: Matrix("n", "n", structure="positive-definite"),
        m: Vector("n"),
        r: Vector("n"),
        s: Positive,
        n: Size,
    ) -> None:
        P = inverse(S) + inverse(T)
        q = inverse(S) * m + inverse(T) * r
        left = dot(m, inverse(S) * m) + dot(r, inverse(T) * r) - dot(q, inverse(P) * q)
        d.prove(left, "=", dot(m - r, inverse(S + T) * (m - r)))
        d.prove(trace(S * inverse(S + s * identity(n))), "=", n - s * trace(inverse(S + s * identity(n))))
        d.refute(left, "=", dot(m + r, inverse(S + T) * (m - r)), "a sign")
        d.refute(left, "=", dot(m - r, inverse(P) * (m - r)), "the sum of the inverses")
        d.refute(trace(S * inverse(S + s * identity(n))), "=", n - trace(inverse(S + s * identity(n))), "s is lost")

    assert verdicts(lines) == ["proved"] * 2 + ["refuted"] * 3


def test_a_unit_vector() -> None:
    def lines(d: Derivation, u: Vector("n"), x: Vector("n"), n: Size) -> None:
        H = identity(n) - 2 * u * u.T
        for c in ([equation(norm(u), 1)], [equation(dot(u, u), 1)]):
            d.prove(H * H, "=", identity(n), where=c)
            d.prove(H * u, "=", -u, where=c)
            d.prove(norm(H * x), "=", norm(x), where=c)
            d.refute(H * H, "=", H, "no projection", where=c)
            d.refute(norm(x - dot(u, x) * u) ** 2, "=", dot(x, x) + dot(u, x) ** 2, "a sign", where=c)
        d.refute(H * H, "=", identity(n), "u is any vector")
        d.refute(H * H, "=", identity(n), "the norm is 2", where=[equation(norm(u), 2)])

    assert verdicts(lines) == (["proved"] * 3 + ["refuted"] * 2) * 2 + ["refuted"] * 2


@pytest.mark.parametrize("seed", range(60))
def test_what_is_proved_of_random_traces_holds(seed: int) -> None:
    r = random.Random(seed)
    inner, outer = expression(r, 2, True), Node("inverse", (r.choice(LETTERS),))
    u, v = r.choice(VECTORS), r.choice(VECTORS)
    form = Node("trace", (Node("matmul", (Node("transpose", (u,)), inner, outer, v)),))
    left = add(Node("trace", (Node("matmul", (inner, outer)),)), form)
    for wrong in (False, True):
        turned = Node("transpose", (rewritten(r, inner, wrong),))
        ends = (u, v) if not wrong or r.random() < 0.5 else (v, u)
        other = Node("matmul", (Node("transpose", (ends[1],)), Node("transpose", (outer,)), turned, ends[0]))
        right = add(Node("trace", (Node("matmul", (outer, rewritten(r, inner, wrong))),)), Node("trace", (other,)))
        if traces.prove_scalar(left, right, context()):
            assert agree(left, right, STRUCTURES, SIZES, True)
        else:
            assert wrong


def test_determinants_of_a_sum_and_a_product() -> None:
    def lines(
        d: Derivation,
        A: Matrix("n", "n", structure="positive-definite"),
        B: Matrix("n", "n", structure="positive-definite"),
        C: Matrix("k", "k", structure="positive-definite"),
        U: Matrix("n", "k"),
        V: Matrix("k", "n"),
        l: Nonzero,
        n: Size,
        k: Size,
    ) -> None:
        P = inverse(A) + inverse(B)
        d.prove(det(A + U * C * U.T), "=", det(inverse(C) + U.T * inverse(A) * U) * det(C) * det(A))
        d.prove(log(det(A + U * U.T)), "=", log(det(A)) + log(det(identity(k) + U.T * inverse(A) * U)))
        d.prove(det(l * identity(n) - U * V), "=", l ** (n - k) * det(l * identity(k) - V * U))
        d.prove(log(det(A)) + log(det(B)) + log(det(P)), "=", log(det(A + B)))
        d.prove(det(block([[A, U], [V, C]])), "=", det(A) * det(C - V * inverse(A) * U))
        d.refute(det(A + U * C * U.T), "=", det(inverse(C) - U.T * inverse(A) * U) * det(C) * det(A), "a sign")
        d.refute(det(l * identity(n) - U * V), "=", l ** (k - n) * det(l * identity(k) - V * U), "the exponent")
        d.refute(log(det(A)) + log(det(B)) - log(det(P)), "=", log(det(A + B)), "a sign")
        d.refute(det(A + B), "=", det(A) + det(B), "not linear")
        d.refute(det(block([[A, U], [V, C]])), "=", det(A) * det(C + V * inverse(A) * U), "a sign")

    assert verdicts(lines) == ["proved"] * 5 + ["refuted"] * 5


def test_an_orthogonal_matrix() -> None:
    def lines(d: Derivation, Q: Matrix("n", "n", structure="orthogonal"), A: Matrix("n", "n"), n: Size) -> None:
        d.prove(det(Q) ** 2, "=", 1)
        d.prove(Abs(det(Q)), "=", 1)
        d.prove(det(Q * A), "=", det(Q) ** 3 * det(A))
        d.refute(det(Q), "=", 1, "a reflection")
        d.refute(det(Q * A), "=", det(Q) ** 2 * det(A), "a sign")

    assert verdicts(lines) == ["proved"] * 3 + ["refuted"] * 2


def test_what_is_regular_by_a_condition() -> None:
    def lines(
        d: Derivation,
        A: Matrix("n", "n", structure="invertible"),
        B: Matrix("n", "n", structure="invertible"),
        u: Vector("n"),
        v: Vector("n"),
        n: Size,
    ) -> None:
        s = dot(v, inverse(A) * u)
        update = inverse(A) - inverse(A) * u * v.T * inverse(A) / (1 + s)
        d.prove(inverse(A + u * v.T), "=", update, where=[Ne(1 + s, 0)])
        d.prove(inverse(inverse(A) + inverse(B)), "=", A * inverse(A + B) * B, where=[Ne(det(A + B), 0)])
        d.refute(inverse(A + u * v.T), "=", update, "1 + s may be 0")
        d.refute(inverse(inverse(A) + inverse(B)), "=", A * inverse(A + B) * B, "A + B may be singular")
        d.refute(inverse(A + u * v.T), "=", update, "another condition", where=[Ne(1 - s, 0)])

    assert verdicts(lines) == ["proved"] * 2 + ["undefined"] * 3


def test_diagonal_plus_low_rank() -> None:
    def lines(
        d: Derivation,
        x: Vector("n"),
        s: Vector("n", entries=Positive),
        u: Vector("n"),
        v: Vector("n"),
        w: Vector("n"),
        q: Vector("n"),
        a: Real,
        b: Real,
        i: Natural,
        n: Size,
    ) -> None:
        p, t = softmax(x), tanh(dot(u, x))
        one = ones("n")
        d.prove(det(a * identity(n) + b * one * one.T), "=", a ** (n - 1) * (a + n * b))
        d.prove(det(diag(p) - p * p.T), "=", 0)
        d.prove(det(diag(s) + u * v.T), "=", det(diag(s)) * (1 + Sum(u[i] * v[i] / s[i], (i, 0, n - 1))))
        d.prove(det(identity(n) + u * v.T + w * q.T), "=", (1 + dot(u, v)) * (1 + dot(w, q)) - dot(v, w) * dot(q, u))
        d.prove(det(jacobian(x + v * tanh(dot(u, x)), x)), "=", 1 + (1 - t**2) * dot(u, v))
        d.refute(det(a * identity(n) + b * one * one.T), "=", a**n * (a + n * b), "the exponent")
        d.refute(det(diag(p) + p * p.T), "=", 0, "a sign")
        d.refute(det(identity(n) + u * v.T + w * q.T), "=", (1 + dot(u, v)) * (1 + dot(w, q)), "they interact")
        d.refute(det(jacobian(x + v * tanh(dot(u, x)), x)), "=", 1 + (1 - t**2) * dot(v, v), "the other vector")

    assert verdicts(lines) == ["proved"] * 5 + ["refuted"] * 4


def test_kronecker_products_are_linear() -> None:
    def lines(
        d: Derivation,
        A: Matrix("n", "n"),
        B: Matrix("m", "m"),
        C: Matrix("m", "m"),
        x: Vector("n"),
        y: Vector("m"),
        n: Size,
        m: Size,
    ) -> None:
        d.prove(Kron(A, B + C), "=", Kron(A, B) + Kron(A, C))
        d.prove(Kron(2 * A, B), "=", Kron(A, 2 * B))
        d.prove((Kron(A, identity(m)) + Kron(identity(n), B)) * Kron(x, y), "=", Kron(A * x, y) + Kron(x, B * y))
        d.prove(dot(Kron(x, y), Kron(x, y)), "=", dot(x, x) * dot(y, y))
        d.refute(Kron(A, B + C), "=", Kron(A, B) - Kron(A, C), "a sign")
        d.refute(Kron(2 * A, 2 * B), "=", 2 * Kron(A, B), "twice")
        d.refute(dot(Kron(x, y), Kron(x, y)), "=", dot(x, x) + dot(y, y), "a product")

    assert verdicts(lines) == ["proved"] * 4 + ["refuted"] * 3


def test_sums_that_are_written_out_are_products() -> None:
    def lines(
        d: Derivation, x: Vector("n"), S: Matrix("n", "n", structure="positive-definite"), n: Size, i: Natural
    ) -> None:
        y = inverse(S) * x
        d.prove(Sum(x[i] * (S * y)[i, 0], (i, 0, n - 1)), "=", Sum(x[i] ** 2, (i, 0, n - 1)))
        d.prove(Sum(y[i, 0] * x[i], (i, 0, n - 1)), "=", dot(y, S * y))
        d.refute(Sum(y[i, 0] * x[i], (i, 0, n - 2)), "=", dot(y, S * y), "the last is left out")
        d.refute(Sum(y[i, 0] ** 2, (i, 0, n - 1)), "=", dot(y, S * y), "another form")

    assert verdicts(lines) == ["proved"] * 2 + ["refuted"] * 2
