"""Which lines of a chain are wrong: one slip breaks two links, and only one of its lines deserves the blame.

Line 0 is the left side of the claim, the last line its right side; link k goes from line k to line k + 1. When link k
is refuted (or its line undefined) and a later link j is too, the bridge from line k to line j + 1, past the lines
between, is examined: if it passes, line j + 1 is right and the slip is line k + 1 alone. Lines between that follow
from the wrong line keep their verdicts and are marked so. This module decides where an error is reported, never
whether there is one: link k stays refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checker.records import Judgement, Verdict

BROKEN = frozenset({Verdict.REFUTED, Verdict.UNDEFINED})
PASSING = frozenset({Verdict.PROVED, Verdict.CHECKED})


@dataclass(frozen=True, slots=True)
class Blame:
    """What is reported of a link: its judgement, or the bridge's.

    `follows`: the number of the refuted link from whose line this one follows, else None. `bridged`: the number of
    the line that the judgement relates this one to, where that is not the line before, else None.
    """

    judgement: Judgement
    follows: int | None = None
    bridged: int | None = None


def blame(judgements: Sequence[Judgement], bridge: Callable[[int, int], Judgement | None]) -> tuple[Blame, ...]:
    """What to report of every link of a chain.

    `bridge(i, j)` examines whether line j follows from line i; None where relations do not compose.
    """
    lines = [Blame(j) for j in judgements]
    k = 0
    while k < len(lines):
        end = _rejoins(judgements, k, bridge) if judgements[k].verdict in BROKEN else None
        if end is None:
            k += 1
            continue
        j, judgement = end
        for between in range(k + 1, j):
            if judgements[between].verdict in PASSING:
                lines[between] = Blame(judgements[between], follows=k)
        lines[j] = Blame(judgement, bridged=k)
        k = j + 1
    return tuple(lines)


def _rejoins(
    judgements: Sequence[Judgement], k: int, bridge: Callable[[int, int], Judgement | None]
) -> tuple[int, Judgement] | None:
    """The first broken link after k whose line follows from the line before the slip, with the bridge's judgement."""
    for j in range(k + 1, len(judgements)):
        if judgements[j].verdict in BROKEN:
            judgement = bridge(k, j + 1)
            if judgement is not None and judgement.verdict in PASSING:
                return j, judgement
    return None
