"""`checker run` and `checker report`: check, print, write the reports that were asked for.

Decides the order of these; the verdicts are `verify`'s, the words are the reports'.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.commands.session import load, needs_fork, pick, progress_bar, session, settings_of
from checker.commands.usage import NOTHING, UsageError, unknown

if TYPE_CHECKING:
    from checker.documents import Document
    from checker.script import DerivationRecord


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError."""
    begin = time.monotonic()
    settings = settings_of(options)
    reports = destinations(options.report)
    needs_fork()
    from checker import selection
    from checker.cache import CachedPool
    from checker.gate import Gate
    from checker.runner import WorkerError
    from checker.verify import exit_code, verify

    with session(options, settings) as (pool, cache):
        records, problems = load(options, settings, pool, cache)

        known = selection.names(records)
        for name in options.allow_assumptions:
            if name not in known:
                raise UsageError(unknown("assumption", name, known))
        chosen = pick(options, records, problems)
        if options.lf and cache is not None:
            last = cache.failed()
            chosen.sort(key=lambda r: last.isdisjoint(c.id for c in r.claims))
        examiner = pool if cache is None else CachedPool(pool, cache)
        try:
            with progress_bar() as progress:
                checked = verify(
                    chosen, settings, examiner, Gate(allow_assumptions=tuple(options.allow_assumptions)), progress
                )
        except WorkerError as e:
            raise UsageError(str(e)) from e
        if cache is not None:
            lines = [line for c in checked for line in c.lines]
            cache.keep_failed({line.claim for line in lines}, {line.claim for line in lines if line.code})
    if isinstance(examiner, CachedPool) and examiner.hits:
        cached = f"{examiner.hits} of {examiner.asked} links known from an earlier run, with the seconds they took then"
        print(f"cached: {cached}", file=sys.stderr)
    seconds = time.monotonic() - begin
    code = exit_code(checked, bool(problems))

    from rich.console import Console

    from checker.report.json import document, dumps
    from checker.report.questions import print_by_question
    from checker.report.terminal import print_report

    data = document(checked, problems, settings, seconds, code) if reports else {}
    write(data, reports)
    console = Console(stderr=None in reports, highlight=False, markup=False, emoji=False)
    with contextlib.suppress(SystemExit):  # which rich raises when the reader has left; the verdicts stand
        if options.command == "report" or options.question is not None:
            print_by_question(console, _documents(records), checked, problems, seconds, options.question)
        else:
            print_report(console, checked, problems, seconds)
    if code == NOTHING:
        console.print("nothing-selected: no step was checked, so this run is not green", soft_wrap=True)
    if None in reports:
        print(dumps(data), end="")
    return code


def _documents(records: Sequence[DerivationRecord]) -> tuple[Document, ...]:
    from checker.documents import documents

    try:
        return documents(Path(r.place.file) for r in records)
    except ValueError as e:
        raise UsageError(str(e)) from e


def destinations(given: Sequence[str]) -> list[Path | None]:
    """Where JSON reports go; None for stdout. Known before the work begins, so that it is not done in vain."""
    out: list[Path | None] = []
    for text in given:
        kind, _, place = text.partition("=")
        if kind != "json" or not place:
            raise UsageError(f"unknown report {text!r}: write --report json=PATH")
        if place == "-":
            out.append(None)
            continue
        path = Path(place)
        if path.is_dir():
            raise UsageError(f"{place} is a directory: name a file for the report")
        if not path.parent.is_dir():
            raise UsageError(f"there is no directory {path.parent} to write the report to")
        out.append(path)
    return out


def write(data: dict[str, Any], reports: Sequence[Path | None]) -> None:
    """Writes the data to the files among the destinations. Raises UsageError when it cannot."""
    from checker.report import json as report

    for path in reports:
        if path is not None:
            try:
                report.write(data, path)
            except OSError as e:
                raise UsageError(f"the report cannot be written: {e}") from e
