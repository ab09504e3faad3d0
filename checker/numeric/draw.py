"""Points of a link: exact values for everything that stands free in it, inside the domains and satisfying `where`.

Decides where a link is looked at: sizes, formulas for undefined functions, numbers and matrices, simplest first, then
at random, then where formulas break. Equalities among the conditions are solved for a symbol (see `solve`), the rest
is met by rejection, by moving towards a point that is known to satisfy it, and by a search for one. A condition
counts as met only where the evaluator says so with certainty. Where no point is found, none is yielded: the caller
must take that as not knowing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import repeat
from random import Random
from typing import Any

from flint import ctx

from checker.domains import Scalar, Tensor
from checker.graph import PI, Node, matsym, rat, rel, substitute, sym, symbols
from checker.graph_text import text
from checker.names import name
from checker.nodetext import expression
from checker.numeric.evaluate import compile_graph
from checker.numeric.formulas import Formula, draw_alike, draw_formula, insert
from checker.numeric.plan import Plan, plan
from checker.numeric.proposals import Complex, Kind, Rows, contains, matrix_value, scalar_value, sizes_for
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.screen import seek
from checker.numeric.solve import Root, Solver, Unsolvable, member
from checker.records import Link, Value, show_value

Drawn = Fraction | Complex | Rows | Root


@dataclass(frozen=True)
class Point:
    """Exact values. `sizes` are the symbolic dimensions, `formulas` stand for the undefined functions.

    `definitions` give symbols that a condition fixes in terms of the others, in order of substitution; such a symbol
    has no entry in `values`. A `Root` is a number known by an equation, enclosed as tightly as asked. With `plain`
    the formulas are less generic than their classes allow.
    """

    values: Mapping[str, Drawn] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    definitions: tuple[tuple[Node, Node], ...] = ()
    kind: str = "random"
    plain: bool = False

    @property
    def setting(self) -> object:
        """Equal for points whose instantiated graphs are equal."""
        return (tuple(sorted(self.sizes.items())), tuple(sorted(self.formulas.items(), key=lambda x: x[0])))

    @property
    def exact(self) -> bool:
        return not any(isinstance(v, Root) for v in self.values.values())


def instantiate(node: Node, point: Point) -> Node:
    """The node at the point's sizes, formulas and definitions: scalars and matrices of concrete shape stay free."""
    for symbol, value in point.definitions:
        node = substitute(node, {symbol: value})
    node = substitute(node, {sym(n): rat(k) for n, k in point.sizes.items()})
    return insert(node, point.formulas)


def arguments(point: Point, precision: int) -> dict[str, object]:
    """What `Program.run` takes: the point's values, a root as a ball of about that precision."""
    return {n: v.number(precision) if isinstance(v, Root) else v for n, v in point.values.items()}


# ---------------------------------------------------------------- one choice of sizes and formulas


class Setting:
    """Fixed sizes and formulas; draws values and decides whether they satisfy the conditions."""

    def __init__(
        self, plan: Plan, sizes: Mapping[str, int], formulas: Mapping[str, Formula], *, plain: bool = False
    ) -> None:
        """Raises Unsolvable for equations that can't be met by changing a number, Unknown or Undefined for conditions
        that can't be evaluated at these sizes."""
        self.plan, self.sizes, self.formulas = plan, sizes, formulas
        self.searched = False
        self.base = Point({}, sizes, self.formulas, plan.definitions, plain=plain)
        self.conditions = [self._concrete(c) for c in plan.conditions]
        self.defined = [self._concrete(s) for s, _ in plan.defined]
        self.equations = [self._concrete(e) for e in plan.equations]
        # pi is there to tell, by its flag, whether a condition was decided by an estimate
        self.program = compile_graph([*self.conditions, *self.defined, PI])
        self._sizes_fit()
        self.solver = Solver(self.equations, dict(plan.scalars), dict(plan.tensors)) if self.equations else None

    def _sizes_fit(self) -> None:
        """Conditions on sizes alone are decided once."""
        closed = [c for c in self.conditions if not symbols(c)]
        if closed and any(r is False for r in compile_graph(closed).run({}, 64)):
            raise Unsolvable("the sizes do not satisfy the conditions")

    def _concrete(self, node: Node) -> Node:
        return instantiate(node, self.base)

    def feasible(self, values: Mapping[str, Drawn]) -> bool:
        """Whether every condition certainly holds (equations are met by construction)."""
        if not self.conditions and not self.defined:
            return True
        point = replace(self.base, values=values)
        for precision in (64, 320):
            try:
                results = self.program.run(arguments(point, precision), precision)
            except Undefined:
                return False
            except Unknown as e:
                if e.precision:
                    continue
                return False
            cut = len(self.conditions)
            if not (isinstance(flag := results.pop(), Enclosure) and flag.rigorous):
                return False
            if any(r is False for r in results[:cut]):
                return False
            inside = [member(d, v) for (_, d), v in zip(self.plan.defined, results[cut:], strict=True)]
            if any(m is False for m in inside):
                return False
            if all(r is True for r in results[:cut]) and all(inside):
                return True
        return False

    def admit(self, values: Mapping[str, Drawn]) -> dict[str, Drawn] | None:
        """The values if they are feasible, with an equation's symbol put right where need be; else None."""
        found: dict[str, Drawn] | None = dict(values)
        if self.solver is not None:
            found = self.solver.solve(values, Random(0))
        return found if found is not None and self.feasible(found) else None

    def sought(self) -> list[dict[str, Drawn]]:
        """Feasible points of a region too thin for chance, as simple as rounding leaves them."""
        self.searched = True
        if self.solver is not None or self.plan.tensors:
            return []
        bounds = [
            rel(symbol, relation, rat(end))
            for symbol, domain in zip(self.defined, (d for _, d in self.plan.defined), strict=True)
            if isinstance(domain, Scalar) and symbol.op != "sym"
            for relation, end in (("<=", domain.upper), (">=", domain.lower))
            if end is not None
        ]
        found: list[dict[str, Drawn]] = []
        for near in seek([*self.conditions, *bounds], dict(self.plan.scalars), 1):
            for k in (1, 2, 3, 4, 6, 8, 10, 12, 15, 0):
                values: dict[str, Drawn] = {
                    n: x.limit_denominator(10**k) if k and isinstance(x, Fraction) else x for n, x in near.items()
                }
                if all(contains(d, values[n]) for n, d in self.plan.scalars) and self.feasible(values):  # type: ignore[arg-type]
                    if values not in found:
                        found.append(values)
                    break
        return found

    def propose(self, kind: str, position: int, rng: Random) -> dict[str, Drawn] | None:
        """Values for everything free, each in its domain; None when a matrix could not be drawn or no root exists."""
        p = self.plan
        values: dict[str, Drawn] = {}
        own: Kind = kind if kind in ("ladder", "random", "generic", "edge", "far") else "random"  # type: ignore[assignment]
        if kind == "equal":
            own = "ladder"  # sqrt(1 * 1) is a number, sqrt(3/7 * 3/7) is a ball: strict orders need the former
        special = rng.randrange(len(p.scalars)) if p.scalars else 0
        for k, (n, d) in enumerate(p.scalars):
            k_kind: Kind = own
            if own in ("edge", "far") and len(p.scalars) > 1 and k != special and rng.random() < 0.7:
                k_kind = "random"
            rung = position * (2 * k + 1) + k
            values[n] = scalar_value(d, k_kind, rung, rng, p.mild, p.caps.get(n))
        for n, t in p.tensors:
            m = matrix_value(t, self.sizes, own, position, rng)
            if m is None:
                return None
            values[n] = m
        if kind == "equal":
            self._coincide(values, rng, everything=True)
            self._level(values)
        elif kind == "pair":
            self._coincide(values, rng, everything=False)
        if self.solver is not None:
            return self.solver.solve(values, rng)
        return values

    def _coincide(self, values: dict[str, Drawn], rng: Random, everything: bool) -> None:
        """Make arguments equal, opposite, reciprocal, or of sum 0 or 1, where the domains allow it."""
        names = [n for n, _ in self.plan.scalars]
        if len(names) < 2:
            return
        domains = dict(self.plan.scalars)
        first, *others = names if everything else rng.sample(names, 2)
        x = values[first]
        for other in others if everything else others[:1]:
            options: list[Fraction | Complex] = []
            if isinstance(x, Fraction):
                options = [x] if everything else [x, x, -x, 1 - x, *([1 / x] if x else [])]
            elif isinstance(x, tuple) and isinstance(x[0], Fraction) and isinstance(x[1], Fraction):
                options = [(x[0], x[1])] if everything else [(x[0], x[1]), (x[0], -x[1]), (-x[0], -x[1])]
            domain = domains[other]
            if domain.kind == "complex":
                options = [o if isinstance(o, tuple) else (o, Fraction(0)) for o in options]
            options = [o for o in options if contains(domain, o)]
            if options:
                y = rng.choice(options)
                values[other] = y[0] if isinstance(y, tuple) and domain.kind != "complex" else y

    def _level(self, values: dict[str, Drawn]) -> None:
        """Vectors and matrices of one kind made the same, those of no structure with all their entries the same."""
        first: dict[Tensor, Drawn] = {}
        for n, t in self.plan.tensors:
            rows = values[n]
            if not t.structure and isinstance(rows, tuple) and rows and isinstance(rows[0], tuple) and rows[0]:
                rows = tuple(tuple(rows[0][0] for _ in row) for row in rows)
            values[n] = first.setdefault(t, rows)

    def nudge(self, start: Mapping[str, Drawn], rng: Random) -> dict[str, Drawn]:
        """A feasible point with one number moved by a little, or less: for thin regions."""
        values = dict(start)
        if self.plan.scalars and self.solver is None:
            n, d = rng.choice(self.plan.scalars)
            old = values[n]
            if isinstance(old, Fraction):
                step = Fraction(rng.choice((-3, -2, -1, 1, 2, 3)), 10 ** rng.randint(1, 9))
                new = old + (Fraction(rng.choice((-1, 1))) if d.kind == "integer" else step)
                if contains(d, new):
                    values[n] = new
        return values

    def towards(self, start: Mapping[str, Drawn], goal: Mapping[str, Drawn]) -> dict[str, Drawn] | None:
        """The feasible point farthest on the way from a feasible one to a proposal that is not."""
        t = Fraction(1, 2)
        for _ in range(7):
            values: dict[str, Drawn] = {}
            for n, d in self.plan.scalars:
                a, b = start[n], goal[n]
                if isinstance(a, Fraction) and isinstance(b, Fraction):
                    x = a + (b - a) * t
                    if d.kind == "integer":
                        x = Fraction(round(x))
                    values[n] = x if contains(d, x) else a
                else:
                    values[n] = b
            for n, _ in self.plan.tensors:
                values[n] = start[n]
            if self.solver is None and values != dict(start) and self.feasible(values):
                return values
            t /= 3
        return None


# ---------------------------------------------------------------- the sequence of points


def schedule(count: int, scalars: int) -> list[tuple[str, int]]:
    """Kinds of points in order, for so many numbers and matrices: half up the ladder of simple numbers, then at random
    and where formulas break. Of few points, those at random are no 0, 1 or −1: μ² = 1 is a coincidence.
    """
    if count <= 6:
        return [("ladder", 0), ("generic", 0), ("ladder", 3), ("pair", 0), ("edge", 0), ("generic", 0)][:count]
    rungs = [("ladder", k) for k in range(min(10, max(4, count * 2 // 5)))]
    if scalars > 1:
        rungs[3:3] = [("equal", 0)]
        rungs[6:6] = [("equal", 5)]
    cycle = ("random", "edge", "pair", "far", "random", "edge") if scalars > 1 else ("random", "edge", "far", "edge")
    rest = [(cycle[k % len(cycle)], k) for k in range(max(0, count - len(rungs)))]
    return (rungs + rest)[:count]


def points(link: Link, *, seed: int, count: int, deadline: float = float("inf")) -> Iterator[Point]:
    """Distinct points, at most `count`, the same for the same link and seed.

    Raises Unknown where nothing can be drawn at all (a symbol without a domain, conditions nothing satisfies).
    Yields nothing where the conditions were met nowhere it looked.
    """
    p = plan(link)
    yield from draw(p, Random(f"{link.key}:{seed}"), count, deadline)


def draw(
    p: Plan,
    rng: Random,
    count: int,
    deadline: float = float("inf"),
    *,
    sizes: Mapping[str, int] | None = None,
    alike: bool = False,
    plainly: bool = False,
) -> Iterator[Point]:
    """As `points`, of a plan that is made already; with `sizes`, at these only. With `alike`, functions
    are also drawn to coincide, where an inequality between them is tight. With `plainly`, the less generic
    functions come first, whose integrals cost least.
    """
    varied = bool(p.sizes or p.functions)
    if not (p.scalars or p.tensors or varied):
        count = 1
    settings: list[Setting] = []
    size_stream = (
        repeat(dict(sizes)) if sizes is not None else sizes_for(tuple(n for n, _ in p.sizes), dict(p.sizes), rng)
    )
    wanted = min(5, max(1, count // 2)) if varied and sizes is None else 1
    alike &= len(p.functions) > 1
    if p.mild and p.functions:
        wanted = max(wanted, min(3 + alike, count))  # two plain choices of formulas: one may be a coincidence
    if not (p.scalars or p.tensors) and varied:
        wanted = min(count, 8)  # nothing else to vary
    bad = 0
    while len(settings) < wanted and bad < (100 if p.sizes else 3):
        chosen = next(size_stream)
        try:
            plain = p.mild and (len(settings) % 3 != 2 if plainly else len(settings) % 3 > 0)
            formulas = {n: draw_formula(n, d, chosen, rng, plain=plain) for n, d in p.functions}
            if alike and len(settings) % 2:
                plain = True
                formulas = draw_alike(p.functions, chosen, rng)
            setting = Setting(p, chosen, formulas, plain=plain)
            setting.propose("random", 0, Random(0))
        except (ValueError, KeyError, Unsolvable, Undefined):
            bad += 1
            continue
        settings.append(setting)
    misses = 0
    seen: set[object] = set()
    anchors: dict[int, list[Mapping[str, Drawn]]] = {k: [] for k in range(len(settings))}
    for index, (kind, position) in enumerate(schedule(count, len(p.scalars) + len(p.tensors))):
        if not settings:
            return
        which = index % len(settings)
        setting = settings[which]
        values = _one(setting, kind, position, rng, anchors[which], seen, deadline)
        if values is None:
            misses += 1
            if misses >= (4 if any(anchors.values()) else 2 * len(settings) + 1):
                return  # nothing new to be had
            if not anchors[which] and index >= 2 * len(settings) and len(settings) > 1:
                settings = [s for k, s in enumerate(settings) if k != which]
                anchors = dict(enumerate(a for k, a in anchors.items() if k != which))
            continue
        misses = 0
        anchors[which].append(values)
        seen.add((setting.base.setting, _key(values)))
        yield replace(setting.base, values=values, kind=kind)


def _key(values: Mapping[str, Drawn]) -> object:
    return tuple(
        sorted(((n, str(v.near if isinstance(v, Root) else v)) for n, v in values.items()), key=lambda x: x[0])
    )


def _one(
    setting: Setting,
    kind: str,
    position: int,
    rng: Random,
    anchors: list[Mapping[str, Drawn]],
    seen: set[object],
    deadline: float,
) -> dict[str, Drawn] | None:
    """One new feasible point: proposals of the kind, then at random, then on the way to them from a known point."""
    tries = 40 if anchors else 50 if setting.solver is not None else 150
    again = 0
    for attempt in range(tries):
        if not anchors and attempt == 60 and not setting.searched and (found := setting.sought()):
            anchors.extend(found)
            return found[0] if (setting.base.setting, _key(found[0])) not in seen else None
        if time.monotonic() > deadline:
            return None
        asked = kind if attempt < 12 else ("ladder", "random", "random", "edge")[attempt % 4]
        values = setting.propose(asked, position if attempt < 1 else position + attempt, rng)
        if values is None:
            continue
        if (setting.base.setting, _key(values)) in seen:
            again += 1
            if again >= 12 and setting.solver is not None:
                return None  # the equations leave no more
            continue
        if setting.feasible(values):
            return values
        if anchors and attempt % 3 == 2:
            values = setting.nudge(rng.choice(anchors), rng)
            if (setting.base.setting, _key(values)) not in seen and setting.feasible(values):
                return values
        elif anchors:
            closer = setting.towards(rng.choice(anchors), values)
            if closer is not None and (setting.base.setting, _key(closer)) not in seen:
                return closer
        if not (setting.plan.scalars or setting.plan.tensors):
            return None
    return None


def _rows_shown(rows: Any) -> Value:
    if any(isinstance(x, tuple) for row in rows for x in row):
        return "[" + "; ".join(", ".join(show_value(x) for x in row) for row in rows) + "]"
    return tuple(tuple(row) for row in rows)


def _defined_shown(node: Node, point: Point) -> Value:
    try:
        (value,) = compile_graph([node]).run(arguments(point, 90), 90)
    except (Undefined, Unknown):
        return text(node)
    if isinstance(value, Fraction):
        return value
    if isinstance(value, Enclosure):
        with ctx.workprec(90):
            re, im = (x.str(20, radius=False) for x in (value.value.real, value.value.imag))
        return f"≈ {re}" if value.value.imag.is_zero() else f"≈ {re} + {im}i"
    if isinstance(value, list) and all(isinstance(x, Fraction) for row in value for x in row):
        return tuple(tuple(x for x in row if isinstance(x, Fraction)) for row in value)
    return text(node)


def _argument(parameter: Node, name: str) -> Node:
    return sym(name) if parameter.op == "sym" else matsym(name, *parameter.args)


def shown(point: Point) -> tuple[tuple[str, Value], ...]:
    """The point as a witness shows it: values, sizes, formulas as text; symbols fixed by conditions at their value."""
    found: dict[str, Value] = {}
    for n, v in point.values.items():
        if isinstance(v, Root):
            found[n] = v.text()
        elif isinstance(v, tuple) and isinstance(v[0], tuple):
            found[n] = _rows_shown(v)
        else:
            found[n] = v
    for symbol, _ in point.definitions:
        found[symbol.data] = _defined_shown(instantiate(symbol, point), point)
    found |= {n: Fraction(k) for n, k in point.sizes.items()}
    for n, (parameters, body) in point.formulas.items():
        names = {p: _argument(p, f"u{k}" if len(parameters) > 1 else "u") for k, p in enumerate(parameters)}
        heads = ", ".join(name(p.data) for p in names.values())
        found[n] = f"({heads}) ↦ {expression(substitute(body, names), 2000)}"
    return tuple(sorted(found.items(), key=lambda x: x[0]))
