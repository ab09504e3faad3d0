"""Inequalities between expressions, for all values in the domains that satisfy the conditions.

Proves `left relation right` by showing that the difference has a sign: from its form (`signs`), from absolute values
and maxima by cases, from monotone functions on both sides, from squares where a root stands alone, from tangents of
logarithm and exponential (Gibbs' inequality, Jensen's in disguise), term by term under one sum or integral, from
monotonicity and convexity in one symbol (`convexity`), by the pattern of signs of a function of one symbol
(`univariate_signs`), or by interval bisection on a bounded box (`boxes`). Strict relations are proved strictly: never
where equality can be attained. What it does not find it leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import lcm

from checker.exact import additivity, comparisons, divergences, jensen, means, orderings, spans
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.instances import with_instances, without_floor
from checker.exact.merging import merge, total, weights
from checker.exact.polyform import Poly, atoms, polynomial, times, to_node
from checker.exact.signs import (
    NONNEG,
    POS,
    ZERO_,
    assume,
    branches,
    is_nonnegative,
    is_positive,
    is_real,
    sign,
)
from checker.exact.slopes import mentions
from checker.exact.tangents import logarithms, tangent_bound
from checker.graph import (
    BINDERS,
    ZERO,
    Node,
    add,
    fn,
    mul,
    neg,
    postorder,
    power,
    rat,
    rel,
    sub,
    substitute,
)

#: how deep one method may call on the others
DEPTH = 4
#: searches made for one question
SEARCHES = 24
#: kinks split into cases, at most
CASES = 4
#: bounds by means of one expression, at most
MEANS = 12


@dataclass(frozen=True, slots=True)
class Effort:
    """How deep a search is, and how many were made for one question: counted, so that every run gives up alike."""

    depth: int = 0
    spent: list[int] = field(default_factory=lambda: [0])

    def deeper(self, steps: int) -> Effort:
        return Effort(self.depth + steps, self.spent)

    @property
    def over(self) -> bool:
        return self.spent[0] > SEARCHES


def prove_inequality(left: Node, relation: str, right: Node, ctx: Context, *, search: bool = True) -> str | None:
    """The name of the method that proves `left relation right` ("<", "<=", ">", ">=", "!="), or None.

    Without `search`, by the signs of the difference alone.
    """
    effort = Effort() if search else Effort(DEPTH)
    if relation == "!=":
        return _prove_different(left, right, ctx, effort)
    if relation in ("<", "<="):
        left, right = right, left
    strict = relation in ("<", ">")
    found = prove_positive(sub(left, right), strict, ctx, effort)
    return found or (_by_instances(right, strict, left, ctx) if search else None)


def _by_instances(low: Node, strict: bool, high: Node, ctx: Context) -> str | None:
    """low ≤ high, or <, from what is known of the functions in them, and of whole numbers without their floors."""
    plain = without_floor(low, strict, high, ctx)
    low, strict, high = plain or (low, strict, high)
    known = with_instances(ctx, low, high)
    if known is ctx and plain is None:
        return None
    return prove_positive(sub(high, low), strict, known, Effort(DEPTH - 1))


def _prove_different(left: Node, right: Node, ctx: Context, effort: Effort) -> str | None:
    gap = sub(left, right)
    for g in forms(gap, ctx):
        if not sign(g, ctx) & ZERO_:
            return "signs"
    if effort.depth >= DEPTH:
        return None
    if _unequal_in_size(left if right == ZERO else gap, ctx):
        return "unequal in size"
    return prove_positive(gap, True, ctx) or prove_positive(neg(gap), True, ctx)


def _unequal_in_size(gap: Node, ctx: Context) -> bool:
    """a + b, |b/a| < 1: such as 1 - r exp(i t)."""
    from checker.exact.series_convergence import less_than_one
    from checker.exact.terms import minus, quotient

    if gap.op != "add" or len(gap.args) != 2:
        return False
    a, b = gap.args
    return any(
        not sign(x, ctx) & ZERO_ and any(less_than_one(r, ctx) for r in (minus(quotient(y, x)), quotient(y, x)))
        for x, y in ((a, b), (b, a))
    )


def prove_positive(gap: Node, strict: bool, ctx: Context, effort: Effort | None = None) -> str | None:
    """The method that proves gap ≥ 0 (> 0 if strict) for all values in the context, or None."""
    effort = effort or Effort()
    key = ("positive", gap, strict)
    known = ctx.memo.get(key)
    if known is not None and (known[1] or known[0] <= effort.depth):  # type: ignore[index]
        return known[1]  # type: ignore[index, no-any-return]
    found = _search(gap, strict, ctx, effort)
    if found is not None or not effort.over:
        ctx.memo[key] = (effort.depth, found)
    return found


def _search(gap: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    ctx.tick()
    candidates = []
    for g in forms(gap, ctx):
        if _settled(g, strict, ctx):
            return "signs"
        if not sign(g, ctx) & (POS if strict else NONNEG):
            return None  # it is false wherever it is defined: nothing to search for
        candidates.append(g)
    effort.spent[0] += 1
    if effort.depth >= DEPTH or effort.over:
        return None
    for g in candidates:
        for method in _METHODS:
            ctx.tick()
            try:
                name = method(g, strict, ctx, effort)
            except (TooLarge, Unsupported):
                continue
            if name is not None:
                return name
    return None


def _settled(g: Node, strict: bool, ctx: Context) -> bool:
    return is_positive(g, ctx) if strict else is_nonnegative(g, ctx)


def forms(gap: Node, ctx: Context) -> Iterator[Node]:
    """The difference as written, expanded, and in normal form (equal wherever defined)."""
    yield gap
    seen = {gap}
    try:
        expanded = to_node(polynomial(gap))
        if expanded not in seen:
            seen.add(expanded)
            yield expanded
    except TooLarge:
        pass
    from checker.exact.normal import simplify

    try:
        simple = simplify(gap, ctx)
    except (TooLarge, Unsupported):
        return
    if simple not in seen:
        yield simple


# ---------------------------------------------------------------- cases


def _by_cases(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """Absolute values, maxima, minima and values by cases replaced by what they are in each case."""
    kinks = _kinks(g, ctx)
    if not kinks or len(kinks) > CASES:
        return None
    node = kinks[0]
    for inner, value in _cases_of(node, ctx):
        if prove_positive(substitute(g, {node: value}), strict, inner, effort.deeper(int(len(kinks) == 1))) is None:
            return None
    return "cases"


def _kinks(g: Node, ctx: Context) -> list[Node]:
    found: list[Node] = []
    stack, seen = [g], set()
    while stack:
        n = stack.pop()
        if n in seen or n.op in BINDERS:
            continue
        seen.add(n)
        if n.op == "fn" and n.data in ("abs", "max", "min") and all(is_real(a, ctx) for a in n.args):
            if len(n.args) <= CASES:
                found.append(n)
        elif n.op == "piecewise" and len(n.args) <= 2 * CASES:
            found.append(n)
        stack.extend(n.args)
    return sorted(found, key=lambda n: n.digest)


def _cases_of(node: Node, ctx: Context) -> Iterator[tuple[Context, Node]]:
    """What is known in each case, and what the node is there."""
    if node.op == "piecewise":
        for value, inner in branches(node, ctx):
            yield inner, value
    elif node.data == "abs":
        x = node.args[0]
        yield assume(ctx, rel(x, ">=", ZERO)), x
        yield assume(ctx, rel(x, "<=", ZERO)), neg(x)
    else:
        below = "<=" if node.data == "min" else ">="
        for a in node.args:
            yield assume(ctx, *(rel(a, below, b) for b in node.args if b != a)), a


# ---------------------------------------------------------------- monotone functions and roots

#: strictly increasing on the real line, or where their argument is positive
_INCREASING = frozenset("exp sinh tanh sigmoid atan asinh erf log".split())


def _by_monotone(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """c·(f(u) - f(v)) with f increasing and c > 0: from u ≥ v."""
    p = polynomial(g)
    if len(p) != 2:
        return None
    (m1, c1), (m2, c2) = p.items()
    common = tuple(pair for pair in m1 if pair in m2)
    rest1, rest2 = [q for q in m1 if q not in common], [q for q in m2 if q not in common]
    if len(rest1) != 1 or len(rest2) != 1 or c1 != -c2 or rest1[0][1] != rest2[0][1] or rest1[0][1] < 1:
        return None
    (f1, e), (f2, _) = rest1[0], rest2[0]
    if c1 < 0:
        f1, f2 = f2, f1
    if not is_positive(to_node({common: Fraction(1)}), ctx):
        return None
    if e != 1:
        if not (is_nonnegative(f1, ctx) and is_nonnegative(f2, ctx)):
            if e % 2 == 0 or not (is_real(f1, ctx) and is_real(f2, ctx)):
                return None
        return _named(prove_positive(sub(f1, f2), strict, ctx, effort.deeper(1)), "powers increase")
    if f1.op == f2.op == "fn" and f1.data == f2.data:
        u, v = f1.args[0], f2.args[0]
        if f1.data in _INCREASING:
            if not is_real(u, ctx) or not is_real(v, ctx):
                return None
            if f1.data == "log" and not (is_positive(u, ctx) and is_positive(v, ctx)):
                return None
            return _named(prove_positive(sub(u, v), strict, ctx, effort.deeper(1)), f"{f1.data} increases")
        if f1.data == "erfc":
            return _named(prove_positive(sub(v, u), strict, ctx, effort.deeper(1)), "erfc decreases")
    for k in dict.fromkeys(f.args[1] for f in (f1, f2) if f.op == "pow"):
        b1, b2 = _base(f1, k, ctx), _base(f2, k, ctx)
        # b^k never decreases in b ≥ 0 for k ≥ 0; all are 1 for k = 0
        if b1 is None or b2 is None or not (is_positive(k, ctx) or (not strict and is_nonnegative(k, ctx))):
            continue
        if is_nonnegative(b1, ctx) and is_nonnegative(b2, ctx):
            return _named(prove_positive(sub(b1, b2), strict, ctx, effort.deeper(1)), "powers increase")
    return None


def _base(f: Node, k: Node, ctx: Context) -> Node | None:
    """b with f = b^k: of a power, and of exp w where k divides w."""
    if f.op == "pow" and f.args[1] == k:
        return f.args[0]
    if f.op != "fn" or f.data != "exp" or k.op != "sym" or not is_real(f.args[0], ctx):
        return None
    parts: Poly = {}
    for m, c in polynomial(f.args[0]).items():
        powers = dict(m)
        if powers.pop(k, 0) != 1 or any(mentions(n, k) for n in powers):
            return None
        parts[tuple(pair for pair in m if pair[0] != k)] = c
    return fn("exp", to_node(parts))


def _named(found: str | None, name: str) -> str | None:
    return None if found is None else name if found == "signs" else f"{name}; {found}"


def _by_squaring(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """a + c·√b: by comparing a² with c² b."""
    p = polynomial(g)
    for r in atoms(p):
        if r.op != "pow" or r.args[1].op != "rat" or r.args[1].value != Fraction(1, 2):
            continue
        if not is_nonnegative(r.args[0], ctx):
            continue
        linear: Poly = {}
        rest: Poly = {}
        for m, c in p.items():
            powers = dict(m)
            e = powers.pop(r, 0)
            if e not in (0, 1):
                return None
            (linear if e else rest)[tuple(pair for pair in m if pair[0] != r)] = c
        if not linear:
            continue
        a, c_node = to_node(rest), to_node(linear)
        if not is_real(a, ctx):
            continue
        squares = (to_node(times(rest, rest)), to_node(times(times(linear, linear), polynomial(r.args[0]))))
        if is_nonnegative(c_node, ctx):  # c√b ≥ |a|
            found = prove_positive(sub(squares[1], squares[0]), strict, ctx, effort.deeper(1))
        elif (
            is_nonnegative(neg(c_node), ctx) and prove_positive(a, False, ctx, effort.deeper(1)) is not None
        ):  # a ≥ |c|√b
            found = prove_positive(sub(squares[0], squares[1]), strict, ctx, effort.deeper(1))
        else:
            continue
        if found is not None:
            return _named(found, "squares")
    return None


# ---------------------------------------------------------------- tangents


def _by_tangent(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """Each w·log u with w ≥ 0 replaced by w·(1 - 1/u), each w·exp u by w·(1 + u): what is left is no larger.

    Each w·b^n with b ≥ 0 and n a natural number by w·(1 + n (b - 1)): Bernoulli's inequality, by induction on n.
    """
    p = polynomial(g)
    for pick in ("log", "exp", "power"):
        bound = tangent_bound(p, pick, ctx)
        if bound is None:
            continue
        found = prove_positive(bound, strict, ctx, effort.deeper(2))
        if found is not None:
            return _named(found, f"tangent of {pick}")
    return None


def _by_comparison(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """A - B with positive A and B, one of them an exponential, by their logarithms."""
    if effort.depth > 0:
        return None
    for h in comparisons.gaps(g, ctx):
        if (found := prove_positive(h, strict, ctx, Effort(1))) is not None:
            return _named(found, comparisons.NAME)
    return None


def _by_jensen(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """Tangents of one convex function, all taken at one place."""
    if effort.depth >= 1:
        return None
    bound = jensen.as_written(g, ctx)
    if bound is not None and _settled(_normal(bound, ctx), strict, ctx):
        return "tangents of log, term by term"
    bound = jensen.pairs(g, ctx)
    if bound is not None and _settled(_normal(bound, ctx), strict, ctx):
        return "tangents of log, pair by pair"
    for bound, kind in jensen.lower_bounds(g, ctx):
        if _settled(_normal(bound, ctx), strict, ctx):
            return f"tangents of {kind} at one place"
    return None


def _normal(node: Node, ctx: Context) -> Node:
    from checker.exact.normal import simplify

    return simplify(node, ctx)


def _by_exponential(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """r + Σ c log t with rational c: Π t^c·exp r compared with 1, whole powers on either side."""
    grouped = logarithms(polynomial(g))
    if grouped is None or set(grouped[0]) != {()}:
        return None
    logs, rest = grouped[0][()], to_node(grouped[1])
    if not is_real(rest, ctx) or not all(is_positive(t, ctx) for t in logs):
        return None
    d = lcm(*(c.denominator for c in logs.values()))
    if max(abs(c * d) for c in logs.values()) > 6:
        return None
    above = [power(t, int(c * d)) for t, c in logs.items() if c > 0]
    below = [power(t, int(-c * d)) for t, c in logs.items() if c < 0]
    gap = sub(mul(*above, fn("exp", mul(rat(d), rest))), mul(*below))
    if not grouped[1]:
        gap = sub(mul(*above), mul(*below))
    return _named(prove_positive(gap, strict, ctx, effort.deeper(1)), "logarithms put together")


# ---------------------------------------------------------------- under one sum or integral


def _by_terms(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """Sums (or integrals) over one range put together: the body is of one sign, or its tangent bound adds up to 0."""
    p = polynomial(g)
    for node in atoms(p):
        if node.op not in ("sum", "integral"):
            continue
        merged = merge(p, node, ctx)
        if merged is None:
            continue
        body, variable, inner, rest, nonempty = merged
        if not is_real(rest, ctx):
            continue
        rest_strict = is_positive(rest, ctx)
        if rest_strict or is_nonnegative(rest, ctx):
            want = strict and not rest_strict
            if not (want and not nonempty):
                found = prove_positive(body, want, inner, effort.deeper(1))
                if found is not None:
                    return _named(found, f"each term of the {node.op}")
        if not strict and nonempty and (found := _by_ratio(body, rest, node, variable, inner, ctx, effort)):
            return found
        if not strict and nonempty and _by_log_of_mean(body, rest, node, variable, ctx):
            return "logarithm of a mean"
        for whole_body, left in _spread(body, rest, node, variable, nonempty, inner, ctx):
            if left == ZERO and (nonempty or not strict):
                found = prove_positive(whole_body, strict, inner, effort.deeper(1))
                if found is not None:
                    return _named(found, f"each term of the {node.op}")
            found = _tangent_total(node, whole_body, left, variable, strict, inner, ctx, effort)
            if found is not None:
                return found
    return None


def _by_ratio(
    body: Node, rest: Node, node: Node, variable: Node, inner: Context, ctx: Context, effort: Effort
) -> str | None:
    both = list(weights(body, node, variable, ctx))
    if len(set(both)) != 2 or mentions(rest, variable):
        return None
    for gap, line in divergences.above_tangents(add(body, mul(both[0], rest)), both, variable, inner):
        if prove_positive(gap, False, line, Effort(effort.depth + 1)) is not None:  # one symbol: a question of its own
            return divergences.NAME
    return None


def _by_log_of_mean(body: Node, rest: Node, node: Node, variable: Node, ctx: Context) -> bool:
    if not any(n.op == "fn" and n.data == "log" for n in postorder(rest)):
        return False
    for w in dict.fromkeys(weights(body, node, variable, ctx)):
        bound = means.log_of_mean(node, body, w, variable, ctx)
        if bound is not None and _settled(_normal(add(rest, bound), ctx), False, ctx):
            return True
    return False


def _spread(
    body: Node, rest: Node, node: Node, variable: Node, nonempty: bool, inner: Context, ctx: Context
) -> Iterator[tuple[Node, Node]]:
    """The body with what stands outside, and again with that inside, against weights that add up to 1."""
    yield body, rest
    if rest == ZERO or not nonempty:
        return
    for w in weights(body, node, variable, ctx):
        yield add(body, mul(w, rest)), ZERO


def _tangent_total(
    node: Node, body: Node, rest: Node, variable: Node, strict: bool, inner: Context, ctx: Context, effort: Effort
) -> str | None:
    for pick in ("log", "exp"):
        try:
            bound = tangent_bound(polynomial(body), pick, inner)
        except TooLarge:
            continue
        if bound is None:
            continue
        added = total(node, bound, variable, ctx)
        if added is None:
            continue
        found = prove_positive(add(added, rest), strict, ctx, effort.deeper(2))
        if found is not None:
            return _named(found, f"tangent of {pick} in each term of the {node.op}")
    return None


def _by_ranges(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """Integrals of one body over two ranges, by what lies in one alone."""
    for h in additivity.joined(g, ctx):
        if (found := prove_positive(h, strict, ctx, effort.deeper(1))) is not None:
            return _named(found, "ranges")
    return None


def _by_means(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """Means of convex functions by the functions of means, products of means by Cauchy's and Schwarz's inequality."""
    if not any(n.op in ("sum", "integral") for n in postorder(g)):
        return None
    if not strict and means.cauchy_schwarz(g, ctx):
        return "Cauchy-Schwarz"
    if effort.depth >= DEPTH - 1:
        return None
    for bound in islice(means.lower_bounds(g, ctx), MEANS):
        if _settled(_normal(bound, ctx), strict, ctx) or prove_positive(bound, strict, ctx, effort.deeper(2)):
            return "Jensen's inequality"
    return None


def _by_convexity(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    from checker.exact.convexity import prove_by_slope

    return prove_by_slope(g, strict, ctx, effort)


def _by_pattern(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    from checker.exact import univariate_signs

    return univariate_signs.NAME if univariate_signs.prove_by_pattern(g, strict, ctx) else None


def _by_boxes(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    from checker.exact.boxes import positive_on_box

    return "interval bisection" if effort.depth <= 1 and positive_on_box(g, ctx) else None


def _by_span(g: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    if _kinks(g, ctx):
        return None  # first the cases
    for gap, inner in spans.in_coordinates(g, ctx):
        if prove_positive(gap, strict, inner, Effort(effort.depth + 1)) is not None:  # numbers: a question of its own
            return spans.NAME
    return None


def _by_order(gap: Node, strict: bool, ctx: Context, effort: Effort) -> str | None:
    """Every order of the unknowns on its own."""
    return "every order" if not strict and effort.depth == 0 and orderings.nonnegative(gap, ctx) else None


_METHODS = (
    _by_order,
    _by_span,
    _by_monotone,
    _by_squaring,
    _by_cases,
    _by_jensen,
    _by_tangent,
    _by_comparison,
    _by_exponential,
    _by_terms,
    _by_ranges,
    _by_means,
    _by_convexity,
    _by_pattern,
    _by_boxes,
)
