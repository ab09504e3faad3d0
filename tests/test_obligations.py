"""Obligations: what is asked for, what the domains discharge, and what stays open."""

import pytest
from judged import verdicts
from sympy import sign

from checker import Abs, Derivation, Derivative, Ne, Piecewise, Positive, Real
from checker.discharge import discharge
from checker.domains import COMPLEX, INTEGER, OPEN01, POSITIVE, REAL, SIZE, Domain, Tensor
from checker.exact.prove import context_of
from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    TRUE,
    TWO,
    ZERO,
    I,
    Node,
    add,
    bind,
    div,
    fn,
    matsym,
    mul,
    neg,
    power,
    rat,
    rel,
    sub,
    sym,
)
from checker.obligations import derive, real_claim
from checker.records import Link, Obligation, Status

x, y, a, p, n, k, z, t = map(sym, "xyapnkzt")
A = matsym("A", n, n)
DOMAINS: tuple[tuple[str, Domain], ...] = (
    ("x", REAL), ("y", POSITIVE), ("a", REAL), ("p", OPEN01), ("n", SIZE), ("k", INTEGER), ("z", COMPLEX),
    ("A", Tensor(n, n, REAL, "positive-definite")), ("B", Tensor(n, n, REAL)),
)  # fmt: skip


def obligations(e: Node, *where: Node, given: tuple[Node, ...] = ()) -> list[Obligation]:
    link = Link(e, "=", ZERO, DOMAINS, where, given)
    return [discharge(o, context_of(link, float("inf"))) for o in derive(link)]


def summary(e: Node, *where: Node) -> list[tuple[str, str, bool]]:
    return [(o.kind, o.text, o.status is Status.DISCHARGED) for o in obligations(e, *where)]


@pytest.mark.parametrize(
    ("node", "discharged"),
    [
        (fn("uppergamma", ZERO, x), False),
        (fn("uppergamma", x, y), True),
        (fn("uppergamma", y, x), True),
        (fn("expint", ONE, x), False),
        (fn("expint", TWO, x), True),
        (fn("lowergamma", x, ONE), False),
        (fn("lowergamma", y, x), True),
        (fn("binomial", x, a), False),
        (fn("binomial", x, k), True),
        (fn("binomial", y, a), True),
        (fn("rising", x, a), False),
        (fn("rising", x, n), True),
        (fn("falling", y, a), True),
        (fn("besselj", rat(-1, 2), x), False),
        (fn("besselj", k, x), True),
        (fn("harmonic", x), False),
        (fn("harmonic", n), True),
        (fn("zeta", TWO, x), False),
        (fn("zeta", TWO, y), True),
        (fn("lambertw", x, rat(-1)), False),
        (fn("factorial2", n), True),
    ],
    ids=str,
)
def test_poles_of_special_functions(node: Node, discharged: bool) -> None:
    assert all(o.status is Status.DISCHARGED for o in obligations(node)) is discharged


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (div(ONE, sub(x, ONE)), [("divisor", "x − 1 ≠ 0", False)]),
        (div(ONE, y), [("divisor", "y ≠ 0", True)]),
        (div(x, TWO), []),
        (power(x, 2), []),
        (power(x, rat(1, 2)), []),
        (fn("log", y), [("logarithm", "y > 0", True)]),
        (fn("log", x), [("logarithm", "x > 0", False)]),
        (fn("log", z), [("logarithm", "z ≠ 0", False)]),
        (mul(I, fn("log", x)), [("logarithm", "x ≠ 0", False)]),
        (fn("tan", p), [("pole", "cos(p) ≠ 0", True)]),
        (fn("tan", x), [("pole", "cos(x) ≠ 0", False)]),
        (fn("gamma", y), [("pole", "y > 0 or floor(y) ≠ y", True)]),
        (fn("factorial", n), [("pole", "n + 1 > 0 or floor(n + 1) ≠ n + 1", True)]),
        (fn("acosh", y), [("branch", "y ≥ 1", False)]),
        (Node("det", (Node("inverse", (A,)),)), [("inverse", "det(A) ≠ 0", True)]),
        (Node("det", (Node("inverse", (matsym("B", n, n),)),)), [("inverse", "det(B) ≠ 0", False)]),
        (fn("sigmoid", x), []),
    ],
)
def test_table(node: Node, expected: list[tuple[str, str, bool]]) -> None:
    def words(found: list[tuple[str, str, bool]]) -> list[tuple[str, list[str], bool]]:
        return sorted((kind, sorted(text.split(" or ")), done) for kind, text, done in found)

    assert words(summary(node)) == words(expected)  # alternatives stand in any order


def test_conditions_discharge() -> None:
    assert summary(div(ONE, sub(x, ONE)), rel(x, "!=", ONE)) == [("divisor", "x − 1 ≠ 0", True)]
    assert summary(div(ONE, sub(x, ONE)), rel(x, "!=", TWO)) == [("divisor", "x − 1 ≠ 0", False)]


def test_powers_of_zero() -> None:
    assert [o.status for o in obligations(power(y, x))] == [Status.DISCHARGED]
    assert [o.status for o in obligations(power(x, n))] == [Status.DISCHARGED]
    assert [o.status for o in obligations(power(x, k))] == [Status.OPEN]


def test_branches_are_asked_under_their_condition() -> None:
    node = Node("piecewise", (div(ONE, x), rel(x, ">", ZERO), ZERO, TRUE))
    (found,) = obligations(node)
    assert found.status is Status.DISCHARGED
    (found,) = obligations(Node("piecewise", (div(ONE, x), rel(x, ">=", ZERO), ZERO, TRUE)))
    assert found.status is Status.OPEN
    (found,) = obligations(Node("piecewise", (ZERO, rel(x, "=", ZERO), div(ONE, x), TRUE)))
    assert found.status is Status.DISCHARGED


def test_inside_a_sum_it_holds_for_all_indices() -> None:
    found = obligations(bind("sum", k, div(ONE, add(k, y)), ZERO, sub(n, ONE)))
    assert all(o.status is Status.DISCHARGED for o in found)
    assert any(
        o.text == "y + k ≠ 0 for k from 0 to n − 1" or o.text == "k + y ≠ 0 for k from 0 to n − 1" for o in found
    )
    found = obligations(bind("sum", k, div(ONE, sub(k, x)), ZERO, sub(n, ONE)))
    (divisor,) = [o for o in found if o.kind == "divisor"]
    assert divisor.status is Status.OPEN
    assert divisor.condition is None  # it is about a bound variable
    found = obligations(bind("sum", k, div(ONE, k), ZERO, sub(n, ONE)))
    assert [o.status for o in found if o.kind == "divisor"] == [Status.OPEN]
    found = obligations(bind("sum", k, div(ONE, k), ONE, n))
    assert all(o.status is Status.DISCHARGED for o in found)


def test_backward_sums_stay_open() -> None:
    found = obligations(bind("sum", sym("j"), ONE, ONE, k))
    assert [o.status for o in found] == [Status.DISCHARGED, Status.OPEN]


def test_singular_ends_of_an_integral_belong_to_its_convergence() -> None:
    found = obligations(bind("integral", t, fn("log", t), ZERO, y))
    assert [o.status for o in found if o.kind == "logarithm"] == [Status.DISCHARGED]
    assert [o.kind for o in found if o.condition is None and o.kind == "converges"] == ["converges"]
    found = obligations(bind("integral", t, fn("log", t), x, y))
    assert [o.status for o in found if o.kind == "logarithm"] == [Status.OPEN]


def test_convergence() -> None:
    gauss = bind("integral", t, fn("exp", neg(power(t, 2))), NEG_INF, INF)
    assert [o.status for o in obligations(gauss)] == [Status.DISCHARGED]
    wild = bind("integral", t, fn("exp", power(t, 2)), NEG_INF, INF)
    assert [o.status for o in obligations(wild)] == [Status.OPEN]
    harmonic = bind("sum", k, div(ONE, k), ONE, INF)
    assert Status.OPEN in [o.status for o in obligations(harmonic)]


def test_derivatives_are_asked_at_their_point() -> None:
    found = obligations(bind("diff", t, fn("abs", t), y, data=1))
    assert [(o.kind, o.status) for o in found] == [("differentiable", Status.DISCHARGED)]
    found = obligations(bind("diff", t, fn("abs", t), x, data=1))
    assert [(o.kind, o.status, o.condition) for o in found] == [("differentiable", Status.OPEN, None)]
    found = obligations(bind("diff", t, fn("log", t), y, data=1))
    assert [o.status for o in found] == [Status.DISCHARGED]


def test_limits() -> None:
    continuous = bind("limit", t, div(fn("exp", t), y), x, data="+-")
    assert all(o.status is Status.DISCHARGED for o in obligations(continuous))
    jump = bind("limit", t, fn("sign", t), ZERO, data="+-")
    assert [o.status for o in obligations(jump)] == [Status.OPEN]


@pytest.mark.parametrize(
    ("body", "point", "side", "exists"),
    [
        (div(ONE, t), INF, "-", True),
        (fn("exp", neg(t)), INF, "-", True),
        (power(p, t), INF, "-", True),
        (fn("sigmoid", t), NEG_INF, "+", True),
        (fn("atan", t), NEG_INF, "+", True),
        (mul(t, fn("log", t)), ZERO, "+", True),
        (div(ONE, add(t, ONE)), INF, "-", True),  # has a pole, far from infinity
        (power(y, t), INF, "-", False),  # for y > 1 it grows
        (fn("sin", t), INF, "-", False),
        (mul(t, fn("log", t)), ZERO, "+-", False),  # no meaning on the left
        (mul(ZERO, fn("log", t)), NEG_INF, "+", False),  # 0, of what has no meaning there
        (div(ONE, t), ZERO, "+-", False),
    ],
)
def test_limits_that_are_found(body: Node, point: Node, side: str, exists: bool) -> None:
    found = [o for o in obligations(bind("limit", t, body, point, data=side)) if o.kind == "limit"]
    assert [o.status for o in found] == [Status.DISCHARGED if exists else Status.OPEN]


def test_each_once_and_given_kept() -> None:
    e = add(div(ONE, x), div(TWO, x), fn("sin", div(ONE, x)))
    assert len(obligations(e)) == 1
    given = rel(x, ">", ZERO)
    found = obligations(div(ONE, y), given=(given,))
    assert [(o.kind, o.status) for o in found] == [("divisor", Status.DISCHARGED), ("given", Status.OPEN)]
    assert found[1].condition == given


def test_real_claims() -> None:
    assert real_claim(Link(x, "=", y, DOMAINS))
    assert not real_claim(Link(z, "=", y, DOMAINS))
    assert not real_claim(Link(mul(I, x), "=", y, DOMAINS))


def test_a_logarithm_of_what_is_not_real_under_an_integral_means_nothing_in_a_real_claim() -> None:
    import sympy as sp

    from checker import check

    t, a = sp.symbols("t a", real=True)
    whole = (t, -sp.oo, sp.oo)
    left = sp.Integral(sp.exp(-(t**2)) * sp.log(sp.sqrt(a) * sp.exp(-(t**2))), whole)
    right = sp.Integral(sp.exp(-(t**2)) * (sp.log(sp.sqrt(a)) - t**2), whole)
    assert check(left, "=", right, where=[a < 0]).verdict == "undefined"
    assert check(left, "=", right, where=[a > 0]).verdict == "proved"


def test_kinks_count_in_their_branch_alone() -> None:
    def lines(d: Derivation, x: Real, a: Positive) -> None:
        huber = Piecewise((x**2 / 2, Abs(x) <= a), (a * (Abs(x) - a / 2), True))
        slope = Piecewise((x, Abs(x) <= a), (a * sign(x), True))
        away = [Ne(Abs(x), a)]
        d.prove(Derivative(huber, x), "=", slope, where=away)
        d.refute(Derivative(huber, x), "=", -slope, "a sign", where=away)
        bent = Piecewise((x**2, x > 1), (Abs(x), True))  # at 0, too
        d.prove(Derivative(bent, x), "=", Piecewise((2 * x, x > 1), (sign(x), True)), where=[Ne(x, 1)])

    assert verdicts(lines) == ["proved", "refuted", "undefined"]
