"""Identities of rational functions modulo primes, against expansions known by heart and exact fractions."""

import time
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.domains import REAL
from checker.graph import Node, add, bind, div, elem, fn, mul, neg, power, rat, rel, sub, sym
from checker.numeric.modular import identity_modulo_prime
from checker.records import Link, Outcome

x, y, z = map(sym, "xyz")


def same(left: Node, right: Node, seed: int = 0):
    return identity_modulo_prime(Link(left, "=", right, (("x", REAL), ("y", REAL), ("z", REAL))), seed=seed)


def test_binomial_square_holds_with_a_small_error_bound():
    e = same(power(add(x, y), 2), add(power(x, 2), mul(rat(2), x, y), power(y, 2)))
    assert e.outcome is Outcome.HOLDS
    assert 0 < e.error_bound < 1e-40
    assert e.engine == "numeric"


def test_missing_cross_term_is_seen():
    assert same(power(add(x, y), 2), add(power(x, 2), power(y, 2))).outcome is Outcome.UNKNOWN


def test_partial_fractions():
    left = div(rat(1), mul(x, add(x, rat(1))))
    assert same(left, sub(div(rat(1), x), div(rat(1), add(x, rat(1))))).outcome is Outcome.HOLDS
    assert same(left, add(div(rat(1), x), div(rat(1), add(x, rat(1))))).outcome is Outcome.UNKNOWN


def test_a_tiny_difference_is_as_visible_as_a_great_one():
    assert same(x, add(x, rat(Fraction(1, 10**300)))).outcome is Outcome.UNKNOWN


def test_a_power_of_the_order_of_the_field_is_not_mistaken_for_one():
    # x^(p-1) = 1 in every field of p elements; the degree bound must forbid the conclusion
    p = 2**61 - 1
    assert same(power(x, p - 1), rat(1)) is None


def test_not_rational_is_not_answered():
    assert same(fn("sin", x), x) is None
    assert same(power(x, rat(1, 2)), x) is None
    assert identity_modulo_prime(Link(x, "<", y), seed=0) is None
    assert identity_modulo_prime(Link(rel(x, "=", y), "=>", rel(y, "=", x)), seed=0) is None


def test_zero_denominator_identically_is_not_answered():
    assert same(div(rat(1), sub(x, x)), div(rat(1), sub(x, x))) is None


def test_finite_sums_products_and_determinants():
    k = sym("k")
    assert same(bind("sum", k, mul(k, x), rat(1), rat(10)), mul(rat(55), x)).outcome is Outcome.HOLDS
    assert same(bind("product", k, add(x, k), rat(0), rat(1)), add(mul(x, x), x)).outcome is Outcome.HOLDS
    assert same(bind("sum", k, x, rat(1), rat(0)), rat(0)).outcome is Outcome.HOLDS
    inner = bind("sum", sym("j"), mul(k, sym("j")), rat(1), rat(3))
    assert same(bind("sum", k, inner, rat(1), rat(3)), rat(36)).outcome is Outcome.HOLDS
    m = Node("matrix", (x, y, y, x), (2, 2))
    assert same(Node("det", (m,)), mul(sub(x, y), add(x, y))).outcome is Outcome.HOLDS
    assert same(Node("trace", (m,)), mul(rat(2), x)).outcome is Outcome.HOLDS
    assert same(elem(m, rat(0), rat(1)), y).outcome is Outcome.HOLDS


def test_vandermonde_of_six():
    names = [sym(f"v{i}") for i in range(6)]
    m = Node("matrix", tuple(power(v, j) for v in names for j in range(6)), (6, 6))
    product = mul(*(sub(names[j], names[i]) for i in range(6) for j in range(i + 1, 6)))
    assert same(Node("det", (m,)), product).outcome is Outcome.HOLDS
    assert same(Node("det", (m,)), neg(product)).outcome is Outcome.UNKNOWN


def test_forty_variables_are_fast():
    names = [sym(f"v{i}") for i in range(40)]
    link = Link(power(add(*names), 21), "=", mul(power(add(*names), 20), add(*names)))
    identity_modulo_prime(link, seed=0)
    best = min(_timed(link) for _ in range(5))
    assert best < 0.02


def _timed(link):
    start = time.perf_counter()
    assert identity_modulo_prime(link, seed=0).outcome is Outcome.HOLDS
    return time.perf_counter() - start


def test_the_same_seed_gives_the_same_answer():
    link = Link(power(add(x, y), 3), "=", power(add(y, x), 3))
    a, b = identity_modulo_prime(link, seed=3), identity_modulo_prime(link, seed=3)
    assert (a.outcome, a.error_bound) == (b.outcome, b.error_bound)


polynomials = st.lists(st.integers(-5, 5), min_size=1, max_size=5)


def _poly(c):
    return add(*(mul(rat(a), power(x, k)) for k, a in enumerate(c)))


@given(polynomials, polynomials)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_products_of_polynomials(a, b):
    c = [0] * (len(a) + len(b) - 1)
    for i, u in enumerate(a):
        for j, v in enumerate(b):
            c[i + j] += u * v
    assert same(mul(_poly(a), _poly(b)), _poly(c)).outcome is Outcome.HOLDS
    c[0] += 1
    assert same(mul(_poly(a), _poly(b)), _poly(c)).outcome is Outcome.UNKNOWN
