"""Lines that are true at every number drawn, and false in a branch, far out or off the fractions that people write."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Abs, Eq, Heaviside, KroneckerDelta, Max, Min, Piecewise, Rational, log, pi, sin, sqrt

from checker import Density, Derivation, Real, check_derivation, derivation, expectation
from checker.api import check, link_of
from checker.numeric.unvisited import unvisited
from checker.records import Verdict

x, y = sp.symbols("x y", real=True)
n, m, k = sp.symbols("n m k", integer=True)
size = sp.symbols("size", integer=True, positive=True)
p = sp.symbols("p", positive=True)
z, w = sp.symbols("z w")


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (Max(0, x - 10**30), "=", 0),
        (Min(0, x + 10**30), "=", 0),
        (Heaviside(x - 10**7), "=", 0),
        (Abs(x - 10**7) + x, "=", 10**7),
        (Piecewise((1, (x > 100 * pi) & (x < 100 * pi + Rational(1, 10**9))), (0, True)), "=", 0),
        (Piecewise((1, (x**2 - 2) ** 2 < Rational(1, 10**12)), (0, True)), "=", 0),
        (Piecewise((1, Eq(x, sqrt(2))), (0, True)), "=", 0),
        (Piecewise((1, Eq(x**3 - x, 5)), (0, True)), "<=", 0),
        (Piecewise((1, Eq(x + y, Rational(17, 3))), (0, True)), "=", 0),
        (Piecewise((1, Eq(n, 1234567)), (0, True)), "=", 0),
        (KroneckerDelta(n, m + 12345), "=", 0),
        (sin(sp.factorial(60) * pi * x), "=", 0),
        (log(1 + x**2), "<=", 100),
        (log(log(3 + x**2)), "<=", 5),
        (sp.Sum(1 / k, (k, 1, size)), "<=", 10),  # from 12 367 terms on
        (sp.Integral(1 / x, (x, 1, 1 + p)), "<=", 100),  # by its value log(1 + p)
    ],
    ids=str,
)
def test_refuted_where_no_point_was_drawn(left: Any, relation: str, right: Any) -> None:
    assert check(left, relation, right).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.Derivative(Abs(x), x), sp.sign(x)),
        (sp.Derivative(Max(x, 0), x), Heaviside(x)),
        (sp.Derivative(Max(x, y), x), Heaviside(x - y)),
        (sp.Derivative(Piecewise((x, x > 0), (0, True)), x), Piecewise((1, x > 0), (0, True))),
        (sp.Derivative(Min(x, x**2), x), Piecewise((2 * x, (x > 0) & (x < 1)), (1, True))),
    ],
    ids=str,
)
def test_no_derivative_where_the_branches_meet(left: Any, right: Any) -> None:
    assert check(left, "=", right).verdict is Verdict.UNDEFINED


def test_angles_whose_sum_meets_the_cut() -> None:
    halves = [sp.re(z) >= 0, sp.re(w) >= 0, sp.Ne(z, 0), sp.Ne(w, 0)]
    assert check(sqrt(z * w), "=", sqrt(z) * sqrt(w), where=halves).verdict is Verdict.REFUTED


def test_units_on_the_circle() -> None:
    assert check(z, "=", sp.conjugate(z), where=[Eq(Abs(z), 1)]).verdict is Verdict.REFUTED
    assert check(1 / z, "=", sp.conjugate(z), where=[Eq(Abs(z), 1)]).verdict in (Verdict.PROVED, Verdict.CHECKED)


def test_a_derivative_away_from_there() -> None:
    assert check(sp.Derivative(Abs(x), x), "=", sp.sign(x), where=[sp.Ne(x, 0)]).verdict is Verdict.PROVED
    assert check(sp.Derivative(x * Abs(x), x), "=", 2 * Abs(x)).verdict in (Verdict.PROVED, Verdict.CHECKED)


@pytest.mark.parametrize(
    ("left", "relation", "right", "where"),
    [
        (Max(0, x - 10**30), "=", 0, [x < 0]),
        (Max(x, x**2 + 1), "=", x**2 + 1, []),  # the other branch is never taken
        (Piecewise((1, Eq(x, sqrt(2))), (0, True)), "<=", 1, []),
        (sin(sp.factorial(60) * pi * n), "=", 0, []),
        (Abs(x) + Abs(y), ">=", Abs(x + y), []),
    ],
    ids=str,
)
def test_what_is_true_is_let_be(left: Any, relation: str, right: Any, where: Any) -> None:
    assert unvisited(link_of(left, relation, right, where)) is None


def test_densities_are_narrow_and_wide() -> None:
    def steps(d: Derivation, x: Real, q: Density, p: Density) -> None:
        d.prove(q(x), "<=", 1)
        d.prove(expectation(x, q)(p(x)), "<=", expectation(x, q)(q(x)))  # p may be narrower
        d.prove(expectation(x, q)(log(q(x))), "<=", 0)
        d.prove(expectation(x, q)(log(q(x))), ">=", -4)

    # an annotation that is text names no domain
    steps.__annotations__ = {"d": Derivation, "x": Real, "q": Density, "p": Density}
    lines = check_derivation(derivation(title="a title")(steps)).lines
    assert [line.verdict for line in lines] == [Verdict.REFUTED] * 4
