"""Sums that differ by a few terms, and identities by induction on the upper end."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from claims_of_calculus import app, context, k, log, n, total, x
from judged import verdicts

from checker import Derivation, Natural, Open01, Size, Smooth, Sum
from checker.exact import sums
from checker.graph import MINUS_ONE, ONE, TWO, ZERO, Node, add, div, fn, mul, power, sub

F = app("f", k)
NEXT = app("f", add(k, ONE))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (total(F, k, ZERO, n), add(total(F, k, ZERO, sub(n, ONE)), app("f", n))),
        (total(sub(NEXT, F), k, ZERO, n), sub(app("f", add(n, ONE)), app("f", ZERO))),
        (total(sub(log(add(k, TWO)), log(add(k, ONE))), k, ZERO, n), log(add(n, TWO))),
        (
            total(mul(power(MINUS_ONE, k), power(k, 2)), k, ZERO, n),
            div(mul(power(MINUS_ONE, n), n, add(n, ONE)), TWO),
        ),
    ],
)
def test_proved(left: Node, right: Node) -> None:
    assert sums.prove_by_induction(left, right, context()) is True


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (total(F, k, ZERO, n), add(total(F, k, ZERO, sub(n, ONE)), app("f", sub(n, ONE)))),
        (total(sub(fn("atan", add(k, ONE)), fn("atan", k)), k, ZERO, n), fn("atan", n)),
        (total(mul(n, k), k, ZERO, n), x),  # the body holds n: no step by one term
        (x, n),
    ],
)
def test_not_proved(left: Node, right: Node) -> None:
    assert sums.prove_by_induction(left, right, context()) is None


def test_a_recursion_of_weighted_sums() -> None:
    def lines(d: Derivation, q: Open01, N: Size, k: Natural, g: Smooth) -> None:
        def m(n):
            return (1 - q) * Sum(q ** (n - k) * g(k), (k, 1, n))

        d.prove(m(N), "=", q * m(N - 1) + (1 - q) * g(N))
        d.prove(m(N + 1), "=", q * m(N) + (1 - q) * g(N + 1))
        d.refute(m(N), "=", q * m(N - 1) + g(N), "the weight")
        d.refute(m(N), "=", m(N - 1) + (1 - q) * g(N), "no decay")
        d.refute(m(N), "=", q * m(N - 1) + (1 - q) * g(N - 1), "one too early")

    assert verdicts(lines) == ["proved"] * 2 + ["refuted"] * 3
