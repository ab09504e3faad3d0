"""What every report is made of: one run, whole. Decides nothing; each format has a module that renders it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.diagnostics import Diagnostic, of_line, of_problem
from checker.documents import Document
from checker.loading import Problem
from checker.settings import Settings
from checker.verify import Checked


@dataclass(frozen=True, slots=True)
class Run:
    """What was checked, what was wrong with the scripts, the documents they answer, and how the run ended.

    `code` is the exit code, `seconds` how long it took.
    """

    checked: Sequence[Checked]
    problems: Sequence[Problem]
    documents: Sequence[Document]
    settings: Settings
    seconds: float
    code: int

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is to be said to authors: of the scripts first, then of the lines in their order."""
        lines = (of_line(line) for c in self.checked for line in c.lines)
        return [*(of_problem(p) for p in self.problems), *(d for d in lines if d is not None)]
