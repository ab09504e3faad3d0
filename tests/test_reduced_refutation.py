"""Limits whose values are only estimated: refuted where the exact engine has the value and the estimate agrees."""

from __future__ import annotations

from sympy import Limit, exp, log, oo, symbols

from checker.api import check

x = symbols("x", real=True)


def test_a_wrong_limit_is_refuted_by_its_exact_value() -> None:
    found = check(Limit(log(1 + exp(x)) / x, x, oo), "=", 0)
    assert found.verdict == "refuted"
    assert found.witness is not None
    assert (found.witness.left, found.witness.right) == ("1", "0")


def test_the_right_one_is_proved() -> None:
    assert check(Limit(log(1 + exp(x)) / x, x, oo), "=", 1).verdict == "proved"
