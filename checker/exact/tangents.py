"""Lower bounds by tangents of logarithm, exponential and powers: log u ≥ 1 − 1/u, exp u ≥ 1 + u, bⁿ ≥ 1 + n (b − 1).

Makes bounds of polynomials in such functions, each right wherever the expression has a value (the last is Bernoulli's
inequality, for b ≥ 0 and natural n, by induction on n; Hardy, Littlewood and Pólya, Inequalities, 2.15). Whether a
bound has the sign that is wanted, and where the tangents are best taken, it does not decide.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from checker.exact.context import Context
from checker.exact.polyform import Monomial, Poly, to_node
from checker.exact.signs import is_integer, is_nonnegative, is_positive, is_real
from checker.graph import ONE, Node, add, mul, neg, power, rat, sub


def tangent_bound(p: Poly, pick: str, ctx: Context) -> Node | None:
    """A node that p never goes below, made with the tangent of log, exp or power; None if that does not apply."""
    if pick == "log":
        grouped = logarithms(p)
        if grouped is None:
            return None
        groups, rest = grouped
        parts = [to_node(rest)]
        for weight, logs in groups.items():
            part = _log_tangent(weight, logs, ctx)
            if part is None:
                return None
            parts.append(part)
        return add(*parts)
    parts = []
    applied = False
    for m, c in p.items():
        found = [(n, line) for n, e in m if e == 1 and (line := _line_below(n, pick, ctx)) is not None]
        factor = to_node({tuple(pair for pair in m if pair[0] != found[0][0]): c}) if len(found) == 1 else None
        if factor is not None and is_nonnegative(factor, ctx):
            parts.append(mul(factor, found[0][1]))
            applied = True
        else:
            parts.append(to_node({m: c}))
    return add(*parts) if applied else None


def _line_below(n: Node, pick: str, ctx: Context) -> Node | None:
    """1 + u, which exp u is never below, or 1 + k (b - 1), which b^k is never below for b ≥ 0 and natural k."""
    if pick == "exp" and n.op == "fn" and n.data == "exp" and is_real(n.args[0], ctx):
        return add(ONE, n.args[0])
    if pick == "power" and n.op == "pow" and n.args[1].op != "rat":
        b, k = n.args
        if is_integer(k, ctx) and is_nonnegative(k, ctx) and is_nonnegative(b, ctx):
            return add(ONE, mul(k, sub(b, ONE)))
    return None


def logarithms(p: Poly) -> tuple[dict[Monomial, dict[Node, Fraction]], Poly] | None:
    """p = Σ weight·Σ c log t + rest, the weights monomials; None without logarithms or if one is not linear."""
    groups: dict[Monomial, dict[Node, Fraction]] = {}
    rest: Poly = {}
    for m, c in p.items():
        logs = [(n, e) for n, e in m if n.op == "fn" and n.data == "log"]
        if not logs:
            rest[m] = c
            continue
        if len(logs) != 1 or logs[0][1] != 1:
            return None
        weight = tuple(pair for pair in m if pair[0] != logs[0][0])
        groups.setdefault(weight, {})[logs[0][0].args[0]] = c
    return (groups, rest) if groups else None


def _log_tangent(weight: Monomial, logs: dict[Node, Fraction], ctx: Context) -> Node | None:
    """A lower bound of weight·Σ c log t: weight·g·(1 - 1/u), u = Π t^(c/g), where g is the content of the c."""
    if not all(is_positive(t, ctx) for t in logs):
        return None
    w = to_node({weight: Fraction(1)})
    if is_nonnegative(w, ctx):
        pass
    elif is_nonnegative(neg(w), ctx):
        w, logs = neg(w), {t: -c for t, c in logs.items()}
    else:
        return None
    g = _content(list(logs.values()))
    inverse = mul(*(power(t, rat(-c / g)) for t, c in logs.items()))
    return mul(rat(g), w, sub(ONE, inverse))


def _content(values: list[Fraction]) -> Fraction:
    numerator, denominator = 0, 1
    for v in values:
        numerator = gcd(numerator, abs(v.numerator))
        denominator = lcm(denominator, v.denominator)
    return Fraction(numerator, denominator)
