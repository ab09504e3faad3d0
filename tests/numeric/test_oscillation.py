"""Integrals and sums of what oscillates, against closed forms (DLMF, Gradshteyn and Ryzhik) and mpmath."""

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

from checker.graph import sym
from checker.numeric.infinite import infinite_sum
from checker.numeric.oscillation import Splitter, arcs, fades
from checker.numeric.quadrature import integral
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.workspace import Work
from checker.translate import lower

x, n, a, s = sp.symbols("x n a s", real=True)
OO, MOO, ZERO, ONE = "oo", "-oo", Fraction(0), Fraction(1)
VALUES = {"a": Fraction(4, 3), "s": Fraction(1, 2)}
A = sp.Rational(4, 3)
GAMMA = sp.EulerGamma
FRESNEL = sp.sqrt(sp.pi / 8)


def agrees(found: Enclosure, value: Any, bits: int = 60) -> None:
    saved, ctx.prec = ctx.prec, 200
    try:
        re, im = sp.N(value, 50).as_real_imag() if isinstance(value, sp.Basic) else (mp.re(value), mp.im(value))
        parts = [arb(str(sp.N(p, 45)) if isinstance(p, sp.Basic) else mp.nstr(p, 45)) for p in (re, im)]
        slack = arb(0, arb(10) ** -36)
        true = acb(*(p + abs(p) * slack for p in parts))
        assert found.rigorous
        assert found.value.overlaps(true), f"{found.value} against {true}"
        assert found.value.rad() < arb(2) ** -bits * found.value.abs_upper().max(arb(1))
    finally:
        ctx.prec = saved


@pytest.fixture(autouse=True)
def _digits() -> Any:
    with mp.workdps(50):
        yield


def run(body: Any, low: Any, high: Any) -> Enclosure:
    return integral(lower(sp.sympify(body)), "x", low, high, SmallScope(110, **VALUES))


CONDITIONAL: list[tuple[Any, Any, Any, Any]] = [
    (sp.sin(x) / x, ZERO, OO, sp.pi / 2),
    (sp.sin(x) / x, MOO, OO, sp.pi),
    (sp.sinc(x), MOO, OO, sp.pi),
    (sp.sin(3 * x) / x, ZERO, OO, sp.pi / 2),
    (sp.sin(-a * x) / x, ZERO, OO, -sp.pi / 2),
    (sp.sin(sp.sqrt(2) * x) / x, ZERO, OO, sp.pi / 2),
    (sp.sin(sp.pi * x) / x, ZERO, OO, sp.pi / 2),
    (sp.sin(x - 3) / (x - 3), MOO, OO, sp.pi),
    (sp.sin(x**2), ZERO, OO, FRESNEL),
    (sp.cos(x**2), MOO, OO, 2 * FRESNEL),
    (sp.exp(sp.I * x**2), MOO, OO, sp.sqrt(sp.pi) * sp.exp(sp.I * sp.pi / 4)),
    (sp.cos(x**2 + x), MOO, OO, sp.sqrt(sp.pi) * sp.cos(sp.pi / 4 - sp.Rational(1, 4))),
    (sp.sin(x**3), ZERO, OO, sp.gamma(sp.Rational(4, 3)) / 2),
    (sp.cos(a * x) / (1 + x**2), MOO, OO, sp.pi * sp.exp(-A)),
    (x * sp.sin(a * x) / (1 + x**2), ZERO, OO, sp.pi / 2 * sp.exp(-A)),
    (sp.cos(x) / ((x - 100) ** 2 + 1), MOO, OO, sp.pi * sp.exp(-1) * sp.cos(100)),  # a pole in the first sector tried
    (sp.sin(x) / sp.sqrt(x), ZERO, OO, sp.sqrt(sp.pi / 2)),
    (sp.cos(x) / x**s, ZERO, OO, sp.sqrt(sp.pi / 2)),
    (x ** (s - 1) * sp.cos(a * x), ZERO, OO, sp.sqrt(sp.pi / 2 / A)),
    (sp.sin(x) ** 2 / x**2, ZERO, OO, sp.pi / 2),
    (sp.sin(x) ** 3 / x**3, ZERO, OO, 3 * sp.pi / 8),
    (sp.sin(x) * sp.cos(x) / x, ZERO, OO, sp.pi / 4),
    (sp.sin(x) * sp.sin(2 * x) / x, ZERO, OO, sp.log(3) / 2),
    ((sp.cos(x) - sp.cos(2 * x)) / x, ZERO, OO, sp.log(2)),
    ((1 - sp.cos(x)) / x**2, ZERO, OO, sp.pi / 2),
    (sp.sin(x) * sp.log(x) / x, ZERO, OO, -GAMMA * sp.pi / 2),
    (sp.cos(x) / x, ONE, OO, -sp.Ci(1)),
    (sp.exp(sp.I * x) / x, ONE, OO, -sp.Ci(1) + sp.I * (sp.pi / 2 - sp.Si(1))),
    (sp.exp(-x / 1000) * sp.sin(x), ZERO, OO, 1 / (1 + sp.Rational(1, 10**6))),
    (sp.exp(-x / 10**5) * sp.sin(x) / x, ZERO, OO, sp.atan(10**5)),
    (sp.exp(-s * x) * sp.cos(a * x), ZERO, OO, sp.Rational(1, 2) / (sp.Rational(1, 4) + A**2)),
    (sp.cos(x / 100) / (1 + x**2), MOO, OO, sp.pi * sp.exp(-sp.Rational(1, 100))),
    (sp.cos(x) / sp.sqrt(x**2 + 1), ZERO, OO, sp.besselk(0, 1)),
    (sp.sin(x) * sp.atan(x) / x, ZERO, OO, lambda v: mp.sin(v) * mp.atan(v) / v),
    (sp.sin(x) * sp.tanh(x) / x, ZERO, OO, lambda v: mp.sin(v) * mp.tanh(v) / v),
    (sp.sin(x + 1) / sp.log(x + 2), ZERO, OO, lambda v: mp.sin(v + 1) / mp.log(v + 2)),
    (sp.sin(sp.sqrt(x)) / x, ZERO, OO, sp.pi),
    (sp.sin(1 / x) / x, ZERO, ONE, sp.pi / 2 - sp.Si(1)),
    (sp.sin(1 / x) / x, ZERO, OO, sp.pi / 2),
    (sp.sin(1 / (x - 1)) / (x - 1), ONE, Fraction(2), sp.pi / 2 - sp.Si(1)),
    (sp.sin(x) / sp.Abs(x), ONE, OO, sp.pi / 2 - sp.Si(1)),
]  # fmt: skip


@pytest.mark.parametrize(("body", "low", "high", "value"), CONDITIONAL, ids=named)
def test_conditionally_convergent_integrals(body: Any, low: Any, high: Any, value: Any) -> None:
    found = run(body, low, high)
    if not isinstance(value, sp.Basic):
        with mp.workdps(15):
            known = mp.quadosc(value, [0, mp.inf], omega=1)
        assert found.rigorous
        assert abs(float(found.value.real.mid()) - float(known)) < 1e-10
        return
    agrees(found, value, bits=50)


DIVERGENT: list[tuple[Any, Any, Any]] = [
    (sp.sin(x), ZERO, OO),
    (sp.cos(a * x + 1), MOO, OO),
    (x * sp.sin(x), ZERO, OO),
    (sp.sin(x) * sp.sqrt(x), ZERO, OO),
    (sp.sin(x) * sp.log(x), ONE, OO),
    (sp.sin(x) * x / (1 + x), ZERO, OO),
    (sp.sin(x) ** 2 / x, ONE, OO),
    (sp.sin(x) ** 2, ZERO, OO),
    (sp.sin(x) + 1 / x**2, ONE, OO),
    (1 / x + sp.sin(x) / x, ONE, OO),
    (x * sp.sin(x**2), ZERO, OO),
    (sp.cos(x) / x, ZERO, ONE),
    (sp.cos(x) / x, ZERO, OO),
    (sp.exp(sp.I * x), ZERO, OO),
    (sp.cos(x + 1 / x), ONE, OO),
    (sp.cos(1 / x) / x**2, ZERO, ONE),
    (sp.sin(sp.sqrt(x)) / sp.sqrt(x), ONE, OO),
    (sp.Abs(sp.sin(x)) / x, ONE, OO),
    (sp.Abs(sp.sin(x) / x), ZERO, OO),
    (sp.Abs(sp.cos(a * x)) / (1 + x), ZERO, OO),
]


@pytest.mark.parametrize(("body", "low", "high"), DIVERGENT, ids=named)
def test_oscillating_integrals_that_diverge(body: Any, low: Any, high: Any) -> None:
    with pytest.raises(Undefined, match="diverges"):
        run(body, low, high)


@pytest.mark.parametrize(
    "body",
    [
        sp.sin(x) / (x + sp.sin(x)),  # converges; the oscillation stands in a divisor
        sp.sin(sp.exp(x)),  # converges: no power of x
        sp.cos(x) / ((x - 10**6) ** 2 + 1),  # a pole far out in the sector
        sp.sin(x) * sp.gamma(x) / sp.gamma(x + 1),  # equal to sin(x)/x; no rule for gamma functions off the line
        sp.sin(x) / x ** sp.sin(x),
    ],
    ids=named,
)
def test_what_is_not_seen_is_unknown(body: Any) -> None:
    with pytest.raises(Unknown):
        run(body, ONE, OO)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=40),
    st.fractions(Fraction(1, 5), 12, max_denominator=9),
    st.booleans(),
)
def test_mellin_transforms(power: Fraction, rate: Fraction, sine: bool) -> None:
    """int x^(p-1) sin(rx) = Gamma(p) sin(pi p/2) / r^p, and with cosines (DLMF 5.9.6 and 5.9.7)."""
    p, r = (sp.Rational(q.numerator, q.denominator) for q in (power, rate))
    f = sp.sin if sine else sp.cos
    found = run(x ** (p - 1) * f(r * x), ZERO, OO)
    agrees(found, sp.gamma(p) * f(sp.pi * p / 2) / r**p)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.fractions(Fraction(1, 5), 6, max_denominator=9), st.fractions(Fraction(1, 5), 6, max_denominator=9))
def test_laplace_integrals(rate: Fraction, width: Fraction) -> None:
    """int x sin(rx)/(x^2 + b^2) over (0, oo) = pi/2 exp(-rb) (Gradshteyn and Ryzhik 3.723.3)."""
    r, b = (sp.Rational(q.numerator, q.denominator) for q in (rate, width))
    agrees(run(x * sp.sin(r * x) / (x**2 + b**2), ZERO, OO), sp.pi / 2 * sp.exp(-r * b))


# ---------------------------------------------------------------- sums


def total(body: Any, first: int, precision: int = 110) -> Enclosure:
    return infinite_sum(lower(body), "n", first, SmallScope(precision, **VALUES))


SUMS: list[tuple[Any, int, Any]] = [
    ((-1) ** n / sp.sqrt(n), 1, lambda: -mp.altzeta(0.5)),
    ((-1) ** (n + 1) / n ** sp.Rational(1, 3), 1, lambda: mp.altzeta(mp.mpf(1) / 3)),
    ((-1) ** n * sp.log(n) / n, 1, lambda: mp.euler * mp.log(2) - mp.log(2) ** 2 / 2),
    ((-1) ** n / sp.log(n), 2, lambda: mp.nsum(lambda k: (-1) ** int(k) / mp.log(k), [2, mp.inf])),
    ((-1) ** n * sp.sin(1 / n), 1, lambda: mp.nsum(lambda k: (-1) ** int(k) * mp.sin(1 / k), [1, mp.inf])),
    ((-1) ** n * sp.atan(1 / n), 1, lambda: mp.nsum(lambda k: (-1) ** int(k) * mp.atan(1 / k), [1, mp.inf])),
    ((-1) ** n / sp.sqrt(n**2 + 1), 0, lambda: mp.nsum(lambda k: (-1) ** int(k) / mp.sqrt(k * k + 1), [0, mp.inf])),
    ((-1) ** n * (sp.sqrt(n + 1) - sp.sqrt(n)) / sp.sqrt(n), 1, None),
    (sp.sin(n) / n, 1, lambda: (mp.pi - 1) / 2),
    (sp.cos(n) / n, 1, lambda: -mp.log(2 * mp.sin(0.5))),
    (sp.sin(a * n) / n, 1, lambda: (mp.pi - mp.mpf(4) / 3) / 2),
    (sp.sin(10 * n) / n, 1, lambda: (mp.pi - (10 - 2 * mp.pi)) / 2),
    (sp.sin(-a * n) / n, 1, lambda: -(mp.pi - mp.mpf(4) / 3) / 2),
    (sp.cos(a * n) / n**2, 1, lambda: mp.pi**2 / 6 - mp.pi * mp.mpf(4) / 6 + mp.mpf(16) / 36),
    (sp.cos(sp.pi * n) / n, 1, lambda: -mp.log(2)),
    (sp.sin(sp.pi * n / 2) / n, 1, lambda: mp.pi / 4),
    (sp.cos(2 * sp.pi * n / 3) / n, 1, lambda: -mp.log(3) / 2),
    (sp.I**n / n, 1, lambda: -mp.log(1 - mp.mpc(0, 1))),
    (sp.sin(n) ** 2 / n**2, 1, lambda: (mp.pi - 1) / 2),
    (sp.sin(n) / n * (-1) ** n, 1, lambda: -mp.mpf(1) / 2),
    (1 / (n + (-1) ** n), 2, None),
    ((-1) ** n / (n + (-1) ** n), 2, None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "first", "value"), [c for c in SUMS if c[2]], ids=named)
def test_conditionally_convergent_sums(body: Any, first: int, value: Any) -> None:
    agrees(total(body, first), value())


def test_a_sum_by_pairs() -> None:
    """sum_{n>=2} (-1)^n/(n + (-1)^n) = sum_m 1/(2m + 1) - 1/(2m) from m = 1: log 2 - 1."""
    agrees(total((-1) ** n / (n + (-1) ** n), 2), mp.log(2) - 1)


@pytest.mark.parametrize(
    ("body", "first"),
    [
        (sp.sin(n), 1),
        (sp.cos(a * n), 1),
        (n * sp.sin(n), 1),
        ((-1) ** n * sp.sqrt(n) / (sp.sqrt(n) + 1), 1),
        ((-1) ** n * sp.log(n), 1),
        ((-1) ** n / n + 1 / n, 1),
        (sp.sin(n) ** 2 / n, 1),
        ((-1) ** n / (sp.sqrt(n) + (-1) ** n), 2),  # Leibniz's criterion fails: the terms fall, but not steadily
        (1 / (n + (-1) ** n), 2),
        (sp.cos(2 * sp.pi * n) / n, 1),
        (sp.cos(sp.pi * n) ** 2 / n, 1),
    ],
    ids=named,
)
def test_oscillating_sums_that_diverge(body: Any, first: int) -> None:
    with pytest.raises(Undefined, match="diverges"):
        total(body, first)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.fractions(Fraction(1, 5), 6, max_denominator=12))
def test_fourier_series_of_a_line(angle: Fraction) -> None:
    """sum sin(nt)/n = (pi - t)/2 for 0 < t < 2 pi (DLMF 4.26 is for integrals; Gradshteyn and Ryzhik 1.441.1)."""
    t = sp.Rational(angle.numerator, angle.denominator)
    agrees(total(sp.sin(n * t) / n, 1), (sp.pi - t) / 2)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.fractions(Fraction(1, 10), 3, max_denominator=12), st.integers(1, 5))
def test_alternating_zeta(power: Fraction, first: int) -> None:
    """Against mpmath's alternating Hurwitz zeta: sum (-1)^n (n + k)^-p."""
    p = mp.mpf(power.numerator) / power.denominator
    found = total((-1) ** n * (n + first) ** -sp.Rational(power.numerator, power.denominator), 0)
    agrees(found, 2**-p * (mp.zeta(p, mp.mpf(first) / 2) - mp.zeta(p, mp.mpf(first + 1) / 2)))


# ---------------------------------------------------------------- the parts


@pytest.mark.parametrize(
    "body",
    [
        sp.sin(x) * sp.cos(2 * x) ** 2 / x,
        (sp.exp(sp.I * a * x) + sp.sin(x + s)) ** 3,
        sp.exp((sp.I - 1) * x) * sp.cos(x**2 / 3) * sp.exp(sp.I * sp.sqrt(x)),
        sp.sin(x) ** 2 + sp.cos(x) ** 2,
    ],
    ids=named,
)
def test_parts_add_up_to_the_body(body: Any) -> None:
    node = lower(body)
    scope = SmallScope(110, **VALUES)
    parts = Splitter("x", Work(scope, 100)).split(node)
    assert parts is not None
    ctx.prec = 110
    for point in (acb("1.7"), acb("20.3")):
        whole = acb(0)
        for phase, amplitude in parts.items():
            whole += scope.evaluate(amplitude, {"x": point}) * scope.evaluate(phase.node(sym("x")), {"x": point})
        assert whole.overlaps(scope.evaluate(node, {"x": point}))
        assert whole.rad() < 1e-25
    ctx.prec = 53


@pytest.mark.parametrize(
    ("body", "yes"),
    [
        (1 / x, True),
        (1 / (x**2 + 1), True),
        (1 / sp.sqrt(x**2 + 1), False),  # branch points at ±i: seen only beyond 16, but (i u)^2 + 1 is on the cut
        (1 / ((x - 100) ** 2 + 1), False),  # poles at 100 ± i
        (sp.log(x) / x, True),
        (sp.Abs(x) / x**2, False),  # not holomorphic
        (1 / (x + sp.sign(x)), False),
        (sp.exp(-x), False),  # does not fall on the imaginary axis
        (x / (x + 1), False),  # does not tend to 0
        (1 / sp.cosh(x), False),  # poles on the imaginary axis
        (sp.atan(1 / x), True),
        (sp.log(1 - x) / x, False),  # 1 - x crosses the cut on the positive axis
    ],
    ids=named,
)
def test_amplitudes_on_a_quarter_plane(body: Any, yes: bool) -> None:
    work = Work(SmallScope(110, **VALUES), 100)
    assert fades(lower(body), "x", arcs(0.0, 1.0), arb(16), Fraction(0), work) is yes
