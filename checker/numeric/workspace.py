"""What the parts of one integral, sum or limit work with: values of constants, hoisted parts, a budget.

It decides nothing; it only evaluates through the scope it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flint import acb, fmpq

from checker.graph import Node, has_bound, postorder, rebuild, sym
from checker.numeric.critical import depends, rational
from checker.numeric.growth import Number
from checker.numeric.scope import Scope, Undefined, Unknown


@dataclass(slots=True)
class Work:
    """What every part of one integral needs: the scope, values of hoisted constants, and the evaluations left."""

    scope: Scope
    left: int
    bindings: dict[str, acb] = field(default_factory=dict)
    values: dict[Node, Number | None] = field(default_factory=dict)

    def constant(self, node: Node) -> Number | None:
        """The value of a node free of the variable: a rational where it is one, else a ball, or None."""
        if node not in self.values:
            q = rational(node, self.scope)
            value: Number | None = None if q is None else fmpq(q.numerator, q.denominator)
            if value is None:
                try:
                    value = self.scope.evaluate(node, self.bindings)
                except (Undefined, Unknown):
                    value = None
                if value is not None and not value.is_finite():
                    value = None
            self.values[node] = value
        return self.values[node]

    def at(self, node: Node, variable: str, x: acb, analytic: bool = False) -> acb:
        """The node at a ball; a non-finite ball where it has no value there."""
        self.left -= 1
        try:
            return self.scope.evaluate(node, {**self.bindings, variable: x}, analytic=analytic)
        except (Undefined, Unknown):
            return acb("nan")


def hoisted(body: Node, variable: str, work: Work) -> Node:
    """The body with its constant parts evaluated once and for all."""
    inside = depends(body, variable)
    done: dict[Node, Node] = {}
    for n in postorder(body):
        if n not in inside:
            continue
        args = []
        for x in n.args:
            if x in inside:
                args.append(done[x])
            elif x.op in ("rat", "sym", "const", "bound", "matbound", "rel", "and", "or", "not", "true", "false"):
                args.append(x)
            elif n.op in _PLAIN and rational(x, work.scope) is None and not _loose(x):
                value = work.constant(x)
                if isinstance(value, acb):
                    name = f"_{x.digest.hex()[:16]}"
                    work.bindings[name] = value
                    args.append(sym(name))
                else:
                    args.append(x)
            else:
                args.append(x)
        done[n] = n if n.op not in _PLAIN else rebuild(n, args)
    return done[body]


_PLAIN = ("add", "mul", "pow", "fn")


def _loose(node: Node) -> bool:
    return has_bound(node) or any(n.op in _MATRICES for n in postorder(node))


_MATRICES = frozenset({"matsym", "vapp", "matrix", "identity", "zeros", "ones", "block", "entries"})


class BoundScope:
    """A scope with the hoisted constants bound."""

    def __init__(self, work: Work) -> None:
        self.work = work

    @property
    def precision(self) -> int:
        return self.work.scope.precision

    @property
    def estimates(self) -> bool:
        return self.work.scope.estimates

    def evaluate(self, node: Node, bindings: Mapping[str, acb], *, analytic: bool = False) -> acb:
        return self.work.scope.evaluate(node, {**self.work.bindings, **bindings}, analytic=analytic)

    def exact(self, name: str) -> Fraction | None:
        return rational(sym(name), self.work.scope)
