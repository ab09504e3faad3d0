"""Rational expressions in one symbol as pairs of FLINT polynomials, and their rational roots.

Decides by exact arithmetic; anything that is not rational in the symbol, or of great degree, is refused.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpq_poly, fmpz_poly

from checker.graph import Node, postorder

MAX_DEGREE = 60


def univariate(node: Node, name: str) -> tuple[fmpq_poly, fmpq_poly] | None:
    """Numerator and denominator of a rational expression in one symbol; None for anything else, or of great degree."""
    parts: dict[Node, tuple[fmpq_poly, fmpq_poly]] = {}
    one = fmpq_poly([1])
    for n in postorder(node):
        match n.op:
            case "rat":
                parts[n] = (fmpq_poly([fmpq(*n.data)]), one)
            case "sym" if n.data == name:
                parts[n] = (fmpq_poly([0, 1]), one)
            case "add" | "mul":
                pairs = [parts.get(a) for a in n.args]
                top, bottom = (fmpq_poly([0]), one) if n.op == "add" else (one, one)
                for pair in pairs:
                    if pair is None:
                        return None
                    p, q = pair
                    top = (
                        top * q + p * bottom if n.op == "add" and q != bottom else top + p if n.op == "add" else top * p
                    )
                    bottom = bottom if n.op == "add" and q == bottom else bottom * q
                if max(top.degree(), bottom.degree()) > MAX_DEGREE:
                    return None
                parts[n] = (top, bottom)
            case "pow":
                base, e = parts.get(n.args[0]), n.args[1]
                if base is None or e.op != "rat" or e.data[1] != 1:
                    return None
                k = e.data[0]
                p, q = base if k >= 0 else base[::-1]
                if q.degree() < 0 or abs(k) * max(p.degree(), q.degree(), 1) > MAX_DEGREE:
                    return None
                parts[n] = (p ** abs(k), q ** abs(k))
            case _:
                return None
    return parts[node]


def rational_roots(top: fmpq_poly, bottom: fmpq_poly) -> tuple[list[Fraction], list[fmpz_poly]]:
    """The rational roots of top/bottom (where bottom is not 0), and the other irreducible factors of the numerator."""
    roots: list[Fraction] = []
    others: list[fmpz_poly] = []
    for factor, _ in top.numer().factor()[1]:
        if factor.degree() == 1:
            b, a = factor.coeffs()
            x = Fraction(-int(b), int(a))
            if bottom(fmpq(x.numerator, x.denominator)) != 0:
                roots.append(x)
        elif factor.degree() > 1:
            if bottom.numer().gcd(factor).degree() == 0:
                others.append(factor)
    return roots, others
