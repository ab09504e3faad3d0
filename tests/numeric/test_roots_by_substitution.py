"""Roots at which nothing changes sign: expected values by hand (multiples of pi, logarithms of integers)."""

from __future__ import annotations

import math

import pytest
import sympy as sp
from flint import arb

from checker.domains import POSITIVE, REAL
from checker.numeric.solve import Root, roots_of
from checker.numeric.substitution import closed_roots
from checker.translate import lower

x = sp.Symbol("x", real=True)


def values(e: sp.Expr) -> list[float]:
    found = roots_of(lower(e), "x", REAL)
    return [float(arb(r.ball(90).real.mid())) if isinstance(r, Root) else float(r) for r in found]


@pytest.mark.parametrize(
    ("equation", "root"),
    [
        (sp.cos(2 * x) - 1, math.pi),
        (sp.cos(x) + 1, math.pi),
        ((sp.sin(x) - 1) ** 2, math.pi / 2),
        (sp.exp(2 * x) - 4 * sp.exp(x) + 4, math.log(2)),
        (sp.cosh(x / 3) - 1, 0.0),
        (sp.sin(x) ** 2 * sp.cos(3 * x), math.pi / 6),
        (sp.tan(x) ** 2 - 2 * sp.tan(x) + 1, math.pi / 4),
    ],
)
def test_double_roots_are_found(equation: sp.Expr, root: float) -> None:
    assert any(abs(v - root) < 1e-12 for v in values(equation))


@pytest.mark.parametrize(
    "equation", [sp.cos(x) - 2, sp.exp(x) + 1, x + sp.cos(x) - 1, sp.cos(x + 1) - 1, sp.cos(x**2) - 1]
)
def test_none_is_invented(equation: sp.Expr) -> None:
    assert closed_roots(lower(equation), "x") == []


def test_a_pole_is_no_root() -> None:
    assert all(abs(math.sin(v)) > 0.1 for v in values(sp.cot(x) * sp.sin(x) + 1))


def test_roots_stay_inside_the_domain() -> None:
    assert all(
        float(arb(r.ball(90).real.mid())) > 0
        for r in roots_of(lower(sp.cos(x) + 1), "x", POSITIVE)
        if isinstance(r, Root)
    )
