"""The report for people: every claim and line in readable mathematics, with verdict, reason, method and time.

It writes words, never colour alone: without colour and in a pipe the same lines come out. Lines are wrapped here,
at the width given, so that the text depends on nothing else.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.diagnostics import Diagnostic, basis, duties, of_line, of_problem, relative, show_witness, sign
from checker.gate import BY_BAR, BY_NAME
from checker.loading import Problem
from checker.nodetext import statement_text
from checker.records import Status, Verdict
from checker.report.paper import Paper
from checker.selection import questions
from checker.verify import Checked, Line

STYLES = {
    Verdict.PROVED: "green",
    Verdict.CHECKED: "yellow",
    Verdict.REFUTED: "bold red",
    Verdict.CONFLICT: "bold red",
    Verdict.UNDEFINED: "bold red",
    Verdict.ADMITTED: "magenta",
    Verdict.UNDECIDED: "magenta",
    Verdict.TIMEOUT: "magenta",
    Verdict.ERROR: "magenta",
}
NARROW, WIDE = 50, 110  # columns that are used at least and at most
INDENT = 16  # of what stands right of the verdicts
TEXT_LIMIT = 900  # characters of one expression; JSON has the whole
DUTIES_SHOWN, DUTY_LIMIT = 4, 48  # of the discharged: how many, and characters of each; JSON has them all
SOURCE_SHOWN = 4  # lines


@dataclass(frozen=True, slots=True)
class Row:
    """A line of output and its style."""

    text: str
    style: str = ""


def print_report(paper: Paper, checked: Sequence[Checked], problems: Sequence[Problem], seconds: float) -> None:
    """Writes the whole report."""
    paper.show(rows(checked, problems, seconds, min(max(paper.width, NARROW), WIDE)))


def rows(checked: Sequence[Checked], problems: Sequence[Problem], seconds: float, width: int) -> Iterator[Row]:
    """The report line by line."""
    blank = True
    for row in _rows(checked, problems, seconds, width):
        if row.text or not blank:
            yield row
        blank = not row.text


def _rows(checked: Sequence[Checked], problems: Sequence[Problem], seconds: float, width: int) -> Iterator[Row]:
    for c in checked:
        yield from derivation_rows(c, width)
    for p in problems:
        yield from diagnostic_rows(of_problem(p), width)
        yield Row("")
    yield from summary_rows(checked, problems, seconds, width)


def derivation_rows(c: Checked, width: int) -> Iterator[Row]:
    """A derivation: its claims, their lines, what was illegible."""
    r = c.record
    heading = " · ".join([*([", ".join(questions(r))] if r.question else []), clean(r.title)])
    yield from (Row(t, "bold") for t in wrap(heading, width))
    yield Row(f"{r.id} · {relative(r.place.file)}:{r.place.line}", "dim")
    yield Row("─" * width, "dim")
    for claim, lines in c.claims:
        where = " and ".join(statement_text(n) for n in claim.where)
        yield from (Row(t, "dim") for t in wrap(f"{claim.id}{', where ' + where if where else ''}", width))
        if claim.label:
            yield from (Row(t, "bold") for t in wrap(claim.label, width, " " * INDENT))
        yield from (Row(t) for t in wrap(claim.left_text, width, " " * INDENT))
        for line in lines:
            yield from line_rows(line, width)
        yield Row("")
    for remark in r.remarks:
        yield from (Row(t, "blue") for t in wrap(f"illegible: {remark.quoted}", width, " " * INDENT))
        yield from (Row(t) for t in wrap(f"read as {remark.reading}: {remark.why}", width, " " * INDENT))
        yield Row("")


def line_rows(line: Line, width: int) -> Iterator[Row]:
    """A line of a claim: its verdict, its text, what it rests on, and its message if it has one."""
    j = line.judgement
    mark = "✗" if line.code else "✓" if line.wrong is None else "E"
    head = f"{line.step:>2} {mark} {line.verdict.value}".ljust(INDENT)
    first, *rest = wrap(f"{sign(line.relation)} {line.right}", width, head, " " * (INDENT + 2))
    yield Row(first, STYLES[line.verdict])
    yield from (Row(t, STYLES[line.verdict]) for t in rest)
    notes = [(clean(line.reason), "italic")] if line.reason else []
    if line.printed is not None:
        notes.append((f"printed: {clean(line.printed)}", "blue"))
    if line.wrong is not None:
        whose = {"author": "the author's slip: ", "scanner": "the scanner's slip: ", "either": "a slip: "}
        notes.append((f"{whose.get(line.slip, 'false: ')}{clean(line.wrong)}", "blue"))
        if line.judgement.witness and not line.code:
            notes.append((f"at {show_witness(line.judgement.witness)}", "blue"))
    if line.follows is not None:
        notes.append((f"follows from the refuted line of step {line.follows}", "magenta"))
    if line.past is not None:
        notes.append((f"examined from the line before step {line.past}, which is refuted", "magenta"))
    if line.verdict is not Verdict.ADMITTED:
        notes.append(("; ".join([*filter(None, [basis(j)]), f"{j.seconds:.2f} s"]), "dim"))
    for status, texts in duties(j):
        if status is not Status.DISCHARGED:
            notes.append((f"needs, {status.value}: {'; '.join(texts)}", "yellow"))
            continue
        brief = [t for t in texts if len(t) <= DUTY_LIMIT]  # the long ones are mostly integrals that converge
        kept = brief[:DUTIES_SHOWN] or [texts[0][: DUTY_LIMIT - 1] + "…"]
        more = f"; and {len(texts) - len(kept)} more" if len(texts) > len(kept) else ""
        notes.append((f"needs, discharged: {'; '.join(kept)}{more}", "dim"))
    if line.allowed is not None and line.verdict is Verdict.CHECKED:
        notes.append((f"allowed to stand on this: {clean(line.allowed)}", "yellow"))
        notes.append((j.detail, "dim"))
    for text, style in filter(lambda note: note[0], notes):
        yield from (Row(t, style) for t in wrap(text, width, " " * INDENT))
    found = of_line(line)
    if found is not None:
        yield Row("")
        yield from diagnostic_rows(found, width)
        yield Row("")


def diagnostic_rows(d: Diagnostic, width: int) -> Iterator[Row]:
    """A message: place, code and headline; the values; the source; what to do."""
    yield from (Row(t, "bold red") for t in wrap(f"{d.place}: {d.code}: {clean(d.headline)}", width, "", " " * 4))
    label = max((len(name) for name, _ in d.values), default=0)
    for name, value in d.values:
        head = f"    {name.ljust(label)}  "
        yield from (Row(t) for t in wrap(value, width, head, " " * len(head)))
    yield from _source(d, width)
    if d.hint:
        yield from (Row(t, "cyan") for t in wrap(f"help: {d.hint}", width, "    ", " " * 10))


def _source(d: Diagnostic, width: int) -> Iterator[Row]:
    lines = d.source.split("\n") if d.source.strip() else []
    if not lines:
        return
    gutter = len(str(d.line + min(len(lines), SOURCE_SHOWN) - 1))
    room = width - gutter - 7
    for k, text in enumerate(lines[:SOURCE_SHOWN]):
        shown = clean(text if k == 0 else _outdented(text.expandtabs(4), d.column - 1), keep=True)
        shown = shown if len(shown) <= room else shown[: room - 1] + "…"
        yield Row(f"    {str(d.line + k).rjust(gutter)} | {shown}")
        if k == 0:
            yield Row(f"    {' ' * gutter} | {'^' * max(1, len(shown.rstrip()))}", "bold red")
    if len(lines) > SOURCE_SHOWN:
        yield Row(f"    {' ' * gutter} | …")


def _outdented(text: str, columns: int) -> str:
    """The text without its first columns, as far as they are blank."""
    return text[columns:] if not text[:columns].strip() else text.lstrip()


def summary_rows(checked: Sequence[Checked], problems: Sequence[Problem], seconds: float, width: int) -> Iterator[Row]:
    """The end of a report: counts, what was assumed or allowed, what does not meet the bar."""
    lines = [line for c in checked for line in c.lines]
    yield Row("─" * width, "dim")
    yield from (Row(t, "bold") for t in wrap(f"{totals(checked)} {seconds:.1f} s", width))
    admitted = [line for line in lines if line.verdict is Verdict.ADMITTED]
    for line in admitted:
        allowed = "not allowed" if line.code else "allowed by name"
        yield from (Row(t, "magenta") for t in wrap(f"assumed, {allowed}: {line.claim}: {line.reason}", width))
    permitted = Counter(line.allowed for line in lines if line.verdict is Verdict.CHECKED and not line.code)
    by_name, by_bar = permitted.pop(BY_NAME, 0), permitted.pop(BY_BAR, 0)
    whys = (
        (permitted.total(), "for a written reason"),
        (by_name, "allowed by name"),
        (by_bar, "as this run asks no more"),
    )
    for n, why in whys:
        if n:
            yield Row(f"{count(n, 'step')} {'stands' if n == 1 else 'stand'} on checked, {why}.")
    missed = [d for d in (of_line(line) for line in lines) if d is not None]
    if problems:
        yield Row(f"{count(len(problems), 'problem')} in the scripts:", "bold red")
        yield from (Row(f"  {d.place}: {d.code}", "red") for d in map(of_problem, problems))
    if missed:
        verb = "does" if len(missed) == 1 else "do"
        yield Row(f"{count(len(missed), 'step')} {verb} not meet the bar:", "bold red")
        yield from (Row(f"  {d.place}: {d.code}", "red") for d in missed)
        codes = " ".join(sorted({d.code for d in missed}))
        yield from (Row(t, "dim") for t in wrap(f"What a code means: checker explain {codes}", width))
    elif lines and not problems:
        yield Row("All steps meet the bar.", "bold green")


def totals(checked: Sequence[Checked]) -> str:
    """How many steps there are, and how many of each verdict."""
    lines = [line for c in checked for line in c.lines]
    counts = Counter(line.verdict for line in lines)
    found = ", ".join(f"{counts[v]} {v.value}" for v in Verdict if counts[v]) or "nothing checked"
    return f"{count(len(lines), 'step')} in {count(len(checked), 'derivation')}: {found}."


def count(n: int, noun: str) -> str:
    """1 step, 2 steps."""
    return f"{n} {noun}{'s'[: n != 1]}"


def clean(text: str, *, keep: bool = False) -> str:
    """Text from a script without control characters; runs of blanks become one unless `keep`."""
    shown = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return shown if keep else " ".join(shown.split())


def wrap(text: str, width: int, first: str = "", hanging: str | None = None) -> list[str]:
    """The text in lines of at most `width` columns; `first` begins the first one, `hanging` the others."""
    shown = clean(text)
    if len(shown) > TEXT_LIMIT:
        shown = shown[: TEXT_LIMIT - 1] + "…"
    if 0 < len(shown) <= width - len(first):
        return [first + shown]
    rest = first if hanging is None and not first.strip() else hanging if hanging is not None else " " * len(first)
    words = shown.split()
    if words and max(map(len, words)) <= width - max(len(first), len(rest)):
        return _filled(words, width, first, rest)
    lines = textwrap.wrap(
        shown, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=True
    )
    return lines or [first.rstrip()]


def _filled(words: Sequence[str], width: int, first: str, rest: str) -> list[str]:
    """As `textwrap.wrap` where no word is longer than a line, in a third of the time: a report wraps a thousand texts,
    and has a tenth of a second.
    """
    lines, line, room = [], [words[0]], width - len(first) - len(words[0])
    for word in words[1:]:
        room -= len(word) + 1
        if room < 0:
            lines.append(" ".join(line))
            line, room = [word], width - len(rest) - len(word)
        else:
            line.append(word)
    lines.append(" ".join(line))
    return [first + lines[0], *(rest + text for text in lines[1:])]
