"""Absolute convergence: proofs, disproofs, and what must stay unknown."""

from __future__ import annotations

import pytest
from claims_of_calculus import (
    a,
    app,
    b,
    context,
    cos,
    exp,
    factorial,
    gauss,
    half_line,
    integral,
    k,
    line,
    log,
    mu,
    sigma,
    sin,
    total,
    unit,
    x,
    z,
)  # fmt: skip

from checker.exact.convergence import converges
from checker.graph import INF, MINUS_ONE, ONE, PI, TWO, ZERO, Node, add, div, fn, mul, neg, power, rat, sub

P, Q = app("p", z), app("q", z)
SCORE = app("p", z, orders=(1,))

PROVED = [
    unit(power(cos(z), -1)),
    unit(div(sin(z), z)),
    half_line(div(mul(exp(neg(z)), sin(z)), z)),
    half_line(div(z, sub(exp(z), ONE))),
    unit(power(mul(z, sub(ONE, z)), rat(-1, 2))),
    line(gauss(z, mu, sigma)),
    half_line(exp(neg(mul(a, z)))),
    unit(log(z)),
    unit(log(sub(ONE, z))),
    unit(power(z, sub(a, ONE))),
    half_line(mul(power(z, rat(-1, 2)), exp(neg(z)))),
    line(power(add(ONE, power(z, 2)), -1)),
    line(mul(Q, log(div(Q, P)))),
    line(mul(Q, log(div(Q, add(P, Q))))),
    line(mul(exp(mul(rat(3), z)), P)),
    line(div(power(P, 2), add(P, Q))),
    line(div(power(SCORE, 2), P)),
    line(mul(app("f", z), P)),
    line(mul(fn("floor", z), gauss(z, ZERO, ONE))),
    line(exp(neg(div(fn("abs", sub(z, mu)), a)))),
    line(mul(power(z, 2), exp(neg(fn("abs", sub(z, mu)))))),
    line(div(ONE, add(power(sub(z, mu), 2), power(sigma, 2)))),
    integral(power(z, neg(add(a, ONE))), z, sigma, INF),
    total(power(k, -2), k, ONE, INF),
    total(power(rat(1, 2), k), k, ZERO, INF),
    total(div(power(x, k), factorial(k)), k, ZERO, INF),
]
DIVERGENT = [
    integral(power(z, -1), z, ZERO, ONE),
    integral(power(z, -2), z, MINUS_ONE, ONE),
    half_line(ONE),
    line(z),
    total(power(k, -1), k, ONE, INF),
    total(ONE, k, ZERO, INF),
]
UNKNOWN = [
    integral(power(cos(z), -1), z, ZERO, TWO),
    line(exp(fn("abs", sub(z, mu)))),
    line(fn("abs", sub(z, mu))),
    line(div(ONE, power(sub(z, mu), 2))),
    line(div(ONE, sub(power(z, 2), ONE))),
    half_line(power(z, neg(add(a, ONE)))),
    integral(power(z, neg(a)), z, sigma, INF),
    integral(power(sub(z, sigma), -1), z, sigma, TWO),
    half_line(exp(neg(mul(b, z)))),
    integral(fn("tan", z), z, ZERO, PI),
    unit(power(sub(z, rat(1, 2)), -1)),
    unit(power(sub(ONE, z), -1)),
    half_line(div(sin(z), z)),  # converges, not absolutely
    line(div(z, add(ONE, power(z, 2)))),
    half_line(div(exp(neg(z)), z)),
    unit(power(z, b)),
    line(mul(exp(power(z, 2)), P)),
    line(div(power(P, 2), Q)),
    line(app("f", z)),
    line(app("given", x, z)),
    line(mul(app("given", z, z), gauss(z, ZERO, ONE))),
    line(div(gauss(z, ZERO, ONE), z)),
    line(exp(sub(mul(x, power(z, 2)), power(z, 2)))),
    total(power(k, -2), k, ZERO, INF),
    total(power(k, -2), k, rat(-3), INF),
    total(power(TWO, k), k, ZERO, INF),
]


@pytest.mark.parametrize("node", PROVED, ids=str)
def test_converges(node: Node) -> None:
    assert converges(node, context()) is True


@pytest.mark.parametrize("node", DIVERGENT, ids=str)
def test_diverges(node: Node) -> None:
    assert converges(node, context()) is False


@pytest.mark.parametrize("node", UNKNOWN, ids=str)
def test_unknown(node: Node) -> None:
    assert converges(node, context()) is not True
