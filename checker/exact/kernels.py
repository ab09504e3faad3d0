"""The field that normal forms live in: fractions of FLINT polynomials over kernels, reduced by the kernels' relations.

A kernel is whatever is not itself rational in smaller parts: a symbol, a logarithm, exp of a monomial, a root. Its
generator stands for the kernel to the power 1/scale, and scales grow when a smaller root is met (exp(x) and exp(x/2)
are one generator). Algebraic kernels carry a relation g^k = (something simpler), applied at every step. This module
does arithmetic and finds canonical fractions; which functions become which kernels stands in `elementary` and
`special`. It proves nothing of the kernels' independence: a fraction that is not 0 here may still vanish.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb, gcd, lcm
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpz_poly

from checker.exact.context import Context, TooLarge, Unsupported
from checker.graph import I, Node

Poly = Any  # flint.fmpq_mpoly, which has no type stubs

#: products that would make more terms than this are refused
TERMS = 200_000
#: polynomials with more terms than this are not tried for common factors
GCD_TERMS = 4_000
#: numbers with more bits than this are refused
BITS = 100_000
#: no root of higher order than this is formed
ROOT = 360
#: kernels in one problem
KERNELS = 400


class NotScalar(Unsupported):
    """The node is no scalar, or means nothing (a division by 0, an infinity): there is no normal form of it."""


def degrees(p: Poly) -> tuple[int, ...]:
    """The degree in each generator, as Python integers; all 0 for the polynomial 0 (FLINT says -1)."""
    return tuple(max(int(d), 0) for d in p.degrees())


def terms_of(p: Poly) -> list[tuple[tuple[int, ...], Any]]:
    """Exponents, as Python integers, and coefficients."""
    return [(tuple(map(int, exps)), c) for exps, c in p.to_dict().items()]


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A fraction num/den over the kernels of a table, as they were scaled at `version`."""

    num: Poly
    den: Poly
    version: int


@dataclass(slots=True)
class Kernel:
    """One generator. `kind`: unit, symbol, constant, exp, root, log, abs, parity, step, opaque.

    `argument` is the exponent of an exp, the base of a root, what a log or an abs is of. `power`: the generator to
    power·scale is `relation` (None: transcendental as far as this module knows); with `fold`, generator^power is
    generator^fold. `imaginary`: an exp of I times `argument`'s own form, for printing as sine and cosine.
    """

    node: Node
    kind: str
    argument: Value | None = None
    relation: Value | None = None
    power: int = 1
    fold: int = 0
    imaginary: bool = False
    parts: tuple[Node, ...] = ()


@dataclass(slots=True)
class Table:
    """The kernels of one problem: grows while expressions are read, so values are brought up to date before use."""

    ctx: Context
    kernels: list[Kernel] = field(default_factory=list)
    scales: list[int] = field(default_factory=list)
    index: dict[tuple[str, Node], int] = field(default_factory=dict)
    history: list[list[int]] = field(default_factory=list)  # the scales at each version
    capacity: int = 8
    ring: Any = None
    algebraic: list[int] = field(default_factory=list)
    done: dict[Node, Value] = field(default_factory=dict)
    exponents: list[int] = field(default_factory=list)  # the exp kernels, a basis of all exponents over the rationals
    plain: bool = True  # whether no kernel with a relation was used yet, the unit among them
    ragged: bool = False  # whether some exponent has a denominator of more than one term
    nodes: dict[object, Node] = field(default_factory=dict)  # of exponents and phases already written out

    def __post_init__(self) -> None:
        self._ring()
        self.kernels.append(Kernel(I, "unit"))
        self.scales.append(2)  # the generator is exp(i·pi/2)
        self.algebraic.append(0)
        self.history.append([2])

    # ------------------------------------------------------------ growth

    def _ring(self) -> None:
        self.ring = fmpq_mpoly_ctx.get(tuple(f"x{i}" for i in range(self.capacity)), Ordering.lex)

    @property
    def version(self) -> int:
        return len(self.history) - 1

    def _changed(self) -> None:
        self.history.append(list(self.scales))

    def add_kernel(self, name: str, kernel: Kernel, scale: int = 1) -> int:
        """The number of the kernel; a new one unless its node has one already."""
        key = (name, kernel.node)
        if key in self.index:
            return self.index[key]
        k = len(self.kernels)
        if k >= KERNELS:
            raise TooLarge
        self.kernels.append(kernel)
        self.scales.append(scale)
        self.history[-1].append(scale)
        self.index[key] = k
        if kernel.relation is not None or kernel.fold:
            self.algebraic.append(k)
        if k >= self.capacity:
            self.capacity *= 2
            self._ring()
            self._changed()
        return k

    def rescale(self, k: int, multiple: int) -> None:
        """Make the generator stand for the kernel's power 1/lcm(scale, multiple)."""
        new = lcm(self.scales[k], multiple)
        if new != self.scales[k]:
            if new > (ROOT if k in self.algebraic or k == 0 else 10**5):
                raise TooLarge
            self.scales[k] = new
            self._changed()

    def _lift(self, p: Poly, version: int) -> Poly:
        if p.context() is not self.ring:
            p = p.project_to_context(self.ring)
        old = self.history[version]
        if any(a != b for a, b in zip(old, self.scales, strict=False)):
            factor = [b // a for a, b in zip(old, self.scales, strict=False)]
            p = p.inflate(factor + [1] * (self.capacity - len(factor)))
        return p

    def current(self, v: Value) -> Value:
        """The same value over the kernels as they are scaled now."""
        if v.version == self.version:
            return v
        return Value(self._lift(v.num, v.version), self._lift(v.den, v.version), self.version)

    # ------------------------------------------------------------ making values

    def number(self, x: Fraction | int) -> Value:
        f = Fraction(x)
        if f.numerator.bit_length() + f.denominator.bit_length() > BITS:
            raise TooLarge
        return Value(self.ring.constant(fmpq(f.numerator, f.denominator)), self.ring.constant(1), self.version)

    def generator(self, k: int, exponent: Fraction | int = 1) -> Value:
        """The kernel to a rational power; its root is made if need be."""
        e = Fraction(exponent)
        if k in self.algebraic:
            self.plain = False
        self.rescale(k, e.denominator)
        n = int(e * self.scales[k])
        if abs(n) > 10**6:
            raise TooLarge
        g = self.ring.gen(k) ** abs(n)
        one = self.ring.constant(1)
        v = Value(g, one, self.version) if n >= 0 else Value(one, g, self.version)
        return self.reduced(v)

    def unit(self, turns: Fraction) -> Value:
        """exp(i·pi·turns), by square roots of 2 and 3 where they are enough, else in a cyclotomic field."""
        t = turns % 2
        quarter, rest = divmod(t, Fraction(1, 2))
        i = self.generator(0, Fraction(int(quarter), 2))
        if rest == 0:
            return i
        if rest in _OCTANTS:
            (a, p), (b, q) = _OCTANTS[rest]
            return self.times(i, self.plus(self._surd(a, p), self.times(self._surd(b, q), self.imaginary())))
        if rest.denominator == 12:
            a, b = (Fraction(1, 3), Fraction(-1, 4)) if rest.numerator == 1 else (Fraction(1, 6), Fraction(1, 4))
            return self.times(i, self.times(self.unit(a), self.unit(b)))
        return self.times(i, self.generator(0, rest))

    def _surd(self, c: Fraction, p: int) -> Value:
        return self.times(self.number(c), self.prime_power(p, Fraction(1, 2))) if p > 1 else self.number(c)

    def prime_power(self, p: int, e: Fraction) -> Value:
        """p^e for a prime p (or any integer > 1 that is too long to factor)."""
        whole, part = divmod(e, 1)
        if abs(int(whole)) * p.bit_length() > BITS:
            raise TooLarge
        v = self.number(Fraction(p) ** int(whole))
        if part:
            if p.bit_length() > 14_000:
                raise TooLarge
            base = self.number(p)
            node = Node("rat", (), (p, 1))
            k = self.add_kernel("root", Kernel(node, "root", base, base))
            v = self.times(v, self.generator(k, part))
        return v

    def imaginary(self) -> Value:
        return self.generator(0, Fraction(1, 2))

    # ------------------------------------------------------------ arithmetic

    def plus(self, a: Value, b: Value) -> Value:
        a, b = self.current(a), self.current(b)
        if a.den == b.den:
            return self._cancel(a.num + b.num, a.den)
        if a.den.is_constant() or b.den.is_constant():
            num = self._times(a.num, b.den) + self._times(b.num, a.den)
            return self.reduced(Value(num, a.den * b.den, self.version))
        g = self._gcd(a.den, b.den)
        x, y = (a.den, b.den) if g is None else (a.den / g, b.den / g)
        return self.reduced(Value(self._times(a.num, y) + self._times(b.num, x), self._times(a.den, y), self.version))

    def total(self, values: Iterable[Value]) -> Value:
        """The sum, with the terms of equal denominators added first."""
        groups: list[tuple[Poly, list[Poly]]] = []
        for v in values:
            v = self.current(v)
            for den, nums in groups:
                if den == v.den:
                    nums.append(v.num)
                    break
            else:
                groups.append((v.den, [v.num]))
        sums = [self._cancel(balanced_sum(nums), den) for den, nums in groups]
        while len(sums) > 1:  # small with small
            sums.sort(key=lambda v: len(v.den))
            sums = [self.plus(sums[0], sums[1]), *sums[2:]]
        return sums[0] if sums else self.number(0)

    def minus(self, a: Value, b: Value) -> Value:
        return self.plus(a, self.negative(b))

    def negative(self, a: Value) -> Value:
        return Value(-a.num, a.den, a.version)

    def times(self, a: Value, b: Value) -> Value:
        a, b = self.current(a), self.current(b)
        an, ad, bn, bd = a.num, a.den, b.num, b.den
        if not bd.is_constant() and (g := self._gcd(an, bd)) is not None and not g.is_constant():
            an, bd = an / g, bd / g
        if not ad.is_constant() and (g := self._gcd(bn, ad)) is not None and not g.is_constant():
            bn, ad = bn / g, ad / g
        return self.reduced(Value(self._times(an, bn), self._times(ad, bd), self.version))

    def inverse(self, a: Value) -> Value:
        a = self.current(a)
        if a.num.is_zero():
            raise NotScalar("division by zero")
        return self.reduced(Value(a.den, a.num, self.version))

    def over(self, a: Value, b: Value) -> Value:
        return self.times(a, self.inverse(b))

    def scaled(self, a: Value, c: Fraction | int) -> Value:
        f = Fraction(c)
        return Value(a.num * fmpq(f.numerator, f.denominator), a.den, a.version)

    def raised(self, a: Value, n: int) -> Value:
        """The power with a whole exponent, 0^0 = 1. Raises TooLarge beyond the bounds."""
        if n < 0:
            return self.raised(self.inverse(a), -n)
        a = self.current(a)
        if n == 0:
            return self.number(1)
        if n == 1 or a.num.is_zero():
            return a
        for p in (a.num, a.den):
            if (len(p) > 1 and comb(len(p) + min(n, 10**5) - 1, len(p) - 1) > TERMS) or n > 10**6:
                raise TooLarge
            bits = max(int(x).bit_length() for c in p.coeffs() for x in (c.p, c.q))
            if (bits - 1) * n > BITS or (len(p) > 1 and n > 5000):
                raise TooLarge
        if self._touches(a.num) or self._touches(a.den):
            half = self.raised(a, n // 2)
            square = self.times(half, half)
            return self.times(square, a) if n % 2 else square
        return Value(a.num**n, a.den**n, self.version)

    def _times(self, p: Poly, q: Poly) -> Poly:
        m, n = len(p), len(q)
        if m * n > TERMS:
            if (min(m, n) > 1 and m * n > 20 * TERMS) or self._most(p, q) > TERMS:
                raise TooLarge
            self.ctx.tick()
        return p * q

    @staticmethod
    def _most(p: Poly, q: Poly) -> int:
        """A bound on the terms of a product by the degrees."""
        bound = 1
        for a, b in zip(degrees(p), degrees(q), strict=True):
            bound *= a + b + 1
        return min(bound, len(p) * len(q))

    def _gcd(self, p: Poly, q: Poly) -> Poly | None:
        if len(p) * len(q) > GCD_TERMS * 40 or max(len(p), len(q)) > GCD_TERMS:
            return None
        return p.gcd(q)

    def _cancel(self, num: Poly, den: Poly) -> Value:
        if not den.is_constant():
            if num.is_zero():
                return self.number(0)
            g = self._gcd(num, den)
            if g is not None and not g.is_constant():
                num, den = num / g, den / g
        return Value(num, den, self.version)

    # ------------------------------------------------------------ relations

    def _touches(self, p: Poly) -> bool:
        if self.plain:
            return False
        top = degrees(p)
        return any(top[k] for k in self.algebraic)

    def reduced(self, v: Value) -> Value:
        """The relations applied, and common factors of numerator and denominator removed."""
        num, den = v.num, v.den
        if den.is_constant():
            if not self._reducible(num):
                return v
        elif not self._reducible(num) and not self._reducible(den):
            if len(den) == 1 and self._touches(den):
                return self._clear_monomial(num, den)
            return self._cancel(num, den)
        n1, d1 = self._reduce(num)
        n2, d2 = self._reduce(den)
        if n2.is_zero():
            raise NotScalar("division by zero")
        num, den = self._times(n1, d2), self._times(n2, d1)
        if self._reducible(num) or self._reducible(den):
            return self.reduced(Value(num, den, self.version))
        if len(den) == 1 and self._touches(den):
            return self._clear_monomial(num, den)
        return self._cancel(num, den)

    def _bound(self, k: int) -> int:
        """The exponent from which on the generator's powers reduce."""
        kernel = self.kernels[k]
        if kernel.kind == "unit":
            return len(self._cyclotomic()) - 1
        return kernel.power if kernel.fold else kernel.power * self.scales[k]

    def _reducible(self, p: Poly) -> bool:
        if self.plain:
            return False
        top = degrees(p)
        return any(top[k] and top[k] >= self._bound(k) for k in self.algebraic)

    def _cyclotomic(self) -> list[int]:
        """Coefficients of the minimal polynomial of exp(i·pi/Q), constant term first."""
        q = self.scales[0]
        if q == 2:
            return [1, 0, 1]
        p = fmpz_poly.cyclotomic(2 * q)
        return [int(c) for c in p.coeffs()]

    def _reduce(self, p: Poly) -> tuple[Poly, Poly]:
        """(numerator, denominator) of the polynomial with every relation applied, latest kernels first."""
        den = self.ring.constant(1)
        top = degrees(p)
        for k in reversed(self.algebraic):
            if top[k] < self._bound(k):
                continue
            p, extra = self._reduce_by(p, k)
            den = self._times(den, extra)
            top = degrees(p)
        return p, den

    def _reduce_by(self, p: Poly, k: int) -> tuple[Poly, Poly]:
        kernel, bound = self.kernels[k], self._bound(k)
        one = self.ring.constant(1)
        parts = split(p, k)
        if kernel.kind == "unit":
            return self._reduce_unit(parts), one
        g = self.ring.gen(k)
        out = self.ring.constant(0)
        if kernel.fold:
            step = bound - kernel.fold
            for e, c in parts.items():
                out += c * g ** (e if e < bound else kernel.fold + (e - kernel.fold) % step)
            return out, one
        assert kernel.relation is not None
        kernel.relation = self.current(kernel.relation)
        rn, rd = kernel.relation.num, kernel.relation.den
        top = max(parts) // bound
        powers_n, powers_d = [one], [one]
        for _ in range(top):
            powers_n.append(self._times(powers_n[-1], rn))
            powers_d.append(self._times(powers_d[-1], rd))
        for e, c in parts.items():
            n, r = divmod(e, bound)
            out += self._times(self._times(c * g**r, powers_n[n]), powers_d[top - n])
        return out, powers_d[top]

    def _reduce_unit(self, parts: dict[int, Poly]) -> Poly:
        minimal, q = self._cyclotomic(), self.scales[0]
        degree = len(minimal) - 1
        work = [self.ring.constant(0) for _ in range(max(q, degree))]
        for e, c in parts.items():
            turns, r = divmod(e, q)  # the generator's q-th power is -1
            work[r] += -c if turns % 2 else c
        for e in range(len(work) - 1, degree - 1, -1):
            if not work[e].is_zero():
                for j in range(degree):
                    if minimal[j]:
                        work[e - degree + j] -= work[e] * minimal[j]
        g = self.ring.gen(0)
        out = self.ring.constant(0)
        for e in range(degree):
            if not work[e].is_zero():
                out += work[e] * g**e
        return out

    def _clear_monomial(self, num: Poly, den: Poly) -> Value:
        """A denominator of one term has its roots moved into the numerator: 1/sqrt(2) is sqrt(2)/2."""
        exps = tuple(map(int, den.monomial(0)))
        again = False
        for k in self.algebraic:
            e = exps[k]
            kernel = self.kernels[k]
            if not e or kernel.fold:
                continue
            order = 2 * self.scales[0] if kernel.kind == "unit" else self._bound(k)
            g = self.ring.gen(k) ** (-e % order)
            num, den, again = num * g, den * g, True
        return self.reduced(Value(num, den, self.version)) if again else self._cancel(num, den)

    # ------------------------------------------------------------ canonical fractions

    def canonical(self, v: Value) -> Value:
        """The fraction with no root in its denominator where that can be had, and nothing left to cancel."""
        v = self.reduced(self.current(v))
        for k in reversed(self.algebraic):
            if not degrees(v.den)[k] or self.kernels[k].fold:
                continue
            u = self._conjugate_factor(v.den, k)
            if u is None or len(u) * len(v.num) > GCD_TERMS or len(u) * len(v.den) > GCD_TERMS:
                continue
            num, den = self._reduce(v.num * u), self._reduce(v.den * u)
            if den[0].is_zero():
                continue
            v = self.reduced(Value(self._times(num[0], den[1]), self._times(den[0], num[1]), self.version))
        if v.den.is_constant() and not v.den.is_one():
            return Value(v.num / v.den.leading_coefficient(), self.ring.constant(1), self.version)
        return v

    def _conjugate_factor(self, den: Poly, k: int) -> Poly | None:
        """A u such that den·u is free of generator k modulo its relation; None if that would be long."""
        bound = self._bound(k)
        if (self.kernels[k].kind == "unit" and self.scales[0] == 2) or bound == 2:
            parts = split(den, k)
            return parts.get(0, self.ring.constant(0)) - parts.get(1, self.ring.constant(0)) * self.ring.gen(k)
        if bound > 8 or len(den) > 12:
            return None
        return self._cofactor(den, k, bound)

    def _cofactor(self, den: Poly, k: int, bound: int) -> Poly | None:
        """u with u·den free of generator k, from the last row of the adjugate of multiplication by den."""
        g, one = self.ring.gen(k), self.ring.constant(1)
        zero = self.ring.constant(0)
        rows = []
        for j in range(bound):
            p, extra = self._reduce(den * g**j)
            if extra != one:
                return None
            parts = split(p, k)
            rows.append([parts.get(e, zero) for e in range(bound)])
        # sum_j u_j rows[j] = (norm, 0, …, 0): the u_j are cofactors of the first column
        minors = [
            determinant([[row[c] for c in range(1, bound)] for i, row in enumerate(rows) if i != j], one)
            for j in range(bound)
        ]
        out = zero
        for j, m in enumerate(minors):
            out += (m if j % 2 == 0 else -m) * g**j
        return None if out.is_zero() else out

    # ------------------------------------------------------------ reading

    def rational(self, v: Value) -> Fraction | None:
        """The number, if the value is a rational one."""
        if not (v.num.is_constant() and v.den.is_constant()):
            return None
        n, d = v.num.leading_coefficient() if len(v.num) else fmpq(0), v.den.leading_coefficient()
        q = n / d
        return Fraction(int(q.p), int(q.q))

    def generators(self, *values: Value) -> set[int]:
        """The kernels that stand in the values."""
        out: set[int] = set()
        for v in values:
            for p in (v.num, v.den):
                out.update(k for k, d in enumerate(degrees(p)) if d)
        return out

    def deflated(self, p: Poly) -> tuple[Poly, list[int]]:
        """The polynomial in the highest powers of generators that it is one in, as far as scales explain them."""
        index = p.deflation_index()[0] if len(p) > 1 else [0] * self.capacity
        exps = degrees(p)
        factor = [1] * self.capacity
        for k, scale in enumerate(self.scales):
            if scale > 1 and exps[k]:
                factor[k] = gcd(int(index[k]), scale) if index[k] else gcd(exps[k], scale)
        return (p.deflate(factor) if any(f != 1 for f in factor) else p), factor


_OCTANTS = {
    Fraction(1, 6): ((Fraction(1, 2), 3), (Fraction(1, 2), 1)),
    Fraction(1, 4): ((Fraction(1, 2), 2), (Fraction(1, 2), 2)),
    Fraction(1, 3): ((Fraction(1, 2), 1), (Fraction(1, 2), 3)),
}  # turns -> cosine and sine of pi·turns, each as (rational, radicand)


def rational_power(q: Fraction, n: int) -> Fraction:
    """q^n. Raises TooLarge beyond the bound on the length of numbers."""
    if abs(n) * max(q.numerator.bit_length(), q.denominator.bit_length()) > 2 * BITS and abs(q) != 1:
        raise TooLarge
    return q**n


def balanced_sum(polys: list[Poly]) -> Poly:
    """The sum, halves first, so that long sums of short terms take no quadratic time."""
    while len(polys) > 1:
        pairs = [a + b for a, b in zip(polys[::2], polys[1::2], strict=False)]
        polys = pairs + polys[len(pairs) * 2 :]
    return polys[0]


def split(p: Poly, k: int) -> dict[int, Poly]:
    """The polynomial by powers of one generator."""
    if degrees(p)[k] == 0:
        return {0: p}
    groups: dict[int, dict[tuple[int, ...], Any]] = {}
    for exps, c in terms_of(p):
        e = exps[k]
        groups.setdefault(e, {})[(*exps[:k], 0, *exps[k + 1 :])] = c
    ring = p.context()
    return {e: ring.from_dict(d) for e, d in groups.items()}


def determinant(rows: Sequence[Sequence[Poly]], one: Poly) -> Poly:
    """Of a square matrix of polynomials, fraction-free (Bareiss 1968)."""
    m = [list(r) for r in rows]
    n = len(m)
    sign, previous = 1, one
    for k in range(n - 1):
        pivot = next((i for i in range(k, n) if not m[i][k].is_zero()), None)
        if pivot is None:
            return one * 0
        if pivot != k:
            m[k], m[pivot], sign = m[pivot], m[k], -sign
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                m[i][j] = (m[i][j] * m[k][k] - m[i][k] * m[k][j]) / previous
        previous = m[k][k]
    return m[-1][-1] * sign if n else one
