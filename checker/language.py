"""What authors write with beside SymPy's own words: declared symbols, vector functions, gradients, Jacobians, sigmoid.

These are SymPy objects that stand for themselves: none of them evaluates, differentiates or simplifies. Their meaning
is given once, in the expression graph they are lowered to.
"""

from __future__ import annotations

from typing import Any, cast

import sympy
from sympy.matrices import expressions as mx
from sympy.matrices.exceptions import NonSquareMatrixError, ShapeError

from checker.domains import REAL, Scalar


class Variable(sympy.Symbol):  # type: ignore[misc]
    """A scalar symbol with a declared domain; SymPy's assumptions follow from it."""

    __slots__ = ("declared",)
    declared: Scalar

    def __new__(cls, name: str, declared: Scalar, **assumptions: bool) -> Variable:
        obj = cast("Variable", sympy.Symbol.__xnew__(cls, name, **assumptions))
        obj.declared = declared
        return obj

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), repr(self.declared))


class _Kind(sympy.Atom):  # type: ignore[misc]
    """What is declared of a matrix symbol, as an argument of it: SymPy rebuilds objects from their arguments alone."""

    __slots__ = ("entry", "structure")
    entry: Scalar
    structure: str

    def __new__(cls, entry: Scalar, structure: str) -> _Kind:
        obj = cast("_Kind", super().__new__(cls))
        obj.entry, obj.structure = entry, structure
        return obj

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.entry, self.structure

    def _hashable_content(self) -> tuple[Any, ...]:
        return repr(self.entry), self.structure


def _of_a_column(matrix: Any, key: Any) -> Any:
    """The two indices of an entry; of a matrix with one column the first is enough."""
    return (key, 0) if not isinstance(key, tuple) and matrix.shape[1] == 1 else key


class VectorSymbol(mx.MatrixSymbol):  # type: ignore[misc]
    """A matrix symbol whose entries have a declared domain; a vector has one column and is indexed by one index."""

    def __new__(cls, name: Any, rows: Any, cols: Any, entry: Any = REAL, structure: str = "") -> VectorSymbol:
        kind = entry if isinstance(entry, _Kind) else _Kind(entry, structure)
        plain = super().__new__(cls, name, rows, cols)
        return cast("VectorSymbol", sympy.Basic.__new__(cls, *plain.args, kind))

    @property
    def entry(self) -> Scalar:
        return cast("Scalar", self.args[3].entry)

    @property
    def structure(self) -> Any:
        return self.args[3].structure

    @property
    def I(self) -> Any:  # noqa: E743
        return Inverse(self)

    def __pow__(self, exponent: Any) -> Any:
        return Inverse(self) if exponent == -1 else super().__pow__(exponent)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_of_a_column(self, key))


class _Held(mx.MatrixExpr):  # type: ignore[misc]
    """A matrix expression that stands for itself: its entries are kept as written, and it never evaluates."""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_of_a_column(self, key))

    def _entry(self, i: Any, j: Any = 0, **_: Any) -> Any:
        return mx.matexpr.MatrixElement(self, i, j)

    def doit(self, **_: Any) -> Any:
        return self


class Inverse(_Held):
    """The inverse of a square matrix, which SymPy's own cancels as it builds, whether or not there is one."""

    def __new__(cls, matrix: Any) -> Inverse:
        matrix = sympy.sympify(matrix, strict=True)
        if matrix.is_square is False:
            raise NonSquareMatrixError(f"Inverse of non-square matrix {matrix}")
        return cast("Inverse", super().__new__(cls, matrix))

    @property
    def arg(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return cast("tuple[Any, Any]", self.args[0].shape)


class VectorApplication(_Held):
    """F(x, …): an arbitrary smooth vector-valued function at its arguments."""

    def __new__(cls, name: Any, rows: Any, cols: Any, *arguments: Any) -> VectorApplication:
        parts = [sympy.sympify(a, strict=True) for a in (rows, cols, *arguments)]
        return cast("VectorApplication", super().__new__(cls, sympy.Symbol(str(name)), *parts))

    @property
    def name(self) -> str:
        return str(self.args[0].name)

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1], self.args[2]

    @property
    def arguments(self) -> tuple[Any, ...]:
        return tuple(self.args[3:])


class _By(_Held):
    """What is differentiated by a vector or matrix symbol, and that symbol."""

    @property
    def expr(self) -> Any:
        return self.args[0]

    @property
    def variable(self) -> Any:
        return self.args[1]


class Gradient(_By):
    """The gradient of a scalar by a vector or matrix symbol: a matrix of the symbol's shape."""

    def __new__(cls, expr: Any, variable: Any) -> Gradient:
        return cast("Gradient", super().__new__(cls, sympy.sympify(expr, strict=True), variable))

    @property
    def shape(self) -> tuple[Any, Any]:
        return cast("tuple[Any, Any]", self.args[1].shape)


class PartialGradient(_Held):
    """The gradient of an application f(x, y, …) by one of its slots, at those arguments."""

    def __new__(cls, application: Any, slot: Any) -> PartialGradient:
        return cast("PartialGradient", super().__new__(cls, application, sympy.Integer(slot)))

    @property
    def application(self) -> Any:
        return self.args[0]

    @property
    def slot(self) -> int:
        return int(self.args[1])

    @property
    def shape(self) -> tuple[Any, Any]:
        return cast("tuple[Any, Any]", self.application.args[self.slot].shape)


class Jacobian(_By):
    """The Jacobian of a column vector by a column-vector symbol: entry (i, j) is the derivative of entry i by j."""

    def __new__(cls, expr: Any, variable: Any) -> Jacobian:
        return cast("Jacobian", super().__new__(cls, expr, variable))

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0].shape[0], self.args[1].shape[0]


class Total(sympy.Expr):  # type: ignore[misc]
    """The sum of all entries of a column vector."""

    is_commutative = True

    def __new__(cls, vector: Any) -> Total:
        return cast("Total", super().__new__(cls, vector))

    def doit(self, **_: Any) -> Any:
        return self


class VectorNorm(sympy.Expr):  # type: ignore[misc]
    """The Euclidean norm of a vector (Frobenius, of a matrix)."""

    is_commutative = True
    is_nonnegative = True

    def __new__(cls, vector: Any) -> VectorNorm:
        return cast("VectorNorm", super().__new__(cls, vector))

    def doit(self, **_: Any) -> Any:
        return self


class sigmoid(sympy.Function):  # type: ignore[misc]
    """σ(x) = 1/(1 + exp(−x)), of a real number."""

    nargs = 1
    is_real = True
    is_positive = True

    def fdiff(self, argindex: int = 1) -> Any:
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, x: Any, **_: Any) -> Any:
        return 1 / (1 + sympy.exp(-x))


__all__ = [
    "Gradient", "Jacobian", "PartialGradient", "ShapeError", "Total", "Variable", "VectorApplication", "VectorNorm",
    "VectorSymbol", "sigmoid",
]  # fmt: skip
