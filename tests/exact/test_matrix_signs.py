"""Definite and semidefinite matrices: what their form shows, and what it does not."""

from __future__ import annotations

import pytest

from checker.domains import REAL, SIZE, Domain, Tensor
from checker.exact.context import Context
from checker.exact.matrix_signs import positive_definite, semidefinite
from checker.exact.signs import NONNEG, sign
from checker.graph import MINUS_ONE, ONE, ZERO, Node, add, bind, elem, matsym, rat, sym

n, m, k = map(sym, "nmk")
X, S, P, x, y = matsym("X", n, m), matsym("S", n, n), matsym("P", n, n), matsym("x", n, ONE), matsym("y", n, ONE)
DOMAINS: dict[str, Domain] = {
    "n": SIZE, "m": SIZE, "X": Tensor(n, m, REAL), "S": Tensor(n, n, REAL, "symmetric"),
    "P": Tensor(n, n, REAL, "positive-definite"), "x": Tensor(n, ONE, REAL), "y": Tensor(n, ONE, REAL),
}  # fmt: skip
CTX = Context(DOMAINS)
ONES = Node("identity", (n,))


def t(a: Node) -> Node:
    return Node("transpose", (a,))


def mm(*a: Node) -> Node:
    return Node("matmul", a)


GRAM = mm(X, t(X))


@pytest.mark.parametrize(
    ("matrix", "definite", "semi"),
    [
        (P, True, True),
        (S, False, False),
        (GRAM, False, True),
        (mm(t(X), P, X), False, True),
        (mm(t(X), S, X), False, False),
        (mm(x, t(x)), False, True),
        (mm(x, t(y)), False, False),
        (mm(P, P), False, False),
        (Node("matadd", (ONES, GRAM)), True, True),
        (Node("matadd", (GRAM, mm(x, t(x)))), False, True),
        (Node("matadd", (ONES, S)), False, False),
        (Node("scale", (MINUS_ONE, GRAM)), False, False),
        (Node("scale", (rat(3), GRAM)), False, True),
        (Node("inverse", (Node("matadd", (P, GRAM)),)), True, True),
    ],
)
def test_definite_by_form(matrix: Node, definite: bool, semi: bool) -> None:
    assert positive_definite(matrix, CTX) is definite
    assert semidefinite(matrix, CTX) is semi


@pytest.mark.parametrize(
    ("left", "right", "last", "known"),
    [
        (mm(P, x), x, add(n, MINUS_ONE), True),
        (mm(GRAM, x), x, add(n, MINUS_ONE), True),
        (mm(S, x), x, add(n, MINUS_ONE), False),
        (mm(P, x), y, add(n, MINUS_ONE), False),
        (mm(P, x), x, add(n, rat(-2)), False),
    ],
)
def test_the_sum_of_all_entries_of_a_quadratic_form(left: Node, right: Node, last: Node, known: bool) -> None:
    body = elem(Node("hadamard", (left, right)), k, ZERO)
    found = sign(bind("sum", k, body, ZERO, last), Context(DOMAINS))
    assert (not found & ~NONNEG) is known
