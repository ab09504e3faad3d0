"""A pool for the tests of the command and its reports: rational arithmetic at three points, in this process."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from checker.graph import Node, symbols
from checker.records import Evidence, Judgement, Link, Obligation, Outcome, Status, Verdict, Witness
from checker.runner import Built
from checker.scripts import execute

POINTS = (Fraction(1, 3), Fraction(2), Fraction(-1))


def value(n: Node, at: Mapping[str, Fraction]) -> Fraction:
    match n.op:
        case "rat":
            return n.value
        case "sym":
            return at[n.data]
        case "add":
            return sum((value(a, at) for a in n.args), Fraction(0))
        case "mul":
            out = Fraction(1)
            for a in n.args:
                out *= value(a, at)
            return out
        case "pow":
            return value(n.args[0], at) ** int(value(n.args[1], at))
    raise ValueError(n.op)


class FakePool:
    """Says of a polynomial identity whether it holds at three points; of a function, what its name says."""

    def __init__(self, jobs: int = 1, *, untrusted: bool = False) -> None:
        self.jobs, self.untrusted = jobs, untrusted

    def __enter__(self) -> FakePool:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def start(self) -> None:
        return None

    def build(self, files, settings) -> list[Built]:
        return [Built(tuple(execute(Path(f), settings.timeout)), {}, "") for f in files]

    def examine(self, links, settings, progress=None, expected=()) -> list[Judgement]:
        out = [judge(link) for link in links]
        order = range(len(links)) if self.jobs == 1 else reversed(range(len(links)))
        for k in order:
            if progress is not None:
                progress(k, out[k])
        return out


def judge(link: Link) -> Judgement:
    names = sorted(symbols(link.left, link.right))
    if "interrupt" in names:
        raise KeyboardInterrupt
    duty = Obligation("divisor", link.left, None, Status.DISCHARGED, "domain", None, "x ≠ 0")
    numeric = Evidence("numeric", "points", Outcome.HOLDS, points=3, digits=30, seconds=0.01)
    for name, verdict in (("slow", Verdict.TIMEOUT), ("agree", Verdict.CHECKED), ("unclear", Verdict.CHECKED)):
        if name in names:
            if name == "unclear":
                duty = Obligation("divisor", link.left, None, Status.OPEN, "", None, "unclear ≠ 0")
            return Judgement(verdict, "points", (numeric,), (duty,), detail="no exact method closed it", seconds=0.5)
    for point in POINTS:
        at = {n: point + k for k, n in enumerate(names)}
        left, right = value(link.left, at), value(link.right, at)
        if left != right:
            witness = Witness(tuple(at.items()), str(left), str(right))
            found = Evidence("numeric", "points", Outcome.FAILS, witness=witness, points=1, digits=30)
            return Judgement(Verdict.REFUTED, "points", (found,), (duty,), witness, seconds=0.25)
    exact = Evidence("exact", "normal form", Outcome.HOLDS, decides=True, seconds=0.02)
    return Judgement(Verdict.PROVED, "normal form", (numeric, exact), (duty,), seconds=0.125)
