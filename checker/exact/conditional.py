"""Convergence of oscillating integrals and sums that need not converge absolutely: Leibniz's and Dirichlet's tests.

Proves that ∫ g(x) sin(c x^k + d) dx over a half line, or with cos, and Σ g(n) (-1)^n or Σ g(n) sin(n t + d) converge,
where the oscillating factor has bounded integrals or partial sums (sin(t/2) ≠ 0), and what stands with it is monotone
from some place on and goes to 0: for an integral g(x)/x^(k-1), after u = x^k. Such an integral or sum may be asked for
its value; nothing in it may be moved about.
"""

from __future__ import annotations

from checker.domains import REAL
from checker.exact.context import Context, TooLarge
from checker.exact.continuity import continuous_inside
from checker.exact.expansion import affine
from checker.exact.integrability import integrable_at
from checker.exact.limits import limit_of
from checker.exact.series_convergence import index_inside
from checker.exact.terms import (
    canon,
    depends,
    difference,
    minus,
    nonnegative,
    nonzero,
    quotient,
    raised,
    real,
    slope_of,
    times,
    whole,
    zero,
)
from checker.graph import INF, MINUS_ONE, NEG_INF, ZERO, Node, bind, fn, mul, open_binder, rat, rel, substitute

#: places from which on the slope is looked at
FROM = (rat(2), rat(100))


def converges_conditionally(node: Node, ctx: Context) -> bool:
    """Whether the integral or the infinite sum is shown to converge by one of the tests."""
    try:
        if node.op == "integral":
            return _integral(node, ctx)
        return node.op == "sum" and _sum(node, ctx)
    except TooLarge:
        return False


def _integral(node: Node, ctx: Context) -> bool:
    body, v = open_binder(node)
    lower, upper = node.args[1], node.args[2]
    if lower == NEG_INF and upper == INF:
        return all(_integral(bind("integral", v, body, *ends), ctx) for ends in ((NEG_INF, ZERO), (ZERO, INF)))
    if lower == NEG_INF:
        mirrored = bind("integral", v, substitute(body, {v: minus(v)}), minus(upper), INF)
        return _integral(mirrored, ctx)
    if upper != INF or not real(lower, ctx) or not nonnegative(lower, ctx):
        return False
    within = ctx.extend(v.data, REAL, rel(lower, "<", v))
    if not continuous_inside(body, v, within) or not integrable_at(body, v, lower, 1, within):
        return False
    for wave, rest in _waves(body):
        degree = _degree(wave.args[0], v, within)
        if degree and _fades(times(rest, raised(v, rat(1 - degree))), v, within):
            return True
    return False


def _waves(body: Node) -> list[tuple[Node, Node]]:
    """sin or cos as a factor, and the other factors."""
    factors = body.args if body.op == "mul" else (body,)
    found = [(k, f) for k, f in enumerate(factors) if f.op == "fn" and f.data in ("sin", "cos")]
    return [(f, mul(*(g for j, g in enumerate(factors) if j != k))) for k, f in found]


def _degree(phase: Node, v: Node, ctx: Context) -> int:
    """k where the phase is c v^k + d with real c ≠ 0, else 0."""
    for k in range(1, 5):
        shift = substitute(phase, {v: ZERO})
        slope = canon(quotient(difference(phase, shift), raised(v, rat(k))), ctx)
        if not depends(slope, v):
            return k if real(slope, ctx) and real(shift, ctx) and nonzero(slope, ctx) else 0
    return 0


def _fades(g: Node, v: Node, ctx: Context) -> bool:
    """Monotone from some place on, with the limit 0."""
    g = canon(g, ctx)
    if not depends(g, v):
        return False
    limit = limit_of(g, v, INF, -1, ctx)
    slope = slope_of(g, v, ctx)
    if limit is None or slope is None or not zero(limit, ctx):
        return False
    for place in FROM:
        beyond = ctx.extend(v.data, REAL, rel(v, ">", place))
        if continuous_inside(g, v, beyond) and (nonnegative(slope, beyond) or nonnegative(minus(slope), beyond)):
            return True
    return False


# ---------------------------------------------------------------- sums


def _sum(node: Node, ctx: Context) -> bool:
    body, k = open_binder(node)
    first, last = node.args[1], node.args[2]
    if last != INF or first == NEG_INF:
        return False
    within = index_inside(k, first, INF, ctx)
    line = ctx.extend(k.data, REAL)
    factors = body.args if body.op == "mul" else (body,)
    for j, f in enumerate(factors):
        rest = times(*(g for i, g in enumerate(factors) if i != j))
        if _bounded_partial_sums(f, k, within) and _fades(rest, k, line):
            return True
    return False


def _bounded_partial_sums(f: Node, k: Node, ctx: Context) -> bool:
    if f.op == "pow" and f.args[0] == MINUS_ONE:
        line = affine(f.args[1], k, ctx)
        return line is not None and (whole(line[0]) or 0) % 2 == 1 and whole(line[1]) is not None
    if f.op == "fn" and f.data in ("sin", "cos"):
        line = affine(f.args[0], k, ctx)
        if line is None or not real(line[0], ctx) or not real(line[1], ctx):
            return False
        return nonzero(fn("sin", times(rat(1, 2), line[0])), ctx)
    return False
