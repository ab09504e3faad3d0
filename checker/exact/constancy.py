"""Equal slopes and one equal value: what proves arctan x - arctan y = arctan((x - y)/(1 + x y)) for positive x, y.

Where the difference of both sides is a smooth real function of a symbol for all values in the context, its derivative
is 0 there, and the values that the symbol may take form one interval, the difference does not depend on the symbol; so
it is 0 if it is 0 at one of them. Equal slopes alone prove nothing. Symbols whose values may form two pieces (x != 0),
or an interval whose ends depend on other symbols, are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from checker.exact import arctangents, normal
from checker.exact.context import Context
from checker.exact.continuity import continuous_inside
from checker.exact.signs import is_nonnegative, is_positive
from checker.exact.slopes import mentions, slope, smooth
from checker.graph import Node, postorder, rat, rel, sub, substitute, sym, symbols

NAME = "equal slopes and one equal value"
LARGEST = 300
BASES = tuple(Fraction(k) for k in ("0", "1", "1/2", "-1", "2", "-1/2", "1/4", "3", "10"))


def vanishes(difference: Node, ctx: Context, depth: int = 3) -> bool:
    """Proves that the node is 0 for all values in the context."""
    if arctangents.vanishes(difference) or normal.is_zero(difference, ctx) is True:
        return True
    names = sorted(n for n in symbols(difference) if ctx.scalar(n) is not None)
    if depth == 0 or not names or sum(1 for _ in postorder(difference)) > LARGEST:
        return False
    for name in names:
        ctx.tick()
        x = sym(name)
        base = next(_bases(name, ctx), None)
        if base is None or not _constant(difference, x, ctx):
            continue
        rest = replace(ctx, where=tuple(c for c in ctx.where if not mentions(c, x)), memo={})
        if vanishes(substitute(difference, {x: rat(base)}), rest, depth - 1):
            return True
    return False


def _constant(difference: Node, x: Node, ctx: Context) -> bool:
    """Equal slopes for all values, or inside their interval, where it is continuous up to the ends."""
    if smooth(difference, x, ctx):
        return normal.is_zero(slope(difference, x), ctx) is True
    inner = _inside(x, ctx)
    if inner is None or not smooth(difference, x, inner) or not continuous_inside(difference, x, ctx):
        return False
    return normal.is_zero(slope(difference, x), inner) is True


def _inside(x: Node, ctx: Context) -> Context | None:
    """The context without the ends that conditions say belong to the symbol's interval; None if there are none."""
    strict = tuple(
        rel(c.args[0], c.data[0], c.args[1]) if c.data in ("<=", ">=") and x in c.args else c for c in ctx.where
    )
    return None if strict == ctx.where else replace(ctx, where=strict, memo={})


def _bases(name: str, ctx: Context) -> Iterator[Fraction]:
    """Values of the symbol, if its values are known to form one interval between numbers."""
    domain = ctx.scalar(name)
    if domain is None or domain.kind != "real" or (domain.nonzero and not (domain.positive or domain.negative)):
        return
    x = sym(name)
    about = [c for c in ctx.where if mentions(c, x)]
    if any(c.op != "rel" or x not in c.args or c.data not in _HOLDS for c in about):
        return
    if any(symbols(a) for c in about for a in c.args if a != x):
        return
    for base in BASES:
        if domain.contains(base) and all(_holds(substitute(c, {x: rat(base)}), ctx) for c in about):
            yield base


def _holds(c: Node, ctx: Context) -> bool:
    """Whether a relation between numbers is shown to hold."""
    low, high = c.args if c.data[0] == "<" else c.args[::-1]
    gap = sub(high, low)
    return is_nonnegative(gap, ctx) if c.data.endswith("=") else is_positive(gap, ctx)


_HOLDS = frozenset({"<", "<=", ">", ">="})
