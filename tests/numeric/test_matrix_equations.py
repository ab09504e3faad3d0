"""Equations between vectors and matrices as conditions: points that satisfy them, among them those that tell."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from judged import verdicts

from checker import (
    Derivation,
    Matrix,
    Ne,
    Positive,
    Real,
    Size,
    Vector,
    cos,
    det,
    dot,
    equation,
    identity,
    inverse,
    norm,
    sin,
    total,
    trace,
    zeros,
)


def test_what_holds_on_the_axes_alone() -> None:
    def lines(d: Derivation, u: Vector("n"), v: Vector("n"), n: Size) -> None:
        for c in (equation(dot(u, u), 1), equation(norm(u), 1), equation(u.T * u, identity(1))):
            d.refute(total(u) ** 2, "=", 1, "true of ± a unit vector of the basis", where=[c])
        pair = [equation(dot(u, u), 1), equation(norm(v), 2), equation(dot(v, u), 0)]
        d.refute(total(u) ** 2, "=", 1, "likewise", where=pair)
        d.refute(norm(u + v) ** 2, "=", 3, "1 + 4", where=pair)
        d.prove(norm(u + v) ** 2, "=", 5, where=pair)

    assert verdicts(lines) == ["refuted"] * 5 + ["proved"]


def test_orthonormal_columns() -> None:
    def lines(d: Derivation, U: Matrix("n", "k"), x: Vector("n"), z: Vector("k"), t: Real, n: Size, k: Size) -> None:
        c = [equation(U.T * U, identity("k"))]
        d.prove((U * U.T) ** 2, "=", U * U.T, where=c)
        d.prove(trace(U * U.T), "=", k, where=c)
        d.prove(norm(x - U * z) ** 2, "=", dot(x, x) - norm(U.T * x) ** 2 + norm(z - U.T * x) ** 2, where=c)
        d.refute(U * U.T, "=", identity("n"), "n may be more than k", where=c)
        d.refute(norm(x - U * z) ** 2, "=", dot(x, x) - norm(U.T * x) ** 2, "z is not the best", where=c)
        d.refute(trace(U * U.T), "=", n, "the rank", where=c)

    assert verdicts(lines) == ["proved"] * 3 + ["refuted"] * 3


def test_eigenvectors() -> None:
    def lines(
        d: Derivation,
        S: Matrix("n", "n", structure="symmetric"),
        C: Matrix("n", "n", structure="positive-definite"),
        A: Matrix("n", "n"),
        w: Vector("n"),
        v: Vector("n"),
        l: Real,
        m: Real,
    ) -> None:
        two = [equation(S * w, l * w), equation(S * v, m * v)]
        d.prove((l - m) * dot(w, v), "=", 0, where=two)
        d.prove(dot(w, v), "=", 0, where=[*two, Ne(l, m)])
        d.refute((l + m) * dot(w, v), "=", 0, "one eigenvalue, two eigenvectors", where=two)
        d.refute(dot(w, v), "=", 0, "likewise", where=two)
        d.refute(dot(w, v), "=", 0, "not symmetric", where=[equation(A * w, l * w), equation(A * v, 2 * v), Ne(l, 2)])
        principal = [equation(C * w, l * w), equation(dot(w, w), 1)]
        d.prove(dot(w, C * w), "=", l, where=principal)
        d.prove((C - l * w * w.T) * w, "=", zeros("n"), where=principal)
        d.prove(l * inverse(C) * w, "=", w, where=principal)
        d.refute(l * C * w, "=", w, "not the inverse", where=principal)
        d.refute(w.T * A, "=", l * w.T, "from the other side", where=[equation(A * w, l * w)])

    assert verdicts(lines) == ["proved"] * 2 + ["refuted"] * 3 + ["proved"] * 3 + ["refuted"] * 2


def test_projections_and_involutions() -> None:
    def lines(d: Derivation, P: Matrix("n", "n"), J: Matrix("n", "n"), x: Vector("n"), t: Real, n: Size) -> None:
        c = [equation(P * P, P)]
        d.prove((identity(n) - P) ** 2, "=", identity(n) - P, where=c)
        d.prove((identity(n) + t * P) ** 2, "=", identity(n) + t * (t + 2) * P, where=c)
        d.prove(dot(P * x, x - P * x), "=", 0, where=[*c, equation(P.T, P)])
        d.prove((identity(n) + J) * (identity(n) - J), "=", zeros(n, n), where=[equation(J * J, identity(n))])
        d.refute(dot(P * x, x - P * x), "=", 0, "an oblique projection", where=c)
        d.refute(P * P.T, "=", P, "likewise", where=c)
        d.refute(P, "=", identity(n), "not regular", where=c)
        d.refute(J * J.T, "=", identity(n), "not orthogonal", where=[equation(J * J, identity(n))])

    assert verdicts(lines) == ["proved"] * 4 + ["refuted"] * 4


def test_unit_vectors_in_a_plane() -> None:
    def lines(d: Derivation, u: Vector("n"), v: Vector("n"), t: Real, s: Positive) -> None:
        c = [equation(dot(u, u), 1), equation(dot(v, v), 1), equation(dot(u, v), 0)]
        w = cos(t) * u + sin(t) * v
        d.prove(norm(w), "=", 1, where=c)
        d.prove(det(identity("n") + s * u * u.T), "=", 1 + s, where=c)
        d.refute(dot(w, u), "=", sin(t), "cos t", where=c)
        d.refute(det(identity("n") + s * u * u.T), "=", 1 - s, "a sign", where=c)

    assert verdicts(lines) == ["proved"] * 2 + ["refuted"] * 2
