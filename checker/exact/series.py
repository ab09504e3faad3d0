"""Infinite sums: rewrites one as a closed form, each with its condition of convergence proved first.

Proves: Σ k^m r^k for |r| < 1 (Gosper's form with its limit at infinity), Σ c^k/k! k^m (Dobinski, with Stirling numbers
of the second kind; DLMF 26.8), Σ c^k/k = -log(1-c) for real |c| < 1 (DLMF 4.6.1), Σ 1/k^(2m) (DLMF 25.6.2), and
rational terms that telescope with a limit 0 or a known one. A term is split off only if it converges absolutely; what
is left stays under one sum. Divergent sums are left alone; those of `alternating` signs have a table of their own.
"""

from __future__ import annotations

from math import factorial

from checker.exact import limits, telescoping
from checker.exact.alternating import alternating, zeta_at
from checker.exact.context import Context
from checker.exact.expansion import affine, expand
from checker.exact.series_convergence import index_inside, less_than_one, sum_term_converges
from checker.exact.terms import (
    Term,
    body_of,
    canon,
    depends,
    difference,
    integer,
    minus,
    nonzero,
    plus,
    positive,
    raised,
    real,
    rebuild_sum,
    same,
    times,
    whole,
)
from checker.graph import INF, ONE, ZERO, Node, bind, fn, open_binder, postorder, rat, substitute


def reduce_series(node: Node, ctx: Context) -> Node:
    """The sum from `first` to infinity in closed form, or as a combination of canonical sums, or itself."""
    body, k = open_binder(node)
    first = node.args[1]
    if not integer(first, ctx):
        return node
    within = index_inside(k, first, INF, ctx)
    pieces: list[Node] = []
    rest: list[Term] = []
    for t in expand(body, k, within):
        ctx.tick()
        value = _series_term(t, k, first, within, ctx) if sum_term_converges(t, k, first, within) else None
        value = value or alternating(t, k, first, ctx)
        if value is None:
            rest.append(t)
        else:
            pieces.append(value)
    if rest and first.op == "rat" and first != ZERO:  # with the index from 0 it may be one that is known
        moved = reduce_series(bind("sum", k, substitute(body, {k: plus(k, first)}), ZERO, INF), ctx)
        if not any(n.op == "sum" for n in postorder(moved)):
            return moved
    if rest:
        together = _telescoped(rest, k, first, within, ctx) if len(rest) > 1 else None
        if together is not None:
            pieces.append(together)
        elif len(rest) == 1:
            pieces.append(times(rest[0].coefficient, _canonical(body_of(rest[0]), k, first)))
        else:
            pieces.append(_canonical(rebuild_sum(rest), k, first))
    answer = plus(*pieces)
    return node if depends(answer, k) else answer


def _canonical(body: Node, k: Node, first: Node) -> Node:
    return bind("sum", k, body if first == ZERO else substitute(body, {k: plus(k, first)}), ZERO, INF)


def _series_term(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    for rule in (_geometric_series, _exponential_series, _zeta, _logarithm_series, _power_series, _gosper_limit):
        value = rule(t, k, first, ctx, outside)
        if value is not None:
            return times(t.coefficient, value)
    return _odd_powers(t, k, first, ctx, outside)


def _geometric_part(t: Term, k: Node, ctx: Context) -> tuple[Node, Node, list[tuple[Node, Node]]] | None:
    """(ratio r, front c, other factors) for c·r^k·Π others."""
    ratio: list[Node] = []
    front: list[Node] = []
    others: list[tuple[Node, Node]] = []
    for c, p in t.exponential:
        if p != ((k, ONE),):
            return None
        ratio.append(fn("exp", c))
    for a, e in t.powers:
        if depends(e, k):
            line = affine(e, k, ctx)
            if line is None or depends(a, k):
                return None
            ratio.append(raised(a, line[0]))
            front.append(raised(a, line[1]))
        else:
            others.append((a, e))
    return times(*ratio), times(*front), others


def _geometric_series(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_{k≥n} r^k = r^n/(1 - r), |r| < 1."""
    parts = _geometric_part(t, k, ctx)
    if parts is None or parts[2] or not less_than_one(parts[0], outside):
        return None
    return times(parts[1], raised(parts[0], first), raised(difference(ONE, parts[0]), rat(-1)))


def _stirling(m: int) -> list[int]:
    row = [1] + [0] * m
    for _ in range(m):
        row = [0] + [row[j - 1] + j * row[j] for j in range(1, m + 1)]
    return row


def _exponential_series(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_{k≥0} k^m c^k/k! = e^c Σ_j S(m, j) c^j; terms before a whole first index are taken off."""
    parts = _geometric_part(t, k, ctx)
    start = whole(first)
    if parts is None or start is None or not 0 <= start <= 20:
        return None
    c, front, others = parts
    m, found = 0, False
    for a, e in others:
        if a == fn("factorial", k) and e == rat(-1):
            found = True
        elif a == k and 0 < (whole(e) or 0) <= 12:
            m = whole(e) or 0
        else:
            return None
    if not found:
        return None
    row = _stirling(m)
    value = times(fn("exp", c), plus(*(times(rat(s), raised(c, rat(j))) for j, s in enumerate(row) if s)))
    head = [times(rat(i**m if m else 1), raised(c, rat(i)), rat(1, factorial(i))) for i in range(start)]
    return times(front, difference(value, plus(*head)))


def _zeta(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_{k≥1} k^(-s): a rational multiple of π^s for even s, else ζ(s)."""
    if t.exponential or len(t.powers) != 1:
        return None
    a, e = t.powers[0]
    line = affine(a, k, ctx)
    s = canon(minus(e), outside)
    if line != (ONE, canon(difference(ONE, first), outside)) and not (a == k and first == ONE):
        return None
    n = whole(s)
    if n is not None and n % 2 == 0 and 0 < n <= 40:
        return zeta_at(n)
    if real(s, outside) and positive(difference(s, ONE), outside):
        return fn("zeta", s)
    return None


def _logarithm_series(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_{k≥1} c^k/k = -log(1 - c), and Σ c^k/k^s the polylogarithm of whole order s, real |c| < 1 (DLMF 25.12.10)."""
    parts = _geometric_part(t, k, ctx)
    if parts is None or first != ONE or len(parts[2]) != 1 or parts[2][0][0] != k:
        return None
    order = -(whole(parts[2][0][1]) or 0)
    if order < 1:
        return None
    c = canon(parts[0], outside)
    if not real(c, outside) or not less_than_one(c, outside):
        return None
    if order > 1:
        return times(parts[1], fn("polylog", rat(order), c))
    return times(parts[1], minus(fn("log", difference(ONE, c))))


def _odd_powers(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """q Σ_{k≥0} (-1)^k q^(2k)/(2k+1) = arctan q, and without the signs artanh q, for real |q| < 1 (DLMF 4.24.3).

    Without the factor q, only for q ≠ 0.
    """
    parts = _geometric_part(t, k, ctx)
    if parts is None or first != ZERO or len(parts[2]) != 1 or parts[2][0][1] != rat(-1):
        return None
    line = affine(parts[2][0][0], k, ctx)
    if line is None or line != (rat(2), ONE):
        return None
    factors = list(t.coefficient.args if t.coefficient.op == "mul" else (t.coefficient,))
    for q in (*factors, *(a for a, _ in t.powers)):
        square = raised(q, rat(2))
        name = next((n for n, r in (("atan", minus(square)), ("atanh", square)) if same(parts[0], r, outside)), None)
        if name is None or not real(q, outside) or not less_than_one(q, outside):
            continue
        if q in factors:
            factors.remove(q)
            return times(*factors, parts[1], fn(name, q))
        return times(t.coefficient, parts[1], fn(name, q), raised(q, rat(-1))) if nonzero(q, outside) else None
    return None


def _power_series(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_{k≥0} k^m r^k = Σ_j S(m, j) j! r^j/(1 - r)^(j+1) for |r| < 1, r = 0 among them (0^0 = 1; DLMF 26.8.10)."""
    parts = _geometric_part(t, k, ctx)
    if parts is None or first != ZERO or len(parts[2]) > 1:
        return None
    r, front, others = parts
    m = (whole(others[0][1]) or 0) if others and others[0][0] == k else 0 if not others else -1
    if not 0 <= m <= 12 or not less_than_one(r, outside):
        return None
    below = difference(ONE, r)
    row = enumerate(_stirling(m))
    addends = (times(rat(s * factorial(j)), raised(r, rat(j)), raised(below, rat(-j - 1))) for j, s in row if s)
    return times(front, plus(*addends))


def _gosper_limit(t: Term, k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """lim T(N) - T(first) for the antidifference T, when its limit is known."""
    found = telescoping.gosper(t, k, ctx)
    if found is None:
        return None
    if not all(nonzero(x, ctx) for x in (*found.steps, *found.ends)):
        return None
    whole_term = times(found.certificate, found.kernel)
    if found.kernel == ONE:
        far = limits.limit_of(whole_term, k, INF, -1, outside)
        if far is None:
            return None
    elif _vanishes(found.kernel, k, ctx):
        far = ZERO
    else:
        return None
    return difference(far, canon(substitute(whole_term, {k: first}), outside))


def _vanishes(kernel: Node, k: Node, ctx: Context) -> bool:
    """A rational function times the kernel goes to 0: a product of powers with a ratio below 1 in size."""
    ratio: list[Node] = []
    for f in kernel.args if kernel.op == "mul" else (kernel,):
        if f.op == "pow" and not depends(f.args[0], k):
            line = affine(f.args[1], k, ctx)
            if line is None:
                return False
            ratio.append(raised(f.args[0], line[0]))
        elif f.op == "fn" and f.data == "exp":
            line = affine(f.args[0], k, ctx)
            if line is None:
                return False
            ratio.append(fn("exp", line[0]))
        else:
            return False
    return less_than_one(times(*ratio), ctx)


def _telescoped(rest: list[Term], k: Node, first: Node, ctx: Context, outside: Context) -> Node | None:
    """Rational terms that converge only together, as 1/k - 1/(k+1)."""
    body = canon(rebuild_sum(rest), ctx)
    terms = expand(body, k, ctx)
    if len(terms) != 1 or not sum_term_converges(terms[0], k, first, ctx):
        return None
    return _series_term(terms[0], k, first, ctx, outside)
