"""Inequalities: what must be proved, what must never be, and random claims against mpmath."""

import random
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1]))
from judged import verdicts

from checker import Abs, Derivation, Max, Piecewise, Positive, Real
from checker import exp as exponential
from checker.domains import INTEGER, NONNEGATIVE, OPEN01, POSITIVE, REAL, SIZE, Domain, Function, Scalar, Tensor
from checker.exact.context import Context
from checker.exact.inequalities import prove_inequality
from checker.exact.prove import REDUCERS
from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    TWO,
    ZERO,
    Node,
    add,
    bind,
    div,
    elem,
    fn,
    matsym,
    mul,
    neg,
    power,
    rat,
    rel,
    sub,
    sym,
)

x, y, a, b, p, q, d, n, k, t, s, w, m = map(sym, ["x", "y", "a", "b", "p", "q", "D", "n", "k", "t", "s", "w", "m"])
DOMAINS: dict[str, Domain] = {
    "x": REAL, "y": REAL, "a": POSITIVE, "b": POSITIVE, "p": POSITIVE, "q": POSITIVE, "s": POSITIVE, "D": OPEN01,
    "n": SIZE, "k": INTEGER, "t": NONNEGATIVE, "w": Scalar(lower=Fraction(0), upper=Fraction(1)),
    "m": Scalar("integer", lower=Fraction(2)), "P": Tensor(n, ONE, OPEN01, "simplex"),
    "Q": Tensor(n, ONE, OPEN01, "simplex"), "f": Function("density"), "g": Function("density"),
}  # fmt: skip


def log(u: Node) -> Node:
    return fn("log", u)


def exp(u: Node) -> Node:
    return fn("exp", u)


def prove(left: Node, relation: str, right: Node, *where: Node) -> str | None:
    ctx = Context(DOMAINS, where, reducers=REDUCERS, deadline=time.monotonic() + 30)
    return prove_inequality(left, relation, right, ctx)


P, Q = (elem(matsym(name, n, ONE), k) for name in "PQ")
F, G = (Node("app", (x,), (name, (0,))) for name in "fg")


def total(body: Node) -> Node:
    return bind("sum", k, body, ZERO, sub(n, ONE))


def integral(body: Node) -> Node:
    return bind("integral", x, body, NEG_INF, INF)


def value(at: Node) -> Node:
    """What the discriminator maximises at one point."""
    return add(mul(p, log(at)), mul(q, log(sub(ONE, at))))


BEST = div(p, add(p, q))
MIX = div(add(F, G), TWO)

#: attained with equality somewhere: the strict relation must not be proved
ATTAINED = {
    "log t <= t - 1": (log(a), sub(a, ONE)),
    "1 + x <= exp x": (add(ONE, x), exp(x)),
    "log(1 + t) <= t": (log(add(ONE, t)), t),
    "x(1 - x) <= 1/4": (mul(d, sub(ONE, d)), rat(1, 4)),
    "sigmoid' <= 1/4": (mul(fn("sigmoid", x), sub(ONE, fn("sigmoid", x))), rat(1, 4)),
    "triangle": (fn("abs", add(x, y)), add(fn("abs", x), fn("abs", y))),
    "AM-GM": (power(mul(a, b), rat(1, 2)), div(add(a, b), TWO)),
    "x <= max(x, y)": (x, fn("max", x, y)),
    "discriminator": (value(d), value(BEST)),
    "Gibbs, sums": (ZERO, total(mul(P, log(div(P, Q))))),
    "entropy <= cross entropy": (neg(total(mul(P, log(P)))), neg(total(mul(P, log(Q))))),
    "entropy <= log n": (neg(total(mul(P, log(P)))), log(n)),
    "Gibbs, integrals": (ZERO, integral(mul(F, log(div(F, G))))),
    "Jensen-Shannon": (ZERO, add(integral(mul(F, log(div(F, MIX)))), integral(mul(G, log(div(G, MIX)))))),
    "sum of squares of a simplex": (total(power(P, 2)), ONE),
    "KL of Gaussians": (ZERO, div(add(power(s, 2), power(x, 2), neg(log(power(s, 2))), rat(-1)), TWO)),
    "Cauchy-Schwarz": (
        power(add(mul(a, x), mul(b, y)), 2),
        mul(add(power(a, 2), power(b, 2)), add(power(x, 2), power(y, 2))),
    ),
    "Bernoulli": (add(ONE, mul(m, t)), power(add(ONE, t), m)),
    "cosh": (add(ONE, div(power(x, 2), TWO)), fn("cosh", x)),
    "cos": (sub(ONE, div(power(x, 2), TWO)), fn("cos", x)),
    "norm and entry": (fn("abs", x), power(add(power(x, 2), power(y, 2)), rat(1, 2))),
    "atan": (fn("atan", t), t),
}


@pytest.mark.parametrize("name", ATTAINED)
def test_proved_but_never_strictly(name: str) -> None:
    left, right = ATTAINED[name]
    assert prove(left, "<=", right)
    assert prove(left, "<", right) is None


@pytest.mark.parametrize(
    ("left", "right", "where"),
    [
        (log(a), sub(a, ONE), (rel(a, "!=", ONE),)),
        (x, exp(x), ()),
        (log(add(ONE, a)), a, ()),
        (x, log(add(ONE, exp(x))), ()),
        (fn("tanh", x), ONE, ()),
        (value(d), value(BEST), (rel(d, "!=", BEST),)),
        (power(mul(a, b), rat(1, 2)), div(add(a, b), TWO), (rel(a, "<", b),)),
        (exp(x), exp(y), (rel(x, "<", y),)),
        (log(a), log(b), (rel(a, "<", b),)),
        (power(x, 3), power(y, 3), (rel(x, "<", y),)),
        (power(a, 2), power(b, 2), (rel(a, "<", b),)),
        (div(ONE, b), div(ONE, a), (rel(a, "<", b),)),
        (ZERO, power(x, 2), (rel(x, "!=", ZERO),)),
        (fn("sin", w), rat(9, 10), ()),
        (mul(w, rat(1, 10)), add(power(w, 2), rat(1, 100)), ()),
        (m, power(TWO, m), ()),
        (ZERO, integral(mul(exp(neg(power(x, 2))), power(x, 2))), ()),
        (ZERO, total(power(P, 2)), ()),
    ],
)
def test_proved_strictly(left: Node, right: Node, where: tuple[Node, ...]) -> None:
    assert prove(left, "<", right, *where)
    assert prove(left, "!=", right, *where)


@pytest.mark.parametrize(
    ("left", "relation", "right", "where"),
    [
        (ZERO, "<", power(x, 2), ()),
        (power(x, 2), "<=", power(y, 2), (rel(x, "<=", y),)),
        (div(ONE, y), "<", div(ONE, x), (rel(x, "<", y),)),
        (log(a), "<=", ZERO, ()),
        (log(a), "<=", sub(a, rat(101, 100)), ()),
        (exp(w), "<", rat(2718, 1000), ()),
        (fn("sin", x), "<=", x, ()),
        (x, "<", TWO, (rel(x, "<", y), rel(y, "<", x))),
        (total(mul(P, log(P))), ">=", ZERO, ()),
        (power(x, rat(1, 2)), ">=", ZERO, ()),
        (bind("integral", x, exp(neg(x)), ONE, ZERO), ">", ZERO, ()),
        (bind("integral", x, power(x, 2), a, b), ">=", ZERO, ()),
        (bind("sum", k, ONE, ONE, sub(n, ONE)), ">", ZERO, ()),
        (total(mul(P, log(div(P, Q)))), ">", ZERO, ()),
        (div(ONE, x), "<=", ONE, (rel(x, "!=", ZERO),)),
        (add(power(x, 4), power(y, 4), ONE), ">=", mul(TWO, add(x, y)), ()),
        (fn("tanh", x), "<=", x, ()),
        (mul(x, sub(x, ONE)), ">=", ZERO, ()),
        (value(d), "<=", value(div(q, add(p, q))), ()),
    ],
)  # fmt: skip
def test_never_proved(left: Node, relation: str, right: Node, where: tuple[Node, ...]) -> None:
    assert prove(left, relation, right, *where) is None


def test_whole_numbers_may_do_what_reals_may_not() -> None:
    assert prove(mul(k, sub(k, ONE)), ">=", ZERO)
    assert prove(mul(x, sub(x, ONE)), ">=", ZERO) is None
    assert prove(n, ">=", ONE)


def test_relations_may_be_turned() -> None:
    assert prove(sub(a, ONE), ">=", log(a))
    assert prove(exp(x), ">", x)
    assert prove(log(a), ">=", sub(a, ONE)) is None
    assert prove(x, ">=", exp(x)) is None


def test_search_gives_up_by_count_and_not_by_the_clock() -> None:
    begin = time.monotonic()
    assert prove(value(d), "<", value(BEST)) is None
    assert time.monotonic() - begin < 25


# ---------------------------------------------------------------- random claims


def _term(r: random.Random) -> Node:
    z = sym(r.choice("xatwab"))
    c = rat(Fraction(r.randint(-4, 4), r.choice([1, 1, 2])))
    pick = r.randrange(8)
    if pick == 0:
        return c
    if pick <= 2:
        return mul(c, z)
    if pick <= 4:
        return mul(c, power(z, 2))
    if pick == 5:
        return mul(c, fn(r.choice(["exp", "tanh", "sigmoid", "abs", "cosh"]), z))
    if pick == 6:
        return mul(c, log(sym(r.choice("ab"))))
    return mul(c, z, sym(r.choice("xatwab")))


def _mp(e: Node, at: dict[str, Fraction]) -> mpmath.mpf:
    if e.op == "rat":
        return mpmath.mpf(e.value.numerator) / e.value.denominator
    if e.op == "sym":
        return mpmath.mpf(at[e.data].numerator) / at[e.data].denominator
    args = [_mp(v, at) for v in e.args]
    if e.op == "add":
        return mpmath.fsum(args)
    if e.op == "mul":
        return mpmath.fprod(args)
    if e.op == "pow":
        return args[0] ** int(args[1])
    if e.data == "sigmoid":
        return 1 / (1 + mpmath.exp(-args[0]))
    return mpmath.mpf(abs(args[0])) if e.data == "abs" else getattr(mpmath, e.data)(args[0])


@given(st.integers(0, 10**9))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_what_is_proved_holds_at_random_points(seed: int) -> None:
    r = random.Random(seed)
    gap = add(*(_term(r) for _ in range(r.choice([2, 3, 3]))))
    relation = r.choice([">", ">="])
    where = r.choice([(), (rel(a, "<", b),), (rel(x, ">", ONE),), (rel(x, "!=", ZERO),)])
    ctx = replace(Context(DOMAINS, where, reducers=REDUCERS), deadline=time.monotonic() + 20)
    if prove_inequality(gap, relation, ZERO, ctx) is None:
        return
    with mpmath.workdps(30):
        for _ in range(60):
            at = {name: Fraction(r.randint(-30, 30), r.randint(1, 8)) for name in "x"}
            at |= {name: Fraction(r.randint(1, 40), r.randint(1, 20)) for name in "ab"}
            at |= {"t": Fraction(r.randint(0, 30), r.randint(1, 8)), "w": Fraction(r.randint(0, 8), 8)}
            if r.random() < 0.3:
                at |= {"x": Fraction(r.randint(-1, 1)), "a": Fraction(1), "t": Fraction(0)}
            holds = {(): True, where: True}
            if where and where[0] == rel(a, "<", b):
                holds[where] = at["a"] < at["b"]
            elif where and where[0] == rel(x, ">", ONE):
                holds[where] = at["x"] > 1
            elif where:
                holds[where] = at["x"] != 0
            if holds[where]:
                v = _mp(gap, at)
                assert v > -1e-20, (gap, at)
                if relation == ">":
                    assert v != 0, (gap, at)


def test_powers_of_unknown_order() -> None:
    h, v = sym("h"), sym("v")
    domains = {**DOMAINS, "h": Scalar("integer", Fraction(0)), "v": Scalar("real", Fraction(-1))}
    left_over = sub(ONE, div(t, s))

    def shown(left: Node, relation: str, right: Node, *where: Node) -> bool:
        ctx = Context(domains, where, reducers=REDUCERS, deadline=time.monotonic() + 30)
        return prove_inequality(left, relation, right, ctx) is not None

    gaussian = exp(neg(div(mul(t, h), s)))
    assert shown(power(left_over, h), "<=", gaussian, rel(t, "<=", s))
    assert not shown(power(left_over, h), "<=", gaussian)  # (1 - 3)^2 is 4
    assert not shown(power(left_over, h), "<", gaussian, rel(t, "<=", s))  # equal for h = 0
    assert shown(power(a, h), "<=", power(b, h), rel(a, "<=", b))
    assert not shown(power(a, h), "<", power(b, h), rel(a, "<", b))
    assert not shown(power(x, h), "<=", power(y, h), rel(x, "<=", y))  # (-2)^2 and 1^2
    # Bernoulli; Mitrinović, Analytic Inequalities, 2.4
    assert shown(power(add(ONE, v), h), ">=", add(ONE, mul(h, v)))
    assert not shown(power(add(ONE, v), h), ">", add(ONE, mul(h, v)))
    assert not shown(power(add(ONE, x), h), ">=", add(ONE, mul(h, x)))  # (1 - 5)^3
    assert not shown(power(add(ONE, v), s), ">=", add(ONE, mul(s, v)))  # square roots


def test_values_by_cases_and_maxima_of_several() -> None:
    def lines(d: Derivation, u: Real, v: Real, w: Real, h: Positive) -> None:
        elu = Piecewise((u, u > 0), (h * (exponential(u) - 1), True))
        d.prove(elu, ">=", -h)
        d.prove(exponential(u) + exponential(v) + exponential(w), ">=", exponential(Max(u, v, w)))
        d.prove(Max(u, v, w), "<=", Abs(u) + Abs(v) + Abs(w))
        d.prove(Piecewise((u**2, u > 1), (u, u > 0), (0, True)), ">=", 0)
        d.refute(elu, ">=", 0, "not below 0")
        d.refute(Max(u, v, w), "<=", (u + v + w) / 3, "the mean is below")
        d.refute(Piecewise((u**2, u > 1), (u, u > -1), (0, True)), ">=", 0, "the branch begins too early")

    assert verdicts(lines) == ["proved"] * 4 + ["refuted"] * 3
