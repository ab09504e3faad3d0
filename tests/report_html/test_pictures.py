"""The curves of refuted lines: which variable, where, and that what is drawn are the two sides."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

import mpmath
import numpy as np
import pytest

from checker import graph as g
from checker.domains import NATURAL, POSITIVE, REAL, Domain, Scalar
from checker.graph import Node, sym
from checker.records import Value, Witness
from checker.report.pictures import best, picture

X, Y = sym("x"), sym("y")
HALF = Fraction(1, 2)


def curves(left: Node, right: Node, where: tuple[Node, ...] = (), domain: Domain = REAL, **at: Value):  # type: ignore[no-untyped-def]
    return best((left, right), [(n, domain) for n in at], where, Witness(tuple(at.items())))


def test_both_sides_are_sampled() -> None:
    found = curves(g.fn("sin", X), g.power(X, 2), x=HALF)
    assert found.variable == "x"
    assert found.witness in found.at
    for at, left, right in zip(found.at, found.left, found.right, strict=True):
        assert left == pytest.approx(float(mpmath.sin(at)), abs=1e-12)
        assert right == pytest.approx(at * at, abs=1e-12)


def test_the_variable_along_which_the_sides_part() -> None:
    steep = g.mul(g.rat(100), X)  # beside which the difference is not seen
    assert curves(g.add(steep, Y), g.add(steep, g.power(Y, 2)), x=Fraction(0), y=Fraction(3)).variable == "y"


def test_inside_the_domain_only() -> None:
    found = curves(g.fn("log", X), X, domain=POSITIVE, x=Fraction(1))
    assert found.at[0] > 0
    found = curves(X, g.power(X, 2), domain=Scalar(lower=Fraction(0), upper=Fraction(1)), x=HALF)
    assert (found.at[0], found.at[-1]) == (0, 1)


def test_whole_numbers_are_dots() -> None:
    found = curves(X, g.power(X, 2), domain=NATURAL, x=Fraction(3))
    assert found.whole
    assert list(found.at[:3]) == [0, 1, 2]
    drawn = picture((X, g.power(X, 2)), [("x", NATURAL)], (), Witness((("x", Fraction(3)),)))
    assert "<path" not in drawn
    assert 'class="dot left"' in drawn


def test_conditions_leave_gaps() -> None:
    found = curves(X, g.power(X, 3), (g.rel(X, ">", g.rat(-1)),), x=Fraction(1, 4))
    assert np.isnan(found.left[found.at <= -1]).all()
    assert np.isfinite(found.left[found.at > -1]).all()


def test_integrals_are_drawn_from_fewer_points() -> None:
    inside = g.bind("integral", Y, g.power(Y, 2), g.ZERO, X)  # x³/3
    found = curves(inside, X, x=Fraction(1))
    assert len(found.at) < 50
    assert found.left == pytest.approx(found.at**3 / 3, abs=1e-9)
    assert 1.0 in found.at


@pytest.mark.parametrize(
    ("left", "right", "at"),
    [
        (g.matsym("v", g.TWO, g.ONE), g.matsym("w", g.TWO, g.ONE), {"v": ((HALF,), (HALF,)), "w": ((HALF,), (HALF,))}),
        (Node("app", (X,), ("f", (0,))), X, {"x": HALF, "f": "(u) ↦ u"}),
        (g.ONE, g.TWO, {}),
        (X, Y, {"x": HALF, "y": (HALF, HALF)}),
        (g.rel(X, "=", g.ONE), g.rel(X, "=", g.TWO), {"x": HALF}),
        (g.fn("log", g.neg(g.power(X, 2))), X, {"x": HALF}),  # nowhere real
        (X, g.add(X, g.rat(1, 10**9)), {"x": HALF}),  # one curve, to the eye
        (g.fn("exp", X), X, {"x": Fraction(10**400)}),
    ],
    ids=["matrices", "functions", "no symbols", "complex", "equations", "nowhere real", "too close", "too large"],
)
def test_what_cannot_be_drawn_is_left_out(left: Node, right: Node, at: dict[str, Value]) -> None:
    assert picture((left, right), [(n, REAL) for n in at], (), Witness(tuple(at.items()))) == ""


def test_the_drawing_is_well_formed_and_named() -> None:
    sides = (g.fn("tan", X), g.div(g.ONE, X))  # with poles
    root = ET.fromstring(picture(sides, [("x", REAL)], (), Witness((("x", Fraction(2)),))))
    assert root.get("role") == "img"
    assert "witness at 2" in (root.get("aria-label") or "")
    paths = list(root.iter("path"))
    assert [p.get("class") for p in paths] == ["left", "right"]
    numbers = [float(k) for p in paths for k in (p.get("d") or "").replace("M", " ").replace("L", " ").split()]
    assert np.isfinite(numbers).all()


def test_a_name_that_is_markup_is_escaped() -> None:
    name = "x<script>"
    drawn = picture((sym(name), g.power(sym(name), 2)), [(name, REAL)], (), Witness(((name, Fraction(2)),)))
    assert "<script>" not in drawn
    ET.fromstring(drawn)
