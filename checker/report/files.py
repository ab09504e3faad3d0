"""Which format is rendered by which module, and where a report goes: `--output-format`, `--report FORMAT=PATH`.

Every module of the table has `dumps(run: Run) -> str`, and is imported when its format is asked for. A file is written
whole or not at all, but for one that cannot be replaced (a device, a pipe) and GitHub's job summary, which other steps
of the job write to as well and is appended to.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from checker.selection import did_you_mean

if TYPE_CHECKING:
    from checker.report.run import Run

MODULES: Mapping[str, str] = {
    "concise": "checker.report.concise",
    "github": "checker.report.github",
    "html": "checker.report.html",
    "json": "checker.report.json",
    "junit": "checker.report.junit",
    "markdown": "checker.report.markdown",
    "sarif": "checker.report.sarif",
}
OUTPUT = ("full", "concise", "json", "github")  # of what a run prints; `full` is `terminal`'s
FILES = ("junit", "sarif", "json", "markdown", "html")  # of --report
SUMMARY = "GITHUB_STEP_SUMMARY"  # the variable that names the job summary


@dataclass(frozen=True, slots=True)
class Destination:
    """A report that was asked for: its format and its file, None for stdout; `append` keeps what the file holds."""

    format: str
    path: Path | None
    append: bool = False


def dumps(format: str, run: Run) -> str:
    """The run in one of the formats of the table."""
    text: str = import_module(MODULES[format]).dumps(run)
    return text


def destinations(
    given: Sequence[str], environment: Mapping[str, str] | None = None, formats: Sequence[str] = FILES
) -> list[Destination]:
    """The destinations that texts like junit=PATH stand for. Looked at before the work begins, so that it is not done
    in vain: raises ValueError for an unknown format, a place that cannot be written to, and a place named twice.
    """
    summary = (os.environ if environment is None else environment).get(SUMMARY)
    out: list[Destination] = []
    for text in given:
        kind, _, place = text.partition("=")
        if kind not in formats or not place:
            hint = did_you_mean(kind, formats) if kind not in formats else ""
            rest = f"; the formats are {', '.join(formats)}" if len(formats) > 1 else ""
            raise ValueError(f"unknown report {text!r}: {hint + ' ' if hint else ''}write --report json=PATH{rest}")
        found = Destination(kind, None) if place == "-" else _file(kind, place, summary)
        if any(_same(found.path, d.path) for d in out):
            raise ValueError(f"two reports cannot both go to {'stdout' if found.path is None else place}")
        out.append(found)
    return out


def _file(format: str, place: str, summary: str | None) -> Destination:
    path = Path(place)
    if path.is_dir():
        raise ValueError(f"{place} is a directory: name a file for the report")
    if not path.parent.is_dir():
        raise ValueError(f"there is no directory {path.parent} to write the report to")
    return Destination(format, path, bool(summary) and _same(path, Path(summary or "")))


def _same(one: Path | None, other: Path | None) -> bool:
    return one == other or (one is not None and other is not None and os.path.realpath(one) == os.path.realpath(other))


def write(text: str, destination: Destination) -> None:
    """Writes a report to its file. Raises OSError."""
    path = destination.path
    assert path is not None
    data = text.encode("utf-8", errors="backslashreplace")
    if destination.append or (path.exists() and not path.is_file()):
        with path.open("ab") as file:
            file.write(data)
        return
    real = Path(os.path.realpath(path))
    part = real.with_name(f".{real.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(real)
    finally:
        part.unlink(missing_ok=True)
