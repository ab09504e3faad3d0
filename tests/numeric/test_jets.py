"""Derivatives by jets against mpmath's differentiation and closed forms; kinks, cuts, parameters of integrals."""

from __future__ import annotations

from fractions import Fraction as F
from random import Random

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq

from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    TRUE,
    TWO,
    ZERO,
    I,
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
from checker.numeric.arithmetic import Mode
from checker.numeric.evaluate import compile_graph
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.taylor import parametric

x, y, t, u, k = map(sym, "xytuk")


def value(node: Node, precision: int = 150, **at):
    (found,) = compile_graph([node]).run({a: F(v) if isinstance(v, int) else v for a, v in at.items()}, precision)
    return found


def d(body: Node, variable: Node = x, order: int = 1) -> Node:
    return bind("diff", variable, body, variable, data=order)


def ball(found) -> acb:
    return found.value if isinstance(found, Enclosure) else acb(arb(found.numerator) / arb(found.denominator))


def close(found, expected, digits: int = 18) -> bool:
    expected = mpmath.mpmathify(expected)
    z = ball(found)
    fuzz = arb(0, arb(10) ** -digits) * (1 + arb(str(abs(expected))))
    re, im = (arb(mpmath.nstr(p, 35)) + fuzz for p in (mpmath.re(expected), mpmath.im(expected)))
    return bool(z.overlaps(acb(re, im)) and z.rad() < 1e-8 * (1 + float(abs(expected))))


FUNCTIONS = {
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "cot": mpmath.cot,
    "sec": mpmath.sec, "csc": mpmath.csc, "asin": mpmath.asin, "acos": mpmath.acos, "atan": mpmath.atan,
    "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "coth": mpmath.coth, "sech": mpmath.sech,
    "csch": mpmath.csch, "asinh": mpmath.asinh, "acosh": mpmath.acosh, "atanh": mpmath.atanh,
    "acot": lambda v: mpmath.atan(1 / v), "acoth": lambda v: mpmath.atanh(1 / v), "asec": lambda v: mpmath.acos(1 / v),
    "acsc": lambda v: mpmath.asin(1 / v), "asech": lambda v: mpmath.acosh(1 / v),
    "acsch": lambda v: mpmath.asinh(1 / v), "gamma": mpmath.gamma, "loggamma": mpmath.loggamma,
    "digamma": mpmath.digamma, "factorial": mpmath.factorial, "erf": mpmath.erf, "erfc": mpmath.erfc,
    "erfi": mpmath.erfi, "erfinv": mpmath.erfinv, "Ei": mpmath.ei, "li": mpmath.li, "Si": mpmath.si, "Ci": mpmath.ci,
    "Shi": mpmath.shi, "Chi": mpmath.chi, "fresnels": mpmath.fresnels, "fresnelc": mpmath.fresnelc,
    "airyai": mpmath.airyai, "airybi": mpmath.airybi, "sigmoid": lambda v: 1 / (1 + mpmath.exp(-v)),
    "zeta": mpmath.zeta, "lambertw": mpmath.lambertw, "elliptic_k": mpmath.ellipk, "elliptic_e": mpmath.ellipe,
    "sinc": mpmath.sinc, "dirichlet_eta": mpmath.altzeta, "abs": abs, "harmonic": mpmath.harmonic,
    "airyaiprime": lambda v: mpmath.airyai(v, derivative=1), "airybiprime": lambda v: mpmath.airybi(v, derivative=1),
}  # fmt: skip
POINTS = (F(1, 3), F(-3, 7), F(12, 5), F(-17, 10))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_one_argument(name):
    tried = 0
    for order in (1, 3):
        node = d(fn(name, x), x, order)
        for p in POINTS:
            try:
                found = value(node, x=p)
            except (Unknown, Undefined):
                continue
            with mpmath.workdps(40):
                expected = mpmath.diff(FUNCTIONS[name], mpmath.mpf(p.numerator) / p.denominator, order, h=1e-12)
            assert close(found, expected, 9), (name, order, p, found, expected)
            tried += 1
    assert tried >= 2


PARAMETRIC = {
    "besselj": (mpmath.besselj, (F(1, 2),)), "bessely": (mpmath.bessely, (F(2),)),
    "besseli": (mpmath.besseli, (F(5, 3),)), "besselk": (mpmath.besselk, (F(1),)),
    "uppergamma": (mpmath.gammainc, (F(1, 3),)), "lowergamma": (lambda s, v: mpmath.gammainc(s, 0, v), (F(4, 3),)),
    "expint": (mpmath.expint, (F(3, 2),)), "polygamma": (lambda n, v: mpmath.polygamma(int(n), v), (F(2),)),
    "legendre": (mpmath.legendre, (F(5),)), "hermite": (mpmath.hermite, (F(4),)),
    "chebyshevt": (mpmath.chebyt, (F(6),)), "laguerre": (lambda n, v: mpmath.laguerre(n, 0, v), (F(3),)),
    "gegenbauer": (mpmath.gegenbauer, (F(4), F(1, 3))), "assoc_laguerre": (mpmath.laguerre, (F(3), F(1, 2))),
    "polylog": (mpmath.polylog, (F(3),)), "zeta": (mpmath.zeta, (F(5, 2),)), "beta": (mpmath.beta, (F(5, 2),)),
    "binomial": (mpmath.binomial, (F(7, 2),)), "rising": (mpmath.rf, (F(7, 2),)),
}  # fmt: skip


@pytest.mark.parametrize("name", PARAMETRIC)
def test_functions_with_parameters(name):
    f, fixed = PARAMETRIC[name]
    for order in (1, 2):
        for p in (F(1, 3), F(3, 4)):
            found = value(d(fn(name, *map(rat, fixed), x), x, order), x=p)
            with mpmath.workdps(40):
                *first, last = (mpmath.mpf(v.numerator) / v.denominator for v in (*fixed, p))
                expected = mpmath.diff(lambda v: f(*first, v), last, order, h=1e-12)  # noqa: B023
            assert close(found, expected, 9), (name, order, p, found, expected)


def test_by_parameter_through_cauchy():
    found = value(d(fn("besselj", x, rat(3, 2))), x=F(1, 3))
    with mpmath.workdps(40):
        assert close(found, mpmath.diff(lambda v: mpmath.besselj(v, 1.5), mpmath.mpf(1) / 3, h=1e-12), 9)


def test_hypergeometric():
    node = fn("hyper", rat(2), rat(1, 2), rat(1, 3), rat(3, 4), x)
    with mpmath.workdps(40):
        expected = mpmath.diff(lambda v: mpmath.hyp2f1(0.5, mpmath.mpf(1) / 3, 0.75, v), mpmath.mpf(1) / 5, 2, h=1e-12)
    assert close(value(d(node, x, 2), x=F(1, 5)), expected, 9)


# ---------------------------------------------------------------- several variables, nesting, exactness


def test_rational_functions_have_exact_derivatives():
    assert value(d(power(x, 5), x, 3), x=F(2, 3)) == 60 * F(4, 9)
    assert value(d(div(ONE, add(x, ONE)), x, 4), x=1) == F(24, 32)
    assert value(d(power(x, rat(3, 2))), x=4) == 3
    assert value(d(power(x, rat(-1, 2)), x, 2), x=F(1, 4)) == F(3, 4) * 32
    assert value(d(rat(7)), x=1) == 0
    assert value(d(y), x=1, y=2) == 0
    assert value(d(power(x, ZERO)), x=0) == 0
    assert value(d(power(x, 3), x, 2), x=0) == 0


def test_mixed_partials():
    f = mul(power(x, 3), power(y, 2))
    assert value(d(d(f, x), y), x=2, y=5) == 12 * 10
    assert value(d(d(f, x, 2), y, 2), x=2, y=5) == 24
    g = fn("exp", mul(x, y))  # d/dx d²/dy²: (2x + x² y) exp(xy)
    with mpmath.workdps(30):
        assert close(value(d(d(g, x), y, 2), x=1, y=1), mpmath.e * 3)


def test_derivative_at_a_moving_point():
    inner = bind("diff", t, power(t, 3), power(y, 2), data=1)  # 3 y⁴
    assert value(d(inner, y), y=2) == 12 * 8
    # no confusion of two infinitesimals: d/dx (x d/dy (x + y)) = 1
    assert value(d(mul(x, d(add(x, y), y))), x=3, y=1) == 1
    assert value(d(mul(x, d(mul(x, y), y))), x=3, y=1) == 6


def test_powers_with_moving_exponents():
    with mpmath.workdps(40):
        third = mpmath.mpf(1) / 3
        assert close(value(d(power(x, x)), x=F(1, 3)), third**third * (1 + mpmath.log(third)))
        assert close(value(d(power(TWO, x), x, 2), x=F(1, 3)), 2**third * mpmath.log(2) ** 2)
        assert close(value(d(power(rat(-2), x)), x=F(1, 3)), mpmath.power(-2, third) * mpmath.log(-2))
    assert value(d(power(ZERO, x)), x=2) == 0


def test_sums_products_matrices():
    total = bind("sum", k, power(x, k), ZERO, rat(10))
    assert value(d(total), x=2) == sum(j * 2 ** (j - 1) for j in range(1, 11))
    prod = bind("product", k, add(x, k), ONE, rat(4))
    assert value(d(prod), x=0) == 50
    m = Node("matrix", (x, ONE, y, power(x, 2)), (2, 2))
    assert value(d(Node("det", (m,))), x=3, y=1) == 27
    # entry (0, 0) of the inverse is x²/(x³ - y)
    assert value(d(elem(Node("inverse", (m,)), ZERO, ZERO)), x=2, y=1) == F(4 * 7 - 4 * 12, 49)
    big = Node("matrix", tuple(add(mul(x, rat(i * j + 1)), rat(i + 2 * j)) if (i + j) % 2 else power(x, i + 1)
                               for i in range(4) for j in range(4)), (4, 4))  # fmt: skip
    h = F(1, 10**12)
    quotient = (value(Node("det", (big,)), x=2 + h) - value(Node("det", (big,)), x=2 - h)) / (2 * h)
    assert abs(value(d(Node("det", (big,))), x=2) - quotient) < F(1, 10**15)


def test_gradient_and_jacobian():
    n = rat(3)
    v = matsym("v", n, ONE)
    a = matsym("A", n, n)
    form = elem(Node("matmul", (Node("transpose", (v,)), a, v)), ZERO, ZERO)
    rows = ((F(1), F(2), F(3)), (F(0), F(-1), F(1)), (F(5), F(1), F(2)))
    point = ((F(1),), (F(-2),), (F(1, 2),))
    expected = [[sum((rows[i][j] + rows[j][i]) * point[j][0] for j in range(3))] for i in range(3)]
    assert value(bind("gradient", v, form, v), A=rows, v=point) == expected
    assert value(bind("jacobian", v, Node("matmul", (a, v)), v), A=rows, v=point) == [list(r) for r in rows]
    cofactors = value(bind("gradient", a, Node("det", (a,)), a), A=rows)
    assert cofactors == [[-3, 5, 5], [-1, -13, 9], [5, -1, -1]]
    hessian = bind("jacobian", v, bind("gradient", v, form, v), v)
    assert value(hessian, A=rows, v=point) == [[rows[i][j] + rows[j][i] for j in range(3)] for i in range(3)]


# ---------------------------------------------------------------- kinks, cuts


def test_kinks():
    kinds = [fn("abs", x), fn("max", x, ZERO), fn("max", mul(TWO, x), mul(rat(3), x)), fn("sign", x), fn("floor", x),
             Node("piecewise", (neg(x), rel(x, "<", ZERO), mul(TWO, x), TRUE)),
             Node("piecewise", (ONE, rel(x, "<=", ZERO), add(x, TWO), TRUE))]  # fmt: skip
    for body in kinds:
        with pytest.raises(Undefined) as e:
            value(d(body), x=0)
        assert e.value.kind == "derivative"
    assert value(d(mul(x, fn("abs", x))), x=0) == 0
    assert value(d(power(fn("max", x, ZERO), 2)), x=0) == 0
    with pytest.raises(Undefined):
        value(d(power(fn("max", x, ZERO), 2), x, 2), x=0)
    assert value(d(fn("abs", power(x, 3))), x=0) == 0
    assert value(d(Node("piecewise", (power(x, 2), rel(x, "<", ONE), sub(mul(TWO, x), ONE), TRUE))), x=1) == 2
    assert value(d(fn("abs", x)), x=-3) == -1
    assert value(d(fn("max", power(x, 2), x)), x=3) == 6
    assert value(d(fn("frac", x)), x=F(1, 2)) == 1
    assert value(d(Node("piecewise", (ZERO, rel(x, "=", ZERO), x, TRUE))), x=0) == 1
    with pytest.raises(Undefined):
        value(d(Node("piecewise", (rat(5), rel(x, "=", ZERO), x, TRUE))), x=0)


def test_derivative_where_the_function_has_no_value():
    for body in (div(ONE, x), fn("log", x), fn("gamma", x)):
        with pytest.raises(Undefined):
            value(d(body), x=0)
    with pytest.raises(Unknown):
        value(d(power(x, rat(1, 2))), x=0)


def test_a_singular_formula_of_the_derivative_is_not_a_singular_function():
    sinc = Node("piecewise", (div(fn("sin", x), x), rel(x, "!=", ZERO), ONE, TRUE))
    for body, at in ((sinc, 0), (fn("acot", x), 0), (fn("binomial", rat(5), x), 7)):
        with pytest.raises(Unknown):
            value(d(body), x=at)


def test_cuts():
    # along the real axis log goes on smoothly left of 0; across its cut it jumps
    assert value(d(fn("log", x)), x=-2) == F(-1, 2)
    with pytest.raises(Unknown):
        value(d(fn("log", add(rat(-1), mul(I, t))), t), t=0)
    with pytest.raises(Unknown):
        value(d(power(add(rat(-1), mul(I, t)), rat(1, 2)), t), t=0)
    with mpmath.workdps(40):
        assert close(value(d(power(x, rat(1, 2))), x=-4), mpmath.mpc(0, -0.25))
    for name in ("asin", "acos", "atanh", "acosh"):
        try:
            found = value(d(fn(name, x)), x=-3)
        except Unknown:
            continue
        with mpmath.workdps(40):
            assert close(found, mpmath.diff(FUNCTIONS[name], mpmath.mpf(-3), h=1e-12), 9), name


def test_parts_of_complex_functions():
    w = fn("exp", mul(I, x))
    with mpmath.workdps(40):
        p = mpmath.mpf(2) / 3
        assert close(value(d(fn("re", w)), x=F(2, 3)), -mpmath.sin(p))
        assert close(value(d(fn("im", w), x, 2), x=F(2, 3)), -mpmath.sin(p))
        assert close(value(d(fn("conjugate", w)), x=F(2, 3)), -1j * mpmath.exp(-1j * p))
        assert close(value(d(fn("abs", add(x, I))), x=F(2, 3)), p / mpmath.sqrt(p * p + 1))
        assert close(value(d(fn("arg", add(x, I))), x=F(2, 3)), -1 / (1 + p * p))
    with pytest.raises(Unknown):
        value(d(fn("re", x)), x=(F(1), F(1)))


# ---------------------------------------------------------------- integrals with parameters


def test_integral_by_its_parameter():
    gauss = bind("integral", x, fn("exp", neg(mul(t, power(x, 2)))), NEG_INF, INF)
    with mpmath.workdps(40):
        assert close(value(d(gauss, t), 100, t=2), -mpmath.sqrt(mpmath.pi) / 2 * mpmath.mpf(2) ** -1.5, 15)
        assert close(value(d(gauss, t, 2), 100, t=2), mpmath.sqrt(mpmath.pi) * 3 / 4 * mpmath.mpf(2) ** -2.5, 15)


def test_integral_by_its_ends_and_parameter():
    body = bind("integral", x, mul(t, power(x, 2)), t, power(t, 2))  # (t⁷ - t⁴)/3
    with mpmath.workdps(40):
        assert close(value(d(body, t), 100, t=2), mpmath.mpf(7 * 64 - 4 * 8) / 3)
        assert close(value(d(body, t, 2), 100, t=2), mpmath.mpf(42 * 32 - 12 * 4) / 3)
    mixed = bind("integral", x, mul(u, x), ZERO, t)
    assert close(value(d(d(mixed, u), t), 100, t=3, u=7), 3)


def test_exchange_is_not_taken_for_granted():
    # the integral of t³ exp(-t² x) over x > 0 is t, also at 0, where the derivative under the sign integrates to 0
    body = bind("integral", x, mul(power(t, 3), fn("exp", neg(mul(power(t, 2), x)))), ZERO, INF)
    try:
        found = value(d(body, t), 100, t=0)
    except Unknown:
        return
    assert close(found, 1)


# ---------------------------------------------------------------- random compositions


def test_random_compositions_against_central_differences(monkeypatch):
    monkeypatch.setattr(ctx, "prec", 400)
    rng = Random(7)
    names = ["exp", "sin", "cos", "atan", "tanh", "sigmoid", "erf", "asinh", "log", "gamma", "sech", "acot"]

    def build(depth: int) -> Node:
        if depth == 0:
            return rng.choice([x, add(x, rat(rng.randint(1, 3))), mul(rat(1, rng.randint(1, 4)), x)])
        match rng.randrange(5):
            case 0:
                return add(build(depth - 1), build(depth - 1))
            case 1:
                return mul(build(depth - 1), build(depth - 1))
            case 2:
                return power(build(depth - 1), rng.choice([2, 3, -1]))
            case 3:
                return power(add(rat(5), power(build(depth - 1), 2)), rat(rng.choice([1, -1, 2]), 3))
            case _:
                return fn(rng.choice(names), build(depth - 1))

    compared = 0
    h = F(1, 10**15)
    for _ in range(100):
        body = build(3)
        p = F(rng.randint(-6, 9), 4)
        program = compile_graph([body])
        try:
            found = ball(value(d(body), 400, x=p))
            left, right = (ball(program.run({"x": p + s * h}, 400)[0]) for s in (-1, 1))
            third = ball(value(d(body, x, 3), 400, x=p))
        except (Unknown, Undefined):
            continue
        quotient = (right - left) * acb(10**15) / 2
        near = abs(quotient - found) < (1 + abs(third) + abs(found)) * arb(10) ** -24
        assert near, (body, p)
        compared += 1
    assert compared > 50


def test_derivatives_of_the_polylogarithm() -> None:
    """Up to the fourth, against mpmath's differences at 60 digits."""
    saved, ctx.prec = ctx.prec, 160
    try:
        found = parametric("polylog", [fmpq(3), fmpq(1, 2)], 1, 4, Mode.POINT)
    finally:
        ctx.prec = saved
    with mpmath.workdps(60):
        for k, c in enumerate(found):
            value = mpmath.taylor(lambda z: mpmath.polylog(3, z), mpmath.mpf(1) / 2, 4)[k]
            assert abs(mpmath.mpf(arb(c).mid().str(25, radius=False)) - value) < 1e-14
