"""One slip, one report."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.blame import Blame, blame
from checker.records import Judgement, Verdict

P, C, R, U, D = (Judgement(v) for v in (Verdict.PROVED, Verdict.CHECKED, Verdict.REFUTED, Verdict.UNDECIDED,
                                        Verdict.UNDEFINED))  # fmt: skip


def never(first: int, last: int) -> Judgement:
    raise AssertionError("no bridge is needed")


def chain(values: list[int]) -> tuple[list[Judgement], object]:
    """Links of a chain of numbers that should all be equal, and its bridges."""
    links = [P if a == b else R for a, b in pairwise(values)]
    return links, lambda first, last: P if values[first] == values[last + 1] else R


def test_nothing_wrong_examines_nothing() -> None:
    assert blame([P, C, U], never) == (Blame(P), Blame(C), Blame(U))


def test_a_last_link_that_fails_alone_is_its_own() -> None:
    assert blame([P, R], never) == (Blame(P), Blame(R))


def test_one_wrong_line_breaks_two_links_and_is_reported_once() -> None:
    links, bridge = chain([0, 0, 1, 0, 0])
    assert links == [P, R, R, P]
    assert blame(links, bridge) == (Blame(P), Blame(R), Blame(P, bridged=1), Blame(P))


def test_lines_that_follow_from_the_wrong_one_are_marked() -> None:
    links, bridge = chain([0, 1, 1, 1, 0])
    assert blame(links, bridge) == (Blame(R), Blame(P, follows=0), Blame(P, follows=0), Blame(P, bridged=0))


def test_two_slips_are_two_reports() -> None:
    links, bridge = chain([0, 1, 0, 2, 0])
    assert [b.judgement for b in blame(links, bridge)] == [R, P, R, P]
    links, bridge = chain([0, 1, 2, 0])  # two wrong lines in a row
    assert blame(links, bridge) == (Blame(R), Blame(R), Blame(P, bridged=0))


def test_undefined_lines_start_it_and_undecided_ones_only_end_it() -> None:
    assert blame([D, D], lambda first, last: P) == (Blame(D), Blame(P, bridged=0))
    assert blame([U, R], never) == (Blame(U), Blame(R))
    assert blame([R, U], lambda first, last: P) == (Blame(R), Blame(P, bridged=0))
    assert blame([R, U], lambda first, last: U) == (Blame(R), Blame(U))


def test_a_conflict_or_a_crash_is_never_hidden() -> None:
    for verdict in (Verdict.CONFLICT, Verdict.ERROR):
        assert blame([R, Judgement(verdict)], never) == (Blame(R), Blame(Judgement(verdict)))


def test_relations_that_do_not_compose_change_nothing() -> None:
    assert blame([R, R], lambda first, last: None) == (Blame(R), Blame(R))


@given(st.lists(st.integers(0, 2), min_size=2, max_size=8))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_a_chain_is_clean_exactly_when_it_was(values: list[int]) -> None:
    links, bridge = chain(values)
    told = blame(links, bridge)  # type: ignore[arg-type]
    assert len(told) == len(links)
    assert (R in links) == any(b.judgement is R for b in told)
    first = next((k for k, j in enumerate(links) if j is R), None)
    assert all(b == Blame(j) for b, j in zip(told[: (first or 0) + 1], links[: (first or 0) + 1], strict=True))
