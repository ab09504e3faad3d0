"""What a script builds: a derivation of claims of steps, each with its place in the source. Records only.

A document's printed lines are part of a script: a step or claim may carry the text it is printed as (`printed`), an
`Erratum` keeps a wrong printed line beside the right one, a `Decimal` is a number as printed to so many digits, and a
`Remark` quotes what cannot be read. This module decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from checker.domains import Domain
from checker.graph import Node
from checker.records import Fact

Slip = Literal["author", "scanner", "either"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a script something was written, and its source text."""

    file: str
    line: int
    column: int = 1
    source: str = ""


class AuthorError(Exception):
    """A mistake of the script's author: code, file, line, what was found, and what to do about it."""

    def __init__(self, code: str, message: str, hint: str, place: Place) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.place = code, message, hint, place


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number as printed: right if the value, rounded or cut to the digits printed, is it.

    `values` are what it may be the value of, the exact one first, then the one from the printed inputs; each with its
    name. `unit` is that of the last digit.
    """

    printed: Fraction
    unit: Fraction
    values: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Erratum:
    """A printed line that is wrong: what stands there, whose slip it is as far as one can tell, and what is wrong.

    It must be refuted where it stands: as the line after the one before it, with the same relation.
    """

    expression: Node
    text: str
    slip: Slip
    wrong: str
    decimal: Decimal | None = None  # where the wrong line is a printed number


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a chain: its relation to the line before, the expression, and why."""

    relation: str
    expression: Node
    reason: str
    place: Place
    text: str
    given: tuple[Node, ...] = ()
    facts: tuple[Fact, ...] = ()
    checked: str | None = None  # the author's reason why it may stand on `checked`
    printed: str | None = None  # the document's own text of the line
    erratum: Erratum | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a block proves: both sides and a relation, and the steps between. The last link closes the chain.

    With `refuted`, the author says that it is false (a wrong option, a wrong printed statement) and why; then it must
    be refuted. With `decimal`, the right side is a printed number and `relation` is "≈".
    """

    id: str
    left: Node
    relation: str
    right: Node
    where: tuple[Node, ...]
    domains: tuple[tuple[str, Domain], ...]
    steps: tuple[Step, ...]
    place: Place
    left_text: str
    right_text: str
    facts: tuple[Fact, ...] = ()
    given: tuple[Node, ...] = ()
    reason: str = ""
    checked: str | None = None
    admitted: str | None = None
    refuted: str | None = None
    label: str = ""
    printed: str | None = None
    erratum: Erratum | None = None
    decimal: Decimal | None = None
    keys: Mapping[str, str] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def fact(self) -> Fact:
        """The claim as something later steps may cite."""
        return Fact(self.id, self.left, self.relation, self.right, self.where)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of the document that cannot be read as mathematics: quoted, with the reading chosen and why."""

    quoted: str
    reading: str
    why: str
    place: Place
    after: int  # how many claims stand before it


@dataclass(frozen=True, slots=True)
class DerivationRecord:
    """All that one derivation function built."""

    id: str
    title: str
    question: str
    place: Place
    claims: tuple[Claim, ...]
    domains: tuple[tuple[str, Domain], ...]
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Exception, ...] = ()  # what could not be built; the other lines stand

    def _repr_html_(self) -> str:
        """What a notebook shows: the lines, not examined."""
        from checker.report.html_lines import fragment, statements

        return fragment(statements(self))
