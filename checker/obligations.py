"""Obligations: what must hold for a line to mean anything, derived from the graph of its two sides.

Decides what is asked for, and proves none of it: that is for `discharge`. `derive` reads the expression alone, never
what the author says of it: every division, logarithm, pole, matrix inverse, integral, infinite sum, limit and
derivative found in it asks for something.

A statement inside a binder is closed by the binder itself: `sum(k - a != 0, 0, n)` says that k - a ≠ 0 for all k from
0 to n, `integral(...)` that it holds in the interior of the range. Such statements stand in `subject`, with no
`condition`, and so do those that are no relation, as the node `converges(x)`, `limit exists(x)`, `whole(x)`, or
`smooth(x)` for a relation that is enough for a derivative to exist but need not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.domains import Scalar, Tensor
from checker.graph import (
    BOOLEAN_OPS,
    INF,
    MINUS_ONE,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    add,
    bind_entries,
    close,
    conj,
    disj,
    div,
    elem,
    fn,
    neg,
    open_binder,
    postorder,
    rat,
    rel,
    shape,
    substitute,
    sym,
)
from checker.nodetext import statement_text
from checker.records import Link, Obligation


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing that must hold at a node: a boolean node, or one of the statements named above."""

    kind: str
    subject: Node
    statement: Node


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a part stands in: a binder over `variables`, or a branch that is taken only under `condition`."""

    binder: Node | None
    variables: tuple[Node, ...] = ()
    condition: Node | None = None


# ---------------------------------------------------------------- deriving


def derive(link: Link) -> tuple[Obligation, ...]:
    """The obligations of both sides and of what the step is `given`, each once, in the order they are met.

    What follows from a condition need mean something only where that condition holds: from x·y = 1 follows y = 1/x.
    """
    real = real_claim(link)
    found: dict[tuple[str, Node], Obligation] = {}
    for side, under in ((link.left, None), (link.right, link.left if link.relation == "=>" else None)):
        for o in needed_conditions(side, real, under):
            if o.kind == "limit" and _said_infinite(link, o):
                continue  # that is what the line says
            found.setdefault((o.kind, o.condition if o.condition is not None else o.subject), o)
    for g in link.given:
        found.setdefault(("given", g), Obligation("given", g, g, text=statement_text(g)))
    return tuple(found.values())


def _said_infinite(link: Link, o: Obligation) -> bool:
    """Whether the line is that this very limit is ∞ or -∞."""
    sides = {link.left, link.right}
    limit = o.subject.args[0] if o.subject.op == "limit exists" else o.subject
    return link.relation == "=" and limit in sides and bool(sides & {INF, NEG_INF})


def real_claim(link: Link) -> bool:
    """Whether no complex symbol and no imaginary unit occurs in either side."""
    for n in postorder(link.left, link.right):
        if n.op == "const" and n.data == "I":
            return False
        if n.op in ("sym", "matsym"):
            domain = next((d for name, d in link.domains if name == n.data), None)
            entry = domain.entry if isinstance(domain, Tensor) else domain
            if isinstance(entry, Scalar) and entry.kind == "complex":
                return False
    return True


def needed_conditions(node: Node, real: bool = True, under: Node | None = None) -> Iterator[Obligation]:
    """The obligations of one expression, open, each as it is met; of one that is looked at only `under` a condition."""
    seen: set[tuple[Node, tuple[_Frame, ...]]] = set()
    stack: list[tuple[Node, tuple[_Frame, ...]]] = [(node, () if under is None else (_Frame(None, (), under),))]
    while stack:
        item = stack.pop()
        if item in seen:
            continue
        seen.add(item)
        n, frames = item
        for needed in _local(n, real):
            yield from _obligation(needed, frames)
        stack.extend(reversed(list(_parts(n, frames))))


def _obligation(needed: Needed, frames: tuple[_Frame, ...]) -> Iterator[Obligation]:
    statement = needed.statement
    bound = False
    names = {v for f in frames for v in f.variables}
    if any(f.binder is not None and f.binder.op == "limit" for f in frames) and names:
        if names & set(postorder(statement)):
            return  # near the point only: a matter of the limit's existence
    for f in reversed(frames):
        if f.condition is not None:
            if bound or statement.op not in BOOLEAN_OPS:
                statement = Node("under", (f.condition, statement))
            else:
                statement = disj(Node("not", (f.condition,)), statement)
        elif f.binder is not None and set(f.variables) & set(postorder(statement)):
            statement = close(f.binder, statement, f.variables, f.binder.args[1:])
            bound = True
    words = statement_text(statement)
    if statement.op in BOOLEAN_OPS:
        yield Obligation(needed.kind, needed.subject, statement, text=words)
    elif statement.op == "converges":
        yield Obligation(needed.kind, needed.subject, None, text=words)
    else:
        yield Obligation(needed.kind, statement, None, text=words)


def _entrywise(n: Node) -> Node:
    """A map as the matrix of its entries, so that what it needs is asked of the entries and of no other number."""
    body, variable = open_binder(n)
    rows, cols = shape(n.args[1])
    i, j = sym("_row"), sym("_col")
    entry = elem(n.args[1], i, ZERO if cols == ONE else j)
    return bind_entries(i, j, substitute(body, {variable: entry}), rows, cols)


def _parts(n: Node, frames: tuple[_Frame, ...]) -> Iterable[tuple[Node, tuple[_Frame, ...]]]:
    """The nodes below, each with what it stands in."""
    match n.op:
        case "map":
            yield _entrywise(n), frames
            yield n.args[1], frames
        case "integral" | "sum" | "product" | "limit" | "entries":
            body, *variables = open_binder(n)
            yield body, (*frames, _Frame(n, tuple(variables)))
            yield from ((a, frames) for a in n.args[1:])
        case "diff" | "gradient" | "jacobian":
            body, variable = open_binder(n)
            point = n.args[1]
            yield substitute(body, {variable: point}), frames
            yield point, frames
        case "piecewise":
            for k in range(0, len(n.args), 2):
                earlier = tuple(_Frame(None, condition=Node("not", (c,))) for c in n.args[1:k:2])
                value, condition = n.args[k], n.args[k + 1]
                yield condition, frames + earlier
                taken = () if condition.op == "true" else (_Frame(None, condition=condition),)
                yield value, frames + earlier + taken
        case _:
            yield from ((a, frames) for a in n.args)


def _local(n: Node, real: bool) -> Iterable[Needed]:
    """What the operation itself asks for."""
    match n.op:
        case "pow":
            yield from _power(n, real)
        case "fn":
            yield from _function(n, real)
        case "inverse":
            yield Needed("inverse", n, rel(Node("det", (n.args[0],)), "!=", ZERO))
        case "matpow" if n.args[1].op != "rat" or n.args[1].value < 0:
            yield Needed("inverse", n, rel(Node("det", (n.args[0],)), "!=", ZERO))
        case "integral":
            yield Needed("converges", n, Node("converges", (n,)))
        case "sum" | "product":
            yield from _range(n)
        case "limit":
            yield Needed("limit", n, Node("limit exists", (n,)))
        case "diff":
            yield from _smooth(n)


def _power(n: Node, real: bool) -> Iterable[Needed]:
    base, exponent = n.args
    if (base.op == "rat" and base.value != 0) or (base.op == "const" and base.data in ("pi", "E", "I")):
        return
    nonzero = rel(base, "!=", ZERO)
    if exponent.op == "rat":
        if exponent.value < 0:
            yield Needed("divisor", base, nonzero)
        return
    if real:
        yield Needed("divisor", base, disj(nonzero, rel(exponent, ">=", ZERO)))
    else:
        yield Needed("divisor", base, disj(nonzero, rel(fn("re", exponent), ">", ZERO), rel(exponent, "=", ZERO)))


def _range(n: Node) -> Iterable[Needed]:
    _, first, last = n.args
    infinite = first == NEG_INF or last == INF
    for end in (first, last):
        if end not in (INF, NEG_INF) and not (end.op == "rat" and end.value.denominator == 1):
            yield Needed("range", n, Node("whole", (end,)))
    if infinite:
        yield Needed("converges", n, Node("converges", (n,)))
    elif not (first.op == last.op == "rat" and first.value - 1 <= last.value):
        yield Needed("range", n, rel(last, ">=", _before(first)))


def _before(first: Node) -> Node:
    return rat(first.value - 1) if first.op == "rat" else add(first, MINUS_ONE)


def _not_pole(x: Node) -> Node:
    """x is none of 0, -1, -2, … (a real number)."""
    return disj(rel(x, ">", ZERO), rel(fn("floor", x), "!=", x))


#: named functions with poles where another function of the argument is zero
_ZERO_OF = {"tan": "cos", "sec": "cos", "cot": "sin", "csc": "sin"}
#: argument not zero
_NOT_ZERO = frozenset("Ei Ci Chi acsc asec acsch asech arg".split())
#: last argument not zero
_SINGULAR_AT_ZERO = frozenset("bessely besselk".split())


def _function(n: Node, real: bool) -> Iterable[Needed]:
    name, args = n.data, n.args
    x = args[0]
    match name:
        case "log":
            if not (x.op == "rat" and x.value > 0) and not (x.op == "const" and x.data in ("pi", "E")):
                yield Needed("logarithm", n, rel(x, ">" if real else "!=", ZERO))
        case "tan" | "sec" | "cot" | "csc":
            yield Needed("pole", n, rel(fn(_ZERO_OF[name], x), "!=", ZERO))
        case "coth" | "csch":
            yield Needed("pole", n, rel(x if real else fn("sinh", x), "!=", ZERO))
        case "tanh" | "sech" if not real:
            yield Needed("pole", n, rel(fn("cosh", x), "!=", ZERO))
        case "sigmoid" if not real:
            yield Needed("pole", n, rel(add(ONE, fn("exp", neg(x))), "!=", ZERO))
        case "gamma" | "digamma" | "loggamma" if real:
            yield from _pole(n, x)
        case "factorial" if real:
            yield from _pole(n, add(x, ONE))
        case "polygamma" if real:
            yield from _pole(n, args[1])
        case "beta" if real:
            yield from (needed for a in args for needed in _pole(n, a))
        case "gamma" | "digamma" | "loggamma" | "beta" | "polygamma":
            for a in args[1 if name == "polygamma" else 0 :]:
                yield Needed("pole", n, disj(rel(fn("im", a), "!=", ZERO), _not_pole(fn("re", a))))
        case "factorial":
            a = add(x, ONE)
            yield Needed("pole", n, disj(rel(fn("im", a), "!=", ZERO), _not_pole(fn("re", a))))
        case "harmonic" if real and len(args) == 1:
            yield from _pole(n, add(x, ONE))
        case "factorial2" if real:
            yield from _pole(n, add(div(x, rat(2)), ONE))
        case "catalan" if real:
            yield from _pole(n, add(x, rat(1, 2)))
        case "lowergamma" if real:
            yield from _pole(n, x)
        case "uppergamma" | "expint" if real:  # Γ(s, x) = ∫ t^(s - 1) exp(-t) dt from x; E_s(x) = x^(s - 1) Γ(1 - s, x)
            yield Needed("pole", n, disj(rel(args[1], "!=", ZERO), rel(x, ">", ZERO if name == "uppergamma" else ONE)))
        case "binomial" if (
            real and args[1].op != "rat"
        ):  # Γ(x + 1)/(Γ(y + 1) Γ(x - y + 1)); a polynomial of x for whole y
            yield Needed("pole", n, disj(_not_pole(add(x, ONE)), rel(fn("floor", args[1]), "=", args[1])))
        case "rising" | "falling" if real and args[1].op != "rat":
            whole = conj(rel(args[1], ">=", ZERO), rel(fn("floor", args[1]), "=", args[1]))
            yield Needed("pole", n, disj(_not_pole(add(*args) if name == "rising" else add(x, ONE)), whole))
        case "besselj" | "besseli" if real and not (x.op == "rat" and x.value >= 0):
            whole = rel(fn("floor", x), "=", x)
            yield Needed("pole", n, disj(rel(args[1], "!=", ZERO), rel(x, ">=", ZERO), whole))
        case "lambertw" if len(args) == 2:
            yield Needed("pole", n, rel(x, "!=", ZERO))
        case "zeta" if len(args) == 2:
            yield Needed("pole", n, rel(x, "!=", ONE))
            if real:
                yield from _pole(n, args[1])
        case "zeta" | "elliptic_k" if len(args) == 1:
            yield Needed("pole", n, rel(x, "!=", ONE))
        case "li":
            yield Needed("pole", n, rel(x, "!=", ONE))
        case "atan2":
            yield Needed("pole", n, disj(rel(x, "!=", ZERO), rel(args[1], "!=", ZERO)))
        case "mod":
            yield Needed("divisor", args[1], rel(args[1], "!=", ZERO))
        case "atanh" | "acoth":
            yield Needed("pole", n, conj(rel(x, "!=", ONE), rel(x, "!=", MINUS_ONE)))
            if real and name == "atanh":
                yield Needed("branch", n, conj(rel(x, ">", MINUS_ONE), rel(x, "<", ONE)))
        case "asin" | "acos" if real and x.op != "rat":
            yield Needed("branch", n, conj(rel(x, ">=", MINUS_ONE), rel(x, "<=", ONE)))
        case "erfinv" if real:
            yield Needed("branch", n, conj(rel(x, ">", MINUS_ONE), rel(x, "<", ONE)))
        case "acosh" if real:
            yield Needed("branch", n, rel(x, ">=", ONE))
        case _ if name in _NOT_ZERO:
            yield Needed("pole", n, rel(x, "!=", ZERO))
        case _ if name in _SINGULAR_AT_ZERO:
            yield Needed("pole", n, rel(args[-1], "!=", ZERO))


def _pole(n: Node, x: Node) -> Iterable[Needed]:
    if not (x.op == "rat" and (x.value > 0 or x.value.denominator != 1)):
        yield Needed("pole", n, _not_pole(x))


def _smooth(n: Node) -> Iterable[Needed]:
    """Kinks and jumps of what is differentiated: enough to stay away from them, so never found failing."""
    body, variable = open_binder(n)
    point, order = n.args[1], n.data[1]
    for part, branch, deciding in _in_branches(body):
        if variable not in set(postorder(part)):
            continue
        if deciding and part.op == "fn" and part.data in ("abs", "max", "min"):
            continue  # continuous, so which branch it is does not change where its relation is no equality
        kinks: list[Node] = []
        if part.op == "fn" and part.data in ("abs", "sign", "heaviside", "arg"):
            kinks.append(rel(part.args[0], "!=", ZERO))
        elif part.op == "fn" and part.data in ("floor", "ceiling", "frac"):
            kinks.append(rel(fn("floor", part.args[0]), "!=", part.args[0]))
        elif part.op == "fn" and part.data == "mod":
            kinks.append(rel(part, "!=", ZERO))
        elif part.op == "fn" and part.data in ("max", "min"):
            kinks += [rel(a, "!=", b) for k, a in enumerate(part.args) for b in part.args[:k]]
        elif part.op == "fn" and part.data in ("asin", "acos", "acosh"):
            kinks += [rel(part.args[0], "!=", ONE), rel(part.args[0], "!=", MINUS_ONE)]
        elif part.op == "pow" and part.args[1].op == "rat":
            p = part.args[1].value
            if p.denominator != 1 and p <= order:
                kinks.append(rel(part.args[0], "!=", ZERO))
        elif part.op == "pow":
            kinks.append(rel(part.args[0], "!=", ZERO))
        elif part.op == "piecewise":
            seams = [r for c in part.args[1::2] for r in postorder(c) if r.op == "rel"]
            kinks += [rel(r.args[0], "!=", r.args[1]) for r in seams]
        for k in kinks:
            if not all(a.op == "rat" for a in k.args):
                # away from the seams, which are kinks themselves, other branches do not matter
                needed = disj(k, *(c.args[0] if c.op == "not" else Node("not", (c,)) for c in branch)) if branch else k
                yield Needed("differentiable", n, Node("smooth", (substitute(needed, {variable: point}),)))


def _in_branches(body: Node) -> Iterable[tuple[Node, tuple[Node, ...], bool]]:
    """Every part, with the conditions of the branches that it stands in, and whether in the condition of one."""
    stack: list[tuple[Node, tuple[Node, ...], bool]] = [(body, (), False)]
    seen = set()
    while stack:
        part, branch, deciding = stack.pop()
        if (part, branch, deciding) in seen:
            continue
        seen.add((part, branch, deciding))
        yield part, branch, deciding
        if part.op != "piecewise":
            stack += [(a, branch, deciding) for a in part.args]
            continue
        earlier = branch
        for value, condition in zip(part.args[::2], part.args[1::2], strict=True):
            here = () if condition.op == "true" else (condition,)
            stack += [(value, (*earlier, *here), deciding), (condition, branch, True)]
            earlier = (*earlier, Node("not", (condition,)))
