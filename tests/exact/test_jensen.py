"""Tangents at one place: Jensen's, Gibbs' and Fenchel-Young's inequality, and neighbours that fail."""

from __future__ import annotations

import math
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.domains import OPEN01, POSITIVE, REAL, Domain
from checker.exact import jensen
from checker.exact.context import Context, OutOfTime
from checker.exact.inequalities import prove_inequality
from checker.exact.prove import REDUCERS
from checker.graph import ONE, ZERO, Node, add, div, fn, mul, neg, postorder, rat, rel, sub, sym

x, y, a, b, c, p, q, r, s = map(sym, "xyabcpqrs")
DOMAINS: dict[str, Domain] = {
    "x": REAL, "y": REAL, "a": POSITIVE, "b": POSITIVE, "c": POSITIVE,
    "p": OPEN01, "q": OPEN01, "r": OPEN01, "s": OPEN01,
}  # fmt: skip


def log(u: Node) -> Node:
    return fn("log", u)


def exp(u: Node) -> Node:
    return fn("exp", u)


def prove(left: Node, relation: str, right: Node, *where: Node, seconds: float = 30) -> str | None:
    ctx = Context(DOMAINS, where, reducers=REDUCERS, deadline=time.monotonic() + seconds)
    try:
        return prove_inequality(left, relation, right, ctx)
    except OutOfTime:
        return None


MIX = add(mul(p, a), mul(sub(ONE, p), b))
GIBBS2 = add(mul(p, log(div(p, q))), mul(sub(ONE, p), log(div(sub(ONE, p), sub(ONE, q)))))
THIRD, OTHER = sub(ONE, add(p, q)), sub(ONE, add(r, s))
GIBBS3 = add(mul(p, log(div(p, r))), mul(q, log(div(q, s))), mul(THIRD, log(div(THIRD, OTHER))))
ROOM = (rel(add(p, q), "<", ONE), rel(add(r, s), "<", ONE))
#: attained with equality somewhere: the strict relation must not be proved
TIGHT: dict[str, tuple[Node, Node, tuple[Node, ...]]] = {
    "log": (add(mul(p, log(a)), mul(sub(ONE, p), log(b))), log(MIX), ()),
    "log of three": (mul(rat(1, 3), add(log(a), log(b), log(c))), log(mul(rat(1, 3), add(a, b, c))), ()),
    "exp": (exp(add(mul(p, x), mul(sub(ONE, p), y))), add(mul(p, exp(x)), mul(sub(ONE, p), exp(y))), ()),
    "Fenchel-Young": (mul(x, a), add(exp(x), mul(a, log(a)), neg(a)), ()),
    "Gibbs of two": (ZERO, GIBBS2, ()),
    "Gibbs of three": (ZERO, GIBBS3, ROOM),
    "entropy of three": (neg(add(mul(p, log(p)), mul(q, log(q)), mul(THIRD, log(THIRD)))), log(rat(3)), ROOM[:1]),
}


@pytest.mark.parametrize("name", TIGHT)
def test_proved_but_never_strictly_nor_with_less(name: str) -> None:
    left, right, where = TIGHT[name]
    found = prove(left, "<=", right, *where)
    assert found is not None
    assert "tangents" in found
    assert prove(left, "<", right, *where, seconds=2) is None
    assert prove(add(left, rat(1, 10**9)), "<=", right, *where, seconds=2) is None


def evaluate(node: Node, at: dict[str, float]) -> float:
    done: dict[Node, float] = {}
    for n in postorder(node):
        v = [done[k] for k in n.args]
        match n.op:
            case "rat":
                done[n] = float(n.value)
            case "sym":
                done[n] = at[n.data]
            case "add":
                done[n] = math.fsum(v)
            case "mul":
                done[n] = math.prod(v)
            case "pow":
                done[n] = v[0] ** v[1]
            case _:
                done[n] = {"log": math.log, "exp": math.exp}[n.data](v[0])
    return done[node]


ARGUMENTS = st.sampled_from([a, b, p, q, sub(ONE, p), add(a, b), div(p, q), MIX, rat(3)])


def test_large_coefficients_are_not_factored_rather_than_break() -> None:
    """python-flint 0.8 raises OverflowError when it sorts the factors of such a polynomial."""
    left, right, where = TIGHT["entropy of three"]
    assert prove(add(left, rat(1, 10**9)), "<=", right, *where, seconds=2) is None


WEIGHTS = st.sampled_from([p, q, sub(ONE, p), rat(2), neg(p), neg(sub(ONE, q)), rat(-1), a, x])
TERMS = st.lists(st.tuples(WEIGHTS, st.sampled_from(["log", "exp"]), ARGUMENTS), min_size=1, max_size=4)
UNIT = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50)
SIZES = st.fractions(Fraction(1, 20), Fraction(4), max_denominator=20)


@given(TERMS, UNIT, UNIT, SIZES, SIZES, st.fractions(-3, 3, max_denominator=20))
@settings(max_examples=150, deadline=None)
def test_a_bound_is_never_above(
    terms: list[tuple[Node, str, Node]], u: Fraction, v: Fraction, k: Fraction, m: Fraction, w: Fraction
) -> None:
    g = add(*(mul(weight, fn(kind, t)) for weight, kind, t in terms))
    ctx = Context(DOMAINS, (), reducers=REDUCERS, deadline=time.monotonic() + 30)
    at = {n: float(z) for n, z in zip("pqabx", (u, v, k, m, w), strict=True)}
    bounds = [bound for bound, _ in jensen.lower_bounds(g, ctx)]
    paired = jensen.pairs(g, ctx)
    value = evaluate(g, at)
    for bound in [*bounds, *([paired] if paired is not None else [])]:
        assert evaluate(bound, at) <= value + 1e-9 * (1 + abs(value) + abs(evaluate(bound, at)))


def table(weight: Node = ONE) -> Node:
    """The mutual information of a coin p and what it becomes with chances q and r of 0, times a weight."""
    joint = {(0, 0): mul(p, q), (0, 1): mul(p, sub(ONE, q)), (1, 0): mul(sub(ONE, p), r),
             (1, 1): mul(sub(ONE, p), sub(ONE, r))}  # fmt: skip
    first = {0: p, 1: sub(ONE, p)}
    second = {k: add(joint[0, k], joint[1, k]) for k in (0, 1)}
    return mul(weight, add(*(mul(j, log(div(j, mul(first[m], second[k])))) for (m, k), j in joint.items())))


def test_the_pairs_of_a_table_are_kept() -> None:
    assert prove(table(), ">=", ZERO)
    assert prove(ZERO, "<=", table(rat(1, 2)))
    assert prove(table(rat(-2)), "<=", ZERO)
    assert not prove(table(), ">", ZERO, seconds=6)
    assert not prove(table(rat(-1)), ">=", ZERO, seconds=6)
    assert not prove(add(table(), rat(-1, 100)), ">=", ZERO, seconds=6)
