"""Normal forms of random scalars keep the value of what they were made of, at negative numbers and on cuts too."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from matrix_oracle import At, evaluate

from checker.domains import POSITIVE, REAL, SIZE, Tensor
from checker.exact import indices
from checker.exact.context import Context
from checker.graph import ONE, ZERO, Node, add, bind, elem, fn, matsym, mul, power, rat, sub, sym

n, i, s, t = (sym(q) for q in "nist")
x, y = matsym("x", n, ONE), matsym("y", n, ONE)
A = matsym("A", n, n)
EXPONENTS = [rat(2), rat(-1), rat(3), rat(1, 2), rat(-1, 2), rat(3, 2), rat(-2)]


def context():
    tensors = {"x": Tensor(n, ONE), "y": Tensor(n, ONE, POSITIVE), "A": Tensor(n, n)}
    return Context({"n": SIZE, "s": REAL, "t": POSITIVE} | tensors)


def scalar(r, depth, inside=False):
    """A random scalar; `inside` a sum or product it may depend on the index i."""
    if depth == 0:
        leaves = [s, t, rat(2), rat(-1, 3)]
        return r.choice([*leaves, elem(x, i), elem(y, i), elem(y, i)] if inside else leaves)
    a, b = (scalar(r, depth - 1, inside) for _ in range(2))
    match r.choice(["add", "mul", "mul", "pow", "pow", "exp", "log", "fn", "abs", "sum", "product", "matrix"]):
        case "add":
            return add(a, b)
        case "mul":
            return mul(a, b)
        case "pow":
            return power(a, r.choice(EXPONENTS))
        case "exp":
            return fn("exp", mul(rat(1, 5), a))
        case "log":
            return fn("log", a)
        case "abs":
            return fn("abs", r.choice([s, mul(s, t), elem(x, i) if inside else s]))
        case "fn":
            return fn(r.choice(["tanh", "sigmoid", "sin", "cos"]), a)
        case "sum" | "product" as op if not inside:
            return bind(op, i, scalar(r, depth - 1, True), ZERO, sub(n, ONE))
        case "matrix" if not inside:
            vector = bind("map", sym("e"), mul(sym("e"), a), r.choice([x, y, Node("matmul", (A, x))]))
            return elem(Node("matmul", (Node("transpose", (vector,)), Node("matmul", (A, y)))), ZERO)
    return mul(a, b)


@pytest.mark.parametrize("seed", range(150))
def test_values_are_kept(seed):
    r = random.Random(seed)
    node = scalar(r, 4)
    form = indices.reduced(node, context())
    for size in (1, 2, 3):
        at = At({"n": size}, f"{seed},{size}", {}, False)
        at.values["t"] = complex(r.randint(1, 9)) / 4
        at.values["y"] = [[complex(r.randint(1, 9)) / 4] for _ in range(size)]
        try:
            expected = complex(evaluate(node, at, {}))
            found = complex(evaluate(form, at, {}))
        except (ZeroDivisionError, ValueError, OverflowError):
            continue
        if abs(expected) < 1e9:
            assert abs(found - expected) <= 1e-7 * (1 + abs(expected))
