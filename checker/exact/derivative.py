"""Derivatives of scalar expressions by our own table; no difference quotients, no guesses.

`differentiate` is right wherever the result and the derivative are defined. Kinks and steps (abs, max, floor,
piecewise) are differentiated only where `signs` knows the side. An integral is differentiated under the integral sign
only if that is justified: finite ends and an integrand that is smooth on the closed range, or a derivative of the
integrand that is dominated, locally uniformly in the variable, by a polynomial times a Gaussian or an exponential
(Leibniz; Lang, Real and Functional Analysis, XIII 8). Sums have finite ends free of the variable. Whatever else holds
the variable raises Unsupported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checker.domains import REAL, Scalar
from checker.exact import signs
from checker.exact.context import Context, Unsupported
from checker.exact.derivative_table import INNER, OUTER
from checker.exact.exchange import dominated, smooth
from checker.exact.normal import inside, simplify
from checker.graph import (
    INF,
    MATRIX_OPS,
    MINUS_ONE,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    add,
    close,
    fn,
    mul,
    neg,
    open_binder,
    postorder,
    power,
    rat,
    substitute,
    sym,
)

#: no derivative of higher order is taken by repetition
ORDER = 12

Memo = dict[Node, Node]


def differentiate(body: Node, variable: str, ctx: Context, order: int = 1) -> Node:
    """The derivative by the named symbol, whose domain stands in the context. Raises Unsupported."""
    if order > ORDER:
        raise Unsupported(f"a derivative of order {order}")
    if ctx.scalar(variable) is None:
        ctx = ctx.extend(variable, REAL)
    for k in range(order):
        if k:
            body = simplify(body, ctx)
        body = _derivative(body, sym(variable), ctx, {})
    return body


def reduce_diff(node: Node, ctx: Context) -> Node:
    """A `diff` node as its value; the node itself where there is no rule."""
    if node.op != "diff":
        return node
    body, variable = open_binder(node)
    point, order = node.args[1], node.data[1]
    if body.op in MATRIX_OPS:
        return node
    inner = ctx
    if point.op == "sym" and not holds(body, point):  # at a symbol: its domain and conditions are known
        body, variable = substitute(body, {variable: point}), point
    else:
        inner = inside(node, variable, ctx)
        inner = _at_point(inner, variable, point, ctx)
    try:
        out = differentiate(body, variable.data, inner, order)
    except Unsupported:
        return node
    return out if variable == point else substitute(out, {variable: point})


def _at_point(inner: Context, variable: Node, point: Node, ctx: Context) -> Context:
    """What is known of the variable at the point: its sign."""
    s = signs.sign(point, ctx)
    if s & signs.Sign.NONREAL:
        return inner.extend(variable.data, Scalar("complex", nonzero=not s & signs.Sign.ZERO))
    known: Mapping[signs.Sign, Scalar] = {
        signs.Sign.POS: Scalar(lower=rat(0).value, lower_open=True),
        signs.Sign.NEG: Scalar(upper=rat(0).value, upper_open=True),
        signs.Sign.POS | signs.Sign.NEG: Scalar(nonzero=True),
    }
    return inner.extend(variable.data, known.get(s, REAL))


def holds(node: Node, variable: Node) -> bool:
    """Whether the symbol stands in the node."""
    seen: set[Node] = set()
    stack = [node]
    while stack:
        n = stack.pop()
        if n == variable:
            return True
        if n not in seen:
            seen.add(n)
            stack.extend(n.args)
    return False


# ---------------------------------------------------------------- rules


def _plus(*xs: Node) -> Node:
    kept = [x for x in xs if x != ZERO]
    return add(*kept)


def _times(*xs: Node) -> Node:
    if any(x == ZERO for x in xs):
        return ZERO
    return mul(*(x for x in xs if x != ONE))


def _derivative(root: Node, x: Node, ctx: Context, done: Memo) -> Node:
    """The derivative of every part, parts first, without recursion through sums, products and functions."""
    depends: dict[Node, bool] = {}
    stack = [root]
    while stack:
        n = stack[-1]
        if n in done:
            stack.pop()
            continue
        if n not in depends:
            for m in postorder(n):  # whatever is inside is asked for next
                if m not in depends:
                    depends[m] = m == x or any(depends[a] for a in m.args)
        if not depends[n]:
            done[n] = ZERO
            stack.pop()
            continue
        parts = _parts(n)
        todo = [a for a in parts if a not in done]
        if todo:
            stack.extend(todo)
            continue
        ctx.tick()
        done[n] = _rule(n, x, ctx, done)
        stack.pop()
    return done[root]


def _parts(n: Node) -> tuple[Node, ...]:
    match n.op:
        case "add" | "mul" | "pow" | "fn":
            return n.args
        case "app":
            return tuple(a for a in n.args if a.op not in MATRIX_OPS)
        case "piecewise":
            return n.args[::2]
        case _:
            return ()


def _rule(n: Node, x: Node, ctx: Context, d: Memo) -> Node:
    match n.op:
        case "sym":
            return ONE
        case "add":
            return _plus(*(d[a] for a in n.args))
        case "mul":
            return _product_rule(n.args, d)
        case "pow":
            return _power(n, d)
        case "fn":
            return _function(n, x, ctx, d)
        case "app":
            return _application(n, x, d)
        case "piecewise":
            return _piecewise(n, x, ctx, d)
        case "integral":
            return _integral(n, x, ctx)
        case "sum":
            return _sum(n, x, ctx)
        case "product":
            return _product(n, x, ctx)
        case "diff":
            return _nested(n, x, ctx)
    return _reduced(n, x, ctx)


def _product_rule(args: tuple[Node, ...], d: Memo) -> Node:
    terms = []
    for k, a in enumerate(args):
        if d[a] != ZERO:
            terms.append(_times(d[a], *args[:k], *args[k + 1 :]))
    return _plus(*terms)


def _power(n: Node, d: Memo) -> Node:
    """d b^e = e b^(e-1) db + b^e log(b) de."""
    base, exponent = n.args
    terms = []
    if d[base] != ZERO:
        lower = rat(exponent.value - 1) if exponent.op == "rat" else add(exponent, MINUS_ONE)
        slope = ONE if lower == ZERO else base if lower == ONE else power(base, lower)
        terms.append(_times(exponent, slope, d[base]))
    if d[exponent] != ZERO:
        terms.append(_times(n, fn("log", base), d[exponent]))
    return _plus(*terms)


def _function(n: Node, x: Node, ctx: Context, d: Memo) -> Node:
    name, args = n.data, n.args
    if name in ("abs", "sign", "heaviside", "max", "min", "floor", "ceiling", "re", "im", "conjugate"):
        return _kinked(n, x, ctx, d)
    terms = []
    for k, a in enumerate(args):
        if d[a] == ZERO:
            continue
        rule = OUTER.get(name) if len(args) == 1 else INNER.get((name, len(args), k))
        if rule is None:
            raise Unsupported(f"the derivative of {name} by argument {k + 1}")
        terms.append(_times(rule(*args), d[a]))
    return _plus(*terms)


def _kinked(n: Node, x: Node, ctx: Context, d: Memo) -> Node:
    name, args = n.data, n.args
    a = args[0]
    s = signs.sign(a, ctx)
    domain = ctx.scalar(x.data)
    along = domain is not None and domain.kind != "complex"
    match name:
        case "abs" if s == signs.Sign.POS:
            return d[a]
        case "abs" if s == signs.Sign.NEG:
            return _times(MINUS_ONE, d[a])
        case "abs" if not s & (signs.Sign.ZERO | signs.Sign.NONREAL):
            return _times(fn("sign", a), d[a])
        case "sign" | "heaviside" if not s & (signs.Sign.ZERO | signs.Sign.NONREAL):
            return ZERO
        case "re" | "im" | "conjugate" if along:
            return fn(name, d[a])
        case "max" | "min":
            for k, b in enumerate(args):
                rest = args[:k] + args[k + 1 :]
                gaps = (add(b, neg(c)) if name == "max" else add(c, neg(b)) for c in rest)
                if all(signs.is_positive(simplify(g, ctx), ctx) for g in gaps):
                    return d[b]
    raise Unsupported(f"the derivative of {name} where the side is not known")


def _application(n: Node, x: Node, d: Memo) -> Node:
    name, orders = n.data
    terms = []
    for k, a in enumerate(n.args):
        if a.op in MATRIX_OPS:
            if holds(a, x):
                raise Unsupported("the derivative by a vector argument")
            continue
        if d[a] != ZERO:
            raised = tuple(o + (j == k) for j, o in enumerate(orders))
            terms.append(_times(Node("app", n.args, (name, raised)), d[a]))
    return _plus(*terms)


def _piecewise(n: Node, x: Node, ctx: Context, d: Memo) -> Node:
    for c in n.args[1::2]:
        if holds(c, x) and not _settled(c, ctx):
            raise Unsupported("the derivative of a piecewise at a seam")
    args: list[Node] = []
    for value, condition in zip(n.args[::2], n.args[1::2], strict=True):
        args += [d[value], condition]
    return Node("piecewise", tuple(args))


def _settled(condition: Node, ctx: Context) -> bool:
    """Whether nothing about the condition changes near any point: no relation in it is at its seam."""
    if condition.op == "rel":
        left, right = condition.args
        gap = simplify(add(left, neg(right)), ctx)
        return signs.is_nonzero(gap, ctx) and signs.is_real(gap, ctx)
    return all(_settled(a, ctx) for a in condition.args)


# ---------------------------------------------------------------- binders


def _integral(n: Node, x: Node, ctx: Context) -> Node:
    """d ∫_a^b f dz = f(b) db - f(a) da + ∫_a^b ∂f dz."""
    reduced = _by_reducer(n, ctx)
    if reduced is not None:
        return _derivative(reduced, x, ctx, {})
    body, z = open_binder(n)
    _, low, high = n.args
    inner = inside(n, z, ctx)
    terms = []
    for end, sign in ((high, ONE), (low, MINUS_ONE)):
        if holds(end, x):
            terms.append(_times(sign, substitute(body, {z: end}), _derivative(end, x, ctx, {})))
    if holds(body, x):
        slope = simplify(_derivative(body, x, inner, {}), inner)
        finite = low not in (INF, NEG_INF) and high not in (INF, NEG_INF)
        closed = _closed_range(z, low, high, ctx)
        if not (finite and smooth(body, (x, z), closed)) and not dominated(slope, x, z, low, high, inner):
            raise Unsupported("a derivative under an integral sign that is not justified")
        ctx.used.add("differentiation under the integral sign")
        if slope != ZERO:
            terms.append(close(n, slope, [z], [low, high]))
    if terms and any(holds(e, x) for e in (low, high)):
        closed = _closed_range(z, low, high, ctx)
        if not smooth(body, (x, z), closed):
            raise Unsupported("a derivative by an end of an integral that is not known to be continuous")
    return _plus(*terms)


def _closed_range(z: Node, low: Node, high: Node, ctx: Context) -> Context:
    """The context in which z is between the ends or at one; nothing is known of it if their order is not."""
    if {low, high} & {INF, NEG_INF} or not signs.is_nonnegative(simplify(add(high, neg(low)), ctx), ctx):
        return ctx.extend(z.data, REAL)
    if low.op == "rat" and high.op == "rat":
        return ctx.extend(z.data, Scalar(lower=low.value, upper=high.value))
    return ctx.extend(z.data, REAL, Node("rel", (z, low), ">="), Node("rel", (z, high), "<="))


def _sum(n: Node, x: Node, ctx: Context) -> Node:
    body, k = open_binder(n)
    _, first, last = n.args
    if {first, last} & {INF, NEG_INF} or holds(first, x) or holds(last, x):
        reduced = _by_reducer(n, ctx)
        if reduced is None:
            raise Unsupported("the derivative of an infinite sum")
        return _derivative(reduced, x, ctx, {})
    slope = _derivative(body, x, inside(n, k, ctx), {})
    return ZERO if slope == ZERO else close(n, slope, [k], [first, last])


def _product(n: Node, x: Node, ctx: Context) -> Node:
    """d Π f = Π f · Σ df/f, where no factor is 0."""
    body, k = open_binder(n)
    _, first, last = n.args
    inner = inside(n, k, ctx)
    if {first, last} & {INF, NEG_INF} or holds(first, x) or holds(last, x) or not signs.is_nonzero(body, inner):
        reduced = _by_reducer(n, ctx)
        if reduced is None:
            raise Unsupported("the derivative of a product whose factors may be 0")
        return _derivative(reduced, x, ctx, {})
    slope = _times(_derivative(body, x, inner, {}), power(body, -1))
    template = Node("sum", n.args, n.data)
    return _times(n, close(template, slope, [k], [first, last]))


def _nested(n: Node, x: Node, ctx: Context) -> Node:
    """A derivative of a derivative: the inner one first; at a moving point by the chain rule."""
    reduced = reduce_diff(n, ctx)
    if reduced != n:
        return _derivative(reduced, x, ctx, {})
    body, _ = open_binder(n)
    if holds(body, x):
        raise Unsupported("a mixed derivative of an unknown one")
    higher = Node("diff", n.args, (n.data[0], n.data[1] + 1))
    return _times(higher, _derivative(n.args[1], x, ctx, {}))


def _by_reducer(n: Node, ctx: Context) -> Node | None:
    reducer: Callable[[Node, Context], Node] | None = ctx.reducers.get(n.op)
    if reducer is None:
        return None
    other = reducer(n, ctx)
    return None if other == n or other.op == n.op else other


def _reduced(n: Node, x: Node, ctx: Context) -> Node:
    """Entries, determinants, limits: differentiated only if their reducer makes something else of them."""
    other = _by_reducer(n, ctx)
    if other is None:
        raise Unsupported(f"the derivative of {n.op}")
    return _derivative(other, x, ctx, {})
