"""Equalities among conditions, turned into definitions of one symbol by the others.

Decides which symbol an equality fixes: one that stands alone on a side, one in which the equality is affine, or one
reached by undoing sums, products, exponentials, logarithms and square roots. Where the guards hold and the values of
the defined symbols lie in their domains, the equalities hold. Equalities of no such form are left to `solve`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from checker.domains import Domain, Scalar, Tensor
from checker.graph import (
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    I,
    Node,
    add,
    fn,
    is_matrix,
    mul,
    postorder,
    power,
    rat,
    rel,
    sub,
    substitute,
    sym,
    symbols,
)  # fmt: skip
from checker.numeric.evaluate import compile_graph
from checker.numeric.scope import Undefined, Unknown
from checker.numeric.univariate import rational_roots, univariate


def eliminate(
    conditions: Sequence[Node], domains: Mapping[str, Domain], dims: frozenset[str]
) -> tuple[list[tuple[Node, Node]], list[Node], list[Node], list[Node]]:
    """Definitions in order of substitution, guards, equations left for numbers, and the other conditions.

    Where definitions and guards hold and the defined symbols' values lie in their domains, the equalities hold.
    """
    definitions: list[tuple[Node, Node]] = []  # conditions on sizes alone are for whoever chooses sizes
    guards: list[Node] = []
    equations = [c for c in conditions if c.op == "rel" and c.data == "=" and not symbols(c) <= dims]
    rest = [c for c in conditions if c not in equations]
    left: list[Node] = []
    while equations:
        equation = equations.pop(0)
        if _vacuous(equation, domains):
            rest.append(equation)
            continue
        elsewhere = symbols(*equations, *left, *rest) if equations or left or rest else frozenset()
        solved = _isolate_any(equation, domains, dims, elsewhere)
        if solved is None:
            left.append(equation)
            continue
        symbol, expression, needed = solved
        swap = {symbol: expression}
        definitions.append((symbol, expression))
        equations, left, rest, guards = (
            [substitute(c, swap) for c in part] for part in (equations, left, rest, [*guards, *needed])
        )
    return definitions, guards, left, rest


def _vacuous(equation: Node, domains: Mapping[str, Domain]) -> bool:
    """Whether the sides seem to be the same polynomial, so that the equation fixes nothing: a condition like others."""
    names = sorted(symbols(*equation.args))
    if not all(isinstance(domains.get(n), Scalar) for n in names):
        return False
    program = compile_graph([sub(*equation.args)])
    try:
        found = [
            program.run({n: Fraction(7 * k + 2 * i + 3, 11 + k) for i, n in enumerate(names)}, 64)[0] for k in (0, 2, 5)
        ]
    except (Undefined, Unknown):
        return False
    return all(isinstance(v, Fraction) and not v for v in found)


def zeros_of(divisor: Node) -> list[tuple[Node, Node]]:
    """Equations symbol = number, or factor = 0, at which a divisor vanishes: some of them."""
    match divisor.op:
        case "mul":
            return [z for a in divisor.args for z in zeros_of(a)]
        case "pow" if divisor.args[1].op == "rat" and divisor.args[1].value > 0:
            return zeros_of(divisor.args[0])
        case "rat":
            return []
        case _:
            names = symbols(divisor)
            if len(names) == 1 and divisor.op != "sym":
                (name,) = names
                if (pair := univariate(divisor, name)) is not None:
                    return [(sym(name), rat(r)) for r in rational_roots(*pair)[0]]
            return [(divisor, ZERO)]


def _isolate_any(
    equation: Node, domains: Mapping[str, Domain], dims: frozenset[str], elsewhere: Collection[str]
) -> tuple[Node, Node, list[Node]] | None:
    """The symbol, its value and the guards. A complex logarithm is not the principal one where nothing else is asked
    of the symbol: from exp(c) = 1 does not follow c = 0.
    """
    a, b = equation.args
    for x, y in ((a, b), (b, a)):  # a symbol that stands alone
        if x.op in ("sym", "matsym") and x.data in domains and x.data not in dims and x.data not in symbols(y):
            d = domains[x.data]
            if isinstance(d, Scalar) or (isinstance(d, Tensor) and not d.structure):
                return x, y, []
    if is_matrix(a) or is_matrix(b):
        return None
    free = symbols(a, b)

    def freedom(name: str) -> tuple[int, str]:  # the least restricted symbol first: most drawn points survive
        d = domains[name]
        assert isinstance(d, Scalar)
        tight = (d.lower is not None) + (d.upper is not None) + 2 * (d.kind == "integer") + d.nonzero
        return (tight, name)

    names = sorted((n for n in free if n not in dims and isinstance(domains.get(n), Scalar)), key=freedom)
    for name in names:
        if affine := _affine(sub(a, b), name):
            slope, rest = affine
            guards = [] if slope.op == "rat" and slope.value else [rel(slope, "!=", ZERO)]
            return sym(name), mul(MINUS_ONE, rest, power(slope, -1)), guards
    for name in names:
        d = domains[name]
        turn = isinstance(d, Scalar) and d.kind == "complex" and name not in elsewhere
        for x, y in ((a, b), (b, a)):
            if name not in symbols(y) and (found := _peel(x, y, name, turn=turn)):
                return sym(name), found[0], found[1]
    return None


def _affine(node: Node, name: str) -> tuple[Node, Node] | None:
    """(slope, rest) with node = slope * name + rest, neither holding the name; None where it isn't of that form."""
    parts: dict[Node, tuple[Node, Node]] = {}
    for n in postorder(node):
        if n == sym(name):
            parts[n] = (ONE, ZERO)
        elif n.op == "add":
            pairs = [parts[a] for a in n.args if a in parts]
            if len(pairs) < len(n.args):
                continue
            slopes = [s for s, _ in pairs if s != ZERO]
            parts[n] = (add(*slopes), add(*(r for _, r in pairs))) if slopes else (ZERO, n)
        elif n.op == "mul":
            if any(a not in parts for a in n.args):
                continue
            holding = [a for a in n.args if parts[a][0] != ZERO]
            if len(holding) == 1:
                others = [a for a in n.args if a != holding[0]]
                s, r = parts[holding[0]]
                parts[n] = (mul(*others, s), mul(*others, r))
            elif not holding:
                parts[n] = (ZERO, n)
        elif n.op == "bound" or name not in symbols(n):
            parts[n] = (ZERO, n)
    found = parts.get(node)
    if found is None or found[0] == ZERO:
        return None
    slope = _constant(found[0])
    return None if slope == ZERO else (slope, found[1])


def _constant(node: Node) -> Node:
    """The node as a number if it is made of numbers by sums and products."""
    match node.op:
        case "add":
            parts = [_constant(a) for a in node.args]
            return rat(sum((p.value for p in parts), Fraction(0))) if all(p.op == "rat" for p in parts) else node
        case "mul":
            parts = [_constant(a) for a in node.args]
            if not all(p.op == "rat" for p in parts):
                return node
            product = Fraction(1)
            for p in parts:
                product *= p.value
            return rat(product)
        case _:
            return node


def _peel(x: Node, y: Node, name: str, *, turn: bool = False) -> tuple[Node, list[Node]] | None:
    """Undo what is done to the symbol in x, step by step, on y: real quantities only, guarded. With `turn`, an
    exponential by a logarithm with 2πi added.
    """
    guards: list[Node] = []
    for _ in range(50):
        if x == sym(name):
            return y, guards
        holding = [a for a in x.args if name in symbols(a)]
        if len(holding) != 1:
            return None
        inner = holding[0]
        others = [a for a in x.args if a != inner]
        if x.args.count(inner) > 1:
            return None
        match x.op, x.data:
            case "add", _:
                y = sub(y, add(*others))
            case "mul", _:
                guards.append(rel(mul(*others), "!=", ZERO))
                y = mul(y, power(mul(*others), -1))
            case "pow", _ if x.args[0] == inner and x.args[1] == MINUS_ONE:
                guards.append(rel(y, "!=", ZERO))
                y = power(y, -1)
            case "pow", _ if x.args[0] == inner and x.args[1] == rat(1, 2):
                guards.append(rel(y, ">=", ZERO))
                y = power(y, 2)
            case "fn", "exp":
                guards.append(rel(y, "!=" if turn else ">", ZERO))
                y = add(fn("log", y), mul(rat(2), PI, I)) if turn else fn("log", y)
            case "fn", "log":
                guards.append(rel(power(y, 2), ">=", ZERO))
                y = fn("exp", y)
            case _:
                return None
        x = inner
    return None
