"""What SymPy and the expression graph each call the same function, constant or relation.

Decides names only: `translate` reads a tree that is made of them, `to_sympy` goes back, and both refuse in one way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

#: SymPy class name -> function name, where every argument is read in order
FUNCTIONS: Mapping[str, str] = {
    **{n: n for n in (
        "exp log sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh "
        "acoth asech acsch sign re im arg conjugate floor ceiling frac factorial subfactorial factorial2 gamma "
        "loggamma digamma erf erfc erfi erfinv erfcinv Ei li Si Ci Shi Chi fresnels fresnelc airyai airybi "
        "airyaiprime airybiprime dirichlet_eta fibonacci lucas bernoulli catalan sinc sigmoid atan2 beta binomial "
        "polygamma besselj bessely besseli besselk uppergamma lowergamma expint polylog chebyshevt chebyshevu "
        "legendre hermite laguerre elliptic_f assoc_laguerre assoc_legendre gegenbauer jacobi zeta elliptic_k "
        "elliptic_e elliptic_pi harmonic"
    ).split()},
    "Abs": "abs", "Max": "max", "Min": "min", "Mod": "mod", "LambertW": "lambertw", "KroneckerDelta": "kronecker",
    "RisingFactorial": "rising", "FallingFactorial": "falling",
}  # fmt: skip
#: function name -> SymPy class name, where they differ
CLASSES = {v: k for k, v in FUNCTIONS.items() if v != k}
CONSTANTS = {
    sympy.pi: "pi", sympy.E: "E", sympy.I: "I", sympy.EulerGamma: "EulerGamma", sympy.Catalan: "Catalan",
    sympy.GoldenRatio: "GoldenRatio", sympy.oo: "oo", -sympy.oo: "-oo",
}  # fmt: skip
RELATIONS = {
    sympy.Eq: "=", sympy.Ne: "!=", sympy.StrictLessThan: "<", sympy.LessThan: "<=", sympy.StrictGreaterThan: ">",
    sympy.GreaterThan: ">=",
}  # fmt: skip
RELATION_CLASSES = {v: k for k, v in RELATIONS.items()}


class Untranslatable(ValueError):
    """An expression that has no faithful reading; the message says which part, and what to write instead."""


def short(e: Any) -> str:
    """An expression for a message: its kind alone, where it is long."""
    return str(e) if len(str(e)) < 80 else type(e).__name__
