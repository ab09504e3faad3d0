"""The command: reads its arguments, runs what they ask for, prints a report, and answers with an exit code.

Decides nothing else. What needs SymPy is imported by the commands that need it, so that --help and explanations of
codes come at once.

    0 every step meets the bar    1 some do not    2 usage or script error    5 nothing selected    130 interrupted
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker import __version__
from checker.codes import BY_NAME, CODES, explanation
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.cache import Cache
    from checker.documents import Document
    from checker.loading import Builder, Problem
    from checker.runner import Pool
    from checker.script import DerivationRecord

MET, USAGE, NOTHING, INTERRUPTED = 0, 2, 5, 130  # and 1: see `verify.exit_code`
COMMANDS = ("run", "report", "mutate", "list", "explain", "clean")


class UsageError(Exception):
    """What was asked for cannot be done; says why, and what to do."""


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
        code = {"run": _run, "report": _run, "mutate": _mutate, "list": _list, "explain": _explain, "clean": _clean}[
            options.command
        ](options)
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


# ---------------------------------------------------------------- run


def _run(options: argparse.Namespace) -> int:
    begin = time.monotonic()
    settings = _settings(options)
    reports = _reports(options.report)
    _needs_fork()
    from checker import selection
    from checker.cache import CachedPool
    from checker.runner import WorkerError
    from checker.verify import exit_code, verify

    with _session(options, settings) as (pool, cache):
        records, problems = _load(options, settings, pool, cache)

        known = selection.names(records)
        for name in options.allow_assumptions:
            if name not in known:
                raise UsageError(_unknown("assumption", name, known))
        chosen = _chosen(options, records, problems)
        if options.lf and cache is not None:
            last = cache.failed()
            chosen.sort(key=lambda r: last.isdisjoint(c.id for c in r.claims))
        examiner = pool if cache is None else CachedPool(pool, cache)
        try:
            with _progress() as progress:
                checked = verify(chosen, settings, examiner, options.allow_assumptions, progress)
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
    _write(data, reports)
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


def _needs_fork() -> None:
    if not hasattr(os, "fork"):
        raise UsageError("steps are examined in forked processes, which this system has not: use Linux, macOS or WSL")


def _settings(options: argparse.Namespace) -> Settings:
    try:
        return Settings(timeout=options.timeout, memory=options.memory, jobs=options.jobs, seed=options.seed)
    except ValueError as e:
        raise UsageError(str(e)) from e


def _reports(given: Sequence[str]) -> list[Path | None]:
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


def _write(data: dict[str, Any], reports: Sequence[Path | None]) -> None:
    from checker.report.json import write

    for path in reports:
        if path is not None:
            try:
                write(data, path)
            except OSError as e:
                raise UsageError(f"the report cannot be written: {e}") from e


@contextlib.contextmanager
def _progress(noun: str = "steps") -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr where that is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn(noun), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("steps", total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield told


# ---------------------------------------------------------------- mutate


def _mutate(options: argparse.Namespace) -> int:
    begin = time.monotonic()
    settings = _settings(options)
    reports = _reports(options.report)
    if options.limit is not None and options.limit < 1:
        raise UsageError(f"--limit must be at least 1, not {options.limit}")
    _needs_fork()
    from checker.mutate import mutate, outcome
    from checker.runner import WorkerError
    from checker.verify import verify

    with _session(options, settings) as (pool, cache):
        pool.start()
        records, problems = _load(options, settings, pool, cache)
        chosen = _chosen(options, records, problems)
        try:
            with _progress() as progress:
                checked = verify(chosen, settings, pool, progress=progress)
            with _progress("slips") as progress:
                tested = mutate(checked, settings, pool, options.limit, progress)
        except WorkerError as e:
            raise UsageError(str(e)) from e
    seconds = time.monotonic() - begin
    code = outcome(tested, bool(problems))

    from rich.console import Console

    from checker.report.json import dumps
    from checker.report.mutants import document, print_mutants

    data = document(tested, settings, seconds, code) if reports else {}
    _write(data, reports)
    _print_problems(problems)
    console = Console(stderr=None in reports, highlight=False, markup=False, emoji=False)
    with contextlib.suppress(SystemExit):
        print_mutants(console, tested, seconds)
    if None in reports:
        print(dumps(data), end="")
    return code


# ---------------------------------------------------------------- what is meant


@contextlib.contextmanager
def _session(options: argparse.Namespace, settings: Settings) -> Iterator[tuple[Pool, Cache | None]]:
    """The processes of a run, started when first needed, and the cache unless it is not wanted."""
    _needs_fork()
    from checker import runner
    from checker.cache import Cache

    def warn(text: str) -> None:
        print(f"checker: warning: {text}", file=sys.stderr)

    cache = None if getattr(options, "no_cache", False) else Cache(warn=warn)
    try:
        with runner.Pool(settings.workers) as pool:
            yield pool, cache
    finally:
        if cache is not None:
            cache.close()


def _builder(pool: Pool, cache: Cache | None, settings: Settings) -> Builder:
    """Has scripts executed that are not known from an earlier run."""
    from checker.cache import script_key
    from checker.runner import WorkerError

    def build(files: Sequence[Path], timeout: float) -> list[Sequence[DerivationRecord | Problem]]:
        known = {f: items for f in files if cache is not None and (items := cache.records(f)) is not None}
        new = [f for f in files if f not in known]
        keys = [script_key(f) if cache is not None else "" for f in new]
        try:
            built = pool.build(new, settings) if new else []
        except WorkerError as e:
            raise UsageError(str(e)) from e
        for file, key, found in zip(new, keys, built, strict=True):
            sys.stderr.write(found.output)
            if cache is not None:
                files_read = None if found.output else found.files
                cache.keep_records(file, key, found.items, files_read)
        made = dict(zip(new, built, strict=True))
        return [known[f] if f in known else made[f].items for f in files]

    return build


def _load(
    options: argparse.Namespace, settings: Settings, pool: Pool, cache: Cache | None
) -> tuple[tuple[DerivationRecord, ...], tuple[Problem, ...]]:
    """All derivations at the paths that were given, or under derivations/ where only ids were."""
    from checker.loading import DEFAULT, load

    paths = [Path(w) for w in options.what if _is_path(w)]
    loaded = load(paths or [DEFAULT], settings.timeout, _builder(pool, cache, settings))
    return loaded.derivations, loaded.problems


def _is_path(text: str) -> bool:
    return text.endswith(".py") or "/" in text or os.sep in text or Path(text).exists()


def _chosen(
    options: argparse.Namespace, records: Sequence[DerivationRecord], problems: Sequence[Problem]
) -> list[DerivationRecord]:
    """What the ids, --question and -k select. Raises UsageError for an id that nothing has."""
    from checker import selection

    ids = [w for w in options.what if not _is_path(w)]
    known = selection.names(records)
    for name in ids:
        if name not in known:
            _print_problems(problems)
            raise UsageError(_unknown("derivation, claim or question", name, [*known, *COMMANDS]))
    try:
        matches = selection.matcher(options.k) if options.k is not None else None
    except ValueError as e:
        raise UsageError(str(e)) from e
    chosen = selection.select(records, ids, options.question, matches)
    if options.question is not None and not any(options.question in selection.questions(r) for r in records):
        every = [q for r in records for q in selection.questions(r)]
        print(f"checker: {_unknown('question', options.question, every)}", file=sys.stderr)
    return chosen


def _unknown(kind: str, name: str, known: Sequence[str]) -> str:
    from checker.selection import did_you_mean

    return f"no {kind} is named {name}: {did_you_mean(name, known) or 'see `checker list`'}"


def _print_problems(problems: Sequence[Problem]) -> None:
    from rich.console import Console

    from checker.diagnostics import of_problem
    from checker.report.terminal import diagnostic_rows

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    for p in problems:
        for row in diagnostic_rows(of_problem(p), max(console.width, 40)):
            console.print(row.text, style=row.style or None, soft_wrap=True)


# ---------------------------------------------------------------- list and explain


def _list(options: argparse.Namespace) -> int:
    with _session(options, Settings()) as (pool, cache):
        records, problems = _load(options, Settings(), pool, cache)
    chosen = _chosen(options, records, problems)
    from checker.diagnostics import relative
    from checker.report.terminal import count

    for r in chosen:
        steps = sum(len(c.steps) + 1 for c in r.claims)
        print(f"{r.id}{'  ' + r.question if r.question else ''}\n    {r.title}")
        print(f"    {count(len(r.claims), 'claim')}, {count(steps, 'step')}, {relative(r.place.file)}:{r.place.line}")
    _print_problems(problems)
    return USAGE if problems else MET if chosen else NOTHING


def _clean(options: argparse.Namespace) -> int:
    from checker.cache import FOLDER, clean

    gone = clean()
    print(f"{gone} {'file' if gone == 1 else 'files'} of {FOLDER} removed")
    return MET


def _explain(options: argparse.Namespace) -> int:
    if not options.names:
        for c in CODES:
            print(f"{c.name.ljust(18)}{textwrap.shorten(c.meaning, 60, placeholder=' …')}")
        return MET
    texts = [explanation(BY_NAME[n]) for n in options.names if n in BY_NAME]
    ids = [n for n in options.names if n not in BY_NAME]
    if ids:
        texts += _statements(ids)
    print("\n\n".join("\n".join(_fold(t)) for t in texts))
    return MET


def _fold(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        hanging = " " * (indent + (2 if line.lstrip().startswith("- ") else 0))
        yield from textwrap.wrap(line, 80, subsequent_indent=hanging, break_on_hyphens=False) or [""]


def _statements(ids: Sequence[str]) -> list[str]:
    """What derivations or claims state: their symbols, both sides, and steps with reasons."""
    from checker import selection
    from checker.diagnostics import sign
    from checker.domains import describe
    from checker.links import closing_relation
    from checker.loading import DEFAULT, load
    from checker.nodetext import statement_text

    loaded = None
    if DEFAULT.is_dir():
        settings = Settings()
        with _session(argparse.Namespace(), settings) as (pool, cache):
            loaded = load([DEFAULT], settings.timeout, _builder(pool, cache, settings))
    records = loaded.derivations if loaded else ()
    known = [*selection.names(records), *BY_NAME]
    out = []
    for name in ids:
        found = selection.select(records, [name])
        if not found:
            _print_problems(loaded.problems if loaded else ())
            raise UsageError(_unknown("code, derivation, claim or question", name, known))
        for r in found:
            parts = [r.title, f"{r.id}{', answers ' + r.question if r.question else ''}", ""]
            parts += [f"{n}: {describe(d)}" for n, d in r.domains]
            for c in r.claims:
                where = " and ".join(statement_text(n) for n in c.where)
                parts += ["", f"{c.id}{', where ' + where if where else ''}", f"    {c.left_text}"]
                parts += [f"    {sign(s.relation)} {s.text}\n        {s.reason}" for s in c.steps]
                last = f"    {sign(closing_relation(c))} {c.right_text}"
                parts += [last, *([f"        assumed: {c.admitted}"] if c.admitted else [])]
            out.append("\n".join(parts))
    return out
