"""Inner integrals taken apart: what does not hold the inner variable comes out of them.

By linearity, int sum_i f_i(t) g_i(u) du = sum_i f_i(t) int g_i(u) du wherever each of the integrals on the right
converges; they are numbers then, enclosed once, and the integral over a plane is one over a line. The body is brought
to that form by identities that hold for all real values of both variables: sums are multiplied out, logarithms of
products of positive parts become sums, exponentials of sums products. Nothing is decided here of a sum one of whose
parts has no certain value: what diverges in parts may converge as a whole. Convergence over the plane is for the
integral over the outer variable to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import acb, arb

from checker.graph import (
    INF,
    NEG_INF,
    Node,
    add,
    close,
    fn,
    mul,
    open_binder,
    postorder,
    power,
    rat,
    sub,
    substitute,
    sym,
)
from checker.numeric.critical import depends
from checker.numeric.rewriting import POSITIVE, REAL, Positivity
from checker.numeric.workspace import BoundScope, Work

#: terms that a body is multiplied out to, at most
MOST = 64
#: the highest power of a sum that is multiplied out
POWER = 6


def separated(body: Node, variable: str, work: Work, infinite: frozenset[Node]) -> Node:
    """The body with those inner integrals that can be taken apart as sums of products with numbers; their values are
    among the constants of the work. `infinite` are the nodes that an end at infinity is written as."""
    swap: dict[Node, Node] = {}
    for n in depends(body, variable):
        if n.op == "integral":
            apart = _apart(n, variable, work, infinite)
            if apart is not None:
                swap[n] = apart
    return substitute(body, swap) if swap else body


def _apart(n: Node, variable: str, work: Work, infinite: frozenset[Node]) -> Node | None:
    inner, y = open_binder(n)
    ends = list(n.args[1:])
    moving = [k for k, e in enumerate(ends) if depends(e, variable)]
    if moving:  # from t to infinity: u = t + v
        (k, *more) = moving
        if more or ends[1 - k] not in infinite:
            return None
        inner = substitute(inner, {y: add(y, ends[k])})
        ends[k] = rat(0)
    if any(x.op == "integral" for x in depends(inner, variable)):
        inner = separated(inner, y.data, work, infinite)
        inner = separated(inner, variable, work, infinite)
    terms = _Parts(variable, y.data, work).terms(inner)
    if terms is None:
        return None
    found: dict[Node, list[Node]] = {}
    for outside, inside in terms:
        found.setdefault(mul(*inside), []).append(mul(*outside))
    out: list[Node] = []
    for g, factors in found.items():
        whole = close(n, g, (y,), ends)
        if work.constant(whole) is None:
            return None
        out.append(mul(add(*factors), whole))
    return add(*out)


def mean_values(body: Node, variable: str, work: Work) -> Node:
    """The body with (b - a) g(t, a + (b - a) s) for each inner integral of a real g from a to b, both finite: for every
    t it has the body's value at some s between 0 and 1, which is bound to the ball of these. What holds of it for all
    such s, holds of the body (mean value theorem: a real integral over [0, 1] lies between the bounds of its integrand,
    which is continuous where it is bounded by them)."""
    swap: dict[Node, Node] = {}
    for n in depends(body, variable):
        if n.op != "integral" or {INF, NEG_INF} & set(n.args[1:]):
            continue
        inner, y = open_binder(n)
        if any(x.op not in _PLAIN or (x.op == "fn" and x.data not in _CONTINUOUS) for x in postorder(inner)):
            continue
        levels = Positivity(y.data, work.constant, BoundScope(work), None, frozenset({variable}))
        if levels.of(inner) < REAL or any(levels.of(e) < REAL for e in n.args[1:]):
            continue
        low, high = n.args[1:]
        s = sym(f"_s{n.digest.hex()[:12]}")
        work.bindings[s.data] = acb(arb(0.5, 0.5))
        length = sub(high, low)
        swap[n] = mul(length, substitute(inner, {y: add(low, mul(length, s))}))
    return substitute(body, swap) if swap else body


_PLAIN = frozenset({"rat", "sym", "const", "add", "mul", "pow", "fn"})
_CONTINUOUS = frozenset("exp log sin cos sinh cosh tanh sech sigmoid atan asinh erf erfc abs max min".split())


Term = tuple[list[Node], list[Node]]


class _Parts:
    """A body as terms, each the factors without the inner variable, and those without the outer."""

    def __init__(self, outer: str, inner: str, work: Work) -> None:
        self.outer, self.inner, self.work = outer, inner, work
        self.levels = Positivity(inner, work.constant, BoundScope(work), None, frozenset({outer}))
        self.holds: dict[Node, int] = {}

    def kind(self, n: Node) -> int:
        """1 if the outer variable stands in it, 2 if the inner does, 3 if both do."""
        if n not in self.holds:
            self.holds[n] = (1 if depends(n, self.outer) else 0) + (2 if depends(n, self.inner) else 0)
        return self.holds[n]

    def terms(self, body: Node) -> list[Term] | None:
        """The terms, or None if a factor that holds both variables could not be taken apart."""
        out: list[Term] = []
        stack: list[list[Node]] = [[body]]
        while stack:
            factors = stack.pop()
            mixed = next((f for f in factors if self.kind(f) == 3), None)
            if mixed is None:
                out.append(([f for f in factors if self.kind(f) < 2], [f for f in factors if self.kind(f) == 2]))
            else:
                sums = self.apart(mixed)
                if sums is None:
                    return None
                rest = list(factors)
                rest.remove(mixed)
                stack.extend([*rest, *new] for new in reversed(sums))
            if len(out) + len(stack) > MOST:
                return None
        return out

    def apart(self, n: Node) -> list[list[Node]] | None:
        """A factor that holds both variables, as a sum of products."""
        match n.op:
            case "mul":
                return [list(n.args)]
            case "add":
                return [[a] for a in n.args]
            case "fn" if n.data == "exp":
                return self.exponential(n.args[0])
            case "fn" if n.data == "log":
                found = self.logarithm(n.args[0])
                return None if found is None else [[x] for x in found]
            case "pow":
                return self.powered(n.args[0], n.args[1])
        return None

    def exponential(self, x: Node) -> list[list[Node]] | None:
        """exp of a sum that can be sorted, as a product: exp(f(t) + g(u)) = exp f(t) exp g(u)."""
        terms = self.terms(x)
        if terms is None or any(a and b and self.kind(mul(*a)) for a, b in terms):
            return None
        parts: dict[int, list[Node]] = {}
        for a, b in terms:
            parts.setdefault(2 if b else 1, []).append(mul(*a, *b))
        return [[fn("exp", add(*p)) for p in parts.values()]]

    def logarithm(self, x: Node) -> list[Node] | None:
        """log of a positive product, power or exponential, as a sum."""
        if self.kind(x) < 3:
            return [fn("log", x)]
        if self.levels.of(x) != POSITIVE:
            return None
        if x.op == "fn" and x.data == "exp":
            return [x.args[0]]
        if x.op == "pow" and self.positive(x.args[:1]) and self.levels.of(x.args[1]) >= REAL:
            found = self.logarithm(x.args[0])
            return None if found is None else [mul(x.args[1], y) for y in found]
        if x.op == "mul" and self.positive(x.args):
            logs = [self.logarithm(a) for a in x.args]
            return None if any(y is None for y in logs) else [z for y in logs if y is not None for z in y]
        return None

    def powered(self, base: Node, e: Node) -> list[list[Node]] | None:
        """Powers of products, of exponentials, and small whole ones of sums."""
        if self.kind(e):
            return None
        whole = e.op == "rat" and e.value.denominator == 1
        if base.op == "mul" and (whole or (self.positive(base.args) and self.levels.of(e) >= REAL)):
            return [[power(a, e) for a in base.args]]
        if base.op == "fn" and base.data == "exp" and (whole or self.positive([base])):
            return [[fn("exp", mul(e, base.args[0]))]] if whole or self.levels.of(e) >= REAL else None
        if base.op == "pow" and self.positive(base.args[:1]) and self.real([base.args[1], e]):
            return [[power(base.args[0], mul(base.args[1], e))]]
        if base.op == "add" and whole and Fraction(1) < e.value <= POWER:
            return [[base, power(base, rat(e.value - 1)) if e.value > 2 else base]]
        return None

    def positive(self, nodes: Sequence[Node]) -> bool:
        return all(self.levels.of(a) == POSITIVE for a in nodes)

    def real(self, nodes: Sequence[Node]) -> bool:
        return all(self.levels.of(a) >= REAL for a in nodes)
