"""Signs of polynomials in real unknowns: what is left when the signs of the terms do not settle a sum.

Proves by, in order: intervals of the monomials; exact roots when there is one unknown; factors (FLINT); completing the
square in an unknown of degree two, which is LDL' for quadratic forms; combinations of the conditions, of the unknowns'
bounds and of their products (`linear`). Strict and non-strict are kept apart throughout. Finds no certificate that
needs sums of squares beyond these.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from flint import fmpz_mpoly_ctx

from checker.exact import binomial_squares, ranges, univariate
from checker.exact.context import Context, TooLarge
from checker.exact.linear import Premise, entails
from checker.exact.polyform import CONSTANT, Monomial, Poly, atom, atoms, plus, polynomial, raised, times, to_node
from checker.exact.ranges import Interval
from checker.exact.signs import (
    ANY,
    NEG,
    NONE,
    NONNEG,
    NONPOS,
    NONREAL,
    POS,
    REAL,
    ZERO_,
    Sign,
    add_signs,
    bounds,
    conditions,
    is_integer,
    is_nonnegative,
    is_real,
    multiply_signs,
    sign,
    sign_of,
)
from checker.graph import Node, fn, mul, power, rat, sub

#: polynomials with more terms or of higher degree are not factored
FACTOR_TERMS, FACTOR_DEGREE, FACTOR_UNKNOWNS = 60, 16, 20
#: how often completing the square may nest
SQUARES_DEPTH = 6
#: unknowns up to which a sum of squares is looked at further, for it may not vanish
SQUARED_UNKNOWNS = 4
#: unknowns tried in turn at the first levels; below that, in as many: every order of them gives one form
FREE_LEVELS, ORDERS = 2, 2
#: premises multiplied with one another
PRODUCTS = 14


def sum_sign(node: Node, ctx: Context) -> Sign:
    """A superset of the signs of a node known to be real, from its expanded form; ANY if there is none."""
    try:
        p = unified(polynomial(node), ctx)
        if p == atom(node):  # an unknown itself: only the conditions can say more
            return linear_sign(p, ctx) if conditions(ctx) else ANY
        return poly_sign(p, ctx)
    except TooLarge:
        return ANY


def poly_sign(p: Poly, ctx: Context, depth: int = 0, factored: bool = False) -> Sign:
    """The same of a polynomial; NONREAL if its unknowns are not known to be real."""
    if not p:
        return ZERO_
    if len(p) == 1:
        ((m, c),) = p.items()
        return multiply_signs(monomial_sign(m, ctx), POS if c > 0 else NEG)
    if any(e < 0 and n.op == "add" for m in p for n, e in m):
        top, bottom = numerator(p)
        if top != p:
            return multiply_signs(poly_sign(top, ctx, depth + 1), monomial_sign(bottom, ctx))
    unknowns = atoms(p)
    alone = REAL
    if len(unknowns) == 1 and is_real(unknowns[0], ctx):
        alone = _univariate(p, unknowns[0], ctx)
        if alone not in (REAL, NONNEG, NONPOS):
            return alone
    content, p = strip_monomial(p)
    outer = monomial_sign(content, ctx)
    unknowns = atoms(p)
    if any(not is_real(a, ctx) for a in unknowns):
        inner = ANY
        if not ctx.where and not ctx.facts:
            return multiply_signs(outer, inner)
    else:
        inner = _real_sign(p, unknowns, ctx, depth, factored)
    if inner in (REAL, NONNEG, NONPOS, ANY):
        inner = _narrow(inner, linear_sign(p, ctx))
    found = multiply_signs(outer, inner)
    return found if alone == REAL else _narrow(alone, found)


def _narrow(a: Sign, b: Sign) -> Sign:
    return (a & b) or a


def _real_sign(p: Poly, unknowns: tuple[Node, ...], ctx: Context, depth: int, factored: bool) -> Sign:
    found = _narrow(REAL, sign_of(interval_of(p, ctx)))
    if found not in (REAL, NONNEG, NONPOS):
        return found
    terms = _term_signs(p, ctx)
    found = _narrow(found, terms)
    if len(unknowns) == 1:
        return _narrow(found, _univariate(p, unknowns[0], ctx))
    if found not in (REAL, NONNEG, NONPOS):
        return found
    found = _narrow(found, _squares(p))
    if found not in (REAL, NONPOS) and (found != NONNEG or len(unknowns) > SQUARED_UNKNOWNS):
        return found
    if not factored:
        product = _factors(p, unknowns, ctx, depth)
        if product is not None:
            return _narrow(found, product)
    if depth < SQUARES_DEPTH:
        tried = 0
        for x in unknowns:
            if depth >= FREE_LEVELS and tried == ORDERS:
                break
            if _completes(p, x):
                tried += 1
                found = _narrow(found, _quadratic(p, x, ctx, depth))
                if found not in (REAL, NONNEG, NONPOS):
                    return found
    return found


def _completes(p: Poly, x: Node) -> bool:
    """Whether p is a quadratic in x or in a power of x."""
    return len({dict(m).get(x, 0) for m in p} - {0}) in (1, 2) and max(dict(m).get(x, 0) for m in p) > 1


def _squares(p: Poly) -> Sign:
    for way, weak, strict in ((1, NONNEG, POS), (-1, NONPOS, NEG)):
        found = binomial_squares.positive_remainder({m: way * c for m, c in p.items()})
        if found is not None:
            return strict if found else weak
    return REAL


def _term_signs(p: Poly, ctx: Context) -> Sign:
    out = ZERO_
    for m, c in p.items():
        out = add_signs(out, multiply_signs(monomial_sign(m, ctx), POS if c > 0 else NEG))
    return out


def monomial_sign(m: Monomial, ctx: Context) -> Sign:
    out = POS
    for n, e in m:
        out = multiply_signs(out, sign(n if e == 1 else power(n, e), ctx))
    return out


def interval_of(p: Poly, ctx: Context) -> Interval:
    """A rational interval around a polynomial in real unknowns."""
    total = ranges.point(Fraction(0))
    for m, c in p.items():
        product = ranges.point(c)
        for n, e in m:
            product = ranges.times(product, bounds(n if e == 1 else power(n, e), ctx))
        total = ranges.plus(total, product)
    return total


def strip_monomial(p: Poly) -> tuple[Monomial, Poly]:
    """p = monomial · rest, the rest without negative exponents and without a common unknown."""
    low: dict[Node, int] = {}
    for n in {n for m in p for n, _ in m}:
        low[n] = min(dict(m).get(n, 0) for m in p)
    low = {n: e for n, e in low.items() if e}
    if not low:
        return CONSTANT, p
    content = tuple(sorted(low.items(), key=lambda pair: pair[0].digest))
    rest: Poly = {}
    for m, c in p.items():
        powers = dict(m)
        for n, e in low.items():
            powers[n] = powers.get(n, 0) - e
        rest[tuple(sorted(((n, e) for n, e in powers.items() if e), key=lambda pair: pair[0].digest))] = c
    return content, rest


def numerator(p: Poly) -> tuple[Poly, Monomial]:
    """p = numerator / monomial: sums that stand in denominators are multiplied out."""
    deepest: dict[Node, int] = {}
    for m in p:
        for n, e in m:
            if e < 0:
                deepest[n] = max(deepest.get(n, 0), -e)
    bottom = tuple(sorted(deepest.items(), key=lambda pair: pair[0].digest))
    if not bottom:
        return p, CONSTANT
    out: Poly = {}
    for m, c in p.items():
        term: Poly = {CONSTANT: c}
        powers = dict(m)
        for n, e in bottom:
            powers[n] = powers.get(n, 0) + e
        for n, e in powers.items():
            if e:
                term = times(term, raised(polynomial(n) if n.op == "add" else atom(n), e))
        out = plus(out, term)
    return out, bottom


# ---------------------------------------------------------------- one unknown


def coefficients_of(p: Poly, x: Node) -> list[Poly] | None:
    """Coefficients by powers of x, lowest first; None if an exponent is negative or large."""
    out: dict[int, Poly] = {}
    for m, c in p.items():
        e = dict(m).get(x, 0)
        if not 0 <= e <= univariate.DEGREE_LIMIT:
            return None
        rest = tuple((n, k) for n, k in m if n != x)
        out.setdefault(e, {})[rest] = c
    return [out.get(k, {}) for k in range(max(out, default=0) + 1)]


def _univariate(p: Poly, x: Node, ctx: Context) -> Sign:
    parts = coefficients_of(p, x)
    if parts is None:
        return REAL
    found = univariate.signs_on([c.get(CONSTANT, Fraction(0)) for c in parts], bounds(x, ctx), is_integer(x, ctx))
    if found is None:
        return REAL
    out = (NEG if found.negative else NONE) | (ZERO_ if found.zero else NONE) | (POS if found.positive else NONE)
    return out


# ---------------------------------------------------------------- several unknowns


def _factors(p: Poly, unknowns: tuple[Node, ...], ctx: Context, depth: int) -> Sign | None:
    """The sign as the product of the factors' signs; None if there is but one factor."""
    split = factor(p)
    if split is None:
        return None
    constant, parts = split
    if len(parts) == 1 and parts[0][1] == 1:
        return None
    out = POS if constant > 0 else NEG
    for q, e in parts:
        s = poly_sign(q, ctx, depth + 1, True)
        if e % 2 == 0:
            s = (ZERO_ if s & ZERO_ else NONE) | (POS if s & (NEG | POS) else NONE)
        out = multiply_signs(out, s)
    return out


def factor(p: Poly) -> tuple[Fraction, list[tuple[Poly, int]]] | None:
    """p = constant · Π factor^exponent over the rationals; None if p is too large or has negative exponents."""
    unknowns = atoms(p)
    if not unknowns or len(p) > FACTOR_TERMS or len(unknowns) > FACTOR_UNKNOWNS:
        return None
    if any(e < 0 for m in p for _, e in m) or max(sum(e for _, e in m) for m in p) > FACTOR_DEGREE:
        return None
    d = lcm(*(c.denominator for c in p.values()))
    if max(abs(int(c * d)) for c in p.values()).bit_length() > 400:
        return None
    ring = fmpz_mpoly_ctx.get(tuple(f"x{k}" for k in range(len(unknowns))), "lex")
    index = {n: k for k, n in enumerate(unknowns)}
    data: dict[tuple[int, ...], int] = {}
    for m, c in p.items():
        row = [0] * len(unknowns)
        for n, e in m:
            row[index[n]] = e
        data[tuple(row)] = int(c * d)
    try:
        constant, parts = ring.from_dict(data).factor()
    except OverflowError:  # python-flint sorts the factors by numbers that must fit a machine word
        return None
    out = []
    for q, e in parts:
        poly: Poly = {}
        for exponents, value in q.to_dict().items():
            m = tuple((n, int(k)) for n, k in zip(unknowns, exponents, strict=True) if k)
            poly[m] = Fraction(int(value))
        out.append((poly, int(e)))
    return Fraction(int(constant), d), out


def _quadratic(p: Poly, x: Node, ctx: Context, depth: int) -> Sign:
    """a x² + b x + c (or in a power of x): of one sign when a is and the discriminant does not change sign."""
    parts = coefficients_of(p, x)
    if parts is None:
        return REAL
    step = 0
    for k, c in enumerate(parts):
        if c:
            step = gcd(step, k)
    if step == 0 or (len(parts) - 1) // step != 2:
        return REAL
    a, b, c = parts[2 * step], parts[step], parts[0]
    a_sign = poly_sign(a, ctx, depth + 1)
    if a_sign & NONREAL or (a_sign & POS and a_sign & NEG):
        return REAL
    gap = plus(times(a, c), times(b, b), Fraction(-1, 4))  # a p = (a x + b/2)² + (ac - b²/4)
    gap_sign = poly_sign(gap, ctx, depth + 1)
    if gap_sign & (NEG | NONREAL):
        return REAL
    if a_sign & ZERO_:  # where a is 0, so is b (ac ≥ b²/4), and c is left
        c_sign = poly_sign(c, ctx, depth + 1)
        side = NONNEG if a_sign & POS else NONPOS
        return (side | c_sign) & REAL if not c_sign & NONREAL else REAL
    side = POS if a_sign == POS else NEG
    return side | (ZERO_ if gap_sign & ZERO_ else NONE)


# ---------------------------------------------------------------- linear combinations of what is known


def linear_sign(p: Poly, ctx: Context) -> Sign:
    """Signs that combinations of the premises leave open; ANY if none is excluded."""
    known = premises(p, ctx)
    if known is None:
        return ANY
    minus = {m: -c for m, c in p.items()}
    if entails(known, p, False):
        return POS if entails(known, p, True) else (ZERO_ if entails(known, minus, False) else NONNEG)
    if entails(known, minus, False):
        return NEG if entails(known, minus, True) else NONPOS
    return ANY


def premises(p: Poly, ctx: Context) -> list[Premise] | None:
    """What is known of the monomials of p: conditions, bounds of unknowns, signs of monomials, products of these.

    None if there are neither conditions nor products, where intervals have said all.
    """
    relations = _condition_premises(ctx)
    degree = max(sum(abs(e) for _, e in m) for m in p)
    if not relations and degree < 2:
        return None
    related = _related(p, relations)
    unknowns = {n for q in [p, *(r.poly for r in related)] for m in q for n, _ in m}
    bounded = [b for n in sorted(unknowns, key=lambda n: n.digest) for b in _bound_premises(n, ctx)]
    if not related and not any(CONSTANT in b.poly for b in bounded):
        return None
    basic = related + bounded
    found = list(basic)
    wanted = set(p)
    for r in related:
        wanted |= set(r.poly)
    if degree >= 2:
        factors = [b for b in basic if not b.zero][:PRODUCTS]
        for k, a in enumerate(factors):
            for b in factors[: k + 1]:
                try:
                    q = times(a.poly, b.poly)
                except TooLarge:
                    continue
                if sum(1 for m in q if m and m not in wanted) <= 1:
                    found.append(Premise(q, a.strict and b.strict))
        for z in related:
            if z.zero:
                for n in sorted(unknowns, key=lambda n: n.digest):
                    found.append(Premise(times(z.poly, atom(n)), zero=True))
    monomials = sorted({m for q in found for m in q.poly} | wanted, key=lambda m: tuple((n.digest, e) for n, e in m))
    for m in monomials:
        if m:
            s = monomial_sign(m, ctx)
            if not s & ~NONNEG:
                found.append(Premise({m: Fraction(1)}, s == POS))
            elif not s & ~NONPOS:
                found.append(Premise({m: Fraction(-1)}, s == NEG))
    return found


def _condition_premises(ctx: Context) -> list[Premise]:
    key = ("premises",)
    if key not in ctx.memo:
        ctx.memo[key] = []
        out: list[Premise] = []
        for left, relation, right in conditions(ctx):
            if relation == "!=" or (left.op not in SCALAR_OPS or right.op not in SCALAR_OPS):
                continue
            if relation in ("<", "<="):
                left, right = right, left
            try:
                q = unified(polynomial(sub(left, right)), ctx)
            except TooLarge:
                continue
            if not q or len(q) > 40:
                continue
            strict = relation in ("<", ">")
            whole = all(c.denominator == 1 and all(e > 0 and is_integer(n, ctx) for n, e in m) for m, c in q.items())
            if strict and whole:
                q, strict = plus(q, {CONSTANT: Fraction(-1)}), False
            out.append(Premise(q, strict, relation == "="))
        ctx.memo[key] = out
    return ctx.memo[key]  # type: ignore[return-value]


#: conditions between these are relations of numbers
SCALAR_OPS = frozenset(
    "rat const sym add mul pow fn app piecewise integral sum product diff limit elem det trace norm".split()
)


def _related(p: Poly, relations: list[Premise]) -> list[Premise]:
    """The premises that share unknowns with p, at once or through others."""
    seen = {n for m in p for n, _ in m}
    left, out = list(relations), []
    changed = True
    while changed:
        changed = False
        for r in list(left):
            own = {n for m in r.poly for n, _ in m}
            if own & seen or not own:
                left.remove(r)
                out.append(r)
                seen |= own
                changed = True
    return out[:24]


def _bound_premises(n: Node, ctx: Context) -> Iterable[Premise]:
    if not is_real(n, ctx):
        return
    b = bounds(n, ctx)
    if b.lower is not None and max(abs(b.lower.numerator), b.lower.denominator).bit_length() < 64:
        yield Premise(plus(atom(n), {CONSTANT: -b.lower} if b.lower else {}), b.lower_open)
    if b.upper is not None and max(abs(b.upper.numerator), b.upper.denominator).bit_length() < 64:
        yield Premise(plus({CONSTANT: b.upper} if b.upper else {}, atom(n), Fraction(-1)), b.upper_open)


# ---------------------------------------------------------------- fewer unknowns


def unified(p: Poly, ctx: Context) -> Poly:
    """The same function with fewer atoms: x as a power of its root, exponentials of multiples as powers of one."""
    p = _unify_exponentials(_split_roots(p, ctx))
    roots: dict[Node, int] = {}
    for n in atoms(p):
        if n.op == "pow" and n.args[1].op == "rat" and n.args[1].value.numerator == 1 and n.args[1].value > 0:
            q = n.args[1].value.denominator
            roots[n.args[0]] = lcm(roots.get(n.args[0], 1), q)
    here = set(atoms(p))
    for base, q in roots.items():
        others = [n for n in here if n.op == "pow" and n.args[0] == base and n.args[1].op == "rat"]
        if base in here or len(others) > 1:
            root = power(base, rat(1, q))
            exponents = {
                base: q,
                **{n: int(n.args[1].value * q) for n in others if q % n.args[1].value.denominator == 0},
            }
            p = _rename(p, {n: (root, e) for n, e in exponents.items()})
    return p


def _split_roots(p: Poly, ctx: Context) -> Poly:
    """The root of a product of nonnegative factors as the product of their roots."""
    split: dict[Node, Poly] = {}
    for n in atoms(p):
        if n.op == "pow" and n.args[1].op == "rat" and n.args[1].value.numerator == 1 and n.args[0].op == "mul":
            q = polynomial(n.args[0])
            if len(q) == 1:
                ((m, c),) = q.items()
                if c > 0 and all(is_nonnegative(a, ctx) for a, _ in m):
                    roots = [power(rat(c), n.args[1]), *(power(power(a, n.args[1]), e) for a, e in m)]
                    split[n] = polynomial(mul(*roots))
    if not split:
        return p
    out: Poly = {}
    for m, c in p.items():
        term: Poly = {CONSTANT: c}
        for n, e in m:
            term = times(term, raised(split.get(n, atom(n)), e))
        out = plus(out, term)
    return out


def _rename(p: Poly, table: dict[Node, tuple[Node, int]]) -> Poly:
    """Atoms as powers of other atoms, without reducing roots again."""
    out: Poly = {}
    for m, c in p.items():
        powers: dict[Node, int] = {}
        for n, e in m:
            new, k = table.get(n, (n, 1))
            powers[new] = powers.get(new, 0) + e * k
        key = tuple(sorted(((n, e) for n, e in powers.items() if e), key=lambda pair: pair[0].digest))
        value = out.get(key, Fraction(0)) + c
        if value:
            out[key] = value
        else:
            out.pop(key, None)
    return out


def _unify_exponentials(p: Poly) -> Poly:
    """exp(Σ c m) as Π exp(m/d)^(c d) with one d a monomial: an identity for all complex values."""
    exponents: dict[Node, Poly] = {}
    for n in atoms(p):
        if n.op == "fn" and n.data == "exp":
            exponents[n] = polynomial(n.args[0])
    if len(exponents) < 2:
        return p
    denominators: dict[Monomial, int] = {}
    for q in exponents.values():
        for m, c in q.items():
            denominators[m] = lcm(denominators.get(m, 1), c.denominator)
    if max(denominators.values(), default=1) > 60 or any(abs(c) > 60 for q in exponents.values() for c in q.values()):
        return p
    out: Poly = {}
    for m, c in p.items():
        term: Poly = {CONSTANT: c}
        for n, e in m:
            if n in exponents:
                for k, d in exponents[n].items():
                    base = fn("exp", mul(rat(1, denominators[k]), to_node({k: Fraction(1)})))
                    if denominators[k] == 1:
                        base = fn("exp", to_node({k: Fraction(1)}))
                    term = times(term, raised(atom(base), int(d * denominators[k]) * e))
            else:
                term = times(term, raised(atom(n), e))
        out = plus(out, term)
    return out
