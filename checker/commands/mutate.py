"""`checker mutate`: plant slips in accepted steps, and print what became of them."""

from __future__ import annotations

import argparse
import contextlib
import time

from checker.commands.run import places_of, save
from checker.commands.session import configuration_of, load, needs_fork, pick, print_problems, progress_bar, session
from checker.commands.usage import UsageError


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError."""
    begin = time.monotonic()
    configuration = configuration_of(options)
    settings = configuration.settings
    places = places_of(options.report, ("json",))
    if options.limit is not None and options.limit < 1:
        raise UsageError(f"--limit must be at least 1, not {options.limit}")
    needs_fork()
    from checker.mutate import mutate, outcome
    from checker.runner import WorkerError
    from checker.verify import verify

    with session(options, settings) as (pool, cache):
        pool.start()
        records, problems = load(options, configuration, pool, cache)
        chosen = pick(options, records, problems)
        try:
            with progress_bar() as progress:
                checked = verify(chosen, settings, pool, configuration.gate, progress)
            with progress_bar("slips") as progress:
                tested = mutate(checked, settings, pool, options.limit, progress)
        except WorkerError as e:
            raise UsageError(str(e)) from e
    seconds = time.monotonic() - begin
    code = outcome(tested, bool(problems))

    from rich.console import Console

    from checker.report.json import text
    from checker.report.mutants import document, print_mutants

    data = text(document(tested, settings, seconds, code)) if places else ""
    save([(data, d) for d in places if d.path is not None])
    taken = any(d.path is None for d in places)
    print_problems(problems)
    console = Console(stderr=taken, highlight=False, markup=False, emoji=False)
    with contextlib.suppress(SystemExit):
        print_mutants(console, tested, seconds)
    if taken:
        print(data, end="")
    return code
