"""An implication between combinations of relations as implications to one relation each, at whose points it can fail.

A ⇒ B fails where one alternative of A holds (A as "or" of "and") and all members of one clause of B fail (B as "and" of
"or"). For each such pair a `Case` has its goals: a member of the clause, under the alternative and the contraries of
the other members. All goals of a case say the same; points at which one is met may be found where those of another
are not. A contrary stands for a relation between real numbers that both have a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from checker.graph import TRUE, ZERO, Node, rel

#: alternatives or clauses, at most
MOST = 12
CONTRARY = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

Clause = tuple[Node, ...]


class TooMany(Exception):
    """More alternatives than are looked at."""


@dataclass(frozen=True, slots=True)
class Case:
    """What holds (relations), and the goals: each a relation with more that holds where it is asked."""

    given: Clause
    goals: tuple[tuple[Node, Clause], ...]


def cases(given: Node, wanted: Node) -> list[Case]:
    """The cases of `given ⇒ wanted`. Raises TooMany."""
    out = []
    for alternative in _alternatives(given, negated=False):
        clauses = [tuple(contrary(r) for r in a) for a in _alternatives(wanted, negated=True)]
        for clause in clauses:
            goals = _goals(alternative, clause)
            out.append(Case(alternative, goals))
        if not clauses:  # it follows from anything
            out.append(Case(alternative, ((rel(ZERO, "=", ZERO), ()),)))
    return out


def _goals(alternative: Clause, clause: Clause) -> tuple[tuple[Node, Clause], ...]:
    if not clause:  # that the alternative never holds
        return tuple((contrary(r), _others(alternative, r)) for r in alternative)
    return tuple((r, (*alternative, *(contrary(x) for x in _others(clause, r)))) for r in clause)


def _others(members: Clause, member: Node) -> Clause:
    return tuple(x for x in members if x is not member)


def contrary(r: Node) -> Node:
    return rel(r.args[0], CONTRARY[r.data], r.args[1])


def _alternatives(node: Node, *, negated: bool) -> list[Clause]:
    """The node, or its negation, as "or" of "and"."""
    match node.op:
        case "rel":
            return [(contrary(node) if negated else node,)]
        case "not":
            return _alternatives(node.args[0], negated=not negated)
        case "true" | "false":
            return [()] if (node == TRUE) is not negated else []
        case "and" | "or":
            parts = [_alternatives(a, negated=negated) for a in node.args]
            if (node.op == "or") is not negated:
                out = [a for p in parts for a in p]
            else:
                out = []
                for choice in product(*parts):
                    out.append(tuple(dict.fromkeys(r for a in choice for r in a)))
                    if len(out) > MOST:
                        raise TooMany
            if len(out) > MOST:
                raise TooMany
            return out
    raise TooMany
