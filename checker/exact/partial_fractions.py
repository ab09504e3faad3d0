"""Candidates for antiderivatives of rational functions, by partial fractions.

Proves nothing: `antiderivative` differentiates every candidate. Denominators with rational coefficients are factored
over Q (linear factors to any power, quadratics once); one quadratic may have symbolic coefficients.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpq_poly

from checker.exact.context import Context
from checker.exact.expansion import expand
from checker.exact.terms import (
    Term,
    coefficients,
    degree,
    difference,
    minus,
    nonzero,
    plus,
    positive,
    quotient,
    raised,
    square_root,
    times,
    whole,
)
from checker.graph import MINUS_ONE, ONE, TWO, ZERO, Node, fn, power, rat

#: degrees beyond this are left alone
MAX_DEGREE = 30


def log_abs(x: Node, ctx: Context) -> Node | None:
    """log |x| where the sign of x is known on the range."""
    if positive(x, ctx):
        return fn("log", x)
    return fn("log", minus(x)) if positive(minus(x), ctx) else None


def fractions(t: Term, v: Node, ctx: Context) -> Node | None:
    """A rational function with rational coefficients whose denominator splits into linear and quadratic factors; or
    (c0 + c1 v)/(quadratic) with symbolic coefficients."""
    if t.exponential or not any((whole(e) or 0) < 0 for _, e in t.powers):
        return None
    if any(whole(e) is None for _, e in t.powers):
        return None
    top, bottom = fmpq_poly([1]), fmpq_poly([1])
    for a, e in t.powers:
        p = _rational_polynomial(a, v, ctx)
        n = whole(e) or 0
        if p is None:
            return _symbolic_quadratic(t, v, ctx)
        if n > 0:
            top *= p**n
        else:
            bottom *= p ** (-n)
    if bottom.degree() > MAX_DEGREE or top.degree() > MAX_DEGREE:
        return None
    common = top.gcd(bottom)
    top, bottom = top // common, bottom // common
    whole_part, top = divmod(top, bottom)
    total: list[Node] = [
        times(_fraction(whole_part[k]), rat(1, k + 1), power(v, k + 1)) for k in range(whole_part.degree() + 1)
    ]
    _, factors = bottom.factor()
    for f, k in factors:
        others = bottom // f**k
        # top/(f^k others): numerators by the inverse of others modulo f^k
        gcd, s, _ = others.xgcd(f**k)
        if gcd.degree() != 0:
            return None
        part = (top * s / gcd[0]) % f**k
        for j in range(k, 0, -1):
            part, digit = divmod(part, f)  # digit/f^j
            found = _simple(digit, f, j, v, ctx)
            if found is None:
                return None
            total.append(found)
    return plus(*total)


def _rational_polynomial(a: Node, v: Node, ctx: Context) -> fmpq_poly | None:
    c = coefficients(expand(a, v, ctx), v)
    if c is None or any(x.op != "rat" for x in c):
        return None
    return fmpq_poly([fmpq(x.value.numerator, x.value.denominator) for x in c])


def _fraction(x: fmpq) -> Node:
    return rat(Fraction(int(x.p), int(x.q)))


def _poly_node(p: fmpq_poly, v: Node) -> Node:
    return plus(*(times(_fraction(p[k]), power(v, k)) for k in range(p.degree() + 1)))


def _simple(digit: fmpq_poly, f: fmpq_poly, j: int, v: Node, ctx: Context) -> Node | None:
    if digit.degree() < 0:
        return ZERO
    x = _poly_node(f, v)
    if f.degree() == 1:
        c = times(_fraction(digit[0]), _fraction(1 / f[1]))
        if j == 1:
            log = log_abs(x, ctx)
            return None if log is None else times(c, log)
        return times(c, rat(1, 1 - j), raised(x, rat(1 - j)))
    if f.degree() == 2 and j == 1:
        c0, c1, g, b, a = (_fraction(x) for x in (digit[0], digit[1], f[0], f[1], f[2]))
        return _quadratic(c0, c1, g, b, a, v, ctx)
    return None


def _quadratic(c0: Node, c1: Node, g: Node, b: Node, a: Node, v: Node, ctx: Context) -> Node | None:
    """∫ (c0 + c1 v)/(a v² + b v + g) for a quadratic without real roots (4ag > b²) or with two irrational ones."""
    f = plus(times(a, power(v, 2)), times(b, v), g)
    total: list[Node] = []
    if c1 != ZERO:
        log = log_abs(f, ctx)
        if log is None:
            return None
        total.append(times(quotient(c1, times(TWO, a)), log))
    rest = difference(c0, quotient(times(c1, b), times(TWO, a)))
    if rest == ZERO:
        return plus(*total)
    delta = difference(times(rat(4), a, g), power(b, 2))
    slope = plus(times(TWO, a, v), b)
    if positive(delta, ctx):
        root = square_root(delta)
        total.append(times(rest, TWO, raised(root, MINUS_ONE), fn("atan", quotient(slope, root))))
        return plus(*total)
    if positive(minus(delta), ctx):
        root = square_root(minus(delta))
        up, down = log_abs(difference(slope, root), ctx), log_abs(plus(slope, root), ctx)
        if up is None or down is None:
            return None
        total.append(times(rest, raised(root, MINUS_ONE), difference(up, down)))
        return plus(*total)
    return None


def _symbolic_quadratic(t: Term, v: Node, ctx: Context) -> Node | None:
    bottom = [(a, e) for a, e in t.powers if a != v]
    if len(bottom) != 1 or bottom[0][1] != MINUS_ONE:
        return None
    n = degree(tuple(p for p in t.powers if p[0] == v), v)
    c = coefficients(expand(bottom[0][0], v, ctx), v)
    if n is None or n > 1 or c is None or len(c) != 3 or not nonzero(c[2], ctx):
        return None
    return _quadratic(ZERO if n else ONE, ONE if n else ZERO, c[0], c[1], c[2], v, ctx)
