"""Exponentials against what is positive, by logarithms: what holds is proved, its neighbours are not."""

import time
from collections.abc import Callable

from checker import Derivation, Positive, Real, cosh, derivation, exp
from checker.exact.inequalities import prove_inequality
from checker.exact.prove import context_of
from checker.links import links
from checker.marked import build


def holds(d: Derivation, l: Positive, a: Positive, t: Real) -> None:
    d.prove(exp(-l * a), "<", 1 / (l * a))
    d.prove(exp(-l * a), "<=", 1 / (1 + l * a))
    d.prove(l * a * exp(-l * a), "<=", exp(-1))
    d.prove(cosh(t), "<=", exp(t**2 / 2))


def fails(d: Derivation, l: Positive, a: Positive, t: Real) -> None:
    d.prove(exp(-l * a), "<=", 1 / (2 + l * a))
    d.prove(exp(-l * a), ">=", 1 / (l * a))
    d.prove(l * a * exp(-l * a), "<", exp(-1))
    d.prove(l * a * exp(-l * a), "<=", exp(-2))
    d.prove(cosh(t), "<", exp(t**2 / 2))
    d.prove(cosh(t), "<=", exp(t**2 / 3))
    d.prove(t * exp(-t), ">=", 0)


def proofs(function: Callable[..., None]) -> list[bool]:
    record = build(derivation(title="a title")(function))
    every = [link for c in record.claims for _, link in links(c)]
    return [
        prove_inequality(x.left, x.relation, x.right, context_of(x, time.monotonic() + 60)) is not None for x in every
    ]


def test_what_holds_is_proved() -> None:
    assert all(proofs(holds))


def test_what_fails_is_not() -> None:
    assert not any(proofs(fails))
