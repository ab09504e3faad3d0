"""Means over one variable as functions of another: bounded by a polynomial of it.

Proves |∫ w(u, v) g(u, v) du| ≤ P(|v|) over the whole line for a weight w whose moments are bounded by polynomials of v:
a density of u, whatever it is conditioned on (by its class, see `checker.domains`), or exp(-a u² + b u) with a > 0, a
and b free of v; and for factors g that a polynomial of |u| and |v| together bounds. A density in other places, a power
of one and weights that move with v otherwise are left alone.
"""

from __future__ import annotations

from checker.domains import REAL
from checker.exact.context import Context, TooLarge
from checker.exact.expansion import expand
from checker.exact.growth_classes import density_place, jointly_bounded, poly_bounded
from checker.exact.terms import Term, degree, depends, minus, positive, real
from checker.graph import INF, NEG_INF, ONE, Node, open_binder, power


def average_bounded(node: Node, v: Node, ctx: Context) -> bool:
    """Whether the integral is bounded on bounded sets of v, and by a polynomial of |v|."""
    if node.args[1:] != (NEG_INF, INF):
        return False
    body, u = open_binder(node)
    inner = ctx.extend(u.data, REAL)
    try:
        terms = expand(body, u, inner)
    except TooLarge:
        return False
    return all(poly_bounded(t.coefficient, v, ctx) and _term_bounded(t, u, v, inner) for t in terms)


def _term_bounded(t: Term, u: Node, v: Node, ctx: Context) -> bool:
    weights = [a for a, e in t.powers if e == ONE and _is_weight(a, u, v, ctx)]
    if t.exponential:
        if not _gaussian(t, u, v, ctx):
            return False
    elif len(weights) != 1:
        return False
    rest = [power(a, e) for a, e in t.powers if t.exponential or a != weights[0]]
    return all(jointly_bounded(f, (u, v), ctx) for f in rest)


def _is_weight(a: Node, u: Node, v: Node, ctx: Context) -> bool:
    """A density of u itself, conditioned on what a polynomial of |v| bounds."""
    if density_place(a, u, ctx) != u or any(a.data[1]):
        return False
    return all(x == u or (real(x, ctx) and not depends(x, u) and poly_bounded(x, v, ctx)) for x in a.args)


def _gaussian(t: Term, u: Node, v: Node, ctx: Context) -> bool:
    """exp(-a u² + b u) with a > 0, a and b real and free of v."""
    found = {degree(p, u): c for c, p in t.exponential}
    if not set(found) <= {1, 2} or 2 not in found or any(depends(c, v) or not real(c, ctx) for c in found.values()):
        return False
    return positive(minus(found[2]), ctx)
