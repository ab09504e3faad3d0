"""Definite integrals by Newton-Leibniz: an antiderivative that is checked, and never across a singularity.

Proves ∫ f = F(b-) - F(a+) only when all of this is shown: F' = f by the zero test; F is continuous on the open range
(no pole, branch point or jump inside); F has finite one-sided limits at both ends. How F was found does not matter
(`antiderivative_table`), a wrong candidate is dropped. So 1/x² over [-1, 1] is left alone, and so is every
antiderivative that jumps inside the range, like those made of tan(x/2).
"""

from __future__ import annotations

from dataclasses import replace

from checker.exact.antiderivative_table import candidate
from checker.exact.context import Context, TooLarge
from checker.exact.continuity import continuous_at, continuous_inside
from checker.exact.limits import limit_of
from checker.exact.terms import Term, depends, difference, nonnegative, nonzero, plus, rebuild_sum, slope_of, zero
from checker.graph import INF, NEG_INF, Node, postorder, substitute


def definite(terms: list[Term], v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """The integral of the sum of terms, or None. `ctx` knows that v lies strictly between the ends."""
    total: list[Node] = []
    for t in terms:
        part = candidate(t, v, ctx)
        if part is None:
            return None
        total.append(part)
    whole = plus(*total)
    body = rebuild_sum(terms)
    if depends(lower, v) or depends(upper, v):
        return None
    try:
        if not continuous_inside(whole, v, ctx) or not _constants_defined(whole, v, ctx):
            return None
        slope = slope_of(whole, v, ctx)
        if slope is None or not zero(difference(slope, body), ctx):
            return None
        top = _end(whole, v, upper, -1, ctx)
        bottom = None if top is None else _end(whole, v, lower, 1, ctx)
    except TooLarge:
        return None
    return None if top is None or bottom is None else difference(top, bottom)


def _constants_defined(whole: Node, v: Node, ctx: Context) -> bool:
    """No divisor that is free of v may be 0 for some values of the symbols (as 1/c in exp(c v)/c)."""
    for n in postorder(whole):
        if n.op == "pow" and not depends(n, v) and not nonnegative(n.args[1], ctx) and not nonzero(n.args[0], ctx):
            return False
    return True


def _end(whole: Node, v: Node, end: Node, side: int, ctx: Context) -> Node | None:
    outside = _forget(v, ctx)
    if end in (INF, NEG_INF):
        return limit_of(whole, v, end, -side, outside)
    if continuous_at(whole, v, end, side, ctx):
        return substitute(whole, {v: end})
    return limit_of(whole, v, end, side, outside)


def _forget(v: Node, ctx: Context) -> Context:
    """The context without what it says of v, whose name the limit uses for another variable."""
    domains = {n: d for n, d in ctx.domains.items() if n != v.data}
    return replace(ctx, domains=domains, where=tuple(c for c in ctx.where if not depends(c, v)), memo={})
