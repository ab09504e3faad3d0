"""Integrands as graphs that quadrature can read: their derivatives by parameters, and short sums written out.

Decides d^k/dp^k of a node by the rules for sums, products, powers and the commonest functions; any other node that
depends on the parameter is left as a `diff` node, which evaluates by jets. Used only under an integral sign.
"""

from __future__ import annotations

from checker.graph import (
    BINDERS,
    ONE,
    ZERO,
    Node,
    add,
    bind,
    fn,
    has_bound,
    mul,
    neg,
    open_binder,
    postorder,
    power,
    rat,
    rebuild,
    sub,
    substitute,
    sym,
    symbols,
)

_RULES = {
    "exp": lambda x: fn("exp", x),
    "log": lambda x: power(x, -1),
    "sin": lambda x: fn("cos", x),
    "cos": lambda x: neg(fn("sin", x)),
    "sinh": lambda x: fn("cosh", x),
    "cosh": lambda x: fn("sinh", x),
    "tanh": lambda x: sub(ONE, power(fn("tanh", x), 2)),
    "sigmoid": lambda x: mul(fn("sigmoid", x), sub(ONE, fn("sigmoid", x))),
    "atan": lambda x: power(add(ONE, power(x, 2)), -1),
    "gamma": lambda x: mul(fn("gamma", x), fn("digamma", x)),
    "loggamma": lambda x: fn("digamma", x),
    "erf": lambda x: mul(rat(2), power(sym_pi(), rat(-1, 2)), fn("exp", neg(power(x, 2)))),
}


def sym_pi() -> Node:
    return Node("const", (), "pi")


def derivative(node: Node, name: str, order: int) -> Node:
    """The order-th derivative of the node by the symbol."""
    for _ in range(order):
        node = _once(node, name)
    return node


def _once(root: Node, name: str) -> Node:
    variable = sym(name)
    slope: dict[Node, Node] = {}
    moves: set[Node] = set()
    for n in postorder(root):
        if n == variable or any(a in moves for a in n.args) or (n.op in BINDERS and name in symbols(n)):
            moves.add(n)
        slope[n] = _slope(n, variable, slope, moves)
    return slope[root]


def _slope(n: Node, variable: Node, slope: dict[Node, Node], moves: set[Node]) -> Node:
    if n not in moves:
        return ZERO
    if n == variable:
        return ONE
    match n.op:
        case "add":
            return add(*[slope[a] for a in n.args if a in moves])
        case "mul":
            terms = []
            for k, a in enumerate(n.args):
                if a in moves:
                    terms.append(mul(*n.args[:k], slope[a], *n.args[k + 1 :]))
            return add(*terms)
        case "pow" if n.args[1] not in moves and n.args[1].op == "rat":
            b, e = n.args
            return mul(e, power(b, rat(e.value - 1)), slope[b])
        case "pow" if n.args[0] not in moves:
            return mul(n, fn("log", n.args[0]), slope[n.args[1]])
        case "fn" if n.data in _RULES and len(n.args) == 1:
            return mul(_RULES[n.data](n.args[0]), slope[n.args[0]])
    if n.op in ("bound", "matbound"):
        return ZERO
    return bind("diff", variable, n, variable, data=1)


#: terms of a sum or product that are written out
SHORT = 24


def unrolled(root: Node) -> Node:
    """The node with its short sums and products between literal ends written out, and its derivatives where the rules
    reach; other binders left alone.
    """
    done: dict[Node, Node] = {}
    for n in postorder(root):
        args = tuple(done[a] for a in n.args)
        done[n] = n if args == n.args or n.op in BINDERS else rebuild(n, args)
        if n.op in ("sum", "product") and not has_bound(n) and all(a.op == "rat" for a in n.args[1:]):
            low, high = n.args[1].value, n.args[2].value
            if low.denominator == high.denominator == 1 and 0 <= high - low < SHORT:
                body, variable = open_binder(n)
                terms = [unrolled(substitute(body, {variable: rat(k)})) for k in range(int(low), int(high) + 1)]
                done[n] = (add if n.op == "sum" else mul)(*terms)
        if n.op == "diff" and not has_bound(n):
            done[n] = _carried_out(n)
    return done[root]


def _carried_out(n: Node) -> Node:
    """A derivative at a point by the rules; the node itself where a part has none, or an integral moves with it."""
    body, variable = open_binder(n)
    found = derivative(body, variable.data, n.data[1])
    if any(m.op in BINDERS and variable.data in symbols(m) for m in postorder(found)):
        return n
    return unrolled(substitute(found, {variable: n.args[1]}))
