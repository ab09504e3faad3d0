"""Inequalities between expressions.

Proves `left relation right` for all values in the domains from the sign of the difference.
"""

from __future__ import annotations

from checker.exact.context import Context
from checker.exact.signs import NEG, NONNEG, NONPOS, POS, ZERO_, sign
from checker.graph import Node, sub


def prove_inequality(left: Node, relation: str, right: Node, ctx: Context) -> str | None:
    """The name of the method that proves `left relation right` ("<", "<=", ">", ">=", "!="), or None."""
    allowed = {"<": NEG, "<=": NONPOS, ">": POS, ">=": NONNEG, "!=": ~ZERO_}[relation]
    if not sign(sub(left, right), ctx) & ~allowed:
        return "signs"
    return None
