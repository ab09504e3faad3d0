"""Integrals and sums over one range whose bodies cancel, though none of them is closed and none falls into like terms.

Proves that Σ c_i ∫ f_i + r is 0 from Σ c_i f_i + r w = 0 at every place of the range: by linearity, each integral
existing (an obligation of its own), w being 0, or a density or point of a simplex over its whole range, or the mean of
those that stand there, so that ∫ w = 1. Of several ranges each has to vanish on its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.exact.context import Context, TooLarge
from checker.exact.merging import merge, weights
from checker.exact.polyform import atoms, polynomial
from checker.graph import ZERO, Node, add, has_bound, mul, rat

NAME = "bodies cancel"


def vanish(difference: Node, ctx: Context) -> bool:
    """Whether the difference is 0 for that reason. Raises TooLarge."""
    p = polynomial(difference)
    found = False
    while p:
        node = next((a for a in atoms(p) if a.op in ("integral", "sum")), None)
        merged = None if node is None else merge(p, node, ctx)
        if node is None or merged is None:
            return False
        body, variable, inner, rest, nonempty = merged
        bodies = _bodies(body, rest, node, variable, nonempty, ctx)
        left = next((outside for whole, outside in bodies if _zero(whole, inner)), None)
        if left is None:
            return False
        found = True
        p = polynomial(left)
    return found


def _bodies(
    body: Node, rest: Node, node: Node, variable: Node, nonempty: bool, ctx: Context
) -> Iterator[tuple[Node, Node]]:
    """What is to vanish under the sign, and what is left outside then."""
    yield body, rest
    if rest == ZERO or not nonempty or has_bound(rest):
        return
    found = list(dict.fromkeys(weights(body, node, variable, ctx)))
    for w in found:
        yield add(body, mul(w, rest)), ZERO
    if len(found) > 1:
        yield add(body, mul(rat(1, len(found)), add(*found), rest)), ZERO


def _zero(body: Node, inner: Context) -> bool:
    from checker.exact.normal import is_zero

    try:
        return is_zero(body, inner) is True
    except TooLarge:
        return False


__all__ = ["NAME", "vanish"]
