"""Signs and bounds: fixed cases, and random expressions against mpmath at random points."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.domains import COMPLEX, INTEGER, NONNEGATIVE, OPEN01, POSITIVE, REAL, SIZE, Function, Scalar, Tensor
from checker.exact.context import Context
from checker.exact.signs import (
    ANY,
    NEG,
    NONNEG,
    NONREAL,
    POS,
    Sign,
    bounds,
    is_integer,
    is_negative,
    is_nonnegative,
    is_nonzero,
    is_positive,
    is_real,
    sign,
)
from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    TWO,
    ZERO,
    Node,
    add,
    bind,
    const,
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
from checker.records import Fact

x, y, a, b, c, p, n, k, z, t = map(sym, "xyabcpnkzt")
DOMAINS = {
    "x": REAL, "y": REAL, "a": POSITIVE, "b": POSITIVE, "c": POSITIVE, "p": OPEN01, "n": SIZE, "k": INTEGER,
    "z": COMPLEX, "t": NONNEGATIVE, "pi": Tensor(n, ONE, OPEN01, "simplex"),
    "A": Tensor(n, n, REAL, "positive-definite"), "f": Function("density"), "m": Function("smooth"),
}  # fmt: skip
CTX = Context(DOMAINS)


def where(*conditions: Node) -> Context:
    return replace(CTX, where=conditions, memo={})


@pytest.mark.parametrize(
    "node",
    [
        add(power(x, 2), ONE),
        add(power(x, 2), mul(x, y), power(y, 2), ONE),
        fn("exp", x),
        sub(ONE, fn("sigmoid", x)),
        sub(ONE, power(fn("tanh", x), 2)),
        fn("log", add(ONE, a)),
        neg(fn("log", p)),
        power(a, rat(1, 2)),
        power(a, x),
        sub(add(a, b, power(mul(a, b), rat(1, 2))), mul(TWO, power(mul(a, b), rat(1, 2)))),
        mul(p, sub(ONE, p)),
        sub(add(p, a), mul(p, a)),
        fn("gamma", a),
        bind("integral", x, fn("exp", neg(power(x, 2))), NEG_INF, INF),
        bind("integral", x, fn("exp", x), ZERO, a),
        bind("sum", k, div(ONE, add(k, ONE)), ZERO, sub(n, ONE)),
        elem(matsym("pi", n, ONE), k),
        elem(matsym("A", n, n), k, k),
        Node("det", (matsym("A", n, n),)),
        Node("app", (x,), ("f", (0,))),
        sub(const("pi"), rat(314159, 100000)),
        sub(power(TWO, rat(1, 2)), rat(1414, 1000)),
        add(power(k, 2), k, rat(1, 2)),
    ],
)
def test_positive(node: Node) -> None:
    assert is_positive(node, CTX)


@pytest.mark.parametrize(
    "node",
    [
        power(x, 2),
        add(power(x, 2), mul(x, y), power(y, 2)),
        sub(n, ONE),
        mul(k, sub(k, ONE)),  # not for reals
        sub(rat(1, 4), mul(p, sub(ONE, p))),
        add(fn("exp", x), fn("exp", neg(x)), rat(-2)),
        add(power(a, 3), power(b, 3), power(c, 3), mul(rat(-3), a, b, c)),
        bind("integral", x, power(x, 2), ZERO, t),
        bind("sum", k, power(x, 2), ONE, sub(n, ONE)),
        Node("norm", (matsym("pi", n, ONE),)),
        fn("abs", z),
    ],
)
def test_nonnegative_but_not_positive(node: Node) -> None:
    assert is_nonnegative(node, CTX)
    assert not is_positive(node, CTX)


@pytest.mark.parametrize(
    "node",
    [
        x,
        mul(x, sub(x, ONE)),
        fn("log", a),
        sub(a, b),
        sub(power(a, 2), ONE),
        add(power(x, 3), ONE),
        bind("integral", x, power(x, 2), a, b),
        Node("app", (x,), ("m", (0,))),
        Node("app", (x,), ("f", (1,))),
    ],
)
def test_any_real(node: Node) -> None:
    assert sign(node, CTX) == Sign.NEG | Sign.ZERO | Sign.POS


@pytest.mark.parametrize(
    "node", [fn("log", x), power(x, rat(1, 2)), z, fn("exp", z), power(x, a), fn("acosh", x), fn("asin", x), INF]
)
def test_not_known_to_be_real(node: Node) -> None:
    assert sign(node, CTX) & NONREAL
    assert bounds(node, CTX) == (None, None, False, False)


def test_conditions() -> None:
    assert is_positive(sub(b, a), where(rel(a, "<", b)))
    assert is_positive(sub(c, a), where(rel(a, "<", b), rel(b, "<=", c)))
    assert is_nonnegative(sub(y, x), where(rel(x, "<=", y)))
    assert not is_positive(sub(y, x), where(rel(x, "<=", y)))
    assert is_positive(sub(power(b, 2), power(a, 2)), where(rel(a, "<", b)))
    assert not is_nonnegative(sub(power(y, 2), power(x, 2)), where(rel(x, "<=", y)))
    assert is_nonzero(sub(mul(TWO, x), TWO), where(rel(x, "!=", ONE)))
    assert not is_nonzero(sub(x, TWO), where(rel(x, "!=", ONE)))
    assert is_nonzero(sub(x, ONE), where(rel(power(x, 2), ">", ONE)))
    assert is_positive(fn("log", x), where(rel(x, ">", ONE)))
    assert is_positive(sub(n, TWO), where(rel(n, ">", TWO)))
    assert is_positive(sub(mul(x, y), ONE), where(rel(x, ">", ONE), rel(y, ">", ONE)))
    assert bounds(x, where(rel(power(x, 2), "<=", rat(4)))) == (-2, 2, False, False)


def test_contradictory_conditions_prove_nothing() -> None:
    ctx = where(rel(x, "<", y), rel(y, "<", x))
    assert sign(sub(x, sub(y, ONE)), ctx) & NEG
    assert sign(sub(x, sub(y, ONE)), ctx) & POS
    ctx = where(rel(a, "<", ZERO))
    assert not is_negative(a, ctx)
    assert sign(div(ONE, ZERO), CTX) == ANY


def test_ranges_of_binders() -> None:
    body = power(x, 2)
    assert sign(bind("integral", x, add(body, ONE), ONE, ZERO), CTX) == NEG
    assert sign(bind("integral", x, add(body, ONE), y, y), CTX) == Sign.ZERO
    assert is_positive(bind("integral", x, add(body, ONE), a, b), where(rel(a, "<", b)))
    assert sign(bind("sum", k, ONE, ONE, k), CTX) & NEG  # may run backwards
    assert is_positive(bind("sum", k, add(k, ONE), ZERO, sub(n, ONE)), CTX)
    assert is_nonnegative(bind("product", k, add(k, ONE), ONE, sub(n, ONE)), CTX)
    limit = bind("limit", x, div(ONE, x), INF, data="+-")
    assert is_nonnegative(limit, CTX)
    assert not is_positive(limit, CTX)


def test_whole_numbers() -> None:
    assert is_integer(mul(n, add(n, ONE), rat(1, 2)), CTX)
    assert not is_integer(mul(n, rat(1, 2)), CTX)
    assert is_integer(fn("floor", x), CTX)
    assert not is_integer(power(k, neg(n)), CTX)
    assert is_positive(power(rat(-1), mul(TWO, n)), CTX)


def test_branches() -> None:
    node = Node("piecewise", (x, rel(x, ">", ZERO), neg(x), Node("true")))
    assert sign(node, CTX) == NONNEG


def test_bounds() -> None:
    assert bounds(fn("sigmoid", x), CTX) == (0, 1, True, True)
    assert bounds(fn("tanh", x), CTX) == (-1, 1, True, True)
    assert bounds(fn("sigmoid", t), CTX) == (Fraction(1, 2), 1, False, True)
    assert bounds(add(p, TWO), CTX) == (2, 3, True, True)
    assert bounds(n, CTX) == (1, None, False, False)
    assert bounds(elem(matsym("pi", n, ONE), k), CTX)[:2] == (0, 1)
    low, high, _, _ = bounds(fn("exp", p), CTX)
    assert low == 1
    assert high is not None
    assert abs(float(high) - 2.718281828459045) < 1e-12
    assert float(high) >= 2.718281828459045


def test_squares_of_what_may_not_be_real_are_not_bounded() -> None:
    assert bounds(power(power(x, rat(3, 2)), 2), CTX).lower is None
    assert not is_nonnegative(power(power(x, rat(3, 2)), 2), CTX)


# ---------------------------------------------------------------- random expressions

_NAMES = {
    "x": REAL,
    "a": POSITIVE,
    "t": NONNEGATIVE,
    "p": OPEN01,
    "k": INTEGER,
    "z": COMPLEX,
    "w": Scalar(lower=Fraction(-1), upper=Fraction(2)),
}
_UNARY = "exp log sin cos tanh sigmoid abs sinh cosh atan sign floor acot asin acosh atanh re im conjugate erf".split()


def _expression(r: random.Random, depth: int) -> Node:
    if depth == 0 or r.random() < 0.15:
        if r.random() < 0.4:
            return rat(Fraction(r.choice([-3, -2, -1, 0, 1, 1, 2, 3]), r.choice([1, 1, 1, 2, 3])))
        return sym(r.choice("xxaatpkzw"))
    kind = r.random()
    if kind < 0.35:
        return add(*(_expression(r, depth - 1) for _ in range(r.choice([2, 2, 3]))))
    if kind < 0.6:
        return mul(*(_expression(r, depth - 1) for _ in range(2)))
    if kind < 0.75:
        exponent = rat(Fraction(r.choice([-2, -1, 2, 2, 3, 1, 1, 3]), r.choice([1, 1, 1, 2, 3])))
        return power(_expression(r, depth - 1), exponent)
    if kind < 0.8:
        return power(_expression(r, depth - 1), _expression(r, 1))
    if kind < 0.85:
        return fn(r.choice(["max", "min"]), sym(r.choice("xatpkw")), sym(r.choice("xatpkw")))
    return fn(r.choice(_UNARY), _expression(r, depth - 1))


class Undefined(Exception):
    pass


def _value(e: Node, at: dict[str, Fraction | mpmath.mpc]) -> mpmath.mpc:
    if e.op == "rat":
        return mpmath.mpc(mpmath.mpf(e.value.numerator) / e.value.denominator)
    if e.op == "sym":
        v = at[e.data]
        return mpmath.mpc(mpmath.mpf(v.numerator) / v.denominator) if isinstance(v, Fraction) else v
    args = [_value(v, at) for v in e.args]
    match e.op:
        case "add":
            return mpmath.fsum(args)
        case "mul":
            return mpmath.fprod(args)
        case "pow":
            base, exponent = args
            if base == 0:
                if exponent == 0:
                    return mpmath.mpc(1)
                if exponent.imag != 0 or exponent.real < 0:
                    raise Undefined
                return mpmath.mpc(0)
            return mpmath.power(base, int(exponent.real)) if exponent == int(exponent.real) else base**exponent
    real = all(v.imag == 0 for v in args)
    v = args[0]
    match e.data:
        case "max" | "min":
            return mpmath.mpc((max if e.data == "max" else min)(u.real for u in args))
        case "log":
            if v == 0:
                raise Undefined
            return mpmath.log(v)
        case "sigmoid" | "tanh" | "exp" if abs(v) > 40:
            raise Undefined
        case "sigmoid":
            return 1 / (1 + mpmath.exp(-v))
        case "abs":
            return mpmath.mpc(abs(v))
        case "sign":
            return v / abs(v) if v != 0 else v
        case "floor":
            if not real:
                raise Undefined
            return mpmath.mpc(mpmath.floor(v.real))
        case "acot":
            return mpmath.mpc(mpmath.pi / 2) if v == 0 else mpmath.atan(1 / v)
        case "atanh" if v in (1, -1):
            raise Undefined
        case "atan" if v in (mpmath.mpc(0, 1), mpmath.mpc(0, -1)):
            raise Undefined
        case "re" | "im":
            return mpmath.mpc(v.real if e.data == "re" else v.imag)
        case "conjugate":
            return v.conjugate()
        case "erf" if abs(v) > 4:  # 1 to working precision beyond
            raise Undefined
    return mpmath.mpc(getattr(mpmath, e.data)(v))


def _point(r: random.Random) -> dict[str, Fraction | mpmath.mpc]:
    special = [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(2), Fraction(-3)]
    at: dict[str, Fraction | mpmath.mpc] = {}
    for name, d in _NAMES.items():
        if d.kind == "complex":
            at[name] = mpmath.mpc(r.choice([0, 1, -1, 0.5, -2]), r.choice([0, 0, 1, -1, 0.25]))
            continue
        while True:
            v = r.choice(special) if r.random() < 0.5 else Fraction(r.randint(-40, 40), r.randint(1, 9))
            if d.contains(v):
                at[name] = v
                break
    return at


@given(st.integers(0, 10**9))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_sign_and_bounds_contain_the_value_at_random_points(seed: int) -> None:
    r = random.Random(seed)
    ctx = Context(_NAMES)
    with mpmath.workdps(40):
        for _ in range(6):
            e = _expression(r, 3)
            found = sign(e, ctx)
            low, high, low_open, high_open = bounds(e, ctx)
            for _ in range(8):
                try:
                    v = _value(e, _point(r))
                except (Undefined, ZeroDivisionError, OverflowError):
                    continue
                if not mpmath.isfinite(v) or abs(v) > mpmath.mpf(10) ** 30:
                    continue
                if abs(v.imag) > 1e-20:
                    assert found & NONREAL, e
                elif v.real > 1e-20:
                    assert found & (POS | NONREAL), e
                elif v.real < -1e-20:
                    assert found & (NEG | NONREAL), e
                elif v == 0:
                    assert found & (Sign.ZERO | NONREAL), e
                if abs(v.imag) < 1e-20 and is_real(e, ctx):
                    if low is not None:
                        edge = mpmath.mpf(low.numerator) / low.denominator
                        assert v.real > edge - 1e-18, e
                        assert not (low_open and v.real == edge and v.real == int(v.real)), e
                    if high is not None:
                        edge = mpmath.mpf(high.numerator) / high.denominator
                        assert v.real < edge + 1e-18, e
                        assert not (high_open and v.real == edge and v.real == int(v.real)), e


def test_a_cited_claim_about_a_derivative_ends() -> None:
    """What the claim says of x asks for the derivative's sign, and that, inside its binder, for the sign of x again."""
    slope = bind("diff", a, fn("log", div(fn("exp", mul(x, a)), a)), a, data=1)
    cited = Fact("s.1", slope, "=", sub(x, div(ONE, a)))
    ctx = replace(CTX, facts=(cited,), memo={})
    assert sign(sub(x, div(ONE, a)), ctx) == NEG | Sign.ZERO | POS
    assert is_real(slope, ctx)
    assert not ctx.asked
