"""The report a line a message: `file:line:column: code headline`, as editors and grep read it, and a line of totals.

Decides nothing. What is not said here (values, source, hints) the full report says.
"""

from __future__ import annotations

from checker.diagnostics import Diagnostic
from checker.report.run import Run
from checker.report.terminal import clean, count, totals


def dumps(run: Run) -> str:
    """The report as text that ends with a line end."""
    return "\n".join([*map(message, run.diagnostics), ending(run)]) + "\n"


def message(d: Diagnostic) -> str:
    """A diagnostic on one line."""
    return f"{d.place}: {d.code} {clean(d.headline)}"


def ending(run: Run) -> str:
    """The totals, and whether all steps meet the bar."""
    lines = [line for c in run.checked for line in c.lines]
    missed = sum(1 for line in lines if line.code)
    end = [totals(run.checked)]
    if run.problems:
        end.append(f"{count(len(run.problems), 'problem')} in the scripts.")
    if missed:
        end.append(f"{count(missed, 'step')} {'does' if missed == 1 else 'do'} not meet the bar.")
    elif lines and not run.problems:
        end.append("All steps meet the bar.")
    return " ".join(end)
