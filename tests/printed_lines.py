"""The lines that scripts call false, with the witness at which the numeric engine refutes each: for re-evaluation."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from checker import links as chain
from checker.discharge import discharge
from checker.exact.prove import context_of
from checker.loading import load
from checker.numeric.compare import compare, refute_condition
from checker.obligations import derive
from checker.records import Link, Status, Witness
from checker.script import DerivationRecord
from checker.settings import Settings

DERIVATIONS = Path(__file__).parent.parent / "derivations"


@cache
def _records() -> tuple[DerivationRecord, ...]:
    return load([DERIVATIONS]).derivations


def false_lines(document: str) -> dict[str, Link]:
    """The errata and the refuted claims of the derivations that answer questions of a document ("D").

    A refuted claim has its id for a key, an erratum its claim's id and its line: "kl.3#2".
    """
    out: dict[str, Link] = {}
    for record in _records():
        if not any(q.strip().startswith(document) for q in record.question.split(",")):
            continue
        for claim in record.claims:
            out |= {f"{claim.id}#{k + 1}": link for k, link in chain.errata(claim)}
            if claim.refuted is not None:
                out[claim.id] = chain.links(claim)[-1][1]
    return out


def witness_of(link: Link) -> Witness:
    """Where the line fails, or where an obligation of it does."""
    s = Settings()
    found = compare(link, seed=s.seed, samples=s.samples, digits=s.digits).witness
    for obligation in derive(link) if found is None else ():
        settled = discharge(obligation, context_of(link, float("inf")))
        if found is None and settled.status is not Status.DISCHARGED and settled.condition is not None:
            found = refute_condition(settled.condition, link, seed=s.seed, deadline=float("inf"))
    assert found is not None, "the line is not refuted"
    return found


def column(value: Any) -> list[Any]:
    """The entries of a column vector."""
    return [row[0] for row in value]
