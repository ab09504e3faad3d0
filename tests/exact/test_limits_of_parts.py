"""Limits of quotients of exponentials and of continuous functions of what has limits: temperatures."""

from collections.abc import Callable

import pytest
from judged import verdicts

from checker import Derivation, Limit, Positive, Rational, Real, exp, log, oo, sigmoid, sin


def temperatures(d: Derivation, a: Real, b: Real, T: Positive) -> None:
    p = exp(a / T) / (exp(a / T) + exp(b / T))
    d.prove(Limit(1 / (1 + exp((b - a) / T)), T, oo), "=", Rational(1, 2))
    d.prove(Limit(p, T, oo), "=", Rational(1, 2))
    d.prove(Limit(p, T, 0, "+"), "=", 1, where=[a > b])
    d.prove(Limit(p, T, 0, "+"), "=", 0, where=[a < b])
    d.prove(Limit(sigmoid((a - b) / T), T, 0, "+"), "=", 1, where=[a > b])
    d.prove(Limit(sigmoid((a - b) / T), T, oo), "=", Rational(1, 2))
    d.prove(Limit(log(1 + exp(-1 / T)) + p, T, 0, "+"), "=", 1, where=[a > b])


def wrong(d: Derivation, a: Real, b: Real, T: Positive) -> None:
    p = exp(a / T) / (exp(a / T) + exp(b / T))
    d.prove(Limit(p, T, oo), "=", 1)
    d.prove(Limit(p, T, 0, "+"), "=", 1)
    d.prove(Limit(p, T, 0, "+"), "=", 0, where=[a > b])
    d.prove(Limit(sigmoid((a - b) / T), T, 0, "+"), "=", 1)
    d.prove(Limit(sigmoid(sin(1 / T)), T, 0, "+"), "=", Rational(1, 2))
    d.prove(Limit(exp(a / T) / (exp(a / T) + exp(a / T)), T, 0, "+"), "=", 1)


def test_limits_at_both_ends() -> None:
    assert set(verdicts(temperatures)) == {"proved"}


@pytest.mark.parametrize("function", [wrong])
def test_wrong_limits_are_not_accepted(function: Callable[..., None]) -> None:
    assert not {"proved", "checked", "conflict"} & set(verdicts(function))
