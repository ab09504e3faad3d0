"""The report per document and question: statement, derivations, printed lines with a verdict each, errata, a summary.

Under each question stands all that answers it; a derivation that several questions share is printed under the first and
named under the others. What was read of a document is counted at its end. Decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.documents import Document
from checker.loading import Problem
from checker.report.paper import Paper
from checker.report.terminal import NARROW, WIDE, Row, count, derivation_rows, summary_rows, wrap
from checker.selection import questions
from checker.verify import Checked, Line


@dataclass(frozen=True, slots=True)
class Tally:
    """What was read of a document: its questions, its printed lines, and what was found of them."""

    questions: int
    answered: int
    right: int
    wrong: int
    undecided: int
    illegible: int

    @property
    def printed(self) -> int:
        return self.right + self.wrong + self.undecided + self.illegible


def tally(document: Document, checked: Sequence[Checked]) -> Tally:
    """The counts of one document. A printed line belongs to the document of its derivation's first question."""
    own = [c for c in checked if questions(c.record)[:1] and _belongs(questions(c.record)[0], document)]
    lines = [line for c in own for line in c.lines if line.printed is not None]
    asked = set(document.questions)
    answered = asked & {q for c in checked for q in questions(c.record)}
    return Tally(
        len(asked),
        len(answered),
        sum(1 for x in lines if x.wrong is None and not x.code),
        sum(1 for x in lines if x.wrong is not None and not x.code),
        sum(1 for x in lines if x.code),
        sum(len(c.record.remarks) for c in own),
    )


def _belongs(question: str, document: Document) -> bool:
    return question in document.questions or question.split(".")[0].rstrip("0123456789abcdi") == document.id


def print_by_question(
    paper: Paper,
    documents: Sequence[Document],
    checked: Sequence[Checked],
    problems: Sequence[Problem],
    seconds: float,
    only: str | None = None,
) -> None:
    """Writes the report; with `only`, of that question alone."""
    paper.show(rows(documents, checked, problems, seconds, min(max(paper.width, NARROW), WIDE), only))


def rows(
    documents: Sequence[Document],
    checked: Sequence[Checked],
    problems: Sequence[Problem],
    seconds: float,
    width: int,
    only: str | None = None,
) -> Iterator[Row]:
    """The report line by line."""
    shown: dict[str, str] = {}
    for document in documents:
        asked = [q for q in document.questions if only in (None, q)]
        if not asked:
            continue
        yield Row("═" * width, "bold")
        yield from (Row(t, "bold") for t in wrap(f"{document.id} · {document.title}", width))
        yield Row(document.file, "dim")
        for question in asked:
            yield from _question(question, document.questions[question], checked, shown, width)
        if only is None:
            yield from (Row(t) for t in _summary(document, tally(document, checked), checked, width))
    rest = [c for c in checked if c.record.id not in shown]
    if rest and documents and only is None:
        yield Row("═" * width, "bold")
        yield Row("Derivations that answer no question of a document", "bold")
        yield Row("")
    for c in rest:
        yield from derivation_rows(c, width)
    yield from summary_rows(checked, problems, seconds, width)


def _question(
    question: str, statement: str, checked: Sequence[Checked], shown: dict[str, str], width: int
) -> Iterator[Row]:
    yield Row("")
    yield from (Row(t, "bold underline") for t in wrap(f"{question} · {statement}", width))
    yield Row("")
    answers = [c for c in checked if question in questions(c.record)]
    if not answers:
        yield Row("  not answered", "bold red")
    for c in answers:
        first = shown.setdefault(c.record.id, question)
        if first == question:
            yield from derivation_rows(c, width)
        else:
            below = sum(1 for line in c.lines if line.code)
            state = "all lines meet the bar" if not below else f"{count(below, 'line')} below the bar"
            yield from (
                Row(t) for t in wrap(f"{c.record.title}: derived under {first} ({c.record.id}; {state})", width)
            )
            yield Row("")


def _summary(document: Document, t: Tally, checked: Sequence[Checked], width: int) -> Iterator[str]:
    yield "─" * width
    read = f"{count(t.printed, 'printed line')} read: {t.right} right, {t.wrong} wrong"
    read += (f", {t.undecided} not settled" if t.undecided else "") + f", {t.illegible} illegible"
    yield from wrap(f"{document.id}: {t.answered} of {count(t.questions, 'question')} answered; {read}.", width)
    slips = Counter(x.slip for x in errata(document, checked))
    if slips:
        whose = {"author": "the author's", "scanner": "the scanner's", "either": "either's"}
        words = ", ".join(f"{slips[k]} {whose[k]}" for k in whose if slips[k])
        yield from wrap(f"Errata: {sum(slips.values())} ({words}).", width)
    for x in errata(document, checked):
        yield from wrap(f"{x.question.split(',')[0]}: {x.printed}: {x.wrong}", width, "  · ", "    ")
    yield ""


def errata(document: Document, checked: Sequence[Checked]) -> list[Line]:
    """The document's misprints that were refuted, as they should be."""
    own = [c for c in checked if questions(c.record)[:1] and _belongs(questions(c.record)[0], document)]
    return [x for c in own for x in c.lines if x.slip and not x.code]
