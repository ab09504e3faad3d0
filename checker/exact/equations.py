"""Equations that follow from equations.

Proves implications and equivalences between relations; so far only that a relation follows from itself.
"""

from __future__ import annotations

from checker.exact.context import Context
from checker.graph import Node


def prove_implication(left: Node, relation: str, right: Node, ctx: Context) -> tuple[str | None, str]:
    """The method that proves `left => right` or `left <=> right`, or None; and a detail (roots lost or gained)."""
    ctx.tick()
    return ("same relation", "") if left == right else (None, "")
