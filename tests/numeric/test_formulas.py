"""Drawn formulas: none is another by accident, and none hides a slip by where it happens to lie."""

from __future__ import annotations

from random import Random

import pytest

from checker.domains import REAL, Function
from checker.graph import INF, NEG_INF, ZERO, Node, add, bind, fn, mul, neg, rat, sym
from checker.numeric.compare import compare
from checker.numeric.formulas import draw_formula
from checker.records import Link, Outcome

DENSITY = Function("density")
KERNEL = Function("density", (None, None), given=1)


def test_two_functions_of_a_class_are_not_drawn_alike() -> None:
    rng = Random(0)
    pairs = [[draw_formula("f", DENSITY, {}, rng, plain=True)[1] for _ in range(2)] for _ in range(300)]
    assert sum(a == b for a, b in pairs) <= 1


@pytest.mark.parametrize("seed", range(6))
def test_a_mean_does_not_cancel_what_stands_before_it(seed: int) -> None:
    # with f(x | t) = N(x; 1 + 3/2 t) and q of mean -2/3, the expectation of log f under q is even in x
    x, t = sym("x"), sym("t")

    def mean(at: Node) -> Node:
        body = mul(fn("log", Node("app", (at, t), ("f", (0, 0)))), Node("app", (t,), ("q", (0,))))
        return bind("integral", t, body, NEG_INF, INF)

    link = Link(mean(x), "=", mean(neg(x)), (("f", KERNEL), ("q", DENSITY), ("x", REAL)))
    assert compare(link, seed=seed, samples=24).outcome is Outcome.FAILS


@pytest.mark.parametrize("seed", range(3))
def test_a_strict_relation_is_tried_where_two_functions_are_one(seed: int) -> None:
    t = sym("t")
    p, q = (Node("app", (t,), (n, (0,))) for n in "pq")
    whole = bind("integral", t, add(mul(rat(1, 2), p), mul(rat(-1, 2), q)), NEG_INF, INF)
    link = Link(whole, ">", ZERO, (("p", DENSITY), ("q", DENSITY)))
    found = compare(link, seed=seed, samples=24)
    assert found.outcome is Outcome.FAILS
    assert found.witness is not None
    assert found.witness["p"] == found.witness["q"]
