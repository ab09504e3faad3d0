"""`checker run --watch`: check, then check again on every save, and show what changed since the last time.

Decides what counts as a change: a line that the last run did not hold, or held with another verdict; a script problem
that is new, or gone. A line is known by its claim and its text, so that one which only moved is no change. The
configuration is read once. Watched are the folders of the scripts; what they import from elsewhere is not.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.commands.examine import examine_in
from checker.commands.session import is_path, session
from checker.commands.usage import UsageError
from checker.configuration import Configuration
from checker.report.files import Destination

if TYPE_CHECKING:
    from checker.loading import Problem
    from checker.report.run import Run
    from checker.report.terminal import Row
    from checker.verify import Line

POLL = 200  # milliseconds between looks at whether anything was saved


def watch(options: argparse.Namespace, configuration: Configuration, places: Sequence[Destination]) -> int:
    """Checks until interrupted: never returns. Raises UsageError when it cannot watch, KeyboardInterrupt at the end."""
    from checker.commands.run import publish, write_files

    if options.output_format not in ("full", "concise"):
        raise UsageError(f"--watch shows changes to people, not as {options.output_format}: use full or concise")
    if any(d.path is None for d in places):
        raise UsageError("--watch writes reports to files only: stdout is for the changes")
    try:
        from watchfiles import PythonFilter
        from watchfiles import watch as saves
    except ImportError as e:
        raise UsageError("--watch needs watchfiles: pip install 'derivation-checker[watch]'") from e

    folders = watched(options, configuration)
    changes = saves(
        *folders, watch_filter=PythonFilter(extra_extensions=(".toml",)), rust_timeout=POLL, yield_on_timeout=True
    )
    next(changes)  # from here on nothing that is saved is missed
    with session(options, configuration.settings) as (pool, cache):
        last = examine_in(options, configuration, pool, cache)
        publish(last, options, places)
        _say(f"watching {', '.join(map(str, folders))}; Ctrl-C ends it")
        for saved in changes:
            if not saved:
                continue
            try:
                found = examine_in(options, configuration, pool, cache, quiet=True)
            except UsageError as e:
                print(f"checker: {e}", file=sys.stderr)
                continue
            write_files(found, places)
            show(last, found, concise=options.output_format == "concise")
            last = found
    raise AssertionError("watchfiles ends by an interrupt only")


def watched(options: argparse.Namespace, configuration: Configuration) -> list[Path]:
    """The folders to watch: those that were asked for, and those of the scripts that were. An editor that saves puts a
    new file in the place of the old one, so no file is watched by itself. Raises UsageError where there is none.
    """
    paths = [Path(w) for w in options.what if is_path(w)] or list(configuration.paths)
    folders = list(dict.fromkeys(p if p.is_dir() else p.parent for p in paths))
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"there is no directory {folder} to watch")
    return folders


def show(last: Run, found: Run, *, concise: bool) -> None:
    """Prints what changed from one run to the next, and the totals."""
    from rich.console import Console
    from rich.text import Text

    from checker.report.terminal import NARROW, WIDE

    console = Console(highlight=False, markup=False, emoji=False)
    width = min(max(console.width, NARROW), WIDE)
    for row in changed_rows(last, found, width, concise=concise):
        console.print(Text(row.text, row.style), soft_wrap=True)
    sys.stdout.flush()


def changed_rows(last: Run, found: Run, width: int, *, concise: bool) -> Iterator[Row]:
    """What changed, line by line, and the totals."""
    from checker.diagnostics import of_line, of_problem
    from checker.report.concise import ending, message
    from checker.report.terminal import Row, diagnostic_rows, line_rows, wrap

    before = Counter(map(_problem, last.problems))
    problems = [p for p in found.problems if not _known(before, _problem(p))]
    yield from (Row(f"no longer: {code} {file}", "green") for code, file, _ in before.elements())
    known = Counter(_line(x) for c in last.checked for x in c.lines)
    lines = [x for c in found.checked for x in c.lines if not _known(known, _line(x))]
    for d in map(of_problem, problems):
        if concise:
            yield Row(message(d))
        else:
            yield from diagnostic_rows(d, width)
            yield Row("")
    for x in lines:
        if concise:
            found_wrong = of_line(x)
            yield Row(message(found_wrong) if found_wrong else f"{x.claim} step {x.step}: {x.verdict}")
            continue
        yield Row(x.claim, "dim")
        yield from (Row(t) for t in wrap(x.left, width, " " * 16))
        yield from line_rows(x, width)
        yield Row("")
    if not problems and not lines and not before.total():
        yield Row("no line changed")
    yield from (Row(t, "bold") for t in wrap(ending(found), width))


def _line(x: Line) -> tuple[object, ...]:
    return x.claim, x.left, x.relation, x.right, x.wrong, x.verdict, x.code


def _problem(p: Problem) -> tuple[str, str, str]:
    from checker.diagnostics import relative

    return p.code, relative(p.file), p.message


def _known(counted: Counter[tuple[object, ...]] | Counter[tuple[str, str, str]], what: tuple[object, ...]) -> bool:
    """Whether the last run held one more of these; if so, it is used up."""
    if counted[what] < 1:  # type: ignore[index]
        return False
    counted[what] -= 1  # type: ignore[index]
    return True


def _say(text: str) -> None:
    print(f"checker: {text}", file=sys.stderr, flush=True)
