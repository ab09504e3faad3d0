"""Annotations of a GitHub workflow: an `::error` a diagnostic, at its line, and a `::notice` that sums the run up.

Decides nothing. The form is that of GitHub's "Workflow commands for GitHub Actions", its escapes those of
`@actions/core` (command.ts). GitHub shows ten errors a step; all of them are in the step's log, so each says its place.
"""

from __future__ import annotations

from checker.diagnostics import Diagnostic, of_problem
from checker.report.plain import failures, in_repository, name, summary, text
from checker.report.run import Run
from checker.verify import NOTHING


def dumps(run: Run) -> str:
    """The commands, one a line; nothing else, so that no text of an author can be taken for one."""
    errors = [_error(of_problem(p)) for p in run.problems]
    errors += [_error(found, name(line)) for line, found in failures(run)]
    if run.code == NOTHING:
        errors.append(command("error", "no step was checked, so this run is not green", {"title": "nothing-selected"}))
    return "\n".join([*errors, command("notice", summary(run), {"title": "checker"})]) + "\n"


def _error(d: Diagnostic, where: str = "") -> str:
    properties = {
        "file": in_repository(d.file),
        "line": str(d.line or ""),
        "col": str((d.line and d.column) or ""),
        "title": f"{d.code}: {where}" if where else d.code,
    }
    return command("error", f"{d.place}: {text(d)}", properties)


def command(kind: str, message: str, properties: dict[str, str]) -> str:
    """A workflow command; properties without a value are left out."""
    given = ",".join(f"{k}={_property(v)}" for k, v in properties.items() if v)
    return f"::{kind} {given}::{_data(message)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
