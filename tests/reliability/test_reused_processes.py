"""A process that has examined a link examines another, unless it is no longer as it was; no judgement tells."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checker.api import link_of
from checker.graph import Node
from checker.records import Evidence, Judgement, Link
from checker.runner import Pool
from checker.settings import Settings

QUALITY = Path(__file__).resolve().parent.parent / "quality"
STRIDE = 29


def link(what: str, argument: str = "x") -> Link:
    return Link(Node("sym", (), what), "=", Node("sym", (), argument))


def processes(*links: Link) -> list[str]:
    with Pool(1, "fake_engine") as pool:
        return [j.detail for j in pool.examine(links, Settings(memory=256, timeout=5))]


def test_a_process_goes_on() -> None:
    assert len(set(processes(link("pid"), link("pid"), link("pid")))) == 1


@pytest.mark.parametrize("what", [link("spend"), link("keep", "x80")])
def test_it_does_not_where_it_has_changed(what: Link) -> None:
    first, changed, after = processes(link("pid"), what, link("pid"))
    assert first == changed != after


def test_every_link_has_the_whole_memory() -> None:
    found = processes(*[link("keep", f"x{k}") for k in (40, 40, 180, 180)])
    assert all(pid.isdigit() for pid in found), found


def test_a_link_that_is_stopped_costs_no_other() -> None:
    found = processes(link("pid"), link("kill"), link("pid"), link("leave"), link("pid"))
    assert [d.isdigit() for d in found] == [True, False, True, False, True]


def claims() -> list[Link]:
    """Some of every tier of the corpus."""
    sys.path.insert(0, str(QUALITY))
    try:
        cases = [c for p in sorted(QUALITY.glob("tier_*.py")) for c in importlib.import_module(p.stem).CASES]
    finally:
        sys.path.remove(str(QUALITY))
    out = []
    for case in cases[::STRIDE]:
        left, relation, right, *where = case.build()
        out.append(link_of(left, relation, right, where[0] if where else ()))
    return out


def told(j: Judgement) -> Judgement:
    """All that a report tells of it but the seconds."""
    evidence: tuple[Evidence, ...] = tuple(replace(e, seconds=0.0) for e in j.evidence)
    return replace(j, seconds=0.0, evidence=evidence)


def test_what_was_examined_before_changes_no_judgement() -> None:
    links = claims()
    settings = Settings(mend=False, timeout=60)
    with Pool(2) as pool:
        forwards = pool.examine(links, settings)
        backwards = pool.examine(links[::-1], settings)[::-1]
    for a, b, x in zip(forwards, backwards, links, strict=True):
        assert told(a) == told(b), x
