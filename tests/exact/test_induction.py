"""Sums that differ by a few terms, and identities by induction on the upper end."""

from __future__ import annotations

import pytest
from claims_of_calculus import app, context, k, log, n, total, x

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
