"""Cited claims put to use: a link that follows from claims proved earlier in the same script.

A fact holds for all values of its symbols in their domains, so it may be used at any expressions of those domains.
Instances are found by matching one side of the fact against subexpressions of the link; each symbol's value must
provably lie in the symbol's domain, and the fact's own conditions must hold there. An instance is then used as a
rewriting of that subexpression, or, for relations, the link is compared with the instance as a whole. What is proved
is the link, given the cited claims; whether those were proved is in their own verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

from checker.domains import Domain, Scalar
from checker.exact import normal, signs
from checker.exact.context import Context
from checker.graph import COMMUTATIVE, Node, add, has_bound, is_matrix, postorder, rat, sub, substitute
from checker.records import CITED, Fact, Link

_MATCHES = 12  # instances tried a fact


def prove_from_facts(link: Link, ctx: Context) -> str | None:
    """The method's name if the link follows from one of its cited claims (or several, used one after the other)."""
    if not link.facts:
        return None
    if is_matrix(link.left):
        return None
    left, right = link.left, link.right
    for fact in link.facts:
        ctx.tick()
        for instance in _instances(fact, (left, right), ctx):
            if _as_whole(link, instance, ctx):
                return f"{CITED} {fact.name}"
    used = []
    for fact in link.facts:
        for instance in _instances(fact, (left, right), ctx):
            if instance.relation != "=":
                continue
            swap = {instance.left: instance.right}
            new_left, new_right = substitute(left, swap), substitute(right, swap)
            if (new_left, new_right) != (left, right):
                left, right = new_left, new_right
                used.append(fact.name)
    if used and link.relation == "=" and normal.is_zero(sub(left, right), ctx) is True:
        return f"{CITED} " + ", ".join(dict.fromkeys(used))
    return None


def _as_whole(link: Link, fact: Fact, ctx: Context) -> bool:
    """The link's difference is the fact's difference, up to what only makes it weaker."""
    difference = sub(link.left, link.right)
    forward, backward = sub(fact.left, fact.right), sub(fact.right, fact.left)
    match link.relation, fact.relation:
        case ("=", "="):
            return any(normal.is_zero(sub(difference, d), ctx) is True for d in (forward, backward))
        case (("<=" | "<") as wanted, ("<=" | "<" | "=") as known):
            rest = sub(difference, forward)  # left - right = (a - b) + rest, with a - b below 0
            return _below(rest, ctx, strict=wanted == "<" and known != "<")
        case ((">=" | ">") as wanted, (">=" | ">" | "=") as known):
            rest = sub(forward, difference)
            return _below(rest, ctx, strict=wanted == ">" and known != ">")
        case (("<=" | "<") as wanted, (">=" | ">") as known):
            rest = sub(difference, backward)
            return _below(rest, ctx, strict=wanted == "<" and known != ">")
        case ((">=" | ">") as wanted, ("<=" | "<") as known):
            rest = sub(backward, difference)
            return _below(rest, ctx, strict=wanted == ">" and known != "<")
    return False


def _below(node: Node, ctx: Context, *, strict: bool) -> bool:
    if strict:
        return signs.is_negative(normal.simplify(node, ctx), ctx)
    if normal.is_zero(node, ctx) is True:
        return True
    return signs.is_nonnegative(normal.simplify(sub(add(), node), ctx), ctx)


def _instances(fact: Fact, sides: tuple[Node, Node], ctx: Context) -> Iterator[Fact]:
    """The fact itself, where its own conditions hold, then instances found by matching its sides against parts of the
    link.
    """
    if all(_holds(c, ctx) for c in fact.where):
        yield fact
    seen: set[tuple[Node, Node]] = {(fact.left, fact.right)}
    count = 0
    for pattern in (fact.left, fact.right):
        for part in postorder(*sides):
            if part.op != pattern.op or part.op in ("rat", "sym", "const"):
                continue
            for binding in _match(pattern, part, {}):
                put = {Node("sym", (), name): value for name, value in binding.items()}
                left, right = substitute(fact.left, put), substitute(fact.right, put)
                if (left, right) in seen or not _allowed(fact, binding, put, ctx):
                    continue
                seen.add((left, right))
                yield Fact(fact.name, left, fact.relation, right)
                count += 1
                if count >= _MATCHES:
                    return


def _allowed(fact: Fact, binding: Mapping[str, Node], put: Mapping[Node, Node], ctx: Context) -> bool:
    """Every symbol's value lies in its domain, and the fact's conditions hold there."""
    if not all(_member(value, ctx.domains.get(name), ctx) for name, value in binding.items()):
        return False
    return all(_holds(substitute(c, put), ctx) for c in fact.where)


def _holds(condition: Node, ctx: Context) -> bool:
    if condition in ctx.where:
        return True
    if condition.op != "rel":
        return False
    difference = normal.simplify(sub(*condition.args), ctx)
    match condition.data:
        case ">":
            return signs.is_positive(difference, ctx)
        case ">=":
            return signs.is_nonnegative(difference, ctx)
        case "<":
            return signs.is_negative(difference, ctx)
        case "<=":
            return signs.is_nonnegative(sub(add(), difference), ctx)
        case "!=":
            return signs.is_nonzero(difference, ctx)
    return normal.is_zero(difference, ctx) is True


def _member(value: Node, domain: Domain | None, ctx: Context) -> bool:
    if not isinstance(domain, Scalar):
        return False
    if domain.kind == "complex":
        return not domain.nonzero or signs.is_nonzero(value, ctx)
    if domain.kind == "integer" and not signs.is_integer(value, ctx):
        return False
    if not signs.is_real(value, ctx) or (domain.nonzero and not signs.is_nonzero(value, ctx)):
        return False
    if domain.lower is not None:
        gap = normal.simplify(sub(value, rat(domain.lower)), ctx)
        if not (signs.is_positive(gap, ctx) if domain.lower_open else signs.is_nonnegative(gap, ctx)):
            return False
    if domain.upper is not None:
        gap = normal.simplify(sub(rat(domain.upper), value), ctx)
        if not (signs.is_positive(gap, ctx) if domain.upper_open else signs.is_nonnegative(gap, ctx)):
            return False
    return True


def _match(pattern: Node, node: Node, binding: dict[str, Node]) -> Iterator[dict[str, Node]]:
    """Ways to put expressions for the pattern's symbols so that it becomes the node. Bound variables match by level."""
    if pattern.op == "sym":
        known = binding.get(pattern.data)
        if known is None and not has_bound(node):
            yield {**binding, pattern.data: node}
        elif known == node:
            yield binding
        return
    if pattern.op != node.op or pattern.data != node.data or len(pattern.args) != len(node.args):
        return
    orders = [node.args]
    if pattern.op in COMMUTATIVE and len(node.args) <= 4:
        orders = [tuple(o) for o in permutations(node.args)]
    for order in orders:
        partial = [binding]
        for p, n in zip(pattern.args, order, strict=True):
            partial = [b2 for b in partial for b2 in _match(p, n, b)]
            if not partial:
                break
        yield from partial
