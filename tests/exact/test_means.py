"""Jensen's inequality and its kin under sums and integrals: what holds is proved, its neighbours are not."""

import time
from collections.abc import Callable

import pytest

from checker import (
    Density,
    Derivation,
    Open01,
    Positive,
    Real,
    Simplex,
    Size,
    Smooth,
    Vector,
    derivation,
    dot,
    exp,
    expectation,
    integral,
    log,
    logsumexp,
    norm,
    softplus,
    sqrt,
    square,
    total,
)
from checker.exact.inequalities import prove_inequality
from checker.exact.prove import context_of
from checker.links import links
from checker.marked import build


def densities(d: Derivation, y: Real, q: Density, f: Smooth) -> None:
    E = expectation(y, q)
    d.prove(E(log(1 + y**2)), "<=", log(1 + E(y**2)))
    d.prove(exp(E(y)), "<=", E(exp(y)))
    d.prove(E(y) ** 4, "<=", E(y**4))
    d.prove(E(sqrt(1 + y**2)), "<=", sqrt(1 + E(y**2)))
    d.prove(E(1 / (1 + y**2)), ">=", 1 / (1 + E(y**2)))
    d.prove(E(abs(y)), ">=", abs(E(y)))
    d.prove(E(abs(y)) ** 2, "<=", E(y**2))
    d.prove(E(y * f(y)) ** 2, "<=", E(y**2) * E(f(y) ** 2))
    d.prove(E(softplus(y)), ">=", softplus(E(y)))
    d.prove(E(f(y) ** 2), ">=", E(f(y)) ** 2)


def densities_wrong(d: Derivation, y: Real, q: Density, f: Smooth) -> None:
    E = expectation(y, q)
    d.prove(E(log(1 + y**2)), ">=", log(1 + E(y**2)))
    d.prove(E(log(1 + y**2)), "<=", log(1 + E(y) ** 2))
    d.prove(exp(E(y)), ">=", E(exp(y)))
    d.prove(E(y) ** 3, "<=", E(y**3))
    d.prove(E(sqrt(1 + y**2)), "<=", sqrt(1 + E(y) ** 2))
    d.prove(E(1 / (1 + y**2)), ">=", 1 / (1 + E(y) ** 2))
    d.prove(E(abs(y)) ** 2, "<", E(abs(y)) ** 2)
    d.prove(E(y * f(y)) ** 2, "<=", E(y**2) * E(f(y)) ** 2)
    d.prove(E(y * f(y)), "<=", E(y) * E(f(y)))
    d.prove(E(y), ">", E(y))
    d.prove(2 * E(f(y)) ** 2, "<=", E(f(y) ** 2))
    d.prove(E(log(1 + y**2)), "<", log(1 + E(y**2)))


def simplices(d: Derivation, p: Simplex("n"), n: Size, x: Vector("n"), u: Vector("n", entries=Positive)) -> None:
    d.prove(dot(p, log(u)), "<=", log(dot(p, u)))
    d.prove(dot(p, exp(x)), ">=", exp(dot(p, x)))
    d.prove(dot(p, square(x)), ">=", dot(p, x) ** 2)
    d.prove(logsumexp(x) - log(n), ">=", total(x) / n)
    d.prove(dot(p, p), ">=", 1 / n)
    d.prove(total(log(u)) / n, "<=", log(total(u) / n))
    d.prove(logsumexp(x), ">=", x[0])
    d.prove(logsumexp(x), ">=", dot(p, x) - dot(p, log(p)))


def simplices_wrong(d: Derivation, p: Simplex("n"), n: Size, x: Vector("n"), u: Vector("n", entries=Positive)) -> None:
    d.prove(dot(p, log(x)), "<=", log(dot(p, x)))
    d.prove(dot(u, exp(x)), ">=", exp(dot(u, x)))
    d.prove(dot(x, square(x)), ">=", dot(x, x) ** 2)
    d.prove(logsumexp(x), ">=", total(x))
    d.prove(dot(p, p), ">=", 1)
    d.prove(dot(p, p), ">", 1 / n)
    d.prove(total(log(u)), "<=", log(total(u)))
    d.prove(logsumexp(x), ">=", x[1])  # there may be one entry only
    d.prove(total(x), ">=", x[0])
    d.prove(logsumexp(x), ">=", dot(p, x) + dot(p, log(p)) + log(n))
    d.prove(dot(u, log(u)), ">=", -log(norm(u)))


def ranges(d: Derivation, x: Positive, a: Positive, t: Open01, y: Real) -> None:
    E = expectation(x, a * exp(-a * x))
    d.prove(E(log(x)), "<=", log(1 / a))
    d.prove(E(sqrt(x)), "<=", 1 / sqrt(a))
    d.prove(integral(exp(t**2), t), ">=", exp(integral(t**2, t)))
    d.prove(integral(exp(y * t), t), ">=", exp(y / 2))


def ranges_wrong(d: Derivation, x: Positive, a: Positive, t: Open01) -> None:
    E = expectation(x, a * exp(-a * x))
    d.prove(E(log(x)), ">=", log(1 / a))
    d.prove(integral(exp(t**2), t, 1, 0), ">=", exp(integral(t**2, t)))
    d.prove(integral(log(x), x, 0, a), "<=", log(integral(x, x, 0, a)))  # the mass is a


def proofs(function: Callable[..., None]) -> list[bool]:
    record = build(derivation(title="a title")(function))
    every = [link for c in record.claims for _, link in links(c)]
    assert not record.problems
    return [
        prove_inequality(x.left, x.relation, x.right, context_of(x, time.monotonic() + 60)) is not None for x in every
    ]


@pytest.mark.parametrize("function", [densities, simplices, ranges])
def test_what_holds_is_proved(function: Callable[..., None]) -> None:
    assert all(proofs(function))


@pytest.mark.parametrize("function", [densities_wrong, simplices_wrong, ranges_wrong])
def test_what_fails_is_not(function: Callable[..., None]) -> None:
    assert not any(proofs(function))
