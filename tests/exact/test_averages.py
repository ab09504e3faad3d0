"""Means of means: an outer integral of an inner one that is not closed converges, or is left alone."""

from __future__ import annotations

import pytest
from claims_of_calculus import app, context, exp, line, log, x, z

from checker.domains import Function
from checker.exact.convergence import converges
from checker.graph import INF, NEG_INF, TWO, Node, add, bind, div, mul, neg, power, rat, sym

u = sym("u")
P, Q = Function("density", (None, None), None, 1), Function("density")
DOMAINS = {"P": P, "R": P, "q": Q, "p": Q, "f": Function("smooth")}


def given(name: str, own: Node, condition: Node) -> Node:
    return Node("app", (own, condition), (name, (0, 0)))


def mean(body: Node) -> Node:
    """E over z ~ q of ∫ body du."""
    return line(mul(app("q", z), bind("integral", u, body, NEG_INF, INF)))


PuZ, RuZ, PzU = given("P", u, z), given("R", u, z), given("P", z, u)
CONVERGENT = [
    mean(mul(PuZ, log(div(PuZ, app("p", u))))),
    mean(mul(PuZ, log(given("R", z, u)))),
    mean(mul(PuZ, log(add(RuZ, app("p", u))))),
    mean(mul(PuZ, app("f", mul(u, z)))),
    mean(mul(app("p", u), log(PuZ))),
    mean(mul(exp(mul(rat(-1, 2), power(u, 2))), log(given("P", x, add(z, u))))),
]
LEFT_ALONE = [
    mean(mul(PuZ, exp(mul(u, z)))),  # of the same order as the tails
    mean(div(log(PuZ), PuZ)),
    mean(mul(PzU, log(PuZ))),  # no weight of u
    mean(mul(PuZ, PzU)),
    mean(mul(given("P", u, u), log(RuZ))),
    mean(mul(exp(neg(mul(power(z, 2), power(u, 2)))), log(PuZ))),  # as flat as z is small
    mean(mul(given("P", mul(TWO, u), exp(power(z, 2))), log(RuZ))),
    mean(mul(power(PuZ, 2), log(RuZ))),
]


@pytest.mark.parametrize("node", CONVERGENT)
def test_means_of_what_grows_like_polynomials_converge(node: Node) -> None:
    assert converges(node, context(DOMAINS)) is True


@pytest.mark.parametrize("node", LEFT_ALONE)
def test_other_inner_integrals_are_left_alone(node: Node) -> None:
    assert converges(node, context(DOMAINS)) is not True
