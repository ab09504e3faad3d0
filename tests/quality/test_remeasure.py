"""The second measurement can say both: true claims hold, and a point outside `where` is no failure."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from cases import Case, false
from remeasure import Finding, remeasured

from checker.records import Witness

x, y = sp.symbols("x y", real=True)
k = sp.Symbol("k", integer=True)
HALF = Fraction(1, 2)
ROOT = {"x": "≈ 1.4142135623730950488"}


def case(*claim: object) -> Case:
    return false("-", lambda: claim, "-")


@pytest.mark.parametrize(
    ("claim", "at", "finding"),
    [
        ((sp.sin(x) ** 2 + sp.cos(x) ** 2, "=", 1), {"x": HALF}, Finding.HOLDS),
        ((sp.sin(x) ** 2 + sp.cos(x) ** 2, "=", 1 + sp.Rational(1, 10**400)), {"x": HALF}, Finding.FAILS),
        ((sp.sqrt(x**2), "=", x), {"x": Fraction(-1)}, Finding.FAILS),
        ((sp.sqrt(x**2), "=", x, [x > 0]), {"x": Fraction(-1)}, Finding.HOLDS),  # outside: no failure
        ((2 * x * y, "<", x**2 + y**2), {"x": HALF, "y": HALF}, Finding.FAILS),
        ((2 * x * y, "<=", x**2 + y**2), {"x": HALF, "y": HALF}, Finding.HOLDS),
        ((sp.Integral(sp.exp(-(x**2)), (x, -sp.oo, sp.oo)), "=", sp.sqrt(sp.pi)), {}, Finding.HOLDS),
        ((sp.Sum(1 / k**2, (k, 1, sp.oo)), "=", sp.pi**2 / 6), {}, Finding.HOLDS),
        ((sp.Eq(x**2, 2, evaluate=False), "=>", sp.Eq(x, 1, evaluate=False)), ROOT, Finding.FAILS),
        ((sp.Eq(x**2, 2, evaluate=False), "=>", sp.Eq(x**4, 4, evaluate=False)), ROOT, Finding.HOLDS),
        ((x + 2 / x, ">", 2 * sp.sqrt(2)), {"x": "√(2)"}, Finding.FAILS),
        ((sp.sin(x) + sp.cos(x), "<=", sp.sqrt(2)), {"x": "1/4·π"}, Finding.HOLDS),
        ((sp.log(x), ">", 2), {"x": "e"}, Finding.FAILS),
        ((sp.Function("f")(x), "=", x + 1), {"x": HALF, "f": "(u) ↦ u + 1"}, Finding.HOLDS),
        ((sp.Function("f")(x), "=", x), {"x": HALF, "f": "(u) ↦ 2·u^2 + exp(0)"}, Finding.FAILS),
        ((sp.Function("f")(x), "=", x), {"x": HALF, "f": "something else"}, Finding.UNREAD),
    ],
)  # fmt: skip
def test_findings(claim: tuple[object, ...], at: dict[str, object], finding: Finding) -> None:
    assert remeasured(case(*claim), Witness(tuple(at.items()))) is finding  # type: ignore[arg-type]
