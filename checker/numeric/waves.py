"""Infinite sums of what oscillates: (-1)^n b(n), b(n) sin(an), and sums of such terms, with b falling slowly.

For b holomorphic for Re z >= N - 1/2 and tending to 0 there uniformly, and 0 < w < 2 pi,

    sum_{n >= N} b(n) exp(iwn) = i exp(iw(N - 1/2)) int_-oo^oo b(N - 1/2 + it) exp(-wt) / (1 + exp(-2 pi t)) dt,

by the residues of exp(iwz)/(1 - exp(2 pi i z)): the same integral along Re z = M - 1/2 is what is left from M on, and
it tends to 0 (Lindeloef 1905, ch. III; Henrici, Applied and Computational Complex Analysis 1, 4.9). So convergence is
proved with the value. If the largest amplitude is c n^P with P >= 0 the terms do not tend to 0: divided by n^P they
are almost periodic. Other oscillations are not decided here.
"""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb

from checker.graph import (
    MINUS_ONE,
    ONE,
    PI,
    TWO,
    ZERO,
    I,
    Node,
    add,
    fn,
    mul,
    postorder,
    power,
    rat,
    sub,
    substitute,
    sym,
)
from checker.numeric.growthrules import analyse
from checker.numeric.oscillation import Phase, Splitter, arcs, fades, settled
from checker.numeric.quadrature import integral
from checker.numeric.scope import Scope, Undefined, Unknown
from checker.numeric.terms import diverges, vanishes
from checker.numeric.turning import oscillates, steady
from checker.numeric.workspace import Work

STARTS = (17, 65, 513)
_HALF = rat(1, 2)


def signs(variable: str) -> Node:
    """(-1)^n."""
    return power(MINUS_ONE, sym(variable))


def oscillating_sum(
    body: Node, variable: str, first: int, scope: Scope, work: Work
) -> tuple[acb, Node | None, int] | None:
    """The sum of the body from `first`, but for that of a node from some number on; or None where that is not seen.

    Raises Undefined where the terms certainly do not tend to 0.
    """
    if not (oscillates(body) or _turns(body, variable)):
        return None
    for start in STARTS:
        if start < first:
            continue
        edge = arb(start) - arb(0.5)
        there = settled(body, variable, edge, work)
        parts = Splitter(variable, work, whole=True).split(there)
        if parts is None or (set(parts) <= {Phase()} and _atoms(parts.get(Phase(), ZERO)) >= _atoms(body)):
            continue
        angles = {phase: _angle(phase, work) for phase in parts}
        if any(a is None for a in angles.values()):
            continue
        turns = [a[0] for a in angles.values() if a is not None]
        apart = not any(_meet(a, b) for i, a in enumerate(turns) for b in turns[:i])
        growths = [analyse(a, variable, 1, 1, edge, work.constant) for a in parts.values()]
        if apart and steady(growths, Fraction(0), edge):
            raise Undefined("diverges", body, "the terms oscillate without tending to 0")
        waves = [(angles[phase], amplitude) for phase, amplitude in parts.items() if phase.terms]
        if not all(fades(a, variable, arcs(-1.0, 1.0), edge, Fraction(0), work) for _, a in waves):
            continue
        total = acb(0)
        for angle, amplitude in waves:
            assert angle is not None
            total += _wave(amplitude, angle[1], variable, start, scope)
        if analyse(substitute(body, {signs(variable): ONE}), variable, 1, 1, edge, work.constant).real:
            total = acb(total.real)
        for k in range(first, start):
            total += scope.evaluate(body, {variable: acb(k)})
        return total, parts.get(Phase()), start
    return None


def _turns(body: Node, variable: str) -> bool:
    return any(n.op == "pow" and n.args[1] == sym(variable) and n.args[0] in (MINUS_ONE, I) for n in postorder(body))


def _atoms(body: Node) -> int:
    """How many nodes there are that may oscillate."""
    return sum(1 for n in postorder(body) if (n.op == "fn" and n.data in ("sin", "cos", "sinc")) or n.op == "pow")


def _meet(a: arb, b: arb) -> bool:
    """Whether two parts of a whole turn, in [0, 1), may be the same angle."""
    return any(a.overlaps(b + k) for k in (-1, 0, 1))


def _angle(phase: Phase, work: Work) -> tuple[arb, Node] | None:
    """The phase is i w n with 0 < w < 2 pi: w / (2 pi) as a ball, and w as a node. None for other phases."""
    if not phase.terms:
        return arb(0), rat(0)
    rates = phase.rates(work)
    if rates is None or set(rates) != {Fraction(1)}:
        return None
    w = rates[Fraction(1)] / (2 * arb.pi())
    whole = w.floor().unique_fmpz()
    if whole is None or not w - whole > 0:
        return None
    parts = [mul(rat(c), *(power(a, e) for a, e in m if a != I)) for _, m, c in phase.terms]
    parts.sort(key=lambda n: n.digest)
    return w - whole, add(*parts, mul(rat(-2 * int(whole)), PI))


def _wave(amplitude: Node, w: Node, variable: str, start: int, scope: Scope) -> acb:
    t, middle = sym(variable), rat(2 * start - 1, 2)
    b = substitute(amplitude, {t: add(middle, mul(I, t))})
    kernel = mul(_HALF, fn("exp", mul(sub(PI, w), t)), fn("sech", mul(PI, t)))
    node = mul(I, fn("exp", mul(I, w, middle)), b, kernel)
    found = integral(node, variable, "-oo", "oo", scope)
    if not found.rigorous:
        raise Unknown("a sum by an estimate")
    return found.value


def paired(body: Node, variable: str, first: int, scope: Scope, work: Work) -> tuple[acb, Node, int] | None:
    """A sum in which (-1)^n stands anywhere, by pairs: what comes before, a node, from which number on; or None.

    The terms tend to 0, so the sum converges if and only if that of pairs of neighbours does. Raises Undefined where it
    does not.
    """
    n, sign = sym(variable), signs(variable)
    if sign not in set(postorder(body)):
        return None
    even = substitute(body, {sign: ONE})
    odd = substitute(substitute(body, {sign: MINUS_ONE}), {n: add(n, ONE)})
    start = max(first + 1, 32) // 2 * 2
    for side in (even, odd):
        g = analyse(side, variable, 1, 1, arb(start), work.constant)
        if g.upper is None or not all(vanishes(t, arb(start)) for t in g.upper):
            return None
    both = add(even, odd)
    for power_ in (5, 10, 20):
        g = analyse(both, variable, 1, 1, arb(2) ** power_, work.constant)
        if g.lower is not None and g.sign and diverges(g.lower):
            raise Undefined("diverges", body, "pairs of neighbouring terms fall too slowly")
    head = acb(0)
    for k in range(first, start):
        head += scope.evaluate(body, {variable: acb(k)})
    return head, substitute(both, {n: mul(TWO, n)}), start // 2
