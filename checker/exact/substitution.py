"""Substitutions in integrals over half lines and the line, by which nested exponentials and logarithms come apart.

Decides one rewriting of an integral: x = exp(u) on (0, ∞) where a logarithm of x stands in an exponent, w = exp(c x)
on the line where such an exponential stands in another exponent or in a sum that is divided by. Both are monotone with
a smooth inverse, so the new integral converges exactly when the given one does, and then to the same value.
"""

from __future__ import annotations

from checker.domains import POSITIVE, REAL
from checker.exact.context import Context
from checker.exact.expansion import affine
from checker.exact.terms import canon, depends, minus, positive, quotient, real, times
from checker.graph import INF, NEG_INF, ZERO, Node, bind, fn, postorder, power, substitute


def substituted(body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """The integral in the new variable; None where neither rule applies, or where the other would undo it.

    `ctx` is that outside the integral.
    """
    if lower == ZERO and upper == INF and _logarithm_in_exponent(body, v):
        body = canon(body, ctx.extend(v.data, POSITIVE))
        if not _logarithm_in_exponent(body, v):
            return None
        e = fn("exp", v)
        new = canon(times(e, substitute(body, {fn("log", v): v, v: e})), ctx.extend(v.data, REAL))
        return None if _nested_exponential(new, v) else bind("integral", v, new, NEG_INF, INF)
    if lower == NEG_INF and upper == INF:
        return _by_exponential(body, v, ctx)
    return None


def _logarithm_in_exponent(body: Node, v: Node) -> bool:
    exponents = [n.args[0] for n in postorder(body) if n.op == "fn" and n.data == "exp"]
    return fn("log", v) in postorder(*exponents)


def _by_exponential(body: Node, v: Node, ctx: Context) -> Node | None:
    inner = _nested_exponential(body, v)
    line = affine(inner.args[0], v, ctx) if inner is not None else None
    if line is None or not (real(line[0], ctx) and real(line[1], ctx)):
        return None
    c = canon(line[0], ctx)
    size = c if positive(c, ctx) else minus(c) if positive(minus(c), ctx) else None
    if size is None:
        return None
    new = times(substitute(body, {v: quotient(fn("log", v), c)}), power(times(size, v), -1))
    new = canon(new, ctx.extend(v.data, POSITIVE))
    return None if _logarithm_in_exponent(new, v) else bind("integral", v, new, ZERO, INF)


def _nested_exponential(body: Node, v: Node) -> Node | None:
    """An exponential of the variable inside an exponent or inside a sum with a negative power."""
    for n in postorder(body):
        if n.op == "fn" and n.data == "exp":
            places: tuple[Node, ...] = n.args
        elif n.op == "pow" and n.args[0].op == "add" and n.args[1].op == "rat" and n.args[1].value < 0:
            places = n.args[:1]
        else:
            continue
        for m in postorder(*places):
            if m.op == "fn" and m.data == "exp" and depends(m, v):
                return m
    return None
