"""Whether an integral or an infinite sum converges absolutely, for all values of the symbols in their domains.

`converges` answers True with a proof, False with a proof that it diverges for some values in the domains at which
everything else is defined, None otherwise. The proofs: a Gaussian, a density or a negative exponential against
factors of polynomial growth; powers against their exponents at an endpoint and at infinity; bounded integrands on
bounded ranges; ratio and p-series for sums. Conditionally convergent integrals and sums are left as None.
"""

from __future__ import annotations

from dataclasses import replace

from checker.domains import REAL
from checker.exact import derivative
from checker.exact.context import Context, TooLarge
from checker.exact.continuity import continuous_inside
from checker.exact.expansion import affine, expand
from checker.exact.growth_classes import bounded_below, density_place, log_bounded, poly_bounded, smooth
from checker.exact.integrability import by_limits
from checker.exact.kinks import divisor_zero, kink_of, resolved
from checker.exact.series_convergence import index_inside, sum_term_converges
from checker.exact.signs import assume
from checker.exact.substitution import substituted
from checker.exact.terms import (
    Powers,
    Term,
    body_of,
    difference,
    minus,
    nonnegative,
    nonzero,
    plus,
    positive,
    positive_degree,
    product_of,
    real,
    real_part,
    same,
    times,
    whole,
    zero,
)
from checker.graph import INF, NEG_INF, ONE, ZERO, I, Node, bind, open_binder, postorder, rat, rel, substitute


def inside(variable: Node, lower: Node, upper: Node, ctx: Context) -> Context:
    """The context in which the variable lies strictly between the ends (lower ≤ upper where they are finite)."""
    conditions = []
    if lower != NEG_INF:
        conditions.append(rel(lower, "<", variable))
    if upper != INF:
        conditions.append(rel(variable, "<", upper))
    low = lower.value if lower.op == "rat" else None
    high = upper.value if upper.op == "rat" else None
    if low is not None and high is not None and low >= high:
        low = high = None
    domain = type(REAL)("real", low, high, low is not None, high is not None)
    return ctx.extend(variable.data, domain, *conditions)


def ordered(lower: Node, upper: Node, ctx: Context) -> bool:
    """lower ≤ upper is known."""
    if lower == NEG_INF or upper == INF:
        return lower != INF and upper != NEG_INF
    if INF in (lower, upper) or NEG_INF in (lower, upper):
        return False
    return nonnegative(difference(upper, lower), ctx)


def converges(node: Node, ctx: Context) -> bool | None:
    """True: absolutely convergent for all values in the domains. False: divergent. None: not known."""
    try:
        if node.op == "integral":
            return _integral_converges(node, ctx)
        if node.op == "sum":
            return _sum_converges(node, ctx)
    except TooLarge:
        return None
    return None


def _integral_converges(node: Node, ctx: Context) -> bool | None:
    body, v = open_binder(node)
    lower, upper = node.args[1], node.args[2]
    if lower == upper:
        return True
    body = differentiated(body, ctx.extend(v.data, REAL))
    finite = not {INF, NEG_INF} & {lower, upper} and real(lower, ctx) and real(upper, ctx)
    if finite and smooth(body, v, ctx.extend(v.data, REAL)):
        return True
    if not ordered(lower, upper, ctx):
        if ordered(upper, lower, ctx):
            lower, upper = upper, lower
        elif finite and node not in ctx.asked:
            ways = (assume(ctx, rel(lower, "<=", upper)), assume(ctx, rel(upper, "<=", lower)))
            return all(converges(node, replace(c, asked={*ctx.asked, node})) for c in ways) or None
        else:
            return None
    if finite and continuous_inside(body, v, ctx.extend(v.data, REAL, rel(lower, "<=", v), rel(v, "<=", upper))):
        return True  # on a closed range
    within = inside(v, lower, upper, ctx)
    kink = kink_of(body, v, lower, upper, within)
    if kink is not None:
        halves = [converges(bind("integral", v, body, *ends), ctx) for ends in ((lower, kink), (kink, upper))]
        return False if False in halves else all(halves) or None
    body = resolved(body, within)
    terms = expand(body, v, within)
    if all(term_converges(t, v, lower, upper, within) for t in terms):
        return True
    changed = substituted(body, v, lower, upper, ctx)
    if changed is not None and converges(changed, ctx):
        return True
    if len(terms) == 1 and _diverges(terms[0], v, lower, upper, within):
        return False
    place = divisor_zero(body, v, lower, upper, within)
    if place is not None:
        ends = ((lower, place), (place, upper))
        return all(converges(bind("integral", v, body, *pair), ctx) for pair in ends) or None
    return by_limits(body, v, lower, upper, within) or None


def differentiated(body: Node, ctx: Context) -> Node:
    """The body with derivatives that there are rules for carried out."""
    found = {n: new for n in postorder(body) if n.op == "diff" and (new := derivative.reduce_diff(n, ctx)) != n}
    return substitute(body, found) if found else body


def _diverges(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> bool:
    """c·v^e with c ≠ 0 over a range that reaches 0 with e ≤ -1, or infinity with e ≥ -1."""
    if t.exponential or not nonzero(t.coefficient, ctx) or any(a != v for a, _ in t.powers):
        return False
    e = t.powers[0][1] if t.powers else ZERO
    at_infinity = (lower == NEG_INF or upper == INF) and nonnegative(plus(e, ONE), ctx)
    reaches = (lower == NEG_INF or nonnegative(minus(lower), ctx)) and (upper == INF or nonnegative(upper, ctx))
    distinct = lower == NEG_INF or upper == INF or nonzero(difference(upper, lower), ctx)
    at_zero = reaches and distinct and nonnegative(plus(rat(-1), minus(e)), ctx)
    return at_infinity or at_zero


def term_converges(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> bool:
    """Whether the integral of the term from lower to upper (in order) is proved to converge absolutely.

    `ctx` knows that v lies between them.
    """
    if lower == NEG_INF and upper == INF:
        return line_converges(t, v, ctx)
    if lower == NEG_INF:
        return _half_line(t, v, upper, -1, ctx)
    if upper == INF:
        return _half_line(t, v, lower, 1, ctx)
    return _bounded_range(t, v, lower, upper, ctx)


# ---------------------------------------------------------------- the whole line


def line_converges(t: Term, v: Node, ctx: Context, *, tempered: bool = False) -> bool:
    """Absolutely integrable over the real line: Gaussian decay against polynomial growth, or a fast enough power.

    With `tempered`, times any polynomial: a power does not do.
    """
    decay = _exponential_decay(t.exponential, v, ctx)
    if decay is None:
        return False
    rest = _cancel_quotients(Term(ONE, t.powers), v, ctx)
    weights: dict[tuple[Node, ...], list[Node]] = {}
    derivatives: set[tuple[Node, ...]] = set()
    for a, e in rest:
        place = density_place(a, v, ctx)
        if place is not None:
            line = affine(place, v, ctx)
            if line is None or not (nonzero(line[0], ctx) and real(line[0], ctx) and real(line[1], ctx)):
                return False
            key = (Node("app", a.args, (a.data[0], (0,) * len(a.args))),)
            weights.setdefault(key, []).append(e)
            if any(a.data[1]):
                n = whole(e)
                if n is None or n < 0:
                    return False
                derivatives.add(key)
            continue
        if not _factor_bounded(a, e, v, ctx):
            # a positive factor with a polynomial bound on its logarithm is beaten by no Gaussian
            return False
    decaying = decay == "decays"
    for total in weights.values():
        w = plus(*total)
        if positive(w, ctx):
            decaying = True
        elif not nonnegative(w, ctx):
            return False
    return decaying or (not tempered and decay == "flat" and not weights and _algebraic_decay(rest, v, ctx))


def _factor_bounded(a: Node, e: Node, v: Node, ctx: Context) -> bool:
    if not real(e, ctx):
        return False
    if nonnegative(e, ctx):
        return poly_bounded(a, v, ctx)
    return nonnegative(minus(e), ctx) and bounded_below(a, v, ctx)


def _exponential_decay(parts: tuple[tuple[Node, Powers], ...], v: Node, ctx: Context) -> str | None:
    """Of exp(Σ …) on the whole line: "decays" like a Gaussian or faster, "flat" (bounded), "exponential" growth at
    most, or None (unknown)."""
    degrees: dict[int, Node] = {}
    for c, p in parts:
        k = positive_degree(p, v)
        if k is None:
            term = times(c, product_of(p))
            if not (real(term, ctx) and nonnegative(minus(term), ctx)) and not _bounded_exponent(c, p, v, ctx):
                return None
        else:
            degrees[k] = c
    if degrees and max(degrees) % 2 == 0 and positive(minus(degrees[max(degrees)]), ctx):
        return "decays"  # whatever is below, real or not
    imaginary = [k for k, c in degrees.items() if not real(c, ctx)]
    if any(not real(times(I, degrees[k]), ctx) for k in imaginary):
        return None
    degrees = {k: c for k, c in degrees.items() if k not in imaginary}
    if not degrees:
        return "flat"
    top = max(degrees)
    if top % 2 == 0 and positive(minus(degrees[top]), ctx):
        return "decays"
    if top == 2 and nonnegative(minus(degrees[2]), ctx) and 1 not in degrees:
        return "flat"
    return "exponential" if top == 1 else None


def _bounded_exponent(c: Node, p: Powers, v: Node, ctx: Context) -> bool:
    """Real bounded functions in the exponent, or a real multiple of i."""
    if all(a.op == "fn" and a.data in ("sin", "cos", "tanh", "erf", "atan", "sigmoid") for a, _ in p):
        return all(real(a.args[0], ctx) and (whole(e) or 0) > 0 for a, e in p)
    return real(times(I, c, product_of(p)), ctx)


def _cancel_quotients(t: Term, v: Node, ctx: Context) -> Powers:
    """Factors left over after dropping bounded quotients: a/(a + b) ≤ 1 for positive a, b; p'/p is tempered."""
    powers = dict(t.powers)
    for a, e in t.powers:
        n = whole(e)
        if a.op != "add" or n is None or n >= 0:
            continue
        addends = expand(a, v, ctx)
        if not all(log_bounded(body_of(x), v, ctx) and positive(x.coefficient, ctx) for x in addends):
            continue
        left = -n
        for x in addends:
            if x.exponential:
                continue
            while left and x.powers and all(_at_least(powers.get(b, ZERO), k, ctx) for b, k in x.powers):
                for b, k in x.powers:
                    powers[b] = difference(powers[b], k)
                left -= 1
        powers[a] = rat(-left)
    return tuple((a, e) for a, e in powers.items() if e != ZERO)


def _at_least(have: Node, want: Node, ctx: Context) -> bool:
    return positive(want, ctx) and nonnegative(difference(have, want), ctx)


def _algebraic_decay(rest: Powers, v: Node, ctx: Context) -> bool:
    """Bounded factors times negative powers of polynomials that are bounded below: total degree below -1."""
    total = ZERO
    for a, e in rest:
        if a == v:
            total = plus(total, e)
            continue
        terms = expand(a, v, ctx)
        degrees = [positive_degree(t.powers, v) if t.powers else 0 for t in terms if not t.exponential]
        if len(degrees) == len(terms) and all(d is not None for d in degrees):
            top = max(d for d in degrees if d is not None)
            lead = next(t.coefficient for t, d in zip(terms, degrees, strict=True) if d == top)
            if not nonzero(lead, ctx):
                return False
            total = plus(total, times(rat(top), e))
        elif not (a.op == "fn" and a.data in ("sin", "cos", "tanh", "erf", "atan", "sigmoid") and nonnegative(e, ctx)):
            return False
    return positive(minus(plus(total, ONE)), ctx)


# ---------------------------------------------------------------- half lines and bounded ranges


def _half_line(t: Term, v: Node, end: Node, way: int, ctx: Context) -> bool:
    """From `end` towards way·∞."""
    if not real(end, ctx):
        return False
    total_decay = _half_line_exponential(t.exponential, v, way, ctx)
    if total_decay is None:
        return False
    at_end, rest = _endpoint_powers(t.powers, v, end, way, ctx)
    if at_end is None:
        return False
    local = all(_factor_bounded(a, e, v, ctx) or _log_at_end(a, e, v, end, way, ctx) for a, e in rest)
    if not local or not positive(plus(at_end, ONE), ctx):
        whole_line = line_converges(t, v, ctx)
        return whole_line
    if total_decay == "decays":
        return True
    if total_decay == "flat":
        if _algebraic_decay(t.powers, v, ctx) and not any(a.op == "fn" and a.data == "log" for a, _ in t.powers):
            return True
        return line_converges(t, v, ctx)
    return False


def _half_line_exponential(parts: tuple[tuple[Node, Powers], ...], v: Node, way: int, ctx: Context) -> str | None:
    best: tuple[Node, Node] | None = None
    flat = True
    for c, p in parts:
        term = times(c, product_of(p))
        if real(times(I, term), ctx):
            continue
        size = real_part(c, ctx)
        if len(p) != 1 or p[0][0] != v or not positive(p[0][1], ctx) or size is None:
            if real(term, ctx) and nonnegative(minus(term), ctx):
                continue
            return None
        c = size
        k = p[0][1]
        if way < 0 and whole(k) is None:
            return None
        sign = -1 if way < 0 and (whole(k) or 0) % 2 else 1
        flat = False
        if best is None or positive(difference(k, best[1]), ctx):
            best = (times(rat(sign), c), k)
        elif not positive(difference(best[1], k), ctx):
            return None
    if best is None:
        return "flat" if flat else None
    if positive(minus(best[0]), ctx):
        return "decays"
    return "flat" if len(parts) == 1 and nonnegative(minus(best[0]), ctx) else None


def _endpoint_powers(powers: Powers, v: Node, end: Node, way: int, ctx: Context) -> tuple[Node | None, Powers]:
    """The total exponent of factors that vanish at the end and nowhere else in the range, and the other factors.

    None where an exponent is not known to be real.
    """
    total, rest = ZERO, []
    for a, e in powers:
        line = affine(a, v, ctx) if a == v or a.op == "add" else None
        if line is not None and nonzero(line[0], ctx) and zero(plus(times(line[0], end), line[1]), ctx):
            if not real(e, ctx):
                return None, powers
            if nonnegative(e, ctx):
                rest.append((a, e))  # tempered, and of no help at the end
            else:
                total = plus(total, e)
        else:
            rest.append((a, e))
    return total, tuple(rest)


def _log_at_end(a: Node, e: Node, v: Node, end: Node, way: int, ctx: Context) -> bool:
    """A whole power of the logarithm of an affine function that vanishes at the end: weaker than any power."""
    n = whole(e)
    if a.op != "fn" or a.data != "log" or n is None or n < 0:
        return False
    line = affine(a.args[0], v, ctx)
    if line is None or not positive(times(rat(way), line[0]), ctx):
        return False
    return nonnegative(plus(times(line[0], end), line[1]), ctx)


def _bounded_range(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> bool:
    if not (real(lower, ctx) and real(upper, ctx)):
        return False
    for c, p in t.exponential:
        if not poly_bounded(product_of(p), v, ctx) and not (
            real(times(c, product_of(p)), ctx) and nonnegative(minus(times(c, product_of(p))), ctx)
        ):
            return False
    low, rest = _endpoint_powers(t.powers, v, lower, 1, ctx)
    if low is None:
        return False
    high, rest = _endpoint_powers(rest, v, upper, -1, ctx)
    if high is None or not positive(plus(low, ONE), ctx) or not positive(plus(high, ONE), ctx):
        return False
    if same(lower, upper, ctx):
        return True
    return all(
        _factor_bounded(a, e, v, ctx)
        or _log_at_end(a, e, v, lower, 1, ctx)
        or _log_at_end(a, e, v, upper, -1, ctx)
        or _affine_away(a, e, v, lower, upper, ctx)
        for a, e in rest
    )


def _affine_away(a: Node, e: Node, v: Node, lower: Node, upper: Node, ctx: Context) -> bool:
    """A real power, or the logarithm, of an affine function that is not 0 on the closed range."""
    inner = a
    if a.op == "fn" and a.data == "log" and nonnegative(e, ctx):
        inner = a.args[0]
    line = affine(inner, v, ctx)
    if line is None or not real(e, ctx):
        return False
    ends = [plus(times(line[0], end), line[1]) for end in (lower, upper)]
    return all(positive(x, ctx) for x in ends) or all(positive(minus(x), ctx) for x in ends)


# ---------------------------------------------------------------- infinite sums


def _sum_converges(node: Node, ctx: Context) -> bool | None:
    body, k = open_binder(node)
    first, last = node.args[1], node.args[2]
    if last != INF:
        return True if first != NEG_INF else None
    if first == NEG_INF:
        return None
    within = index_inside(k, first, INF, ctx)
    terms = expand(body, k, within)
    if all(sum_term_converges(t, k, first, within) for t in terms):
        return True
    if first.op == "rat" and first != ZERO:  # q^(k-1) from k = 1 is q^k from 0
        from_zero = index_inside(k, ZERO, INF, ctx)
        moved = expand(substitute(body, {k: plus(k, first)}), k, from_zero)
        if all(sum_term_converges(t, k, ZERO, from_zero) for t in moved):
            return True
    if len(terms) == 1 and not terms[0].exponential and nonzero(terms[0].coefficient, ctx):
        powers = terms[0].powers
        if not powers:
            return False
        if len(powers) == 1 and powers[0][0] == k and nonnegative(plus(powers[0][1], ONE), ctx):
            return False
    return None
