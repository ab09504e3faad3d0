"""The command: reads its arguments, runs the command they name, and answers with its exit code.

Decides nothing else. The commands are modules of `checker.commands`, imported when they are called, so that --help
comes at once.

    0 every step meets the bar    1 some do not    2 usage or script error    5 nothing selected    130 interrupted
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from checker import __version__
from checker.commands.usage import COMMANDS, INTERRUPTED, USAGE, UsageError
from checker.settings import Settings

MODULES = {
    "run": "checker.commands.run",
    "report": "checker.commands.run",
    "mutate": "checker.commands.mutate",
    "list": "checker.commands.listing",
    "explain": "checker.commands.explain",
    "clean": "checker.commands.clean",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command with the given arguments (those of the process unless given); answers its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in (*COMMANDS, "-h", "--help", "--version"):
        given.insert(0, "run")
    try:
        options = _parser().parse_args(given)
    except SystemExit as e:  # argparse has said what is wrong, or shown the help
        return e.code if isinstance(e.code, int) else USAGE
    _plain_output()
    code = 128 + 13  # that of a program whose reader has left
    try:
        code = import_module(MODULES[options.command]).run(options)
        sys.stdout.flush()
    except UsageError as e:
        print(f"checker: {e}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("checker: interrupted; nothing is left running", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of the report has left; what it did not read needs no complaint
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="checker",
        description="Checks mathematical derivations line by line: proved, or refuted at exact numbers. "
        "Without a command, runs every derivation under derivations/.",
        epilog="Exit code: 0 every step meets the bar, 1 some do not, 2 usage or script error, 5 nothing selected, "
        "130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"checker {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    defaults = Settings()

    run = commands.add_parser("run", help="check derivations (the default)", description="Check derivations.")
    _run_options(run, defaults)
    report = commands.add_parser(
        "report", help="check, and report per document and question",
        description="Check derivations, and report per document and question: statements, printed lines, errata.",
    )  # fmt: skip
    _run_options(report, defaults)

    slips = commands.add_parser("mutate", help="plant slips in accepted steps and see them refuted",
                                description="Plant every single-edit slip in every accepted step: a sign, a dropped "
                                "term, a factor, an exponent, an index, a swapped symbol or function, a bound, a "
                                "transpose, a strict relation for a weak one; and tell how each was judged. Exit code "
                                "1 if any was accepted wrongly.")  # fmt: skip
    slips.add_argument("what", nargs="*", metavar="PATH|ID", help="as for run")
    slips.add_argument("-k", metavar="EXPR", help="as for run")
    slips.add_argument("--question", metavar="ID", help="as for run")
    slips.add_argument("--limit", type=int, metavar="N", help="plant N slips, spread over the steps (default: all)")
    slips.add_argument("-j", "--jobs", type=int, default=0, metavar="N", help="slips at a time (default: one a core)")
    slips.add_argument("--timeout", type=float, default=defaults.timeout, metavar="S",
                       help="seconds a slip may take (default: %(default)g)")  # fmt: skip
    slips.add_argument("--memory", type=int, default=defaults.memory, metavar="MB", help="as for run")
    slips.add_argument("--seed", type=int, default=defaults.seed, metavar="N", help="as for run")
    slips.add_argument("--report", action="append", default=[], metavar="json=PATH", help="as for run")

    listing = commands.add_parser("list", help="list derivations", description="List derivations without checking.")
    listing.add_argument("what", nargs="*", metavar="PATH|ID", help="as for run")
    listing.add_argument("-k", metavar="EXPR", help="as for run")
    listing.add_argument("--question", metavar="ID", help="as for run")

    commands.add_parser("clean", help="forget what earlier runs found",
                        description="Remove the cache of earlier runs, .checker_cache/.")  # fmt: skip

    explain = commands.add_parser("explain", help="say what a code means or what a derivation states",
                                  description="Say what a code means, or what a derivation states.")  # fmt: skip
    explain.add_argument(
        "names", nargs="*", metavar="CODE|ID", help="a code of a report, or an id (default: the codes)"
    )
    return parser


def _run_options(run: argparse.ArgumentParser, defaults: Settings) -> None:
    run.add_argument("what", nargs="*", metavar="PATH|ID", help="scripts, directories, or ids of derivations, claims, "
                     "questions (default: derivations/)")  # fmt: skip
    run.add_argument("-k", metavar="EXPR", help='only claims whose id, question or title matches: "kl and not elbo"')
    run.add_argument("--question", metavar="ID", help="only derivations that answer this question")
    run.add_argument("-j", "--jobs", type=int, default=0, metavar="N", help="steps at a time (default: one a core)")
    run.add_argument("--timeout", type=float, default=defaults.timeout, metavar="S",
                     help="seconds a step may take (default: %(default)g)")  # fmt: skip
    run.add_argument("--memory", type=int, default=defaults.memory, metavar="MB",
                     help="MiB a step may take (default: %(default)d)")  # fmt: skip
    run.add_argument("--seed", type=int, default=defaults.seed, metavar="N",
                     help="seed of the points (default: %(default)d)")  # fmt: skip
    run.add_argument("--report", action="append", default=[], metavar="json=PATH",
                     help="also write a JSON report (json=-: to stdout, and the readable one to stderr)")  # fmt: skip
    run.add_argument("--no-cache", action="store_true", help="examine everything again, and remember nothing")
    run.add_argument("--lf", action="store_true", help="derivations that failed last time come first")
    run.add_argument("--allow-assumptions", action="append", default=[], metavar="NAME",
                     help="let an assumption of this claim or derivation stand; may be given again")  # fmt: skip


def _plain_output() -> None:
    """Mathematics that the terminal's encoding lacks becomes question marks, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
