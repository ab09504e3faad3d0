"""Families of true identities that grow: built once as SymPy trees, once as expression graphs.

A family is a function of a size and an algebra; the algebra says how sums, products and functions are written, so both
systems are asked the very same thing. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import Any

import sympy

from checker import graph
from checker.domains import Scalar
from checker.graph import Node
from checker.language import sigmoid
from checker.records import Link


class Trees:
    """SymPy's own expressions."""

    def symbol(self, name: str) -> Any:
        return sympy.Symbol(name, real=True)

    def number(self, k: int) -> Any:
        return sympy.Integer(k)

    def add(self, *terms: Any) -> Any:
        return sympy.Add(*terms)

    def mul(self, *factors: Any) -> Any:
        return sympy.Mul(*factors)

    def square(self, x: Any) -> Any:
        return x**2

    def apply(self, name: str, x: Any) -> Any:
        return {"tanh": sympy.tanh, "sigmoid": sigmoid, "exp": sympy.exp}[name](x)

    def derivative(self, x: Any, by: Any) -> Any:
        return sympy.Derivative(x, by)

    def determinant(self, rows: Sequence[Sequence[Any]]) -> Any:
        return sympy.Determinant(sympy.Matrix(rows))


class Graphs:
    """Nodes of the checker's graph, in which a shared part is one node."""

    def symbol(self, name: str) -> Node:
        return graph.sym(name)

    def number(self, k: int) -> Node:
        return graph.rat(k)

    def add(self, *terms: Node) -> Node:
        return graph.add(*terms)

    def mul(self, *factors: Node) -> Node:
        return graph.mul(*factors)

    def square(self, x: Node) -> Node:
        return graph.power(x, 2)

    def apply(self, name: str, x: Node) -> Node:
        return graph.fn(name, x)

    def derivative(self, x: Node, by: Node) -> Node:
        return graph.bind("diff", by, x, by, data=1)

    def determinant(self, rows: Sequence[Sequence[Node]]) -> Node:
        entries = tuple(x for row in rows for x in row)
        return Node("det", (Node("matrix", entries, (len(rows), len(rows[0]))),))


Algebra = Any
Family = Callable[[int, Algebra], tuple[Any, Any]]


def lstm(steps: int, a: Algebra) -> tuple[Any, Any]:
    """∂h_T/∂w_f of a scalar LSTM cell unrolled over T steps, against the recursion written by hand."""
    one, minus = a.number(1), a.number(-1)
    kinds = {"i": "sigmoid", "f": "sigmoid", "o": "sigmoid", "g": "tanh"}
    w, u = ({k: a.symbol(f"{n}_{k}") for k in kinds} for n in "wu")
    h, c, dh, dc = a.symbol("h"), a.symbol("c"), a.number(0), a.number(0)
    for t in range(steps):
        x = a.symbol(f"x_{t}")
        gate = {k: a.apply(name, a.add(a.mul(w[k], h), a.mul(u[k], x))) for k, name in kinds.items()}
        slope = {
            k: a.add(one, a.mul(minus, a.square(v))) if k == "g" else a.mul(v, a.add(one, a.mul(minus, v)))
            for k, v in gate.items()
        }
        inner = {k: a.mul(w[k], dh) for k in kinds}
        inner["f"] = a.add(inner["f"], h)
        d = {k: a.mul(slope[k], inner[k]) for k in kinds}
        dc = a.add(a.mul(d["f"], c), a.mul(gate["f"], dc), a.mul(d["i"], gate["g"]), a.mul(gate["i"], d["g"]))
        c = a.add(a.mul(gate["f"], c), a.mul(gate["i"], gate["g"]))
        out = a.apply("tanh", c)
        dh = a.add(a.mul(d["o"], out), a.mul(gate["o"], a.add(one, a.mul(minus, a.square(out))), dc))
        h = a.mul(gate["o"], out)
    return a.derivative(h, w["f"]), dh


def coupling(size: int, a: Algebra) -> tuple[Any, Any]:
    """The determinant of the explicit Jacobian of a coupling layer, dense below the diagonal, against exp of a sum."""
    half = size // 2
    upper = [a.symbol(f"u_{k}") for k in range(half)]
    lower = [a.symbol(f"v_{k}") for k in range(size - half)]
    scales = [a.mul(s, upper[k % half]) for k, s in enumerate(a.symbol(f"s_{k}") for k in range(size - half))]
    rates = [a.symbol(f"r_{k}") for k in range(half)]
    zero = a.number(0)
    rows = [[a.apply("exp", rates[i]) if i == j else zero for j in range(size)] for i in range(half)]
    for i in range(size - half):
        mixed = [a.mul(lower[i], upper[j], a.apply("exp", scales[i])) for j in range(half)]
        rows.append(mixed + [a.apply("exp", scales[i]) if i == j else zero for j in range(size - half)])
    return a.determinant(rows), a.apply("exp", a.add(*rates, *scales))


def square_of_sum(size: int, a: Algebra) -> tuple[Any, Any]:
    """(Σ xᵢ)² = Σ xᵢ² + 2 Σ xᵢ xⱼ."""
    xs = [a.symbol(f"x_{k}") for k in range(size)]
    cross = [a.mul(a.number(2), x, y) for x, y in combinations(xs, 2)]
    return a.square(a.add(*xs)), a.add(*map(a.square, xs), *cross)


def sum_of_products(size: int, a: Algebra) -> tuple[Any, Any]:
    """Lagrange: (Σ aᵢ²)(Σ bᵢ²) − (Σ aᵢ bᵢ)² = Σ (aᵢ bⱼ − aⱼ bᵢ)²."""
    xs, ys = ([a.symbol(f"{n}_{k}") for k in range(size)] for n in "ab")
    minus = a.number(-1)
    dot = a.add(*(a.mul(x, y) for x, y in zip(xs, ys, strict=True)))
    left = a.add(a.mul(a.add(*map(a.square, xs)), a.add(*map(a.square, ys))), a.mul(minus, a.square(dot)))
    pairs = combinations(zip(xs, ys, strict=True), 2)
    return left, a.add(*(a.square(a.add(a.mul(p, s), a.mul(minus, r, q))) for (p, q), (r, s) in pairs))


@dataclass(frozen=True)
class Curve:
    """A family and the sizes at which it is asked."""

    name: str
    family: Family
    sizes: tuple[int, ...]


CURVES = (
    Curve("LSTM unrolled, ∂h_T/∂w_f", lstm, (1, 2, 4, 8, 16, 32)),
    Curve("coupling layer, det of the Jacobian", coupling, (2, 4, 8, 16, 32, 64)),
    Curve("square of a sum of n symbols", square_of_sum, (2, 5, 10, 20, 40, 60)),
    Curve("Lagrange's sums of products", sum_of_products, (2, 4, 8, 16, 24)),
)


def link(family: Family, size: int) -> Link:
    """The identity as a link for the checker; every symbol is real."""
    left, right = family(size, Graphs())
    names = sorted(graph.symbols(left, right))
    return Link(left, "=", right, tuple((n, Scalar()) for n in names))


def sides(family: Family, size: int) -> tuple[Any, Any]:
    """The identity in SymPy."""
    return family(size, Trees())


def nodes(family: Family, size: int) -> int:
    """Distinct nodes of both sides."""
    return graph.size(*family(size, Graphs()))


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """The exponent of y ~ xᵏ by least squares in logarithms, without the first third; None below three points."""
    from math import log

    if len(points) < 3:
        return None
    pairs = [(log(x), log(y)) for x, y in points[len(points) // 3 :]]
    mx, my = (reduce(lambda s, v: s + v, c) / len(pairs) for c in zip(*pairs, strict=True))
    return sum((x - mx) * (y - my) for x, y in pairs) / sum((x - mx) ** 2 for x, _ in pairs)
