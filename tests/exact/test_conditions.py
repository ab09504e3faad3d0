"""Equations among the conditions: what is put for what, and what may not be."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from judged import verdicts

from checker import Derivation, Derivative, Positive, Real, equation, sqrt
from checker.domains import COMPLEX, REAL, SIZE, Domain, Function, Tensor
from checker.exact.conditions import put_equations
from checker.exact.prove import attempts, context_of
from checker.graph import ONE, TWO, ZERO, Node, add, bind, elem, fn, matsym, mul, neg, power, rat, rel, sym
from checker.records import Link, Outcome

x, y, w, n = map(sym, "xywn")
v = matsym("v", n, ONE)
h = Node("app", (w,), ("h", (0,)))
slope = bind("diff", w, h, w, data=1)
DOMAINS: tuple[tuple[str, Domain], ...] = (
    ("x", REAL), ("y", REAL), ("w", REAL), ("n", SIZE), ("v", Tensor(n, ONE, REAL)), ("h", Function("smooth", (None,))),
)  # fmt: skip


def proved(left: Node, relation: str, right: Node, *where: Node) -> bool:
    link = Link(left, relation, right, DOMAINS, where)
    return any(e.outcome is Outcome.HOLDS for e in attempts(link, context_of(link, float("inf")), cheap_only=True))


@pytest.mark.parametrize(
    ("left", "relation", "right", "condition", "holds"),
    [
        (mul(w, x), "=", ZERO, rel(x, "=", ZERO), True),
        (mul(w, x), "=", ZERO, rel(ZERO, "=", x), True),
        (mul(w, h), "=", ZERO, rel(h, "=", ZERO), True),
        (fn("sigmoid", mul(w, h)), "<", ONE, rel(h, "=", ZERO), True),
        (power(x, 2), "=", add(ONE, mul(TWO, y), power(y, 2)), rel(x, "=", add(y, ONE)), True),
        (slope, "=", ZERO, rel(h, "=", ZERO), False),  # 0 at a point is not 0 around it
        (bind("diff", w, power(w, 2), w, data=1), "=", TWO, rel(w, "=", ONE), True),
        (bind("diff", w, power(w, 2), w, data=1), "=", ZERO, rel(w, "=", ONE), False),
        (mul(w, x), "=", ZERO, rel(x, "!=", ZERO), False),
        (mul(x, y), "=", ONE, rel(mul(x, y), "=", ONE), False),  # a product is not put: the claim may be cited instead
    ],
)
def test_where_it_holds(left: Node, relation: str, right: Node, condition: Node, holds: bool) -> None:
    assert proved(left, relation, right, condition) is holds


def test_a_size_is_never_replaced() -> None:
    link = Link(elem(v, ZERO), "=", n, DOMAINS, (rel(n, "=", TWO),))
    assert put_equations(link) == link


def test_one_after_the_other() -> None:
    link = Link(mul(w, x), "=", y, DOMAINS, (rel(x, "=", y), rel(y, "=", ZERO)))
    assert (put_equations(link).left, put_equations(link).right) == (mul(w, ZERO), ZERO)


@pytest.mark.parametrize(
    ("condition", "left", "holds"),
    [
        (rel(fn("abs", x), "<", ONE), add(ONE, x), True),
        (rel(fn("abs", x), "<", ONE), add(ONE, neg(x)), True),
        (rel(fn("abs", x), "<=", ONE), add(ONE, x), False),
        (rel(rat(4), ">", power(x, 2)), add(TWO, x), True),
        (rel(rat(5), ">", power(x, 2)), add(TWO, x), False),
        (rel(ONE, "<", fn("abs", x)), add(ONE, x), False),
    ],
)
def test_moduli_bound_from_both_sides(condition: Node, left: Node, holds: bool) -> None:
    link = Link(left, ">", ZERO, DOMAINS, (condition,))
    found = attempts(link, context_of(link, float("inf")), cheap_only=True)
    assert any(e.outcome is Outcome.HOLDS for e in found) is holds


def test_a_modulus_says_nothing_of_complex_numbers() -> None:
    link = Link(ONE, "=", ONE, (("x", COMPLEX),), (rel(fn("abs", x), "<", ONE),))
    assert context_of(link, float("inf")).where == link.where


def test_what_an_equation_is_linear_or_quadratic_in() -> None:
    def lines(d: Derivation, x: Real, y: Real, z: Real, p: Positive, t: Real) -> None:
        linear, square = [equation(x + y + z, 1)], [equation(x**2 + y**2 + z**2, 1)]
        d.prove((x + y + z) * t - x, "=", t - x, where=linear)
        d.prove(Derivative(x**2 * t, x) * (y + z), "=", 2 * x * t * (1 - x), where=linear)
        d.prove((x * t) ** 2 + (y * t) ** 2 + (z * t) ** 2, "=", t**2, where=square)
        d.prove(x * (1 - y**2 - z**2), "=", x**3, where=square)
        d.prove(p / sqrt(1 - y**2), "=", 1, where=[equation(p**2 + y**2, 1)])
        d.refute((x + y + z) * t - x, "=", t + x, "a sign", where=linear)
        d.refute((x * t) ** 2 + (y * t) ** 2 - (z * t) ** 2, "=", t**2, "a sign", where=square)
        d.refute(x, "=", sqrt(1 - y**2 - z**2), "x may be negative", where=square)
        d.refute(Derivative(x**2 * t, x), "=", 0, "x is no constant", where=[equation(x, 1)])

    assert verdicts(lines) == ["proved"] * 5 + ["refuted"] * 4
