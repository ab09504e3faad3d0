"""Substitutions and branches in integrals: closed forms against known values, divergence left alone."""

from __future__ import annotations

import pytest
import sympy as sp

from checker.api import link_of
from checker.exact.convergence import converges
from checker.exact.kinks import resolved
from checker.exact.prove import attempts, context_of
from checker.records import Link, Outcome
from checker.translate import lower

x, mu = sp.symbols("x mu", real=True)
s, t = sp.symbols("s t", positive=True)
LOGNORMAL = sp.exp(-((sp.log(x) - mu) ** 2) / (2 * s**2)) / (x * s * sp.sqrt(2 * sp.pi))
GUMBEL = sp.exp(-x - sp.exp(-x))
LOGISTIC = sp.exp(-x / s) / (1 + sp.exp(-x / s)) ** 2
BOX = sp.Piecewise((1, (x > 0) & (x < 1)), (0, True))


def over(body: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    return sp.Integral(body, (x, low, high))


def closed(link: Link) -> bool:
    found = attempts(link, context_of(link, float("inf")), cheap_only=True)
    return any(e.outcome is Outcome.HOLDS for e in found)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (over(LOGNORMAL, 0, sp.oo), sp.Integer(1)),
        (over(LOGNORMAL * x, 0, sp.oo), sp.exp(mu + s**2 / 2)),  # Casella & Berger, 3.3
        (over(GUMBEL, -sp.oo, sp.oo), sp.Integer(1)),
        (over(GUMBEL * x, -sp.oo, sp.oo), sp.EulerGamma),  # Gumbel 1935
        (over(BOX * x, -sp.oo, sp.oo), sp.Rational(1, 2)),
        (over(BOX, -1, sp.Rational(1, 2)), sp.Rational(1, 2)),
    ],
)
def test_known_values(left: sp.Expr, right: sp.Expr) -> None:
    link = link_of(left, "=", right)
    assert closed(link)
    assert converges(link.left, context_of(link, float("inf"))) is True
    assert not closed(link_of(left, "=", right + sp.Rational(1, 10)))


@pytest.mark.parametrize(
    "node",
    [
        over(sp.exp(sp.log(x) ** 2), 0, sp.oo),
        over(sp.exp(x - sp.exp(x)) * sp.exp(-2 * x), -sp.oo, sp.oo),
        over(sp.exp(-sp.exp(-x)), -sp.oo, sp.oo),
        over(1 / (1 + sp.exp(-x)) ** 2, -sp.oo, sp.oo),
        over(sp.Piecewise((1, x > 0), (0, True)), -sp.oo, sp.oo),
    ],
)
def test_divergence_is_not_hidden(node: sp.Expr) -> None:
    link = link_of(node, "=", 1)
    assert converges(link.left, context_of(link, float("inf"))) is not True


@pytest.mark.parametrize("node", [over(sp.exp(-(sp.Symbol("y", real=True) ** 2)), 0, mu), over(sp.exp(-(x**2)), 0, mu)])
def test_smooth_integrands_converge_between_any_ends(node: sp.Expr) -> None:
    link = link_of(node, "=", 1)
    assert converges(link.left, context_of(link, float("inf"))) is True


def test_a_pole_between_unordered_ends_is_seen() -> None:
    link = link_of(over(1 / x, mu, mu + 1), "=", 1)
    assert converges(link.left, context_of(link, float("inf"))) is not True


def test_only_decided_branches_are_taken() -> None:
    link = link_of(t, "=", 1)
    ctx = context_of(link, float("inf"))
    here, open_ = sp.Piecewise((x, t > -1), (0, True)), sp.Piecewise((x, t > 1), (0, True))
    assert resolved(lower(here), ctx) == lower(x)
    assert resolved(lower(open_), ctx) == lower(open_)
