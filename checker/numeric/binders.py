"""What binders do at a point: sums and products run, derivatives take jets, integrals and limits are handed on.

Decides the value of one binder, its free symbols' values given. Finite sums and products are added up term by term,
exactly while they are short; infinite ones, integrals and limits go to `infinite` and `quadrature` with a scope. The
derivative of an integral by a parameter is taken under the sign only after the integral itself has been enclosed for
a complex disc of parameters, where it converges uniformly and so is holomorphic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING, Literal

from flint import acb, arb, fmpq

from checker.graph import Node, add, mul, neg, sub, substitute, sym
from checker.numeric import arithmetic as ar
from checker.numeric import infinite, limits, quadrature
from checker.numeric.arithmetic import ONE, ZERO, Mode, Singular, Undecided, Value
from checker.numeric.formal import derivative
from checker.numeric.linear import Mat, size
from checker.numeric.runtime import guarded
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.series import Jet, Seam, base, constant, depth, leaves

if TYPE_CHECKING:
    from checker.numeric.operations import Body

#: terms of a finite sum or product that are added up
TERMS = 20_000
#: evaluations of bodies in one run
BUDGET = 200_000

End = Fraction | Enclosure | Literal["oo", "-oo"]


@dataclass(slots=True)
class World:
    """One run: its precision, what it has compiled, and what is left of its budget."""

    precision: int
    bodies: dict[object, Body]
    estimated: bool = False
    depth: int = 0  # of derivatives under way: the tag of the innermost infinitesimal
    left: int = BUDGET
    integrals: dict[object, Value | Undefined | Unknown] = field(default_factory=dict)  # those of exact parameters

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Undecided("too many evaluations", precision=False)


@dataclass(frozen=True, slots=True)
class Local:
    """A binder's body with its place: the body, its bound names, and the names it takes from outside."""

    node: Node
    body: Body
    variables: tuple[str, ...]
    names: tuple[str, ...]
    mode: Mode
    complexes: frozenset[str]

    def bind(self, world: World, captured: Sequence[Value]) -> Callable[..., Value]:
        """The body as a function of its bound variables."""
        return self.body.bind(world, dict(zip(self.names, captured, strict=True)), self.mode, self.complexes)

    def scope(self, world: World, captured: Sequence[Value]) -> LocalScope:
        env = {n: _still(v) for n, v in zip(self.names, captured, strict=True)}
        return LocalScope(world, env, self.mode, self.variables[0], self.complexes)


def _still(v: Value) -> Value:
    """A value without infinitesimals, which must be 0."""
    if type(v) is Jet:
        if not constant(v):
            raise Undecided("a derivative through an infinite process", precision=False)
        return base(v)
    return v.map(_still) if type(v) is Mat else v


def _complex(v: Value) -> bool:
    return type(v) is acb and not v.imag.is_zero()


@dataclass(slots=True)
class LocalScope:
    """The `Scope` that bodies of integrals, infinite sums and limits are evaluated in."""

    world: World
    env: dict[str, Value]
    mode: Mode
    variable: str
    complexes: frozenset[str]
    bound: dict[object, Callable[..., Value]] = field(default_factory=dict)
    imaginary: frozenset[str] | None = None

    @property
    def precision(self) -> int:
        return self.world.precision

    @property
    def estimates(self) -> bool:
        return self.world.estimated

    def exact(self, name: str) -> Fraction | None:
        v = self.env.get(name)
        return ar.fraction(v) if type(v) is fmpq else None

    def off_axis(self) -> frozenset[str]:
        """Names given from outside that are not real; in analytic mode, what moves along the real axis was sorted out
        outside."""
        if self.imaginary is None:
            env = {} if self.mode is Mode.ANALYTIC else self.env
            self.imaginary = frozenset(n for n, v in env.items() if _complex(v))
        return self.imaginary

    def evaluate(self, node: Node, bindings: Mapping[str, acb], *, analytic: bool = False) -> acb:
        from checker.numeric.operations import Body

        mode = Mode.ANALYTIC if analytic or self.mode is Mode.ANALYTIC else Mode.BOX
        names = tuple(sorted(bindings))
        values = tuple(bindings[n] if mode is Mode.ANALYTIC else ar.simple(bindings[n]) for n in names)
        complexes = self.complexes
        if mode is Mode.ANALYTIC:
            complexes = complexes.union(
                self.off_axis(), [n for n, v in zip(names, values, strict=True) if n != self.variable and _complex(v)]
            )
        key = (node, names, mode, complexes)
        call = self.bound.get(key)
        if call is None:
            body = self.world.bodies.get((node, names))
            if body is None:
                body = self.world.bodies[node, names] = Body((node,), names)
            missing = [n for n in body.names if n not in self.env]
            if missing:
                raise Unknown(f"no value for {missing[0]}")
            outside = Mode.ANALYTIC if self.mode is Mode.ANALYTIC else Mode.BOX
            call = self.bound[key] = body.bind(self.world, self.env, mode, complexes, outside)
        run = call
        value = guarded(lambda: run(*values))
        if type(value) is Jet:
            raise Unknown("a derivative through an infinite process")
        return acb(arb(value)) if type(value) is fmpq else acb(value)


# ---------------------------------------------------------------- sums and products


def finite(local: Local, multiply: bool, world: World, captured: Sequence[Value], first: Value, last: Value) -> Value:
    """The sum or product from first to last, both included; empty if last = first - 1."""
    low, high = size(first), size(last)
    total: Value = ONE if multiply else ZERO
    if high < low:
        if high == low - 1:
            return total
        raise Undecided("a sum from a larger to a smaller index", precision=False)
    if high - low >= TERMS:
        raise Undecided(f"more than {TERMS} terms", precision=False)
    f = local.bind(world, captured)
    for k in range(low, high + 1):
        term = f(fmpq(k))
        total = ar.cap(total * term if multiply else total + term)
    return total


def infinite_series(
    local: Local, multiply: bool, world: World, captured: Sequence[Value], first: Value | None, last: Value | None
) -> Value:
    """The sum or product to oo, from -oo, or both (None: an infinite end)."""
    run = infinite.infinite_product if multiply else infinite.infinite_sum
    scope = local.scope(world, captured)
    (name,) = local.variables
    flipped = substitute(local.node, {sym(name): neg(sym(name))})
    if first is not None:
        parts = [run(local.node, name, size(first), scope)]
    elif last is not None:
        parts = [run(flipped, name, -size(last), scope)]
    else:
        parts = [run(local.node, name, 0, scope), run(flipped, name, 1, scope)]
    values = [_take(p, world) for p in parts]
    if len(values) == 1:
        return values[0]
    return values[0] * values[1] if multiply else values[0] + values[1]


def _take(found: Enclosure, world: World) -> Value:
    if not found.rigorous:
        world.estimated = True
    return ar.simple(found.value)


# ---------------------------------------------------------------- limits and integrals


def _end(value: Value | str, world: World) -> End:
    if isinstance(value, str):
        return "oo" if value == "oo" else "-oo"
    if type(value) is fmpq:
        return ar.fraction(value)
    return Enclosure(acb(value), not world.estimated)


def limit(
    local: Local, side: Literal["+", "-", "+-"], world: World, captured: Sequence[Value], point: Value | str
) -> Value:
    scope = local.scope(world, captured)
    if not isinstance(point, str):
        point = _still(point)
    found = limits.limit(local.node, local.variables[0], _end(point, world), side, scope)
    return _take(found, world)


def integral(local: Local, world: World, captured: Sequence[Value], lower: Value | str, upper: Value | str) -> Value:
    moving = [v for v in (*captured, lower, upper) if _moves(v)]
    if moving:
        return _moving_integral(local, world, captured, lower, upper)
    if local.mode is not Mode.POINT and not all(isinstance(e, str) or type(_still(e)) is fmpq for e in (lower, upper)):
        return _straightened(local, world, captured, lower, upper)
    if not all(type(v) in (fmpq, str) for v in (*captured, lower, upper)):
        return _fixed(local, world, captured, lower, upper)
    key = (local.node, local.mode, *captured, lower, upper)
    found = world.integrals.get(key)
    if found is None:
        try:
            found = _fixed(local, world, captured, lower, upper)
        except (Undefined, Unknown) as e:
            found = e.with_traceback(None)
        world.integrals[key] = found
    if isinstance(found, Undefined | Unknown):
        raise found
    return found


def _fixed(local: Local, world: World, captured: Sequence[Value], lower: Value | str, upper: Value | str) -> Value:
    """An integral whose parameters and ends do not move."""
    ends = (_end(_still(lower), world), _end(_still(upper), world))
    return _take(quadrature.integral(local.node, local.variables[0], *ends, local.scope(world, captured)), world)


def _straightened(
    local: Local, world: World, captured: Sequence[Value], lower: Value | str, upper: Value | str
) -> Value:
    """An integral between ends that are wide balls, over fixed ends: x = a + (b - a) t, or x = a + t, or x = b - t.

    In analytic mode the ends are complex; the answer is finite only if the integrand is holomorphic on the segments.
    """
    (name,) = local.variables
    t, a, b = sym(name), sym(f"_a{name}"), sym(f"_b{name}")
    scope = local.scope(world, captured)
    for end, symbol in ((lower, a), (upper, b)):
        if not isinstance(end, str):
            scope.env[symbol.data] = _still(end)
    far: Literal["oo"] | Fraction = "oo"
    factor: Value = ONE
    if isinstance(lower, str):
        if isinstance(upper, str):
            raise ValueError("an integral with both ends fixed")
        path, factor = sub(b, t), fmpq(1 if lower == "-oo" else -1)
        if lower == "oo":
            path = add(b, t)
    elif isinstance(upper, str):
        path, factor = (add(a, t), ONE) if upper == "oo" else (sub(a, t), fmpq(-1))
    else:
        path, factor, far = add(a, mul(sub(b, a), t)), _still(upper) - _still(lower), Fraction(1)
    body = substitute(local.node, {t: path})
    return factor * _take(quadrature.integral(body, name, Fraction(0), far, scope), world)


def _moves(v: Value | str) -> bool:
    if type(v) is Mat:
        return any(_moves(x) for x in v.cells)
    return type(v) is Jet and not constant(v)


def _moving_integral(
    local: Local, world: World, captured: Sequence[Value], lower: Value | str, upper: Value | str
) -> Value:
    """An integral whose parameters or ends are jets: the Taylor polynomial in the parameters, and what the ends add."""
    if any(type(v) is Mat and _moves(v) for v in captured):
        raise Undecided("a derivative of an integral by a matrix", precision=False)
    moving = [(n, v) for n, v in zip(local.names, captured, strict=True) if _moves(v)]
    still = [base(v) if type(v) is Jet else v for v in captured]
    ends = (_end(base(lower), world), _end(base(upper), world))
    (name,) = local.variables
    if moving:
        _holomorphic(local, world, still, moving, ends)
    scope = local.scope(world, still)
    order = max((depth(v) for _, v in moving), default=0)
    total: Value = ZERO
    for exponents in _multi_indices(len(moving), order):
        node = local.node
        factor: Value = ONE
        weight = 1
        for (parameter, v), k in zip(moving, exponents, strict=True):
            node = derivative(node, parameter, k)
            factor = factor * ar.int_power(v - base(v), k)
            weight *= factorial(k)
        if all(map(ar.is_zero, leaves(factor))):
            continue
        try:
            part = _take(quadrature.integral(node, name, *ends, scope), world)
        except Undefined as e:
            if not any(exponents):
                raise
            raise Unknown("the derivative under the integral has no integral") from e
        total = total + factor * (part * fmpq(1, weight))
    for end, sign in ((upper, 1), (lower, -1)):
        if not isinstance(end, str) and _moves(end):
            total = total + sign * _end_part(local, world, captured, end)
    return total


def _end_part(local: Local, world: World, captured: Sequence[Value], end: Value) -> Value:
    """The integral from the base of the end to the end: of the integrand's series there, term by term."""
    n = depth(end)
    world.depth += 1
    try:
        x = Jet(world.depth, [base(end), ONE, *[ZERO] * (n - 1)])
        value = local.bind(world, captured)(x)
        c = value.c if type(value) is Jet and value.tag == world.depth else [value]
    finally:
        world.depth -= 1
    h = end - base(end)
    total: Value = ZERO
    for k, y in enumerate(c):
        total = total + y * ar.int_power(h, k + 1) * fmpq(1, k + 1)
    return total


def _multi_indices(count: int, order: int) -> list[tuple[int, ...]]:
    if count == 0:
        return [()]
    return [(k, *rest) for k in range(order + 1) for rest in _multi_indices(count - 1, order - k)]


def _holomorphic(
    local: Local,
    world: World,
    still: Sequence[Value],
    moving: Sequence[tuple[str, Value]],
    ends: tuple[End, End],
) -> None:
    """Raises Unknown unless the integral is enclosed for all parameters in some complex disc about their values."""
    names = {n for n, _ in moving}
    for exponent in (10, 20):
        r = arb(2) ** -exponent
        discs = [
            acb(arb(b), arb(0)) + acb(arb(0, r), arb(0, r)) if n in names else b
            for n, b in zip(local.names, still, strict=True)
        ]
        scope = LocalScope(world, dict(zip(local.names, discs, strict=True)), Mode.ANALYTIC, local.variables[0],
                           local.complexes)  # fmt: skip
        try:
            found = quadrature.integral(local.node, local.variables[0], *ends, scope)
        except (Undefined, Unknown):
            continue
        if found.rigorous and found.value.is_finite():
            return
    raise Unknown("differentiation under the integral sign could not be justified", precision=True)


# ---------------------------------------------------------------- derivatives


def _coefficient(value: Value, tag: int, order: int) -> Value:
    if type(value) is Jet and value.tag == tag:
        return value.c[order] * factorial(order)
    return ZERO if order else value


def diff(local: Local, order: int, world: World, captured: Sequence[Value], point: Value) -> Value:
    """The derivative of that order at the point; Singular("derivative") where the one-sided ones certainly differ."""
    f = local.bind(world, captured)
    if order == 0:
        return f(point)
    real = local.mode is Mode.ANALYTIC or all(type(ar.simple(x)) is not acb for x in leaves(point))
    world.depth += 1
    tag = world.depth

    def run(side: int) -> Value:
        return f(Jet(tag, [point, ONE, *[ZERO] * (order - 1)], side, real))

    try:
        try:
            return _coefficient(run(0), tag, order)
        except Seam:
            if type(point) is Jet or not real:
                raise
        try:
            left, right = run(-1), run(1)
        except Singular as e:  # of one side's formula, which need not be the one for the point
            raise Undecided("a derivative at a kink", precision=False) from e
        return _two_sided(f(point), left, right, tag, order)
    finally:
        world.depth -= 1


def _two_sided(value: Value, left: Value, right: Value, tag: int, order: int) -> Value:
    """The derivative at a kink from both one-sided expansions."""

    def part(v: Value, k: int) -> Value:
        return v.c[k] if type(v) is Jet and v.tag == tag else v if k == 0 else ZERO

    pairs = [(value, part(left, 0)), (value, part(right, 0))]
    pairs += [(part(left, k), part(right, k)) for k in range(1, order + 1)]
    for a, b in pairs:
        if type(a) is Jet or type(b) is Jet:
            raise Undecided("a derivative at a kink", precision=False)
        if ar.nonzero(a - b):
            raise Singular("derivative", None, "the one-sided derivatives differ")
        if not (type(a) is fmpq and type(b) is fmpq):
            raise Undecided("a derivative at a kink", precision=False)
    return part(right, order) * factorial(order)


def _directions(f: Callable[..., Value], world: World, point: Mat, take: Callable[[Value, int], Value]) -> list[Value]:
    """For every entry of the point, what `take` makes of the body with an infinitesimal there."""
    world.depth += 1
    tag = world.depth
    out = []
    try:
        for k, x in enumerate(point.cells):
            real = all(type(ar.simple(y)) is not acb for y in leaves(x))
            cells = list(point.cells)
            cells[k] = Jet(tag, [x, ONE], 0, real)
            out.append(take(f(Mat(point.rows, point.cols, cells)), tag))
    finally:
        world.depth -= 1
    return out


def gradient(local: Local, world: World, captured: Sequence[Value], point: Mat) -> Mat:
    """Of a scalar by a matrix: a matrix of the point's shape."""
    f = local.bind(world, captured)
    return Mat(point.rows, point.cols, _directions(f, world, point, lambda v, tag: _coefficient(v, tag, 1)))


def jacobian(local: Local, world: World, captured: Sequence[Value], point: Mat) -> Mat:
    """Of a column by a column: entry (i, j) is the derivative of entry i by entry j."""
    f = local.bind(world, captured)
    columns = _directions(f, world, point, lambda v, tag: [_coefficient(x, tag, 1) for x in v.cells])
    rows = len(columns[0]) if columns else 0
    return Mat(rows, len(columns), [c[i] for i in range(rows) for c in columns])


def map_entries(local: Local, world: World, captured: Sequence[Value], m: Mat) -> Mat:
    f = local.bind(world, captured)
    return m.map(lambda x: f(x))


def entries(local: Local, world: World, captured: Sequence[Value], rows: Value, cols: Value) -> Mat:
    f = local.bind(world, captured)
    r, c = size(rows), size(cols)
    if r * c > TERMS:
        raise Undecided(f"more than {TERMS} entries", precision=False)
    return Mat(r, c, [f(fmpq(i), fmpq(j)) for i in range(r) for j in range(c)])
