"""Parts that are alike are merged, and nothing else is."""

from __future__ import annotations

import time

import pytest

from checker.domains import REAL
from checker.exact.prove import context_of
from checker.exact.sweep import equal_by_parts
from checker.graph import Node, add, bind, div, fn, mul, neg, power, rat, sub, sym
from checker.records import Link

x, w, u = sym("x"), sym("w"), sym("u")


def proved(left: Node, right: Node) -> bool:
    link = Link(left, "=", right, tuple((n, REAL) for n in "uwx"))
    return equal_by_parts(left, right, context_of(link, time.monotonic() + 20))


def unrolled(steps: int, slip: int | None = None) -> tuple[Node, Node]:
    """d h_T / d w of h_t = tanh(w h_{t-1} + u), and backpropagation by hand, wrong by a sign at one step."""
    h, d = x, rat(0)
    for t in range(steps):
        after = fn("tanh", add(mul(w, h), u))
        slope = (add if t == slip else sub)(rat(1), power(after, 2))
        h, d = after, mul(slope, add(h, mul(w, d)))
    return bind("diff", w, h, w, data=1), d


@pytest.mark.parametrize("steps", [1, 2, 5, 40])
def test_unrolled_gradients(steps: int) -> None:
    assert proved(*unrolled(steps))


@pytest.mark.parametrize("slip", [0, 3, 7])
def test_a_slip_in_one_step_is_not_proved(slip: int) -> None:
    assert not proved(*unrolled(8, slip))


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        (power(add(x, u), 2), add(power(x, 2), mul(rat(2), x, u), power(u, 2)), True),
        (power(add(x, u), 2), add(power(x, 2), mul(x, u), power(u, 2)), False),
        (fn("exp", add(x, x)), fn("exp", mul(rat(2), x)), True),
        (fn("exp", add(x, u)), fn("exp", add(x, neg(u))), False),
        (fn("log", fn("sin", sub(mul(x, u), mul(u, x)))), fn("log", fn("sin", rat(0))), True),
        (div(sub(power(x, 2), power(u, 2)), sub(x, u)), add(x, u), True),
        (div(sub(power(x, 2), power(u, 2)), sub(x, u)), sub(x, u), False),
        (div(x, sub(fn("sin", u), fn("sin", u))), div(u, sub(fn("sin", u), fn("sin", u))), False),  # of no value
        (power(power(x, 2), rat(1, 2)), x, False),
        (power(power(x, rat(1, 2)), 2), x, False),  # true, but roots are letters
    ],
)
def test_small_ones(left: Node, right: Node, holds: bool) -> None:
    assert proved(left, right) is holds


def logistic(z: Node) -> Node:
    return div(rat(1), add(rat(1), fn("exp", neg(z))))


def gated(steps: int, slip: int | None = None) -> tuple[Node, Node]:
    """d h_T / d w of h_t = g_t tanh(w h_{t-1}), where g_t is the logistic function of u h_{t-1}, written out."""
    h, d = x, rat(0)
    for t in range(steps):
        gate, inner = logistic(mul(u, h)), fn("tanh", mul(w, h))
        by_gate = mul(gate, (add if t == slip else sub)(rat(1), gate), mul(u, d), inner)
        h, d = mul(gate, inner), add(by_gate, mul(gate, sub(rat(1), power(inner, 2)), add(h, mul(w, d))))
    return bind("diff", w, h, w, data=1), d


@pytest.mark.parametrize("steps", [1, 2, 4, 12])
def test_gates_as_quotients(steps: int) -> None:
    assert proved(*gated(steps))


@pytest.mark.parametrize("slip", [1, 4])
def test_a_slip_in_one_gate_is_not_proved(slip: int) -> None:
    assert not proved(*gated(5, slip))
