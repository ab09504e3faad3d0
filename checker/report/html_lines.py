"""A derivation as HTML: its claims, their lines with verdict and mathematics, what is to be said of each.

Decides only what is folded away. Colours are never alone: every verdict has a mark and its word. Used by the report and
by notebooks; the page around it, and where a heading stands, are theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path

from checker import mathml
from checker.diagnostics import VALUE_LIMIT, Diagnostic, basis, duties, of_line, relative, show
from checker.domains import Domain
from checker.graph import Node
from checker.links import closing_relation
from checker.names import name
from checker.records import Judgement, Link, Status, Verdict, Witness
from checker.report.pictures import picture
from checker.report.terminal import clean, count
from checker.script import Claim, DerivationRecord, Remark
from checker.selection import questions
from checker.verify import Checked, Line

PARTS = Path(__file__).with_name("html_parts")
MARKS = {
    Verdict.PROVED: "✓", Verdict.CHECKED: "≈", Verdict.REFUTED: "✗", Verdict.CONFLICT: "⚡", Verdict.UNDECIDED: "?",
    Verdict.UNDEFINED: "∅", Verdict.TIMEOUT: "…", Verdict.ERROR: "!", Verdict.ADMITTED: "A",
}  # fmt: skip
WHOSE = {"author": "the author's slip", "scanner": "the scanner's slip", "either": "a slip"}
SOURCE_SHOWN = 12  # lines
PAPER = 75.0  # letters beyond which a formula, which cannot be broken, is printed as text


def derivation(c: Checked, level: int, pictures: bool = True) -> Iterator[str]:
    """The derivation as an article, its heading of the given level."""
    r = c.record
    below = sum(1 for line in c.lines if line.code)
    state = f'<span class="below">{count(below, "step")} below the bar</span>' if below else "all steps meet the bar"
    yield f'<article class="derivation" id="{anchor("d", r.id)}">'
    yield f"<h{level}>{text(r.title)}</h{level}>"
    asked = f"{text(', '.join(questions(r)))} · " if r.question else ""
    place = f"{relative(r.place.file)}:{r.place.line}"
    yield f'<p class="quiet">{asked}<code>{text(r.id)}</code> · <code>{text(place)}</code> · {state}</p>'
    for claim, lines in c.claims:
        yield from _claim(claim, lines, level + 1, pictures)
    yield from map(_remark, r.remarks)
    yield "</article>"


def _claim(claim: Claim, lines: Iterable[Line], level: int, pictures: bool) -> Iterator[str]:
    yield from _head(claim, level)
    yield '<ol class="lines">'
    for line in lines:
        yield from _line(line, claim, pictures)
    yield "</ol></section>"


def _head(claim: Claim, level: int) -> Iterator[str]:
    """The beginning of a claim's section: name, conditions, the first line."""
    yield f'<section class="claim" id="{anchor("c", claim.id)}">'
    label = f" {text(claim.label)}" if claim.label else ""
    yield f"<h{level}><code>{text(claim.id)}</code>{label}</h{level}>"
    yield from _where(claim.where)
    yield f'<div class="formula first">{_side(claim.left, claim.left_text)}</div>'


def _where(conditions: Sequence[Node]) -> Iterator[str]:
    if conditions:
        shown = '<span class="quiet">, </span>'.join(mathml.math(n) for n in conditions)
        yield f'<p class="where"><span class="quiet">where</span> {shown}</p>'


def _remark(remark: Remark) -> str:
    return (
        f'<div class="remark"><p class="note">illegible: <q>{text(remark.quoted)}</q></p>'
        f"<p>read as {text(remark.reading)}: {text(remark.why)}</p></div>"
    )


# ---------------------------------------------------------------- a line


def fragment(parts: Iterable[str]) -> str:
    """The parts with their style sheet, to stand in another page: the output of a notebook's cell."""
    return f'<style>{style()}</style><div class="checker cell">{"".join(parts)}</div>'


@cache
def style() -> str:
    """The style sheet of everything below an element of class `checker`."""
    return (PARTS / "report.css").read_text(encoding="utf-8")


def statements(r: DerivationRecord) -> Iterator[str]:
    """A derivation that was not examined: its claims and their lines."""
    yield f'<article class="derivation"><h3>{text(r.title)}</h3>'
    for claim in r.claims:
        yield from _head(claim, 4)
        yield '<ol class="lines">'
        for s in claim.steps:
            yield _statement(s.relation, s.expression, s.text, s.reason)
        yield _statement(closing_relation(claim), claim.right, claim.right_text, claim.reason)
        yield "</ol></section>"
    yield "</article>"


def _statement(relation: str, node: Node, said: str, reason: str) -> str:
    why = f'<p class="reason">{text(reason)}</p>' if reason else ""
    return f'<li><div class="formula first">{_relation(relation, node, said)}</div>{why}</li>'


def result(link: Link | None, said: str, judgement: Judgement) -> Iterator[str]:
    """One relation and what is known of it; `said` is its text, as lines."""
    kind = "good" if judgement.verdict is Verdict.PROVED else "fair" if judgement.verdict is Verdict.CHECKED else "bad"
    yield f'<div class="line"><div class="state">{_badge(kind, judgement.verdict, judgement.verdict.value)}</div><div>'
    if link is None:
        yield f"<p><code>{text(said)}</code></p>"
    else:
        yield f'<div class="formula">{_side(link.left, said)} {_relation(link.relation, link.right, said)}</div>'
        yield from _where(link.where)
    if judgement.witness is not None:
        yield from witness(judgement.witness)
    for words in (judgement.detail, judgement.suggestion):
        if words:
            yield f"<p>{text(words)}</p>"
    if link is not None:
        yield from figure(judgement, (link.left, link.right), link.domains, link.where)
    yield from _basis(judgement)
    yield "</div></div>"


def _line(line: Line, claim: Claim, pictures: bool) -> Iterator[str]:
    found = of_line(line)
    below = ' data-below=""' if line.code else ""
    yield f'<li class="line" id="{line_anchor(line)}" data-verdict="{line.verdict.value}"{below}>'
    yield f'<div class="state">{badge(line)}</div><div class="body">'
    yield f'<div class="formula">{formula(line)}</div>'
    if line.reason:
        yield f'<p class="reason">{text(line.reason)}</p>'
    yield from _notes(line)
    if found is not None:
        yield from diagnostic(found)
    elif line.wrong is not None and line.judgement.witness:
        failing = any(o.status is Status.FAILING for o in line.judgement.obligations)  # then that is what fails there
        yield from witness(line.judgement.witness, sides=not failing)
    if pictures and line.sides is not None:
        yield from figure(line.judgement, line.sides, claim.domains, claim.where)
    if line.verdict is not Verdict.ADMITTED:
        yield from _basis(line.judgement)
    yield "</div></li>"


def badge(line: Line) -> str:
    """The verdict's mark and word; whether it is what the author said."""
    if line.wrong is not None and not line.code:
        kind, words = "said", f"{line.verdict.value}, rightly"
    else:
        kind, words = ("bad" if line.code else "good" if line.verdict is Verdict.PROVED else "fair"), line.verdict.value
    return _badge(kind, line.verdict, words)


def _badge(kind: str, verdict: Verdict, words: str) -> str:
    return f'<span class="badge {kind}"><span aria-hidden="true">{MARKS[verdict]}</span> {words}</span>'


def formula(line: Line) -> str:
    """The relation and the right side, in pieces between which a line may be broken."""
    if line.relation == "≈":  # a printed decimal: its digits, not its fraction
        return f"{_sign(line.relation)} {mathml.element(f'<mn>{escape(line.right)}</mn>', line.right)}"
    return _relation(line.relation, None if line.sides is None else line.sides[1], line.right)


def _relation(relation: str, node: Node | None, said: str) -> str:
    return f"{_sign(relation)} {_side(node, said)}"


def _sign(relation: str) -> str:
    return mathml.element(mathml.sign(relation))


def _side(node: Node | None, said: str) -> str:
    if node is None:
        return f"<code>{text(said)}</code>"
    pieces = mathml.pieces(node, said)
    drawn = " ".join(pieces)
    if max(map(mathml.width, pieces)) <= PAPER:
        return drawn
    return f'<span class="on-screen">{drawn}</span><code class="in-print" aria-hidden="true">{text(said)}</code>'


def _notes(line: Line) -> Iterator[str]:
    if line.printed is not None:
        yield f'<p class="note">printed: <q>{text(line.printed)}</q></p>'
    if line.wrong is not None:
        said = f": {text(line.wrong)}" if line.wrong != line.reason else ""
        yield f'<p class="note">{WHOSE.get(line.slip, "false, as the author says")}{said}</p>'
    if line.follows is not None:
        yield f'<p class="note">follows from the refuted line of step {line.follows}</p>'
    if line.past is not None:
        yield f'<p class="note">examined from the line before step {line.past}, which is refuted</p>'
    if line.allowed is not None and line.verdict is Verdict.CHECKED:
        yield f'<p class="note">allowed to stand on this: {text(line.allowed)}</p>'
        if line.judgement.detail:
            yield f'<p class="quiet">{text(line.judgement.detail)}</p>'


def _basis(j: Judgement) -> Iterator[str]:
    said = "; ".join([*filter(None, [basis(j)]), f"{j.seconds:.2f} s"])
    found = duties(j)
    if not found:
        yield f'<p class="quiet">{text(said)}</p>'
        return
    counts = ", ".join(f"{len(texts)} {status.value}" for status, texts in found)
    items = "".join(f"<li>{text(t)}: <b>{status.value}</b></li>" for status, texts in found for t in texts)
    opened = " open" if any(status is not Status.DISCHARGED for status, _ in found) else ""
    yield f'<details class="quiet"{opened}><summary>{text(said)}; needs {counts}</summary><ul>{items}</ul></details>'


# ---------------------------------------------------------------- what is to be said


def diagnostic(d: Diagnostic) -> Iterator[str]:
    """A message: code and place, headline, the values, the source, what to do."""
    yield '<div class="diagnostic">'
    yield f'<p><strong>{text(d.code)}</strong> <code class="quiet">{text(d.place)}</code><br>{text(d.headline)}</p>'
    if d.values:
        yield pairs(d.values)
    lines = d.source.strip("\n").split("\n") if d.source.strip() else []
    if lines:
        shown = "\n".join(clean(t, keep=True) for t in lines[:SOURCE_SHOWN])
        more = "\n…" if len(lines) > SOURCE_SHOWN else ""
        yield f"<pre><code>{escape(shown)}{more}</code></pre>"
    if d.hint:
        yield f'<p class="help">help: {text(d.hint)}</p>'
    yield "</div>"


def pairs(values: Iterable[tuple[str, str]]) -> str:
    """Labelled values, one below the other."""
    return f"<dl>{''.join(f'<div><dt>{text(n)}</dt><dd>{text(v)}</dd></div>' for n, v in values)}</dl>"


def witness(w: Witness, sides: bool = True) -> Iterator[str]:
    """The values of a witness and, unless told otherwise, both sides there."""
    at = ", ".join(f"{name(n)} = {show(v, VALUE_LIMIT)}" for n, v in w.at) or "as it stands"
    both = [("left", w.left or "undefined"), ("right", w.right or "undefined")]
    yield pairs([("at", at), *(both if sides and (w.left or w.right) else [])])


def figure(
    judgement: Judgement, sides: tuple[Node, Node], domains: Sequence[tuple[str, Domain]], where: Sequence[Node]
) -> Iterator[str]:
    """Both sides drawn, where a line is refuted and they can be."""
    w = judgement.witness
    if judgement.verdict not in (Verdict.REFUTED, Verdict.CONFLICT) or w is None:
        return
    drawn = picture(sides, domains, where, w)
    if drawn:
        legend = (
            '<figcaption><span class="key left">left side</span> <span class="key right">right side</span></figcaption>'
        )
        yield f"<figure>{drawn}{legend}</figure>"


# ---------------------------------------------------------------- parts


def text(said: str) -> str:
    """Text from a script, without control characters, escaped."""
    return escape(clean(said))


def anchor(kind: str, id: str) -> str:
    """The id of an element: letters, digits and -, ., _ only."""
    return f"{kind}-" + "".join(c if c.isalnum() or c in "._" else f"-{ord(c):x}" for c in id)


def line_anchor(line: Line) -> str:
    """The id of a line's element; an erratum and its correction are two."""
    return anchor("l", f"{line.claim}.{line.step}") + ("-printed" if line.slip else "")
