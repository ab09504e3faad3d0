"""The report to read in a browser: one file that needs nothing else, neither network nor script.

Per document and question: statement, derivations, every line with its verdict, mathematics as MathML, witnesses, what
to do. With scripts allowed, lines can be searched and filtered by verdict; without, all of them are there. Decides
nothing of the run; what a line looks like is `html_lines`'s.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape

from checker.diagnostics import of_line, of_problem
from checker.documents import Document
from checker.records import Verdict
from checker.report.html_lines import MARKS, PARTS, anchor, derivation, diagnostic, line_anchor, style, text
from checker.report.json import versions
from checker.report.questions import errata, tally
from checker.report.run import Run
from checker.report.terminal import count
from checker.selection import questions
from checker.verify import NOTHING, Checked, Line

SLOW_SHOWN = 12  # rows of a table of seconds before the rest is folded
SLIPS = {"author": "the author's", "scanner": "the scanner's", "either": "either's"}


def dumps(run: Run) -> str:
    """The report as one HTML document."""
    return "\n".join(_page(run)) + "\n"


@cache
def _script() -> str:
    return (PARTS / "report.js").read_text(encoding="utf-8")


def _page(run: Run) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(_headline(run))}</title>"
    yield f"<style>{style()}</style></head>"
    yield '<body class="checker"><a class="skip" href="#main">Skip to the derivations</a>'
    yield "<header>"
    yield from _head(run)
    yield "</header>"
    yield from _contents(run)
    yield '<main id="main" tabindex="-1">'
    yield from _filter(run)
    yield from _problems(run)
    yield from _body(run)
    yield from _times(run)
    yield "</main><footer>"
    yield from _foot(run)
    yield f"</footer><script>{_script()}</script></body></html>"


# ---------------------------------------------------------------- head and foot


def _lines(run: Run) -> list[Line]:
    return [line for c in run.checked for line in c.lines]


def _headline(run: Run) -> str:
    lines = _lines(run)
    met = sum(1 for line in lines if not line.code)
    if run.code == NOTHING or not lines:
        return "Derivations: nothing was checked"
    if met < len(lines):
        return f"Derivations: {met} of {count(len(lines), 'step')} meet the bar"
    if run.problems:
        return f"Derivations: {count(len(run.problems), 'problem')} in the scripts"
    return f"Derivations: {'the step meets' if met == 1 else f'all {met} steps meet'} the bar"


def _head(run: Run) -> Iterator[str]:
    lines = _lines(run)
    kind, mark = ("bad", "✗") if run.code else ("good", "✓")
    yield f'<h1><span class="badge {kind}" aria-hidden="true">{mark}</span> {escape(_headline(run))}</h1>'
    yield f"<p>{count(len(lines), 'step')} in {count(len(run.checked), 'derivation')}; {run.seconds:.1f} s.</p>"
    counts = Counter(line.verdict for line in lines)
    cells = (f'<li><span aria-hidden="true">{MARKS[v]}</span> {counts[v]} {v.value}</li>' for v in Verdict if counts[v])
    yield f'<ul class="counts">{"".join(cells)}</ul>'
    admitted = [line for line in lines if line.verdict is Verdict.ADMITTED]
    permitted = [line for line in lines if line.verdict is Verdict.CHECKED and not line.code]
    yield from _list("Below the bar", [line for line in lines if line.code], "code")
    yield from _list("Assumed", admitted, "reason")
    yield from _list("Allowed to stand on checked", permitted, "allowed")


def _list(title: str, lines: Sequence[Line], why: str) -> Iterator[str]:
    if not lines:
        return
    yield f'<details open class="list"><summary>{title}: {count(len(lines), "step")}</summary><ul>'
    for line in lines:
        found = of_line(line)
        place = f" <code>{text(found.place)}</code>" if found is not None else ""
        said = text(getattr(line, why) or "")
        yield f'<li><a href="#{line_anchor(line)}">{text(line.claim)}, step {line.step}</a>{place}: {said}</li>'
    yield "</ul></details>"


def _foot(run: Run) -> Iterator[str]:
    settings = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in run.settings.meaning.items() if v is not None)
    yield f"<p>{text(', '.join(f'{k} {v}' for k, v in versions().items()))}</p><p>{text(settings)}</p>"


# ---------------------------------------------------------------- contents and filter


def _contents(run: Run) -> Iterator[str]:
    documents, rest = _by_document(run)
    yield '<nav aria-label="Contents"><details open><summary>Contents</summary><ul>'
    for d in documents:
        yield f'<li><a href="#{anchor("doc", d.id)}">{text(d.id)} · {text(d.title)}</a><ul>'
        for q in d.questions:
            answers = [c for c in run.checked if q in questions(c.record)]
            bad = any(line.code for c in answers for line in c.lines)
            state = "not answered" if not answers else "below the bar" if bad else ""
            warning = f' <span class="below">✗ {state}</span>' if state else ""
            yield f'<li><a href="#{anchor("q", q)}">{text(q)}</a>{warning}</li>'
        yield "</ul></li>"
    if rest:
        yield f'<li><a href="#rest">{_rest_title(documents)}</a></li>'
    yield '<li><a href="#times">Where the time went</a></li></ul></details></nav>'


def _filter(run: Run) -> Iterator[str]:
    lines = _lines(run)
    counts = Counter(line.verdict for line in lines)
    below = sum(1 for line in lines if line.code)
    yield '<form id="filter" role="search" aria-label="Lines" hidden>'
    yield '<label class="words">Search <input type="search" id="words" autocomplete="off"></label>'
    yield '<fieldset><legend class="aside">Verdicts</legend>'
    for v in Verdict:
        if counts[v]:
            box = f'<input type="checkbox" name="verdict" value="{v.value}" checked>'
            yield f"<label>{box} {v.value} ({counts[v]})</label>"
    yield "</fieldset>"
    if below:
        yield f'<label><input type="checkbox" id="below"> below the bar only ({below})</label>'
    yield f'<output id="shown" aria-live="polite">{len(lines)} of {count(len(lines), "step")} shown</output></form>'


# ---------------------------------------------------------------- body


def _by_document(run: Run) -> tuple[list[Document], list[Checked]]:
    """The documents, and the derivations that answer none of their questions."""
    asked = {q for d in run.documents for q in d.questions}
    return list(run.documents), [c for c in run.checked if asked.isdisjoint(questions(c.record))]


def _rest_title(documents: Sequence[Document]) -> str:
    return "Derivations that answer no question of a document" if documents else "Derivations"


def _body(run: Run) -> Iterator[str]:
    documents, rest = _by_document(run)
    shown: dict[str, str] = {}
    for d in documents:
        yield f'<section class="document" id="{anchor("doc", d.id)}"><h2>{text(d.id)} · {text(d.title)}</h2>'
        yield from _tally(d, run.checked)
        for q, statement in d.questions.items():
            yield from _question(q, statement, run.checked, shown)
        yield "</section>"
    if rest:
        yield f'<section class="document" id="rest"><h2>{_rest_title(documents)}</h2>'
        for c in rest:
            yield from derivation(c, 3)
        yield "</section>"


def _question(q: str, statement: str, checked: Sequence[Checked], shown: dict[str, str]) -> Iterator[str]:
    yield f'<section class="question" id="{anchor("q", q)}"><h3>{text(q)} · {text(statement)}</h3>'
    answers = [c for c in checked if q in questions(c.record)]
    if not answers:
        yield '<p class="below">✗ not answered</p>'
    for c in answers:
        first = shown.setdefault(c.record.id, q)
        if first == q:
            yield from derivation(c, 4)
            continue
        below = sum(1 for line in c.lines if line.code)
        state = f"{count(below, 'line')} below the bar" if below else "all lines meet the bar"
        link = f'<a href="#{anchor("d", c.record.id)}">{text(c.record.title)}</a>'
        yield f"<p>{link}: derived under {text(first)} ({state})</p>"
    yield "</section>"


def _tally(d: Document, checked: Sequence[Checked]) -> Iterator[str]:
    t = tally(d, checked)
    read = f"{count(t.printed, 'printed line')} read: {t.right} right, {t.wrong} wrong"
    read += (f", {t.undecided} not settled" if t.undecided else "") + f", {t.illegible} illegible"
    file = f"<code>{text(d.file)}</code>. " if d.file else ""
    yield f"<p>{file}{t.answered} of {count(t.questions, 'question')} answered; {read}.</p>"
    found = errata(d, checked)
    if not found:
        return
    slips = Counter(x.slip for x in found)
    whose = ", ".join(f"{slips[k]} {SLIPS[k]}" for k in SLIPS if slips[k])
    yield f'<details class="list"><summary>Errata: {len(found)} ({whose})</summary><ul>'
    for x in found:
        asked = text(x.question.split(",")[0])
        said = f"<q>{text(x.printed or '')}</q>: {text(x.wrong or '')}"
        yield f'<li><a href="#{line_anchor(x)}">{asked}</a>: {said}</li>'
    yield "</ul></details>"


def _problems(run: Run) -> Iterator[str]:
    if not run.problems:
        return
    yield '<section id="problems"><h2>Problems in the scripts</h2>'
    for p in run.problems:
        yield from diagnostic(of_problem(p))
    yield "</section>"


# ---------------------------------------------------------------- where the time went


def _times(run: Run) -> Iterator[str]:
    by_derivation = [
        (f'<a href="#{anchor("d", c.record.id)}">{text(c.record.id)}</a>', len(c.lines),
         sum(line.judgement.seconds for line in c.lines)) for c in run.checked
    ]  # fmt: skip
    uses: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for line in _lines(run):
        for e in line.judgement.evidence:
            uses[f"{e.engine}: {e.method}"] += 1
            spent[f"{e.engine}: {e.method}"] += e.seconds  # type: ignore[assignment]
    by_method = [(text(m), uses[m], float(spent[m])) for m in uses]
    yield '<section id="times"><h2>Where the time went</h2>'
    yield "<p>Seconds of examining each step, those of an earlier run where nothing has changed since.</p>"
    yield from _bars("By derivation", "derivation", "steps", by_derivation)
    yield from _bars("By method", "method", "uses", by_method)
    yield "</section>"


def _bars(title: str, what: str, number: str, rows: Sequence[tuple[str, int, float]]) -> Iterator[str]:
    ordered = sorted(rows, key=lambda r: -r[2])
    most = max((r[2] for r in ordered), default=0.0) or 1.0
    parts = [ordered[:SLOW_SHOWN], ordered[SLOW_SHOWN:]]
    yield f"<h3>{title}</h3>"
    for k, part in enumerate(parts):
        if not part:
            continue
        if k:
            total = sum(r[2] for r in part)
            yield f"<details><summary>{len(part)} more, {total:.2f} s</summary>"
        head = "".join(f'<th scope="col">{h}</th>' for h in (what, number, "seconds"))
        yield f'<table class="bars"><thead><tr>{head}<td></td></tr></thead><tbody>'
        for label, n, seconds in part:
            width = f"{100 * seconds / most:.1f}"
            bar = f'<div class="bar" style="width:{width}%"></div>'
            yield f'<tr><th scope="row">{label}</th><td>{n}</td><td>{seconds:.2f}</td><td>{bar}</td></tr>'
        yield "</tbody></table>"
        if k:
            yield "</details>"
