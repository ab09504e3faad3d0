"""Matrix identities for every size: the true are proved, the false are not; plain numbers say which is which.

Equation numbers are of Petersen & Pedersen, The Matrix Cookbook (version of 15 November 2012).
"""

from __future__ import annotations

import sys
from fractions import Fraction
from math import prod
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from matrix_oracle import At, agree, evaluate

from checker.domains import REAL, SIZE, Scalar, Tensor
from checker.exact import matrices
from checker.exact.context import Context
from checker.exact.prove import REDUCERS
from checker.graph import (
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Node,
    add,
    bind,
    bind_entries,
    div,
    elem,
    fn,
    is_matrix,
    matsym,
    mul,
    neg,
    power,
    rat,
    sub,
    substitute,
    sym,
)  # fmt: skip

n, m, k, i, j, s, t = (sym(x) for x in "nmkijst")
STRUCTURES = {"S": "symmetric", "P": "positive-definite", "Q": "orthogonal", "p": "simplex"}
SIZES = [{"n": 1, "m": 2, "k": 1}, {"n": 2, "m": 3, "k": 2}, {"n": 3, "m": 1, "k": 2}]


def square(name):
    return matsym(name, n, n)


def vector(name, size=n):
    return matsym(name, size, ONE)


A, B, C, D, S, P, Q = (square(x) for x in "ABCDSPQ")
u, v, w, x, y, b, p = (vector(x) for x in "uvwxybp")
G, H, K = matsym("G", n, m), matsym("H", m, n), matsym("K", m, m)
U, V, R = matsym("U", n, k), matsym("V", k, n), matsym("R", k, k)
e, z = vector("e", m), vector("z", add(n, m))


def mm(*a):
    return Node("matmul", a)


def ma(*a):
    return Node("matadd", tuple(sorted(a, key=lambda q: q.digest)))


def had(*a):
    return Node("hadamard", tuple(sorted(a, key=lambda q: q.digest)))


def sc(c, a):
    return Node("scale", (c if isinstance(c, Node) else rat(c), a))


def minus(a, b):
    return ma(a, sc(-1, b))


def T(a):
    return Node("transpose", (a,))


def inv(a):
    return Node("inverse", (a,))


def diag(a):
    return Node("diagmat", (a,))


def one(r=n):
    return Node("identity", (r,))


def zeros(r, c):
    return Node("zeros", (r, c))


def ones(r, c=ONE):
    return Node("ones", (r, c))


def tr(a):
    return Node("trace", (a,))


def det(a):
    return Node("det", (a,))


def norm(a):
    return Node("norm", (a,))


def each(f, a):
    return bind("map", t, f(t), a)


def exp(a):
    return each(lambda q: fn("exp", q), a)


def sigmoid(a):
    return each(lambda q: fn("sigmoid", q), a)


def tanh(a):
    return each(lambda q: fn("tanh", q), a)


def total(body, size=n):
    return bind("sum", i, body, ZERO, sub(size, ONE))


def dot(a, b):
    return elem(mm(T(a), b), ZERO)


def block(rows, cols, *a):
    return Node("block", a, (rows, cols))


def grad(f, a):
    return bind("gradient", a, f, a)


def jac(f, a):
    return bind("jacobian", a, f, a)


def f(name, *a):
    return Node("vapp", (n, ONE, *a), name)


def loss(a, name="L"):
    return Node("app", (a,), (name, (0,)))


def dloss(at, size=m, name="L"):
    return bind("gradient", vector("free", size), loss(vector("free", size), name), at)


def djac(name, at):
    return bind("jacobian", vector("free"), f(name, vector("free")), at)


def context():
    domains = dict.fromkeys("nmk", SIZE) | dict.fromkeys("st", REAL)
    for q in (A, B, C, D, S, P, Q, u, v, w, x, y, b, p, G, H, K, U, V, R, e, z, W, c, x1, x2):
        entry = Scalar(lower=0) if q.data == "p" else REAL
        domains[q.data] = Tensor(*q.args, entry, STRUCTURES.get(q.data, ""))
    return Context(domains, reducers=REDUCERS)


W, c, x1, x2 = matsym("W", m, n), vector("c", m), vector("x1"), vector("x2")
affine = ma(mm(W, x), c)
gate = sigmoid(affine)
residue = minus(mm(A, x), b)
y1 = ma(had(exp(f("g", x2)), x1), f("F", x2))
upper = block(2, 2, A, G, zeros(m, n), K)
lower = block(2, 2, A, zeros(n, m), H, K)
full = block(2, 2, A, G, H, K)
first = bind_entries(i, j, elem(z, i), n, ONE)
second = bind_entries(i, j, elem(z, add(i, n)), m, ONE)
shifted = bind_entries(i, j, elem(z, add(i, n, MINUS_ONE)), m, ONE)
q_form = dot(x, mm(A, x))
quotient = fn("exp", elem(x, i))
softmax = bind_entries(i, j, div(quotient, total(quotient)), n, ONE)

TRUE = {
    "(AB)ᵀ (4)": (T(mm(A, B)), mm(T(B), T(A))),
    "(AB)⁻¹ (1)": (inv(mm(A, B)), mm(inv(B), inv(A))),
    "(Aᵀ)⁻¹ (6)": (inv(T(A)), T(inv(A))),
    "A A⁻¹": (mm(A, inv(A)), one()),
    "distributive": (mm(A, ma(B, C), D), ma(mm(A, B, D), mm(A, C, D))),
    "(A+B)²": (Node("matpow", (ma(A, B), TWO)), ma(mm(A, A), mm(A, B), mm(B, A), mm(B, B))),
    "A^-2": (Node("matpow", (A, rat(-2))), mm(inv(A), inv(A))),
    "(2A)⁻¹": (inv(ma(A, A)), sc(rat(1, 2), inv(A))),
    "Woodbury (156)": (
        inv(ma(A, mm(U, R, V))),
        minus(inv(A), mm(inv(A), U, inv(ma(inv(R), mm(V, inv(A), U))), V, inv(A))),
    ),
    "Sherman-Morrison (160)": (
        inv(ma(A, mm(u, T(v)))),
        minus(inv(A), sc(power(add(ONE, dot(v, mm(inv(A), u))), -1), mm(inv(A), u, T(v), inv(A)))),
    ),
    "push-through": (mm(inv(ma(one(), mm(G, H))), G), mm(G, inv(ma(one(m), mm(H, G))))),
    "Searle (165)": (inv(ma(one(), inv(A))), mm(A, inv(ma(A, one())))),
    "Searle (167)": (inv(ma(inv(A), inv(B))), mm(A, inv(ma(A, B)), B)),
    "Searle (169)": (minus(A, mm(A, inv(ma(A, B)), A)), minus(B, mm(B, inv(ma(A, B)), B))),
    "A⁻¹ + B⁻¹ (170)": (ma(inv(A), inv(B)), mm(inv(A), ma(A, B), inv(B))),
    "ridge, two ways": (
        mm(inv(ma(mm(T(G), G), sc(s, one(m)))), T(G)),
        mm(T(G), inv(ma(mm(G, T(G)), sc(s, one())))),
    ),
    "symmetric inverse": (T(inv(ma(S, mm(A, T(A))))), inv(ma(S, mm(A, T(A))))),
    "Sᵀ = S": (T(S), S),
    "Q Qᵀ": (mm(Q, T(Q)), one()),
    "Q⁻¹": (inv(Q), T(Q)),
    "conjugation": (mm(inv(mm(Q, S, T(Q))), Q), mm(Q, inv(S))),
    "diag v w": (mm(diag(v), w), had(v, w)),
    "diag diag": (mm(diag(u), diag(v)), diag(had(u, v))),
    "diag A diag": (mm(diag(u), A, diag(v)), had(A, mm(u, T(v)))),
    "diag⁻¹": (inv(diag(u)), diag(each(lambda q: power(q, -1), u))),
    "(D + sI)⁻¹": (inv(ma(diag(u), sc(s, one()))), diag(each(lambda q: power(add(q, s), -1), u))),
    "(A ⊙ B)ᵀ": (T(had(A, B)), had(T(A), T(B))),
    "ones": (mm(ones(n), T(v)), mm(ones(n, n), diag(v))),
    "diagvec": (Node("diagvec", (mm(A, T(B)),)), mm(had(A, B), ones(n))),
    "∂ xᵀAx (81)": (grad(q_form, x), mm(ma(A, T(A)), x)),
    "∂ xᵀSx": (grad(dot(x, mm(S, x)), x), sc(2, mm(S, x))),
    "∂ uᵀX v (70)": (grad(dot(u, mm(B, v)), B), mm(u, T(v))),
    "∂ tr XA (100)": (grad(tr(mm(B, A)), B), T(A)),
    "∂ tr AᵀX (103)": (grad(tr(mm(T(A), B)), B), A),
    "∂ tr XᵀX (115)": (grad(tr(mm(T(B), B)), B), sc(2, B)),
    "∂ tr BAXᵀ...(108)": (grad(tr(mm(T(B), C, B)), B), mm(ma(C, T(C)), B)),
    "∂ tr X² (106)": (grad(tr(mm(B, B)), B), sc(2, T(B))),
    "∂ ‖Ax-b‖²": (grad(power(norm(residue), 2), x), sc(2, mm(T(A), residue))),
    "∂ log det (57)": (grad(fn("log", fn("abs", det(B))), B), T(inv(B))),
    "∂ det (49)": (grad(det(B), B), sc(det(B), T(inv(B)))),
    "∂ uᵀX⁻¹v (61)": (grad(dot(u, mm(inv(B), v)), B), sc(-1, mm(T(inv(B)), u, T(v), T(inv(B))))),
    "∂ tr X⁻¹ (64)": (grad(tr(inv(B)), B), sc(-1, T(mm(inv(B), inv(B))))),
    "∂ log-sum-exp": (grad(fn("log", total(quotient)), x), softmax),
    "∂ cross-entropy, p": (grad(neg(total(mul(elem(p, i), fn("log", elem(softmax, i))))), x), minus(softmax, p)),
    "∂ cross-entropy, y": (
        grad(neg(total(mul(elem(y, i), fn("log", elem(softmax, i))))), x),
        minus(sc(total(elem(y, i)), softmax), y),
    ),
    "∂ Gaussian by mean (86)": (
        grad(mul(rat(-1, 2), dot(minus(x, u), mm(inv(P), minus(x, u)))), u), mm(inv(P), minus(x, u)),
    ),
    "∂ ridge": (
        grad(add(power(norm(residue), 2), mul(s, dot(x, x))), x), ma(sc(2, mm(T(A), residue)), sc(mul(TWO, s), x)),
    ),
    "σ' in exponentials": (
        mm(A, each(lambda q: mul(fn("sigmoid", q), sub(ONE, fn("sigmoid", q))), x)),
        mm(A, each(lambda q: mul(fn("exp", neg(q)), power(add(ONE, fn("exp", neg(q))), -2)), x)),
    ),
    "two layers": (
        grad(loss(mm(W, tanh(residue))), A),
        mm(had(mm(T(W), dloss(mm(W, tanh(residue)))), minus(ones(n), had(tanh(residue), tanh(residue)))), T(x)),
    ),
    "(A ⊗ B)ᵀ (510)": (T(Node("kron", (A, K))), Node("kron", (T(A), T(K)))),
    "(A ⊗ B)(C ⊗ D) (511)": (mm(Node("kron", (A, G)), Node("kron", (B, K))), Node("kron", (mm(A, B), mm(G, K)))),
    "(A ⊗ B)⁻¹ (512)": (inv(Node("kron", (A, K))), Node("kron", (inv(A), inv(K)))),
    "∂ by W": (grad(loss(affine), W), mm(dloss(affine), T(x))),
    "∂ by x": (grad(loss(affine), x), mm(T(W), dloss(affine))),
    "∂ by c": (grad(loss(affine), c), dloss(affine)),
    "∂ through σ": (grad(loss(gate), c), had(dloss(gate), gate, minus(ones(m), gate))),
    "∂ through σ by W": (grad(loss(gate), W), mm(had(dloss(gate), gate, minus(ones(m), gate)), T(x))),
    "J tanh": (jac(tanh(x), x), diag(minus(ones(n), had(tanh(x), tanh(x))))),
    "J Ax": (jac(mm(A, x), x), A),
    "J chain": (jac(f("F", f("g", x)), x), mm(djac("F", f("g", x)), djac("g", x))),
    "coupling 11": (jac(y1, x1), diag(exp(f("g", x2)))),
    "coupling 12": (jac(y1, x2), ma(djac("F", x2), mm(diag(had(x1, exp(f("g", x2)))), djac("g", x2)))),
    "J softmax": (jac(softmax, x), minus(diag(softmax), mm(softmax, T(softmax)))),
    "upper⁻¹ (402)": (
        inv(upper), block(2, 2, inv(A), sc(-1, mm(inv(A), G, inv(K))), zeros(m, n), inv(K)),
    ),
    "lower⁻¹": (inv(lower), block(2, 2, inv(A), zeros(n, m), sc(-1, mm(inv(K), H, inv(A))), inv(K))),
    "blockᵀ": (T(full), block(2, 2, T(A), T(H), T(G), T(K))),
    "block times stacked": (mm(full, block(2, 1, x, e)), block(2, 1, ma(mm(A, x), mm(G, e)), ma(mm(H, x), mm(K, e)))),
    "block times slices": (mm(full, z), block(2, 1, ma(mm(A, first), mm(G, second)), ma(mm(H, first), mm(K, second)))),
    "z in pieces": (z, block(2, 1, first, second)),
    "sizes commute": (ones(add(n, m)), block(2, 1, ones(m), ones(n))),
    "LDU": (
        block(2, 2, A, G, H, ma(K, mm(H, inv(A), G))),
        mm(block(2, 2, one(), zeros(n, m), mm(H, inv(A)), one(m)), block(2, 2, A, G, zeros(m, n), K)),
    ),
    "matrix 2x2 inverse": (
        inv(Node("matrix", (s, ONE, TWO, t), (2, 2))),
        sc(power(add(mul(s, t), rat(-2)), -1), Node("matrix", (t, MINUS_ONE, rat(-2), s), (2, 2))),
    ),
    "tr ABC (16)": (tr(mm(A, B, C)), tr(mm(C, A, B))),
    "tr Aᵀ (13)": (tr(T(A)), tr(A)),
    "tr AB, not square": (tr(mm(G, H)), tr(mm(H, G))),
    "tr A⁻¹BA": (tr(mm(inv(A), B, A)), tr(B)),
    "tr xyᵀ": (tr(mm(x, T(y))), dot(y, x)),
    "xᵀ diag(a) y": (dot(x, mm(diag(u), y)), total(mul(elem(u, i), elem(x, i), elem(y, i)))),
    "‖x‖²": (power(norm(x), 2), dot(x, x)),
    "‖Qx‖": (norm(mm(Q, x)), norm(x)),
    "‖x-y‖²": (power(norm(minus(x, y)), 2), add(dot(x, x), mul(rat(-2), dot(y, x)), dot(y, y))),
    "Frobenius": (power(norm(A), 2), tr(mm(T(A), A))),
    "Σp = 1": (total(elem(p, i)), ONE),
    "Σ softmax": (total(elem(softmax, i)), ONE),
    "ones ones": (dot(ones(n), ones(n)), n),
    "block norm": (power(norm(block(2, 1, x, e)), 2), add(dot(x, x), dot(e, e))),
    "det AB (21)": (det(mm(A, B)), mul(det(B), det(A))),
    "det sA (19)": (det(sc(s, A)), mul(power(s, n), det(A))),
    "det A⁻¹ (22)": (det(inv(A)), power(det(A), -1)),
    "det Aᵀ (20)": (det(T(A)), det(A)),
    "det diag": (det(diag(u)), bind("product", i, elem(u, i), ZERO, sub(n, ONE))),
    "det upper (399)": (det(upper), mul(det(A), det(K))),
    "log det J": (fn("log", det(jac(y1, x1))), total(elem(f("g", x2), i))),
    "Σ p log softmax": (
        total(mul(elem(p, i), fn("log", elem(softmax, i)))), sub(dot(p, x), fn("log", total(quotient))),
    ),
    "tr A ⊗ B (515)": (tr(Node("kron", (A, K))), mul(tr(A), tr(K))),
    "det A ⊗ B (516)": (det(Node("kron", (A, K))), mul(power(det(A), m), power(det(K), n))),
    "Sylvester": (det(ma(one(), mm(G, H))), det(ma(one(m), mm(H, G)))),
    "det (1 + uvᵀ) (24)": (det(ma(one(), mm(u, T(v)))), add(ONE, dot(v, u))),
    "determinant lemma": (
        det(ma(P, sc(s, mm(u, T(v))))), mul(det(P), add(ONE, mul(s, dot(v, mm(inv(P), u))))),
    ),
    "det 2x2": (det(Node("matrix", (s, ONE, TWO, t), (2, 2))), add(mul(s, t), rat(-2))),
}  # fmt: skip

FALSE = {
    "no order in ᵀ": (T(mm(A, B)), mm(T(A), T(B))),
    "no transpose": (mm(A, B), mm(T(A), B)),
    "no order in ⁻¹": (inv(mm(A, B)), mm(inv(A), inv(B))),
    "A⁻¹ of a sum": (inv(ma(A, B)), ma(inv(A), inv(B))),
    "A²-B²": (mm(ma(A, B), minus(A, B)), minus(mm(A, A), mm(B, B))),
    "Woodbury, sign": (
        inv(ma(A, mm(U, R, V))),
        ma(inv(A), mm(inv(A), U, inv(ma(inv(R), mm(V, inv(A), U))), V, inv(A))),
    ),
    "Sherman-Morrison, vectors exchanged": (
        inv(ma(A, mm(u, T(v)))),
        minus(inv(A), sc(power(add(ONE, dot(u, mm(inv(A), v))), -1), mm(inv(A), u, T(v), inv(A)))),
    ),
    "push-through, wrong order": (mm(inv(ma(one(), mm(A, B))), A), mm(A, inv(ma(one(), mm(A, B))))),
    "Hadamard for product": (had(A, B), mm(A, B)),
    "diag order": (mm(diag(u), A), mm(A, diag(u))),
    "x yᵀ": (mm(x, T(y)), mm(y, T(x))),
    "A symmetric": (T(A), A),
    "Q² = 1": (mm(A, A), one()),
    "∂ xᵀAx halved": (grad(q_form, x), sc(2, mm(A, x))),
    "∂ by W transposed order": (grad(tr(mm(B, A)), B), A),
    "∂ by x, no transpose": (grad(loss(mm(A, x)), x), mm(A, dloss(mm(A, x), n))),
    "∂ log det, no transpose": (grad(fn("log", fn("abs", det(B))), B), inv(B)),
    "∂ through σ, no factor": (grad(loss(gate), c), had(dloss(gate), gate)),
    "∂ cross-entropy, sign": (
        grad(neg(total(mul(elem(p, i), fn("log", elem(softmax, i))))), x), minus(p, softmax),
    ),
    "∂ cross-entropy, Σy dropped": (
        grad(neg(total(mul(elem(y, i), fn("log", elem(softmax, i))))), x), minus(softmax, y),
    ),
    "(A ⊗ B)(C ⊗ D), order": (mm(Node("kron", (A, B)), Node("kron", (C, D))), Node("kron", (mm(A, C), mm(D, B)))),
    "A ⊗ B = B ⊗ A": (Node("kron", (A, B)), Node("kron", (B, A))),
    "J Ax transposed": (jac(mm(A, x), x), T(A)),
    "J chain, order": (jac(f("F", f("g", x)), x), mm(djac("g", x), djac("F", f("g", x)))),
    "coupling 12, order": (jac(y1, x2), ma(djac("F", x2), mm(djac("g", x2), diag(had(x1, exp(f("g", x2))))))),
    "J softmax, sign": (jac(softmax, x), ma(diag(softmax), mm(softmax, T(softmax)))),
    "upper⁻¹, sign": (inv(upper), block(2, 2, inv(A), mm(inv(A), G, inv(K)), zeros(m, n), inv(K))),
    "blockᵀ, blocks in place": (
        T(block(2, 2, A, B, C, D)), block(2, 2, T(A), T(B), T(C), T(D)),
    ),
    "slice off by one": (z, block(2, 1, first, shifted)),
    "tr ACB": (tr(mm(A, B, C)), tr(mm(A, C, B))),
    "tr of a product": (tr(mm(A, B)), mul(tr(A), tr(B))),
    "tr of xyᵀ": (tr(mm(x, T(y))), dot(x, x)),
    "det of a sum": (det(ma(A, B)), add(det(A), det(B))),
    "det sA = s det A": (det(sc(s, A)), mul(s, det(A))),
    "det -A = det A": (det(sc(-1, A)), det(A)),
    "det full": (det(full), sub(mul(det(A), det(K)), mul(det(mm(G, H)), ONE))),
    "‖x+y‖²": (power(norm(ma(x, y)), 2), add(dot(x, x), dot(y, y))),
    "Σ x = 1": (total(elem(x, i)), ONE),
    "Σ ‖p‖² = 1": (total(power(elem(p, i), 2)), ONE),
    "log det J, wrong sum": (fn("log", det(jac(y1, x1))), total(mul(elem(f("g", x2), i), elem(x1, i)))),
    "log of a power": (
        total(mul(elem(p, i), fn("log", elem(softmax, i)))), sub(dot(p, x), power(fn("log", total(quotient)), -1)),
    ),
    "det (1 + uvᵀ), square": (det(ma(one(), mm(u, T(v)))), add(ONE, dot(u, u))),
    "Sylvester, sign": (det(ma(one(), mm(G, H))), det(minus(one(m), mm(H, G)))),
    "det A ⊗ B, exponents": (det(Node("kron", (A, K))), mul(power(det(A), n), power(det(K), m))),
    "(Σx)² = Σx²": (power(total(elem(x, i)), 2), total(power(elem(x, i), 2))),
}  # fmt: skip


def transcendental(*nodes):
    seen, stack = set(), list(nodes)
    while stack:
        q = stack.pop()
        if q in seen:
            continue
        seen.add(q)
        if q.op in ("gradient", "jacobian", "norm") or (q.op == "fn" and q.data != "kronecker"):
            return True
        stack.extend(q.args)
    return False


def proved(left, right):
    if is_matrix(left):
        return matrices.prove_equal(left, right, context())
    return matrices.scalar_zero(left, right, context())


@pytest.mark.parametrize("name", TRUE)
def test_true_identities_are_proved(name):
    left, right = TRUE[name]
    assert agree(left, right, STRUCTURES, SIZES, not transcendental(left, right)), "the identity itself is wrong"
    assert proved(left, right)


@pytest.mark.parametrize("name", FALSE)
def test_false_identities_are_not_proved(name):
    left, right = FALSE[name]
    assert not agree(left, right, STRUCTURES, SIZES, not transcendental(left, right)), "the identity is true"
    assert not proved(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [(A, G), (mm(A, H), mm(A, H)), (inv(G), inv(G)), (ma(A, G), ma(A, G)), (x, T(x)), (x, e), (one(), one(m))],
)
def test_shapes_that_do_not_fit_prove_nothing(left, right):
    assert matrices.prove_equal(left, right, context()) is None


def test_a_lower_bound_on_sizes_is_all_that_is_used():
    """n + m and m + n are one size; n and m are not, nor n and n + 1."""
    assert matrices.prove_equal(ones(add(n, m)), ones(add(m, n)), context())
    assert matrices.prove_equal(ones(n), ones(m), context()) is None
    assert matrices.prove_equal(ones(n), ones(add(n, ONE)), context()) is None


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_vandermonde(size):
    """det [x_i^j] = Π_{i<j} (x_j - x_i)."""
    xs = [sym(f"x_{q}") for q in range(size)]
    left = det(Node("matrix", tuple(power(a, q) for a in xs for q in range(size)), (size, size)))
    right = mul(*(sub(xs[q], xs[r]) for q in range(size) for r in range(q)))
    ctx = Context({a.data: REAL for a in xs}, reducers=REDUCERS)
    assert matrices.scalar_zero(left, right, ctx)
    assert not matrices.scalar_zero(left, neg(right), ctx)


def test_a_triangular_determinant_of_size_64_is_the_product_of_its_diagonal():
    entries = tuple(add(s, rat(r)) if r == q else (t if q > r else ZERO) for r in range(64) for q in range(64))
    reduced = matrices.reduce_scalar(det(Node("matrix", entries, (64, 64))), context())
    assert evaluate(reduced, At({}, 0, {}, True), {"s": Fraction(1, 2)}) == prod(Fraction(1, 2) + r for r in range(64))


def test_substituting_one_more_variable_is_seen():
    """A gradient at a point is the derivative there, not a function of the variable's name."""
    left = bind("gradient", x, dot(x, x), mm(A, y))
    assert matrices.prove_equal(left, sc(2, mm(A, y)), context())
    assert matrices.prove_equal(left, sc(2, y), context()) is None


def test_a_structure_binds_the_point_not_the_variable():
    """The gradient of Σ p at a point of the simplex is ones, though Σ p is 1 there."""
    assert matrices.prove_equal(grad(total(elem(p, i)), p), ones(n), context())
    assert matrices.prove_equal(grad(total(elem(p, i)), p), zeros(n, ONE), context()) is None
    left = grad(tr(mm(Q, T(Q))), Q)
    assert matrices.prove_equal(left, sc(2, Q), context())
    assert matrices.prove_equal(left, zeros(n, n), context()) is None
    assert substitute(left, {}) == left


def test_a_variable_hidden_in_a_large_argument_is_still_a_variable():
    """Where no derivative is known, the gradient is kept whole, and is not that of a constant."""
    hidden = each(lambda q: fn("gamma", fn("tanh", q)), ma(mm(A, x), b))
    body = total(elem(each(lambda q: fn("zeta", q), hidden), i))
    free = vector("free")
    one_kind = bind("gradient", free, substitute(body, {x: free}), x)
    constant = bind("gradient", free, body, x)
    assert matrices.prove_equal(one_kind, constant, context()) is None
    assert matrices.prove_equal(constant, zeros(n, ONE), context())
    cases = Node("piecewise", (body, Node("rel", (s, ZERO), "<"), mul(TWO, body), Node("true")))
    assert matrices.prove_equal(bind("gradient", x, cases, x), zeros(n, ONE), context()) is None
