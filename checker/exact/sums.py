"""Finite sums and products with symbolic ends: rewrites one as a closed form or a combination of canonical sums.

Proves, for a range whose ends are integers with last ≥ first - 1 (the empty sum included, and nothing beyond it):
linearity, contraction of Kronecker deltas whose place in the range is known, constants, simplex vectors summed over
their whole length, Gosper's closed forms (power sums, geometric, arithmetic-geometric, telescoping), the binomial
theorem and its factorial moments, double sums in one order; products of constants, powers and exponentials. What is
left is a sum from 0 with the factors that are free of the index outside. Infinite sums go to `series`.
"""

from __future__ import annotations

from checker.exact import series, telescoping
from checker.exact.context import Context, TooLarge
from checker.exact.convergence import index_inside
from checker.exact.terms import (
    Term,
    affine,
    body_of,
    canon,
    depends,
    difference,
    expand,
    integer,
    minus,
    nonnegative,
    nonzero,
    plus,
    positive,
    product_of,
    quotient,
    raised,
    real,
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
    fn,
    open_binder,
    postorder,
    rat,
    shape,
    substitute,
)

#: ranges of numbers up to this many terms are added up
MAX_EXPLICIT = 64


def reduce_sum(node: Node, ctx: Context) -> Node:
    """An equal node: a closed form, a combination of canonical sums, or the node itself."""
    return _guarded("reduce_sum", node, ctx, _reduce_sum)


def reduce_product(node: Node, ctx: Context) -> Node:
    """An equal node: a closed form, a product of canonical products, or the node itself."""
    return _guarded("reduce_product", node, ctx, _reduce_product)


def _guarded(name: str, node: Node, ctx: Context, work: object) -> Node:
    assert callable(work)
    key = (name, node)
    if key in ctx.memo:
        known = ctx.memo[key]
        return known if isinstance(known, Node) else node
    ctx.memo[key] = node  # what asks for itself while being reduced stays as it is
    try:
        answer = work(node, ctx)
    except TooLarge:
        answer = node
    assert isinstance(answer, Node)
    ctx.memo[key] = answer
    for n in postorder(answer):  # canonical sums and products stay as they are
        if n.op in ("sum", "product"):
            ctx.memo.setdefault((f"reduce_{n.op}", n), n)
    if answer != node:
        ctx.used.add("sums")
    return answer


def count(first: Node, last: Node, ctx: Context) -> Node | None:
    """last - first + 1, if both are integers and that is known not to be negative."""
    if not (integer(first, ctx) and integer(last, ctx)):
        return None
    n = canon(plus(last, minus(first), ONE), ctx)
    return n if nonnegative(n, ctx) else None


def _explicit(body: Node, k: Node, first: Node, n: int) -> list[Node]:
    return [substitute(body, {k: plus(first, rat(i))}) for i in range(n)]


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
        return plus(*_explicit(body, k, first, number))
    within = index_inside(k, first, last, ctx)
    terms = expand(body, k, within)
    rational = [t for t in terms if _rational(t, k)]
    if len(rational) > 1:  # partial fractions may telescope only together
        together = expand(canon(rebuild_sum(rational), within), k, within)
        closed = _closed(together[0], k, first, last, within, ctx) if len(together) == 1 else None
        if closed is not None:
            pieces = [closed] + [_term(t, k, first, last, n, within, ctx) for t in terms if not _rational(t, k)]
            return plus(*pieces)
    answer = plus(*(_term(t, k, first, last, n, within, ctx) for t in terms))
    return node if depends(answer, k) else answer


def _rational(t: Term, k: Node) -> bool:
    """A quotient of polynomials of k that is no polynomial."""
    whole_powers = all(whole(e) is not None and (a == k or a.op == "add") for a, e in t.powers)
    return whole_powers and not t.exponential and any((whole(e) or 0) < 0 for _, e in t.powers)


def _term(t: Term, k: Node, first: Node, last: Node, n: Node, ctx: Context, outside: Context) -> Node:
    """The sum of one term. `ctx` knows the index's range, `outside` does not know the index."""
    ctx.tick()
    if not t.powers and not t.exponential:
        return times(t.coefficient, n)
    for rule in (_delta, _nested, _simplex, _binomial, _closed):
        value = rule(t, k, first, last, ctx, outside)
        if value is not None:
            return value
    return times(t.coefficient, canonical_sum(body_of(t), k, first, last, outside))


def canonical_sum(body: Node, k: Node, first: Node, last: Node, ctx: Context) -> Node:
    """The sum with its index moved to start from 0."""
    if first == ZERO:
        return bind("sum", k, body, ZERO, last)
    end = canon(difference(last, first), ctx)
    moved = substitute(body, {k: plus(k, first)})
    within = index_inside(k, ZERO, end, ctx)
    try:
        moved = rebuild_sum(expand(moved, k, within))
    except TooLarge:
        pass
    return bind("sum", k, moved, ZERO, end)


# ---------------------------------------------------------------- rules for one term


def inside_range(j: Node, first: Node, last: Node, ctx: Context) -> bool | None:
    """Whether first ≤ j ≤ last: True or False when known for all values, else None. j must be an integer."""
    if not integer(j, ctx):
        return None
    below, above = difference(j, first), difference(last, j)
    if nonnegative(below, ctx) and nonnegative(above, ctx):
        return True
    if positive(minus(below), ctx) or positive(minus(above), ctx):
        return False
    return None


def _delta(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ δ(k, j) f(k) = f(j) for j in the range, 0 for j outside."""
    for a, e in t.powers:
        if a.op != "fn" or a.data != "kronecker" or (whole(e) or 0) < 1:
            continue
        line = affine(difference(a.args[0], a.args[1]), k, ctx)
        if line is None or line[0] not in (ONE, rat(-1)):
            continue
        place = canon(line[1] if line[0] == rat(-1) else minus(line[1]), outside)
        found = inside_range(place, first, last, outside)
        if found is False:
            return ZERO
        if found:
            rest = Term(t.coefficient, tuple(p for p in t.powers if p[0] != a), t.exponential)
            return substitute(times(rest.coefficient, body_of(rest)), {k: place})
    return None


def _nested(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_k c(k) Σ_j h(j, k): both orders are equal for finite ranges that do not depend on one another."""
    inner = [(a, e) for a, e in t.powers if a.op == "sum"]
    if len(inner) != 1 or inner[0][1] != ONE:
        return None
    node = inner[0][0]
    h, j = open_binder(node)
    low, high = node.args[1], node.args[2]
    if depends(low, k) or depends(high, k) or high == INF or count(low, high, outside) is None:
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
        value = _delta(t, k, first, last, within, ctx) or _simplex(t, k, first, last, within, ctx)
        if value is None:
            value = _closed(t, k, first, last, within, ctx)
        if value is None:
            return None
        pieces.append(value)
    return plus(*pieces)


def _simplex(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ p_k = 1 over the whole length of a simplex vector."""
    if t.exponential or len(t.powers) != 1 or t.powers[0][1] != ONE:
        return None
    a = t.powers[0][0]
    if a.op != "elem" or a.args[0].op != "matsym":
        return None
    domain = ctx.tensor(a.args[0].data)
    if domain is None or domain.structure != "simplex":
        return None
    rows, cols = shape(a.args[0])
    size, place, other = (rows, a.args[1], a.args[2]) if cols == ONE else (cols, a.args[2], a.args[1])
    if ONE not in (rows, cols) or other != ZERO:
        return None
    line = affine(place, k, ctx)
    if line is None or line[0] != ONE:
        return None
    whole_length = same(plus(first, line[1]), ZERO, outside) and same(plus(last, line[1], ONE), size, outside)
    return t.coefficient if whole_length else None


def _closed(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Gosper's closed form, where its certificate has no pole on the range."""
    found = telescoping.gosper(t, k, ctx)
    if found is None:
        return None
    beyond = index_inside(k, first, plus(last, ONE), outside)
    if not all(nonzero(x, ctx) for x in found.steps) or not all(nonzero(x, beyond) for x in found.ends):
        return None
    if not _defined(found.kernel, k, beyond):
        return None
    return times(t.coefficient, canon(telescoping.between(found, k, first, last), outside))


def _defined(kernel: Node, k: Node, ctx: Context) -> bool:
    """Factorials of nonnegative integers, gammas of positives and powers of what is not 0 only."""
    stack, seen = [kernel], set()
    while stack:
        n = stack.pop()
        if n in seen or not depends(n, k):
            continue
        seen.add(n)
        if n.op == "pow" and not depends(n.args[0], k) and not nonzero(n.args[0], ctx):
            if not nonnegative(n.args[1], ctx):
                return False
        if n.op == "fn" and n.data == "factorial" and not (integer(n.args[0], ctx) and nonnegative(n.args[0], ctx)):
            return False
        if n.op == "fn" and n.data == "gamma" and not positive(n.args[0], ctx):
            return False
        if n.op == "fn" and n.data == "binomial" and not all(integer(a, ctx) for a in n.args):
            return False
        if n.op == "fn" and n.data == "binomial" and not all(nonnegative(a, ctx) for a in n.args):
            return False
        stack.extend(n.args)
    return True


def _binomial(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_{k=0}^{n} C(n, k) c^k k^m = Σ_j S(m, j) n(n-1)…(n-j+1) c^j (1 + c)^(n-j), S of the second kind."""
    n: Node | None = None
    ratio: list[Node] = []
    front: list[Node] = []
    m = 0
    for c, p in t.exponential:
        if p != ((k, ONE),):
            return None
        ratio.append(fn("exp", c))
    for a, e in t.powers:
        if a.op == "fn" and a.data == "binomial" and e == ONE and a.args[1] == k and n is None:
            n = a.args[0]
        elif a == k and 0 < (whole(e) or 0) <= 6:
            m = whole(e) or 0
        elif depends(e, k) and not depends(a, k):
            line = affine(e, k, ctx)
            if line is None:
                return None
            ratio.append(raised(a, line[0]))
            front.append(raised(a, line[1]))
        elif a.op == "pow" and e == ONE and not depends(a.args[0], k):
            line = affine(a.args[1], k, ctx)  # y^(n-k) with a y that may be 0: handled by `_two_powers`
            if line is None or line[0] != rat(-1):
                return None
            return _two_powers(t, k, first, last, ctx, outside)
        else:
            return None
    if n is None or first != ZERO or not same(last, n, outside) or not nonnegative(n, outside):
        return None
    c = times(*ratio)
    total: list[Node] = []
    stirling = [1] + [0] * m
    for _ in range(m):
        stirling = [0] + [stirling[j - 1] + j * stirling[j] for j in range(1, m + 1)]
    base = canon(plus(ONE, c), outside)
    if not nonzero(base, outside) and (m or base == ZERO):
        return None
    for j in range(m + 1):
        if stirling[j]:
            falling = times(*(difference(n, rat(i)) for i in range(j)))
            total.append(times(rat(stirling[j]), falling, raised(c, rat(j)), raised(base, difference(n, rat(j)))))
    return times(t.coefficient, *front, plus(*total))


def _two_powers(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ C(n, k) x^k y^(n-k) = (x + y)^n for any x and y, with 0^0 = 1."""
    if t.exponential or len(t.powers) not in (2, 3) or first != ZERO:
        return None
    n: Node | None = None
    x: Node = ONE
    y: Node | None = None
    for a, e in t.powers:
        if a.op == "fn" and a.data == "binomial" and e == ONE and a.args[1] == k:
            n = a.args[0]
        elif a.op == "pow" and e == ONE and n_minus(a.args[1], last, k, outside):
            y = a.args[0]
        elif a.op == "pow" and e == ONE and a.args[1] == k and not depends(a.args[0], k):
            x = a.args[0]
        elif e == k and not depends(a, k):
            x = a
        else:
            return None
    if n is None or y is None or not same(last, n, outside) or not nonnegative(n, outside):
        return None
    return times(t.coefficient, raised(plus(x, y), n))


def n_minus(e: Node, n: Node, k: Node, ctx: Context) -> bool:
    """e = n - k."""
    return zero(difference(e, difference(n, k)), index_inside(k, ZERO, n, ctx))


# ---------------------------------------------------------------- products


def _reduce_product(node: Node, ctx: Context) -> Node:
    body, k = open_binder(node)
    first, last = node.args[1], node.args[2]
    if INF in (first, last) or NEG_INF in (first, last):
        return node
    n = count(first, last, ctx)
    if n is None:
        return node
    number = whole(n)
    if number is not None and number <= MAX_EXPLICIT:
        return times(*_explicit(body, k, first, number))
    within = index_inside(k, first, last, ctx)
    terms = expand(body, k, within)
    if len(terms) != 1:
        return _canonical_product(rebuild_sum(terms), k, first, last, ctx)
    t = terms[0]
    pieces: list[Node] = [raised(t.coefficient, n)] if t.coefficient != ONE else []
    if t.exponential:
        exponent = plus(*(times(c, product_of(p)) for c, p in t.exponential))
        pieces.append(fn("exp", reduce_sum(bind("sum", k, exponent, first, last), ctx)))
    for a, e in t.powers:
        pieces.append(_product_factor(a, e, k, first, last, within, ctx))
    return times(*pieces)


def _product_factor(a: Node, e: Node, k: Node, first: Node, last: Node, within: Context, ctx: Context) -> Node:
    if depends(e, k):
        return raised(a, reduce_sum(bind("sum", k, e, first, last), ctx))
    known = _running_product(a, k, first, last, within)
    if known is None and positive(a, within):  # exp of the sum of logarithms: one form for products and their logs
        return fn("exp", reduce_sum(bind("sum", k, times(e, fn("log", a)), first, last), ctx))
    base = known if known is not None else _canonical_product(a, k, first, last, ctx)
    if whole(e) is not None or (positive(a, within) and real(e, within)):
        return raised(base, e)
    return _canonical_product(raised(a, e), k, first, last, ctx)


def _running_product(a: Node, k: Node, first: Node, last: Node, ctx: Context) -> Node | None:
    """Π (k + c) = (last + c)!/(first + c - 1)! for integers with first + c ≥ 1."""
    line = affine(a, k, ctx)
    if line is None or line[0] != ONE or not integer(line[1], ctx):
        return None
    if not positive(plus(first, line[1]), ctx):
        return None
    return quotient(fn("factorial", plus(last, line[1])), fn("factorial", plus(first, line[1], rat(-1))))


def _canonical_product(body: Node, k: Node, first: Node, last: Node, ctx: Context) -> Node:
    if first == ZERO:
        return bind("product", k, body, ZERO, last)
    end = canon(difference(last, first), ctx)
    return bind("product", k, substitute(body, {k: plus(k, first)}), ZERO, end)


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
    if zero(align(gap, ctx), ctx):
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
        if depends(first, n) or depends(s.args[0], n) or line is None or line[0] != ONE:
            return False
        if last == INF or count(first, last, ctx) is None:
            return False
        body, k = open_binder(s)
        following[s] = plus(s, substitute(body, {k: plus(last, ONE)}))
    up = _advance(gap, following, n)
    return zero(substitute(gap, {n: base}), ctx) and zero(difference(up, gap), ctx)


def _advance(node: Node, following: dict[Node, Node], n: Node) -> Node:
    """The expression at n + 1, its sums written by those at n."""
    marks = {s: Node("sym", (), f"_sum_{s.digest.hex()[:12]}") for s in following}
    moved = substitute(substitute(node, dict(marks)), {n: plus(n, ONE)})
    return substitute(moved, {mark: following[s] for s, mark in marks.items()})
