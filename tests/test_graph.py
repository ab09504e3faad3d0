"""The expression graph: equality up to bound names, capture-free substitution, shapes, faithful plain data."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import graph as g
from checker.graph_data import dump, load
from checker.graph_text import text

x, y, z, n = (g.sym(c) for c in "xyzn")


def integral_of(variable: g.Node, body: g.Node) -> g.Node:
    return g.bind("integral", variable, body, g.ZERO, g.ONE)


def test_bound_names_do_not_matter() -> None:
    assert integral_of(x, g.add(x, y)) == integral_of(z, g.add(z, y))
    assert integral_of(x, g.add(x, y)) != integral_of(x, g.add(x, z))


def test_commutative_arguments_have_one_order() -> None:
    assert g.add(x, y, z) == g.add(z, x, y)
    assert g.power(x, y) != g.power(y, x)


def test_substitution_does_not_capture() -> None:
    """∫₀¹ x y dx with y := Σ k x keeps that x free; with y := ∫₀¹ x dx every x stays with its own sign."""
    outer = integral_of(x, g.mul(x, y))
    put = g.substitute(outer, {y: g.bind("sum", z, g.mul(z, x), g.ONE, n)})
    assert g.symbols(put) == {"x", "n"}
    nested = g.substitute(outer, {y: integral_of(x, x)})
    assert g.symbols(nested) == frozenset()
    body, variable = g.open_binder(nested)
    assert g.symbols(body) == {variable.data}
    assert integral_of(x, x) in body.args


def test_substituting_a_deeper_binder_renumbers() -> None:
    deep = integral_of(x, g.mul(x, integral_of(y, g.mul(y, integral_of(z, z)))))
    put = g.substitute(integral_of(x, g.mul(x, y)), {y: deep})
    assert put == integral_of(x, g.mul(x, deep))
    assert put.level == deep.level + 1


def test_opening_and_closing_is_the_identity() -> None:
    node = integral_of(x, g.mul(x, integral_of(z, g.mul(z, x)), y))
    body, variable = g.open_binder(node)
    assert g.close(node, body, [variable], node.args[1:]) == node


def test_shapes() -> None:
    a = g.matsym("A", n, g.rat(3))
    b = g.matsym("B", g.rat(3), g.rat(2))
    assert g.shape(g.Node("matmul", (a, b))) == (n, g.rat(2))
    assert g.shape(g.Node("transpose", (a,))) == (g.rat(3), n)
    stacked = g.Node("block", (b, b), (2, 1))
    assert g.shape(stacked) == (g.rat(6), g.rat(2))
    with pytest.raises(g.ShapeError):
        g.shape(x)


def test_loose_bound_variables_are_seen() -> None:
    node = integral_of(x, g.mul(x, y))
    assert g.has_bound(node.args[0])
    assert not g.has_bound(node)


def nodes() -> st.SearchStrategy[g.Node]:
    leaves = st.one_of(st.sampled_from([x, y, z]), st.fractions(-3, 3, max_denominator=5).map(g.rat))

    def grow(children: st.SearchStrategy[g.Node]) -> st.SearchStrategy[g.Node]:
        pairs = st.tuples(children, children)
        return st.one_of(
            pairs.map(lambda p: g.add(*p)),
            pairs.map(lambda p: g.mul(*p)),
            children.map(lambda c: g.fn("sin", c)),
            children.map(lambda c: integral_of(x, c)),
            pairs.map(lambda p: g.bind("sum", y, p[0], g.ZERO, p[1])),
        )

    return st.recursive(leaves, grow, max_leaves=12)


@given(nodes())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_plain_data_is_faithful(node: g.Node) -> None:
    assert load(json.loads(json.dumps(dump(node)))) == (node,)


@given(nodes(), nodes())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_substitution_leaves_only_what_was_put_in(node: g.Node, value: g.Node) -> None:
    put = g.substitute(node, {z: value})
    expected = g.symbols(node) - {"z"} | (g.symbols(value) if "z" in g.symbols(node) else frozenset())
    assert g.symbols(put) == expected
    assert not g.has_bound(put)


@pytest.mark.parametrize(
    "data", [{}, {"nodes": [["add", None, [7]]], "roots": [0]}, {"nodes": [[1, 2, []]], "roots": [0]}]
)
def test_what_is_no_graph_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"graph|operation"):
        load(data)  # type: ignore[arg-type]


def test_numbers_of_any_length() -> None:
    """Python refuses to print integers of more than 4,300 digits; the graph never prints them."""
    big = g.rat(7**6000, 3)
    assert load(json.loads(json.dumps(dump(big)))) == (big,)
    assert "long number" in text(big)
