"""`checker explain`: what a code means, or what a derivation states. Decides nothing."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator, Sequence

from checker.codes import BY_NAME, CODES, explanation
from checker.commands.session import builder, configuration_of, print_problems, session
from checker.commands.usage import MET, UsageError, unknown


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError."""
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
    from checker.loading import load
    from checker.nodetext import statement_text

    configuration = configuration_of(argparse.Namespace())
    settings = configuration.settings
    loaded = None
    if any(path.exists() for path in configuration.paths):
        with session(argparse.Namespace(), settings) as (pool, cache):
            loaded = load(configuration.paths, settings.timeout, builder(pool, cache, settings))
    records = loaded.derivations if loaded else ()
    known = [*selection.names(records), *BY_NAME]
    out = []
    for name in ids:
        found = selection.select(records, [name])
        if not found:
            print_problems(loaded.problems if loaded else ())
            raise UsageError(unknown("code, derivation, claim or question", name, known))
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
