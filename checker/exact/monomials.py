"""Sums of rational multiples of products of powers of opaque scalars: the arithmetic under index and word language.

Decides equality of such polynomials when their factors are the same nodes; what the factors mean, and when two of
them are equal as functions, is for the callers. Exponents are rational: x^a·x^b = x^(a+b) holds on the principal
branch wherever both sides mean something. Nothing is divided by but rational constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from checker.exact.context import TooLarge
from checker.graph import ONE, Node, add, fn, mul, power, rat

#: a product of powers: factors in the order of their digests, no exponent 0
Monomial = tuple[tuple[Node, Fraction], ...]
#: monomial -> coefficient, no coefficient 0; the empty mapping is 0
Poly = Mapping[Monomial, Fraction]

MAX_MONOMIALS = 4000
ZERO_POLY: Poly = {}
ONE_POLY: Poly = {(): Fraction(1)}


def constant(value: Fraction | int) -> Poly:
    return {(): Fraction(value)} if value else {}


def atom(node: Node, exponent: Fraction | int = 1) -> Poly:
    return {((node, Fraction(exponent)),): Fraction(1)} if exponent else ONE_POLY


def plus(*polys: Poly) -> Poly:
    out: dict[Monomial, Fraction] = {}
    for p in polys:
        for m, c in p.items():
            total = out.get(m, 0) + c
            if total:
                out[m] = total
            else:
                del out[m]
    return out


def times_constant(p: Poly, c: Fraction | int) -> Poly:
    return {m: k * c for m, k in p.items()} if c else {}


def minus(p: Poly, q: Poly) -> Poly:
    return plus(p, times_constant(q, -1))


def times_monomials(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    powers = dict(m)
    for a, e in n:
        powers[a] = powers.get(a, Fraction(0)) + e
    return monomial(powers)


def monomial(powers: Mapping[Node, Fraction]) -> Monomial:
    return tuple(sorted(((a, e) for a, e in powers.items() if e), key=lambda f: f[0].digest))


def times(*polys: Poly) -> Poly:
    """The product, multiplied out. Raises TooLarge beyond MAX_MONOMIALS."""
    result: Poly = ONE_POLY
    for p in polys:
        if not p or not result:
            return ZERO_POLY
        if p == ONE_POLY:
            continue
        if len(p) * len(result) > MAX_MONOMIALS:
            raise TooLarge(f"a product of {len(p)} by {len(result)} terms")
        out: dict[Monomial, Fraction] = {}
        for m, c in result.items():
            for n, k in p.items():
                key = times_monomials(m, n)
                total = out.get(key, 0) + c * k
                if total:
                    out[key] = total
                else:
                    del out[key]
        result = out
    return result


def single(p: Poly) -> tuple[Monomial, Fraction] | None:
    """The one term of the polynomial, if it has one."""
    return next(iter(p.items())) if len(p) == 1 else None


def as_constant(p: Poly) -> Fraction | None:
    """The value of a polynomial that is a number."""
    if not p:
        return Fraction(0)
    return p.get(()) if len(p) == 1 else None


def leading(p: Poly) -> Monomial:
    """A monomial of a nonzero polynomial, the same one in every run: the first by content."""
    return min(p, key=lambda m: (len(m), [(a.digest, e) for a, e in m]))


def factor_node(a: Node, e: Fraction) -> Node:
    """The factor as a node; powers of exponentials go into the exponent, so that nothing depends on a branch."""
    if e == 1:
        return a
    if a.op == "fn" and a.data == "exp":
        return fn("exp", mul(rat(e), a.args[0]))
    return power(a, rat(e))


def monomial_node(m: Monomial, c: Fraction | int = 1) -> Node:
    factors = [factor_node(a, e) for a, e in m]
    return mul(*factors, *([rat(Fraction(c))] if c != 1 or not factors else []))


def to_node(p: Poly) -> Node:
    """The polynomial as a node."""
    return add(*(monomial_node(m, c) for m, c in p.items()))


def factors(p: Poly) -> Iterable[Node]:
    """The factors that occur."""
    return {a for m in p for a, _ in m}


def is_one(node: Node) -> bool:
    return node == ONE
