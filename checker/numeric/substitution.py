"""Roots of equations that are rational in sines, cosines and tangents of multiples of x, or in exponentials of them.

With u = tan(g x/2), or u = exp(g x), such an equation is one between polynomials in u (Weierstrass's substitution; with
i as exponential's multiple it is the same). So roots at which nothing changes sign are found, such as those of
cos 2x = 1, and they are exact: x = (2/g)(arctan u + k pi), or log(u)/g, for u rational or quadratic. Other roots
are left to those who look for a change of sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import comb, gcd, lcm

from checker.graph import ONE, PI, I, Node, add, fn, has_bound, mul, postorder, power, rat, rebuild, sym, symbols
from checker.numeric.univariate import rational_roots, univariate

TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
EXPONENTIAL = frozenset({"exp", "sinh", "cosh", "tanh", "sigmoid"})
MULTIPLE = 12
PERIODS = (0, 1, -1, 2, -2, 3)


def closed_roots(difference: Node, name: str, *, complex: bool = False) -> list[Node]:
    """Expressions without symbols at which a node of one free symbol, real unless said, is exactly 0."""
    kernels = [n for n in postorder(difference) if n.op == "fn" and name in symbols(n)]
    kinds = {n.data for n in kernels}
    family = TRIGONOMETRIC if kinds <= TRIGONOMETRIC else EXPONENTIAL if kinds <= EXPONENTIAL else frozenset()
    multiples = [_multiple(n.args[0], name) for n in kernels]
    if not kernels or not family or has_bound(difference) or any(m is None for m in multiples):
        return []
    rates = [m for m in multiples if m]
    if len(rates) != len(multiples):
        return []
    bottom = lcm(*(m.denominator for m in rates))
    unit = Fraction(gcd(*(int(m * bottom) for m in rates)), bottom)
    if max(abs(m / unit) for m in rates) > MULTIPLE:
        return []
    u = sym("_u")
    done: dict[Node, Node] = {}
    for n in postorder(difference):
        if n.op == "fn" and name in symbols(n):
            m = _multiple(n.args[0], name)
            assert m is not None
            done[n] = (
                _in_tangent(n.data, int(m / unit), u)
                if family is TRIGONOMETRIC
                else _in_exponential(n.data, int(m / unit), u)
            )
        else:
            done[n] = rebuild(n, [done[a] for a in n.args]) if n.args else n
    if name in symbols(done[difference]):
        return []
    fraction = univariate(done[difference], "_u")
    if fraction is None or fraction[0].degree() < 0 or fraction[1].degree() < 0:
        return []
    exact, factors = rational_roots(*fraction)
    surds = [v for f in factors if f.degree() == 2 for v in _quadratic(*(int(c) for c in f.coeffs()))]
    if family is EXPONENTIAL:
        known = [rat(v) for v in exact if v > 0] + [v for v, sign in surds if sign > 0]
        if complex:  # the exponential has the period 2πi
            known += [rat(v) for v in exact if v < 0] + [v for v, sign in surds if sign < 0]
            logs = [add(fn("log", v), mul(rat(2 * k), PI, I)) if k else fn("log", v) for k in (0, 1, -1) for v in known]
            return [mul(rat(1 / unit), x) for x in logs]
        return [mul(rat(1 / unit), fn("log", v)) for v in known]
    angles = [fn("atan", rat(v)) if v else rat(0) for v in exact] + [fn("atan", v) for v, _ in surds]
    if fraction[0].degree() < fraction[1].degree() and kinds <= {"sin", "cos"}:  # u is infinite there, nothing else is
        angles.append(mul(rat(1, 2), PI))
    return list(_repeated(angles, 2 / unit))


def _quadratic(c: int, b: int, a: int) -> list[tuple[Node, int]]:
    """The real roots of an irreducible a t² + b t + c, each with its sign."""
    square = b * b - 4 * a * c
    if square <= 0:
        return []
    root = power(rat(square), rat(1, 2))
    top = [(mul(rat(1, 2 * a), add(rat(-b), mul(rat(s), root))), s) for s in (1, -1)]
    if c * a > 0:
        return [(v, -1 if b * a > 0 else 1) for v, _ in top]
    return [(v, s if a > 0 else -s) for v, s in top]


def _repeated(angles: list[Node], scale: Fraction) -> Iterator[Node]:
    for k in PERIODS:
        for angle in angles:
            yield mul(rat(scale), add(angle, mul(rat(k), PI))) if k else mul(rat(scale), angle)


def _multiple(argument: Node, name: str) -> Fraction | None:
    """m where the argument is m times the symbol."""
    fraction = univariate(argument, name)
    if fraction is None or fraction[1].degree() != 0 or fraction[0].degree() != 1:
        return None
    low, high = fraction[0].coeffs()
    if low != 0:
        return None
    m = high / fraction[1].coeffs()[0]
    return Fraction(int(m.p), int(m.q))


def _in_tangent(function: str, m: int, u: Node) -> Node:
    """sin, cos, … of 2 m arctan u: from (1 + i u)^(2 |m|) = (1 + u²)^|m| (cos + i sin)."""
    count = 2 * abs(m)
    parts = [
        add(*(mul(rat((-1) ** (k // 2) * comb(count, k)), power(u, k)) for k in range(first, count + 1, 2)))
        for first in (0, 1)
    ]
    cosine = mul(parts[0], power(add(ONE, power(u, 2)), -abs(m)))
    sine = mul(rat(1 if m > 0 else -1), parts[1], power(add(ONE, power(u, 2)), -abs(m)))
    match function:
        case "sin":
            return sine
        case "cos":
            return cosine
        case "tan":
            return mul(sine, power(cosine, -1))
        case "cot":
            return mul(cosine, power(sine, -1))
        case "sec":
            return power(cosine, -1)
        case _:
            return power(sine, -1)


def _in_exponential(function: str, m: int, u: Node) -> Node:
    """exp, sinh, … of m log u."""
    up, down = power(u, m), power(u, -m)
    minus = add(up, mul(rat(-1), down))
    match function:
        case "exp":
            return up
        case "sinh":
            return mul(rat(1, 2), minus)
        case "cosh":
            return mul(rat(1, 2), add(up, down))
        case "tanh":
            return mul(minus, power(add(up, down), -1))
        case _:
            return power(add(ONE, down), -1)
