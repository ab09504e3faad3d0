"""Relations between special functions (DLMF), each beside what looks like it and is false."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import (
    LambertW,
    Rational,
    airyai,
    airyaiprime,
    airybi,
    airybiprime,
    besseli,
    besselj,
    besselk,
    bessely,
    chebyshevt,
    chebyshevu,
    cos,
    cot,
    digamma,
    elliptic_e,
    elliptic_k,
    exp,
    gamma,
    hermite,
    laguerre,
    legendre,
    log,
    pi,
    polygamma,
    polylog,
    sin,
    tan,
)

from checker.api import check
from checker.records import Verdict

x, v, s = sp.symbols("x v s", positive=True)
y, z, m = sp.symbols("y z m", real=True)
n = sp.symbols("n", integer=True, positive=True)
OPEN = [m > 0, m < 1]
LEGENDRE = elliptic_e(m) * elliptic_k(1 - m) + elliptic_e(1 - m) * elliptic_k(m) - elliptic_k(m) * elliptic_k(1 - m)

TRUE: list[tuple[Any, Any, list[Any]]] = [
    (besselj(v + 1, x) * bessely(v, x) - besselj(v, x) * bessely(v + 1, x), 2 / (pi * x), []),
    (besseli(v, x) * besselk(v + 1, x) + besseli(v + 1, x) * besselk(v, x), 1 / x, []),
    (airyai(y) * airybiprime(y) - airyaiprime(y) * airybi(y), 1 / pi, []),
    ((n + 1) * legendre(n + 1, y), (2 * n + 1) * y * legendre(n, y) - n * legendre(n - 1, y), []),
    (hermite(n + 1, y), 2 * y * hermite(n, y) - 2 * n * hermite(n - 1, y), []),
    ((n + 1) * laguerre(n + 1, y), (2 * n + 1 - y) * laguerre(n, y) - n * laguerre(n - 1, y), []),
    (chebyshevt(n, cos(z)), cos(n * z), []),
    (chebyshevu(n, cos(z)) * sin(z), sin((n + 1) * z), []),
    (chebyshevt(2 * n, y), 2 * chebyshevt(n, y) ** 2 - 1, []),
    (chebyshevt(n, y) ** 2 - (y**2 - 1) * chebyshevu(n - 1, y) ** 2, 1, []),
    (digamma(1 - m) - digamma(m), pi * cot(pi * m), OPEN),
    (polygamma(1, m) + polygamma(1, 1 - m), pi**2 / sin(pi * m) ** 2, OPEN),
    (digamma(2 * s), digamma(s) / 2 + digamma(s + Rational(1, 2)) / 2 + log(2), []),
    (sp.beta(s, s), 2 ** (1 - 2 * s) * sp.beta(s, Rational(1, 2)), []),
    (gamma(s) * gamma(s + Rational(1, 2)), 2 ** (1 - 2 * s) * sp.sqrt(pi) * gamma(2 * s), []),
    (polylog(2, m) + polylog(2, 1 - m), pi**2 / 6 - log(m) * log(1 - m), OPEN),
    (polylog(2, m) + polylog(2, -m), polylog(2, m**2) / 2, OPEN),
    (
        elliptic_e(m) * elliptic_k(1 - m) + elliptic_e(1 - m) * elliptic_k(m) - elliptic_k(m) * elliptic_k(1 - m),
        pi / 2,
        OPEN,
    ),
    (LambertW(s * exp(s)), s, []),
    (log(LambertW(s)), log(s) - LambertW(s), []),
]
FALSE: list[tuple[Any, Any, list[Any]]] = [
    (besselj(v + 1, x) * bessely(v, x) - besselj(v, x) * bessely(v + 1, x), -2 / (pi * x), []),
    (besseli(v, x) * besselk(v + 1, x) - besseli(v + 1, x) * besselk(v, x), 1 / x, []),
    (airyai(y) * airybiprime(y) + airyaiprime(y) * airybi(y), 1 / pi, []),
    ((n + 1) * legendre(n + 1, y), (2 * n - 1) * y * legendre(n, y) - n * legendre(n - 1, y), []),
    (hermite(n + 1, y), 2 * y * hermite(n, y) - n * hermite(n - 1, y), []),
    (chebyshevu(n, cos(z)) * sin(z), sin(n * z), []),
    (chebyshevt(n, y) ** 2 - (1 - y**2) * chebyshevu(n - 1, y) ** 2, 1, []),
    (digamma(1 - m) - digamma(m), pi * tan(pi * m), OPEN),
    (polygamma(1, m) - polygamma(1, 1 - m), pi**2 / sin(pi * m) ** 2, OPEN),
    (digamma(2 * s), digamma(s) / 2 + digamma(s + Rational(1, 2)) / 2 - log(2), []),
    (polylog(2, m) + polylog(2, 1 - m), pi**2 / 6 + log(m) * log(1 - m), OPEN),
    (
        elliptic_e(m) * elliptic_k(1 - m) + elliptic_e(1 - m) * elliptic_k(m) - elliptic_k(m) * elliptic_k(1 - m),
        pi,
        OPEN,
    ),
    (LambertW(z * exp(z)), z, []),  # not below -1
]


@pytest.mark.parametrize(("left", "right", "where"), TRUE, ids=str)
def test_proved(left: Any, right: Any, where: list[Any]) -> None:
    assert check(left, "=", right, where=where).verdict is Verdict.PROVED


@pytest.mark.parametrize(("left", "right", "where"), FALSE, ids=str)
def test_not_accepted(left: Any, right: Any, where: list[Any]) -> None:
    assert check(left, "=", right, where=where).verdict is Verdict.REFUTED
