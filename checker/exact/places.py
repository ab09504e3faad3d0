"""Places on the real line where signs of functions are asked for, known exactly or as the one zero of another function.

Decides the sign of a polynomial over a ring of functions at a place: by balls, and where these hold 0, for a place that
is known exactly, by the normal form. Decides the order of two places in the same way. What more digits do not settle
raises GiveUp.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb, fmpz_mpoly
from flint import ctx as flint_ctx

from checker.exact.boxes import enclosure
from checker.exact.context import Context
from checker.exact.differential_rings import Quotient, Ring
from checker.exact.normal import is_zero
from checker.exact.ranges import to_arb
from checker.graph import Node, sub, substitute

#: bits: a first look, and what is spent on a zero or on places that lie close together
BITS = (80, 300)
#: places where signs are looked for, next to an end
SAMPLES = 24
#: an isolated zero is narrowed to 2^-NARROW, at most
NARROW = 64


class GiveUp(Exception):
    """No answer within the bounds."""


@dataclass(frozen=True, slots=True)
class Place:
    """A real number: exactly `node`, or the one zero of `zero_of` between rational ends, where that changes sign."""

    lower: Fraction
    upper: Fraction
    node: Node | None = None
    zero_of: fmpz_mpoly | None = field(default=None, compare=False)
    name: str = ""  # of zero_of
    rising: int = 0


def exact(node: Node) -> Place:
    """The place of a constant; raises GiveUp."""
    if node.op == "rat":
        return Place(node.value, node.value, node)
    ball = enclosure(node, {})
    if ball is None:
        raise GiveUp
    return Place(*_ends(ball), node)


def _ends(ball: arb) -> tuple[Fraction, Fraction]:
    low, high = ball.lower().fmpq(), ball.upper().fmpq()
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


@dataclass(slots=True)
class Places:
    """Signs and order on the line of the ring's symbol."""

    ring: Ring
    line: Context

    def at(self, p: fmpz_mpoly, ball: arb) -> int | None:
        """The sign of p on the ball if it has one."""
        values = self.ring.values(p, {self.ring.x.data: ball})
        if values is None:
            return None
        found = self.ring.ball(p, values)
        return 1 if found > 0 else -1 if found < 0 else None

    def look(self, q: Quotient, where: Fraction) -> int | None:
        a, b = self.at(q.num, to_arb(where)), self.at(q.den, to_arb(where))
        return None if a is None or b is None else a * b

    def value(self, q: Quotient, end: Place) -> int | None:
        """The sign of q at a place where its denominator is not 0; None if there is none."""
        try:
            below = self.sign_at(q.den, end)
            return self.sign_at(q.num, end) * below if below else None
        except GiveUp:
            return None

    def sign_at(self, p: fmpz_mpoly, place: Place) -> int:
        """The sign of p at a place; raises GiveUp."""
        finite = True
        for bits in BITS:
            flint_ctx.prec = bits
            try:
                if place.node is not None:
                    ball = enclosure(place.node, {})
                else:
                    place = self.narrowed(place, min(bits, NARROW))
                    ball = to_arb(place.lower).union(to_arb(place.upper))
                found = None if ball is None else self.at(p, ball)
                finite = ball is not None and self.ring.values(p, {self.ring.x.data: ball}) is not None
            finally:
                flint_ctx.prec = BITS[0]
            if found is not None:
                return found
        if place.node is not None and finite and self.vanishes(p, place.node):
            return 0
        raise GiveUp

    def vanishes(self, p: fmpz_mpoly, node: Node) -> bool:
        return is_zero(substitute(self.ring.node(p), {self.ring.x: node}), self.line) is True

    def narrowed(self, place: Place, bits: int) -> Place:
        """An isolated zero in a shorter interval."""
        assert place.zero_of is not None
        low, high = place.lower, place.upper
        while high - low > Fraction(1, 2**bits):
            self.line.tick()
            middle = (low + high) / 2
            s = self.at(place.zero_of, to_arb(middle))
            if s is None:
                raise GiveUp
            low, high = (middle, high) if s == -place.rising else (low, middle)
        return replace(place, lower=low, upper=high)

    def compare(self, a: Place, b: Place) -> int:
        """-1, 0 or 1; raises GiveUp."""
        if a == b or (a.node is not None and a.node == b.node):
            return 0
        for bits in (*BITS, None):
            if a.upper < b.lower:
                return -1
            if b.upper < a.lower:
                return 1
            if bits is not None:
                a, b = self.sharper(a, bits), self.sharper(b, bits)
        if a.node is not None and b.node is not None and is_zero(sub(a.node, b.node), self.line) is True:
            return 0
        raise GiveUp

    def sharper(self, place: Place, bits: int) -> Place:
        if place.node is None:
            return self.narrowed(place, min(bits, NARROW))
        flint_ctx.prec = bits
        try:
            return exact(place.node)
        finally:
            flint_ctx.prec = BITS[0]

    def inside(self, place: Place, a: Place | None, b: Place | None) -> bool:
        return (a is None or self.compare(a, place) < 0) and (b is None or self.compare(place, b) < 0)

    @staticmethod
    def sample(a: Place | None, b: Place | None, count: int = SAMPLES) -> Iterator[Fraction]:
        """Rational numbers strictly between, from the middle towards b (or towards a with them changed)."""
        if a is None and b is None:
            yield from (Fraction(2**k - 1) for k in range(min(count, 12)))
        elif b is None:
            assert a is not None
            yield from (a.upper + Fraction(2) ** k for k in range(-1, min(count, 12)))
        elif a is None:
            yield from (b.lower - Fraction(1, 2**k) for k in range(count))
        elif a.upper < b.lower:
            yield from (b.lower - (b.lower - a.upper) / 2**k for k in range(1, count + 1))

    @staticmethod
    def sample_down(a: Place | None, b: Place | None) -> Iterator[Fraction]:
        """The same towards a."""
        swapped = [None if p is None else Place(-p.upper, -p.lower, p.node) for p in (b, a)]
        yield from (-s for s in Places.sample(swapped[0], swapped[1]))
