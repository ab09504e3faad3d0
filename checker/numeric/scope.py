"""What the parts of the numeric engine say to one another: enclosures, the two ways to have none, and the scope.

`evaluate` computes nodes; integrals, infinite sums and limits (`quadrature`, `infinite`) need to evaluate their bodies
many times and are given a `Scope` to do it with, so neither imports the other. This module decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from flint import acb

from checker.graph import Node

#: the kind of an `Undefined` that is a limit growing without bound
INFINITE = "infinite"
#: the details of one that grows to +oo or to -oo
UP, DOWN = "it grows without bound", "it falls without bound"


class Undefined(Exception):
    """The expression certainly means nothing here: exact division by zero, log 0, a divergent integral."""

    def __init__(self, kind: str, subject: Node, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind, self.subject, self.detail = kind, subject, detail


class Unknown(Exception):
    """No value could be had here; says nothing of the expression. `precision`: more of it might help."""

    def __init__(self, detail: str, *, precision: bool = False) -> None:
        super().__init__(detail)
        self.detail, self.precision = detail, precision


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A complex ball that contains the value (rigorous), or an estimate of it that need not."""

    value: acb
    rigorous: bool = True


class Scope(Protocol):
    """The values of all free symbols of a body but the one being integrated, summed or taken to a limit."""

    @property
    def precision(self) -> int:
        """Working precision in bits."""
        ...

    def evaluate(self, node: Node, bindings: Mapping[str, acb], *, analytic: bool = False) -> acb:
        """The node with the named symbols bound to balls.

        With `analytic`, the ball of the answer is finite only where the node is holomorphic on the bound balls (what
        rigorous quadrature needs). Raises Undefined or Unknown. An answer that rests on an estimate raises Unknown
        unless `estimates` below was asked for.
        """
        ...

    @property
    def estimates(self) -> bool:
        """Whether the last evaluations used an estimate anywhere (then nothing built on them is rigorous)."""
        ...

    def exact(self, name: str) -> Fraction | None:
        """The rational value of the scalar symbol, or None where it has none.

        Integrals use it to find singular ends exactly: 1/sqrt(a**2 - x**2) up to a = 1/3, which no ball shows.
        """
        ...
