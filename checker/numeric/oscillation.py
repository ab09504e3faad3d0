"""Sums of products A(x) exp(i phi(x)), phi a real sum of powers: the parts of what oscillates as x -> +oo.

`split` writes a body that way by the addition theorems only, so it is an identity wherever the body is defined.
`fades` decides whether an amplitude A is holomorphic in a sector u exp(it), u >= U, and tends to 0 there uniformly, so
that a contour may be turned (Jordan's lemma) or closed at infinity (`turning`, `waves`). What is not seen by these
rules is not decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb, fmpq

from checker.graph import (
    BINDERS,
    MINUS_ONE,
    ONE,
    PI,
    I,
    Node,
    add,
    fn,
    mul,
    neg,
    postorder,
    power,
    rat,
    rebuild,
    sym,
)
from checker.numeric.critical import Monomial, depends, monomials, rational
from checker.numeric.growth import Analysis, small
from checker.numeric.growthrules import function
from checker.numeric.terms import Term, supremum, times, vanishes
from checker.numeric.workspace import BoundScope, Work

#: parts that a body is multiplied out to at most
MOST = 48


@dataclass(frozen=True, slots=True)
class Phase:
    """i phi(x): by power of x and product of constants (one of them i), the rational number before it."""

    terms: frozenset[tuple[Fraction, Monomial, Fraction]] = frozenset()

    def __add__(self, other: Phase) -> Phase:
        total: dict[tuple[Fraction, Monomial], Fraction] = {}
        for k, m, c in (*self.terms, *other.terms):
            total[k, m] = total.get((k, m), Fraction(0)) + c
        return Phase(frozenset((k, m, c) for (k, m), c in total.items() if c))

    def __neg__(self) -> Phase:
        return Phase(frozenset((k, m, -c) for k, m, c in self.terms))

    def turned(self) -> Phase:
        """The same at whole numbers: multiples of pi between -pi and pi."""
        whole = frozenset(
            (k, m, (c + 1) % 2 - 1) if k == 1 and m == _HALF_TURN else (k, m, c) for k, m, c in self.terms
        )
        return Phase(frozenset(t for t in whole if t[2]))

    def rates(self, work: Work) -> dict[Fraction, arb] | None:
        """phi by powers of x, if every coefficient is a known real number."""
        out: dict[Fraction, arb] = {}
        for k, m, c in sorted(self.terms, key=lambda t: (t[0], [(a.digest, e) for a, e in t[1]])):
            value = _value(m, c, work)
            if value is None or not value.real.is_zero():
                return None
            out[k] = out[k] + value.imag if k in out else value.imag
        return out

    def node(self, variable: Node) -> Node:
        """exp(i phi)."""
        parts = sorted(self.terms, key=lambda t: (t[0], [(a.digest, e) for a, e in t[1]]))
        sums = [mul(rat(c), *(power(a, e) for a, e in m), power(variable, rat(k))) for k, m, c in parts]
        return fn("exp", add(*sums)) if sums else ONE


_STILL = Phase()
_HALF_TURN: Monomial = tuple(sorted(((PI, 1), (I, 1)), key=lambda ae: ae[0].digest))


def _value(m: Monomial, c: Fraction, work: Work) -> acb | None:
    out = acb(arb(c.numerator)) / c.denominator
    for atom, e in m:
        value = acb(0, 1) if atom == I else work.constant(atom)
        if value is None:
            return None
        out = out * acb(value) ** e
    return out


Coefficient = tuple[Fraction, Fraction]  # real and imaginary part
Parts = dict[Phase, dict[Node, Coefficient]]
_REAL_ONE: Coefficient = (Fraction(1), Fraction(0))
_HALF: Coefficient = (Fraction(1, 2), Fraction(0))
_QUARTERS: list[Coefficient] = [(Fraction(a), Fraction(b)) for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1))]


def _multiplied(x: Coefficient, y: Coefficient) -> Coefficient:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


class Splitter:
    """Writes bodies as sums of A exp(i phi) in one variable; with `whole`, for whole numbers x only."""

    def __init__(self, variable: str, work: Work, whole: bool = False) -> None:
        self.variable, self.work, self.whole = variable, work, whole
        self.memo: dict[Node, Parts | None] = {}
        self.inside: set[Node] = set()

    def split(self, body: Node) -> dict[Phase, Node] | None:
        """The amplitude beside each phase, or None where an oscillation stands where it can't be multiplied out."""
        self.inside = depends(body, self.variable)
        for n in postorder(body):
            if n in self.inside:
                self.memo[n] = self._of(n)
        found = self.of(body)
        if found is None:
            return None
        if self.whole:
            found = self.sum([{phase.turned(): terms} for phase, terms in found.items()]) or {}
        amplitudes = {phase: _written(terms) for phase, terms in found.items()}
        return {phase: a for phase, a in amplitudes.items() if a is not None}

    def of(self, n: Node) -> Parts | None:
        if n in self.inside:
            return self.memo[n]
        if n.op == "rat":
            return {_STILL: {ONE: (n.value, Fraction(0))}}
        return {_STILL: {ONE: (Fraction(0), Fraction(1))}} if n == I else _plain(n)

    def _of(self, n: Node) -> Parts | None:
        match n.op:
            case "add":
                return self.sum([self.of(a) for a in n.args])
            case "mul":
                return self.product([self.of(a) for a in n.args])
            case "pow":
                return self.power(n)
            case "fn" if n.data in ("sin", "cos", "exp", "sinc"):
                return self.wave(n)
        return _plain(n) if all(map(self.still, n.args)) else None

    def still(self, n: Node) -> bool:
        """Whether the node does not oscillate."""
        found = self.of(n)
        return found is not None and set(found) <= {_STILL}

    def sum(self, parts: list[Parts | None]) -> Parts | None:
        out: Parts = {}
        for p in parts:
            if p is None:
                return None
            for phase, terms in p.items():
                into = out.setdefault(phase, {})
                for node, (re, im) in terms.items():
                    a, b = into.get(node, (Fraction(0), Fraction(0)))
                    into[node] = (a + re, b + im)
        return out if sum(map(len, out.values())) <= MOST else None

    def product(self, parts: list[Parts | None]) -> Parts | None:
        out: Parts | None = {_STILL: {ONE: _REAL_ONE}}
        for p in parts:
            if p is None or out is None:
                return None
            if sum(map(len, out.values())) * sum(map(len, p.values())) > 4 * MOST:
                return None
            out = self.sum(
                [
                    {s + t: {_times(x, y): _multiplied(a, b)}}
                    for s, left in out.items()
                    for x, a in left.items()
                    for t, right in p.items()
                    for y, b in right.items()
                ]
            )
        return out

    def power(self, n: Node) -> Parts | None:
        base, e = n.args
        if e in self.inside:
            turn = self.turn(base, e)
            if turn is not None:
                return turn
            return _plain(n) if self.still(base) and self.still(e) else None
        inner = self.of(base)
        if inner is None or self.still(base):
            return None if inner is None else _plain(n)
        if e.op == "rat" and e.value.denominator == 1 and 1 <= e.value <= 12:
            return self.product([inner] * int(e.value))
        return None

    def turn(self, base: Node, e: Node) -> Parts | None:
        """(-1)^e and i^e, principal powers."""
        quarter = {MINUS_ONE: Fraction(1), I: Fraction(1, 2)}.get(base)
        if base.op == "sym" and rational(base, self.work.scope) == -1:
            quarter = Fraction(1)
        return None if quarter is None else self.wave(fn("exp", mul(rat(quarter), PI, I, e)))

    def wave(self, n: Node) -> Parts | None:
        x = n.args[0]
        if not self.still(x):
            return None
        if n.data == "sinc":
            return self.product([self.wave(fn("sin", x)), _plain(power(x, -1))])
        phase, rest, quarters = _STILL, [], 0
        for k, m, c, node in self.terms(x if n.data == "exp" else mul(I, x)):
            value = _value(m, c, self.work) if node is None else None
            if value is not None and value.real.is_zero() and k > 0:
                phase = phase + Phase(frozenset({(k, m, c)}))
            elif not k and m == _HALF_TURN and (2 * c).denominator == 1:  # exp(i pi / 2) is i
                quarters += int(2 * c)
            else:
                constants = [power(a, e) for a, e in m]
                written = mul(rat(c), *constants, *([power(sym(self.variable), rat(k))] if k else []))
                rest.append(written if node is None else node)
        if not phase.terms:
            return _plain(n)
        up = fn("exp", add(*rest)) if rest else ONE
        down = fn("exp", neg(add(*rest))) if rest else ONE
        turn, back = _QUARTERS[quarters % 4], _QUARTERS[-quarters % 4]
        if n.data == "exp":
            return {phase: {up: turn}}
        half = _HALF if n.data == "cos" else (Fraction(0), Fraction(-1, 2))  # sin x = -i/2 e^(ix) + i/2 e^(-ix)
        other = (half[0], -half[1])
        return {phase: {up: _multiplied(turn, half)}, -phase: {down: _multiplied(back, other)}}

    def terms(self, g: Node) -> Iterator[tuple[Fraction, Monomial, Fraction, Node | None]]:
        """The terms of an exponent: (power of x, constants, number, None), or a node that is not such a term."""
        inside = depends(g, self.variable)
        written = monomials(g, BoundScope(self.work), self.variable)
        if written is not None:
            for monomial, c in written.items():
                degree = next((e for a, e in monomial if a.op == "sym" and a.data == self.variable), 0)
                constants = [(a, e) for a, e in monomial if not (a.op == "sym" and a.data == self.variable)]
                yield (*_reduced(Fraction(degree), constants, c), None)
        elif g.op == "add":
            for a in g.args:
                yield from self.terms(a)
        elif g.op == "mul" and len(sums := [f for f in g.args if f.op == "add" and f in inside]) == 1:
            rest = list(g.args)
            rest.remove(sums[0])
            for a in sums[0].args:
                yield from self.terms(_times(mul(*rest), a))
        else:
            k, number, constants = Fraction(0), Fraction(1), []
            for f in g.args if g.op == "mul" else (g,):
                base, e = f.args if f.op == "pow" else (f, ONE)
                if f.op == "rat":
                    number *= f.value
                elif f not in inside:
                    constants.append((f, 1))
                elif (
                    base.op == "sym" and base.data == self.variable and (v := rational(e, self.work.scope)) is not None
                ):
                    k += v
                else:
                    yield k, (), Fraction(0), g
                    return
            yield (*_reduced(k, constants, number), None)


def _plain(n: Node) -> Parts:
    return {_STILL: {n: _REAL_ONE}}


def _times(a: Node, b: Node) -> Node:
    factors = [f for n in (a, b) for f in (n.args if n.op == "mul" else (n,)) if f != ONE]
    return mul(*factors) if factors else ONE


def _written(terms: dict[Node, Coefficient]) -> Node | None:
    """The sum of coefficients times nodes, or None for an empty one."""
    out = []
    for node, (re, im) in sorted(terms.items(), key=lambda t: t[0].digest):
        front = [rat(re)] if not im else [rat(im), I] if not re else [add(rat(re), mul(rat(im), I))]
        if re or im:
            factors = [f for f in (*front, node) if f != ONE]
            out.append(mul(*factors) if factors else ONE)
    return add(*out) if out else None


def _reduced(k: Fraction, constants: list[tuple[Node, int]], c: Fraction) -> tuple[Fraction, Monomial, Fraction]:
    """The term with i to a power 0 or 1."""
    total: dict[Node, int] = {}
    for a, e in constants:
        total[a] = total.get(a, 0) + e
    turns = total.pop(I, 0) % 4
    if turns >= 2:
        c = -c
    if turns % 2:
        total[I] = 1
    return k, tuple(sorted(((a, e) for a, e in total.items() if e), key=lambda ae: ae[0].digest)), c


# ---------------------------------------------------------------- amplitudes in a sector


def arcs(low: float, high: float) -> list[acb]:
    """Balls that cover the directions exp(it), low <= t <= high in right angles."""
    count = max(2, round(8 * (high - low)))
    out = []
    for j in range(count):
        a, b = (acb(arb(low) + arb(high - low) * (j + s) / count) for s in (0, 1))
        out.append((acb(a.real.union(b.real)) / 2).exp_pi_i())
    return out


def fades(node: Node, variable: str, directions: list[acb], start: arb, weight: Fraction, work: Work) -> bool:
    """Whether the node is holomorphic at every u d, u >= start, d one of the directions, and times u^weight tends to 0
    there uniformly."""
    for d in directions:
        a = along(variable, d, start, work)
        g = a.of(node)
        if g.upper is None or not all(vanishes(times(t, Term(arb(1), p=weight)), start) for t in g.upper):
            return False
        if not holomorphic(a, node):
            return False
    return True


def along(variable: str, direction: acb, start: arb, work: Work) -> Analysis:
    """The analysis of growth along u -> +oo for x = u d, for all d in the ball of directions at once."""
    a = Analysis(variable, 1, 1, start, work.constant, function)
    a.leaf = a.monomial(direction, Fraction(1))
    return a


def holomorphic(a: Analysis, root: Node) -> bool:
    """Whether no node under the root has a pole or a branch cut where the analysis holds, as far as is seen."""
    return all(_regular(a, n) for n in postorder(root) if a.depends[n])


def _regular(a: Analysis, n: Node) -> bool:
    match n.op:
        case "sym" | "add" | "mul":
            return True
        case "pow":
            base, e = n.args
            if a.depends[e]:
                return (not a.depends[base] and a.visit(base).lower is not None) or a.off_cut(a.visit(base))
            if e.op == "rat" and e.value.denominator == 1:
                return e.value >= 0 or a.visit(base).lower is not None
            return a.off_cut(a.visit(base))
        case "fn":
            g = a.visit(n.args[0])
            match n.data:
                case "exp" | "sin" | "cos" | "sinh" | "cosh" | "erf" | "erfc":
                    return True
                case "log":
                    return a.off_cut(g)
                case "tan" | "asin" | "asinh" | "atanh":  # the nearest singularities are at |z| >= 1
                    return small(g, a.start, 0.5) is not None
                case "atan":
                    return small(g, a.start, 0.5) is not None or a.right(g)
                case "tanh":
                    return small(g, a.start, 0.5) is not None or _fallen(a, mul(rat(-2), n.args[0]))
                case "sinc":
                    return g.lower is not None
                case "sigmoid":  # its poles are where exp(-z) = -1
                    return _fallen(a, neg(n.args[0]))
    return False


def _fallen(a: Analysis, exponent: Node) -> bool:
    """Whether |exp| of the exponent, or of its opposite, stays below 1."""
    for x in (exponent, neg(exponent)):
        e = a.of(fn("exp", x)).upper
        top = None if e is None else supremum(e, a.start)
        if top is not None and top < 1:
            return True
    return False


def settled(body: Node, variable: str, start: arb, work: Work) -> Node:
    """The body with abs, sign, max, min and piecewise decided where one answer holds for all x >= start."""
    a = along(variable, acb(1), start, work)
    a.leaf = a.monomial(fmpq(1), Fraction(1))
    a.of(body)
    done: dict[Node, Node] = {}
    for n in postorder(body):
        if n.op in BINDERS or not a.depends[n]:
            done[n] = n
            continue
        new = rebuild(n, [done[x] for x in n.args])
        if n.op == "fn" and n.data in ("abs", "sign", "heaviside") and a.visit(n.args[0]).lower is not None:
            s = a.visit(n.args[0]).sign
            x = new.args[0]
            if s:
                new = {"abs": x if s > 0 else neg(x), "sign": rat(s), "heaviside": rat((s + 1) // 2)}[n.data]
        elif n.op == "fn" and n.data in ("max", "min"):
            best = _best(a, n)
            new = new if best is None else new.args[best]
        elif n.op == "piecewise":
            for value, condition in zip(n.args[::2], n.args[1::2], strict=True):
                held = a.holds(condition)
                if held is None:
                    break
                if held:
                    new = done[value]
                    break
        done[n] = new
    return done[body]


def _best(a: Analysis, n: Node) -> int | None:
    want = 1 if n.data == "max" else -1
    best = 0
    for k, x in enumerate(n.args[1:], start=1):
        g = a.of(add(n.args[best], neg(x)))
        if not g.sign or not g.real:
            return None
        best = best if g.sign == want else k
    return best
