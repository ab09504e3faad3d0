"""A wrong proof never wins over a number: the judge says conflict or refuted, or decides nothing.

The wrong proofs are an exact method that closes whatever it is asked, a zero test that calls everything 0, and SymPy's
own wrong results as evidence of the method SymPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sympy import Abs, Integral, Matrix, Symbol, cos, exp, log, oo, pi, sin, sqrt, symbols, tanh
from sympy_wrong import CASES
from test_sympy_wrong import Judged, judged  # noqa: F401 - a fixture

from checker import Settings, engine
from checker.api import link_of
from checker.exact import normal
from checker.judge import judge
from checker.records import SYMPY, Evidence, Judgement, Link, Outcome, Status, Verdict

x, y = symbols("x y", real=True)
p = Symbol("p", positive=True)
PASSING = {Verdict.PROVED, Verdict.CHECKED}
HARMLESS = {Verdict.CONFLICT, Verdict.REFUTED, Verdict.UNDEFINED, Verdict.UNDECIDED, Verdict.TIMEOUT}

FALSE: list[tuple[Any, str, Any]] = [
    ((x + y) ** 2, "=", x**2 + y**2),
    (sqrt(x**2), "=", x),
    (log(p**2), "=", log(p) ** 2),
    (exp(x + y), "=", exp(x) + exp(y)),
    (sin(2 * x), "=", 2 * sin(x)),
    (tanh(x).diff(x), "=", 1 + tanh(x) ** 2),
    (Integral(exp(-(x**2)), (x, -oo, oo)), "=", pi),
    (Integral(Abs(cos(x)), (x, 0, pi)), "=", 0),
    (x**2, "<=", x),
    (Matrix([[x, 1], [0, x]]) ** 2, "=", Matrix([[x**2, x], [0, x**2]])),
]
IDS = [f"{left} {relation} {right}" for left, relation, right in FALSE]


def examined(link: Link) -> Judgement:
    return engine.examine(link, Settings(timeout=15), lambda _: None)


@pytest.mark.parametrize("claim", FALSE, ids=IDS)
def test_a_method_that_closes_everything(claim: tuple[Any, str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: Any, **__: Any) -> Iterator[Evidence]:
        yield Evidence("exact", "a wrong method", Outcome.HOLDS, decides=True)

    monkeypatch.setattr(engine, "attempts", wrong)
    monkeypatch.setattr(engine, "suggest", lambda *_: "")
    assert examined(link_of(*claim)).verdict is Verdict.CONFLICT


@pytest.mark.parametrize("claim", [c for c in FALSE if c[1] == "="][:8], ids=[i for i in IDS if " = " in i][:8])
def test_a_zero_test_that_calls_everything_zero(claim: tuple[Any, str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normal, "is_zero", lambda *_: True)
    monkeypatch.setattr(normal, "decides", lambda *_: True)
    assert examined(link_of(*claim)).verdict in (Verdict.CONFLICT, Verdict.REFUTED, Verdict.UNDEFINED)


@pytest.mark.parametrize("case", CASES, ids=[c.id for c in CASES])
def test_sympys_wrong_word_as_evidence(judged: Judged, case: Any) -> None:  # noqa: F811 - the fixture
    """With all obligations taken for met, so that nothing but the numbers stands against it."""
    found = judged[case.id]
    word = Evidence("exact", SYMPY, Outcome.HOLDS)
    others = [e for e in found.evidence if not (e.engine == "exact" and e.outcome is Outcome.HOLDS)]
    kept = [o for o in found.obligations if o.status is Status.FAILING]
    again = judge([*others, word], kept)
    assert again.verdict in HARMLESS
    assert again.verdict not in PASSING


def test_what_the_numbers_cannot_reach_is_not_proved_by_sympy() -> None:
    numbers = Evidence("numeric", "points", Outcome.UNKNOWN, detail="out of reach")
    assert judge([numbers, Evidence("exact", SYMPY, Outcome.HOLDS)], []).verdict is Verdict.UNDECIDED
    by_estimates = Evidence("numeric", "points", Outcome.HOLDS, rigorous=False, points=9, digits=12)
    assert judge([by_estimates, Evidence("exact", SYMPY, Outcome.HOLDS)], []).verdict is Verdict.CHECKED
