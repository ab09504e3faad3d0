"""Finite and infinite sums; closed forms from Graham, Knuth, Patashnik, Concrete Mathematics, and the DLMF."""

from __future__ import annotations

from fractions import Fraction

import pytest
from claims_of_calculus import (
    Claim,
    N,
    a,
    app,
    binomial,
    check,
    delta,
    factorial,
    i,
    j,
    k,
    log,
    mu,
    n,
    r,
    sigma,
    total,
    u,
    v,
    w,
    x,
)

from checker.domains import OPEN01, POSITIVE, SIZE, Scalar
from checker.graph import INF, ONE, PI, TWO, ZERO, add, bind, div, elem, fn, mul, neg, power, rat, sub

vi, ui, wi = (elem(m, i) for m in (v, u, w))
last = sub(N, ONE)


CLAIMS = [
    Claim("const", total(ONE, k, ZERO, n), add(n, ONE)),
    Claim("const j unknown", total(ONE, k, ZERO, j), add(j, ONE), False),
    Claim("n-1 ok", total(ONE, k, ZERO, sub(n, ONE)), n),
    Claim("n-2 no", total(ONE, k, ZERO, sub(n, TWO)), sub(n, ONE), False),
    Claim("k", total(k, k, ZERO, n), div(mul(n, add(n, ONE)), TWO)),
    Claim("k2", total(power(k, 2), k, ONE, n), div(mul(n, add(n, ONE), add(mul(TWO, n), ONE)), rat(6))),
    Claim("k3 = (k)^2", total(power(k, 3), k, ONE, n), power(total(k, k, ONE, n), 2)),
    Claim("2^k", total(power(TWO, k), k, ZERO, n), sub(power(TWO, add(n, ONE)), ONE)),
    Claim(
        "geo r",
        total(power(r, k), k, ZERO, n),
        div(sub(ONE, power(r, add(n, ONE))), sub(ONE, r)),
        domains={"r": OPEN01},
    ),
    Claim(
        "geo r may be 1",
        total(power(r, k), k, ZERO, n),
        div(sub(ONE, power(r, add(n, ONE))), sub(ONE, r)),
        False,
        {"r": POSITIVE},
    ),
    Claim(
        "geo r may be 0",
        total(power(r, k), k, ZERO, n),
        div(sub(ONE, power(r, add(n, ONE))), sub(ONE, r)),
        domains={"r": Scalar("real", Fraction(-1, 2), Fraction(1, 2))},
    ),
    Claim("k r^k", total(mul(k, power(TWO, k)), k, ZERO, n), add(mul(sub(n, ONE), power(TWO, add(n, ONE))), TWO)),
    Claim("1/(k(k+1))", total(power(mul(k, add(k, ONE)), -1), k, ONE, n), div(n, add(n, ONE)), domains={"n": SIZE}),
    Claim(
        "1/k - 1/(k+1)",
        total(sub(power(k, -1), power(add(k, ONE), -1)), k, ONE, n),
        div(n, add(n, ONE)),
        domains={"n": SIZE},
    ),
    Claim("binom", total(binomial(n, k), k, ZERO, n), power(TWO, n)),
    Claim("k binom", total(mul(k, binomial(n, k)), k, ZERO, n), mul(n, power(TWO, sub(n, ONE)))),
    Claim("binom xy", total(mul(binomial(n, k), power(x, k), power(mu, sub(n, k))), k, ZERO, n), power(add(x, mu), n)),
    Claim(
        "binom pos",
        total(mul(binomial(n, k), power(a, k), power(sigma, sub(n, k))), k, ZERO, n),
        power(add(a, sigma), n),
    ),
    Claim("alt binom wrong", total(mul(binomial(n, k), power(rat(-1), k)), k, ZERO, n), ZERO, False),
    Claim("k k!", total(mul(k, factorial(k)), k, ZERO, n), sub(factorial(add(n, ONE)), ONE)),
    Claim(
        "hockey",
        total(binomial(k, TWO), k, TWO, n),
        binomial(add(n, ONE), rat(3)),
        domains={"n": Scalar("integer", Fraction(2))},
    ),
    Claim(
        "linear",
        total(add(mul(a, vi), ui, rat(3)), i, ZERO, last),
        add(mul(a, total(vi, i, ZERO, last)), total(ui, i, ZERO, last), mul(rat(3), N)),
    ),
    Claim("simplex", total(wi, i, ZERO, last), ONE),
    Claim("simplex 2", total(mul(wi, sub(vi, total(mul(elem(w, k), elem(v, k)), k, ZERO, last))), i, ZERO, last), ZERO),
    Claim("simplex part", total(wi, i, ZERO, sub(N, TWO)), ONE, False),
    Claim(
        "prod sums",
        total(total(mul(vi, elem(u, j)), j, ZERO, last), i, ZERO, last),
        mul(total(vi, i, ZERO, last), total(ui, i, ZERO, last)),
    ),
    Claim(
        "variance",
        total(power(sub(vi, div(total(elem(v, k), k, ZERO, last), N)), 2), i, ZERO, last),
        sub(total(power(vi, 2), i, ZERO, last), div(power(total(vi, i, ZERO, last), 2), N)),
    ),
    Claim("delta out maybe", total(mul(delta(i, j), power(i, 2)), i, ZERO, last), power(j, 2), False),
    Claim(
        "delta dd",
        total(total(mul(delta(i, j), vi, elem(u, j)), j, ZERO, last), i, ZERO, last),
        total(mul(vi, ui), i, ZERO, last),
    ),
    Claim("delta out", total(mul(delta(i, rat(-1)), power(i, 2)), i, ZERO, last), ZERO),
    Claim(
        "swap",
        total(total(fn("exp", mul(vi, elem(u, j))), j, ZERO, last), i, ZERO, last),
        total(total(fn("exp", mul(vi, elem(u, j))), i, ZERO, last), j, ZERO, last),
    ),
    Claim("shift", total(app("f", k), k, ONE, n), total(app("f", add(k, ONE)), k, ZERO, sub(n, ONE))),
    Claim("log prod", log(bind("product", i, wi, ZERO, last)), total(log(wi), i, ZERO, last)),
    Claim("prod exp", bind("product", i, fn("exp", vi), ZERO, last), fn("exp", total(vi, i, ZERO, last))),
    Claim("prod const", bind("product", i, x, ZERO, last), power(x, N)),
    Claim(
        "prod ab",
        bind("product", i, mul(vi, ui), ZERO, last),
        mul(bind("product", i, vi, ZERO, last), bind("product", i, ui, ZERO, last)),
    ),
    Claim("prod k", bind("product", k, k, ONE, n), factorial(n)),
    Claim("prod k+1", bind("product", k, add(k, ONE), ONE, n), factorial(add(n, ONE))),
    Claim(
        "prod content",
        bind("product", i, mul(x, add(ONE, power(vi, 2))), ZERO, last),
        mul(power(x, N), fn("exp", total(log(add(ONE, power(vi, 2))), i, ZERO, last))),
    ),
    Claim(
        "prod content -",
        bind("product", i, sub(neg(x), mul(x, power(vi, 2))), ZERO, last),
        mul(power(neg(x), N), bind("product", i, add(ONE, power(vi, 2)), ZERO, last)),
    ),
    Claim(
        "prod content once",
        bind("product", i, mul(x, add(ONE, power(vi, 2))), ZERO, last),
        mul(x, bind("product", i, add(ONE, power(vi, 2)), ZERO, last)),
        False,
    ),
    Claim("geo INF", total(power(r, k), k, ZERO, INF), div(ONE, sub(ONE, r)), domains={"r": OPEN01}),
    Claim(
        "geo INF r>=0",
        total(power(r, k), k, ZERO, INF),
        div(ONE, sub(ONE, r)),
        domains={"r": Scalar("real", Fraction(0), Fraction(1, 2))},
    ),
    Claim("geo INF bad", total(power(r, k), k, ZERO, INF), div(ONE, sub(ONE, r)), False, {"r": POSITIVE}),
    Claim(
        "geom mean", total(mul(k, r, power(sub(ONE, r), sub(k, ONE))), k, ONE, INF), power(r, -1), domains={"r": OPEN01}
    ),
    Claim("poisson", total(mul(k, fn("exp", neg(a)), power(a, k), power(factorial(k), -1)), k, ZERO, INF), a),
    Claim(
        "poisson2",
        total(mul(power(k, 2), fn("exp", neg(a)), power(a, k), power(factorial(k), -1)), k, ZERO, INF),
        add(a, power(a, 2)),
    ),
    Claim("exp real", total(mul(power(x, k), power(factorial(k), -1)), k, ZERO, INF), fn("exp", x)),
    Claim("zeta2", total(power(k, -2), k, ONE, INF), div(power(PI, 2), rat(6))),
    Claim("zeta4", total(power(k, -4), k, ONE, INF), div(power(PI, 4), rat(90))),
    Claim("harm", total(power(k, -1), k, ONE, INF), x, False),
    Claim("tele INF", total(sub(power(k, -1), power(add(k, ONE), -1)), k, ONE, INF), ONE),
    Claim("log2", total(div(power(rat(1, 2), k), k), k, ONE, INF), log(TWO)),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_claim(claim: Claim) -> None:
    check(claim)
