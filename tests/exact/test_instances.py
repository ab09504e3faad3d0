"""Inequalities of floors, ceilings, complex absolute values and |sin|, each beside what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Abs, ceiling, floor, sin

from checker.api import check
from checker.records import Verdict

x, y = sp.symbols("x y", real=True)
z, w = sp.symbols("z w")

TRUE: list[tuple[Any, str, Any]] = [
    (floor(x), "<=", x),
    (x, "<", floor(x) + 1),
    (floor(x), ">", x - 1),
    (ceiling(x), ">=", x),
    (ceiling(x), "<", x + 1),
    (floor(x) + floor(y), "<=", floor(x + y)),
    (floor(x + y), "<=", floor(x) + floor(y) + 1),
    (2 * floor(x), "<=", floor(2 * x)),
    (Abs(z + w), "<=", Abs(z) + Abs(w)),
    (Abs(z - w), ">=", Abs(z) - Abs(w)),
    (Abs(z + w + 1), "<=", Abs(z) + Abs(w) + 1),
    (Abs(sin(x)), "<=", Abs(x)),
]
FALSE: list[tuple[Any, str, Any]] = [
    (floor(x), "<", x),
    (x, "<", floor(x)),
    (ceiling(x), ">", x),
    (floor(x + y), "<=", floor(x) + floor(y)),
    (floor(2 * x), "<=", 2 * floor(x)),
    (Abs(z + w), "<", Abs(z) + Abs(w)),
    (Abs(z - w), "<=", Abs(z) - Abs(w)),
    (Abs(z + w), ">=", Abs(z) + Abs(w)),
    (Abs(sin(x)), "<", Abs(x)),
]


@pytest.mark.parametrize(("left", "relation", "right"), TRUE, ids=str)
def test_proved(left: Any, relation: str, right: Any) -> None:
    assert check(left, relation, right).verdict is Verdict.PROVED


@pytest.mark.parametrize(("left", "relation", "right"), FALSE, ids=str)
def test_refuted(left: Any, relation: str, right: Any) -> None:
    assert check(left, relation, right).verdict is Verdict.REFUTED
