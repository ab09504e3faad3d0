"""Derivatives inside integrands, by the rules, against values worked by hand and against mpmath."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from checker.domains import POSITIVE, REAL
from checker.graph import BINDERS, INF, NEG_INF, PI, Node, bind, fn, mul, neg, postorder, power, rat, substitute, sym
from checker.numeric.compare import compare
from checker.numeric.evaluate import compile_graph
from checker.numeric.formal import derivative, unrolled
from checker.records import Link, Outcome

x, t, m, s, u = (sym(c) for c in "xtmsu")
DOMAINS = (("m", REAL), ("s", POSITIVE))


def gauss(at: Node) -> Node:
    """The standard normal density."""
    return mul(power(mul(rat(2), PI), rat(-1, 2)), fn("exp", mul(rat(-1, 2), power(at, 2))))


def score(point: Node) -> Node:
    """E over t of d/du log N(u + s t; 0, 1) at the point: −point, since E t = 0."""
    inner = fn("log", gauss(Node("add", (u, mul(s, t)))))
    return bind("integral", t, mul(gauss(t), bind("diff", u, inner, point, data=1)), NEG_INF, INF)


def test_an_expected_score_is_computed() -> None:
    assert compare(Link(score(m), "=", neg(m), DOMAINS)).outcome is Outcome.HOLDS
    assert compare(Link(score(m), "=", mul(rat(2), neg(m)), DOMAINS)).outcome is Outcome.FAILS


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize(
    ("body", "reference"),
    [
        (fn("log", fn("cosh", x)), lambda v: mpmath.log(mpmath.cosh(v))),
        (fn("exp", mul(rat(-1, 2), power(x, 2))), lambda v: mpmath.exp(-(v**2) / 2)),
        (power(fn("sigmoid", x), rat(3, 2)), lambda v: (1 / (1 + mpmath.exp(-v))) ** 1.5),
        (power(rat(2), mul(x, x)), lambda v: mpmath.mpf(2) ** (v * v)),
        (mul(fn("sin", x), fn("loggamma", x)), lambda v: mpmath.sin(v) * mpmath.loggamma(v)),
    ],
)
def test_the_rules_against_mpmath(body: Node, reference: object, order: int) -> None:
    node = unrolled(bind("diff", x, body, rat(7, 5), data=order))
    if body.op != "mul" or order == 1:  # digamma has no rule: there the derivative stays as it is, and is a jet's
        assert not any(n.op in BINDERS for n in postorder(node))
        assert node == substitute(derivative(body, "x", order), {x: rat(7, 5)})
    (value,) = compile_graph([node]).run({}, 160)
    with mpmath.workdps(30):
        expected = mpmath.diff(reference, mpmath.mpf(7) / 5, order)
    found = value.value if hasattr(value, "value") else value
    assert (
        abs(float(found.real if hasattr(found, "real") else Fraction(int(found.p), int(found.q))) - float(expected))
        < 1e-9
    )


def test_what_has_no_rule_stays() -> None:
    for body in (
        fn("abs", x),
        bind("integral", t, fn("exp", mul(x, t)), rat(0), rat(1)),
        Node("app", (x,), ("f", (0,))),
    ):
        node = bind("diff", x, body, m, data=1)
        assert unrolled(node) == node
