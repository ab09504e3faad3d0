"""Integrals of gamma and beta type over (0, ∞) and finite ranges, whose integrands may be singular at the ends.

Proves, with each parameter's sign shown first:

- ∫0^∞ x^(s-1) exp(-b x^m) (log x)^k dx = the k-th derivative by s of Γ(s/m)/(m b^(s/m)), for s, m, Re b > 0, k ≤ 2,
  with principal powers (DLMF 5.9.1 and 5.9.19);
- ∫0^1 x^(a-1) (1-x)^(c-1) (log x)^k (log(1-x))^j dx = derivatives of B(a, c), a, c > 0, k + j ≤ 1 (DLMF 5.12.1);
- ∫0^1 x^(a-1) (-log x)^(s-1) dx = Γ(s)/a^s for whole s (DLMF 5.9.1 after x = exp(-t));
- ∫0^∞ x^(a-1) (1+x)^(-a-c) dx = B(a, c), a, c > 0 (DLMF 5.12.3).
"""

from __future__ import annotations

from math import factorial

from checker.exact.context import Context
from checker.exact.expansion import affine
from checker.exact.terms import (
    Powers,
    Term,
    canon,
    difference,
    minus,
    plus,
    positive,
    quotient,
    raised,
    real,
    real_part,
    times,
    whole,
)
from checker.graph import INF, MINUS_ONE, ONE, PI, ZERO, Node, fn, rat


def known(t: Term, v: Node, lower: Node, upper: Node, ctx: Context) -> Node | None:
    """The closed form of the integral of a term over its range, or None."""
    if lower == ZERO and upper == INF:
        return _gamma_type(t, v, ctx) or _second_beta(t, v, ctx)
    if lower == ZERO and upper == ONE:
        return _beta_type(t, v, ctx)
    return None


def gamma(x: Node) -> Node:
    """Γ(x), a number where x is a positive multiple of one half (not too large)."""
    if x.op == "rat" and 0 < x.value <= 60:
        if x.value.denominator == 1:
            return rat(factorial(x.value.numerator - 1))
        if x.value.denominator == 2:
            n = (x.value.numerator - 1) // 2
            return times(rat(factorial(2 * n), 4**n * factorial(n)), raised(PI, rat(1, 2)))
    return fn("gamma", x)


def digamma(x: Node) -> Node:
    """ψ(x); for whole x up to 40, H(x-1) - γ (DLMF 5.4.14)."""
    n = whole(x)
    if n is not None and 0 < n <= 40:
        return plus(*(rat(1, k) for k in range(1, n)), minus(Node("const", (), "EulerGamma")))
    return fn("digamma", x)


def _split(powers: Powers, v: Node) -> tuple[Node, int, list[tuple[Node, Node]]] | None:
    """(exponent of v, whole power of log v, the rest)."""
    exponent, logs, rest = ZERO, 0, []
    for a, e in powers:
        if a == v:
            exponent = e
        elif a == fn("log", v):
            k = whole(e)
            if k is None or k < 0:
                return None
            logs = k
        else:
            rest.append((a, e))
    return exponent, logs, rest


def _gamma_type(t: Term, v: Node, ctx: Context) -> Node | None:
    parts = _split(t.powers, v)
    if parts is None or parts[2] or len(t.exponential) != 1 or parts[1] > 2:
        return None
    c, p = t.exponential[0]
    if len(p) != 1 or p[0][0] != v:
        return None
    b, m, s = canon(minus(c), ctx), p[0][1], canon(plus(parts[0], ONE), ctx)
    size = real_part(b, ctx)
    if size is None or not (positive(size, ctx) and positive(m, ctx) and positive(s, ctx)):
        return None
    r = canon(quotient(s, m), ctx)
    value = times(t.coefficient, gamma(r), raised(m, MINUS_ONE), raised(b, minus(r)))
    if parts[1] == 0:
        return value
    slope = difference(digamma(r), fn("log", b))
    if parts[1] == 1:
        return times(value, slope, raised(m, MINUS_ONE))
    return times(value, plus(raised(slope, rat(2)), fn("polygamma", ONE, r)), raised(m, rat(-2)))


def _beta_type(t: Term, v: Node, ctx: Context) -> Node | None:
    if t.exponential:
        return None
    exponent, logs, rest_exponent, rest_logs = ZERO, 0, ZERO, 0
    factor: Node = ONE
    for a, e in t.powers:
        if a == v:
            exponent = e
        elif a.op == "fn" and a.data == "log" and a.args[0] == v and whole(e) is not None:
            logs = whole(e) or 0
        elif _complement(a, v, ctx):
            scale = affine(a, v, ctx)
            assert scale is not None
            if not positive(scale[1], ctx):
                if whole(e) is None:
                    return None
            factor = times(factor, raised(scale[1], e))
            rest_exponent = e
        elif a.op == "fn" and a.data == "log" and _complement(a.args[0], v, ctx) and whole(e) is not None:
            scale = affine(a.args[0], v, ctx)
            if scale is None or scale[1] != ONE:
                return None
            rest_logs = whole(e) or 0
        else:
            return None
    a, c = canon(plus(exponent, ONE), ctx), canon(plus(rest_exponent, ONE), ctx)
    if logs < 0 or rest_logs < 0 or not positive(a, ctx) or not positive(c, ctx):
        return None
    if logs > 1 and rest_logs == 0 and c == ONE:
        return times(t.coefficient, factor, rat((-1) ** logs * factorial(logs)), raised(a, rat(-1 - logs)))
    if logs + rest_logs > 1:
        return None
    both = canon(plus(a, c), ctx)
    value = times(t.coefficient, factor, gamma(a), gamma(c), raised(gamma(both), MINUS_ONE))
    if logs:
        return times(value, difference(digamma(a), digamma(both)))
    if rest_logs:
        return times(value, difference(digamma(c), digamma(both)))
    return value


def _complement(a: Node, v: Node, ctx: Context) -> bool:
    """A rational multiple of 1 - v."""
    if a.op not in ("add", "mul"):
        return False
    line = affine(a, v, ctx)
    return line is not None and line[0].op == "rat" and line[1].op == "rat" and line[0].value == -line[1].value != 0


def _second_beta(t: Term, v: Node, ctx: Context) -> Node | None:
    if t.exponential:
        return None
    exponent, other = ZERO, None
    for a, e in t.powers:
        if a == v:
            exponent = e
        elif a.op == "add" and other is None and affine(a, v, ctx) == (ONE, ONE):
            other = e
        else:
            return None
    if other is None or not real(other, ctx):
        return None
    a = canon(plus(exponent, ONE), ctx)
    c = canon(minus(plus(other, a)), ctx)
    if not (positive(a, ctx) and positive(c, ctx)):
        return None
    return times(t.coefficient, gamma(a), gamma(c), raised(gamma(canon(plus(a, c), ctx)), MINUS_ONE))
