"""Signs of expressions: which of negative, zero, positive and not real a node can be on the domains, read off its form.

Proves realness, integrality, definite signs and rational bounds in the manner of mathlib's `positivity`: from the
domains and `where` conditions upward through sums, products, powers, named functions, binders and branches; sums that
their terms do not settle go to intervals, to linear arithmetic over the conditions and to polynomials (`linear`,
`univariate`, `squares`). Every answer is a superset: what cannot be settled is left possible, and a value is
considered only where the node is defined. Contradictory conditions prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Flag
from fractions import Fraction

from checker.domains import Scalar
from checker.exact import ranges
from checker.exact.context import Context, TooLarge
from checker.exact.polyform import Poly, polynomial, to_node
from checker.exact.ranges import REALS, Interval
from checker.graph import BINDERS, INF, NEG_INF, ONE, Node, sub
from checker.graph import ZERO as NOUGHT


class Sign(Flag):
    """What a value can be; combine with |."""

    NEG = 1
    ZERO = 2
    POS = 4
    NONREAL = 8


NEG, ZERO_, POS, NONREAL = Sign.NEG, Sign.ZERO, Sign.POS, Sign.NONREAL
NONE = Sign(0)
REAL = NEG | ZERO_ | POS
NONNEG = ZERO_ | POS
NONPOS = NEG | ZERO_
NONZERO = NEG | POS | NONREAL
ANY = REAL | NONREAL

_ATOMS = (NEG, ZERO_, POS, NONREAL)
#: what a closer look may still narrow
_OPEN = frozenset({REAL, NONNEG, NONPOS, NEG | POS, ANY, NONZERO})


def _table(entries: dict[tuple[Sign, Sign], Sign]) -> dict[tuple[int, int], Sign]:
    """An operation on single signs, extended to sets of them."""
    full: dict[tuple[int, int], Sign] = {}
    for a in range(16):
        for b in range(16):
            out = NONE
            for x in _ATOMS:
                for y in _ATOMS:
                    if x.value & a and y.value & b:
                        out |= entries.get((x, y)) or entries[(y, x)]
            full[a, b] = out
    return full


_SUM = _table(
    {
        (NEG, NEG): NEG, (NEG, ZERO_): NEG, (NEG, POS): REAL, (NEG, NONREAL): NONREAL,
        (ZERO_, ZERO_): ZERO_, (ZERO_, POS): POS, (ZERO_, NONREAL): NONREAL,
        (POS, POS): POS, (POS, NONREAL): NONREAL, (NONREAL, NONREAL): ANY,
    }
)  # fmt: skip
_PRODUCT = _table(
    {
        (NEG, NEG): POS, (NEG, ZERO_): ZERO_, (NEG, POS): NEG, (NEG, NONREAL): NONREAL,
        (ZERO_, ZERO_): ZERO_, (ZERO_, POS): ZERO_, (ZERO_, NONREAL): ZERO_,
        (POS, POS): POS, (POS, NONREAL): NONREAL, (NONREAL, NONREAL): NONZERO,
    }
)  # fmt: skip


def add_signs(a: Sign, b: Sign) -> Sign:
    return _SUM[a.value, b.value]


def multiply_signs(a: Sign, b: Sign) -> Sign:
    return _PRODUCT[a.value, b.value]


def opposite(a: Sign) -> Sign:
    return multiply_signs(NEG, a)


# ---------------------------------------------------------------- what others ask


def sign(node: Node, ctx: Context) -> Sign:
    """A superset of the signs the node can take on the domains and conditions, where it is defined."""
    memo = ctx.memo
    key = ("sign", node)
    if key in memo:
        return memo[key]  # type: ignore[return-value]
    for n in _inner(node, ctx):
        # while its sign is being asked for, if only around this binder, a symbol's domain is all that is known
        memo["sign", n] = _structural(n, ctx) if n.op == "sym" else ANY
        if ("sign", n) not in ctx.asked:
            with _asking(("sign", n), ctx):
                memo["sign", n] = _sign(n, ctx)
        ctx.tick()
    return memo[key]  # type: ignore[return-value]


@contextmanager
def _asking(question: tuple[str, Node], ctx: Context) -> Iterator[None]:
    ctx.asked.add(question)
    try:
        yield
    finally:
        ctx.asked.discard(question)


def is_real(node: Node, ctx: Context) -> bool:
    """Proves that the node is real."""
    return not sign(node, ctx) & NONREAL


def is_positive(node: Node, ctx: Context) -> bool:
    return sign(node, ctx) == POS


def is_negative(node: Node, ctx: Context) -> bool:
    return sign(node, ctx) == NEG


def is_nonnegative(node: Node, ctx: Context) -> bool:
    return not sign(node, ctx) & ~NONNEG


def is_nonpositive(node: Node, ctx: Context) -> bool:
    return not sign(node, ctx) & ~NONPOS


def is_nonzero(node: Node, ctx: Context) -> bool:
    """Proves that the node, which need not be real, is never zero."""
    return not sign(node, ctx) & ZERO_


def bounds(node: Node, ctx: Context) -> Interval:
    """(lower, upper, lower open, upper open): an interval with rational ends around a real node's values.

    None is no end. Of a node that is not known to be real nothing is said: (None, None, False, False).
    """
    if not is_real(node, ctx):
        return REALS
    key = ("bounds", node)
    memo = ctx.memo
    if key not in memo:
        for n in _inner(node, ctx, "bounds"):
            memo["bounds", n] = REALS
            if ("bounds", n) not in ctx.asked and is_real(n, ctx):
                with _asking(("bounds", n), ctx):
                    found = _bounds(n, ctx)
                memo["bounds", n] = ranges.whole(found) if is_integer(n, ctx) else found
    return memo[key]  # type: ignore[return-value]


def _inner(node: Node, ctx: Context, kind: str = "sign") -> Iterable[Node]:
    """Nodes not yet answered, arguments first; the bodies of binders and what stands under a branch are not entered."""
    stack = [(node, False)]
    seen: set[Node] = set()
    while stack:
        n, ready = stack.pop()
        if ready:
            if (kind, n) not in ctx.memo:
                yield n
        elif n not in seen and (kind, n) not in ctx.memo:
            seen.add(n)
            stack.append((n, True))
            if n.op in ("add", "mul", "pow", "fn"):
                stack.extend((a, False) for a in reversed(n.args))
            elif n.op in BINDERS and n.op in ("integral", "sum", "product", "diff", "limit"):
                stack.extend((a, False) for a in reversed(n.args[1:]))


# ---------------------------------------------------------------- signs by structure


def _sign(node: Node, ctx: Context) -> Sign:
    found = _structural(node, ctx)
    known = _conditions(ctx).get(node)
    if known is not None:
        found = (found & sign_of(known)) or found
    if found in _OPEN and node.op in ("add", "mul", "sym", "pow", "fn", "elem", "app"):
        from checker.exact.polynomial_signs import sum_sign

        found = (found & sum_sign(node, ctx)) or found
    if found & ZERO_ and found != ZERO_ and _known_nonzero(node, ctx):
        found &= ~ZERO_
    return found or ANY  # defined nowhere, or conditions that contradict: nothing is proved of it


def sign_of(i: Interval) -> Sign:
    """The signs in an interval."""
    out = NONE
    if i.lower is None or i.lower < 0:
        out |= NEG
    if i.upper is None or i.upper > 0:
        out |= POS
    if ranges.contains(i, Fraction(0)):
        out |= ZERO_
    return out


def _structural(node: Node, ctx: Context) -> Sign:
    match node.op:
        case "rat":
            p = node.data[0]
            return POS if p > 0 else NEG if p < 0 else ZERO_
        case "const":
            return {"I": NONREAL, "oo": ANY, "-oo": ANY}.get(node.data, POS)
        case "sym":
            return _domain_sign(ctx.scalar(node.data))
        case "add":
            return _sum_sign(node, ctx)
        case "mul":
            out = POS
            for a in node.args:
                out = multiply_signs(out, sign(a, ctx))
            return out
        case "pow":
            return _power_sign(node, ctx)
        case "fn":
            from checker.exact.function_signs import function_sign

            return function_sign(node, ctx)
        case "app":
            return _application_sign(node, ctx)
        case "piecewise":
            out = NONE
            for value, inner in branches(node, ctx):
                out |= sign(value, inner)
            return out
        case "integral" | "sum" | "product" | "diff" | "limit":
            from checker.exact.binder_signs import binder_sign

            return binder_sign(node, ctx)
        case "elem" | "det" | "trace" | "norm":
            from checker.exact.matrix_signs import matrix_scalar_sign

            return matrix_scalar_sign(node, ctx)
    return ANY


def _domain_sign(domain: Scalar | None) -> Sign:
    if domain is None:
        return ANY
    if domain.kind == "complex":
        return NONZERO if domain.nonzero else ANY
    out = sign_of(domain_interval(domain))
    return out & ~ZERO_ if domain.nonzero else out


def domain_interval(domain: Scalar) -> Interval:
    """The hull of a real domain."""
    lower_open = domain.lower_open or (domain.nonzero and domain.lower == 0)
    upper_open = domain.upper_open or (domain.nonzero and domain.upper == 0)
    out = Interval(domain.lower, domain.upper, lower_open, upper_open)
    return ranges.whole(out) if domain.kind == "integer" else out


def _sum_sign(node: Node, ctx: Context) -> Sign:
    out = ZERO_
    for a in node.args:
        out = add_signs(out, sign(a, ctx))
    return out


def _power_sign(node: Node, ctx: Context) -> Sign:
    base, exponent = node.args
    b, e = sign(base, ctx), sign(exponent, ctx)
    if exponent.op == "rat":
        return _rational_power(b, exponent.value)
    out = NONE
    if b & ZERO_:  # 0**0 is 1, 0**positive is 0, 0**negative is nothing
        out |= (ZERO_ if e & (POS | NONREAL) else NONE) | (POS if e & ZERO_ else NONE)
    if b & POS:
        out |= NONZERO if e & NONREAL else POS
    if b & NEG:
        if is_integer(exponent, ctx):
            parity = _parity(exponent, ctx)
            out |= (NEG | POS) if parity is None else NEG if parity else POS
        else:
            out |= NONZERO
    if b & NONREAL:
        out |= NONZERO
    return out


def _rational_power(b: Sign, e: Fraction) -> Sign:
    if e == 0:
        return POS
    out = POS if b & POS else NONE
    if b & ZERO_ and e > 0:
        out |= ZERO_
    if e.denominator == 1:
        if b & NEG:
            out |= NEG if e.numerator % 2 else POS
        if b & NONREAL:
            out |= NONREAL if abs(e) == 1 else NONZERO
    else:  # the principal value of a negative number to a broken power has an angle in between
        if b & NEG:
            out |= NONREAL
        if b & NONREAL:
            out |= NONREAL if abs(e) < 1 else NONZERO
    return out


def _parity(node: Node, ctx: Context) -> int | None:
    """0 for a node that is surely even, 1 for one that is surely odd; of nodes known to be whole."""
    try:
        p = polynomial(node)
    except TooLarge:
        return None
    odd = p.pop((), Fraction(0))
    if odd.denominator != 1:
        return None
    for m, c in p.items():
        if c.denominator != 1 or c.numerator % 2 or not all(e > 0 and is_integer(a, ctx) for a, e in m):
            return None
    return odd.numerator % 2


def _application_sign(node: Node, ctx: Context) -> Sign:
    """Undefined functions are real; positive ones and densities are positive, their derivatives need not be."""
    name, orders = node.data
    f = ctx.function(name)
    if f is None or any(a.op not in _MATRICES and not is_real(a, ctx) for a in node.args):
        return ANY
    return POS if f.kind in ("positive", "density") and not any(orders) else REAL


_MATRICES = frozenset(
    "matsym matbound vapp matrix matadd matmul scale transpose inverse hadamard matpow diagmat diagvec identity zeros "
    "ones kron block map entries gradient jacobian".split()
)


def branches(node: Node, ctx: Context) -> Iterable[tuple[Node, Context]]:
    """The values of a piecewise node with what is known in each branch: its condition, and that no earlier one held."""
    failed: tuple[Node, ...] = ()
    for value, condition in zip(node.args[::2], node.args[1::2], strict=True):
        if condition.op == "false":
            continue
        known = ctx.where + failed + (() if condition.op == "true" else (condition,))
        yield value, replace(ctx, where=known, memo={}) if known != ctx.where else ctx
        if condition.op == "true":
            return
        failed += (Node("not", (condition,)),)


# ---------------------------------------------------------------- whole numbers


def is_integer(node: Node, ctx: Context) -> bool:
    """Proves that the node is a whole number."""
    key = ("integer", node)
    if key not in ctx.memo:
        ctx.memo[key] = False
        ctx.memo[key] = _is_integer(node, ctx)
    return bool(ctx.memo[key])


def _is_integer(node: Node, ctx: Context) -> bool:
    match node.op:
        case "rat":
            return bool(node.data[1] == 1)
        case "sym":
            d = ctx.scalar(node.data)
            return d is not None and d.kind == "integer"
        case "add" | "mul":
            if all(is_integer(a, ctx) for a in node.args):
                return True
            return _consecutive_product(node, ctx)
        case "pow":
            base, exponent = node.args
            return is_integer(base, ctx) and is_integer(exponent, ctx) and is_nonnegative(exponent, ctx)
        case "fn":
            name, args = node.data, node.args
            if name in ("floor", "ceiling", "factorial", "binomial", "sign", "heaviside"):
                if name == "heaviside":
                    return False
                if name in ("floor", "ceiling", "sign"):
                    return is_real(args[0], ctx)
                return all(is_integer(a, ctx) and is_nonnegative(a, ctx) for a in args)
            if name in ("abs", "max", "min", "mod"):
                return all(is_integer(a, ctx) for a in args)
            return bool(name == "kronecker" and all(is_integer(a, ctx) for a in args))
        case "elem":
            if node.args[0].op == "matsym":
                t = ctx.tensor(node.args[0].data)
                return t is not None and t.entry.kind == "integer"
            return False
        case "sum" | "product":
            from checker.exact.binder_signs import opened

            if not is_integer(node.args[1], ctx) or node.args[2] in (INF, NEG_INF):
                return False
            if node.op == "product" and not is_nonnegative(sub(node.args[2], sub(node.args[1], ONE)), ctx):
                return False
            body, inner = opened(node, ctx)
            return is_integer(body, inner)
        case "piecewise":
            return all(is_integer(v, inner) for v, inner in branches(node, ctx))
    return False


def _consecutive_product(node: Node, ctx: Context) -> bool:
    """n(n + 1)/2 and its like: a polynomial in one whole symbol with whole values at enough consecutive places."""
    try:
        p = polynomial(node)
    except TooLarge:
        return False
    found = {a for m in p for a, _ in m}
    if len(found) != 1 or any(e < 0 for m in p for _, e in m):
        return False
    (x,) = found
    degree = max(e for m in p for _, e in m)
    if degree > 8 or not is_integer(x, ctx):
        return False
    values = (sum(c * Fraction(k) ** (m[0][1] if m else 0) for m, c in p.items()) for k in range(degree + 1))
    return all(v.denominator == 1 for v in values)


# ---------------------------------------------------------------- what the conditions say


def assume(ctx: Context, *known: Node) -> Context:
    """The context with more conditions."""
    return replace(ctx, where=ctx.where + known, memo={})


def conditions(ctx: Context) -> tuple[tuple[Node, str, Node], ...]:
    """The relations that hold: from `where`, and from cited facts whose own conditions are among them."""
    out: list[tuple[Node, str, Node]] = []
    for c in ctx.where:
        out.extend(_relations(c, False))
    for f in ctx.facts:
        if all(w in ctx.where for w in f.where) and f.relation in _FLIPPED:
            out.append((f.left, f.relation, f.right))
    out += [(f, "!=", NOUGHT) for l, r, m in list(out) if r == "=" for f in _factors_of_nonzero(l, m, ctx)]
    return tuple(out)


def _factors_of_nonzero(left: Node, right: Node, ctx: Context) -> Iterator[Node]:
    """Of a product that equals what is plainly not 0: its factors, none of which is 0 either."""
    for product, value in ((left, right), (right, left)):
        domain = ctx.scalar(value.data) if value.op == "sym" else None
        plain = value.op == "rat" and value != NOUGHT
        if product.op == "mul" and (plain or (domain is not None and (domain.nonzero or domain.positive))):
            for f in product.args:
                yield f.args[0] if f.op == "pow" and f.args[1].op == "rat" else f


_NEGATED = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _relations(c: Node, negated: bool) -> list[tuple[Node, str, Node]]:
    match c.op:
        case "rel":
            return [(c.args[0], _NEGATED[c.data] if negated else c.data, c.args[1])]
        case "and" if not negated:
            return [r for a in c.args for r in _relations(a, False)]
        case "or" if negated:
            return [r for a in c.args for r in _relations(a, True)]
        case "not":
            return _relations(c.args[0], not negated)
    return []


def _conditions(ctx: Context) -> dict[Node, Interval]:
    """Intervals of nodes that a condition compares with a number."""
    key = ("condition intervals",)
    if key not in ctx.memo:
        table: dict[Node, Interval] = {}
        ctx.memo[key] = table
        for left, relation, right in conditions(ctx):
            for x, r, y in ((left, relation, right), (right, _FLIPPED[relation], left)):
                try:
                    value = polynomial(y)
                except TooLarge:
                    continue
                if x.op != "rat" and not (set(value) - {()}):
                    c = value.get((), Fraction(0))
                    i = _half_line(r, c)
                    if i is not None:
                        table[x] = ranges.intersect(table.get(x, REALS), i)
            _solved(left, relation, right, table, ctx)
    return ctx.memo[key]  # type: ignore[return-value]


def _solved(left: Node, relation: str, right: Node, table: dict[Node, Interval], ctx: Context) -> None:
    """A condition that is a polynomial in one unknown: the hull of its solutions."""
    from checker.exact.univariate import solution_hull

    try:
        p = polynomial(sub(left, right))
    except TooLarge:
        return
    unknowns = {n for m in p for n, _ in m}
    if len(unknowns) != 1 or relation == "!=" or any(e < 0 for m in p for _, e in m):
        return
    (x,) = unknowns
    degree = max(e for m in p for _, e in m)
    if degree < 1 or degree > 12 or _structural(x, ctx) & NONREAL:
        return
    coefficients = [p.get(((x, k),) if k else (), Fraction(0)) for k in range(degree + 1)]
    hull = solution_hull(coefficients, relation, table.get(x, REALS))
    table[x] = ranges.intersect(table.get(x, REALS), hull)


def _half_line(relation: str, c: Fraction) -> Interval | None:
    match relation:
        case "<" | "<=":
            return Interval(None, c, False, relation == "<")
        case ">" | ">=":
            return Interval(c, None, relation == ">", False)
        case "=":
            return ranges.point(c)
    return None


def _known_nonzero(node: Node, ctx: Context) -> bool:
    """Whether every factor of the node is one of which a condition says that it is not 0, or has no zero itself."""
    known = _inequations(ctx)
    if not known:
        return False
    try:
        parts = _factors(polynomial(node))
    except TooLarge:
        return False
    hit = False
    for q in parts:
        if q in known:
            hit = True
        elif q == node or sign(q, ctx) & ZERO_:
            return False
    return hit


def _factors(p: Poly) -> list[Node]:
    """The irreducible factors, each up to a number; the whole where it can't be factored."""
    from checker.exact.polynomial_signs import factor, strip_monomial

    content, rest = strip_monomial(p)
    out = [n for n, _ in content]
    split = factor(rest)
    parts = [q for q, _ in split[1]] if split is not None else [rest]
    return out + [n for q in parts if (n := _primitive(q)) is not None and n.op != "rat"]


def _inequations(ctx: Context) -> frozenset[Node]:
    """Factors of what is not 0, by the conditions and domains."""
    key = ("inequations",)
    if key not in ctx.memo:
        ctx.memo[key] = frozenset[Node]()
        found: set[Node] = set()
        for left, relation, right in conditions(ctx):
            if relation in ("!=", "<", ">"):
                try:
                    found.update(_factors(polynomial(sub(left, right))))
                except TooLarge:
                    continue
        for name, d in sorted(ctx.domains.items()):
            if isinstance(d, Scalar) and d.nonzero:
                found.add(Node("sym", (), name))
        ctx.memo[key] = frozenset(found)
    return ctx.memo[key]  # type: ignore[return-value]


def _primitive(p: Poly) -> Node | None:
    """The polynomial up to a number: its first coefficient made 1."""
    if not p:
        return None
    lead = p[max(p, key=lambda m: tuple((n.digest, e) for n, e in m))]
    return to_node({m: c / lead for m, c in p.items()})


# ---------------------------------------------------------------- bounds


def _bounds(node: Node, ctx: Context) -> Interval:
    out = _structural_bounds(node, ctx)
    known = _conditions(ctx).get(node)
    if known is not None:
        out = ranges.intersect(out, known)
    s = sign(node, ctx)
    if not s & NEG:
        out = ranges.intersect(out, Interval(Fraction(0), None, not s & ZERO_, False))
    if not s & POS:
        out = ranges.intersect(out, Interval(None, Fraction(0), False, not s & ZERO_))
    return out


def _structural_bounds(node: Node, ctx: Context) -> Interval:
    match node.op:
        case "rat":
            return ranges.point(node.value)
        case "const":
            return ranges.constant(node.data)
        case "sym":
            d = ctx.scalar(node.data)
            return REALS if d is None or d.kind == "complex" else domain_interval(d)
        case "add":
            out = ranges.point(Fraction(0))
            for a in node.args:
                out = ranges.plus(out, bounds(a, ctx))
            return out
        case "mul":
            out = ranges.point(Fraction(1))
            for a in node.args:
                out = ranges.times(out, bounds(a, ctx))
            return out
        case "pow":
            return _power_bounds(node, ctx)
        case "fn":
            from checker.exact.function_signs import function_bounds

            return function_bounds(node, ctx)
        case "piecewise":
            parts = [bounds(v, inner) for v, inner in branches(node, ctx)]
            out = parts[0]
            for p in parts[1:]:
                out = ranges.union(out, p)
            return out
        case "elem":
            from checker.exact.matrix_signs import entry_bounds

            return entry_bounds(node, ctx)
    return REALS


def _power_bounds(node: Node, ctx: Context) -> Interval:
    base, exponent = node.args
    if exponent.op != "rat":
        return REALS
    if not is_real(base, ctx):
        return REALS  # the square of what is not real may be negative
    e = exponent.value
    b = bounds(base, ctx)
    if e.denominator == 1:
        n = e.numerator
        if abs(n) > 64 or n == 0:
            return ranges.point(Fraction(1)) if n == 0 else REALS
        out = ranges.power(b, abs(n))
        if n < 0:
            out = ranges.reciprocal(out)
        return out
    if not is_nonnegative(base, ctx) or max(abs(e.numerator), e.denominator) > 64:
        return REALS
    root = ranges.root(ranges.intersect(b, Interval(Fraction(0))), e.denominator)
    out = ranges.power(root, abs(e.numerator))
    return ranges.reciprocal(out) if e < 0 else out


__all__ = [
    "ANY", "NEG", "NONREAL", "POS", "Sign", "bounds", "is_integer", "is_negative", "is_nonnegative", "is_nonpositive",
    "is_nonzero", "is_positive", "is_real", "sign",
]  # fmt: skip
