"""When kernels are algebraically independent by a theorem, so that a polynomial in them is 0 only if it looks so.

Decides only classes that a theorem covers; False means: no theorem here.
"""

from __future__ import annotations

from checker.exact.kernels import Poly, Table, Value, degrees

_NUMBERS = frozenset({"unit", "root"})


def independent(t: Table, p: Poly) -> bool:
    """Whether a polynomial over these kernels that is not 0 is not the zero function.

    Symbols over infinite domains are independent. Exponentials of polynomials in real symbols that are linearly
    independent over the rationals modulo constants are independent over the rational functions, and so are logarithms
    of distinct irreducible polynomials (Ax 1971); roots of distinct primes are independent (Besicovitch 1940). One
    transcendental constant is: pi, or e to algebraic powers (Lindemann-Weierstrass), or one logarithm of a prime.
    """
    generators = [k for k, d in enumerate(degrees(p)) if d]
    constants: set[str] = set()
    logs: list[Poly] = []
    for k in generators:
        kernel = t.kernels[k]
        match kernel.kind:
            case "unit":
                if t.scales[0] != 2:
                    return False
            case "symbol":
                domain = t.ctx.scalar(kernel.node.data)
                if domain is None or domain.kind == "complex" or t.scales[k] != 1:
                    return False
                if domain.lower is not None and domain.lower == domain.upper:
                    return False
                if domain.kind == "integer" and domain.lower is not None and domain.upper is not None:
                    return False
            case "constant":
                if kernel.node.data != "pi":
                    return False
                constants.add("pi")
            case "root":
                if kernel.node.op != "rat":
                    return False
            case "exp":
                if t.ragged or kernel.argument is None or not _polynomial(t, kernel.argument, _NUMBERS):
                    return False
                if all(t.kernels[j].kind in ("unit", "root") for j in t.generators(kernel.argument)):
                    constants.add("e")
                elif any(_integer_symbol(t, j) for j in t.generators(kernel.argument)):
                    return False
            case "log":
                if kernel.argument is None or not _polynomial(t, kernel.argument, frozenset()):
                    return False
                argument = t.current(kernel.argument)
                if argument.num.is_constant():
                    constants.add(f"log{k}")
                elif any(_integer_symbol(t, j) for j in t.generators(argument)):
                    return False
                else:
                    logs.append(argument.num)
            case _:
                return False
    if len(constants) > 1:
        return False
    for i, a in enumerate(logs):
        if len(a.factor()[1]) != 1 or a.factor()[1][0][1] != 1:
            return False
        if any(not a.gcd(b).is_constant() for b in logs[:i]):
            return False
    return not (constants and any(t.kernels[k].kind == "log" for k in generators) and constants & {"pi", "e"})


def _polynomial(t: Table, v: Value, kinds: frozenset[str]) -> bool:
    """A polynomial in symbols, and in numbers of the given kinds."""
    v = t.current(v)
    if not v.den.is_constant():
        return False
    for k in t.generators(v):
        kernel = t.kernels[k]
        if kernel.kind == "symbol":
            if t.scales[k] != 1:
                return False
        elif kernel.kind not in kinds or (kernel.kind == "root" and kernel.node.op != "rat"):
            return False
    return True


def _integer_symbol(t: Table, k: int) -> bool:
    domain = t.ctx.scalar(t.kernels[k].node.data) if t.kernels[k].kind == "symbol" else None
    return domain is not None and domain.kind == "integer"
