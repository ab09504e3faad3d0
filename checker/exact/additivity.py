"""Differences of integrals (or sums) of one body over two ranges: what lies in one range and not in the other.

Proves nothing but the identity ∫_a^b f - ∫_c^d f = ∫_a^c f + ∫_d^b f, which holds for any order of the ends wherever
the integrals exist; equal ends leave nothing. For sums the ends are integers and the pieces run from a to c - 1 and
from d + 1 to b, and neither may run backwards. Where two bodies do not cancel, an integral over a range that holds the
other's is written as three: its body can then be compared with the other's. That the pieces have a sign is for others
to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from checker.exact.binder_signs import range_context
from checker.exact.context import Context, TooLarge
from checker.exact.polyform import Poly, atoms, polynomial, to_node
from checker.exact.signs import is_integer, is_nonnegative
from checker.graph import INF, MINUS_ONE, NEG_INF, ONE, Node, add, bind, mul, open_binder, sub, substitute

#: integrals that are compared with one another, at most
MOST = 4


def joined(g: Node, ctx: Context) -> Iterator[Node]:
    """Expressions equal to g, with the difference of two integrals of one body as integrals over what is left."""
    p = polynomial(g)
    found = [a for a in atoms(p) if a.op in ("integral", "sum")]
    if not 2 <= len(found) <= MOST:
        return
    for whole, part in permutations(found, 2):
        if whole.op != part.op or whole.args[1:] == part.args[1:]:
            continue
        pieces = _difference(p, whole, part, ctx)
        if pieces is not None:
            rest = {m: c for m, c in p.items() if not any(n in (whole, part) for n, _ in m)}
            yield add(to_node(rest), *pieces)
        elif _holds(whole, part, ctx):
            body, variable = open_binder(whole)
            middle = bind(whole.op, variable, body, *part.args[1:])
            yield to_node(
                polynomial(substitute(to_node(p), {whole: add(middle, *_outside(whole, part, body, variable))}))
            )


def _difference(p: Poly, whole: Node, part: Node, ctx: Context) -> list[Node] | None:
    """The terms of p in the two integrals, over what is left; None if their bodies do not cancel."""
    from checker.exact.normal import is_zero

    variable = open_binder(whole)[1]
    first, second = (_weighed(p, n, variable) for n in (whole, part))
    if first is None or second is None or variable.data in ctx.domains:
        return None
    inner = ctx.extend(variable.data, range_context(whole, variable, ctx).domains[variable.data])
    try:
        if is_zero(add(first, second), inner) is not True:
            return None
    except TooLarge:
        return None
    pieces = _outside(whole, part, first, variable)
    if whole.op == "sum" and not all(_counted(n.args[1], n.args[2], ctx) for n in pieces):
        return None
    return pieces


def _outside(whole: Node, part: Node, body: Node, variable: Node) -> list[Node]:
    """The body over what lies in the range of `whole` and not in that of `part`."""
    (_, a, b), (_, c, d) = whole.args, part.args
    if whole.op == "sum":
        ends = ((a, add(c, MINUS_ONE), a == c), (add(d, ONE), b, b == d))
    else:
        ends = ((a, c, a == c), (d, b, b == d))
    return [bind(whole.op, variable, body, low, high) for low, high, none in ends if not none]


def _holds(whole: Node, part: Node, ctx: Context) -> bool:
    """Whether the range of `whole` surely holds that of `part`."""
    (_, a, b), (_, c, d) = whole.args, part.args
    below, above = _in_order(a, c, ctx), _in_order(d, b, ctx)
    if whole.op == "sum" and below and above:
        return _counted(c, d, ctx) and is_integer(a, ctx) and (b == INF or is_integer(b, ctx))
    return below and above


def _in_order(low: Node, high: Node, ctx: Context) -> bool:
    if low in (high, NEG_INF) or high == INF:
        return True
    return low != INF and high != NEG_INF and is_nonnegative(sub(high, low), ctx)


def _weighed(p: Poly, node: Node, variable: Node) -> Node | None:
    """The body times what stands before it; None unless it stands alone in its terms."""
    factors: Poly = {}
    for m, c in p.items():
        powers = dict(m)
        e = powers.pop(node, 0)
        if e not in (0, 1) or (e and any(n.op in ("integral", "sum") for n in powers)):
            return None
        if e:
            factors[tuple(pair for pair in m if pair[0] != node)] = c
    return mul(to_node(factors), open_binder(node, variable)[0]) if factors else None


def _counted(first: Node, last: Node, ctx: Context) -> bool:
    if last == INF:
        return is_integer(first, ctx)
    ends = is_integer(first, ctx) and is_integer(last, ctx)
    return ends and is_nonnegative(sub(add(last, ONE), first), ctx)


__all__ = ["joined"]
