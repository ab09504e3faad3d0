"""SymPy's assumptions on a symbol and the checker's scalar domains, each as the other.

Decides which numbers a plain symbol stands for. What is declared as a domain is not asked here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import sympy

from checker.domains import Scalar
from checker.graph import TWO, Node, fn, rat, rel, sym
from checker.vocabulary import Untranslatable

#: what no domain says, and what none denies, of a number
_OF_INTEGERS = frozenset({"rational", "algebraic"})
_UNSAID = _OF_INTEGERS | frozenset("prime composite irrational transcendental imaginary antihermitian infinite".split())
_UNDENIED = frozenset("integer rational algebraic real extended_real complex even odd finite hermitian".split())


def assumed(e: sympy.Symbol, name: str) -> tuple[Scalar, tuple[Node, ...]]:
    """The domain that the assumptions on a symbol say, and what they say beside, as conditions on the symbol `name`.

    Where they say nothing, complex numbers. Raises Untranslatable for what neither can say.
    """
    said = dict(e._assumptions_orig) if hasattr(e, "_assumptions_orig") else {}
    given = {k for k, v in said.items() if v}
    for awkward, value in sorted(said.items()):
        if awkward in (_UNSAID if value else _UNDENIED) and not (awkward in _OF_INTEGERS and e.is_integer):
            raise Untranslatable(f"the assumption {awkward}={value} on {name} is not one of the domains")
    beside = tuple(
        rel(fn("mod", sym(name), TWO), "=", rat(remainder))
        for parity, remainder in (("even", 0), ("odd", 1))
        if parity in given
    )
    return _domain(e), beside


def _domain(e: sympy.Symbol) -> Scalar:
    kind: Literal["integer", "real", "complex"] = (
        "integer" if e.is_integer else "real" if e.is_extended_real else "complex"
    )
    if kind == "complex":
        return Scalar("complex", nonzero=bool(e.is_zero is False))
    zero = Fraction(0)
    if e.is_zero:
        return Scalar(kind, zero, zero)
    if e.is_positive:
        return Scalar(kind, Fraction(1)) if kind == "integer" else Scalar(kind, zero, lower_open=True)
    if e.is_negative:
        return Scalar(kind, None, Fraction(-1)) if kind == "integer" else Scalar(kind, None, zero, upper_open=True)
    nonzero = bool(e.is_zero is False)
    if e.is_nonnegative:
        return Scalar(kind, zero, nonzero=nonzero)
    if e.is_nonpositive:
        return Scalar(kind, None, zero, nonzero=nonzero)
    return Scalar(kind, nonzero=nonzero)


def assumptions(domain: Scalar) -> dict[str, bool]:
    """SymPy's assumptions for a scalar domain."""
    out: dict[str, bool] = {}
    if domain.kind == "complex":
        out["complex"] = True
    elif domain.kind == "integer":
        out["integer"] = True
    else:
        out["real"] = True
    if domain.positive:
        out["positive"] = True
    elif domain.nonnegative:
        out["nonnegative"] = True
    elif domain.negative:
        out["negative"] = True
    elif domain.upper is not None and domain.upper <= 0:
        out["nonpositive"] = True
    elif domain.nonzero:
        out["zero"] = False
    return out
