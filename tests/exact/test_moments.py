"""Gaussian and density expectations; the closed forms are those of Bishop, PRML, chapters 1, 2 and 10."""

from __future__ import annotations

import pytest
from claims_of_calculus import Claim, app, check, eps, gauss, line, log, m2, mu, s2, sigma, t, x, y, z

from checker.graph import ONE, PI, TWO, ZERO, add, div, fn, mul, neg, power, rat, sub, sym

q = gauss(z, mu, sigma)
p = gauss(z, ZERO, ONE)
p2 = gauss(z, m2, s2)
Q, P = app("q", z), app("p", z)
lik = app("given", x, z)
ev = line(mul(app("given", x, sym("y")), app("p", sym("y"))), sym("y"))
post = div(mul(lik, P), ev)
L = sub(line(mul(Q, log(lik))), line(mul(Q, log(div(Q, P)))))
G = app("g", z)
JSD = mul(
    rat(1, 2), add(line(mul(P, log(div(P, div(add(P, G), TWO))))), line(mul(G, log(div(G, div(add(P, G), TWO))))))
)
C = add(line(mul(P, log(div(P, add(P, G))))), line(mul(G, log(div(G, add(P, G))))))
D = div(P, add(P, G))
q1, q2 = app("q", z), app("g", y)
first, second = app("p", z), app("given", y, x)
joint = mul(q1, q2, log(div(mul(q1, q2), mul(first, second))))

CLAIMS = [
    Claim("norm", line(q), ONE),
    Claim("mean", line(mul(z, q)), mu),
    Claim("second", line(mul(power(z, 2), q)), add(power(mu, 2), power(sigma, 2))),
    Claim("var", line(mul(power(sub(z, mu), 2), q)), power(sigma, 2)),
    Claim(
        "KL",
        line(mul(q, log(div(q, p)))),
        mul(rat(1, 2), add(power(sigma, 2), power(mu, 2), neg(log(power(sigma, 2))), rat(-1))),
    ),
    Claim("KL split", line(mul(q, log(div(q, p)))), sub(line(mul(q, log(q))), line(mul(q, log(p))))),
    Claim(
        "KL2",
        line(mul(q, log(div(q, p2)))),
        add(log(div(s2, sigma)), div(add(power(sigma, 2), power(sub(mu, m2), 2)), mul(TWO, power(s2, 2))), rat(-1, 2)),
    ),
    Claim(
        "reparam", line(mul(q, app("f", z))), line(mul(gauss(eps, ZERO, ONE), app("f", add(mu, mul(sigma, eps)))), eps)
    ),
    Claim("stein", line(mul(q, div(sub(z, mu), power(sigma, 2)), app("f", z))), line(mul(q, app("f", z, orders=(1,))))),
    Claim(
        "wrong stein",
        line(mul(q, div(sub(z, mu), power(sigma, 2)), app("f", z))),
        line(mul(q, app("f", z, orders=(1,)), TWO)),
        False,
    ),
    Claim("sigma nonzero norm", line(gauss(z, mu, t)), ONE),
    Claim(
        "sigma nonzero reparam",
        line(mul(gauss(z, mu, t), app("f", z))),
        line(mul(gauss(eps, ZERO, ONE), app("f", add(mu, mul(t, eps)))), eps),
    ),
    Claim(
        "unnormalised |sigma|", line(fn("exp", neg(div(power(z, 2), power(t, 2))))), mul(power(PI, rat(1, 2)), t), False
    ),
    Claim(
        "unnormalised |sigma| ok",
        line(fn("exp", neg(div(power(z, 2), power(t, 2))))),
        mul(power(PI, rat(1, 2)), fn("abs", t)),
    ),
    Claim("dens", line(Q), ONE),
    Claim("E const", line(mul(Q, log(app("given", x, mu)))), log(app("given", x, mu))),
    Claim("ELBO1", line(mul(Q, log(div(Q, P)))), sub(line(mul(Q, log(Q))), line(mul(Q, log(P))))),
    Claim("ELBO", line(mul(Q, log(div(Q, post)))), sub(log(ev), L)),
    Claim("ELBO wrong", line(mul(Q, log(div(Q, post)))), add(log(ev), L), False),
    Claim("post norm", line(post), ONE),
    Claim("GAN", C, add(neg(log(rat(4))), mul(TWO, JSD))),
    Claim("GAN wrong", C, add(neg(log(rat(2))), mul(TWO, JSD)), False),
    Claim("1-D*", line(mul(G, log(sub(ONE, D)))), line(mul(G, log(div(G, add(P, G)))))),
    Claim(
        "factorised KL",
        line(line(joint, y), z),
        add(line(mul(q1, log(div(q1, first)))), line(mul(q2, log(div(q2, second))), y)),
    ),
    Claim(
        "2d gauss",
        line(line(mul(gauss(z, mu, sigma), gauss(y, z, s2), power(y, 2)), y), z),
        add(power(mu, 2), power(sigma, 2), power(s2, 2)),
    ),
    Claim("tonelli", line(line(mul(app("given", x, z), app("p", z)), z), x), ONE),
    Claim("tonelli f", line(line(mul(app("given", x, z), app("p", z), app("f", z)), z), x), line(mul(P, app("f", z)))),
    Claim("int x line", line(z), ZERO, False),
    Claim("sin odd", line(mul(fn("sin", z), gauss(z, ZERO, ONE))), ZERO),
    Claim("shift dens", line(mul(app("p", sub(z, mu)), app("f", z))), line(mul(app("p", z), app("f", add(z, mu))))),
    Claim("score", line(app("p", z, orders=(1,))), ZERO),
    Claim(
        "score parts",
        line(mul(app("p", z, orders=(1,)), app("f", z))),
        neg(line(mul(app("p", z), app("f", z, orders=(1,))))),
    ),
    Claim("fisher mean", line(mul(app("p", z), div(app("p", z, orders=(1,)), app("p", z)))), ZERO),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_claim(claim: Claim) -> None:
    check(claim)
