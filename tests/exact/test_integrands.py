"""Integrals whose bodies cancel only together, and neighbours whose bodies do not."""

import time
from collections.abc import Callable

import pytest
from judged import verdicts

from checker import (
    Density,
    Derivation,
    Natural,
    Positive,
    Real,
    Simplex,
    Smooth,
    Sum,
    derivation,
    dot,
    integral,
    log,
    oo,
)
from checker.exact.integrands import vanish
from checker.exact.prove import context_of
from checker.graph import sub
from checker.links import links
from checker.marked import build


def holds(d: Derivation, x: Real, p: Density, g: Density, k: Natural, r: Positive) -> None:
    s = p(x) + g(x)
    best = p(x) / s
    d.prove(integral(p(x) * (best - 1) ** 2 + g(x) * best**2, x), "=", integral(p(x) * g(x) / s, x))
    d.prove(integral((s - 2 * g(x)) ** 2 / s, x), "=", 2 - 4 * integral(p(x) * g(x) / s, x))
    d.prove(integral(p(x) * log(2 * best), x), "=", log(2) + integral(p(x) * log(best), x))
    d.prove(integral(p(x) ** 2 / s, x) + integral(p(x) * g(x) / s, x), "=", 1)
    d.prove(
        Sum(1 / ((k + 1) ** 2 * (k**2 + r)), (k, 0, oo)),
        "=",
        Sum((k + 2) / ((k + 1) ** 2 * (k**2 + r)), (k, 0, oo)) - Sum(1 / ((k + 1) * (k**2 + r)), (k, 0, oo)),
    )


def fails(d: Derivation, x: Real, p: Density, g: Density, f: Smooth) -> None:
    s = p(x) + g(x)
    best = p(x) / s
    d.prove(integral(p(x) * (best - 1) ** 2 + g(x) * best**2, x), "=", integral(p(x) ** 2 / s, x))
    d.prove(integral((s - 2 * g(x)) ** 2 / s, x), "=", 1 - 4 * integral(p(x) * g(x) / s, x))
    d.prove(integral(p(x) ** 2 / s, x) + integral(p(x) * g(x) / s, x), "=", 2)
    d.prove(integral(p(x) ** 2 / s, x, 0, oo) + integral(p(x) * g(x) / s, x, 0, oo), "=", 1)
    d.prove(integral(p(x) ** 2 / s, x, 0, oo), "=", integral(p(x) ** 2 / s, x, -oo, 0))
    d.prove(integral(f(x) * p(x), x) + integral(g(x) * p(x), x), "=", 1)


def test_bodies_that_cancel() -> None:
    assert set(verdicts(holds)) == {"proved"}


def simplex(d: Derivation, p: Simplex("n"), q: Simplex("n")) -> None:
    d.prove(dot(p, q), "=", 1)


@pytest.mark.parametrize("function", [fails, simplex])
def test_bodies_that_do_not(function: Callable[..., None]) -> None:
    record = build(derivation(title="a title")(function))
    for link in [link for c in record.claims for _, link in links(c)]:
        assert not vanish(sub(link.left, link.right), context_of(link, time.monotonic() + 60))
