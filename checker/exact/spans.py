"""Inequalities between inner products and norms of vectors of any size, in coordinates of their span.

Vectors x₁, …, x_m of any size lie in a space of at most m dimensions, in an orthonormal basis of which (Gram and
Schmidt's) xᵢ has coordinates (tᵢ₁, …, tᵢᵢ, 0, …) with tᵢᵢ ≥ 0. So an inequality in Σ xᵢ[k] xⱼ[k] holds for vectors of
every size if it holds for all such numbers t; Cauchy and Schwarz's, and the triangle inequality, come down to squares.
The vectors are what is multiplied under sums over one range, and the vector of ones where an entry stands alone there.
Proves nothing itself: it says what is to be proved of the coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from checker.domains import REAL, Scalar
from checker.exact.context import Context
from checker.exact.signs import is_integer, is_nonnegative, is_real
from checker.exact.slopes import mentions
from checker.graph import INF, ONE, Node, add, mul, open_binder, postorder, power, rat, sub, substitute, sym, symbols

NAME = "coordinates in the span"
#: vectors in one claim
VECTORS = 3


def in_coordinates(gap: Node, ctx: Context) -> Iterator[tuple[Node, Context]]:
    """The gap with inner products in coordinates, in the context of these, for each order of the basis."""
    sums = [n for n in postorder(gap) if n.op == "sum" and n.args[2] != INF]
    for ends in dict.fromkeys(n.args[1:] for n in sums):
        products = {n: found for n in sums if n.args[1:] == ends and (found := _factors(n, ctx)) is not None}
        vectors = list(dict.fromkeys(v for pair in products.values() for v in pair))
        if not 2 <= len(vectors) <= VECTORS or not any(a != b for a, b in products.values()):
            continue
        count = add(sub(ends[1], ends[0]), ONE)
        if not is_integer(count, ctx) or not is_nonnegative(count, ctx):
            continue
        for order in permutations(vectors):
            if ONE in order and order[0] != ONE:
                continue
            yield _placed(gap, products, order, count, ctx)


def _factors(node: Node, ctx: Context) -> tuple[Node, Node] | None:
    """The two real vectors whose inner product the sum is, as their entries at a common index."""
    from checker.exact.binder_signs import range_context

    index = sym("#")
    body = open_binder(node, index)[0]
    parts: list[Node] = []
    for f in body.args if body.op == "mul" else (body,):
        if f.op == "pow" and f.args[1] == rat(2):
            parts += [f.args[0], f.args[0]]
        else:
            parts.append(f)
    if not 1 <= len(parts) <= 2 or not all(mentions(f, index) for f in parts):
        return None
    inner = range_context(node, index, ctx)
    if not all(is_real(f, inner) for f in parts):
        return None
    first, second = (*parts, ONE)[:2]
    return first, second


def _placed(
    gap: Node, products: dict[Node, tuple[Node, Node]], order: Sequence[Node], count: Node, ctx: Context
) -> tuple[Node, Context]:
    taken = symbols(gap) | set(ctx.domains)
    names = (n for n in (f"t{k}" for k in range(len(taken) + 20)) if n not in taken)
    place: dict[Node, list[Node]] = {}
    inner = ctx
    for k, v in enumerate(order):
        if v == ONE:
            place[v] = [power(count, rat(1, 2))]
            continue
        place[v] = [sym(next(names)) for _ in range(k + 1)]
        for x in place[v][:-1]:
            inner = inner.extend(x.data, REAL)
        inner = inner.extend(place[v][-1].data, Scalar("real", lower=Fraction(0)))
    swap = {n: add(*(mul(x, y) for x, y in zip(place[a], place[b], strict=False))) for n, (a, b) in products.items()}
    return substitute(gap, swap), inner
