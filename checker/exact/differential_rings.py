"""Elementary functions of one real symbol as fractions over a differential ring.

Reads an expression as a quotient of two polynomials with whole coefficients in the symbol, in constants and in kernels
(exponentials, logarithms, roots, arctangents, error functions, sines and cosines), each of which comes with its
derivative as such a quotient again: a tower in the sense of Liouville and Ritt. Decides nothing about independence: two
polynomials that differ may be the same function, so a sign is only ever taken from balls, and a zero from the normal
form. Hyperbolic functions are written with exponentials, exp of a sum as a product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm
from typing import NamedTuple

from flint import Ordering, arb, fmpz, fmpz_mpoly, fmpz_mpoly_ctx

from checker.exact.boxes import enclosure
from checker.exact.context import TooLarge, Unsupported
from checker.exact.polyform import monomial_node, polynomial
from checker.exact.slopes import mentions
from checker.graph import ONE, PI, TWO, ZERO, Node, add, div, fn, mul, neg, postorder, power, rat, rebuild, sub

#: kernels and constants, terms of a polynomial, and its degree in one of them, at most
KERNELS = 10
TERMS = 150
DEGREE = 24
_CONSTANTS = frozenset({"pi", "EulerGamma", "Catalan", "GoldenRatio"})


class Quotient(NamedTuple):
    """numerator/denominator, the denominator not the zero polynomial."""

    num: fmpz_mpoly
    den: fmpz_mpoly


@dataclass(frozen=True, slots=True)
class Kernel:
    """A generator: `kind` is constant, symbol, exp (positive, t'/t in the ring below), log (t' in it) or trig."""

    node: Node
    kind: str


@dataclass(frozen=True, slots=True)
class Ring:
    """Generators in an order in which each one's derivative lies in those before it (sine and cosine side by side)."""

    x: Node
    kernels: tuple[Kernel, ...]
    mpoly: fmpz_mpoly_ctx
    slopes: tuple[Quotient, ...]
    circles: tuple[tuple[int, int], ...]  # positions of sine and cosine of one argument

    def derivative(self, p: fmpz_mpoly) -> Quotient:
        """p' for p a polynomial in the generators; raises TooLarge."""
        num, den = self.mpoly.constant(0), self.mpoly.constant(1)
        degrees = p.degrees()
        for k, s in enumerate(self.slopes):
            if degrees[k] <= 0 or s.num.is_zero():
                continue
            common = den.gcd(s.den)
            num = num * (s.den / common) + p.derivative(k) * s.num * (den / common)
            den = den * (s.den / common)
            _check(num)
        return Quotient(self.reduced(num), den)

    def reduced(self, p: fmpz_mpoly) -> fmpz_mpoly:
        """With sin² written as 1 - cos²."""
        gens = self.mpoly.gens()
        for s, c in self.circles:
            if p.degrees()[s] > 1:
                p = divmod(p, gens[s] ** 2 + gens[c] ** 2 - 1)[1]
        _check(p)
        return p

    def node(self, p: fmpz_mpoly) -> Node:
        """The polynomial as an expression."""
        terms = []
        for powers, c in p.terms():
            parts = [rat(int(c))]
            for kernel, e in zip(self.kernels, powers, strict=True):
                if e:
                    parts.append(_power(kernel.node, int(e)))
            terms.append(mul(*parts))
        return add(*terms)

    def values(self, p: fmpz_mpoly, at: Mapping[str, arb]) -> list[arb] | None:
        """Balls of the generators that stand in p (0 for others); None if one is not finite there."""
        out = []
        for k, e in zip(self.kernels, p.degrees(), strict=True):
            ball = enclosure(k.node, at) if e else arb(0)
            if ball is None:
                return None
            out.append(ball)
        return out

    @staticmethod
    def ball(p: fmpz_mpoly, values: list[arb]) -> arb:
        total = arb(0)
        for powers, c in p.terms():
            term = arb(c)
            for v, e in zip(values, powers, strict=True):
                if e:
                    term = term * v ** int(e)
            total = total + term
        return total


def _power(node: Node, e: int) -> Node:
    if e == 1:
        return node
    return fn("exp", mul(rat(e), node.args[0])) if node.op == "fn" and node.data == "exp" else power(node, e)


def _check(p: fmpz_mpoly) -> None:
    if len(p) > TERMS or max(p.degrees(), default=0) > DEGREE:
        raise TooLarge


# ---------------------------------------------------------------- in terms of a few functions


def plain(node: Node, x: Node) -> Node:
    """The same function with exp, log, roots, atan, asinh, erf, sin and cos alone; raises Unsupported."""
    done: dict[Node, Node] = {}
    for n in postorder(node):
        args = [done[a] for a in n.args]
        new = rebuild(n, args) if args else n
        match n.op:
            case "rat" | "add" | "mul":
                pass
            case "sym" if n == x:
                pass
            case "const" if n.data == "E":
                new = fn("exp", ONE)
            case "const" if n.data in _CONSTANTS:
                pass
            case "pow":
                base, e = args
                if e.op == "rat":
                    pass
                elif base.op == "fn" and base.data == "exp":
                    new = fn("exp", mul(base.args[0], e))
                else:
                    new = fn("exp", mul(e, fn("log", base)))
            case "fn":
                new = _plain_function(n.data, args, new)
            case _:
                raise Unsupported
        done[n] = new
    return done[node]


def _plain_function(name: str, args: list[Node], node: Node) -> Node:
    u = args[0]
    up, down, twice = fn("exp", u), fn("exp", neg(u)), fn("exp", mul(TWO, u))
    match name:
        case "log" if u.op == "rat" and u.value > 0:
            return _log_of_rational(u)
        case "exp" | "log" | "atan" | "asinh" | "erf" | "sin" | "cos":
            return node
        case "erfc":
            return sub(ONE, fn("erf", u))
        case "sinh":
            return div(sub(up, down), TWO)
        case "cosh":
            return div(add(up, down), TWO)
        case "tanh":
            return div(sub(twice, ONE), add(twice, ONE))
        case "sigmoid":
            return div(up, add(up, ONE))
        case "tan":
            return div(fn("sin", u), fn("cos", u))
    raise Unsupported


def _log_of_rational(u: Node) -> Node:
    value = u.value
    if max(value.numerator, value.denominator) > 10**12:
        return fn("log", u)
    parts = [ZERO]
    for n, way in ((value.numerator, 1), (value.denominator, -1)):
        parts += [mul(rat(way * int(e)), fn("log", rat(int(p)))) for p, e in fmpz(n).factor()]
    return add(*parts)


# ---------------------------------------------------------------- the tower


@dataclass(slots=True)
class _Builder:
    """Collects the kernels of expressions, then reads these over them."""

    x: Node
    order: list[Node]  # kernels that are no exponentials, and arguments of exponentials, arguments before users
    roots: dict[Node, int]  # argument of an exponential (or base of a root) -> the common denominator of its factors

    def collect(self, node: Node) -> None:
        match node.op:
            case "rat":
                return
            case "add" | "mul":
                for a in node.args:
                    self.collect(a)
            case "sym" | "const":
                self._enter(node)
            case "pow":
                base, e = node.args
                self.collect(base)
                if e.value.denominator != 1:
                    self._enter(power(base, rat(1, e.value.denominator)))
            case "fn" if node.data == "exp":
                for m, c in polynomial(node.args[0]).items():
                    inner = monomial_node(m)
                    self.collect(inner)
                    self.roots[inner] = lcm(self.roots.get(inner, 1), c.denominator)
                    self._enter(fn("exp", inner))
            case _:
                u = node.args[0]
                self.collect(u)
                if mentions(node, self.x):
                    for extra in _needed(node.data, u):
                        self.collect(extra)
                    if node.data in ("sin", "cos"):
                        self._enter(fn("sin", u))
                        node = fn("cos", u)
                self._enter(node)

    def _enter(self, node: Node) -> None:
        if node not in self.order:
            self.order.append(node)
        if len(self.order) > KERNELS:
            raise TooLarge

    def kernel(self, node: Node) -> Kernel:
        if node == self.x:
            return Kernel(node, "symbol")
        kind = "constant"
        if mentions(node, self.x):
            kind = "exp" if node.op == "pow" or node.data == "exp" else "trig" if node.data in ("sin", "cos") else "log"
        if node.op == "fn" and node.data == "exp":
            node = fn("exp", mul(rat(1, self.roots[node.args[0]]), node.args[0]))
        return Kernel(node, kind)


def _needed(name: str, u: Node) -> tuple[Node, ...]:
    """What the derivative of the function is written with."""
    if name == "erf":
        return (power(PI, rat(1, 2)), fn("exp", neg(power(u, 2))))
    return (power(add(ONE, power(u, 2)), rat(1, 2)),) if name == "asinh" else ()


def read(node: Node, x: Node) -> tuple[Ring, Quotient]:
    """The ring of a `plain` node, and the node in it; raises TooLarge or Unsupported."""
    builder = _Builder(x, [x], {})
    builder.collect(node)
    kernels = tuple(builder.kernel(n) for n in builder.order)
    mpoly = fmpz_mpoly_ctx.get([f"t{k}" for k in range(len(kernels))], Ordering.lex)
    positions = {n: k for k, n in enumerate(builder.order)}
    reader = _Reader(mpoly, positions, builder.roots)
    slopes: list[Quotient] = []
    zero, one = mpoly.constant(0), mpoly.constant(1)
    for n, k in zip(builder.order, kernels, strict=True):
        if k.kind in ("constant", "symbol"):
            slopes.append(Quotient(one if k.kind == "symbol" else zero, one))
            continue
        ring = Ring(x, kernels[: len(slopes)], mpoly, tuple(slopes), ())
        slopes.append(_kernel_slope(n, reader, ring, builder))
    circles = tuple(
        (positions[n], positions[fn("cos", n.args[0])])
        for n, k in zip(builder.order, kernels, strict=True)
        if k.kind == "trig" and n.data == "sin"
    )
    return Ring(x, kernels, mpoly, tuple(slopes), circles), reader.read(node)


def _kernel_slope(n: Node, reader: _Reader, ring: Ring, builder: _Builder) -> Quotient:
    u = reader.read(n.args[0])
    du = _quotient_slope(u, ring)
    own = reader.generator(n)
    if n.op == "pow":  # t = u^(1/q): t' = t u'/(q u)
        q = n.args[1].value.denominator
        return _times(Quotient(own, reader.mpoly.constant(q)), _times(du, Quotient(u.den, u.num)))
    match n.data:
        case "exp":
            return _times(Quotient(own, reader.mpoly.constant(builder.roots[n.args[0]])), du)
        case "log":
            return _times(du, Quotient(u.den, u.num))
        case "atan":
            return _times(du, Quotient(u.den**2, u.den**2 + u.num**2))
        case "asinh" | "erf":
            extra = [reader.read(e) for e in _needed(n.data, n.args[0])]
            if n.data == "asinh":
                return _times(du, Quotient(extra[0].den, extra[0].num))
            return _times(du, _times(Quotient(2 * extra[0].den, extra[0].num), extra[1]))
        case "sin":
            return _times(du, Quotient(reader.generator(fn("cos", n.args[0])), reader.mpoly.constant(1)))
    return _times(du, Quotient(-reader.generator(fn("sin", n.args[0])), reader.mpoly.constant(1)))


def _quotient_slope(u: Quotient, ring: Ring) -> Quotient:
    a, b = ring.derivative(u.num), ring.derivative(u.den)
    return _tidy(Quotient(a.num * b.den * u.den - b.num * a.den * u.num, a.den * b.den * u.den**2))


def _times(a: Quotient, b: Quotient) -> Quotient:
    return _tidy(Quotient(a.num * b.num, a.den * b.den))


def _tidy(q: Quotient) -> Quotient:
    if q.den.is_zero():
        raise Unsupported
    common = q.num.gcd(q.den)
    out = Quotient(q.num / common, q.den / common)
    _check(out.num)
    _check(out.den)
    return out


@dataclass(frozen=True, slots=True)
class _Reader:
    mpoly: fmpz_mpoly_ctx
    positions: Mapping[Node, int]
    roots: Mapping[Node, int]

    def generator(self, node: Node) -> fmpz_mpoly:
        return self.mpoly.gens()[self.positions[node]]

    def read(self, node: Node) -> Quotient:
        one = self.mpoly.constant(1)
        match node.op:
            case "rat":
                return Quotient(self.mpoly.constant(node.value.numerator), self.mpoly.constant(node.value.denominator))
            case "add":
                total = Quotient(self.mpoly.constant(0), one)
                for a in node.args:
                    q = self.read(a)
                    total = _tidy(Quotient(total.num * q.den + q.num * total.den, total.den * q.den))
                return total
            case "mul":
                total = Quotient(one, one)
                for a in node.args:
                    total = _times(total, self.read(a))
                return total
            case "pow":
                e = node.args[1].value
                if e.denominator == 1:
                    return self._whole(self.read(node.args[0]), int(e))
                root = self.generator(power(node.args[0], rat(1, e.denominator)))
                return self._whole(Quotient(root, one), e.numerator)
            case "fn" if node.data == "exp":
                total = Quotient(one, one)
                for m, c in polynomial(node.args[0]).items():
                    inner = monomial_node(m)
                    t = self.generator(fn("exp", inner))
                    total = _times(total, self._whole(Quotient(t, one), int(c * self.roots[inner])))
                return total
        return Quotient(self.generator(node), one)

    @staticmethod
    def _whole(q: Quotient, e: int) -> Quotient:
        if abs(e) > DEGREE:
            raise TooLarge
        return _tidy(Quotient(q.num**e, q.den**e) if e >= 0 else Quotient(q.den**-e, q.num**-e))
