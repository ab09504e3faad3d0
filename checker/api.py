"""`check`: one relation between two plain SymPy expressions, for notebooks and tests.

The domains are read from the symbols' own assumptions (a symbol with none stands for complex numbers). The link is
examined exactly as a step of a derivation is, in a process that can be killed; this module adds no judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from checker import runner
from checker.links import used_domains
from checker.marked import DerivationFunction, build
from checker.mathtext import plain
from checker.records import Evidence, Judgement, Link, Obligation, Verdict, Witness
from checker.settings import Settings
from checker.statements import normalise_relation
from checker.translate import Lowering
from checker.verify import Checked, verify


@dataclass(frozen=True, slots=True)
class Result:
    """What is known of a relation. True in a boolean context only when it is proved."""

    text: str
    judgement: Judgement
    link: Link | None = field(default=None, repr=False)

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

    @property
    def witness(self) -> Witness | None:
        """Exact values at which the relation fails, and both sides there."""
        return self.judgement.witness

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.judgement.evidence

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        return self.judgement.obligations

    def __bool__(self) -> bool:
        return self.verdict is Verdict.PROVED

    def lines(self) -> list[str]:
        """The result in words, a line each."""
        j = self.judgement
        out = [f"{self.text}: {j.verdict}" + (f" ({j.method})" if j.method else "")]
        if j.witness is not None:
            out.append(f"  at {j.witness}" if len(j.witness) else "  as it stands")
            if j.witness.left or j.witness.right:
                out += [f"  left  {j.witness.left or 'undefined'}", f"  right {j.witness.right or 'undefined'}"]
        if j.detail:
            out.append(f"  {j.detail}")
        if j.suggestion:
            out.append(f"  {j.suggestion}")
        out += [f"  needs {o.text}: {o.status}" for o in j.obligations if o.status != "discharged"]
        return out

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from checker.report.html_lines import fragment, result

        return fragment(result(self.link, self.text, self.judgement))


def check(lhs: Any, relation: str, rhs: Any, *, where: Any = (), settings: Settings | None = None) -> Result:
    """Whether `lhs relation rhs` holds for all values of the symbols that satisfy `where`.

    `relation` is one of =, !=, <, <=, >, >=, =>, <=>; `where` is a condition or a list of them. Raises
    `checker.Untranslatable` (a ValueError) for what cannot be read, and ValueError for an unknown relation.
    """
    link = link_of(lhs, relation, rhs, where)
    (judgement,) = runner.local().examine([link], settings or Settings())
    return Result(f"{plain(lhs)} {relation} {plain(rhs)}", judgement, link)


def check_derivation(function: DerivationFunction, settings: Settings | None = None) -> Checked:
    """A derivation marked by `@derivation`, every line of it examined as `checker run` does; it displays itself.

    Raises what the function raises where a line cannot be built: `checker.AuthorError`, for most.
    """
    record = build(function)
    for problem in record.problems:
        raise problem
    (checked,) = verify([record], settings or Settings(), runner.local())
    return checked


def link_of(lhs: Any, relation: str, rhs: Any, where: Any = ()) -> Link:
    """The unit of work that `check` examines; it raises what `check` raises for what cannot be read."""
    name = normalise_relation(relation)
    lowering = Lowering()
    left, right = lowering.lower(lhs), lowering.lower(rhs)
    listed = list(where) if isinstance(where, list | tuple | set | frozenset) else [where]
    conditions = [lowering.lower(c) for c in listed] + lowering.conditions
    kept = tuple(c for c in conditions if c.op != "true")
    if any(c.op == "false" for c in kept):
        raise ValueError("a condition in `where` never holds")
    domains = used_domains(tuple(lowering.domains.items()), left, right, *kept)
    return Link(left, name, right, domains, kept)
