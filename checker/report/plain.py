"""What the formats that carry place, code and source in fields of their own have in common: the rest, in plain words.

Decides nothing: how a diagnostic's text, a line and a file are named in files that other programs read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from checker.diagnostics import Diagnostic, of_line
from checker.report.run import Run
from checker.report.terminal import TEXT_LIMIT, clean, count, totals
from checker.verify import Line


def text(d: Diagnostic) -> str:
    """Headline, values and help, one a line, each cut where it is very long: JSON has the whole."""
    said = [d.headline, *(f"{name}: {value}" for name, value in d.values), *([f"help: {d.hint}"] if d.hint else [])]
    return "\n".join(brief(t) for t in said)


def brief(words: str, limit: int = TEXT_LIMIT) -> str:
    """The words on one line without control characters, cut at the limit."""
    shown = clean(words)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def failures(run: Run) -> Iterator[tuple[Line, Diagnostic]]:
    """Every line that does not meet the bar, with what is to be said of it."""
    for c in run.checked:
        for line in c.lines:
            found = of_line(line)
            if found is not None:
                yield line, found


def name(line: Line) -> str:
    """Which line of its derivation it is: no two have the same name, and it lasts when lines above it change."""
    erratum = ", as printed" if line.slip else ""
    return f"{line.claim} step {line.step}{erratum}"


def summary(run: Run) -> str:
    """The run in a sentence: sizes, verdicts, seconds."""
    below = sum(1 for c in run.checked for line in c.lines if line.code)
    missed = f"; {below} below the bar" if below else ""
    broken = f"; {count(len(run.problems), 'problem')} in the scripts" if run.problems else ""
    return f"{totals(run.checked).removesuffix('.')}{missed}{broken}. {run.seconds:.1f} s"


def in_repository(file: str) -> str:
    """A diagnostic's file as GitHub names it: from the root of the checkout, where a workflow runs below it."""
    root = os.environ.get("GITHUB_WORKSPACE")
    path = Path(os.path.abspath(file))
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else file
