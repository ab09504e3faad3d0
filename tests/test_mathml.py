"""MathML: well-formed, and what a reader sees in it is the graph; every shipped line, and graphs drawn at random."""

from __future__ import annotations

import random
from contextlib import suppress
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from mathml_reader import Unreadable, environment, read, value

from checker import graph as g
from checker.graph import BINDERS, Node, sym
from checker.loading import load
from checker.mathml import LIMIT, identifier, math, presentation
from checker.nodetext import expression
from checker.notation import tree_size
from checker.script import DerivationRecord

DERIVATIONS = Path(__file__).parents[1] / "derivations"


@cache
def records() -> tuple[DerivationRecord, ...]:
    return load([DERIVATIONS]).derivations


def shipped() -> list[tuple[Node, str]]:
    """Every side of every line, condition and erratum of the shipped derivations, with the author's text."""
    found: dict[tuple[Node, str], None] = {}
    for claim in (c for r in records() for c in r.claims):
        sides = [(claim.left, claim.left_text), (claim.right, claim.right_text), *((w, "") for w in claim.where)]
        sides += [(s.expression, s.text) for s in claim.steps]
        sides += [(e.expression, e.text) for e in (claim.erratum, *(s.erratum for s in claim.steps)) if e is not None]
        found.update(dict.fromkeys(sides))
    return list(found)


def alike(x: object, y: object) -> bool:
    a, b = np.asarray(x), np.asarray(y)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-8, equal_nan=True))


def reads_as(node: Node, hint: str = "") -> None:
    """A reader of the marks and a walk over the graph come to the same number."""
    env = environment(node)
    with np.errstate(all="ignore"):
        assert alike(read(math(node, hint), env), value(node, env, {})), (expression(node), math(node, hint))


def test_every_shipped_line_is_read_as_its_graph() -> None:
    lines = shipped()
    assert len(lines) > 600
    told = 0
    for node, hint in lines:
        ET.fromstring(math(node, hint, hint))
        if f"<mtext>(an expression of {tree_size([node])} nodes)</mtext>" in math(node):
            told += 1  # a line that is longer than a page
        else:
            reads_as(node, hint)
    assert told <= 2


# ---------------------------------------------------------------- graphs drawn at random

N, M = sym("n"), sym("m")
SCALARS = [sym(s) for s in ("x", "y", "sigma", "s_1", "mu_next", "before")]
VECTORS = [g.matsym(s, N, g.ONE) for s in ("v", "w_1", "delta")]
MATRICES = [g.matsym(s, N, N) for s in ("A", "B", "U_f")]


def scalar(r: random.Random, depth: int) -> Node:
    """A number of any kind."""
    if depth <= 0:
        return r.choice([*SCALARS, g.rat(r.randrange(-3, 4) or 2), g.rat(r.randrange(1, 5), 3), g.PI])

    def some(k: int = 1) -> Node:
        return scalar(r, depth - k)

    variable = sym("_k")
    match r.randrange(17):
        case 0 | 1:
            return g.add(some(), some(2), some())
        case 2:
            return g.sub(some(), some())
        case 3 | 4:
            return g.mul(some(), some(), some(2))
        case 5:
            return g.div(some(), some())
        case 6:
            return g.power(some(), r.choice([2, 3, -1, -2]))
        case 7:
            return g.power(some(2), some(2))
        case 8:
            return g.power(some(), g.rat(r.choice([1, -1]), r.choice([2, 3])))
        case 9:
            return g.fn(r.choice(["exp", "log", "sin", "abs", "sigmoid"]), some())
        case 10:
            return Node("app", (some(2), some(2)), ("f", (0, 0)))
        case 11:
            op = r.choice(["sum", "product"])
            return g.bind(op, variable, opened(r, depth, variable), g.ONE, r.choice([N, g.rat(3)]))
        case 12:
            return g.bind("integral", variable, opened(r, depth, variable), some(3), some(3))
        case 13:
            return g.bind("diff", variable, opened(r, depth, variable), r.choice([some(3), SCALARS[0]]), data=1)
        case 14:
            return Node("piecewise", (some(), g.rel(some(2), "<", some(2)), some(), g.TRUE))
        case 15:
            vector = tensor(r, depth - 1, column=True)
            return r.choice(
                [g.elem(vector, g.ONE), Node("norm", (vector,)), g.elem(tensor(r, depth - 1), g.ZERO, g.ONE)]
            )
        case _:
            return Node(r.choice(["det", "trace"]), (tensor(r, depth - 1),))


def opened(r: random.Random, depth: int, variable: Node) -> Node:
    return r.choice([g.add, g.mul])(scalar(r, depth - 1), r.choice([variable, g.power(variable, 2)]))


def tensor(r: random.Random, depth: int, column: bool = False) -> Node:
    """A matrix of n rows and columns, or a column of n."""
    if depth <= 0:
        return r.choice(VECTORS if column else MATRICES)

    def like() -> Node:
        return tensor(r, depth - 1, column)

    variable = sym("_e")
    match r.randrange(9):
        case 0:
            return Node("matadd", tuple(sorted((like(), like()), key=lambda a: a.digest)))
        case 1:
            return Node("hadamard", tuple(sorted((like(), like()), key=lambda a: a.digest)))
        case 2:
            return Node("matmul", (tensor(r, depth - 1), like()))
        case 3 | 4:
            return Node("scale", (scalar(r, depth - 1), like()))
        case 5:
            body = r.choice([g.power(variable, 2), g.sub(g.ONE, variable), g.fn("tanh", variable)])
            return g.bind("map", variable, body, like())
        case 6 if column:
            return Node("vapp", (N, g.ONE, like(), scalar(r, depth - 2)), "F")
        case 6:
            return Node("transpose", (like(),))
        case 7 if column:
            return g.bind(
                "gradient", VECTORS[0], Node("norm", (tensor(r, depth - 1, column=True),)), r.choice(VECTORS[:1])
            )
        case 7:
            return Node("diagmat", (tensor(r, depth - 1, column=True),))
        case _:
            return r.choice([Node("inverse", (like(),)), Node("kron", (like(), Node("identity", (g.ONE,))))]) if (
                not column) else Node("scale", (g.MINUS_ONE, like()))  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_what_is_drawn_at_random_is_read_as_its_graph(seed: int) -> None:
    r = random.Random(seed)
    for _ in range(25):
        node = scalar(r, 4) if r.random() < 0.7 else tensor(r, 3, column=r.random() < 0.5)
        with suppress(ZeroDivisionError):  # then it has no value to compare
            reads_as(node)


def test_the_reader_sees_a_missing_bracket() -> None:
    node = g.mul(sym("x"), g.add(sym("y"), sym("x")))
    drawn = math(node)
    bare = drawn.replace("<mo>(</mo>", "").replace("<mo>)</mo>", "")
    env = environment(node)
    assert bare != drawn
    assert alike(read(drawn, env), value(node, env, {}))
    assert not alike(read(bare, env), value(node, env, {}))
    with pytest.raises(Unreadable):
        read(drawn.replace("<mo>)</mo>", ""), env)


# ---------------------------------------------------------------- marks


def every_operation() -> list[Node]:
    """A node of each operation of the grammar."""
    x, v, a = SCALARS[0], VECTORS[0], MATRICES[0]
    two = (x, x)
    plain = [
        g.rat(1, 2), g.PI, x, Node("bound", (), 3), g.add(*two, g.ONE), g.mul(x, g.PI), g.power(x, 2), g.fn("exp", x),
        Node("app", (x,), ("f", (1,))), Node("piecewise", (x, g.TRUE)), g.rel(x, "<=", g.ONE),
        g.conj(g.rel(x, "<", g.ONE), g.rel(x, ">", g.ZERO)), g.disj(g.rel(x, "<", g.ONE), g.rel(x, ">", g.PI)),
        Node("not", (g.rel(x, "=", g.ONE),)), g.TRUE, g.FALSE, g.elem(a, g.ONE, g.ONE), Node("det", (a,)),
        Node("trace", (a,)), Node("norm", (v,)), v, Node("matbound", (N, g.ONE), 2), Node("vapp", (N, g.ONE, x), "F"),
        Node("matrix", two, (1, 2)), Node("matadd", (v, v)), Node("matmul", (a, v)), Node("scale", (x, v)),
        Node("transpose", (a,)), Node("inverse", (a,)), Node("hadamard", (v, v)), Node("matpow", (a, g.TWO)),
        Node("diagmat", (v,)), Node("diagvec", (a,)), Node("identity", (N,)), Node("zeros", (N, N)),
        Node("ones", (N, g.ONE)), Node("kron", (a, a)), Node("block", (a, a), (1, 2)),
    ]  # fmt: skip
    bound = [
        *(g.bind(op, x, g.power(x, 2), g.ZERO, g.ONE) for op in ("integral", "sum", "product")),
        g.bind("diff", x, g.fn("f", x), sym("y"), data=2), g.bind("limit", x, g.power(x, 2), g.ZERO, data="-"),
        g.bind("map", x, g.power(x, 2), v), g.bind_entries(sym("i"), sym("j"), g.mul(sym("i"), sym("j")), N, N),
        g.bind("gradient", v, Node("norm", (v,)), v), g.bind("jacobian", v, Node("matmul", (a, v)), v),
    ]  # fmt: skip
    return plain + bound


@pytest.mark.parametrize("node", every_operation(), ids=lambda n: n.op)
def test_every_operation_is_well_formed_and_has_marks_of_its_own(node: Node) -> None:
    root = ET.fromstring(math(node))
    assert root.tag == "math"
    words = {e.text for e in root.iter("mtext")}
    fallback = node.op in ("bound", "matbound", "true", "false")
    assert bool(words - {"if ", "otherwise"}) == fallback


def test_every_operation_of_the_grammar_is_tried() -> None:
    tried = {n.op for n in every_operation()}
    assert tried >= BINDERS | g.MATRIX_OPS | g.BOOLEAN_OPS


@pytest.mark.parametrize(
    "name", ['<script>alert("x")</script>', "a&b", "x_<", "</math>", "]]>", "é_'", "a\x01b", "\ud800"]
)
def test_names_are_escaped(name: str) -> None:
    for node in (
        sym(name),
        g.matsym(name, N, N),
        Node("app", (sym(name),), (name, (1,))),
        Node("vapp", (N, N, N), name),
    ):
        root = ET.fromstring(math(node, alt=name))
        assert {e.tag for e in root.iter()} <= {"math", "mi", "mo", "mn", "mrow", "msub", "msup", "mtext"}
        assert root.get("alttext") == name.replace("\x01", "\ufffd").replace("\ud800", "\ufffd")


@pytest.mark.parametrize(
    ("symbol", "markup"),
    [
        ("x", "<mi>x</mi>"),
        ("sigma", "<mi>σ</mi>"),
        ("x_1", "<msub><mi>x</mi><mn>1</mn></msub>"),
        ("sigma12", "<msub><mi>σ</mi><mn>12</mn></msub>"),
        ("W_f", "<msub><mi>W</mi><mi>f</mi></msub>"),
        ("x_12_3", "<msub><mi>x</mi><mi>12_3</mi></msub>"),
        ("_x", "<mi>_x</mi>"),
    ],
)
def test_identifiers(symbol: str, markup: str) -> None:
    assert identifier(symbol) == markup


def test_vectors_are_bold_and_their_entries_are_not() -> None:
    assert presentation(VECTORS[0]) == "<mi>𝐯</mi>"
    assert presentation(VECTORS[2]) == "<mi>𝛅</mi>"
    assert presentation(g.elem(VECTORS[0], g.ONE)) == "<msub><mi>v</mi><mn>1</mn></msub>"
    assert "font-weight:bold" in presentation(g.matsym("data", N, g.ONE))


@pytest.mark.parametrize(
    ("node", "hint", "letters"),
    [
        ("integral", "∫[0, 1] z² dz", ["z"]),
        ("integral", "", ["t"]),
        ("sum", "Σ{j=0…3} j²", ["j"]),
        ("sum", "Σ{x=0…3} x²", ["i"]),  # x is free in the body
    ],
)
def test_bound_variables_have_the_letters_of_the_text(node: str, hint: str, letters: list[str]) -> None:
    k = sym("_k")
    drawn = presentation(g.bind(node, k, g.mul(k, k, sym("x"), sym("k")), g.ZERO, g.ONE), hint)
    found = [e.text for e in ET.fromstring(f"<math>{drawn}</math>").iter("mi")]
    assert found.count(letters[0]) == 3  # twice in the body, once where it is bound


def test_sums_side_by_side_keep_their_letters() -> None:
    k = sym("_k")
    parts = [
        g.bind("sum", k, Node("app", (k,), (f, (0,))), g.ONE, N) for f in ("noise", "data")
    ]  # fmt: skip
    drawn = ET.fromstring(math(g.add(*parts), "Σ{z=1…n} noise(z) + Σ{x=1…n} data(x)"))
    letters = [e.text for e in drawn.iter("mi")]
    assert letters[letters.index("noise") + 1] == "z"
    assert letters[letters.index("data") + 1] == "x"


def test_what_is_too_large_is_told_by_its_size() -> None:
    node = sym("x")
    while tree_size([node]) <= LIMIT:
        node = g.add(g.power(node, 2), node)
    assert presentation(node) == f"<mtext>(an expression of {tree_size([node])} nodes)</mtext>"
    deep = sym("x")
    for _ in range(900):
        deep = g.fn("exp", deep)
    ET.fromstring(math(deep))
