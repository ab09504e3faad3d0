"""Index language: forms free of the names and order of indices, deltas contracted where they may be, derivatives."""

from __future__ import annotations

import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from matrix_oracle import agree

from checker.domains import INTEGER, REAL, SIZE, Tensor
from checker.exact import indices
from checker.exact.context import Context
from checker.graph import (
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Node,
    ShapeError,
    add,
    bind,
    bind_entries,
    elem,
    fn,
    matsym,
    mul,
    power,
    rat,
    sub,
    sym,
)  # fmt: skip

n, m, i, j, k, l, s = (sym(x) for x in "nmijkls")
A, B, S = (matsym(x, n, n) for x in "ABS")
x, y = (matsym(q, n, ONE) for q in "xy")
STRUCTURES = {"S": "symmetric"}


def context():
    tensors = {q.data: Tensor(*q.args, structure=STRUCTURES.get(q.data, "")) for q in (A, B, S, x, y)}
    return Context({"n": SIZE, "m": SIZE, "s": REAL, "i": INTEGER, "j": INTEGER} | tensors)


def total(body, *over, size=n):
    for index in over:
        body = bind("sum", index, body, ZERO, sub(size, ONE))
    return body


def delta(a, b):
    return fn("kronecker", a, b)


@given(
    st.lists(st.tuples(st.sampled_from([A, B, S]), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5),
    st.permutations(range(4)),
    st.permutations(range(4)),
)
@settings(max_examples=50, deadline=None, derandomize=True)
def test_names_and_order_of_indices_do_not_matter(factors, renamed, order):
    names = [i, j, k, l]
    left = total(mul(*(elem(a, names[p], names[q]) for a, p, q in factors)), *names)
    right = total(
        mul(*(elem(a, names[renamed[p]], names[renamed[q]]) for a, p, q in factors)), *(names[p] for p in order)
    )
    assert indices.reduced(left, context()) == indices.reduced(right, context())


@given(st.lists(st.tuples(st.sampled_from([A, B, S]), st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=3),
       st.integers(0, 2), st.integers(0, 2))  # fmt: skip
@settings(max_examples=50, deadline=None, derandomize=True)
def test_equal_forms_are_equal_sums(factors, p, q):
    """Moving one index of one factor: the forms agree exactly when the numbers do."""
    names = [i, j, k]
    moved = [(factors[0][0], p, q), *factors[1:]]
    left, right = (total(mul(*(elem(a, names[c], names[d]) for a, c, d in fs)), *names) for fs in (factors, moved))
    same = indices.reduced(left, context()) == indices.reduced(right, context())
    assert same == agree(left, right, STRUCTURES, [{"n": 1}, {"n": 2}, {"n": 3}], True)


def test_normal_forms_are_stable():
    for body in (elem(A, i, j), mul(elem(A, i, j), elem(x, j), elem(x, i)), fn("tanh", mul(elem(A, i, j), elem(x, j)))):
        once = indices.reduced(total(body, j, i), context())
        assert indices.reduced(once, context()) == once
        assert indices.reduce_sum(once, context()) == once


def test_a_delta_is_contracted_only_where_its_end_surely_lies_in_the_range():
    known = total(mul(delta(i, k), elem(x, k), elem(y, i)), k)
    assert indices.reduced(known, context()) == mul(*sorted((elem(x, i), elem(y, i)), key=lambda a: a.digest))
    free = total(mul(delta(i, k), k), k)  # i may be anywhere: the sum is i only if 0 ≤ i < n
    assert indices.reduced(free, context()) != i
    first = total(mul(delta(k, ZERO), elem(x, k)), k)
    assert indices.reduced(first, context()) == elem(x, ZERO)
    beyond = total(mul(delta(k, n), add(k, ONE)), k)  # n is not in 0 … n - 1
    assert indices.reduced(beyond, context()) != add(n, ONE)
    second = total(mul(delta(k, ONE), add(k, ONE)), k)  # 1 is in the range only if n > 1
    assert indices.reduced(second, context()) != TWO
    last = total(mul(delta(k, sub(n, ONE)), elem(x, k)), k)
    assert indices.reduced(last, context()) == elem(x, add(n, MINUS_ONE))


def test_a_shifted_range_is_the_same_sum():
    left = bind("sum", k, elem(x, sub(k, ONE)), ONE, n)
    assert indices.reduced(left, context()) == indices.reduced(total(elem(x, k), k), context())
    short = bind("sum", k, elem(x, k), ONE, sub(n, ONE))
    assert indices.reduced(short, context()) != indices.reduced(total(elem(x, k), k), context())


def test_entries_at_known_places():
    explicit = Node("matrix", tuple(rat(q) for q in (1, 2, 3, 4)), (2, 2))
    square = Node("matmul", (explicit, explicit))
    found = [indices.entry(square, rat(p), rat(q), context()) for p in range(2) for q in range(2)]
    assert found == [rat(7), rat(10), rat(15), rat(22)]
    with pytest.raises(ShapeError):
        indices.entry(explicit, rat(2), ZERO, context())
    kron = Node("kron", (explicit, Node("identity", (TWO,))))
    assert [indices.entry(kron, ZERO, rat(q), context()) for q in range(4)] == [ONE, ZERO, TWO, ZERO]


def test_derivatives_by_an_entry():
    form = total(mul(elem(x, k), elem(A, k, l), elem(x, l)), k, l)
    expected = indices.reduced(total(mul(add(elem(A, i, k), elem(A, k, i)), elem(x, k)), k), context())
    ranged = context()
    indices.reduced(elem(x, i), ranged)  # i is an index of x
    assert indices.reduced(sub(indices.differentiate_entry(form, x, i, ZERO, ranged), expected), ranged) == ZERO
    cube = power(elem(x, ZERO), 3)
    assert indices.differentiate_entry(cube, x, ZERO, ZERO, context()) == mul(rat(3), power(elem(x, ZERO), 2))
    assert indices.differentiate_entry(cube, x, ONE, ZERO, context()) == ZERO


def test_the_hessian_of_a_smooth_function_is_symmetric():
    free = matsym("q", n, ONE)
    first = bind("gradient", free, Node("app", (free,), ("f", (0,))), free)
    hessian = bind("jacobian", free, first, x)
    assert indices.entry(hessian, i, j, context()) == indices.entry(hessian, j, i, context())
    vector = bind("jacobian", free, Node("vapp", (n, ONE, free), "F"), x)
    assert indices.entry(vector, i, j, context()) != indices.entry(vector, j, i, context())


def test_products_of_exponentials_and_of_entries():
    exponentials = bind("product", k, fn("exp", mul(TWO, elem(x, k))), ZERO, sub(n, ONE))
    assert indices.reduced(exponentials, context()) == indices.reduced(
        fn("exp", mul(TWO, total(elem(x, k), k))), context()
    )
    scaled = bind("product", k, mul(s, elem(x, k)), ZERO, sub(n, ONE))
    apart = mul(power(s, n), bind("product", k, elem(x, k), ZERO, sub(n, ONE)))
    assert indices.reduced(scaled, context()) == indices.reduced(apart, context())


def test_odd_functions_see_signs_and_branches_are_left_alone():
    ctx = context()
    assert indices.reduced(add(fn("tanh", sub(s, n)), fn("tanh", sub(n, s))), ctx) == ZERO
    assert indices.reduced(fn("asin", mul(MINUS_ONE, s)), ctx) != indices.reduced(mul(MINUS_ONE, fn("asin", s)), ctx)
    assert indices.reduced(power(power(s, 2), rat(1, 2)), ctx) != s
    assert indices.reduced(power(power(s, rat(1, 2)), 2), ctx) == s
    assert indices.reduced(fn("log", power(s, 2)), ctx) != indices.reduced(mul(TWO, fn("log", s)), ctx)


def test_many_symmetric_indices_are_refused_or_canonical():
    names = [sym(f"i{q}") for q in range(5)]
    star = mul(*(elem(A, i, a) for a in names))
    forms = {indices.reduced(total(star, *order, i), context()) for order in list(permutations(names))[:6]}
    assert len(forms) == 1
    assert bind_entries(i, j, ONE, n, n).op == "entries"
