"""What must not be proved: divergent integrals, poles inside, kinks, signs and zeros of parameters; and near misses."""

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
    integral,
    j,
    line,
    log,
    mu,
    n,
    sin,
    t,
    unit,
    x,
    y,
    z,
)

from checker.graph import ONE, PI, TWO, ZERO, add, div, fn, mul, neg, power, rat, sub

CLAIMS = [
    Claim("E unnorm", line(mul(TWO, app("p", z))), ONE, False),
    Claim("p as f of given", line(app("given", x, z)), ONE, False),
    Claim("p(2z)", line(app("p", mul(TWO, z))), ONE, False),
    Claim("p(2z) ok", line(app("p", mul(TWO, z))), rat(1, 2)),
    Claim("p(bz) b real", line(app("p", mul(b, z))), power(fn("abs", b), -1), False),
    Claim("p(tz)", line(app("p", mul(t, z))), power(fn("abs", t), -1)),
    Claim("p(tz) sign", line(app("p", mul(t, z))), power(t, -1), False),
    Claim("p^2", line(power(app("p", z), 2)), ONE, False),
    Claim("1/p", line(power(app("p", z), -1)), ZERO, False),
    Claim("log p", line(log(app("p", z))), ZERO, False),
    Claim("q log p/q shift INF", line(sub(z, z)), ZERO),
    Claim("z - (z-1)", line(sub(z, sub(z, ONE))), ZERO, False),
    Claim("cauchy mean PV", line(div(z, add(ONE, power(z, 2)))), ZERO, False),
    Claim("odd 1/z", integral(power(z, -1), z, rat(-1), ONE), ZERO, False),
    Claim("odd z^3 line", line(power(z, 3)), ZERO, False),
    Claim("odd 1/z gauss", line(div(gauss(z, ZERO, ONE), z)), ZERO, False),
    Claim("abs neg pow", integral(power(fn("abs", z), -1), z, rat(-1), ONE), ZERO, False),
    Claim("1/|z|^1/2", integral(power(fn("abs", z), rat(-1, 2)), z, rat(-1), ONE), rat(4)),
    Claim("x^b", unit(power(z, b)), power(add(b, ONE), -1), False),
    Claim("x^j", unit(power(z, j)), power(add(j, ONE), -1), False),
    Claim("x^n", unit(power(z, n)), power(add(n, ONE), -1)),
    Claim("range pole param", integral(power(sub(z, x), -1), z, ZERO, ONE), log(div(sub(ONE, x), neg(x))), False),
    Claim("range pole param pos ok", integral(power(add(z, a), -1), z, ZERO, ONE), log(div(add(ONE, a), a))),
    Claim("exp(cx)/c c=0", unit(exp(mul(b, z))), div(sub(exp(b), ONE), b), False),
    Claim("exp(tx)", unit(exp(mul(t, z))), div(sub(exp(t), ONE), t)),
    Claim("cos bx", unit(cos(mul(b, z))), div(sin(b), b), False),
    Claim("1/(2+cos) pi", integral(power(add(TWO, cos(z)), -1), z, ZERO, TWO), ZERO, False),
    Claim("sqrt(z^2)", integral(power(power(z, 2), rat(1, 2)), z, rat(-1), ONE), ONE),
    Claim("sqrt(z^2) wrong", integral(power(power(z, 2), rat(1, 2)), z, rat(-1), ONE), ZERO, False),
    Claim("log z^2", integral(log(power(z, 2)), z, rat(-1), ONE), rat(-4)),
    Claim("sign", integral(fn("sign", z), z, rat(-1), TWO), ONE),
    Claim("max", integral(fn("max", z, ZERO), z, rat(-1), TWO), TWO),
    Claim("unordered poly/sing", integral(power(z, -2), z, mu, x), sub(power(mu, -1), power(x, -1)), False),
    Claim("unord 1/(1+z^2)", integral(power(add(ONE, power(z, 2)), -1), z, mu, x), sub(fn("atan", x), fn("atan", mu))),
    Claim("cplx log", integral(power(z, -1), z, rat(-1), rat(-2)), log(TWO)),
    Claim("gauss a<0", line(exp(power(z, 2))), ZERO, False),
    Claim(
        "gauss a maybe 0", line(exp(neg(mul(power(b, 2), power(z, 2))))), div(power(PI, rat(1, 2)), fn("abs", b)), False
    ),
    Claim(
        "E[f]E[g]",
        line(mul(app("p", z), app("f", z), app("g", z))),
        mul(line(mul(app("p", z), app("f", z))), line(mul(app("p", z), app("g", z)))),
        False,
    ),
    Claim("jensen eq", line(mul(app("p", z), log(app("q", z)))), log(line(mul(app("p", z), app("q", z)))), False),
    Claim(
        "KL sym",
        line(mul(app("p", z), log(div(app("p", z), app("q", z))))),
        line(mul(app("q", z), log(div(app("q", z), app("p", z))))),
        False,
    ),
    Claim(
        "iterated order f",
        line(line(mul(app("p", z), app("q", y), app("f", add(z, y))), y), z),
        line(line(mul(app("p", z), app("q", y), app("f", add(z, y))), z), y),
    ),
    Claim(
        "nonneg order",
        line(line(mul(app("p", z), app("given", y, z), power(app("f", y), 2)), y), z),
        line(line(mul(app("p", z), app("given", y, z), power(app("f", y), 2)), z), y),
    ),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_claim(claim: Claim) -> None:
    check(claim)
