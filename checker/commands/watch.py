"""`checker run --watch`: check, then check again on every save, and show what changed since the last time.

Decides what counts as a change: a line that the last run did not hold, or held with another verdict; a script problem
that is new, or gone. A line is known by its claim and its text, so that one which only moved is no change; the lines of
a script that could not be built for a while are held against those before. The configuration is read once. Watched are
the folders of the scripts; what they import from elsewhere is not.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TypeVar

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

T = TypeVar("T")
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

    folders, within = watched(options, configuration)
    looked_at = PythonFilter(extra_extensions=(".toml",))
    changes = saves(*folders, watch_filter=looked_at, rust_timeout=POLL, yield_on_timeout=True, recursive=within)
    next(changes)  # from here on nothing that is saved is missed
    with session(options, configuration.settings) as (pool, cache):
        last = examine_in(options, configuration, pool, cache)
        publish(last, options, places)
        seen = {c.record.id: c.lines for c in last.checked}
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
            show(changed_rows(last.problems, seen, found, concise=options.output_format == "concise"))
            seen |= {c.record.id: c.lines for c in found.checked}
            last = found
    raise AssertionError("watchfiles ends by an interrupt only")


def watched(options: argparse.Namespace, configuration: Configuration) -> tuple[list[Path], bool]:
    """The folders to watch: those that were asked for, and those of the scripts that were; and whether with all that is
    in them. An editor that saves puts a new file in the place of the old one, so no file is watched by itself. Raises
    UsageError where there is none.
    """
    paths = [Path(w) for w in options.what if is_path(w)] or list(configuration.paths)
    folders = list(dict.fromkeys(p if p.is_dir() else p.parent for p in paths))
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"there is no directory {folder} to watch")
    return folders, any(p.is_dir() for p in paths)


def show(rows: Iterator[Row]) -> None:
    """Prints the rows."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    blank = True
    for row in rows:
        if row.text or not blank:
            console.print(Text(row.text, row.style), soft_wrap=True)
        blank = not row.text
    sys.stdout.flush()


def changed_rows(
    problems: Sequence[Problem], seen: Mapping[str, Sequence[Line]], found: Run, *, concise: bool, width: int = 0
) -> Iterator[Row]:
    """What a run found that is new against the problems and the lines of each derivation that were seen before, and the
    totals. `width` columns, those of the terminal unless given.
    """
    from checker.diagnostics import of_line, of_problem
    from checker.report.concise import ending, message
    from checker.report.terminal import INDENT, NARROW, WIDE, Row, diagnostic_rows, line_rows, wrap

    width = min(max(width or get_terminal_size().columns, NARROW), WIDE)
    before = Counter(map(_problem, problems))
    new_problems = _new(found.problems, before, _problem)
    yield from (Row(f"no longer: {code} {file}", "green") for code, file, _ in before.elements())
    known = Counter(_line(x) for lines in seen.values() for x in lines)
    new_lines = _new([x for c in found.checked for x in c.lines], known, _line)
    for d in map(of_problem, new_problems):
        yield from [Row(message(d))] if concise else [*diagnostic_rows(d, width), Row("")]
    for x in new_lines:
        wrong = of_line(x)
        if concise:
            yield Row(message(wrong) if wrong else f"{x.claim} step {x.step}: {x.verdict}")
            continue
        yield Row(x.claim, "dim")
        yield from (Row(t) for t in wrap(x.left, width, " " * INDENT))
        yield from line_rows(x, width)
        yield Row("")
    if not new_problems and not new_lines and not before.total():
        yield Row("no line changed")
    yield from (Row(t, "bold") for t in wrap(ending(found), width))


def _new(found: Sequence[T], known: Counter[tuple[object, ...]], key: Callable[[T], tuple[object, ...]]) -> list[T]:
    """Those of which there are more than were known; of `known`, what is left is gone."""
    out = []
    for x in found:
        if known[key(x)] > 0:
            known[key(x)] -= 1
        else:
            out.append(x)
    return out


def _line(x: Line) -> tuple[object, ...]:
    return x.claim, x.left, x.relation, x.right, x.wrong, x.verdict, x.code


def _problem(p: Problem) -> tuple[object, ...]:
    from checker.diagnostics import relative

    return p.code, relative(p.file), p.message


def _say(text: str) -> None:
    print(f"checker: {text}", file=sys.stderr, flush=True)
