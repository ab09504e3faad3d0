"""Definite integrals; closed forms from the DLMF and from Gradshteyn and Ryzhik."""

from __future__ import annotations

import pytest
from claims_of_calculus import (
    Claim,
    a,
    app,
    b,
    check,
    cos,
    exp,
    gauss,
    half_line,
    integral,
    line,
    log,
    mu,
    sigma,
    sin,
    unit,
    x,
    z,
)

from checker.graph import INF, ONE, PI, TWO, ZERO, add, const, div, fn, mul, neg, power, rat, sub

CLAIMS = [
    Claim("1/x bad", integral(power(z, -1), z, rat(-1), ONE), ZERO, False),
    Claim("1/x2 bad", integral(power(z, -2), z, rat(-1), ONE), rat(-2), False),
    Claim("1/x", integral(power(z, -1), z, ONE, TWO), log(TWO)),
    Claim("1/x neg", integral(power(z, -1), z, rat(-2), rat(-1)), neg(log(TWO))),
    Claim("1/x2", integral(power(z, -2), z, ONE, INF), ONE),
    Claim("exp -ax real a", half_line(exp(neg(mul(b, z)))), power(b, -1), False),
    Claim("exp -ax", half_line(exp(neg(mul(a, z)))), power(a, -1)),
    Claim("const INF", half_line(ONE), ZERO, False),
    Claim("const x INF", half_line(x), ZERO, False),
    Claim(  # moved to (0, 1), where nothing is left of 2 − 3z > 0, which held for z < 1/2
        "root of what changes sign",
        integral(mul(power(a, z), power(z, rat(1, 2))), z, rat(-1), rat(1, 2)),
        mul(
            rat(3, 4),
            power(TWO, rat(1, 2)),
            const("I"),
            power(a, -1),
            unit(mul(power(sub(TWO, mul(rat(3), z)), rat(1, 2)), power(a, mul(rat(3, 2), z)))),
        ),
        False,
    ),
    Claim("1/(2+cos)", integral(power(add(TWO, cos(z)), -1), z, ZERO, mul(TWO, PI)), ZERO, False),
    Claim("abs", integral(fn("abs", z), z, rat(-1), ONE), ONE),
    Claim("poly", integral(power(z, 3), z, a, b), div(sub(power(b, 4), power(a, 4)), rat(4))),
    Claim(
        "poly sym",
        integral(add(power(z, 2), z), z, mu, x),
        add(div(sub(power(x, 3), power(mu, 3)), rat(3)), div(sub(power(x, 2), power(mu, 2)), TWO)),
    ),
    Claim("log", unit(log(z)), rat(-1)),
    Claim("log2", unit(power(log(z), 2)), TWO),
    Claim("x log x", unit(mul(z, log(z))), rat(-1, 4)),
    Claim("sqrt", unit(power(z, rat(-1, 2))), TWO),
    Claim(
        "gamma", half_line(mul(power(z, sub(a, ONE)), exp(neg(mul(sigma, z))))), div(fn("gamma", a), power(sigma, a))
    ),
    Claim("gamma log", half_line(mul(exp(neg(z)), log(z))), neg(const("EulerGamma"))),
    Claim(
        "gammamean",
        half_line(mul(power(z, a), exp(neg(mul(sigma, z))), div(power(sigma, a), fn("gamma", a)))),
        div(a, sigma),
    ),
    Claim("beta", unit(mul(power(z, sub(a, ONE)), power(sub(ONE, z), sub(sigma, ONE)))), fn("beta", a, sigma)),
    Claim(
        "beta mean",
        div(unit(mul(power(z, a), power(sub(ONE, z), sub(sigma, ONE)))), fn("beta", a, sigma)),
        div(a, add(a, sigma)),
    ),
    Claim("beta num", unit(mul(power(z, 2), power(sub(ONE, z), 3))), rat(1, 60)),
    Claim("sin", integral(sin(z), z, ZERO, PI), TWO),
    Claim("x sin", integral(mul(z, sin(z)), z, ZERO, PI), PI),
    Claim("sin2", integral(power(sin(z), 2), z, ZERO, mul(TWO, PI)), PI),
    Claim("sin cos orth", integral(mul(sin(mul(TWO, z)), cos(mul(rat(3), z))), z, ZERO, mul(TWO, PI)), ZERO),
    Claim("exp sin", half_line(mul(exp(neg(z)), sin(mul(b, z)))), div(b, add(ONE, power(b, 2)))),
    Claim("atan", unit(power(add(ONE, power(z, 2)), -1)), div(PI, rat(4))),
    Claim("cauchy", line(power(add(ONE, power(z, 2)), -1)), PI),
    Claim("cauchy gamma", line(div(a, add(power(a, 2), power(z, 2)))), PI),
    Claim("log(1+x)", unit(log(add(ONE, z))), sub(mul(TWO, log(TWO)), ONE)),
    Claim("x/(1+x)", unit(div(z, add(ONE, z))), sub(ONE, log(TWO))),
    Claim("pf", unit(power(mul(add(ONE, z), add(TWO, z)), -1)), log(rat(4, 3))),
    Claim("pf INF", integral(power(mul(z, add(ONE, z)), -1), z, ONE, INF), log(TWO)),
    Claim("half gauss", half_line(exp(neg(power(z, 2)))), div(power(PI, rat(1, 2)), TWO)),
    Claim("half gauss mean", half_line(mul(z, exp(neg(div(power(z, 2), TWO))))), ONE),
    Claim("erf", unit(exp(neg(power(z, 2)))), mul(rat(1, 2), power(PI, rat(1, 2)), fn("erf", ONE))),
    Claim("chain", unit(mul(z, exp(power(z, 2)))), div(sub(const("E"), ONE), TWO)),
    Claim("chain2", unit(mul(cos(z), exp(sin(z)))), sub(exp(sin(ONE)), ONE)),
    Claim("f'", integral(app("f", z, orders=(1,)), z, a, b), sub(app("f", b), app("f", a))),
    Claim("logistic pdf", line(mul(fn("sigmoid", z), sub(ONE, fn("sigmoid", z)))), ONE),
    Claim("uniform var", integral(power(z, 2), z, a, x), div(sub(power(x, 3), power(a, 3)), rat(3))),
    Claim("asin", unit(power(sub(ONE, power(z, 2)), rat(-1, 2))), div(PI, TWO)),
    Claim("circle", integral(power(sub(ONE, power(z, 2)), rat(1, 2)), z, rat(-1), ONE), div(PI, TWO)),
    Claim("reflect", integral(app("f", z), z, ZERO, a), integral(app("f", sub(a, z)), z, ZERO, a)),
    Claim("shift", integral(app("f", z), z, b, add(b, ONE)), integral(app("f", add(b, z)), z, ZERO, ONE)),
    Claim("sum int", integral(add(app("f", z), app("h", z)), z, ZERO, ONE), add(unit(app("f", z)), unit(app("h", z)))),
    Claim(
        "expdist entropy",
        neg(half_line(mul(a, exp(neg(mul(a, z))), log(mul(a, exp(neg(mul(a, z)))))))),
        sub(ONE, log(a)),
    ),
    Claim("tan sing", integral(fn("tan", z), z, ZERO, PI), ZERO, False),
    Claim("tan", integral(fn("tan", z), z, ZERO, div(PI, rat(4))), div(log(TWO), TWO)),
    Claim("sec2", integral(power(cos(z), -2), z, ZERO, PI), ZERO, False),
    Claim("odd", integral(mul(power(z, 3), cos(z)), z, neg(a), a), ZERO),
    Claim("odd f", integral(mul(z, exp(cos(z))), z, neg(a), a), ZERO),
    Claim("E cos gauss", line(mul(gauss(z, mu, sigma), cos(z))), mul(cos(mu), exp(neg(div(power(sigma, 2), TWO))))),
    Claim(
        "mgf",
        line(mul(gauss(z, mu, sigma), exp(mul(b, z)))),
        exp(add(mul(mu, b), div(mul(power(b, 2), power(sigma, 2)), TWO))),
    ),
    Claim("xex", half_line(mul(z, exp(neg(mul(a, z))))), power(a, -2)),
    Claim("reverse", integral(z, z, ONE, ZERO), rat(-1, 2)),
    Claim("x^-1/2 neg range", integral(power(z, rat(-1, 2)), z, rat(-1), ONE), ZERO, False),
    Claim("1/sqrt(1+x)", unit(power(add(ONE, z), rat(-1, 2))), sub(mul(TWO, power(TWO, rat(1, 2))), TWO)),
    Claim("pareto", integral(mul(a, power(z, neg(add(a, ONE)))), z, ONE, INF), ONE),
    Claim("sigm kl", half_line(mul(z, exp(neg(power(z, 2))))), rat(1, 2)),
    Claim("abs gauss", line(mul(fn("abs", z), gauss(z, ZERO, sigma))), mul(sigma, power(div(TWO, PI), rat(1, 2)))),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_claim(claim: Claim) -> None:
    check(claim)
