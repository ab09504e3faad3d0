"""Expansion of a body into a sum of terms by one variable.

Every rewriting here is an identity wherever the body is defined, given what `signs` proves of the factors: products
and whole powers are multiplied out, quotients of single terms become powers, logarithms of positive products become
sums, exponentials of sums become products. What it can't split stays as one opaque atom. It integrates and sums
nothing, and does not decide whether two terms are equal beyond equal normal forms.
"""

from __future__ import annotations

from fractions import Fraction

from checker.exact.context import Context, TooLarge
from checker.exact.terms import (
    Powers,
    Term,
    body_of,
    canon,
    coefficients,
    collect,
    depends,
    integer,
    merge_exponential,
    merge_powers,
    minus,
    multiply,
    nonnegative,
    nonzero,
    plus,
    positive,
    product_of,
    raised,
    real,
    rebuild_sum,
    times,
    whole,
)
from checker.graph import ONE, ZERO, Node, fn, rat, rebuild, substitute

#: more terms than this are not made: the expansion gives up (TooLarge)
MAX_TERMS = 300


#: whole powers of sums up to this are multiplied out
MAX_POWER = 12


def polynomial(node: Node, variable: Node, ctx: Context) -> list[Node] | None:
    """Coefficients of the expression as a polynomial of the variable, lowest first; None if it is none."""
    return coefficients(expand(node, variable, ctx), variable)


def affine(node: Node, variable: Node, ctx: Context) -> tuple[Node, Node] | None:
    """(a, b) with node = a·variable + b."""
    if node == variable:
        return ONE, ZERO
    c = polynomial(node, variable, ctx)
    if c is None or len(c) > 2:
        return None
    return (c[1], c[0]) if len(c) == 2 else (ZERO, c[0])


def expand(node: Node, variable: Node, ctx: Context) -> list[Term]:
    """The expression as a sum of terms by the variable, like terms collected.

    An identity wherever the expression is defined and no atom is 0 (a set of isolated points for an atom that is not
    0 throughout). Raises TooLarge beyond MAX_TERMS terms.
    """
    return _expand(node, variable, ctx, {})


_Memo = dict[Node, list[Term]]


def _expand(node: Node, v: Node, ctx: Context, memo: _Memo) -> list[Term]:
    if node in memo:
        return memo[node]
    ctx.tick()
    answer = _expand_new(node, v, ctx, memo)
    if len(answer) > MAX_TERMS:
        raise TooLarge
    memo[node] = answer
    return answer


def _expand_new(node: Node, v: Node, ctx: Context, memo: _Memo) -> list[Term]:
    if not depends(node, v):
        free = canon(node, ctx)
        return [] if free == ZERO else [Term(free)]
    if node == v:
        return [Term(ONE, ((v, ONE),))]
    match node.op:
        case "add":
            return collect((t for a in node.args for t in _expand(a, v, ctx, memo)), ctx)
        case "mul":
            out = [Term(ONE)]
            for a in sorted(node.args, key=lambda a: a.op == "add"):
                factor = _expand(a, v, ctx, memo)
                if len(out) * len(factor) > 4 * MAX_TERMS:
                    raise TooLarge
                out = collect((multiply(s, t, ctx) for s in out for t in factor), ctx)
            return out
        case "pow":
            return _expand_power(node, v, ctx, memo)
        case "fn":
            return _expand_function(node, v, ctx, memo)
        case "integral" | "sum" | "product" | "limit" | "diff" if node.op in ctx.reducers:
            new = ctx.reducers[node.op](node, ctx)
            return [Term(ONE, ((node, ONE),))] if new == node else _expand(new, v, ctx, memo)
        case _:
            return [_atom(node, v, ctx)]


def _atom(node: Node, v: Node, ctx: Context) -> Term:
    """The node as one opaque factor, its arguments in normal form (an app's arguments are what makes it differ)."""
    if node.op in ("app", "fn"):
        node = rebuild(node, [canon(a, ctx) if depends(a, v) else a for a in node.args])
    return Term(ONE, ((node, ONE),))


#: functions whose normal form is of help; others (tanh, factorial) are better left as they are
_TIDY = frozenset("sin cos tan erf atan asin asinh sign heaviside abs max min".split())


def _odd_or_even(node: Node, v: Node, ctx: Context, memo: _Memo) -> list[Term]:
    """A function whose normal form is another expression (sin(-x), erf(-x), the sign of a positive)."""
    new = canon(node, ctx)
    if new.op == "fn" or new == node:
        return [_atom(new if new.op == "fn" else node, v, ctx)]
    memo[node] = [_atom(node, v, ctx)]  # should the normal form lead back here
    return _expand(new, v, ctx, memo)


def ordering(node: Node, variable: Node) -> bytes:
    """A key that does not depend on the name of the variable, for choices that must come out the same for all."""
    return substitute(node, {variable: Node("sym", (), "_")}).digest


def _expand_power(node: Node, v: Node, ctx: Context, memo: _Memo) -> list[Term]:
    base, e = node.args
    if depends(e, v):
        if not depends(base, v) and integer(v, ctx):
            found = affine(e, v, ctx)  # b^(a v + c) = b^c b^(a v) for b ≠ 0, or if no exponent is negative (0^0 = 1)
            if found is not None and (nonzero(base, ctx) or _counts(found, v, ctx)):
                slope, start = found
                power_of = (base, canon(times(slope, v), ctx)) if integer(slope, ctx) else (raised(base, slope), v)
                return [Term(raised(base, start), (power_of,))]
        if base == Node("const", (), "E"):
            return _exponential(_expand(e, v, ctx, memo), v, ctx)
        if positive(base, ctx):  # b^e = exp(e log b)
            return _exponential(_expand(times(e, fn("log", base)), v, ctx, memo), v, ctx)
        return [_atom(node, v, ctx)]
    n = whole(e)
    if n is None and base.op == "mul" and real(e, ctx) and all(positive(f, ctx) for f in base.args):
        return _expand(times(*(raised(f, e) for f in base.args)), v, ctx, memo)
    terms = _expand(base, v, ctx, memo)
    if len(terms) == 1 and (n is not None or integer(e, ctx)):
        return [_raise_term(terms[0], e, ctx)]
    if n is not None and 0 <= n <= MAX_POWER:
        out = [Term(ONE)]
        for _ in range(n):
            if len(out) * len(terms) > 4 * MAX_TERMS:
                raise TooLarge
            out = collect((multiply(s, t, ctx) for s in out for t in terms), ctx)
        return out
    if len(terms) == 1 and real(e, ctx):
        split = _raise_positive(terms[0], e, ctx)
        if split is not None:
            return [split]
    if n is not None and not terms:
        return [_atom(node, v, ctx)]  # divides by 0: an obligation's business
    if n is not None:
        scale, terms = _primitive(terms, v)
        return [Term(raised(rat(scale), e), ((rebuild_sum(terms), e),))]
    return [Term(ONE, ((canon(base, ctx), e),))]


def _counts(line: tuple[Node, Node], v: Node, ctx: Context) -> bool:
    """a v + c with whole a v ≥ 0 and whole c ≥ 0."""
    slope, start = line
    return all(integer(x, ctx) and nonnegative(x, ctx) for x in (slope, start, v))


def _raise_term(t: Term, e: Node, ctx: Context) -> Term:
    return Term(
        raised(t.coefficient, e),
        merge_powers(((a, times(k, e)) for a, k in t.powers), ctx)
        if all(whole(k) is not None for _, k in t.powers)
        else merge_powers(((a, canon(times(k, e), ctx)) for a, k in t.powers), ctx),
        tuple((times(c, e), p) for c, p in t.exponential),
    )


def _raise_positive(t: Term, e: Node, ctx: Context) -> Term | None:
    """(c Π a^k exp w)^e for any real e: each factor positive (all but one may be anything), w real."""
    loose = [f for f in (t.coefficient,) if not positive(f, ctx)]
    for a, k in t.powers:
        if not (positive(a, ctx) and real(k, ctx)):
            loose.append(raised(a, k))
    if not all(real(times(c, product_of(p)), ctx) for c, p in t.exponential):
        return None
    if len(loose) > 1:
        return None
    powers: list[tuple[Node, Node]] = []
    coefficient = raised(t.coefficient, e)
    for a, k in t.powers:
        if positive(a, ctx) and real(k, ctx):
            powers.append((a, canon(times(k, e), ctx)))
        else:
            powers.append((raised(a, k), e))
    return Term(coefficient, merge_powers(powers, ctx), tuple((times(c, e), p) for c, p in t.exponential))


def _primitive(terms: list[Term], v: Node) -> tuple[Fraction, list[Term]]:
    """A rational factor taken out, so that the coefficients' rational parts begin with 1 in a fixed order."""
    first = min(terms, key=lambda t: ordering(body_of(t), v))
    scale = _rational_part(first.coefficient)
    if scale == 1:
        return scale, terms
    return scale, [Term(times(rat(1 / scale), t.coefficient), t.powers, t.exponential) for t in terms]


def _rational_part(node: Node) -> Fraction:
    if node.op == "rat":
        return node.value
    if node.op == "mul":
        for a in node.args:
            if a.op == "rat":
                return a.value
    return Fraction(1)


def _exponential(argument: list[Term], v: Node, ctx: Context) -> list[Term]:
    """exp of a sum of terms: a product; exp(c log a) is a^c (the definition of the principal power)."""
    free: list[Node] = []
    powers: list[tuple[Node, Node]] = []
    rest: list[tuple[Node, Powers]] = []
    for t in argument:
        if not t.powers and not t.exponential:
            free.append(t.coefficient)
            continue
        if not t.exponential and len(t.powers) == 1:
            (a, k) = t.powers[0]
            if a.op == "fn" and a.data == "log" and k == ONE:
                powers.append((a.args[0], t.coefficient))
                continue
        inner = t.powers
        if t.exponential:
            inner = merge_powers((*t.powers, (fn("exp", _exponent(t)), ONE)), ctx)
        rest.append((t.coefficient, inner))
    coefficient = fn("exp", plus(*free)) if free else ONE
    return [Term(coefficient, merge_powers(powers, ctx), merge_exponential(rest, ctx))]


def _exponent(t: Term) -> Node:
    return plus(*(times(c, product_of(p)) for c, p in t.exponential))


def _logarithm(terms: list[Term], argument: Node, v: Node, ctx: Context, memo: _Memo) -> list[Term]:
    """log of a product of positives is a sum; log of a sum is opaque, up to a positive rational factor."""
    if len(terms) == 1:
        t = terms[0]
        exponents_real = all(real(times(c, product_of(p)), ctx) for c, p in t.exponential)
        factors_good = all(positive(a, ctx) and real(k, ctx) for a, k in t.powers)
        if exponents_real and factors_good and positive(t.coefficient, ctx):
            out = [] if t.coefficient == ONE else [Term(fn("log", t.coefficient))]
            for a, k in t.powers:
                if depends(k, v):  # log(l^v) = v log l
                    out += _expand(times(k, fn("log", a)), v, ctx, memo)
                else:
                    out += [Term(times(k, s.coefficient), *s.key) for s in _log_atom(a, v, ctx, memo)]
            for c, p in t.exponential:
                out.append(Term(c, p))
            return collect(out, ctx)
    if len(terms) > 1:
        tidy = canon(argument, ctx)
        if tidy != argument and tidy not in memo:
            shorter = _expand(tidy, v, ctx, memo)
            if len(shorter) == 1:
                return _logarithm(shorter, tidy, v, ctx, memo)
        scale, primitive = _primitive(terms, v)
        if scale > 0 and scale != 1:
            inner = fn("log", rebuild_sum(primitive))
            return [Term(fn("log", rat(scale))), Term(ONE, ((inner, ONE),))]
        return [Term(ONE, ((fn("log", rebuild_sum(terms)), ONE),))]
    return [_atom(fn("log", argument), v, ctx)]


def _log_atom(a: Node, v: Node, ctx: Context, memo: _Memo) -> list[Term]:
    if a.op == "add":
        return _logarithm(_expand(a, v, ctx, memo), a, v, ctx, memo)
    return [Term(ONE, ((fn("log", a), ONE),))]


_HALVES: dict[str, tuple[int, int]] = {"sinh": (1, -1), "cosh": (1, 1)}


def _expand_function(node: Node, v: Node, ctx: Context, memo: _Memo) -> list[Term]:
    match node.data:
        case "exp":
            return _exponential(_expand(node.args[0], v, ctx, memo), v, ctx)
        case "log":
            return _logarithm(_expand(node.args[0], v, ctx, memo), node.args[0], v, ctx, memo)
        case "sinh" | "cosh":
            x = node.args[0]
            p, q = _HALVES[node.data]
            halves = plus(times(rat(p, 2), fn("exp", x)), times(rat(q, 2), fn("exp", minus(x))))
            return _expand(halves, v, ctx, memo)
        case "abs":
            x = node.args[0]
            if nonnegative(x, ctx):
                return _expand(x, v, ctx, memo)
            if nonnegative(minus(x), ctx):
                return _expand(minus(x), v, ctx, memo)
    return _odd_or_even(node, v, ctx, memo) if node.data in _TIDY else [_atom(node, v, ctx)]
