"""Values of graphs against mpmath and plain Fractions; what has none; laziness; nothing hangs."""

from __future__ import annotations

import contextlib
import time
from fractions import Fraction as F
from random import Random

import mpmath
import pytest
from flint import acb, arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.graph import (
    FALSE,
    INF,
    MINUS_ONE,
    NEG_INF,
    ONE,
    PI,
    TRUE,
    TWO,
    ZERO,
    I,
    Node,
    add,
    bind,
    bind_entries,
    conj,
    disj,
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
from checker.numeric.evaluate import compile_graph
from checker.numeric.scope import Enclosure, Undefined, Unknown

x, y, z, k, n = map(sym, "xyzkn")


def value(node: Node, precision: int = 120, **at):
    (found,) = compile_graph([node]).run({a: F(v) if isinstance(v, int) else v for a, v in at.items()}, precision)
    return found


def holds(found, expected, digits: int = 25) -> bool:
    """Whether the expected mpmath number lies in the enclosure, blown up by the error of the expectation."""
    expected = mpmath.mpmathify(expected() if callable(expected) else expected)
    if isinstance(found, F):
        return abs(mpmath.mpf(found.numerator) / found.denominator - expected) <= mpmath.mpf(10) ** -digits * (
            1 + abs(expected)
        )
    fuzz = arb(0, arb(10) ** -digits) * (1 + arb(str(abs(expected))))
    re, im = (arb(mpmath.nstr(p, 40)) + fuzz for p in (mpmath.re(expected), mpmath.im(expected)))
    return bool(found.value.overlaps(acb(re, im)) and found.value.rad() < 1e-6 * (1 + float(abs(expected))))


def undefined(node: Node, **at) -> str:
    with pytest.raises(Undefined) as e:
        value(node, **at)
    return e.value.kind


def piecewise(*args: Node) -> Node:
    return Node("piecewise", args)


# ---------------------------------------------------------------- exact values and what has none


def test_rationals_stay_exact():
    assert value(add(power(x, 3), div(ONE, y)), x=F(2, 3), y=7) == F(8, 27) + F(1, 7)
    assert value(power(rat(4, 9), rat(1, 2))) == F(2, 3)
    assert value(power(rat(8), rat(-2, 3))) == F(1, 4)
    assert value(fn("binomial", rat(10), rat(3))) == 120
    assert value(fn("factorial", rat(20))) == 2432902008176640000
    assert value(fn("floor", rat(-7, 2))) == -4
    assert value(fn("max", x, rat(2), neg(x)), x=-5) == 5
    assert value(fn("log", ONE)) == 0
    assert value(fn("mod", rat(-7), rat(3))) == 2
    assert value(fn("mod", rat(7), rat(-3))) == -2
    assert value(fn("zeta", ZERO)) == F(-1, 2)


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        (div(ONE, sub(x, x)), "divisor"),
        (div(x, x), "divisor"),
        (fn("log", x), "logarithm"),
        (power(x, rat(-1, 2)), "divisor"),
        (power(x, MINUS_ONE), "divisor"),
        (fn("gamma", x), "pole"),
        (fn("gamma", sub(x, rat(3))), "pole"),
        (fn("loggamma", sub(x, rat(20))), "pole"),
        (fn("digamma", sub(x, ONE)), "pole"),
        (fn("zeta", add(x, ONE)), "pole"),
        (fn("cot", x), "pole"),
        (fn("atanh", add(x, ONE)), "pole"),
        (fn("besselk", TWO, x), "pole"),
        (fn("bessely", ZERO, x), "pole"),
        (fn("Ei", x), "pole"),
        (fn("elliptic_k", add(x, ONE)), "pole"),
        (fn("arg", x), "argument"),
        (fn("mod", ONE, x), "divisor"),
        (power(x, add(MINUS_ONE, I)), "divisor"),
        (power(x, I), "divisor"),
        (mul(ZERO, div(ONE, x)), "divisor"),
    ],
)
def test_certain_lack_of_a_value(node, kind):
    assert undefined(node, x=0) == kind


def test_blame_names_the_part():
    with pytest.raises(Undefined) as e:
        value(add(y, div(ONE, sub(x, TWO))), x=2, y=1)
    assert e.value.subject == sub(x, TWO)


def test_a_ball_about_zero_is_unknown_not_undefined():
    tricky = sub(fn("sin", PI), fn("sin", mul(TWO, PI)))
    with pytest.raises(Unknown) as e:
        value(div(ONE, tricky))
    assert e.value.precision
    with pytest.raises(Unknown):
        value(mul(ZERO, div(ONE, tricky)))
    with pytest.raises(Unknown):
        value(fn("log", tricky))
    with pytest.raises(Unknown):
        value(fn("floor", add(ONE, tricky)))


def test_powers_of_zero_and_principal_roots():
    assert value(power(ZERO, ZERO)) == 1
    assert value(power(x, rat(5, 2)), x=0) == 0
    assert value(power(x, PI), x=0) == 0
    with mpmath.workdps(40):
        assert holds(value(power(x, rat(1, 3)), x=-8), mpmath.mpc(1, mpmath.sqrt(3)))
    i = power(MINUS_ONE, rat(1, 2))
    assert holds(value(mul(i, i)), -1)
    assert holds(value(power(x, rat(1, 2)), x=-4), 2j)
    assert holds(value(power(x, rat(-1, 2)), x=-4), -0.5j)
    assert holds(value(power(neg(ONE), PI)), mpmath.exp(1j * mpmath.pi**2), 12)


def test_a_power_of_a_ball_that_is_not_finite_is_unknown():
    # once came out as exactly 0
    endless = fn("acot", fn("sin", fn("tan", PI)))
    for exponent in (rat(1, 3), PI, rat(-1, 2)):
        with pytest.raises(Unknown):
            value(power(endless, exponent))
        with pytest.raises(Unknown):
            value(power(div(ONE, sub(fn("sin", PI), fn("sin", mul(TWO, PI)))), exponent))


def test_zero_to_a_complex_power():
    assert value(power(x, add(ONE, I)), x=0) == 0
    assert holds(value(fn("acosh", power(x, add(ONE, I))), x=0), mpmath.mpc(0, mpmath.pi / 2), 14)


def test_missing_symbols_and_undefined_functions_are_unknown():
    with pytest.raises(Unknown):
        value(x)
    with pytest.raises(Unknown):
        value(Node("app", (x,), ("f", (0,))), x=1)


# ---------------------------------------------------------------- conditions


def test_relations():
    found = compile_graph([rel(x, "<", y), rel(x, "=", x), rel(PI, ">", rat(22, 7)), rel(PI, "!=", rat(355, 113)),
                           rel(fn("sin", PI), "=", ZERO)]).run({"x": F(1), "y": F(2)}, 80)  # fmt: skip
    assert found == [True, True, False, True, None]
    with pytest.raises(Undefined) as e:
        value(rel(I, "<", x), x=1)
    assert e.value.kind == "order"
    assert value(rel(x, "<", INF), x=1) is True
    assert value(rel(x, ">", NEG_INF), x=1) is True


def test_only_the_chosen_branch_is_evaluated():
    p = piecewise(div(ONE, x), rel(x, "!=", ZERO), rat(5), TRUE)
    assert value(p, x=0) == 5
    assert value(p, x=4) == F(1, 4)
    shared = div(ONE, x)
    q = piecewise(mul(shared, shared), rel(x, ">", ZERO), ZERO, rel(x, "=", ZERO), add(shared, ONE), TRUE)
    assert [value(q, x=v) for v in (0, 2, -2)] == [0, F(1, 4), F(1, 2)]
    assert undefined(piecewise(x, rel(x, ">", ZERO)), x=-1) == "piecewise"
    with pytest.raises(Unknown):
        value(piecewise(ONE, rel(fn("sin", PI), "=", ZERO), TWO, TRUE))


def test_later_conditions_are_lazy_too():
    p = piecewise(ONE, rel(x, "=", ZERO), TWO, rel(div(ONE, x), ">", ZERO), rat(3), TRUE)
    assert [value(p, x=v) for v in (0, 1, -1)] == [1, 2, 3]


def test_a_long_chain_of_shared_branches_is_linear():
    p = x
    for j in range(120):
        p = piecewise(add(p, ONE), rel(p, "<", rat(j, 2)), sub(p, rat(1, 3)), TRUE)
    expected = F(1)
    for j in range(120):
        expected = expected + 1 if expected < F(j, 2) else expected - F(1, 3)
    assert value(p, x=1) == expected


def test_connectives():
    guarded = conj(rel(x, ">", ZERO), rel(div(ONE, x), ">", rat(2)))
    assert value(guarded, x=0) is False
    assert value(guarded, x=F(1, 3)) is True
    assert value(disj(rel(x, "=", ZERO), rel(div(ONE, x), ">", ZERO)), x=0) is True
    assert value(Node("not", (rel(x, ">", ZERO),)), x=1) is False
    assert value(disj(FALSE, rel(fn("sin", PI), "=", ZERO))) is None
    assert value(conj(FALSE, rel(fn("sin", PI), "=", ZERO))) is False


# ---------------------------------------------------------------- sums and products


def test_finite_sums_and_products():
    harmonic = bind("sum", k, div(ONE, k), ONE, n)
    assert value(harmonic, n=30) == sum(F(1, j) for j in range(1, 31))
    assert value(harmonic, n=0) == 0
    assert value(bind("product", k, add(k, x), ZERO, n), n=3, x=F(1, 2)) == F(1, 2) * F(3, 2) * F(5, 2) * F(7, 2)
    with pytest.raises(Unknown):
        value(harmonic, n=-3)
    with pytest.raises(Unknown):
        value(harmonic, n=F(1, 2))
    with pytest.raises(Unknown):
        value(harmonic, n=10**9)
    double = bind("sum", k, bind("sum", n, mul(k, n, x), ONE, k), ONE, rat(9))
    assert value(double, x=2) == sum(2 * a * b for a in range(1, 10) for b in range(1, a + 1))
    assert undefined(bind("sum", k, div(ONE, k), ZERO, rat(3))) == "divisor"


def test_empty_sum_does_not_look_at_its_constant_part():
    assert value(bind("sum", k, mul(k, div(ONE, x)), ONE, ZERO), x=0) == 0


def test_long_sums_become_balls_and_stay_right():
    expected = mpmath.mpf(0)
    with mpmath.workdps(40):
        expected = mpmath.harmonic(15000)
        assert holds(value(bind("sum", k, div(ONE, k), ONE, rat(15000))), expected)


# ---------------------------------------------------------------- integrals of many kinds, through the scope


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (bind("integral", x, fn("exp", neg(power(x, 2))), NEG_INF, INF), lambda: mpmath.sqrt(mpmath.pi)),
        (bind("integral", x, fn("abs", sub(x, rat(1, 3))), ZERO, ONE), lambda: mpmath.mpf(5) / 18),
        (
            bind("integral", y, bind("integral", x, fn("exp", neg(mul(x, y))), ZERO, y), ZERO, TWO),
            lambda: mpmath.quad(lambda t: (1 - mpmath.exp(-t * t)) / t, [0, 1, 2]),
        ),
        (
            bind("integral", x, piecewise(x, rel(x, "<", ONE), power(x, 2), TRUE), ZERO, TWO),
            lambda: mpmath.mpf(1) / 2 + mpmath.mpf(7) / 3,
        ),
        (
            bind("integral", x, fn("abs", fn("exp", mul(I, x))), ZERO, ONE),
            None,  # refused or 1, but never what the wrong continuation gives
        ),
    ],
)
def test_integrals(node, expected):
    with mpmath.workdps(40):
        if expected is None:
            with contextlib.suppress(Unknown):
                assert value(node, 80).value.contains(1)
        else:
            assert holds(value(node, 80), expected(), 15)


def test_modulus_of_a_complex_multiple_is_not_continued_wrongly():
    node = bind("integral", x, fn("abs", mul(z, x)), MINUS_ONE, TWO)
    with contextlib.suppress(Unknown):
        assert value(node, 80, z=(F(1), F(1))).value.overlaps(acb(arb(2).sqrt() * arb(2.5)))


def test_parts_of_complex_parameters_inside_integrals():
    node = bind("integral", x, mul(fn("abs", z), fn("exp", mul(fn("re", z), x))), ZERO, ONE)
    with mpmath.workdps(30):
        expected = mpmath.sqrt(5) * (1 - mpmath.exp(-2)) / 2
        assert holds(value(node, 100, z=(F(-2), F(1))), expected, 20)


def test_short_sums_inside_infinite_integrals():
    body = mul(fn("exp", neg(x)), bind("sum", k, power(x, k), ZERO, rat(5)))
    assert holds(value(bind("integral", x, body, ZERO, INF), 80), 154, 15)


# ---------------------------------------------------------------- matrices in the graph


def test_entries_map_and_symbols():
    i, j = sym("i"), sym("j")
    m = matsym("M", TWO, TWO)
    rows = ((F(1), F(2)), (F(3), F(4)))
    built = bind_entries(i, j, add(mul(rat(10), i), j), TWO, rat(3))
    assert value(built) == [[0, 1, 2], [10, 11, 12]]
    squared = bind("map", x, power(x, 2), m)
    assert value(squared, M=rows) == [[1, 4], [9, 16]]
    assert value(elem(m, ONE, ZERO), M=rows) == 3
    assert undefined(elem(m, TWO, ZERO), M=rows) == "index"
    total = bind("sum", i, elem(m, i, i), ZERO, ONE)
    assert value(total, M=rows) == 5


# ---------------------------------------------------------------- nothing hangs


@pytest.mark.parametrize(
    "node",
    [
        fn("factorial", rat(10**8)),
        fn("factorial", rat(10**30)),
        power(rat(9), power(rat(9), rat(9))),
        power(rat(9), power(rat(9), power(rat(9), rat(9)))),
        fn("exp", fn("exp", fn("exp", fn("exp", rat(5))))),
        fn("floor", fn("exp", fn("exp", fn("exp", fn("exp", ONE))))),
        fn("sin", fn("exp", fn("exp", rat(100)))),
        power(add(ONE, rat(1, 10**9)), rat(10**12)),
        power(rat(1, 3), rat(10**40)),
        fn("binomial", rat(10**12), rat(5 * 10**11)),
        fn("gamma", rat(10**12 + 1, 3)),
        fn("chebyshevt", rat(10**9), rat(1, 3)),
        fn("legendre", rat(10**7), rat(1, 3)),
        fn("fibonacci", rat(10**9)),
        fn("bernoulli", rat(10**5)),
        fn("zeta", rat(-(10**6))),
        fn("harmonic", rat(10**12)),
        fn("rising", rat(1, 2), rat(10**9)),
        bind("sum", k, bind("sum", n, bind("sum", y, mul(k, n, y), ZERO, rat(9999)), ZERO, rat(9999)), ZERO, rat(99)),
        fn("polygamma", rat(10**6), rat(1, 2)),
        fn("besselj", rat(10**6), rat(10**7)),
        fn("hyper", ZERO, rat(10**8)),
        fn("polylog", rat(10**6), rat(1, 3)),
    ],
)
def test_ends_quickly(node):
    start = time.monotonic()
    with contextlib.suppress(Unknown, Undefined):
        value(node)
    assert time.monotonic() - start < 5


def test_repeated_squaring_of_a_rational_does_not_swell():
    p = x
    for _ in range(60):
        p = sub(power(p, 2), rat(1, 2))
    start = time.monotonic()
    with contextlib.suppress(Unknown):
        value(p, x=F(1, 3))
    assert time.monotonic() - start < 3


def test_long_sums_of_nodes_compile():
    assert value(add(*[mul(rat(j), x) for j in range(3000)]), x=2) == 2 * sum(range(3000))
    nested = x
    for j in range(3000):
        nested = add(mul(nested, rat(1, 2)), rat(j))
    assert isinstance(value(nested, x=1), F | Enclosure)


# ---------------------------------------------------------------- random expressions against mpmath

UNARY = {
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan,
    "atan": mpmath.atan, "asin": mpmath.asin, "acos": mpmath.acos, "sinh": mpmath.sinh, "cosh": mpmath.cosh,
    "tanh": mpmath.tanh, "asinh": mpmath.asinh, "acosh": mpmath.acosh, "atanh": mpmath.atanh, "erf": mpmath.erf,
    "gamma": mpmath.gamma, "loggamma": mpmath.loggamma, "abs": abs, "re": mpmath.re, "im": mpmath.im,
    "conjugate": mpmath.conj, "sigmoid": lambda v: 1 / (1 + mpmath.exp(-v)), "cot": mpmath.cot, "sech": mpmath.sech,
    "acot": lambda v: mpmath.pi / 2 if v == 0 else mpmath.atan(1 / v), "sign": mpmath.sign, "digamma": mpmath.digamma,
}  # fmt: skip


def random_node(rng: Random, depth: int) -> Node:
    if depth == 0 or rng.random() < 0.12:
        return rng.choice([x, y, z, rat(rng.randint(-4, 4), rng.randint(1, 4)), PI, I if rng.random() < 0.3 else x])
    match rng.randrange(7):
        case 0:
            return add(*[random_node(rng, depth - 1) for _ in range(rng.randint(2, 3))])
        case 1:
            return mul(*[random_node(rng, depth - 1) for _ in range(rng.randint(2, 3))])
        case 2:
            return power(random_node(rng, depth - 1), rng.randint(-3, 4))
        case 3:
            return power(random_node(rng, depth - 1), rat(rng.choice([-3, -1, 1, 2, 3]), rng.choice([2, 3])))
        case 4:
            return power(random_node(rng, depth - 1), random_node(rng, depth - 2 if depth > 1 else 0))
        case _:
            return fn(rng.choice(list(UNARY)), random_node(rng, depth - 1))


def by_mpmath(node: Node, at: dict[str, mpmath.mpf]):
    match node.op:
        case "rat":
            return mpmath.mpf(node.data[0]) / node.data[1]
        case "sym":
            return at[node.data]
        case "const":
            return +mpmath.pi if node.data == "pi" else mpmath.mpc(0, 1)
        case "add":
            return mpmath.fsum([by_mpmath(a, at) for a in node.args])
        case "mul":
            return mpmath.fprod([by_mpmath(a, at) for a in node.args])
        case "pow":
            return mpmath.power(by_mpmath(node.args[0], at), by_mpmath(node.args[1], at))
        case _:
            return UNARY[node.data](by_mpmath(node.args[0], at))


def test_random_expressions_against_mpmath():
    rng = Random(20240607)
    compared = 0
    for _ in range(700):
        node = random_node(rng, rng.randint(1, 4))
        at = {s: F(rng.randint(-8, 8), rng.choice([1, 1, 2, 3])) for s in "xyz"}
        try:
            found = value(node, 150, **at)
        except (Unknown, Undefined):
            continue
        try:
            both = []
            for digits in (35, 50):
                with mpmath.workdps(digits):
                    both.append(by_mpmath(node, {s: mpmath.mpf(v.numerator) / v.denominator for s, v in at.items()}))
        except (ValueError, ZeroDivisionError, OverflowError, mpmath.libmp.NoConvergence, TypeError):
            continue
        if not all(map(mpmath.isfinite, both)) or abs(both[0] - both[1]) > mpmath.mpf(10) ** -20 * abs(both[1]):
            continue  # an exact zero or cut that mpmath stands on by rounding
        if isinstance(found, Enclosure) and found.value.rad() > 1e-12 * (1 + float(min(abs(both[1]), 1e200))):
            continue
        with mpmath.workdps(50):
            assert holds(found, both[1], 14), (node, at, found, both)
        compared += 1
    assert compared > 300


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.fractions(max_denominator=60), st.fractions(max_denominator=60))
def test_field_operations_agree_with_fractions(a, b):
    found = compile_graph([add(x, y), mul(x, y), sub(x, y), rel(x, "<=", y), power(x, 3), fn("floor", x)]).run(
        {"x": a, "y": b}, 64
    )
    assert found == [a + b, a * b, a - b, a <= b, a**3, a // 1]
    if b:
        assert value(div(x, y), x=a, y=b) == a / b
    else:
        assert undefined(div(x, y), x=a, y=b) == "divisor"


def test_values_may_be_complex_and_precision_is_restored():
    from flint import ctx

    before = ctx.prec
    found = value(fn("exp", z), 200, z=(F(1), F(2)))
    assert ctx.prec == before
    with mpmath.workdps(50):
        assert holds(found, mpmath.exp(mpmath.mpc(1, 2)), 40)
    assert value(mul(z, z), z=(F(3), F(0))) == 9
    assert value(fn("abs", z), z=(F(-3), F(0))) == 3
    assert isinstance(fmpq(1), fmpq)
