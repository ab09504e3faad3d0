"""Continuity of an expression at a point or over a range, operation by operation."""

from __future__ import annotations

from checker.exact.context import Context
from checker.exact.growth_classes import ENTIRE
from checker.exact.terms import (
    depends,
    integer,
    minus,
    nonnegative,
    nonzero,
    plus,
    positive,
    real,
    whole,
)
from checker.graph import ONE, Node, fn, postorder, substitute


def continuous_at(body: Node, v: Node, point: Node, side: int, ctx: Context) -> bool:
    """Whether substituting the point gives the one-sided limit: every function met is continuous at its value."""
    if not real(point, ctx):
        return False
    for n in postorder(body):
        if depends(n, v) and not _continuous(n, lambda x: substitute(x, {v: point}), v, ctx):
            return False
    return True


def continuous_inside(body: Node, v: Node, ctx: Context) -> bool:
    """Whether the body is continuous wherever the context lets v be."""
    return all(_continuous(n, lambda x: x, v, ctx) for n in postorder(body) if depends(n, v))


def _continuous(n: Node, at: object, v: Node, ctx: Context) -> bool:
    """Whether this one operation is continuous at its arguments' values there."""
    assert callable(at)
    if n == v or n.op in ("add", "mul"):
        return True
    match n.op:
        case "pow":
            base, e = at(n.args[0]), at(n.args[1])
            k = whole(e)
            if k is not None:
                return k >= 0 or nonzero(base, ctx)
            if depends(n.args[1], v):
                return real(e, ctx) and positive(base, ctx)
            if integer(e, ctx) and nonnegative(e, ctx):
                return True
            if not real(e, ctx):
                return positive(base, ctx)
            return positive(base, ctx) or (positive(e, ctx) and nonnegative(base, ctx))
        case "fn":
            x = at(n.args[0])
            if n.data == "exp":
                return True
            if n.data in ("besselj", "besseli"):
                return whole(n.args[0]) is not None and real(at(n.args[1]), ctx)
            if len(n.args) != 1:
                return n.data in ("max", "min") and all(real(at(a), ctx) for a in n.args)
            if n.data in ENTIRE or n.data == "abs":
                return real(x, ctx)
            if n.data in ("tan", "sec", "cot", "csc"):
                return real(x, ctx) and nonzero(fn("cos" if n.data in ("tan", "sec") else "sin", x), ctx)
            if n.data in ("log", "gamma", "loggamma", "digamma"):
                return positive(x, ctx)
            if n.data in ("asin", "acos"):
                return nonnegative(plus(ONE, x), ctx) and nonnegative(plus(ONE, minus(x)), ctx)
            return False
        case "app":
            f = ctx.function(n.data[0])
            return f is not None and all(a is None for a in f.arguments) and all(real(at(a), ctx) for a in n.args)
    return False
