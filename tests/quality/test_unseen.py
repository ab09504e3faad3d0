"""Derivations as course staff write them, on topics that ship with none: each line is proved, and each slip refuted.

The scripts name realistic slips in comments, `#! what stands => what is written instead | …`, of the statement below.
Each is planted alone: a line of that statement must be refuted or undefined, and no other line of the derivation.
By default a part of the derivations is looked at; the rest is marked slow.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker import runner
from checker.records import Judgement, Link, Verdict
from checker.runner import Progress
from checker.script import DerivationRecord
from checker.scripts import execute
from checker.settings import Settings
from checker.verify import Line, verify

SCRIPTS = sorted((Path(__file__).parent / "unseen").glob("*.py"))
BROKEN = {Verdict.REFUTED, Verdict.UNDEFINED}
STRIDE = 12


class Remembering:
    """An examiner that examines no link twice: most lines of a script with a slip are those of the script."""

    def __init__(self) -> None:
        self.known: dict[str, Judgement] = {}

    def examine(
        self,
        links: Sequence[Link],
        settings: Settings,
        progress: Progress | None = None,
        expected: Sequence[float] = (),
    ) -> list[Judgement]:
        new = list({x.key: x for x in links if x.key not in self.known}.values())
        found = runner.local().examine(new, Settings(mend=False)) if new else []
        self.known.update({x.key: j for x, j in zip(new, found, strict=True)})
        for k, x in enumerate(links):
            if progress is not None:
                progress(k, self.known[x.key])
        return [self.known[x.key] for x in links]


@dataclass(frozen=True)
class Planted:
    """A slip: the derivation, the lines of the statement it stands in, and the script's text with it."""

    derivation: str
    first: int
    last: int
    slip: str
    text: str


def planted(source: str) -> list[Planted]:
    """Every slip that the comments of a script name. Raises AssertionError for one that does not occur."""
    out = []
    lines = source.split("\n")
    functions = [n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)]
    for f in functions:
        places = [(n.lineno, _end(n)) for n in ast.walk(f) if isinstance(n, ast.Expr | ast.With)]
        for k in range(f.lineno, f.end_lineno or 0):
            if not (found := re.match(r"\s*#! (.*)", lines[k])):
                continue
            first, last = min(p for p in places if p[0] > k + 1)
            below = "\n".join(lines[first - 1 : last])
            for slip in found[1].split(" | "):
                old, new = (x.strip() for x in slip.split("=>"))
                stands = re.compile(r"\s+".join(map(re.escape, old.split())))  # wherever lines are broken
                assert stands.search(below), (f.name, slip)
                edited = stands.sub(lambda _, new=new: new, below, count=1)
                text = [*lines[: first - 1], *edited.split("\n"), *lines[last:]]
                out.append(Planted(f.name, first, last, slip, "\n".join(text)))
    return out


def _end(statement: ast.Expr | ast.With) -> int:
    """The last line; of a block, of what opens it."""
    if isinstance(statement, ast.With):
        return max(item.context_expr.end_lineno or 0 for item in statement.items)
    return statement.end_lineno or 0


def lines_of(script: Path, examiner: Remembering, wanted: set[str]) -> list[Line]:
    functions = {n.name for n in ast.parse(script.read_text()).body if isinstance(n, ast.FunctionDef)}
    found = list(execute(script, 60, functions - wanted))
    records = [r for r in found if isinstance(r, DerivationRecord)]
    assert records == found, found
    assert {r.id for r in records} == wanted
    return [x for c in verify(records, Settings(), examiner) for x in c.lines]


@pytest.mark.parametrize("offset", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in range(1, STRIDE))])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_unseen(script: Path, offset: int, tmp_path: Path) -> None:
    source = script.read_text()
    slips = planted(source)
    wanted = {p.derivation for p in slips}
    wanted = {name for k, name in enumerate(sorted(wanted)) if k % STRIDE == offset}
    examiner = Remembering()
    assert [_seen(x) for x in lines_of(script, examiner, wanted) if x.verdict is not Verdict.PROVED] == []
    for p in slips:
        if p.derivation not in wanted:
            continue
        copy = tmp_path / script.name
        copy.write_text(p.text)
        broken = [x for x in lines_of(copy, examiner, {p.derivation}) if x.verdict in BROKEN]
        assert broken, (p.slip, "is not refuted")
        assert all(p.first <= x.place.line <= p.last for x in broken), (p.slip, [_seen(x) for x in broken])


def _seen(x: Line) -> str:
    return f"{x.place.line}: {x.reason}: {x.verdict.value} {x.judgement.detail}"
