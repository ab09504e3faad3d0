"""Points at which no precision tells two sides apart: where a strict relation may fail, though no enclosure shows it.

log 2 + x² > log 2 fails at x = 0 alone, where both sides are the same irrational number: enclosures of them overlap for
ever. Such points are found here, the simple ones first, and those to which the difference falls. Decides nothing: that
the sides are equal there is for an exact method to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from math import inf
from random import Random

from flint import ctx

from checker.graph import postorder
from checker.numeric.descent import tightest
from checker.numeric.draw import Point, Setting, arguments, draw, shown
from checker.numeric.evaluate import HARD
from checker.numeric.plan import plan
from checker.numeric.scope import Undefined, Unknown
from checker.numeric.sides import At, Sides, show
from checker.numeric.solve import Unsolvable
from checker.records import Link, Witness

STRICT = ("<", ">", "!=")
DIGITS = 60
_COSTLY = frozenset({"integral", "limit"})
_POINTS = 40


def touching(link: Link, *, seed: int = 0, deadline: float = inf) -> Iterator[Witness]:
    """Points of a strict relation between numbers, certainly within its conditions, where both sides agree to `DIGITS`
    digits; both sides there as text. Of scalar symbols only, and of what is cheap to evaluate.
    """
    nodes = list(postorder(link.left, link.right))
    if any(n.op in _COSTLY or (n.op == "fn" and n.data in HARD) for n in nodes):
        return
    try:
        p = plan(link)
        if p.tensors or p.functions or p.sizes or not p.scalars:
            return
        rng = Random(f"{link.key}:{seed}")
        setting = Setting(p, {}, {})
        drawn = list(draw(p, rng, _POINTS, deadline))
        order = Sides(link.left, link.relation, link.right)
        closest: Iterator[Point] = iter(())
        if link.relation != "!=" and not (p.equations or p.definitions):
            found = tightest(order, drawn, dict(p.scalars), setting.feasible)
            closest = (replace(setting.base, values=values) for values in found)
        sides = Sides(link.left, "=", link.right)
        for point in chain(drawn, closest):
            if not point.exact or sides.look(point, DIGITS, [256, 512], DIGITS, deadline).at is not At.AGREES:
                continue
            with ctx.workprec(256):
                left, right = sides.both(point).run(arguments(point, 256), 256)
            yield Witness(shown(point), show(left), show(right))
    except (Unknown, Undefined, Unsolvable):
        return
