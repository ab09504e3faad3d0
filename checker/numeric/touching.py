"""Points at which no precision tells two sides apart: where a strict relation may fail, though no enclosure shows it.

log 2 + x² > log 2 fails at x = 0 alone, where both sides are the same irrational number, and x⁴ + 4 > 4x² at √2 alone:
enclosures overlap for ever. Such points are found here: the simple ones first, the roots of the equation that the
sides are equal, those to which the difference falls, with their coordinates read as constants (`constants`), and those
at which all that is squared is 0. Decides nothing but of a root of the equation, at which the sides are equal by
construction; of the others, that they are equal there is for an exact method to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice, product
from math import inf
from random import Random

from flint import ctx

from checker.domains import Domain, Function, Scalar, Tensor
from checker.graph import ONE, ZERO, Node, functions, matsym, postorder, rat, rel, substitute, sym, symbols
from checker.nodetext import expression
from checker.numeric.constants import constants
from checker.numeric.descent import tightest
from checker.numeric.draw import Point, Setting, arguments, draw, instantiate, shown
from checker.numeric.evaluate import HARD
from checker.numeric.formulas import rewrite
from checker.numeric.plan import plan, size_names
from checker.numeric.scope import Undefined, Unknown
from checker.numeric.sides import At, Sides, show
from checker.numeric.solve import Root, Unsolvable
from checker.records import Link, Value, Witness

STRICT = ("<", ">", "!=")
DIGITS = 60
#: to how many digits a point of least difference is known that is read as constants, and how many readings are tried
READ, READINGS = 18, 8
#: denominators of a point of least difference that is looked at as it is
SIMPLE = 10**6
_COSTLY = frozenset({"integral", "limit"})
_POINTS = 40


@dataclass(frozen=True)
class Touch:
    """A point, and what to put for symbols or parts of the sides there; None where both are equal by construction."""

    witness: Witness
    values: Mapping[Node, Node] | None


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
        order = Sides(instantiate(link.left, setting.base), link.relation, instantiate(link.right, setting.base))
        closest: list[Point] = []
        if link.relation != "!=" and not p.equations:
            found = tightest(order, drawn, dict(p.scalars), setting.feasible)
            closest = [replace(setting.base, values=values) for values in found]
        sides = Sides(link.left, "=", link.right)
        for point in chain(drawn, (x for x in closest if _greatest(x) <= SIMPLE)):
            if point.exact and (witness := _equal_at(sides, point, deadline)) is not None:
                values = {sym(n): rat(v) for n, v in point.values.items() if isinstance(v, Fraction)}
                values |= {s: substitute(instantiate(s, setting.base), values) for s, _ in point.definitions}
                if len(values) == len(witness.at):
                    yield Touch(witness, values)
        yield from _roots(link, rng, sides, deadline)
        for point in {shown(x): x for x in closest if _greatest(x) > 10**READ}.values():
            yield from _read(link, point, rng, deadline)
    except (Unknown, Undefined, Unsolvable):
        return
    yield from _zeros_of_squares(link, rng, deadline)


def _written(node: Node) -> Value:
    return node.value if node.op == "rat" else expression(node, 200)


def _greatest(point: Point) -> int:
    """The greatest denominator."""
    return max((v.denominator for v in point.values.values() if isinstance(v, Fraction)), default=1)


def _equal_at(sides: Sides, point: Point, deadline: float) -> Witness | None:
    if sides.look(point, DIGITS, [256, 512], DIGITS, deadline).at is not At.AGREES:
        return None
    with ctx.workprec(256):
        left, right = sides.both(point).run(arguments(point, 256), 256)
    return Witness(shown(point), show(left), show(right))


def _roots(link: Link, rng: Random, sides: Sides, deadline: float) -> Iterator[Touch]:
    """Points that solve the equation that the sides are equal; of an order, an irrational number in one symbol."""
    equal = replace(link, relation="=", where=(rel(link.left, "=", link.right), *link.where))
    try:
        p = plan(equal)
        if link.relation == "!=":  # any point will do
            for point in draw(p, rng, 2, deadline):
                left, right = sides.both(point).run(arguments(point, 256), 256)
                yield Touch(Witness(shown(point), show(left), show(right)), None)
        points = list(draw(p, rng, 6, deadline)) if len(p.scalars) == 1 and not p.definitions else []
    except (Unknown, Undefined, Unsolvable):
        return
    found = [(v, x) for x in points for v in x.values.values() if isinstance(v, Root)]
    for _, point in sorted(found, key=lambda pair: float(abs(pair[0].near.mid().real))):
        if (witness := _equal_at(sides, point, deadline)) is not None:
            yield Touch(witness, None)


def _read(link: Link, point: Point, rng: Random, deadline: float) -> Iterator[Touch]:
    """The point with its coordinates read as constants."""
    numbers = {n: v for n, v in point.values.items() if isinstance(v, Fraction)}
    if len(numbers) < len(point.values):
        return
    readings = [list(islice(constants(v, READ), READINGS)) for v in numbers.values()]
    for nodes in islice(product(*readings), READINGS):
        values = {sym(n): node for n, node in zip(numbers, nodes, strict=True)}
        if all(node.op == "rat" for node in nodes):
            continue
        there = replace(link, relation="=", where=(*(rel(x, "=", c) for x, c in values.items()), *link.where))
        try:
            found = next(iter(draw(plan(there), rng, 1, deadline)), None)
        except (Unknown, Undefined, Unsolvable):
            continue
        sides = Sides(link.left, "=", link.right)  # of its own: what was compiled for other definitions is kept there
        if found is not None and (witness := _equal_at(sides, found, deadline)) is not None:
            values |= {s: substitute(instantiate(s, replace(point, values={})), values) for s, _ in point.definitions}
            at = tuple(sorted((x.data, _written(node)) for x, node in values.items()))
            yield Touch(replace(witness, at=at), values)


def _zeros_of_squares(link: Link, rng: Random, deadline: float) -> Iterator[Touch]:
    """Where all that is squared in both sides, or stands in |…|, is 0 together, if there is such a point."""
    squared = [s for side in (link.left, link.right) for s in _squared(side) if symbols(s)]
    if not squared:
        return
    zero = [rel(s, "=", ZERO) for s in dict.fromkeys(squared)]
    try:
        for point in draw(plan(replace(link, where=(*link.where, *zero))), rng, 2, deadline):
            yield Touch(Witness(shown(point)), dict.fromkeys(squared, ZERO))
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


def special(link: Link) -> Iterator[tuple[Node, Node, Witness]]:
    """Both sides where what is arbitrary is as it may be: all smooth functions 0, all functions of one class the same,
    vectors and matrices of ones or zeros, those with a structure the identity; numbers beside ones 1.
    """
    if link.where:
        return
    used = functions(link.left, link.right) | symbols(link.left, link.right)
    known = {name: d for name, d in link.domains if isinstance(d, Function) and name in used}
    zero = {name for name, d in known.items() if d.kind == "smooth" and d.value is None}

    def nought(n: Node) -> Node | None:
        return ZERO if n.op == "app" and n.data[0] in zero else None

    if zero:
        at = tuple((name, "0") for name in sorted(zero))
        yield rewrite(link.left, nought), rewrite(link.right, nought), Witness(at)
    first: dict[Domain, str] = {}
    same = {name: first.setdefault(d, name) for name, d in known.items()}

    def one(n: Node) -> Node | None:
        match n.op:
            case "app" if n.data[0] in same:
                return Node("app", n.args, (same[n.data[0]], n.data[1]))
            case "vapp" if n.data in same:
                return Node("vapp", n.args, same[n.data])
        return None

    if any(name != other for name, other in same.items()):
        at = tuple((name, other) for name, other in sorted(same.items()) if name != other)
        yield rewrite(link.left, one), rewrite(link.right, one), Witness(at)
    tensors = [(name, d) for name, d in link.domains if isinstance(d, Tensor) and name in used]
    for entry, filled in ((1, "ones"), (0, "zeros")):
        put = {matsym(name, d.rows, d.cols): node for name, d in tensors if (node := _filled(d, entry, filled))}
        if put:
            at = tuple(sorted((x.data, n.op) for x, n in put.items()))
            yield substitute(link.left, put), substitute(link.right, put), Witness(at)
            if entry and (numbers := _ones(link, used)):
                at = tuple(sorted([*at, *((x.data, "1") for x in numbers)]))
                put = put | numbers
                yield substitute(link.left, put), substitute(link.right, put), Witness(at)


def _ones(link: Link, used: frozenset[str]) -> dict[Node, Node]:
    """The numbers, sizes apart, as 1, where all of them may be."""
    sizes = size_names(link.left, link.right)
    found = [(n, d) for n, d in link.domains if isinstance(d, Scalar) and n in used and n not in sizes]
    return {sym(n): ONE for n, _ in found} if all(d.contains(Fraction(1)) for _, d in found) else {}


def _filled(domain: Tensor, entry: int, op: str) -> Node | None:
    """The member of the domain with all entries the same, or the identity; None for a simplex."""
    if domain.structure == "simplex":
        return None
    if domain.structure:
        return Node("identity", (domain.rows,))
    return Node(op, (domain.rows, domain.cols)) if domain.entry.contains(Fraction(entry)) else None
