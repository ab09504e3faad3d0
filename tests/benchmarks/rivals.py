"""The systems compared, each a function of a claim (left, relation, right, conditions) to True, False or None.

None is no answer: it cannot be asked, or it gave none. Every one is asked as its users would ask it, and none is told
whether the claim is true.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import sympy

from checker.api import link_of
from checker.engine import examine
from checker.records import Verdict
from checker.settings import Settings

Says = bool | None
Rival = Callable[[Any, str, Any, list[Any], float], Says]


def checker(left: Any, relation: str, right: Any, where: list[Any], deadline: float) -> Says:
    """This checker: verdict and witness, without the suggested edit, which no other offers."""
    link = link_of(left, relation, right, where)
    verdict = examine(link, Settings(timeout=4 * deadline, explain=False), lambda _: None).verdict
    return accepts(verdict)


def accepts(verdict: Verdict) -> Says:
    """A verdict as an answer: neither `undecided` nor `conflict` is one."""
    if verdict in (Verdict.PROVED, Verdict.CHECKED):
        return True
    return False if verdict in (Verdict.REFUTED, Verdict.UNDEFINED) else None


def simplify(left: Any, relation: str, right: Any, where: list[Any], deadline: float) -> Says:
    """`simplify(lhs - rhs) == 0`; what is neither 0 nor another number is no answer. Conditions cannot be told."""
    if relation in ("=", "!="):
        rest = sympy.simplify(left - right)
        zero = True if rest == 0 or getattr(rest, "is_ZeroMatrix", False) else None
        if zero is None and getattr(rest, "is_number", False) and rest.is_zero is False:
            zero = False
        return zero if relation == "=" or zero is None else not zero
    made = _relation(left, relation, right)
    found = sympy.simplify(made) if made is not None else None
    return True if found == sympy.true else False if found == sympy.false else None


def equals(left: Any, relation: str, right: Any, where: list[Any], deadline: float) -> Says:
    """`lhs.equals(rhs)`."""
    if relation not in ("=", "!="):
        return None
    found = left.equals(right)
    return found if relation == "=" or found is None else not found


def at_points(left: Any, relation: str, right: Any, where: list[Any], deadline: float) -> Says:
    """mpmath at ten random points that satisfy the conditions, to a relative tolerance of 1e-10."""
    if relation in ("=>", "<=>"):
        return None
    names = sorted(left.free_symbols | right.free_symbols | set().union(*(c.free_symbols for c in where)), key=str)
    values = sympy.lambdify(names, [left, right], "mpmath", cse=True)
    admitted = sympy.lambdify(names, sympy.And(*where), "mpmath")
    rng = Random(1)
    tried = 0
    for _ in range(400):
        point = [_number(s, rng) for s in names]
        if not bool(admitted(*point)):
            continue
        l, r = (complex(v) for v in values(*point))
        near = abs(l - r) <= 1e-10 * max(abs(l), abs(r))
        holds = {"=": near, "!=": not near}.get(relation)
        if holds is None:
            low, high = (l, r) if relation in ("<", "<=") else (r, l)
            holds = low.real < high.real or (near and relation in ("<=", ">="))
        if not holds:
            return False
        tried += 1
        if tried == 10:
            return True
    return None


def _number(s: Any, rng: Random) -> Any:
    if s.is_integer:
        return rng.randint(1 if s.is_positive else 0 if s.is_nonnegative else -8, 8)
    if s.is_positive or s.is_nonnegative:
        return rng.uniform(0.01, 5)
    if s.is_negative:
        return rng.uniform(-5, -0.01)
    return rng.uniform(-5, 5) if s.is_real else complex(rng.uniform(-3, 3), rng.uniform(-3, 3))


def math_verify(left: Any, relation: str, right: Any, where: list[Any], deadline: float) -> Says:
    """Math-Verify's `verify`, the right side as the gold answer; it knows no conditions, and bare relations only."""
    from math_verify import verify  # an optional extra

    if relation != "=":
        return None
    return bool(verify([right], [left], timeout_seconds=None))


def _relation(left: Any, relation: str, right: Any) -> Any:
    made = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}.get(relation)
    return made(left, right) if made is not None else None


RIVALS: dict[str, Rival] = {
    "this checker": checker,
    "simplify(l − r) == 0": simplify,
    "l.equals(r)": equals,
    "mpmath, 10 points": at_points,
    "Math-Verify": math_verify,
}
