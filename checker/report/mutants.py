"""The reports of planted slips: a table and the slips that need a look, for people; one JSON document, for programs.

Decides nothing. Every field of the document but `seconds` is the same for the same scripts, settings and versions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from checker.diagnostics import relative
from checker.mutate import Fate, Finding, Tested
from checker.report.json import SCHEMA_VERSION, versions
from checker.report.terminal import NARROW, WIDE, Row, count, wrap
from checker.settings import Settings

_STYLES = {Fate.REFUTED: "green", Fate.EQUIVALENT: "", Fate.UNDECIDED: "magenta", Fate.ACCEPTED: "bold red"}


def print_mutants(console: Console, tested: Sequence[Tested], seconds: float) -> None:
    """Writes the table, one row a derivation and one a kind of slip, then every slip accepted wrongly or undecided."""
    width = min(max(console.width, NARROW), WIDE)
    every = [f for t in tested for f in t.findings]
    if not every:
        console.print("nothing-selected: no accepted step, so no slip was planted", soft_wrap=True)
        return
    console.print(
        _table("derivation", [(t.record.id, t.fates) for t in tested], sum((t.fates for t in tested), Counter()))
    )
    kinds = sorted({f.mutant.kind for f in every})
    by_kind = [(k, Counter(f.fate for f in every if f.mutant.kind == k)) for k in kinds]
    console.print(_table("kind of slip", by_kind, None))
    for row in _rows(tested, every, seconds, width):
        console.print(Text(row.text, row.style), soft_wrap=True)


def _table(what: str, rows: Sequence[tuple[str, Counter[Fate]]], total: Counter[Fate] | None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_footer=total is not None)
    table.add_column(what, "total", overflow="fold")
    table.add_column("slips", str(total.total()) if total else "", justify="right")
    for fate in Fate:
        table.add_column(fate.value, str(total[fate]) if total else "", justify="right")
    for name, fates in rows:
        table.add_row(name, str(fates.total()), *(Text(str(fates[f]), _STYLES[f] if fates[f] else "dim") for f in Fate))
    return table


def _rows(tested: Sequence[Tested], every: Sequence[Finding], seconds: float, width: int) -> Iterator[Row]:
    for fate, heading in ((Fate.ACCEPTED, "accepted wrongly"), (Fate.UNDECIDED, "undecided")):
        found = [f for f in every if f.fate is fate]
        if found:
            yield Row(f"{count(len(found), 'slip')} {heading}:", _STYLES[fate])
        for f in found:
            m = f.mutant
            head = f"{relative(m.place.file)}:{m.place.line}: {m.claim}, step {m.step}: {m.kind}: "
            yield from (Row(t, _STYLES[fate]) for t in wrap(f"{head}{m.before}  →  {m.after}", width, "  ", "      "))
            yield from (Row(t, "dim") for t in wrap(_why(f), width, "      "))
        if found:
            yield Row("")
    planted = sum(t.planted for t in tested)
    some = f"{count(len(every), 'slip')} of {planted}" if planted > len(every) else count(len(every), "slip")
    fates = sum((t.fates for t in tested), Counter[Fate]())
    found_words = ", ".join(f"{fates[f]} {f.value}" for f in Fate if fates[f])
    lines = f"{some} in {count(len(tested), 'derivation')}: {found_words}. {seconds:.1f} s"
    yield from (Row(t, "bold") for t in wrap(lines, width))
    if not fates[Fate.ACCEPTED]:
        yield Row("No slip was accepted wrongly.", "bold green")


def _why(f: Finding) -> str:
    j = f.judgement
    words = f"the line is {j.verdict.value}" + (f" ({j.method})" if j.method else "")
    if j.detail:
        words += f": {j.detail}"
    if f.comparison is not None:
        words += f"; that it follows from the line is {f.comparison.verdict.value}"
        words += f": {f.comparison.detail}" if f.comparison.detail else ""
    return words


def document(tested: Sequence[Tested], settings: Settings, seconds: float, code: int) -> dict[str, Any]:
    """The report as JSON-able data."""
    fates = sum((t.fates for t in tested), Counter[Fate]())
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        "settings": settings.meaning,
        "summary": {
            "derivations": len(tested),
            "planted": sum(t.planted for t in tested),
            "examined": fates.total(),
            "fates": {f.value: fates[f] for f in Fate},
            "exit_code": code,
            "seconds": round(seconds, 3),
        },
        "derivations": [
            {"id": t.record.id, "planted": t.planted, "fates": {f.value: t.fates[f] for f in Fate}} for t in tested
        ],
        "slips": [_slip(t.record.id, f) for t in tested for f in t.findings],
    }


def _slip(derivation: str, f: Finding) -> dict[str, Any]:
    m = f.mutant
    return {
        "derivation": derivation, "claim": m.claim, "step": m.step, "file": relative(m.place.file),
        "line": m.place.line, "kind": m.kind, "before": m.before, "after": m.after, "fate": f.fate.value,
        "verdict": f.judgement.verdict.value, "method": f.judgement.method, "detail": f.judgement.detail,
        "comparison": f.comparison.verdict.value if f.comparison else None, "seconds": round(f.judgement.seconds, 3),
    }  # fmt: skip
