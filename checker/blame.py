"""Which lines of a chain are wrong: one slip breaks two links, and only one of its lines deserves the blame.

Link k goes to line k from the line before it. When link k is refuted (or its line undefined) and a later link j does
not pass either, the bridge from the line before k straight to line j is examined: if that passes, line j is right and
the slip is line k alone. Lines between that follow from the wrong line keep their verdicts and are marked so. This
module decides where an error is reported, never whether there is one: link k stays refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checker.records import Judgement, Verdict

BROKEN = frozenset({Verdict.REFUTED, Verdict.UNDEFINED})
#: what a link may be that breaks because the line before it is wrong; a conflict or a crash is never hidden
INFECTED = BROKEN | {Verdict.UNDECIDED, Verdict.TIMEOUT}
PASSING = frozenset({Verdict.PROVED, Verdict.CHECKED})


@dataclass(frozen=True, slots=True)
class Blame:
    """What is reported of a line: the judgement of its link, or of the bridge to it.

    `follows`: the number of the refuted line from which this one follows, else None. `bridged`: the number of the
    refuted line that the bridge passes over (it starts at the line before that), else None.
    """

    judgement: Judgement
    follows: int | None = None
    bridged: int | None = None


def blame(judgements: Sequence[Judgement], bridge: Callable[[int, int], Judgement | None]) -> tuple[Blame, ...]:
    """What to report of every link of a chain.

    `bridge(k, j)` examines whether line j follows from the line before line k; None where relations do not compose.
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
    """The first infected link after k whose line follows from the line before the slip, with the bridge's judgement."""
    for j in range(k + 1, len(judgements)):
        if judgements[j].verdict in INFECTED:
            judgement = bridge(k, j)
            if judgement is not None and judgement.verdict in PASSING:
                return j, judgement
    return None
