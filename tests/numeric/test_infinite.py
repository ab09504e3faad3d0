"""Infinite sums, products and limits against closed forms and mpmath."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest
import sympy as sp
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scope import SmallScope, named

from checker.numeric.infinite import infinite_product, infinite_sum, limit
from checker.numeric.scope import INFINITE, Enclosure, Undefined, Unknown
from checker.translate import lower

n, x, z = sp.symbols("n x z", real=True)


@pytest.fixture(autouse=True)
def _digits() -> Any:
    with mp.workdps(50):
        yield


def agrees(found: Enclosure, value: Any, bits: int = 80, rigorous: bool = True) -> None:
    ctx.prec = 200
    try:
        text = str(sp.N(value, 50)) if isinstance(value, sp.Basic) else mp.nstr(value, 45)
        true = acb(arb(text) * arb(1, arb(10) ** -38))
        assert found.rigorous == rigorous
        assert found.value.overlaps(true), f"{found.value} against {text}"
        assert found.value.rel_accuracy_bits() >= bits or value == 0
    finally:
        ctx.prec = 53


SUMS: list[tuple[Any, int, Any]] = [
    (z**n, 0, lambda q: 1 / (1 - q)),
    (n**2 * z**n, 0, lambda q: q * (1 + q) / (1 - q) ** 3),
    (z**n / sp.factorial(n), 0, mp.exp),
    (n * (n - 1) * z**n * sp.exp(-z) / sp.factorial(n), 0, lambda q: q**2),
    (sp.exp(-sp.pi * n**2), 1, lambda q: (mp.jtheta(3, 0, mp.exp(-mp.pi)) - 1) / 2),
    (sp.binomial(2 * n, n) / 8**n, 0, lambda q: mp.sqrt(2)),
    (1 / n**2, 1, lambda q: mp.pi**2 / 6),
    (1 / (n * (n + 1)), 1, lambda q: mp.mpf(1)),
    (1 / (n**2 + 1), 0, lambda q: (1 + mp.pi * mp.coth(mp.pi)) / 2),
    (1 / (n**2 + z**2) ** 2, 1, lambda q: mp.nsum(lambda k: 1 / (k**2 + q**2) ** 2, [1, mp.inf])),
    ((-1) ** (n + 1) / n, 1, lambda q: mp.log(2)),
    ((-1) ** n / (2 * n + 1), 0, lambda q: mp.pi / 4),
    ((-1) ** n / (2 * n - 1) ** 2, 1, lambda q: -mp.catalan),
    (n ** sp.Rational(-3, 2), 1, lambda q: mp.zeta(1.5)),
    (sp.log(n) / n**2, 1, lambda q: -mp.zeta(2, derivative=1)),
    (1 / (n * sp.sqrt(n**2 + 1)), 1, lambda q: mp.mpf("1.316331321523774480254660455")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "first", "value"), SUMS[:-1], ids=named)
def test_sums(body: Any, first: int, value: Any) -> None:
    q = Fraction(-2, 3)
    agrees(infinite_sum(lower(body), "n", first, SmallScope(z=q)), value(mp.mpf(-2) / 3))


def test_a_smooth_sum_against_brute_force() -> None:
    """By adding 20,000 terms and an asymptotic tail: sum_{k>=N} 1/(k sqrt(k^2+1)) = 1/N + 1/(2 N^2) + O(N^-3)."""
    found = infinite_sum(lower(1 / (n * sp.sqrt(n**2 + 1))), "n", 1, SmallScope())
    count = 20000
    with mp.workdps(30):
        head = mp.fsum(1 / (k * mp.sqrt(mp.mpf(k) ** 2 + 1)) for k in range(1, count))
        tail = mp.mpf(1) / count + mp.mpf(1) / (2 * count**2)
    assert abs(float(found.value.real.mid()) - float(head + tail)) < 1e-11
    assert found.rigorous


def test_an_alternating_sum_not_seen_to_be_holomorphic_is_a_labelled_estimate() -> None:
    """sech has poles, if none near the line."""
    found = infinite_sum(lower((-1) ** n / sp.sqrt(n) * (1 + sp.sech(n))), "n", 1, SmallScope())
    with mp.workdps(40):
        rest = mp.nsum(lambda k: (-1) ** int(k) / mp.sqrt(k) * mp.sech(k), [1, mp.inf], method="d")
    assert not found.rigorous
    assert abs(float(found.value.real.mid()) - float(rest - mp.altzeta(0.5))) < 1e-6


@pytest.mark.parametrize(
    ("body", "first"),
    [
        (1 / n, 1), (1 / sp.sqrt(n), 1), ((-1) ** n, 1), (n, 0), (1 / (n * sp.log(n)), 2), (2**n, 0),
        ((-1) ** n * n, 0), (sp.cos(1 / n), 1), (sp.log(1 + 1 / n), 1), (sp.Integer(1), 0),
    ],
    ids=named,
)  # fmt: skip
def test_divergent_sums(body: Any, first: int) -> None:
    with pytest.raises(Undefined, match="diverges"):
        infinite_sum(lower(body), "n", first, SmallScope())


def test_a_pole_among_the_terms() -> None:
    with pytest.raises(Undefined):
        infinite_sum(lower(1 / (n - 3) ** 2), "n", 1, SmallScope())
    agrees(infinite_sum(lower(1 / (n - 3) ** 2), "n", 4, SmallScope()), mp.pi**2 / 6)


def test_what_is_not_bounded_is_unknown() -> None:
    for body in (sp.sin(n**2) / n, sp.sin(n) / (n + sp.sin(n))):
        with pytest.raises(Unknown):
            infinite_sum(lower(body), "n", 1, SmallScope())


def slow_product() -> Any:
    """prod (1 + k^(-5/2)): the factors to 99, then the logarithms' series in Hurwitz zeta values."""
    head = mp.fprod(1 + mp.mpf(k) ** mp.mpf(-2.5) for k in range(1, 100))
    return head * mp.exp(mp.fsum((-1) ** (j + 1) * mp.zeta(2.5 * j, 100) / j for j in range(1, 12)))


PRODUCTS: list[tuple[Any, int, Any]] = [
    (4 * n**2 / (4 * n**2 - 1), 1, lambda: mp.pi / 2),
    (1 + 1 / n**2, 1, lambda: mp.sinh(mp.pi) / mp.pi),
    (1 - z**2 / n**2, 1, lambda: mp.sin(mp.pi / 3) / (mp.pi / 3)),
    (1 + sp.Rational(1, 2) ** n, 1, lambda: mp.qp(-mp.mpf(1) / 2, mp.mpf(1) / 2)),
    (1 + 1 / (n**2 * sp.sqrt(n)), 1, lambda: slow_product()),
]


@pytest.mark.parametrize(("body", "first", "value"), PRODUCTS, ids=named)
def test_products(body: Any, first: int, value: Any) -> None:
    found = infinite_product(lower(body), "n", first, SmallScope(z=Fraction(1, 3)))
    true = value()
    assert found.rigorous
    assert abs(mp.mpf(str(found.value.real.mid().str(40, radius=False))) - true) < mp.mpf(10) ** -14
    assert found.value.rel_accuracy_bits() > 70


def test_products_to_zero_and_beyond() -> None:
    assert infinite_product(lower(1 - 4 / n**2), "n", 1, SmallScope()).value.is_zero()
    with pytest.raises(Unknown):
        infinite_product(lower(1 - 1 / n), "n", 2, SmallScope())  # tends to 0 without a zero factor
    with pytest.raises((Undefined, Unknown)):
        infinite_product(lower(1 + 1 / n), "n", 1, SmallScope())


ZERO, OO = Fraction(0), "oo"
LIMITS: list[tuple[Any, Any, str, Any]] = [
    (sp.sin(x) / x, ZERO, "+-", sp.Integer(1)),
    ((1 - sp.cos(x)) / x**2, ZERO, "+-", sp.Rational(1, 2)),
    ((x - sp.sin(x)) / x**3, ZERO, "+-", sp.Rational(1, 6)),
    ((sp.exp(x) - 1) / x, ZERO, "+-", sp.Integer(1)),
    ((z**x - 1) / x, ZERO, "+-", sp.log(sp.Rational(3, 2))),
    (sp.log(1 + x) / x, ZERO, "+-", sp.Integer(1)),
    ((sp.sqrt(4 + x) - 2) / x, ZERO, "+-", sp.Rational(1, 4)),
    ((1 + 1 / x) ** x, OO, "-", sp.E),
    (x * sp.log(x), ZERO, "+", sp.Integer(0)),
    (x**x, ZERO, "+", sp.Integer(1)),
    ((2 * x**2 + 1) / (x**2 + x), OO, "-", sp.Integer(2)),
    (sp.sqrt(x**2 + x) - x, OO, "-", sp.Rational(1, 2)),
    (sp.tanh(x), "-oo", "+", sp.Integer(-1)),
    (x**10 * sp.exp(-x), OO, "-", sp.Integer(0)),
    ((x**2 - 1) / (x - 1), Fraction(1), "+-", sp.Integer(2)),
    (sp.exp(x) / x, Fraction(1, 3), "+-", 3 * sp.exp(sp.Rational(1, 3))),
    (sp.Abs(x) / x, ZERO, "-", sp.Integer(-1)),
]


@pytest.mark.parametrize(("body", "point", "side", "value"), LIMITS, ids=named)
def test_limits(body: Any, point: Any, side: Any, value: Any) -> None:
    agrees(limit(lower(body), "x", point, side, SmallScope(z=Fraction(3, 2))), value)


def test_limits_that_do_not_exist() -> None:
    with pytest.raises(Undefined):
        limit(lower(sp.Abs(x) / x), "x", ZERO, "+-", SmallScope())
    for body in (1 / x, sp.exp(1 / x), sp.tanh(1 / x)):
        with pytest.raises(Undefined, match="one-sided"):
            limit(lower(body), "x", ZERO, "+-", SmallScope())


OSCILLATING: list[tuple[Any, Any]] = [
    (sp.sin(x), OO), (sp.cos(x) + 1 / x, OO), ((-1) ** x, OO), ((-1) ** x * x / (x + 1), OO), (x * sp.sin(x), OO),
    (sp.sin(x) ** 2, OO), (sp.sin(1 / x), ZERO), (sp.cos(1 / x) / x, ZERO), (sp.sin(x), "-oo"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "point"), OSCILLATING, ids=named)
def test_what_oscillates_has_no_limit(body: Any, point: Any) -> None:
    with pytest.raises(Undefined, match="oscillates"):
        limit(lower(body), "x", point, "+", SmallScope())


@pytest.mark.parametrize(
    "body", [sp.sin(sp.pi * x), sp.sin(sp.exp(x)), sp.floor(sp.sin(x)), sp.sin(2 * sp.pi * x) * x], ids=named
)
def test_oscillations_are_not_extrapolated(body: Any) -> None:
    """Values at 2^k say nothing of them; some have another limit along the whole numbers."""
    with pytest.raises(Unknown):
        limit(lower(body), "x", OO, "-", SmallScope())


@pytest.mark.parametrize("body", [sp.sin(x) / x, (x + sp.sin(x)) / x, sp.exp(-x) * sp.cos(x), (-1) ** x / x], ids=named)
def test_oscillations_that_die_out(body: Any) -> None:
    found = limit(lower(body), "x", OO, "-", SmallScope())
    assert found.rigorous
    assert found.value.contains(1 if body.subs(x, 10**9) > sp.Rational(1, 2) else 0)


@pytest.mark.parametrize("body", [sp.tanh(x * z), sp.atan(x * z), sp.exp(-z * x**2)], ids=str)
def test_a_limit_of_estimates_is_unknown(body: Any) -> None:
    """Near x = 0 no z that is tried is large enough: the limit in x would be taken for the value at 0."""
    with pytest.raises(Unknown):
        limit(lower(sp.Limit(body, z, sp.oo)), "x", ZERO, "+", SmallScope())


def test_infinite_limits() -> None:
    for body, point in (
        (1 / x, ZERO),
        (sp.exp(x) / x**3, OO),
        (x * (2 + sp.sin(x)), OO),
        (sp.log(x), ZERO),
        (x - sp.sqrt(x), OO),
    ):
        with pytest.raises(Undefined) as raised:
            limit(lower(body), "x", point, "+", SmallScope())
        assert raised.value.kind == INFINITE


@settings(max_examples=20, deadline=None, derandomize=True)
@given(shifts=st.lists(st.integers(1, 12), min_size=2, max_size=4), numerator=st.lists(st.integers(-5, 5), max_size=1))
def test_rational_sums(shifts: list[int], numerator: list[int]) -> None:
    body: Any = sp.Integer(numerator[0] if numerator else 1)
    for k in shifts:
        body = body / (n + k)
    found = infinite_sum(lower(body), "n", 0, SmallScope())
    count = 400
    with mp.workdps(30):
        c = mp.mpf(int(numerator[0] if numerator else 1))
        head = mp.fsum(c / mp.fprod(j + k for k in shifts) for j in range(count))
        far = abs(c) * mp.mpf(count) ** (1 - len(shifts)) * 2
    assert found.rigorous
    assert abs(float(found.value.real.mid()) - float(head)) <= float(far) + 1e-14
