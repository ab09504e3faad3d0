"""Equal slopes with one equal value, and arctangents: true claims from the literature, false ones by slips."""

from __future__ import annotations

import pytest
import sympy as sp

from checker.api import link_of
from checker.exact import arctangents, constancy
from checker.exact.prove import context_of
from checker.graph import sub

x, y = sp.symbols("x y", real=True)
s = sp.Symbol("s", real=True, nonzero=True)


def proved(left: sp.Expr, right: sp.Expr, where: list[object] | None = None) -> bool:
    link = link_of(left, "=", right, where or [])
    return constancy.vanishes(sub(link.left, link.right), context_of(link, float("inf")))


def combination(*terms: tuple[int, int]) -> sp.Expr:
    return sp.Add(*(c * sp.atan(sp.Rational(1, d)) for c, d in terms))


@pytest.mark.parametrize(
    ("terms", "holds"),
    [
        (((4, 5), (-1, 239)), True),  # Machin 1706
        (((12, 18), (8, 57), (-5, 239)), True),  # Gauss
        (((183, 239), (32, 1023), (-68, 5832), (12, 110443), (-12, 4841182), (-100, 6826318)), True),  # Hwang 1997
        (((4, 5), (-1, 238)), False),
        (((4, 5), (1, 239)), False),
        (((20, 5), (-5, 239)), False),  # five times pi/4: the same number on the circle as pi/4 + pi
    ],
)
def test_arctangents(terms: tuple[tuple[int, int], ...], holds: bool) -> None:
    link = link_of(combination(*terms), "=", sp.pi / 4)
    assert arctangents.vanishes(sub(link.left, link.right)) is holds


def test_other_numbers_are_not_read() -> None:
    link = link_of(sp.atan(sp.sqrt(2)), "=", sp.pi / 4)
    assert arctangents.vanishes(sub(link.left, link.right)) is None


def test_a_difference_without_slope_that_is_0_somewhere() -> None:
    assert proved(sp.atan(x) - sp.atan(y), sp.atan((x - y) / (1 + x * y)), [x > 0, y > 0])
    assert proved(2 * sp.atan(x), sp.atan(2 * x / (1 - x**2)), [x > -1, x < 1])


def test_equal_slopes_alone_prove_nothing() -> None:
    assert not proved(sp.atan(x) - sp.atan(y), sp.atan((x - y) / (1 + x * y)) + 1, [x > 0, y > 0])
    assert not proved(sp.log(x) + 1, sp.log(2 * x), [x > 0])


def test_two_pieces_are_no_interval() -> None:
    """atan s + atan(1/s) is pi/2 on one side of 0 and -pi/2 on the other."""
    assert not proved(sp.atan(s) + sp.atan(1 / s), sp.pi / 2)
    assert not proved(sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [sp.Ne(x, 0)])
    assert not proved(2 * sp.atan(x), sp.atan(2 * x / (1 - x**2)), [sp.Ne(x, 1), sp.Ne(x, -1)])


@pytest.mark.parametrize("digits", [20, 60, 300])
def test_orders_of_numbers_are_told_by_digits(digits: int) -> None:
    from mpmath import mp

    from checker.exact.inequalities import prove_inequality

    with mp.workdps(digits + 20):
        cut = sp.Rational(int(mp.floor(mp.pi * 10**digits)), 10**digits)
    for relation, proves in (("<", True), (">", False)):
        link = link_of(cut, relation, sp.pi)
        assert bool(prove_inequality(link.left, relation, link.right, context_of(link, float("inf")))) is proves
