"""Slips planted in accepted lines: which of them the checker would have accepted.

Every line that meets the bar (errata, decimals and assumptions left out) is written again with every slip of its right
side, and its relation weakened or made strict; each mutant is examined as the line itself is, from the line before.
This module decides what is planted and how the answers are classed; the engine and the judge decide the answers.

A mutant is

- `refuted`: refuted at a witness, or undefined there;
- `equivalent`: no slip after all. Of an equation, the mutant line is proved or checked and, in an examination of its
  own, its right side is proved equal to the line's, or shown equal wherever both mean something, if what they need
  stays open. Of an inequality, "≠" or an implication, that also, or the mutant
  line is itself proved, or it is proved to follow from the line: a slip may leave such a line true, and then no more
  can be asked;
- `accepted wrongly`: an equation that is proved or checked although its right side is not proved equal to the line's;
- `undecided`: all else: neither accepted nor refuted, or an inequality that is checked only, which no reader of a
  report takes for more than it is. A conflict is undecided too, and always a fault of an engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b

from checker import links as chain
from checker.diagnostics import sign
from checker.graph import BOOLEAN_OPS
from checker.nodetext import expression, statement_text
from checker.records import SYMPY, Judgement, Link, Outcome, Verdict
from checker.runner import Pool
from checker.script import Claim, DerivationRecord, Place
from checker.settings import Settings
from checker.slips import slips, weakened
from checker.verify import MET, MISSED, NOTHING, USAGE, Checked

#: Told how many examinations are done and how many there are.
Progress = Callable[[int, int], None]


class Fate(StrEnum):
    """What became of a mutant, a closed set; see the module."""

    REFUTED = "refuted"
    EQUIVALENT = "equivalent"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted wrongly"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A line with one slip: where the line stands, the part before and after in words, and both links."""

    claim: str
    step: int
    place: Place
    kind: str
    before: str
    after: str
    link: Link
    original: Link


@dataclass(frozen=True, slots=True)
class Finding:
    """A mutant, the judgement on it, and the one on whether its right side follows from the line's, where asked."""

    mutant: Mutant
    fate: Fate
    judgement: Judgement
    comparison: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """A derivation and what became of the slips planted in it; `planted` is how many there are without a limit."""

    record: DerivationRecord
    planted: int
    findings: tuple[Finding, ...]

    @property
    def fates(self) -> Counter[Fate]:
        return Counter(f.fate for f in self.findings)


def mutants(checked: Checked) -> list[Mutant]:
    """Every slip of every line that meets the bar, in the order of the lines; equal links are planted once."""
    found: dict[str, Mutant] = {}
    for claim, lines in checked.claims:
        if claim.admitted is not None or claim.decimal is not None or claim.refuted is not None:
            continue
        accepted = {x.step for x in lines if not x.code and x.wrong is None and x.past is None}
        for k, link in chain.links(claim):
            if k + 1 in accepted:
                for m in _of_line(claim, k, link):
                    found.setdefault(m.link.key, m)
    return list(found.values())


def sample(every: Sequence[Mutant], limit: int) -> list[Mutant]:
    """At most `limit` of them, the same for the same content, spread over the lines and over the kinds in each."""
    rank: Counter[object] = Counter()
    order: list[tuple[int, str, int]] = []
    by_kind: list[tuple[int, str, int]] = []
    for n, m in sorted(enumerate(every), key=lambda x: _draw(x[1])):
        rank[m.original.key, m.kind] += 1
        by_kind.append((rank[m.original.key, m.kind], _draw(m), n))
    for _, drawn, n in sorted(by_kind):
        rank[every[n].original.key] += 1
        order.append((rank[every[n].original.key], drawn, n))
    return [every[n] for n in sorted(n for _, _, n in sorted(order)[:limit])]


def mutate(
    checked: Sequence[Checked],
    settings: Settings,
    pool: Pool,
    limit: int | None = None,
    progress: Progress | None = None,
) -> list[Tested]:
    """Plants slips in the derivations and classes each; `limit` is for all of them together."""
    planted = [mutants(c) for c in checked]
    every = [m for ms in planted for m in ms]
    chosen = every if limit is None else sample(every, limit)
    brief = replace(settings, explain=False)
    done = 0

    def told(_: int, __: Judgement) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, len(chosen) + len(asked))

    asked: list[int] = []
    first = pool.examine([m.link for m in chosen], brief, told)
    asked = [k for k, (m, j) in enumerate(zip(chosen, first, strict=True)) if _in_question(m, j)]
    second = dict(zip(asked, pool.examine([_comparison(chosen[k]) for k in asked], brief, told), strict=True))
    findings = {
        id(m): Finding(m, classed(m, j, second.get(k)), j, second.get(k))
        for k, (m, j) in enumerate(zip(chosen, first, strict=True))
    }
    return [
        Tested(c.record, len(ms), tuple(findings[id(m)] for m in ms if id(m) in findings))
        for c, ms in zip(checked, planted, strict=True)
    ]


def classed(mutant: Mutant, judgement: Judgement, comparison: Judgement | None) -> Fate:
    """The fate of a mutant, from the judgement on it and the one that compares its right side, if that was asked."""
    same = comparison is not None and (comparison.verdict is Verdict.PROVED or _equal_where_defined(comparison))
    match judgement.verdict:
        case Verdict.REFUTED | Verdict.UNDEFINED:
            return Fate.REFUTED
        case Verdict.PROVED if mutant.link.relation != "=":
            return Fate.EQUIVALENT
        case Verdict.CONFLICT:
            return Fate.UNDECIDED
        case _ if same:
            return Fate.EQUIVALENT
        case Verdict.PROVED | Verdict.CHECKED if mutant.link.relation == "=":
            return Fate.ACCEPTED
    return Fate.UNDECIDED


def _equal_where_defined(comparison: Judgement) -> bool:
    """Whether an exact method closed it and the numbers agreed, and only an obligation keeps it from being proved."""
    closed = any(
        e.engine == "exact" and e.outcome is Outcome.HOLDS and not e.method.startswith(SYMPY)
        for e in comparison.evidence
    )
    return comparison.verdict is Verdict.CHECKED and closed


def outcome(tested: Sequence[Tested], problems: bool) -> int:
    """The exit code: 0 when no slip was accepted wrongly, 1 when one was, 2 when a script has a problem, 5 when none
    was planted.
    """
    if problems:
        return USAGE
    if not any(t.findings for t in tested):
        return NOTHING
    return MISSED if any(t.fates[Fate.ACCEPTED] for t in tested) else MET


def _of_line(claim: Claim, k: int, link: Link) -> list[Mutant]:
    place = claim.steps[k].place if k < len(claim.steps) else claim.place
    out = []
    other = weakened(link.relation)
    if other is not None:
        out.append(
            Mutant(claim.id, k + 1, place, "relation", sign(link.relation), sign(other),
                   replace(link, relation=other), link)
        )  # fmt: skip
    for s in slips(link.right, dict(link.domains)):
        before, after = (statement_text(x) if x.op in BOOLEAN_OPS else expression(x) for x in (s.before, s.after))
        out.append(Mutant(claim.id, k + 1, place, s.kind, before, after, replace(link, right=s.whole), link))
    return out


def _draw(m: Mutant) -> str:
    return blake2b(m.link.key.encode(), digest_size=8).hexdigest()


def _in_question(m: Mutant, judgement: Judgement) -> bool:
    """Whether it matters how the two right sides compare: the relation is the same, and it has not been refuted."""
    if m.link.relation != m.original.relation or judgement.verdict in (Verdict.REFUTED, Verdict.UNDEFINED):
        return False
    return m.link.relation == "=" or judgement.verdict is not Verdict.PROVED


def _comparison(m: Mutant) -> Link:
    """That the mutant's right side is the line's, or, of an order, lies beyond it: left ≤ right ≤ mutant."""
    weak = {"=>": "<=>", "<=>": "<=>", "<=": "<=", "<": "<=", ">=": ">=", ">": ">="}
    return replace(m.link, left=m.original.right, relation=weak.get(m.link.relation, "="), right=m.link.right)
