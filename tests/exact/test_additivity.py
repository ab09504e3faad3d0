"""Integrals over ranges that are parts of one another: distribution functions, and the inequalities of the tails."""

import time
from collections.abc import Callable

import pytest
from judged import verdicts

from checker import (
    Density,
    Derivation,
    Derivative,
    Natural,
    Positive,
    Real,
    Size,
    Smooth,
    Sum,
    derivation,
    exp,
    factorial,
    integral,
    oo,
)
from checker.exact.inequalities import prove_inequality
from checker.exact.prove import attempts, context_of
from checker.links import links
from checker.marked import build
from checker.records import Outcome


def distributions(d: Derivation, x: Real, a: Positive, m: Real, q: Density, r: Density, f: Smooth) -> None:
    def F(c):
        return integral(q(x), x, -oo, c)

    d.prove(integral(q(x), x, m, oo), "=", 1 - F(m))
    d.prove(F(a) + integral(q(x), x, a, oo), "=", 1)
    d.prove(integral(q(x), x, m, m + a), "=", F(m + a) - F(m))
    d.prove(integral(q(m - x), x, 0, oo), "=", F(m))
    d.prove(integral(q(m + x), x, 0, oo), "=", 1 - F(m))
    d.prove(integral(q(-x), x, -oo, m), "=", 1 - F(-m))
    d.prove(Derivative(F(m), m), "=", q(m))
    d.prove(integral(q(x) * r(-x), x, -oo, m) + integral(q(x) * r(-x), x, m, oo), "=", integral(q(-x) * r(x), x))
    d.prove(
        integral(f(x) * q(x), x, m, m + a) + integral(f(x) * q(x), x, m + a, oo), "=", integral(f(x) * q(x), x, m, oo)
    )


def distributions_wrong(d: Derivation, x: Real, a: Positive, m: Real, q: Density, r: Density) -> None:
    def F(c):
        return integral(q(x), x, -oo, c)

    d.prove(integral(q(x), x, m, oo), "=", F(m))
    d.prove(integral(q(x), x, m, oo), "=", 1 - F(-m))
    d.prove(integral(q(x), x, m, m + a), "=", F(m) - F(m + a))
    d.prove(integral(q(m - x), x, 0, oo), "=", 1 - F(m))
    d.prove(integral(q(-x), x, -oo, m), "=", F(-m))
    d.prove(integral(q(x) * r(-x), x, -oo, m) + integral(q(x) * r(-x), x, m, oo), "=", integral(q(x) * r(x), x))


def tails(
    d: Derivation, x: Real, a: Positive, b: Positive, m: Real, q: Density, k: Natural, n: Size, l: Positive
) -> None:
    w = exp(-l) * l**k / factorial(k)
    d.prove(integral(q(x), x, a, oo), "<=", 1)
    d.prove(integral(q(x), x, -oo, m), "<", integral(q(x), x, -oo, m + a))
    d.prove(integral(x**2 / a**2 * q(x), x, a, oo), "<=", integral(x**2 * q(x), x) / a**2)
    d.prove(integral(q(x), x, a, oo), "<=", integral(x**2 * q(x), x) / a**2)
    d.prove(integral(q(x), x, a, oo), "<=", integral(exp(b * x) * q(x), x) * exp(-a * b))
    d.prove(Sum(k / n * w, (k, n, oo)), "<=", Sum(k / n * w, (k, 0, oo)))


def tails_wrong(d: Derivation, x: Real, a: Positive, b: Real, m: Real, q: Density, k: Natural, n: Size) -> None:
    d.prove(integral(q(x), x, a, oo), "<=", integral(q(x), x, 2 * a, oo))
    d.prove(integral(q(x), x, -oo, m), "<=", integral(q(x), x, -oo, m + b))
    d.prove(integral(x * q(x), x, m, oo), "<=", integral(x * q(x), x))
    d.prove(integral(q(x), x, a, oo), "<=", integral(x * q(x), x) / a)
    d.prove(integral(q(x), x, m, oo), "<=", integral(x**2 * q(x), x) / m**2)
    d.prove(integral(q(x), x, a, oo), "<=", integral(exp(b * x) * q(x), x) * exp(-a * b))
    d.prove(Sum((k - n) * exp(-k), (k, n, oo)), "<=", Sum((k - n) * exp(-k), (k, 0, oo)))


@pytest.mark.parametrize("function", [distributions, tails])
def test_what_holds_is_proved(function: Callable[..., None]) -> None:
    assert set(verdicts(function)) == {"proved"}


@pytest.mark.parametrize("function", [distributions_wrong, tails_wrong])
def test_what_fails_is_not(function: Callable[..., None]) -> None:
    record = build(derivation(title="a title")(function))
    for link in [link for c in record.claims for _, link in links(c)]:
        ctx = context_of(link, time.monotonic() + 60)
        if link.relation == "=":
            assert not any(e.outcome is Outcome.HOLDS for e in attempts(link, ctx, cheap_only=True)), link
        else:
            assert prove_inequality(link.left, link.relation, link.right, ctx) is None, link
