"""The whole run: derivation records in, a verdict for every line out, and whether each meets the bar.

The gate asks `proved` of every line. `checked` meets it where the author gave a written reason, `admitted` where the
caller allows that assumption by name; nothing else does. This module puts parts together: `links` makes the units of
work, the pool has them examined, `blame` finds which line is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from checker import links as chain
from checker.authoring import closing_relation
from checker.blame import Blame, blame
from checker.records import Judgement, Link, Status, Verdict
from checker.runner import Pool
from checker.script import Claim, DerivationRecord, Place
from checker.settings import Settings

#: Told after every link how many are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a claim and what is known of it. `step` counts from 1; the closing line comes last.

    `follows`: the step refuted before, from whose wrong line this one follows. `past`: the refuted step that the
    judgement passes over; then `left` is the line before that. `code` is "" exactly when the line meets the bar.
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


def verify(
    records: Sequence[DerivationRecord],
    settings: Settings,
    pool: Pool,
    allowed: Collection[str] = (),
    progress: Progress | None = None,
) -> list[Checked]:
    """Examines every line of the derivations. `allowed` names claims (or derivations) whose assumptions may stand."""
    claims = [(r, c) for r in records for c in r.claims]
    work: list[Link] = []
    spans: list[range] = []
    for _, claim in claims:
        found = [] if claim.admitted is not None else [link for _, link in chain.links(claim)]
        spans.append(range(len(work), len(work) + len(found)))
        work += found
    done = 0

    def told(_: int, __: Judgement) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, len(work))

    judgements = pool.examine(work, settings, told)
    lines: dict[str, tuple[Line, ...]] = {}
    for (record, claim), span in zip(claims, spans, strict=True):

        def bridge(first: int, last: int, claim: Claim = claim) -> Judgement | None:
            link = chain.bridge(claim, first, last)
            return None if link is None else pool.examine([link], settings)[0]

        lines[claim.id] = _lines(record, claim, blame([judgements[k] for k in span], bridge), allowed)
    return [Checked(r, tuple((c, lines[c.id]) for c in r.claims)) for r in records]


def _lines(record: DerivationRecord, claim: Claim, told: Sequence[Blame], allowed: Collection[str]) -> tuple[Line, ...]:
    if claim.admitted is not None:
        judgement = Judgement(Verdict.ADMITTED, detail=claim.admitted)
        code = "" if {claim.id, record.id} & set(allowed) else "step-admitted"
        return (
            Line(record.id, record.question, claim.id, 1, True, claim.relation, claim.left_text, claim.right_text,
                 claim.reason, claim.place, judgement, code=code),
        )  # fmt: skip
    texts = [claim.left_text, *(s.text for s in claim.steps), claim.right_text]
    out = []
    for k, b in enumerate(told):
        step = claim.steps[k] if k < len(claim.steps) else None
        permit = step.checked if step else claim.checked
        first = k if b.bridged is None else b.bridged
        out.append(
            Line(
                record.id,
                record.question,
                claim.id,
                k + 1,
                step is None,
                step.relation if step else closing_relation(claim),
                texts[first],
                texts[k + 1],
                step.reason if step else claim.reason,
                step.place if step else claim.place,
                b.judgement,
                None if b.follows is None else b.follows + 1,
                None if b.bridged is None else b.bridged + 1,
                permit,
                _code(b.judgement, permit),
            )
        )
    return tuple(out)


def _code(judgement: Judgement, permit: str | None) -> str:
    match judgement.verdict:
        case Verdict.PROVED:
            return ""
        case Verdict.CHECKED if permit is not None:
            return ""
        case Verdict.CHECKED if any(o.status is Status.OPEN for o in judgement.obligations):
            return "obligation-open"
        case verdict:
            return f"step-{verdict.value}"


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
