"""Points at which no precision tells two sides apart: where a strict relation may fail, though no enclosure shows it.

log 2 + x² > log 2 fails at x = 0 alone, where both sides are the same irrational number: enclosures of them overlap for
ever. Such points are found here, the simple ones first, and those to which the difference falls: at a rational number,
at one with a closed form (`recognise`), or where what is squared is 0. Decides nothing of these: that the sides are
equal there is for an exact method to show. Where two sides of ≠ meet is an equation, and its root is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice, product
from math import inf
from random import Random

from flint import ctx

from checker.graph import ZERO, Node, postorder, rat, rel, substitute, sym, symbols
from checker.nodetext import expression
from checker.numeric.descent import tightest
from checker.numeric.draw import Point, Setting, arguments, draw, points, shown
from checker.numeric.evaluate import HARD, compile_graph
from checker.numeric.plan import Plan, plan
from checker.numeric.recognise import closed_forms
from checker.numeric.scope import Undefined, Unknown
from checker.numeric.sides import At, Sides, show
from checker.numeric.solve import Unsolvable
from checker.records import Link, Witness

STRICT = ("<", ">", "!=")
DIGITS = 60
_COSTLY = frozenset({"integral", "limit"})
_POINTS = 40
#: denominators of numbers that have no other form, and of those that are taken as they are; closed forms that are tried
#: together; bits at which they are compared
_PLAIN, _LONG, _CHOICES, _DEEP = 1000, 10**6, 6, 512


@dataclass(frozen=True)
class Touch:
    """What to put for parts of both sides, such that they seem to be the same number then; the point it is at."""

    put: Mapping[Node, Node]
    witness: Witness


def touching(link: Link, *, seed: int = 0, deadline: float = inf) -> Iterator[Touch]:
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
        closest: list[Point] = []
        if link.relation != "!=" and not (p.equations or p.definitions):
            found = tightest(order, drawn, dict(p.scalars), setting.feasible)
            closest = [replace(setting.base, values=values) for values in found]
        sides = Sides(link.left, "=", link.right)
        for point in chain(drawn, filter(_plain, closest)):
            if not point.exact or sides.look(point, DIGITS, [256, 512], DIGITS, deadline).at is not At.AGREES:
                continue
            with ctx.workprec(256):
                left, right = sides.both(point).run(arguments(point, 256), 256)
            put = {sym(n): rat(v) for n, v in point.values.items() if isinstance(v, Fraction)}
            yield Touch(put, Witness(shown(point), show(left), show(right)))
        seen: set[tuple[Node, ...]] = set()
        for point in closest:
            for touch in _recognised(link, p, setting, point):
                if (forms := tuple(touch.put.values())) not in seen:
                    seen.add(forms)
                    yield touch
    except (Unknown, Undefined, Unsolvable):
        return
    yield from _zeros_of_squares(link, seed, deadline)


def _plain(point: Point) -> bool:
    """Whether the numbers are fractions that may be meant, not the nearest to what is none."""
    return all(isinstance(v, Fraction) and v.denominator <= _LONG for v in point.values.values())


def _recognised(link: Link, p: Plan, setting: Setting, point: Point) -> Iterator[Touch]:
    """The point with closed forms for its numbers, where these lie in the domains and the sides agree."""
    options = []
    for name, domain in p.scalars:
        x = point.values.get(name)
        if not isinstance(x, Fraction):
            return
        forms = [rat(x)] if x.denominator <= _PLAIN else list(closed_forms(x))
        options.append([(sym(name), form, domain) for form in forms])
    for choice in islice(product(*options), _CHOICES):
        put = {symbol: form for symbol, form, _ in choice}
        ends = [
            rel(form, relation, rat(end))
            for _, form, d in choice
            for relation, end in ((">" if d.lower_open else ">=", d.lower), ("<" if d.upper_open else "<=", d.upper))
            if end is not None
        ]
        conditions = [*ends, *(substitute(c, put) for c in setting.conditions)]
        left, right = (substitute(side, put) for side in (link.left, link.right))
        try:
            *held, l, r = compile_graph([*conditions, left, right]).run({}, _DEEP)
        except (Undefined, Unknown):
            continue
        gap = Sides(left, "=", right).look(Point(), DIGITS, [_DEEP], DIGITS, inf)
        if all(h is True for h in held) and gap.at is At.AGREES:
            at = tuple((symbol.data, expression(form, 200)) for symbol, form, _ in choice)
            yield Touch(put, Witness(at, show(l), show(r)))


def _zeros_of_squares(link: Link, seed: int, deadline: float) -> Iterator[Touch]:
    """Where all that is squared in both sides, or stands in |…|, is 0 together, if there is such a point."""
    squared = [s for side in (link.left, link.right) for s in _squared(side) if symbols(s)]
    if not squared:
        return
    zero = [rel(s, "=", ZERO) for s in dict.fromkeys(squared)]
    try:
        for point in points(replace(link, where=(*link.where, *zero)), seed=seed, count=2, deadline=deadline):
            yield Touch(dict.fromkeys(squared, ZERO), Witness(shown(point)))
    except (Unknown, Undefined, Unsolvable):
        return


def _squared(side: Node) -> Iterator[Node]:
    """What is squared, or stands in |…|, in a sum of products."""
    match side.op:
        case "add" | "mul":
            for a in side.args:
                yield from _squared(a)
        case "pow" if side.args[1].op == "rat" and side.args[1].value > 0 and side.args[1].value % 2 == 0:
            yield side.args[0]
        case "fn" if side.data == "abs":
            yield side.args[0]


def meeting(link: Link, *, seed: int = 0, deadline: float = inf) -> Witness | None:
    """A point certainly within the domains and conditions at which both sides of a ≠ between numbers are equal."""
    if any(n.op in _COSTLY or (n.op == "fn" and n.data in HARD) for n in postorder(link.left, link.right)):
        return None
    equal = replace(link, where=(*link.where, rel(link.left, "=", link.right)))
    try:
        for point in points(equal, seed=seed, count=2, deadline=deadline):
            left, right = Sides(link.left, "=", link.right).both(point).run(arguments(point, 256), 256)
            return Witness(shown(point), show(left), show(right))
    except (Unknown, Undefined, Unsolvable):
        pass
    return None
