"""What a line takes from a cited claim, it takes with the claim's conditions and with the claim's verdict."""

from checker import Derivation, Max, Positive, Real, check_derivation, derivation, log, sqrt
from checker.records import CITED
from checker.verify import Line

FAR = 10**30  # no number is drawn so far out


def lines(function: object) -> list[Line]:
    return list(check_derivation(derivation(title="a title")(function)).lines)  # type: ignore[arg-type]


def test_a_conditional_claim_is_not_cited_without_its_condition() -> None:
    def steps(d: Derivation, x: Real) -> None:
        near = d.prove(Max(0, x - FAR), "=", 0, where=[x < FAR])
        d.prove(Max(0, x - FAR), "=", 0, by=[near])
        d.prove(2 * Max(0, x - FAR), "=", 0, where=[x < FAR], by=[near])

    first, without, within = lines(steps)
    assert first.verdict == within.verdict == "proved"
    assert without.verdict != "proved"


def test_a_sign_taken_from_a_claim_is_worth_what_the_claim_is() -> None:
    def steps(d: Derivation, x: Real) -> None:
        bound = d.assume(x, "<", FAR, "not so")
        d.prove(Max(0, x - FAR), "=", 0, by=[bound])

    admitted, resting = lines(steps)
    assert admitted.verdict == "admitted"
    assert resting.verdict == "undecided"
    assert CITED in resting.judgement.method


def test_a_meaning_taken_from_a_claim_is_worth_what_the_claim_is() -> None:
    def steps(d: Derivation, x: Real, y: Positive) -> None:
        sign = d.assume(x, "<", FAR, "not so")
        d.prove(log(FAR - x) + y, "=", y + log(FAR - x), by=[sign])

    _, resting = lines(steps)
    assert resting.verdict != "proved"


def test_a_line_that_needs_no_claim_does_not_rest_on_one() -> None:
    def steps(d: Derivation, x: Real, y: Positive) -> None:
        wrong = d.assume(x, "<", FAR, "not so")
        d.prove((x + 1) ** 2, "=", x**2 + 2 * x + 1, by=[wrong])
        d.prove(sqrt(y**2) / y, "=", 1, by=[wrong])

    assert [line.verdict for line in lines(steps)][1:] == ["proved", "proved"]
