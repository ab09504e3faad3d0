"""Identities of floors, ceilings, remainders and fractional parts, by the cases that repeat.

Proves that an expression is 0 for all values of a symbol: for a whole n whose floors have polynomials of it, with
denominators that divide m, as arguments, by n = m k + r for every remainder r; for a real x with floors of a x + b
alone, rational a and b, by x = q (k + j/m + s) with whole k and 0 ≤ s < 1/m, where every floor is a whole number plus
its part in k (Graham, Knuth and Patashnik, Concrete Mathematics, 3.2). What conditions say of the symbol is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor, lcm

from checker.domains import INTEGER, Scalar
from checker.exact import normal
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.polyform import CONSTANT, polynomial
from checker.exact.terms import depends
from checker.graph import MINUS_ONE, Node, add, fn, mul, postorder, power, rat, substitute, sym

NAME = "cases that repeat"
#: cases at most
CASES = 60
_K, _S = sym("_whole"), sym("_rest")


def vanishes(difference: Node, ctx: Context) -> bool:
    """Proves that the node is 0 for all values in the context."""
    try:
        node = _by_floors(difference)
        floors = [n for n in postorder(node) if n.op == "fn" and n.data == "floor"]
        names = dict.fromkeys(n for f in floors for n in postorder(f.args[0]) if n.op == "sym")
        for x in names:
            domain = ctx.scalar(x.data)
            if domain is None or any(n.op == "bound" for n in postorder(*floors)):
                continue
            split = (
                _whole(x, floors) if domain.kind == "integer" else _real(x, floors) if domain.kind == "real" else None
            )
            if split is not None and _all(node, x, split, ctx):
                return True
    except (TooLarge, Unsupported):
        pass
    return False


def _by_floors(node: Node) -> Node:
    """Ceilings, remainders and fractional parts written by floors."""
    done: dict[Node, Node] = {}
    for n in postorder(node):
        if n.op != "fn" or n.data not in ("ceiling", "frac", "mod"):
            continue
        u = substitute(n.args[0], done)
        if n.data == "ceiling":
            done[n] = mul(MINUS_ONE, fn("floor", mul(MINUS_ONE, u)))
        elif n.data == "frac":
            done[n] = add(u, mul(MINUS_ONE, fn("floor", u)))
        elif n.args[1].op == "rat" and n.args[1].value > 0:
            m = n.args[1]
            done[n] = add(u, mul(MINUS_ONE, m, fn("floor", mul(u, power(m, MINUS_ONE)))))
    return substitute(node, done) if done else node


#: (what stands for the symbol, what for each floor), case by case
_Cases = list[tuple[Node, dict[Node, Node]]]


def _whole(n: Node, floors: list[Node]) -> _Cases | None:
    bottoms = [c.denominator for f in floors for c in polynomial(f.args[0]).values()]
    if any(m.op == "fn" for f in floors for m in postorder(f.args[0])) or (m := lcm(*bottoms)) > CASES:
        return None
    return [(add(mul(rat(m), _K), rat(r)), {}) for r in range(m)]


def _real(x: Node, floors: list[Node]) -> _Cases | None:
    lines: dict[Node, tuple[Fraction, Fraction]] = {}
    for f in floors:
        p = polynomial(f.args[0])
        slope = p.get(((x, 1),), Fraction(0))
        if set(p) - {CONSTANT, ((x, 1),)} or not slope:
            return None
        lines[f] = (slope, p.get(CONSTANT, Fraction(0)))
    q = lcm(*(a.denominator for a, _ in lines.values()))
    m = lcm(*(abs(int(a * q)) * b.denominator for a, b in lines.values()))
    if m > CASES:
        return None
    return list(_steps(lines, q, m))


def _steps(lines: dict[Node, tuple[Fraction, Fraction]], q: int, m: int) -> Iterator[tuple[Node, dict[Node, Node]]]:
    for j in range(m):
        start = Fraction(j, m)
        for inside in (False, True):  # at s = 0, and for s > 0
            values = {}
            for f, (a, b) in lines.items():
                slope, at = a * q, a * q * start + b
                number = floor(at) if slope > 0 or not inside else ceil(at) - 1
                values[f] = add(mul(rat(slope), _K), rat(number))
            place = add(_K, rat(start), _S) if inside else add(_K, rat(start))
            yield mul(rat(q), place), values


def _all(node: Node, x: Node, split: _Cases, ctx: Context) -> bool:
    width = Scalar("real", Fraction(0), Fraction(1), True, True)
    inner = replace(ctx, where=tuple(c for c in ctx.where if not depends(c, x)), memo={})
    inner = inner.extend(_K.data, INTEGER).extend(_S.data, width)
    for place, values in split:
        ctx.tick()
        if normal.is_zero(substitute(substitute(node, values), {x: place}), inner) is not True:
            return False
    return True
