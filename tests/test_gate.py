"""Which lines meet the bar: every verdict against every gate, by the table of the README."""

from __future__ import annotations

import pytest

from checker.gate import BY_BAR, BY_NAME, Gate, code
from checker.graph import sym
from checker.records import Judgement, Obligation, Status, Verdict
from checker.verify import _read

NAMES = ("d.1", "d")


def met(gate: Gate, judgement: Judgement, reason: str | None = None) -> bool:
    return not code(judgement, gate.permit(judgement, reason, NAMES))


@pytest.mark.parametrize("verdict", [v for v in Verdict if v not in (Verdict.PROVED, Verdict.CHECKED)], ids=str)
def test_no_gate_lets_these_pass(verdict: Verdict) -> None:
    loosest = Gate("checked", NAMES, NAMES)
    assert code(Judgement(verdict), loosest.permit(Judgement(verdict), "why", NAMES)) == f"step-{verdict}"


def test_proved_meets_every_bar() -> None:
    assert met(Gate(), Judgement(Verdict.PROVED))
    assert met(Gate("checked"), Judgement(Verdict.PROVED))


@pytest.mark.parametrize(
    ("gate", "reason", "permit"),
    [
        (Gate(), None, None),
        (Gate(), "why", "why"),
        (Gate(allow_checked=("d.1",)), None, BY_NAME),
        (Gate(allow_checked=("d",)), None, BY_NAME),
        (Gate(allow_checked=("d.2",)), None, None),
        (Gate(allow_assumptions=NAMES), None, None),
        (Gate("checked"), None, BY_BAR),
        (Gate("checked", (), ("d",)), "why", "why"),
    ],
    ids=["bar", "reason", "claim", "derivation", "another", "assumption", "checked", "reason-first"],
)
@pytest.mark.parametrize("is_open", [False, True], ids=["", "open"])
def test_checked(gate: Gate, reason: str | None, permit: str | None, is_open: bool) -> None:
    duties = (Obligation("divisor", sym("x"), None, Status.OPEN),) if is_open else ()
    judgement = Judgement(Verdict.CHECKED, obligations=duties)
    assert gate.permit(judgement, reason, NAMES) == permit
    assert code(judgement, permit) == ("" if permit else "obligation-open" if is_open else "step-checked")


def test_what_was_cut_off_stands_on_nothing() -> None:
    cut = Judgement(Verdict.CHECKED, interrupted=True)
    assert not met(Gate("checked", (), NAMES), cut, "why")


def test_another_bar_is_refused() -> None:
    with pytest.raises(ValueError, match="require must be proved or checked, not 'refuted'"):
        Gate("refuted")


def test_a_decimal_is_worth_its_weaker_bound() -> None:
    class Reading:
        name = "rounded"

    def read(*verdicts: Verdict) -> Verdict:
        return _read([Reading()] * (len(verdicts) // 2), [Judgement(v) for v in verdicts]).verdict  # type: ignore[list-item]

    V = Verdict
    assert read(V.CHECKED, V.UNDECIDED, V.REFUTED, V.PROVED) is V.UNDECIDED
    assert read(V.UNDECIDED, V.CHECKED, V.REFUTED, V.PROVED) is V.UNDECIDED
    assert read(V.CHECKED, V.PROVED, V.REFUTED, V.CHECKED) is V.CHECKED
    assert read(V.CHECKED, V.REFUTED, V.TIMEOUT, V.PROVED) is V.TIMEOUT  # the first is refuted, so it says nothing
    assert read(V.CHECKED, V.REFUTED, V.PROVED, V.PROVED) is V.PROVED
    assert read(V.CHECKED, V.REFUTED, V.PROVED, V.REFUTED) is V.REFUTED
