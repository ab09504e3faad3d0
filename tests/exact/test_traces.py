"""Traces, quadratic forms and norms of products that stand whole: what inverses and conditions say, and no more."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from judged import verdicts
from matrix_oracle import agree
from test_words import LETTERS, SIZES, STRUCTURES, VECTORS, context, expression, rewritten

from checker import (
    Derivation,
    Matrix,
    Ne,
    Positive,
    Size,
    Vector,
    det,
    dot,
    equation,
    identity,
    inverse,
    norm,
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
