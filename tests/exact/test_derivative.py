"""Derivatives: the table against mpmath's differences, the chain rule, seams, and exchange with integrals."""

import mpmath as mp
import pytest
from node_values import DOMAINS, value

from checker.domains import POSITIVE, REAL, Function, Scalar
from checker.exact.context import Context, Unsupported
from checker.exact.derivative import differentiate, reduce_diff
from checker.exact.derivative_table import INNER, OUTER
from checker.exact.normal import is_zero
from checker.graph import (
    INF,
    MINUS_ONE,
    NEG_INF,
    ONE,
    TRUE,
    TWO,
    ZERO,
    Node,
    add,
    bind,
    div,
    fn,
    mul,
    neg,
    power,
    rat,
    rel,
    sub,
    sym,
)

x, y, z, a, b, n = (sym(s) for s in "xyzabn")
REDUCERS = {"diff": reduce_diff}

#: mpmath's name or definition of our functions, where they differ
MP = {
    "sigmoid": lambda v: 1 / (1 + mp.exp(-v)),
    "factorial": mp.factorial,
    "Ei": mp.ei,
    "li": mp.li,
    "Si": mp.si,
    "Ci": mp.ci,
    "Shi": mp.shi,
    "Chi": mp.chi,
    "elliptic_k": mp.ellipk,
    "elliptic_e": mp.ellipe,
    "airyai": mp.airyai,
    "airybi": mp.airybi,
    "airyaiprime": lambda v: mp.airyai(v, derivative=1),
    "airybiprime": lambda v: mp.airybi(v, derivative=1),
    "acot": lambda v: mp.atan(1 / v),
    "asec": lambda v: mp.acos(1 / v),
    "acsc": lambda v: mp.asin(1 / v),
    "erfcinv": lambda v: mp.erfinv(1 - v),
    "polygamma": mp.psi,
    "uppergamma": lambda s, v: mp.gammainc(s, v),
    "lowergamma": lambda s, v: mp.gammainc(s, 0, v),
    "chebyshevt": mp.chebyt,
    "chebyshevu": mp.chebyu,
    "assoc_laguerre": mp.laguerre,
    "rising": mp.rf,
    "laguerre": lambda k, v: mp.laguerre(k, 0, v),
    "falling": mp.ff,
    "elliptic_f": mp.ellipf,
}
PLACES = {"erfinv": 0.3, "erfcinv": 0.7, "acosh": 1.7, "acoth": 1.7, "asec": 1.7, "acsc": 1.7, "li": 2.3}
ARGUMENTS = {
    "atan2": (0.7, 0.4),
    "chebyshevt": (3, 0.4),
    "chebyshevu": (3, 0.4),
    "legendre": (3, 0.4),
    "hermite": (3, 0.4),
    "laguerre": (3, 0.4),
    "assoc_laguerre": (3, 2, 0.4),
    "gegenbauer": (3, 0.7, 0.4),
    "jacobi": (3, 1, 2, 0.4),
    "polygamma": (2, 0.7),
    "zeta": (3, 0.7),
    "elliptic_f": (0.6, 0.3),
    "polylog": (2, 0.4),
    "expint": (2, 0.7),
    "binomial": (3.3, 1.2),
    "beta": (1.3, 0.8),
    "rising": (1.3, 2),
    "falling": (3.3, 2),
}


def evaluated(node: Node, point: dict[str, mp.mpf]) -> mp.mpf:
    """By mpmath, with the functions that `value` does not know."""
    if node.op == "fn":
        args = [evaluated(arg, point) for arg in node.args]
        name = node.data
        return (MP.get(name) or getattr(mp, name))(*(int(v) if v == int(mp.re(v)) else v for v in args))
    if node.op in ("add", "mul", "pow"):
        args = [evaluated(arg, point) for arg in node.args]
        return mp.fsum(args) if node.op == "add" else mp.fprod(args) if node.op == "mul" else mp.power(*args)
    return value(node, point)


@pytest.mark.parametrize("name", sorted(OUTER))
def test_table_of_one_argument(name: str) -> None:
    place = mp.mpf(PLACES.get(name, 0.37))
    slope = differentiate(fn(name, x), "x", Context({"x": REAL}))
    expected = mp.diff(lambda v: evaluated(fn(name, x), {"x": v}), place)
    assert abs(evaluated(slope, {"x": place}) - expected) < 1e-8 * max(1, abs(expected))


@pytest.mark.parametrize("key", sorted(INNER))
def test_table_of_several_arguments(key: tuple[str, int, int]) -> None:
    name, count, k = key
    places = [mp.mpf(v) for v in ARGUMENTS.get(name, (1.3, 0.7))]
    names = [f"u{j}" for j in range(count)]
    node = fn(name, *(sym(s) if j == k else rat(0) for j, s in enumerate(names)))
    node = fn(name, *(sym(s) for s in names))
    point = dict(zip(names, places, strict=True))
    slope = differentiate(node, names[k], Context(dict.fromkeys(names, REAL)))
    expected = mp.diff(lambda v: evaluated(node, {**point, names[k]: v}), places[k])
    assert abs(evaluated(slope, point) - expected) < 1e-6 * max(1, abs(expected))


def proved(node: Node, domains: dict | None = None, where: tuple[Node, ...] = ()) -> bool:
    return is_zero(node, Context(domains or DOMAINS, where, reducers=REDUCERS)) is True


def d(body: Node, variable: Node, order: int = 1) -> Node:
    return bind("diff", variable, body, variable, data=order)


def test_rules() -> None:
    assert proved(
        sub(
            d(mul(power(x, 3), fn("sin", x)), x),
            add(mul(rat(3), power(x, 2), fn("sin", x)), mul(power(x, 3), fn("cos", x))),
        )
    )
    assert proved(sub(d(power(a, a), a), mul(power(a, a), add(fn("log", a), ONE))))
    gauss = fn("exp", mul(rat(-1, 2), power(x, 2)))
    assert proved(sub(d(gauss, x, 3), mul(gauss, sub(mul(rat(3), x), power(x, 3)))))
    assert proved(sub(d(d(mul(fn("exp", x), fn("sin", y)), x), y), mul(fn("exp", x), fn("cos", y))))
    s = fn("sigmoid", x)
    assert proved(sub(d(fn("log", add(ONE, fn("exp", x))), x), s))
    assert proved(sub(d(s, x), mul(s, sub(ONE, s))))
    assert not proved(sub(d(s, x), mul(s, add(ONE, s))))


def test_undefined_functions() -> None:
    domains = {**DOMAINS, "f": Function("smooth", (None, None))}

    def f(u: Node, v: Node, orders: tuple[int, int] = (0, 0)) -> Node:
        return Node("app", (u, v), ("f", orders))

    square = power(x, 2)
    slope = add(f(x, square, (1, 0)), mul(TWO, x, f(x, square, (0, 1))))
    assert proved(sub(d(f(x, square), x), slope), domains)
    assert proved(sub(d(d(f(x, y), x), y), f(x, y, (1, 1))), domains)


def test_a_seam_has_no_derivative() -> None:
    c = Context(DOMAINS)
    branches = Node("piecewise", (x, rel(x, ">", ZERO), neg(x), TRUE))
    for body in (fn("abs", x), fn("max", x, ZERO), fn("sign", x), fn("floor", x), branches):
        with pytest.raises(Unsupported):
            differentiate(body, "x", c)
        assert reduce_diff(d(body, x), c).op == "diff"
    away = Context(DOMAINS, where=(rel(x, "<", ZERO),))
    assert differentiate(fn("abs", x), "x", away) in (MINUS_ONE, mul(MINUS_ONE, ONE))
    assert proved(add(d(branches, x), ONE), where=away.where)
    assert differentiate(fn("abs", a), "a", c) == ONE
    split = Node("piecewise", (power(x, 2), rel(y, ">", ZERO), x, TRUE))
    assert proved(sub(d(split, x), Node("piecewise", (mul(TWO, x), rel(y, ">", ZERO), ONE, TRUE))))


def integral(body: Node, low: Node, high: Node) -> Node:
    return bind("integral", z, body, low, high)


def test_exchange_with_integrals() -> None:
    gauss = fn("exp", neg(mul(a, power(z, 2))))
    whole = integral(gauss, NEG_INF, INF)
    assert proved(add(d(whole, a), integral(mul(power(z, 2), gauss), NEG_INF, INF)))
    wave = fn("sin", mul(x, z))
    assert proved(sub(d(integral(wave, ZERO, ONE), x), integral(mul(z, fn("cos", mul(x, z))), ZERO, ONE)))
    # ends that move
    assert proved(sub(d(integral(fn("exp", power(z, 2)), ZERO, x), x), fn("exp", power(x, 2))))
    assert proved(
        sub(
            d(integral(fn("exp", power(z, 2)), x, power(x, 2)), x),
            sub(mul(TWO, x, fn("exp", power(x, 4))), fn("exp", power(x, 2))),
        )
    )
    # a smooth function under a Gaussian
    domains = {**DOMAINS, "f": Function("smooth")}
    normal = fn("exp", mul(rat(-1, 2), power(z, 2)))
    f, slope = (Node("app", (add(x, mul(a, z)),), ("f", (k,))) for k in (0, 1))
    assert proved(
        sub(d(integral(mul(f, normal), NEG_INF, INF), x), integral(mul(slope, normal), NEG_INF, INF)), domains
    )


@pytest.mark.parametrize(
    ("body", "low", "high"),
    [
        (
            div(fn("sin", mul(x, z)), z),
            ZERO,
            INF,
        ),  # the Dirichlet integral: a step in x, though the integrand is smooth
        (fn("exp", neg(mul(x, power(z, 2)))), NEG_INF, INF),  # x need not be positive
        (fn("abs", sub(x, z)), ZERO, ONE),  # a kink inside
        (div(x, add(power(x, 2), power(z, 2))), NEG_INF, INF),  # pi·sign x
        (power(add(x, z), rat(-1)), ZERO, ONE),  # a pole inside
    ],
)
def test_exchange_is_refused(body: Node, low: Node, high: Node) -> None:
    with pytest.raises(Unsupported):
        differentiate(integral(body, low, high), "x", Context({"x": REAL}))


def test_finite_sums_and_products() -> None:
    k = sym("k")
    total = bind("sum", k, power(x, k), ONE, n)
    assert proved(
        sub(d(total, x), bind("sum", k, mul(k, power(x, sub(k, ONE))), ONE, n)),
        {"x": Scalar(nonzero=True), "n": DOMAINS["n"]},
    )
    with pytest.raises(Unsupported):
        differentiate(bind("sum", k, power(x, k), ONE, INF), "x", Context({"x": REAL}))
    with pytest.raises(Unsupported):
        differentiate(bind("product", k, sub(x, k), ONE, n), "x", Context(DOMAINS))
    product = bind("product", k, add(a, k), ONE, n)
    slope = mul(product, bind("sum", k, power(add(a, k), -1), ONE, n))
    assert proved(sub(d(product, a), slope), {"a": POSITIVE, "n": DOMAINS["n"]})
