"""Factors of normal forms, and the signs of values: what rules for logarithms, roots and absolute values ask.

Factorisation is FLINT's over the rationals, in the highest powers of generators; of what is too long to factor the
whole is one factor, which is a worse answer and no wrong one. Signs are those of `signs`, and of a + b·sqrt(r).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from flint import fmpq, fmpz

from checker.exact import signs
from checker.exact.kernels import NotScalar, Poly, Table, Value, degrees, split
from checker.exact.render import to_node
from checker.exact.signs import Sign

#: polynomials with more terms than this are not factored
FACTOR_TERMS = 150
#: integers with more bits than this are not factored
FACTOR_BITS = 110


# ---------------------------------------------------------------- what is known of a value


def sign_of(t: Table, v: Value) -> Sign:
    """A superset of the signs of the value."""
    q = t.rational(v)
    if q is not None:
        return Sign.POS if q > 0 else Sign.NEG if q < 0 else Sign.ZERO
    return signs.sign(to_node(t, v), t.ctx)


def is_real(t: Table, v: Value) -> bool:
    return all(real_kernel(t, k) for k in t.generators(v)) or not sign_of(t, v) & Sign.NONREAL


def real_kernel(t: Table, k: int) -> bool:
    if k == 0:
        return False
    found = signs.sign(t.kernels[k].node, t.ctx)
    return not found & (Sign.NONREAL if t.scales[k] == 1 else Sign.NONREAL | Sign.NEG)


def is_integer(t: Table, v: Value) -> bool:
    q = t.rational(v)
    if q is not None:
        return q.denominator == 1
    return signs.is_integer(to_node(t, v), t.ctx)


def nonnegative(s: Sign) -> bool:
    return not s & (Sign.NEG | Sign.NONREAL)


def nonpositive(s: Sign) -> bool:
    return not s & (Sign.POS | Sign.NONREAL)


# ---------------------------------------------------------------- factors


@dataclass(frozen=True, slots=True)
class Factor:
    """An irreducible factor and its exponent. `kernel`: (kernel, exponent of it) if the factor is a generator."""

    value: Value
    exponent: int
    kernel: tuple[int, Fraction] | None = None


def factors(t: Table, v: Value) -> tuple[Fraction, list[Factor]]:
    """v = constant · product of factors^exponent, the factors primitive polynomials, coprime and irreducible.

    Of polynomials too long to factor, the whole is one factor.
    """
    v = t.canonical(v)
    constant = Fraction(1)
    out: list[Factor] = []
    for p, way in ((v.num, 1), (v.den, -1)):
        c, parts = _factor_polynomial(t, p)
        constant *= c**way
        for f, e in parts:
            kernel = None
            if len(f) == 1:
                k = next(i for i, x in enumerate(f.monomial(0)) if x)
                root = Fraction(int(f.monomial(0)[k]) * e, t.scales[k])
                kernel, e = (k, Fraction(1, root.denominator)), root.numerator
                f = t.ring.gen(k) ** (t.scales[k] // root.denominator)
            out.append(Factor(Value(f, t.ring.constant(1), t.version), way * e, kernel))
    return constant, out


def _factor_polynomial(t: Table, p: Poly) -> tuple[Fraction, list[tuple[Poly, int]]]:
    if p.is_zero():
        raise NotScalar("0 has no factors")
    if p.is_constant():
        c = p.leading_coefficient()
        return Fraction(int(c.p), int(c.q)), []
    common = p.term_content()
    parts: list[tuple[Poly, int]] = []
    if not common.is_constant():
        for k, e in enumerate(degrees(common)):
            if e:
                parts.append((t.ring.gen(k), e))
        p = p / (common / common.leading_coefficient())
    if len(p) > 1:
        if len(p) <= FACTOR_TERMS:
            deflated, index = t.deflated(p)
            constant, found = deflated.factor()
            parts += [(f.inflate(index), int(e)) for f, e in found]
        else:
            constant, found = fmpq(1), [(p, 1)]
            parts.append((p, 1))
        p = t.ring.constant(constant)
    c = p.leading_coefficient()
    total = Fraction(int(c.p), int(c.q))
    out = []
    for f, e in parts:
        scale = content(f)
        total *= scale**e
        out.append((f * fmpq(scale.denominator, scale.numerator), e))
    return total, out


def content(p: Poly) -> Fraction:
    coefficients = p.coeffs()
    return Fraction(gcd(*(int(c.p) for c in coefficients)), lcm(*(int(c.q) for c in coefficients)))


def primes(n: int) -> list[tuple[int, int]]:
    """Factorisation of a positive integer; one too long to factor is split no further than by small primes."""
    if n == 1:
        return []
    if n.bit_length() <= FACTOR_BITS:
        return [(int(p), int(e)) for p, e in fmpz(n).factor()]
    out = []
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        e = 0
        while n % p == 0:
            n, e = n // p, e + 1
        if e:
            out.append((p, e))
    root = fmpz(n).isqrt()
    if int(root) ** 2 == n and n > 1:
        return [*out, (int(root), 2)]
    return out + ([(n, 1)] if n > 1 else [])


def rational_primes(q: Fraction) -> list[tuple[int, int]]:
    """Factorisation of a positive rational."""
    return primes(q.numerator) + [(p, -e) for p, e in primes(q.denominator)]


def product(t: Table, parts: Sequence[Value]) -> Value:
    out = t.number(1)
    for p in parts:
        out = t.times(out, p)
    return out


def factor_sign(t: Table, f: Factor) -> Sign:
    if f.kernel is not None:
        k, e = f.kernel
        kernel = t.kernels[k]
        if k == 0:
            return Sign.NONREAL
        found = signs.sign(kernel.node, t.ctx)
        if kernel.kind == "parity":
            return Sign.NEG | Sign.POS if e == 1 else Sign.NEG | Sign.POS | Sign.NONREAL
        if e != 1 and found & (Sign.NEG | Sign.NONREAL):
            return Sign.NEG | Sign.ZERO | Sign.POS | Sign.NONREAL
        return found
    found = sign_of(t, f.value)
    if found & Sign.NEG and found & Sign.POS:
        found &= _surd_sign(t, t.current(f.value))
    return found


def _surd_sign(t: Table, v: Value) -> Sign:
    """Of a polynomial a + b·sqrt(r): the sign of the part that is larger, if a² - b²r has one."""
    unknown = Sign.NEG | Sign.ZERO | Sign.POS | Sign.NONREAL
    top = degrees(v.num)
    for k in t.algebraic:
        kernel = t.kernels[k]
        if kernel.kind != "root" or top[k] != 1 or t.scales[k] != 2 or kernel.argument is None:
            continue
        one = t.ring.constant(1)
        parts = split(v.num, k)
        a, b = Value(parts[0], one, t.version) if 0 in parts else t.number(0), Value(parts[1], one, t.version)
        if not nonnegative(sign_of(t, t.current(kernel.argument))) or not is_real(t, a) or not is_real(t, b):
            continue
        norm = sign_of(t, t.minus(t.times(a, a), product(t, [b, b, kernel.argument])))
        if norm == Sign.NEG:
            return sign_of(t, b) & ~Sign.ZERO
        if norm == Sign.POS:
            return sign_of(t, a) & ~Sign.ZERO
    return unknown
