"""Where an integrand may be singular, have a kink or a jump, and the integrand seen from such a point.

`critical` lists the nodes at whose zeros that may happen, `zeros` finds those zeros on an interval by balls (nothing
outside the answer can be one), exactly where the node is a polynomial with rational coefficients, and `recentre`
rewrites a body in the distance from a point, so that 1 - x**2 near x = 1 becomes h (2 - h) and loses no digits.
It decides nothing about integrability (`growth` does).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq, fmpq_poly

from checker.graph import (
    MINUS_ONE,
    ONE,
    PI,
    Node,
    add,
    fn,
    mul,
    neg,
    postorder,
    power,
    rat,
    rebuild,
    sub,
    substitute,
    sym,
)
from checker.numeric.scope import Scope, Undefined, Unknown
from checker.numeric.terms import real

#: A polynomial in nodes: exponents of its atoms -> coefficient.
Monomial = tuple[tuple[Node, int], ...]
Polynomial = dict[Monomial, Fraction]


def depends(root: Node, variable: str) -> set[Node]:
    """The nodes of the graph in which the symbol stands."""
    found: set[Node] = set()
    for n in postorder(root):
        if (n.op == "sym" and n.data == variable) or any(a in found for a in n.args):
            found.add(n)
    return found


def rational(node: Node, scope: Scope) -> Fraction | None:
    """The exact value of a node made of rational numbers by + * and whole powers, or None."""
    values: dict[Node, Fraction] = {}
    for n in postorder(node):
        if any(a not in values for a in n.args):
            return None
        match n.op:
            case "rat":
                values[n] = n.value
            case "sym":
                value = scope.exact(n.data)
                if value is None:
                    return None
                values[n] = value
            case "add":
                values[n] = sum((values[a] for a in n.args), Fraction(0))
            case "mul":
                out = Fraction(1)
                for a in n.args:
                    out *= values[a]
                values[n] = out
            case "pow":
                base, exp = (values[a] for a in n.args)
                if exp.denominator != 1 or abs(exp) > 64 or (base == 0 and exp < 0):
                    return None
                values[n] = base ** int(exp)
            case _:
                return None
    return values[node]


# ---------------------------------------------------------------- candidates


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node at whose zeros the integrand may be singular, or has a kink or jump only (then it is bounded)."""

    node: Node
    kink: bool


def critical(body: Node, variable: str) -> list[Candidate]:
    """The nodes whose zeros may be singular points, kinks or jumps of the body as a function of the real variable."""
    inside = depends(body, variable)
    found: dict[Node, Candidate] = {}

    def put(node: Node, kink: bool = False) -> None:
        old = found.get(node)
        found[node] = Candidate(node, kink and (old is None or old.kink))

    for n in postorder(body):
        if n not in inside:
            continue
        a = n.args
        if n.op == "pow":
            exp = a[1]
            if not (exp.op == "rat" and exp.value >= 0 and exp.value.denominator == 1) and (
                a[0] in inside or exp in inside
            ):
                put(a[0])
        elif n.op == "piecewise":
            for condition in a[1::2]:
                for r in postorder(condition):
                    if r.op == "rel":
                        put(sub(*r.args), True)
        elif n.op == "fn":
            x = a[-1]
            match n.data:
                case "log" | "Ei" | "Ci" | "besselk" | "bessely" | "expint" | "uppergamma" | "coth" | "csch" | "acoth":
                    put(x)
                case "acsch" | "asech" | "acsc" | "asec" | "Chi" | "arg" | "loggamma":
                    put(x)
                case "li":
                    put(x)
                    put(sub(x, ONE))
                case "tan" | "sec":
                    put(fn("cos", x))
                case "cot" | "csc":
                    put(fn("sin", x))
                case "asin" | "acos" | "atanh" | "erfinv":
                    put(sub(ONE, power(x, 2)))
                case "acosh":
                    put(sub(x, ONE))
                    put(add(x, ONE))
                case "zeta":
                    put(sub(x, ONE))
                case "gamma" | "digamma" | "polygamma" | "factorial":
                    put(power(fn("gamma", x if n.data != "factorial" else add(x, ONE)), MINUS_ONE))
                case "abs" | "sign" | "heaviside":
                    put(x, True)
                case "max" | "min":
                    for i, y in enumerate(a):
                        for z in a[i + 1 :]:
                            put(sub(y, z), True)
                case "floor" | "ceiling" | "frac":
                    put(fn("sin", mul(PI, x)), True)
                case "mod":
                    put(fn("sin", mul(PI, a[0], power(a[1], -1))), True)
    return [c for c in found.values() if c.node in depends(c.node, variable)]


# ---------------------------------------------------------------- zeros


@dataclass(frozen=True, slots=True)
class Zeros:
    """Intervals (points, where the zero is known exactly) outside which the node has no zero, in rising order.

    `signs` has the sign of the node before, between and after them; 0 where it is not known to be one real sign.
    """

    spots: tuple[tuple[Fraction, Fraction], ...]
    signs: tuple[int, ...]


def interval(lo: Fraction, hi: Fraction) -> acb:
    """A real ball around [lo, hi]."""
    return acb(real(lo).union(real(hi)))


def zeros(node: Node, variable: str, lo: Fraction, hi: Fraction, scope: Scope, budget: int = 1500) -> Zeros | None:
    """The zeros of the node on [lo, hi], or None if they could not be told apart within the budget of evaluations."""
    poly = polynomial(node, variable, scope)
    if poly is not None:
        return _polynomial_zeros(poly, lo, hi, scope.precision)
    if node.op == "fn" and node.data in ("sin", "cos"):
        periodic = _periodic_zeros(node, variable, lo, hi, scope)
        if periodic is not None:
            return periodic
    if node.op == "mul":
        return _product_zeros(node, variable, lo, hi, scope, budget)
    if node.op == "pow" and node.args[1].op == "rat" and node.args[1].value >= 1:
        found = zeros(node.args[0], variable, lo, hi, scope, budget)
        return None if found is None else _signed(list(found.spots), node, variable, lo, hi, scope)
    width = max(hi - lo, Fraction(1)) / 2 ** (scope.precision + 8)
    spots: list[list[Fraction]] = []
    signs: list[int | None] = [None]
    stack = [(lo, hi)]
    while stack:
        a, b = stack.pop()
        budget -= 1
        if budget < 0:
            return None
        sign = _sign(node, variable, interval(a, b), scope)
        if sign is not None:
            signs[-1] = sign if signs[-1] in (None, sign) else 0
        elif b - a <= width:
            if spots and spots[-1][1] == a and signs[-1] is None:
                spots[-1][1] = b
            else:
                spots.append([a, b])
                signs.append(None)
        else:
            middle = _simplest(a, b)
            stack.append((middle, b))
            stack.append((a, middle))
    return Zeros(tuple((a, b) for a, b in spots), tuple(s or 0 for s in signs))


def _sign(node: Node, variable: str, x: acb, scope: Scope) -> int | None:
    """The sign of the node on a ball (0: not real but not zero), or None if it may vanish there."""
    try:
        y = scope.evaluate(node, {variable: x})
    except (Undefined, Unknown):
        return None
    if not y.is_finite() or y.contains(0):
        return None
    return 0 if not y.imag.is_zero() else 1 if y.real > 0 else -1 if y.real < 0 else None


def _simplest(a: Fraction, b: Fraction) -> Fraction:
    """A short dyadic number in the middle half of (a, b), so that zeros at small numbers are met exactly."""
    quarter = (b - a) / 4
    shift = quarter.denominator.bit_length() - quarter.numerator.bit_length() + 1  # 2^-shift <= quarter
    scale = Fraction(2) ** shift
    low, high = math.ceil((a + quarter) * scale), math.floor((b - quarter) * scale)
    while low < high:  # drop bits while a multiple of the coarser unit is left
        coarser = -(-low // 2), high // 2
        if coarser[0] > coarser[1]:
            break
        (low, high), scale = coarser, scale / 2
    return low / scale


def snapped(node: Node, variable: str, spot: tuple[Fraction, Fraction], scope: Scope) -> Fraction | None:
    """A number in the spot at which the node is exactly 0 (there may be other zeros in it), or None."""
    a, b = spot
    if a == b:
        return a
    unit = Fraction(1)
    while -(-a // unit) * unit > b:
        unit /= 2
    point = -(-a // unit) * unit
    try:
        return point if scope.evaluate(node, {variable: acb(real(point))}).is_zero() else None
    except (Undefined, Unknown):
        return None


def _periodic_zeros(node: Node, variable: str, lo: Fraction, hi: Fraction, scope: Scope) -> Zeros | None:
    """The zeros of sin or cos of a linear polynomial, or of pi times one (then they are rational)."""
    x = node.args[0]
    turns = x.op == "mul" and PI in x.args
    if turns:
        rest = list(x.args)
        rest.remove(PI)
        x = mul(*rest)
    line = polynomial(x, variable, scope)
    if line is None or line.degree() != 1:
        return None
    slope, shift = (Fraction(int(c.p), int(c.q)) for c in (line[1], line[0]))
    unit = Fraction(1) if turns else Fraction(355, 113)
    first, last = sorted(float((slope * e + shift) / unit) for e in (lo, hi))
    if last - first > 400:
        return None
    half = Fraction(1, 2) if node.data == "cos" else Fraction(0)
    spots: list[tuple[Fraction, Fraction]] = []
    for k in range(math.floor(first) - 2, math.ceil(last) + 3):
        if turns:
            low = high = (k + half - shift) / slope
        else:
            root = (arb.pi() * real(k + half) - real(shift)) / real(slope)
            p, q = root.lower().fmpq(), root.upper().fmpq()
            low, high = Fraction(int(p.p), int(p.q)), Fraction(int(q.p), int(q.q))
        if high >= lo and low <= hi:
            spots.append((low, high))
    return _signed(spots, node, variable, lo, hi, scope)


def _signed(
    spots: list[tuple[Fraction, Fraction]], node: Node, variable: str, lo: Fraction, hi: Fraction, scope: Scope
) -> Zeros:
    """The spots in order, with the signs of the real, continuous node between them."""
    merged: list[tuple[Fraction, Fraction]] = []
    for a, b in sorted(spots):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    edges = [lo, *(e for s in merged for e in s), hi]
    signs = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        sign = _sign(node, variable, acb(real((a + b) / 2)), scope) if a < b else 0
        signs.append(sign or 0)
    return Zeros(tuple(merged), tuple(signs))


def _product_zeros(node: Node, variable: str, lo: Fraction, hi: Fraction, scope: Scope, budget: int) -> Zeros | None:
    """Those of the factors. A factor free of the variable that may be 0 leaves them unknown."""
    inside = depends(node, variable)
    spots: list[tuple[Fraction, Fraction]] = []
    for factor in node.args:
        if factor not in inside:
            if _sign(factor, variable, acb(0), scope) is None:
                return None
            continue
        found = zeros(factor, variable, lo, hi, scope, budget)
        if found is None:
            return None
        spots += found.spots
    return _signed(spots, node, variable, lo, hi, scope)


def _polynomial_zeros(p: fmpq_poly, lo: Fraction, hi: Fraction, precision: int) -> Zeros:
    found: list[tuple[Fraction, Fraction]] = []
    for factor, _ in p.factor()[1]:
        if factor.degree() == 1:
            root = -fmpq(factor[0]) / fmpq(factor[1])
            x = Fraction(int(root.p), int(root.q))
            found.append((x, x))
        elif factor.degree() > 1:
            roots: Any = factor.complex_roots()
            for root_, _ in roots:
                if root_.imag.is_zero():
                    low, high = root_.real.lower().fmpq(), root_.real.upper().fmpq()
                    found.append((Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))))
    spots = sorted((a, b) for a, b in found if b >= lo and a <= hi)
    edges = [lo, *(x for s in spots for x in s), hi]
    signs = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        middle = (a + b) / 2
        y = p(fmpq(middle.numerator, middle.denominator))
        signs.append((y > 0) - (y < 0) if a < b else 0)
    return Zeros(tuple(spots), tuple(signs))


# ---------------------------------------------------------------- polynomials and recentring


def polynomial(node: Node, variable: str, scope: Scope) -> fmpq_poly | None:
    """The node as a polynomial in the variable with rational coefficients, not 0; None if it is not seen to be one."""
    x = sym(variable)
    written = _Writer(scope, {}).write(node)[1]
    if written is None or not written:
        return None
    coefficients: dict[int, Fraction] = {}
    for monomial, c in written.items():
        if any(atom != x for atom, _ in monomial):
            return None
        coefficients[monomial[0][1] if monomial else 0] = c
    top = max(coefficients)
    if top > 60:
        return None
    row = [coefficients.get(k, Fraction(0)) for k in range(top + 1)]
    return fmpq_poly([fmpq(c.numerator, c.denominator) for c in row])


def monomials(node: Node, scope: Scope, *variables: str) -> Polynomial | None:
    """The node as a polynomial in symbols, constants and parts free of the variables, with rational coefficients."""
    inside: set[Node] = set()
    for v in variables:
        inside |= depends(node, v)
    return _Writer(scope, {}, frozenset(n for n in postorder(node) if n not in inside)).write(node)[1]


def collected(node: Node, scope: Scope, variable: str) -> Node:
    """The node with like powers together if it is a polynomial in symbols with rational coefficients; else itself.

    A quadratic in the variable alone is written a (x + b)^2 + c, in which balls lose least near its vertex.
    """
    _, written = _Writer(scope, {}).write(node)
    if written is None:
        return node
    x = sym(variable)
    a, b, c = (written.get(m, Fraction(0)) for m in (((x, 2),), ((x, 1),), ()))
    if a and b and len(written) == 2 + bool(c):
        shift = b / (2 * a)
        square = mul(rat(a), power(add(x, rat(shift)), 2))
        rest = c - a * shift**2
        return add(square, rat(rest)) if rest else square
    return _emit(written, sums=True)


def recentre(body: Node, variable: str, point: Fraction, sign: int, distance: str, scope: Scope) -> Node:
    """The body at point + sign * distance, its polynomial parts in powers of the distance."""
    h = sym(distance)
    step = h if sign > 0 else neg(h)
    if point == 0:
        return substitute(body, {sym(variable): step})
    shifted: Polynomial = {(): point, ((h, 1),): Fraction(sign)}
    return _Writer(scope, {sym(variable): (add(rat(point), step), shifted)}).write(body)[0]


class _Writer:
    """Rewrites sums of polynomials in collected form, atoms being symbols and constants; all else stays as it is."""

    MOST = 60

    def __init__(
        self,
        scope: Scope,
        given: Mapping[Node, tuple[Node, Polynomial | None]],
        atoms: frozenset[Node] = frozenset(),
    ) -> None:
        self.scope, self.atoms = scope, atoms
        self.done: dict[Node, tuple[Node, Polynomial | None]] = dict(given)

    def write(self, root: Node) -> tuple[Node, Polynomial | None]:
        changed = set(self.done)
        for n in postorder(root):
            if n in self.done:
                continue
            if n.op in ("integral", "sum", "product", "diff", "limit", "map", "entries", "gradient", "jacobian"):
                inner = substitute(n, {k: v[0] for k, v in self.done.items() if k.op == "sym" and k in changed})
                self.done[n] = (inner, {((n, 1),): Fraction(1)} if n in self.atoms else None)
                continue
            found = self._one(n)
            self.done[n] = (n, {((n, 1),): Fraction(1)}) if found[1] is None and n in self.atoms else found
        return self.done[root]

    def _one(self, n: Node) -> tuple[Node, Polynomial | None]:
        if n.op == "rat":
            return n, {(): n.value} if n.value else {}
        if n.op in ("sym", "const"):
            value = rational(n, self.scope) if n.op == "sym" else None
            if value is not None:
                return n, {(): value} if value else {}
            return n, {((n, 1),): Fraction(1)}
        args = [self.done[a] for a in n.args]
        same = all(x[0] is a for x, a in zip(args, n.args, strict=True))
        plain = n if same else rebuild(n, [x[0] for x in args])
        polys = [x[1] for x in args]
        if n.op == "pow" and polys[0] is not None and n.args[1].op == "rat":
            e = n.args[1].value
            if e.denominator == 1 and 0 <= e <= 16:
                out: Polynomial | None = {(): Fraction(1)}
                for _ in range(int(e)):
                    out = self._times(out, polys[0])
                return plain, out
            if not polys[0]:
                return plain, None
            if len(polys[0]) == 1 and () in polys[0] and e.denominator == 1 and abs(e) <= 64:
                return plain, {(): polys[0][()] ** int(e)}
            return plain, None
        if n.op == "mul":
            product_: Polynomial | None = {(): Fraction(1)}
            for p in polys:
                product_ = self._times(product_, p)
            return plain, product_
        if n.op == "add" and all(p is not None for p in polys):
            total: Polynomial = {}
            for p in polys:
                assert p is not None
                for m, c in p.items():
                    total[m] = total.get(m, Fraction(0)) + c
            total = {m: c for m, c in total.items() if c}
            return (plain if same else _emit(total)), total
        return plain, None

    def _times(self, a: Polynomial | None, b: Polynomial | None) -> Polynomial | None:
        if a is None or b is None or len(a) * len(b) > 4 * self.MOST:
            return None
        out: Polynomial = {}
        for m, c in a.items():
            for k, d in b.items():
                powers = dict(m)
                for atom, e in k:
                    powers[atom] = powers.get(atom, 0) + e
                key = tuple(sorted(powers.items(), key=lambda ae: ae[0].digest))
                out[key] = out.get(key, Fraction(0)) + c * d
        out = {m: c for m, c in out.items() if c}
        return out if len(out) <= self.MOST else None


def _emit(p: Polynomial, sums: bool = False) -> Node:
    """The polynomial as a node, the greatest common power of its atoms taken out unless `sums`."""
    if not p:
        return rat(0)
    common: dict[Node, int] | None = None
    for m in p:
        powers = dict(m)
        common = powers if common is None else {a: min(e, powers[a]) for a, e in common.items() if a in powers}
    assert common is not None
    common = {} if sums else common
    terms = []
    for m, c in sorted(p.items(), key=lambda mc: [(a.digest, e) for a, e in mc[0]]):
        left = [(a, e - common.get(a, 0)) for a, e in m]
        terms.append(mul(rat(c), *(power(a, e) if e > 1 else a for a, e in left if e)))
    front = [power(a, e) if e > 1 else a for a, e in common.items()]
    return mul(*front, add(*terms)) if front else add(*terms)
