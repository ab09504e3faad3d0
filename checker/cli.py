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
from checker.configuration import KEYS
from checker.gate import BARS
from checker.report.files import FILES, OUTPUT
from checker.settings import Settings
from checker.topics import TOPICS

MODULES = {
    "run": "checker.commands.run",
    "report": "checker.commands.run",
    "mutate": "checker.commands.mutate",
    "list": "checker.commands.listing",
    "explain": "checker.commands.explain",
    "new": "checker.commands.new",
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
        "130 interrupted. Defaults may stand in [tool.checker] of pyproject.toml "
        f"({', '.join(KEYS)}) or in the environment (CHECKER_TIMEOUT and so on); options go first.",
    )
    parser.add_argument("--version", action="version", version=f"checker {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    run = commands.add_parser("run", help="check derivations (the default)", description="Check derivations.")
    _run_options(run)
    run.add_argument("--watch", action="store_true", help="check again on every save, and show what changed")
    report = commands.add_parser(
        "report", help="check, and report per document and question",
        description="Check derivations, and report per document and question: statements, printed lines, errata.",
    )  # fmt: skip
    _run_options(report)
    report.set_defaults(watch=False)

    slips = commands.add_parser("mutate", help="plant slips in accepted steps and see them refuted",
                                description="Plant every single-edit slip in every accepted step: a sign, a dropped "
                                "term, a factor, an exponent, an index, a swapped symbol or function, a bound, a "
                                "transpose, a strict relation for a weak one; and tell how each was judged. Exit code "
                                "1 if any was accepted wrongly.")  # fmt: skip
    slips.add_argument("what", nargs="*", metavar="PATH|ID", help="as for run")
    slips.add_argument("-k", metavar="EXPR", help="as for run")
    slips.add_argument("--question", metavar="ID", help="as for run")
    slips.add_argument("--limit", type=int, metavar="N", help="plant N slips, spread over the steps (default: all)")
    _settings_options(slips, "slip")
    slips.add_argument("--report", action="append", default=[], metavar="json=PATH", help="as for run")

    listing = commands.add_parser("list", help="list derivations", description="List derivations without checking.")
    listing.add_argument("what", nargs="*", metavar="PATH|ID", help="as for run")
    listing.add_argument("-k", metavar="EXPR", help="as for run")
    listing.add_argument("--question", metavar="ID", help="as for run")

    new = commands.add_parser("new", help="write a first script", description="Write a first script, which passes.")
    new.add_argument("topic", metavar="TOPIC", help="what is derived, in a few words")
    new.add_argument("--directory", metavar="DIR", help="where to (default: the first of the paths, or derivations/)")

    commands.add_parser("clean", help="forget what earlier runs found",
                        description="Remove the cache of earlier runs, .checker_cache/.")  # fmt: skip

    explain = commands.add_parser("explain", help="say what a code means, or what a derivation states",
                                  description="Say what a code of a report means, what authors should know of a topic "
                                  f"({', '.join(TOPICS)}), or what a derivation states.")  # fmt: skip
    explain.add_argument("names", nargs="*", metavar="CODE|TOPIC|ID", help="what (default: list codes and topics)")
    return parser


def _run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("what", nargs="*", metavar="PATH|ID", help="scripts, directories, or ids of derivations, claims, "
                     "questions (default: the paths of the configuration, or derivations/)")  # fmt: skip
    run.add_argument("-k", metavar="EXPR", help='only claims whose id, question or title matches: "kl and not elbo"')
    run.add_argument("--question", metavar="ID", help="only derivations that answer this question")
    run.add_argument("--output-format", choices=OUTPUT, default="full",
                     help="what is printed: everything, a line a message, JSON, or GitHub annotations")  # fmt: skip
    run.add_argument("--report", action="append", default=[], metavar="FORMAT=PATH",
                     help=f"also write a report: {', '.join(FILES)}; may be given again. PATH may be - for stdout, and "
                     "what is printed goes to stderr then; $GITHUB_STEP_SUMMARY is appended to")  # fmt: skip
    run.add_argument("--no-cache", action="store_true", help="examine everything again, and remember nothing")
    run.add_argument("--untrusted", action="store_true",
                     help="confine the scripts: no network, no processes, no files but a temporary folder, caps on all "
                     "else (Linux; refuses where it cannot). Neither the cache nor pyproject.toml is read")  # fmt: skip
    run.add_argument("--scheduler", metavar="tcp://HOST:PORT",
                     help="examine the steps on the Dask cluster of this scheduler (pip install "
                     "'derivation-checker[cluster]'); scripts are still executed here")  # fmt: skip
    run.add_argument("--lf", action="store_true", help="derivations that failed last time come first")
    _settings_options(run, "step")
    bar = run.add_argument_group("what counts as met")
    bar.add_argument("--require", choices=BARS, help="the bar for every line (default: proved)")
    bar.add_argument("--allow-checked", action="append", metavar="NAME",
                     help="let lines of this claim or derivation stand on checked; may be given again")  # fmt: skip
    bar.add_argument("--allow-assumptions", action="append", metavar="NAME",
                     help="let an assumption of this claim or derivation stand; may be given again")  # fmt: skip


def _settings_options(command: argparse.ArgumentParser, noun: str) -> None:
    """The options whose defaults are the configuration's: None stands for one that was not given."""
    d = Settings()
    group = command.add_argument_group(f"how a {noun} is examined")
    group.add_argument("-j", "--jobs", type=int, metavar="N", help=f"{noun}s at a time (default: one a core)")
    group.add_argument("--timeout", type=float, metavar="S", help=f"seconds a {noun} may take (default: {d.timeout:g})")
    group.add_argument("--memory", type=int, metavar="MB", help=f"MiB a {noun} may take (default: {d.memory})")
    group.add_argument("--samples", type=int, metavar="N", help=f"points it is tried at (default: {d.samples})")
    group.add_argument("--digits", type=int, metavar="N", help=f"decimal digits asked for there (default: {d.digits})")
    group.add_argument("--seed", type=int, metavar="N", help=f"seed of the points (default: {d.seed})")


def _plain_output() -> None:
    """Mathematics that the terminal's encoding lacks becomes question marks, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
