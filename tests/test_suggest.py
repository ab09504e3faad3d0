"""The one edit that mends a wrong line: found where there is one, and itself right."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest
import sympy as sp

from checker import check
from checker.records import Link
from checker.settings import Settings
from checker.suggest import suggest
from checker.translate import Lowering

x, y, mu = sp.symbols("x y mu", real=True)
s, t = sp.symbols("sigma t", positive=True)
n = sp.symbols("n", integer=True, positive=True)
k = sp.symbols("k", integer=True)


def suggestion(left: Any, right: Any, relation: str = "=") -> str:
    lowering = Lowering()
    a, b = lowering.lower(left), lowering.lower(right)
    link = Link(a, relation, b, tuple(sorted(lowering.domains.items())))
    return suggest(link, Settings(samples=8), monotonic() + 20)


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ((x + y) ** 2, x**2 - 2 * x * y + y**2, "2·x·y in place of −2·x·y"),
        ((x + y) ** 2, x**2 + x * y + y**2, "2·x·y in place of x·y"),
        ((x + y) * (x - y), x**2 - y**3, "y^2 in place of y^3"),
        (sp.log(s**2), 2 * sp.log(s) + 1, "without the term 1"),
        (sp.sin(2 * x), 2 * sp.sin(x) * sp.exp(x) * sp.cos(x), "in place of"),
        (sp.Sum(k, (k, 1, n)), n * (n - 1) / 2, "in place of"),
        (mu**2 + s**2 + mu * s, mu**2 + s**2, "the term σ·μ added"),
        ((1 - s * t) * x, (1 - s) * x, "−σ·t in place of −σ"),
        (sp.log(s**2 + s * t), sp.log(s**2 + t), "σ·t in place of t"),
        (sp.exp(-(x**2) / (2 * s**2)), sp.exp(-(x**2) / s), "−1/2·x^2/σ^2 in place of −x^2/σ"),
        (x * s / (1 + s) + s, x * s + s, "σ·x/(σ + 1) in place of σ·x"),
        ((y - s * x) / t, (x - s * y) / t, "x and y exchanged"),
        (x * sp.log(s + x**2), x * (s + x**2), "log(x^2 + σ) in place of x^2 + σ"),
        (s ** (2 * n) + 1, s**n + 1, "σ^(2·n) in place of σ^n"),
        (x / (t + s**2) + 1, x / (t + s) + 1, "σ^2 in place of σ"),
        ((1 + s) * (1 + t) * x - t, (1 + s) * (1 - t) * x - t, "x·(σ + 1)·(t + 1) in place of x·(1 − t)·(σ + 1)"),
    ],
    ids=str,
)
def test_found(left: Any, right: Any, words: str) -> None:
    found = suggestion(left, right)
    assert words in found or words.replace("σ·μ", "μ·σ") in found, found


@pytest.mark.parametrize(
    ("left", "relation", "right", "words"),
    [
        (x**2, ">=", x**2 + 1, "holds with < in place of ≥"),
        (x**2 + 1, "<", 2 * x, "holds with ≥ in place of <"),
        (x**2, ">", 0 * x, "holds with ≥ in place of >"),
    ],
    ids=str,
)
def test_another_relation(left: Any, relation: str, right: Any, words: str) -> None:
    assert suggestion(left, right, relation) == words


def test_nothing_is_made_up() -> None:
    assert suggestion(sp.exp(x), sp.cos(x) * y + 1) == ""
    assert suggestion(x**2, x, "<=") == ""


def test_a_side_that_means_nothing_is_mended_where_the_other_means_something() -> None:
    found = check(sp.Sum(1 / k, (k, 1, n)), "=", sp.Sum(1 / k, (k, 0, n)))
    assert found.verdict == "undefined"
    assert found.judgement.suggestion == "holds with 1 in place of 0"
