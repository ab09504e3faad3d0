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
from checker.exact.slopes import mentions, slope, smooth
from checker.graph import Node, postorder, rat, substitute, sym, symbols

NAME = "equal slopes and one equal value"
LARGEST = 300
BASES = tuple(Fraction(k) for k in ("0", "1", "1/2", "-1", "2", "-1/2", "1/4", "10"))


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
        if base is None or not smooth(difference, x, ctx) or normal.is_zero(slope(difference, x), ctx) is not True:
            continue
        rest = replace(ctx, where=tuple(c for c in ctx.where if not mentions(c, x)), memo={})
        if vanishes(substitute(difference, {x: rat(base)}), rest, depth - 1):
            return True
    return False


def _bases(name: str, ctx: Context) -> Iterator[Fraction]:
    """Values of the symbol, if its values are known to form one interval between numbers."""
    domain = ctx.scalar(name)
    if domain is None or domain.kind != "real" or (domain.nonzero and not (domain.positive or domain.negative)):
        return
    x = sym(name)
    about = [c for c in ctx.where if mentions(c, x)]
    if any(c.op != "rel" or x not in c.args or c.data not in _HOLDS for c in about):
        return
    if any(a.op != "rat" for c in about for a in c.args if a != x):
        return
    for base in BASES:
        numbers = [[base if a == x else a.value for a in c.args] for c in about]
        if domain.contains(base) and all(_HOLDS[c.data](*n) for c, n in zip(about, numbers, strict=True)):
            yield base


_HOLDS = {
    "<": Fraction.__lt__,
    "<=": Fraction.__le__,
    ">": Fraction.__gt__,
    ">=": Fraction.__ge__,
}
