"""Every claim of the corpus, judged: none false may pass, none true may be refuted, and most must be decided.

By default a fixed sample of each tier is judged; the whole, with the bars counted over it, is marked slow.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from cases import Case
from remeasure import Finding, remeasured

from checker import Settings, runner
from checker.api import link_of
from checker.records import Judgement, Verdict

TIERS = sorted(p.stem for p in Path(__file__).parent.glob("tier_*.py"))
PASSING = {Verdict.PROVED, Verdict.CHECKED}
STRIDE = 9


@dataclass(frozen=True)
class Corpus:
    """The judged cases, and whether they are all there are."""

    whole: bool
    pairs: tuple[tuple[Case, Judgement], ...]

    def refuted(self) -> list[tuple[Case, Judgement]]:
        return [(c, j) for c, j in self.pairs if j.verdict is Verdict.REFUTED and not c.holds]


def load(tier: str) -> list[Case]:
    return list(importlib.import_module(tier).CASES)


@pytest.fixture(scope="session", params=["sample", pytest.param("whole", marks=pytest.mark.slow)])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    whole = request.param == "whole"
    cases = [c for tier in TIERS for c in (load(tier) if whole else load(tier)[::STRIDE])]
    judgements = runner.examine_links([link_of(*c.build()) for c in cases], Settings(timeout=30))
    return Corpus(whole, tuple(zip(cases, judgements, strict=True)))


def test_ids_are_unique() -> None:
    ids = [c.id for tier in TIERS for c in load(tier)]
    assert len(ids) == len(set(ids))


def test_every_claim_has_a_source_and_every_false_one_its_slip() -> None:
    every = [c for tier in TIERS for c in load(tier)]
    assert sum(c.holds for c in every) >= 300
    assert sum(not c.holds for c in every) >= 300
    assert not [c.id for c in every if not c.source or not (c.holds or c.note)]


def test_nothing_false_passes_and_nothing_true_is_refuted(corpus: Corpus) -> None:
    wrong = [
        f"{c.id}: {'true' if c.holds else 'false'}, but {j.verdict} by {j.method} at {j.witness}"
        for c, j in corpus.pairs
        if (j.verdict in PASSING and not c.holds) or (j.verdict in (Verdict.REFUTED, Verdict.CONFLICT) and c.holds)
    ]
    assert not wrong


def test_how_much_is_decided(corpus: Corpus) -> None:
    trues = [j.verdict for c, j in corpus.pairs if c.holds]
    falses = [j.verdict for c, j in corpus.pairs if not c.holds]
    slack = 0 if corpus.whole else 2  # cases, of a sample
    assert sum(v in PASSING for v in trues) + slack >= 0.97 * len(trues)
    assert sum(v is Verdict.PROVED for v in trues) + slack >= 0.85 * len(trues)
    assert sum(v is Verdict.REFUTED for v in falses) + slack >= 0.99 * len(falses)


def test_witnesses_stand_up_elsewhere(corpus: Corpus) -> None:
    """mpmath, which shares nothing with the engines, finds the claim to fail at the witness, too."""
    found = [(c, j, remeasured(c, j.witness)) for c, j in corpus.refuted() if j.witness is not None]
    assert [f"{c.id} at {j.witness}" for c, j, finding in found if finding is Finding.HOLDS] == []
    unread = [c.id for c, _, finding in found if finding is Finding.UNREAD]
    assert len(unread) <= 0.05 * len(found) + 2, unread
    assert len(found) == len(corpus.refuted())
