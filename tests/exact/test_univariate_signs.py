"""Signs of functions of one symbol: cited inequalities, their false neighbours, and random functions against mpmath."""

from __future__ import annotations

import random
import time
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from node_values import value

from checker.domains import NONNEGATIVE, POSITIVE, REAL, Scalar
from checker.exact.context import Context
from checker.exact.differential_rings import plain, read
from checker.exact.prove import REDUCERS
from checker.exact.univariate_signs import prove_by_pattern
from checker.graph import MINUS_ONE, ONE, PI, TWO, ZERO, Node, add, div, fn, mul, neg, power, rat, rel, sub, sym

x = sym("x")
SQUARE, HALF = power(x, 2), rat(1, 2)
UNIT = Scalar("real", Fraction(0), Fraction(1), True, True)
CLOSED = Scalar("real", Fraction(0), Fraction(1))
BELOW_ONE = Scalar("real", None, Fraction(1), False, True)
TO_TWO = Scalar("real", Fraction(0), Fraction(2), False, True)
QUARTER = (rel(x, "<=", div(PI, TWO)),)
INSIDE = (rel(x, "<", div(PI, TWO)),)


def exp(u: Node) -> Node:
    return fn("exp", u)


def log(u: Node) -> Node:
    return fn("log", u)


def over(p: int, q: int, u: Node = ONE) -> Node:
    return mul(rat(p, q), u)


SOFTPLUS = log(add(ONE, exp(x)))
ENTROPY = neg(add(mul(x, log(x)), mul(sub(ONE, x), log(sub(ONE, x)))))

#: name, left ≥ right, domain, whether strict; Mitrinović, Analytic Inequalities; DLMF 4.5, 4.18, 4.32, 7.8
TRUE = [
    ("exp above its tangent", exp(x), add(ONE, x), REAL, False),
    ("exp below 1/(1-x)", power(sub(ONE, x), -1), exp(x), BELOW_ONE, False),
    ("exp above e x", exp(x), mul(exp(ONE), x), REAL, False),
    ("exp below its Padé approximant", div(add(TWO, x), sub(TWO, x)), exp(x), TO_TWO, False),
    ("exp above a cubic", exp(x), add(ONE, x, over(1, 2, SQUARE), over(1, 6, power(x, 3))), REAL, False),
    ("entropy above a parabola (Topsøe 2001)", ENTROPY, mul(rat(4), log(TWO), x, sub(ONE, x)), UNIT, False),
    ("Hoeffding's lemma for a coin", exp(over(1, 2, SQUARE)), fn("cosh", x), REAL, False),
    ("log cosh below a parabola", over(1, 2, SQUARE), log(fn("cosh", x)), REAL, False),
    ("x^x has its least value at 1/e", power(x, x), exp(neg(exp(MINUS_ONE))), POSITIVE, False),
    ("x log x has its least value at 1/e", mul(x, log(x)), neg(exp(MINUS_ONE)), POSITIVE, False),
    ("x log x above a number below", mul(x, log(x)), rat(-3679, 10000), POSITIVE, True),
    ("log(1+x) above 2x/(2+x)", log(add(ONE, x)), div(mul(TWO, x), add(TWO, x)), NONNEGATIVE, False),
    ("log below (x-1)/sqrt x", div(sub(x, ONE), power(x, HALF)), log(x), Scalar(lower=Fraction(1)), False),
    ("softplus above its tangent", SOFTPLUS, add(log(TWO), over(1, 2, x)), REAL, False),
    ("softplus below a parabola", add(log(TWO), over(1, 2, x), over(1, 8, SQUARE)), SOFTPLUS, REAL, False),
    ("softplus above x", SOFTPLUS, x, REAL, True),
    ("slope of the sigmoid", rat(1, 4), mul(fn("sigmoid", x), sub(ONE, fn("sigmoid", x))), REAL, False),
    ("erfc below a Gaussian", exp(neg(SQUARE)), fn("erfc", x), NONNEGATIVE, False),
    ("tanh above a Padé approximant", fn("tanh", x), div(mul(rat(3), x), add(rat(3), SQUARE)), NONNEGATIVE, False),
    ("tanh below x", x, fn("tanh", x), NONNEGATIVE, False),
    ("atan below x", x, fn("atan", x), POSITIVE, True),
    ("asinh below x", x, fn("asinh", x), POSITIVE, True),
    ("atan above x/(1+x²)", fn("atan", x), div(x, add(ONE, SQUARE)), NONNEGATIVE, False),
    ("exp above x^e", exp(x), power(x, exp(ONE)), POSITIVE, False),
    ("cos above a parabola", fn("cos", x), sub(ONE, over(1, 2, SQUARE)), REAL, False),
    (
        "cos below a quartic",
        add(ONE, over(-1, 2, SQUARE), over(1, 24, power(x, 4))),
        fn("cos", x),
        REAL,
        False,
    ),
    ("sin above a cubic", fn("sin", x), sub(x, over(1, 6, power(x, 3))), POSITIVE, True),
]


def proves(left: Node, right: Node, domain: Scalar, strict: bool, where: tuple[Node, ...] = ()) -> bool:
    ctx = Context({"x": domain}, where, reducers=REDUCERS, deadline=time.monotonic() + 30)
    return prove_by_pattern(sub(left, right), strict, ctx)


@pytest.mark.parametrize(("left", "right", "domain", "strict"), [c[1:] for c in TRUE], ids=[c[0] for c in TRUE])
def test_cited_inequalities(left: Node, right: Node, domain: Scalar, strict: bool) -> None:
    assert proves(left, right, domain, strict)


#: those that are equalities somewhere, or come as close as one likes
TIGHT = [c for c in TRUE if c[0] != "x log x above a number below"]


@pytest.mark.parametrize(("left", "right", "domain", "strict"), [c[1:] for c in TIGHT], ids=[c[0] for c in TIGHT])
def test_nothing_can_be_taken_off(left: Node, right: Node, domain: Scalar, strict: bool) -> None:
    assert not proves(sub(left, rat(1, 10**9)), right, domain, False)
    if not strict and not (domain.lower_open or domain.upper_open):
        assert not proves(left, right, domain, True)


def test_jordan_at_both_ends() -> None:
    chord = div(mul(TWO, x), PI)
    assert proves(fn("sin", x), chord, NONNEGATIVE, False, QUARTER)
    assert not proves(fn("sin", x), chord, NONNEGATIVE, True, QUARTER)
    assert proves(fn("sin", x), chord, POSITIVE, True, INSIDE)
    assert not proves(fn("sin", x), div(mul(TWO, x), rat(314, 100)), NONNEGATIVE, False, QUARTER)


def test_tangent_above_x_before_its_pole() -> None:
    assert proves(fn("tan", x), x, POSITIVE, True, INSIDE)
    assert not proves(fn("tan", x), x, POSITIVE, True)


def test_strict_at_closed_ends() -> None:
    # e^x ≥ 1 + x(e-1) fails inside (0, 1), the reverse holds with equality at both ends
    chord = add(ONE, mul(x, sub(exp(ONE), ONE)))
    assert proves(chord, exp(x), CLOSED, False)
    assert not proves(chord, exp(x), CLOSED, True)
    assert proves(chord, exp(x), UNIT, True)
    assert not proves(exp(x), chord, CLOSED, False)


def test_strict_where_it_touches_inside() -> None:
    assert not proves(mul(x, log(x)), neg(exp(MINUS_ONE)), POSITIVE, True)
    assert not proves(power(sub(exp(x), rat(3)), 2), ZERO, REAL, True)
    assert proves(power(sub(exp(x), rat(3)), 2), ZERO, REAL, False)


def test_hidden_identities_are_no_strict_inequalities() -> None:
    twice = mul(TWO, fn("sin", x), fn("cos", x))
    for gap in (sub(fn("sin", mul(TWO, x)), twice), sub(log(SQUARE), mul(TWO, log(x)))):
        assert not proves(gap, ZERO, POSITIVE, True)


def test_a_hole_in_the_domain_is_no_smooth_place() -> None:
    holed = Scalar("real", None, None, nonzero=True)
    jump = fn("atan", power(x, -1))  # its derivative knows nothing of the jump at 0
    for gap in (jump, neg(jump), add(jump, rat(1, 10)), sub(rat(1, 10), jump)):
        assert not proves(gap, ZERO, holed, False)
        assert not proves(gap, ZERO, REAL, False, (rel(x, "!=", ZERO),))


def test_other_symbols_and_undefined_functions_are_refused() -> None:
    assert not prove_by_pattern(add(x, sym("y")), False, Context({"x": POSITIVE, "y": POSITIVE}))
    assert not prove_by_pattern(Node("app", (x,), ("f", (0,))), False, Context({"x": POSITIVE}))


# ---------------------------------------------------------------- random functions

_UNARY = ("exp", "log", "atan", "erf", "tanh", "sin", "cos", "asinh", "sigmoid")


def _random(r: random.Random) -> Node:
    """A sum of few terms: polynomials times functions of affine or quadratic arguments."""
    terms = []
    for _ in range(r.randint(1, 3)):
        parts = [rat(r.randint(-4, 4) or 1, r.randint(1, 3)), power(x, r.randint(0, 2))]
        if r.random() < 0.8:
            name = r.choice(_UNARY)
            u = r.choice([x, mul(TWO, x), neg(x), add(ONE, SQUARE), add(x, ONE), over(1, 2, SQUARE)])
            if name == "log":
                u = r.choice([x, add(x, ONE), add(ONE, SQUARE), add(ONE, exp(x))])
            parts.append(fn(name, u))
        terms.append(mul(*parts))
    return add(*terms, rat(r.randint(-3, 3)))


def _at(f: Node, q: Fraction) -> mpmath.mpf:
    with mpmath.workdps(40):
        return mpmath.re(value(f, {"x": mpmath.mpf(q.numerator) / q.denominator}))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.sampled_from([POSITIVE, TO_TWO, CLOSED]))
def test_what_is_negative_somewhere_is_never_proved(seed: int, domain: Scalar) -> None:
    f = _random(random.Random(seed))
    top = 2 if domain.upper is not None and domain.upper == 2 else 1 if domain.upper is not None else 4
    points = [Fraction(top * k, 24) for k in range(1, 24)]
    least = min(_at(f, q) for q in points)
    below = Fraction(int(mpmath.floor(least * 2**20)), 2**20)
    assert not proves(f, rat(below + Fraction(1, 2**18)), domain, False)
    if proves(f, ZERO, domain, False):
        assert least >= 0
    if proves(neg(f), ZERO, domain, True):
        assert max(_at(f, q) for q in points) < 0


@pytest.mark.parametrize("seed", range(30))
def test_derivatives_in_the_ring(seed: int) -> None:
    f = plain(_random(random.Random(seed)), x)
    ring, q = read(f, x)
    top, below = ring.derivative(q.num), ring.derivative(q.den)
    slope = sub(
        div(ring.node(top.num), mul(ring.node(top.den), ring.node(q.den))),
        div(mul(ring.node(q.num), ring.node(below.num)), mul(ring.node(below.den), power(ring.node(q.den), 2))),
    )
    with mpmath.workdps(40):
        at, h = mpmath.mpf(7) / 10, mpmath.mpf(10) ** -8
        expected = (value(f, {"x": at + h}) - value(f, {"x": at - h})) / (2 * h)
        assert mpmath.almosteq(value(slope, {"x": at}), expected, 1e-10, 1e-10)
        again = value(div(ring.node(q.num), ring.node(q.den)), {"x": at})
        assert mpmath.almosteq(again, value(f, {"x": at}), 1e-20, 1e-20)
