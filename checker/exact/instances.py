"""True inequalities about functions that stand in a claim, put among what is known, so that others follow from them.

Knows floor u ≤ u < floor u + 1 and u ≤ ceiling u < u + 1 for real u (and of a whole number N that N ≤ floor u exactly
when N ≤ u), the triangle inequality |u + v| ≤ |u| + |v| with |u| ≤ |u + v| + |v| for complex sums, and |sin u| ≤ |u|
for real u. It proves nothing else.
"""

from __future__ import annotations

from checker.exact.context import Context
from checker.exact.signs import assume, is_integer, is_real
from checker.graph import ONE, Node, add, fn, mul, postorder, rat, rel

#: applications that are looked at, and addends under |…|
MOST, ADDENDS = 6, 4


def with_instances(ctx: Context, *nodes: Node) -> Context:
    """The context with the inequalities that hold for what stands in the nodes; itself if there are none."""
    known: list[Node] = []
    found = (n for n in postorder(*nodes) if n.op == "fn" and n.data in ("floor", "ceiling", "abs"))
    for n in list(found)[:MOST]:
        u = n.args[0]
        if n.data == "floor" and is_real(u, ctx):
            known += [rel(n, "<=", u), rel(u, "<", add(n, ONE))]
        elif n.data == "ceiling" and is_real(u, ctx):
            below = fn("floor", mul(rat(-1), u))  # as which it may be written
            known += [rel(u, "<=", n), rel(n, "<", add(u, ONE))]
            known += [rel(below, "<=", mul(rat(-1), u)), rel(mul(rat(-1), u), "<", add(below, ONE))]
        elif n.data == "abs" and u.op == "add" and len(u.args) <= ADDENDS and not is_real(u, ctx):
            parts = [_size(a) for a in u.args]
            known.append(rel(n, "<=", add(*parts)))
            for k, part in enumerate(parts):
                known.append(rel(part, "<=", add(n, *(p for j, p in enumerate(parts) if j != k))))
        elif n.data == "abs" and u.op == "fn" and u.data == "sin" and is_real(u.args[0], ctx):
            known.append(rel(n, "<=", fn("abs", u.args[0])))
    return assume(ctx, *known) if known else ctx


def _size(addend: Node) -> Node:
    """|c u| as |c| |u| for a rational c."""
    if addend.op == "mul":
        numbers = [a for a in addend.args if a.op == "rat"]
        if numbers:
            rest = mul(*(a for a in addend.args if a.op != "rat"))
            return mul(*(rat(abs(c.value)) for c in numbers), fn("abs", rest))
    return fn("abs", addend)


def without_floor(low: Node, strict: bool, high: Node, ctx: Context) -> tuple[Node, bool, Node] | None:
    """low ≤ high, or low < high, without a floor that is a whole side, where the other side is a whole number."""
    if high.op == "fn" and high.data == "floor" and is_integer(low, ctx) and is_real(high.args[0], ctx):
        return (add(low, ONE), False, high.args[0]) if strict else (low, False, high.args[0])
    if low.op == "fn" and low.data == "floor" and is_integer(high, ctx) and is_real(low.args[0], ctx):
        return (low.args[0], True, high) if strict else (low.args[0], True, add(high, ONE))
    return None
