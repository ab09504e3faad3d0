"""`checker explain`: what a code means, what authors should know of a topic, what a derivation states.

Decides nothing.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator, Sequence

from checker.codes import BY_NAME, CODES, explanation
from checker.commands.session import builder, configuration_of, print_problems, session
from checker.commands.usage import MET, UsageError, unknown
from checker.topics import TOPICS
from checker.topics import text as topic


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError."""
    if not options.names:
        for name, about in [*TOPICS.items(), *((c.name, c.meaning) for c in CODES)]:
            print(f"{name.ljust(18)}{textwrap.shorten(about, 60, placeholder=' …')}")
        return MET
    ids = [n for n in options.names if n not in TOPICS and n not in BY_NAME]
    stated = _statements(ids) if ids else {}
    print("\n\n".join(stated[n] if n in stated else "\n".join(fold(_known(n))) for n in options.names))
    return MET


def _known(name: str) -> str:
    """The text of a topic or a code."""
    return topic(name).removeprefix("## ").rstrip() if name in TOPICS else explanation(BY_NAME[name])


def fold(text: str) -> Iterator[str]:
    """The text in lines of at most 80 columns: paragraphs and items are filled, code stays as it is."""
    paragraph: list[str] = []

    def filled() -> Iterator[str]:
        hanging = "  " if paragraph and paragraph[0].startswith("- ") else ""
        yield from textwrap.wrap(" ".join(paragraph), 80, subsequent_indent=hanging, break_on_hyphens=False)
        paragraph.clear()

    code = False
    for line in text.split("\n"):
        if line.startswith("```"):
            yield from filled()
            code = not code
        elif code or line.startswith("    ") or not line.strip():
            yield from filled()
            yield f"{'    ' if code else ''}{line}".rstrip()
        else:
            if line.startswith("- "):
                yield from filled()
            paragraph.append(line.strip())
    yield from filled()


def _statements(ids: Sequence[str]) -> dict[str, str]:
    """What derivations or claims state, by the names asked for: their symbols, both sides, and steps with reasons."""
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
    known = [*selection.names(records), *BY_NAME, *TOPICS]
    out: dict[str, str] = {}
    for name in ids:
        found = selection.select(records, [name])
        if not found:
            print_problems(loaded.problems if loaded else ())
            raise UsageError(unknown("code, topic, derivation, claim or question", name, known))
        texts = []
        for r in found:
            parts = [r.title, f"{r.id}{', answers ' + r.question if r.question else ''}", ""]
            parts += [f"{n}: {describe(d)}" for n, d in r.domains]
            for c in r.claims:
                where = " and ".join(statement_text(n) for n in c.where)
                parts += ["", f"{c.id}{', where ' + where if where else ''}", f"    {c.left_text}"]
                parts += [f"    {sign(s.relation)} {s.text}\n        {s.reason}" for s in c.steps]
                last = f"    {sign(closing_relation(c))} {c.right_text}"
                parts += [last, *([f"        assumed: {c.admitted}"] if c.admitted else [])]
            texts.append("\n".join(x for part in parts for line in part.split("\n") for x in _wrapped(line)))
        out[name] = "\n\n".join(texts)
    return out


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, 80, subsequent_indent=line[: len(line) - len(line.lstrip())]) or [""]
