"""Relations that follow from relations: `left => right` and `left <=> right`, for all values in the domains.

Proves an implication between equations when one difference is a multiple of the other's (by a factor that is never 0
where it must not be), when both sides went through the same injective or any function, when the new relation follows
from the old one by substitution or as a consequence of the conditions, or when both are polynomials in one unknown and
every real root of the first in the domain is a root of the second. Roots that are lost or gained are named. Between
inequalities: a positive factor keeps them, a negative one turns them. Where no root can be computed, nothing follows.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz_poly

from checker.domains import Scalar
from checker.exact import cells, univariate
from checker.exact.alternatives import by_parts
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.dressed import undressed
from checker.exact.inequalities import prove_inequality
from checker.exact.polyform import CONSTANT, Poly, atoms, polynomial, times, to_node
from checker.exact.polynomial_signs import coefficients_of, numerator
from checker.exact.ranges import Interval, contains
from checker.exact.signs import (
    assume,
    bounds,
    is_integer,
    is_negative,
    is_nonnegative,
    is_nonzero,
    is_positive,
    is_real,
)
from checker.graph import Node, add, div, mul, neg, power, rat, rel, sub, substitute

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
#: what each relation implies, with the same two sides
_WEAKER = {
    "=": ("=", "<=", ">="), "<": ("<", "<=", "!="), ">": (">", ">=", "!="), "<=": ("<=",), ">=": (">=",), "!=": ("!=",),
}  # fmt: skip


def prove_implication(left: Node, relation: str, right: Node, ctx: Context) -> tuple[str | None, str]:
    """The method that proves `left => right` or `left <=> right`, or None; and which roots are lost or gained.

    Both sides are relations (op "rel") or combinations of them; values at which a side is undefined do not count.
    """
    if left == right:
        return "same relation", ""
    given, wanted = undressed(left, ctx), undressed(right, ctx)
    if (given, wanted) != (left, right):
        method, detail = _prove(given, relation, wanted, ctx)
        return (method and f"{method} + logarithms"), detail
    return _prove(left, relation, right, ctx)


def _prove(left: Node, relation: str, right: Node, ctx: Context) -> tuple[str | None, str]:
    if left.op == "rel" and left.data == "=" and is_nonzero(sub(*left.args), ctx):
        return None, "the first relation never holds"
    roots = _compare_roots(left, right, ctx)
    if roots is not None:
        gained, lost, detail = roots
        if not lost and (relation == "=>" or not gained):
            return "exact roots", detail
        return None, detail
    if cells.follows(left, relation, right, ctx):
        return cells.NAME, ""
    found = _by_parts(left, relation, right, ctx)
    if found[0] is None and (written := tuple(cells.by_cases(side, ctx) or side for side in (left, right))) != (
        left,
        right,
    ):
        found = _by_parts(written[0], relation, written[1], ctx)
    return found


def _by_parts(left: Node, relation: str, right: Node, ctx: Context) -> tuple[str | None, str]:
    forward = by_parts(left, right, ctx, _follows)
    if forward is None:
        return None, ""
    if relation == "=>":
        return forward, ""
    back = by_parts(right, left, ctx, _follows)
    if back is None:
        return None, "the other direction is not proved"
    return (forward if forward == back else f"{forward}; back: {back}"), ""


# ---------------------------------------------------------------- roots


def _compare_roots(left: Node, right: Node, ctx: Context) -> tuple[list[str], list[str], str] | None:
    """Roots in the domain that only the right equation has (gained), and that only the left has (lost)."""
    p, q = _equation_polynomial(left, ctx), _equation_polynomial(right, ctx)
    if p is None or q is None or len(atoms(p[0])) > 1 or len(atoms(q[0])) > 1:
        return None
    unknowns = {n for pair in (p, q) for poly in pair for n in atoms(poly)}
    if len(unknowns) != 1:
        return None
    (x,) = unknowns
    if x.op != "sym" or ctx.where or (domain := ctx.scalar(x.data)) is None or ctx.facts:
        return None
    sides = []
    for poly, other in (p, q):
        parts = coefficients_of(poly, x)
        if parts is None or len(parts) - 1 > univariate.DEGREE_LIMIT or not poly:
            return None
        sides.append(_without(univariate.from_coefficients([c.get(CONSTANT, Fraction(0)) for c in parts]), other, x))
        if sides[-1] is None:
            return None
    a, b = sides
    assert a is not None
    assert b is not None
    if domain.kind == "complex":
        return _complex_roots(a, b, domain)
    interval = bounds(x, ctx)
    whole = is_integer(x, ctx)
    if not _roots(a, interval, whole, domain):
        return None  # no solution at all: whatever follows from that follows by algebra or not at all
    common = a.gcd(b)
    lost = _roots(a // common, interval, whole, domain)
    gained = _roots(b // common, interval, whole, domain)
    words = []
    if lost:
        words.append(f"lost: {x.data} = {', '.join(lost)}")
    if gained:
        words.append(f"gained: {x.data} = {', '.join(gained)}")
    return gained, lost, "; ".join(words)


def _equation_polynomial(r: Node, ctx: Context) -> tuple[Poly, Poly] | None:
    """(numerator, denominator) of the difference of the sides, as polynomials in symbols; "or" multiplies."""
    if r.op == "or":
        out: tuple[Poly, Poly] = ({CONSTANT: Fraction(1)}, {CONSTANT: Fraction(1)})
        for a in r.args:
            part = _equation_polynomial(a, ctx)
            if part is None:
                return None
            if len(part[1]) > 1 or CONSTANT not in part[1]:  # one alternative may be undefined where another holds
                return None
            try:
                out = (times(out[0], part[0]), out[1])
            except TooLarge:
                return None
        return out
    if r.op != "rel" or r.data != "=":
        return None
    try:
        top, bottom = numerator(polynomial(sub(*r.args)))
        under = polynomial(to_node({bottom: Fraction(1)})) if bottom else {CONSTANT: Fraction(1)}
    except TooLarge:
        return None
    if any(e < 0 for m in top for _, e in m):
        return None
    return (top, under) if all(n.op == "sym" for p in (top, under) for n in atoms(p)) else None


def _without(p: fmpz_poly, denominator: Poly, x: Node) -> fmpz_poly | None:
    """The square-free part of p without roots of the denominator: there the equation means nothing."""
    if p.degree() < 0:
        return None
    if p.degree() == 0:
        return fmpz_poly([1])
    out = p // p.gcd(p.derivative())
    parts = coefficients_of(denominator, x)
    if parts is None:
        return None
    d = univariate.from_coefficients([c.get(CONSTANT, Fraction(0)) for c in parts])
    return out // out.gcd(d)


def _roots(p: fmpz_poly, interval: Interval, whole: bool, domain: Scalar) -> list[str]:
    """Real roots in the domain, in words: exact where rational, else as a decimal."""
    out: list[str] = []
    if p.degree() < 1:
        return out
    for found in univariate.isolate(p, Interval()):
        low, high = univariate.refine(p, found)
        if low == high:
            if contains(interval, low) and domain.contains(low) and (not whole or low.denominator == 1):
                out.append(str(low))
        elif not whole and _reaches(p, low, high, interval):
            out.append(f"{float((low + high) / 2):.10g}…")
    return out


def _reaches(p: fmpz_poly, low: Fraction, high: Fraction, interval: Interval) -> bool:
    """Whether the irrational root isolated between low and high lies in the interval."""
    if interval.lower is not None and low < interval.lower:
        if high <= interval.lower or univariate.count_roots(p, max(low, interval.lower), high) == 0:
            return False
    if interval.upper is not None and high > interval.upper:
        if low >= interval.upper or univariate.count_roots(p, low, min(high, interval.upper)) == 0:
            return False
    return True


def _complex_roots(a: fmpz_poly, b: fmpz_poly, domain: Scalar) -> tuple[list[str], list[str], str] | None:
    """Over the complex numbers the square-free parts decide."""
    if a.degree() < 1:
        return None
    common = a.gcd(b)
    sides = []
    for p in (b // common, a // common):
        if domain.nonzero and p.degree() >= 1 and p[0] == 0:
            p = p // fmpz_poly([0, 1])
        sides.append([f"a root of {p}"] if p.degree() >= 1 else [])
    gained, lost = sides
    words = [f"{w}: {r[0]}" for w, r in (("lost", lost), ("gained", gained)) if r]
    return gained, lost, "; ".join(words)


# ---------------------------------------------------------------- consequences


def _follows(left: Node, right: Node, ctx: Context) -> str | None:
    """The method that proves right wherever left holds and both mean something."""
    if right.op != "rel" or left.op not in ("rel", "and"):
        return None
    if left.op == "rel":
        for method in (_multiple, _same_function, _by_power):
            ctx.tick()
            try:
                found = method(left, right, ctx)
            except (TooLarge, Unsupported):
                continue
            if found is not None:
                return found
    return _substituted(left, right, ctx) or _consequence(left, right, ctx)


def _difference(r: Node, ctx: Context) -> Node:
    from checker.exact.normal import simplify

    return simplify(sub(*r.args), ctx)


def _zero(node: Node, ctx: Context) -> bool:
    from checker.exact.normal import is_zero

    return is_zero(node, ctx) is True


def _multiple(left: Node, right: Node, ctx: Context) -> str | None:
    """right's difference is c times left's: c > 0 keeps an inequality, c < 0 turns it, c ≠ 0 keeps ≠, = needs none."""
    a, b = _difference(left, ctx), _difference(right, ctx)
    if _zero(a, ctx) or _zero(b, ctx):
        if _zero(b, ctx) and right.data in ("=", "<=", ">="):
            return "identity"
        return None
    factor_node = _difference(rel(div(b, a), "=", rat(0)), ctx)
    if not _zero(sub(b, mul(factor_node, a)), ctx):
        return None
    if left.data == right.data == "=":
        # b = c·a is 0 with a, as long as c means something there: no divisor of c may be 0
        if _defined(factor_node, ctx):
            return "multiple" if not is_nonzero(factor_node, ctx) else "multiple by what is not 0"
        return None
    if left.data == right.data == "!=" and is_nonzero(factor_node, ctx):
        return "multiple by what is not 0"
    if left.data in ("=", "<=", ">=") and not _defined(factor_node, ctx):
        return None
    if right.data in _WEAKER[left.data] and is_positive(factor_node, ctx):
        return "positive multiple"
    if right.data in _WEAKER[_TURNED[left.data]] and is_negative(factor_node, ctx):
        return "negative multiple turns the relation"
    if right.data in ("<=", ">=") and left.data in ("=", "<", ">", "<=", ">="):
        turned = right.data in _WEAKER[_TURNED[left.data]]
        kept = right.data in _WEAKER[left.data]
        if kept and is_nonnegative(factor_node, ctx) and _defined(factor_node, ctx):
            return "nonnegative multiple"
        if turned and is_nonnegative(neg(factor_node), ctx) and _defined(factor_node, ctx):
            return "nonpositive multiple turns the relation"
    return None


def _defined(node: Node, ctx: Context) -> bool:
    """Whether every divisor in a factor is known not to be 0, and nothing else in it can fail."""
    stack, seen = [node], set()
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        if n.op == "pow":
            base, e = n.args
            if not (e.op == "rat" and e.value >= 0) and not is_nonzero(base, ctx):
                return False
        elif n.op == "fn":
            if n.data == "log" and not is_nonzero(n.args[0], ctx):
                return False
            if n.data not in ("exp", "log", "sin", "cos", "sinh", "cosh", "abs", "atan", "asinh"):
                if n.data not in ("sigmoid", "tanh") or not is_real(n.args[0], ctx):
                    return False
        elif n.op not in ("rat", "sym", "const", "add", "mul"):
            return False
        stack.extend(n.args)
    return True


#: increasing functions of a real number, each with a rational value that it takes at a rational number
_FUNCTIONS: dict[str, tuple[Fraction, Fraction]] = {
    "exp": (Fraction(1), Fraction(0)), "log": (Fraction(0), Fraction(1)), "sigmoid": (Fraction(1, 2), Fraction(0)),
    **{name: (Fraction(0), Fraction(0)) for name in ("sinh", "tanh", "atan", "asinh", "erf")},
}  # fmt: skip


def _undressed(a: Node, b: Node) -> tuple[str, Node, Node] | None:
    """(f, u, v) with a = f(u) and b = f(v); a number may be a value of f that is known: 1 is exp(0)."""
    names = [n.data for n in (a, b) if n.op == "fn"]
    if not names or names[0] not in _FUNCTIONS:
        return None
    value, at = _FUNCTIONS[names[0]]
    inner = []
    for n in (a, b):
        if n.op == "fn" and n.data == names[0]:
            inner.append(n.args[0])
        elif n.op == "rat" and n.value == value:
            inner.append(rat(at))
        else:
            return None
    return names[0], inner[0], inner[1]


def _same_function(left: Node, right: Node, ctx: Context) -> str | None:
    """f applied to both sides, or taken off both: an increasing function keeps every relation of real sides."""
    for plain, dressed in ((left, right), (right, left)):
        found = _undressed(*dressed.args)
        if found is None:
            continue
        name, u, v = found
        if dressed is right and plain.data == right.data == "=" and _sides_match(plain, u, v, ctx):
            return f"{name} of both sides"
        if not (is_real(u, ctx) and is_real(v, ctx)):
            continue
        if name == "log" and not (is_positive(u, ctx) and is_positive(v, ctx)):
            continue
        if right.data in _WEAKER[left.data] and _sides_match(plain, u, v, ctx):
            return f"{name} increases"
    return None


def _sides_match(r: Node, u: Node, v: Node, ctx: Context) -> bool:
    return _zero(sub(r.args[0], u), ctx) and _zero(sub(r.args[1], v), ctx)


def _by_power(left: Node, right: Node, ctx: Context) -> str | None:
    """Both sides raised to a whole power, or its root taken: a² = b² with a, b ≥ 0 is a = b; odd powers of reals."""
    for plain, raised in ((left, right), (right, left)):
        for n in (2, 3, 4, 5):
            sides = tuple(power(s, n) for s in plain.args)
            if not _as_raised(sides, raised, ctx):
                continue
            if raised is right and left.data == right.data == "=":
                return f"power {n} of both sides"
            a, b = plain.args
            good = (is_nonnegative(a, ctx) and is_nonnegative(b, ctx)) or (
                n % 2 == 1 and is_real(a, ctx) and is_real(b, ctx)
            )
            if good and right.data in _WEAKER[left.data]:
                return f"power {n} increases"
    return None


def _as_raised(sides: tuple[Node, ...], raised: Node, ctx: Context) -> bool:
    """The sides are those of the relation, or, of an equation, their difference is its difference."""
    if _zero(sub(sides[0], raised.args[0]), ctx) and _zero(sub(sides[1], raised.args[1]), ctx):
        return True
    gaps = sub(*sides), sub(*raised.args)
    return raised.data == "=" and (_zero(sub(*gaps), ctx) or _zero(add(*gaps), ctx))


def _substituted(left: Node, right: Node, ctx: Context) -> str | None:
    """Left (or a part of it) solved for a symbol: x = e with e free of x, put into the right."""
    parts = left.args if left.op == "and" else (left,)
    mapping: dict[Node, Node] = {}
    for r in parts:
        if r.op != "rel" or r.data != "=":
            continue
        for x, e in (r.args, r.args[::-1]):
            if x.op == "sym" and x not in mapping and not _mentions(e, x):
                e = substitute(e, mapping)
                if _mentions(e, x):
                    continue
                mapping = {k: substitute(v, {x: e}) for k, v in mapping.items()} | {x: e}
                break
    if not mapping or right.op != "rel":
        return None
    a, b = (substitute(s, mapping) for s in right.args)
    try:
        if right.data == "=":
            if _zero(sub(a, b), ctx):
                return "substitution"
            rest = [
                rel(substitute(sub(*r.args), mapping), "=", rat(0)) for r in parts if r.op == "rel" and r.data == "="
            ]
            others = (r for r in rest if not _zero(r.args[0], ctx))
            return "substitution" if any(_multiple(r, rel(a, "=", b), ctx) for r in others) else None
        return "substitution" if prove_inequality(a, right.data, b, ctx) is not None else None
    except (TooLarge, Unsupported):
        return None


def _mentions(node: Node, x: Node) -> bool:
    from checker.exact.slopes import mentions

    return mentions(node, x)


def _consequence(left: Node, right: Node, ctx: Context) -> str | None:
    """Right proved with left among the conditions (linear systems, factors, bounds)."""
    inner = assume(ctx, left)
    a, b = right.args
    if right.data != "=":
        found = prove_inequality(a, right.data, b, inner)
        return None if found is None else f"consequence ({found})"
    if not (is_real(a, ctx) and is_real(b, ctx)):
        return None
    from checker.exact.linear import entails
    from checker.exact.polynomial_signs import premises, unified

    try:
        p = unified(polynomial(sub(a, b)), inner)
        known = premises(p, inner) if p else None
        if known and entails(known, p, False) and entails(known, {m: -c for m, c in p.items()}, False):
            return "linear consequence"
        if prove_inequality(power(sub(a, b), 2), "<=", rat(0), inner) is not None:
            return "a square that is not positive"
    except TooLarge:
        return None
    return None


__all__ = ["prove_implication"]
