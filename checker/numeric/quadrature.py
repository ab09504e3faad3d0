"""Integrals over real intervals, finite or not, as rigorous enclosures.

The interior goes to FLINT's adaptive Gauss-Legendre quadrature, which bounds its own error from the size of the
integrand on complex ellipses (Petras 2002; Johansson 2018, "Numerical integration in arbitrary-precision ball
arithmetic"). It is split at kinks, jumps and singular points (`critical`). What is left out near infinity and near
a singular point is bounded by an inequality that holds there (`growth`), never estimated. Where convergence could
not be shown the answer is Unknown; where divergence could, it is Undefined: a principal value is no integral.
Polynomials times Gaussians over the whole line have a closed form (`gaussian`), also as inner integrals, and what
factors is taken apart (`separation`). Other inner integrals over infinite ranges are evaluated at every point of a
finite outer range, and Unknown over an infinite one, as are oscillating tails that converge only conditionally.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import acb, arb, ctx

from checker.graph import INF, NEG_INF, Node, fn, mul, neg, postorder, size, substitute, sym
from checker.numeric.critical import (
    Zeros,
    critical,
    depends,
    interval,
    recentre,
    snapped,
    zeros,
)
from checker.numeric.gaussian import gaussian_integral, unfolded
from checker.numeric.growth import Growth
from checker.numeric.growthrules import analyse
from checker.numeric.kinks import resolved
from checker.numeric.rewriting import POSITIVE, REAL, Positivity, prepared
from checker.numeric.scope import Enclosure, Scope, Undefined, Unknown
from checker.numeric.separation import mean_values, separated
from checker.numeric.terms import Term, diverges, real, times, truncation
from checker.numeric.turning import Turned, minorant, oscillates, reciprocal, turned
from checker.numeric.workspace import BoundScope, Work, hoisted

End = Fraction | Enclosure | Literal["oo", "-oo"]

#: Where the growth of a body is first analysed, and again further out when that failed.
STARTS = (4, 8, 16, 32, 64, 128)
#: An oscillation that is small from there on is integrated as it is.
SOON = 512


def integral(body: Node, variable: str, lower: End, upper: End, scope: Scope) -> Enclosure:
    """The Lebesgue (or, at its ends, improper) integral of the body over the real interval, lower > upper reversed.

    Raises Undefined("diverges") only when it certainly diverges, Unknown when no value could be had.
    """
    if lower == upper and not isinstance(lower, Enclosure):
        return Enclosure(acb(0))
    saved = ctx.prec
    ctx.prec = scope.precision
    try:
        return _integral(body, variable, lower, upper, scope)
    finally:
        ctx.prec = saved


def in_logarithm(body: Node, variable: str, low: int, high: int, scope: Scope) -> acb:
    """The integral of a smooth body from low > 0 to high, taken in the logarithm of the variable."""
    work = Work(scope, max(400, min(6000, 120000 // size(body))))
    whole = _Whole(body, variable, (_INFINITY, _INFINITY), (_INFINITY, _INFINITY), work)
    t = arb(2) ** -whole.goal
    return whole.exponential(whole.in_logarithm(1), variable, arb(low).log(), arb(high).log(), t)


def _integral(body: Node, variable: str, lower: End, upper: End, scope: Scope) -> Enclosure:
    rigorous = all(not isinstance(e, Enclosure) or e.rigorous for e in (lower, upper))
    a, b = _end(lower), _end(upper)
    if a is None or b is None:
        raise Unknown("an end of an integral is not real")
    if b[1] < a[0]:
        result = _integral(body, variable, upper, lower, scope)
        return Enclosure(-result.value, result.rigorous)
    if a[1] > b[0]:  # the ends overlap: their difference times a mean of the integrand
        low, high = Fraction(min(a[0], b[0])), Fraction(max(a[1], b[1]))
        mean = scope.evaluate(body, {variable: interval(low, high)})
        return Enclosure(mean * interval(low - high, high - low), rigorous and not scope.estimates)
    if any(n.op == "integral" for n in depends(body, variable)):
        body = unfolded(body, variable, Work(scope, 0))
        body = separated(body, variable, Work(scope, 0), _INFINITE)
        if any(n.op == "integral" and _INFINITE & set(n.args[1:]) for n in depends(body, variable)):
            _refuse_inner(body, variable, a, b, scope)
            if abs(a[0]) == _INFINITY or abs(b[0]) == _INFINITY:
                raise Unknown("an inner integral over an infinite range")
    inner = any(n.op in ("integral", "sum", "product", "limit") for n in depends(body, variable))
    work = Work(scope, 400 if inner else max(400, min(6000, 120000 // size(body))))
    if _free(body, variable):
        return Enclosure(_constant(body, a, b, work), rigorous)
    body = hoisted(body, variable, work)
    body = prepared(body, variable, work.constant, BoundScope(work), _far_values(a, b))
    if _free(body, variable):  # all of it cancelled
        return Enclosure(_constant(body, a, b, work), rigorous and not scope.estimates)
    body = hoisted(body, variable, work)
    if a[0] == -_INFINITY and b[0] == _INFINITY:
        closed = gaussian_integral(body, variable, work)
        if closed is not None and closed.is_finite():
            return Enclosure(closed, not scope.estimates)
    whole = _Whole(body, variable, a, b, work)
    value = whole.run()
    if whole.positivity.of(body) >= REAL:
        value = acb(value.real)
    if not value.is_finite():
        if inner:
            _refuse_inner(body, variable, a, b, BoundScope(work))
        raise Unknown("quadrature gave no finite enclosure", precision=True)
    return Enclosure(value, rigorous and not scope.estimates)


Bounds = tuple[Fraction | float, Fraction | float]
_INFINITY = float("inf")
_INFINITE = frozenset({INF, NEG_INF})


def _refuse_inner(body: Node, variable: str, a: Bounds, b: Bounds, scope: Scope) -> None:
    """Raise Undefined where an inner integral diverges for every value of the variable in a short interval."""
    low = a[1] if abs(a[1]) != _INFINITY else (b[0] if abs(b[0]) != _INFINITY else Fraction(4, 3)) - 1
    high = b[0] if abs(b[0]) != _INFINITY else low + 1
    middle, width = Fraction(low + high) / 2, Fraction(high - low) / 1024
    try:
        scope.evaluate(body, {variable: interval(middle, middle + width)})
    except Unknown:
        return
    except Undefined as e:
        if e.kind == "diverges":
            raise


def _end(end: End) -> Bounds | None:
    """Rationals around an end, or infinities."""
    if isinstance(end, str):
        x = _INFINITY if end == "oo" else -_INFINITY
        return x, x
    if isinstance(end, Enclosure):
        z = end.value
        if not z.imag.is_zero() or not z.real.is_finite():
            return None
        low, high = z.real.lower().fmpq(), z.real.upper().fmpq()
        return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))
    return end, end


def _free(body: Node, variable: str) -> bool:
    return variable not in {n.data for n in postorder(body) if n.op == "sym"}


def _far_values(a: Bounds, b: Bounds) -> tuple[float, float]:
    low, high = (float(e[0]) if abs(e[0]) != _INFINITY else s * 1e6 for e, s in ((a, -1), (b, 1)))
    return low, high


def _constant(body: Node, a: Bounds, b: Bounds, work: Work) -> acb:
    c = work.scope.evaluate(body, work.bindings)
    if c.is_zero():
        return acb(0)
    if abs(a[0]) == _INFINITY or abs(b[0]) == _INFINITY:
        if not c.contains(0) and c.is_finite():
            raise Undefined("diverges", body, "a constant over an infinite range")
        raise Unknown("a constant over an infinite range, perhaps 0", precision=True)
    return c * (interval(*b) - interval(*a))  # type: ignore[arg-type]


# ---------------------------------------------------------------- pieces


@dataclass(frozen=True, slots=True)
class _Break:
    """A spot on the line at which to split; a singular one is a point or could not be placed exactly."""

    lo: Fraction
    hi: Fraction
    singular: bool


@dataclass(frozen=True, slots=True)
class _Far:
    """An infinite end: beyond `cut` the integral of |body| is at most `bound`, and from `smooth` to `cut` it is better
    integrated in ln x."""

    smooth: Fraction
    cut: arb
    bound: arb
    real: bool


class _Whole:
    """One integral over [a, b] with all its splits."""

    def __init__(self, body: Node, variable: str, a: Bounds, b: Bounds, work: Work, nested: bool = False) -> None:
        self.nested = nested
        self.body, self.variable, self.a, self.b, self.work = body, variable, a, b, work
        self.precision = work.scope.precision
        self.goal = int(0.86 * self.precision)  # rounding inside the integrand would keep it from more for ever
        self.signs: dict[Node, Zeros] = {}
        self.positivity = Positivity(variable, work.constant, BoundScope(work), None)
        self.bound = BoundScope(work)
        self.turns: dict[int, Turned | None] = {}
        self.mean = mean_values(body, variable, work)

    def run(self) -> acb:
        """The value to an absolute error near 2^-precision, then, if it is much smaller than 1, to a relative one."""
        tolerance = arb(2) ** -self.goal
        value = self.attempt(tolerance)
        if value.is_finite() and value.contains(0) and not value.is_zero() and value.abs_upper() < tolerance * 1000:
            tolerance = tolerance * tolerance  # 0, or very small
            value = self.attempt(tolerance)
        if value.is_finite() and value.rel_accuracy_bits() < self.goal - 6 and not value.contains(0):
            scale = value.abs_lower()
            if scale < 0.1:
                again = self.attempt(tolerance * scale)
                if again.is_finite() and again.rel_accuracy_bits() > value.rel_accuracy_bits():
                    return again
        return value

    def attempt(self, tolerance: arb) -> acb:
        total = acb(0)
        ends: list[tuple[Fraction, Fraction]] = []
        for end, sign in ((self.a, -1), (self.b, 1)):
            if abs(end[0]) != _INFINITY:
                ends.append((Fraction(end[0]), Fraction(end[1])))
                continue
            far = self.far_or_turned(sign, tolerance)
            if isinstance(far, Turned):
                total += self.beyond(far, tolerance)
                ends.append((far.edge * sign, far.edge * sign))
                continue
            if far is None:
                edge = Fraction(2) ** 16
                total += self.slow(self.in_logarithm(sign), real(edge).log(), tolerance)
                ends.append((sign * edge, sign * edge))
                continue
            total += _blur(far.bound, far.real)
            edge = far.smooth * sign
            ends.append((edge, edge))
            if real(far.smooth) < far.cut:
                total += self.logarithmic(sign, far, tolerance)
        (lo, lo_top), (hi_low, hi) = ends
        if lo_top > hi_low:
            raise Unknown("the ends of an integral could not be told apart", precision=True)
        return total + self.finite(lo, lo_top, hi_low, hi, tolerance)

    # ------------------------------------------------------------ infinite ends

    def far_or_turned(self, sign: int, tolerance: arb) -> _Far | Turned | None:
        """How an infinite end is treated: as `far` says, but for oscillations that fall slowly or not at all."""
        if not oscillates(self.body):
            return self.far(sign, tolerance)
        found: _Far | Unknown | None
        try:
            found = self.far(sign, tolerance)
        except Unknown as e:
            found = e
        if isinstance(found, _Far) and real(found.smooth) >= found.cut and found.cut < SOON:
            return found
        if sign not in self.turns:
            self.turns[sign] = turned(self.body, self.variable, sign, self.work)
        turn = self.turns[sign]
        if turn is not None and self.reaches(sign, turn.edge):
            return turn
        if not isinstance(found, _Far):
            self.refuse_larger(sign, tolerance)
        if isinstance(found, Unknown):
            raise found
        return found

    def refuse_larger(self, sign: int, tolerance: arb) -> None:
        """Raise Undefined where the integral of something smaller, of one sign, diverges towards that end."""
        low = minorant(self.body, self.variable, sign, self.work)
        turn = None if low is None else turned(low, self.variable, 1, self.work)
        if turn is not None and turn.plain is not None:
            edge = (turn.edge, turn.edge)
            with suppress(Unknown):
                _Whole(turn.plain, self.variable, edge, (_INFINITY, _INFINITY), self.work).far(1, tolerance)

    def reaches(self, sign: int, edge: Fraction) -> bool:
        """Whether the other end lies before the edge of this one."""
        other = self.b if sign < 0 else self.a
        return abs(other[0]) == _INFINITY or edge > sign * Fraction(other[1] if sign > 0 else other[0])

    def beyond(self, turn: Turned, tolerance: arb) -> acb:
        """The integral beyond the edge of a turned contour."""
        total, name = acb(0), self.variable
        for node in turn.pieces:
            zero = (Fraction(0), Fraction(0))
            ready = prepared(node, name, self.work.constant, self.bound, (0.0, 1e6))
            total += _Whole(ready, name, zero, (_INFINITY, _INFINITY), self.work).attempt(tolerance)
        if turn.plain is not None:
            edge = (turn.edge, turn.edge)
            value = _Whole(turn.plain, name, edge, (_INFINITY, _INFINITY), self.work).attempt(tolerance)
            total += value
        return acb(total.real) if turn.real else total

    def far(self, sign: int, tolerance: arb) -> _Far | None:
        """Where to cut an infinite end off; None where it falls so slowly that the logarithm has to do.

        Raises Undefined where the integral certainly diverges there.
        """
        for power_ in STARTS:
            start = arb(2) ** power_
            g = analyse(self.mean, self.variable, sign, 1, start, self.work.constant)
            if g.upper is not None:
                cut = truncation(g.upper, start, tolerance) if g.upper else (start, arb(0))
                if cut is not None:
                    direct = all(t.e for t in g.upper)
                    edge = cut[0].fmpq() if direct else start.fmpq()
                    smooth = Fraction(int(edge.p), int(edge.q))
                    if not self.reaches(sign, smooth):
                        continue
                    return _Far(smooth, cut[0], cut[1], g.real)
            _refuse_divergent(g, 0, self.body)
        if g.upper is not None and not self.nested:
            return None
        raise Unknown("no bound of the tail of an integral")

    def in_logarithm(self, sign: int) -> Node:
        """The integrand in t = ln |x|."""
        e = fn("exp", sym(self.variable))
        return mul(e, substitute(self.body, {sym(self.variable): e if sign > 0 else neg(e)}))

    def slow(self, node: Node, start: arb, tolerance: arb) -> acb:
        """The integral of the node in the logarithm of the variable (or of its reciprocal) from `start` to infinity."""
        low, high = start.lower().fmpq(), start.upper().fmpq()
        bounds = Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))
        far = (float(bounds[0]), 1e6)
        ready = prepared(node, self.variable, self.work.constant, self.bound, far)
        return _Whole(ready, self.variable, bounds, (_INFINITY, _INFINITY), self.work, True).attempt(tolerance)

    def logarithmic(self, sign: int, far: _Far, tolerance: arb) -> acb:
        node = self.in_logarithm(sign)
        return self.exponential(node, self.variable, real(far.smooth).log(), far.cut.log(), tolerance)

    def exponential(self, node: Node, name: str, a: arb, b: arb, tolerance: arb) -> acb:
        """The integral of the node, in which exponentials of the variable prevail."""
        ready = prepared(
            node, name, self.work.constant, self.bound, (float(a.mid()), float(b.mid())), acb(a.union(b)), small=True
        )

        def f(t: acb, analytic: bool) -> acb:
            return self.work.at(ready, name, t, analytic)

        return self.smooth(f, a, b, tolerance)

    # ------------------------------------------------------------ the finite part

    def finite(self, lo: Fraction, lo_top: Fraction, hi_low: Fraction, hi: Fraction, tolerance: arb) -> acb:
        breaks = self.breaks(lo, hi)
        total = acb(0)
        if lo < lo_top or hi_low < hi:  # ends that are balls: what lies inside them is bounded as it stands
            for low, high in ((lo, lo_top), (hi_low, hi)):
                if low < high:
                    total += self.crude(low, high) * acb(arb(0, 1))
            breaks = [x for x in breaks if x.lo > lo_top and x.hi < hi_low]
        left, left_singular = lo_top, False
        edges: list[tuple[Fraction, bool, Fraction, bool]] = []
        for x in breaks:
            if x.hi <= left:
                left_singular = left_singular or x.singular
                continue
            if x.lo >= hi_low:
                break
            if x.singular and x.lo < x.hi:
                self.at_singular_spot(x)
            edges.append((left, left_singular, x.lo, x.singular and x.lo == x.hi))
            if x.lo < x.hi:
                total += self.crude(x.lo, x.hi)
            left, left_singular = x.hi, x.singular and x.lo == x.hi
        right_singular = any(x.singular and x.lo >= hi_low for x in breaks)
        edges.append((left, left_singular, hi_low, right_singular))
        for a, a_singular, b, b_singular in edges:
            if a < b:
                total += self.piece(a, a_singular, b, b_singular, tolerance)
        return total

    def breaks(self, lo: Fraction, hi: Fraction) -> list[_Break]:
        """Where to split [lo, hi], in rising order, overlapping spots merged."""
        found: list[_Break] = []
        scope = self.bound
        for c in critical(self.body, self.variable):
            if not c.kink and self.positivity.of(c.node) == POSITIVE:
                continue
            z = zeros(c.node, self.variable, lo, hi, scope)
            if z is None:
                continue
            self.signs[c.node] = z
            for spot in z.spots:
                point = None if c.kink else snapped(c.node, self.variable, spot, scope)
                a, b = spot if point is None else (point, point)
                found.append(_Break(a, b, not c.kink))
        merged: list[_Break] = []
        for x in sorted(found, key=lambda x: (x.lo, x.hi)):
            if merged and x.lo <= merged[-1].hi:
                last = merged.pop()
                if last.singular and last.lo == last.hi and not x.singular:
                    merged.append(last)
                elif x.singular and x.lo == x.hi and not last.singular:
                    merged.append(x)
                else:
                    merged.append(_Break(last.lo, max(last.hi, x.hi), last.singular or x.singular))
            else:
                merged.append(x)
        return merged

    def crude(self, lo: Fraction, hi: Fraction) -> acb:
        """The integral over a very short interval, from the range of the body on it."""
        value = self.work.at(self.body, self.variable, interval(lo, hi))
        if not value.is_finite():
            raise Unknown("the integrand is not bounded on a short interval", precision=True)
        return value * acb(real(hi - lo))

    def at_singular_spot(self, spot: _Break) -> None:
        """A zero of a divisor that is no simple number: the integral diverges if it is a pole. Raises or returns."""
        x = interval(spot.lo, spot.hi)
        if self.work.at(self.body, self.variable, x).is_finite():
            return
        if self.pole(self.body, spot):
            raise Undefined("diverges", self.body, f"a pole near {float(spot.lo):.6g}")
        raise Unknown("a singular point that is no simple number")

    def pole(self, n: Node, spot: _Break) -> bool:
        """Whether |n| >= c / |x - r| for some point r of the spot, near it, n being of one sign on a side of r."""
        x = interval(spot.lo, spot.hi)
        if n.op in ("add", "mul"):
            values = [self.work.at(a, self.variable, x) for a in n.args]
            bad = [a for a, v in zip(n.args, values, strict=True) if not v.is_finite()]
            good = [v for v in values if v.is_finite()]
            if len(bad) != 1 or (n.op == "mul" and any(v.contains(0) for v in good)):
                return False
            return self.pole(bad[0], spot)
        if n.op == "fn" and n.data in ("tan", "cot", "sec", "csc"):
            cosine = n.data in ("tan", "sec")
            top = fn("sin" if cosine else "cos", n.args[0])
            v = self.work.at(top, self.variable, x)
            return v.is_finite() and not v.contains(0) and self.simple(fn("cos" if cosine else "sin", n.args[0]), spot)
        if n.op == "pow" and n.args[0].op == "fn" and n.args[1].op == "rat" and n.args[1].value >= 1:
            return self.pole(n.args[0], spot)
        if n.op == "pow" and n.args[1].op == "rat" and n.args[1].value <= -1:
            whole = n.args[1].value.denominator == 1
            return whole and self.simple(n.args[0], spot)
        return False

    def simple(self, g: Node, spot: _Break) -> bool:
        """Whether g has a zero in the spot and is holomorphic around it, so that |g| <= L |x - r| there."""
        z = self.signs.get(g)
        width = max(spot.hi - spot.lo, Fraction(1, 2**40))
        a, b = spot.lo - width, spot.hi + width
        at_a, at_b = (self.work.at(g, self.variable, acb(real(p))) for p in (a, b))
        crosses = at_a.imag.is_zero() and at_b.imag.is_zero() and bool((at_a.real * at_b.real) < 0)
        disc = interval(a, b) + acb(0, 1) * acb(arb(0, real(width)))
        value = self.work.at(g, self.variable, disc, analytic=True)
        return z is not None and crosses and value.is_finite()

    # ------------------------------------------------------------ one piece

    def piece(self, a: Fraction, a_singular: bool, b: Fraction, b_singular: bool, tolerance: arb) -> acb:
        """The integral between two neighbouring breaks."""
        body = resolved(self.body, self.variable, self.signs, a, b, self.work)
        if not depends(body, self.variable):
            value = self.work.at(body, self.variable, acb(0))
            return value * acb(real(b) - real(a))
        middle_needed = a_singular and b_singular
        middle = (a + b) / 2 if middle_needed else b if a_singular else a
        total = acb(0)
        if a_singular:
            total += self.singular(body, a, 1, middle - a, tolerance)
        if b_singular:
            total += self.singular(body, b, -1, b - middle, tolerance)
        if not a_singular and not b_singular:

            def f(x: acb, analytic: bool) -> acb:
                return self.work.at(body, self.variable, x, analytic)

            total += self.smooth(f, real(a), real(b), tolerance)
        return total

    def singular(self, body: Node, point: Fraction, sign: int, length: Fraction, tolerance: arb) -> acb:
        """The integral of the body over the interval of that length on one side of a singular point."""
        name = self.variable  # from here on it is the distance from the point, and then that as exp(-t)
        near = recentre(body, self.variable, point, sign, name, self.bound)
        h = fn("exp", neg(sym(self.variable)))
        node = mul(h, substitute(near, {sym(name): h}))
        if oscillates(near) and any(n.op == "fn" and n.data != "exp" for n in depends(near, name)):
            far = reciprocal(near, name)
            edge = Fraction(1) / length
            whole = _Whole(far, name, (edge, edge), (_INFINITY, _INFINITY), self.work, True)
            turn = turned(far, name, 1, self.work)
            if turn is not None:
                return whole.attempt(tolerance)
        lowest = 1
        while Fraction(2) ** lowest * length < 1:
            lowest += 1
        for power_ in (*STARTS, 256):
            start = arb(2) ** max(power_, lowest)
            g = analyse(near, name, 1, -1, start, self.work.constant)
            if g.upper is not None:
                weighed = [times(t, Term(arb(1), p=Fraction(-2))) for t in g.upper]
                cut = truncation(weighed, start, tolerance) if weighed else (start, arb(0))
                if cut is not None:
                    break
            _refuse_divergent(g, 2, self.body)
        else:
            if g.upper is not None and not self.nested:
                return self.slow(node, -real(length).log(), tolerance)
            raise Unknown("no bound of the integrand near a singular point")

        return self.exponential(node, self.variable, -real(length).log(), cut[0].log(), tolerance) + _blur(
            cut[1], g.real
        )

    # ------------------------------------------------------------ quadrature proper

    def smooth(self, f: Callable[[acb, bool], acb], a: arb, b: arb, tolerance: arb) -> acb:
        """The integral of f from a to b, balls both: the integral between their centres, and what their radii add."""
        total = acb(0)
        for end in (a, b):
            if not end.is_exact():
                value = f(acb(end), False)
                if not value.is_finite():
                    return acb("nan")
                total += _blur(value.abs_upper() * end.rad(), bool(value.imag.is_zero()))
        if self.work.left <= 0:
            raise Unknown("an integral took too many evaluations", precision=False)
        before = self.work.left
        value = acb.integral(
            f, acb(a.mid()), acb(b.mid()), rel_tol=arb(2) ** -self.goal, abs_tol=tolerance,
            eval_limit=max(before, 100), depth_limit=2 * self.precision,
        )  # fmt: skip
        return total + value


def _blur(bound: arb, is_real: bool) -> acb:
    """The disc of that radius around 0, or the interval."""
    r = arb(0, bound.upper()) if bound.is_finite() else arb("nan")
    return acb(r) if is_real else acb(r, r)


def _refuse_divergent(g: Growth, weight: int, body: Node) -> None:
    """Raise Undefined if |body| is not integrable and of one sign near the end (measure du, or du / u^2)."""
    if g.lower is not None and g.sign and diverges(times(g.lower, Term(arb(1), p=Fraction(-weight)))):
        raise Undefined("diverges", body, "not integrable at an end or a singular point")
