"""Limits of expressions at a point or at infinity.

Rigorous where the body is holomorphic at the point (its value there), or where `growth` finds it to be a number plus
terms that vanish. Otherwise the value is extrapolated from values at geometrically nearing points and, if two
extrapolations agree, handed out as an estimate. An infinite limit is no number: Undefined, of a kind of its own. Two
different one-sided limits make a two-sided one Undefined.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import acb, arb, ctx

from checker.graph import MINUS_ONE, Node, mul, neg, postorder, power, substitute, sym
from checker.numeric.critical import depends, recentre
from checker.numeric.growth import zero
from checker.numeric.growthrules import analyse
from checker.numeric.oscillation import Phase, Splitter, settled
from checker.numeric.quadrature import STARTS, End
from checker.numeric.scope import DOWN, INFINITE, UP, Enclosure, Scope, Undefined, Unknown
from checker.numeric.terms import Term, inverse, times, vanishes
from checker.numeric.turning import oscillates, reciprocal, steady
from checker.numeric.workspace import Work

Side = Literal["+", "-", "+-"]


def limit(body: Node, variable: str, point: End, side: Side, scope: Scope) -> Enclosure:
    """The limit of the body as the variable tends to the point from that side (a real variable)."""
    saved, ctx.prec = ctx.prec, scope.precision
    try:
        return _limit(body, variable, point, side, scope)
    finally:
        ctx.prec = saved


def _limit(body: Node, variable: str, point: End, side: Side, scope: Scope) -> Enclosure:
    if variable not in {n.data for n in postorder(body) if n.op == "sym"}:
        return Enclosure(scope.evaluate(body, {}), not scope.estimates)
    nested = any(n.op == "limit" for n in depends(body, variable))
    if nested and scope.estimates:
        raise Unknown("a limit of what may be an estimate")
    found = _approached(body, variable, point, side, nested, scope)
    if nested and scope.estimates:
        # atan(t c) as t grows, then c to 0: near c = 0 no t that is tried is large enough to tell 0 from pi/2
        raise Unknown("a limit of estimates")
    return found


def _approached(body: Node, variable: str, point: End, side: Side, nested: bool, scope: Scope) -> Enclosure:
    """The limit; where others are `nested` in the body, not from balls around the point, where those are estimates."""
    work = Work(scope, 3000)
    if isinstance(point, str):
        sign = 1 if point == "oo" else -1
        return _one_sided(_Approach(body, variable, sign, 1), work)
    if isinstance(point, Enclosure):
        value = work.at(body, variable, point.value, analytic=True)
        if value.is_finite() and not nested:
            return Enclosure(value, point.rigorous and not scope.estimates)
        raise Unknown("a limit at a point that is not known exactly", precision=True)
    here = acb(arb(point.numerator) / point.denominator)
    fuzz = arb(0, arb(2) ** -60)
    if not nested and work.at(body, variable, here + acb(fuzz, fuzz), analytic=True).is_finite():
        value = work.at(body, variable, here)
        return Enclosure(value, not scope.estimates)
    found: list[Enclosure] = []
    grown: list[Undefined] = []
    for sign in (1, -1):
        if side in ("+-", "+" if sign > 0 else "-"):
            near = recentre(body, variable, point, sign, variable, scope)
            try:
                found.append(_one_sided(_Approach(near, variable, 1, -1), work))
            except Undefined as e:
                if e.kind != INFINITE:
                    raise
                grown.append(e)
    if grown:
        if (found and found[0].rigorous) or {e.detail for e in grown} == {UP, DOWN}:
            raise Undefined("limit", body, "the one-sided limits differ")
        if found:
            raise Unknown("the one-sided limits seem to differ")
        raise (
            grown[0]
            if len({e.detail for e in grown}) == 1
            else Undefined(INFINITE, body, "its size grows without bound")
        )
    if len(found) == 2 and not found[0].value.overlaps(found[1].value):
        if found[0].rigorous and found[1].rigorous:
            raise Undefined("limit", body, "the one-sided limits differ")
        raise Unknown("the one-sided limits seem to differ")
    best = min(found, key=lambda e: float(e.value.rad()))
    return Enclosure(best.value, all(e.rigorous for e in found) and not scope.estimates)


@dataclass(frozen=True, slots=True)
class _Approach:
    """The body where its variable is sign * u^degree, u -> +oo."""

    body: Node
    variable: str
    sign: int
    degree: int


def _one_sided(a: _Approach, work: Work) -> Enclosure:
    for exponent in STARTS:
        start = arb(2) ** exponent
        g = analyse(a.body, a.variable, a.sign, a.degree, start, work.constant)
        if g.upper is not None and all(vanishes(t, start) for t in g.upper):
            return Enclosure(acb(0))
        if g.lower is not None and vanishes(inverse(g.lower), start):
            raise Undefined(INFINITE, a.body, {1: UP, -1: DOWN}.get(g.sign, "its size grows without bound"))
        if g.rest is None or not all(vanishes(t, start) for t in g.rest):
            continue
        if zero(g.log) and all(k <= 0 for k in g.poly):
            return Enclosure(acb(g.poly.get(Fraction(0), 0)), not work.scope.estimates)
    _refuse_oscillating(a, work)
    return _extrapolated(a, work)


def _refuse_oscillating(a: _Approach, work: Work) -> None:
    """Raise Undefined where the body is u^P (f(u) + o(1)), P >= 0, with f almost periodic and not constant: then it has
    no limit, finite or (where the mean of f is 0, or P is 0) infinite. Raise Unknown for other oscillations, which a
    few values say nothing of. At infinity this holds along the whole numbers, too."""
    u = sym(a.variable)
    steps = any(n.op == "fn" and n.data in ("floor", "ceiling", "frac", "mod", "sign") for n in postorder(a.body))
    turning = any(n.op == "pow" and n.args[0] == MINUS_ONE for n in postorder(a.body))
    if not (oscillates(a.body) or steps or turning):
        return
    there = a.body if a.degree > 0 else mul(reciprocal(a.body, a.variable), power(u, 2))
    there = there if a.sign > 0 else substitute(there, {u: neg(u)})
    start = arb(2) ** 6
    there = settled(there, a.variable, start, work)
    everywhere = Splitter(a.variable, work).split(there)
    parts = Splitter(a.variable, work, whole=a.degree > 0).split(there)
    if parts and set(parts) != {Phase()}:
        rates = {phase: phase.rates(work) for phase in parts}
        powers = {k for r in rates.values() if r is not None for k in r}
        if None not in rates.values() and len(powers) == 1 and (a.degree < 0 or powers == {Fraction(1)}):
            (k,) = powers
            speeds = [r.get(k, arb(0)) for r in rates.values() if r is not None]
            if a.degree > 0:  # whole turns do not count at whole numbers
                speeds = [s / (2 * arb.pi()) for s in speeds]
            apart = not any(_meet(s, t, a.degree > 0) for i, s in enumerate(speeds) for t in speeds[:i])
            grown = {p: analyse(x, a.variable, 1, 1, start, work.constant) for p, x in parts.items()}
            waving = [g for p, g in grown.items() if p.terms]
            still = [g for p, g in grown.items() if not p.terms]
            if apart and steady(waving, Fraction(0), start) and all(g.rest is not None for g in still):
                top = max(m for g in waving for m in g.poly) if any(g.poly for g in waving) else Fraction(-1)
                mean = [m for g in still for m in g.poly]
                rest = [times(t, Term(arb(1), p=-top)) for g in still for t in g.rest or ()]
                calm = all(zero(g.log) for g in grown.values()) and all(vanishes(t, start) for t in rest)
                if calm and all(m < top or m == top == 0 for m in mean):
                    raise Undefined("limit", a.body, "it oscillates")
        raise Unknown("a limit of what oscillates")
    if parts is None or everywhere is None or steps or any(phase.terms for phase in everywhere):
        raise Unknown("a limit of what oscillates")


def _meet(s: arb, t: arb, turns: bool) -> bool:
    """Whether two speeds may be the same; with `turns`, up to whole numbers."""
    d = s - t
    return bool((d - d.mid().floor()).contains(0) or (d - d.mid().ceil()).contains(0)) if turns else s.overlaps(t)


def _extrapolated(a: _Approach, work: Work) -> Enclosure:
    """Richardson extrapolation in powers of 1/2 from values at u = 2^k, twice, and what they agree on."""
    rows: list[acb] = []
    answers: list[acb] = []
    for k in range(3, 19):
        u = arb(2) ** k
        x = a.sign * u if a.degree > 0 else a.sign / u
        value = work.at(a.body, a.variable, acb(x))
        if not value.is_finite():
            break
        new = [value]
        for j, old in enumerate(rows):
            new.append(new[j] + (new[j] - old) / (2 ** (j + 1) - 1))
        rows = new
        answers.append(rows[-1])
    if len(answers) >= 6:
        last, before = answers[-1], answers[-2]
        gap = (last - before).abs_upper()
        scale = last.abs_upper().max(arb(1))
        if gap < scale * arb(2) ** -30:
            r = gap * 4 + arb(0, 0)
            box = acb(arb(last.real.mid(), r), arb(last.imag.mid(), r if not last.imag.is_zero() else 0))
            return Enclosure(box, rigorous=False)
    raise Unknown("a limit that could not be found")
