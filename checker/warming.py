"""What a process examines once before others are forked from it, so that they need not begin from cold.

A dozen small lines of every kind: what the first of a kind costs more (modules that are imported when they are needed,
tables that are filled, code that the interpreter adapts to what it sees) is paid here, once, and shared. It decides
nothing: the judgements are thrown away, and a link is judged alike with and without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from checker.domains import NATURAL, POSITIVE, REAL, SIZE, Domain, Tensor
from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    PI,
    Node,
    add,
    bind,
    div,
    elem,
    fn,
    matsym,
    mul,
    neg,
    power,
    rat,
    rel,
    sub,
    sym,
)  # fmt: skip
from checker.links import used_domains
from checker.records import Link

_X, _Y, _S, _N, _K = map(sym, "xysnk")
_DOMAINS: tuple[tuple[str, Domain], ...] = (
    ("W", Tensor(_N, _N)), ("k", NATURAL), ("n", SIZE), ("s", POSITIVE), ("v", Tensor(_N, ONE)),
    ("x", REAL), ("y", REAL),
)  # fmt: skip


def links() -> Iterator[Link]:
    """The lines: some true, some false, each small."""
    exp, log, tanh, sigmoid = (partial(fn, name) for name in ("exp", "log", "tanh", "sigmoid"))
    x, y, s, n, k = _X, _Y, _S, _N, _K
    square = power(add(x, y), 2)
    yield _link(square, "=", add(power(x, 2), mul(rat(2), x, y), power(y, 2)))
    yield _link(square, "=", add(power(x, 2), power(y, 2)))
    yield _link(div(sub(power(x, 2), ONE), add(power(x, 2), ONE)), "=", sub(ONE, div(rat(2), add(power(x, 2), ONE))))
    yield _link(log(div(power(s, 2), exp(x))), "=", sub(mul(rat(2), log(s)), x))
    yield _link(fn("sin", mul(rat(2), x)), "=", mul(rat(2), fn("sin", x), fn("cos", x)))
    yield _link(_derivative(sigmoid(mul(s, x)), x), "=", mul(s, sigmoid(mul(s, x)), sub(ONE, sigmoid(mul(s, x)))))
    yield _link(_derivative(tanh(x), x), "=", sub(ONE, tanh(x)))
    density = div(
        exp(neg(div(power(sub(x, y), 2), mul(rat(2), power(s, 2))))), mul(s, power(mul(rat(2), PI), rat(1, 2)))
    )
    yield _link(bind("integral", x, mul(x, density), NEG_INF, INF), "=", y)
    yield _link(bind("sum", k, k, ONE, n), "=", div(mul(n, add(n, ONE)), rat(2)))
    yield _link(add(power(x, 2), power(y, 2)), ">=", mul(rat(2), x, y))
    yield _link(exp(x), ">=", add(ONE, x))
    yield _link(log(s), "<=", sub(s, ONE))
    yield _link(rel(power(x, 2), "=", rat(4)), "=>", rel(x, "=", rat(2)))
    w, v = matsym("W", n, n), matsym("v", n, ONE)
    yield _link(_transposed(_product(w, v)), "=", _product(_transposed(v), _transposed(w)))
    yield _link(elem(_product(w, v), k), "=", elem(v, k))


def _product(*factors: Node) -> Node:
    return Node("matmul", factors)


def _transposed(m: Node) -> Node:
    return Node("transpose", (m,))


def _derivative(body: Node, at: Node) -> Node:
    return bind("diff", at, body, at, data=1)


def _link(left: Node, relation: str, right: Node) -> Link:
    return Link(left, relation, right, used_domains(_DOMAINS, left, right))
