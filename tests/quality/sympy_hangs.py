"""Inputs on which SymPy hangs, swells or breaks while it builds, simplifies, evaluates or prints them.

Each is a link that the checker must answer within its deadline, and not wrongly: `holds` is what mathematics says of
it. Links that SymPy could not even build are made of graph nodes. `call` is what makes SymPy hang, where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy
from sympy import (
    Abs,
    Add,
    Determinant,
    ImmutableMatrix,
    Integer,
    Integral,
    Limit,
    Matrix,
    Mul,
    Piecewise,
    Poly,
    Pow,
    Rational,
    Sum,
    Symbol,
    UnevaluatedExpr,
    besselj,
    binomial,
    cos,
    exp,
    expand,
    factorial,
    floor,
    gamma,
    integrate,
    limit,
    log,
    oo,
    pi,
    prod,
    simplify,
    sin,
    sqrt,
    summation,
    symbols,
    tanh,
)  # fmt: skip

from checker import graph as g
from checker.api import link_of
from checker.domains import Scalar
from checker.graph import Node
from checker.records import Link

x, y = symbols("x y", real=True)
p = Symbol("p", positive=True)
k = Symbol("k", integer=True)


@dataclass(frozen=True)
class Hang:
    """`build` makes the link. `call` is SymPy's way to it, which takes more than `seconds` (None: not to be tried)."""

    id: str
    build: Callable[[], Link]
    holds: bool
    call: Callable[[], Any] | None = None


def plain(left: Node, relation: str, right: Node, **domains: Scalar) -> Link:
    return Link(left, relation, right, tuple(domains.items()))


def tower(base: int, height: int) -> Node:
    """base^base^… unevaluated."""
    out = g.rat(base)
    for _ in range(height - 1):
        out = g.power(g.rat(base), out)
    return out


def exp_tower(height: int) -> Node:
    out = g.ONE
    for _ in range(height):
        out = g.fn("exp", out)
    return out


def deep(depth: int, last: Node) -> Node:
    """x -> x² + x, that often: a tree of 2^depth leaves, a graph of 3 nodes a level."""
    out = last
    for _ in range(depth):
        out = g.add(g.fn("tanh", out), g.mul(out, g.rat(1, 3)))
    return out


def generic(n: int) -> Any:
    return ImmutableMatrix(n, n, lambda i, j: Symbol(f"m{i}{j}", real=True))


def doubled(n: int) -> Any:
    """The same with its first row doubled."""
    m = generic(n)
    return ImmutableMatrix(n, n, lambda i, j: 2 * m[i, j] if i == 0 else m[i, j])


def bumps(n: int) -> list[Any]:
    return [Piecewise((x - j, x < j), (j - x, True)) for j in range(n)]


def nested(depth: int, inner: Any) -> Any:
    return reduce(lambda e, j: sqrt(1 + j + e), range(depth), inner)


def vandermonde(n: int) -> tuple[Any, Any]:
    v = symbols(f"v:{n}", real=True)
    m = ImmutableMatrix(n, n, lambda i, j: v[i] ** j)
    return Determinant(m), Mul(*(v[j] - v[i] for j in range(n) for i in range(j)), evaluate=False)


X = g.sym("x")
REAL = Scalar("real")
HUGE = 10**5000 + 1

CASES = [
    Hang("power-tower", lambda: plain(tower(9, 4), "=", g.add(tower(9, 4), g.ONE)), False),
    Hang("power-tower-larger", lambda: plain(tower(9, 3), "<", tower(9, 4)), True),
    Hang("nine-nine-nine", lambda: plain(g.add(tower(9, 3), g.neg(tower(9, 3))), "=", g.ZERO), True),
    Hang("nine-nine-nine-wrong", lambda: plain(tower(9, 3), "=", g.add(tower(9, 3), g.ONE)), False),
    Hang(
        "factorial",
        lambda: plain(g.fn("factorial", g.rat(10**8)), "=", g.fn("gamma", g.rat(10**8 + 1))),
        True,
        lambda: factorial(10**8),
    ),
    Hang(
        "factorial-wrong",
        lambda: plain(g.fn("factorial", g.rat(10**8)), "=", g.fn("factorial", g.rat(10**8 + 1))),
        False,
    ),
    Hang(
        "binomial",
        lambda: plain(
            g.fn("binomial", g.rat(10**9), g.rat(5 * 10**8)), "=", g.fn("binomial", g.rat(10**9), g.rat(5 * 10**8 - 1))
        ),
        False,
        lambda: binomial(10**9, 5 * 10**8),
    ),
    Hang(
        "floor-of-tower",
        lambda: plain(g.fn("floor", exp_tower(5)), "=", exp_tower(5)),
        False,
        lambda: floor(exp(exp(exp(exp(1))))),
    ),
    Hang(
        "determinant-9",
        lambda: link_of(Determinant(doubled(9)), "=", 2 * Determinant(generic(9))),
        True,
        lambda: Matrix(generic(9)).det(),
    ),
    Hang("determinant-9-wrong", lambda: link_of(Determinant(doubled(9)), "=", 3 * Determinant(generic(9))), False),
    Hang(
        "vandermonde-6",
        lambda: link_of(vandermonde(6)[0], "=", vandermonde(6)[1]),
        True,
        lambda: Matrix(vandermonde(6)[0].args[0]).det(method="bareiss"),
    ),
    Hang(
        "piecewise-product",
        lambda: link_of(Mul(*bumps(12), evaluate=False), "=", -Mul(*bumps(12), evaluate=False)),
        False,
        lambda: sympy.piecewise_fold(Mul(*bumps(14))),
    ),
    Hang(
        "piecewise-sum",
        lambda: link_of(Add(*bumps(12), evaluate=False), "=", -Add(*(Abs(x - j) for j in range(12)))),
        True,
        lambda: simplify(Add(*bumps(14))),
    ),
    Hang(
        "oscillating",
        lambda: link_of(Integral(sin(x**3 + x) / (1 + x**2) ** 2, (x, -oo, oo)), "=", 1),
        False,
        lambda: integrate(sin(x**3 + x) / (1 + x**2) ** 2, (x, -oo, oo)),
    ),
    Hang(
        "oscillating-finite",
        lambda: link_of(Integral(cos(1000 * sin(x)), (x, 0, pi)), "=", pi * besselj(0, 1000)),
        True,
        lambda: integrate(cos(1000 * sin(x)), (x, 0, pi)),
    ),
    Hang("shared-tree", lambda: plain(deep(60, X), "=", g.neg(deep(60, g.neg(X))), x=REAL), True),
    Hang("shared-tree-wrong", lambda: plain(deep(60, X), "=", deep(60, g.neg(X)), x=REAL), False),
    Hang(
        "nested-radicals", lambda: link_of(nested(40, x**2), ">", 0), True, lambda: simplify(nested(40, x**2) ** 2 - 1)
    ),
    Hang(
        "denesting",
        lambda: link_of(sum(sqrt(j) for j in range(1, 30)), "=", sum(sqrt(j) for j in range(1, 31))),
        False,
        lambda: sympy.minimal_polynomial(sum(sqrt(j) for j in range(1, 30))),
    ),
    Hang(
        "long-integer",
        lambda: plain(g.mul(g.rat(HUGE), X), "=", g.mul(X, g.rat(HUGE + 1)), x=REAL),
        False,
        lambda: str(Integer(HUGE)),
    ),
    Hang(
        "long-integer-right",
        lambda: plain(g.mul(g.rat(HUGE), X), "=", g.add(X, g.mul(X, g.rat(HUGE - 1))), x=REAL),
        True,
    ),
    Hang("long-fraction", lambda: plain(g.rat(Fraction(1, HUGE)), "=", g.ZERO), False),
    Hang(
        "slow-limit",
        lambda: link_of(Limit(exp(x + exp(-x)) * exp(-x) + log(log(x + 9)) / log(x + 9), x, oo), "=", 1),
        True,
        lambda: limit(exp(gamma(x - exp(-x))) * exp(-exp(x)), x, oo),
    ),
    Hang(
        "expansion",
        lambda: link_of((x + y + p) ** 200 * (x - y) ** 100, "=", (x + y + p) ** 200 * (y - x) ** 100),
        True,
        lambda: expand((x + y + p) ** 200 * (x - y) ** 100),
    ),
    Hang(
        "expansion-wrong",
        lambda: link_of((1 + x) ** 5000, "=", (1 + x) ** 4999 * (2 + x)),
        False,
        lambda: Poly((1 + x + y + p) ** 300, x, y, p),
    ),
    Hang(
        "sum-of-many",
        lambda: link_of(Sum(1 / (k**2 + sin(k)), (k, 1, 10**9)), "=", 1),
        False,
        lambda: Sum(1 / (k**2 + sin(k)), (k, 1, 10**9)).doit(),
    ),
    Hang("sum-of-many-right", lambda: link_of(Sum(k, (k, 1, 10**9)), "=", 10**9 * (10**9 + 1) // 2), True),
    Hang(
        "unknown-series",
        lambda: link_of(Sum(sin(k) / (k**3 * sin(k**2 + 1)), (k, 1, oo)), "=", 0),
        False,
        lambda: summation(sin(k) / (k**3 * sin(k**2 + 1)), (k, 1, oo)),
    ),
    Hang(
        "huge-power",
        lambda: plain(g.power(g.add(X, g.ONE), 10**9), "=", g.power(g.add(X, g.ONE), 10**9 + 1), x=REAL),
        False,
        lambda: Pow(Rational(3, 2), 10**10),
    ),
    Hang(
        "unevaluated",
        lambda: link_of(Mul(*(UnevaluatedExpr(x + j) for j in range(30))), "=", prod(x + j for j in range(30))),
        True,
    ),
    Hang("large-argument", lambda: link_of(tanh(exp(exp(x**2 + 9))), "<=", 1), True),
]
