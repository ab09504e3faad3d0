"""The job summary: what GitHub renders of it, and that it is never refused for its size."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.markdown import Markdown
from small_run import HOSTILE, hostile_run, small_run

from checker.report import markdown
from checker.report.run import Run

MIB = 1 << 20


def tokens(text: str) -> list[str]:
    """The kinds of block that markdown-it, the parser below rich, finds."""
    return [t.type for t in Markdown(text).parsed]


def test_a_row_a_derivation_and_a_fold_a_diagnostic(monkeypatch: pytest.MonkeyPatch) -> None:
    for run in (small_run(monkeypatch), hostile_run(monkeypatch)):
        found = tokens(markdown.dumps(run))
        assert found.count("tr_open") == 1 + len(run.checked)
        assert found.count("fence") == len(run.diagnostics)
        assert found.count("html_block") == 2 * len(run.diagnostics)  # <details><summary>…</summary>, </details>
        assert found.count("heading_open") == 1


def test_text_of_authors_is_shown_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    run = hostile_run(monkeypatch)
    parsed = Markdown(markdown.dumps(run)).parsed
    cell = next(t for t in parsed if t.type == "inline" and "<br>" in t.content)
    shown = "".join(c.content for c in cell.children or [] if c.type in ("text", "text_special"))
    title = " ".join("".join(c if c.isprintable() else " " for c in HOSTILE).split())
    assert shown == run.checked[0].record.id + title
    assert [c.content for c in cell.children or [] if c.type == "html_inline"] == ["<br>"]


def test_the_heading_says_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    green = [
        replace(c, claims=tuple((k, tuple(x for x in lines if not x.code)) for k, lines in c.claims))
        for c in run.checked
    ]
    settings = run.settings
    assert markdown.dumps(run).startswith("## ✗ Derivations: 8 of 14 steps meet the bar, 1 problem in the scripts\n")
    assert markdown.dumps(Run(green, (), (), settings, 1.0, 0)).startswith(
        "## ✓ Derivations: all 8 steps meet the bar\n"
    )
    assert markdown.dumps(Run((), (), (), settings, 1.0, 5)).startswith("## ✗ Derivations: nothing was checked\n")


def test_it_is_cut_below_a_mebibyte_with_a_word_of_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    many = replace(run, checked=[replace(c, record=replace(c.record, title="∫" * 300)) for c in run.checked] * 2000)
    text = markdown.dumps(many)
    assert MIB // 2 < len(text.encode()) < MIB
    rows, folds = text.count("\n| ✗ |"), text.count("<details>")
    left = [int(n) for n in re.findall(r"^(\d+) more \w+ left out here", text, re.MULTILINE)]
    assert left[0] == 6000 - rows
    assert left[-1] == len(many.diagnostics) - folds
    assert "diagnostics left out" in text
    assert tokens(text).count("fence") == folds
