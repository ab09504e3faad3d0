"""Equations at numbers already drawn: values of one symbol that satisfy them.

Finds rational roots exactly, other roots of polynomials as isolated by FLINT, roots of continuous functions in a
bracket with a proven sign change. A root it gives is one; that it finds none says nothing. Equations that give a
symbol in terms of the others are `eliminate`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpz_poly

from checker.domains import Domain, Scalar, Tensor
from checker.graph import (
    Node,
    add,
    is_matrix,
    mul,
    postorder,
    rat,
    sub,
    substitute,
    sym,
    symbols,
)
from checker.numeric import matrix_equations
from checker.numeric.evaluate import Program, compile_graph
from checker.numeric.proposals import Rows, contains, ladder
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.substitution import closed_roots
from checker.numeric.univariate import rational_roots, univariate

#: functions that are continuous wherever an enclosure of them on a real ball is finite and real
CONTINUOUS = frozenset("exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc sigmoid".split())


class Unsolvable(Exception):
    """The equations are none that this module solves."""


# ---------------------------------------------------------------- roots


@dataclass(frozen=True, eq=False)
class Root:
    """A real (or complex) number that an equation in one symbol determines.

    `poly` with `near`, a ball holding just that root; or `node`, continuous in `name`, with a sign change between
    `lower` and `upper`; or, without a `name`, `node` is the number, an expression without symbols.
    """

    near: acb
    poly: fmpz_poly | None = None
    node: Node | None = None
    name: str = ""
    lower: Fraction = Fraction(0)
    upper: Fraction = Fraction(0)

    def ball(self, precision: int) -> acb:
        """An enclosure of about the precision. Raises Unknown where it can't be had."""
        if self.poly is not None:
            with ctx.workprec(precision + 20):
                found: list[acb] = [z for z in _complex_roots(self.poly) if z.overlaps(self.near)]
            if len(found) != 1:
                raise Unknown("a root of a polynomial was not isolated")
            return found[0]
        assert self.node is not None
        if not self.name:
            return _closed(self.node, precision)
        return _bisect(self.node, self.name, self.lower, self.upper, precision)

    def number(self, precision: int) -> arb | acb:
        """The same as a real ball where the root is real: no sign of an imaginary part is left to wonder about."""
        z = self.ball(precision)
        return z.real if z.imag.is_zero() else z

    def text(self) -> str:
        with ctx.workprec(90):
            z = self.ball(90)
            re = z.real.str(20, radius=False)
            return f"≈ {re}" if z.imag.contains(0) else f"≈ {re} + {z.imag.str(20, radius=False)}i"

    def __str__(self) -> str:
        return self.text()


def _complex_roots(poly: fmpz_poly) -> list[acb]:
    pairs: Any = poly.complex_roots()
    return [z for z, _ in pairs]


def _closed(node: Node, precision: int) -> acb:
    (value,) = compile_graph([node]).run({}, precision + 20)
    if isinstance(value, Fraction):
        return acb(_arb(value))
    if not isinstance(value, Enclosure) or not value.rigorous:
        raise Unknown("a root has no enclosure")
    return value.value


@lru_cache(maxsize=256)
def _bisect(node: Node, name: str, lower: Fraction, upper: Fraction, precision: int) -> acb:
    program = compile_graph([node])
    work = precision + 40

    def sign(x: Fraction) -> int:
        for p in (work, 2 * work):
            (v,) = program.run({name: x}, p)
            if isinstance(v, Fraction):
                return (v > 0) - (v < 0)
            assert isinstance(v, Enclosure)
            if not v.value.real.contains(0):
                return 1 if v.value.real > 0 else -1
        return 0

    low = sign(lower)
    goal = Fraction(1, 2**precision) * max(abs(lower), abs(upper), Fraction(1, 2**precision))
    while upper - lower > goal:
        middle = (lower + upper) / 2
        s = sign(middle)
        if s == 0:  # the root itself, as far as can be told: both ends are moved towards it
            near = [(3 * lower + 5 * upper) / 8, (5 * lower + 3 * upper) / 8]
            signs = [sign(x) for x in near]
            if signs != [-low, low]:
                break
            upper, lower = near
            continue
        lower, upper = (middle, upper) if s == low else (lower, middle)
    with ctx.workprec(work):
        return acb(_arb(lower).union(_arb(upper)))


def _arb(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def member(domain: Domain, value: object) -> bool | None:
    """Whether a computed value certainly lies in the domain; None where that is not known."""
    if isinstance(domain, Tensor):
        if domain.structure or not isinstance(value, list):
            return None
        found = [member(domain.entry, v) for row in value for v in row]
        return False if False in found else None if None in found else True
    if not isinstance(domain, Scalar):
        return None
    if isinstance(value, Fraction):
        return contains(domain, value)
    if isinstance(value, Enclosure):
        return in_ball(domain, value.value) if value.rigorous else None
    return None


def in_ball(domain: Scalar, z: acb) -> bool | None:
    """Whether every number of the ball lies in the domain (True), none does (False), or neither is known."""
    if not z.is_finite():
        return None
    if domain.kind == "complex":
        return None if domain.nonzero and z.contains(0) else True
    if not z.imag.is_zero():
        return None if z.imag.contains(0) else False
    if domain.kind == "integer":
        return None if z.real.contains_integer() else False
    x = z.real
    checks: list[bool | None] = []
    for end, sign in ((domain.lower, 1), (domain.upper, -1)):
        if end is not None:
            gap = sign * (x - _arb(end))
            checks.append(True if gap > 0 else False if gap < 0 else None)
    if domain.nonzero:
        checks.append(None if x.contains(0) else True)
    return False if False in checks else None if None in checks else True


def _plainness(x: Fraction) -> tuple[int, Fraction, bool]:
    return (x.denominator, abs(x), x < 0)


@lru_cache(maxsize=512)
def roots_of(difference: Node, name: str, domain: Scalar) -> tuple[Fraction | Root, ...]:
    """Members of the domain at which a node of one free symbol is certainly 0; rational ones first."""
    found: list[Fraction | Root] = []
    fraction = univariate(difference, name)
    if fraction is not None:
        top, bottom = fraction
        if bottom.degree() < 0:
            return ()
        if top.degree() < 0:  # every number is a root, but for the poles
            every = (x for x in ladder(domain) if isinstance(x, Fraction))
            return tuple(x for x in every if bottom(fmpq(x.numerator, x.denominator)) != 0)
        exact, factors = rational_roots(top, bottom)
        exact = sorted((x for x in exact if contains(domain, x)), key=_plainness)
        found.extend(exact)
        if domain.kind == "integer":
            return tuple(found)
        for factor in factors:
            with ctx.workprec(128):
                for z in _complex_roots(factor):
                    if in_ball(domain, z) is True:
                        found.append(Root(z, poly=factor))
        return tuple(found)
    closed = closed_roots(difference, name, complex=domain.kind == "complex")
    found = [x for x in map(_known, closed) if _inside(x, domain)]
    for x in _bracketed(difference, name, domain):
        if not any(_same(x, y) for y in found):
            found.append(x)
    return tuple(sorted(found, key=lambda x: isinstance(x, Root)))


def _known(expression: Node) -> Fraction | Root:
    """A number given by an expression: a rational if it is one."""
    (value,) = compile_graph([expression]).run({}, 128)
    if isinstance(value, Fraction):
        return value
    assert isinstance(value, Enclosure)
    return Root(value.value, node=expression)


def _inside(x: Fraction | Root, domain: Scalar) -> bool:
    if domain.kind not in ("real", "complex"):
        return False
    return contains(domain, x) if isinstance(x, Fraction) else in_ball(domain, x.near) is True


def _same(x: Fraction | Root, y: Fraction | Root) -> bool:
    near = [acb(_arb(v)) if isinstance(v, Fraction) else v.near for v in (x, y)]
    return bool(near[0].overlaps(near[1]))


def _bracketed(difference: Node, name: str, domain: Scalar) -> list[Fraction | Root]:
    """Zeros among simple members, and roots between simple members where a continuous function changes sign."""
    program = compile_graph([difference])
    signs: list[tuple[Fraction, int]] = []
    found: list[Fraction | Root] = []
    grid = {x for x in ladder(domain) if isinstance(x, Fraction)}
    extra = (Fraction(k, 4) for k in range(-80, 81))
    steps = sorted(grid | ({x for x in extra if domain.contains(x)} if domain.kind == "real" else set()))
    for x in steps:
        try:
            (v,) = program.run({name: x}, 96)
        except (Undefined, Unknown):
            continue
        if isinstance(v, Fraction) or (isinstance(v, Enclosure) and v.value.is_zero()):
            w = v if isinstance(v, Fraction) else Fraction(0)
            if w == 0:
                found.append(x)
            signs.append((x, (w > 0) - (w < 0)))
        elif isinstance(v, Enclosure) and v.rigorous and v.value.imag.is_zero() and not v.value.real.contains(0):
            signs.append((x, 1 if v.value.real > 0 else -1))
    if domain.kind != "real" or not _is_continuous(difference):
        return found
    for (a, s), (b, t) in pairwise(signs):
        if s * t < 0 and (narrow := _proven(program, name, a, b, s)):
            lower, upper = narrow
            with ctx.workprec(128):
                near = acb(_arb(lower).union(_arb(upper)))
            if in_ball(domain, near) is True:
                found.append(Root(near, node=difference, name=name, lower=lower, upper=upper))
    return found


def _is_continuous(node: Node) -> bool:
    return all(
        n.op in ("rat", "sym", "add", "mul", "pow", "const") or (n.op == "fn" and n.data in CONTINUOUS)
        for n in postorder(node)
    )


def _proven(program: object, name: str, a: Fraction, b: Fraction, low: int) -> tuple[Fraction, Fraction] | None:
    """A bracket inside [a, b] on which the function is shown to be finite and real, with a sign change at its ends."""
    for _ in range(60):
        with ctx.workprec(128):
            ball = acb(_arb(a).union(_arb(b)))
        try:
            (v,) = program.run({name: ball}, 96)  # type: ignore[attr-defined]
            if isinstance(v, Enclosure) and v.rigorous and v.value.is_finite() and v.value.imag.is_zero():
                return a, b
        except (Undefined, Unknown):
            pass
        middle = (a + b) / 2
        try:
            (v,) = program.run({name: middle}, 128)  # type: ignore[attr-defined]
        except (Undefined, Unknown):
            return None
        if isinstance(v, Fraction):
            s = (v > 0) - (v < 0)
        elif isinstance(v, Enclosure) and v.value.is_finite() and not v.value.real.contains(0):
            s = 1 if v.value.real > 0 else -1
        else:
            return None
        if s == 0:
            return None
        a, b = (middle, b) if s == low else (a, middle)
    return None


# ---------------------------------------------------------------- equations at drawn numbers


class Solver:
    """Makes drawn values satisfy equations: by the choice of a matrix, or by changing one coordinate for each."""

    def __init__(self, equations: Sequence[Node], scalars: Mapping[str, Scalar], tensors: Mapping[str, Tensor]) -> None:
        """Raises Unsolvable for equations between matrices of no form that is known."""
        chosen = list(zip(equations, matrix_equations.wanted(equations, tensors), strict=True))
        if any(w is None and is_matrix(e.args[0]) for e, w in chosen):
            raise Unsolvable("an equation between matrices that defines no symbol")
        self.wanted = [w for _, w in chosen if w is not None]
        self.sides = [side for e, w in chosen if w is not None for side in e.args]
        self.taken = symbols(*self.sides)
        unmet = [sub(*e.args) for e, w in chosen if w is None]
        self.differences = sorted(unmet, key=lambda d: (len(symbols(d)), d.digest))
        self.scalars, self.tensors = scalars, tensors
        self.programs: dict[Node, Program] = {}
        self.program: Program | None = None
        self.own = {d: symbols(d) for d in self.differences}

    def solve(self, values: Mapping[str, object], rng: Random) -> dict | None:  # type: ignore[type-arg]
        """The values with some changed so that every equation holds; None where that was not managed."""
        current = dict(values)
        if self.wanted and not self._sides_agree(current):
            found = matrix_equations.chosen(self.wanted, current, self.scalars, self.tensors, rng)
            if found is None or not self._sides_agree(found):
                return None
            current = found
        for k, difference in enumerate(self.differences):
            own = self.own[difference]
            if self._value(difference, current) == 0:
                continue
            before = self.taken.union(*(self.own[d] for d in self.differences[:k]))
            movable = [n for n in sorted(own) if n in self.scalars and n not in before]
            rng.shuffle(movable)
            if not self._one(current, difference, movable, rng) and not self._entry(
                current, difference, own - before, rng
            ):
                return None
        return current

    def _sides_agree(self, values: Mapping[str, object]) -> bool:
        """Whether the equations that choices were made for hold, exactly."""
        if any(isinstance(values.get(n), Root) for n in self.taken):
            return False
        if self.program is None:
            self.program = compile_graph(self.sides)
        found = self.program.run({n: v for n, v in values.items() if n in self.taken}, 64)
        return all(_exact(a) and a == b for a, b in zip(found[::2], found[1::2], strict=True))

    def _value(self, difference: Node, values: Mapping[str, object]) -> Fraction | None:
        """The difference at the values, where it is an exact rational; None where it is not, or not known."""
        if difference not in self.programs:
            self.programs[difference] = compile_graph([difference])
        if any(isinstance(values.get(n), Root) for n in self.own[difference]):
            return None
        try:
            (v,) = self.programs[difference].run(values, 64)
        except (Undefined, Unknown):
            return None
        return v if isinstance(v, Fraction) else None

    def _one(self, current: dict, difference: Node, movable: Sequence[str], rng: Random) -> bool:  # type: ignore[type-arg]
        own = self.own[difference]
        for name in movable:
            if any(n not in self.scalars for n in own):
                break
            others = {n: current[n] for n in own if n != name}
            numbers = {n: _number(v) for n, v in others.items()}
            if any(v is None for v in numbers.values()):
                continue
            fixed = substitute(difference, {sym(n): v for n, v in numbers.items() if v is not None})
            found = roots_of(fixed, name, self.scalars[name])
            if found:
                exact = [x for x in found if isinstance(x, Fraction)]
                chosen = rng.choice(exact) if exact and rng.random() < 0.75 else rng.choice(found)
                is_complex = self.scalars[name].kind == "complex" and isinstance(chosen, Fraction)
                current[name] = (chosen, Fraction(0)) if is_complex else chosen
                return True
        return False

    def _entry(self, current: dict, difference: Node, names: frozenset[str], rng: Random) -> bool:  # type: ignore[type-arg]
        """Change one entry of a matrix (or one number) in which the difference turns out affine; checked exactly."""

        def at(values: Mapping[str, object]) -> Fraction | None:
            return self._value(difference, values)

        if _hopeless(difference, current) and names:
            return False
        if any(isinstance(v, Root) for n, v in current.items() if n in symbols(difference)):
            return False
        spots: list[tuple[str, int, int]] = []
        for n in sorted(names):
            if n in self.tensors and not self.tensors[n].structure:
                spots += [(n, i, j) for i, row in enumerate(current[n]) for j in range(len(row))]
            elif n in self.scalars and isinstance(current[n], Fraction):
                spots.append((n, -1, -1))
        rng.shuffle(spots)
        for n, i, j in spots[:6]:
            domain = self.scalars[n] if i < 0 else self.tensors[n].entry
            seen = [at({**current, n: _put(current[n], i, j, Fraction(t))}) for t in (1, 2, 3)]
            if any(v is None for v in seen):
                continue
            a, b, c = (v for v in seen if v is not None)
            if b - a != c - b or a == b:
                continue
            root = 1 - a / (b - a)
            moved = {**current, n: _put(current[n], i, j, root)}
            if contains(domain, root) and at(moved) == 0:
                current.update(moved)
                return True
        return False


def _exact(value: object) -> bool:
    """Whether a computed number or matrix is rational."""
    return isinstance(value, Fraction) or (isinstance(value, list) and all(map(_exact, value)))


def _hopeless(difference: Node, values: Mapping[str, object]) -> bool:
    """Whether it is polynomial in numbers alone: then its roots were all seen already, and there were none."""
    return bool(symbols(difference)) and all(
        n.op in ("rat", "add", "mul") or (n.op == "sym" and isinstance(values.get(n.data), Fraction))
        or (n.op == "pow" and n.args[1].op == "rat" and n.args[1].data[1] == 1)
        for n in postorder(difference)
    )  # fmt: skip


def _put(value: object, i: int, j: int, x: Fraction) -> Fraction | Rows:
    if i < 0:
        return x
    assert isinstance(value, tuple)
    return tuple(tuple(x if (r, c) == (i, j) else old for c, old in enumerate(row)) for r, row in enumerate(value))


def _number(value: object) -> Node | None:
    """A drawn number as a node."""
    match value:
        case Fraction():
            return rat(value)
        case (Fraction() as re, Fraction() as im):
            return rat(re) if im == 0 else add(rat(re), mul(rat(im), Node("const", (), "I")))
        case _:
            return None
