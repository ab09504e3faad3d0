"""Definite integrals: rewrites one as an equal closed form, or as a linear combination of canonical integrals.

Proves nothing by itself but the order of the work: the body is expanded into terms; a term is split off only when its
integral is shown to converge absolutely (so ∞ - ∞ cannot arise; what is left stays under one integral sign); each
term goes to the methods for its range: `moments` on the whole line, `special_integrals` and `antiderivative`
elsewhere, exchange of the order of two integrals by Tonelli's and Fubini's theorems. An integral that no method
knows is brought to a canonical range and kept.
"""

from __future__ import annotations

from dataclasses import replace

from checker.exact import antiderivative, moments, special_integrals
from checker.exact.context import Context, TooLarge
from checker.exact.convergence import differentiated, inside, line_converges, ordered, term_converges
from checker.exact.expansion import affine, expand, ordering
from checker.exact.growth_classes import density_place, jointly_bounded, smooth
from checker.exact.kinks import kink_of, resolved
from checker.exact.substitution import substituted
from checker.exact.terms import (
    Term,
    body_of,
    canon,
    depends,
    difference,
    minus,
    nonnegative,
    plus,
    positive,
    raised,
    rebuild_sum,
    same,
    times,
    to_node,
)
from checker.graph import (
    INF,
    MINUS_ONE,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    bind,
    fn,
    open_binder,
    postorder,
    size,
    substitute,
    symbols,
)


def reduce_integral(node: Node, ctx: Context) -> Node:
    """An equal node: a closed form, a combination of canonical integrals, or the node itself.

    Equal wherever the integral converges; that it does is an obligation of its own (`convergence.converges`).
    """
    key = ("reduce_integral", node)
    if key in ctx.memo:
        return _known(ctx.memo[key], node)
    ctx.memo[key] = node  # what asks for itself while being reduced stays as it is
    try:
        answer = _reduce(node, ctx)
    except TooLarge:
        answer = node
    ctx.memo[key] = answer
    for n in postorder(answer):  # canonical integrals stay as they are
        if n.op == "integral":
            ctx.memo.setdefault(("reduce_integral", n), n)
    if answer != node:
        ctx.used.add("integrals")
    return answer


def _known(value: object, node: Node) -> Node:
    return value if isinstance(value, Node) else node


def _reduce(node: Node, ctx: Context) -> Node:
    body, v = open_binder(node)
    lower, upper = node.args[1], node.args[2]
    if lower == upper or (not _infinite(lower) and not _infinite(upper) and same(lower, upper, ctx)):
        return ZERO if not _infinite(lower) else node
    if not ordered(lower, upper, ctx):
        if ordered(upper, lower, ctx):
            back = reduce_integral(bind("integral", v, body, upper, lower), ctx)
            return times(MINUS_ONE, back)
        return _unordered(node, body, v, lower, upper, ctx)
    within = inside(v, lower, upper, ctx)
    kink = kink_of(body, v, lower, upper, within)
    if kink is None:  # √(x²) is |x|
        tidy = canon(body, within)
        kink = kink_of(tidy, v, lower, upper, within)
        body = body if kink is None else tidy
    if kink is not None:  # an integral that converges is the sum of those up to a point and from it on
        left = reduce_integral(bind("integral", v, body, lower, kink), ctx)
        return plus(left, reduce_integral(bind("integral", v, body, kink, upper), ctx))
    body = resolved(body, within)
    changed = substituted(body, v, lower, upper, ctx)
    if changed is not None:
        closed = reduce_integral(changed, _without(v, ctx))
        if not any(n.op == "integral" for n in postorder(closed)):
            return closed
    terms = expand(body, v, within)
    if not terms:
        return ZERO
    pieces: list[Node] = []
    rest: list[Term] = []
    for t in terms:
        ctx.tick()
        value = _nested(t, v, lower, upper, within)
        if value is None and term_converges(t, v, lower, upper, within):
            value = _convergent(t, v, lower, upper, within)
        if value is None:
            rest.append(t)
        else:
            pieces.append(value)
    if rest:
        pieces.append(_leftover(rest, v, lower, upper, within))
    answer = plus(*pieces)
    return answer if not depends(answer, v) else node


def _infinite(node: Node) -> bool:
    return node in (INF, NEG_INF)


def _convergent(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> Node:
    """The integral of a term that converges absolutely."""
    if lower == NEG_INF and upper == INF:
        value = moments.line_term(t, v, ctx)
        if moments.quadratic(t, v, ctx) is None and any(n.op == "integral" for n in postorder(value)):
            closed = antiderivative.definite([t], v, lower, upper, ctx)
            return value if closed is None else closed
        return value
    special = special_integrals.known(t, v, lower, upper, ctx)
    if special is not None:
        return special
    closed = antiderivative.definite([t], v, lower, upper, ctx)
    if closed is None and (lower, upper) != (ZERO, ONE) and not _infinite(lower) and not _infinite(upper):
        closed = _on_unit(t, v, lower, upper, ctx)
    if closed is None and _infinite(lower) != _infinite(upper):
        closed = _on_half_line(t, v, lower, upper, ctx)
    if closed is not None:
        return closed
    if _odd(t, v, lower, upper, ctx):
        return ZERO
    if (way := _direction(t, v, ctx)) is not None:
        return _by_distribution(t, v, lower, upper, way, ctx)
    return times(t.coefficient, canonical_range(body_of(t), v, lower, upper, ctx))


def _direction(t: Term, v: Node, ctx: Context) -> int | None:
    """1 if the arguments of the term's first density rise with v, -1 if they fall, None if there is none."""
    found = [(a.data, place) for a, _ in t.powers if (place := density_place(a, v, ctx)) is not None]
    first = min((name for name, _ in found), default=None)
    slopes = [line[0] for name, place in found if name == first and (line := affine(place, v, ctx)) is not None]
    if slopes and all(positive(s, ctx) for s in slopes):
        return 1
    return -1 if slopes and all(positive(minus(s), ctx) for s in slopes) else None


def _by_distribution(t: Term, v: Node, lower: Node, upper: Node, way: int, ctx: Context) -> Node:
    """∫_a^b f by the integrals of f from that infinity on at which the argument of its density is lowest, where f
    converges on the whole line: distribution functions are what others are written by."""
    line = moments.real_line(v, _without(v, ctx))
    if not line_converges(t, v, line):
        return times(t.coefficient, canonical_range(body_of(t), v, lower, upper, ctx))
    start, end = (NEG_INF, INF) if way > 0 else (INF, NEG_INF)

    def up_to(place: Node) -> Node:
        if place == start:
            return ZERO
        if place == end:
            return moments.line_term(t, v, line)
        low, high = (NEG_INF, place) if way > 0 else (place, INF)
        return times(t.coefficient, canonical_range(body_of(t), v, low, high, ctx))

    return difference(up_to(upper), up_to(lower)) if way > 0 else difference(up_to(lower), up_to(upper))


def _on_unit(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """The closed form of ∫ (v - lower)^p (upper - v)^q dv, the range moved to (0, 1), if that is known."""
    if t.exponential or len(t.powers) > 2:
        return None
    width = difference(upper, lower)
    front, factors = [t.coefficient, width], []
    for a, e in t.powers:
        line = affine(a, v, ctx)
        if line is None:
            return None
        ends = [canon(plus(times(line[0], end), line[1]), ctx) for end in (lower, upper)]
        scale, factor = (ends[1], v) if ends[0] == ZERO else (ends[0], difference(ONE, v))
        if ZERO not in ends or not positive(scale, ctx):
            return None
        front.append(raised(scale, e))
        factors.append(raised(factor, e))
    unit = inside(v, ZERO, ONE, _without(v, ctx))
    moved = expand(times(*factors), v, unit)
    if len(moved) != 1 or not term_converges(moved[0], v, ZERO, ONE, unit):
        return None
    value = special_integrals.known(moved[0], v, ZERO, ONE, unit)
    return None if value is None else times(*front, value)


def _on_half_line(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """The closed form over (0, ∞) of the term moved there, if one is known."""
    if lower == ZERO:
        return None
    path = plus(v, lower) if upper == INF else difference(upper, v)
    half = inside(v, ZERO, INF, _without(v, ctx))
    moved = expand(substitute(body_of(t), {v: path}), v, half)
    if len(moved) != 1 or not term_converges(moved[0], v, ZERO, INF, half):
        return None
    value = special_integrals.known(moved[0], v, ZERO, INF, half)
    return None if value is None else times(t.coefficient, value)


def _odd(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> bool:
    """An odd integrand over a symmetric range (the integral is known to converge)."""
    if _infinite(lower) != _infinite(upper) or (not _infinite(lower) and not same(lower, minus(upper), ctx)):
        return False
    mirrored = expand(substitute(body_of(t), {v: minus(v)}), v, ctx)
    return len(mirrored) == 1 and mirrored[0].key == t.key and mirrored[0].coefficient == MINUS_ONE


def _leftover(rest: list[Term], v: Node, lower: Node, upper: Node, ctx: Context) -> Node:
    """Terms not known to converge one by one: tried together, else kept under one integral sign."""
    closed = antiderivative.definite(rest, v, lower, upper, ctx)
    if closed is not None:
        return closed
    if len(rest) == 1:
        t = rest[0]
        return times(t.coefficient, canonical_range(body_of(t), v, lower, upper, ctx))
    return canonical_range(rebuild_sum(rest), v, lower, upper, ctx)


def _unordered(node: Node, body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node:
    """Ends in no known order: Newton-Leibniz where the antiderivative is smooth on the whole line; integrals from 0 of
    undefined functions that are smooth there.
    """
    if _infinite(lower) or _infinite(upper):
        return node
    within = moments.real_line(v, ctx)
    body = differentiated(body, within)
    terms = expand(body, v, within)
    closed = antiderivative.definite(terms, v, lower, upper, within)
    if closed is not None:
        return closed
    if not any(n.op == "app" for n in postorder(body)) or not all(smooth(to_node(t), v, within) for t in terms):
        return node
    pieces = []
    for t in terms:
        pieces += [times(t.coefficient, _from_zero(body_of(t), v, upper, within))]
        pieces += [times(MINUS_ONE, t.coefficient, _from_zero(body_of(t), v, lower, within))]
    return plus(*pieces)


def _from_zero(body: Node, v: Node, end: Node, ctx: Context) -> Node:
    """∫ body from 0 to the end, the body smooth on the line; to -end, or from the end on, where that comes first."""
    if end == ZERO:
        return ZERO
    sign = ONE
    if (end.op == "mul" and any(a.op == "rat" and a.value < 0 for a in end.args)) or (
        end.op == "rat" and end.value < 0
    ):
        body, end, sign = _tidy_line(substitute(body, {v: minus(v)}), v, ctx), minus(end), MINUS_ONE
    back = _tidy_line(substitute(body, {v: difference(end, v)}), v, ctx)
    chosen = min((body, back), key=lambda n: (len(symbols(n)), size(n), ordering(n, v)))
    return times(sign, bind("integral", v, chosen, ZERO, end))


def _tidy_line(body: Node, v: Node, ctx: Context) -> Node:
    try:
        return canon(rebuild_sum(expand(canon(body, ctx), v, ctx)), ctx)
    except TooLarge:
        return body


def canonical_range(body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node:
    """The integral moved by an affine substitution to (0, 1), (0, ∞) or the whole line."""
    if lower == NEG_INF and upper == INF:
        return bind("integral", v, body, NEG_INF, INF)
    if upper == INF:
        moved = body if lower == ZERO else substitute(body, {v: plus(v, lower)})
        return bind("integral", v, _tidy(moved, v, ZERO, INF, ctx), ZERO, INF)
    if lower == NEG_INF:
        moved = substitute(body, {v: difference(upper, v)})
        return bind("integral", v, _tidy(moved, v, ZERO, INF, ctx), ZERO, INF)
    width = difference(upper, lower)
    choices = [
        _tidy(substitute(body, {v: x}), v, ZERO, ONE, ctx)
        for x in (plus(lower, times(width, v)), difference(upper, times(width, v)))
    ]
    return times(width, bind("integral", v, min(choices, key=lambda n: ordering(n, v)), ZERO, ONE))


def _tidy(body: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> Node:
    """The body in normal form over its new range; of the old one, v may still be known to lie in it."""
    within = inside(v, lower, upper, _without(v, ctx))
    try:
        return canon(rebuild_sum(expand(canon(body, within), v, within)), within)
    except TooLarge:
        return body


# ---------------------------------------------------------------- two integrals


def _nested(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """∫ c(v) ∫ h(u, v) du dv in the other order, if that is allowed and gives a closed inner integral.

    Allowed: the integrand is nonnegative (Tonelli), or the factors that hold both variables are nonnegative, their
    inner integral is closed, and what is left converges absolutely (Fubini).
    """
    inner = [(a, e) for a, e in t.powers if a.op == "integral"]
    if len(inner) != 1 or inner[0][1] != ONE:
        return None
    node = inner[0][0]
    h, u = open_binder(node)
    low, high = node.args[1], node.args[2]
    if depends(low, v) or depends(high, v) or not ordered(low, high, ctx):
        return None
    outer = Term(t.coefficient, tuple(pair for pair in t.powers if pair[0] != node), t.exponential)
    body = times(body_of(outer), h)
    both = inside(u, low, high, ctx)
    terms = expand(body, v, both)
    if not (nonnegative(body, both) or _fubini(terms, u, v, low, high, lower, upper, both)):
        return None
    inside_out = reduce_integral(bind("integral", v, body, lower, upper), _without(v, both))
    if any(n.op == "integral" and depends(n, u) for n in _parts(inside_out)):
        here, there = node, bind("integral", u, inside_out, low, high)
        first = bind("integral", v, times(body_of(outer), here), lower, upper)
        return times(t.coefficient, min(first, there, key=lambda n: n.digest))
    return times(t.coefficient, reduce_integral(bind("integral", u, inside_out, low, high), _without(v, ctx)))


def _parts(node: Node) -> list[Node]:
    out, stack, seen = [], [node], set()
    while stack:
        n = stack.pop()
        if n not in seen:
            seen.add(n)
            out.append(n)
            stack.extend(n.args)
    return out


def _without(v: Node, ctx: Context) -> Context:
    """The context outside the binder of v: conditions on v say nothing there."""
    domains = {n: d for n, d in ctx.domains.items() if n != v.data}
    return replace(ctx, domains=domains, where=tuple(c for c in ctx.where if not depends(c, v)), memo={})


def _fubini(terms: list[Term], u: Node, v: Node, low: Node, high: Node, lower: Node, upper: Node, ctx: Context) -> bool:
    """Every term converges absolutely over both ranges: ∫∫ |A(u, v) B(v)| with A ≥ 0 and ∫ A du closed, or A·B
    separate, or the other way round."""
    line = NEG_INF == low == lower and INF == high == upper
    return all(
        (line and _tempered(t, u, v, ctx))
        or _absolute(t, v, lower, upper, u, low, high, ctx)
        or _absolute(t, u, low, high, v, lower, upper, ctx)
        for t in terms
    )


def _tempered(t: Term, u: Node, v: Node, ctx: Context) -> bool:
    """Decaying factors of u alone and of v alone, times factors bounded by a polynomial of both."""
    joint: list[Node] = []
    alone: dict[Node, list[Node]] = {u: [], v: []}
    for f in _factors(times(t.coefficient, body_of(t))):
        moves = [x for x in (u, v) if depends(f, x)]
        if len(moves) == 1:
            alone[moves[0]].append(f)
        elif moves:
            joint.append(f)
    if not all(jointly_bounded(f, (u, v), ctx) for f in joint):
        return False
    return all(line_converges(s, x, ctx, tempered=True) for x in (u, v) for s in expand(times(*alone[x]), x, ctx))


def _factors(node: Node) -> list[Node]:
    """The factors of a product, an exponential of a sum as one for each addend."""
    if node.op == "mul":
        return [f for a in node.args for f in _factors(a)]
    if node.op == "fn" and node.data == "exp" and node.args[0].op == "add":
        return [fn("exp", a) for a in node.args[0].args]
    return [node]


def _absolute(t: Term, x: Node, x0: Node, x1: Node, y: Node, y0: Node, y1: Node, ctx: Context) -> bool:
    """∫ |part with y only| · (∫ nonnegative part with x dx) dy is finite."""
    full = expand(times(t.coefficient, body_of(t)), x, ctx)
    if len(full) != 1:
        return False
    t = full[0]
    part = body_of(t)
    if not nonnegative(part, ctx):
        if depends(part, y):
            return False
        only_x = term_converges(Term(ONE, *t.key), x, x0, x1, ctx)
        others = expand(t.coefficient, y, ctx)
        return only_x and all(term_converges(s, y, y0, y1, ctx) for s in others)
    if not term_converges(Term(ONE, *t.key), x, x0, x1, ctx):
        return False
    value = reduce_integral(bind("integral", x, part, x0, x1), ctx)
    if any(n.op == "integral" for n in _parts(value)):
        return False
    return all(term_converges(s, y, y0, y1, ctx) for s in expand(times(t.coefficient, value), y, ctx))
