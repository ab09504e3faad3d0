"""Sums of squares of binomials: what must be found, and random polynomials that take negative values."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.domains import REAL
from checker.exact.binomial_squares import positive_remainder
from checker.exact.context import Context
from checker.exact.inequalities import prove_inequality
from checker.exact.polyform import Poly, plus, polynomial, times
from checker.exact.prove import REDUCERS
from checker.graph import ONE, Node, add, mul, power, rat, sub, sym

NAMES = [f"u{k}" for k in range(8)] + [f"v{k}" for k in range(8)]


def prove(left: Node, relation: str, right: Node) -> str | None:
    ctx = Context(dict.fromkeys(NAMES, REAL), reducers=REDUCERS, deadline=time.monotonic() + 30)
    return prove_inequality(left, relation, right, ctx)


def cauchy(n: int, slack: Fraction = Fraction(1)) -> tuple[Node, Node]:
    u, v = [sym(f"u{k}") for k in range(n)], [sym(f"v{k}") for k in range(n)]
    inner = add(*(mul(a, b) for a, b in zip(u, v, strict=True)))
    return power(inner, 2), mul(rat(slack), add(*(power(a, 2) for a in u)), add(*(power(b, 2) for b in v)))


def mean(n: int, slack: Fraction = Fraction(1)) -> tuple[Node, Node]:
    u = [sym(f"u{k}") for k in range(n)]
    return power(mul(rat(1, n), add(*u)), 2), mul(rat(slack / n), add(*(power(a, 2) for a in u)))


@pytest.mark.parametrize("n", [2, 3, 5, 8])
@pytest.mark.parametrize("make", [cauchy, mean])
def test_lagrange(make: object, n: int) -> None:
    assert callable(make)
    left, right = make(n)
    assert prove(left, "<=", right)
    assert prove(left, "<", right) is None
    assert prove(left, "<", add(right, ONE))


@pytest.mark.parametrize("n", [3, 5])
@pytest.mark.parametrize("make", [cauchy, mean])
def test_a_constant_below_one_is_not_proved(make: object, n: int) -> None:
    assert callable(make)
    left, right = make(n, 1 - Fraction(1, 10**9))
    assert prove(left, "<=", right) is None


UNKNOWNS = [sym(n) for n in "xyz"]


def value(p: Poly, at: dict[Node, int]) -> Fraction:
    total = Fraction(0)
    for m, c in p.items():
        for n, e in m:
            c *= Fraction(at[n]) ** e
        total += c
    return total


MONOMIALS = st.lists(st.integers(0, 2), min_size=3, max_size=3).map(
    lambda es: (
        polynomial(mul(*(power(x, e) for x, e in zip(UNKNOWNS, es, strict=True)))) if any(es) else {(): Fraction(1)}
    )
)
BINOMIALS = st.lists(st.tuples(MONOMIALS, MONOMIALS, st.sampled_from([1, -1])), min_size=1, max_size=5)


@given(BINOMIALS, MONOMIALS, st.integers(-3, 0))
@settings(max_examples=300, deadline=None)
def test_never_positive_where_a_value_is_not(parts: list[tuple[Poly, Poly, int]], slip: Poly, by: int) -> None:
    p: Poly = {}
    for a, b, s in parts:
        q = plus(a, b, Fraction(s))
        p = plus(p, times(q, q))
    p = plus(p, slip, Fraction(by))
    found = positive_remainder(p)
    if found is None:
        return
    for x in range(-2, 3):
        for y in range(-2, 3):
            for z in range(-2, 3):
                here = value(p, dict(zip(UNKNOWNS, (x, y, z), strict=True)))
                assert here > 0 if found else here >= 0


def test_a_square_alone() -> None:
    x, y = UNKNOWNS[:2]
    assert positive_remainder(polynomial(power(sub(x, y), 2))) is False
    assert positive_remainder(polynomial(add(power(sub(x, y), 2), ONE))) is True
    assert positive_remainder(polynomial(sub(power(sub(x, y), 2), ONE))) is None
