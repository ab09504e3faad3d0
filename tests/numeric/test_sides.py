"""One point of a relation: numbers so large that a term beside them is lost, and infinities."""

import pytest
import sympy as sp

from checker import Settings, check
from checker.domains import REAL, Scalar
from checker.graph import ONE, Node, add, mul, power, rat, sym
from checker.numeric.compare import compare
from checker.records import Link, Outcome, Verdict

x = sp.Symbol("x", real=True)
X = sym("x")


def outcome(left: Node, right: Node, **domains: Scalar) -> Outcome:
    return compare(Link(left, "=", right, tuple(domains.items()))).outcome


def test_one_beside_a_number_of_many_digits_is_not_lost() -> None:
    tower = power(rat(9), rat(9**9))
    assert outcome(tower, add(tower, ONE)) is not Outcome.HOLDS
    assert outcome(mul(rat(10**5000 + 1), X), mul(rat(10**5000 + 2), X), x=REAL) is Outcome.FAILS
    assert outcome(power(rat(3), rat(9**5)), add(power(rat(3), rat(9**5)), ONE)) is not Outcome.HOLDS


def test_numbers_beyond_floats_are_compared() -> None:
    huge = sp.exp(sp.exp(sp.exp(x**2 + 3)))
    assert check(huge, "=", 2 * huge).verdict is Verdict.REFUTED
    assert check(sp.exp(100 * x), "=", sp.exp(99 * x) * sp.exp(x)).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (sp.Limit(2**x, x, -sp.oo), sp.oo, Verdict.REFUTED),
        (sp.Limit(2 ** (-x), x, -sp.oo), 0, Verdict.REFUTED),
        (sp.Integral(sp.exp(-(x**2)), (x, -sp.oo, sp.oo)), sp.oo, Verdict.REFUTED),
        (sp.Integral(1 / x**2, (x, -1, 1)), sp.oo, Verdict.UNDEFINED),
        (sp.Limit(2 ** (-x), x, -sp.oo), sp.oo, Verdict.PROVED),
        (sp.Limit(2 ** (-x), x, -sp.oo), -sp.oo, Verdict.REFUTED),
        (sp.Limit(1 / x, x, 0, "+-"), sp.oo, Verdict.UNDEFINED),
    ],
)
def test_infinities(left: sp.Expr, right: sp.Expr, verdict: Verdict) -> None:
    assert check(left, "=", right, settings=Settings(timeout=10)).verdict is verdict


def test_kinks_at_the_zeros_of_a_product() -> None:
    quarters = sp.Integral(sp.Abs(sp.sin(x) * sp.cos(x) ** 3), (x, 0, 2 * sp.pi))
    assert check(quarters, "=", 0, settings=Settings(timeout=20)).verdict is Verdict.REFUTED
    assert check(quarters, "=", 1, settings=Settings(timeout=20)).verdict in (Verdict.CHECKED, Verdict.PROVED)
