"""Limits that are infinite: the reciprocal goes to 0, and the sign is known near the point.

Proves that a limit is ∞ or -∞, one-sided, two-sided or at infinity. What is infinite is no number: only a line that
says so rests on this, never one that calculates with the limit.
"""

from __future__ import annotations

from checker.domains import REAL
from checker.exact.context import Context, TooLarge
from checker.exact.limits import limit_of
from checker.exact.terms import minus, plus, positive, raised, times, zero
from checker.graph import INF, NEG_INF, Node, open_binder, rat, rel


def infinite(node: Node, sign: int, ctx: Context) -> bool:
    """Proves that the limit is ∞ (sign 1) or -∞ (-1): the reciprocal goes to 0, from the right side."""
    body, v = open_binder(node)
    point = node.args[1]
    ways = (
        [-1]
        if point == INF
        else [1]
        if point == NEG_INF
        else [s for s, name in ((1, "+"), (-1, "-")) if name in node.data[1]]
    )
    try:
        return all(_grows(body, v, point, way, sign, ctx) for way in ways)
    except TooLarge:
        return False


def _grows(body: Node, v: Node, point: Node, way: int, sign: int, ctx: Context) -> bool:
    back = limit_of(raised(body, rat(-1)), v, point, way, ctx)
    if back is None or not zero(back, ctx):
        return _logarithm_grows(body, v, point, way, sign, ctx)
    return any(positive(times(rat(sign), body), near) for near in _near(v, point, way, ctx))


def _logarithm_grows(body: Node, v: Node, point: Node, way: int, sign: int, ctx: Context) -> bool:
    """log f with f → 0 from above, or f → ∞."""
    if body.op != "fn" or body.data != "log":
        return False
    inner = body.args[0]
    target = raised(inner, rat(-1)) if sign > 0 else inner
    found = limit_of(target, v, point, way, ctx)
    return found is not None and zero(found, ctx) and any(positive(inner, n) for n in _near(v, point, way, ctx))


def _near(v: Node, point: Node, way: int, ctx: Context) -> list[Context]:
    """Ever smaller neighbourhoods on the side of the point."""
    out = []
    for width in (rat(1), rat(1, 1000)):
        if point in (INF, NEG_INF):
            far = raised(width, rat(-1))
            out.append(ctx.extend(v.data, REAL, rel(v, ">", far) if point == INF else rel(v, "<", minus(far))))
        else:
            end = plus(point, times(rat(way), width))
            low, high = (point, end) if way > 0 else (end, point)
            out.append(ctx.extend(v.data, REAL, rel(low, "<", v), rel(v, "<", high)))
    return out
