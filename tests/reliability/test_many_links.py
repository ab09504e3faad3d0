"""Many links in one run, by counts: how many are under way, in how many processes, what the parent keeps."""

from __future__ import annotations

import tracemalloc

import pytest

from checker.child import MOST
from checker.graph import Node
from checker.records import Judgement, Link
from checker.runner import Pool
from checker.settings import Settings

COUNT = 300


class Counted(Link):
    """A link that tells how often it was written down."""

    written = 0

    def encode(self) -> dict[str, object]:
        Counted.written += 1
        return super().encode()


def link(n: int) -> Link:
    return Counted(Node("sym", (), "pid"), "=", Node("sym", (), f"x{n}"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_more_links_are_under_way_than_asked_and_a_process_examines_few(jobs: int) -> None:
    done = 0
    Counted.written = 0

    def progress(k: int, judgement: Judgement) -> None:
        nonlocal done
        assert Counted.written - done <= jobs
        done += 1

    with Pool(jobs, "fake_engine") as pool:
        found = pool.examine([link(n) for n in range(COUNT)], Settings(), progress)
    assert done == Counted.written == COUNT
    assert COUNT / MOST <= len({j.detail for j in found}) <= COUNT / MOST + jobs


def test_the_parent_keeps_little_more_than_the_judgement_of_each() -> None:
    links = [link(n) for n in range(COUNT)]
    marks: list[int] = []
    with Pool(2, "fake_engine") as pool:
        pool.examine(links[:2], Settings())
        tracemalloc.start()
        try:
            kept = pool.examine(links, Settings(), lambda k, j: marks.append(tracemalloc.get_traced_memory()[0]))
        finally:
            tracemalloc.stop()
    assert len(kept) == COUNT
    assert (marks[-1] - marks[COUNT // 3]) / (COUNT - COUNT // 3) < 2048  # bytes
