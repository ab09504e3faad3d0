"""Both printers of one line: nothing that is written loses the brackets without which it means something else."""

from __future__ import annotations

import pytest
import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from checker import graph as g
from checker.graph import Node, sym
from checker.language import Gradient, Jacobian, Total, VectorSymbol
from checker.mathematics import exp, hadamard, tanh
from checker.mathtext import plain
from checker.nodetext import expression

x, y = sympy.symbols("x y", positive=True)
n = sympy.Symbol("n", integer=True, positive=True)
a, b, W = VectorSymbol("a", n, 1), VectorSymbol("b_h", n, 1), VectorSymbol("W", n, n)
INTEGRAL = sympy.Integral(sympy.exp(x), (x, 0, 1))
f = sympy.Function("f")


def entrywise(body: object, variable: sympy.Symbol, inner: object) -> object:
    return ElementwiseApplyFunction(sympy.Lambda(variable, body), inner)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (INTEGRAL**2 / 2, "(∫[0, 1] exp(x) dx)²/2"),
        (-INTEGRAL, "-∫[0, 1] exp(x) dx"),
        (1 - INTEGRAL, "1 − ∫[0, 1] exp(x) dx"),
        (y * (1 - INTEGRAL), "y·(1 − ∫[0, 1] exp(x) dx)"),
        (sympy.Sum(x, (x, 1, 3)) / sympy.Sum(y, (y, 1, 3)), "(Σ{x=1…3} x)/(Σ{y=1…3} y)"),
        (sympy.Derivative(f(x), x) ** 2, "(∂(f(x))/∂x)²"),
        (entrywise(x**2, x, a + b), "(a + b_h)²"),
        (hadamard(a, entrywise(1 - x**2, x, b)), "a ⊙ (1 − b_h²)"),
        (exp(W * a + b), "exp(W a + b_h)"),
        (tanh(a + b), "tanh(a + b_h)"),
        (Gradient(Total(a), a).T, "(∇_a (Σ(a)))ᵀ"),
        (W.T * Gradient(Total(a), a), "Wᵀ ∇_a (Σ(a))"),
        (Jacobian(W * a, a) * W, "(∂(W a)/∂a) W"),
        (Total(a) ** 2, "(Σ(a))²"),
    ],
    ids=str,
)
def test_sympy_objects(expression: object, text: str) -> None:
    assert plain(expression) == text


X, Y, Z, K = map(sym, "xyzk")
THREE = g.rat(3)
SUM = g.bind("sum", K, g.mul(K, X), g.ONE, THREE)
A, B, V = g.matsym("A", THREE, THREE), g.matsym("B", THREE, THREE), g.matsym("v", THREE, g.ONE)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (g.power(g.power(X, 2), 3), "(x^2)^3"),
        (g.power(X, g.power(Y, 2)), "x^(y^2)"),
        (g.power(SUM, 2), "(Σ(k = 1…3) k·x)^2"),
        (g.div(SUM, Y), "(Σ(k = 1…3) k·x)/y"),
        (g.mul(Y, SUM), "y·Σ(k = 1…3) k·x"),
        (g.div(X, g.div(Y, Z)), "x/(y/z)"),
        (g.sub(X, g.sub(Y, Z)), "x − (y − z)"),
        (g.add(g.power(X, 2), g.mul(g.TWO, X), g.ONE), "x^2 + 2·x + 1"),
        (g.sub(g.ONE, X), "1 − x"),
        (g.mul(g.ONE, g.power(X, -1)), "1/x"),
        (Node("hadamard", (Node("matmul", (A, V)), V)), "(A v) ⊙ v"),
        (Node("transpose", (Node("matmul", (A, B)),)), "(A B)ᵀ"),
        (Node("matmul", (A, Node("matadd", (B, A)))), "A (A + B)"),
        (g.bind("map", X, g.sub(g.ONE, g.power(X, 2)), Node("matadd", (A, B))), "1 − (A + B)^⊙2"),
        (Node("transpose", (g.bind("map", X, g.power(X, 2), A),)), "(A^⊙2)ᵀ"),
        (Node("transpose", (g.bind("gradient", V, Node("norm", (V,)), V),)), "(∇v norm(v))ᵀ"),
        (g.bind("diff", Z, g.power(Z, 2), X, data=1), "∂/∂x (x^2)"),
        (g.bind("diff", Z, g.mul(Z, X), X, data=2), "∂²/∂t² (t·x) at (t = x)"),
        (g.bind("limit", Z, g.add(Z, Y), g.ZERO, data="+"), "lim(x → 0+) (x + y)"),
        (Node("piecewise", (X, g.rel(X, ">", g.ZERO), g.neg(X), g.TRUE)), "{x if x > 0; −x otherwise}"),
        (Node("app", (X,), ("f", (2,))), "f′′(x)"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_nodes(node: Node, text: str) -> None:
    assert expression(node) == text


def test_no_bound_letter_is_free_in_the_body() -> None:
    body = g.mul(sym("k"), sym("i"), sym("t"))
    assert expression(g.bind("sum", sym("t"), body, g.ONE, THREE)) == "Σ(j = 1…3) i·j·k"
