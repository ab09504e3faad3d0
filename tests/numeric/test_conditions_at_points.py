"""Conditions under an integral sign fail on a stretch, with a witness inside the ends, and not at a mere point."""

from __future__ import annotations

import pytest

from checker.domains import POSITIVE, REAL
from checker.engine import examine
from checker.graph import INF, MINUS_ONE, NEG_INF, ONE, ZERO, Node, add, bind, fn, mul, neg, power, rel, sym
from checker.numeric.compare import refute_condition
from checker.records import Link, Verdict
from checker.settings import Settings

t, u, x = sym("t"), sym("u"), sym("x")
LINK = Link(x, "=", x, (("x", REAL),))


def under(condition: Node, lower: Node, upper: Node, variable: Node = t) -> Node:
    return bind("integral", variable, condition, lower, upper)


@pytest.mark.parametrize(
    ("condition", "fails"),
    [
        (under(rel(t, ">", ZERO), MINUS_ONE, ONE), True),
        (under(rel(t, ">", ZERO), ZERO, ONE), False),  # at an end only
        (under(rel(power(t, 2), ">", ZERO), MINUS_ONE, ONE), False),  # at a point inside only
        (under(rel(neg(fn("exp", t)), ">", ZERO), NEG_INF, INF), True),
        (under(rel(add(t, x), ">", ZERO), ZERO, INF), True),  # for x < 0
        (under(rel(t, "!=", ZERO), MINUS_ONE, ONE), False),
        (under(under(rel(add(t, u), ">=", ZERO), ZERO, ONE), ZERO, ONE, u), False),
        (under(under(rel(add(t, u), ">=", ONE), ZERO, ONE), ZERO, ONE, u), True),
    ],
)
def test_orders_under_integrals(condition: Node, fails: bool) -> None:
    witness = refute_condition(condition, LINK, deadline=float("inf"))
    assert (witness is not None) == fails


def test_a_logarithm_of_a_negative_integrand_is_undefined() -> None:
    # the slip that d/dx log(-exp(x t)) = t hides: both sides are equal wherever the left one means something
    inner = bind("diff", u, fn("log", neg(fn("exp", mul(u, t)))), x, data=1)
    link = Link(bind("integral", t, inner, ZERO, ONE), "=", bind("integral", t, t, ZERO, ONE), (("x", POSITIVE),))
    judged = examine(link, Settings(explain=False), lambda _: None)
    assert judged.verdict is Verdict.UNDEFINED
    assert judged.witness is not None
