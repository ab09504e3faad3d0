"""When a derivative may pass under an integral sign, and when an expression is smooth.

Proves that an expression is infinitely differentiable in some symbols on all of their domains (`smooth`), and that a
derivative of an integrand is dominated locally uniformly in the parameter by a polynomial times a decaying exponential
(`dominated`), so that Leibniz' rule holds. False means only: not proved.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.exact import signs
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.normal import linear_terms, simplify
from checker.graph import INF, MATRIX_OPS, NEG_INF, ONE, TWO, Node

#: real analytic on the real line
ENTIRE = frozenset(
    "exp sin cos sinh cosh tanh sech atan asinh erf erfc erfi sigmoid sinc Si Shi fresnels fresnelc airyai "
    "airybi".split()
)
#: bounded on the real line, with all derivatives
BOUNDED = frozenset("sin cos tanh sech sigmoid erf erfc atan".split())


def _holds(node: Node, variables: Sequence[Node]) -> bool:
    seen: set[Node] = set()
    stack = [node]
    while stack:
        n = stack.pop()
        if n in variables:
            return True
        if n not in seen:
            seen.add(n)
            stack.extend(n.args)
    return False


def smooth(node: Node, variables: Sequence[Node], ctx: Context) -> bool:
    """Real and infinitely differentiable in the variables wherever they and the other symbols are in their domains."""
    if not _holds(node, variables):
        return True
    match node.op:
        case "sym":
            return signs.is_real(node, ctx)
        case "add" | "mul":
            return all(smooth(a, variables, ctx) for a in node.args)
        case "pow":
            base, exponent = node.args
            if not smooth(base, variables, ctx) or not smooth(exponent, variables, ctx):
                return False
            if exponent.op == "rat" and exponent.value.denominator == 1:
                return exponent.value >= 0 or signs.is_nonzero(base, ctx)
            return signs.is_positive(base, ctx) and signs.is_real(exponent, ctx)
        case "fn":
            if len(node.args) != 1 or not smooth(node.args[0], variables, ctx):
                return False
            if node.data == "log":
                return signs.is_positive(node.args[0], ctx)
            if node.data in ("gamma", "loggamma", "digamma"):
                return signs.is_positive(node.args[0], ctx)
            return node.data in ENTIRE
        case "app":
            return all(a.op not in MATRIX_OPS and smooth(a, variables, ctx) for a in node.args)
    return False


def dominated(slope: Node, x: Node, z: Node, low: Node, high: Node, ctx: Context) -> bool:
    """Whether |slope| ≤ C (1 + |z|)^N exp(-c |z|) on the range, with constants that hold near every x."""
    if signs.is_real(x, ctx) is False:
        return False
    try:
        terms = linear_terms(slope, ctx, {x.data, z.data})
    except (TooLarge, Unsupported):
        return False
    return all(_term_dominated(m, x, z, low, high, ctx) for _, m in terms)


def _term_dominated(term: Node, x: Node, z: Node, low: Node, high: Node, ctx: Context) -> bool:
    decays = False
    for f in term.args if term.op == "mul" else (term,):
        base, exponent = f.args if f.op == "pow" else (f, ONE)
        if not _holds(f, (z,)):
            if not smooth(f, (x,), ctx):
                return False
        elif base.op == "fn" and base.data == "exp" and exponent == ONE:
            way = _decay(base.args[0], x, z, low, high, ctx)
            if way is None:
                return False
            decays = decays or way
        elif (
            exponent.op != "rat"
            or exponent.value.denominator != 1
            or exponent.value < 1
            or not _tempered(base, x, z, ctx)
        ):
            return False
    return decays


def _tempered(node: Node, x: Node, z: Node, ctx: Context) -> bool:
    """Smooth, and bounded by a polynomial of z, locally uniformly in x."""
    if node == z or not _holds(node, (z,)):
        return smooth(node, (x,), ctx)
    match node.op:
        case "add" | "mul":
            return all(_tempered(a, x, z, ctx) for a in node.args)
        case "pow":
            base, exponent = node.args
            whole = exponent.op == "rat" and exponent.value.denominator == 1 and exponent.value >= 0
            return whole and _tempered(base, x, z, ctx)
        case "fn":
            return node.data in BOUNDED and len(node.args) == 1 and smooth(node.args[0], (x, z), ctx)
        case "app":
            f = ctx.function(node.data[0])
            if f is None or f.kind not in ("smooth", "positive") or any(a is not None for a in f.arguments):
                return False
            return all(_tempered(a, x, z, ctx) for a in node.args)
    return False


def _decay(exponent: Node, x: Node, z: Node, low: Node, high: Node, ctx: Context) -> bool | None:
    """Of exp(exponent): True if it decays at every infinite end, False if it is bounded there, None if not known."""
    try:
        terms = linear_terms(exponent, ctx, {z.data})
    except (TooLarge, Unsupported):
        return None
    coefficients: dict[int, Node] = {}
    for c, m in terms:
        degree = _degree(m, z)
        if degree is None or degree > 2 or not smooth(c, (x,), ctx):
            return None
        coefficients[degree] = c
    top = max(coefficients, default=0)
    if top == 0:
        return False
    lead = coefficients[top]
    if top == 2:
        return True if signs.is_negative(simplify(lead, ctx), ctx) else None
    if high == INF and low not in (INF, NEG_INF) and signs.is_negative(simplify(lead, ctx), ctx):
        return True
    if low == NEG_INF and high not in (INF, NEG_INF) and signs.is_positive(simplify(lead, ctx), ctx):
        return True
    return None


def _degree(m: Node, z: Node) -> int | None:
    if m == z:
        return 1
    if m == ONE:
        return 0
    if m.op == "pow" and m.args[0] == z and m.args[1] == TWO:
        return 2
    return None
