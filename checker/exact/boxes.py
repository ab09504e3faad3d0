"""Strict inequalities of elementary functions on bounded boxes, by interval bisection.

Proves f > 0 on the closed box of the symbols' declared ends with python-flint balls: a box on which the ball of f is
positive is done, another is halved. A function that touches 0, or a box too fine, is left open. Conditions are ignored:
the box contains all they allow. Without symbols the box is a point, and what is tried is more digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import arb
from flint import ctx as flint_ctx

from checker.exact.context import Context
from checker.exact.ranges import PRECISION, to_arb
from checker.exact.signs import bounds
from checker.graph import Node, postorder, sym, symbols

#: boxes looked at before giving up
BOXES = 1500
UNKNOWNS = 3
#: precisions, in bits, for numbers
DIGITS = (PRECISION, 400, 2000, 8000)

_FUNCTIONS: dict[str, Callable[[arb], arb]] = {
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(),
    "asinh": lambda x: x.asinh(),
    "atan": lambda x: x.atan(),
    "erf": lambda x: x.erf(),
    "erfc": lambda x: x.erfc(),
    "abs": lambda x: abs(x),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
}
_CONSTANTS: dict[str, Callable[[], arb]] = {
    "pi": arb.pi,
    "E": lambda: arb(1).exp(),
    "EulerGamma": arb.const_euler,
    "Catalan": arb.const_catalan,
    "GoldenRatio": lambda: (1 + arb(5).sqrt()) / 2,
}

_Box = tuple[tuple[Fraction, Fraction], ...]


def positive_on_box(node: Node, ctx: Context) -> bool:
    """Proves that the node is defined and positive on the whole closed box."""
    names = sorted(symbols(node))
    if len(names) > UNKNOWNS or not _readable(node):
        return False
    sides: list[tuple[Fraction, Fraction]] = []
    for n in names:
        d = ctx.scalar(n)
        if d is None or d.kind == "complex":
            return False
        b = bounds(sym(n), ctx)
        if b.lower is None or b.upper is None:
            return False
        sides.append((b.lower, b.upper))
    order = list(postorder(node))
    old = flint_ctx.prec
    try:
        for precision in (PRECISION,) if names else DIGITS:
            flint_ctx.prec = precision
            if _bisect(order, names, tuple(sides), ctx):
                return True
        return False
    finally:
        flint_ctx.prec = old


def enclosure(node: Node, values: Mapping[str, arb]) -> arb | None:
    """A ball around the node's values for symbols in the balls; None if it cannot be read, or is not finite there."""
    return _evaluate(list(postorder(node)), values) if _readable(node) else None


def _bisect(order: list[Node], names: list[str], box: _Box, ctx: Context) -> bool:
    stack = [box]
    for _ in range(BOXES):
        if not stack:
            return True
        ctx.tick()
        current = stack.pop()
        value = _evaluate(order, {n: _ball(a, b) for n, (a, b) in zip(names, current, strict=True)})
        if value is not None and value > 0:
            continue
        if value is not None and value <= 0:
            return False
        widths = [b - a for a, b in current]
        if not widths or max(widths) < Fraction(1, 2**20):
            return False
        k = widths.index(max(widths))
        a, b = current[k]
        middle = (a + b) / 2
        stack.append((*current[:k], (middle, b), *current[k + 1 :]))
        stack.append((*current[:k], (a, middle), *current[k + 1 :]))
    return False


def _ball(a: Fraction, b: Fraction) -> arb:
    return to_arb(a) if a == b else to_arb(a).union(to_arb(b))


def _readable(node: Node) -> bool:
    for n in postorder(node):
        match n.op:
            case "rat" | "sym" | "add" | "mul":
                continue
            case "const" if n.data in _CONSTANTS:
                continue
            case "pow":
                continue
            case "fn" if n.data in _FUNCTIONS or n.data in ("max", "min"):
                continue
        return False
    return True


def _evaluate(order: list[Node], values: Mapping[str, arb]) -> arb | None:
    """The ball of the last node; None if any part is not finite there."""
    balls: dict[Node, arb] = {}
    for n in order:
        a = [balls[x] for x in n.args]
        match n.op:
            case "rat":
                ball = to_arb(n.value)
            case "sym":
                ball = values[n.data]
            case "const":
                ball = _CONSTANTS[n.data]()
            case "add":
                ball = sum(a, arb(0))
            case "mul":
                ball = arb(1)
                for x in a:
                    ball = ball * x
            case "pow":
                e = n.args[1]
                ball = _power(a[0], e.value) if e.op == "rat" else (a[0].log() * a[1]).exp()
            case _ if n.data in ("max", "min"):
                ball = a[0]
                for x in a[1:]:
                    ball = ball.max(x) if n.data == "max" else ball.min(x)
            case _:
                ball = _FUNCTIONS[n.data](a[0])
        if not ball.is_finite():
            return None
        balls[n] = ball
    return balls[order[-1]]


def _power(x: arb, e: Fraction) -> arb:
    if e.denominator == 1:
        return x ** int(e) if abs(e) < 10_000 else arb("nan")
    if not x > 0:
        return x.sqrt() if e == Fraction(1, 2) else arb("nan")
    return (x.log() * to_arb(e)).exp()
