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
        And,
        Derivative,
        E,
        Eq,
        EulerGamma,
        Function,
        GoldenRatio,
        I,
        Integral,
        Limit,
        Max,
        Min,
        Mod,
        Ne,
        Not,
        Or,
        Piecewise,
        Product,
        Rational,
        Sum,
        Symbol,
        acos,
        acosh,
        arg,
        asin,
        asinh,
        atan,
        atanh,
        beta,
        binomial,
        ceiling,
        conjugate,
        cot,
        coth,
        csc,
        digamma,
        erf,
        erfc,
        factorial,
        floor,
        gamma,
        harmonic,
        im,
        oo,
        pi,
        polygamma,
        re,
        root,
        sec,
        sign,
        symbols,
        zeta,
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
    "sympy": "Abs And Derivative E Eq EulerGamma Function GoldenRatio I Integral Limit Max Min Mod Ne Not Or Piecewise "
    "Product Rational Sum Symbol acos acosh arg asin asinh atan atanh beta binomial ceiling conjugate cot coth csc "
    "digamma erf erfc factorial floor gamma harmonic im oo pi polygamma re root sec sign symbols zeta",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Abs", "And", "AuthorError", "Complex", "Density", "Derivation", "Derivative", "E", "Eq", "EulerGamma",
    "Function", "GoldenRatio", "I", "Integer", "Integral", "Interval", "Limit", "Matrix", "Max", "Min", "Mod",
    "Natural", "Ne", "Negative", "Nonnegative", "Nonzero", "Not", "Open01", "Or", "Piecewise", "Positive",
    "Product", "Rational", "Real", "Result", "Settings", "Simplex", "Size", "Smooth", "Sum", "Symbol",
    "Untranslatable", "Vector", "Verdict", "Witness", "acos", "acosh", "arg", "asin", "asinh", "assert_derives",
    "atan", "atanh", "bernoulli", "beta", "binomial", "block", "ceiling", "check", "check_derivation", "conjugate",
    "cos", "cosh", "cot", "coth", "csc", "derivation", "det", "diag", "digamma", "dot", "entropy", "equation",
    "erf", "erfc", "exp", "expectation", "factorial", "floor", "gamma", "gradient", "hadamard", "harmonic",
    "hessian", "identity", "im", "integral", "inverse", "jacobian", "kl", "log", "logsumexp", "norm", "normal",
    "ones", "oo", "pi", "polygamma", "re", "relu", "root", "sec", "sigmoid", "sign", "sin", "sinh", "softmax",
    "softplus", "sqrt", "square", "stack", "symbols", "tan", "tanh", "total", "trace", "variance", "zeros", "zeta",
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
