"""Inverse circular functions on the intervals on which an identity holds, each beside a wider one on which it fails."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import acos, asin, atan, pi, sin, sinh, sqrt, tan, tanh

from checker.api import check
from checker.records import Verdict

x = sp.symbols("x", real=True)

TRUE: list[tuple[Any, Any, list[Any]]] = [
    (2 * atan(x), atan(2 * x / (1 - x**2)), [x > -1, x < 1]),
    (2 * atan(x), asin(2 * x / (1 + x**2)), [x >= -1, x <= 1]),
    (atan(sinh(x)), asin(tanh(x)), []),
    (asin(x), atan(x / sqrt(1 - x**2)), [x > -1, x < 1]),
    (acos(2 * x**2 - 1), 2 * acos(x), [x >= 0, x <= 1]),
    (atan(tan(x)), x, [x > -pi / 2, x < pi / 2]),
]
FALSE: list[tuple[Any, Any, list[Any]]] = [
    (2 * atan(x), atan(2 * x / (1 - x**2)), [x > 1]),
    (2 * atan(x), asin(2 * x / (1 + x**2)), []),
    (atan(sinh(x)), acos(tanh(x)), []),
    (asin(sin(x)), x, [x >= -pi / 2, x <= pi]),
    (acos(2 * x**2 - 1), 2 * acos(x), [x >= -1, x <= 1]),
    (atan(tan(x)), x, [x > pi / 2, x < 3 * pi / 2]),
]


@pytest.mark.parametrize(("left", "right", "where"), TRUE, ids=str)
def test_proved(left: Any, right: Any, where: list[Any]) -> None:
    assert check(left, "=", right, where=where).verdict is Verdict.PROVED


@pytest.mark.parametrize(("left", "right", "where"), FALSE, ids=str)
def test_refuted(left: Any, right: Any, where: list[Any]) -> None:
    assert check(left, "=", right, where=where).verdict is Verdict.REFUTED
