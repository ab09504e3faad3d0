"""Identities of integrals up to a symbol: equal derivatives by it, and equal where the range shrinks to a point.

Where both sides are smooth functions of a real symbol x on the whole line, integrals with x as an end among them, and
the derivative of their difference is 0 for all real x, the difference is the same everywhere; at x = a, a the other
end, it is 0 if it is shown to be there. So integration by parts of arbitrary functions is proved, and the Taylor
formula with its remainder as an integral. What the domains say of x is not needed, and not used.
"""

from __future__ import annotations

from dataclasses import replace

from checker.domains import REAL
from checker.exact import normal
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.convergence import differentiated
from checker.exact.derivative import differentiate
from checker.exact.growth_classes import smooth
from checker.exact.terms import depends, real
from checker.graph import INF, NEG_INF, Node, bind, open_binder, postorder, substitute, sym

NAME = "equal derivatives by an end"


def vanishes(difference: Node, ctx: Context) -> bool:
    """Proves that the node is 0 for all values in the context."""
    try:
        opened = {n: _carried_out(n, ctx) for n in postorder(difference) if n.op == "integral"}
        difference = differentiated(substitute(difference, opened), ctx)
        integrals = [n for n in postorder(difference) if n.op == "integral"]
        for x in dict.fromkeys(n.args[2] for n in integrals if n.args[2].op == "sym"):
            if _by(x, difference, integrals, ctx):
                return True
    except (TooLarge, Unsupported):
        pass
    return False


def _carried_out(n: Node, ctx: Context) -> Node:
    """The integral with the derivatives in its body carried out."""
    body, v = open_binder(n)
    return bind("integral", v, differentiated(body, ctx.extend(v.data, REAL)), *n.args[1:])


def _by(x: Node, difference: Node, integrals: list[Node], ctx: Context) -> bool:
    domain = ctx.scalar(x.data)
    starts = {n.args[1] for n in integrals if n.args[2] == x}
    if domain is None or domain.kind != "real" or len(starts) != 1:
        return False
    (start,) = starts
    line = replace(ctx, domains={**ctx.domains, x.data: REAL}, memo={})
    line = replace(line, where=tuple(c for c in ctx.where if not depends(c, x)))
    if depends(start, x) or start in (INF, NEG_INF) or not real(start, line):
        return False
    if not all(_smooth(n, x, line) for n in integrals):
        return False
    places = {n: sym(f"_integral{k}") for k, n in enumerate(integrals)}
    around = line
    for place in places.values():
        around = around.extend(place.data, REAL)
    outside = substitute(difference, dict(places))
    if not all(smooth(outside, v, around) for v in (x, *places.values())):
        return False
    slope = differentiate(difference, x.data, line)
    if normal.is_zero(slope, line) is not True:
        return False
    return normal.is_zero(substitute(difference, {x: start}), line) is True


def _smooth(n: Node, x: Node, ctx: Context) -> bool:
    """Whether the integral is a smooth function of x: ends that are smooth, and a body smooth in both variables."""
    body, v = open_binder(n)
    lower, upper = n.args[1:]
    if {lower, upper} & {INF, NEG_INF} or any(m.op == "integral" for m in postorder(body)):
        return False
    inner = ctx.extend(v.data, REAL)
    if not all(smooth(end, x, ctx) and real(end, ctx) for end in (lower, upper)):
        return False
    return smooth(body, v, inner) and smooth(body, x, inner)
