"""Names and a checker for tables of claims about integrals, sums and limits: what must, and must not, be proved."""

from __future__ import annotations

from dataclasses import dataclass, field

from checker.domains import (
    INTEGER,
    NATURAL,
    NONZERO,
    OPEN01,
    POSITIVE,
    REAL,
    SIZE,
    Domain,
    Function,
    Tensor,
)
from checker.exact import normal
from checker.exact.context import Context
from checker.exact.prove import REDUCERS
from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    PI,
    TWO,
    ZERO,
    Node,
    bind,
    div,
    fn,
    matsym,
    mul,
    neg,
    power,
    rat,
    sub,
    sym,
)

z, y, x, mu, sigma, m2, s2, a, b, t, n, k, j, i, N, r, eps = map(
    sym, "z y x mu sigma m2 s2 a b t n k j i N r eps".split()
)
v, u, w = (matsym(name, N, ONE) for name in "vuw")
HALF = rat(1, 2)

DOMAINS: dict[str, Domain] = {
    "x": REAL, "mu": REAL, "sigma": POSITIVE, "m2": REAL, "s2": POSITIVE, "a": POSITIVE, "b": REAL, "t": NONZERO,
    "n": NATURAL, "N": SIZE, "j": INTEGER, "r": OPEN01,
    "q": Function("density"), "p": Function("density"), "g": Function("density"), "f": Function("smooth"),
    "h": Function("smooth"), "given": Function("density", (None, None), None, 1),
    "w": Tensor(N, ONE, OPEN01, "simplex"), "v": Tensor(N, ONE), "u": Tensor(N, ONE),
}  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """left = right, which must be proved, or (`proved` False) must not be."""

    name: str
    left: Node
    right: Node
    proved: bool = True
    domains: dict[str, Domain] = field(default_factory=dict)
    where: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return self.name


def context(domains: dict[str, Domain] | None = None, where: tuple[Node, ...] = ()) -> Context:
    return Context({**DOMAINS, **(domains or {})}, where, reducers=REDUCERS)


def check(c: Claim) -> None:
    found = normal.is_zero(sub(c.left, c.right), context(c.domains, c.where))
    assert (found is True) == c.proved, f"{c.name}: {found}"


def app(name: str, *args: Node, orders: tuple[int, ...] | None = None) -> Node:
    return Node("app", args, (name, orders or (0,) * len(args)))


def integral(body: Node, variable: Node, lower: Node, upper: Node) -> Node:
    return bind("integral", variable, body, lower, upper)


def line(body: Node, variable: Node = z) -> Node:
    return integral(body, variable, NEG_INF, INF)


def half_line(body: Node) -> Node:
    return integral(body, z, ZERO, INF)


def unit(body: Node) -> Node:
    return integral(body, z, ZERO, ONE)


def total(body: Node, index: Node, first: Node, last: Node) -> Node:
    return bind("sum", index, body, first, last)


def limit(body: Node, variable: Node, point: Node, side: str = "+-") -> Node:
    return bind("limit", variable, body, point, data=side)


def gauss(at: Node, mean: Node, spread: Node) -> Node:
    """The density of N(mean, spread²)."""
    exponent = neg(div(power(sub(at, mean), 2), mul(TWO, power(spread, 2))))
    return mul(power(mul(TWO, PI, power(spread, 2)), rat(-1, 2)), fn("exp", exponent))


def log(e: Node) -> Node:
    return fn("log", e)


def exp(e: Node) -> Node:
    return fn("exp", e)


def sin(e: Node) -> Node:
    return fn("sin", e)


def cos(e: Node) -> Node:
    return fn("cos", e)


def binomial(e: Node, m: Node) -> Node:
    return fn("binomial", e, m)


def factorial(e: Node) -> Node:
    return fn("factorial", e)


def delta(e: Node, m: Node) -> Node:
    return fn("kronecker", e, m)
