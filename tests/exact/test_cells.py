"""Combinations of relations in one unknown, decided: against values, and through the whole engine."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
import sympy as sp
from sympy import And, Eq, Max, Ne, Or, Rational, cos, exp, log, pi, sin, sqrt, tan, true

from checker.api import check, link_of
from checker.exact import cells
from checker.exact.prove import context_of
from checker.records import Verdict

x, y, b, c = sp.symbols("x y b c", real=True)
a = sp.symbols("a", positive=True)
m = sp.symbols("m", real=True, nonzero=True)
D = b**2 - 4 * m * c
ROOTS = Or(Eq(x, (-b + sqrt(D)) / (2 * m)), Eq(x, (-b - sqrt(D)) / (2 * m)))

TRUE: list[tuple[Any, str, Any, list[Any]]] = [
    (Eq((x - 3) * (x - 2), 0), "<=>", Or(Eq(x, 2), Eq(x, 3)), []),
    (x**2 < 4, "<=>", And(x > -2, x < 2), []),
    (x**2 > 4, "<=>", Or(x > 2, x < -2), []),
    (abs(x) < 3, "<=>", And(x > -3, x < 3), []),
    (Eq(abs(x - 1), 3), "<=>", Or(Eq(x, 4), Eq(x, -2)), []),
    (Eq(abs(x), x), "<=>", x >= 0, []),
    (Eq(Max(x, y), x), "<=>", x >= y, []),
    ((x + 1) / (x - 2) > 0, "<=>", Or(x < -1, x > 2), [Ne(x, 2)]),
    (Eq(x + 1 / x, 2), "<=>", Eq(x, 1), [Ne(x, 0)]),
    (x**2 + x + 1 > 0, "<=>", true, []),
    (Eq(x**2, 2), "<=>", Or(Eq(x, sqrt(2)), Eq(x, -sqrt(2))), []),
    (x**3 - x - 1 > 0, "=>", x > Rational(5, 4), []),  # the root is 1.3247…
    (Eq(sqrt(x + 7), x + 1), "<=>", Eq(x, 2), [x >= -7]),
    (Eq(exp(2 * x) - 3 * exp(x) + 2, 0), "<=>", Or(Eq(x, 0), Eq(x, log(2))), []),
    (exp(x) > 5, "<=>", x > log(5), []),
    (Eq(log(a) + log(a + 3), log(10)), "<=>", Eq(a, 2), []),
    (Eq(2**x, 8), "<=>", Eq(x, 3), []),
    (Eq(9 * 3**x, 27 ** (x - 1)), "<=>", Eq(x, Rational(5, 2)), []),
    (Eq(tan(x), 1), "<=>", Eq(x, pi / 4), [x > -pi / 2, x < pi / 2]),
    (Eq(cos(x), 0), "<=>", Eq(x, pi / 2), [x >= 0, x <= pi]),
    (Eq(2 * sin(x) ** 2 - sin(x) - 1, 0), "<=>", Or(Eq(sin(x), 1), Eq(sin(x), -Rational(1, 2))), []),
    (Eq(x * y, 0), "<=>", Or(Eq(x, 0), Eq(y, 0)), []),
    (Eq(x**2, y**2), "<=>", Or(Eq(x, y), Eq(x, -y)), []),
    (Eq(abs(x), abs(y)), "<=>", Or(Eq(x, y), Eq(x, -y)), []),
    (And(Eq(x + y, 3), Eq(x * y, 2)), "<=>", Or(And(Eq(x, 1), Eq(y, 2)), And(Eq(x, 2), Eq(y, 1))), []),
    (Eq(m * x**2 + b * x + c, 0), "<=>", ROOTS, [D >= 0]),
]
FALSE: list[tuple[Any, str, Any, list[Any]]] = [
    (Eq((x - 3) * (x - 2), 0), "<=>", Or(Eq(x, 2), Eq(x, -3)), []),
    (x**2 < 4, "<=>", And(x >= -2, x < 2), []),
    (x**2 > 4, "<=>", And(x > 2, x < -2), []),
    (x**2 > 4, "=>", x > 2, []),
    (abs(x) < 3, "<=>", x < 3, []),
    (Eq(abs(x - 1), 3), "<=>", Or(Eq(x, 4), Eq(x, 2)), []),
    (Eq(Max(x, y), x), "<=>", x > y, []),
    (x**2 + x - 1 > 0, "<=>", true, []),
    (x**3 - x - 1 > 0, "=>", x > Rational(4, 3), []),
    (Eq(sqrt(x + 2), x), "<=>", Or(Eq(x, 2), Eq(x, -1)), [x >= -2]),
    (Eq(exp(2 * x) - 3 * exp(x) + 2, 0), "<=>", Or(Eq(x, 1), Eq(x, log(2))), []),
    (Eq(log(a) + log(a + 3), log(10)), "<=>", Or(Eq(a, 2), Eq(a, 5)), []),
    (Eq(2**x, 8), "<=>", Eq(x, 4), []),
    (Eq(sin(x), Rational(1, 2)), "<=>", Eq(x, pi / 6), [x >= 0, x <= pi]),
    (Eq(tan(x), 1), "<=>", Eq(x, pi / 4), [x > -pi / 2, x < 3 * pi / 2, Ne(cos(x), 0)]),
    (Eq(x * y, 0), "<=>", And(Eq(x, 0), Eq(y, 0)), []),
    (And(Eq(x + y, 3), Eq(x * y, 2)), "=>", And(Eq(x, 1), Eq(y, 2)), []),
    (Eq(m * x**2 + b * x + c, 0), "=>", Eq(x, (-b + sqrt(D)) / (2 * m)), [D >= 0]),
]


@pytest.mark.parametrize(("left", "relation", "right", "where"), TRUE, ids=str)
def test_proved(left: Any, relation: str, right: Any, where: list[Any]) -> None:
    assert check(left, relation, right, where=where).verdict is Verdict.PROVED


@pytest.mark.parametrize(("left", "relation", "right", "where"), FALSE, ids=str)
def test_refuted(left: Any, relation: str, right: Any, where: list[Any]) -> None:
    assert check(left, relation, right, where=where).verdict is Verdict.REFUTED


def test_of_a_function_that_is_not_monotone_nothing_is_said() -> None:
    z = sp.symbols("z", real=True, nonzero=True)
    link = link_of(sp.atan(1 / z) > pi / 4, "<=>", z < 1)  # false for negative z
    assert not cells.follows(link.left, "<=>", link.right, context_of(link, float("inf")))


def _combination(rng: Random, depth: int = 2) -> Any:
    if depth == 0 or rng.random() < 0.3:
        p = sp.prod(x - Rational(rng.randint(-3, 3), rng.choice((1, 1, 2))) for _ in range(rng.randint(1, 3)))
        return rng.choice((sp.Lt, sp.Le, sp.Gt, sp.Ge, sp.Eq))(p * rng.choice((1, -1)) + rng.choice((0, 0, 1)), 0)
    return rng.choice((And, Or))(_combination(rng, depth - 1), _combination(rng, depth - 1))


def test_what_follows_holds_at_points() -> None:
    """At every point of a grid, and it is found to follow where a coarser algorithm finds no counterexample there."""
    rng = Random(7)
    seen = {True: 0, False: 0}
    for _ in range(120):
        left, right = _combination(rng), _combination(rng)
        if not (left.has(x) and right.has(x)):
            continue
        link = link_of(left, "=>", right)
        found = cells.follows(link.left, "=>", link.right, context_of(link, float("inf")))
        seen[found] += 1
        if found:
            for k in range(-33, 34):
                at = {x: Rational(k, 8)}
                assert not (left.subs(at) == True and right.subs(at) == False), (left, right, at)  # noqa: E712
        else:
            places = [Fraction(k, 64) for k in range(-64 * 8, 64 * 8)]
            assert any(
                left.subs(x, Rational(p.numerator, p.denominator)) == True  # noqa: E712
                and right.subs(x, Rational(p.numerator, p.denominator)) == False  # noqa: E712
                for p in places
            ) or _irrational(left, right)
    assert min(seen.values()) > 10


def _irrational(left: Any, right: Any) -> bool:
    """Whether a relation has a root that no grid holds: a point of such a kind may be the only counterexample."""
    return any(
        not r.is_rational
        for side in (left, right)
        for e in side.atoms(sp.Rel)
        for r in sp.Poly(e.lhs - e.rhs, x).all_roots()
    )


def test_complex_exponentials_are_periodic() -> None:
    """exp(c) = 1 at 2πi, too."""
    z = sp.symbols("z")
    for left, right in (
        (Eq(exp(z), 1), Eq(z, 0)),
        (Eq(exp(z), -1), Eq(z, sp.I * pi)),
        (Eq(sp.cosh(z), 1), Eq(z, 0)),
        (Eq(exp(2 * z) - 3 * exp(z) + 2, 0), Or(Eq(z, 0), Eq(z, log(2)))),
        (Eq(exp(2 * z), 1), Eq(exp(z), 1)),
    ):
        assert check(left, "=>", right).verdict is Verdict.REFUTED
    assert check(Eq(exp(z), 1), "=>", Eq(exp(2 * z), 1)).verdict is Verdict.PROVED
