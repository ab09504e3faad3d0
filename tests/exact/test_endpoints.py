"""Integrals of arbitrary functions up to symbols: parts, reflection, Leibniz and Taylor, each beside a slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import runner
from checker.records import Verdict
from checker.scripts import execute
from checker.settings import Settings
from checker.verify import verify

HEAD = """from checker import *

@derivation(title="Lines")
def lines(d: Derivation, x: Real, a: Real, t: Real, p: Positive, f: Smooth, g: Smooth, h: Smooth(None, None)) -> None:
    d.prove({left}, "=", {right})
"""
TRUE = [
    ("Integral(f(t) * Derivative(g(t), t), (t, a, x))",
     "f(x) * g(x) - f(a) * g(a) - Integral(g(t) * Derivative(f(t), t), (t, a, x))"),
    ("Integral(Derivative(f(t), t), (t, a, x))", "f(x) - f(a)"),
    ("Integral(f(t), (t, 0, a))", "Integral(f(a - t), (t, 0, a))"),
    ("Integral(f(t), (t, -a, a))", "Integral(f(t) + f(-t), (t, 0, a))"),
    ("Integral(f(t), (t, a, x))", "-Integral(f(t), (t, x, a))"),
    ("Derivative(Integral(h(x, t), (t, a, x)), x)", "Integral(Derivative(h(x, t), x), (t, a, x)) + h(x, x)"),
    ("f(x)", "f(a) + (x - a) * f.gradient()(a) + Integral((x - t) * Derivative(f(t), (t, 2)), (t, a, x))"),
    ("Derivative(Integral((x - t) * f(t), (t, 0, x)), (x, 2))", "f(x)"),
    ("Integral(Derivative(f(t), t) * exp(f(t)), (t, 0, x))", "exp(f(x)) - exp(f(0))"),
]  # fmt: skip
FALSE = [
    ("Integral(f(t) * Derivative(g(t), t), (t, a, x))",
     "f(x) * g(x) - f(a) * g(a) + Integral(g(t) * Derivative(f(t), t), (t, a, x))"),
    ("Integral(Derivative(f(t), t), (t, a, x))", "f(x) + f(a)"),
    ("Integral(f(t), (t, 0, a))", "Integral(f(t - a), (t, 0, a))"),
    ("Integral(f(t), (t, -a, a))", "Integral(f(t) - f(-t), (t, 0, a))"),
    ("Derivative(Integral(h(x, t), (t, a, x)), x)", "Integral(Derivative(h(x, t), x), (t, a, x))"),
    ("f(x)", "f(a) + (x - a) * f.gradient()(a) + Integral((x - a) * Derivative(f(t), (t, 2)), (t, a, x))"),
    ("Derivative(Integral((x - t) * f(t), (t, 0, x)), x)", "f(x)"),
]  # fmt: skip


def judged(left: str, right: str, folder: Path) -> Verdict:
    script = folder / "lines.py"
    script.write_text(HEAD.format(left=left, right=right))
    (checked,) = verify(execute(script, 60), Settings(mend=False), runner.local())  # type: ignore[arg-type]
    (line,) = checked.lines
    return line.verdict


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_proved(left: str, right: str, tmp_path: Path) -> None:
    assert judged(left, right, tmp_path) is Verdict.PROVED


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_refuted(left: str, right: str, tmp_path: Path) -> None:
    assert judged(left, right, tmp_path) is Verdict.REFUTED
