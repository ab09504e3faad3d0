"""What an exact method may rely on: domains, conditions, cited facts, and the other methods' reducers.

Decides nothing. A `Context` is passed down explicitly; opening a binder extends it by the bound variable's range.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from checker.domains import Domain, Function, Scalar, Tensor
from checker.graph import Node, postorder
from checker.records import Fact


class OutOfTime(Exception):
    """The method's own time is over; others may still run."""


class Unsupported(Exception):
    """The method has no reading of a part of the expression; others may."""


class TooLarge(Exception):
    """The method would swell beyond its bound; others may still run."""


@dataclass(frozen=True)
class Context:
    """`reducers` maps an operation (integral, sum, diff, det, …) to a rewriter `(node, context) -> node` that returns
    the node itself when it can do nothing; `used` collects names of what the proof rested on, for the verdict's method.
    """

    domains: Mapping[str, Domain]
    where: tuple[Node, ...] = ()
    facts: tuple[Fact, ...] = ()
    reducers: Mapping[str, Callable[[Node, Context], Node]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    deadline: float = float("inf")  # of time.monotonic()
    memo: dict[object, object] = field(default_factory=dict, compare=False)  # for this context's domains and where only
    asked: set[object] = field(default_factory=set, compare=False)  # being answered, here and around

    def scalar(self, name: str) -> Scalar | None:
        """The domain of a scalar symbol; None if it has none or is no scalar."""
        d = self.domains.get(name)
        return d if isinstance(d, Scalar) else None

    def tensor(self, name: str) -> Tensor | None:
        d = self.domains.get(name)
        return d if isinstance(d, Tensor) else None

    def function(self, name: str) -> Function | None:
        d = self.domains.get(name)
        return d if isinstance(d, Function) else None

    def extend(self, name: str, domain: Domain, *conditions: Node) -> Context:
        """The context inside a binder: one more symbol, and what is known of it (say, index < n).

        What was known of another symbol of that name is not known of this one.
        """
        where, facts = self.where, self.facts
        if name in self.domains:
            where = tuple(w for w in where if not _mentions(w, name))
            facts = tuple(f for f in facts if not any(_mentions(n, name) for n in (f.left, f.right, *f.where)))
        domains = {**self.domains, name: domain}
        return replace(self, domains=domains, where=where + conditions, facts=facts, memo={})

    def tick(self) -> None:
        """Raises OutOfTime once the deadline is past; to be called in loops."""
        if time.monotonic() > self.deadline:
            raise OutOfTime


def _mentions(node: Node, name: str) -> bool:
    return any(n.op in ("sym", "matsym") and n.data == name for n in postorder(node))
