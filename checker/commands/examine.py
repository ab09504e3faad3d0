"""One run, from the arguments to what the reports render: scripts built, lines chosen, examined and remembered.

Decides the order of these, and that a name which is allowed something must exist; nothing is printed but warnings.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.commands.session import load, pick, print_problems, progress_bar, session
from checker.commands.usage import UsageError, unknown
from checker.configuration import Configuration

if TYPE_CHECKING:
    from checker.cache import Cache
    from checker.documents import Document
    from checker.loading import Problem
    from checker.report.run import Run
    from checker.runner import Pool
    from checker.script import DerivationRecord

_ALLOWED = {"allow-assumptions": "assumption", "allow-checked": "claim or derivation"}


def examine(options: argparse.Namespace, configuration: Configuration) -> Run:
    """Checks what the options select. Raises UsageError."""
    with session(options, configuration.settings) as (pool, cache):
        return examine_in(options, configuration, pool, cache)


def examine_in(
    options: argparse.Namespace, configuration: Configuration, pool: Pool, cache: Cache | None, *, quiet: bool = False
) -> Run:
    """As `examine`, in a session that is open already; `quiet` does not say what the cache knew. Raises UsageError."""
    begin = time.monotonic()
    from checker.cache import CachedPool
    from checker.report.run import Run
    from checker.runner import WorkerError
    from checker.verify import exit_code, verify

    settings, gate = configuration.settings, configuration.gate
    records, problems = load(options, configuration, pool, cache)
    _allowances(configuration, records, problems, whole=not options.what)
    documents = _documents(records)
    if pool.untrusted:
        from checker.admission import readable

        documents = tuple(readable(d) for d in documents)
    chosen = pick(options, records, problems)
    if options.lf and cache is not None:
        last = cache.failed()
        chosen.sort(key=lambda r: last.isdisjoint(c.id for c in r.claims))
    examiner = pool if cache is None else CachedPool(pool, cache)
    try:
        with progress_bar() as progress:
            checked = verify(chosen, settings, examiner, gate, progress)
    except WorkerError as e:
        raise UsageError(str(e)) from e
    if cache is not None:
        lines = [line for c in checked for line in c.lines]
        cache.keep_failed({line.claim for line in lines}, {line.claim for line in lines if line.code})
    if isinstance(examiner, CachedPool) and examiner.hits and not quiet:
        cached = f"{examiner.hits} of {examiner.asked} links known from an earlier run, with the seconds they took then"
        print(f"cached: {cached}", file=sys.stderr)
    seconds = time.monotonic() - begin
    return Run(checked, problems, documents, settings, seconds, exit_code(checked, bool(problems)))


def _allowances(
    configuration: Configuration, records: Iterable[DerivationRecord], problems: Sequence[Problem], *, whole: bool
) -> None:
    """Raises UsageError for an allowance that names nothing. One that stands in a file or the environment is for the
    whole of the project, so it is only held to this where the whole was built.
    """
    known = [name for r in records for name in (r.id, *(c.id for c in r.claims))]
    for key, kind in _ALLOWED.items():
        source = configuration.sources.get(key, "")
        here = source.startswith("--")
        for name in getattr(configuration.gate, key.replace("-", "_")):
            if name not in known and (here or (whole and not problems)):
                print_problems(problems)
                raise UsageError(f"{'' if here else source + ': '}{unknown(kind, name, known)}")


def _documents(records: Iterable[DerivationRecord]) -> tuple[Document, ...]:
    from checker.documents import documents

    try:
        return documents(Path(r.place.file) for r in records)
    except ValueError as e:
        raise UsageError(str(e)) from e
