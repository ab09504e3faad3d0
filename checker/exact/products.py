"""Finite products with symbolic ends: constants, powers, exponentials, factorials; positive factors as exp Σ log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checker.exact.context import Context
from checker.exact.expansion import affine, expand
from checker.exact.series_convergence import index_inside
from checker.exact.sum_rules import MAX_EXPLICIT, count, explicit
from checker.exact.terms import (
    Term,
    canon,
    depends,
    difference,
    integer,
    minus,
    plus,
    positive,
    product_of,
    quotient,
    raised,
    real,
    rebuild_sum,
    times,
    whole,
)
from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    bind,
    fn,
    open_binder,
    rat,
    substitute,
)

Reducer = Callable[[Node, Context], Node]


def product_of_range(node: Node, ctx: Context, reduce_sum: Reducer) -> Node:
    """An equal node: a closed form, a product of canonical products, or the node itself; `reduce_sum` does sums."""
    body, k = open_binder(node)
    first, last = node.args[1], node.args[2]
    if INF in (first, last) or NEG_INF in (first, last):
        return node
    n = count(first, last, ctx)
    if n is None:
        return node
    number = whole(n)
    if number is not None and number <= MAX_EXPLICIT:
        return times(*explicit(body, k, first, number))
    within = index_inside(k, first, last, ctx)
    terms = expand(body, k, within)
    if len(terms) != 1:
        content, rest = _content(terms, within)
        outer = [] if content == ONE else [raised(content, n)]
        return times(*outer, _product_factor(rest, ONE, k, first, last, within, ctx, reduce_sum))
    t = terms[0]
    pieces: list[Node] = [raised(t.coefficient, n)] if t.coefficient != ONE else []
    if t.exponential:
        exponent = plus(*(times(c, product_of(p)) for c, p in t.exponential))
        pieces.append(fn("exp", reduce_sum(bind("sum", k, exponent, first, last), ctx)))
    for a, e in t.powers:
        pieces.append(_product_factor(a, e, k, first, last, within, ctx, reduce_sum))
    return times(*pieces)


def _content(terms: list[Term], ctx: Context) -> tuple[Node, Node]:
    """A coefficient of which all the others are rational multiples, and the sum over it, positive if that is known.

    The coefficient is 1 if there is none.
    """
    content = terms[0].coefficient
    ratios = [canon(quotient(t.coefficient, content), ctx) for t in terms]
    if content.op == "rat" or any(r.op != "rat" for r in ratios):
        return ONE, rebuild_sum(terms)
    rest = rebuild_sum(replace(t, coefficient=r) for t, r in zip(terms, ratios, strict=True))
    if positive(minus(rest), ctx):
        return minus(content), minus(rest)
    return content, rest


def _product_factor(
    a: Node, e: Node, k: Node, first: Node, last: Node, within: Context, ctx: Context, reduce_sum: Reducer
) -> Node:
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
