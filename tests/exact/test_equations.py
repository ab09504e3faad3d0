"""Implications between relations: roots lost and gained, factors that may be 0, and solvers that fail."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from checker.domains import COMPLEX, OPEN01, POSITIVE, REAL, SIZE, Scalar
from checker.exact.context import Context
from checker.exact.equations import prove_implication
from checker.exact.prove import REDUCERS
from checker.graph import ONE, TWO, ZERO, Node, add, conj, disj, div, fn, mul, neg, power, rat, rel, sub, sym

x, y, z, a, b, c, n, w = map(sym, "xyzabcnw")
DOMAINS = {
    "x": REAL, "y": REAL, "z": REAL, "a": POSITIVE, "b": POSITIVE, "c": COMPLEX, "n": SIZE, "p": OPEN01,
    "w": Scalar(lower=Fraction(0), upper=Fraction(1)),
}  # fmt: skip


def eq(left: Node, right: Node) -> Node:
    return rel(left, "=", right)


def prove(left: Node, relation: str, right: Node, *where: Node) -> tuple[str | None, str]:
    ctx = Context(DOMAINS, where, reducers=REDUCERS, deadline=time.monotonic() + 30)
    return prove_implication(left, relation, right, ctx)


def exp(u: Node) -> Node:
    return fn("exp", u)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (eq(x, y), eq(mul(TWO, x), mul(TWO, y))),
        (eq(x, add(y, ONE)), eq(sub(x, ONE), y)),
        (eq(a, b), eq(power(a, 2), power(b, 2))),
        (eq(exp(x), exp(y)), eq(x, y)),
        (eq(exp(x), b), eq(x, fn("log", b))),
        (eq(fn("log", a), fn("log", b)), eq(a, b)),
        (eq(exp(add(x, y)), ONE), eq(add(x, y), ZERO)),
        (eq(fn("log", a), ZERO), eq(a, ONE)),
        (eq(add(fn("log", a), ONE, x), ZERO), eq(a, exp(sub(rat(-1), x)))),
        (eq(mul(rat(-2), fn("log", a)), x), eq(a, exp(mul(rat(-1, 2), x)))),
        (rel(add(fn("log", a), x), "!=", ZERO), rel(a, "!=", exp(neg(x)))),
        (rel(fn("sigmoid", x), ">", rat(1, 2)), rel(x, ">", ZERO)),
        (eq(power(a, 2), a), eq(a, ONE)),
        (eq(power(x, 4), ONE), eq(power(x, 2), ONE)),
        (eq(power(x, 2), ONE), disj(eq(x, ONE), eq(x, rat(-1)))),
        (eq(div(x, sub(x, ONE)), TWO), eq(x, TWO)),
        (eq(add(mul(a, x), b), ZERO), eq(x, neg(div(b, a)))),
        (eq(power(n, 2), n), eq(n, ONE)),
        (conj(eq(add(x, y), TWO), eq(x, y)), conj(eq(x, ONE), eq(y, ONE))),
        (rel(x, "<", y), rel(mul(rat(-2), x), ">", mul(rat(-2), y))),
        (rel(a, "<", b), rel(power(a, 2), "<", power(b, 2))),
        (rel(x, "<", y), rel(exp(x), "<", exp(y))),
        (rel(a, "<", b), rel(div(ONE, a), ">", div(ONE, b))),
    ],
)
def test_equivalent(left: Node, right: Node) -> None:
    assert prove(left, "<=>", right)[0]
    assert prove(right, "=>", left)[0]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (eq(x, ONE), eq(power(x, 2), x)),
        (eq(x, y), eq(power(x, 2), power(y, 2))),
        (eq(x, y), eq(mul(z, x), mul(z, y))),
        (eq(power(x, rat(1, 2)), y), eq(x, power(y, 2))),
        (eq(power(c, 2), rat(-1)), eq(power(c, 4), ONE)),
        (rel(x, ">", y), rel(x, ">=", y)),
        (rel(power(x, 2), "<=", ONE), rel(x, "<=", ONE)),
        (eq(x, ZERO), eq(mul(x, y), ZERO)),
        (eq(y, mul(TWO, x)), eq(power(y, 2), mul(rat(4), power(x, 2)))),
    ],
)
def test_one_way_only(left: Node, right: Node) -> None:
    assert prove(left, "=>", right)[0]
    assert prove(left, "<=>", right)[0] is None
    assert prove(right, "=>", left)[0] is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (eq(sub(power(x, 5), add(x, ONE)), ZERO), eq(sub(power(x, 5), add(x, TWO)), ZERO)),
        (eq(power(x, 2), add(power(x, 2), rat(5))), eq(x, ZERO)),
        (eq(power(n, 2), TWO), eq(n, ONE)),
        (eq(fn("sin", x), fn("sin", y)), eq(x, y)),
        (rel(x, "<", y), rel(mul(x, x), "<", mul(x, y))),
        (rel(x, "<", y), rel(div(ONE, x), ">", div(ONE, y))),
        (rel(x, "<", y), rel(power(x, 2), "<", power(y, 2))),
        (rel(x, ">=", y), rel(x, ">", y)),
        (eq(exp(c), ONE), eq(c, ZERO)),
        (eq(mul(x, y), ZERO), eq(x, ZERO)),
        (eq(x, ONE), eq(div(sub(power(x, 2), ONE), sub(x, ONE)), TWO)),
        (eq(add(fn("log", x), ONE), ZERO), eq(x, exp(rat(-1)))),  # x may be negative
        (eq(add(fn("log", a), c), ZERO), eq(a, exp(neg(c)))),  # c may not be real
        (eq(mul(TWO, fn("log", a)), x), eq(a, exp(x))),
    ],
)
def test_never_proved(left: Node, right: Node) -> None:
    assert prove(left, "=>", right)[0] is None


def test_roots_are_named() -> None:
    assert prove(eq(power(x, 2), x), "=>", eq(x, ONE)) == (None, "lost: x = 0")
    assert prove(eq(x, ONE), "<=>", eq(power(x, 2), x)) == (None, "gained: x = 0")
    method, detail = prove(eq(sub(power(x, 5), add(x, ONE)), ZERO), "=>", eq(sub(power(x, 5), add(x, TWO)), ZERO))
    assert method is None
    assert "lost: x = 1.167303978" in detail  # mpmath: findroot(x^5 - x - 1) = 1.16730397826…
    assert "gained: x = 1.267168304" in detail or "gained: x = 1.267168305" in detail
    assert prove(eq(power(w, 2), w), "<=>", eq(w, ONE)) == (None, "lost: w = 0")  # 0 is in [0, 1]


def test_a_factor_that_is_not_zero_by_condition() -> None:
    assert prove(eq(mul(z, x), mul(z, y)), "=>", eq(x, y))[0] is None
    assert prove(eq(mul(z, x), mul(z, y)), "=>", eq(x, y), rel(z, "!=", ZERO))[0]
