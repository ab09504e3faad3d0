"""How fast an expression can grow along the real line: bounded by a polynomial, or with its logarithm so bounded.

Proves, for every value of the other symbols in their domains, that an expression is bounded on bounded sets and
polynomially at ±∞ (`poly_bounded`), that it is positive with a polynomially bounded logarithm (`log_bounded`), that
it stays above a positive constant (`bounded_below`), or that it is infinitely smooth (`smooth`). The classes of
undefined functions are those of `checker.domains`. False means only: not proved.
"""

from __future__ import annotations

from checker.domains import REAL, Function
from checker.exact.context import Context
from checker.exact.terms import depends, nonnegative, positive, real, whole
from checker.graph import MINUS_ONE, ONE, Node, add, mul

#: real functions of a real argument that are bounded
BOUNDED = frozenset("sin cos tanh sech atan erf erfc sigmoid sign Si".split())
#: real functions of a real argument that grow no faster than it
TEMPERED = frozenset("asinh floor ceiling abs".split())
#: real analytic on the real line
ENTIRE = frozenset("exp sin cos tanh sech sinh cosh atan erf erfc erfi sigmoid asinh sinc Si".split())


def density_place(node: Node, variable: Node, ctx: Context) -> Node | None:
    """For a density application: the one argument in which the variable stands, if that is no conditioning argument.

    None if it is no density, or the variable stands elsewhere too.
    """
    if node.op != "app":
        return None
    f = ctx.function(node.data[0])
    if f is None or f.kind != "density" or any(a is not None for a in f.arguments):
        return None
    own = len(node.args) - f.given
    if any(depends(a, variable) for a in node.args[own:]) or any(node.data[1][own:]):
        return None
    places = [a for a in node.args[:own] if depends(a, variable)]
    return places[0] if len(places) == 1 else None


def _function(node: Node, ctx: Context) -> Function | None:
    f = ctx.function(node.data[0])
    return f if f is not None and all(a is None for a in f.arguments) else None


def _class_covers(node: Node, f: Function) -> bool:
    """Whether the class says something of this derivative (of a density only by its own arguments)."""
    if f.kind == "density":
        return not any(node.data[1][len(node.args) - f.given :])
    return True


def _both_places(node: Node, f: Function, v: Node) -> bool:
    """Whether v stands among a conditional density's own arguments and among those it is conditioned on: the class
    says nothing of p(z | z)."""
    own = len(node.args) - f.given if f.kind == "density" else len(node.args)
    return any(depends(x, v) for x in node.args[:own]) and any(depends(x, v) for x in node.args[own:])


def poly_bounded(node: Node, v: Node, ctx: Context) -> bool:
    """|node| is bounded on bounded sets of v, and by a polynomial of |v|."""
    if not depends(node, v) or node == v:
        return True
    match node.op:
        case "add" | "mul":
            return all(poly_bounded(a, v, ctx) for a in node.args)
        case "pow":
            return _power_bounded(node, v, ctx)
        case "app":
            f = _function(node, ctx)
            if f is None or not _class_covers(node, f) or _both_places(node, f, v):
                return False
            return all(poly_bounded(a, v, ctx) and real(a, ctx) for a in node.args)
        case "fn":
            x = node.args[0]
            match node.data:
                case "log":
                    return log_bounded(x, v, ctx)
                case "exp":
                    return real(x, ctx) and nonnegative(mul(MINUS_ONE, x), ctx)
                case "abs":
                    return poly_bounded(x, v, ctx)
                case "max" | "min":
                    return all(poly_bounded(a, v, ctx) and real(a, ctx) for a in node.args)
            if node.data in BOUNDED and len(node.args) == 1:
                return real(x, ctx)
            return node.data in TEMPERED and real(x, ctx) and poly_bounded(x, v, ctx)
        case "piecewise":
            return all(poly_bounded(a, v, ctx) for a in node.args[::2])
        case "integral":
            from checker.exact.averages import average_bounded

            return average_bounded(node, v, ctx)
    return False


def _power_bounded(node: Node, v: Node, ctx: Context) -> bool:
    base, e = node.args
    if depends(e, v) or not real(e, ctx):
        return False
    if nonnegative(e, ctx):
        return poly_bounded(base, v, ctx)
    return nonnegative(mul(MINUS_ONE, e), ctx) and bounded_below(base, v, ctx)


def bounded_below(node: Node, v: Node, ctx: Context) -> bool:
    """node ≥ c > 0 for all v, with c free of v."""
    if not depends(node, v):
        return positive(node, ctx)
    match node.op:
        case "sym":
            return any(_is_above(c, v, ctx) for c in ctx.where)
        case "add":
            if all(nonnegative(a, ctx) for a in node.args) and any(bounded_below(a, v, ctx) for a in node.args):
                return True
            return _unrestricted(v, ctx) and _polynomial(node, v) and positive(node, ctx)  # its least value is taken
        case "mul":
            return all(bounded_below(a, v, ctx) for a in node.args)
        case "pow":
            return real(node.args[1], ctx) and positive(node.args[1], ctx) and bounded_below(node.args[0], v, ctx)
        case "fn" if node.data in ("cosh", "exp"):
            x = node.args[0]
            return real(x, ctx) and (node.data == "cosh" or nonnegative(x, ctx))
    return False


def _is_above(condition: Node, v: Node, ctx: Context) -> bool:
    """Whether the condition says that v is above a positive number free of it."""
    if condition.op != "rel" or condition.data not in ("<", "<=", ">", ">="):
        return False
    low, high = condition.args if condition.data[0] == "<" else condition.args[::-1]
    return high == v and not depends(low, v) and positive(low, ctx)


def _unrestricted(v: Node, ctx: Context) -> bool:
    """Whether v runs through the whole line."""
    domain = ctx.scalar(v.data)
    return domain == REAL and not any(depends(c, v) for c in ctx.where)


def _polynomial(node: Node, v: Node) -> bool:
    match node.op:
        case "add" | "mul":
            return all(_polynomial(a, v) for a in node.args)
        case "pow" if depends(node, v):
            n = whole(node.args[1])
            return n is not None and n >= 0 and _polynomial(node.args[0], v)
    return node == v or not depends(node, v)


def log_bounded(node: Node, v: Node, ctx: Context) -> bool:
    """node > 0, and |log node| is bounded on bounded sets of v and by a polynomial of |v|."""
    if not depends(node, v):
        return positive(node, ctx)
    match node.op:
        case "mul":
            return all(log_bounded(a, v, ctx) for a in node.args)
        case "pow":
            return not depends(node.args[1], v) and real(node.args[1], ctx) and log_bounded(node.args[0], v, ctx)
        case "add":
            if _one_minus_sigmoid(node, v, ctx):
                return True
            sure = [log_bounded(a, v, ctx) for a in node.args]
            others = [a for a, s in zip(node.args, sure, strict=True) if not s]
            return any(sure) and all(nonnegative(a, ctx) and poly_bounded(a, v, ctx) for a in others)
        case "app":
            f = _function(node, ctx)
            if f is None or f.kind == "smooth" or any(node.data[1]) or _both_places(node, f, v):
                return False
            return all(poly_bounded(a, v, ctx) and real(a, ctx) for a in node.args)
        case "fn" if node.data in ("exp", "sigmoid", "cosh", "sech"):
            return real(node.args[0], ctx) and poly_bounded(node.args[0], v, ctx)
    return False


def _one_minus_sigmoid(node: Node, v: Node, ctx: Context) -> bool:
    """1 - sigmoid(x) = sigmoid(-x)."""
    for a in node.args:
        if a.op == "mul" and len(a.args) == 2 and MINUS_ONE in a.args:
            (s,) = (x for x in a.args if x != MINUS_ONE) if a.args.count(MINUS_ONE) == 1 else (ONE,)
            if s.op == "fn" and s.data == "sigmoid" and node == add(ONE, a):
                return log_bounded(s, v, ctx)
    return False


def smooth(node: Node, v: Node, ctx: Context) -> bool:
    """Infinitely differentiable in v on the whole line."""
    if not depends(node, v) or node == v:
        return True
    match node.op:
        case "add" | "mul":
            return all(smooth(a, v, ctx) for a in node.args)
        case "pow":
            base, e = node.args
            n = whole(e)
            if not smooth(base, v, ctx) or depends(e, v):
                return False
            return (n is not None and n >= 0) or positive(base, ctx)
        case "app":
            return _function(node, ctx) is not None and all(smooth(a, v, ctx) and real(a, ctx) for a in node.args)
        case "fn":
            if len(node.args) != 1 or not smooth(node.args[0], v, ctx):
                return False
            if node.data == "log":
                return positive(node.args[0], ctx)
            return node.data in ENTIRE and (node.data == "exp" or real(node.args[0], ctx))
    return False


def jointly_bounded(node: Node, variables: tuple[Node, ...], ctx: Context) -> bool:
    """|node| is bounded by a polynomial of the sizes of all the variables together."""
    if node in variables or not any(depends(node, v) for v in variables):
        return True
    match node.op:
        case "add" | "mul":
            return all(jointly_bounded(a, variables, ctx) for a in node.args)
        case "pow":
            n = whole(node.args[1])
            return n is not None and n >= 0 and jointly_bounded(node.args[0], variables, ctx)
        case "app":
            f = _function(node, ctx)
            if f is None or f.kind == "density":
                return False
            return all(real(a, ctx) and jointly_bounded(a, variables, ctx) for a in node.args)
        case "fn" if len(node.args) == 1 and real(node.args[0], ctx):
            x = node.args[0]
            if node.data == "log":
                return _jointly_log_bounded(x, variables, ctx)
            return node.data in BOUNDED or (node.data in TEMPERED and jointly_bounded(x, variables, ctx))
    return False


def _jointly_log_bounded(node: Node, variables: tuple[Node, ...], ctx: Context) -> bool:
    """node > 0, and |log node| is bounded by a polynomial of the sizes of all the variables together."""
    if not any(depends(node, v) for v in variables):
        return positive(node, ctx)
    match node.op:
        case "mul" | "add":  # |log(a + b)| ≤ log 2 + |log a| + |log b|
            return all(_jointly_log_bounded(a, variables, ctx) for a in node.args)
        case "pow":
            base, e = node.args
            fixed = real(e, ctx) and not any(depends(e, v) for v in variables)
            return fixed and _jointly_log_bounded(base, variables, ctx)
        case "app":
            f = _function(node, ctx)
            if f is None or f.kind == "smooth" or any(node.data[1]):
                return False
            if any(_both_places(node, f, v) for v in variables):
                return False
            return all(real(a, ctx) and jointly_bounded(a, variables, ctx) for a in node.args)
        case "fn" if node.data in ("exp", "sigmoid", "cosh", "sech"):
            return real(node.args[0], ctx) and jointly_bounded(node.args[0], variables, ctx)
    return False
