"""The gradient of an undefined function of matrices as a matrix expression, by the backward pass.

Decides nothing alone: `carried_out` gives the gradient by a matrix variable with each matrix that depends on the
variable met once (reverse accumulation: Griewank & Walther, Evaluating Derivatives, 2008, chapter 3; rules for
products from Giles, An extended collection of matrix derivative results, 2008, section 2.2). It knows sums, multiples,
entrywise and matrix products, transposes and functions applied to every entry that have a derivative in the table.
What else holds the variable raises `Unsupported`.
"""

from __future__ import annotations

from checker.exact.calculus import slope
from checker.exact.context import Context, Unsupported
from checker.graph import Node, bind, fresh, is_matrix, matsym, mul, open_binder, power, rat, shape, substitute, sym


def carried_out(gradient: Node, ctx: Context) -> Node:
    """The value of a gradient whose body is an undefined function of matrices. Raises Unsupported."""
    v = fresh(gradient)
    body, _ = open_binder(gradient, v)
    holds: dict[Node, bool] = {}
    order = _held(body, v, holds)
    if body.op != "app" or not holds[body] or any(body.data[1]):
        raise Unsupported("no gradient of this by a backward pass")
    parts: dict[Node, list[Node]] = {}
    for slot, x in enumerate(body.args):
        if holds[x]:
            parts.setdefault(x, []).append(partial(body, slot))
    total: Node | None = None
    for m in reversed(order[:-1]):
        ctx.tick()
        if m not in parts:
            continue
        adjoint = _sum(parts.pop(m))
        if m == v:
            total = adjoint
            continue
        for argument, part in _passed(m, adjoint, holds):
            parts.setdefault(argument, []).append(part)
    if total is None:
        raise Unsupported("the variable is not met")
    return substitute(total, {v: gradient.args[1]})


def partial(application: Node, slot: int) -> Node:
    """The gradient of an undefined function in one matrix argument, there."""
    x = application.args[slot]
    if not is_matrix(x):
        raise Unsupported("a scalar argument")
    u = matsym("#u", *shape(x))
    body = Node("app", (*application.args[:slot], u, *application.args[slot + 1 :]), application.data)
    return bind("gradient", u, body, x)


def _held(body: Node, v: Node, holds: dict[Node, bool]) -> list[Node]:
    """The parts that hold the variable, arguments first."""
    out: list[Node] = []
    stack = [(body, False)]
    while stack:
        n, ready = stack.pop()
        if n in holds:
            continue
        if ready:
            holds[n] = n == v or any(holds[a] for a in n.args)
            if holds[n]:
                out.append(n)
        else:
            stack.append((n, True))
            stack.extend((a, False) for a in n.args if a not in holds)
    return out


def _sum(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Node("matadd", tuple(parts))


def _passed(m: Node, adjoint: Node, holds: dict[Node, bool]) -> list[tuple[Node, Node]]:
    """The parts of the adjoints of the arguments that come through this node."""
    a = m.args
    match m.op:
        case "matadd":
            return [(x, adjoint) for x in a if holds[x]]
        case "hadamard":
            return [(x, Node("hadamard", (adjoint, *a[:k], *a[k + 1 :]))) for k, x in enumerate(a) if holds[x]]
        case "scale" if not holds[a[0]]:
            return [(a[1], Node("scale", (a[0], adjoint)))]
        case "transpose":
            return [(a[0], Node("transpose", (adjoint,)))]
        case "matmul":
            out = []
            for k, x in enumerate(a):
                if holds[x]:
                    before = [Node("transpose", (y,)) for y in reversed(a[:k])]
                    after = [Node("transpose", (y,)) for y in reversed(a[k + 1 :])]
                    out.append((x, Node("matmul", (*before, adjoint, *after))))
            return out
        case "map" if not holds[a[0]] and holds[a[1]]:
            t = sym("#t")
            body = open_binder(m, t)[0]
            if body.op == "fn" and body.args == (t,) and (rate := slope(body.data, t)) is not None:
                return [(a[1], Node("hadamard", (adjoint, bind("map", t, rate, a[1]))))]
            if body.op == "pow" and body.args[0] == t and body.args[1].op == "rat":
                rate = _power_rate(body)
                return [(a[1], Node("hadamard", (adjoint, bind("map", t, rate, a[1]))))]
    raise Unsupported(f"no backward pass through {m.op}")


def _power_rate(body: Node) -> Node:
    base, exponent = body.args
    return mul(exponent, power(base, rat(exponent.value - 1)))
