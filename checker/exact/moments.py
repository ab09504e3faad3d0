"""Integrals over the whole real line: Gaussian moments, and expectations under densities that are not specified.

Proves, term by term and only for terms shown to converge absolutely:

- ∫ exp(-a z² + b z) z^k dz for a > 0, by completing the square and (k-1)!! (Abramowitz & Stegun 26.2.28);
- the same with an unknown smooth factor, in one canonical form: ∫ exp(-ε²/2) g(ε) dε with g free of powers of ε,
  which are removed by parts (Stein 1981, lemma 1: E ε g(ε) = E g'(ε)), and ε or -ε by the smaller digest;
- ∫ p(z) dz = 1, ∫ p'(z) f(z) dz = -∫ p(z) f'(z) dz for an undefined density p, with z shifted and scaled so that the
  first density stands at z itself.

It knows nothing of ranges with ends (see `antiderivative` and `special_integrals`).
"""

from __future__ import annotations

from checker.domains import REAL
from checker.exact.antiderivative_table import sum_of_waves
from checker.exact.context import Context
from checker.exact.convergence import line_converges
from checker.exact.expansion import affine, expand, ordering
from checker.exact.growth_classes import density_place, smooth
from checker.exact.terms import (
    Powers,
    Term,
    body_of,
    canon,
    degree,
    minus,
    multiply,
    nonzero,
    plus,
    positive,
    quotient,
    raised,
    real,
    rebuild_sum,
    same,
    slope_of,
    square_root,
    times,
    whole,
)
from checker.graph import INF, NEG_INF, ONE, PI, TWO, ZERO, Node, bind, fn, power, rat, substitute

#: polynomial degrees beyond this are left alone
MAX_DEGREE = 40


def line_term(t: Term, v: Node, ctx: Context) -> Node:
    """The integral over the real line of a term that is known to converge absolutely: closed or canonical.

    `ctx` knows v as a real symbol.
    """
    ctx.tick()
    gauss = quadratic(t, v, ctx)
    if gauss is not None:
        return _gaussian(t, *gauss, v, ctx)
    return _density(t, v, ctx)


def quadratic(t: Term, v: Node, ctx: Context) -> tuple[Node, Node, tuple[tuple[Node, Powers], ...]] | None:
    """(a, b, other exponents) for exp(-a v² + b v) with a > 0 proved."""
    a, b, others = ZERO, ZERO, []
    for c, p in t.exponential:
        k = degree(p, v)
        if k == 2:
            a = minus(c)
        elif k == 1:
            b = c
        else:
            others.append((c, p))
    if a == ZERO or not positive(a, ctx):
        return None
    return a, b, tuple(others)


def _gaussian(t: Term, a: Node, b: Node, others: tuple[tuple[Node, Powers], ...], v: Node, ctx: Context) -> Node:
    """∫ c·exp(-a v² + b v)·rest(v) dv = c·exp(b²/4a)·s·∫ exp(-ε²/2)·rest(b/2a + s ε) dε with s² = 1/(2a)."""
    variance = canon(raised(times(TWO, a), rat(-1)), ctx)
    mean = canon(times(b, variance), ctx) if b != ZERO else ZERO
    spread = canon(square_root(variance), ctx)
    front = times(t.coefficient, spread)
    if b != ZERO:
        front = times(front, fn("exp", quotient(times(b, mean), TWO)))
    front = canon(front, ctx)
    k = degree(t.powers, v)
    if k is not None and not others and k <= MAX_DEGREE:
        return times(front, square_root(times(TWO, PI)), _moment(k, mean, variance))
    if not real(mean, ctx):  # an unknown function has no values off the real line
        return raw(t, v)
    scale = _signed_root(variance, spread, ctx)
    rest = Term(ONE, t.powers, others)
    moved = rest if mean == ZERO and scale == ONE else None
    terms = [rest] if moved else expand(substitute(body_of(rest), {v: plus(mean, times(scale, v))}), v, ctx)
    return times(front, _standard(terms, v, ctx))


def _moment(k: int, mean: Node, variance: Node) -> Node:
    """E z^k for z ~ N(mean, variance): Σ binom(k, 2j) (2j-1)!! variance^j mean^(k-2j)."""
    parts, choose, odd = [], 1, 1  # binom(k, 2j), (2j-1)!!
    for j in range(k // 2 + 1):
        if j:
            choose = choose * (k - 2 * j + 2) * (k - 2 * j + 1) // ((2 * j - 1) * (2 * j))
            odd *= 2 * j - 1
        parts.append(times(rat(choose * odd), raised(variance, rat(j)), raised(mean, rat(k - 2 * j))))
    return plus(*parts)


def _signed_root(variance: Node, spread: Node, ctx: Context) -> Node:
    """A real w with w² = variance, without |…| where it can be had: the Gaussian does not care for its sign."""
    plain = _strip_abs(spread, ctx)
    return plain if plain != spread and same(power(plain, 2), variance, ctx) else spread


def _strip_abs(node: Node, ctx: Context) -> Node:
    if node.op == "fn" and node.data == "abs" and real(node.args[0], ctx):
        return node.args[0]
    if node.op == "pow" and node.args[1] == rat(1, 2):
        inner = node.args[0]
        if inner.op == "pow" and inner.args[1] == TWO and real(inner.args[0], ctx):
            return inner.args[0]
    if node.op in ("mul", "pow"):
        return Node(node.op, tuple(_strip_abs(a, ctx) for a in node.args), node.data)
    return node


def gaussian_factor(v: Node) -> tuple[Node, Powers]:
    """The exponent -v²/2."""
    return rat(-1, 2), ((v, TWO),)


def _standard(terms: list[Term], v: Node, ctx: Context) -> Node:
    """∫ exp(-v²/2)·Σ terms dv in canonical form; every piece is shown to converge before it is split off."""
    parts: list[Node] = []
    stuck: list[Term] = []
    stack = list(reversed(terms))
    steps = 0
    while stack:
        ctx.tick()
        t = stack.pop()
        steps += 1
        weighted = multiply(t, Term(ONE, (), (gaussian_factor(v),)), ctx)
        if steps > 200 or not line_converges(weighted, v, ctx):
            stuck.append(t)
            continue
        if any(degree(p, v) is not None for _, p in t.exponential):  # a new square to complete
            parts.append(line_term(weighted, v, ctx))
            continue
        wave = _waves(t, v, ctx)
        if wave is not None:
            parts.append(wave)
            continue
        k = degree(t.powers, v)
        if k is not None and not t.exponential:
            parts.append(times(t.coefficient, square_root(times(TWO, PI)), _moment(k, ZERO, ONE)))
            continue
        lowered = _stein(t, v, ctx)
        if lowered is not None:
            stack.extend(reversed(lowered))
        else:
            parts.append(_even_choice(t, v, ctx))
    if stuck:
        body = times(fn("exp", times(rat(-1, 2), power(v, 2))), rebuild_sum(stuck))
        parts.append(bind("integral", v, body, NEG_INF, INF))
    return plus(*parts)


def _waves(t: Term, v: Node, ctx: Context) -> Node | None:
    """∫ exp(-v²/2) cos(w v + c) dv = √(2π) cos(c) exp(-w²/2), and so for sines and products of both."""
    found = sum_of_waves(t.powers, v, ctx)
    if found is None or t.exponential or found[1]:
        return None
    total: list[Node] = []
    for c, kind, angle in found[0]:
        line = affine(angle, v, ctx)
        if line is None or not (real(line[0], ctx) and real(line[1], ctx)):
            return None
        total.append(times(c, fn(kind, line[1]), fn("exp", times(rat(-1, 2), power(line[0], 2)))))
    return times(t.coefficient, square_root(times(TWO, PI)), plus(*total))


def _stein(t: Term, v: Node, ctx: Context) -> list[Term] | None:
    """E v^k g = (k-1) E v^(k-2) g + E v^(k-1) g', if k ≥ 1, g is smooth and every piece converges; else None."""
    powers = dict(t.powers)
    k = whole(powers.pop(v, ZERO))
    if not k or k < 1 or k > MAX_DEGREE:
        return None
    g = Term(ONE, tuple((a, e) for a, e in t.powers if a != v), t.exponential)
    body = body_of(g)
    if not smooth(body, v, ctx):
        return None
    slope = slope_of(body, v, ctx)
    if slope is None:
        return None
    weight = Term(t.coefficient, ((v, rat(k - 1)),) if k > 1 else (), ())
    out = [multiply(weight, s, ctx) for s in expand(slope, v, ctx)]
    if k > 1:
        low = Term(times(rat(k - 1), t.coefficient), ((v, rat(k - 2)),) if k > 2 else (), ())
        out.append(multiply(low, g, ctx))
    gaussian = Term(ONE, (), (gaussian_factor(v),))
    boundary = multiply(weight, g, ctx)  # v^(k-1) g exp(-v²/2) is integrable, so its limits at ±∞ are 0
    if not all(line_converges(multiply(s, gaussian, ctx), v, ctx) for s in (*out, boundary)):
        return None
    return out


def _even_choice(t: Term, v: Node, ctx: Context) -> Node:
    """∫ exp(-v²/2) g(v) dv with g(v) or g(-v), whichever has the smaller digest; 0 for an odd g."""
    mirrored = expand(substitute(body_of(t), {v: minus(v)}), v, ctx)
    here = Term(ONE, *t.key)
    if len(mirrored) == 1:
        other = mirrored[0]
        if other.key == t.key:
            if other.coefficient == rat(-1):
                return ZERO
        elif ordering(body_of(other), v) < ordering(body_of(here), v):
            return times(t.coefficient, other.coefficient, _canonical_gaussian(Term(ONE, *other.key), v, ctx))
    return times(t.coefficient, _canonical_gaussian(here, v, ctx))


def _canonical_gaussian(t: Term, v: Node, ctx: Context) -> Node:
    body = body_of(multiply(t, Term(ONE, (), (gaussian_factor(v),)), ctx))
    return bind("integral", v, body, NEG_INF, INF)


# ---------------------------------------------------------------- undefined densities


def _density(t: Term, v: Node, ctx: Context) -> Node:
    found = [(a, place) for a, _ in t.powers if (place := density_place(a, v, ctx)) is not None]
    if not found:
        return raw(t, v)
    leader, place = min(found, key=lambda pair: (pair[0].data[0], ordering(pair[0], v)))
    line = affine(place, v, ctx)
    if line is not None and place != v and nonzero(line[0], ctx) and real(line[0], ctx) and real(line[1], ctx):
        slope, start = line
        moved = substitute(body_of(t), {v: quotient(plus(v, minus(start)), slope)})
        terms = expand(moved, v, ctx)
        front = times(t.coefficient, raised(fn("abs", slope), rat(-1)))
        if all(line_converges(s, v, ctx) for s in terms):
            leaders = [a for s in terms for a, _ in s.powers if a.op == "app" and a.data[0] == leader.data[0]]
            if any(density_place(a, v, ctx) == v for a in leaders):
                return times(front, *[plus(*(_density(s, v, ctx) for s in terms))])
        return raw(t, v)
    by_parts = _score(t, v, ctx)
    if by_parts is not None:
        return by_parts
    f = ctx.function(leader.data[0])
    if len(t.powers) == 1 and t.powers[0][1] == ONE and not t.exponential and f is not None:
        if any(leader.data[1]):
            return ZERO  # the derivative of a density vanishes in the tails with it
        if len(leader.args) - f.given == 1 and place == v:
            return t.coefficient
    return raw(t, v)


def _score(t: Term, v: Node, ctx: Context) -> Node | None:
    """∫ p'(v) f(v) dv = -∫ p(v) f'(v) dv, if one derivative of a density stands there alone and f is smooth."""
    places = [(a, e) for a, e in t.powers if a.op == "app" and any(a.data[1]) and density_place(a, v, ctx) == v]
    if len(places) != 1 or places[0][1] != ONE or (len(t.powers) == 1 and not t.exponential):
        return None
    a = places[0][0]
    position = a.args.index(v)
    if a.data[1][position] < 1 or a.args.count(v) != 1:
        return None
    orders = tuple(n - (k == position) for k, n in enumerate(a.data[1]))
    lower = Node("app", a.args, (a.data[0], orders))
    rest = Term(ONE, tuple(pair for pair in t.powers if pair[0] != a), t.exponential)
    if any(b.op == "app" and b.data[0] == a.data[0] for b, _ in rest.powers):
        return None
    body = body_of(rest)
    if not smooth(body, v, ctx):
        return None
    slope = slope_of(body, v, ctx)
    if slope is None:
        return None
    p = Term(times(rat(-1), t.coefficient), ((lower, ONE),))
    terms = [multiply(p, s, ctx) for s in expand(slope, v, ctx)]
    boundary = multiply(Term(ONE, ((lower, ONE),)), rest, ctx)
    if not all(line_converges(s, v, ctx) for s in (*terms, boundary)):
        return None
    return plus(*(line_term(s, v, ctx) for s in terms))


def raw(t: Term, v: Node) -> Node:
    """The coefficient times the integral of the rest over the real line."""
    return times(t.coefficient, bind("integral", v, body_of(t), NEG_INF, INF))


def real_line(v: Node, ctx: Context) -> Context:
    """The context with v a real variable."""
    return ctx.extend(v.data, REAL)
