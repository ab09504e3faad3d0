"""Matrices of numbers and jets, of concrete size: exact where every entry is rational, balls otherwise.

Decides the values of matrix operations. Determinants and inverses of rational matrices are exact, so a singular one is
seen as such (`Singular("singular")`); those of balls are enclosures (acb_mat), of jets without division
(Berkowitz 1984) and by the nilpotent series. A ball matrix that may be singular has no inverse here: undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import acb, acb_mat, arb, arb_mat, fmpq, fmpq_mat

from checker.numeric import arithmetic as ar
from checker.numeric.arithmetic import HALF, ONE, ZERO, Mode, Singular, Undecided, Value
from checker.numeric.series import Jet, base, depth


class Mat:
    """A matrix, row by row. `cells` holds rows * cols numbers or jets."""

    __slots__ = ("cells", "cols", "rows")

    def __init__(self, rows: int, cols: int, cells: Sequence[Value]) -> None:
        if len(cells) != rows * cols:
            raise Singular("shape", None, f"{len(cells)} entries for {rows} x {cols}")
        self.rows, self.cols, self.cells = rows, cols, list(cells)

    def map(self, f: Callable[[Value], Value]) -> Mat:
        return Mat(self.rows, self.cols, [f(x) for x in self.cells])

    def at(self, i: int, j: int) -> Value:
        return self.cells[i * self.cols + j]


def size(x: Value) -> int:
    """A size or an index as an int."""
    n = ar.integer(base(x))
    if n is None:
        raise Undecided("a size or index that is no known integer", precision=False)
    return n


def _same(a: Mat, b: Mat) -> None:
    if (a.rows, a.cols) != (b.rows, b.cols):
        raise Singular("shape", None, f"{a.rows} x {a.cols} beside {b.rows} x {b.cols}")


def add(*ms: Mat) -> Mat:
    first = ms[0]
    cells = first.cells
    for m in ms[1:]:
        _same(first, m)
        cells = [x + y for x, y in zip(cells, m.cells, strict=True)]
    return Mat(first.rows, first.cols, cells)


def hadamard(*ms: Mat) -> Mat:
    first = ms[0]
    cells = first.cells
    for m in ms[1:]:
        _same(first, m)
        cells = [ar.cap(x * y) for x, y in zip(cells, m.cells, strict=True)]
    return Mat(first.rows, first.cols, cells)


def _dot(xs: Sequence[Value], ys: Sequence[Value]) -> Value:
    total: Value = None
    for x, y in zip(xs, ys, strict=True):
        p = x * y
        total = p if total is None else total + p
    return ZERO if total is None else total


def _product(a: Mat, b: Mat) -> Mat:
    if a.cols != b.rows:
        raise Singular("shape", None, f"{a.rows} x {a.cols} times {b.rows} x {b.cols}")
    columns = [b.cells[j :: b.cols] for j in range(b.cols)]
    rows = [a.cells[i * a.cols : (i + 1) * a.cols] for i in range(a.rows)]
    return Mat(a.rows, b.cols, [ar.cap(_dot(r, c)) for r in rows for c in columns])


def mul(*ms: Mat) -> Mat:
    """The product, from the end where the vector is."""
    if ms[-1].cols == 1:
        out = ms[-1]
        for m in reversed(ms[:-1]):
            out = _product(m, out)
        return out
    out = ms[0]
    for m in ms[1:]:
        out = _product(out, m)
    return out


def scale(x: Value, m: Mat) -> Mat:
    return m.map(lambda y: ar.cap(x * y))


def transpose(m: Mat) -> Mat:
    return Mat(m.cols, m.rows, [m.cells[i * m.cols + j] for j in range(m.cols) for i in range(m.rows)])


def identity(n: Value) -> Mat:
    k = size(n)
    return Mat(k, k, [ONE if i == j else ZERO for i in range(k) for j in range(k)])


def constant(value: fmpq, rows: Value, cols: Value) -> Mat:
    r, c = size(rows), size(cols)
    return Mat(r, c, [value] * (r * c))


def diagmat(v: Mat) -> Mat:
    if v.rows != 1 and v.cols != 1:
        raise Singular("shape", 0, "a diagonal matrix of what is no vector")
    n = len(v.cells)
    return Mat(n, n, [v.cells[i] if i == j else ZERO for i in range(n) for j in range(n)])


def diagvec(m: Mat) -> Mat:
    n = min(m.rows, m.cols)
    return Mat(n, 1, [m.at(i, i) for i in range(n)])


def kron(a: Mat, b: Mat) -> Mat:
    cells = [
        ar.cap(a.at(i, j) * b.at(k, l))
        for i in range(a.rows)
        for k in range(b.rows)
        for j in range(a.cols)
        for l in range(b.cols)
    ]
    return Mat(a.rows * b.rows, a.cols * b.cols, cells)


def block(layout: tuple[int, int], *ms: Mat) -> Mat:
    """Blocks row by row; rows of blocks must fit."""
    rows, cols = layout
    cells: list[Value] = []
    height = 0
    for i in range(rows):
        line = ms[i * cols : (i + 1) * cols]
        if any(m.rows != line[0].rows for m in line):
            raise Singular("shape", None, "blocks of different heights in one row")
        for k in range(line[0].rows):
            for m in line:
                cells += m.cells[k * m.cols : (k + 1) * m.cols]
        height += line[0].rows
    return Mat(height, sum(m.cols for m in ms[:cols]), cells)


def elem(m: Mat, i: Value, j: Value) -> Value:
    """Entry (i, j), counted from 0. Raises Singular("index") outside."""
    r, c = size(i), size(j)
    if not (0 <= r < m.rows and 0 <= c < m.cols):
        raise Singular("index", None, f"entry ({r}, {c}) of a {m.rows} x {m.cols} matrix")
    return m.cells[r * m.cols + c]


def _square(m: Mat) -> int:
    if m.rows != m.cols:
        raise Singular("shape", 0, f"a {m.rows} x {m.cols} matrix where a square one is needed")
    return m.rows


def trace(m: Mat) -> Value:
    total: Value = ZERO
    for i in range(_square(m)):
        total = total + m.at(i, i)
    return total


def norm(m: Mat, mode: Mode) -> Value:
    """The Frobenius norm; of a vector the Euclidean one."""
    total: Value = ZERO
    for x in m.cells:
        if type(x) is Jet:
            total = total + x * x.apply("conjugate", (x,), mode)
        elif type(x) is acb and not x.imag.is_zero():
            if mode is Mode.ANALYTIC:
                raise Undecided("a norm of complex numbers inside an integral", precision=False)
            total = total + x.real * x.real + x.imag * x.imag
        else:
            total = total + x * x
    return ar.power(total, HALF, mode)


def _kind(cells: Sequence[Value]) -> type:
    kinds = {type(x) for x in cells}
    return Jet if Jet in kinds else acb if acb in kinds else arb if arb in kinds else fmpq


def _rows(m: Mat) -> list[list[Value]]:
    return [m.cells[i * m.cols : (i + 1) * m.cols] for i in range(m.rows)]


def _number_matrix(m: Mat) -> fmpq_mat | arb_mat | acb_mat:
    kind = _kind(m.cells)
    if kind is fmpq:
        return fmpq_mat(m.rows, m.cols, m.cells)
    if kind is arb:
        return arb_mat([[arb(x) for x in r] for r in _rows(m)])
    return acb_mat([[acb(arb(x)) if type(x) is fmpq else acb(x) for x in r] for r in _rows(m)])


def det(m: Mat) -> Value:
    """The determinant."""
    n = _square(m)
    if n == 0:
        return ONE
    if n == 1:
        return m.cells[0]
    if n == 2:
        a, b, c, d = m.cells
        return ar.cap(a * d - b * c)
    if _kind(m.cells) is not Jet:
        return ar.cap(_number_matrix(m).det())
    return _berkowitz(m)


def _berkowitz(m: Mat) -> Value:
    """The determinant from the characteristic polynomial without division (Berkowitz, IPL 18, 1984)."""
    n = m.rows
    poly: list[Value] = [ONE, -m.at(0, 0)]
    for r in range(1, n):
        row = [m.at(r, k) for k in range(r)]
        column = [m.at(k, r) for k in range(r)]
        toeplitz: list[Value] = [ONE, -m.at(r, r)]
        for _ in range(r):
            toeplitz.append(-_dot(row, column))
            column = [_dot([m.at(i, k) for k in range(r)], column) for i in range(r)]
        poly = [
            _dot([toeplitz[i - j] for j in range(max(0, i - r - 1), min(i, r) + 1)],
                 [poly[j] for j in range(max(0, i - r - 1), min(i, r) + 1)])
            for i in range(r + 2)
        ]  # fmt: skip
    return poly[n] if n % 2 == 0 else -poly[n]


def inverse(m: Mat) -> Mat:
    """The inverse. Raises Singular("singular") for one certainly without, Undecided where balls can't tell."""
    n = _square(m)
    if n == 1:
        try:
            return Mat(1, 1, [ar.invert(m.cells[0])])
        except Singular as e:
            raise Singular("singular") from e
    if _kind(m.cells) is Jet:
        return _inverse_of_jets(m)
    number = _number_matrix(m)
    if isinstance(number, fmpq_mat) and number.det() == 0:
        raise Singular("singular")
    try:
        return Mat(n, n, number.inv().entries())
    except ZeroDivisionError as e:
        raise Undecided("the inverse of a matrix that may be singular") from e


def _inverse_of_jets(m: Mat) -> Mat:
    """(A + H)^-1 = sum of (-A^-1 H)^k A^-1, H nilpotent."""
    from_base = inverse(m.map(base))
    h = add(m, m.map(lambda x: -base(x)))
    step = scale(fmpq(-1), _product(from_base, h))
    total = term = from_base
    for _ in range(max(depth(x) for x in m.cells)):
        term = _product(step, term)
        total = add(total, term)
    return total


def matpow(m: Mat, k: Value) -> Mat:
    """An integer power of a square matrix."""
    n = size(k)
    _square(m)
    if n < 0:
        return matpow(inverse(m), fmpq(-n))
    if n.bit_length() > 64:
        raise Undecided("a matrix power too large", precision=False)
    result = identity(fmpq(m.rows))
    while n:
        if n & 1:
            result = _product(result, m)
        n >>= 1
        if n:
            m = _product(m, m)
    return result
