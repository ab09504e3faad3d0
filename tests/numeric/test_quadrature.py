"""Integrals against closed forms and mpmath at 40 digits; what diverges must be refused, what is unsure unknown."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scope import SmallScope, named

from checker.graph import ZERO, sym
from checker.language import sigmoid
from checker.numeric.evaluate import Program
from checker.numeric.quadrature import integral
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.translate import lower

x, y, m, s, a = sp.symbols("x y m s a", real=True)
OO, MOO = "oo", "-oo"
HALF = sp.Rational(1, 2)
THIRD, SEVENTEEN = Fraction(1, 3), Fraction(17, 10)
VALUES = {"m": THIRD, "s": SEVENTEEN}
with mp.workdps(60):
    M, S = mp.mpf(1) / 3, mp.mpf(17) / 10


def normal(v: Any, mean: Any = 0, deviation: Any = 1) -> Any:
    return sp.exp(-((v - mean) ** 2) / (2 * deviation**2)) / sp.sqrt(2 * sp.pi * deviation**2)


def run(body: Any, low: Any, high: Any, precision: int = 110, **values: Fraction) -> Enclosure:
    return integral(lower(sp.sympify(body)), "x", low, high, SmallScope(precision, **values))


def truth(value: Any) -> acb:
    """A number known to 40 digits or more, as a ball."""
    if isinstance(value, sp.Basic):
        value = sp.N(value.subs({m: sp.Rational(1, 3), s: sp.Rational(17, 10)}), 60)
        re, im = value.as_real_imag()
        return acb(arb(str(re)), arb(str(im))) * acb(arb(1, arb(10) ** -45))
    return acb(arb(mp.nstr(value, 45))) * acb(arb(1, arb(10) ** -38))


def agrees(found: Enclosure, value: Any, bits: int = 82) -> None:
    ctx.prec = 200
    try:
        assert found.rigorous
        assert found.value.overlaps(truth(value)), f"{found.value} against {value}"
        assert found.value.rel_accuracy_bits() >= bits or found.value.contains(0)
        assert found.value.rad() < arb(2) ** -60 * found.value.abs_upper().max(arb(1))
    finally:
        ctx.prec = 53


@pytest.fixture(autouse=True)
def _digits() -> Any:
    with mp.workdps(50):
        yield


NORMAL = normal(x, m, s)
CLOSED: list[tuple[Any, Any, Any, Any]] = [
    (NORMAL, MOO, OO, sp.Integer(1)),
    (NORMAL * x**4, MOO, OO, m**4 + 6 * m**2 * s**2 + 3 * s**4),
    (NORMAL * (sp.log(NORMAL) - sp.log(normal(x))), MOO, OO, (s**2 + m**2 - sp.log(s**2) - 1) / 2),
    (NORMAL * sp.log(NORMAL / normal(x)), MOO, OO, (s**2 + m**2 - sp.log(s**2) - 1) / 2),
    (NORMAL * sp.sin(3 * x + 1), MOO, OO, sp.sin(3 * m + 1) * sp.exp(-9 * s**2 / 2)),
    (NORMAL * sp.erf(x), MOO, OO, sp.erf(m / sp.sqrt(1 + 2 * s**2))),
    (NORMAL * sp.exp(3 * x), MOO, OO, sp.exp(3 * m + 9 * s**2 / 2)),
    (sp.exp(-(x**2) / 2), Fraction(0), OO, sp.sqrt(sp.pi / 2)),
    (sp.exp(sp.I * x - x**2 / 2), MOO, OO, sp.sqrt(2 * sp.pi) * sp.exp(-sp.Rational(1, 2))),
    (1 / (1 + x**2), MOO, OO, sp.pi),
    (1 / ((x - 1000) ** 2 + 1), MOO, OO, sp.pi),
    ((1 + x**2 / 3) ** (-2), MOO, OO, sp.sqrt(3) * sp.pi / 2),
    (sp.exp(-x) * x**10, Fraction(0), OO, sp.factorial(10)),
    (x ** (m - 1) * (1 - x) ** (s - 1), Fraction(0), Fraction(1), sp.gamma(m) * sp.gamma(s) / sp.gamma(m + s)),
    (x ** (m - 1) * sp.exp(-s * x) * sp.log(x), Fraction(0), OO,
     sp.gamma(m) * s**-m * (sp.digamma(m) - sp.log(s))),
    (sp.log(x), Fraction(0), Fraction(1), sp.Integer(-1)),
    (1 / sp.sqrt(x), Fraction(0), Fraction(1), sp.Integer(2)),
    (1 / sp.sqrt(m**2 - x**2), -THIRD, THIRD, sp.pi),
    (sp.sqrt(1 - x**2), Fraction(-1), Fraction(1), sp.pi / 2),
    (sp.asin(x), Fraction(0), Fraction(1), sp.pi / 2 - 1),
    (1 / (x * sp.log(x) ** 2), Fraction(2), OO, 1 / sp.log(2)),
    (1 / x**2, Fraction(1), OO, sp.Integer(1)),
    (sp.exp(-1 / x) / x**2, Fraction(0), OO, sp.Integer(1)),
    (sp.sin(x) / x, Fraction(-1), Fraction(1), 2 * sp.Si(1)),
    (1 / sp.cosh(x), MOO, OO, sp.pi),
    (sp.exp(-x - sp.exp(-x)), MOO, OO, sp.Integer(1)),
    (sp.Abs(x) * sp.exp(-(x**2)), MOO, OO, sp.Integer(1)),
    (sp.Abs(x - m) / (2 * s) * sp.exp(-sp.Abs(x - m) / s), MOO, OO, s),
    (sp.floor(x) * sp.exp(-x), Fraction(0), OO, 1 / (sp.E - 1)),
    (sp.Piecewise((1, x < 0), (x, True)) * sp.exp(-sp.Abs(x)), MOO, OO, sp.Integer(2)),
    (x, Fraction(1), Fraction(0), -sp.Rational(1, 2)),
    (sp.exp(-x), OO, Fraction(0), sp.Integer(-1)),
]  # fmt: skip


@pytest.mark.parametrize(("body", "low", "high", "value"), CLOSED, ids=named)
def test_closed_forms(body: Any, low: Any, high: Any, value: Any) -> None:
    agrees(run(body, low, high, **VALUES), value)


def density(v: Any, mean: Any, deviation: Any) -> Any:
    return mp.exp(-((v - mean) ** 2) / (2 * deviation**2)) / (deviation * mp.sqrt(2 * mp.pi))


def mixture(v: Any) -> Any:
    return (density(v, -1, 1) + density(v, 2, S)) / 2


MIXTURE = (normal(x, -1, 1) + normal(x, 2, s)) / 2
LINE = [-40, -8, -3, 0, 3, 8, 40]
AGAINST_MPMATH: list[tuple[Any, Any]] = [
    (NORMAL * sp.tanh(x) ** 2, lambda v: density(v, M, S) * mp.tanh(v) ** 2),
    (NORMAL * sp.log(1 + sp.exp(x)), lambda v: density(v, M, S) * mp.log1p(mp.exp(v))),
    (MIXTURE * sp.log(MIXTURE), lambda v: mixture(v) * mp.log(mixture(v))),
    (normal(x) * normal(x, -1, 1) / MIXTURE, lambda v: density(v, 0, 1) * density(v, -1, 1) / mixture(v)),
    (sp.Max(x, 0, evaluate=False) * NORMAL, lambda v: density(v, M, S) * max(v, 0)),
    # 1 - D of a discriminator D near 1 in the tail, which is computed as the other part
    (NORMAL * sp.log(1 - sigmoid(x)), lambda v: -density(v, M, S) * mp.log1p(mp.exp(v))),
    (NORMAL * sp.log(sigmoid(x**2 / 3 - x)), lambda v: -density(v, M, S) * mp.log1p(mp.exp(v - v * v / 3))),
    (
        normal(x) * sp.log(1 - normal(x) / (normal(x) + normal(x, 1))),
        lambda v: -density(v, 0, 1) * mp.log1p(mp.exp(mp.mpf(1) / 2 - v)),
    ),
]


@pytest.mark.parametrize(("body", "function"), AGAINST_MPMATH, ids=named)
def test_gaussian_expectations_against_mpmath(body: Any, function: Any) -> None:
    with mp.workdps(55):
        value = mp.quad(function, LINE, maxdegree=10)
    agrees(run(body, MOO, OO, **VALUES), value)


REFUSED: list[tuple[Any, Any, Any]] = [
    (sp.sin(sp.exp(x)), Fraction(0), OO),  # converges, but not absolutely
    (sp.sin(x) / (x + sp.sin(x)), Fraction(1), OO),
]


@pytest.mark.parametrize(("body", "low", "high"), REFUSED, ids=named)
def test_what_was_not_shown_to_converge_is_unknown(body: Any, low: Any, high: Any) -> None:
    with pytest.raises(Unknown):
        run(body, low, high)


def test_crossing_a_branch_point() -> None:
    """The principal branch on both sides: log of negative numbers, roots of them (DLMF 4.2.8)."""
    agrees(run(sp.log(x), Fraction(-1), Fraction(1)), -2 + sp.I * sp.pi)
    agrees(run(1 / sp.sqrt(1 - x), Fraction(0), Fraction(2)), 2 - 2 * sp.I)


DIVERGENT: list[tuple[Any, Any, Any]] = [
    (1 / x, Fraction(-1), Fraction(1)),
    (1 / x**2, Fraction(-1), Fraction(1)),
    (1 / x, Fraction(0), Fraction(1)),
    (1 / x, Fraction(1), OO),
    (1 / (x * sp.log(x)), Fraction(2), OO),
    (x / (x**2 + 1), MOO, OO),
    (sp.exp(x), Fraction(0), OO),
    (sp.tan(x), Fraction(1), Fraction(2)),
    (1 / (x**2 - 2), Fraction(0), Fraction(2)),
    (1 / (x - m) ** 2, Fraction(0), Fraction(1)),
    (1 / (1 - sp.exp(-x)), Fraction(0), Fraction(1)),
    (sp.log(x) / x, Fraction(1), OO),
    (m + 0 * x, Fraction(0), OO),
    (1 / sp.sin(x), Fraction(0), Fraction(1)),
    (x ** (m - 2), Fraction(0), Fraction(1)),
]


@pytest.mark.parametrize(("body", "low", "high"), DIVERGENT, ids=named)
def test_divergence_is_recognised(body: Any, low: Any, high: Any) -> None:
    with pytest.raises(Undefined, match="diverges"):
        run(body, low, high, **VALUES)


def test_a_peak_far_away_is_found() -> None:
    agrees(run(sp.exp(-(10**8) * (x - 1000) ** 2), MOO, OO), sp.sqrt(sp.pi / 10**8), 80)
    agrees(run(normal(x, 1000, sp.Rational(1, 1000)) * x**2, MOO, OO), sp.Rational(10**12 + 1, 10**6), 80)


def test_an_integrand_that_is_zero_on_most_of_the_line() -> None:
    body = sp.Max(0, 1 - sp.Abs(x - 777), evaluate=False)
    agrees(run(body, Fraction(-1000), Fraction(1000)), sp.Integer(1))


def test_a_kink_at_a_singular_point() -> None:
    """The zero of exp(x) - 1 is only known to lie near 0, where log|x| is singular: both sides need their own sign."""
    found = run(sp.Abs(sp.exp(x) - 1) * sp.log(sp.Abs(x)), Fraction(-1), Fraction(1))
    with mp.workdps(50):
        value = mp.quad(lambda v: abs(mp.expm1(v)) * mp.log(abs(v)), [-1, 0, 1])
    agrees(found, value, 60)


def test_a_constant_over_the_line_is_zero_or_divergent() -> None:
    assert integral(ZERO, "x", MOO, OO, SmallScope()).value.is_zero()
    with pytest.raises(Undefined):
        integral(sym("m"), "x", MOO, OO, SmallScope(m=1))
    assert run(x, Fraction(2), Fraction(2)).value.is_zero()


def test_ends_known_as_balls() -> None:
    end = Enclosure(acb(fmpq(1, 3)))
    ctx.prec = 110
    end = Enclosure(acb(fmpq(1, 3)))
    agrees(integral(lower(sp.exp(x)), "x", Fraction(0), end, SmallScope()), sp.exp(sp.Rational(1, 3)) - 1)
    agrees(integral(lower(sp.exp(x)), "x", end, Fraction(0), SmallScope()), 1 - sp.exp(sp.Rational(1, 3)))


def test_a_parameter_at_a_pole_is_never_a_value() -> None:
    for gap in (Fraction(1, 10), Fraction(1, 10**6)):
        agrees(run(x ** (a - 1), Fraction(0), Fraction(1), a=gap), sp.Integer(gap.denominator), 70)
    with pytest.raises(Undefined):
        run(x ** (a - 1), Fraction(0), Fraction(1), a=Fraction(0))


def test_nested_integrals() -> None:
    """Through the engine's own evaluator, which carries balls of the outer variable into the inner integral."""
    inner = sp.Integral(x * y**2, (y, 0, x))
    found = Program([lower(sp.Integral(inner, (x, 0, 1)))]).run({}, 110)[0]
    assert isinstance(found, Enclosure)
    agrees(found, sp.Rational(1, 15))
    second = sp.Integral(normal(y) * y**2, (y, -sp.oo, sp.oo))
    found = Program([lower(sp.Integral(normal(x) * x**2 * second, (x, -sp.oo, sp.oo)))]).run({}, 110)[0]
    assert isinstance(found, Enclosure)
    agrees(found, sp.Integer(1))


LINE_OF = (-sp.oo, sp.oo)
DOUBLE: list[tuple[Any, Any]] = [
    (sp.exp(-(x**2) - x * y - y**2), 2 * sp.pi / sp.sqrt(3)),
    (normal(x, m, 1) * normal(y, x, s) * y**2, m**2 + 1 + s**2),
    (normal(x, m, 1) * normal(y, x, s) * sp.log(normal(y, x, s) / normal(y)), (s**2 + m**2 - sp.log(s**2)) / 2),
    (normal(x) * normal(y, x, 1) * sp.sin(x) * y, sp.exp(-sp.Rational(1, 2))),  # E[X sin X] = E[cos X], Stein
]


@pytest.mark.parametrize(("body", "value"), DOUBLE, ids=named)
def test_gaussians_in_the_plane(body: Any, value: Any) -> None:
    node = lower(sp.Integral(sp.Integral(body, (y, *LINE_OF)), (x, *LINE_OF)))
    found = Program([node]).run(VALUES, 110)[0]
    assert isinstance(found, Enclosure)
    agrees(found, value)


def test_a_flat_direction_in_the_plane_diverges() -> None:
    node = lower(sp.Integral(sp.Integral(sp.exp(-((x - y) ** 2)), (y, *LINE_OF)), (x, *LINE_OF)))
    with pytest.raises(Undefined, match="diverges"):
        Program([node]).run({}, 110)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    mean=st.fractions(-50, 50, max_denominator=50),
    deviation=st.fractions(Fraction(1, 50), 40, max_denominator=50),
    coefficients=st.lists(st.integers(-9, 9), min_size=1, max_size=6),
)
def test_gaussian_moments(mean: Fraction, deviation: Fraction, coefficients: list[int]) -> None:
    """E p(X) for X normal: E X^n = mean E X^(n-1) + (n-1) deviation^2 E X^(n-2), in exact fractions."""
    moments = [Fraction(1), mean]
    for n in range(2, len(coefficients) + 1):
        moments.append(mean * moments[-1] + (n - 1) * deviation**2 * moments[-2])
    value = sum((c * e for c, e in zip(coefficients, moments, strict=False)), Fraction(0))
    p = sum(c * x**k for k, c in enumerate(coefficients))
    if p == 0:
        return
    found = run(p * normal(x, m, s), MOO, OO, m=mean, s=deviation)
    ctx.prec = 200
    assert found.rigorous
    assert found.value.contains(acb(fmpq(value.numerator, value.denominator)))
    assert found.value.rad() < arb(2) ** -60 * found.value.abs_upper().max(arb(1)) * 10**6
    ctx.prec = 53


@settings(max_examples=15, deadline=None, derandomize=True)
@given(p=st.fractions(Fraction(1, 5), 4, max_denominator=8), q=st.fractions(Fraction(1, 5), 4, max_denominator=8))
def test_beta_integrals(p: Fraction, q: Fraction) -> None:
    body = x ** (sp.Symbol("p", real=True) - 1) * (1 - x) ** (sp.Symbol("q", real=True) - 1)
    found = run(body, Fraction(0), Fraction(1), p=p, q=q)
    with mp.workdps(50):
        value = mp.beta(mp.mpf(p.numerator) / p.denominator, mp.mpf(q.numerator) / q.denominator)
    agrees(found, value, 60)


def test_powers_that_cancel_at_the_point() -> None:
    """Inside a logarithm what is left of x^(a-1) x^(1-a) would have a singular point near 0."""
    body = sp.Mul(x ** (a - 1) * sp.exp(-2 * x), sp.log(sp.Mul(x ** (a - 1), sp.exp(x), x ** (1 - a), evaluate=False)))
    agrees(run(body, Fraction(0), OO, a=Fraction(7, 2)), mp.gamma(4.5) / mp.mpf(2) ** 4.5)


def test_a_body_that_is_constant_in_the_end() -> None:
    """The convolution of two exponential densities of one rate: exp(-x) exp(x - 1)."""
    body = sp.Mul(sp.exp(-a * x), sp.exp(-a * (2 - x)), evaluate=False)
    agrees(run(body, Fraction(0), Fraction(2), a=Fraction(1)), 2 * mp.exp(-2))


def test_divergences_of_mixtures_take_few_evaluations() -> None:
    """The logarithm of a mixture is seen to be holomorphic on wide balls, so the budget suffices at 128 bits."""
    third, part = sp.Rational(1, 3), sp.Rational(2, 5)
    q = third * normal(x, -sp.Rational(3, 7), sp.Rational(2, 3)) + 2 * third * normal(x, sp.Rational(17, 19), HALF)
    p = part * normal(x, sp.Rational(20, 19), sp.Rational(3, 2)) + (1 - part) * normal(x, -sp.Rational(8, 19), 1)
    f = sp.lambdify(x, q * (sp.log(q) - sp.log(p)), "mpmath")
    with mp.workdps(50):
        value = mp.quad(f, [-20, -4, -1, 0, 1, 2, 5, 20])
    agrees(run(q * sp.log(q / p), MOO, OO, 128), value)
    agrees(run(q * (sp.log(q) - sp.log(p)), MOO, OO, 128), value)


def test_a_log_of_what_is_left_of_a_density_ratio() -> None:
    """int q log(1 - p/(p + q)), q and p mixtures: 1 - p/(p + q) = q/(p + q), which balls must see far out; log of a
    negative number is that of its size and i pi."""
    q = (3 * normal(x, sp.Rational(8, 11), HALF) + 2 * normal(x, sp.Rational(21, 17), 1)) / 5
    p = (normal(x, -1, 1) + normal(x, -HALF, sp.Rational(3, 2))) / 2
    f = sp.lambdify(x, q * sp.log(q / (p + q)), "mpmath")
    with mp.workdps(50):
        value = mp.quad(f, [-20, -4, -1, 0, 1, 2, 5, 20])
    for ratio in (1 - p / (p + q), 1 - p / sp.Add(p, q, evaluate=False)):
        agrees(run(q * sp.log(ratio), MOO, OO, 128), value)
    shifted = run(q * sp.log(-q / (p + q)), MOO, OO, 128)
    with ctx.workprec(200):
        agrees(Enclosure(shifted.value - acb(0, arb.pi())), value)
