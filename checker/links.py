"""From claims to links: the units of work of a chain.

A claim with steps s₁ … sₙ has n + 1 links: left → s₁, s₁ → s₂, …, sₙ → right; the last one is the claim's own line.
`bridge` makes the link that skips the lines between, which tells a wrong line from its innocent neighbours. This
module decides which domains and conditions belong to a link; it checks nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from checker.deferred import DeferredLink
from checker.domains import Domain, Function, Tensor
from checker.graph import Node, functions, rat, symbols
from checker.records import COMPOSE, Link
from checker.script import Claim, Decimal, Erratum, Step


def links(claim: Claim) -> list[tuple[int, Link]]:
    """Every line of the claim with the link it is judged by; the claim's own line has the number of steps as index."""
    return [(k, _known(claim, f"line {k}", partial(_link, claim, k, k))) for k in range(len(claim.steps) + 1)]


def keys(claim: Claim) -> dict[str, str]:
    """The keys of the claim's links by what they are of: "line 0", "erratum 0", "right rounded 0 0", …"""
    if claim.admitted is not None:
        return {}
    if claim.decimal is None:
        named = {f"line {k}": link for k, link in links(claim)}
        named |= {f"erratum {k}": link for k, link in errata(claim)}
    else:
        named = {}
        for decimal in (claim.decimal, claim.erratum.decimal if claim.erratum else None):
            if decimal is not None:
                found = readings(claim, decimal)
                named |= {name: link for r in found for name, link in zip(r.names, r.links, strict=True)}
    return {name: link.key for name, link in named.items()}


def _known(claim: Claim, name: str, make: Callable[[], Link]) -> Link:
    """The link of that name: made now, or where its key is known, when it is first looked at."""
    key = claim.keys.get(name)
    return make() if key is None else DeferredLink(key, make)


def bridge(claim: Claim, first: int, last: int) -> Link | None:
    """The link from the line before `first` straight to line `last`. None when the relations do not compose."""
    return _link(claim, first, last) if _composed(claim, first, last) is not None else None


def errata(claim: Claim) -> list[tuple[int, Link]]:
    """The printed lines that are said to be wrong, as links from the line before; numbered like the lines."""
    out = []
    for k in range(len(claim.steps) + 1):
        wrong = claim.steps[k].erratum if k < len(claim.steps) else claim.erratum
        if wrong is not None and claim.decimal is None:
            out.append((k, _known(claim, f"erratum {k}", partial(_erratum, claim, k, wrong))))
    return out


def _erratum(claim: Claim, k: int, wrong: Erratum) -> Link:
    link = _link(claim, k, k)
    domains = used_domains(claim.domains, link.left, wrong.expression, *claim.where)
    return Link(link.left, link.relation, wrong.expression, domains, claim.where)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a printed decimal is right: every link must hold. `names` are those of the links in `keys`."""

    name: str
    links: tuple[Link, Link]
    names: tuple[str, str]


def readings(claim: Claim, decimal: Decimal) -> list[Reading]:
    """Rounded or cut, of each value it may be of: the value lies between the numbers that are printed so."""
    printed, half, unit = decimal.printed, decimal.unit / 2, decimal.unit
    ways = [("rounded", ">=", printed - half, "<=", printed + half)]
    if printed > 0:
        ways.append(("cut", ">=", printed, "<", printed + unit))
    elif printed < 0:
        ways.append(("cut", ">", printed - unit, "<=", printed))
    else:
        ways.append(("cut", ">", -unit, "<", unit))
    which = "right" if decimal is claim.decimal else "wrong"
    out = []
    for n, (name, value) in enumerate(decimal.values):
        for way, below, low, above, high in ways:
            names = (f"{which} {way} {n} 0", f"{which} {way} {n} 1")
            pair = (
                _known(claim, names[0], partial(_bound, claim, value, below, low)),
                _known(claim, names[1], partial(_bound, claim, value, above, high)),
            )
            out.append(Reading(f"{name}, {way}", pair, names))
    return out


def _bound(claim: Claim, value: Node, relation: str, end: Fraction) -> Link:
    return Link(value, relation, rat(end), used_domains(claim.domains, value))


def closing_relation(claim: Claim) -> str:
    """The relation that the last line must have to the claim's right side for the chain to give the claim."""
    composed = ""
    for step in claim.steps:
        composed = COMPOSE[(composed, step.relation)] if composed else step.relation
    if not composed:
        return claim.relation
    answer = closing(composed, claim.relation)
    assert answer is not None, "checked when the step was added"
    return answer


def closing(composed: str, claimed: str) -> str | None:
    """The weakest r such that `composed` followed by r gives the claim; None if there is none."""
    if claimed in ("=>", "<=>"):
        return claimed if COMPOSE.get((composed, claimed)) == claimed else None
    if claimed == "!=":
        return {"=": "!=", "!=": "=", "<": "<=", ">": ">="}.get(composed)
    weakest = {"=": {"=": "="}, "<": {"=": "<", "<=": "<", "<": "<="}, "<=": {"=": "<=", "<=": "<=", "<": "<="},
               ">": {"=": ">", ">=": ">", ">": ">="}, ">=": {"=": ">=", ">=": ">=", ">": ">="}}  # fmt: skip
    return weakest[claimed].get(composed)


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
    cited = [n for f in facts for n in (f.left, f.right, *f.where)]
    domains = used_domains(claim.domains, left, right, *claim.where, *given, *cited)
    return Link(left, relation, right, domains, claim.where, given, facts)


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
