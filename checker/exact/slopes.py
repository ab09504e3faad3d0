"""Derivatives and smoothness of elementary expressions in one real symbol, for arguments by monotonicity and convexity.

Proves that an expression is smooth for all values in the context (every logarithm's argument positive, every divisor
not 0 there), and then its derivative is right by the rules for sums, products, powers and the functions of `_TABLE`.
Everything else it refuses, with None.
"""

from __future__ import annotations

from collections.abc import Callable

from checker.exact.context import Context
from checker.exact.polyform import polynomial, to_node
from checker.exact.signs import is_nonzero, is_positive, is_real
from checker.graph import MINUS_ONE, ONE, TWO, ZERO, Node, add, fn, mul, neg, power, rat, sub

#: derivatives of functions that are smooth on the whole real line; "log" asks for a positive argument, "tan" for one
#: whose cosine is not 0, "asin" and "acos" for one between -1 and 1
_TABLE: dict[str, Callable[[Node], Node]] = {
    "exp": lambda x: fn("exp", x),
    "log": lambda x: power(x, -1),
    "sin": lambda x: fn("cos", x),
    "cos": lambda x: neg(fn("sin", x)),
    "tan": lambda x: add(ONE, power(fn("tan", x), 2)),
    "sinh": lambda x: fn("cosh", x),
    "cosh": lambda x: fn("sinh", x),
    "tanh": lambda x: sub(ONE, power(fn("tanh", x), 2)),
    "sigmoid": lambda x: mul(fn("sigmoid", x), sub(ONE, fn("sigmoid", x))),
    "atan": lambda x: power(add(ONE, power(x, 2)), -1),
    "asin": lambda x: power(sub(ONE, power(x, 2)), rat(-1, 2)),
    "acos": lambda x: neg(power(sub(ONE, power(x, 2)), rat(-1, 2))),
    "asinh": lambda x: power(add(ONE, power(x, 2)), rat(-1, 2)),
    "erf": lambda x: mul(TWO, power(Node("const", (), "pi"), rat(-1, 2)), fn("exp", neg(power(x, 2)))),
    "erfc": lambda x: mul(rat(-2), power(Node("const", (), "pi"), rat(-1, 2)), fn("exp", neg(power(x, 2)))),
}


def mentions(node: Node, x: Node) -> bool:
    """Whether the symbol stands in the node."""
    seen: set[Node] = set()
    stack = [node]
    while stack:
        n = stack.pop()
        if n == x:
            return True
        if n not in seen:
            seen.add(n)
            stack.extend(n.args)
    return False


def smooth(node: Node, x: Node, ctx: Context) -> bool:
    """Proves that the node is a real, infinitely differentiable function of x for all values in the context."""
    if not mentions(node, x):
        return is_real(node, ctx)
    match node.op:
        case "sym":
            return is_real(node, ctx)
        case "add" | "mul":
            return all(smooth(a, x, ctx) for a in node.args)
        case "pow":
            base, e = node.args
            if e.op == "rat" and e.value.denominator == 1:
                return smooth(base, x, ctx) and (e.value >= 0 or is_nonzero(base, ctx))
            return smooth(base, x, ctx) and smooth(e, x, ctx) and is_positive(base, ctx)
        case "fn" if node.data in _TABLE:
            if node.data in ("asin", "acos") and not _below_one(node.args[0], ctx):
                return False
            if node.data == "tan" and not is_nonzero(fn("cos", node.args[0]), ctx):
                return False
            return smooth(node.args[0], x, ctx) and (node.data != "log" or is_positive(node.args[0], ctx))
    return False


def _below_one(u: Node, ctx: Context) -> bool:
    """-1 < u < 1; of a sine, its cosine is not 0."""
    if u.op == "fn" and u.data in ("sin", "cos"):
        return is_nonzero(fn("cos" if u.data == "sin" else "sin", u.args[0]), ctx)
    return is_positive(sub(ONE, power(u, 2)), ctx)


def slope(node: Node, x: Node) -> Node:
    """The derivative by x of a node that `smooth` has passed."""
    return _tidy(_slope(node, x, {}))


def _tidy(node: Node) -> Node:
    return to_node(polynomial(node))


def _slope(node: Node, x: Node, done: dict[Node, Node]) -> Node:
    if node in done:
        return done[node]
    if not mentions(node, x):
        out = ZERO
    elif node == x:
        out = ONE
    elif node.op == "add":
        out = add(*(_slope(a, x, done) for a in node.args))
    elif node.op == "mul":
        terms = []
        for k, a in enumerate(node.args):
            d = _slope(a, x, done)
            if d != ZERO:
                terms.append(mul(d, *(b for j, b in enumerate(node.args) if j != k)))
        out = add(*terms)
    elif node.op == "pow":
        out = _power_slope(node, x, done)
    else:
        out = mul(_TABLE[node.data](node.args[0]), _slope(node.args[0], x, done))
    done[node] = out
    return out


def _power_slope(node: Node, x: Node, done: dict[Node, Node]) -> Node:
    base, e = node.args
    if not mentions(e, x):
        lower = rat(e.value - 1) if e.op == "rat" else add(e, MINUS_ONE)
        return mul(e, power(base, lower), _slope(base, x, done))
    # b^e = exp(e log b), b positive
    inner = add(mul(_slope(e, x, done), fn("log", base)), mul(e, _slope(base, x, done), power(base, -1)))
    return mul(node, inner)
