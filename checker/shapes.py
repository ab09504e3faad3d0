"""Whether the shapes inside an expression fit, for every size of the symbols.

Sizes are sums and products of names and whole numbers; two of them are the same when they agree as polynomials, which
is decided by comparing them at more points than their degree allows to coincide by accident. Nothing else is checked.
"""

from __future__ import annotations

from itertools import pairwise

from checker.domains import size_value
from checker.graph import ONE, Node, ShapeError, is_matrix, postorder, shape, symbols
from checker.graph_text import text


def same_size(a: Node, b: Node) -> bool:
    """Whether two sizes agree for all values of their symbols."""
    if a == b:
        return True
    names = sorted(symbols(a, b))
    tries = [{n: 2 + 3 * k + 7 * j + (k + 1) * j * j for k, n in enumerate(names)} for j in range(6)]
    return all(size_value(a, t) == size_value(b, t) for t in tries)


def same_shape(a: Node, b: Node) -> bool:
    """Whether two matrices have one shape, for all sizes."""
    return all(same_size(p, q) for p, q in zip(shape(a), shape(b), strict=True))


def shown(m: Node) -> str:
    """A shape in words: n × 1."""
    rows, cols = shape(m)
    return f"{text(rows)} × {text(cols)}"


def validate(*roots: Node) -> None:
    """Raises ShapeError, naming the operation and both shapes, if any part does not fit."""
    for n in postorder(*roots):
        match n.op:
            case "matadd" | "hadamard":
                word = "added" if n.op == "matadd" else "multiplied entry by entry"
                for a, b in pairwise(n.args):
                    _need(same_shape(a, b), f"{shown(a)} and {shown(b)} are {word}")
            case "matmul":
                for a, b in pairwise(n.args):
                    _need(same_size(shape(a)[1], shape(b)[0]), f"{shown(a)} is multiplied by {shown(b)}")
            case "inverse" | "det" | "trace" | "matpow":
                a = n.args[0]
                _need(same_size(*shape(a)), f"the {_NAMES[n.op]} of a matrix that is {shown(a)}")
            case "diagmat":
                a = n.args[0]
                _need(ONE in shape(a), f"diag of a matrix that is {shown(a)}")
            case "add" | "mul" | "pow" | "fn":
                found = next((a for a in n.args if is_matrix(a)), None)
                _need(found is None, f"a matrix that is {shown(found)} stands where a number is meant" if found else "")
            case "block":
                _blocks(n)


_NAMES = {"inverse": "inverse", "det": "determinant", "trace": "trace", "matpow": "power"}


def _blocks(n: Node) -> None:
    rows, cols = n.data
    for i in range(rows):
        for a, b in pairwise(n.args[i * cols : (i + 1) * cols]):
            _need(same_size(shape(a)[0], shape(b)[0]), f"blocks {shown(a)} and {shown(b)} stand side by side")
    for j in range(cols):
        for a, b in pairwise(n.args[j::cols]):
            _need(same_size(shape(a)[1], shape(b)[1]), f"block {shown(a)} stands above {shown(b)}")


def _need(fits: bool, message: str) -> None:
    if not fits:
        raise ShapeError(message)
