"""From the expression graph back to SymPy's trees, for the exact method that asks SymPy.

Decides which nodes SymPy has a word for; all others raise `Untranslatable`. What SymPy makes of the trees while they
are built is its own, and is trusted nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy.core.function import UndefinedFunction

from checker.assumptions import assumptions
from checker.domains import COMPLEX, Domain, Function, Scalar
from checker.graph import Node, postorder
from checker.vocabulary import CLASSES, CONSTANTS, RELATION_CLASSES, Untranslatable


def to_sympy(roots: Sequence[Node], domains: Mapping[str, Domain]) -> list[Any]:
    """The SymPy expressions of graph nodes, their symbols with the assumptions of their domains.

    Raises Untranslatable for what SymPy has no word for (gradients by vectors, maps).
    """
    done: dict[Node, Any] = {}
    for n in postorder(*roots):
        done[n] = _raise_node(n, [done[a] for a in n.args], domains)
    return [done[r] for r in roots]


def _symbol(name: str, domains: Mapping[str, Domain]) -> sympy.Symbol:
    """The plain SymPy symbol with the assumptions of its domain."""
    domain = domains.get(name, COMPLEX)
    return sympy.Symbol(name, **(assumptions(domain) if isinstance(domain, Scalar) else {}))


def _bound_symbol(level: int) -> sympy.Symbol:
    return sympy.Symbol(f"_b{level}", real=True)


def _raise_node(n: Node, a: list[Any], domains: Mapping[str, Domain]) -> Any:
    match n.op:
        case "rat":
            return sympy.Rational(*n.data)
        case "const":
            return {v: k for k, v in CONSTANTS.items()}[n.data]
        case "sym":
            return _symbol(n.data, domains)
        case "bound":
            return _bound_symbol(n.data)
        case "add":
            return sympy.Add(*a)
        case "mul":
            return sympy.Mul(*a)
        case "pow":
            return sympy.Pow(*a)
        case "rel":
            return RELATION_CLASSES[n.data](*a)
        case "and":
            return sympy.And(*a)
        case "or":
            return sympy.Or(*a)
        case "not":
            return sympy.Not(*a)
        case "true" | "false":
            return sympy.true if n.op == "true" else sympy.false
        case "piecewise":
            return sympy.Piecewise(*zip(a[::2], a[1::2], strict=True))
        case "integral":
            return sympy.Integral(a[0], (_bound_symbol(n.data), a[1], a[2]))
        case "sum" | "product":
            index = sympy.Symbol(f"_b{n.data}", integer=True)
            body = a[0].xreplace({_bound_symbol(n.data): index})
            return (sympy.Sum if n.op == "sum" else sympy.Product)(body, (index, a[1], a[2]))
        case "diff":
            level, order = n.data
            derivative = sympy.Derivative(a[0], (_bound_symbol(level), order))
            return sympy.Subs(derivative, _bound_symbol(level), a[1])
        case "limit":
            level, side = n.data
            return sympy.Limit(a[0], _bound_symbol(level), a[1], side)
        case "fn":
            return _raise_function(n.data, a)
        case "app" if not any(n.data[1]):
            return _undefined(n.data[0], domains)(*a)
        case "matrix":
            return sympy.ImmutableMatrix(*n.data, a)
        case "det" if isinstance(a[0], sympy.MatrixBase):
            return sympy.Determinant(a[0])
        case "trace" if isinstance(a[0], sympy.MatrixBase):
            return sympy.Trace(a[0])
        case "matmul" | "matadd" if all(isinstance(x, sympy.MatrixBase) for x in a):
            total = a[0]
            for x in a[1:]:
                total = total * x if n.op == "matmul" else total + x
            return total
        case "inverse" if isinstance(a[0], sympy.MatrixBase):
            return a[0].inv()
        case "transpose" if isinstance(a[0], sympy.MatrixBase):
            return a[0].T
        case "elem" if isinstance(a[0], sympy.MatrixBase) and a[1].is_Integer and a[2].is_Integer:
            return a[0][a[1], a[2]]
    raise Untranslatable(f"{n.op} is not put to SymPy")


def _undefined(name: str, domains: Mapping[str, Domain]) -> UndefinedFunction:
    domain = domains.get(name)
    positive = isinstance(domain, Function) and domain.kind in ("positive", "density")
    return sympy.Function(name, **({"positive": True} if positive else {"real": True}))


def _raise_function(name: str, a: list[Any]) -> Any:
    match name:
        case "sigmoid":
            return 1 / (1 + sympy.exp(-a[0]))
        case "heaviside":
            return sympy.Heaviside(a[0])
        case "hyper":
            p = int(a[0])
            return sympy.hyper(a[1 : 1 + p], a[1 + p : -1], a[-1])
    return getattr(sympy, CLASSES.get(name, name))(*a)
