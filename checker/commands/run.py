"""`checker run` and `checker report`: check, print, write the reports that were asked for.

Decides what goes to stdout: what is printed, unless a report is written there; then that is printed to stderr.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from checker.commands.examine import examine
from checker.commands.session import configuration_of
from checker.commands.usage import NOTHING, UsageError
from checker.report.files import Destination, destinations, dumps, write

if TYPE_CHECKING:
    from checker.report.run import Run


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError."""
    configuration = configuration_of(options)
    places = places_of(options.report)
    if options.watch:
        from checker.commands.watch import watch

        return watch(options, configuration, places)
    found = examine(options, configuration)
    publish(found, options, places)
    return found.code


def places_of(given: Sequence[str], formats: Sequence[str] | None = None) -> list[Destination]:
    """Where reports go. Raises UsageError."""
    try:
        return destinations(given) if formats is None else destinations(given, formats=formats)
    except ValueError as e:
        raise UsageError(str(e)) from e


def publish(found: Run, options: argparse.Namespace, places: Sequence[Destination]) -> None:
    """Writes the reports, and prints the run as it was asked for. Raises UsageError for a file that none can be."""
    write_files(found, places)
    taken = [d for d in places if d.path is None]
    out = sys.stderr if taken else sys.stdout
    if options.output_format == "full":
        _print(found, options, out)
    else:
        out.write(dumps(options.output_format, found))
    if found.code == NOTHING:
        notice = sys.stderr if options.output_format != "full" else out
        print("nothing-selected: no step was checked, so this run is not green", file=notice)
    for d in taken:
        sys.stdout.write(dumps(d.format, found))


def write_files(found: Run, places: Sequence[Destination]) -> None:
    """Writes the reports that go to files. Raises UsageError for one that cannot be written."""
    save([(dumps(d.format, found), d) for d in places if d.path is not None])


def save(texts: Sequence[tuple[str, Destination]]) -> None:
    """Writes the texts to their files. Raises UsageError when it cannot."""
    for text, destination in texts:
        try:
            write(text, destination)
        except OSError as e:
            raise UsageError(f"the report cannot be written: {e}") from e


def _print(found: Run, options: argparse.Namespace, out: TextIO) -> None:
    from checker.report.paper import paper

    with contextlib.suppress(SystemExit, BrokenPipeError):  # the reader has left; the verdicts stand
        if options.command == "report" or options.question is not None:
            from checker.report.questions import print_by_question

            only = options.question
            print_by_question(paper(out), found.documents, found.checked, found.problems, found.seconds, only)
        else:
            from checker.report.terminal import print_report

            print_report(paper(out), found.checked, found.problems, found.seconds)
