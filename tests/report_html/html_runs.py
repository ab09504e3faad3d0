"""Runs for the tests of the HTML report: a small one with every kind of trouble, and all shipped derivations."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from checker.documents import Document, documents
from checker.loading import find, load
from checker.records import Evidence, Judgement, Link, Obligation, Outcome, Status, Verdict
from checker.report.run import Run
from checker.runner import local
from checker.settings import Settings
from checker.verify import exit_code, verify

SCRIPT = """
from checker import *


@derivation(title="Slips & <b>markup</b>", question="Q1, Q2")
def slips(d: Derivation, x: Real, y: Real, k: Natural) -> None:
    with d.prove((x + y) ** 2, "=", x**2 + 2 * x * y + y**2, label="part <i>") as p:
        p.eq(x**2 + x * y + y**2, "expand <script>alert(1)</script>")
    d.prove((x**2 - 1) / (x - 1), "=", x + 1, "cancel")
    d.assume(x, ">=", -(10**6), "a large range is enough")
    d.prove(log(x**2), "=", 2 * log(x), "power rule", where=[Ne(x, 0)])
    with d.prove((x + 1) ** 2, "=", x**2 + 2 * x + 1, printed="(x+1)^2") as p:
        p.erratum(x**2 + x + 1, x**2 + 2 * x + 1, "expand", printed="x^2 + x + 1", wrong="the factor 2 is lost")
    d.decimal(sqrt(x - x + 2), "1.41")
    d.illegible("xz7$", reading="x = 7", why="the next line uses it")


@derivation(title="Vectors")
def vectors(d: Derivation, a: Vector("n"), b: Vector("n"), W: Matrix("n", "n")) -> None:
    d.prove(dot(a, b), "=", dot(b, a))
    d.prove(W * a, "=", W.T * a, "symmetric, is it?")


@derivation(title="Broken")
def broken(d: Derivation, x: Real) -> None:
    d.prove(x, "=", undefined_name)
"""
DERIVATIONS = Path(__file__).parents[2] / "derivations"


@cache
def small_run() -> Run:
    """The script above, examined by the engine."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "slips.py").write_text(SCRIPT, encoding="utf-8")
        loaded = load([Path(folder)])
    checked = verify(loaded.derivations, Settings(), local())
    document = Document("Q", "A document <of> ours", "q.txt", {"Q1": "1 < 2 & so on", "Q2": "The same", "Q3": "Open"})
    return Run(checked, loaded.problems, [document], Settings(), 1.5, exit_code(checked, bool(loaded.problems)))


class Agreeing:
    """Says of every link that it is proved, and of those that are said to be false that they are refuted."""

    def examine(self, links: Sequence[Link], settings: Settings, *_: Any, **__: Any) -> list[Judgement]:
        return [_judgement(settings.mend) for _ in links]


def _judgement(true: bool) -> Judgement:
    found = Evidence("numeric", "points", Outcome.HOLDS if true else Outcome.FAILS, points=24, digits=30, seconds=0.2)
    exact = Evidence("exact", "normal form", Outcome.HOLDS, decides=True, seconds=0.1)
    duty = Obligation("divisor", Link.left, None, Status.DISCHARGED, "domain", None, "x ≠ 0")  # type: ignore[arg-type]
    if not true:
        return Judgement(Verdict.REFUTED, "points", (found,), seconds=0.25)
    return Judgement(Verdict.PROVED, "normal form", (found, exact), (duty,), seconds=0.5)


@cache
def shipped_run() -> Run:
    """All shipped derivations, not examined: their report is as long as the real one."""
    files, _ = find([DERIVATIONS])
    checked = verify(load([DERIVATIONS]).derivations, Settings(), Agreeing())
    return Run(checked, (), documents(files), Settings(), 60.0, 0)
