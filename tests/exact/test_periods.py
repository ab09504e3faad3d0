"""Identities of floors, ceilings and remainders, each beside a slip."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Mod, Rational, ceiling, floor, frac

from checker.api import check
from checker.records import Verdict

x = sp.symbols("x", real=True)
n = sp.symbols("n", integer=True)
HALF = Rational(1, 2)

TRUE: list[tuple[Any, Any]] = [
    (floor(x) + floor(x + HALF), floor(2 * x)),
    (floor(x) + floor(x + Rational(1, 3)) + floor(x + Rational(2, 3)), floor(3 * x)),
    (floor(x / 2) + floor((x + 1) / 2), floor(x)),
    (ceiling(n / 2) + floor(n / 2), n),
    (Mod(n, 2), (1 - (-1) ** n) / 2),
    (floor(n / 2), (2 * n - 1 + (-1) ** n) / 4),
    (Mod(n**3 - n, 6), 0),
    (Mod(n**2, 4) * (Mod(n**2, 4) - 1), 0),
    (floor(n**2 / 4), floor(n / 2) * ceiling(n / 2)),
    (floor(-x), -ceiling(x)),
    (frac(x) - frac(x + HALF), floor(x + HALF) - floor(x) - HALF),
]
FALSE: list[tuple[Any, Any]] = [
    (floor(x) + floor(x + HALF), floor(3 * x)),
    (floor(x) + floor(-x), 0),
    (floor(x) + floor(-x), -1),
    (floor(x / 2) + floor((x + 1) / 2), ceiling(x)),
    (ceiling(n / 2) + floor(n / 2), n + 1),
    (Mod(n, 2), (1 + (-1) ** n) / 2),
    (Mod(n**3 - n, 12), 0),
    (floor(n**2 / 4), floor(n / 2) ** 2),
    (floor(n / 3), (n - 1) / 3),
]


@pytest.mark.parametrize(("left", "right"), TRUE, ids=str)
def test_proved(left: Any, right: Any) -> None:
    assert check(left, "=", right).verdict is Verdict.PROVED


@pytest.mark.parametrize(("left", "right"), FALSE, ids=str)
def test_refuted(left: Any, right: Any) -> None:
    assert check(left, "=", right).verdict is Verdict.REFUTED
