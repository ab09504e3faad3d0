"""Equality of two large graphs by their parts: parts that are alike are merged from the leaves up.

Decides that both sides are equal wherever both are defined, where that follows part by part: each function, power that
is not whole, and binder is taken as a letter; nodes that take the same value modulo a large prime at one random point
are taken for alike (Schwartz 1980, Zippel 1979), and merged only once the identity of the two is proved, as quotients
of polynomials in the parts some levels below (`polyform`). The values only say what is worth proving. The cost grows
with the number of nodes, where an expanded form would grow without bound: gradients of networks unrolled in time. What
it does not prove may still be true. The idea is the sweeping of circuits (Kuehlmann et al., Robust Boolean Reasoning
for Equivalence Checking, 2002).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.exact import polyform
from checker.exact.context import Context, TooLarge
from checker.graph import ONE, Node, fn, power, rat, rebuild, size, sub

#: a Mersenne prime; equal residues only suggest what to prove
PRIME = (1 << 61) - 1
#: how many levels of sums, products and powers are opened to prove one pair of parts
LEVELS = (2, 3, 4, 5, 6)
ARITHMETIC = frozenset({"add", "mul", "pow"})


def equal_by_parts(left: Node, right: Node, ctx: Context) -> bool:
    """Whether the sides were proved equal wherever both are defined. Raises OutOfTime."""
    left, right = (_plain(_carried_out(x, ctx)) for x in (left, right))
    alike: dict[Node, Node] = {}  # a node of the sides -> the first node proved equal to it
    residues: dict[Node, int | None] = {}
    first: dict[int, list[Node]] = {}
    for n in _visible(left, right):
        ctx.tick()
        args = [alike[a] for a in n.args] if _open(n) else n.args
        m = n if all(x is y for x, y in zip(args, n.args, strict=True)) else rebuild(n, args)
        if m in residues:
            alike[n] = m
            continue
        v = residues[m] = _residue(m, residues)
        alike[n] = m
        if v is None:
            continue
        known = first.setdefault(v, [])
        for r in known:
            if _same(m, r, ctx):
                alike[n] = r
                break
        else:
            known.append(m)
    l, r = alike[left], alike[right]
    return l == r or (residues[l] == residues[r] is not None and _same(l, r, ctx))


def _open(n: Node) -> bool:
    """Whether equals may stand for the arguments: no bound variable can be among them."""
    return n.op in ARITHMETIC or n.op == "fn"


def _visible(*roots: Node) -> Iterator[Node]:
    """Every distinct node that is not inside a letter, arguments first."""
    seen: set[Node] = set()
    stack = [(r, False) for r in reversed(roots)]
    while stack:
        n, ready = stack.pop()
        if ready:
            yield n
        elif n not in seen:
            seen.add(n)
            stack.append((n, True))
            stack.extend((a, False) for a in reversed(n.args if _open(n) else ()) if a not in seen)


def _carried_out(root: Node, ctx: Context) -> Node:
    """The outermost derivatives as their values, by the rules."""
    reduce = ctx.reducers.get("diff")
    done: dict[Node, Node] = {}
    for n in _visible(root):
        if n.op == "diff" and reduce is not None:
            done[n] = reduce(n, ctx)
        else:
            done[n] = rebuild(n, [done[a] for a in n.args]) if n.level and _open(n) else n
    return done[root]


def _plain(root: Node) -> Node:
    """1/cosh² as 1 − tanh², as which the slope of tanh is mostly written."""
    done: dict[Node, Node] = {}
    for n in _visible(root):
        m = rebuild(n, [done[a] for a in n.args]) if _open(n) else n
        if m.op == "pow" and m.args[1] == rat(-2) and m.args[0].op == "fn" and m.args[0].data == "cosh":
            m = sub(ONE, power(fn("tanh", *m.args[0].args), 2))
        done[n] = m
    return done[root]


def _residue(n: Node, known: dict[Node, int | None]) -> int | None:
    """The value modulo the prime, letters at points drawn from their content; None for a division by 0."""
    match n.op:
        case "rat":
            p, q = n.data
            return p * pow(q, -1, PRIME) % PRIME if q % PRIME else None
        case "add" | "mul":
            total = 0 if n.op == "add" else 1
            for a in n.args:
                v = known[a]
                if v is None:
                    return None
                total = (total + v if n.op == "add" else total * v) % PRIME
            return total
        case "pow" if n.args[1].op == "rat" and n.args[1].data[1] == 1:
            v, k = known[n.args[0]], n.args[1].data[0]
            return None if v is None or (k < 0 and v == 0) else pow(v, k, PRIME)
        case _:
            return int.from_bytes(n.digest, "big") % PRIME


def _same(m: Node, n: Node, ctx: Context) -> bool:
    """Whether two nodes are the same polynomial in the parts some levels below."""
    for levels in LEVELS:
        ctx.tick()
        cut = _cut(m, n, levels)
        try:
            if _vanishes(polyform.expanded(sub(m, n), cut), cut):
                return True
        except TooLarge:
            return False
        if not cut:
            return False
    return False


def _vanishes(p: polyform.Poly, cut: dict[Node, polyform.Poly]) -> bool:
    """Whether the form is 0 once the sums it divides by are multiplied out, the outermost first. Raises TooLarge."""
    while p:
        divisors = {a for m in p for a, e in m if e < 0 and a.op == "add"}
        if not divisors:
            return False
        outermost = max(divisors, key=lambda a: (size(a), a.digest))
        most = max(-e for m in p for a, e in m if a == outermost)
        divisor = polyform.expanded(outermost, cut)
        if not divisor:  # nothing is divided by 0
            return False
        cleared: polyform.Poly = {}
        for m, c in p.items():
            k = most + next((e for a, e in m if a == outermost), 0)
            rest = tuple((a, e) for a, e in m if a != outermost)
            cleared = polyform.plus(cleared, polyform.times({rest: c}, polyform.raised(divisor, k)))
        p = cleared
    return True


def _cut(m: Node, n: Node, levels: int) -> dict[Node, polyform.Poly]:
    """The sums, products and powers that are so many levels below the two, each as a letter."""
    seen: set[Node] = {m, n}
    row = [m, n]
    for _ in range(levels):
        below = []
        for x in row:
            for a in x.args if x.op in ARITHMETIC else ():
                if a not in seen:
                    seen.add(a)
                    below.append(a)
        row = below
    return {x: polyform.atom(x) for x in row if x.op in ARITHMETIC}
