"""Integrals over planes and quarter planes, against closed forms; a slip in one must be told from it."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import pytest
import sympy as sp
from flint import acb, arb, ctx

from checker.numeric.evaluate import Program
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.translate import lower

x, y, z = sp.symbols("x y z", real=True)
oo, pi = sp.oo, sp.pi
LINE = (-oo, oo)

VALUES: dict[str, tuple[Any, Any]] = {
    "factors": (sp.Integral(sp.exp(-x) / (1 + y**2), (y, *LINE), (x, 0, oo)), pi),
    "a power of a sum": (sp.Integral(sp.exp(-x - y) * (x + y) ** 2, (y, 0, oo), (x, 0, oo)), 6),
    "an end that moves": (sp.Integral(sp.exp(-y), (y, x, oo), (x, 0, oo)), 1),
    "logarithms": (
        sp.Integral(sp.log((1 + x**2) * sp.exp(-(y**2))) * sp.exp(-(x**2) - sp.Abs(y)), (y, *LINE), (x, *LINE)),
        None,  # from mpmath, below
    ),
    "three": (
        sp.Integral(sp.exp(-(x**2) - y**2 - sp.Abs(z)) * (x * y * z) ** 2, (z, *LINE), (y, *LINE), (x, *LINE)),
        pi,
    ),
    "an end that moves within bounds": (sp.Integral(sp.exp(-x) * y, (y, 0, x), (x, 0, oo)), 1),
    "a mean value in the tail": (sp.Integral(sp.exp(-x * (1 + y)), (y, 0, 1), (x, 0, oo)), sp.log(2)),
    "not apart": (sp.Integral(sp.exp(-x * y), (y, 0, oo), (x, 1, 2)), sp.log(2)),
}


def value(whole: Any) -> acb:
    (found,) = Program([lower(whole)]).run({}, 96)
    assert isinstance(found, Enclosure)
    assert found.rigorous
    return found.value


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_plane_is_a_sum_of_products_of_lines(name: str) -> None:
    whole, expected = VALUES[name]
    if expected is None:
        with mp.workdps(40):
            first = mp.quad(lambda t: mp.log(1 + t * t) * mp.exp(-t * t), [-mp.inf, -1, 0, 1, mp.inf])
            expected = sp.Float(str(2 * first - 4 * mp.sqrt(mp.pi)), 35)
    found = value(whole)
    with ctx.workprec(160):
        near = acb(arb(str(sp.N(expected, 40)))) + acb(arb(0, arb(10) ** -30))
        assert found.overlaps(near)
        assert found.rad() < arb(10) ** -15
        assert not found.overlaps(near + acb(arb(10) ** -12))


@pytest.mark.parametrize(
    "body", [sp.exp(-(x**2)), sp.exp(-(x**2)) * y, sp.exp(-(x**2)) * sp.cosh(x * y)], ids=["constant", "odd", "mixed"]
)
def test_an_inner_integral_that_diverges_everywhere_is_undefined(body: Any) -> None:
    with pytest.raises(Undefined, match="diverges"):
        value(sp.Integral(body, (y, *LINE), (x, *LINE)))


def test_parts_that_diverge_say_nothing_of_the_whole() -> None:
    part = 1 / (1 + y)
    body = part * sp.exp(-(x**2)) - (part - sp.exp(-y)) * sp.exp(-(x**2))
    try:
        found = value(sp.Integral(body, (y, 0, oo), (x, *LINE)))
    except Unknown:
        return
    with ctx.workprec(160):
        assert found.overlaps(acb(arb.pi().sqrt()))


def test_a_factor_of_the_outer_variable_alone_is_seen_to_be_positive_inside() -> None:
    normal = sp.exp(-(x**2) / 2) / sp.sqrt(2 * pi)
    kernel = sp.exp(-((y - x) ** 2) / 2) / sp.sqrt(2 * pi)
    inner = sp.Integral(kernel * sp.log(normal / kernel), (y, *LINE))
    found = value(sp.Integral(normal * inner, (x, *LINE)))  # E (-x² + (y - x)²)/2
    assert found.contains(0)
    assert found.rad() < arb(10) ** -15


def test_an_inner_integral_of_the_outer_variable_alone_is_taken_first() -> None:
    normal = sp.exp(-(x**2) / 2) / sp.sqrt(2 * pi)
    kernel, again = (sp.exp(-((v - x) ** 2) / 2) / sp.sqrt(2 * pi) for v in (y, z))
    mean = sp.Integral(again * z, (z, *LINE))
    found = value(sp.Integral(normal * sp.Integral(kernel * (y - mean) ** 2, (y, *LINE)), (x, *LINE)))
    assert found.contains(1)
    assert found.rad() < arb(10) ** -15
