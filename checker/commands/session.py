"""What most commands begin with: the processes and the cache, the scripts, and what of them is meant.

Decides which derivations a command is about (ids, --question, -k); nothing of what is found.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.commands.usage import COMMANDS, UsageError, unknown
from checker.configuration import KEYS, Configuration, ConfigurationError, configure
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.cache import Cache
    from checker.loading import Builder, Problem
    from checker.runner import Pool
    from checker.script import DerivationRecord


@contextlib.contextmanager
def session(options: argparse.Namespace, settings: Settings) -> Iterator[tuple[Pool, Cache | None]]:
    """The processes of a run, started when first needed, and the cache unless it is not wanted. Raises UsageError for a
    scheduler that cannot be had.
    """
    needs_fork()
    from checker.cache import Cache

    def warn(text: str) -> None:
        print(f"checker: warning: {text}", file=sys.stderr)

    untrusted = getattr(options, "untrusted", False)  # then a cache that came along with the scripts is not believed
    cache = None if untrusted or getattr(options, "no_cache", False) else Cache(warn=warn)
    try:
        with _pool(options, settings, untrusted=untrusted) as pool:
            yield pool, cache
    finally:
        if cache is not None:
            cache.close()


def _pool(
    options: argparse.Namespace, settings: Settings, *, untrusted: bool
) -> contextlib.AbstractContextManager[Pool]:
    from checker import runner

    scheduler = getattr(options, "scheduler", None)
    if scheduler is None:
        return runner.Pool(settings.workers, untrusted=untrusted)
    if untrusted:
        raise UsageError("--untrusted confines scripts on this machine, not on a cluster: leave out --scheduler")
    from checker import cluster

    try:
        return cluster.connect(scheduler, settings.workers)
    except runner.WorkerError as e:
        raise UsageError(str(e)) from e


def builder(pool: Pool, cache: Cache | None, settings: Settings) -> Builder:
    """Has scripts executed that are not known from an earlier run."""
    from checker.cache import script_key
    from checker.runner import WorkerError

    def build(files: Sequence[Path], timeout: float) -> list[Sequence[DerivationRecord | Problem]]:
        known: dict[Path, Sequence[DerivationRecord | Problem]] = {}
        if pool.untrusted:
            from checker.admission import quoted, refusal

            known = {f: [problem] for f in files if (problem := refusal(f)) is not None}
        if cache is not None:
            known = {f: items for f in files if (items := cache.records(f)) is not None}
        new = [f for f in files if f not in known]
        keys = [script_key(f) if cache is not None else "" for f in new]
        try:
            built = pool.build(new, settings) if new else []
        except WorkerError as e:
            raise UsageError(str(e)) from e
        for file, key, found in zip(new, keys, built, strict=True):
            sys.stderr.write(quoted(found.output, file) if pool.untrusted else found.output)
            if cache is not None:
                files_read = None if found.output else found.files
                cache.keep_records(file, key, found.items, files_read)
        made = dict(zip(new, built, strict=True))
        return [known[f] if f in known else made[f].items for f in files]

    return build


def load(
    options: argparse.Namespace, configuration: Configuration, pool: Pool, cache: Cache | None
) -> tuple[tuple[DerivationRecord, ...], tuple[Problem, ...]]:
    """All derivations at the paths that were given, or at those of the configuration where only ids were."""
    from checker import loading

    paths = [Path(w) for w in options.what if is_path(w)]
    settings = configuration.settings
    loaded = loading.load(paths or configuration.paths, settings.timeout, builder(pool, cache, settings))
    if pool.untrusted:
        from checker.admission import presentable

        return loaded.derivations, tuple(presentable(p) for p in loaded.problems)
    return loaded.derivations, loaded.problems


def is_path(text: str) -> bool:
    """Whether an argument means a file or a directory, not an id."""
    return text.endswith(".py") or "/" in text or os.sep in text or Path(text).exists()


def pick(
    options: argparse.Namespace, records: Sequence[DerivationRecord], problems: Sequence[Problem]
) -> list[DerivationRecord]:
    """What the ids, --question and -k select, with the claims that it cites. Raises UsageError for an id that nothing
    has.
    """
    from checker import selection

    ids = [w for w in options.what if not is_path(w)]
    known = selection.names(records)
    for name in ids:
        if name not in known:
            print_problems(problems)
            raise UsageError(unknown("derivation, claim or question", name, [*known, *COMMANDS]))
    try:
        matches = selection.matcher(options.k) if options.k is not None else None
    except ValueError as e:
        raise UsageError(str(e)) from e
    found = selection.select(records, ids, options.question, matches)
    if options.question is not None and not any(options.question in selection.questions(r) for r in records):
        every = [q for r in records for q in selection.questions(r)]
        print(f"checker: {unknown('question', options.question, every)}", file=sys.stderr)
    whole = {r.id: r for r in records}
    return [replace(r, claims=selection.with_cited(whole[r.id], {c.id for c in r.claims})) for r in found]


def needs_fork() -> None:
    """Raises UsageError where steps cannot be examined in processes of their own."""
    if not hasattr(os, "fork"):
        raise UsageError("steps are examined in forked processes, which this system has not: use Linux, macOS or WSL")


def configuration_of(options: argparse.Namespace) -> Configuration:
    """The options, over the environment, over the file. Raises UsageError for values that make no sense."""
    try:
        given = {key: getattr(options, key.replace("-", "_"), None) for key in KEYS}
        return configure(given, file=not getattr(options, "untrusted", False))
    except ConfigurationError as e:
        raise UsageError(str(e)) from e


def print_problems(problems: Sequence[Problem]) -> None:
    """What is wrong with the scripts, on stderr."""
    from rich.console import Console

    from checker.diagnostics import of_problem
    from checker.report.terminal import diagnostic_rows

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    for p in problems:
        for row in diagnostic_rows(of_problem(p), max(console.width, 40)):
            console.print(row.text, style=row.style or None, soft_wrap=True)


@contextlib.contextmanager
def progress_bar(noun: str = "steps") -> Iterator[Callable[[int, int], None] | None]:
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
