"""What is believed of the records that an untrusted script handed back: that they are some script's, and no more.

Decides which records are let in. A script's process may send anything that has the form of records, so here it is held
to what building with `authoring` alone can give: claims numbered in order, steps that lead to the claim, graphs of the
grammar over declared symbols (`grammar`), and cited claims that stand earlier in the same derivation, word for word.
What it says of itself in words is not believed: expressions are shown as they are examined, not as they are said to be
written; source lines are read from the script; control characters, which could forge lines of a report or take hold of
a terminal, are replaced. Whether a line is true is not asked here: that is for the engines, as for any script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from checker.codes import BY_NAME
from checker.documents import Document
from checker.domains import Domain
from checker.grammar import check, check_domains
from checker.graph import BOOLEAN_OPS, Node, is_matrix, postorder, rat
from checker.graph_text import text
from checker.links import closing
from checker.loading import Problem
from checker.nodetext import statement_text
from checker.records import COMPOSE, RELATIONS
from checker.sandbox import modules
from checker.script import Claim, Decimal, DerivationRecord, Erratum, Place, Remark, Step
from checker.shapes import same_shape
from checker.wire_records import Item

WORDS = 2000  # characters of one text of the author's
SHOWN = 400  # characters of one expression
DRAWN = 2000  # parts, of an expression that is written out in full

_READINGS = ("the exact value", "the value from the printed inputs")


def admit(items: Sequence[Item], file: Path) -> tuple[Item, ...]:
    """The records and problems of the script, in words that can be shown. Raises ValueError, saying what is wrong, for
    records that the script cannot have built by honest means.
    """
    source = _Source(file)
    return tuple(_problem(i, source) if isinstance(i, Problem) else _derivation(i, source) for i in items)


def refusal(file: Path) -> Problem | None:
    """Why the file is not run as an untrusted script: it may lead elsewhere, or its name cannot be shown."""
    if words(str(file)) != str(file):
        return Problem("script-import", "a file whose name cannot be shown", "rename it", words(str(file)))
    if file.is_symlink() or not file.is_file():
        hint = "give the path of the file that is meant"
        return Problem("script-import", "not a file of its own, but a link to one", hint, str(file))
    return None


def quoted(output: str, file: Path) -> str:
    """What the script printed, every line with the script's name before it, so that none can pass for another's."""
    return "".join(f"{file}: {words(line)}\n" for line in output.splitlines())


def presentable(problem: Problem) -> Problem:
    """The problem with nothing in it that controls a terminal."""
    said = {k: words(getattr(problem, k)) for k in ("message", "hint", "file", "source")}
    return Problem(problem.code, said["message"], said["hint"], said["file"], problem.line, problem.column,
                   said["source"])  # fmt: skip


def readable(document: Document) -> Document:
    """The document as it stands beside an untrusted script, in words that can be shown."""
    statements = {words(str(k)): words(str(v)) for k, v in document.questions.items()}
    return Document(words(document.id), words(str(document.title)), words(str(document.file)), statements)


class _Source:
    """The text of the script and of the modules beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lines: dict[str, list[str]] = {}

    def place(self, place: Place) -> Place:
        """The place, as far as it is one; else the head of the script."""
        file, line = place.file, place.line
        lines = self._read(file) if self._known(file) else []
        if not 1 <= line <= len(lines):
            return Place(str(self.file), 1)
        column = place.column if 1 <= place.column <= len(lines[line - 1]) else 1
        return Place(file, line, column, words(lines[line - 1][column - 1 :].rstrip()))

    def _known(self, name: str) -> bool:
        return name == str(self.file) or name in {str(p) for p in modules(self.file.resolve().parent)}

    def _read(self, name: str) -> list[str]:
        if name not in self._lines:
            try:
                self._lines[name] = Path(name).read_text(encoding="utf-8", errors="replace").split("\n")
            except OSError:
                self._lines[name] = []
        return self._lines[name]


def words(given: str) -> str:
    """A text in one line, without what controls a terminal or changes the order of what is read."""
    short = given if len(given) <= WORDS else given[: WORDS - 1] + "…"
    return "".join(_visible(c) for c in short)


def _visible(c: str) -> str:
    if c in "\n\t":
        return " "
    return "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else c


def shown(node: Node) -> str:
    """The expression as it is examined, cut when long."""
    parts: dict[Node, int] = {}
    for n in postorder(node):
        parts[n] = min(1 + sum(parts[a] for a in n.args), DRAWN + 1)
    if parts[node] > DRAWN:
        return words(text(node, SHOWN))
    written = words(statement_text(node))
    return written if len(written) <= SHOWN else written[: SHOWN - 1] + "…"


def _problem(p: Problem, source: _Source) -> Problem:
    if p.code not in BY_NAME or not p.code.startswith("script-"):
        raise ValueError("a problem of a kind that no script has")
    place = source.place(Place(p.file, p.line, max(1, p.column)))
    return Problem(p.code, words(p.message), words(p.hint), place.file, place.line, p.column and place.column,
                   place.source)  # fmt: skip


def _derivation(record: DerivationRecord, source: _Source) -> DerivationRecord:
    domains = dict(record.domains)
    _need(len(domains) == len(record.domains), "a symbol with two domains")
    check_domains(domains)
    _need(0 < len(record.id) == len(words(record.id)) and words(record.id) == record.id, "an id that cannot be shown")
    _need(all(r.after <= len(record.claims) for r in record.remarks), "a remark after the end")
    claims: list[Claim] = []
    for number, claim in enumerate(record.claims, 1):
        _need(claim.id == f"{record.id}.{number}", "claims that are not numbered in order")
        _need(claim.domains == record.domains, "a claim with domains of its own")
        _facts(claim, record.claims[: number - 1])
        claims.append(_claim(claim, domains, source))
    return replace(
        record,
        title=words(record.title),
        question=words(record.question),
        place=source.place(record.place),
        claims=tuple(claims),
        remarks=tuple(_remark(r, source) for r in record.remarks),
        problems=(),
    )


def _facts(claim: Claim, before: Sequence[Claim]) -> None:
    """Cited is what stands earlier in the derivation, and what stands there is what is cited."""
    citable = [c.fact for c in before if c.refuted is None]
    for fact in (*claim.facts, *(f for s in claim.steps for f in s.facts)):
        _need(fact in citable, "a citation of what is not claimed before")


def _claim(claim: Claim, domains: Mapping[str, Domain], source: _Source) -> Claim:
    kinds = (claim.admitted, claim.refuted, claim.decimal, claim.erratum)
    _need(sum(k is not None for k in kinds[:3]) <= 1, "a claim of two kinds")
    _need(claim.erratum is None or not (claim.admitted or claim.refuted), "an erratum of what is not claimed")
    _need(claim.relation == "≈" if claim.decimal else claim.relation in RELATIONS, "no relation")
    roots = [claim.left, claim.right, *claim.where, *claim.given]
    for step in claim.steps:
        roots += [step.expression, *step.given]
    for erratum in (claim.erratum, *(s.erratum for s in claim.steps)):
        roots += [erratum.expression] if erratum else []
    for decimal in (claim.decimal, claim.erratum.decimal if claim.erratum else None):
        roots += [value for _, value in decimal.values] if decimal else []
    check(roots, domains)
    for condition in (*claim.where, *claim.given, *(g for s in claim.steps for g in s.given)):
        _need(condition.op in ("rel", "and", "or", "not"), "a condition that is none")
    if claim.decimal is None:
        _chain(claim)
        right = shown(claim.right)
    else:
        right = _decimal(claim, claim.decimal)
    return replace(
        claim,
        place=source.place(claim.place),
        left_text=shown(claim.left),
        right_text=right,
        reason=words(claim.reason),
        checked=_some(claim.checked),
        admitted=_some(claim.admitted),
        refuted=_some(claim.refuted),
        label=words(claim.label),
        printed=None if claim.printed is None else words(claim.printed),
        erratum=_erratum(claim.erratum),
        steps=tuple(_step(s, source) for s in claim.steps),
    )


def _chain(claim: Claim) -> None:
    """The steps lead from the left side to the right, by relations that compose to the claim's."""
    composed, before = "", claim.left
    for step in claim.steps:
        found = COMPOSE.get((composed, step.relation)) if composed else step.relation
        _need(step.relation in RELATIONS and found is not None, "steps whose relations do not compose")
        composed = found or ""
        _pair(before, step.expression, step.relation)
        if step.erratum is not None:
            _need(step.erratum.decimal is None, "a decimal in a step")
            _pair(before, step.erratum.expression, step.relation)
        before = step.expression
    _pair(claim.left, claim.right, claim.relation)
    _need(not composed or closing(composed, claim.relation) is not None, "steps that do not lead to the claim")
    if claim.erratum is not None:
        _need(claim.erratum.decimal is None, "a decimal in a claim that has none")
        _pair(before, claim.erratum.expression, claim.relation)


def _pair(left: Node, right: Node, relation: str) -> None:
    boolean = [n.op in BOOLEAN_OPS for n in (left, right)]
    if relation in ("=>", "<=>"):
        _need(all(boolean), "an implication between what are no equations")
        return
    _need(not any(boolean) and is_matrix(left) == is_matrix(right), "sides of two kinds")
    if is_matrix(left):
        _need(same_shape(left, right) and relation in ("=", "!="), "matrices that cannot be compared")


def _decimal(claim: Claim, decimal: Decimal) -> str:
    """The decimal's digits, which say what the links examine."""
    _need(not claim.steps and not claim.where and not claim.given and not claim.facts, "a decimal with steps")
    names = tuple(name for name, _ in decimal.values)
    _need(names in (_READINGS, _READINGS[:1]), "readings of a decimal that are none")
    _need(claim.left == decimal.values[0][1] and claim.right == rat(decimal.printed), "a decimal of something else")
    if claim.erratum is not None:
        wrong = claim.erratum.decimal
        _need(wrong is not None and wrong.values == decimal.values, "an erratum of something else")
    return _digits(decimal)


def _digits(decimal: Decimal) -> str:
    places = len(str(decimal.unit.denominator)) - 1
    scaled = decimal.printed * 10**places
    _need(decimal.unit.numerator == 1 and decimal.unit.denominator == 10**places and places <= 1000, "no unit")
    _need(scaled.denominator == 1, "a decimal of more digits than it has")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    return ("-" if scaled < 0 else "") + whole + ("." + part if part else "")


def _erratum(erratum: Erratum | None) -> Erratum | None:
    if erratum is None:
        return None
    said = shown(erratum.expression) if erratum.decimal is None else _digits(erratum.decimal)
    if erratum.decimal is not None:
        _need(erratum.expression == rat(erratum.decimal.printed), "an erratum of something else")
    return replace(erratum, text=said, wrong=words(erratum.wrong))


def _step(step: Step, source: _Source) -> Step:
    return replace(
        step,
        reason=words(step.reason),
        place=source.place(step.place),
        text=shown(step.expression),
        checked=_some(step.checked),
        printed=None if step.printed is None else words(step.printed),
        erratum=_erratum(step.erratum),
    )


def _remark(remark: Remark, source: _Source) -> Remark:
    return Remark(words(remark.quoted), words(remark.reading), words(remark.why), source.place(remark.place),
                  remark.after)  # fmt: skip


def _some(reason: str | None) -> str | None:
    """A reason that was given, which may not be blank."""
    if reason is None:
        return None
    _need(bool(reason.strip()), "a reason without words")
    return words(reason)


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)
