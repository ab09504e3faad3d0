"""Signs of scalars made of matrices: entries, determinants, traces, norms.

Proves what the declared entries and structures give at once: entries of a simplex lie in (0, 1], a positive-definite
matrix has a positive diagonal, trace and determinant, a norm is not negative, x'Ax is positive for x ≠ 0. It computes
no determinant and multiplies nothing out.
"""

from __future__ import annotations

from fractions import Fraction

from checker.domains import Scalar, Tensor
from checker.exact import ranges
from checker.exact.context import Context
from checker.exact.ranges import REALS, Interval
from checker.exact.signs import ANY, NONNEG, NONZERO, POS, REAL, Sign, domain_interval, sign_of
from checker.graph import Node

_REAL_OPS = frozenset("matrix matadd matmul transpose hadamard identity zeros ones kron block diagmat diagvec".split())


def matrix_scalar_sign(node: Node, ctx: Context) -> Sign:
    """A superset of the signs of an elem, det, trace or norm node."""
    m = node.args[0]
    match node.op:
        case "norm":
            return NONNEG
        case "det" | "trace":
            if positive_definite(m, ctx):
                return POS
            if not real_matrix(m, ctx):
                return ANY
            t = ctx.tensor(m.data) if m.op == "matsym" else None
            regular = node.op == "det" and t is not None and t.structure in ("orthogonal", "invertible")
            return REAL & NONZERO if regular else REAL
        case "elem":
            return _entry_sign(node, ctx)
    return ANY


def positive_definite(m: Node, ctx: Context) -> bool:
    """Proves that a matrix is symmetric positive definite."""
    match m.op:
        case "matsym":
            t = ctx.tensor(m.data)
            return t is not None and t.structure == "positive-definite"
        case "identity":
            return True
        case "inverse" | "transpose":
            return positive_definite(m.args[0], ctx)
        case "matadd":
            return all(semidefinite(a, ctx) for a in m.args) and any(positive_definite(a, ctx) for a in m.args)
        case "scale":
            from checker.exact.signs import is_positive

            return is_positive(m.args[0], ctx) and positive_definite(m.args[1], ctx)
    return False


def semidefinite(m: Node, ctx: Context) -> bool:
    """Proves that a matrix is symmetric with xᵀM x ≥ 0 for all real x: definite, B Bᵀ, B M Bᵀ, and sums of such."""
    if positive_definite(m, ctx):
        return True
    match m.op:
        case "zeros":
            return m.args[0] == m.args[1]
        case "transpose":
            return semidefinite(m.args[0], ctx)
        case "matadd":
            return all(semidefinite(a, ctx) for a in m.args)
        case "scale":
            from checker.exact.signs import is_nonnegative

            return is_nonnegative(m.args[0], ctx) and semidefinite(m.args[1], ctx)
        case "matmul":
            factors = m.args
            while len(factors) >= 2 and _mirrored(factors[0], factors[-1]) and real_matrix(factors[0], ctx):
                factors = factors[1:-1]
            return not factors or (len(factors) == 1 and len(m.args) > 1 and semidefinite(factors[0], ctx))
    return False


def _mirrored(first: Node, last: Node) -> bool:
    return (first.op == "transpose" and first.args[0] == last) or (last.op == "transpose" and last.args[0] == first)


def quadratic_total(body: Node, index: Node, ctx: Context) -> bool:
    """Proves Σ (M x ⊙ x)[index] ≥ 0 for the sum over all entries, M being semidefinite."""
    if body.op != "elem" or body.args[1] != index or body.args[0].op != "hadamard" or len(body.args[0].args) != 2:
        return False
    for product, x in (body.args[0].args, body.args[0].args[::-1]):
        if product.op == "matmul" and product.args[-1] == x and real_matrix(x, ctx):
            rest = product.args[:-1]
            if semidefinite(rest[0] if len(rest) == 1 else Node("matmul", rest), ctx):
                return True
    return False


def real_matrix(m: Node, ctx: Context) -> bool:
    """Proves that every entry is real."""
    from checker.exact.signs import is_real

    if m.op == "matsym":
        t = ctx.tensor(m.data)
        return t is not None and t.entry.kind != "complex"
    if m.op == "vapp":
        return ctx.function(m.data) is not None
    if m.op in _REAL_OPS:
        from checker.graph import is_matrix

        inner = m.args if m.op not in ("identity", "zeros", "ones") else ()
        return all(real_matrix(a, ctx) if is_matrix(a) else is_real(a, ctx) for a in inner)
    if m.op == "inverse":
        return real_matrix(m.args[0], ctx)
    if m.op == "scale":
        return is_real(m.args[0], ctx) and real_matrix(m.args[1], ctx)
    return False


def _entry_sign(node: Node, ctx: Context) -> Sign:
    m, i, j = node.args
    if m.op == "matsym" and (t := ctx.tensor(m.data)) is not None:
        return _entry(t, i, j)
    if m.op in ("identity", "ones", "zeros"):
        return {"ones": POS, "zeros": Sign.ZERO, "identity": POS if i == j else NONNEG}[m.op]
    if i == j and positive_definite(m, ctx):
        return POS
    if m.op == "matmul" and (found := _quadratic_form(m, ctx)) is not None:
        return found
    if m.op == "matrix" and i.op == j.op == "rat":
        from checker.exact.signs import sign

        rows, cols = m.data
        a, b = int(i.value), int(j.value)
        return sign(m.args[a * cols + b], ctx) if 0 <= a < rows and 0 <= b < cols else ANY
    return REAL if real_matrix(m, ctx) else ANY


def _entry(t: Tensor, i: Node, j: Node) -> Sign:
    if t.entry.kind == "complex":
        return ANY
    if t.structure == "simplex" or (t.structure == "positive-definite" and i == j):
        return POS
    out = sign_of(domain_interval(t.entry))
    return out & NONZERO if t.entry.nonzero else out


def _quadratic_form(m: Node, ctx: Context) -> Sign | None:
    """x'x and x'Ax for a column x and A positive definite: one entry, not negative."""
    from checker.graph import ONE, shape

    factors = m.args
    if shape(m) != (ONE, ONE) or not 2 <= len(factors) <= 3 or not real_matrix(factors[-1], ctx):
        return None
    first, last = factors[0], factors[-1]
    if not _mirrored(first, last):
        return None
    return NONNEG if len(factors) == 2 or semidefinite(factors[1], ctx) else None


def entry_bounds(node: Node, ctx: Context) -> Interval:
    """A rational interval around a real entry of a declared matrix."""
    m = node.args[0]
    t = ctx.tensor(m.data) if m.op == "matsym" else None
    if t is None or not isinstance(t.entry, Scalar) or t.entry.kind == "complex":
        return REALS
    out = domain_interval(t.entry)
    if t.structure == "simplex":  # the only entry of a simplex of one place is 1, whatever is said of entries
        out = ranges.intersect(Interval(Fraction(0), Fraction(1), True, False), out._replace(upper_open=False))
    return out


__all__ = [
    "entry_bounds", "matrix_scalar_sign", "positive_definite", "quadratic_total", "real_matrix", "semidefinite",
]  # fmt: skip
