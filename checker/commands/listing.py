"""`checker list`: derivations, their questions and their size; nothing is checked."""

from __future__ import annotations

import argparse

from checker.commands.session import configuration_of, load, pick, print_problems, session
from checker.commands.usage import MET, NOTHING, USAGE


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError."""
    configuration = configuration_of(options)
    with session(options, configuration.settings) as (pool, cache):
        records, problems = load(options, configuration, pool, cache)
    chosen = pick(options, records, problems)
    from checker.diagnostics import relative
    from checker.report.terminal import count

    for r in chosen:
        steps = sum(len(c.steps) + 1 for c in r.claims)
        print(f"{r.id}{'  ' + r.question if r.question else ''}\n    {r.title}")
        print(f"    {count(len(r.claims), 'claim')}, {count(steps, 'step')}, {relative(r.place.file)}:{r.place.line}")
    print_problems(problems)
    return USAGE if problems else MET if chosen else NOTHING
