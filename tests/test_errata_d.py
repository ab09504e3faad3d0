"""The witnesses against the printed lines of document D, evaluated by plain Python alone."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import pytest
from printed_lines import column, false_lines, witness_of

LINES = false_lines("D")

#: what the witness may draw for an undefined function of one number, and its derivative
SLOPES = {"(u) ↦ u": lambda u: 1.0, "(u) ↦ u^2": lambda u: 2.0 * u}


def determinant(w: Any) -> tuple[float, float]:
    a, b = column(w["a"]), column(w["b"])
    return exp(sum(a)) * exp(sum(b)), sum(exp(x) * exp(y) for x, y in zip(a, b, strict=True))


def by_variance(w: Any) -> tuple[float, float]:
    """d/dv of log N(z; m, t²) − log N(z; 0, 1) at z = μ + √v ε, by a central difference."""

    def loss(v: float) -> float:
        z = float(w["mu"]) + sqrt(v) * float(w["eps"])
        return -((z - float(w["m"])) ** 2) / (2 * float(w["t"]) ** 2) + z**2 / 2

    v, h = float(w["v"]), 1e-6
    z = float(w["mu"]) + sqrt(v) * float(w["eps"])
    printed = ((float(w["m"]) - z) / float(w["t"]) ** 2 + z) * float(w["eps"])
    return (loss(v + h) - loss(v - h)) / (2 * h), printed


#: left and right side of each line that is printed wrongly, at a witness
SIDES = {
    "coupling_determinant_printed.2#1": determinant,
    "sampled_gradients.5#1": lambda w: (SLOPES[w["q"]](w["z"]) - SLOPES[w["p"]](w["z"]), 0),
    "sampled_gradients.8#1": by_variance,
}
#: lines that say "≠ 1": at the witness both sides are equal
EQUAL = {
    "coupling_determinant_printed.3": lambda w: (exp(w["g"] + w["s"]), 1),
    "coupling_determinant_printed.5": lambda w: (exp(sum(column(w["a"])) + sum(-x for x in column(w["a"]))), 1),
}


def test_every_false_line_is_here() -> None:
    assert set(LINES) == set(SIDES) | set(EQUAL)


@pytest.mark.parametrize("key", SIDES)
def test_the_sides_differ(key: str) -> None:
    left, right = SIDES[key](witness_of(LINES[key]))
    assert abs(left - right) > 1e-4


@pytest.mark.parametrize("key", EQUAL)
def test_the_sides_are_equal(key: str) -> None:
    left, right = EQUAL[key](witness_of(LINES[key]))
    assert left == pytest.approx(right, abs=1e-12)
