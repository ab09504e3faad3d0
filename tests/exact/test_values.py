"""Closed forms against numbers: mpmath's quadrature at 30 digits, and plain addition of Fractions."""

from __future__ import annotations

from fractions import Fraction

import mpmath
from claims_of_calculus import a, app, context, exp, gauss, half_line, integral, k, line, n, total, unit, z
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.exact.integrals import reduce_integral
from checker.exact.sums import reduce_sum
from checker.graph import ZERO, Node, add, fn, mul, neg, postorder, power, rat, sub, substitute

SMALL = st.integers(-4, 4)
POSITIVE = st.fractions(min_value=Fraction(1, 4), max_value=3, max_denominator=6)
SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)

FUNCTIONS = {
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "erf": mpmath.erf, "abs": abs,
    "gamma": mpmath.gamma, "digamma": mpmath.digamma, "atan": mpmath.atan, "factorial": mpmath.factorial,
}  # fmt: skip


def value(node: Node) -> mpmath.mpf:
    """The number of a closed expression without symbols."""
    known: dict[Node, mpmath.mpf] = {}
    for x in postorder(node):
        args = [known[y] for y in x.args]
        match x.op:
            case "rat":
                known[x] = mpmath.mpf(x.data[0]) / x.data[1]
            case "const":
                known[x] = {"pi": mpmath.pi, "E": mpmath.e, "EulerGamma": mpmath.euler}[x.data] + 0
            case "add":
                known[x] = mpmath.fsum(args)
            case "mul":
                known[x] = mpmath.fprod(args)
            case "pow":
                known[x] = mpmath.power(*args)
            case "fn":
                known[x] = FUNCTIONS[x.data](*args)
            case _:
                raise AssertionError(f"not closed: {x}")
    return known[node]


def close(node: Node, expected: mpmath.mpf) -> None:
    assert abs(value(node) - expected) < mpmath.mpf(10) ** -15 * (1 + abs(expected))


def polynomial(coefficients: list[int], at: Node) -> Node:
    return add(ZERO, *(mul(rat(c), power(at, i)) for i, c in enumerate(coefficients)))


@SETTINGS
@given(st.lists(SMALL, min_size=1, max_size=6), st.fractions(-2, 2, max_denominator=5), POSITIVE)
def test_polynomials_under_a_gaussian(coefficients: list[int], mean: Fraction, spread: Fraction) -> None:
    node = line(mul(polynomial(coefficients, z), gauss(z, rat(mean), rat(spread))))
    with mpmath.workdps(30):
        m, s = (mpmath.mpf(x.numerator) / x.denominator for x in (mean, spread))
        expected = mpmath.quad(
            lambda x: mpmath.polyval(coefficients[::-1], x) * mpmath.npdf(x, m, s),
            mpmath.linspace(m - 14 * s, m + 14 * s, 9),
        )
        close(reduce_integral(node, context()), expected)


@SETTINGS
@given(st.lists(SMALL, min_size=1, max_size=4), st.fractions(-2, 2, max_denominator=3), st.integers(1, 3), SMALL, SMALL)
def test_polynomial_exponential_wave(
    coefficients: list[int], low: Fraction, width: int, rate: int, frequency: int
) -> None:
    p = polynomial(coefficients, z)
    for factor, reference in (
        (exp(mul(rat(rate), z)), lambda x: mpmath.exp(rate * x)),
        (fn("sin", mul(rat(frequency), z)), lambda x: mpmath.sin(frequency * x)),
    ):
        node = integral(mul(p, factor), z, rat(low), rat(low + width))
        with mpmath.workdps(30):
            a0 = mpmath.mpf(low.numerator) / low.denominator
            ends = mpmath.linspace(a0, a0 + width, 4)
            expected = mpmath.quad(lambda x, g=reference: mpmath.polyval(coefficients[::-1], x) * g(x), ends)
            close(reduce_integral(node, context()), expected)


@SETTINGS
@given(st.integers(-3, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 3))
def test_partial_fractions(top: int, first: int, second: int, third: int) -> None:
    bottom = mul(add(z, rat(first)), add(z, rat(second)), add(power(z, 2), rat(third)))
    node = unit(mul(add(z, rat(top)), power(bottom, -1)))
    with mpmath.workdps(30):
        expected = mpmath.quad(lambda x: (x + top) / ((x + first) * (x + second) * (x * x + third)), [0, 1])
        close(reduce_integral(node, context()), expected)


@SETTINGS
@given(POSITIVE, POSITIVE, st.integers(0, 2))
def test_gamma_integrals(s: Fraction, b: Fraction, logs: int) -> None:
    shape, rate = s + 1, b
    body = mul(power(z, rat(shape - 1)), exp(neg(mul(rat(rate), z))), power(fn("log", z), logs))
    found = reduce_integral(half_line(body), context())
    if any(x.op == "fn" and x.data == "polygamma" for x in postorder(found)):
        return
    with mpmath.workdps(30):
        p, q = (mpmath.mpf(x.numerator) / x.denominator for x in (shape, rate))
        expected = mpmath.quad(
            lambda x: x ** (p - 1) * mpmath.exp(-q * x) * mpmath.log(x) ** logs, [0, 1, 4, 16, 64, 400]
        )
        assert abs(value(found) - expected) < mpmath.mpf(10) ** -9 * (1 + abs(expected))


@SETTINGS
@given(st.lists(SMALL, min_size=1, max_size=5), st.sampled_from([-3, -2, 1, 2, 3]), st.integers(-2, 2))
def test_power_sums(coefficients: list[int], ratio: int, first: int) -> None:
    body = mul(polynomial(coefficients, k), power(rat(ratio), k)) if ratio != 1 else polynomial(coefficients, k)
    found = reduce_sum(total(body, k, rat(first), add(n, rat(first))), context())
    assert all(x.op != "sum" for x in postorder(found))
    for count in range(5):
        exact = sum(
            sum(c * Fraction(i) ** e for e, c in enumerate(coefficients)) * Fraction(ratio) ** i
            for i in range(first, first + count + 1)
        )
        with mpmath.workdps(30):
            close(substitute(found, {n: rat(count)}), mpmath.mpf(exact.numerator) / exact.denominator)


@SETTINGS
@given(st.integers(0, 3), st.integers(1, 4))
def test_reducing_twice_changes_nothing(power_of_z: int, scale: int) -> None:
    nodes = [
        line(mul(power(z, power_of_z), gauss(z, a, rat(scale)), app("f", mul(rat(scale), z)))),
        integral(app("f", sub(rat(scale), z)), z, ZERO, a),
        total(app("f", add(k, rat(scale))), k, rat(power_of_z), add(n, rat(power_of_z))),
    ]
    for node in nodes:
        reduce = reduce_sum if node.op == "sum" else reduce_integral
        once = reduce(node, context())
        for part in postorder(once):
            if part.op == node.op:
                assert reduce(part, context()) == part
