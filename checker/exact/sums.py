"""Finite sums and products with symbolic ends: rewrites one as a closed form or a combination of canonical sums.

Proves, for a range whose ends are integers with last ≥ first - 1 (the empty sum included, and nothing beyond it):
linearity, double sums in one order, the closed forms of `sum_rules`, sums that differ by a few terms, and identities
by induction on the upper end. What is left is a sum from 0 with the factors that are free of the index outside.
Infinite sums go to `series`, products to `products`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from checker.exact import series
from checker.exact.context import Context, TooLarge
from checker.exact.expansion import affine, expand, ordering
from checker.exact.products import product_of_range
from checker.exact.series_convergence import index_inside
from checker.exact.sum_rules import (
    MAX_EXPLICIT,
    binomial_sum,
    count,
    delta,
    divided,
    explicit,
    gosper_closed,
    is_rational,
    simplex,
)
from checker.exact.terms import (
    Term,
    body_of,
    canon,
    depends,
    difference,
    plus,
    rebuild_sum,
    same,
    times,
    whole,
    zero,
)
from checker.graph import (
    BINDERS,
    INF,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    bind,
    open_binder,
    postorder,
    rat,
    size,
    substitute,
)

#: of an induction on n: by how much the end of a sum may move from n to n + 1
STEPS = 4


def reduce_sum(node: Node, ctx: Context) -> Node:
    """An equal node: a closed form, a combination of canonical sums, or the node itself."""
    return _guarded("reduce_sum", node, ctx, _reduce_sum)


def reduce_product(node: Node, ctx: Context) -> Node:
    """An equal node: a closed form, a product of canonical products, or the node itself."""
    return _guarded("reduce_product", node, ctx, lambda n, c: product_of_range(n, c, reduce_sum))


def _guarded(name: str, node: Node, ctx: Context, work: Callable[[Node, Context], Node]) -> Node:
    key = (name, node)
    if key in ctx.memo:
        known = ctx.memo[key]
        return known if isinstance(known, Node) else node
    ctx.memo[key] = node  # what asks for itself while being reduced stays as it is
    try:
        answer = work(node, ctx)
    except TooLarge:
        answer = node
    ctx.memo[key] = answer
    for n in postorder(answer):  # canonical sums and products stay as they are
        if n.op in ("sum", "product"):
            ctx.memo.setdefault((f"reduce_{n.op}", n), n)
    if answer != node:
        ctx.used.add("sums")
    return answer


def _reduce_sum(node: Node, ctx: Context) -> Node:
    body, k = open_binder(node)
    first, last = node.args[1], node.args[2]
    if last == INF:
        return series.reduce_series(node, ctx)
    if first in (INF, NEG_INF) or last == NEG_INF:
        return node
    n = count(first, last, ctx)
    if n is None:
        return node
    number = whole(n)
    if number is not None and number <= MAX_EXPLICIT:
        return plus(*explicit(body, k, first, number))
    within = index_inside(k, first, last, ctx)
    terms = [part for t in expand(body, k, within) for part in divided(t, k, within)]
    rational = [t for t in terms if is_rational(t, k)]
    if len(rational) > 1:  # partial fractions may telescope only together
        together = expand(canon(rebuild_sum(rational), within), k, within)
        closed = gosper_closed(together[0], k, first, last, within, ctx) if len(together) == 1 else None
        if closed is not None:
            pieces = [closed] + [_term(t, k, first, last, n, within, ctx) for t in terms if not is_rational(t, k)]
            return plus(*pieces)
    answer = plus(*(_term(t, k, first, last, n, within, ctx) for t in terms))
    return node if depends(answer, k) else answer


def _term(t: Term, k: Node, first: Node, last: Node, n: Node, ctx: Context, outside: Context) -> Node:
    """The sum of one term. `ctx` knows the index's range, `outside` does not know the index."""
    ctx.tick()
    if not t.powers and not t.exponential:
        return times(t.coefficient, n)
    for rule in (delta, _nested, simplex, binomial_sum, gosper_closed):
        value = rule(t, k, first, last, ctx, outside)
        if value is not None:
            return value
    if first != ZERO:  # the rules once more, with the index from 0
        moved = canonical_sum(body_of(t), k, first, last, outside)
        return times(t.coefficient, reduce_sum(moved, outside))
    return times(t.coefficient, canonical_sum(body_of(t), k, first, last, outside))


def canonical_sum(body: Node, k: Node, first: Node, last: Node, ctx: Context) -> Node:
    """The sum with its index moved to start from 0, or run backwards to it, whichever comes first in an order."""
    end = last if first == ZERO else canon(difference(last, first), ctx)
    within = index_inside(k, ZERO, end, ctx)
    moved = body if first == ZERO else _tidy(substitute(body, {k: plus(k, first)}), k, within)
    if any(n.op == "app" and depends(n, k) for n in postorder(moved)):
        back = _tidy(substitute(moved, {k: difference(end, k)}), k, within)
        moved = min(moved, back, key=lambda n: (_symbols_under(n, k), size(n), ordering(n, k)))
    return bind("sum", k, moved, ZERO, end)


def _tidy(body: Node, k: Node, ctx: Context) -> Node:
    with suppress(TooLarge):
        return rebuild_sum(expand(body, k, ctx))
    return body


def _symbols_under(body: Node, k: Node) -> int:
    """How many symbols beside the index stand in arguments of undefined functions: a(k) comes before a(n - k)."""
    places = (n for n in postorder(body) if n.op == "app" and depends(n, k))
    return len({m for n in places for m in postorder(*n.args) if m.op == "sym" and m != k})


# ---------------------------------------------------------------- rules for one term


def _nested(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_k c(k) Σ_j h(j, k): both orders are equal for finite ranges that do not depend on one another."""
    inner = [(a, e) for a, e in t.powers if a.op == "sum"]
    if len(inner) != 1 or inner[0][1] != ONE:
        return None
    node = inner[0][0]
    h, j = open_binder(node)
    low, high = node.args[1], node.args[2]
    if high == INF:
        return None
    if depends(low, k) or depends(high, k):
        return _triangle(t, node, k, first, last, outside)
    if count(low, high, outside) is None:
        return None
    rest = Term(ONE, tuple(p for p in t.powers if p[0] != node), t.exponential)
    swapped_context = index_inside(j, low, high, outside)
    swapped = _reduce_one(times(body_of(rest), h), k, first, last, swapped_context)
    if swapped is not None:
        outer = bind("sum", j, swapped, low, high)
        return times(t.coefficient, reduce_sum(outer, outside))
    body = times(body_of(rest), h)
    here = bind("sum", k, canonical_sum(body, j, low, high, ctx), first, last)
    there = bind("sum", j, canonical_sum(body, k, first, last, swapped_context), low, high)
    return times(t.coefficient, min(here, there, key=lambda n: n.digest))


def _triangle(t: Term, node: Node, k: Node, first: Node, last: Node, outside: Context) -> Node | None:
    """Σ_{k=first}^{last} c(k) Σ_j h(j, k) over a triangle: of j from k + c to last + c, or to last + c - 1, the other
    order; of j from first + c, or first + c + 1, to k + c the other order, if its inner sum is closed.
    """
    rest = Term(ONE, tuple(p for p in t.powers if p[0] != node), t.exponential)
    h, j = open_binder(node)
    low, high = node.args[1], node.args[2]
    body = times(body_of(rest), h)
    if depends(low, k):
        line = affine(low, k, outside)
        if line is None or line[0] != ONE or depends(high, k):
            return None
        c = line[1]
        if not any(same(high, plus(last, c, rat(gap)), outside) for gap in (0, -1)):
            return None
        new_first = canon(plus(first, c), outside)
        if count(new_first, high, outside) is None:
            return None
        inner = bind("sum", k, body, first, canon(difference(j, c), index_inside(j, new_first, high, outside)))
        return times(t.coefficient, reduce_sum(bind("sum", j, inner, new_first, high), outside))
    line = affine(high, k, outside)
    if line is not None and line[0] == rat(-1) and low == first == ZERO and same(line[1], last, outside):
        m = Node("sym", (), "_diagonal")  # the same triangle by its diagonals j + k = m
        inner = bind("sum", k, substitute(body, {j: difference(m, k)}), ZERO, m)
        return times(t.coefficient, reduce_sum(bind("sum", m, inner, ZERO, last), outside))
    if line is None or line[0] != ONE:
        return None
    c = line[1]
    gap = next((g for g in (0, 1) if same(low, plus(first, c, rat(g)), outside)), None)
    if gap is None or count(low, plus(last, c), outside) is None:
        return None
    new_last = canon(plus(last, c), outside)
    within = index_inside(j, low, new_last, outside)
    swapped = _reduce_one(body, k, canon(difference(j, c), within), last, within)
    return (
        None if swapped is None else times(t.coefficient, reduce_sum(bind("sum", j, swapped, low, new_last), outside))
    )


def _reduce_one(body: Node, k: Node, first: Node, last: Node, ctx: Context) -> Node | None:
    """The sum over k of the body when no sum over k is left in it, else None."""
    n = count(first, last, ctx)
    if n is None:
        return None
    within = index_inside(k, first, last, ctx)
    pieces: list[Node] = []
    for t in expand(body, k, within):
        if not t.powers and not t.exponential:
            pieces.append(times(t.coefficient, n))
            continue
        value = delta(t, k, first, last, within, ctx) or simplex(t, k, first, last, within, ctx)
        if value is None:
            value = gosper_closed(t, k, first, last, within, ctx)
        if value is None:
            return None
        pieces.append(value)
    return plus(*pieces)


# ---------------------------------------------------------------- sums that differ by a few terms


def align(node: Node, ctx: Context) -> Node:
    """The expression with sums of one body and ends a whole number apart brought to the shortest of the ranges.

    The terms beyond it are split off; each longer sum contains the shorter range, which is shown not to be empty
    beyond last = first - 1.
    """
    groups: dict[tuple[Node, Node], list[Node]] = {}
    for s in _outer_sums(node):
        if s.args[2] == INF or s.args[1] in (INF, NEG_INF):
            continue
        body, k = open_binder(s)
        name = Node("sym", (), "_aligned")
        groups.setdefault((substitute(body, {k: name}), canon(s.args[1], ctx)), []).append(s)
    mapping: dict[Node, Node] = {}
    for (body, first), sums in groups.items():
        if len(sums) < 2:
            continue
        name = Node("sym", (), "_aligned")
        shortest = sums[0].args[2]
        gaps: list[int] = []
        for s in sums:
            gap = whole(canon(difference(s.args[2], shortest), ctx))
            if gap is None or abs(gap) > 16:
                gaps = []
                break
            gaps.append(gap)
        if not gaps:
            continue
        low = min(gaps)
        end = canon(plus(shortest, rat(low)), ctx)
        if count(first, end, ctx) is None:
            continue
        short = bind("sum", name, body, first, end)
        for s, gap in zip(sums, gaps, strict=True):
            extra = [substitute(body, {name: plus(end, rat(i))}) for i in range(1, gap - low + 1)]
            mapping[s] = plus(short, *extra)
    return substitute(node, mapping)


def _outer_sums(node: Node) -> list[Node]:
    """Sums that stand in the expression outside every binder."""
    out: list[Node] = []
    stack, seen = [node], set()
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        if n.op == "sum":
            out.append(n)
            continue
        if n.op not in BINDERS:
            stack.extend(n.args)
    return out


def prove_by_induction(left: Node, right: Node, ctx: Context) -> bool | None:
    """True when left = right is proved for all values: the sums aligned, or by induction on an integer symbol that
    is an end of one of the sums, from the lower end of its domain; None otherwise.

    The step uses S(n+1) = S(n) + last term for sums whose bodies are free of n, so it is no approximation.
    """
    gap = difference(left, right)
    sums = _outer_sums(gap)
    if not sums:
        return None
    for form in (gap, canon(gap, ctx)):  # bodies may agree only once what does not depend on the index is outside
        if zero(align(form, ctx), ctx):
            ctx.used.add("aligned sums")
            return True
    names = {n.data for s in sums for n in postorder(s.args[2]) if n.op == "sym"}
    for name in sorted(names):
        domain = ctx.scalar(name)
        if domain is None or domain.kind != "integer" or domain.lower is None or domain.upper is not None:
            continue
        if domain.lower.denominator != 1 or any(depends(c, Node("sym", (), name)) for c in ctx.where):
            continue
        if _induct(gap, sums, Node("sym", (), name), rat(domain.lower), ctx):
            ctx.used.add("induction")
            return True
    return None


def _induct(gap: Node, sums: list[Node], n: Node, base: Node, ctx: Context) -> bool:
    """gap(base) = 0 and gap(n+1) - gap(n) = 0."""
    following: dict[Node, Node] = {}
    for s in sums:
        first, last = s.args[1], s.args[2]
        if not depends(s, n):
            continue
        line = affine(last, n, ctx)
        steps = whole(line[0]) if line is not None else None
        if depends(first, n) or depends(s.args[0], n) or steps is None or not 1 <= steps <= STEPS:
            return False
        if last == INF or count(first, last, ctx) is None:
            return False
        body, k = open_binder(s)
        following[s] = plus(s, *(substitute(body, {k: plus(last, rat(i))}) for i in range(1, steps + 1)))
    up = _advance(gap, following, n)
    return zero(substitute(gap, {n: base}), ctx) and zero(difference(up, gap), ctx)


def _advance(node: Node, following: dict[Node, Node], n: Node) -> Node:
    """The expression at n + 1, its sums written by those at n."""
    marks = {s: Node("sym", (), f"_sum_{s.digest.hex()[:12]}") for s in following}
    moved = substitute(substitute(node, dict(marks)), {n: plus(n, ONE)})
    return substitute(moved, {mark: following[s] for s, mark in marks.items()})
