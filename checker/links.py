"""From claims to links: the units of work of a chain.

A claim with steps s₁ … sₙ has n + 1 links: left → s₁, s₁ → s₂, …, sₙ → right; the last one is the claim's own line.
`bridge` makes the link that skips the lines between, which tells a wrong line from its innocent neighbours. This
module decides which domains and conditions belong to a link; it checks nothing.
"""

from __future__ import annotations

from checker.authoring import closing_relation
from checker.domains import Domain, Function, Tensor
from checker.graph import Node, functions, symbols
from checker.records import COMPOSE, Link
from checker.script import Claim, Step


def links(claim: Claim) -> list[tuple[int, Link]]:
    """Every line of the claim with the link it is judged by; the claim's own line has the number of steps as index."""
    return [(k, _link(claim, k, k)) for k in range(len(claim.steps) + 1)]


def bridge(claim: Claim, first: int, last: int) -> Link | None:
    """The link from the line before `first` straight to line `last`. None when the relations do not compose."""
    return _link(claim, first, last) if _composed(claim, first, last) is not None else None


def _relation_at(claim: Claim, k: int) -> str:
    return claim.steps[k].relation if k < len(claim.steps) else closing_relation(claim)


def _composed(claim: Claim, first: int, last: int) -> str | None:
    relation: str | None = _relation_at(claim, first)
    for k in range(first + 1, last + 1):
        relation = COMPOSE.get((relation or "", _relation_at(claim, k)))
    return relation


def _link(claim: Claim, first: int, last: int) -> Link:
    left = claim.steps[first - 1].expression if first else claim.left
    step: Step | None = claim.steps[last] if last < len(claim.steps) else None
    right = step.expression if step else claim.right
    relation = _composed(claim, first, last)
    assert relation is not None
    given = step.given if step else claim.given
    facts = step.facts if step else claim.facts
    if last > first:
        facts = tuple(
            f for k in range(first, last + 1) for f in (claim.steps[k].facts if k < len(claim.steps) else claim.facts)
        )
    return Link(
        left, relation, right, used_domains(claim.domains, left, right, *claim.where, *given), claim.where, given, facts
    )


def used_domains(domains: tuple[tuple[str, Domain], ...], *nodes: Node) -> tuple[tuple[str, Domain], ...]:
    """The domains of the symbols and functions that occur, and of the sizes that those have."""
    known = dict(domains)
    wanted = set(symbols(*nodes) | functions(*nodes))
    for name in list(wanted):
        match known.get(name):
            case Tensor(rows, cols):
                wanted |= symbols(rows, cols)
            case Function(_, arguments, value):
                for part in (*arguments, value):
                    wanted |= symbols(*part) if part else set()
    return tuple((n, known[n]) for n in sorted(wanted) if n in known)
