"""The records that flow through the checker: link, evidence, obligation, witness, verdict.

This module is the glossary. It decides nothing: scripts build `Claim`s of `Step`s (see `authoring`), `links` makes
`Link`s of them, the engines answer each link with `Evidence`, the judge turns evidence into a `Verdict`, and the
diagnostics and reports read the result. Everything here is plain data that survives JSON, so a link can be hashed,
cached, and sent to another process or machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b
from typing import Any, Literal

from checker.domains import Domain, decode, encode
from checker.graph import Node
from checker.graph_data import dump, load


class Verdict(StrEnum):
    """What is known of a line, a closed set."""

    PROVED = "proved"
    CHECKED = "checked"
    REFUTED = "refuted"
    CONFLICT = "conflict"
    UNDECIDED = "undecided"
    UNDEFINED = "undefined"
    TIMEOUT = "timeout"
    ERROR = "error"
    ADMITTED = "admitted"


#: how the method names begin of exact evidence that rests on cited claims
CITED = "cited claim"

#: the method name of exact evidence that is SymPy's word
SYMPY = "SymPy"

#: relations between two expressions, and between two equations
RELATIONS = ("=", "!=", "<", "<=", ">", ">=", "=>", "<=>")

#: How relations compose along a chain: "a < b, b = c" gives "a < c". A pair that is missing does not compose.
COMPOSE: Mapping[tuple[str, str], str] = {
    **{("=", r): r for r in RELATIONS[:6]},
    **{(r, "="): r for r in RELATIONS[:6]},
    **{(r, r): r for r in ("<", "<=", ">", ">=", "=>", "<=>")},
    ("<", "<="): "<", ("<=", "<"): "<", (">", ">="): ">", (">=", ">"): ">",
    ("=>", "<=>"): "=>", ("<=>", "=>"): "=>",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation known to hold for all values of its symbols in their domains: a claim proved earlier, cited."""

    name: str
    left: Node
    relation: str
    right: Node
    where: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """The unit of work: does `left relation right` hold for all values in the domains that satisfy `where`?

    For "=>" and "<=>" both sides are relations (nodes of op `rel`); else both are expressions. `given` are conditions
    the step rests on, obligations of their own. `facts` are cited claims; the numeric engine has no need of them.
    """

    left: Node
    relation: str
    right: Node
    domains: tuple[tuple[str, Domain], ...] = ()
    where: tuple[Node, ...] = ()
    given: tuple[Node, ...] = ()
    facts: tuple[Fact, ...] = ()

    def domain(self, name: str) -> Domain:
        """The domain of a symbol or function. Raises KeyError when it has none."""
        for n, d in self.domains:
            if n == name:
                return d
        raise KeyError(name)

    def encode(self) -> dict[str, Any]:
        """The link as JSON-able data."""
        roots = [self.left, self.right, *self.where, *self.given]
        for f in self.facts:
            roots += [f.left, f.right, *f.where]
        return {
            "graph": dump(*roots),
            "relation": self.relation,
            "where": len(self.where),
            "given": len(self.given),
            "facts": [[f.name, f.relation, len(f.where)] for f in self.facts],
            "domains": [[n, encode(d)] for n, d in self.domains],
        }

    @staticmethod
    def decode(data: Mapping[str, Any]) -> Link:
        """The inverse of `encode`. Raises ValueError on data that is not a link."""
        try:
            nodes = iter(load(data["graph"]))
            left, right = next(nodes), next(nodes)
            where = tuple(next(nodes) for _ in range(data["where"]))
            given = tuple(next(nodes) for _ in range(data["given"]))
            facts = tuple(
                Fact(name, next(nodes), relation, next(nodes), tuple(next(nodes) for _ in range(count)))
                for name, relation, count in data["facts"]
            )
            domains = tuple((n, decode(d)) for n, d in data["domains"])
            return Link(left, data["relation"], right, domains, where, given, facts)
        except (KeyError, TypeError, StopIteration) as e:
            raise ValueError(f"not a link: {e!r}") from e

    @property
    def key(self) -> str:
        """A digest of the content: equal links have equal keys, on any machine."""
        h = blake2b(digest_size=16)
        parts = [self.left, self.right, *self.where, *self.given]
        h.update(repr((self.relation, len(self.where), len(self.given))).encode())
        for p in parts:
            h.update(p.digest)
        for f in self.facts:
            h.update(repr((f.name, f.relation, len(f.where))).encode())
            for p in (f.left, f.right, *f.where):
                h.update(p.digest)
        for name, domain in self.domains:
            h.update(repr((name, encode(domain))).encode())
        return h.hexdigest()


#: a rational, a complex rational (re, im), a matrix row by row, or the formula of a drawn function
Value = Fraction | tuple[Fraction, Fraction] | tuple[tuple[Fraction, ...], ...] | str


@dataclass(frozen=True, slots=True)
class Witness(Mapping[str, Any]):
    """Exact values of the symbols at which a line fails, and both sides there as decimal text ("" where undefined).

    Reads as a mapping from names to values: `witness["x"] == Fraction(1, 2)`. Sizes are among the values.
    """

    at: tuple[tuple[str, Value], ...]
    left: str = ""
    right: str = ""

    def __getitem__(self, name: str) -> Value:
        return dict(self.at)[name]

    def __iter__(self) -> Any:
        return iter(dict(self.at))

    def __bool__(self) -> bool:
        return True  # that of a claim without symbols is empty, and a witness all the same

    def __len__(self) -> int:
        return len(self.at)

    def __str__(self) -> str:
        return ", ".join(f"{n} = {show_value(v)}" for n, v in self.at)


def show_value(value: Value) -> str:
    """A witness value as an author writes it: 17/10, 1 + 2i, [1, 2; 3, 4]."""
    match value:
        case str() | Fraction():
            return str(value)
        case (Fraction() as re, Fraction() as im):
            return f"{re} {'-' if im < 0 else '+'} {abs(im)}i"
        case _:
            return "[" + "; ".join(", ".join(map(str, row)) for row in value) + "]"


class Outcome(StrEnum):
    """What one method found."""

    HOLDS = "holds"  # exact: proved for all values. numeric: agreed at every point it could evaluate (at least one)
    FAILS = "fails"  # numeric: disjoint enclosures at the witness. exact: shown false for all values
    UNDEFINED = "undefined"  # a side means nothing at the witness
    UNKNOWN = "unknown"  # nothing found; `detail` says why


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one method found of a link.

    `decides`: the method decides its class, so its answer needs no second opinion where none can be had.
    `rigorous`: numeric only; every value compared was an enclosure, none an estimate.
    `error_bound`: numeric only; a bound on the probability that agreement is accident (Schwartz-Zippel), else None.
    `sampled_sizes`: sizes of matrices at which it was tried, if it says nothing of the others.
    """

    engine: Literal["exact", "numeric"]
    method: str
    outcome: Outcome
    decides: bool = False
    rigorous: bool = True
    points: int = 0
    digits: int = 0
    witness: Witness | None = None
    error_bound: float | None = None
    sampled_sizes: tuple[str, ...] = ()
    detail: str = ""
    seconds: float = 0.0


class Status(StrEnum):
    """Where an obligation stands."""

    DISCHARGED = "discharged"
    FAILING = "failing"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Obligation:
    """What must hold for a line to mean anything.

    `kind`: "divisor", "logarithm", "branch", "converges", "exchange", "given", "domain", … `condition` is what must
    hold, as a boolean node, or None where it is not a relation (convergence); `subject` is the part it is about.
    """

    kind: str
    subject: Node
    condition: Node | None = None
    status: Status = Status.OPEN
    method: str = ""
    witness: Witness | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with all that it rests on."""

    verdict: Verdict
    method: str = ""
    evidence: tuple[Evidence, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    witness: Witness | None = None
    detail: str = ""
    suggestion: str = ""
    interrupted: bool = False  # time or memory ran out: what had been found by then is all it rests on
    seconds: float = field(default=0.0, compare=False)
