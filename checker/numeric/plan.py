"""What there is to draw for a link: its free symbols, functions and sizes, and its conditions sorted by what they are.

Decides nothing about truth: bounds by numbers are taken into the domains, equalities into definitions where they can
be, and what is left must be met by the points themselves (see `draw`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from checker.domains import Domain, Function, Scalar, Tensor
from checker.graph import Node, functions, postorder, symbols
from checker.numeric.eliminate import eliminate
from checker.numeric.evaluate import HARD
from checker.numeric.scope import Unknown
from checker.records import Link

MILD_OPS = frozenset({"integral", "limit"})


@dataclass(frozen=True)
class Plan:
    """A link's free things, its conditions with equalities solved, and how far from 0 it is sensible to look.

    `guards`, among the conditions, are what the definitions rest on: where one fails there may be further points.
    """

    scalars: tuple[tuple[str, Scalar], ...]
    tensors: tuple[tuple[str, Tensor], ...]
    functions: tuple[tuple[str, Function], ...]
    sizes: tuple[tuple[str, Scalar], ...]
    definitions: tuple[tuple[Node, Node], ...]
    defined: tuple[tuple[Node, Domain], ...]
    equations: tuple[Node, ...]
    conditions: tuple[Node, ...]
    guards: tuple[Node, ...]
    caps: Mapping[str, int]
    mild: bool


def size_names(*roots: Node) -> frozenset[str]:
    """Symbols that are dimensions of matrices in the graph."""
    found: set[str] = set()
    for n in postorder(*roots):
        match n.op:
            case "matsym" | "matbound":
                dimensions: Sequence[Node] = n.args
            case "vapp" | "zeros" | "ones":
                dimensions = n.args[:2]
            case "identity":
                dimensions = n.args
            case "entries":
                dimensions = n.args[1:]
            case _:
                continue
        found |= symbols(*dimensions)
    return frozenset(found)


def plan(link: Link) -> Plan:
    """Sort out what is to be drawn. Raises Unknown for a free symbol without a domain."""
    roots = [link.left, link.right, *link.where]
    domains = dict(link.domains)
    names = set(symbols(*roots)) | set(functions(*roots))
    dims = set(size_names(*roots))
    for n in sorted(names):
        if n not in domains:
            raise Unknown(f"{n} has no domain")
        match domains[n]:
            case Tensor(r, c):
                dims |= symbols(r, c)
            case Function(_, arguments, value):
                for pair in (*arguments, value):
                    if pair is not None:
                        dims |= symbols(*pair)
            case _:
                pass
    for n in sorted(dims):
        if not isinstance(domains.get(n), Scalar):
            raise Unknown(f"the size {n} has no domain")
    narrowed, conditions = _narrow({n: d for n, d in domains.items() if n in names | dims}, flatten(link.where))
    definitions, guards, equations, rest = eliminate(conditions, narrowed, frozenset(dims))
    gone = {s.data for s, _ in definitions}
    caps: dict[str, int] = {}
    for node in postorder(*roots):
        if node.op in ("sum", "product"):
            caps |= dict.fromkeys(symbols(*node.args[1:]), 40)
    pick = sorted(narrowed.items(), key=lambda x: x[0])
    return Plan(
        tuple((n, d) for n, d in pick if isinstance(d, Scalar) and n not in dims and n not in gone),
        tuple((n, d) for n, d in pick if isinstance(d, Tensor) and n not in gone),
        tuple((n, d) for n, d in pick if isinstance(d, Function)),
        tuple((n, d) for n, d in pick if isinstance(d, Scalar) and n in dims),
        tuple(definitions),
        tuple((s, narrowed[s.data]) for s, _ in definitions),
        tuple(equations),
        (*guards, *rest),
        tuple(guards),
        caps,
        any(n.op in MILD_OPS or (n.op == "fn" and n.data in HARD) for n in postorder(*roots)),
    )


def flatten(conditions: Sequence[Node]) -> tuple[Node, ...]:
    """The conditions with conjunctions taken apart and trivial ones left out."""
    found: list[Node] = []
    stack = list(reversed(conditions))
    while stack:
        c = stack.pop()
        if c.op == "and":
            stack.extend(reversed(c.args))
        elif c.op != "true":
            found.append(c)
    return tuple(found)


_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def _narrow(domains: dict[str, Domain], conditions: tuple[Node, ...]) -> tuple[dict[str, Domain], tuple[Node, ...]]:
    """Take conditions `symbol < number` into the domain. Raises Unknown where nothing is left of it."""
    rest: list[Node] = []
    for c in conditions:
        if c.op != "rel":
            rest.append(c)
            continue
        left, right = c.args
        relation = c.data
        if left.op == "rat" and right.op == "sym":
            left, right, relation = right, left, _FLIP[relation]
        domain = domains.get(left.data) if left.op == "sym" else None
        if right.op != "rat" or not isinstance(domain, Scalar) or domain.kind == "complex" or relation in ("=", "!="):
            rest.append(c)
            continue
        try:
            domains[left.data] = _bound(domain, relation, right.value)
        except ValueError as e:
            raise Unknown(f"no value of {left.data} satisfies the conditions: {e}") from e
    return domains, tuple(rest)


def _bound(domain: Scalar, relation: str, end: Fraction) -> Scalar:
    is_open = relation in ("<", ">")
    if relation in ("<", "<="):
        if domain.upper is None or end < domain.upper or (end == domain.upper and is_open):
            return replace(domain, upper=end, upper_open=is_open)
    elif domain.lower is None or end > domain.lower or (end == domain.lower and is_open):
        return replace(domain, lower=end, lower_open=is_open)
    return domain
