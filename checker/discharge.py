"""Which obligations the exact engine proves from the domains and the link's conditions.

Decides that an obligation holds, and names the method; what it can't prove stays open. Nothing here finds that one
fails: that takes a witness, from the numeric engine. What is asked for is `obligations`' to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from checker.domains import REAL, Scalar
from checker.exact.binder_signs import order, range_context
from checker.exact.conditional import converges_conditionally
from checker.exact.context import Context, OutOfTime, TooLarge, Unsupported
from checker.exact.convergence import converges
from checker.exact.inequalities import prove_inequality
from checker.exact.limits import leading, reduce_limit
from checker.exact.matrices import not_singular
from checker.exact.normal import is_zero
from checker.exact.prove import resting_on
from checker.exact.signs import NEG, NONREAL, assume, is_integer, is_nonnegative, is_positive
from checker.graph import (
    INF,
    NEG_INF,
    ZERO,
    Node,
    add,
    conj,
    disj,
    open_binder,
    postorder,
    rat,
    rel,
    sub,
    substitute,
)
from checker.obligations import needed_conditions
from checker.records import Obligation, Status


def discharge(obligation: Obligation, ctx: Context) -> Obligation:
    """The obligation with status discharged and the method, if the exact engine proves it; else as it is.

    The method names the cited claims where it takes them.
    """
    if ctx.facts:
        alone = discharge(obligation, replace(ctx, facts=(), memo={}))
        if alone.status is Status.DISCHARGED:
            return alone
    if obligation.condition is not None:
        statement = obligation.condition
    elif obligation.kind == "converges" and obligation.subject.op in ("integral", "sum", "product"):
        statement = Node("converges", (obligation.subject,))
        if obligation.subject.args[0].op in _STATEMENTS:
            statement = obligation.subject
    else:
        statement = obligation.subject
    try:
        method = _prove(statement, ctx)
    except (OutOfTime, TooLarge, Unsupported):
        method = None
    if method is None:
        return obligation
    if ctx.facts:
        method = f"{method} + {resting_on(ctx)}"
    return replace(obligation, status=Status.DISCHARGED, method=method)


_STATEMENTS = frozenset({"converges", "limit exists", "whole", "smooth", "under"})


def _prove(s: Node, ctx: Context) -> str | None:
    """The method that proves a statement, or None."""
    ctx.tick()
    match s.op:
        case "true":
            return "trivial"
        case "rel":
            return _prove_relation(s, ctx)
        case "and":
            return _all(_prove(a, ctx) for a in s.args)
        case "or":
            for k, a in enumerate(s.args):  # one of them, the others failing
                others = tuple(Node("not", (b,)) for j, b in enumerate(s.args) if j != k)
                if (method := _prove(a, assume(ctx, *others))) is not None:
                    return method
            return None
        case "not":
            return _prove_negation(s.args[0], ctx)
        case "under":
            return _prove(s.args[1], assume(ctx, s.args[0]))
        case "converges":
            return _converges(s.args[0], ctx)
        case "limit exists":
            return _limit_exists(s.args[0], ctx)
        case "whole":
            return "whole numbers" if is_integer(s.args[0], ctx) else None
        case "smooth":
            return _prove(s.args[0], ctx)
        case "integral" | "sum" | "product" | "entries":
            return _prove_for_all(s, ctx)
    return None


def _all(methods: Iterable[str | None]) -> str | None:
    names: list[str] = []
    for m in methods:
        if m is None:
            return None
        if m not in names:
            names.append(m)
    return ", ".join(names) or "trivial"


def _prove_relation(s: Node, ctx: Context) -> str | None:
    left, right = s.args
    if s in ctx.where:
        return "a condition of the line"
    if s.data == "=":
        return "normal form" if is_zero(sub(left, right), ctx) else None
    method = prove_inequality(left, s.data, right, ctx)
    if method is None and left.op == "det" and (s.data, right) == ("!=", ZERO):
        method = not_singular(left, ctx)
    return method


_NEGATED = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _prove_negation(s: Node, ctx: Context) -> str | None:
    match s.op:
        case "rel":
            return _prove_relation(rel(s.args[0], _NEGATED[s.data], s.args[1]), ctx)
        case "and":
            return _prove(disj(*(Node("not", (a,)) for a in s.args)), ctx)
        case "or":
            return _prove(conj(*(Node("not", (a,)) for a in s.args)), ctx)
        case "not":
            return _prove(s.args[0], ctx)
        case "false":
            return "trivial"
    return None


def _prove_for_all(s: Node, ctx: Context) -> str | None:
    body, *variables = open_binder(s)
    match s.op:
        case "entries":
            inner = ctx
            for v, n in zip(variables, s.args[1:], strict=True):
                inner = inner.extend(v.data, Scalar("integer", lower=ZERO.value), rel(v, "<", n))
            return _prove(body, inner)
    if s.op == "integral":
        direction = order(s, ctx)
        if direction & NONREAL:
            return None
        methods = [_prove(body, range_context(s, variables[0], ctx))]
        if direction & NEG:
            swapped = Node("integral", (s.args[0], s.args[2], s.args[1]), s.data)
            methods.append(_prove(body, range_context(swapped, variables[0], ctx)))
        return _all(methods)
    return _prove(body, range_context(s, variables[0], ctx))


def _converges(n: Node, ctx: Context) -> str | None:
    if converges(n, ctx):
        return "convergence"
    return "Dirichlet's test" if converges_conditionally(n, ctx) else None


#: continuous wherever they are defined, on their principal branch in the real claims they are used in
_CONTINUOUS = frozenset(
    "exp log sin cos tan cot sec csc atan sinh cosh tanh coth sech csch asinh abs gamma loggamma digamma erf erfc erfi "
    "sigmoid max min".split()
)


def _limit_exists(n: Node, ctx: Context) -> str | None:
    """A body that is continuous at the point has a limit there: its value."""
    body, variable = open_binder(n)
    point = n.args[1]
    if point in (INF, NEG_INF):
        return _limit_found(n, ctx)
    for part in postorder(body):
        if part.op in ("rat", "const", "sym", "add", "mul"):
            continue
        if part.op == "fn" and part.data in _CONTINUOUS:
            continue
        if part.op == "pow" and part.args[1].op == "rat" and part.args[1].value.denominator == 1:
            continue
        if part.op == "pow":
            at = substitute(part.args[0], {variable: point})
            if is_positive(at, ctx) or (part.args[1].op == "rat" and is_nonnegative(at, ctx)):
                continue
        return _limit_found(n, ctx)
    needed = needed_conditions(substitute(body, {variable: point}))
    if all(discharge(o, ctx).status is Status.DISCHARGED for o in needed):
        return "continuity"
    return _limit_found(n, ctx)


def _limit_found(n: Node, ctx: Context) -> str | None:
    """The rules of limits give a finite value, and the body has a meaning all the way to the point."""
    if reduce_limit(n, ctx) == n:
        return None
    body, variable = open_binder(n)
    return "limits" if all(_meant_near(body, variable, n.args[1], side, ctx) for side in n.data[1]) else None


#: How near: in a neighbourhood of that width, or beyond its inverse for a point at infinity.
_NEAR = (None, Fraction(1), Fraction(1, 1000))


def _meant_near(body: Node, variable: Node, point: Node, side: str, ctx: Context) -> bool:
    """Whether everything in the body has a meaning on some punctured neighbourhood, on that side of the point."""
    for width in _NEAR:
        inner = ctx.extend(variable.data, REAL, *_neighbourhood(variable, point, side, width))
        needed = needed_conditions(body)
        if all(discharge(o, inner).status is Status.DISCHARGED or _isolated(o, variable, point, ctx) for o in needed):
            return True
    return False


def _isolated(o: Obligation, variable: Node, point: Node, ctx: Context) -> bool:
    """Whether what must not be 0 is analytic at the point and not 0 all around: then not 0 anywhere near it."""
    c = o.condition
    if c is None or c.op != "rel" or c.data != "!=" or point in (INF, NEG_INF):
        return False
    moved = substitute(sub(*c.args), {variable: add(point, variable)})
    return leading(moved, variable, ctx.extend(variable.data, REAL)) is not None


def _neighbourhood(variable: Node, point: Node, side: str, width: Fraction | None) -> tuple[Node, ...]:
    """The conditions on the variable; without a width, all of that side of the point."""
    match point:
        case _ if point == INF:
            return () if width is None else (rel(variable, ">", rat(1 / width)),)
        case _ if point == NEG_INF:
            return () if width is None else (rel(variable, "<", rat(-1 / width)),)
        case _ if side == "+":
            near = () if width is None else (rel(variable, "<", add(point, rat(width))),)
            return (rel(variable, ">", point), *near)
        case _:
            near = () if width is None else (rel(variable, ">", add(point, rat(-width))),)
            return (rel(variable, "<", point), *near)
