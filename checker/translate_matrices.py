"""How SymPy's matrix expressions are read, and the authoring layer's own gradients, Jacobians and totals.

Decides which node of the graph each stands for. The walk that calls these, with all that is known of symbols, is
`translate`'s; shapes are not checked here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy

from checker import graph as g
from checker.graph import Node
from checker.language import Gradient, Jacobian, PartialGradient, Total
from checker.vocabulary import Untranslatable, short

if TYPE_CHECKING:
    from checker.translate import Lowering


def matmul(args: list[Node]) -> Node:
    """A product in the author's order, its scalars before it."""
    scalars = [a for a in args if not g.is_matrix(a)]
    matrices = [a for a in args if g.is_matrix(a)]
    product = matrices[0] if len(matrices) == 1 else Node("matmul", tuple(matrices))
    return Node("scale", (g.mul(*scalars), product)) if scalars else product


def explicit(walk: Lowering, e: Any) -> Node:
    """A matrix written out."""
    return Node("matrix", tuple(walk.lower(x) for x in e.flat()), (int(e.rows), int(e.cols)))


def element(walk: Lowering, e: Any) -> Node:
    """An entry; indices count from 0."""
    return g.elem(*(walk.lower(a) for a in e.args))


def matpow(walk: Lowering, e: Any) -> Node:
    """A power; with the exponent -1, the inverse."""
    base, exponent = walk.lower(e.args[0]), walk.lower(e.args[1])
    return Node("inverse", (base,)) if exponent == g.MINUS_ONE else Node("matpow", (base, exponent))


def inverse(walk: Lowering, e: Any) -> Node:
    """An inverse."""
    return Node("inverse", (walk.lower(e.args[0]),))  # its second argument, the exponent -1, says nothing


def hadamard_power(walk: Lowering, e: Any) -> Node:
    """Every entry to a power."""
    base, exponent = e.args
    variable = g.sym("_entry")
    return g.bind("map", variable, g.power(variable, walk.lower(exponent)), walk.lower(base))


def elementwise(walk: Lowering, e: Any) -> Node:
    """A function of every entry."""
    function, matrix = e.function, e.expr
    if not isinstance(function, sympy.Lambda):
        d = sympy.Dummy("d")
        function = sympy.Lambda(d, function(d))
    variable, body = walk.under(function.variables[0], function.expr)
    return g.bind("map", variable, body, walk.lower(matrix))


def function_matrix(walk: Lowering, e: Any) -> Node:
    """A matrix whose entry is a function of its two indices."""
    rows, cols, function = e.args
    i, j = function.variables
    first, second = sympy.Dummy(str(i)), sympy.Dummy(str(j))
    row, col = walk.named(first), walk.named(second)
    body = walk.inner(first, second).lower(function.expr.xreplace({i: first, j: second}))
    return g.bind_entries(row, col, body, walk.lower(rows), walk.lower(cols))


def block(walk: Lowering, e: Any) -> Node:
    """Blocks, row by row."""
    blocks = e.blocks
    return Node("block", tuple(walk.lower(b) for b in blocks.flat()), (int(blocks.rows), int(blocks.cols)))


def block_diag(walk: Lowering, e: Any) -> Node:
    """Blocks on the diagonal, zeros beside."""
    parts = [walk.lower(a) for a in e.args]
    entries = [
        p if r == c else Node("zeros", (g.shape(parts[r])[0], g.shape(parts[c])[1]))
        for r, p in enumerate(parts)
        for c in range(len(parts))
    ]
    return Node("block", tuple(entries), (len(parts), len(parts)))


def kron(walk: Lowering, e: Any) -> Node:
    """A Kronecker product, from the left."""
    first, *rest = (walk.lower(a) for a in e.args)
    for r in rest:
        first = Node("kron", (first, r))
    return first


def gradient_of(walk: Lowering, expr: Any, variable: Any) -> Node:
    """The gradient of `expr` by a symbol, at that symbol. Raises Untranslatable for a variable that is none."""
    symbol = walk.lower(variable)
    if symbol.op != "matsym":
        raise Untranslatable(f"a gradient is by a vector or matrix symbol, not by {short(variable)}")
    return g.bind("gradient", symbol, walk.lower(expr), symbol)


def gradient(walk: Lowering, e: Gradient) -> Node:
    """A gradient by a vector or matrix symbol."""
    return gradient_of(walk, e.expr, e.variable)


def partial_gradient(walk: Lowering, e: PartialGradient) -> Node:
    """The gradient of an undefined function by one of its arguments, where it is applied."""
    application = walk.lower(e.application)
    point = application.args[e.slot]
    variable = g.matsym("_slot", *g.shape(point))
    args = tuple(variable if k == e.slot else a for k, a in enumerate(application.args))
    return g.bind("gradient", variable, Node("app", args, application.data), point)


def jacobian(walk: Lowering, e: Jacobian) -> Node:
    """A Jacobian by a vector symbol. Raises Untranslatable for a variable that is none."""
    variable, body = walk.lower(e.variable), walk.lower(e.expr)
    if variable.op != "matsym":
        raise Untranslatable(f"a Jacobian is by a vector symbol, not by {short(e.variable)}")
    return g.bind("jacobian", variable, body, variable)


def total(walk: Lowering, e: Total) -> Node:
    """The sum of a vector's entries."""
    vector = walk.lower(e.args[0])
    rows, _ = g.shape(vector)
    index = g.sym("_index")
    return g.bind("sum", index, g.elem(vector, index, g.ZERO), g.ZERO, _minus_one(rows))


def _minus_one(rows: Node) -> Node:
    return g.rat(rows.value - 1) if rows.op == "rat" else g.add(rows, g.MINUS_ONE)
