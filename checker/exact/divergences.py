"""Integrals and sums of F(p, q) over two probability densities, F homogeneous of degree one: f-divergences.

With r = p/q such an integrand is q·f(r). Where f(r) ≥ c·(r − 1) for all r > 0 and some c, the integral is at least
c·(∫p − ∫q) = 0, since both masses are 1; c = f'(1) is tried, the slope at p = q, and what shares a constant evenly
between p and q. So Jensen-Shannon's, Hellinger's, Pearson's and every other divergence of a convex f with f(1) = 0 is
not negative (Csiszár, Studia Sci. Math. Hungar. 2, 1967; Ali and Silvey, J. Royal Stat. Soc. B 28, 1966).
Decides nothing of strict relations, and nothing of integrands of another form.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from checker.domains import Scalar
from checker.exact.context import Context
from checker.exact.slopes import mentions, slope
from checker.graph import ONE, Node, add, div, mul, neg, rat, sub, substitute, sym, symbols

_POSITIVE = Scalar("real", lower=ONE.value - 1, lower_open=True)
NAME = "tangent in the ratio of the densities"


def above_tangents(body: Node, weights: Sequence[Node], variable: Node, ctx: Context) -> list[tuple[Node, Context]]:
    """What must be nonnegative, in its context, for the total of the body over both weights to be so: any will do."""
    from checker.exact.normal import simplify

    out: list[tuple[Node, Context]] = []
    taken = symbols(body) | set(ctx.domains)
    ratio, scale = (sym(n) for n in _fresh(taken))
    inner = ctx.extend(ratio.data, _POSITIVE).extend(scale.data, _POSITIVE)
    for p, q in permutations(dict.fromkeys(weights), 2):
        at = substitute(body, {p: mul(ratio, scale), q: scale})
        if mentions(at, variable):
            continue
        f = simplify(div(at, scale), inner)
        if mentions(f, scale):
            continue
        steep = simplify(substitute(slope(f, ratio), {ratio: ONE}), inner)
        for c in (steep, *_even(body, p, q)):
            out.append((add(f, neg(mul(c, sub(ratio, ONE)))), inner))
    return out


def _even(body: Node, p: Node, q: Node) -> list[Node]:
    """Half the coefficient at which p stands alone in the body, so that (p + q)/2 stands there for p."""
    alone = [_coefficient(t, p) for t in (body.args if body.op == "add" else (body,))]
    return [mul(rat(1, 2), add(*found))] if (found := [a for a in alone if a is not None]) else []


def _coefficient(term: Node, p: Node) -> Node | None:
    rest = [a for a in term.args if a != p] if term.op == "mul" else []
    return mul(*rest) if rest and len(rest) + 1 == len(term.args) and not symbols(*rest) else None


def _fresh(taken: set[str] | frozenset[str]) -> tuple[str, str]:
    names = (f"r{k}" for k in range(len(taken) + 2))
    first, second, *_ = (n for n in names if n not in taken)
    return first, second
