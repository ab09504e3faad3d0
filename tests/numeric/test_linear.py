"""Matrices: exact and ball, against plain Fraction arithmetic and cofactor expansion."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.graph import ONE, PI, TWO, ZERO, Node, fn, matsym, mul, rat, sub, sym
from checker.numeric.evaluate import compile_graph
from checker.numeric.scope import Enclosure, Undefined, Unknown

A, B = matsym("A", rat(3), rat(3)), matsym("B", rat(3), rat(3))
V = matsym("V", rat(3), ONE)


def value(node: Node, **at):
    return compile_graph([node]).run(at, 100)[0]


def leibniz(rows) -> F:
    n = len(rows)
    total = F(0)
    for p in permutations(range(n)):
        sign = (-1) ** sum(p[i] > p[j] for i in range(n) for j in range(i + 1, n))
        term = F(sign)
        for i in range(n):
            term *= rows[i][p[i]]
        total += term
    return total


def product(a, b):
    return [[sum((a[i][k] * b[k][j] for k in range(len(b))), F(0)) for j in range(len(b[0]))] for i in range(len(a))]


def random_rows(rng: Random, n: int, m: int | None = None):
    return tuple(tuple(F(rng.randint(-5, 5), rng.randint(1, 3)) for _ in range(m or n)) for _ in range(n))


def test_products_sums_and_the_like():
    rng = Random(1)
    a, b, v = random_rows(rng, 3), random_rows(rng, 3), random_rows(rng, 3, 1)
    at = {"A": a, "B": b, "V": v}
    assert value(Node("matmul", (A, B)), **at) == product(a, b)
    assert value(Node("matmul", (A, B, V)), **at) == product(a, product(b, v))
    assert value(Node("matadd", (A, B, A)), **at) == [[2 * x + y for x, y in zip(r, s, strict=True)]
                                                     for r, s in zip(a, b, strict=True)]  # fmt: skip
    assert value(Node("hadamard", (A, B)), **at) == [[x * y for x, y in zip(r, s, strict=True)]
                                                    for r, s in zip(a, b, strict=True)]  # fmt: skip
    assert value(Node("transpose", (A,)), **at) == [list(c) for c in zip(*a, strict=True)]
    assert value(Node("trace", (A,)), **at) == sum(a[i][i] for i in range(3))
    assert value(Node("scale", (rat(2, 3), A)), **at) == [[x * F(2, 3) for x in r] for r in a]
    assert value(Node("diagvec", (Node("diagmat", (V,)),)), **at) == [list(r) for r in v]
    assert value(Node("matpow", (A, rat(3))), **at) == product(a, product(a, a))
    assert value(Node("matpow", (A, ZERO)), **at) == [[F(i == j) for j in range(3)] for i in range(3)]
    assert value(Node("zeros", (rat(1), rat(2)))) == [[0, 0]]
    assert value(Node("ones", (rat(2), rat(1)))) == [[1], [1]]


def test_kron_and_block():
    a = Node("matrix", (ONE, TWO), (1, 2))
    b = Node("matrix", (rat(3), rat(4)), (2, 1))
    assert value(Node("kron", (a, b))) == [[3, 6], [4, 8]]
    one, two = Node("ones", (ONE, ONE)), Node("zeros", (ONE, TWO))
    below, corner = Node("ones", (TWO, ONE)), Node("identity", (TWO,))
    assert value(Node("block", (one, two, below, corner), (2, 2))) == [[1, 0, 0], [1, 1, 0], [1, 0, 1]]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_determinant_and_inverse(n, seed):
    a = random_rows(Random(seed), n)
    m = matsym("M", rat(n), rat(n))
    det = leibniz(a)
    assert value(Node("det", (m,)), M=a) == det
    if det:
        inverse = value(Node("inverse", (m,)), M=a)
        assert product(a, inverse) == [[F(i == j) for j in range(n)] for i in range(n)]
    else:
        with pytest.raises(Undefined) as e:
            value(Node("inverse", (m,)), M=a)
        assert e.value.kind == "singular"


def test_balls():
    rng = Random(4)
    a = random_rows(rng, 4)
    m = matsym("M", rat(4), rat(4))
    scaled = Node("scale", (PI, m))
    found = value(Node("det", (scaled,)), M=a)
    exact = float(leibniz(a)) * 3.141592653589793**4
    assert isinstance(found, Enclosure)
    assert abs(complex(found.value.mid().real, 0).real - exact) < 1e-9 * (1 + abs(exact))
    back = value(Node("matmul", (scaled, Node("inverse", (scaled,)))), M=a)
    assert all(cell.value.contains(int(i == j)) for i, r in enumerate(back) for j, cell in enumerate(r))


def test_a_ball_that_may_be_singular_is_unknown():
    x = sub(fn("sin", PI), fn("sin", mul(TWO, PI)))
    m = Node("matrix", (x, ZERO, ZERO, ONE), (2, 2))
    with pytest.raises(Unknown) as e:
        value(Node("inverse", (m,)))
    assert e.value.precision
    assert value(Node("det", (Node("identity", (rat(5),)),))) == 1


def test_norm():
    v = Node("matrix", (rat(3), rat(-4)), (2, 1))
    assert value(Node("norm", (v,))) == 5
    z = sym("z")
    w = Node("matrix", (z, rat(1)), (2, 1))
    found = value(Node("norm", (w,)), z=(F(1), F(1)))
    assert abs(float(found.value.real) - 3**0.5) < 1e-12


def test_shapes_that_do_not_fit():
    m = matsym("M", TWO, rat(3))
    rows = ((F(1),) * 3, (F(2),) * 3)
    for node in (Node("matmul", (m, m)), Node("det", (m,)), Node("inverse", (m,)), Node("trace", (m,))):
        with pytest.raises(Undefined) as e:
            value(node, M=rows)
        assert e.value.kind == "shape"
