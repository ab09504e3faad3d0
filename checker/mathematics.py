"""The words of mathematics for authors: functions of scalars and vectors, densities, expectations, gradients.

Every function here builds an expression and evaluates nothing. `exp`, `log`, `tanh`, … of a vector or matrix act on
each entry. Densities are plain expressions in their variable, so that they can be inserted, multiplied and divided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy.matrices import expressions as mx
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from checker.declarations import ScalarFunction, written_size
from checker.language import Gradient, Inverse, Jacobian, Total, Variable, VectorNorm, VectorSymbol
from checker.language import sigmoid as _sigmoid


def _entrywise(function: Any) -> Callable[[Any], Any]:
    def apply(x: Any) -> Any:
        if isinstance(x, mx.MatrixExpr):
            d = sympy.Dummy("d", real=True)
            return ElementwiseApplyFunction(sympy.Lambda(d, function(d)), x)
        if isinstance(x, sympy.MatrixBase):
            return x.applyfunc(function)
        return function(x)

    apply.__name__ = apply.__qualname__ = str(function.__name__)
    apply.__doc__ = f"{function.__name__} of a number, or of every entry of a vector or matrix."
    return apply


exp = _entrywise(sympy.exp)
_natural_log = _entrywise(sympy.log)


def log(x: Any, base: Any = None) -> Any:
    """log of a number, or of every entry of a vector or matrix: the natural logarithm, or that to a base."""
    return _natural_log(x) if base is None else sympy.log(x, base)


sqrt = _entrywise(sympy.sqrt)
sin = _entrywise(sympy.sin)
cos = _entrywise(sympy.cos)
tan = _entrywise(sympy.tan)
sinh = _entrywise(sympy.sinh)
cosh = _entrywise(sympy.cosh)
tanh = _entrywise(sympy.tanh)
sigmoid = _entrywise(_sigmoid)


def square(x: Any) -> Any:
    """x², of every entry."""
    return hadamard(x, x) if isinstance(x, mx.MatrixExpr) else x**2


def softplus(x: Any) -> Any:
    """log(1 + eˣ), of every entry."""
    return _entrywise(_softplus)(x)


def _softplus(x: Any) -> Any:
    return sympy.log(1 + sympy.exp(x))


def relu(x: Any) -> Any:
    """max(x, 0), of every entry."""
    return _entrywise(_relu)(x)


def _relu(x: Any) -> Any:
    return sympy.Max(x, 0)


def equation(left: Any, right: Any) -> Any:
    """The equation left = right, kept as written (SymPy's own Eq may turn into true or false)."""
    return sympy.Eq(left, right, evaluate=False)


# ---------------------------------------------------------------- densities and expectations


def normal(x: Any, mean: Any, deviation: Any) -> Any:
    """The density of N(mean, deviation²) at x: exp(−(x − mean)²/(2 deviation²))/(√(2π) deviation)."""
    return sympy.exp(-((x - mean) ** 2) / (2 * sympy.sympify(deviation) ** 2)) / (sympy.sqrt(2 * sympy.pi) * deviation)


def bernoulli(x: Any, p: Any) -> Any:
    """The probability p^x (1 − p)^(1 − x) of x ∈ {0, 1}."""
    return p**x * (1 - p) ** (1 - x)


def expectation(variable: Any, density: Any, over: tuple[Any, Any] | None = None) -> Callable[[Any], Any]:
    """E over `variable` ~ `density`, as a function of what is averaged.

    `density` is an expression in the variable, a `Density` symbol, or a `Simplex` (the variable is then its index).
    Integer variables are summed, others integrated; the range is the variable's domain unless `over` gives its ends.
    """
    weight = _at(density, variable)
    if isinstance(density, VectorSymbol):
        over = over or (0, density.shape[0] - 1)
    lower, upper = over or _range(variable)
    discrete = bool(variable.is_integer)

    def mean(value: Any) -> Any:
        return (sympy.Sum if discrete else sympy.Integral)(weight * value, (variable, lower, upper))

    return mean


def variance(variable: Any, density: Any, over: tuple[Any, Any] | None = None) -> Callable[[Any], Any]:
    """E (value − E value)² over `variable` ~ `density`, as a function of the value; see `expectation`."""
    mean = expectation(variable, density, over)
    return lambda value: mean((value - mean(value)) ** 2)


def entropy(variable: Any, density: Any, over: tuple[Any, Any] | None = None) -> Any:
    """E [−log density] over `variable` ~ `density`, in nats; see `expectation`."""
    return expectation(variable, density, over)(-sympy.log(_at(density, variable)))


def kl(variable: Any, q: Any, p: Any, over: tuple[Any, Any] | None = None) -> Any:
    """KL(q ‖ p) = E over `variable` ~ q of log(q/p), in nats; see `expectation`."""
    return expectation(variable, q, over)(sympy.log(_at(q, variable) / _at(p, variable)))


def _at(density: Any, variable: Any) -> Any:
    if isinstance(density, ScalarFunction):
        return density(variable)
    return density[variable] if isinstance(density, VectorSymbol) else density


def integral(body: Any, variable: Any, lower: Any = None, upper: Any = None) -> Any:
    """∫ body d(variable) from lower to upper; over the variable's whole domain when no ends are given."""
    if lower is None and upper is None:
        lower, upper = _range(variable)
    return sympy.Integral(body, (variable, lower, upper))


def _range(variable: Any) -> tuple[Any, Any]:
    if isinstance(variable, Variable):
        d = variable.declared
        if d.kind != "complex":
            lower = -sympy.oo if d.lower is None else sympy.Rational(d.lower.numerator, d.lower.denominator)
            upper = sympy.oo if d.upper is None else sympy.Rational(d.upper.numerator, d.upper.denominator)
            return lower, upper
    elif variable.is_extended_real:
        return (sympy.S.Zero if variable.is_nonnegative else -sympy.oo), sympy.oo
    raise ValueError(f"give the range of {variable} with over=(lower, upper)")


# ---------------------------------------------------------------- vectors and matrices


def hadamard(*factors: Any) -> Any:
    """The entrywise product a ⊙ b ⊙ …"""
    return mx.HadamardProduct(*factors)


def total(vector: Any) -> Any:
    """The sum of all entries of a column vector."""
    return Total(vector)


def dot(a: Any, b: Any) -> Any:
    """aᵀb of two column vectors."""
    return total(hadamard(a, b))


def softmax(vector: Any) -> Any:
    """exp(x) / Σ exp(xₖ) of a column vector: positive entries of sum 1."""
    return exp(vector) / total(exp(vector))


def logsumexp(vector: Any) -> Any:
    """log Σ exp(xₖ) of a column vector."""
    return sympy.log(total(exp(vector)))


def norm(vector: Any) -> Any:
    """The Euclidean norm."""
    return VectorNorm(vector)


def diag(vector: Any) -> Any:
    """The diagonal matrix with the vector's entries."""
    return mx.DiagMatrix(vector)


def ones(rows: Any, cols: Any = 1) -> Any:
    """The matrix of ones; a column unless told otherwise."""
    return mx.OneMatrix(written_size(rows), written_size(cols))


def zeros(rows: Any, cols: Any = 1) -> Any:
    """The matrix of zeros; a column unless told otherwise."""
    return mx.ZeroMatrix(written_size(rows), written_size(cols))


def identity(size: Any) -> Any:
    """The identity matrix."""
    return mx.Identity(written_size(size))


def det(matrix: Any) -> Any:
    """The determinant, unevaluated."""
    return sympy.Determinant(matrix)


def trace(matrix: Any) -> Any:
    """The trace, unevaluated."""
    return sympy.Trace(matrix)


def inverse(matrix: Any) -> Any:
    """The inverse, unevaluated."""
    return Inverse(matrix)


def stack(*parts: Any) -> Any:
    """Column vectors (or matrices of equal width) on top of one another."""
    return mx.BlockMatrix([[p] for p in parts])


def block(rows: Sequence[Sequence[Any]]) -> Any:
    """The matrix of blocks, row by row."""
    return mx.BlockMatrix([list(r) for r in rows])


def gradient(scalar: Any, variable: Any) -> Any:
    """The gradient of a scalar by a vector or matrix symbol, of that symbol's shape."""
    return Gradient(scalar, variable)


def hessian(scalar: Any, variable: Any) -> Any:
    """The matrix of second derivatives of a scalar by a column-vector symbol: the Jacobian of the gradient."""
    return Jacobian(Gradient(scalar, variable), variable)


def jacobian(vector: Any, variable: Any) -> Any:
    """The Jacobian of a column vector by a column-vector symbol: rows are the outputs."""
    return Jacobian(vector, variable)
