"""Strict relations that fail only where both sides are one irrational number, and those that hold all the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from sympy import Rational, exp, sqrt

from checker import (
    Density,
    Derivation,
    Matrix,
    Positive,
    Real,
    Simplex,
    Vector,
    check_derivation,
    derivation,
    det,
    dot,
    expectation,
    identity,
    log,
    trace,
)
from checker.api import check
from checker.records import Verdict

x = sp.symbols("x", real=True)
a, b, s = sp.symbols("a b s", positive=True)


@pytest.mark.parametrize(
    ("left", "relation", "right", "at"),
    [
        (log(2) + x**2, ">", log(2), {"x": 0}),
        (sqrt(2 + x**2), ">", sqrt(2), {"x": 0}),
        (log(x**2 + 2), "!=", log(2), {"x": 0}),
        (a * exp(-a), "<", exp(-1), {"a": 1}),
        (exp(b**2 * s**2 / 2 - b * a), ">", exp(-(a**2) / (2 * s**2)), {"a": 1, "b": 1, "s": 1}),
    ],
    ids=str,
)
def test_refuted_where_the_sides_are_the_same_irrational_number(
    left: Any, relation: str, right: Any, at: dict[str, int]
) -> None:
    found = check(left, relation, right)
    assert found.verdict is Verdict.REFUTED
    assert found.witness is not None
    assert {n: found.witness[n] for n in at} == {n: Fraction(v) for n, v in at.items()}
    assert found.witness.left == found.witness.right


@pytest.mark.parametrize(
    ("left", "relation", "right", "at"),
    [
        (a + 2 / a, ">", 2 * sqrt(2), "√(2)"),
        (a**2 + 1 / a, ">", 3 / sp.Integer(4) ** Rational(1, 3), "(1/2)^(1/3)"),
        (log(a) / a, "<", exp(-1), "e"),
        (a * log(a), ">", -exp(-1), "exp(−1)"),
        (sp.sin(x) + sp.cos(x), "<", sqrt(2), "1/4·π"),
        (3 * sp.sin(x) + 4 * sp.cos(x), "<", 5, None),
        ((x**2 - x - 1) ** 2, ">", 0, None),
        ((x**3 - x - 5) ** 2, ">", 0, None),
        (sp.Abs(exp(x) - 3 * x), ">", 0, None),
        ((x - Rational(17, 13)) ** 2 + (a - sp.pi) ** 2, ">", 0, None),
        (x**2, "!=", 2, None),
        (exp(x), "!=", 3 * x, None),
        (x**2 + a**2, "!=", 3, None),
    ],
    ids=str,
)
def test_refuted_where_the_sides_are_the_same_at_no_fraction(left: Any, relation: str, right: Any, at: Any) -> None:
    found = check(left, relation, right)
    assert found.verdict is Verdict.REFUTED
    assert found.witness is not None
    assert at is None or at in found.witness.values()


@pytest.mark.parametrize(
    ("left", "relation", "right", "where"),
    [
        (a * b * s, "<", Rational(1, 27), sp.Eq(a + b + s, 1)),
        (a + b, ">", 2 * sqrt(2), sp.Eq(a * b, 2)),
        (-a * log(a) - b * log(b), "<", log(2), sp.Eq(a + b, 1)),
        (a * b * s, "<=", Rational(1, 27) - Rational(1, 10**9), sp.Eq(a + b + s, 1)),
    ],
    ids=str,
)
def test_refuted_on_a_constraint(left: Any, relation: str, right: Any, where: Any) -> None:
    assert check(left, relation, right, where=[where]).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("left", "relation", "right", "where"),
    [
        (a + 2 / a, ">", 2 * sqrt(2) - Rational(1, 10**70), []),
        (a + 2 / a, ">", 2 * sqrt(2), [a > Rational(3, 2)]),  # the point is outside
        (sp.sin(x) + sp.cos(x), "<=", sqrt(2), []),
        ((x**2 - x + 1) ** 2, ">", 0, []),  # what is squared has no zero
        ((x**2 - 2) ** 2 + (x**2 - 3) ** 2, ">", 0, []),  # nor have these one together
        (x**2, "!=", -2, []),
        (x**2, "!=", 2, [x > Rational(3, 2)]),
    ],
    ids=str,
)
def test_not_refuted_where_there_is_no_such_point(left: Any, relation: str, right: Any, where: Any) -> None:
    assert check(left, relation, right, where=where).verdict in (Verdict.PROVED, Verdict.CHECKED)


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (log(2) + x**2, ">=", log(2)),
        (log(2) + x**2 + Rational(1, 10**70), ">", log(2)),  # as close as that at 0, and never the same
        (a * exp(-a), "<", exp(-1) + Rational(1, 10**65)),
        (sqrt(2 + a), ">", sqrt(2)),  # equal only at 0, which is not in the domain
    ],
    ids=str,
)
def test_not_refuted_where_they_only_come_close(left: Any, relation: str, right: Any) -> None:
    assert check(left, relation, right).verdict in (Verdict.PROVED, Verdict.CHECKED)


def test_functions_that_may_be_the_same() -> None:
    """KL(q ‖ p) > 0 fails where q is p, which no number shows."""

    def steps(d: Derivation, x: Real, q: Density, p: Density) -> None:
        mean = expectation(x, q)
        d.prove(mean(log(q(x) / p(x))), ">", 0)
        d.prove(mean(log(q(x) / p(x))), ">=", 0)
        d.prove(mean(log(q(x) / p(x))), ">", -1)

    # an annotation that is text names no domain
    steps.__annotations__ = {"d": Derivation, "x": Real, "q": Density, "p": Density}
    strict, weak, below = check_derivation(derivation(title="a title")(steps)).lines
    assert strict.verdict is Verdict.REFUTED
    assert strict.judgement.witness is not None
    assert dict(strict.judgement.witness) == {"q": "p"}
    assert weak.verdict is Verdict.PROVED
    assert below.verdict is not Verdict.REFUTED


def test_functions_that_may_be_0() -> None:
    f = sp.Function("f")(x)
    assert check(f**2, ">", 0).verdict is Verdict.REFUTED
    assert check(f**2 + 1, ">", 0).verdict is Verdict.PROVED
    assert check(exp(f), "!=", 1 - f).verdict is Verdict.REFUTED


def test_vectors_and_matrices_at_which_a_strict_relation_is_tight() -> None:
    def steps(d: Derivation, a: Any, u: Any, P: Any) -> None:
        d.prove(log(dot(a, u)), ">", dot(a, log(u)))
        d.prove(log(dot(a, u)), ">=", dot(a, log(u)))
        d.prove(log(det(P)), "<", trace(P) - trace(identity("n")))

    # an annotation that is text names no domain
    steps.__annotations__ = {
        "d": Derivation, "a": Simplex("n"), "u": Vector("n", entries=Positive),
        "P": Matrix("n", "n", structure="positive-definite"),
    }  # fmt: skip
    strict, weak, other = check_derivation(derivation(title="a title")(steps)).lines
    assert strict.verdict is Verdict.REFUTED
    assert weak.verdict in (Verdict.PROVED, Verdict.CHECKED)
    assert other.verdict is Verdict.REFUTED
