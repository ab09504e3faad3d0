"""Every step of the five first derivations, as the link the checker sees and as the SymPy expressions the author wrote.

It reads the scripts as the command does, and notes what each expression was before it became a graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from checker.graph import Node
from checker.links import links
from checker.loading import load
from checker.records import Link
from checker.translate import Lowering

FIVE = ("kl_closed_form", "elbo_identity", "lstm_gradients", "coupling_layer", "optimal_discriminator")


def steps(folder: Path) -> Iterator[tuple[str, str, Link, Any, str, Any]]:
    """(derivation, claim and step, link, left, relation, right), relations between expressions only."""
    written: dict[Node, Any] = {}
    plain = Lowering.lower

    def noted(self: Lowering, expression: Any) -> Node:
        node = plain(self, expression)
        written.setdefault(node, expression)
        return node

    with mock.patch.object(Lowering, "lower", noted):
        loaded = load([folder / f"{name}.py" for name in FIVE])
    assert not loaded.problems, loaded.problems
    for record in loaded.derivations:
        for number, claim in enumerate(record.claims, 1):
            for k, link in links(claim):
                if link.relation in ("=", "<", "<=", ">", ">=") and {link.left, link.right} <= written.keys():
                    pair = written[link.left], written[link.right]
                    yield record.id, f"{number}.{k + 1}", link, pair[0], link.relation, pair[1]
