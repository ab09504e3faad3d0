"""Jensen's inequality for sums and integrals: a mean of a convex function is at least the function of the mean.

Proves lower bounds of an expression by putting W·φ(∫ w t / W) for ∫ w φ(t), W = ∫ w: where φ is convex on an interval
that holds all values of t and the integral's coefficient is not negative, or φ concave and the coefficient not
positive. The weight w is what the function leaves of the body; it is shown not to be negative, W to be positive, and
∫ w and ∫ w t to converge (Jensen 1906; Rudin, Real and Complex Analysis, 3.3). Further, ∫ w h ≥ -W log(∫ w exp(-h) / W)
(Donsker and Varadhan 1975), a sum of terms that are not negative is at least one of them, and the same bounds inside a
logarithm. What φ is, t and w are tried, never assumed; nothing is said of strict relations where there is equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checker.domains import POSITIVE, REAL
from checker.exact.binder_signs import order, range_context
from checker.exact.context import Context, TooLarge
from checker.exact.polyform import Poly, atoms, polynomial, times, to_node
from checker.exact.signs import NONNEG, is_integer, is_nonnegative, is_nonzero, is_positive, is_real
from checker.exact.slopes import mentions, slope, smooth
from checker.graph import (
    INF,
    ONE,
    Node,
    add,
    bind,
    div,
    fn,
    mul,
    neg,
    open_binder,
    postorder,
    power,
    rat,
    sub,
    substitute,
    sym,
)

#: how deep logarithms are followed
DEPTH = 2
#: a function of one real number, or of a positive one
Shape = Callable[[Node], Node]


@dataclass(frozen=True)
class _Mean:
    """A sum or integral over a range that is in order, its variable, and the context inside it."""

    node: Node
    body: Node
    variable: Node
    inner: Context
    ctx: Context

    def total(self, body: Node) -> Node | None:
        """The body summed or integrated over the range, in normal form; None unless that converges."""
        from checker.exact.convergence import converges
        from checker.exact.normal import simplify

        whole = bind(self.node.op, self.variable, body, *self.node.args[1:])
        if (self.node.op == "integral" or self.node.args[2] == INF) and converges(whole, self.ctx) is not True:
            return None
        try:
            return simplify(whole, self.ctx)
        except TooLarge:
            return None


def lower_bounds(g: Node, ctx: Context, depth: int = DEPTH) -> Iterator[Node]:
    """Nodes that g is never below, wherever it is defined."""
    p = polynomial(g)
    for a in atoms(p):
        if a.op not in ("sum", "integral") and not (a.op == "fn" and a.data == "log" and depth):
            continue
        parts = _linear(p, a)
        if parts is None:
            continue
        factor, rest = to_node(parts[0]), to_node(parts[1])
        way = 1 if is_nonnegative(factor, ctx) else -1 if is_nonnegative(neg(factor), ctx) else 0
        if way:
            for bound in _bounds(a, way, g, ctx, depth):
                yield add(rest, mul(factor, bound))


def _linear(p: Poly, a: Node) -> tuple[Poly, Poly] | None:
    """(q, r) with p = q·a + r, a being an atom of neither."""
    linear: Poly = {}
    rest: Poly = {}
    for m, c in p.items():
        powers = dict(m)
        e = powers.pop(a, 0)
        if e not in (0, 1):
            return None
        (linear if e else rest)[tuple(pair for pair in m if pair[0] != a)] = c
    return linear, rest


def _bounds(a: Node, way: int, g: Node, ctx: Context, depth: int) -> Iterator[Node]:
    """What the atom is never below (way 1), or never above (way -1)."""
    if a.op == "fn":
        if way == 1:
            yield from (fn("log", b) for b in lower_bounds(a.args[0], ctx, depth - 1) if is_positive(b, ctx))
        return
    mean = _mean(a, ctx)
    if mean is None:
        return
    for weight, t, shape in _shapes(mean, way):
        mass, whole = mean.total(weight), mean.total(mul(weight, t))
        if mass is not None and whole is not None and is_positive(mass, ctx):
            yield mul(mass, shape(div(whole, mass)))
    if way == 1 and a.op == "sum" and is_nonnegative(mean.body, mean.inner):
        yield from _one_term(mean, g)


def _mean(node: Node, ctx: Context) -> _Mean | None:
    body, variable = open_binder(node)
    if node.op == "integral":
        if order(node, ctx) & ~NONNEG:
            return None
    elif not _counted(node.args[1], node.args[2], ctx):
        return None
    return _Mean(node, body, variable, range_context(node, variable, ctx), ctx)


def _counted(first: Node, last: Node, ctx: Context) -> bool:
    """Whether the range is one of whole numbers that does not run backwards."""
    if not is_integer(first, ctx):
        return False
    return last == INF or (is_integer(last, ctx) and is_nonnegative(sub(add(last, ONE), first), ctx))


def _one_term(mean: _Mean, g: Node) -> Iterator[Node]:
    """The terms at places that the rest of g takes entries at."""
    _, first, last = mean.node.args
    places = {n.args[1] for n in postorder(g) if n.op == "elem"} | {n.args[2] for n in postorder(g) if n.op == "elem"}
    for place in sorted(places, key=lambda n: n.digest):
        if place.op in ("rat", "sym") and is_integer(place, mean.ctx):
            inside = is_nonnegative(sub(place, first), mean.ctx)
            if inside and (last == INF or is_nonnegative(sub(last, place), mean.ctx)):
                yield substitute(mean.body, {mean.variable: place})


def log_of_mean(node: Node, body: Node, weight: Node, variable: Node, ctx: Context) -> Node | None:
    """-log ∫ w exp(-h), which the sum or integral of body = w·h over node's range is never below, w adding up to 1."""
    from checker.exact.normal import simplify

    mean = _mean(node, ctx)
    if mean is None:
        return None
    inner = range_context(node, variable, ctx)
    mean = _Mean(node, body, variable, inner, ctx)
    h = simplify(div(body, weight), inner)
    whole = mean.total(mul(weight, fn("exp", neg(h)))) if is_real(h, inner) else None
    return neg(fn("log", whole)) if whole is not None and is_positive(whole, ctx) else None


# ---------------------------------------------------------------- what is convex


def _shapes(mean: _Mean, way: int) -> Iterator[tuple[Node, Node, Shape]]:
    """(w, t, φ) with body = w·φ(t), w ≥ 0, φ convex (way 1) or concave (way -1) where t is."""
    p = polynomial(mean.body)
    common = _common(p)
    if common is None:
        return
    powers, left = common
    factors = [(n, e) for n, e in powers.items() if mentions(n, mean.variable)]
    if len(left) > 1:
        others = mul(*(power(n, e) for n, e in powers.items()))
        yield from _weighed(others, to_node(left), ONE, mean, way)
        return
    ((_, c),) = left.items()
    for n, e in sorted(factors, key=lambda pair: pair[0].digest):
        others = mul(rat(abs(c)), *(power(m, k) for m, k in powers.items() if m != n))
        function = power(n, e) if e != 1 else n
        yield from _weighed(others, function, ONE if c > 0 else rat(-1), mean, way)


def _common(p: Poly) -> tuple[dict[Node, int], Poly] | None:
    """The powers that all monomials share, and what they leave."""
    if not p:
        return None
    first, *others = [dict(m) for m in p]
    shared = {n: e for n, e in first.items() if all(m.get(n) == e for m in others)}
    return shared, {tuple(pair for pair in m if pair[0] not in shared): c for m, c in p.items()}


def _weighed(weight: Node, function: Node, sign: Node, mean: _Mean, way: int) -> Iterator[tuple[Node, Node, Shape]]:
    if not is_nonnegative(weight, mean.inner):
        return
    way = way if sign == ONE else -way
    for t, shape, curve in _readings(function, mean):
        if curve == way:
            yield weight, t, lambda x, shape=shape: mul(sign, shape(x))  # type: ignore[misc]


def _readings(f: Node, mean: _Mean) -> Iterator[tuple[Node, Shape, int]]:
    """(t, φ, 1 or -1) with f = φ(t) and φ convex or concave on an interval that holds all values of t."""
    ctx, v = mean.inner, mean.variable
    if f.op == "fn" and len(f.args) == 1 and mentions(f, v):
        t = f.args[0]
        curve = {"exp": 1, "abs": 1, "log": -1}.get(f.data)
        if curve is not None and (is_positive(t, ctx) if f.data == "log" else is_real(t, ctx)):
            yield t, lambda x: fn(f.data, x), curve
    if f.op == "pow" and not mentions(f.args[1], v):
        found = _power_curve(f.args[0], f.args[1], ctx)
        if found:
            yield f.args[0], lambda x: power(x, f.args[1]), found
    if f.op == "fn" and f.data in ("max", "min") and len(f.args) == 2 and all(is_real(a, ctx) for a in f.args):
        moving = [a for a in f.args if mentions(a, v)]
        if len(moving) == 1:
            (other,) = (a for a in f.args if a != moving[0])
            yield moving[0], lambda x: fn(f.data, x, other), 1 if f.data == "max" else -1
    yield from _by_slope(f, mean)


def _power_curve(t: Node, e: Node, ctx: Context) -> int:
    """1 where t^e is convex, -1 where it is concave, on the line or on the half line that t lies in; 0 if unknown."""
    if e.op == "rat" and e.value.denominator == 1 and e.value % 2 == 0 and e.value > 0 and is_real(t, ctx):
        return 1
    if not is_real(e, ctx):
        return 0
    if is_nonnegative(sub(e, ONE), ctx) and is_nonnegative(t, ctx):
        return 1
    if is_nonnegative(e, ctx) and is_nonnegative(sub(ONE, e), ctx) and is_nonnegative(t, ctx):
        return -1
    return 1 if is_nonnegative(neg(e), ctx) and is_positive(t, ctx) else 0


def _by_slope(f: Node, mean: _Mean) -> Iterator[tuple[Node, Shape, int]]:
    """f as a smooth function of one real number that stands in it, its second derivative of one sign."""
    from checker.exact.inequalities import DEPTH as DEEPEST
    from checker.exact.inequalities import Effort, prove_positive
    from checker.exact.normal import simplify

    s = sym("_mean_of")
    for t in _numbers(f, mean):
        at = substitute(f, {t: s})
        if mentions(at, mean.variable) or not is_real(t, mean.inner):
            continue
        line = mean.inner.extend(s.data, POSITIVE if is_positive(t, mean.inner) else REAL)
        if not smooth(at, s, line):
            continue
        bend = simplify(slope(simplify(slope(at, s), line), s), line)
        for curve, side in ((1, bend), (-1, neg(bend))):
            if is_nonnegative(side, line) or prove_positive(side, False, line, Effort(DEEPEST - 1)) is not None:
                yield t, lambda x, at=at: substitute(at, {s: x}), curve  # type: ignore[misc]
                break


def _numbers(f: Node, mean: _Mean) -> list[Node]:
    """Entries and values of unknown functions that move with the variable; the variable of an integral itself."""
    if mean.node.op == "integral" and not any(n.op in ("app", "elem") for n in postorder(f)):
        return [mean.variable]
    found = {n for n in postorder(f) if n.op in ("app", "elem") and mentions(n, mean.variable)}
    return sorted(found, key=lambda n: n.digest) if len(found) == 1 else []


# ---------------------------------------------------------------- products of means


def cauchy_schwarz(g: Node, ctx: Context) -> bool:
    """Whether g is c (∫a ∫b - (∫h)²) with c ≥ 0, a, b ≥ 0 and h² = a b over one range, a or b perhaps known."""
    p = polynomial(g)
    if len(p) != 2:
        return False
    for m, c in p.items():
        squares = [n for n, e in m if e == 2 and n.op in ("sum", "integral")]
        if c > 0 or len(squares) != 1:
            continue
        mean = _mean(squares[0], ctx)
        outside = tuple(pair for pair in m if pair[0] != squares[0])
        ((other, d),) = [(n, k) for n, k in p.items() if n != m]
        if mean is None or not is_nonnegative(to_node({outside: -c}), ctx):
            continue
        product = to_node(times({other: d}, {tuple((n, -e) for n, e in outside): -1 / c}))
        if _product_of_means(product, mean):
            return True
    return False


def _product_of_means(product: Node, mean: _Mean) -> bool:
    from checker.exact.normal import is_zero, simplify

    p = polynomial(product)
    if len(p) != 1:
        return False
    ((m, c),) = p.items()
    same = [n for n, e in m for _ in range(e) if n.op == mean.node.op and n.args[1:] == mean.node.args[1:]]
    rest = to_node({tuple(pair for pair in m if pair[0] not in same): c})
    bodies = [open_binder(n, mean.variable)[0] for n in same]
    if len(bodies) == 1:  # the other is a number: ∫w for a weight that h² leaves
        quotient = polynomial(simplify(div(power(mean.body, 2), bodies[0]), mean.inner))
        weight = to_node(quotient)
        if not all(e > 0 or is_nonzero(n, mean.inner) for m in quotient for n, e in m):
            return False
        if not is_nonnegative(weight, mean.inner) or not is_nonnegative(bodies[0], mean.inner):
            return False
        mass = mean.total(weight)
        return mass is not None and is_nonnegative(sub(rest, mass), mean.ctx)
    if len(bodies) != 2 or rest != ONE or not all(is_nonnegative(b, mean.inner) for b in bodies):
        return False
    return is_zero(sub(mul(*bodies), power(mean.body, 2)), mean.inner) is True


__all__ = ["cauchy_schwarz", "log_of_mean", "lower_bounds"]
