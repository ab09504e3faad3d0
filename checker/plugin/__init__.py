"""The pytest plugin: every claim of the derivation scripts is an item of a test run.

This module holds the hooks and the options; `wanted` decides which files are scripts, `nodes` are the collectors and
items, `checking` has the claims verified. pytest imports this one at every start, so it imports nothing that costs;
SymPy is never imported into pytest's own process, unless a test does so.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checker.plugin.wanted import WANTED, Wanted

if TYPE_CHECKING:
    from checker.plugin.checking import Checking

CHECKING: pytest.StashKey[Checking] = pytest.StashKey()
PROPERTY = "checker."  # begins the names of the properties that a report of a claim has: how many lines are proved, …


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the command line and of pytest's configuration file."""
    group = parser.getgroup("checker", "derivations (checker)")
    group.addoption(
        "--checker", action="store_true", default=False,
        help="collect derivation scripts: those under the configured paths, and any other that pytest meets",
    )  # fmt: skip
    group.addoption(
        "--checker-mutate", nargs="?", type=_limit, const=0, default=None, metavar="N",
        help="also plant slips in every accepted line (N a claim, by default all) and fail a claim of which the "
        "checker would accept one; write --checker-mutate=N",
    )  # fmt: skip
    group.addoption(
        "--checker-no-cache", action="store_true", default=False,
        help="examine every line again, and remember nothing",
    )  # fmt: skip
    parser.addini("checker", "collect derivation scripts, as --checker does; false: only those that are named",
                  type="bool", default=None)  # fmt: skip
    parser.addini("checker_paths", "scripts and directories of scripts (default: paths of [tool.checker], or "
                  "derivations)", type="paths", default=None)  # fmt: skip


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of slips: write --checker-mutate=N")
    return int(text)


def pytest_configure(config: pytest.Config) -> None:
    """Reads what is wanted; without paths on the command line, the configured ones are collected too."""
    config.addinivalue_line("markers", "derivation: a claim of a derivation script, checked line by line")
    wanted = Wanted.of(config)
    config.args.extend(wanted.extra)
    config.stash[WANTED] = wanted


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Generator[None, list[Any], list[Any]]:
    """A derivation script is collected by us, and is not imported as a test module unless its name says it is one."""
    found = yield
    wanted = parent.config.stash[WANTED]
    if file_path.suffix != ".py" or not wanted.takes(file_path, parent.session.isinitpath(file_path)):
        return found
    from checker.plugin.nodes import Script

    kept = found if wanted.is_test(file_path) else [c for c in found if not isinstance(c, pytest.Module)]
    return [*kept, Script.from_parent(parent, path=file_path)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Before the first item runs, has the lines of all that are selected examined, so that every core is used. Not
    where the run may stop at a failure, nor in a process of pytest-xdist, which runs only a part of its items.
    """
    config = session.config
    checking = config.stash.get(CHECKING, None)
    stopped = session.testsfailed and not config.option.continue_on_collection_errors
    if checking is None or stopped or config.option.collectonly or config.option.maxfail or checking.is_part:
        return
    from checker.plugin.nodes import Claim

    checking.check_all([(i.record, i.claim) for i in session.items if isinstance(i, Claim)])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """A line with the verdicts on all lines of all claims that ran."""
    counts: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, value in report.user_properties:
                    if name.startswith(PROPERTY):
                        counts[name.removeprefix(PROPERTY)] += value
    checking = config.stash.get(CHECKING, None)
    for text in checking.warnings if checking is not None else ():
        terminalreporter.write_line(f"checker: warning: {text}")
    if counts and terminalreporter.verbosity >= 0:
        words = ", ".join(f"{n} {verdict}" for verdict, n in counts.items())
        total = counts.total()
        terminalreporter.write_line(f"derivations: {total} {'line' if total == 1 else 'lines'}: {words}")
