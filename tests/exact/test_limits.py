"""Limits: standard ones of calculus, and those that do not exist."""

from __future__ import annotations

import pytest
from claims_of_calculus import Claim, a, app, check, cos, exp, limit, log, mu, sin, t, x

from checker.domains import OPEN01
from checker.graph import INF, NEG_INF, ONE, PI, TWO, ZERO, add, div, fn, mul, neg, power, rat, sub

CLAIMS = [
    Claim("sinx/x", limit(div(sin(x), x), x, ZERO), ONE),
    Claim("1-cos", limit(div(sub(ONE, cos(x)), power(x, 2)), x, ZERO), rat(1, 2)),
    Claim("euler", limit(power(add(ONE, div(mu, x)), x), x, INF, "-"), exp(mu)),
    Claim("xlogx", limit(mul(x, log(x)), x, ZERO, "+"), ZERO),
    Claim("rat", limit(div(add(mul(TWO, power(x, 2)), ONE), add(power(x, 2), x)), x, INF, "-"), TWO),
    Claim("rat2", limit(sub(div(power(x, 2), add(x, ONE)), x), x, INF, "-"), rat(-1)),
    Claim("exp", limit(mul(power(x, 5), exp(neg(x))), x, INF, "-"), ZERO),
    Claim("1/x 2s", limit(power(x, -1), x, ZERO), ZERO, False),
    Claim("abs/x", limit(div(fn("abs", x), x), x, ZERO), ONE, False),
    Claim("abs/x +", limit(div(fn("abs", x), x), x, ZERO, "+"), ONE),
    Claim("floor", limit(fn("floor", x), x, ONE, "+-"), ONE, False),
    Claim("no branch", limit(div(x, fn("max", ZERO, x)), x, NEG_INF, "+"), ZERO, False),
    Claim("cont", limit(add(power(x, 2), exp(x)), x, TWO), add(rat(4), exp(TWO))),
    Claim("sin INF", limit(sin(x), x, INF, "-"), ZERO, False),
    Claim("sin/x INF", limit(div(sin(x), x), x, INF, "-"), ZERO),
    Claim("log ratio", limit(sub(log(add(x, ONE)), log(x)), x, INF, "-"), ZERO),
    Claim("(e^x-1)/x", limit(div(sub(exp(x), ONE), x), x, ZERO), ONE),
    Claim("deriv f", limit(div(sub(app("f", add(x, t)), app("f", x)), t), t, ZERO), app("f", x, orders=(1,))),
    Claim("removable", limit(div(sub(power(x, 2), ONE), sub(x, ONE)), x, ONE), TWO),
    Claim("rat pole", limit(div(add(power(x, 2), ONE), sub(x, ONE)), x, ONE), TWO, False),
    Claim("-INF", limit(fn("atan", x), x, NEG_INF, "+"), neg(div(PI, TWO))),
    Claim("tanh", limit(fn("tanh", x), x, INF, "-"), ONE),
    Claim("sigmoid ratio", limit(div(sub(ONE, x), x), x, ONE, "-"), ZERO),
    Claim("a^n a in (0,1)", limit(power(a, x), x, INF, "-"), ZERO, domains={"a": OPEN01}),
    Claim("a^n a pos", limit(power(a, x), x, INF, "-"), ZERO, False),
    Claim("x^x", limit(power(x, x), x, ZERO, "+"), ONE),
    Claim("exp(1/x) left", limit(exp(power(x, -1)), x, ZERO, "-"), ZERO),
    Claim("exp(1/x) right", limit(exp(power(x, -1)), x, ZERO, "+"), ZERO, False),
    Claim("softplus/x", limit(div(log(add(ONE, exp(x))), x), x, INF, "-"), ONE),
    Claim("softplus-x", limit(sub(log(add(ONE, exp(x))), x), x, INF, "-"), ZERO),
    Claim("softplus/x wrong", limit(div(log(add(ONE, exp(x))), x), x, INF, "-"), ZERO, False),
    Claim(
        "two exponentials", limit(sub(log(add(mul(TWO, exp(mul(TWO, x))), exp(x))), mul(TWO, x)), x, INF, "-"), log(TWO)
    ),
    Claim("log of x+e^x", limit(sub(log(add(x, exp(x))), x), x, INF, "-"), ZERO),
    Claim("softplus of mu x", limit(div(log(add(ONE, exp(mul(mu, x)))), x), x, INF, "-"), mu, False),
    Claim("sqrt diff", limit(sub(power(add(power(x, 2), x), rat(1, 2)), x), x, INF, "-"), rat(1, 2)),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_claim(claim: Claim) -> None:
    check(claim)
