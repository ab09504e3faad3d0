"""The report as Markdown for a job summary: a table of the derivations, then every diagnostic, folded.

Decides only what to leave out where GitHub would refuse the whole (1 MiB a step), and says what that was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from checker.diagnostics import Diagnostic
from checker.records import Verdict
from checker.report.plain import brief, summary
from checker.report.run import Run
from checker.report.terminal import count, diagnostic_rows
from checker.verify import NOTHING, Checked

LIMIT = 1_000_000  # bytes, below GitHub's 1 MiB
TABLE_LIMIT, LIST_LIMIT = LIMIT // 2, LIMIT // 10  # of it, for the table and for each list below it
NOTE = 200  # bytes kept for saying what was left out
COLUMNS, HEADLINE_LIMIT = 96, 200  # characters of a diagnostic's lines, and of what stands above it when folded


def dumps(run: Run) -> str:
    """The report as text of less than 1 MiB."""
    parts = [f"## {_verdict(run)}\n\n{_words(summary(run))}\n"]
    if run.checked:
        given = {line.verdict for c in run.checked for line in c.lines}
        columns = [v for v in Verdict if v in given]
        rows = (_row(columns, c) for c in run.checked)
        parts.append(_within(TABLE_LIMIT, _head(columns), rows, len(run.checked), "derivation"))
    for head, lines in _allowed(run):
        parts.append(_within(LIST_LIMIT, f"\n{head}\n\n", lines, len(lines), "line"))
    found = run.diagnostics
    parts.append(_within(LIMIT - sum(map(_size, parts)), "", map(_details, found), len(found), "diagnostic"))
    return "".join(parts)


def _size(words: str) -> int:
    return len(words.encode("utf-8", "backslashreplace"))


def _within(limit: int, head: str, parts: Iterable[str], number: int, noun: str) -> str:
    """The parts that fit, and how many of their number do not."""
    said, room = [head], limit - _size(head) - NOTE
    for k, part in enumerate(parts):
        room -= _size(part)
        if room < 0:
            left = count(number - k, f"more {noun}")
            said.append(f"\n{left} left out here, so that GitHub takes the summary; the JSON report has all.\n")
            break
        said.append(part)
    return "".join(said)


def _verdict(run: Run) -> str:
    lines = [line for c in run.checked for line in c.lines]
    met = sum(1 for line in lines if not line.code)
    if not run.code:
        return f"✓ Derivations: {'the step meets' if met == 1 else f'all {met} steps meet'} the bar"
    if run.code == NOTHING:
        return "✗ Derivations: nothing was checked"
    verb = "meets" if 1 in (met, len(lines)) else "meet"
    broken = f", {count(len(run.problems), 'problem')} in the scripts" if run.problems else ""
    return f"✗ Derivations: {met} of {count(len(lines), 'step')} {verb} the bar{broken}"


def _head(columns: Sequence[Verdict]) -> str:
    names = ["", "derivation", "steps", *(v.value for v in columns), "below the bar"]
    return "\n" + _cells(names) + _cells(["---", "---", *["---:"] * (len(names) - 2)])


def _row(columns: Sequence[Verdict], c: Checked) -> str:
    counts = Counter(line.verdict for line in c.lines)
    below = sum(1 for line in c.lines if line.code)
    title = f"**{_words(c.record.id)}**<br>{_words(c.record.title)}"
    numbers = [len(c.lines), *(counts[v] for v in columns), below]
    return _cells(["✗" if below else "✓", title, *(str(n or "") for n in numbers)])


def _cells(texts: list[str]) -> str:
    return f"| {' | '.join(texts)} |\n"


def _allowed(run: Run) -> Iterator[tuple[str, list[str]]]:
    lines = [line for c in run.checked for line in c.lines if not line.code]
    admitted = [line for line in lines if line.verdict is Verdict.ADMITTED]
    if admitted:
        yield "Assumed, allowed by name:", [f"- {_words(line.claim)}: {_words(line.reason)}\n" for line in admitted]
    permitted = [line for line in lines if line.verdict is Verdict.CHECKED]
    if permitted:
        told = [f"- {_words(line.claim)} step {line.step}: {_words(line.allowed or '')}\n" for line in permitted]
        yield "Allowed to stand on `checked`:", told


def _details(d: Diagnostic) -> str:
    headline = brief(d.headline, HEADLINE_LIMIT)
    head = f"<code>{escape(brief(d.place), False)}</code> {d.code}: {escape(headline, False)}"
    said = "\n".join(row.text for row in diagnostic_rows(d, COLUMNS))
    fence = "`" * (1 + max([2, *(len(ticks) for ticks in re.findall("`+", said))]))
    return f"\n<details><summary>{head}</summary>\n\n{fence}text\n{said}\n{fence}\n\n</details>\n"


def _words(text: str) -> str:
    """Text of an author that Markdown shows as it stands, after other text on its line."""
    return re.sub(r"([\\`*_\[\]<>|~$])", r"\\\1", brief(text)).replace("&", "&amp;")
