"""Random matrix expressions, rewritten rightly and wrongly: proved if and only if equal in plain Fractions."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from matrix_oracle import agree

from checker.domains import REAL, SIZE, Tensor
from checker.exact import matrices
from checker.exact.context import Context
from checker.graph import ONE, Node, matsym, power, rat, sym

n = sym("n")
SIZES = [{"n": 1}, {"n": 2}, {"n": 3}]
STRUCTURES = {"S": "symmetric", "Q": "orthogonal"}
LETTERS = [matsym(name, n, n) for name in "ABSQ"]
VECTORS = [matsym(name, n, ONE) for name in "uv"]


def context():
    domains = {"n": SIZE, "s": REAL} | {a.data: Tensor(*a.args, structure=STRUCTURES.get(a.data, "")) for a in LETTERS}
    return Context(domains | {v.data: Tensor(n, ONE) for v in VECTORS})


def commutative(op, *args):
    return Node(op, tuple(sorted(args, key=lambda a: a.digest)))


def expression(r, depth, inverses):
    if depth == 0:
        kind = r.random()
        if kind < 0.6:
            return r.choice(LETTERS)
        if kind < 0.7:
            return Node("identity", (n,))
        if kind < 0.85:
            return Node("diagmat", (r.choice(VECTORS),))
        return Node("matmul", (r.choice(VECTORS), Node("transpose", (r.choice(VECTORS),))))
    sub = [expression(r, depth - 1, inverses) for _ in range(2)]
    match r.choice(["matmul", "matmul", "matadd", "transpose", "scale", "hadamard", "inverse"]):
        case "matmul":
            return Node("matmul", tuple(sub))
        case "transpose":
            return Node("transpose", (sub[0],))
        case "scale":
            return Node("scale", (r.choice([rat(2), rat(-1, 3), sym("s"), power(sym("s"), 2)]), sub[0]))
        case "inverse" if inverses:
            return Node("inverse", (r.choice(LETTERS),))
        case "hadamard" if not inverses:
            return commutative("hadamard", *sub)
        case _:
            return commutative("matadd", *sub)


def rewritten(r, m, wrong):
    """The expression by a rule of algebra somewhere; with `wrong`, possibly by a rule that does not hold."""
    a = m.args
    pick = r.random()
    product = a[0] if m.op == "transpose" else m
    if product.op == "matmul" and product.args[0] in VECTORS:
        return m
    match m.op:
        case "transpose" if a[0].op == "matmul":
            factors = [Node("transpose", (x,)) for x in (a[0].args if wrong and pick < 0.5 else reversed(a[0].args))]
            return Node("matmul", tuple(rewritten(r, x, wrong) for x in factors))
        case "transpose" if a[0].op in ("matadd", "hadamard"):
            return commutative(a[0].op, *(rewritten(r, Node("transpose", (x,)), wrong) for x in a[0].args))
        case "transpose" if a[0].op == "transpose":
            return rewritten(r, a[0].args[0], wrong)
        case "transpose" if wrong and pick < 0.3:
            return a[0]
        case "matmul" if wrong and pick < 0.2:
            return Node("matmul", tuple(reversed(a)))
        case "matmul" if a[0].op == "matadd":
            return commutative("matadd", *(rewritten(r, Node("matmul", (x, *a[1:])), wrong) for x in a[0].args))
        case "matmul" if a[-1].op == "matadd":
            return commutative("matadd", *(rewritten(r, Node("matmul", (*a[:-1], x)), wrong) for x in a[-1].args))
        case "matmul" if a[0].op == "scale":
            return Node("scale", (a[0].args[0], rewritten(r, Node("matmul", (a[0].args[1], *a[1:])), wrong)))
        case "scale" if a[1].op == "matadd":
            return commutative("matadd", *(rewritten(r, Node("scale", (a[0], x)), wrong) for x in a[1].args))
        case "inverse" if a[0].data == "Q":
            return Node("transpose", a)
        case "matadd" | "hadamard":
            return commutative(m.op, *(rewritten(r, x, wrong) for x in a))
        case "matmul" | "transpose":
            return Node(m.op, tuple(rewritten(r, x, wrong) for x in a))
        case "scale":
            return Node("scale", (a[0], rewritten(r, a[1], wrong)))
    return m


@pytest.mark.parametrize("inverses", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_rewritten_expressions(seed, inverses):
    r = random.Random(f"{seed}{inverses}")
    left = expression(r, 3, inverses)
    right = rewritten(r, left, wrong=False)
    assert matrices.prove_equal(left, right, context())
    other = rewritten(r, left, wrong=True)
    holds = agree(left, other, STRUCTURES, SIZES, True)
    assert bool(matrices.prove_equal(left, other, context())) == holds
