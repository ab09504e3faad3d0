"""Steps that state what SymPy says, where SymPy is wrong: none passes, and the right value is never refuted."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from limited import NoAnswer, answer_within
from sympy_wrong import CASES, Wrong

from checker import Settings, runner
from checker.api import link_of
from checker.records import Judgement, Verdict

PASSING = {Verdict.PROVED, Verdict.CHECKED}
AGAINST = {Verdict.REFUTED, Verdict.UNDEFINED, Verdict.CONFLICT}
SECONDS = 60.0
IDS = [c.id for c in CASES]
Judged = dict[str, Judgement]


@pytest.fixture(scope="session")
def judged() -> Judged:
    """Each case's wrong claim, judged."""
    found = runner.examine_links([link_of(*c.wrong) for c in CASES], Settings(timeout=12))
    return {c.id: j for c, j in zip(CASES, found, strict=True)}


@pytest.fixture(scope="module")
def righted() -> Judged:
    """Each right claim, judged."""
    claims = {c.id: c.right for c in CASES if c.right is not None}
    found = runner.examine_links([link_of(*claim) for claim in claims.values()], Settings(timeout=20))
    return dict(zip(claims, found, strict=True))


def test_there_are_enough_of_them_and_no_two_of_one_name() -> None:
    assert len(set(IDS)) == len(IDS) >= 30


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_sympy_still_says_so(case: Wrong) -> None:
    try:
        said = answer_within(SECONDS, lambda: "the same" if case.call() == case.answer else "another answer")
    except NoAnswer as why:
        pytest.skip(f"SymPy {sympy.__version__} did not answer: {why}")
    if said != "the same":
        pytest.skip(f"SymPy {sympy.__version__} does not say so any more: this case has had its day")


@pytest.mark.parametrize("case", [c for c in CASES if c.number], ids=[c.id for c in CASES if c.number])
def test_mpmath_is_with_the_right_value(case: Wrong) -> None:
    assert case.number is not None
    assert case.right is not None
    number, right = mpmath.mpmathify(case.number()), mpmath.mpmathify(sympy.N(case.right[2], 20))
    assert abs(number - right) < 1e-9
    if case.answer is not sympy.nan:
        assert abs(number - mpmath.mpmathify(sympy.N(case.answer, 20))) > 1e-3


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_sympy_says_does_not_pass(judged: Judged, case: Wrong) -> None:
    assert judged[case.id].verdict not in PASSING


def test_how_many_are_refuted(judged: Judged) -> None:
    assert sum(j.verdict in AGAINST for j in judged.values()) >= LEAST_REFUTED


@pytest.mark.slow
def test_no_right_value_is_refuted_and_most_pass(righted: Judged) -> None:
    assert not [f"{id}: {j.verdict} by {j.method}" for id, j in righted.items() if j.verdict in AGAINST]
    assert sum(j.verdict in PASSING for j in righted.values()) >= LEAST_PASSED


#: measured, and not to be lost again
LEAST_REFUTED, LEAST_PASSED = 42, 34
