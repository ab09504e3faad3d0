"""Both sides of a relation at one point: certainly different, alike to so many digits, meaningless, or not known.

Decides one point at a time. Numbers FAIL where rigorous enclosures are disjoint or exact numbers differ; they AGREE
where the enclosure of their difference is small against the greater of them, or against 1 after much precision where
both may be 0. Estimates that disagree are SUSPECT. What it says of one point says nothing of the next.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from math import inf, log2

from flint import acb, arb, ctx, fmpq

from checker.graph import Node, ShapeError
from checker.numeric.draw import Point, arguments, instantiate, shown
from checker.numeric.evaluate import Program, compile_graph
from checker.numeric.operations import infinity
from checker.numeric.scope import DOWN, INFINITE, UP, Enclosure, Undefined, Unknown
from checker.records import Witness


class At(Enum):
    """What is seen at one point."""

    AGREES = "agrees"
    FAILS = "fails"
    UNDEFINED = "undefined"
    SUSPECT = "suspect"  # estimates disagree
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Look:
    """One point looked at. `digits`: to how many both sides agree (exact: 10**6); then their values are not told."""

    at: At
    point: Point
    left: str = ""
    right: str = ""
    digits: int = 0
    rigorous: bool = True
    detail: str = ""

    def witness(self) -> Witness:
        return Witness(shown(self.point), self.left, self.right)


EXACT = 10**6
#: why an order means nothing where a side is certainly not real: so it is all around, too
NOT_REAL = "a value that is not real"
_INFINITIES = {UP: "∞", DOWN: "−∞"}
#: decimals after the point to which numbers above 1 must agree, too: 9^9^9 and 9^9^9 + 1 agree to 10^8 digits
DECIMALS = 9


# ---------------------------------------------------------------- numbers


def _ball(x: Fraction | Enclosure) -> acb:
    return acb(arb(fmpq(x.numerator, x.denominator))) if isinstance(x, Fraction) else x.value


def _is_exact(x: Fraction | Enclosure) -> bool:
    return isinstance(x, Fraction) or (x.rigorous and x.value.real.is_exact() and x.value.imag.is_exact())


def show(x: object, digits: int = 17) -> str:
    """A value as decimal text; a matrix row by row."""
    match x:
        case bool():
            return str(x).lower()
        case list():
            return "[" + "; ".join(", ".join(show(v, digits) for v in row) for row in x) + "]"
        case Fraction():
            if x.denominator == 1 and abs(x) < 10**digits:
                return str(x)
            with ctx.workprec(200):
                return _decimal(_ball(x).real, digits)
        case Enclosure():
            with ctx.workprec(200):
                z = x.value
                if z.imag.is_zero():
                    return _decimal(z.real, digits)
                im = _decimal(z.imag, digits)
                if im == "0":
                    return _decimal(z.real, digits)
                sign, im = ("-", im[1:]) if im.startswith("-") else ("+", im)
                return f"{_decimal(z.real, digits)} {sign} {im}i"
        case _:
            return ""


def _decimal(x: arb, digits: int) -> str:
    if x.contains(0) and x.abs_upper() < 1e-30:
        return "0"  # as far as anybody can see
    text = x.str(digits, radius=False)
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    if not text.startswith("["):
        return text
    if x.contains(0):
        return "0" if x.abs_upper() < 1e-12 else "…"
    return x.mid().str(min(digits, 8), radius=False) + "…"


def _pair(l: object, r: object) -> tuple[str, str]:
    """Both values as text, with as many digits as it takes to tell them apart, within reason."""
    texts = show(l), show(r)
    for digits in (40, 80, 160, 330):
        if texts[0] != texts[1] or (isinstance(l, Fraction) and isinstance(r, Fraction) and l == r):
            break
        longer = show(l, digits), show(r, digits)
        texts = longer if longer[0] != longer[1] else texts
    return texts


def _digits(difference: acb, scale: arb) -> int:
    """Decimal digits to which a difference is known to be small against a scale; -1 where it is not finite."""
    if not difference.is_finite():
        return -1
    size = difference.abs_upper()
    if size.is_zero():
        return EXACT
    return int(_log10(scale) - _log10(size))


def _log10(x: arb) -> float:
    if x.is_zero():
        return -1e9
    mantissa, exponent = x.mid().man_exp() if not x.mid().is_zero() else x.rad().man_exp()
    bits = int(mantissa).bit_length()
    size = log2(abs(int(mantissa))) if bits < 1000 else float(bits)
    whole = max(-(10**300), min(10**300, int(exponent)))
    return (size + whole) * 0.30103


@dataclass(frozen=True)
class _Seen:
    at: At | None  # None: more precision is needed
    digits: int = 0
    rigorous: bool = True


def _equal(l: Fraction | Enclosure, r: Fraction | Enclosure, want: int, last: bool) -> _Seen:
    """Compare two numbers for equality at the current precision; `last`: no more precision will be had."""
    rigorous = all(isinstance(x, Fraction) or x.rigorous for x in (l, r))
    if isinstance(l, Fraction) and isinstance(r, Fraction):
        return _Seen(At.AGREES, EXACT) if l == r else _Seen(At.FAILS)
    a, b = _ball(l), _ball(r)
    if not (a.is_finite() and b.is_finite()):
        return _Seen(None, 0, rigorous)
    if not a.overlaps(b):
        return _Seen(At.FAILS if rigorous else At.SUSPECT, 0, rigorous)
    if _is_exact(l) and _is_exact(r):
        return _Seen(At.AGREES, EXACT)
    difference = a - b
    lower = max(a.abs_lower(), b.abs_lower())
    if lower > 0:
        digits = _digits(difference, lower)
        decimals = _digits(difference, arb(1))
        if decimals < DECIMALS:  # numbers so large that another term beside them would not be seen
            digits = min(digits, decimals)
        return _Seen(At.AGREES if digits >= want else None, digits, rigorous)
    # both may be 0: nothing relative can be had, so the difference must be small beyond what was asked
    digits = _digits(difference, arb(1))
    if last or digits >= 3 * want + 30:
        return _Seen(At.AGREES if digits >= want else None, min(digits, EXACT), rigorous)
    return _Seen(None, 0, rigorous)


def _ordered(l: Fraction | Enclosure, relation: str, r: Fraction | Enclosure, last: bool) -> _Seen:
    """Whether an inequality certainly holds, certainly fails, or touches."""
    rigorous = all(isinstance(x, Fraction) or x.rigorous for x in (l, r))
    if relation in (">", ">="):
        l, r, relation = r, l, "<" if relation == ">" else "<="
    if isinstance(l, Fraction) and isinstance(r, Fraction):
        return _Seen(At.AGREES if (l < r if relation == "<" else l <= r) else At.FAILS, EXACT)
    a, b = _ball(l), _ball(r)
    if not (a.is_finite() and b.is_finite()):
        return _Seen(None, 0, rigorous)
    if not (a.imag.contains(0) and b.imag.contains(0)):
        return _Seen(At.UNDEFINED if rigorous else At.SUSPECT, 0, rigorous)
    gap = b.real - a.real
    if gap > 0:
        return _Seen(At.AGREES, EXACT, rigorous)
    if gap < 0:
        return _Seen(At.FAILS if rigorous else At.SUSPECT, 0, rigorous)
    if _is_exact(l) and _is_exact(r):
        return _Seen(At.AGREES if relation == "<=" else At.FAILS, EXACT)
    if last and relation == "<=" and _digits(gap_ball := acb(gap), arb(1)) >= 15 and gap_ball.is_finite():
        return _Seen(At.AGREES, 15, rigorous)
    return _Seen(None, 0, rigorous)


def _unequal(l: Fraction | Enclosure, r: Fraction | Enclosure) -> _Seen:
    rigorous = all(isinstance(x, Fraction) or x.rigorous for x in (l, r))
    if _is_exact(l) and _is_exact(r):
        same = _ball(l).overlaps(_ball(r)) if not (isinstance(l, Fraction) and isinstance(r, Fraction)) else l == r
        return _Seen(At.FAILS if same else At.AGREES, EXACT)
    a, b = _ball(l), _ball(r)
    if a.is_finite() and b.is_finite() and not a.overlaps(b):
        return _Seen(At.AGREES, EXACT, rigorous) if rigorous else _Seen(None, 0, False)
    return _Seen(None, 0, rigorous)


def judge(l: object, relation: str, r: object, want: int, last: bool) -> _Seen:
    """Compare two values, numbers or matrices, at the current precision."""
    if isinstance(l, list) or isinstance(r, list):
        if not (isinstance(l, list) and isinstance(r, list)) or relation not in ("=", "!="):
            return _Seen(None)
        if [len(x) for x in l] != [len(x) for x in r]:
            return _Seen(At.FAILS if relation == "=" else At.AGREES, EXACT)
        seen = [_equal(a, b, want, last) for x, y in zip(l, r, strict=True) for a, b in zip(x, y, strict=True)]
        rigorous = all(s.rigorous for s in seen)
        if relation == "!=":
            if any(s.at is At.FAILS for s in seen):
                return _Seen(At.AGREES, EXACT, rigorous)
            return _Seen(At.FAILS if all(s.digits == EXACT for s in seen) else None, 0, rigorous)
        for worst in (At.FAILS, At.SUSPECT, None):
            if any(s.at is worst for s in seen):
                return _Seen(worst, min(s.digits for s in seen if s.at is worst), rigorous)
        return _Seen(At.AGREES, min((s.digits for s in seen), default=EXACT), rigorous)
    if not isinstance(l, Fraction | Enclosure) or not isinstance(r, Fraction | Enclosure):
        return _Seen(None)
    if relation == "=":
        return _equal(l, r, want, last)
    if relation == "!=":
        return _unequal(l, r)
    return _ordered(l, relation, r, last)


# ---------------------------------------------------------------- one point


@dataclass
class Sides:
    """The two sides of a relation, compiled once for each choice of sizes, formulas and definitions."""

    left: Node
    relation: str
    right: Node
    compiled: dict[object, Program] = field(default_factory=dict)
    split: dict[object, tuple[Program, Program]] = field(default_factory=dict)

    def both(self, point: Point) -> Program:
        """Both sides at the point's setting, with what they share computed once."""
        key = point.setting
        if key not in self.compiled:
            self.compiled[key] = compile_graph([instantiate(self.left, point), instantiate(self.right, point)])
        return self.compiled[key]

    def alone(self, point: Point) -> tuple[Program, Program]:
        """Each side for itself: what is asked where one of them has no value."""
        key = point.setting
        if key not in self.split:
            left, right = self.both(point).roots
            self.split[key] = (compile_graph([left]), compile_graph([right]))
        return self.split[key]

    @property
    def work(self) -> int:
        """What looking has cost so far, in nodes evaluated."""
        pairs = (program for programs in self.split.values() for program in programs)
        return sum(program.work for program in (*self.compiled.values(), *pairs))

    def look(self, point: Point, want: int, ladder: Sequence[int], floor: int, deadline: float = inf) -> Look:
        """Compare at one point along a ladder of precisions; agreement to `floor` digits is enough at the end."""
        if infinity(self.left) or infinity(self.right):
            return self._unbounded(point, ladder)
        try:
            both = self.both(point)
        except (ShapeError, KeyError) as e:
            return Look(At.UNKNOWN, point, detail=f"shapes do not fit: {e}")
        except Unknown as e:
            return Look(At.UNKNOWN, point, detail=e.detail)
        best = _Seen(None)
        detail = "not decided at the greatest precision"
        values: Sequence[object] = ()
        for k, precision in enumerate(ladder):
            last = k == len(ladder) - 1
            if k and time.monotonic() > deadline:
                detail = "out of time"
                break
            try:
                with ctx.workprec(precision):
                    given = arguments(point, precision)
                    values = both.run(given, precision)
                    seen = judge(values[0], self.relation, values[1], want, last)
            except Undefined as e:
                if e.kind == INFINITE:
                    return self._unbounded(point, ladder)
                return self._undefined(point, precision, e)
            except Unknown as e:
                detail = e.detail
                if e.precision:
                    continue
                break
            if seen.at is At.SUSPECT and not last:
                best = seen
                continue
            best = seen if seen.at is not None or seen.digits >= best.digits else best
            if seen.at is At.AGREES:
                return Look(seen.at, point, digits=seen.digits, rigorous=seen.rigorous)
            if seen.at is not None:
                why = NOT_REAL if seen.at is At.UNDEFINED else ""
                return Look(seen.at, point, *_pair(values[0], values[1]), seen.digits, seen.rigorous, why)
        if best.at is At.SUSPECT:
            return Look(best.at, point, show(values[0]), show(values[1]), 0, False, "estimates differ")
        if self.relation == "=" and floor <= best.digits and values:
            return Look(At.AGREES, point, digits=best.digits, rigorous=best.rigorous)
        return Look(At.UNKNOWN, point, detail=detail)

    def _unbounded(self, point: Point, ladder: Sequence[int]) -> Look:
        """One side is infinite: it is not equal to a number, nor to the opposite infinity."""
        detail = "an infinite value"
        for precision in ladder[:2]:
            found: list[object] = []
            for node, program in zip((self.left, self.right), self.alone(point), strict=True):
                if known := infinity(node):
                    found.append(UP if known == "oo" else DOWN)
                    continue
                try:
                    with ctx.workprec(precision):
                        found.append(program.run(arguments(point, precision), precision)[0])
                except Undefined as e:
                    if e.kind != INFINITE:
                        return self._undefined(point, precision, e)
                    if node.op != "limit":
                        return Look(At.UNKNOWN, point, detail=detail)
                    found.append(e.detail)
                except Unknown as e:
                    detail = e.detail
            if len(found) < 2 or self.relation != "=":
                continue
            grown = [v for v in found if isinstance(v, str)]
            numbers = [v for v in found if isinstance(v, Fraction) or (isinstance(v, Enclosure) and v.rigorous)]
            left, right = [_INFINITIES.get(v, "∞") if isinstance(v, str) else show(v) for v in found]
            if len(grown) == len(numbers) == 1 or grown in ([UP, DOWN], [DOWN, UP]):
                return Look(At.FAILS, point, left, right)
            if grown in ([UP, UP], [DOWN, DOWN]):
                return Look(At.AGREES, point, left, right, EXACT)
        return Look(At.UNKNOWN, point, detail=detail)

    def _undefined(self, point: Point, precision: int, why: Undefined) -> Look:
        texts = []
        for program in self.alone(point):
            try:
                with ctx.workprec(precision):
                    texts.append(show(program.run(arguments(point, precision), precision)[0]))
            except (Undefined, Unknown):
                texts.append("")
        detail = f"{why}"
        return Look(At.UNDEFINED, point, texts[0], texts[1], detail=detail)
