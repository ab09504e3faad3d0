"""Tails of integrals of what oscillates: the contour turned to where exp(i phi) falls, or divergence shown.

For phi = c x^K + lower powers, c > 0, and A holomorphic in the sector 0 <= arg x <= t, |x| >= U, K t <= pi/2, with
A u^(1-K) -> 0 there uniformly,

    int_U^oo A(x) exp(i phi(x)) dx = int_0^oo A(U + d r) exp(i phi(U + d r)) d dr,    arg d = t,

and the left side converges: on the arc |x| = R, |exp(i phi)| <= exp(-k R^K arg x), so what it adds is at most
max |A| R^(1-K) / k (Jordan's lemma; Whittaker and Watson, 6.222). Parts that do not oscillate are integrated as they
are. Where instead the largest amplitude is c u^P with P >= K - 1, the whole diverges: in s = u^K the integrand would
be s^q (q >= 0) times an almost periodic function that is not 0, whose integrals over short stretches do not tend to 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb, fmpq

from checker.graph import ONE, I, Node, add, fn, mul, neg, postorder, power, rat, rebuild, substitute, sym
from checker.numeric.growth import Growth, zero
from checker.numeric.growthrules import analyse
from checker.numeric.oscillation import Phase, Splitter, arcs, fades, settled
from checker.numeric.scope import Undefined
from checker.numeric.terms import Term, real, times, vanishes
from checker.numeric.workspace import Work

#: where the contour is left
STARTS = (4, 6, 9)
#: the direction m + i of the new contour
SLOPES = (0, 1, 2, 3, 5, 8)


@dataclass(frozen=True, slots=True)
class Turned:
    """An integral from `edge` to oo: those of the pieces from 0 to oo, and of what does not oscillate from edge."""

    edge: Fraction
    pieces: tuple[Node, ...]
    plain: Node | None
    real: bool


def oscillates(body: Node) -> bool:
    """Whether there is a sine, a cosine or an i in the body."""
    return any((n.op == "fn" and n.data in ("sin", "cos", "sinc")) or n == I for n in postorder(body))


def turned(body: Node, variable: str, sign: int, work: Work) -> Turned | None:
    """The tail towards sign * oo, or None where no oscillation is seen or its amplitude is not understood.

    Raises Undefined where the integral certainly diverges.
    """
    x = sym(variable)
    whole = body if sign > 0 else substitute(body, {x: neg(x)})
    for exponent in STARTS:
        start = arb(2) ** exponent
        there = settled(whole, variable, start, work)
        parts = Splitter(variable, work).split(there)
        if parts is None or set(parts) <= {Phase()}:
            continue
        if _diverges(parts, variable, start, work):
            raise Undefined("diverges", body, "it oscillates without falling")
        pieces = []
        for phase, amplitude in parts.items():
            if phase.terms:
                piece = _piece(phase, amplitude, variable, 2**exponent, work)
                if piece is None:
                    break
                pieces.append(piece)
        else:
            is_real = analyse(whole, variable, 1, 1, start, work.constant).real
            return Turned(Fraction(2) ** exponent, tuple(pieces), parts.get(Phase()), is_real)
    return None


def minorant(body: Node, variable: str, sign: int, work: Work) -> Node | None:
    """Something nearer to 0 than a body of one sign that has |sin| or |cos| as factors: |sin| >= sin^2. From 16 on."""
    x, start = sym(variable), arb(16)
    whole = body if sign > 0 else substitute(body, {x: neg(x)})
    factors: list[Node] = []
    stack = [settled(_parted(whole), variable, start, work)]
    while stack:
        f = stack.pop()
        if f.op == "mul":
            stack.extend(f.args)
        else:
            factors.append(f)
    found = False
    for k, f in enumerate(factors):
        if f.op == "fn" and f.data == "abs":
            inner = f.args[0]
            real_wave = inner.op == "fn" and inner.data in ("sin", "cos")
            if real_wave and analyse(inner.args[0], variable, 1, 1, start, work.constant).real:
                factors[k], found = power(inner, 2), True
    rest = mul(*(f for f in factors if not (f.op == "pow" and f.args[0].op == "fn")))
    return mul(*factors) if found and analyse(rest, variable, 1, 1, start, work.constant).sign else None


def _parted(body: Node) -> Node:
    """|ab| as |a| |b|."""
    if body.op == "mul":
        return mul(*(_parted(f) for f in body.args))
    if body.op == "fn" and body.data == "abs" and body.args[0].op == "mul":
        return mul(*(fn("abs", f) for f in body.args[0].args))
    return body


def reciprocal(near: Node, variable: str) -> Node:
    """The integrand in u = 1/x, for x > 0."""
    u = sym(variable)
    down = power(u, -1)
    done: dict[Node, Node] = {u: down}
    for n in postorder(near):
        if n in done:
            continue
        args = [done[a] for a in n.args]
        if n.op == "mul":
            args = [a for a in args if a != ONE]
        if n.op == "pow" and args[0] == down and args[1].op == "rat":
            done[n] = power(u, rat(-args[1].value))
        else:
            done[n] = rebuild(n, args) if args else n
    return mul(done[near], power(u, -2))


def _piece(phase: Phase, amplitude: Node, variable: str, edge: int, work: Work) -> Node | None:
    rates = phase.rates(work)
    if rates is None:
        return None
    start, top = arb(edge), max(rates)
    lead = rates[top]
    if not (lead > 0 or lead < 0):
        return None
    lower = sum((abs(c) * real(k) * start ** real(k - top) for k, c in rates.items() if k != top), arb(0))
    if not lower < abs(lead) * real(top) / arb.pi():
        return None
    sense = 1 if lead > 0 else -1
    for m in SLOPES:
        angle = math.atan2(1, m) / (math.pi / 2)
        if float(top) * angle > 1 + 1e-9:
            continue
        directions = arcs(0.0, angle + 1e-9)
        if sense < 0:
            directions = [d.conjugate() for d in directions]
        if fades(amplitude, variable, directions, start, 1 - top, work):
            d = add(rat(m), mul(rat(sense), I)) if m else mul(rat(sense), I)
            path = add(rat(edge), mul(d, sym(variable)))
            node = mul(amplitude, phase.node(sym(variable)))
            return mul(d, substitute(node, {sym(variable): path}))
    return None


def _diverges(parts: dict[Phase, Node], variable: str, start: arb, work: Work) -> bool:
    powers: set[Fraction] = set()
    rates: list[arb] = [arb(0)]
    for phase in parts:
        if phase.terms:
            found = phase.rates(work)
            if found is None or len(found) != 1:
                return False
            ((k, c),) = found.items()
            powers.add(k)
            rates.append(c)
    if len(powers) != 1 or any(a.overlaps(b) for i, a in enumerate(rates) for b in rates[:i]):
        return False
    return steady([analyse(a, variable, 1, 1, start, work.constant) for a in parts.values()], powers.pop() - 1, start)


def steady(amplitudes: list[Growth], least: Fraction, start: arb) -> bool:
    """Whether the largest of the amplitudes is certainly c u^P (1 + o(1)) with c != 0 and P >= least, or c ln u."""
    if any(g.rest is None for g in amplitudes):
        return False
    powers = [k for g in amplitudes for k, c in g.poly.items() if not _maybe_zero(c)]
    top, slow = max(powers, default=least - 1), 0
    if any(not zero(g.log) for g in amplitudes):
        if all(_maybe_zero(g.log) for g in amplitudes):
            return False
        top, slow = max(top, Fraction(0)), 1 if top <= 0 else 0
    if top < least or any(k > top for g in amplitudes for k in g.poly):
        return False
    fall = Term(arb(1), p=-top, l=Fraction(-slow))
    return all(vanishes(times(t, fall), start) for g in amplitudes for t in g.rest or ())


def _maybe_zero(c: acb | fmpq) -> bool:
    return not c if isinstance(c, fmpq) else bool(c.contains(0))
