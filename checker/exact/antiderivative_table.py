"""Candidates for antiderivatives: a table, linear substitution, parts, partial fractions and f'(g)·g'.

Proves nothing: `antiderivative` differentiates every candidate and drops the wrong ones. Formulas as in
Gradshteyn & Ryzhik 2.1-2.7 and DLMF 4.10, 4.26, 4.40, 7.2.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

from checker.domains import NONNEGATIVE, POSITIVE, REAL
from checker.exact.context import Context, TooLarge
from checker.exact.expansion import affine, expand
from checker.exact.partial_fractions import MAX_DEGREE, fractions, log_abs
from checker.exact.terms import (
    Powers,
    Term,
    body_of,
    canon,
    coefficients,
    degree,
    depends,
    difference,
    minus,
    nonnegative,
    nonzero,
    plus,
    positive,
    product_of,
    quotient,
    raised,
    slope_of,
    square_root,
    times,
    whole,
)
from checker.graph import MINUS_ONE, ONE, PI, TWO, ZERO, Node, fn, power, rat, substitute


def candidate(t: Term, v: Node, ctx: Context) -> Node | None:
    """An antiderivative of the term, to be checked by the caller; None if no rule fits."""
    ctx.tick()
    key = ("antiderivative", t.key, v)
    if key not in ctx.memo:
        try:
            ctx.memo[key] = _find(Term(ONE, *t.key), v, ctx)
        except TooLarge:
            ctx.memo[key] = None
    found = ctx.memo[key]
    return times(t.coefficient, found) if isinstance(found, Node) else None


def _find(t: Term, v: Node, ctx: Context) -> Node | None:
    for rule in (_powers, _exponential, _trigonometric, _logarithmic, _function, fractions, _root, _shifted, _chain):
        found = rule(t, v, ctx)
        if found is not None:
            return found
    return None


# ---------------------------------------------------------------- rules


def _powers(t: Term, v: Node, ctx: Context) -> Node | None:
    if t.exponential or any(a != v for a, _ in t.powers):
        return None
    e = t.powers[0][1] if t.powers else ZERO
    if e == MINUS_ONE:
        return log_abs(v, ctx)
    up = plus(e, ONE)
    return quotient(raised(v, up), up) if nonzero(up, ctx) else None


def _exponential(t: Term, v: Node, ctx: Context) -> Node | None:
    """v^n exp(c v), and v^n exp(-a v² + b v) with a > 0 by the error function."""
    n = degree(t.powers, v)
    if n is None or n > MAX_DEGREE or not t.exponential:
        return None
    rates: dict[int, Node] = {}
    for c, p in t.exponential:
        k = degree(p, v)
        if k is None:
            return None
        rates[k] = c
    b = rates.get(1, ZERO)
    e = fn("exp", plus(*(times(c, power(v, k)) for k, c in sorted(rates.items()))))
    if set(rates) == {1}:
        return times(e, plus(*(_part(n, j, b, v) for j in range(n + 1))))
    if not set(rates) <= {1, 2}:
        return None
    a = minus(rates[2])
    two_a = times(TWO, a)
    # I_0 by erf, I_1 = (b I_0 - e)/(2a), I_k = (b I_(k-1) + (k-1) I_(k-2) - v^(k-1) e)/(2a)
    start: Node = ZERO
    if positive(a, ctx):
        root = square_root(a)
        middle = quotient(b, two_a)
        front = times(rat(1, 2), square_root(quotient(PI, a)), fn("exp", quotient(times(b, b), times(rat(4), a))))
        start = times(front, fn("erf", times(root, difference(v, middle))))
    elif b != ZERO or n % 2 == 0:
        return None
    table = [start, quotient(difference(times(b, start), e), two_a)]
    for k in range(2, n + 1):
        top = plus(times(b, table[-1]), times(rat(k - 1), table[-2]), minus(times(power(v, k - 1), e)))
        table.append(quotient(top, two_a))
    return table[n]


def _part(n: int, j: int, rate: Node, v: Node) -> Node:
    falling = factorial(n) // factorial(n - j)
    return times(rat((-1) ** j * falling), raised(v, rat(n - j)), raised(rate, rat(-j - 1)))


_Wave = tuple[Node, str, Node]


def _trigonometric(t: Term, v: Node, ctx: Context) -> Node | None:
    """v^n exp(c v) times a product of sines and cosines of affine arguments, by sums of angles and parts."""
    found = sum_of_waves(t.powers, v, ctx)
    n = None if found is None else degree(found[1], v)
    if found is None or n is None or n > MAX_DEGREE:
        return None
    rate: Node = ZERO
    for c, p in t.exponential:
        if degree(p, v) != 1:
            return None
        rate = c
    total: list[Node] = []
    for coefficient, kind, angle in found[0]:
        part = _wave(n, rate, kind, angle, v, ctx)
        if part is None:
            return None
        total.append(times(coefficient, part))
    return plus(*total)


def sum_of_waves(powers: Powers, v: Node, ctx: Context) -> tuple[list[_Wave], Powers] | None:
    """The sines and cosines of affine arguments among the factors as a sum of (coefficient, "sin" | "cos", angle),
    and the other factors; None if there are none of them or too many."""
    waves: list[_Wave] = [(ONE, "cos", ZERO)]
    rest: list[tuple[Node, Node]] = []
    for a, e in powers:
        k = whole(e)
        if a.op == "fn" and a.data in ("sin", "cos") and k is not None and 0 < k <= 8:
            if affine(a.args[0], v, ctx) is None:
                return None
            for _ in range(k):
                waves = [w for x in waves for w in _product(x, (ONE, a.data, a.args[0]))]
        else:
            rest.append((a, e))
    if len(rest) == len(powers) or len(waves) > 300:
        return None
    merged: dict[tuple[str, Node], list[Node]] = {}
    for c, kind, angle in waves:
        merged.setdefault((kind, canon(angle, ctx)), []).append(c)
    summed = [(plus(*cs), kind, angle) for (kind, angle), cs in merged.items()]
    return [w for w in summed if w[0] != ZERO], tuple(rest)


def _product(x: _Wave, y: _Wave) -> list[_Wave]:
    """The product of two waves as a sum of waves (DLMF 4.21.9-11)."""
    c = times(rat(1, 2), x[0], y[0])
    added, apart = plus(x[2], y[2]), difference(x[2], y[2])
    match x[1], y[1]:
        case "cos", "cos":
            return [(c, "cos", apart), (c, "cos", added)]
        case "sin", "sin":
            return [(c, "cos", apart), (minus(c), "cos", added)]
        case "sin", "cos":
            return [(c, "sin", added), (c, "sin", apart)]
        case _:
            return [(c, "sin", added), (minus(c), "sin", apart)]


def _wave(n: int, rate: Node, kind: str, angle: Node, v: Node, ctx: Context) -> Node | None:
    line = affine(angle, v, ctx)
    if line is None:
        return None
    w = canon(line[0], ctx)
    if w == ZERO:
        inner = (
            _exponential(Term(ONE, ((v, rat(n)),) if n else (), ((rate, ((v, ONE),)),)), v, ctx)
            if (rate != ZERO)
            else quotient(power(v, n + 1), rat(n + 1))
        )
        return None if inner is None else times(fn(kind, angle), inner)
    s, c = fn("sin", angle), fn("cos", angle)
    if rate == ZERO:
        # ∫ v^n sin = -v^n cos/w + n/w ∫ v^(n-1) cos, ∫ v^n cos = v^n sin/w - n/w ∫ v^(n-1) sin
        total: list[Node] = []
        sign, falling, current = 1, 1, kind
        for j in range(n + 1):
            flip = -1 if current == "sin" else 1
            total.append(
                times(rat(sign * flip * falling), raised(v, rat(n - j)), c if current == "sin" else s,
                      raised(w, rat(-j - 1)))
            )  # fmt: skip
            sign, falling = sign * -flip, falling * (n - j)
            current = "cos" if current == "sin" else "sin"
        return plus(*total)
    if n:
        return None
    norm = plus(power(rate, 2), power(w, 2))
    e = fn("exp", times(rate, v))
    top = difference(times(rate, s), times(w, c)) if kind == "sin" else plus(times(rate, c), times(w, s))
    return quotient(times(e, top), norm)


def _logarithmic(t: Term, v: Node, ctx: Context) -> Node | None:
    """v^n log(v)^m by parts."""
    exponent, m = ZERO, 0
    log = fn("log", v)
    for a, e in t.powers:
        if a == v:
            exponent = e
        elif a == log and (whole(e) or 0) > 0:
            m = whole(e) or 0
        else:
            return None
    if t.exponential or m == 0 or m > MAX_DEGREE:
        return None
    if exponent == MINUS_ONE:
        return quotient(power(log, m + 1), rat(m + 1))
    up = plus(exponent, ONE)
    if not nonzero(up, ctx):
        return None
    parts = [
        times(rat((-1) ** j * factorial(m) // factorial(m - j)), raised(log, rat(m - j)), raised(up, rat(-j - 1)))
        for j in range(m + 1)
    ]
    return times(raised(v, up), plus(*parts))


def _function(t: Term, v: Node, ctx: Context) -> Node | None:
    """One function of an affine argument; a derivative of an undefined function."""
    if t.exponential or len(t.powers) != 1:
        return None
    a, e = t.powers[0]
    if a.op == "app":
        return _undefined(a, v, ctx) if e == ONE else None
    if a.op != "fn" or len(a.args) != 1:
        return None
    line = affine(a.args[0], v, ctx)
    if line is None or not nonzero(line[0], ctx):
        return None
    x = a.args[0]
    found = _base(a.data, whole(e), x, ctx)
    return None if found is None else quotient(found, line[0])


def _undefined(a: Node, v: Node, ctx: Context) -> Node | None:
    """∫ f'(c v + d) dv = f(c v + d)/c."""
    places = [k for k, x in enumerate(a.args) if depends(x, v)]
    if len(places) != 1 or a.data[1][places[0]] < 1:
        return None
    line = affine(a.args[places[0]], v, ctx)
    if line is None or not nonzero(line[0], ctx):
        return None
    orders = tuple(n - (k == places[0]) for k, n in enumerate(a.data[1]))
    return quotient(Node("app", a.args, (a.data[0], orders)), line[0])


def _base(name: str, e: int | None, x: Node, ctx: Context) -> Node | None:
    one_minus = difference(ONE, power(x, 2))
    match name, e:
        case "tan", 1:
            return minus(fn("log", fn("cos", x)))
        case "tan", 2:
            return difference(fn("tan", x), x)
        case ("sec", 2) | ("cos", -2):
            return fn("tan", x)
        case ("sech", 2) | ("cosh", -2):
            return fn("tanh", x)
        case "tanh", 1:
            return fn("log", fn("cosh", x))
        case "tanh", 2:
            return difference(x, fn("tanh", x))
        case "sigmoid", 1:
            return fn("log", plus(ONE, fn("exp", x)))
        case "sigmoid", 2:
            return difference(fn("log", plus(ONE, fn("exp", x))), fn("sigmoid", x))
        case "sinh", 1:
            return fn("cosh", x)
        case "cosh", 1:
            return fn("sinh", x)
        case "atan", 1:
            return difference(times(x, fn("atan", x)), times(rat(1, 2), fn("log", plus(ONE, power(x, 2)))))
        case "asin", 1:
            return plus(times(x, fn("asin", x)), square_root(one_minus))
        case "acos", 1:
            return difference(times(x, fn("acos", x)), square_root(one_minus))
        case "erf", 1:
            bell = quotient(fn("exp", minus(power(x, 2))), square_root(PI))
            return plus(times(x, fn("erf", x)), bell)
        case "log", 1:
            return difference(times(x, fn("log", x)), x)
        case _:
            return None


def _root(t: Term, v: Node, ctx: Context) -> Node | None:
    """(c - d v²)^(-1/2), (c + d v²)^(-1/2) and (c - d v²)^(1/2) for c, d > 0."""
    if t.exponential or len(t.powers) != 1:
        return None
    a, e = t.powers[0]
    c = coefficients(expand(a, v, ctx), v) if a.op == "add" and e in (rat(1, 2), rat(-1, 2)) else None
    if c is None or len(c) != 3 or c[1] != ZERO or not positive(c[0], ctx):
        return None
    if positive(minus(c[2]), ctx):
        d = square_root(minus(c[2]))
        arc = quotient(fn("asin", times(v, quotient(d, square_root(c[0])))), d)
        if e == rat(-1, 2):
            return arc
        return times(rat(1, 2), plus(times(v, raised(a, e)), times(c[0], arc)))
    if positive(c[2], ctx) and e == rat(-1, 2):
        d = square_root(c[2])
        return quotient(fn("asinh", times(v, quotient(d, square_root(c[0])))), d)
    return None


# ---------------------------------------------------------------- substitutions


def _shifted(t: Term, v: Node, ctx: Context) -> Node | None:
    """v = (u - b)/a where a factor is a function of u = a v + b: expanded again in u."""
    for inner in _affine_inners(t):
        line = affine(inner, v, ctx)
        if line is None or inner == v or not nonzero(line[0], ctx) or line[1] == ZERO:
            continue
        u = Node("sym", (), "_" + inner.digest.hex()[:12])
        known = ctx.scalar(v.data)
        if known is None:
            return None
        domain = POSITIVE if positive(inner, ctx) else NONNEGATIVE if nonnegative(inner, ctx) else REAL
        within = ctx.extend(u.data, domain)
        body = substitute(body_of(t), {inner: u})
        body = substitute(body, {v: quotient(difference(u, line[1]), line[0])})
        total: list[Node] = []
        for s in expand(body, u, within):
            if any(x.op == "sym" and x == v for x, _ in s.powers):
                return None
            found = _unshifted(s, u, within)
            if found is None:
                total = []
                break
            total.append(found)
        if total:
            return quotient(substitute(plus(*total), {u: inner}), line[0])
    return None


def _unshifted(s: Term, u: Node, ctx: Context) -> Node | None:
    bare = Term(ONE, *s.key)
    for rule in (_powers, _exponential, _trigonometric, _logarithmic, _function):
        found = rule(bare, u, ctx)
        if found is not None:
            return times(s.coefficient, found)
    return None


def _affine_inners(t: Term) -> list[Node]:
    out: list[Node] = []
    for a, _ in t.powers:
        if a.op == "add":
            out.append(a)
        elif a.op == "fn" and len(a.args) == 1:
            out.append(a.args[0])
    return sorted(set(out), key=lambda n: n.digest)


def _chain(t: Term, v: Node, ctx: Context) -> Node | None:
    """c·h(g)·g' for h a power, an exponential or a function of the table."""
    body = body_of(t)
    for g, h, whole_h in _outer_functions(t, v):
        slope = slope_of(g, v, ctx)
        if slope is None or slope == ZERO:
            continue
        ratio = canon(quotient(body, times(h, slope)), ctx)
        if not depends(ratio, v):
            found = whole_h(g, ctx)
            if isinstance(found, Node):
                return times(ratio, found)
    return None


_Rule = Callable[[Node, Context], Node | None]


def _outer_functions(t: Term, v: Node) -> list[tuple[Node, Node, _Rule]]:
    """(g, h(g), antiderivative of h) to try."""
    out: list[tuple[Node, Node, _Rule]] = []

    def power_rule(e: Node) -> _Rule:
        def rule(g: Node, ctx: Context) -> Node | None:
            if e == MINUS_ONE:
                return log_abs(g, ctx)
            up = plus(e, ONE)
            return quotient(raised(g, up), up) if nonzero(up, ctx) else None

        return rule

    def table_rule(name: str) -> _Rule:
        def rule(g: Node, ctx: Context) -> Node | None:
            match name:
                case "sin":
                    return minus(fn("cos", g))
                case "cos":
                    return fn("sin", g)
                case "exp":
                    return fn("exp", g)
            return _base(name, 1, g, ctx)

        return rule

    if t.exponential:
        g = plus(*(times(c, product_of(p)) for c, p in t.exponential))
        out.append((g, fn("exp", g), table_rule("exp")))
    for a, e in t.powers:
        if a != v:
            out.append((a, raised(a, e), power_rule(e)))
            out.append((a, ONE, power_rule(ZERO)))
        if a.op == "fn" and len(a.args) == 1 and e == ONE:
            out.append((a.args[0], a, table_rule(a.data)))
        if a.op == "fn" and len(a.args) == 1 and a.data in ("log", "atan", "asin"):
            out.append((a, raised(a, e), power_rule(e)))
    for c, p in t.exponential:
        inner = fn("exp", times(c, product_of(p)))
        for a, e in t.powers:
            if a.op == "add":
                out.append((a, raised(a, e), power_rule(e)))
        out.append((inner, ONE, power_rule(ZERO)))
    return out
