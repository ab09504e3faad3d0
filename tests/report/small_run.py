"""The run that the snapshots are made of: the scripts of `small`, judged by rational arithmetic at three points.

It has a line of every kind that a report has to show, and changes with no engine.
"""

from __future__ import annotations

import operator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from fake_pool import FakePool, value

from checker.documents import documents
from checker.gate import Gate
from checker.graph import symbols
from checker.loading import Problem, load
from checker.records import Evidence, Judgement, Link, Obligation, Outcome, Status, Verdict, Witness
from checker.report.run import Run
from checker.settings import Settings
from checker.verify import exit_code, verify

SMALL = Path(__file__).with_name("small")
POINTS = (Fraction(1), Fraction(0), Fraction(2))
HOLDS = {"=": operator.eq, ">": operator.gt, ">=": operator.ge}


def small_run(monkeypatch: pytest.MonkeyPatch, *paths: str) -> Run:
    """The run of some of the scripts (unless named, of all), from the folder they lie in."""
    monkeypatch.chdir(SMALL)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    loaded = load([Path(p) for p in paths or ("derivations",)])
    settings = Settings()
    gate = Gate(allow_assumptions=("unproved.5",))
    checked = verify(loaded.derivations, settings, SmallPool(), gate)  # type: ignore[arg-type]
    read = documents(Path(r.place.file) for r in loaded.derivations)
    return Run(checked, loaded.problems, read, settings, 1.46, exit_code(checked, bool(loaded.problems)))


class SmallPool(FakePool):
    """Judges at three points; what a symbol's name says comes first."""

    def examine(self, links, settings, progress=None, expected=()) -> list[Judgement]:
        return [judge(link) for link in links]


def judge(link: Link) -> Judgement:
    names = sorted(symbols(link.left, link.right))
    numeric = Evidence("numeric", "points", Outcome.HOLDS, points=3, digits=30, seconds=0.01)
    if "sampled" in names:
        return Judgement(Verdict.CHECKED, "points", (numeric,), detail="no exact method closed it", seconds=0.5)
    if "unclear" in names:
        duty = Obligation("divisor", link.left, None, Status.OPEN, "", None, "unclear ≠ 0")
        return Judgement(Verdict.CHECKED, "points", (numeric,), (duty,), seconds=0.5)
    for point in POINTS:
        at = {n: point + k for k, n in enumerate(names)}
        found = Evidence("numeric", "points", Outcome.FAILS, points=1, digits=30)
        try:
            left, right = value(link.left, at), value(link.right, at)
        except ZeroDivisionError:
            witness = Witness(tuple(at.items()))
            return Judgement(Verdict.UNDEFINED, "points", (found,), (), witness, "a divisor is 0", seconds=0.25)
        if not HOLDS[link.relation](left, right):
            mend = "holds with y·(x + y) in place of −y·(x + y)" if len(names) > 1 else ""
            witness = Witness(tuple(at.items()), str(left), str(right))
            return Judgement(Verdict.REFUTED, "points", (found,), (), witness, suggestion=mend, seconds=0.25)
    exact = Evidence("exact", "normal form", Outcome.HOLDS, decides=True, seconds=0.02)
    return Judgement(Verdict.PROVED, "normal form", (numeric, exact), seconds=0.125)


HOSTILE = "]]></failure> ::error file=x::y\x00\x1b[31m\ud800\ufffe | `~~~` </details>\r\n::error::z, a:b %0A&amp; $x$ "


def hostile_run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The small run, with text in every place of an author's that would break a format which trusted it."""
    run = small_run(monkeypatch)
    problem = Problem("script-build", HOSTILE, HOSTILE, "derivations/a b,c:d%ü.py", 0, 0, HOSTILE)
    spoilt = []
    for c in run.checked:
        claims = []
        for claim, lines in c.claims:
            new = [replace(x, reason=HOSTILE, allowed=x.allowed and HOSTILE, wrong=x.wrong and HOSTILE) for x in lines]
            claims.append((claim, tuple(replace(x, place=replace(x.place, source=HOSTILE)) for x in new)))
        spoilt.append(
            replace(c, record=replace(c.record, id=f"{c.record.id} `|<b>", title=HOSTILE), claims=tuple(claims))
        )
    return replace(run, checked=spoilt, problems=[*run.problems, problem])
