"""Signs of integrals, sums, products, derivatives and limits, from the sign of the body over the range.

Proves: a nonnegative body over a range in order gives a nonnegative value, a positive one over a range that is not
empty a positive value; real bodies give real values. A range whose order is not known proves no more than realness,
and an empty sum (last = first - 1) is 0.
"""

from __future__ import annotations

from checker.domains import REAL as REAL_LINE
from checker.domains import Scalar
from checker.exact.context import Context
from checker.exact.signs import (
    ANY,
    NEG,
    NONE,
    NONNEG,
    NONREAL,
    POS,
    REAL,
    ZERO_,
    Sign,
    bounds,
    is_integer,
    is_nonnegative,
    is_real,
    opposite,
    sign,
)  # fmt: skip
from checker.graph import INF, NEG_INF, ONE, ZERO, Node, add, open_binder, rel, shape, sub


def binder_sign(node: Node, ctx: Context) -> Sign:
    """A superset of the signs of an integral, sum, product, diff or limit."""
    match node.op:
        case "integral":
            return _integral_sign(node, ctx)
        case "sum":
            return _sum_sign(node, ctx)
        case "product":
            return _product_sign(node, ctx)
        case "diff":
            return _derivative_sign(node, ctx)
        case _:
            return _limit_sign(node, ctx)


def opened(node: Node, ctx: Context) -> tuple[Node, Context]:
    """The body of an integral, sum or product and the context inside it, the range taken to be in order.

    In an integral the variable is strictly between the ends: what happens at single points does not matter.
    """
    body, variable = open_binder(node)
    return body, range_context(node, variable, ctx)


def range_context(node: Node, variable: Node, ctx: Context) -> Context:
    """The context in which `variable` runs over the range of an integral, sum or product in order."""
    _, first, last = node.args
    less = "<" if node.op == "integral" else "<="
    known = []
    if first != NEG_INF:
        known.append(rel(first, less, variable))
    if last != INF:
        known.append(rel(variable, less, last))
    lower = first.value if first.op == "rat" else None
    upper = last.value if last.op == "rat" else None
    is_open = node.op == "integral"
    domain = REAL_LINE if is_open else Scalar("integer")
    if lower is None or upper is None or lower < upper or (lower == upper and not is_open):
        domain = Scalar(domain.kind, lower, upper, is_open and lower is not None, is_open and upper is not None)
    return ctx.extend(variable.data, domain, *known)


def order(node: Node, ctx: Context) -> Sign:
    """Signs of (upper - lower) of an integral, infinite ends included; ANY if an end is not known to be real."""
    _, first, last = node.args
    if (first == NEG_INF and (last == INF or _finite(last, ctx))) or (last == INF and _finite(first, ctx)):
        return POS
    if (last == NEG_INF and (first == INF or _finite(first, ctx))) or (first == INF and _finite(last, ctx)):
        return NEG
    return sign(sub(last, first), ctx)


def _finite(node: Node, ctx: Context) -> bool:
    return node not in (INF, NEG_INF) and is_real(node, ctx)


def _integral_sign(node: Node, ctx: Context) -> Sign:
    direction = order(node, ctx)
    if direction & NONREAL:
        return ANY
    out = NONE
    if direction & ZERO_:
        out |= ZERO_
    if direction & POS:
        body, inner = opened(node, ctx)
        out |= _total(sign(body, inner), body, inner)
    if direction & NEG:
        swapped = Node("integral", (node.args[0], node.args[2], node.args[1]), node.data)
        body, inner = opened(swapped, ctx)
        out |= opposite(_total(sign(body, inner), body, inner))
    return out


def _total(s: Sign, body: Node, inner: Context) -> Sign:
    """The sign of an integral over a range of positive length, from the signs of its body."""
    if s & NONREAL:
        return ANY
    return REAL if s & NEG and s & POS else s


def _sum_sign(node: Node, ctx: Context) -> Sign:
    _, first, last = node.args
    if not is_integer(first, ctx):
        return ANY
    body, inner = opened(node, ctx)
    s = sign(body, inner)
    if last == INF:
        return ANY if s & NONREAL else REAL if s & NEG and s & POS else s
    if not is_integer(last, ctx):
        return ANY
    count = sub(add(last, ONE), first)
    if not is_nonnegative(count, ctx):  # sums that run backwards are not relied on
        return ANY if s & NONREAL else REAL
    total = ANY if s & NONREAL else REAL if s & NEG and s & POS else s
    total |= ZERO_ if sign(count, ctx) & ZERO_ else NONE
    return total & NONNEG if total == REAL and _is_quadratic(node, ctx) else total


def _is_quadratic(node: Node, ctx: Context) -> bool:
    """Whether the sum is that of all entries of M x ⊙ x, M being semidefinite."""
    from checker.exact.matrix_signs import quadratic_total

    body, index = open_binder(node)
    _, first, last = node.args
    if body.op != "elem" or first != ZERO or sign(sub(add(last, ONE), shape(body.args[0])[0]), ctx) != ZERO_:
        return False
    return quadratic_total(body, index, ctx)


def _product_sign(node: Node, ctx: Context) -> Sign:
    _, first, last = node.args
    if not is_integer(first, ctx):
        return ANY
    body, inner = opened(node, ctx)
    s = sign(body, inner)
    if last == INF:  # an infinite product of positive factors may be 0
        return ANY if s & NONREAL else NONNEG if not s & NEG else REAL
    if not is_integer(last, ctx) or not is_nonnegative(sub(add(last, ONE), first), ctx):
        return ANY
    if s & NONREAL:
        return ANY
    out = POS
    if s & NEG:
        out |= NEG
    return out | (ZERO_ if s & ZERO_ else NONE)


def _derivative_sign(node: Node, ctx: Context) -> Sign:
    """Of a real function of a real variable the derivative is real; its sign is asked of the derivative itself."""
    body, variable = open_binder(node)
    point = node.args[1]
    if not is_real(point, ctx):
        return ANY
    b = bounds(point, ctx)
    if b.lower is not None and b.lower == b.upper:
        domain = REAL_LINE
    else:  # the limit of difference quotients inside the point's own range
        domain = Scalar("real", b.lower, b.upper, b.lower is not None, b.upper is not None)
    return REAL if is_real(body, ctx.extend(variable.data, domain)) else ANY


def _limit_sign(node: Node, ctx: Context) -> Sign:
    """A limit of real values is real, of nonnegative ones nonnegative; strictness is lost."""
    body, variable = open_binder(node)
    point, side = node.args[1], node.data[1]
    domain, known = REAL_LINE, []
    if point == INF:
        domain = Scalar("real", lower=_ONE, lower_open=True)
    elif point == NEG_INF:
        domain = Scalar("real", upper=-_ONE, upper_open=True)
    elif not is_real(point, ctx):
        return ANY
    elif side in ("+", "-"):
        known.append(rel(variable, ">" if side == "+" else "<", point))
    else:
        known.append(rel(variable, "!=", point))
    s = sign(body, ctx.extend(variable.data, domain, *known))
    if s & NONREAL:
        return ANY
    return s | (ZERO_ if s & (NEG | POS) else NONE)


_ONE = ONE.value

__all__ = ["binder_sign", "opened", "order", "range_context"]
