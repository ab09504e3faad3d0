"""Sums and integrals over one range put together, and what weighs 1 in all over that range.

Decides what may be moved into one body: ∫f + ∫g is ∫(f + g) where both exist, as they do wherever the line means
anything; a sum over a range that may be empty is told from one that has a term. Entries of a simplex and densities add
up to 1 over all their places, so that what stands outside may be moved inside against them.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.exact.context import Context, TooLarge
from checker.exact.polyform import Poly, to_node
from checker.exact.signs import NONNEG, POS, ZERO_, is_integer, is_nonnegative, is_positive, sign
from checker.exact.slopes import mentions
from checker.graph import INF, NEG_INF, ONE, ZERO, Node, add, bind, has_bound, mul, open_binder, postorder, sub, sym


def weights(body: Node, node: Node, variable: Node, ctx: Context) -> Iterator[Node]:
    """Entries of a simplex over all its places, densities over the whole line, that occur in the body."""
    for n in postorder(body):
        if node.op == "sum" and n.op == "elem" and n.args[0].op == "matsym" and n.args[1] == variable:
            t = ctx.tensor(n.args[0].data)
            if t is not None and t.structure == "simplex" and t.cols == ONE and node.args[1] == ZERO:
                if not sign(sub(sub(t.rows, ONE), node.args[2]), ctx) & ~ZERO_:
                    yield n
        if node.op == "integral" and node.args[1:] == (NEG_INF, INF) and n.op == "app" and not any(n.data[1]):
            f = ctx.function(n.data[0])
            if f is not None and f.kind == "density" and f.arguments and len(n.args) - f.given == 1:
                if n.args[0] == variable and not any(mentions(a, variable) for a in n.args[1:]):
                    yield n


def merge(p: Poly, node: Node, ctx: Context) -> tuple[Node, Node, Context, Node, bool] | None:
    """Everything that is summed over node's range as one body; the variable, the context inside, what is left over."""
    from checker.exact.binder_signs import order, range_context

    variable = open_binder(node)[1]
    while variable.data in ctx.domains:  # the node again, inside itself: what is left over goes into its body
        variable = sym(f"{variable.data}_")
    direction = order(node, ctx) if node.op == "integral" else None
    if direction is not None and direction & ~NONNEG:
        return None
    if node.op == "sum":
        _, first, last = node.args
        if not is_integer(first, ctx):
            return None
        if last == INF:
            nonempty = True
        else:
            count = sub(add(last, ONE), first)
            if not is_integer(last, ctx) or not is_nonnegative(count, ctx):
                return None
            nonempty = is_positive(count, ctx)
    else:
        nonempty = direction == POS
    bodies: list[Node] = []
    rest: Poly = {}
    for m, c in p.items():
        binders = [n for n, e in m if n.op == node.op and e == 1 and n.args[1:] == node.args[1:]]
        if len(binders) != 1:
            rest[m] = c
            continue
        b = binders[0]
        factor = to_node({tuple(pair for pair in m if pair[0] != b): c})
        bodies.append(mul(factor, open_binder(b, variable)[0]))
    inner = range_context(node, variable, ctx)
    return add(*bodies), variable, inner, to_node(rest), nonempty


def total(node: Node, bound: Node, variable: Node, ctx: Context) -> Node | None:
    """The bound summed or integrated over node's range, in normal form; None unless it closes and converges."""
    from checker.exact.normal import simplify

    whole = bind(node.op, variable, bound, *node.args[1:])
    if node.op == "integral" or node.args[2] == INF:
        from checker.exact.convergence import converges

        if converges(whole, ctx) is not True:
            return None
    try:
        out = simplify(whole, ctx)
    except TooLarge:
        return None
    return out if not has_bound(out) else None
