"""Orders a whole number apart: the recurrences of the DLMF are closed, and those with a slip are not."""

from __future__ import annotations

import pytest
import sympy as sp

from checker.api import link_of
from checker.exact.prove import attempts, context_of
from checker.records import Outcome

x = sp.Symbol("x", real=True)
z, a = sp.symbols("z a", positive=True)
n = sp.Symbol("n", integer=True, nonnegative=True)


def closed(left: sp.Expr, right: sp.Expr) -> bool:
    link = link_of(left, "=", right)
    return any(e.outcome is Outcome.HOLDS for e in attempts(link, context_of(link, float("inf")), cheap_only=True))


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        (sp.chebyshevt(n + 3, x), 2 * x * sp.chebyshevt(n + 2, x) - sp.chebyshevt(n + 1, x), sp.chebyshevt(n, x)),
        (sp.hermite(n + 2, x), 2 * x * sp.hermite(n + 1, x) - 2 * (n + 1) * sp.hermite(n, x), sp.hermite(n, x)),
        (
            (n + 2) * sp.legendre(n + 2, x),
            (2 * n + 3) * x * sp.legendre(n + 1, x) - (n + 1) * sp.legendre(n, x),
            x * sp.legendre(n, x),
        ),
        (
            (n + 2) * sp.laguerre(n + 2, x),
            (2 * n + 3 - x) * sp.laguerre(n + 1, x) - (n + 1) * sp.laguerre(n, x),
            x * sp.laguerre(n, x),
        ),
        (sp.besselj(3, z), 4 / z * sp.besselj(2, z) - sp.besselj(1, z), sp.besselj(0, z)),
        (sp.besselk(n + 2, z), sp.besselk(n, z) + 2 * (n + 1) / z * sp.besselk(n + 1, z), sp.besselk(n, z)),
        (sp.besseli(n + 2, z), sp.besseli(n, z) - 2 * (n + 1) / z * sp.besseli(n + 1, z), sp.besseli(n, z)),
        (sp.uppergamma(a + 1, z), a * sp.uppergamma(a, z) + z**a * sp.exp(-z), sp.uppergamma(a, z)),
        (sp.lowergamma(a, z) + sp.uppergamma(a, z), sp.gamma(a), sp.uppergamma(a, z)),
        (sp.erf(sp.I * x), sp.I * sp.erfi(x), sp.erfi(x)),
        (sp.polylog(1, -z), -sp.log(1 + z), z),
    ],
)
def test_recurrences(left: sp.Expr, right: sp.Expr, slip: sp.Expr) -> None:
    assert closed(left, right)
    assert not closed(left, right + slip)


def test_no_division_by_what_may_be_zero() -> None:
    """At x = 0 the recurrence of Bessel functions says nothing; of complex order that of Legendre's may divide by 0."""
    nu = sp.Symbol("nu")
    assert not closed(sp.besselj(n + 2, x), 2 * (n + 1) / x * sp.besselj(n + 1, x) - sp.besselj(n, x))
    assert not closed((nu + 2) * sp.legendre(nu + 2, x), (2 * nu + 3) * x * sp.legendre(nu + 1, x))
