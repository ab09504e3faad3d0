"""Where an integrand changes its form: where an |a v + b| bends, a function of its sign jumps, or a branch begins.

Decides one such point strictly inside a range, known for all values of the symbols; an integral that converges is the
sum of those up to it and from it on.
"""

from __future__ import annotations

from checker.exact.context import Context
from checker.exact.expansion import affine
from checker.exact.terms import canon, depends, difference, minus, nonzero, positive, quotient, real
from checker.graph import INF, NEG_INF, Node, postorder, substitute


def kink_of(body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """A point strictly inside the range where an |a v + b|, or a function of its sign, changes its form."""
    for n in postorder(body):
        if n.op == "rel" and depends(n, v):
            gaps = [difference(*n.args)]
        elif n.op == "fn" and n.data in ("abs", "sign", "heaviside", "max", "min") and depends(n, v):
            gaps = [n.args[0]] if len(n.args) == 1 else [difference(n.args[0], x) for x in n.args[1:]]
        else:
            continue
        for gap in gaps:
            if (point := _zero_inside(gap, v, lower, upper, ctx)) is not None:
                return point
    return None


def divisor_zero(body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """A point strictly inside the range where an a v + b that is divided by is 0."""
    for n in postorder(body):
        if n.op == "pow" and depends(n.args[0], v) and n.args[1].op == "rat" and n.args[1].value < 0:
            if (point := _zero_inside(n.args[0], v, lower, upper, ctx)) is not None:
                return point
    return None


def _zero_inside(gap: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    line = affine(gap, v, ctx)
    if line is None or not nonzero(line[0], ctx) or depends(line[1], v):
        return None
    point = canon(minus(quotient(line[1], line[0])), ctx)
    if not real(point, ctx):
        return None
    above = lower == NEG_INF or positive(difference(point, lower), ctx)
    return point if above and (upper == INF or positive(difference(upper, point), ctx)) else None


def resolved(body: Node, ctx: Context) -> Node:
    """The body with every piecewise value whose branch is decided by the range put in its place."""
    choices: dict[Node, Node] = {}
    for n in postorder(body):
        if n.op == "piecewise":
            for value, condition in zip(n.args[::2], n.args[1::2], strict=True):
                truth = _truth(condition, ctx)
                if truth is not False:
                    if truth:
                        choices[n] = value
                    break
    return substitute(body, choices) if choices else body


def _truth(condition: Node, ctx: Context) -> bool | None:
    match condition.op:
        case "true" | "false":
            return condition.op == "true"
        case "and" | "or":
            parts = [_truth(a, ctx) for a in condition.args]
            decisive = condition.op == "or"
            return decisive if decisive in parts else None if None in parts else not decisive
        case "rel" if condition.data in ("<", "<=", ">", ">="):
            low, high = condition.args if condition.data[0] == "<" else condition.args[::-1]
            gap = difference(high, low)
            if positive(gap, ctx):
                return True
            return False if positive(minus(gap), ctx) else None
    return None
