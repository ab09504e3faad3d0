"""Limits of quotients that vanish above and below, and limits that are infinite, each beside a slip."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Limit, Rational, cos, exp, log, oo, sin, tan

from checker.api import check
from checker.records import Verdict

x, h, t = sp.symbols("x h t", real=True)
a, b = sp.symbols("a b", positive=True)
n = sp.symbols("n", integer=True, positive=True)

TRUE: list[tuple[Any, Any]] = [
    (Limit(x / (exp(x) - 1), x, 0), 1),
    (Limit(sin(a * x) / sin(b * x), x, 0), a / b),
    (Limit(1 / x - 1 / sin(x), x, 0), 0),
    (Limit((x - sin(x)) / (x - tan(x)), x, 0, "+-"), -Rational(1, 2)),
    (Limit((1 - cos(x)) / sin(x) ** 2, x, 0), Rational(1, 2)),
    (Limit(((t + h) ** n - t**n) / h, h, 0), n * t ** (n - 1)),
    (Limit(1 / x, x, 0, "+"), oo),
    (Limit(1 / x, x, 0, "-"), -oo),
    (Limit(1 / x**2, x, 0, "+-"), oo),
    (Limit(log(x), x, 0, "+"), -oo),
    (Limit(exp(x) / x**3, x, oo), oo),
]
FALSE: list[tuple[Any, Any]] = [
    (Limit(x / (exp(x) - 1), x, 0), 0),
    (Limit(sin(a * x) / sin(b * x), x, 0), b / a),
    (Limit(1 / x - 1 / sin(x), x, 0), 1),
    (Limit((1 - cos(x)) / sin(x) ** 2, x, 0), 1),
    (Limit(((t + h) ** n - t**n) / h, h, 0), n * t**n),
    (Limit(1 / x, x, 0, "-"), oo),
    (Limit(1 / x, x, 0, "+-"), oo),
    (Limit(x * sin(x), x, oo), oo),
    (Limit(exp(-x), x, oo), oo),
    (Limit(1 / x, x, 0, "+") - Limit(1 / x**2, x, 0, "+"), 0),
]


@pytest.mark.parametrize(("left", "right"), TRUE, ids=str)
def test_proved(left: Any, right: Any) -> None:
    assert check(left, "=", right).verdict is Verdict.PROVED


@pytest.mark.parametrize(("left", "right"), FALSE, ids=str)
def test_not_accepted(left: Any, right: Any) -> None:
    assert check(left, "=", right).verdict not in (Verdict.PROVED, Verdict.CHECKED)
