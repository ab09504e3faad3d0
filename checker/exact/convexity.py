"""Inequalities f(x) ≥ 0 by calculus in one real symbol, the others standing still.

Proves by, for a function that is smooth on the whole interval the symbol runs over: f'' ≥ 0 and f'(x0) = 0 (the tangent
at x0 is flat); f' ≤ 0 before x0 and ≥ 0 after it; f' of one sign and a value or limit at the end where f is least. The
interval is convex: conditions that are not affine in the symbol are dropped, whole symbols become real. Candidates for
x0 are roots of a numerator of f' of degree one, small rationals and the other symbols.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from checker.domains import Scalar
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.inequalities import Effort, prove_positive
from checker.exact.polyform import polynomial, to_node
from checker.exact.polynomial_signs import coefficients_of, numerator
from checker.exact.signs import assume, bounds, is_nonnegative, is_nonzero, is_positive, is_real
from checker.exact.slopes import mentions, slope, smooth
from checker.graph import INF, NEG_INF, ONE, Node, div, neg, rat, rel, sub, substitute, sym, symbols

#: larger expressions are not differentiated
SIZE = 300
_POINTS = (Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(2))


@dataclass(frozen=True, slots=True)
class _Function:
    """g as a function of x on an interval; `line` is the context in which x runs over all of it."""

    g: Node
    x: Node
    line: Context
    slope: Node


def prove_by_slope(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """The method that proves g ≥ 0 (> 0 if strict), or None."""
    from checker.graph import size

    if size(g) > SIZE:
        return None
    names = sorted(n for n in symbols(g) if (d := ctx.scalar(n)) is not None and d.kind != "complex")
    for name in names[: 6 if effort.depth == 0 else 2]:
        ctx.tick()
        x = sym(name)
        line = line_context(x, ctx)
        if line is None or not smooth(g, x, line):
            continue
        f = _Function(g, x, line, _simple(slope(g, x), line))
        found = _monotone(f, strict, ctx, effort) or _stationary(f, strict, ctx, effort)
        if found is not None:
            return f"{found} in {name}"
    return None


def line_context(x: Node, ctx: Context) -> Context | None:
    """The context in which x is real and runs over an interval that contains all it could be before."""
    domain = ctx.scalar(x.data)
    if domain is None or domain.kind == "complex":
        return None
    b = bounds(x, ctx)
    if b.lower is not None and b.lower == b.upper:
        return None
    where = tuple(w for w in ctx.where if not mentions(w, x) or _affine(w, x, ctx))
    facts = tuple(f for f in ctx.facts if not any(mentions(n, x) for n in (f.left, f.right, *f.where)))
    new = Scalar("real", b.lower, b.upper, b.lower_open, b.upper_open)
    return replace(ctx, domains={**ctx.domains, x.data: new}, where=where, facts=facts, memo={})


def _affine(w: Node, x: Node, ctx: Context) -> bool:
    """A condition that cuts a half-line (or nothing) out of the line of x, whatever the other symbols are."""
    if w.op != "rel" or w.data in ("=", "!="):
        return False
    try:
        parts = coefficients_of(polynomial(sub(w.args[0], w.args[1])), x)
    except TooLarge:
        return False
    if parts is None or len(parts) > 2:
        return False
    return not any(mentions(n, x) for p in parts for m in p for n, _ in m)


def _simple(node: Node, ctx: Context) -> Node:
    from checker.exact.normal import simplify

    try:
        return simplify(node, ctx)
    except (TooLarge, Unsupported):
        return node


def _zero(node: Node, ctx: Context) -> bool:
    from checker.exact.normal import is_zero

    try:
        return is_zero(node, ctx) is True
    except (TooLarge, Unsupported):
        return False


def _positive(node: Node, strict: bool, ctx: Context, effort: Effort) -> bool:
    if is_positive(node, ctx) or (not strict and (is_nonnegative(node, ctx) or _zero(node, ctx))):
        return True
    return prove_positive(node, strict, ctx, effort) is not None


# ---------------------------------------------------------------- monotone


def _monotone(f: _Function, strict: bool, ctx: Context, effort: Effort) -> str | None:
    for way in (1, -1):
        ends = list(_ends(f, way))
        if not ends:
            continue
        rising = f.slope if way == 1 else neg(f.slope)
        if not _positive(rising, False, f.line, effort.deeper(1)):
            continue
        steep = _positive(rising, True, f.line, effort.deeper(2))
        for end in ends:
            if end in (INF, NEG_INF):
                value = _limit(f, end)
                if value is not None and _positive(value, strict and not steep, f.line, effort.deeper(2)):
                    return "monotone with a limit"
                continue
            closed = _closed(f, end, way)
            if closed is None or not smooth(f.g, f.x, closed):
                continue
            value = _simple(substitute(f.g, {f.x: end}), f.line)
            beyond = sub(f.x, end) if way == 1 else sub(end, f.x)
            if not is_nonnegative(beyond, ctx):
                continue
            need = strict and not (steep and is_positive(beyond, ctx))
            if _positive(value, need, f.line, effort.deeper(2)):
                return "monotone"
    return None


def _ends(f: _Function, way: int) -> Iterator[Node]:
    """Lower ends (way 1) or upper ends (way -1) of the interval: numbers, and what conditions compare x with."""
    b = bounds(f.x, f.line)
    end = b.lower if way == 1 else b.upper
    if end is not None:
        yield rat(end)
    seen = False
    for w in f.line.where:
        if w.op == "rel" and f.x in w.args:
            other = w.args[1] if w.args[0] == f.x else w.args[0]
            above = (w.data in (">", ">=")) == (w.args[0] == f.x)
            if above == (way == 1) and not mentions(other, f.x) and other.op != "rat":
                seen = True
                yield other
    if end is None and not seen:
        yield NEG_INF if way == 1 else INF


def _closed(f: _Function, end: Node, way: int) -> Context | None:
    """The line with the end itself included; None if the end is not one of its ends.

    With the end a member of this convex set, all between it and any x of the line belongs to the line.
    """
    domain = f.line.scalar(f.x.data)
    assert domain is not None
    if end.op == "rat":
        domain = replace(domain, lower_open=False) if way == 1 else replace(domain, upper_open=False)
    relation = ">=" if way == 1 else "<="
    where = tuple(
        rel(f.x, relation, end) if w.op == "rel" and f.x in w.args and end in w.args else w for w in f.line.where
    )
    line = replace(f.line, domains={**f.line.domains, f.x.data: domain}, where=where, memo={})
    return line if _inside(end, replace(f, line=line)) else None


def _limit(f: _Function, end: Node) -> Node | None:
    from checker.exact.limits import limit_of

    try:
        return limit_of(f.g, f.x, end, 0, f.line)
    except (TooLarge, Unsupported):
        return None


# ---------------------------------------------------------------- stationary


def _stationary(f: _Function, strict: bool, ctx: Context, effort: Effort) -> str | None:
    convex: bool | None = None
    for x0 in _candidates(f):
        ctx.tick()
        if not _inside(x0, f) or not _zero(substitute(f.slope, {f.x: x0}), f.line):
            continue
        value = _simple(substitute(f.g, {f.x: x0}), f.line)
        if not _positive(value, False, f.line, effort.deeper(2)):
            continue
        away = sub(f.x, x0)
        above = not strict or _positive(value, True, f.line, effort.deeper(2))
        if convex is None:
            convex = smooth(f.slope, f.x, f.line) and _positive(
                _simple(slope(f.slope, f.x), f.line), False, f.line, effort.deeper(1)
            )
        if convex:
            if above:
                return "convex, flat at a point"
            second = _simple(slope(f.slope, f.x), f.line)
            if is_nonzero(away, ctx) and _positive(second, True, f.line, effort.deeper(2)):
                return "strictly convex, flat at another point"
        after = assume(f.line, rel(f.x, ">", x0))
        before = assume(f.line, rel(f.x, "<", x0))
        need = not above
        if need and not is_nonzero(away, ctx):
            continue
        if _positive(f.slope, need, after, effort.deeper(2)) and _positive(
            neg(f.slope), need, before, effort.deeper(2)
        ):
            return "falling before a point, rising after it"
    return None


def _candidates(f: _Function) -> Iterator[Node]:
    seen: set[Node] = set()

    def fresh(n: Node) -> bool:
        if n in seen or mentions(n, f.x):
            return False
        seen.add(n)
        return True

    try:
        top, _ = numerator(polynomial(f.slope))
        parts = coefficients_of(top, f.x)
        if parts is not None and len(parts) == 2:
            root = neg(div(to_node(parts[0]), to_node(parts[1])))
            if fresh(root) and is_nonzero(to_node(parts[1]), f.line):
                yield root
    except TooLarge:
        pass
    for q in _POINTS:
        if fresh(rat(q)):
            yield rat(q)
    for name in sorted(symbols(f.g)):
        d = f.line.scalar(name)
        if d is not None and d.kind != "complex" and sym(name) != f.x:
            y = sym(name)
            yield y
            if is_nonzero(y, f.line):
                yield div(ONE, y)
            yield neg(y)


def _inside(x0: Node, f: _Function) -> bool:
    """Whether x0 is one of the values x runs over."""
    if not is_real(x0, f.line):
        return False
    b = bounds(f.x, f.line)
    if b.lower is not None:
        gap = sub(x0, rat(b.lower))
        if not (is_positive(gap, f.line) if b.lower_open else is_nonnegative(gap, f.line)):
            return False
    if b.upper is not None:
        gap = sub(rat(b.upper), x0)
        if not (is_positive(gap, f.line) if b.upper_open else is_nonnegative(gap, f.line)):
            return False
    others = [w for w in f.line.where if mentions(w, f.x)]
    bare = replace(f.line, where=tuple(w for w in f.line.where if w not in others), memo={})
    for w in others:
        left, right = (substitute(a, {f.x: x0}) for a in w.args)
        if w.data in ("<", "<="):
            left, right = right, left
        gap = sub(left, right)
        if not (is_positive(gap, bare) if w.data in ("<", ">") else is_nonnegative(gap, bare)):
            return False
    return True


__all__ = ["line_context", "prove_by_slope"]
