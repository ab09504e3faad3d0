"""Divergences, entropies and conjugate integrals as textbooks have them, each beside neighbours that are false."""

from __future__ import annotations

import pytest
import sympy as sp

from checker.api import check, link_of
from checker.exact.prove import attempts, context_of
from checker.records import Outcome

a, b, c, s, t, y, lam, rate = sp.symbols("a b c s t y lambda rho", positive=True)
u, v = sp.symbols("u v", real=True)
k, n = sp.symbols("k n", integer=True, nonnegative=True)
x = sp.Symbol("x", positive=True)
GAMMA = b**a * x ** (a - 1) * sp.exp(-b * x) / sp.gamma(a)
OTHER = t**c * x ** (c - 1) * sp.exp(-t * x) / sp.gamma(c)
NATURAL = sp.exp((a - 1) * sp.log(x) - b * x - sp.loggamma(a) + a * sp.log(b))
POISSON = sp.exp(-lam) * lam**k / sp.factorial(k)
SECOND = sp.exp(-rate) * rate**k / sp.factorial(k)


def over(body: sp.Expr, low: sp.Expr = sp.S.Zero, high: sp.Expr = sp.oo) -> sp.Expr:
    return sp.Integral(body, (x, low, high))


def total(body: sp.Expr, last: sp.Expr = sp.oo) -> sp.Expr:
    return sp.Sum(body, (k, 0, last))


KL_GAMMA = (
    (a - c) * sp.digamma(a) - sp.loggamma(a) + sp.loggamma(c) + c * (sp.log(b) - sp.log(t)) + a * (t - b) / b
)  # Penny 2001
ENTROPY = a - sp.log(b) + sp.loggamma(a) + (1 - a) * sp.digamma(a)
KL_POISSON = lam * sp.log(lam / rate) + rate - lam
BETA_RANGE = over((x - u) ** (a - 1) * (v - x) ** (b - 1), u, v)
#: left side, right side, right sides that are false, conditions
CLAIMS = [
    (over(GAMMA * sp.log(GAMMA / OTHER)), KL_GAMMA, [KL_GAMMA + sp.loggamma(a), -KL_GAMMA], []),
    (-over(GAMMA * sp.log(GAMMA)), ENTROPY, [ENTROPY - sp.loggamma(a), ENTROPY + 2 * sp.log(b)], []),
    (over(NATURAL), sp.Integer(1), [1 / sp.gamma(a)], []),
    (sp.exp(2 * sp.loggamma(a + 1)), a**2 * sp.gamma(a) ** 2, [a * sp.gamma(a) ** 2], []),
    (total(POISSON * sp.log(POISSON / SECOND)), KL_POISSON, [-KL_POISSON, KL_POISSON - rate], []),
    (
        total(sp.exp(-k) * sp.log(lam**k)),
        sp.log(lam) * sp.E / (sp.E - 1) ** 2,
        [sp.log(lam) * sp.E / (sp.E - 1)],
        [],
    ),
    (
        total(lam**k * rate ** (n - k) / (sp.factorial(k) * sp.factorial(n - k)), n),
        (lam + rate) ** n / sp.factorial(n),
        [(lam + rate) ** n, (lam - rate) ** n / sp.factorial(n)],
        [],
    ),
    (BETA_RANGE, (v - u) ** (a + b - 1) * sp.beta(a, b), [(v - u) ** (a + b) * sp.beta(a, b)], [u < v]),
    (over(1 / sp.sqrt((x - u) * (v - x)), u, v), sp.pi, [sp.pi * (v - u)], [u < v]),
]


@pytest.mark.parametrize(("left", "right", "wrong", "where"), CLAIMS)
def test_closed_forms(left: sp.Expr, right: sp.Expr, wrong: list[sp.Expr], where: list[sp.Expr]) -> None:
    assert closed(left, right, where)
    assert not any(closed(left, other, where) for other in wrong)


def closed(left: sp.Expr, right: sp.Expr, where: list[sp.Expr]) -> bool:
    link = link_of(left, "=", right, where)
    found = attempts(link, context_of(link, float("inf")), cheap_only=True)
    return any(e.outcome is Outcome.HOLDS for e in found)


w = sp.Symbol("w", real=True)
p = sp.Symbol("p", positive=True)
EXPONENTIAL = lam * sp.exp(-lam * x)
WAVE = sp.exp(sp.I * w * x)
LAPLACE = sp.exp(-sp.Abs(w - u) / b) / (2 * b) * sp.exp(sp.I * v * w)
GEOMETRIC = p * (1 - p) ** k
TRANSFORMS = [
    (over(EXPONENTIAL * WAVE), lam / (lam - sp.I * w), [lam / (lam + sp.I * w)], []),
    (over(GAMMA * WAVE), (1 - sp.I * w / b) ** (-a), [(1 + sp.I * w / b) ** (-a), (1 - sp.I * w / b) ** a], []),
    (
        sp.Integral(LAPLACE, (w, -sp.oo, sp.oo)),
        sp.exp(sp.I * u * v) / (1 + b**2 * v**2),
        [sp.exp(-sp.I * u * v) / (1 + b**2 * v**2), 1 / (1 + b**2 * v**2)],
        [],
    ),
    (total(GEOMETRIC * sp.exp(sp.I * w * k)), p / (1 - (1 - p) * sp.exp(sp.I * w)), [p], [p < 1]),
    (total(GEOMETRIC * sp.exp(w * k)), p / (1 - (1 - p) * sp.exp(w)), [p], [p < 1, w < -sp.log(1 - p)]),
]


@pytest.mark.parametrize(("left", "right", "wrong", "where"), TRANSFORMS)
def test_transforms(left: sp.Expr, right: sp.Expr, wrong: list[sp.Expr], where: list[sp.Expr]) -> None:
    assert check(left, "=", right, where=where).verdict == "proved"
    assert not any(closed(left, other, where) for other in wrong)


@pytest.mark.parametrize("where", [[p < 1], [p < 1, w < sp.log(1 - p) + 9], [p < 1, w <= -sp.log(1 - p)]])
def test_a_transform_is_not_had_where_it_diverges(where: list[sp.Expr]) -> None:
    left, right = total(GEOMETRIC * sp.exp(w * k)), p / (1 - (1 - p) * sp.exp(w))
    assert check(left, "=", right, where=where).verdict in ("undefined", "checked", "undecided")
    assert not closed(left, right, where)
