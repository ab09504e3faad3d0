"""Inequalities order by order: those of the literature, and the same with a constant that is too good."""

from __future__ import annotations

import pytest
import sympy as sp

from checker.api import link_of
from checker.exact import orderings
from checker.exact.prove import context_of
from checker.graph import sub

a, b, c = sp.symbols("a b c", positive=True)
h = sp.Symbol("h", nonnegative=True)
x, y, z = sp.symbols("x y z", real=True)
HALF = sp.Rational(1, 2)


def proved(larger: sp.Expr, smaller: sp.Expr) -> bool:
    link = link_of(larger, ">=", smaller)
    return orderings.nonnegative(sub(link.left, link.right), context_of(link, float("inf")))


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [
        ((a + b + c) ** 3, 27 * a * b * c),  # AM-GM
        (a / (b + c) + b / (c + a) + c / (a + b), 3 * HALF),  # Nesbitt 1903
        ((a + b + c) * (1 / a + 1 / b + 1 / c), sp.Integer(9)),
        (a * (a - b) * (a - c) + b * (b - a) * (b - c) + c * (c - a) * (c - b), sp.Integer(0)),  # Schur
        (x**4 * y**2 + x**2 * y**4 + 1, 3 * x**2 * y**2),  # Motzkin 1967: no sum of squares
        (h**3 + b**3 + 1, 3 * h * b),
    ],
)
def test_known_inequalities(larger: sp.Expr, smaller: sp.Expr) -> None:
    assert proved(larger, smaller)


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [
        ((a + b + c) ** 3, 28 * a * b * c),
        (a / (b + c) + b / (c + a) + c / (a + b), 3 * HALF + sp.Rational(1, 10**9)),
        (
            x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y),
            sp.Integer(0),
        ),  # true for positive ones
        (x**4 * y**2 + x**2 * y**4 + 1, sp.Rational(301, 100) * x**2 * y**2),
        ((x + y + z) ** 3, 27 * x * y * z),
        (1 / (a - b) ** 3, sp.Integer(0)),
        (x**2 / (x**2 - y**2), sp.Integer(0)),
        (a + b, a * b),
    ],
)
def test_false_ones_are_not_proved(larger: sp.Expr, smaller: sp.Expr) -> None:
    assert not proved(larger, smaller)
