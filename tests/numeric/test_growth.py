"""Growth bounds must hold: sampled far out and compared with the function itself, computed by mpmath."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scope import SmallScope, named

from checker.numeric.growthrules import analyse
from checker.numeric.terms import Term, diverges, infimum, inverse, slope, supremum, tail, times, truncation
from checker.numeric.workspace import Work
from checker.translate import lower

u = sp.Symbol("u", real=True)

BODIES: list[tuple[Any, Any]] = [
    (u**2 - 3 * u + 1, lambda v: v**2 - 3 * v + 1),
    (1 / (u**2 - 7), lambda v: 1 / (v**2 - 7)),
    (sp.exp(-(u**2) / 2) * u**3, lambda v: mp.exp(-(v**2) / 2) * v**3),
    (sp.log(u**2 + 1), lambda v: mp.log(v**2 + 1)),
    (sp.log(sp.exp(-(u**2)) + 2 * sp.exp(-((u - 1) ** 2) / 3)),
     lambda v: mp.log(mp.exp(-(v**2)) + 2 * mp.exp(-((v - 1) ** 2) / 3))),
    (sp.tanh(u) - 1, lambda v: mp.tanh(v) - 1),
    (sp.sqrt(u**2 + u) - u, lambda v: mp.sqrt(v**2 + v) - v),
    (sp.sin(u) * sp.exp(-u), lambda v: mp.sin(v) * mp.exp(-v)),
    (sp.atan(u), mp.atan),
    (sp.log(1 + sp.exp(-u)), lambda v: mp.log1p(mp.exp(-v))),
    (sp.erfc(u) * u, lambda v: mp.erfc(v) * v),
    (sp.cosh(u) ** -1, lambda v: 1 / mp.cosh(v)),
    (u ** sp.Rational(-3, 2) * sp.log(u), lambda v: v**-1.5 * mp.log(v)),
    (sp.Abs(1 - u), lambda v: abs(1 - v)),
    (sp.Max(u, 5, evaluate=False), lambda v: max(v, 5)),
    (sp.exp(1 / u) - 1, lambda v: mp.expm1(1 / v)),
    (sp.cos(1 / u) - 1, lambda v: mp.cos(1 / v) - 1),
    ((1 + 1 / u) ** u, lambda v: (1 + 1 / v) ** v),
    (1 / sp.gamma(u), mp.rgamma),
    (sp.exp(-sp.exp(u)), lambda v: mp.exp(-mp.exp(v)) if v < 99 else mp.mpf(0)),
    (sp.exp(u - sp.log(u)), lambda v: mp.exp(v) / v),
    (1 / (1 + sp.exp(u)), lambda v: 1 / (1 + mp.exp(v))),
]  # fmt: skip


@pytest.mark.parametrize(("body", "function"), BODIES, ids=named)
@pytest.mark.parametrize("power", [4, 8])
def test_bounds_hold(body: Any, function: Any, power: int) -> None:
    start = arb(2) ** power
    g = analyse(lower(body), "u", 1, 1, start, Work(SmallScope(), 10**6).constant)
    assert g.upper is not None
    for factor in (1, 1.5, 3, 10, 40):
        v = 2.0**power * factor
        with mp.workdps(400):
            size = abs(function(mp.mpf(v)))
            true = mp.mpf(function(mp.mpf(v)))
            upper = sum((mp.mpf(t.at(arb(v)).upper().str(30, radius=False)) for t in g.upper), mp.mpf(0))
            assert size <= upper * (1 + mp.mpf(10) ** -12)
            if g.lower is not None and size:
                assert size >= mp.mpf(g.lower.at(arb(v)).lower().str(30, radius=False)) * (1 - mp.mpf(10) ** -12)
            if g.sign:
                assert true * g.sign >= 0
            if g.rest is not None and (g.poly or not isinstance(g.log, int)):
                main = sum(
                    (
                        mp.mpf(arb(c.real if hasattr(c, "real") else c).mid().str(30, radius=False))
                        * mp.mpf(v) ** (mp.mpf(k.numerator) / k.denominator)
                        for k, c in g.poly.items()
                    ),
                    mp.mpf(0),
                )
                log = g.log.real if hasattr(g.log, "real") else arb(g.log)
                main += mp.mpf(log.mid().str(30, radius=False)) * mp.log(v)
                rest = sum((mp.mpf(t.at(arb(v)).upper().str(30, radius=False)) for t in g.rest), mp.mpf(0))
                assert (
                    abs(true - main)
                    <= rest * (1 + mp.mpf(10) ** -9) + abs(true) * mp.mpf(10) ** -11 + mp.mpf(10) ** -11
                )


def test_near_a_point() -> None:
    """u^degree with degree -1: x = 1/u near 0."""
    work = Work(SmallScope(), 10**6)
    g = analyse(lower(1 / sp.sin(u)), "u", 1, -1, arb(16), work.constant)
    assert g.sign == 1
    assert g.lower is not None
    assert diverges(times(g.lower, Term(arb(1), p=Fraction(-2))))
    g = analyse(lower((sp.exp(u) - 1) / u), "u", -1, -1, arb(16), work.constant)
    assert g.upper is not None
    assert supremum(g.upper, arb(16)) is not None


def test_tails_of_terms_against_closed_forms() -> None:
    gauss = Term(arb(1), e=((Fraction(2), arb(-0.5)),))
    bound = tail(gauss, arb(16))
    with mp.workdps(40):
        true = mp.sqrt(mp.pi / 2) * mp.erfc(16 / mp.sqrt(2))
    assert bound is not None
    assert float(true) <= float(bound) <= float(true) * 1.1
    power = tail(Term(arb(3), p=Fraction(-5, 2)), arb(100))
    assert power is not None
    assert abs(float(power) - 2e-3) < 1e-9
    slow = tail(Term(arb(1), l=Fraction(-2), p=Fraction(-1)), arb(100))
    assert slow is not None
    assert abs(float(slow) - 1 / float(mp.log(100))) < 1e-9
    assert tail(Term(arb(1), p=Fraction(-1)), arb(100)) is None
    assert tail(Term(arb(1), l=Fraction(-1), p=Fraction(-1)), arb(100)) is None


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    l=st.fractions(-3, 3, max_denominator=2), p=st.fractions(-5, 5, max_denominator=4),
    q=st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.floats(-3, 3)), max_size=3),
    far=st.floats(1, 50),
)  # fmt: skip
def test_suprema_and_slopes(l: Fraction, p: Fraction, q: list[tuple[int, float]], far: float) -> None:
    exponents = tuple(sorted({Fraction(k): arb(v) for k, v in q if v}.items(), key=lambda kv: -kv[0]))
    t, start = Term(arb(2), l, p, exponents), arb(16)
    top = supremum([t], start)
    v = arb(16 * far)
    if top is not None:
        assert not t.at(v) > top
        assert not inverse(t).at(v) < 1 / top
    low = infimum(t, start)
    if low is not None:
        assert not t.at(v) < low
    s = slope(t, start)
    if s is not None:
        nearby = v * (1 + arb(2) ** -30)
        change = (t.at(nearby) / t.at(v)).log() * arb(2) ** 30
        assert not change > s + 0.01 * (abs(s) + 1)
    cut = truncation([t], start, arb(2) ** -40)
    if cut is not None:
        assert cut[1] < arb(2) ** -39
        assert tail(t, cut[0]) is not None


def test_divergence_of_terms() -> None:
    assert diverges(Term(arb(1), p=Fraction(-1)))
    assert diverges(Term(arb(1), l=Fraction(-1), p=Fraction(-1)))
    assert not diverges(Term(arb(1), l=Fraction(-2), p=Fraction(-1)))
    assert not diverges(Term(arb(1), e=((Fraction(1), arb(-1)),)))
    assert diverges(Term(arb(1), e=((Fraction(1), arb(1)),)))
    assert not diverges(Term(arb(1), e=((Fraction(1), arb(0, 1)),)))
