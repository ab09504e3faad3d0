"""What a line must have to meet the bar, and the code under which it misses it.

The gate asks `proved` of every line, or `checked` where the caller says so. Below it, `checked` stands where the author
gave a written reason or the caller names the claim, and `admitted` where the caller names it. What was cut off by a
deadline before it was examined to the end stands on nothing. No verdict is decided here, and none depends on the gate.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from checker.records import Judgement, Status, Verdict

BARS = ("proved", "checked")
BY_NAME = "this run allows it by name"
BY_BAR = "this run asks for no more than checked"


@dataclass(frozen=True, slots=True)
class Gate:
    """`require`: the bar, one of `BARS`. The other two name claims or derivations: those whose assumptions may stand,
    and those whose lines may stand on `checked`. Raises ValueError for another bar.
    """

    require: str = "proved"
    allow_assumptions: tuple[str, ...] = ()
    allow_checked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.require not in BARS:
            raise ValueError(f"require must be {' or '.join(BARS)}, not {self.require!r}")

    def admits(self, names: Collection[str]) -> bool:
        """Whether an assumption may stand whose claim and derivation are named so."""
        return not set(names).isdisjoint(self.allow_assumptions)

    def permit(self, judgement: Judgement, reason: str | None, names: Collection[str]) -> str | None:
        """Why the line may stand on `checked`: the author's reason, else what the caller allows; None if it may not."""
        if reason is not None or judgement.verdict is not Verdict.CHECKED:
            return reason
        if not set(names).isdisjoint(self.allow_checked):
            return BY_NAME
        return BY_BAR if self.require == "checked" else None


def code(judgement: Judgement, permit: str | None) -> str:
    """The code of a line that is said to be true; "" exactly when it meets the bar."""
    match judgement.verdict:
        case Verdict.PROVED:
            return ""
        case Verdict.CHECKED if permit is not None and not judgement.interrupted:
            return ""
        case Verdict.CHECKED if any(o.status is Status.OPEN for o in judgement.obligations):
            return "obligation-open"
        case verdict:
            return f"step-{verdict.value}"
