"""The judge's whole table: what each combination of evidence and obligations amounts to."""

from fractions import Fraction

import pytest

from checker.graph import sym
from checker.judge import judge
from checker.records import SYMPY, Evidence, Obligation, Outcome, Status, Verdict, Witness

WITNESS = Witness((("x", Fraction(1, 2)),), "1", "2")
AGREES = Evidence("numeric", "balls", Outcome.HOLDS, points=20, digits=30)
ESTIMATES = Evidence("numeric", "balls", Outcome.HOLDS, points=20, digits=30, rigorous=False)
NO_POINTS = Evidence("numeric", "balls", Outcome.HOLDS, points=0)
FAILS = Evidence("numeric", "balls", Outcome.FAILS, points=3, witness=WITNESS)
DOUBTS = Evidence("numeric", "balls", Outcome.FAILS, points=3, witness=WITNESS, rigorous=False)
UNDEFINED = Evidence("numeric", "balls", Outcome.UNDEFINED, points=3, witness=WITNESS)
CANNOT = Evidence("numeric", "balls", Outcome.UNKNOWN, detail="no table entry")
DECIDES = Evidence("exact", "normal form", Outcome.HOLDS, decides=True)
PROVES = Evidence("exact", "moments", Outcome.HOLDS)
SAYS_SYMPY = Evidence("exact", SYMPY, Outcome.HOLDS)
DENIES = Evidence("exact", "roots", Outcome.FAILS)
NOTHING = Evidence("exact", "normal form", Outcome.UNKNOWN)
OPEN = Obligation("divisor", sym("x"), text="x ≠ 0")
MET = Obligation("divisor", sym("x"), status=Status.DISCHARGED, text="x ≠ 0")
BROKEN = Obligation("divisor", sym("x"), status=Status.FAILING, witness=WITNESS, text="x ≠ 0")


@pytest.mark.parametrize(
    ("evidence", "obligations", "verdict"),
    [
        ([AGREES, PROVES], [], Verdict.PROVED),
        ([AGREES, PROVES], [MET], Verdict.PROVED),
        ([AGREES, SAYS_SYMPY], [], Verdict.PROVED),
        ([CANNOT, DECIDES], [], Verdict.PROVED),
        ([ESTIMATES, PROVES], [], Verdict.PROVED),
        # agreement is not proof, and what could not be evaluated is not agreement
        ([AGREES], [], Verdict.CHECKED),
        ([AGREES, NOTHING], [], Verdict.CHECKED),
        ([NO_POINTS], [], Verdict.UNDECIDED),
        ([NO_POINTS, PROVES], [], Verdict.UNDECIDED),
        ([CANNOT, PROVES], [], Verdict.UNDECIDED),
        ([CANNOT, SAYS_SYMPY], [], Verdict.UNDECIDED),
        ([CANNOT, NOTHING], [], Verdict.UNDECIDED),
        ([], [], Verdict.UNDECIDED),
        # SymPy is believed only where every number was an enclosure
        ([ESTIMATES, SAYS_SYMPY], [], Verdict.CHECKED),
        # an open obligation keeps a line below proved
        ([AGREES, PROVES], [OPEN], Verdict.CHECKED),
        ([CANNOT, DECIDES], [OPEN], Verdict.UNDECIDED),
        # refutation needs enclosures; a proof against it is a conflict
        ([FAILS], [], Verdict.REFUTED),
        ([FAILS], [BROKEN], Verdict.REFUTED),
        ([FAILS, PROVES], [], Verdict.CONFLICT),
        ([FAILS, SAYS_SYMPY], [], Verdict.CONFLICT),
        ([DOUBTS], [], Verdict.UNDECIDED),
        ([AGREES, DENIES], [], Verdict.CONFLICT),
        ([CANNOT, DENIES], [], Verdict.UNDECIDED),
        # what means nothing is undefined, however well both sides look alike
        ([AGREES, DECIDES], [BROKEN], Verdict.UNDEFINED),
        ([UNDEFINED, DECIDES], [], Verdict.UNDEFINED),
    ],
)
def test_table(evidence: list[Evidence], obligations: list[Obligation], verdict: Verdict) -> None:
    assert judge(evidence, obligations).verdict is verdict


def test_a_refutation_carries_its_witness() -> None:
    assert judge([FAILS], []).witness == WITNESS
    assert judge([AGREES], [BROKEN]).witness == WITNESS


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        ([], Verdict.TIMEOUT),
        ([CANNOT], Verdict.TIMEOUT),
        ([AGREES], Verdict.CHECKED),
        ([FAILS], Verdict.REFUTED),
        ([AGREES, PROVES], Verdict.PROVED),
    ],
)
def test_interrupted(evidence: list[Evidence], verdict: Verdict) -> None:
    assert judge(evidence, [], interrupted="timeout after 30 s").verdict is verdict
    if verdict is Verdict.TIMEOUT:
        assert judge(evidence, [], interrupted="error: killed by signal 11").verdict is Verdict.ERROR


def test_no_point_under_conditions_is_no_proof() -> None:
    """A condition that nothing satisfies makes every line true; that is a slip, not a proof."""
    assert judge([CANNOT, DECIDES], [], restricted=True).verdict is Verdict.UNDECIDED
    assert judge([AGREES, DECIDES], [], restricted=True).verdict is Verdict.PROVED
