"""Convergence of an integral by comparison with powers of the distance to its ends, and with powers and exponentials.

Proves absolute convergence of ∫ f over (a, b) for f continuous inside: at a finite end f must be O(d^e) of the distance
d with e > -1, where the order of a factor is that of the first derivative that is not 0 there, and a logarithm counts
as less than any power; at infinity f must be O(exp(-r x)) with r > 0, or f x² or f x^(3/2) must have a finite limit.
Beyond that nothing is said; that no bound was found is no divergence.
"""

from __future__ import annotations

from dataclasses import replace

from checker.domains import REAL
from checker.exact.context import Context, TooLarge
from checker.exact.continuity import continuous_at, continuous_inside
from checker.exact.expansion import affine
from checker.exact.growth_classes import BOUNDED, ENTIRE, TEMPERED
from checker.exact.limits import limit_of
from checker.exact.terms import (
    depends,
    difference,
    minus,
    nonnegative,
    nonzero,
    plus,
    positive,
    raised,
    real,
    slope_of,
    times,
    whole,
    zero,
)
from checker.graph import INF, MINUS_ONE, NEG_INF, ONE, ZERO, Node, postorder, rat, substitute

#: powers of the variable at infinity that are compared with
AT_INFINITY = (rat(2), rat(3, 2))
#: derivatives that are looked at for one that is not 0
ORDER = 4
#: less than any power that is met
_LOG = rat(-1, 10**6)


def by_limits(body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> bool:
    """Whether the integral from lower to upper (in order) converges absolutely; `ctx` knows that v is between them."""
    if not continuous_inside(body, v, ctx):
        return False
    return all(integrable_at(body, v, end, way, ctx) for end, way in ((lower, 1), (upper, -1)))


def integrable_at(body: Node, v: Node, end: Node, way: int, ctx: Context) -> bool:
    """Whether the body, continuous inside, is small enough towards an end of the range, which lies `way` of it."""
    try:
        if end in (INF, NEG_INF):
            forward = body if end == INF else substitute(body, {v: minus(v)})
            rate = _rate(forward, v, _line(v, ctx), exact=False)
            if rate is not None and positive(minus(rate), ctx):
                return True
            size = v if end == INF else minus(v)
            return any(limit_of(times(body, raised(size, e)), v, end, way, ctx) is not None for e in AT_INFINITY)
        order = _order(body, v, end, ctx)
        return order is not None and positive(plus(order, ONE), ctx)
    except TooLarge:
        return False


# ---------------------------------------------------------------- at a finite end


def _order(body: Node, v: Node, end: Node, ctx: Context) -> Node | None:
    """An e with body = O(d^e) towards the end, d the distance from it."""
    if not depends(body, v) or continuous_at(body, v, end, 1, _line(v, ctx)):
        return _leading(body, v, end, ctx)[0]
    match body.op:
        case "mul":
            return _total([_order(a, v, end, ctx) for a in body.args])
        case "add":
            exact = _exact_order(body, v, end, ctx)
            return exact if exact is not None else _least([_order(a, v, end, ctx) for a in body.args], ctx)
        case "pow" if not depends(body.args[1], v) and real(body.args[1], ctx):
            base, e = body.args
            if base.op == "fn" and base.data == "log" and _vanishes(base.args[0], v, end, ctx):
                return ZERO if nonnegative(minus(e), ctx) else times(_LOG, e)  # the logarithm grows
            inner = _order(base, v, end, ctx) if nonnegative(e, ctx) else _exact_order(base, v, end, ctx)
            return None if inner is None else times(inner, e)
        case "fn" if body.data == "log":
            return _LOG if _vanishes(body.args[0], v, end, ctx) else None
        case "fn" if body.data in BOUNDED and real(body.args[0], ctx):
            return ZERO
    return None


def _total(orders: list[Node | None]) -> Node | None:
    known = [x for x in orders if x is not None]
    return plus(*known) if len(known) == len(orders) else None


def _least(orders: list[Node | None], ctx: Context) -> Node | None:
    known = [x for x in orders if x is not None]
    if len(known) < len(orders):
        return None
    return next((x for x in known if all(nonnegative(difference(y, x), ctx) for y in known)), None)


def _vanishes(node: Node, v: Node, end: Node, ctx: Context) -> bool:
    """Whether it goes to 0 like a power of the distance."""
    order = _exact_order(node, v, end, ctx)
    return order is not None and positive(order, ctx)


def _exact_order(node: Node, v: Node, end: Node, ctx: Context) -> Node | None:
    """The e for which node / d^e has a limit that is not 0."""
    if not depends(node, v):
        return ZERO if nonzero(node, ctx) else None
    if node.op == "mul":
        return _total([_exact_order(a, v, end, ctx) for a in node.args])
    if node.op == "pow" and not depends(node.args[1], v) and real(node.args[1], ctx):
        inner = _exact_order(node.args[0], v, end, ctx)
        return None if inner is None else times(inner, node.args[1])
    order, sure = _leading(node, v, end, ctx)
    return order if sure else None


def _leading(node: Node, v: Node, end: Node, ctx: Context) -> tuple[Node, bool]:
    """How many derivatives, from the value on, are 0 at the end where the node is smooth; whether the next is not."""
    outside = _line(v, ctx)
    slope: Node | None = node
    for k in range(ORDER + 1):
        if slope is None or not continuous_at(slope, v, end, 1, outside) or not _smooth_there(slope, v, end, outside):
            return rat(max(k - 1, 0)), False
        at = substitute(slope, {v: end})
        if nonzero(at, outside):
            return rat(k), True
        if not zero(at, outside):
            return rat(k), False
        slope = slope_of(slope, v, outside)
    return rat(ORDER), False


def _smooth_there(node: Node, v: Node, end: Node, ctx: Context) -> bool:
    """Of what is continuous: no |u|, no max, no root that might be at its branch point."""
    for n in postorder(node):
        if not depends(n, v):
            continue
        if n.op == "fn" and n.data not in ENTIRE and n.data not in ("log", "tan", "sec", "cot", "csc"):
            return False
        if n.op == "pow" and whole(n.args[1]) is None and not positive(substitute(n.args[0], {v: end}), ctx):
            return False
        if n.op not in ("add", "mul", "pow", "fn", "sym", "app"):
            return False
    return True


# ---------------------------------------------------------------- at infinity


def _line(v: Node, ctx: Context) -> Context:
    """The context with nothing known of the variable but that it is real."""
    return replace(ctx.extend(v.data, REAL), where=tuple(c for c in ctx.where if not depends(c, v)))


def _rate(node: Node, v: Node, ctx: Context, *, exact: bool) -> Node | None:
    """A real r with node = O(exp((r + ε) v)) as v → ∞ for every ε > 0; `exact`: and not smaller."""
    if not depends(node, v):
        return ZERO if not exact or nonzero(node, ctx) else None
    match node.op:
        case "sym":
            return ZERO
        case "mul":
            found = [_rate(a, v, ctx, exact=exact) for a in node.args]
            return plus(*(r for r in found if r is not None)) if None not in found else None
        case "add":
            return _greatest([_rate(a, v, ctx, exact=exact) for a in node.args], ctx, exact=exact)
        case "pow" if not depends(node.args[1], v) and real(node.args[1], ctx):
            sure = exact or not positive(node.args[1], ctx)
            inner = _rate(node.args[0], v, ctx, exact=sure)
            return None if inner is None else times(inner, node.args[1])
        case "fn" if node.data in ("exp", "cosh", "sinh"):
            line = affine(node.args[0], v, ctx)
            if line is None or not real(line[0], ctx) or not real(line[1], ctx):
                return None
            if node.data == "exp" or positive(line[0], ctx):
                return line[0]
            return minus(line[0]) if positive(minus(line[0]), ctx) else None
        case "fn" if not exact and node.data == "erfc":
            line = affine(node.args[0], v, ctx)
            return MINUS_ONE if line is not None and positive(line[0], ctx) else ZERO
        case "fn" if not exact and node.data in BOUNDED and real(node.args[0], ctx):
            return ZERO
        case "fn" if not exact and node.data in TEMPERED:
            return ZERO if _rate(node.args[0], v, ctx, exact=False) == ZERO else None
    return None


def _greatest(rates: list[Node | None], ctx: Context, *, exact: bool) -> Node | None:
    """The greatest of the rates of a sum's terms; `exact`: attained by one term alone, so that nothing cancels."""
    known = [r for r in rates if r is not None]
    if len(known) < len(rates):
        return None
    for r in known:
        gaps = [plus(r, minus(o)) for o in known]
        if exact and sum(1 for g in gaps if g != ZERO and positive(g, ctx)) == len(known) - 1:
            return r
        if not exact and all(g == ZERO or positive(g, ctx) or zero(g, ctx) for g in gaps):
            return r
    return None
