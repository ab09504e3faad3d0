"""Single-edit slips: every kind is made, nothing twice, and what is made is an expression."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checker.domains import REAL, SIZE, Function, Tensor
from checker.graph import (
    INF,
    MINUS_ONE,
    NEG_INF,
    ONE,
    TWO,
    ZERO,
    Node,
    add,
    bind,
    elem,
    fn,
    has_bound,
    is_matrix,
    matsym,
    mul,
    neg,
    open_binder,
    power,
    rat,
    rel,
    shape,
    sym,
    symbols,
)
from checker.graph_data import dump, load
from checker.slips import Slip, slips, weakened

x, y, k, n = sym("x"), sym("y"), sym("k"), sym("n")
SQUARE = Tensor(n, n)
A, B = matsym("A", n, n), matsym("B", n, n)
v, w = matsym("v", n, ONE), matsym("w", n, ONE)
DOMAINS = {
    "x": REAL,
    "y": REAL,
    "n": SIZE,
    "A": SQUARE,
    "B": SQUARE,
    "v": Tensor(n, ONE),
    "w": Tensor(n, ONE),
    "f": Function("smooth"),
    "g": Function("smooth"),
}


def of(root: Node) -> list[Slip]:
    return list(slips(root, DOMAINS))


def wholes(root: Node, kind: str) -> set[Node]:
    return {s.whole for s in of(root) if s.kind == kind}


def f(argument: Node, name: str = "f") -> Node:
    return Node("app", (argument,), (name, (0,)))


def total(body: Node, first: Node, last: Node) -> Node:
    return bind("sum", k, body, first, last)


@pytest.mark.parametrize(
    ("kind", "root", "slip"),
    [
        ("sign", add(x, y), add(x, neg(y))),
        ("sign", add(x, neg(y)), add(x, y)),
        ("sign", rat(3), rat(-3)),
        ("sign", fn("exp", x), fn("exp", neg(x))),
        ("term", add(x, y, ONE), add(x, ONE)),
        ("factor", mul(x, y), x),
        ("factor", mul(x, y), mul(TWO, x, y)),
        ("factor", mul(x, y), mul(rat(1, 2), x, y)),
        ("factor", mul(rat(3), x), mul(rat(6), x)),
        ("factor", Node("matmul", (A, v)), Node("scale", (TWO, Node("matmul", (A, v))))),
        ("exponent", power(x, 2), x),
        ("exponent", power(x, 2), power(x, 3)),
        ("exponent", power(x, 2), power(x, -2)),
        ("exponent", power(x, rat(1, 2)), x),
        ("exponent", power(x, n), power(x, add(n, MINUS_ONE))),
        ("exponent", Node("inverse", (A,)), A),
        ("index", elem(v, k), elem(v, add(k, MINUS_ONE))),
        ("index", elem(A, ZERO, k), elem(A, ZERO, add(k, MINUS_ONE))),
        ("transpose", elem(A, ZERO, k), elem(A, k, ZERO)),
        ("symbol", fn("sin", x), fn("sin", y)),
        ("symbol", Node("det", (A,)), Node("det", (B,))),
        ("function", fn("sin", x), fn("cos", x)),
        ("function", fn("abs", x), x),
        ("function", f(x), f(x, "g")),
        ("bound", bind("integral", sym("t"), sym("t"), ZERO, x), bind("integral", sym("t"), sym("t"), ONE, x)),
        ("bound", bind("integral", sym("t"), sym("t"), ZERO, x), bind("integral", sym("t"), sym("t"), ZERO, neg(x))),
        ("bound", bind("integral", sym("t"), f(sym("t")), x, INF), bind("integral", sym("t"), f(sym("t")), x, ZERO)),
        ("bound", total(elem(v, k), ZERO, add(n, MINUS_ONE)), total(elem(v, k), ZERO, n)),
        ("bound", total(elem(v, k), ZERO, add(n, MINUS_ONE)), total(elem(v, k), ONE, add(n, MINUS_ONE))),
        ("bound", total(elem(v, k), ZERO, n), total(elem(v, k), ZERO, add(n, MINUS_ONE))),
        ("transpose", Node("matmul", (A, v)), Node("matmul", (Node("transpose", (A,)), v))),
        ("transpose", Node("matmul", (Node("transpose", (A,)), v)), Node("matmul", (A, v))),
        ("transpose", outer := Node("matmul", (v, Node("transpose", (w,)))), Node("transpose", (outer,))),
        ("order", Node("matmul", (A, B)), Node("matmul", (B, A))),
        ("order", bind("diff", x, f(x), y, data=2), bind("diff", x, f(x), y, data=1)),
        ("relation", rel(x, "<", y), rel(x, "<=", y)),
    ],
)  # fmt: skip
def test_every_kind_is_made(kind: str, root: Node, slip: Node) -> None:
    assert slip in wholes(root, kind)


def test_relations_of_links() -> None:
    assert [weakened(r) for r in ("<", "<=", ">", ">=", "=>", "=", "!=")] == ["<=", "<", ">=", ">", "<=>", None, None]


GAUSS = mul(fn("exp", neg(power(sym("t"), 2))), add(sym("t"), x))
ROOTS = [
    bind("integral", sym("t"), GAUSS, NEG_INF, INF),
    total(mul(elem(v, k), total(elem(w, sym("j")), ZERO, k)), ZERO, add(n, MINUS_ONE)),
    bind("gradient", v, elem(Node("matmul", (Node("transpose", (v,)), A, v)), ZERO, ZERO), w),
    bind("map", sym("t"), fn("tanh", mul(sym("t"), x)), Node("matadd", (Node("matmul", (A, v)), w))),
    bind("diff", sym("t"), mul(f(sym("t")), power(sym("t"), 3)), x, data=1),
    Node("piecewise", (x, rel(x, ">", ZERO), neg(x), Node("true"))),
    rel(add(power(x, 2), neg(ONE)), "=", ZERO),
    Node("hadamard", (Node("matmul", (A, v)), Node("scale", (TWO, w)))),
]


@pytest.mark.parametrize("root", ROOTS, ids=lambda r: r.op)
def test_what_is_made_is_an_expression_and_made_once(root: Node) -> None:
    found = of(root)
    assert found
    assert len({s.whole for s in found}) == len(found)
    for s in found:
        assert s.whole != root
        assert is_matrix(s.whole) == is_matrix(root)
        assert symbols(s.whole) <= symbols(root) | set(DOMAINS)  # no letter of a bound variable is left behind
        assert not has_bound(s.whole)
        assert load(dump(s.whole)) == (s.whole,)
        if is_matrix(root):
            assert shape(s.whole) == shape(root)


def test_an_edit_by_the_rules_of_sign_is_made_once() -> None:
    # −(xy), (−x)y and x(−y) are one slip, and so are those at the base of an even power and under a sum sign
    assert wholes(mul(x, y), "sign") == {mul(MINUS_ONE, x, y)}
    assert wholes(power(x, 2), "sign") == {neg(power(x, 2))}
    inner = total(mul(x, elem(v, k)), ZERO, add(n, MINUS_ONE))
    assert wholes(mul(y, inner), "sign") == {mul(MINUS_ONE, y, inner)}


def test_sizes_orders_and_counts_stay() -> None:
    for root in (Node("identity", (add(n, ONE),)), Node("zeros", (n, n)), Node("ones", (n, add(n, ONE)))):
        assert {s.whole for s in of(root)} <= {Node("scale", (MINUS_ONE, root))}
    assert all(
        s.whole.args[0] == A for s in of(Node("matpow", (A, TWO))) if s.whole.op == "matpow" and s.kind == "exponent"
    )
    hyper = fn("hyper", TWO, x, y, ONE, rat(1, 2))
    assert all(s.whole.args[0] == TWO for s in of(hyper) if s.whole.op == "fn")


def test_bound_variables_have_names_in_what_is_shown() -> None:
    (dropped,) = (
        s for s in of(bind("integral", sym("t"), add(sym("t"), x), ZERO, ONE)) if s.kind == "term" and s.before == x
    )
    assert dropped.after == ZERO
    assert open_binder(dropped.whole, sym("t"))[0] == sym("t")


def test_the_limit_is_kept() -> None:
    assert len(list(slips(add(*(power(x, rat(Fraction(j))) for j in range(2, 40))), DOMAINS, limit=25))) == 25
