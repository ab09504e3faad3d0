"""Integrals of arbitrary functions up to symbols: parts, reflection, Leibniz and Taylor, each beside a slip."""

from __future__ import annotations

from pathlib import Path

from checker import runner
from checker.records import Verdict
from checker.script import DerivationRecord
from checker.scripts import execute
from checker.settings import Settings
from checker.verify import verify

HEAD = """from checker import *

@derivation(title="Lines")
def lines(d: Derivation, x: Real, a: Real, t: Real, p: Positive, f: Smooth, g: Smooth, h: Smooth(None, None)) -> None:
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


def verdicts(claims: list[tuple[str, str]], folder: Path) -> dict[tuple[str, str], Verdict]:
    script = folder / "lines.py"
    script.write_text(HEAD + "".join(f'    d.prove({left}, "=", {right})\n' for left, right in claims))
    (record,) = execute(script, 60)
    assert isinstance(record, DerivationRecord), record
    (checked,) = verify([record], Settings(mend=False), runner.local())
    return {claim: line.verdict for claim, line in zip(claims, checked.lines, strict=True)}


def test_proved(tmp_path: Path) -> None:
    assert verdicts(TRUE, tmp_path) == dict.fromkeys(TRUE, Verdict.PROVED)


def test_refuted(tmp_path: Path) -> None:
    assert verdicts(FALSE, tmp_path) == dict.fromkeys(FALSE, Verdict.REFUTED)
