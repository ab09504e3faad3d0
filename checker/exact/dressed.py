"""Relations without their logarithms, or by the logarithms of both sides, where that keeps them.

Proves that a relation is equivalent, for all values in the context, to the one it is rewritten as: Σ n log a against 0
with whole n and all a > 0 is Π a^n against 1; c log a + r = 0 with a > 0 and real r is a = exp(-r/c); a product of
positive numbers with powers of closed positive bases against another is the sum of their logarithms against the
other's.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from checker.exact.context import Context, TooLarge
from checker.exact.normal import simplify
from checker.exact.polyform import Poly, polynomial, to_node
from checker.exact.signs import is_positive, is_real
from checker.graph import Node, add, fn, mul, postorder, power, rat, rel, sub, substitute, symbols

#: no greater power of what stood under a logarithm
POWER = 6


def undressed(side: Node, ctx: Context) -> Node:
    """The combination of relations with each that can be rewritten so."""
    done: dict[Node, Node] = {}
    for r in postorder(side):
        if r.op == "rel" and any(n.op == "fn" and n.data == "log" and symbols(n) for n in postorder(r)):
            done[r] = _without_logarithms(r, ctx) or r
        elif r.op == "rel":
            done[r] = _by_logarithms(r, ctx) or r
    return substitute(side, {r: new for r, new in done.items() if r != new})


def _without_logarithms(r: Node, ctx: Context) -> Node | None:
    try:
        p = polynomial(sub(*r.args))
    except TooLarge:
        return None
    counts: dict[Node, Fraction] = {}
    rest: Poly = {}
    for monomial, c in p.items():
        if not any(n.op == "fn" and n.data == "log" for n, _ in monomial):
            rest[monomial] = c
            continue
        if len(monomial) != 1 or monomial[0][1] != 1 or not is_positive(monomial[0][0].args[0], ctx):
            return None
        counts[monomial[0][0].args[0]] = c
    if rest:
        return _with_exponential(counts, rest, r, ctx)
    scale = lcm(*(c.denominator for c in counts.values()))
    powers = {a: int(c * scale) for a, c in counts.items()}
    if max(map(abs, powers.values()), default=0) > POWER:
        return None
    over = mul(rat(1), *(power(a, n) for a, n in powers.items() if n > 0))
    under = mul(rat(1), *(power(a, -n) for a, n in powers.items() if n < 0))
    return rel(over, r.data, under)


def _with_exponential(counts: dict[Node, Fraction], rest: Poly, r: Node, ctx: Context) -> Node | None:
    """c log a + rest = 0 as a = exp(-rest/c), for real values of the rest."""
    if len(counts) != 1 or r.data not in ("=", "!="):
        return None
    ((a, c),) = counts.items()
    exponent = to_node({m: -k / c for m, k in rest.items()})
    return rel(a, r.data, fn("exp", exponent)) if is_real(exponent, ctx) else None


def _by_logarithms(r: Node, ctx: Context) -> Node | None:
    if not all(is_positive(a, ctx) for a in r.args):
        return None
    logs = [_logarithm(a) for a in r.args]
    if any(x is None for x in logs) or not any(symbols(x) for x in logs if x is not None):
        return None
    left, right = (simplify(x, ctx) for x in logs if x is not None)
    return rel(left, r.data, right)


def _logarithm(node: Node) -> Node | None:
    """log of a product of closed positive numbers and of powers of such with any exponent."""
    match node.op:
        case "mul":
            parts = [_logarithm(a) for a in node.args]
            return add(*(p for p in parts if p is not None)) if all(p is not None for p in parts) else None
        case "pow" if not symbols(node.args[0]):
            return mul(node.args[1], fn("log", node.args[0]))
        case "fn" if node.data == "exp":
            return node.args[0]
    return None if symbols(node) else fn("log", node)
