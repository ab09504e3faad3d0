"""Two positive expressions compared by their logarithms, one of them holding an exponential.

Proves A ≥ B from log A - log B ≥ 0 for A, B > 0, where A or B is Q·exp u: log Q + u then stands for its logarithm. The
denominators are cleared first by what is positive; what the logarithms compare to is for others to show. Nothing is
said where a sign is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checker.exact.context import Context
from checker.exact.polyform import Poly, atoms, polynomial, to_node
from checker.exact.signs import is_positive, is_real
from checker.graph import Node, add, fn, neg, symbols

NAME = "logarithms compared"


def gaps(g: Node, ctx: Context) -> Iterator[Node]:
    """Nodes that are positive, zero or negative where g is."""
    from checker.exact.polynomial_signs import numerator

    top, bottom = numerator(polynomial(g))
    if bottom and not is_positive(to_node({bottom: Fraction(1)}), ctx):
        return
    for e in atoms(top):
        if e.op != "fn" or e.data != "exp" or not is_real(e.args[0], ctx):
            continue
        factor: Poly = {}
        rest: Poly = {}
        for m, c in top.items():
            powers = dict(m)
            k = powers.pop(e, 0)
            (factor if k == 1 else rest)[tuple(p for p in m if p[0] != e) if k == 1 else m] = c
        if not factor or not rest:
            continue
        for way in (1, -1):
            q, r = (to_node({m: sign * c for m, c in p.items()}) for p, sign in ((factor, way), (rest, -way)))
            if is_positive(q, ctx) and is_positive(r, ctx):
                larger = add(_log(q, ctx), e.args[0], neg(_log(r, ctx)))
                yield larger if way == 1 else neg(larger)


def _log(x: Node, ctx: Context) -> Node:
    """The logarithm; of a number and of an exponential in normal form."""
    from checker.exact.normal import simplify

    whole = fn("log", x)
    return simplify(whole, ctx) if not symbols(x) or (x.op == "fn" and x.data == "exp") else whole


__all__ = ["NAME", "gaps"]
