"""Verdicts of the numeric engine on links whose truth is known, near-misses and traps among them."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.domains import COMPLEX, INTEGER, NATURAL, NONNEGATIVE, NONZERO, POSITIVE, REAL, Scalar
from checker.graph import (
    MINUS_ONE,
    ONE,
    PI,
    TWO,
    ZERO,
    I,
    Node,
    add,
    conj,
    disj,
    div,
    fn,
    mul,
    neg,
    power,
    rat,
    rel,
    sub,
    sym,
)
from checker.numeric.compare import _summary, compare, refute_condition
from checker.numeric.draw import Point
from checker.numeric.sides import At, Look
from checker.records import Link, Outcome

HOLDS, FAILS, UNDEFINED, UNKNOWN = Outcome.HOLDS, Outcome.FAILS, Outcome.UNDEFINED, Outcome.UNKNOWN
x, y, z, n, a, b, c = map(sym, "x y z n a b c".split())
F = Fraction


def every(domain, names="x y z a b c"):
    return tuple((name, domain) for name in names.split())


def sqrt(u: Node) -> Node:
    return power(u, rat(1, 2))


def sq(u: Node) -> Node:
    return power(u, 2)


def cos(u: Node) -> Node:
    return fn("cos", u)


def log(u: Node) -> Node:
    return fn("log", u)


def run(left, relation, right, domain=REAL, *where, names="x y z a b c", **options):
    return compare(Link(left, relation, right, every(domain, names), tuple(where)), **options)


@pytest.mark.parametrize("digits", [12, 20, 40, 100, 250])
def test_near_misses_fail(digits):
    e = run(add(cos(x), x), "=", add(cos(x), x, rat(F(1, 10**digits))))
    assert e.outcome is FAILS
    assert e.witness.left != e.witness.right


def test_pythagoras_holds_to_thirty_digits_at_twenty_points():
    e = run(add(sq(cos(x)), sq(fn("sin", x))), "=", ONE)
    assert (e.outcome, e.points, e.rigorous, e.engine) == (HOLDS, 20, True, "numeric")
    assert e.digits >= 30
    assert e.witness is None


def test_root_of_a_square():
    e = run(sqrt(sq(x)), "=", x)
    assert e.outcome is FAILS
    assert e.witness["x"] == -1
    assert (e.witness.left, e.witness.right) == ("1", "-1")
    assert run(sqrt(sq(x)), "=", x, NONNEGATIVE).outcome is HOLDS
    assert run(sqrt(sq(z)), "=", z, COMPLEX).outcome is FAILS


def test_logarithm_of_a_product_fails_where_both_are_negative():
    link = log(mul(x, y)), "=", add(log(x), log(y))
    e = run(*link, NONZERO)
    assert e.outcome is FAILS
    assert dict(e.witness) == {"x": -1, "y": -1}
    assert run(*link, POSITIVE).outcome is HOLDS


def test_undefined_is_told_and_failure_takes_precedence():
    e = run(log(mul(x, y)), "=", add(log(x), log(y)), NONNEGATIVE)
    assert e.outcome is UNDEFINED
    assert 0 in e.witness.values()
    assert e.witness.left == ""
    assert run(mul(x, power(x, -1)), "=", ONE).outcome is UNDEFINED
    assert run(mul(x, power(x, -1)), "=", TWO).outcome is FAILS


def test_garbage_on_both_sides_is_no_agreement():
    nothing = power(sub(x, x), -1)
    assert run(nothing, "=", nothing).outcome is UNDEFINED


def test_only_coincident_arguments_show_it():
    e = run(mul(sub(x, y), power(sub(x, y), -1)), "=", ONE)
    assert e.outcome is UNDEFINED
    assert e.witness["x"] == e.witness["y"]
    same = Node("piecewise", (ONE, rel(x, "=", y), ZERO, Node("true")))
    e = run(same, "=", ZERO)
    assert e.outcome is FAILS
    assert e.witness["x"] == e.witness["y"]


def test_single_points_are_found():
    e = run(sq(fn("sign", x)), "=", ONE)
    assert (e.outcome, e.witness["x"]) == (FAILS, 0)
    e = run(fn("abs", sub(x, rat(7, 3))), ">", ZERO)
    assert (e.outcome, e.witness["x"]) == (FAILS, F(7, 3))
    e = run(sq(x), ">", ZERO)
    assert (e.outcome, e.witness["x"]) == (FAILS, 0)


@pytest.mark.parametrize("bad", [0, 1, 2, 7, 41, 163, 999])
def test_a_single_integer_is_found(bad):
    is_bad = Node("piecewise", (ONE, rel(n, "=", rat(bad)), ZERO, Node("true")))
    e = run(is_bad, "=", ZERO, NATURAL, names="n")
    assert (e.outcome, e.witness["n"]) == (FAILS, bad)


def test_eulers_polynomial():
    euler = add(sq(n), neg(n), rat(41))
    e = run(fn("mod", euler, rat(41)), "!=", ZERO, NATURAL, rel(n, ">", ONE), names="n")
    assert (e.outcome, e.witness["n"]) == (FAILS, 41)


def test_parity():
    assert run(power(MINUS_ONE, n), "=", ONE, INTEGER, names="n").outcome is FAILS
    assert run(power(MINUS_ONE, mul(TWO, n)), "=", ONE, INTEGER, names="n").outcome is HOLDS
    assert run(power(TWO, n), ">", sq(n), NATURAL, names="n").outcome is FAILS


def test_constants_only():
    assert run(add(ONE, ONE), "=", TWO).outcome is HOLDS
    e = run(add(ONE, ONE), "=", rat(3))
    assert (e.outcome, len(e.witness)) == (FAILS, 0)
    assert (e.witness.left, e.witness.right) == ("2", "3")
    # Ramanujan: exp(pi sqrt 163) is an integer to 12 places
    near = fn("exp", mul(PI, sqrt(rat(163))))
    assert run(near, "=", rat(640320**3 + 744)).outcome is FAILS
    # Machin
    machin = sub(mul(rat(16), fn("atan", rat(1, 5))), mul(rat(4), fn("atan", rat(1, 239))))
    assert run(machin, "=", PI).outcome is HOLDS
    assert run(machin, "=", rat(355, 113)).outcome is FAILS


def test_zero_on_both_sides():
    assert run(fn("sin", PI), "=", ZERO).outcome is HOLDS
    assert run(fn("sin", mul(n, PI)), "=", ZERO, INTEGER, names="n").outcome is HOLDS
    tiny = fn("exp", neg(fn("exp", rat(6))))  # about 1e-175
    assert run(tiny, "=", ZERO).outcome is FAILS
    assert run(mul(tiny, x), "=", mul(tiny, x, add(ONE, tiny)), POSITIVE).outcome is FAILS
    assert run(mul(tiny, x), "=", mul(x, tiny), REAL).outcome is HOLDS


def test_cancellation_is_no_difference():
    # (1 + x)^2 - 1 - 2x = x^2 at tiny x
    assert run(sub(sq(add(ONE, x)), add(ONE, mul(TWO, x))), "=", sq(x)).outcome is HOLDS
    left = sub(sqrt(add(sq(x), ONE)), ONE)
    right = div(sq(x), add(sqrt(add(sq(x), ONE)), ONE))
    assert run(left, "=", right).outcome is HOLDS


def test_orders():
    assert run(add(sq(a), sq(b)), ">=", mul(TWO, a, b)).outcome is HOLDS
    e = run(add(sq(a), sq(b)), ">=", mul(rat(2001, 1000), a, b))
    assert (e.outcome, dict(e.witness)) == (FAILS, {"a": 1, "b": 1})
    assert run(add(sq(a), sq(b)), ">", mul(TWO, a, b)).outcome is FAILS  # equal at a = b
    assert run(fn("exp", x), ">=", add(ONE, x)).outcome is HOLDS
    assert run(fn("exp", x), "<", add(ONE, x)).outcome is FAILS
    assert run(x, "!=", add(x, ONE)).outcome is HOLDS
    assert run(x, "!=", sq(x)).outcome is FAILS
    assert run(log(x), "<", x, NONZERO).outcome is UNDEFINED  # not real for x < 0
    assert run(mul(I, x), "<", x).outcome in (UNDEFINED, FAILS)


def test_branches():
    assert run(log(fn("exp", z)), "=", z, COMPLEX).outcome is FAILS
    e = run(log(power(z, -1)), "=", neg(log(z)), COMPLEX, rel(z, "!=", ZERO))
    assert e.outcome is FAILS  # only on the cut: z < 0
    re, im = e.witness["z"]
    assert re < 0
    assert im == 0
    assert run(mul(sqrt(x), sqrt(y)), "=", sqrt(mul(x, y))).outcome is FAILS
    assert run(fn("asin", fn("sin", x)), "=", x).outcome is FAILS
    inverse = add(fn("atan", x), fn("atan", power(x, -1)))
    assert run(inverse, "=", div(PI, TWO), POSITIVE).outcome is HOLDS
    assert run(inverse, "=", div(PI, TWO), NONZERO).outcome is FAILS
    assert run(power(power(x, 3), rat(1, 3)), "=", x).outcome is FAILS
    assert run(fn("floor", neg(x)), "=", neg(fn("ceiling", x))).outcome is HOLDS
    assert run(fn("floor", add(x, y)), "=", add(fn("floor", x), fn("floor", y))).outcome is FAILS


# ---------------------------------------------------------------- conditions


def test_conditions_are_met():
    chain = (rel(ZERO, "<", a), rel(a, "<", b), rel(add(a, b), "<", ONE))
    assert run(sub(b, a), ">", ZERO, REAL, *chain).outcome is HOLDS
    e = run(a, "<", rat(1, 3), REAL, *chain)
    assert e.outcome is FAILS
    at = e.witness
    assert 0 < at["a"] < at["b"]
    assert at["a"] + at["b"] < 1
    assert at["a"] >= F(1, 3)


def test_equalities_are_solved():
    total = rel(add(a, b, c), "=", ONE)
    assert run(add(sq(a), mul(a, b), mul(a, c)), "=", a, POSITIVE, total).outcome is HOLDS
    e = run(add(sq(a), mul(a, b), mul(TWO, a, c)), "=", a, POSITIVE, total)
    assert e.outcome is FAILS
    assert sum(e.witness[k] for k in "abc") == 1
    assert run(add(x, y), ">=", TWO, POSITIVE, rel(mul(x, y), "=", ONE)).outcome is HOLDS
    assert run(add(x, y), ">=", TWO, REAL, rel(mul(x, y), "=", ONE)).outcome is FAILS


def test_a_curve():
    circle = rel(add(sq(x), sq(y)), "=", ONE)
    assert run(sq(add(x, y)), "=", add(ONE, mul(TWO, x, y)), REAL, circle).outcome is HOLDS
    assert run(add(x, y), "<=", ONE, REAL, circle).outcome is FAILS
    assert run(fn("abs", mul(x, y)), "<=", rat(1, 2), REAL, circle).outcome is HOLDS


def test_a_definition_by_a_transcendental_equation():
    where = rel(mul(fn("exp", x), y), "=", ONE)
    assert run(log(y), "=", neg(x), REAL, where).outcome is HOLDS
    assert run(log(y), "=", x, REAL, where).outcome is FAILS


def test_two_linear_equations():
    where = rel(add(a, b), "=", ONE), rel(sub(a, b), "=", c)
    assert run(mul(rat(4), a, b), "=", sub(ONE, sq(c)), REAL, *where).outcome is HOLDS
    assert run(mul(rat(4), a, b), "=", add(ONE, sq(c)), REAL, *where).outcome is FAILS


def test_thin_regions():
    thin = rel(sq(x), "<", y), rel(y, "<", add(sq(x), rat(F(1, 10**6)))), rel(x, "<", rat(-1, 3))
    assert run(x, "<", y, REAL, *thin).outcome is HOLDS
    e = run(x, ">", y, REAL, *thin)
    assert e.outcome is FAILS
    at = e.witness
    assert at["x"] ** 2 < at["y"] < at["x"] ** 2 + F(1, 10**6)


def test_a_condition_that_always_holds_takes_no_point_away():
    assert run(x, "=", x, REAL, rel(sub(x, x), "=", ZERO)).outcome is HOLDS
    assert run(x, "=", y, REAL, rel(sub(x, x), "=", ZERO)).outcome is FAILS


def test_no_point_is_no_agreement():
    e = run(x, "=", x, REAL, rel(sq(x), "<", rat(-1)))
    assert (e.outcome, e.points) == (UNKNOWN, 0)
    assert e.detail
    assert run(x, "=", x, REAL, rel(x, "<", ZERO), rel(x, ">", ONE)).outcome is UNKNOWN


def test_a_symbol_without_a_domain_is_no_agreement():
    assert compare(Link(x, "=", x)).outcome is UNKNOWN


def test_a_condition_as_a_side_is_not_compared():
    assert compare(Link(rel(x, "=", ONE), "=", rel(x, "=", ONE), every(REAL))).outcome is UNKNOWN


# ---------------------------------------------------------------- equations that follow


def follows(left, arrow, right, domain=REAL, *where):
    return compare(Link(left, arrow, right, every(domain), where))


def test_the_quintic_does_not_follow():
    quintic = add(power(x, 5), neg(x), MINUS_ONE)
    e = follows(rel(quintic, "=", ZERO), "=>", rel(add(power(x, 5), neg(x), rat(-2)), "=", ZERO))
    assert e.outcome is FAILS
    assert "1.1673039782614186843" in e.witness["x"]  # the plastic root of x^5 = x + 1
    assert follows(rel(quintic, "=", ZERO), "=>", rel(power(x, 5), "=", add(x, ONE))).outcome is HOLDS


def test_lost_and_gained_roots():
    four = rel(sq(x), "=", rat(4))
    e = follows(four, "=>", rel(x, "=", TWO))
    assert (e.outcome, e.witness["x"]) == (FAILS, -2)
    assert follows(four, "=>", rel(x, "=", TWO), POSITIVE).outcome is HOLDS
    assert follows(rel(x, "=", TWO), "=>", four).outcome is HOLDS
    assert follows(rel(x, "=", TWO), "<=>", four).outcome is FAILS
    assert follows(four, "<=>", rel(fn("abs", x), "=", TWO)).outcome is HOLDS
    assert follows(rel(mul(x, sub(x, ONE)), "=", ZERO), "=>", rel(sub(x, ONE), "=", ZERO)).outcome is FAILS
    squared = rel(x, "=", sq(sub(x, TWO)))  # of sqrt x = x - 2: gains x = 1
    assert follows(rel(sqrt(x), "=", sub(x, TWO)), "<=>", squared, NONNEGATIVE).outcome is FAILS
    assert follows(rel(sqrt(x), "=", sub(x, TWO)), "=>", squared, NONNEGATIVE).outcome is HOLDS


def test_transcendental_and_complex_roots():
    assert follows(rel(cos(x), "=", x), "=>", rel(x, "=", rat(739085, 10**6))).outcome is FAILS
    assert follows(rel(cos(x), "=", x), "=>", rel(fn("acos", x), "=", x)).outcome is HOLDS
    assert follows(rel(sq(z), "=", MINUS_ONE), "=>", rel(power(z, 4), "=", ONE), COMPLEX).outcome is HOLDS
    assert follows(rel(sq(z), "=", MINUS_ONE), "=>", rel(z, "=", I), COMPLEX).outcome is FAILS
    assert follows(rel(power(z, 3), "=", ONE), "=>", rel(z, "=", ONE), COMPLEX).outcome is FAILS
    assert follows(rel(power(x, 3), "=", ONE), "=>", rel(x, "=", ONE)).outcome is HOLDS


def test_nothing_satisfies_the_left():
    assert follows(rel(sq(x), "=", rat(-1)), "=>", rel(x, "=", ONE)).outcome is UNKNOWN


def test_inequalities_that_follow():
    assert follows(rel(x, ">", TWO), "=>", rel(sq(x), ">", rat(4))).outcome is HOLDS
    assert follows(rel(sq(x), ">", rat(4)), "=>", rel(x, ">", TWO)).outcome is FAILS


# ---------------------------------------------------------------- obligations


def test_conditions_are_refuted_at_exact_points():
    link = Link(x, "=", x, every(REAL))
    assert dict(refute_condition(rel(sub(sq(x), rat(4)), "!=", ZERO), link))["x"] in (2, -2)
    assert dict(refute_condition(rel(sub(mul(rat(3), x), rat(7)), "!=", ZERO), link)) == {"x": F(7, 3)}
    assert refute_condition(rel(add(sq(x), ONE), "!=", ZERO), link) is None
    assert refute_condition(rel(add(sq(x), ONE), ">", ZERO), link) is None
    w = refute_condition(rel(sub(x, rat(F(12345, 10**4))), "<=", ZERO), link)
    assert w["x"] > F(12345, 10**4)
    w = refute_condition(rel(sub(mul(x, y), ONE), "!=", ZERO), link)
    assert w["x"] * w["y"] == 1
    w = refute_condition(conj(rel(sq(x), ">=", ZERO), rel(x, "!=", y)), link)
    assert w["x"] == w["y"]
    w = refute_condition(disj(rel(x, ">", ONE), rel(x, "<", ONE)), link)
    assert w["x"] == 1


def test_conditions_are_refuted_only_where_the_links_own_hold():
    guarded = Link(x, "=", x, every(REAL), (rel(x, ">", ONE), rel(x, "<", rat(3))))
    assert refute_condition(rel(sub(x, rat(5)), "!=", ZERO), guarded) is None
    assert refute_condition(rel(sub(x, TWO), "!=", ZERO), guarded)["x"] == 2
    assert refute_condition(rel(log(x), "!=", ZERO), guarded) is None
    assert refute_condition(rel(log(x), "!=", ZERO), Link(x, "=", x, every(POSITIVE)))["x"] == 1


# ---------------------------------------------------------------- the run itself


def test_the_same_seed_gives_the_same_evidence():
    link = Link(sqrt(sq(add(x, y))), "=", add(x, y), every(REAL))
    first, second = compare(link, seed=5), compare(link, seed=5)
    assert first.witness == second.witness
    assert (first.points, first.digits) == (second.points, second.digits)


def test_the_deadline_is_kept():
    u = x
    for _ in range(60):
        u = fn("sin", add(u, power(u, 3)))
    start = time.monotonic()
    e = run(u, "=", u, deadline=start + 0.3)
    assert time.monotonic() - start < 3
    assert e.outcome in (HOLDS, UNKNOWN)


def test_a_bounded_domain():
    unit = Scalar(lower=F(0), upper=F(1))
    assert run(mul(x, sub(ONE, x)), "<=", rat(1, 4), unit).outcome is HOLDS
    e = run(mul(x, sub(ONE, x)), "<", rat(1, 4), unit)
    assert (e.outcome, e.witness["x"]) == (FAILS, F(1, 2))
    e = run(x, "<", ONE, unit)
    assert (e.outcome, e.witness["x"]) == (FAILS, 1)


# ---------------------------------------------------------------- true by construction


def _trees():
    leaves = st.sampled_from([x, y, ONE, TWO, rat(-1, 2), ZERO, PI])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda t: add(*t)),
            st.tuples(inner, inner).map(lambda t: mul(*t)),
            st.tuples(st.sampled_from("exp log sin atan abs floor sign".split()), inner).map(lambda t: fn(*t)),
            inner.map(lambda u: power(u, 2)),
            inner.map(lambda u: power(u, -1)),
            inner.map(sqrt),
        ),
        max_leaves=6,
    )


@given(_trees(), _trees())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_distributing_never_fails(u, v):
    e = run(mul(u, add(v, x)), "=", add(mul(u, v), mul(u, x)), samples=10)
    assert e.outcome is not FAILS


@given(_trees())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_tiny_shift_never_holds(u):
    e = run(u, "=", add(u, rat(F(1, 10**60))), samples=10)
    assert e.outcome is not HOLDS or e.points == 0


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=5), st.integers(-4, 4))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_following_equations_of_polynomials(coefficients, shift):
    """p = 0 implies p·(x + s) = 0, and the converse fails just where -s is no root of p."""
    p = add(*(mul(rat(c), power(x, k)) for k, c in enumerate(coefficients)))
    q = mul(p, add(x, rat(shift)))
    assert follows(rel(p, "=", ZERO), "=>", rel(q, "=", ZERO)).outcome in (HOLDS, UNKNOWN)
    back = follows(rel(q, "=", ZERO), "=>", rel(p, "=", ZERO))
    is_root = sum(c * (-shift) ** k for k, c in enumerate(coefficients)) == 0
    assert back.outcome is (HOLDS if is_root else FAILS)


def test_agreement_at_the_odd_point_is_none():
    """log Γ-like integrals that could be had at a = 1 only, where the wrong line happens to be right."""
    looks = [Look(at, Point()) for at in (At.AGREES, At.UNKNOWN, At.UNKNOWN)]
    assert _summary(looks, 30).outcome is Outcome.UNKNOWN
    assert _summary(looks[:2], 30).outcome is Outcome.HOLDS


def test_an_inequality_between_densities_is_tried_where_it_is_tight() -> None:
    """KL(q ‖ p(t | x)) ≥ 1 − p(x) fails only where q is near the posterior: where all densities coincide, it is."""
    from checker import Density, Derivation, Real, check_derivation, derivation, expectation, integral, log

    def slip(d: Derivation, x: Real, t: Real, q: Density, prior: Density, likelihood: Density(given=1)) -> None:  # type: ignore[valid-type]
        joint = likelihood(x, t) * prior(t)
        evidence = integral(joint, t)
        d.prove(expectation(t, q)(log(q(t) * evidence / joint)), ">=", integral(q(t) - joint, t))

    assert [line.verdict for line in check_derivation(derivation(title="slip")(slip)).lines] == ["refuted"]
