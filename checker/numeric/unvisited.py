"""Where no point fell: branches that none of the points took, and numbers unlike those that are drawn.

max(0, x − 10⁶) is 0 at every number drawn, a piece of a piecewise function may be as narrow as you like, and
sin(60! π x) is 0 at every fraction with a small denominator. For what agreed everywhere and has no proof, or one that
needs what is not shown, each branch is entered on purpose, by its condition, and a few numbers are tried far out and
with long denominators; what is differentiated is looked at where its branches meet. Decides nothing: what is found
there is `compare`'s to judge, and that nothing is found means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, islice, product
from math import inf
from random import Random

from checker.domains import Scalar
from checker.graph import (
    TRUE,
    ZERO,
    Node,
    conj,
    has_bound,
    open_binder,
    postorder,
    rat,
    rebuild,
    rel,
    substitute,
    sym,
    symbols,
)
from checker.numeric.compare import WORK, compare
from checker.numeric.draw import Drawn, Setting, arguments, draw, instantiate
from checker.numeric.evaluate import compile_graph
from checker.numeric.formulas import draw_formula, gaussian
from checker.numeric.plan import Plan, plan
from checker.numeric.proposals import Complex, contains, random_value
from checker.numeric.scope import Undefined, Unknown
from checker.numeric.shrink import shrink
from checker.numeric.sides import At, Look, Sides
from checker.numeric.solve import Unsolvable
from checker.records import Evidence, Link, Outcome

#: points by which branches are known to be visited; branches entered on purpose; points in each of these
POINTS, BRANCHES, IN_EACH = 24, 10, 4
#: a prime: fractions over it are no zero of sin(n! π x) for any n that can be written down
LONG = 2**61 - 1
FAR = (Fraction(10**12 + 1, 3), Fraction(10**40 + 1, 7), Fraction(10**400 + 1, 7))
#: means and deviations of the densities that are tried: all narrow, all wide, one of each, far apart
_NARROW, _WIDE = (Fraction(0), Fraction(1, 20)), (Fraction(0), Fraction(20))
_LEFT, _RIGHT = (Fraction(-8), Fraction(1)), (Fraction(8), Fraction(1))
SHAPES = ((_NARROW,), (_WIDE,), (_NARROW, _WIDE), (_WIDE, _NARROW), (_LEFT, _RIGHT))
#: of terms: as many as are added up quickly
MANY = (Fraction(300), Fraction(15_000))
#: the units, and between them; how many pairs or triples of these are looked at
DIRECTIONS = tuple((Fraction(a), Fraction(b)) for a, b in
                   ((0, -1), (-1, 0), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)))  # fmt: skip
LOOKS = 64
_CONVERSE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def unvisited(link: Link, *, seed: int = 0, deadline: float = inf) -> Evidence | None:
    """A failure where the points of `compare` have not been, or None. Of relations between expressions."""
    if link.relation in ("=>", "<=>"):
        return None
    try:
        p = plan(link)
        rng = Random(f"{link.key}:{seed}")
        looked = _at_odd_numbers(link, p, rng, deadline) or _at_odd_densities(link, p, rng, deadline)
        if looked is not None:
            outcome = Outcome.FAILS if looked.at is At.FAILS else Outcome.UNDEFINED
            return Evidence("numeric", "points", outcome, points=1, witness=looked.witness(), detail=looked.detail)
        branches = list(islice(_not_entered(link, p, seed, deadline), BRANCHES))
    except (Unknown, Undefined, Unsolvable):
        return None
    for condition, solved in branches:
        taken = {condition: TRUE}
        inside = replace(
            link, left=substitute(link.left, taken), right=substitute(link.right, taken), where=(*link.where, solved)
        )
        found = compare(inside, seed=seed, samples=IN_EACH, deadline=deadline)
        if found.outcome in (Outcome.FAILS, Outcome.UNDEFINED) and found.rigorous:
            return found
    return None


# ---------------------------------------------------------------- branches


def _not_entered(link: Link, p: Plan, seed: int, deadline: float) -> Iterator[tuple[Node, Node]]:
    """Conditions in the sides that hold at no point drawn, each as it is and as points for it are found."""
    found = list(dict.fromkeys(c for c in _branches(link.left, link.right) if not has_bound(c) and symbols(c)))
    if not found:
        return
    missing = set(found)
    for point in draw(p, Random(f"{link.key}:{seed}"), POINTS, deadline):
        for condition in found:
            if condition in missing and _holds(instantiate(condition, point), arguments(point, 64)):
                missing.discard(condition)
    for condition in found:
        if condition in missing:
            yield condition, _solved(condition, p)


def _holds(condition: Node, values: Mapping[str, object]) -> bool:
    try:
        return compile_graph([condition]).run(values, 64) == [True]
    except (Undefined, Unknown):
        return False


def _branches(*sides: Node) -> Iterator[Node]:
    """What decides between the branches of an expression, each way, and of what is differentiated, where it is."""
    for n in postorder(*sides):
        if n.op == "diff":
            body, variable = open_binder(n)
            for condition in _branches(substitute(body, {variable: n.args[1]})):
                yield condition
                yield rel(condition.args[0], "=", condition.args[1]) if condition.op == "rel" else condition
        elif n.op == "piecewise":
            for condition in n.args[1::2]:
                yield condition
                for r in postorder(condition):
                    if r.op == "rel" and r.data in _CONVERSE:
                        yield rel(r.args[0], _CONVERSE[r.data], r.args[1])
                        yield rel(r.args[0], "=", r.args[1])
        elif n.op == "fn" and n.data in ("max", "min"):
            for k, a in enumerate(n.args):
                for b in n.args[:k]:
                    yield rel(a, "<", b)
                    yield rel(a, ">", b)
        elif n.op == "fn" and n.data in ("abs", "sign", "heaviside"):
            for relation in ("<", ">", "="):
                yield rel(n.args[0], relation, ZERO)
        elif n.op == "fn" and n.data == "kronecker":
            yield rel(n.args[0], "=", n.args[1])


def _solved(condition: Node, p: Plan) -> Node:
    """The condition with each relation in one number that is linear in it solved for it: narrow ranges are met by
    chance no more than far ones, but drawn from once they are a domain.
    """
    if condition.op in ("and", "or"):
        return rebuild(condition, [_solved(a, p) for a in condition.args])
    names = sorted(symbols(condition))
    if condition.op != "rel" or len(names) != 1 or not isinstance(dict(p.scalars).get(names[0]), Scalar):
        return condition
    x = sym(names[0])
    program = compile_graph([substitute(a, {x: rat(v)}) for v in (0, 1, 2) for a in condition.args])
    try:
        values = program.run({}, 64)
    except (Undefined, Unknown):
        return condition
    exact = [v for v in values if isinstance(v, Fraction)]
    if len(exact) < len(values):
        return condition
    at0, at1, at2 = (exact[k] - exact[k + 1] for k in (0, 2, 4))
    slope = at1 - at0
    if not slope or at2 - at1 != slope:
        return condition
    relation = str(condition.data)
    return conj(rel(x, _TURNED.get(relation, relation) if slope < 0 else relation, rat(-at0 / slope)), condition)


# ---------------------------------------------------------------- odd numbers


def _at_odd_numbers(link: Link, p: Plan, rng: Random, deadline: float) -> Look | None:
    if p.tensors or p.functions or p.sizes or p.mild or not p.scalars:
        return None
    setting = Setting(p, {}, {})
    sides = Sides(link.left, link.relation, link.right)
    for values in (*_odd(p, rng), *_directions(p, rng)):
        admitted = values if _on_curve(setting, values) else setting.admit(values)
        if admitted is None:
            continue
        look = sides.look(replace(setting.base, values=admitted), 15, [128, 512, 2048], 15, deadline)
        if look.at in (At.FAILS, At.UNDEFINED):
            return shrink(look, p, sides, effort=100, work=WORK, deadline=deadline)
    return None


def _on_curve(setting: Setting, values: Mapping[str, Drawn]) -> bool:
    """Whether the numbers satisfy equations among the conditions as they are, as i does |z| = 1."""
    if not setting.equations or not setting.feasible(values):
        return False
    try:
        held = compile_graph(setting.equations).run(arguments(replace(setting.base, values=values), 128), 128)
    except (Undefined, Unknown):
        return False
    return all(h is True for h in held)


def _odd(p: Plan, rng: Random) -> Iterator[dict[str, Drawn]]:
    """Numbers with long denominators, then one after the other far out, above and below; many terms of a sum."""
    for _ in range(2):
        yield {n: _long(d, rng) for n, d in p.scalars}
    for far in FAR:
        for name, domain in p.scalars:
            for x in (far, -far):
                if domain.kind == "real" and contains(domain, x):
                    yield {**{n: random_value(d, rng) for n, d in p.scalars}, name: x}
    for name, domain in p.scalars:
        for many in MANY:
            if domain.kind == "integer" and name in p.caps and contains(domain, many):
                yield {**{n: random_value(d, rng) for n, d in p.scalars}, name: many}


def _directions(p: Plan, rng: Random) -> Iterator[dict[str, Drawn]]:
    """Complex numbers along the axes and the diagonals, each with each: there sums of angles meet the cut."""
    names = [n for n, d in p.scalars if d.kind == "complex"]
    if not 0 < len(names) <= 3:
        return
    others = {n: random_value(d, rng) for n, d in p.scalars if n not in names}
    for choice in islice(product(DIRECTIONS, repeat=len(names)), LOOKS):
        yield {**others, **dict(zip(names, choice, strict=True))}


def _long(domain: Scalar, rng: Random) -> Fraction | Complex:
    """A member between two drawn ones, over a long prime."""
    if domain.kind != "real":
        return random_value(domain, rng)
    ends = [e for e in (random_value(domain, rng) for _ in range(6)) if isinstance(e, Fraction)]
    low, high = min(ends), max(ends)
    x = low + (high - low) * Fraction(rng.randrange(1, LONG), LONG)
    return x if contains(domain, x) else low


# ---------------------------------------------------------------- odd densities


def _at_odd_densities(link: Link, p: Plan, rng: Random, deadline: float) -> Look | None:
    """A density may be as high and narrow, or as low and wide, as you like, and as far from another."""
    if p.sizes or p.tensors or not any(d.kind == "density" for _, d in p.functions):
        return None
    sides = Sides(link.left, link.relation, link.right)
    for shapes in SHAPES:
        shape = cycle(shapes)  # one density after the other
        formulas = {
            n: gaussian(n, d, *next(shape)) if d.kind == "density" else draw_formula(n, d, {}, rng, plain=True)
            for n, d in p.functions
        }
        setting = Setting(p, {}, formulas, plain=True)
        values = setting.propose("ladder", 5, rng)
        if values is None or not setting.feasible(values):
            continue
        look = sides.look(replace(setting.base, values=values), 12, [64, 128, 224], 12, deadline)
        if look.at is At.FAILS:
            return look
    return None
