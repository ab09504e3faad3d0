"""Counted effort: the same points whatever the clock says; orders that fail nearly nowhere; closed near misses."""

from __future__ import annotations

import time
from math import e

import pytest
import sympy as sp

from checker.api import link_of
from checker.numeric.compare import compare
from checker.records import Outcome

a, b = sp.symbols("a b", positive=True)
x = sp.Symbol("x", real=True)
k = sp.Symbol("k", integer=True)


def test_points_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    link = link_of(sp.Integral(sp.exp(-a * x**2), (x, 0, sp.oo)), "=", sp.sqrt(sp.pi / a) / 2)
    first = compare(link)
    clock = time.monotonic

    def slow() -> float:  # every look at the clock finds it an hour later
        slow.now += 3600.0  # type: ignore[attr-defined]
        return slow.now  # type: ignore[attr-defined]

    slow.now = clock()  # type: ignore[attr-defined]
    monkeypatch.setattr(time, "monotonic", slow)
    second = compare(link)
    assert (first.outcome, first.points, first.digits) == (second.outcome, second.points, second.digits)


def test_what_the_deadline_cuts_short_is_no_agreement() -> None:
    link = link_of(sp.sin(x) ** 2 + sp.cos(x) ** 2, "=", 1)
    assert compare(link, deadline=time.monotonic() - 1).outcome is Outcome.UNKNOWN


def test_an_order_that_fails_next_to_one_point_only() -> None:
    """log a = a/e at a = e alone, so 1e-15 less is too little within 1e-7 of e."""
    found = compare(link_of(sp.log(a), "<=", a / sp.E - sp.Rational(1, 10**15)))
    assert found.outcome is Outcome.FAILS
    assert found.witness is not None
    assert abs(float(found.witness["a"]) - e) < 1e-6


def test_a_strict_order_fails_where_the_sides_meet() -> None:
    found = compare(link_of(sp.sqrt(a * b), "<", (a + b) / 2))
    assert found.outcome is Outcome.FAILS
    assert found.witness is not None
    assert found.witness["a"] == found.witness["b"]


def test_a_sum_that_agrees_to_427_digits() -> None:
    """Borwein and Borwein, Strange series and high precision fraud, Amer. Math. Monthly 99 (1992)."""
    total = sp.Sum(sp.exp(-((k / sp.Integer(10)) ** 2)), (k, -sp.oo, sp.oo))
    assert compare(link_of(total, "=", 10 * sp.sqrt(sp.pi))).outcome is Outcome.FAILS
