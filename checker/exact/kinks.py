"""Where an integrand changes its form: the points at which an |a v + b|, or a function of its sign, bends or jumps.

Decides one such point strictly inside a range, known for all values of the symbols; an integral that converges is the
sum of those up to it and from it on.
"""

from __future__ import annotations

from checker.exact.context import Context
from checker.exact.expansion import affine
from checker.exact.terms import canon, depends, difference, minus, nonzero, positive, quotient, real
from checker.graph import INF, NEG_INF, Node, postorder


def kink_of(body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """A point strictly inside the range where an |a v + b|, or a function of its sign, changes its form."""
    for n in postorder(body):
        if n.op != "fn" or n.data not in ("abs", "sign", "heaviside", "max", "min") or not depends(n, v):
            continue
        gaps = [n.args[0]] if len(n.args) == 1 else [difference(n.args[0], x) for x in n.args[1:]]
        for gap in gaps:
            line = affine(gap, v, ctx)
            if line is None or not nonzero(line[0], ctx) or depends(line[1], v):
                continue
            point = canon(minus(quotient(line[1], line[0])), ctx)
            if not real(point, ctx):
                continue
            above = lower == NEG_INF or positive(difference(point, lower), ctx)
            if above and (upper == INF or positive(difference(upper, point), ctx)):
                return point
    return None
