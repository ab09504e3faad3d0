"""Whether the terms of an infinite sum converge absolutely: against a geometric, factorial or p-series.

Proves convergence for all values of the symbols in their domains; False means only: not proved.
"""

from __future__ import annotations

from checker.domains import INTEGER
from checker.exact.context import Context
from checker.exact.expansion import affine, expand
from checker.exact.terms import (
    Term,
    canon,
    depends,
    difference,
    minus,
    nonzero,
    plus,
    positive,
    positive_degree,
    raised,
    real,
    times,
    whole,
)
from checker.graph import INF, ONE, ZERO, Node, fn, rat, rel


def index_inside(index: Node, first: Node, last: Node, ctx: Context) -> Context:
    """The context in which the index is an integer from first to last (INF: no end)."""
    conditions = [rel(first, "<=", index)]
    if last != INF:
        conditions.append(rel(index, "<=", last))
    low = first.value if first.op == "rat" else None
    high = last.value if last.op == "rat" else None
    if low is not None and high is not None and low > high:
        low = high = None
    return ctx.extend(index.data, type(INTEGER)("integer", low, high), *conditions)


def sum_term_converges(t: Term, k: Node, first: Node, ctx: Context) -> bool:
    """Whether Σ over k ≥ first of the term converges absolutely: against a geometric, factorial or p-series."""
    algebraic = ZERO
    geometric: Node = ONE
    factorials = 0
    for c, p in t.exponential:
        if p != ((k, ONE),):
            return False
        geometric = times(geometric, fn("exp", c))
    for a, e in t.powers:
        n = whole(e)
        if (n is None or n < 0) and not depends(e, k) and not nonzero(a, ctx):
            return False
        if depends(e, k):
            line = affine(e, k, ctx)
            if line is None or depends(a, k) or whole(line[1]) is None:
                return False
            geometric = times(geometric, raised(a, line[0]))
            continue
        if a == k or (a.op == "add" and _monic(a, k, ctx)):
            if n is None and not real(e, ctx):
                return False
            algebraic = plus(algebraic, times(rat(_monic(a, k, ctx)) if a != k else ONE, e))
            continue
        if a.op == "fn" and a.data in ("factorial", "gamma") and n is not None:
            line = affine(a.args[0], k, ctx)
            slope = whole(line[0]) if line is not None else None
            if slope is None or slope <= 0:
                return False
            factorials += slope * n
            continue
        if n is not None and n > 0 and a.op == "fn" and a.data in ("sin", "cos", "tanh") and real(a.args[0], ctx):
            continue
        return False
    if factorials != 0:
        return factorials < 0
    if geometric.op == "rat" and abs(geometric.value) == 1:
        return positive(minus(plus(algebraic, ONE)), ctx) if algebraic != ZERO else False
    return less_than_one(geometric, ctx)


def less_than_one(ratio: Node, ctx: Context) -> bool:
    """|ratio| < 1 for all values in the domains."""
    if ratio.op == "rat":
        return abs(ratio.value) < 1
    if ratio.op == "fn" and ratio.data == "exp":
        return positive(minus(ratio.args[0]), ctx)
    size = canon(fn("abs", ratio), ctx)
    if any(positive(difference(ONE, x), ctx) for x in (fn("abs", ratio), size)):
        return True
    if ratio.op == "mul" and all(positive(f, ctx) for f in ratio.args):  # log r < 0
        logs = [f.args[0] if f.op == "fn" and f.data == "exp" else fn("log", f) for f in ratio.args]
        if positive(minus(plus(*logs)), ctx):
            return True
    return real(ratio, ctx) and positive(difference(ONE, ratio), ctx) and positive(plus(ONE, ratio), ctx)


def _monic(a: Node, k: Node, ctx: Context) -> int:
    """The degree of a polynomial of k with a leading coefficient that is not 0, else 0."""
    terms = expand(a, k, ctx)
    degrees = [positive_degree(t.powers, k) if t.powers else 0 for t in terms]
    if any(d is None for d in degrees) or any(t.exponential for t in terms):
        return 0
    top = max(d for d in degrees if d is not None)
    lead = next(t.coefficient for t, d in zip(terms, degrees, strict=True) if d == top)
    return top if nonzero(lead, ctx) else 0
