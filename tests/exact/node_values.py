"""Values of nodes by mpmath, random nodes and random points: an evaluator that shares nothing with the checker."""

import random
from fractions import Fraction
from typing import Any

import mpmath as mp

from checker.domains import COMPLEX, INTEGER, POSITIVE, REAL
from checker.graph import PI, TRUE, TWO, I, Node, add, const, fn, mul, power, rat, rel, sym

DOMAINS = {
    **dict.fromkeys("xyz", REAL), **dict.fromkeys("abp", POSITIVE), **dict.fromkeys("nm", INTEGER),
    **dict.fromkeys("wv", COMPLEX),
}  # fmt: skip
DIGITS = 30


class Meaningless(Exception):
    """No finite value here, or one that rounding decides."""


def value(node: Node, point: dict[str, Any]) -> Any:
    with mp.workdps(DIGITS):
        try:
            v = _value(node, point)
        except (ZeroDivisionError, OverflowError, ValueError, mp.libmp.NoConvergence) as e:
            raise Meaningless from e
        if not mp.isfinite(v) or abs(v) > 1e12:
            raise Meaningless
        return v


def _clean(v: Any) -> Any:
    """Rounding near a cut is undone where that is plain, and refused where it is not."""
    if 0 < abs(v) < 1e-12 or 0 < abs(mp.im(v)) < 1e-12 * abs(v):
        if abs(v) < 1e-24:
            return mp.mpf(0)
        if abs(mp.im(v)) < 1e-24 * abs(v):
            return mp.re(v)
        raise Meaningless
    return v


def _value(n: Node, point: dict[str, Any]) -> Any:
    match n.op:
        case "rat":
            return mp.mpf(n.data[0]) / n.data[1]
        case "sym":
            return point[n.data]
        case "const":
            return {"pi": +mp.pi, "E": +mp.e, "I": mp.mpc(0, 1), "EulerGamma": +mp.euler}[n.data]
        case "piecewise":
            for v, c in zip(n.args[::2], n.args[1::2], strict=True):
                if _condition(c, point):
                    return _value(v, point)
            raise Meaningless
    args = [_value(a, point) for a in n.args]
    match n.op:
        case "add":
            total = mp.fsum(args)
            return mp.mpf(0) if abs(total) < 1e-25 * max(map(abs, args)) else total
        case "mul":
            return mp.fprod(args)
        case "pow":
            return _power(args[0], args[1], n.args[1])
    return _function(n.data, args)


def _power(base: Any, exponent: Any, node: Node) -> Any:
    if base == 0:
        if exponent == 0 or mp.re(exponent) > 0:
            return mp.mpf(int(exponent == 0))
        raise Meaningless
    if node.op == "rat" and node.data[1] == 1:
        return mp.power(base, int(node.data[0]))
    return mp.exp(exponent * mp.log(_clean(base)))


def _function(name: str, args: list[Any]) -> Any:
    v = args[0]
    match name:
        case "abs":
            return abs(v)
        case "max":
            return max(mp.re(a) for a in args)
        case "min":
            return min(mp.re(a) for a in args)
        case "sigmoid":
            return 1 / (1 + mp.exp(-v))
    v = _clean(v)
    match name:
        case "sign":
            return v / abs(v) if v != 0 else v
        case "conjugate":
            return mp.conj(v)
        case "floor" if abs(v - mp.nint(mp.re(v))) < 1e-12:
            raise Meaningless
        case "asin" | "acos" | "atan" if (abs(mp.im(v)) < 1e-9 * abs(v) and mp.im(v) != 0) or abs(v * v + 1) < 1e-9:
            raise Meaningless
        case "log" | "arg" if v == 0:
            raise Meaningless
        case "gamma" if abs(v - mp.nint(mp.re(v))) < 1e-9 and mp.re(v) < 0.5:
            raise Meaningless
        case "tan" if abs(mp.cos(v)) < 1e-12:
            raise Meaningless
    if name == "asinh" and abs(mp.re(v)) < 1e-9:
        raise Meaningless
    return getattr(mp, name)(v)


def _condition(c: Node, point: dict[str, Any]) -> bool:
    match c.op:
        case "true" | "false":
            return c.op == "true"
        case "not":
            return not _condition(c.args[0], point)
        case "and":
            return all(_condition(a, point) for a in c.args)
        case "or":
            return any(_condition(a, point) for a in c.args)
    left, right = (_value(a, point) for a in c.args)
    d = mp.re(_clean(left - right))
    return {"=": d == 0, "!=": d != 0, "<": d < 0, "<=": d <= 0, ">": d > 0, ">=": d >= 0}[c.data]


def random_point(r: random.Random) -> dict[str, Any]:
    """Values in the domains: zero, ones, both signs, on the axes."""

    def real() -> Any:
        return mp.mpf(r.choice([-3, -2, -1, -1, 0, 1, 2, 3, r.randint(-9, 9)])) / r.choice([1, 1, 2, 3])

    point = {s: real() for s in "xyz"}
    point |= {s: mp.mpf(r.randint(1, 9)) / r.choice([1, 2, 3]) for s in "abp"}
    return point | {s: mp.mpf(r.randint(-3, 4)) for s in "nm"} | {s: mp.mpc(real(), real()) for s in "wv"}


def random_node(r: random.Random, depth: int, nonreal: bool) -> Node:
    """An expression in x, y, a, p, n and, if asked for, w and I."""
    if depth <= 0 or r.random() < 0.12:
        k = r.random()
        if k < 0.65:
            return sym(r.choice("xxyapn" + ("w" if nonreal else "")))
        if k < 0.95:
            return rat(Fraction(r.choice([-3, -2, -1, 1, 2, 3, 4]), r.choice([1, 1, 1, 2, 3])))
        return r.choice([PI, I if nonreal else TWO, const("E")])
    k = r.random()

    def part(real: bool = False) -> Node:
        return random_node(r, depth - 1, nonreal and not real)

    if k < 0.25:
        return add(part(), part())
    if k < 0.5:
        return mul(part(), part())
    if k < 0.58:
        return power(part(), r.choice([2, 3, -1, -2]))
    if k < 0.70:
        return power(part(), rat(r.choice([1, 1, -1, 3, 2]), r.choice([2, 2, 3, 4])))
    if k < 0.74:
        return power(part(), sym(r.choice("nxa")))
    if k < 0.9:
        return fn(r.choice("log exp log exp sin cos tan sinh tanh sigmoid asin acos atan asinh".split()), part())
    name = r.choice("abs sign re im conjugate arg abs max min piecewise gamma floor".split())
    if name in ("max", "min"):
        return fn("abs", part()) if nonreal else fn(name, part(), part())
    if name == "floor" and nonreal:
        return fn("abs", part())
    if name == "piecewise":
        condition = rel(part(real=True), r.choice(["<", ">=", "=", ">"]), part(real=True))
        return fn("abs", part()) if nonreal else Node("piecewise", (part(), condition, part(), TRUE))
    return fn(name, part())
