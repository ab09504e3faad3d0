"""The whole run: derivation records in, a verdict for every line out, and whether each meets the bar.

This module puts parts together: `links` makes the units of work, the pool has them examined, `blame` finds which line
is wrong, `gate` which lines meet the bar. A line that the author says is false meets it when it is refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checker import links as chain
from checker.blame import Blame, blame
from checker.gate import Gate, code
from checker.graph import Node
from checker.links import closing_relation
from checker.records import CITED, Fact, Judgement, Link, Verdict
from checker.runner import Examiner
from checker.script import Claim, DerivationRecord, Erratum, Place
from checker.settings import Settings

#: Told after every link how many are done and how many there are.
Progress = Callable[[int, int], None]
DEFAULT = Gate()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a claim and what is known of it. `step` counts from 1; the closing line comes last.

    `follows`: the step refuted before, from whose wrong line this one follows. `past`: the refuted step that the
    judgement passes over; then `left` is the line before that. `code` is "" exactly when the line meets the bar;
    `allowed` says why it may stand on `checked`.

    `wrong`: the author says that the line is false, and what is wrong with it; then it meets the bar when refuted.
    `printed` is the document's own text of the line, `slip` whose mistake an erratum is. `sides` are the graphs of
    `left` and `right`.
    """

    derivation: str
    question: str
    claim: str
    step: int
    closing: bool
    relation: str
    left: str
    right: str
    reason: str
    place: Place
    judgement: Judgement
    follows: int | None = None
    past: int | None = None
    allowed: str | None = None
    code: str = ""
    wrong: str | None = None
    slip: str = ""
    printed: str | None = None
    label: str = ""
    sides: tuple[Node, Node] | None = field(default=None, compare=False, repr=False)

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """A derivation, and the lines of each of its claims that were asked for."""

    record: DerivationRecord
    claims: tuple[tuple[Claim, tuple[Line, ...]], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for _, lines in self.claims for line in lines)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from checker.report.html_lines import derivation, fragment

        return fragment(derivation(self, 3))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What IPython shows in a terminal."""
        from checker.report.terminal import WIDE, derivation_rows

        printer.text("\n".join(row.text for row in derivation_rows(self, WIDE)))


def verify(
    records: Sequence[DerivationRecord],
    settings: Settings,
    pool: Examiner,
    gate: Gate = DEFAULT,
    progress: Progress | None = None,
) -> list[Checked]:
    """Examines every line of the derivations, and says of each whether it meets the bar."""
    plans = [_plan(r, c) for r in records for c in r.claims]
    total = sum(len(p.links) for p in plans)
    done = 0

    def told(_: int, __: Judgement) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    said_true = iter(pool.examine([link for p in plans for link in p.said_true], settings, told))
    known_errors = replace(settings, mend=False)
    said_false = iter(pool.examine([link for p in plans for link in p.said_false], known_errors, told))
    lines: dict[str, tuple[Line, ...]] = {}
    claims: dict[str, Claim] = {}
    for plan in plans:
        found = [next(said_true) for _ in plan.said_true] + [next(said_false) for _ in plan.said_false]

        def bridge(first: int, last: int, claim: Claim = plan.claim) -> Judgement | None:
            link = chain.bridge(claim, first, last)
            return None if link is None else pool.examine([link], settings)[0]

        made = _lines(plan, found, bridge, gate)
        lines[plan.claim.id] = tuple(_resting(line, plan.claim, lines, claims, gate) for line in made)
        claims[plan.claim.id] = plan.claim
    return [Checked(r, tuple((c, lines[c.id]) for c in r.claims)) for r in records]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A claim and the links it is judged by: of its lines, then of its errata, or of the readings of a decimal."""

    record: DerivationRecord
    claim: Claim
    lines: tuple[Link, ...] = ()
    errata: tuple[tuple[int, Link], ...] = ()
    readings: tuple[chain.Reading, ...] = ()
    misprints: tuple[chain.Reading, ...] = ()  # the readings of the decimal that is printed wrongly

    @property
    def said_true(self) -> list[Link]:
        """The links that the author says hold."""
        own = () if self.claim.refuted is not None else self.lines
        return [*own, *(link for r in self.readings for link in r.links)]

    @property
    def said_false(self) -> list[Link]:
        """The links that the author says fail."""
        own = self.lines if self.claim.refuted is not None else ()
        return [*own, *(link for _, link in self.errata), *(link for r in self.misprints for link in r.links)]

    @property
    def links(self) -> list[Link]:
        """All of them, in the order in which `_lines` reads their judgements."""
        return [*self.said_true, *self.said_false]


def _plan(record: DerivationRecord, claim: Claim) -> _Plan:
    if claim.admitted is not None:
        return _Plan(record, claim)
    if claim.decimal is not None:
        wrong = claim.erratum
        misprints = chain.readings(claim, wrong.decimal) if wrong and wrong.decimal else []
        right = chain.readings(claim, claim.decimal)
        return _Plan(record, claim, readings=tuple(right), misprints=tuple(misprints))
    return _Plan(record, claim, tuple(link for _, link in chain.links(claim)), tuple(chain.errata(claim)))


def _lines(
    plan: _Plan, found: Sequence[Judgement], bridge: Callable[[int, int], Judgement | None], gate: Gate
) -> list[Line]:
    claim = plan.claim
    if claim.admitted is not None:
        line = _line(plan, 0, Blame(Judgement(Verdict.ADMITTED, detail=claim.admitted)))
        return [replace(line, code="" if gate.admits((claim.id, plan.record.id)) else "step-admitted")]
    if claim.decimal is not None:
        return _decimal_lines(plan, found, gate)
    count = len(plan.lines)
    if claim.refuted is not None:
        return [_denied(_line(plan, count - 1, Blame(found[count - 1])), claim.refuted)]
    wrong = {k: j for (k, _), j in zip(plan.errata, found[count:], strict=True)}
    out = []
    for k, b in enumerate(blame(found[:count], bridge)):
        if k in wrong:
            out.append(_misprint(plan, k, wrong[k]))
        out.append(_gated(_line(plan, k, b), gate))
    return out


def _line(plan: _Plan, k: int, b: Blame) -> Line:
    claim = plan.claim
    step = claim.steps[k] if k < len(claim.steps) else None
    texts = [claim.left_text, *(s.text for s in claim.steps), claim.right_text]
    nodes = [claim.left, *(s.expression for s in claim.steps), claim.right]
    before = k if b.bridged is None else b.bridged
    erratum = step.erratum if step else claim.erratum
    return Line(
        plan.record.id,
        plan.record.question,
        claim.id,
        k + 1,
        step is None,
        step.relation if step else closing_relation(claim),
        texts[before],
        texts[k + 1],
        step.reason if step else claim.reason,
        step.place if step else claim.place,
        b.judgement,
        None if b.follows is None else b.follows + 1,
        None if b.bridged is None else b.bridged + 1,
        step.checked if step else claim.checked,
        printed=None if erratum else (step.printed if step else claim.printed),
        label=claim.label,
        sides=(nodes[before], nodes[k + 1]),
    )


def _gated(line: Line, gate: Gate) -> Line:
    """The line with what the gate says of it."""
    allowed = gate.permit(line.judgement, line.allowed, (line.claim, line.derivation))
    return replace(line, allowed=allowed, code=code(line.judgement, allowed))


def _denied(line: Line, wrong: str) -> Line:
    """The line as one that the author says is false."""
    code = "" if line.verdict in (Verdict.REFUTED, Verdict.UNDEFINED) else "not-refuted"
    return replace(line, wrong=wrong, code=code, allowed=None)


def _printed_wrongly(line: Line, erratum: Erratum, printed: str | None) -> Line:
    """The line as the document prints it, which the author says is false."""
    sides = None if line.sides is None else (line.sides[0], erratum.expression)
    denied = _denied(line, erratum.wrong)
    return replace(denied, slip=erratum.slip, right=erratum.text, printed=printed, sides=sides)


def _misprint(plan: _Plan, k: int, judgement: Judgement) -> Line:
    claim = plan.claim
    step = claim.steps[k] if k < len(claim.steps) else None
    erratum = step.erratum if step else claim.erratum
    assert erratum is not None
    line = _line(plan, k, Blame(judgement))
    printed = step.printed if step else claim.printed
    return _printed_wrongly(line, erratum, printed)


def _decimal_lines(plan: _Plan, found: Sequence[Judgement], gate: Gate) -> list[Line]:
    claim = plan.claim
    count = 2 * len(plan.readings)
    judgement = _read(plan.readings, found[:count])
    right = _gated(_line(plan, 0, Blame(judgement)), gate)
    if claim.erratum is None:
        return [right]
    wrong = _line(plan, 0, Blame(_read(plan.misprints, found[count:])))
    return [_printed_wrongly(wrong, claim.erratum, claim.printed), replace(right, printed=None)]


def _read(readings: Sequence[chain.Reading], found: Sequence[Judgement]) -> Judgement:
    """The first reading that is proved; else the refutation of the first, if every reading is refuted; else the weaker
    bound of the first that is not.
    """
    pairs = [found[2 * k : 2 * k + 2] for k in range(len(readings))]
    for reading, pair in zip(readings, pairs, strict=True):
        if all(j.verdict is Verdict.PROVED for j in pair):
            return replace(pair[0], method=f"{reading.name}: {pair[0].method}", seconds=sum(j.seconds for j in pair))
    refuted = [next((j for j in pair if j.verdict is Verdict.REFUTED), None) for pair in pairs]
    if all(refuted) and refuted[0] is not None:
        return replace(refuted[0], detail="neither rounded nor cut is the value so", suggestion="")
    half = next(pair for pair, no in zip(pairs, refuted, strict=True) if no is None)
    rank = [Verdict.PROVED, Verdict.CHECKED]  # a reading is worth what its weaker bound is worth
    return max(half, key=lambda j: rank.index(j.verdict) if j.verdict in rank else len(rank))


def _resting(
    line: Line, claim: Claim, known: Mapping[str, tuple[Line, ...]], claims: Mapping[str, Claim], gate: Gate
) -> Line:
    """A line proved from cited claims, or that means something by them, is worth no more than they are."""
    facts = claim.steps[line.step - 1].facts if line.step <= len(claim.steps) else claim.facts
    methods = [line.judgement.method, *(o.method for o in line.judgement.obligations)]
    if line.verdict is not Verdict.PROVED or not facts or not any(CITED in m for m in methods):
        return line
    cited = [x for f in facts for x in known.get(f.name, ()) if x.wrong is None]
    below = [f"{x.claim}, which does not meet the bar" for x in cited if x.code]
    below += [f"{f.name}, which is not examined here" for f in facts if f.name not in known]
    other = [f for f in facts if f.name in claims and not _says(claims[f.name], f, claim)]
    below += [f"{f.name}, which says something else" for f in other]
    if below:
        detail = f"it rests on {below[0]}"
        return replace(line, judgement=replace(line.judgement, verdict=Verdict.UNDECIDED, detail=detail),
                       code="step-undecided")  # fmt: skip
    if any(x.verdict is Verdict.CHECKED for x in cited):
        judgement = replace(line.judgement, verdict=Verdict.CHECKED, detail="it rests on a claim that is checked only")
        return _gated(replace(line, judgement=judgement), gate)
    return line


def _says(cited: Claim, fact: Fact, claim: Claim) -> bool:
    """Whether the fact is what the cited claim states, of the same symbols."""
    return cited.fact == fact and cited.domains == claim.domains and cited.refuted is None


# ---------------------------------------------------------------- the end of a run

MET, MISSED, USAGE, NOTHING = 0, 1, 2, 5


def exit_code(checked: Sequence[Checked], problems: bool) -> int:
    """0 when every line meets the bar and there is one, 1 when some do not, 2 when a script has a problem, 5 when
    nothing was checked.
    """
    lines = [line for c in checked for line in c.lines]
    if problems:
        return USAGE
    if not any(line.verdict is not Verdict.ADMITTED for line in lines):
        return NOTHING
    return MISSED if any(line.code for line in lines) else MET
