"""Inequalities f ≥ 0 and f > 0 in one real symbol and no other, by the exact pattern of f's signs on an interval.

Proves for f elementary and smooth inside an interval (`differential_rings`): the zeros of f in order and its sign
between them, found as in Pólya and Szegő (Problems and Theorems in Analysis II, part V, chapter 1, on Rolle's theorem)
and Khovanskii (Fewnomials): f is factored; a factor is divided by one of its coefficients, or by an exponential, and
differentiated, which leaves fewer logarithms or terms in the end; between two zeros of the derivative the quotient is
strictly monotone, and its signs at the ends of such a piece say whether it has a zero there. Signs at places come from
balls, zeros from the normal form at places known exactly, signs towards open ends from samples or exact limits. Zeros
that are not known exactly are told from others by balls alone: f that touches zero at one of these is left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cmp_to_key
from itertools import islice, pairwise
from typing import NamedTuple

from flint import ctx as flint_ctx
from flint import fmpz_mpoly

from checker.exact import univariate
from checker.exact.boxes import enclosure
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.convexity import line_context
from checker.exact.differential_rings import Ring, plain, read
from checker.exact.limits import limit_of
from checker.exact.normal import is_zero, simplify
from checker.exact.places import BITS, GiveUp, Place, Places, exact
from checker.exact.ranges import Interval, to_arb
from checker.exact.signs import NONNEG, NONPOS, ZERO_, bounds, sign
from checker.exact.slopes import smooth
from checker.graph import INF, NEG_INF, ZERO, Node, div, fn, mul, power, rat, rel, size, sym, symbols

NAME = "signs between critical places"
#: larger expressions are left alone
SIZE = 150
#: patterns asked for, and how deep they lie in each other
STEPS = 60
DEPTH = 14
#: terms, at most, of what is asked for a sign by its form
FORM = 6
_NICE = tuple(Fraction(*q) for q in ((0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-2, 1)))


class Pattern(NamedTuple):
    """The zeros inside, in order, and the sign before, between and after them; if weak, other zeros may touch."""

    zeros: list[Place]
    signs: list[int]
    weak: bool = False


def prove_by_pattern(g: Node, strict: bool, ctx: Context) -> bool:
    """Proves g ≥ 0 (> 0 if strict) for all values in the context, for g in one real symbol."""
    names = symbols(g)
    if len(names) != 1:
        return False
    x = sym(next(iter(names)))
    if ctx.scalar(x.data) is None or size(g) > SIZE:
        return False
    key = ("sign pattern", g, strict)
    if key not in ctx.memo:
        old = flint_ctx.prec
        try:
            flint_ctx.prec = BITS[0]
            ctx.memo[key] = _prove(g, x, strict, ctx)
        except (GiveUp, TooLarge, Unsupported):
            ctx.memo[key] = False
        finally:
            flint_ctx.prec = old
    return bool(ctx.memo[key])


def _prove(g: Node, x: Node, strict: bool, ctx: Context) -> bool:
    function = plain(g, x)
    line = line_context(x, ctx)
    if line is None:
        return False
    ends, closed, line = _interval(x, line)
    if not smooth(function, x, line):
        return False
    ring, q = read(function, x)
    if q.num.is_zero():
        return not strict
    solver = _Solver(ring, line, Places(ring, line))
    for k, end in enumerate(ends):
        if closed[k] and end is not None and solver.places.value(q, end) not in ((1,) if strict else (0, 1)):
            return False
    if any(solver.places.look(q, s) == -1 for s in solver.places.sample(ends[0], ends[1], 4)):
        return False
    found = solver.pattern(q.num * q.den, *ends, 0)
    return min(found.signs) > 0 and not (strict and (found.zeros or found.weak))


def _interval(x: Node, line: Context) -> tuple[tuple[Place | None, Place | None], tuple[bool, bool], Context]:
    """The ends of the symbol's interval, which of them belong to it, and the context of its inside, with no more."""
    b = bounds(x, line)
    ends = [None if b.lower is None else exact(rat(b.lower)), None if b.upper is None else exact(rat(b.upper))]
    closed = [not b.lower_open, not b.upper_open]
    where = []
    for w in line.where:
        if w.op != "rel" or x not in w.args or w.data in ("=", "!="):
            continue
        other = w.args[1] if w.args[0] == x else w.args[0]
        if symbols(other) or other.op == "rat":
            continue
        above = (w.data[0] == ">") == (w.args[0] == x)
        where.append(rel(x, ">" if above else "<", other))
        place, k = exact(other), 0 if above else 1
        known = ends[k]
        if known is None or (place.lower > known.upper if above else place.upper < known.lower):
            ends[k], closed[k] = place, w.data in ("<=", ">=")
        elif not (place.upper < known.lower if above else place.lower > known.upper):
            raise GiveUp  # which of two ends counts is not known
    low, high = ends
    if low is not None and high is not None and low.upper >= high.lower:
        raise GiveUp
    domain = line.scalar(x.data)
    assert domain is not None
    domain = replace(
        domain, lower=b.lower, upper=b.upper, lower_open=b.lower is not None, upper_open=b.upper is not None
    )
    inside = replace(line, domains={**line.domains, x.data: domain}, where=tuple(where), memo={})
    return (low, high), (closed[0], closed[1]), inside


@dataclass(slots=True)
class _Solver:
    """Patterns of polynomials over one ring; counts what it does."""

    ring: Ring
    line: Context
    places: Places
    steps: int = 0
    known: dict[tuple[str, Place | None, Place | None], Pattern] = field(default_factory=dict)

    # ------------------------------------------------------------ patterns

    def pattern(self, p: fmpz_mpoly, a: Place | None, b: Place | None, depth: int) -> Pattern:
        """The pattern of p, which is not the zero polynomial, on the open interval; raises GiveUp."""
        if p.is_zero() or depth > DEPTH:
            raise GiveUp
        content, factors = p.factor()
        total = Pattern([], [1 if content > 0 else -1])
        for factor, e in factors:
            found = self.irreducible(factor, a, b, depth)
            if e % 2 == 0:
                found = found._replace(signs=[1] * len(found.signs))
            total = self.product(total, found)
        return total

    def product(self, p: Pattern, q: Pattern) -> Pattern:
        if not q.zeros:
            return Pattern(p.zeros, [s * q.signs[0] for s in p.signs], p.weak or q.weak)
        zeros = sorted(p.zeros + q.zeros, key=cmp_to_key(self.places.compare))
        merged = [z for k, z in enumerate(zeros) if not k or self.places.compare(zeros[k - 1], z)]
        signs = []
        for k in range(len(merged) + 1):
            passed = [sum(1 for z in f.zeros if any(not self.places.compare(z, m) for m in merged[:k])) for f in (p, q)]
            signs.append(p.signs[passed[0]] * q.signs[passed[1]])
        return Pattern(merged, signs, p.weak or q.weak)

    def irreducible(self, p: fmpz_mpoly, a: Place | None, b: Place | None, depth: int) -> Pattern:
        key = (str(p), a, b)
        if key not in self.known:
            self.steps += 1
            self.line.tick()
            if self.steps > STEPS:
                raise GiveUp
            self.known[key] = self._irreducible(p, a, b, depth)
        return self.known[key]

    def _irreducible(self, p: fmpz_mpoly, a: Place | None, b: Place | None, depth: int) -> Pattern:
        used = [k for k, e in enumerate(p.degrees()) if e]
        kinds = {self.ring.kernels[k].kind for k in used}
        if kinds <= {"constant"}:
            s = self.places.sign_at(p, exact(ZERO))
            if not s:
                raise GiveUp
            return Pattern([], [s])
        if len(p) == 1 and kinds == {"exp"}:
            return Pattern([], [1])
        if used == [0]:
            return self.polynomial(p, a, b)
        if "trig" in kinds and (found := self.by_form(p, a, b)) is not None:
            return found
        for weight in self.weights(p, kinds):
            try:
                return self.risen(p, weight, a, b, depth)
            except GiveUp:
                if self.steps > STEPS:
                    raise
        raise GiveUp

    def polynomial(self, p: fmpz_mpoly, a: Place | None, b: Place | None) -> Pattern:
        """An irreducible polynomial in x alone, by Sturm's theorem."""
        n = p.degrees()[0]
        coefficients = [Fraction(0)] * (n + 1)
        for powers, c in p.terms():
            coefficients[int(powers[0])] = Fraction(int(c))
        f = univariate.from_coefficients(coefficients)
        zeros: list[Place] = []
        s = (1 if coefficients[n] > 0 else -1) * (-1 if n % 2 else 1)
        signs = [s]
        for low, high in sorted(univariate.refine(f, r) for r in univariate.isolate(f, Interval())):
            s = -s
            place = Place(low, high, rat(low)) if low == high else Place(low, high, None, p, str(p), s)
            if a is not None and self.places.compare(place, a) <= 0:
                signs = [s]
            elif b is None or self.places.compare(place, b) < 0:
                zeros.append(place)
                signs.append(s)
        return Pattern(zeros, signs)

    def by_form(self, p: fmpz_mpoly, a: Place | None, b: Place | None) -> Pattern | None:
        """A sign read off the form, or from balls over a bounded interval."""
        seen = {self.places.at(p, to_arb(t)) for s in (Places.sample, Places.sample_down) for t in islice(s(a, b), 6)}
        seen.discard(None)
        if len(seen) != 1:
            return None
        (way,) = seen
        assert way is not None
        node = self.ring.node(p)
        for g in (node, simplify(node, self.line)) if len(p) <= FORM else ():
            s = sign(g, self.line)
            if not s & ~(NONNEG if way > 0 else NONPOS):
                return Pattern([], [way], bool(s & ZERO_))
        if a is None or b is None:
            return None
        cuts = [a.lower + (b.upper - a.lower) * k / 32 for k in range(33)]
        found = {self.places.at(p, to_arb(u).union(to_arb(v))) for u, v in pairwise(cuts)}
        only = found.pop()
        return None if found or only is None else Pattern([], [only])

    def weights(self, p: fmpz_mpoly, kinds: set[str]) -> Iterator[fmpz_mpoly]:
        """What p is divided by before it is differentiated, the likeliest first."""
        one, gens = self.ring.mpoly.constant(1), self.ring.mpoly.gens()
        degrees = p.degrees()
        users = [k for k, e in enumerate(degrees) if e and self.ring.kernels[k].kind in ("log", "exp")]
        users.sort(key=lambda k: (self.ring.kernels[k].kind != "log", -k))
        for k in users:
            powers = _coefficients(p, k, self.ring)
            if self.ring.kernels[k].kind == "log":
                lead = powers[max(powers)]
                if not any(e and j and self.ring.kernels[j].kind != "constant" for j, e in enumerate(lead.degrees())):
                    yield one  # a polynomial in x
                if not lead.is_constant():
                    yield lead
            else:
                for e, c in sorted(powers.items(), key=lambda item: (len(item[1]), item[1].total_degree(), item[0])):
                    others = any(d and self.ring.kernels[j].kind == "exp" for j, d in enumerate(c.degrees()))
                    yield gens[k] ** e
                    yield c * gens[k] ** e
                    if not others:
                        break
        if not users:
            yield one

    # ------------------------------------------------------------ from the derivative to the function

    def risen(self, p: fmpz_mpoly, weight: fmpz_mpoly, a: Place | None, b: Place | None, depth: int) -> Pattern:
        """The pattern of p from that of (p/weight)'."""
        cuts = self.pattern(weight, a, b, depth + 1)
        if cuts.weak:
            raise GiveUp
        dp, dw = self.ring.derivative(p), self.ring.derivative(weight)
        top = self.ring.reduced(dp.num * dw.den * weight - dw.num * dp.den * p)
        if top.is_zero():
            raise GiveUp
        slope = top * dp.den * dw.den
        zeros: list[tuple[Place, bool]] = []
        signs: list[int] = []
        stops = [a, *cuts.zeros, b]
        for k, (low, high) in enumerate(pairwise(stops)):
            if k:
                assert low is not None
                zeros.append((low, self.places.sign_at(p, low) == 0))
            part = self.piece(p, weight, cuts.signs[k], low, high, self.pattern(slope, low, high, depth + 1))
            zeros += part[0]
            signs += part[1]
        out, kept = [signs[0]], []
        for (place, zero), s in zip(zeros, signs[1:], strict=True):
            if zero:
                kept.append(place)
                out.append(s)
            elif s != out[-1]:
                raise GiveUp
        return Pattern(kept, out)

    def piece(
        self, p: fmpz_mpoly, w: fmpz_mpoly, way: int, low: Place | None, high: Place | None, slope: Pattern
    ) -> tuple[list[tuple[Place, bool]], list[int]]:
        """Zeros (or not) and signs of p between two zeros of w, where w has the sign `way`."""
        zeros: list[tuple[Place, bool]] = []
        signs: list[int] = []
        stops = [low, *slope.zeros, high]
        inner: list[int | None] = [None, *(self.places.sign_at(p, z) * way for z in slope.zeros), None]
        for k, (u, v) in enumerate(pairwise(stops)):
            if k:
                assert u is not None
                zeros.append((u, inner[k] == 0))
            found, here = self.monotone(p, w, way, slope.signs[k], (u, v), (inner[k], inner[k + 1]))
            zeros += [(z, True) for z in found]
            signs += [s * way for s in here]
        return zeros, signs

    def monotone(
        self,
        p: fmpz_mpoly,
        w: fmpz_mpoly,
        way: int,
        direction: int,
        ends: tuple[Place | None, Place | None],
        values: tuple[int | None, int | None],
    ) -> tuple[list[Place], list[int]]:
        """Zeros and signs of h = p/w between two places where it is strictly monotone.

        `values`: the signs of h there, or None.
        """
        u, v = ends
        first, last = (None if s is None else s * direction for s in values)  # of an increasing function from here
        if first is None:
            first = self.end_value(p, w, way, u, direction, -1, [*self.places.sample_down(u, v)])
        if first is not None and first >= 0:
            return [], [direction]
        if last is None:
            last = self.end_value(p, w, way, v, direction, 1, [*self.places.sample(u, v)])
        if last is not None and last <= 0:
            return [], [-direction]
        if first is None or last is None:
            if first is None and (s := self.limit(p, w, u, 1)) is not None and s * direction >= 0:
                return [], [direction]
            if last is None and (s := self.limit(p, w, v, -1)) is not None and s * direction <= 0:
                return [], [-direction]
        root = self.exact_zero(p, u, v)
        if root is None:
            if first is None or last is None:
                raise GiveUp
            root = self.isolated(p, way * direction, u, v)
        return [root], [-direction, direction]

    def end_value(
        self, p: fmpz_mpoly, w: fmpz_mpoly, way: int, end: Place | None, direction: int, side: int, near: list[Fraction]
    ) -> int | None:
        """The sign of direction·h towards an end: at the end itself, or as samples near it show."""
        if end is not None:
            try:
                s = self.places.sign_at(p, end)
                if s or self.places.sign_at(w, end):
                    return s * way * direction
            except GiveUp:
                pass
        return side if any(self.places.at(p, to_arb(t)) == side * way * direction for t in near) else None

    def limit(self, p: fmpz_mpoly, w: fmpz_mpoly, end: Place | None, side: int) -> int | None:
        """The sign of the exact limit of h towards an end, from above (side 1) or below."""
        if end is not None and end.node is None:
            return None
        point = (NEG_INF if side == 1 else INF) if end is None else end.node
        assert point is not None
        h = simplify(div(self.ring.node(p), self.ring.node(w)), self.line)
        try:
            found = limit_of(h, self.ring.x, point, side, self.line)
            if found is None or symbols(found) or found in (INF, NEG_INF):
                return None
            ball = enclosure(found, {})
        except (TooLarge, Unsupported):
            return None
        if ball is not None and (ball > 0 or ball < 0):
            return 1 if ball > 0 else -1
        return 0 if is_zero(found, self.line) is True else None

    # ------------------------------------------------------------ the one zero of a monotone piece

    def exact_zero(self, p: fmpz_mpoly, u: Place | None, v: Place | None) -> Place | None:
        for node in (*self.solved(p), *(rat(q) for q in _NICE)):
            try:
                place = exact(node)
                if self.places.inside(place, u, v) and self.places.sign_at(p, place) == 0:
                    return place
            except GiveUp:
                continue
        return None

    def solved(self, p: fmpz_mpoly) -> Iterator[Node]:
        """The zero of a·t + b with constants a and b for t = x, log x or exp(x/d)."""
        kernels = self.ring.kernels
        used = [k for k, e in enumerate(p.degrees()) if e and kernels[k].kind != "constant"]
        if len(used) != 1 or p.degrees()[used[0]] != 1:
            return
        parts = _coefficients(p, used[0], self.ring)
        if 0 not in parts:
            return
        value = mul(rat(-1), self.ring.node(parts[0]), power(self.ring.node(parts[1]), -1))
        t, x = kernels[used[0]].node, self.ring.x
        if t == x:
            yield simplify(value, self.line)
        elif t == fn("log", x):
            yield simplify(fn("exp", value), self.line)
        elif t.op == "fn" and t.data == "exp" and (ball := enclosure(value, {})) is not None and ball > 0:
            rate = simplify(div(t.args[0], x), self.line)
            if rate.op == "rat":
                yield simplify(div(fn("log", value), rate), self.line)

    def isolated(self, p: fmpz_mpoly, rising: int, u: Place | None, v: Place | None) -> Place:
        """The one zero between, where p goes from -rising to rising, in a short interval."""
        low = next((t for t in self.places.sample_down(u, v) if self.places.at(p, to_arb(t)) == -rising), None)
        high = next((t for t in self.places.sample(u, v) if self.places.at(p, to_arb(t)) == rising), None)
        if low is None or high is None or low >= high:
            raise GiveUp
        return self.places.narrowed(Place(low, high, None, p, str(p), rising), 30)


def _coefficients(p: fmpz_mpoly, k: int, ring: Ring) -> dict[int, fmpz_mpoly]:
    """The coefficients of p as a polynomial in the k-th generator."""
    parts: dict[int, dict[tuple[int, ...], int]] = {}
    for powers, c in p.terms():
        rest = tuple(0 if j == k else int(e) for j, e in enumerate(powers))
        parts.setdefault(int(powers[k]), {})[rest] = int(c)
    return {e: ring.mpoly.from_dict(terms) for e, terms in parts.items()}
