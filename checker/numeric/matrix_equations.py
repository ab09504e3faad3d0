"""Vectors and matrices drawn so that an equation between them holds: unit vectors, orthonormal columns, projections,
involutions, symmetric matrices, eigenvectors.

Decides which equations can be met by the choice of a vector or matrix, and makes that choice at random among all, in
exact rationals: on the sphere by stereographic projection, for orthonormal columns by Cayley's transform, for S w = λ w
by an S that maps w so and is arbitrary on a complement. Whoever asks must see that the equations then hold: two
choices for one matrix may contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from random import Random
from typing import Literal

from flint import fmpq, fmpq_mat

from checker.domains import REAL, Scalar, Tensor
from checker.graph import ONE, ZERO, Node, is_matrix, open_binder, rat
from checker.numeric.proposals import Rows, contains, orthogonal_matrix

ORDER = ("sphere", "orthogonal", "columns", "symmetric", "idempotent", "involution", "eigenvector")


@dataclass(frozen=True)
class Wanted:
    """What an equation asks of a matrix: to be symmetric, to have itself (idempotent) or 1 (involution) as its square,
    orthonormal columns, or `vector` as an eigenvector with `number`; of a vector: to have `number` as its norm
    (sphere), or to be orthogonal to `vector`.
    """

    kind: Literal["sphere", "orthogonal", "columns", "symmetric", "idempotent", "involution", "eigenvector"]
    matrix: str
    number: Node = ONE
    vector: str = ""


def wanted(equations: Sequence[Node], tensors: Mapping[str, Tensor]) -> list[Wanted | None]:
    """What each of the equations asks, if it is of a known form. Vectors that are orthogonal are of one only where the
    norm of both is given; else one coordinate is enough.
    """
    found = [_wanted(e, tensors) for e in equations]
    normed = {w.matrix for w in found if w is not None and w.kind == "sphere"}
    return [w if w is None or w.kind != "orthogonal" or {w.matrix, w.vector} <= normed else None for w in found]


def _wanted(equation: Node, tensors: Mapping[str, Tensor]) -> Wanted | None:
    """What an equation at concrete sizes asks of matrices with arbitrary real entries."""
    for left, right in (equation.args, equation.args[::-1]):
        found = _of_matrices(left, right) if is_matrix(left) else _of_numbers(left, right)
        if found is None:
            continue
        structures = ("", "symmetric", "positive-definite") if found.kind == "eigenvector" else ("", "symmetric")
        names = [found.matrix, *([found.vector] if found.vector else [])]
        if all(n in tensors and tensors[n].entry == REAL for n in names) and tensors[names[0]].structure in structures:
            return found
    return None


def _of_matrices(left: Node, right: Node) -> Wanted | None:
    a = left.args
    if left.op == "transpose" and right.op == "matsym" and a[0] == right:
        return Wanted("symmetric", right.data)
    square = (
        a[0] if left.op == "matpow" and a[1] == rat(2) else a[0] if left.op == "matmul" and a == a[:1] * 2 else None
    )
    if square is not None and square.op == "matsym":
        if right == square:
            return Wanted("idempotent", square.data)
        return Wanted("involution", square.data) if right.op == "identity" else None
    if left.op != "matmul" or len(a) != 2 or a[1].op != "matsym":
        return None
    if a[0] == Node("transpose", (a[1],)):
        return Wanted("columns", a[1].data) if right.op == "identity" else None
    if a[0].op == "matsym" and right.op == "scale" and right.args[1] == a[1] and right.args[0].op in ("sym", "rat"):
        return Wanted("eigenvector", a[0].data, right.args[0], a[1].data)
    return Wanted("eigenvector", a[0].data, ONE, a[1].data) if a[0].op == "matsym" and right == a[1] else None


def _of_numbers(left: Node, right: Node) -> Wanted | None:
    """|v| = c or Σ vᵢ² = c², for a positive rational c; Σ vᵢ uᵢ = 0."""
    if right == ZERO and (pair := _product(left)) is not None and pair[0] != pair[1]:
        return Wanted("orthogonal", pair[0].data, vector=pair[1].data)
    if right.op != "rat" or right.value <= 0:
        return None
    if left.op == "norm":
        return Wanted("sphere", left.args[0].data, right) if left.args[0].op == "matsym" else None
    c = _root(right.value)
    pair = _product(left)
    return None if c is None or pair is None or pair[0] != pair[1] else Wanted("sphere", pair[0].data, rat(c))


def _product(n: Node) -> tuple[Node, Node] | None:
    """Two vectors u and v where the scalar is Σ uᵢ vᵢ."""
    if n.op == "elem" and n.args[1:] == (ZERO, ZERO) and n.args[0].op == "matmul" and len(n.args[0].args) == 2:
        first, last = n.args[0].args
        u = first.args[0] if first.op == "transpose" else first
        return (u, last) if u.op == last.op == "matsym" and first != u else None
    if n.op != "sum" or n.args[1] != ZERO:
        return None
    body, index = open_binder(n)
    column = body.args[0] if body.op == "elem" and body.args[1:] == (index, ZERO) else None
    if column is None or column.op != "hadamard" or len(column.args) != 2:
        return None
    u, v = column.args
    if u.op != "matsym" or v.op != "matsym" or v.args[1] != ONE or _whole(n.args[2]) != v.args[0].value - 1:
        return None
    return u, v


def _whole(n: Node) -> Fraction | None:
    """The value of a sum of numbers."""
    parts = n.args if n.op == "add" else (n,)
    return sum((x.value for x in parts), Fraction(0)) if all(x.op == "rat" for x in parts) else None


def _root(x: Fraction) -> Fraction | None:
    p, q = isqrt(x.numerator), isqrt(x.denominator)
    return Fraction(p, q) if p * p == x.numerator and q * q == x.denominator else None


# ---------------------------------------------------------------- choices


def chosen(
    every: Sequence[Wanted],
    values: Mapping[str, object],
    scalars: Mapping[str, Scalar],
    tensors: Mapping[str, Tensor],
    rng: Random,
) -> dict[str, object] | None:
    """The values with matrices and vectors as wanted; None where there are none, or two wishes do not go together."""
    out = dict(values)
    symmetric = {n for n, t in tensors.items() if t.structure} | {w.matrix for w in every if w.kind == "symmetric"}
    done: set[str] = set()
    if any(w.kind == "orthogonal" for w in every) and not _make_orthogonal(every, out, rng):
        return None
    for w in sorted(every, key=lambda w: ORDER.index(w.kind)):
        rows = out[w.matrix]
        assert isinstance(rows, tuple)
        new: Rows | None
        match w.kind:
            case "orthogonal":
                continue
            case "sphere" if any(w.matrix in (x.matrix, x.vector) for x in every if x.kind == "orthogonal"):
                continue
            case "sphere":
                new = _on_sphere(len(rows), w.number.value, rng)
            case "columns":
                new = _orthonormal(len(rows), len(rows[0]), rng)
            case "symmetric":
                new = tuple(tuple(rows[min(i, j)][max(i, j)] for j in range(len(rows))) for i in range(len(rows)))
            case "idempotent" | "involution":
                new = _of_two_eigenvalues(len(rows), -1 if w.kind == "involution" else 0, w.matrix in symmetric, rng)
            case "eigenvector":
                if w.matrix in done:
                    continue
                pairs = [x for x in every if x.kind == "eigenvector" and x.matrix == w.matrix]
                definite = tensors[w.matrix].structure == "positive-definite"
                fixed = {x.matrix for x in every if x.kind == "sphere"}
                new = _with_eigenvectors(pairs, out, scalars, w.matrix in symmetric, definite, fixed, rng)
        if new is None:
            return None
        out[w.matrix] = new
        done.add(w.matrix)
    return out


def _make_orthogonal(every: Sequence[Wanted], values: dict[str, object], rng: Random) -> bool:
    """Gives vectors that are to be orthogonal, each to each, columns of an orthogonal matrix, of the norms wanted."""
    pairs = {frozenset((w.matrix, w.vector)) for w in every if w.kind == "orthogonal"}
    names = sorted(set().union(*pairs))
    norms = {w.matrix: w.number.value for w in every if w.kind == "sphere"}
    rows = values[names[0]]
    if len(pairs) < len(names) * (len(names) - 1) // 2 or not isinstance(rows, tuple) or len(names) > len(rows):
        return False  # of others nothing is asked, and nothing may be given
    q = orthogonal_matrix(len(rows), rng)
    for k, name in enumerate(names):
        values[name] = tuple((norms[name] * x,) for row in q for x in row[k : k + 1] if isinstance(x, Fraction))
    return True


def _on_sphere(n: int, radius: Fraction, rng: Random) -> Rows:
    """The image of a rational point under stereographic projection; seldom one on an axis."""
    p = [rng.choice((-1, 1)) * Fraction(rng.choice((2, 3, 3, 4, 5, 0)), rng.choice((1, 2, 2, 3))) for _ in range(n - 1)]
    square = sum((x * x for x in p), Fraction(0))
    point = [*(2 * x / (square + 1) for x in p), (square - 1) / (square + 1)]
    rng.shuffle(point)
    return tuple((radius * x,) for x in point)


def _orthonormal(n: int, k: int, rng: Random) -> Rows | None:
    return None if k > n else tuple(row[:k] for row in orthogonal_matrix(n, rng))


def _of_two_eigenvalues(n: int, other: int, symmetric: bool, rng: Random) -> Rows | None:
    """B D B⁻¹ with 1 and the other one on the diagonal of D, both where there is room."""
    diagonal = [1, other, *(rng.choice((1, other)) for _ in range(n))][:n] if n > 1 else [rng.choice((1, other))]
    rng.shuffle(diagonal)
    basis = _flint(orthogonal_matrix(n, rng)) if symmetric else _arbitrary(n, n, rng)
    if basis.det() == 0:
        return None
    middle = fmpq_mat(n, n, [fmpq(diagonal[i] if i == j else 0) for i in range(n) for j in range(n)])
    return _rows(basis * middle * basis.inv())


def _with_eigenvectors(
    pairs: Sequence[Wanted],
    values: dict[str, object],
    scalars: Mapping[str, Scalar],
    symmetric: bool,
    definite: bool,
    fixed: set[str],
    rng: Random,
) -> Rows | None:
    """W Λ A + M (1 − W A) with A W = 1 and M arbitrary. If symmetric, the columns of W are made orthogonal first, then
    A = (WᵀW)⁻¹Wᵀ, and M stands between two such.
    """
    columns: list[fmpq_mat] = []
    numbers: list[fmpq] = []
    for w in pairs:
        number = _number(w, values, scalars, definite, numbers, rng)
        rows = values[w.vector]
        if number is None or not isinstance(rows, tuple):
            return None
        v = _flint(rows)
        for u, x in zip(columns, numbers, strict=True):
            if symmetric and w.vector not in fixed and x != number:
                v = v - u * ((u.transpose() * v)[0, 0] / (u.transpose() * u)[0, 0])
        if all(x == 0 for x in v.entries()):
            return None
        values[w.vector] = _rows(v)
        columns.append(v)
        numbers.append(number)
    n, r = columns[0].nrows(), len(columns)
    if r > n:
        return None
    side = fmpq_mat(n, r, [c[i, 0] for i in range(n) for c in columns])
    left = side.transpose() if symmetric else _arbitrary(r, n, rng)
    if (left * side).det() == 0:
        return None
    dual = (left * side).inv() * left
    scaled = fmpq_mat(r, r, [numbers[i] if i == j else fmpq(0) for i in range(r) for j in range(r)])
    one = fmpq_mat(n, n, [fmpq(int(i == j)) for i in range(n) for j in range(n)])
    rest, free = one - side * dual, _arbitrary(n, n, rng)
    if symmetric:
        free = rest * (free * free.transpose() + one if definite else free + free.transpose())
    return _rows(side * scaled * dual + free * rest)


def _number(
    w: Wanted,
    values: dict[str, object],
    scalars: Mapping[str, Scalar],
    positive: bool,
    others: Sequence[fmpq],
    rng: Random,
) -> fmpq | None:
    """The eigenvalue, positive where it must be, sometimes that of another eigenvector."""
    if w.number.op == "rat":
        x: object = w.number.value
    else:
        x = values.get(w.number.data)
        options = [Fraction(int(others[0].p), int(others[0].q))] if others and rng.random() < 0.25 else []
        options += [1 - x] if positive and isinstance(x, Fraction) and x <= 0 else []
        options = [y for y in options if w.number.data in scalars and contains(scalars[w.number.data], y)]
        if options:
            x = values[w.number.data] = options[0]
    return fmpq(x.numerator, x.denominator) if isinstance(x, Fraction) and (x > 0 or not positive) else None


def _arbitrary(n: int, m: int, rng: Random) -> fmpq_mat:
    return fmpq_mat(n, m, [fmpq(rng.randint(-3, 3), rng.randint(1, 2)) for _ in range(n * m)])


def _flint(rows: Rows) -> fmpq_mat:
    flat = [fmpq(x.numerator, x.denominator) for row in rows for x in row if isinstance(x, Fraction)]
    return fmpq_mat(len(rows), len(rows[0]), flat)


def _rows(m: fmpq_mat) -> Rows:
    return tuple(tuple(Fraction(int(x.p), int(x.q)) for x in row) for row in m.tolist())
