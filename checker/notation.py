"""How a graph is written down, whatever the letters and marks: what stands in brackets, in which order, over a bar.

The printers (`nodetext` on a line, `mathml` in two dimensions) take these decisions from here, so that they bracket
alike. Decides nothing else: which letters a bound variable gets changes no meaning, as none is chosen that is free in
the body.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from checker.graph import (
    ONE,
    ZERO,
    Node,
    functions,
    is_matrix,
    matsym,
    open_binder,
    postorder,
    rat,
    shape,
    sym,
    symbols,
)
from checker.graph_text import text
from checker.names import name

#: Where a part stands: in a sum; last in a product, or under Σ and ∫; in a product; under a bar; as a base.
SUM, TAIL, PRODUCT, POWER, ATOM = range(5)

#: What extends to the right as far as it can.
BIG = frozenset({"integral", "sum", "product", "limit"})
_LETTERS = {"sum": "kijlmn", "product": "kijlmn", "entries": "ijkl", "map": "xyzuv", "integral": "tuvwxyz"}
_OTHERS = "xtuv"
_HALF = Fraction(1, 2)


def strength(n: Node) -> int:
    """How tightly the written form of a node holds together; it needs brackets where it stands in a tighter place."""
    match n.op:
        case "rel" | "and" | "or":
            return SUM - 1
        case "add" | "matadd":
            return SUM
        case "rat":
            return SUM if n.data[0] < 0 else ATOM if n.data[1] == 1 else PRODUCT
        case "const":
            return SUM if n.data == "-oo" else ATOM
        case "mul" | "scale" if is_negative(n):
            return SUM
        case "mul":
            over = quotient(n).over
            return TAIL if over and over[-1].op in BIG else PRODUCT
        case "scale":
            return PRODUCT
        case "pow":
            return PRODUCT if is_under(n) else ATOM if n.args[1] == rat(_HALF) else POWER
        case "map":
            return strength(written(n))
        case _ if n.op in BIG:
            return TAIL
        case "matmul" | "hadamard" | "kron" | "jacobian" | "diff":
            return PRODUCT
        case "matpow" | "inverse" | "transpose" | "gradient":
            return POWER
    return ATOM


def factor_place(n: Node) -> int:
    """Where the factors of a product of matrices stand: products of another kind are kept apart by brackets."""
    return PRODUCT if n.op == "scale" else POWER


# ---------------------------------------------------------------- signs, sums, quotients


def is_negative(n: Node) -> bool:
    """Whether a minus stands in front of what is written."""
    match n.op:
        case "rat":
            return bool(n.value < 0)
        case "mul":
            return sum(1 for a in n.args if a.op == "rat" and a.value < 0) % 2 == 1
        case "scale":
            return is_negative(n.args[0])
    return False


def without_sign(n: Node) -> tuple[bool, Node]:
    """Whether a minus stands in front, and what is left without it."""
    if not is_negative(n):
        return False, n
    match n.op:
        case "rat":
            return True, _opposite(n)
        case "scale":
            _, x = without_sign(n.args[0])
            return True, n.args[1] if x == ONE else Node("scale", (x, n.args[1]))
    rest: list[Node] = []
    for a in n.args:
        a = _opposite(a) if a.op == "rat" and a.value < 0 else a
        if a != ONE:
            rest.append(a)
    return True, ONE if not rest else rest[0] if len(rest) == 1 else Node("mul", tuple(rest))


def _opposite(n: Node) -> Node:
    return rat(-n.value)


def terms(n: Node) -> list[tuple[bool, Node]]:
    """The terms of a sum in the order of writing, each without its sign: powers descend, numbers come last, and a
    positive one begins where there is one. The first stands in SUM, the others (and all that have a sign) in TAIL.
    """
    parts = sorted(n.args, key=lambda a: (a.op == "rat", -_degree(a), is_negative(a), _label(a)))
    first = next((a for a in parts if not is_negative(a)), parts[0])
    if is_negative(parts[0]):
        parts.remove(first)
        parts.insert(0, first)
    return [without_sign(a) for a in parts]


def _label(n: Node) -> str:
    """A text that terms of the same degree are ordered by: x³, x²y, xy², y³."""
    _, inner = without_sign(n)
    return " ".join(_factor_label(a) for a in quotient(inner).over if a.op != "rat")


def _factor_label(n: Node) -> str:
    if n.op == "pow" and n.args[1].op == "rat" and n.args[1].data[1] == 1 and 0 < n.args[1].data[0] < 100:
        return f"{text(n.args[0])}\0{100 - n.args[1].data[0]:02}"
    return text(n)


def _degree(n: Node) -> int:
    match n.op:
        case "sym" | "elem":
            return 1
        case "mul":
            return sum(_degree(a) for a in n.args)
        case "pow" if n.args[1].op == "rat" and n.args[1].data[1] == 1 and abs(n.args[1].data[0]) < 1000:
            return _degree(n.args[0]) * int(n.args[1].data[0])
    return 0


@dataclass(frozen=True, slots=True)
class Quotient:
    """A product as it is written: the factors over the bar, and those under it, each in order."""

    over: tuple[Node, ...]
    under: tuple[Node, ...]


def is_under(n: Node) -> bool:
    """Whether a power is written as 1 over its base."""
    return n.op == "pow" and n.args[1].op == "rat" and n.args[1].value < 0


def quotient(n: Node, *, numbers: bool = False) -> Quotient:
    """A positive product or power as a quotient. `numbers`: fractions are taken apart, 1/2·x is x over 2."""
    factors = n.args if n.op == "mul" else (n,)
    over: list[Node] = []
    under: list[Node] = []
    for a in factors:
        if is_under(a):
            base, k = a.args[0], -a.args[1].value
            under.append(base if k == 1 else Node("pow", (base, rat(k))))
        elif numbers and a.op == "rat" and a.data[1] != 1:
            under.append(rat(a.data[1]))
            if a.data[0] != 1:
                over.append(rat(a.data[0]))
        else:
            over.append(a)
    return Quotient(tuple(sorted(over, key=_rank)), tuple(sorted(under, key=_rank)))


def _rank(a: Node) -> tuple[int, str]:
    base = a.args[0] if a.op == "pow" else a
    match base.op:
        case "rat":
            group = 0 if a.op == "rat" else 1
        case "const":
            group = 1
        case "sym":
            group = 2
        case "fn":
            group = 5
        case _ if base.op in BIG:
            group = 7 if a is base else 6
        case _:
            group = 4 if base.op == "add" else 3
    return group, text(a)


# ---------------------------------------------------------------- what is bound, and its letters


def named(n: Node, hint: str = "", outer: Collection[str] = ()) -> tuple[Node, tuple[Node, ...]]:
    """The body of a binder with readable names for what it binds, and those names.

    `hint` is the author's own text of the line: of the letters bound there, the one is taken that fits the body best,
    and none of `outer` (those bound around it) where there is another.
    """
    count = 2 if n.op == "entries" else 1
    body, *free = open_binder(n)
    taken = {name(s) for s in symbols(body) | functions(body)} - {name(v.data) for v in free}
    own = _bound_in(hint, n.op)
    letters = [c for c in own if c not in taken]
    if len(letters) > 1:
        letters.sort(key=lambda c: (c in outer, -_fit(open_binder(n, sym(c))[0], c, hint)))
    letters += [c for c in _LETTERS.get(n.op, _OTHERS) if c not in taken and c not in letters]
    letters += [f"{_LETTERS.get(n.op, _OTHERS)[0]}_{k}" for k in range(1, len(taken) + 3)]
    chosen = tuple(sym(c) for c in letters if name(c) not in taken)[:count]
    return open_binder(n, *chosen)[0], chosen


def _bound_in(hint: str, op: str) -> list[str]:
    """The letters that the text binds with an operator of this kind."""
    match op:
        case "integral":
            return list(dict.fromkeys(re.findall(r"(?<=\bd)[^\W\d_]\w*(?![\w(\[])", hint))) if "∫" in hint else []
        case "sum":
            return list(dict.fromkeys(re.findall(r"Σ\{(\w+)=", hint)))
        case "product":
            return list(dict.fromkeys(re.findall(r"Π\{(\w+)=", hint)))
        case "limit":
            return list(dict.fromkeys(re.findall(r"Limit\(.*?, (\w+), ", hint)))
    return []


def _fit(body: Node, letter: str, hint: str) -> int:
    """How many of the applications and entries that have the letter as an argument stand in the text."""
    found = 0
    for m in postorder(body):
        if m.op in ("app", "elem") and sym(letter) in m.args:
            head = name(m.data[0]) if m.op == "app" else name(m.args[0].data) if m.args[0].op == "matsym" else ""
            found += bool(re.search(rf"\b{re.escape(head)}[(\[]([^()\[\]]*\W)?{re.escape(letter)}\b", hint))
    return found


def derivative(n: Node) -> tuple[Node, Node, Node | None]:
    """Of a gradient, Jacobian or derivative: the body, the variable it is taken by, and the point where it is taken,
    None where that is the variable itself.
    """
    point = n.args[1]
    body, variable = open_binder(n)
    if point.op in ("sym", "matsym") and name(point.data) not in {name(s) for s in symbols(body)}:
        return open_binder(n, point)[0], point, None
    if point.op == "bound":  # a symbol of an outer binder that was not opened
        return body, variable, point
    taken = {name(s) for s in symbols(body, point) | functions(body)}
    letter = next(c for c in (*_OTHERS, *(f"x_{k}" for k in range(1, len(taken) + 2))) if name(c) not in taken)
    chosen = matsym(letter, *shape(point)) if is_matrix(point) else sym(letter)
    return open_binder(n, chosen)[0], chosen, point


def slot(n: Node) -> tuple[Node, int] | None:
    """Of a gradient or derivative of an undefined function by one of its arguments: the function at the point, and
    the number of the argument; None where it is of something else.
    """
    body, variable = open_binder(n)
    if body.op != "app" or any(body.data[1]) or body.args.count(variable) != 1:
        return None
    if n.op == "diff" and len(body.args) > 1:
        return None
    k = body.args.index(variable)
    if variable in postorder(*body.args[:k], *body.args[k + 1 :]):
        return None
    return Node("app", (*body.args[:k], n.args[1], *body.args[k + 1 :]), body.data), k


def written(n: Node) -> Node:
    """What a function of every entry is written as: its body at the matrix, tanh(c) for x ↦ tanh(x) over c.

    The answer is for writing only; it is no graph of the grammar.
    """
    while n.op == "map":
        (n, _) = open_binder(n, n.args[1])
    return n


def spread(n: Node) -> bool:
    """Whether a number, as written by `written`, stands for all entries of a matrix."""
    return is_matrix(n) or (n.op in ("add", "mul", "pow", "fn") and any(spread(a) for a in n.args))


def is_entrywise_power(n: Node) -> bool:
    """Whether a power, as written by `written`, is of every entry of what could also be multiplied by itself."""
    base = n.args[0]
    while not is_matrix(base):
        inner = next((a for a in base.args if spread(a)), None) if spread(base) else None
        if inner is None:
            return False
        base = inner
    return shape(base)[1] != ONE


def is_column_entry(n: Node) -> bool:
    """Whether an entry is written with one index."""
    return n.args[2] == ZERO and shape(n.args[0])[1] == ONE


def tree_size(roots: Iterable[Node]) -> int:
    """The nodes that a printer walks, shared ones as often as they are used; computed on the graph."""
    known: dict[Node, int] = {}
    total = 0
    for root in roots:
        for m in postorder(root):
            known[m] = 1 + sum(known[a] for a in m.args)
        total += known[root]
    return total
