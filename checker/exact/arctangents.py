"""Whether a rational combination of arctangents of rationals and of pi is 0: decided by Gaussian integers.

N Σ c atan(p/q) + N r pi is a multiple of 2 pi exactly when Π (q + i p)^(N c) i^(2 N r) is a positive number, and a ball
tells which multiple (Lehmer, On arccotangent relations for pi, Amer. Math. Monthly 45, 1938). Nothing else is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from flint import arb
from flint import ctx as flint_ctx

from checker.exact.ranges import to_arb
from checker.graph import Node

EXPONENT = 5000
PRECISION = 256
#: an argument's tangent, or None for pi itself
Terms = dict[Fraction | None, Fraction]


def vanishes(node: Node) -> bool | None:
    """Whether the node is 0; None if it is not such a combination, or one with great coefficients."""
    terms = _linear(node)
    if terms is None or not any(t is not None for t in terms):
        return None
    turn = terms.get(None, Fraction(0))
    scale = lcm((2 * turn).denominator, *(c.denominator for c in terms.values()))
    if max(abs(c * scale) for c in terms.values()) > EXPONENT:
        return None
    re, im = 1, 0
    for tangent, c in terms.items():
        x, y = (0, 1) if tangent is None else (tangent.denominator, tangent.numerator)
        count = int(c * scale * (2 if tangent is None else 1))
        y = y if count > 0 else -y
        for _ in range(abs(count)):
            re, im = re * x - im * y, re * y + im * x
    if im != 0 or re < 0:
        return False
    old = flint_ctx.prec
    flint_ctx.prec = PRECISION
    try:
        total = _ball(terms) * scale
        if abs(total) < 6:
            return True
        return False if abs(total) > 6 else None
    finally:
        flint_ctx.prec = old


def _ball(terms: Mapping[Fraction | None, Fraction]) -> arb:
    total = arb(0)
    for tangent, c in terms.items():
        total += to_arb(c) * (arb.pi() if tangent is None else to_arb(tangent).atan())
    return total


def _linear(node: Node) -> Terms | None:
    match node.op:
        case "const" if node.data == "pi":
            return {None: Fraction(1)}
        case "rat" if node.value == 0:
            return {}
        case "fn" if node.data == "atan" and node.args[0].op == "rat":
            return {node.args[0].value: Fraction(1)}
        case "add":
            total: Terms = {}
            for a in node.args:
                part = _linear(a)
                if part is None:
                    return None
                for t, c in part.items():
                    total[t] = total.get(t, Fraction(0)) + c
            return total
        case "mul":
            factor = Fraction(1)
            rest: list[Node] = []
            for a in node.args:
                if a.op == "rat":
                    factor *= a.value
                else:
                    rest.append(a)
            inner = _linear(rest[0]) if len(rest) == 1 else None
            return None if inner is None else {t: c * factor for t, c in inner.items()}
    return None
