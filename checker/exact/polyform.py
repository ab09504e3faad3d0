"""Polynomials over the rationals in whatever is no sum, product or whole power itself: the form signs are read off.

Decides nothing alone: `polynomial` expands a node into coefficients of monomials (exponents may be negative: a
division by zero is undefined on either side, so x/x is 1 wherever it means anything). The atoms are taken as
independent, so equal functions may have different forms; equal forms are equal functions where both are defined.
Expansion stops with `TooLarge` beyond `LIMIT` monomials.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from checker.exact.context import TooLarge
from checker.graph import ONE, Node, add, mul, power, rat

LIMIT = 400
#: no power of a sum beyond this is expanded
POWER_LIMIT = 12
#: no sum nested in products deeper than this is expanded
DEPTH = 150

Monomial = tuple[tuple[Node, int], ...]  # atoms in order of digest, no exponent 0
Poly = dict[Monomial, Fraction]

CONSTANT: Monomial = ()


def constant(value: Fraction) -> Poly:
    return {CONSTANT: value} if value else {}


def atom(node: Node, exponent: int = 1) -> Poly:
    return {((node, exponent),): Fraction(1)} if exponent else constant(Fraction(1))


def plus(a: Mapping[Monomial, Fraction], b: Mapping[Monomial, Fraction], scale: Fraction = Fraction(1)) -> Poly:
    """a + scale·b."""
    out = dict(a)
    for m, c in b.items():
        value = out.get(m, Fraction(0)) + scale * c
        if value:
            out[m] = value
        else:
            out.pop(m, None)
    return out


def monomial_product(a: Monomial, b: Monomial) -> Monomial:
    if not a or not b:
        return a or b
    powers: dict[Node, int] = dict(a)
    for n, e in b:
        powers[n] = powers.get(n, 0) + e
    return tuple(sorted(((n, e) for n, e in powers.items() if e), key=lambda p: p[0].digest))


def times(a: Mapping[Monomial, Fraction], b: Mapping[Monomial, Fraction]) -> Poly:
    """a·b with roots reduced; raises TooLarge."""
    if len(a) * len(b) > 20 * LIMIT:
        raise TooLarge
    out: Poly = {}
    for m, c in a.items():
        for n, d in b.items():
            product, extra = _reduce_roots(monomial_product(m, n))
            if extra is None:
                value = out.get(product, Fraction(0)) + c * d
                if value:
                    out[product] = value
                else:
                    out.pop(product, None)
            else:
                out = plus(out, times({product: c * d}, extra))
    if len(out) > LIMIT:
        raise TooLarge
    return out


def _reduce_roots(monomial: Monomial) -> tuple[Monomial, Poly | None]:
    """(x^(1/q))^q is x for every x (principal branch), so exponents of roots stay below q."""
    for k, (node, e) in enumerate(monomial):
        if node.op == "pow" and node.args[1].op == "rat":
            q = node.args[1].value
            if q.numerator == 1 and q.denominator > 1 and not 0 < e < q.denominator:
                whole, rest = divmod(e, q.denominator)
                left = monomial[:k] + (((node, rest),) if rest else ()) + monomial[k + 1 :]
                return left, _whole_power(node.args[0], whole)
    return monomial, None


def _whole_power(base: Node, exponent: int) -> Poly:
    p = polynomial(base)
    return raised(p, exponent)


def raised(p: Poly, exponent: int) -> Poly:
    """p**exponent; a negative power of more than one term is an atom."""
    if len(p) == 1:
        ((m, c),) = p.items()
        if abs(exponent) > 10_000 or max(abs(c.numerator), c.denominator).bit_length() * abs(exponent) > 20_000:
            raise TooLarge
        monomial = tuple((n, e * exponent) for n, e in m) if exponent else CONSTANT
        reduced, extra = _reduce_roots(monomial)
        value = {reduced: c**exponent} if exponent else constant(Fraction(1))
        return value if extra is None else times(value, extra)
    if not p:
        if exponent < 0:
            raise TooLarge  # division by zero: no form
        return constant(Fraction(int(exponent == 0)))
    if exponent < 0:
        # the same sum up to a factor gives the same atom: the first coefficient becomes 1
        lead = p[min(p, key=_order)]
        return {((to_node({m: c / lead for m, c in p.items()}), exponent),): lead**exponent}
    if exponent > POWER_LIMIT:
        raise TooLarge
    out = constant(Fraction(1))
    for _ in range(exponent):
        out = times(out, p)
    return out


def _order(m: Monomial) -> tuple[int, tuple[tuple[bytes, int], ...]]:
    return (-sum(e for _, e in m), tuple((n.digest, e) for n, e in m))


def polynomial(node: Node) -> Poly:
    """The expanded form of a scalar node; raises TooLarge."""
    return _expand(node, {}, 0)


def expanded(node: Node, cut: Mapping[Node, Poly]) -> Poly:
    """The expanded form with the given forms for some parts; raises TooLarge."""
    return _expand(node, dict(cut), 0)


def _expand(node: Node, done: dict[Node, Poly], depth: int) -> Poly:
    if node.op not in ("rat", "add", "mul", "pow"):
        return atom(node)
    if node in done:
        return done[node]
    if depth > DEPTH:
        raise TooLarge
    match node.op:
        case "rat":
            out = constant(node.value)
        case "add":
            out = {}
            for a in node.args:
                out = plus(out, _expand(a, done, depth + 1))
                if len(out) > LIMIT:
                    raise TooLarge
        case "mul":
            out = constant(Fraction(1))
            for a in node.args:
                out = times(out, _expand(a, done, depth + 1))
        case _:
            out = _expand_power(node, done, depth)
    done[node] = out
    return out


def _expand_power(node: Node, done: dict[Node, Poly], depth: int) -> Poly:
    base, exponent = node.args
    if exponent.op != "rat":
        return atom(node)
    e = exponent.value
    if e.denominator == 1:
        return raised(_expand(base, done, depth + 1), e.numerator)
    if abs(e.numerator) > 1000:
        raise TooLarge
    root = power(base, rat(1, e.denominator))
    reduced, extra = _reduce_roots(((root, e.numerator),))
    return {reduced: Fraction(1)} if extra is None else times({reduced: Fraction(1)}, extra)


def monomial_node(m: Monomial) -> Node:
    factors = [n if e == 1 else power(n, e) for n, e in m]
    return mul(*factors) if factors else ONE


def to_node(p: Mapping[Monomial, Fraction]) -> Node:
    """The polynomial as a node, the same for the same polynomial."""
    terms = []
    for m in sorted(p, key=_order):
        c = p[m]
        if not m:
            terms.append(rat(c))
        elif c == 1:
            terms.append(monomial_node(m))
        else:
            terms.append(mul(rat(c), *(n if e == 1 else power(n, e) for n, e in m)))
    return add(*terms)


def atoms(p: Mapping[Monomial, Fraction]) -> tuple[Node, ...]:
    """Every atom that occurs, in order of digest."""
    found = {n for m in p for n, _ in m}
    return tuple(sorted(found, key=lambda n: n.digest))
