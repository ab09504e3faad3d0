"""A checker of mathematical derivations: does every line follow from the one before, and if not, at which numbers.

Scripts write `from checker import derivation, Derivation, Real, …`; notebooks and tests use `check`. Names are loaded
when they are first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sympy import (
        Abs,
        Derivative,
        Eq,
        Function,
        I,
        Limit,
        Max,
        Min,
        Ne,
        Piecewise,
        Product,
        Rational,
        Sum,
        Symbol,
        erf,
        factorial,
        gamma,
        oo,
        pi,
        symbols,
    )

    from checker.api import Result, check, check_derivation
    from checker.asserting import assert_derives
    from checker.authoring import Derivation
    from checker.declarations import (
        Complex,
        Density,
        Integer,
        Interval,
        Matrix,
        Natural,
        Negative,
        Nonnegative,
        Nonzero,
        Open01,
        Positive,
        Real,
        Simplex,
        Size,
        Smooth,
        Vector,
    )
    from checker.marked import derivation
    from checker.mathematics import (
        bernoulli,
        block,
        cos,
        cosh,
        det,
        diag,
        dot,
        entropy,
        equation,
        exp,
        expectation,
        gradient,
        hadamard,
        hessian,
        identity,
        integral,
        inverse,
        jacobian,
        kl,
        log,
        logsumexp,
        norm,
        normal,
        ones,
        relu,
        sigmoid,
        sin,
        sinh,
        softmax,
        softplus,
        sqrt,
        square,
        stack,
        tan,
        tanh,
        total,
        trace,
        variance,
        zeros,
    )
    from checker.records import Verdict, Witness
    from checker.script import AuthorError
    from checker.settings import Settings
    from checker.vocabulary import Untranslatable

__version__ = "0.1.0"

_HOMES = {
    "checker.api": "Result check check_derivation",
    "checker.asserting": "assert_derives",
    "checker.authoring": "Derivation",
    "checker.marked": "derivation",
    "checker.declarations": "Complex Density Integer Interval Matrix Natural Negative Nonnegative Nonzero Open01 "
    "Positive Real Simplex Size Smooth Vector",
    "checker.mathematics": "bernoulli block cos cosh det diag dot entropy equation exp expectation gradient hadamard "
    "hessian identity integral inverse jacobian kl log logsumexp norm normal ones relu "
    "sigmoid sin sinh softmax softplus sqrt square stack tan tanh total trace variance zeros",
    "checker.records": "Verdict Witness",
    "checker.script": "AuthorError",
    "checker.settings": "Settings",
    "checker.vocabulary": "Untranslatable",
    "sympy": "Abs Derivative Eq Function I Limit Max Min Ne Piecewise Product "
    "Rational Sum Symbol erf factorial gamma oo pi symbols",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Abs", "AuthorError", "Complex", "Density", "Derivation", "Derivative", "Eq", "Function", "I", "Integer",
    "Interval", "Limit", "Matrix", "Max", "Min", "Natural", "Ne", "Negative", "Nonnegative", "Nonzero", "Open01",
    "Piecewise", "Positive", "Product", "Rational", "Real", "Result", "Settings", "Simplex", "Size", "Smooth",
    "Sum", "Symbol", "Untranslatable", "Vector", "Verdict", "Witness", "assert_derives", "bernoulli", "block", "check",
    "check_derivation", "cos", "cosh", "derivation", "det", "diag", "dot", "entropy", "equation", "erf", "exp",
    "expectation", "factorial", "gamma", "gradient", "hadamard", "hessian", "identity", "integral", "inverse",
    "jacobian", "kl", "log", "logsumexp",
    "norm", "normal", "ones", "oo", "pi", "relu", "sigmoid", "sin", "sinh", "softmax", "softplus", "sqrt", "square",
    "stack", "symbols", "tan", "tanh", "total", "trace", "variance", "zeros",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'checker' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext checker` in a notebook: `%%derive`, a cell with one step a line."""
    from checker.notebook import load_ipython_extension as load

    load(shell)


def __dir__() -> list[str]:
    return sorted([*_HOME, "__version__"])
