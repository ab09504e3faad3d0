"""Limits: one-sided and at infinity, of expressions that are continuous there, rational, or dominated.

Proves a limit by continuous substitution where every function met is continuous at its argument; by the Taylor
expansion of u^N·f where that is analytic at 0 (which covers rational functions, and at infinity after v = 1/u); by
dominance, term by term, of exponentials over powers over logarithms; of f^g by the limit of g log f; of a sum by
those of its terms when all are finite; of a continuous function of what has limits, and of quotients divided by a
term of the divisor. None where no rule applies; a limit that is infinite is None, too.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from checker.domains import Scalar
from checker.exact.context import Context, TooLarge
from checker.exact.continuity import continuous_at
from checker.exact.expansion import affine, expand
from checker.exact.growth_classes import ENTIRE
from checker.exact.terms import (
    Powers,
    Term,
    canon,
    depends,
    integer,
    minus,
    nonnegative,
    nonzero,
    plus,
    positive,
    product_of,
    raised,
    real,
    slope_of,
    times,
    to_node,
    whole,
    zero,
)
from checker.graph import INF, NEG_INF, ONE, PI, ZERO, Node, fn, open_binder, postorder, rat, substitute

#: analytic where they are continuous, beside entire functions
_ANALYTIC = frozenset("log asin acos gamma loggamma tan sec cot csc".split())
#: Taylor coefficients computed at most
MAX_ORDER = 8
#: terms of a divisor that it is divided by in turn
MAX_TERMS = 4


def reduce_limit(node: Node, ctx: Context) -> Node:
    """The value of a limit node, or the node itself. Two-sided limits need both sides to exist and to agree."""
    body, v = open_binder(node)
    point, side = node.args[1], node.data[1]
    try:
        if point in (INF, NEG_INF):
            found = limit_of(body, v, point, 1 if point == NEG_INF else -1, ctx)
        else:
            sides = [s for s, name in ((1, "+"), (-1, "-")) if name in side]
            values = [limit_of(body, v, point, s, ctx) for s in sides]
            found = values[0]
            if len(values) == 2:
                a, b = values
                if a is None or b is None or not (a == b or zero(plus(a, minus(b)), ctx)):
                    found = None
    except TooLarge:
        found = None
    if found is None or depends(found, v):
        return node
    ctx.used.add("limits")
    return found


def limit_of(body: Node, v: Node, point: Node, side: int, ctx: Context) -> Node | None:
    """The limit as v comes to `point` from above (side 1) or below (-1), or to ±∞; finite, or None."""
    if not depends(body, v):
        return body
    if point not in (INF, NEG_INF):
        at = substitute(body, {v: point})
        if continuous_at(body, v, point, side, ctx):
            return at
        near = substitute(body, {v: plus(point, times(rat(side), v))})
        return _at_zero(near, v, _small(v, ctx))
    if point == NEG_INF:
        body = substitute(body, {v: minus(v)})
    return _at_infinity(body, v, ctx.extend(v.data, Scalar("real", Fraction(0), None, True)))


def _small(v: Node, ctx: Context) -> Context:
    return ctx.extend(v.data, Scalar("real", Fraction(0), None, True))


# ---------------------------------------------------------------- at zero from above


def _at_zero(body: Node, u: Node, ctx: Context) -> Node | None:
    """The limit as u → 0 from above."""
    if continuous_at(body, u, ZERO, 1, ctx):
        return substitute(body, {u: ZERO})
    power_limit = _power_limit(body, u, ctx, _at_zero)
    if power_limit is not None:
        return power_limit
    taylor = _taylor(body, u, ctx)
    if taylor is not None:
        return taylor
    quotient = _quotient(body, u, ctx)
    if quotient is not None:
        return quotient
    total: list[Node] = []
    for t in expand(body, u, ctx):
        value = _small_term(t, u, ctx)
        if value is None:
            return _of_limits(body, u, ctx, _at_zero)
        total.append(value)
    return plus(*total)


def _small_term(t: Term, u: Node, ctx: Context) -> Node | None:
    """u^e log(u)^k times factors continuous at 0: 0 when e > 0, the value when e = k = 0."""
    exponent: Node = ZERO
    logs = False
    regular: list[tuple[Node, Node]] = []
    damped = False
    for a, e in t.powers:
        if a == u:
            exponent = e
        elif a == fn("log", u) and (whole(e) or 0) > 0:
            logs = True
        else:
            regular.append((a, e))
    for c, p in t.exponential:
        part = times(c, product_of(p))
        if continuous_at(part, u, ZERO, 1, ctx):
            continue
        if len(p) == 1 and p[0][0] == u and positive(minus(p[0][1]), ctx) and positive(minus(c), ctx):
            damped = True  # exp(-c/u^m) goes to 0 faster than any power
            continue
        return None
    rest = to_node(Term(t.coefficient, tuple(regular), ()))
    if depends(rest, u) and not continuous_at(rest, u, ZERO, 1, ctx):
        value = _taylor(rest, u, ctx)
        if value is None:
            return None
        rest = value
    if damped or (real(exponent, ctx) and positive(exponent, ctx)):
        return ZERO
    if exponent != ZERO or logs:
        return None
    finite = [times(c, product_of(p)) for c, p in t.exponential]
    whole_value = times(rest, fn("exp", plus(*finite))) if finite else rest
    return substitute(whole_value, {u: ZERO})


def _taylor(body: Node, u: Node, ctx: Context) -> Node | None:
    """For f with u^N f analytic at 0: the N-th Taylor coefficient of u^N f, when all lower ones are 0."""
    try:
        terms = expand(body, u, ctx)
    except TooLarge:
        return None
    lowest = 0
    for t in terms:
        for a, e in t.powers:
            if a == u:
                k = whole(e)
                if k is None:
                    return None
                lowest = min(lowest, k)
    if lowest < -MAX_ORDER:
        return None
    lifted: list[Node] = []
    for t in terms:
        powers = dict(t.powers)
        left = plus(powers.pop(u, ZERO), rat(-lowest))
        lifted.append(times(raised(u, left), to_node(Term(t.coefficient, tuple(powers.items()), t.exponential))))
    analytic = plus(*lifted)
    if not continuous_at(analytic, u, ZERO, 1, ctx) or not _analytic_at_zero(analytic, u, ctx):
        return None
    value = 1
    for order in range(-lowest + 1):
        at = substitute(analytic, {u: ZERO})
        if order == -lowest:
            return times(rat(1, value), at)
        if not zero(at, ctx):
            return None
        slope = slope_of(analytic, u, ctx)
        if slope is None:
            return None
        analytic = slope
        value *= order + 1
    return None


def _quotient(body: Node, u: Node, ctx: Context) -> Node | None:
    """N/D with both analytic at 0: the quotient of their first Taylor coefficients that are not 0 (l'Hôpital)."""
    below: dict[Node, int] = {}
    terms = expand(body, u, ctx)
    for base, e in (pair for t in terms for pair in t.powers):
        k = whole(e)
        if k is not None and k < 0 and zero(substitute(base, {u: ZERO}), ctx):
            below[base] = max(below.get(base, 0), -k)
    if not below:
        return None
    under = times(*(raised(b, rat(k)) for b, k in below.items()))
    lifted = []
    for t in terms:
        powers = dict(t.powers)
        for b, k in below.items():
            powers[b] = plus(powers.get(b, ZERO), rat(k))
        lifted.append(
            to_node(Term(t.coefficient, tuple((b, e) for b, e in powers.items() if e != ZERO), t.exponential))
        )
    over = plus(*lifted)
    orders = [leading(n, u, ctx) for n in (over, under)]
    if orders[1] is None:
        return None
    if orders[0] is None:
        return ZERO if over == ZERO else None
    (p, top), (q, bottom) = orders[0], orders[1]
    return ZERO if p > q else times(top, raised(bottom, rat(-1))) if p == q else None


def leading(node: Node, u: Node, ctx: Context) -> tuple[int, Node] | None:
    """(k, c) for c u^k the first term of the Taylor series at 0, c known not to be 0; None where that is not known."""
    slope: Node | None = node
    size = 1
    for k in range(MAX_ORDER + 1):
        if slope is None or not continuous_at(slope, u, ZERO, 1, ctx) or not _analytic_at_zero(slope, u, ctx):
            return None
        at = canon(substitute(slope, {u: ZERO}), ctx)
        if not zero(at, ctx):
            return (k, times(rat(1, size), at)) if nonzero(at, ctx) else None
        slope = slope_of(slope, u, ctx)
        size *= k + 1
    return None


def _analytic_at_zero(body: Node, u: Node, ctx: Context) -> bool:
    """No |…|, no max, and no root or logarithm at its branch point: continuity has excluded the rest."""
    for n in postorder(body):
        if not depends(n, u):
            continue
        if n.op == "fn" and n.data not in ENTIRE and n.data not in _ANALYTIC:
            return False
        if n.op == "pow" and whole(n.args[1]) is None and not positive(substitute(n.args[0], {u: ZERO}), ctx):
            if depends(n.args[1], u) or not (integer(n.args[1], ctx) and nonnegative(n.args[1], ctx)):
                return False
        if n.op not in ("add", "mul", "pow", "fn", "app", "sym"):
            return False
    return True


def _power_limit(body: Node, v: Node, ctx: Context, limit: object) -> Node | None:
    """c·f^g = c·exp(g log f) for f > 0, and exp of what has a limit."""
    assert callable(limit)
    if body.op == "mul":
        free = [a for a in body.args if not depends(a, v)]
        moving = [a for a in body.args if depends(a, v)]
        if free and len(moving) == 1:
            inner = limit(moving[0], v, ctx)
            return None if inner is None else times(*free, inner)
        return None
    if body.op == "fn" and body.data == "exp":
        inner = limit(body.args[0], v, ctx)
        return None if inner is None else fn("exp", inner)
    if body.op == "fn" and body.data == "log":
        inner = limit(body.args[0], v, ctx)
        return fn("log", inner) if inner is not None and positive(inner, ctx) else None
    if body.op == "pow" and depends(body.args[1], v):
        base, e = body.args
        if not eventually_positive(base, v, ctx, limit):
            return None
        inner = limit(times(e, fn("log", base)), v, ctx)
        return None if inner is None else fn("exp", inner)
    return None


def _of_limits(body: Node, v: Node, ctx: Context, limit: Callable[[Node, Node, Context], Node | None]) -> Node | None:
    """A sum, product, power or continuous function of what has finite limits; quotients by a term of the divisor."""
    ctx.tick()
    if not depends(body, v):
        return body
    match body.op:
        case "add" | "mul":
            found = []
            for a in body.args:
                value = limit(a, v, ctx)
                if value is None:
                    return _shortened(body, v, ctx, limit) if body.op == "mul" else None
                found.append(value)
            return plus(*found) if body.op == "add" else times(*found)
        case "pow" if not depends(body.args[1], v):
            base, e = limit(body.args[0], v, ctx), body.args[1]
            if base is None:
                return None
            n = whole(e)
            sure = n >= 0 or nonzero(base, ctx) if n is not None else real(e, ctx) and positive(base, ctx)
            return raised(base, e) if sure else None
        case "fn" if body.data in ENTIRE:
            inner = limit(body.args[0], v, ctx)
            if inner is not None and real(inner, ctx):
                return fn(body.data, inner)
            if body.data == "sigmoid":
                return limit(raised(plus(ONE, fn("exp", minus(body.args[0]))), rat(-1)), v, ctx)
    return None


def _shortened(body: Node, v: Node, ctx: Context, limit: Callable[[Node, Node, Context], Node | None]) -> Node | None:
    """x/(a + b)^k as x a^(-k)/(1 + b/a)^k, a > 0: exp(1/u)/(exp(1/u) + 1)."""
    for f in body.args:
        k = whole(f.args[1]) if f.op == "pow" and f.args[0].op == "add" else None
        if k is None or k >= 0 or len(f.args[0].args) > MAX_TERMS:
            continue
        for i, a in enumerate(f.args[0].args):
            if not (depends(a, v) and positive(a, ctx)):
                continue
            first = limit(times(*(x for x in body.args if x != f), raised(a, f.args[1])), v, ctx)
            if first is None:
                continue
            rest = [b for j, b in enumerate(f.args[0].args) if j != i]
            others = [limit(times(b, raised(a, rat(-1))), v, ctx) for b in rest]
            below = plus(ONE, *(x for x in others if x is not None))
            if None not in others and nonzero(below, ctx):
                return times(first, raised(below, f.args[1]))
    return None


def eventually_positive(base: Node, v: Node, ctx: Context, limit: object) -> bool:
    """Positive throughout, or with a positive limit."""
    assert callable(limit)
    if positive(base, ctx):
        return True
    value = limit(base, v, ctx)
    return value is not None and positive(value, ctx)


# ---------------------------------------------------------------- at infinity


_SATURATING = {"atan": times(rat(1, 2), PI), "erf": ONE, "tanh": ONE, "sigmoid": ONE}


def _at_infinity(body: Node, v: Node, ctx: Context) -> Node | None:
    body = _without_growing_logs(body, v, ctx)
    if not depends(body, v):
        return body
    total: list[Node] = []
    logs: list[tuple[Node, Term]] = []
    good = True
    for t in expand(body, v, ctx):
        if not t.exponential and len(t.powers) == 1 and t.powers[0][1] == ONE:
            a = t.powers[0][0]
            if a.op == "fn" and a.data == "log":
                logs.append((a.args[0], t))
                continue
        value = _large_term(t, v, ctx)
        if value is None:
            good = False
            break
        total.append(value)
    if good and logs:
        value = _logarithms(logs, v, ctx)
        good = value is not None
        if value is not None:
            total.append(value)
    if good:
        return plus(*total)
    power_limit = _power_limit(body, v, ctx, _at_infinity)
    if power_limit is not None:
        return power_limit
    if any(n.op == "fn" and n.data in ("exp", "sigmoid") and depends(n, v) for n in postorder(body)):
        return _of_limits(body, v, ctx, _at_infinity)
    return _inverted(body, v, ctx)


def _without_growing_logs(body: Node, v: Node, ctx: Context) -> Node:
    """log(Σ …) with a greatest growing exponential exp(c v), c > 0, among the terms as c v + log(Σ … exp(-c v)): the
    logarithm of a product with a positive factor.
    """
    found: dict[Node, Node] = {}
    for n in postorder(body):
        if n.op != "fn" or n.data != "log" or n.args[0].op != "add" or not depends(n, v):
            continue
        terms = expand(n.args[0], v, ctx)
        rates = [_linear_rate(t, v, ctx) for t in terms]
        if any(r is None for r in rates):
            continue
        known = [r for r in rates if r is not None]
        best = next((r for r in known if all(r == o or positive(plus(r, minus(o)), ctx) for o in known)), ZERO)
        if best == ZERO or not positive(best, ctx):
            continue
        shrunk = [
            times(to_node(Term(t.coefficient, t.powers, ())), fn("exp", times(plus(r, minus(best)), v)))
            if r != best
            else to_node(Term(t.coefficient, t.powers, ()))
            for t, r in zip(terms, known, strict=True)
        ]
        found[n] = plus(times(best, v), fn("log", plus(*shrunk)))
    return substitute(body, found) if found else body


def _linear_rate(t: Term, v: Node, ctx: Context) -> Node | None:
    """c where the exponentials of the term are exp(c v), 0 where there are none; None for others."""
    if not t.exponential:
        return ZERO
    if len(t.exponential) > 1 or t.exponential[0][1] != ((v, ONE),):
        return None
    c = t.exponential[0][0]
    return c if real(c, ctx) and not depends(c, v) else None


def _inverted(body: Node, v: Node, ctx: Context) -> Node | None:
    """v = 1/u, u → 0 from above; the normal form clears the fractions of fractions."""
    turned = substitute(body, {v: raised(v, rat(-1))})
    inside = _small(v, ctx)
    tidy = canon(turned, inside)
    return _taylor(tidy, v, inside) if _no_deep_fractions(tidy, v) else None


def _no_deep_fractions(body: Node, u: Node) -> bool:
    return all(
        not (n.op == "fn" and any(m.op == "pow" and whole(m.args[1]) == -1 and m.args[0] == u for m in postorder(n)))
        for n in postorder(body)
    )


def _large_term(t: Term, v: Node, ctx: Context) -> Node | None:
    """The limit at +∞ of one term by its rate: exponentials, then powers, then logarithms."""
    exponent: Node = ZERO
    value: Node = t.coefficient
    bounded_only = False
    logs = False
    for a, e in t.powers:
        rate = _rate(a, v, ctx)
        if rate is None:
            if a.op == "fn" and a.data in ("sin", "cos") and (whole(e) or 0) > 0 and real(a.args[0], ctx):
                bounded_only = True
                continue
            if a.op == "fn" and a.data == "log" and whole(e) is not None and affine(a.args[0], v, ctx) is not None:
                logs = True
                continue
            return None
        lead, k = rate
        if k != ZERO:
            exponent = plus(exponent, times(k, e))
            if whole(e) is None and not positive(lead, ctx):
                return None
        elif whole(e) is None and not positive(lead, ctx):
            return None
        if (whole(e) or 0) < 0 and not nonzero(lead, ctx):
            return None
        value = times(value, raised(lead, e))
    kind = _exponential_rate(t.exponential, v, ctx)
    if kind is None:
        return None
    if kind == "decays":
        return ZERO
    if real(exponent, ctx) and positive(minus(exponent), ctx):
        return ZERO
    exponent = canon(exponent, ctx)
    return value if exponent == ZERO and not bounded_only and not logs and kind == "none" else None


def _rate(a: Node, v: Node, ctx: Context) -> tuple[Node, Node] | None:
    """(c, k): a behaves as c·v^k at +∞, k = 0 meaning the limit c."""
    if a == v:
        return ONE, ONE
    if a.op == "add":
        best: tuple[int, Node] = (-1, ZERO)
        for t in expand(a, v, ctx):
            if t.exponential:
                if _exponential_rate(t.exponential, v, ctx) == "decays" and _polynomial_only(t.powers, v):
                    continue
                return None
            k = whole(t.powers[0][1]) if len(t.powers) == 1 and t.powers[0][0] == v else 0 if not t.powers else None
            if k is None or k < 0:
                return None
            if k > best[0]:
                best = (k, t.coefficient)
        return (best[1], rat(best[0])) if best[0] >= 0 and nonzero(best[1], ctx) else None
    if a.op == "fn" and a.data in _SATURATING:
        line = affine(a.args[0], v, ctx)
        if line is None:
            return None
        if positive(line[0], ctx):
            return _SATURATING[a.data], ZERO
        if positive(minus(line[0]), ctx):
            return (ZERO if a.data == "sigmoid" else minus(_SATURATING[a.data])), ZERO
        return None
    if a.op == "fn" and a.data == "log":
        inner = _rate(a.args[0], v, ctx)
        if inner is not None and inner[1] == ZERO and positive(inner[0], ctx):
            return fn("log", inner[0]), ZERO
    return None


def _polynomial_only(powers: Powers, v: Node) -> bool:
    return all(a == v for a, _ in powers)


def _exponential_rate(parts: tuple[tuple[Node, Powers], ...], v: Node, ctx: Context) -> str | None:
    """Of exp(Σ c v^k) at +∞: "decays", "none" (there is none), or None."""
    if not parts:
        return "none"
    best: tuple[Node, Node] | None = None
    for c, p in parts:
        if len(p) != 1 or p[0][0] != v or not positive(p[0][1], ctx) or not real(c, ctx):
            return None
        k = p[0][1]
        if best is None or positive(plus(k, minus(best[1])), ctx):
            best = (c, k)
        elif not positive(plus(best[1], minus(k)), ctx):
            return None
    return "decays" if best is not None and positive(minus(best[0]), ctx) else None


def _logarithms(logs: list[tuple[Node, Term]], v: Node, ctx: Context) -> Node | None:
    """Σ c_i log a_i(v) with a_i ~ l_i v^(k_i), l_i > 0 and Σ c_i k_i = 0: the limit is Σ c_i log l_i."""
    total: Node = ZERO
    value: list[Node] = []
    for a, t in logs:
        rate = _rate(a, v, ctx)
        if rate is None or not positive(rate[0], ctx):
            return None
        total = plus(total, times(t.coefficient, rate[1]))
        value.append(times(t.coefficient, fn("log", rate[0])))
    return plus(*value) if zero(total, ctx) else None
