"""Values of expression graphs at exact points, as exact rationals or rigorous enclosures.

A `Program` is compiled once from some roots and run at many points and precisions. Exact rational arithmetic is kept
as long as possible, so exact zeros and exact poles are seen; balls follow. A certain lack of a value raises
`Undefined` with the node to blame, anything that could not be computed `Unknown`. Integrals, infinite sums and limits
are `quadrature`'s and `infinite`'s, which evaluate their bodies through the `Scope` here; derivatives are jets.
Undefined functions and matrices of symbolic size must have been replaced before. Decides single values only:
comparing them is `compare`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from checker.graph import BOOLEAN_OPS, Node, is_matrix, postorder
from checker.numeric import arithmetic as ar
from checker.numeric.arithmetic import Mode, Value
from checker.numeric.binders import BUDGET, World
from checker.numeric.linear import Mat
from checker.numeric.operations import Body
from checker.numeric.runtime import guarded
from checker.numeric.scope import Enclosure, Unknown

Result = Fraction | Enclosure | list[list[Fraction | Enclosure]] | bool | None
Point = Mapping[str, Any]  # Fraction | (re, im) | rows of these


#: functions a single value of which may cost as much as thousands of others, and more in a series
HARD = frozenset(
    "hyper polylog lerchphi2 zeta elliptic_k elliptic_e elliptic_f elliptic_pi uppergamma lowergamma expint".split()
)


def weight(roots: Sequence[Node]) -> int:
    """About what one evaluation costs, in plain nodes."""
    nodes = list(postorder(*roots))
    hard = sum(2000 for n in nodes if n.op == "fn" and n.data in HARD)
    return len(nodes) + hard * (20 if any(n.op == "diff" for n in nodes) else 1)


class Program:
    """Roots compiled for evaluation at many points.

    `work` is what its runs have cost so far, counted in nodes evaluated (more for long numbers), never in seconds: a
    budget of it ends at the same point on every machine.
    """

    def __init__(self, roots: Sequence[Node]) -> None:
        self.roots = tuple(roots)
        self.size = weight(self.roots)
        self.work = 0
        self.body = Body(self.roots, ())
        self.bodies: dict[object, Body] = {}

    def run(self, values: Point, precision: int) -> list[Result]:
        """The roots at a point: scalar symbols are Fractions or pairs (re, im) of them, matrix symbols rows of those.

        A boolean root gives None where balls could not decide it. Raises Undefined or Unknown, for whichever root
        comes first. `precision` is in bits.
        """
        saved = ctx.prec
        ctx.prec = precision
        world = World(precision, self.bodies)
        try:
            given = {}
            for name in self.body.names:
                if name not in values:
                    raise Unknown(f"no value for {name}")
                given[name] = exact(values[name])
            found = guarded(lambda: self.body.run(world, given, (), Mode.POINT))
            return [_result(n, v, not world.estimated) for n, v in zip(self.roots, found, strict=True)]
        finally:
            ctx.prec = saved
            self.work += self.size * (1 + BUDGET - max(world.left, 0)) * max(1, precision // 256)


def compile_graph(roots: Sequence[Node]) -> Program:
    """The roots as a program; nodes that they share are computed once."""
    return Program(roots)


def exact(value: Any) -> Value:
    """A given value as the engine holds it."""
    if isinstance(value, Fraction | int):
        return fmpq(value.numerator, value.denominator)
    if isinstance(value, fmpq | arb | acb):
        return value
    if isinstance(value[0], Fraction | int):
        re, im = value
        if not im:
            return exact(re)
        return acb(arb(exact(re)), arb(exact(im)))
    return Mat(len(value), len(value[0]), [exact(x) for row in value for x in row])


def _result(root: Node, value: Value, rigorous: bool) -> Result:
    if root.op in BOOLEAN_OPS:
        return None if value is None else bool(value)
    if is_matrix(root):
        cells = [_number(x, rigorous) for x in value.cells]
        return [cells[i * value.cols : (i + 1) * value.cols] for i in range(value.rows)]
    return _number(value, rigorous)


def _number(value: Value, rigorous: bool) -> Fraction | Enclosure:
    if type(value) is fmpq:
        return ar.fraction(value)
    z = acb(value)
    if not z.is_finite():
        raise Unknown("a ball that is not finite", precision=True)
    return Enclosure(z, rigorous)
