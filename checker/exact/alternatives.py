"""Implications between combinations of relations: by their parts, and "or" of equations as one equation.

Proves from what is proved of single relations (`follows`, handed in): an "or" on the left by each of its members, an
"and" on the right by each of its own; an "or" on the right by one member, by one with the contraries of the others
known, or, of equations u = v alone, by the product of all u - v, which is 0 exactly where one of them holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from checker.exact.context import Context
from checker.exact.normal import simplify
from checker.exact.signs import is_real
from checker.graph import FALSE, TRUE, ZERO, Node, conj, disj, mul, rel, sub

Follows = Callable[[Node, Node, Context], str | None]
_CONTRARY = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
#: nesting of combinations
DEPTH = 4


def by_parts(left: Node, right: Node, ctx: Context, follows: Follows, depth: int = DEPTH) -> str | None:
    """The method that proves right wherever left holds, or None."""
    ctx.tick()
    if right == TRUE or left in (FALSE, right):
        return "parts"
    if depth == 0:
        return None
    left, right = _one_equation(left, ctx), _one_equation(right, ctx)
    if left.op == "or":
        return _all([by_parts(part, right, ctx, follows, depth - 1) for part in left.args])
    if left.op == "and" and (inner := next((p for p in left.args if p.op == "or"), None)) is not None:
        rest = [p for p in left.args if p is not inner]
        return _all([by_parts(conj(part, *rest), right, ctx, follows, depth - 1) for part in inner.args])
    if right.op == "and":
        return _all([by_parts(left, part, ctx, follows, depth - 1) for part in right.args])
    if right.op == "or" and (inner := next((p for p in right.args if p.op == "and"), None)) is not None:
        rest = [p for p in right.args if p is not inner]
        return _all([by_parts(left, disj(part, *rest), ctx, follows, depth - 1) for part in inner.args])
    if right.op == "or":
        return _one_of(left, right, ctx, follows, depth)
    return follows(left, right, ctx)


def _all(names: list[str | None]) -> str | None:
    return ", ".join(dict.fromkeys(n for n in names if n)) if all(names) else None


def _one_of(left: Node, right: Node, ctx: Context, follows: Follows, depth: int) -> str | None:
    for part in right.args:
        if (found := by_parts(left, part, ctx, follows, depth - 1)) is not None:
            return found
    for part in right.args:
        others = [contrary(p) for p in right.args if p is not part]
        if any(p is None for p in others) or not all(is_real(a, ctx) for p in right.args for a in p.args):
            continue
        given = conj(left, *(p for p in others if p is not None))
        if (found := by_parts(given, part, ctx, follows, depth - 1)) is not None:
            return found
    return None


def contrary(r: Node) -> Node | None:
    """The relation that holds exactly where this one, between real numbers, does not."""
    return rel(r.args[0], _CONTRARY[r.data], r.args[1]) if r.op == "rel" else None


def _one_equation(node: Node, ctx: Context) -> Node:
    """ "or" of equations as one: the product of the differences is 0."""
    if node.op != "or" or not all(p.op == "rel" and p.data == "=" for p in node.args):
        return node
    product = reduce(mul, (sub(*p.args) for p in node.args))
    return rel(simplify(product, ctx), "=", ZERO)
