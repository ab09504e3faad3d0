"""Terms: coefficient · Π atom^exponent · exp(…), how a body depends on one variable (of an integral or a sum).

Holds the record, folding constructors, the questions put to `signs` and `normal`, and the arithmetic of terms;
`expansion` makes terms of a body. The constructors fold rational numbers and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from checker.exact import derivative, normal, signs
from checker.exact.context import Context, TooLarge, Unsupported
from checker.graph import MINUS_ONE, ONE, ZERO, I, Node, add, fn, has_bound, mul, power, rat

Powers = tuple[tuple[Node, Node], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient · Π atom^exponent · exp(Σ c·Π atom^exponent); coefficients and exponents are free of the variable.

    (For an integer variable k, a base free of k may stand to a multiple of k.) `powers` is sorted and has no zero
    exponent; each entry of `exponential` has at least one power.
    """

    coefficient: Node
    powers: Powers = ()
    exponential: tuple[tuple[Node, Powers], ...] = ()

    @property
    def key(self) -> tuple[Powers, tuple[tuple[Node, Powers], ...]]:
        """Equal keys: the same dependence on the variable."""
        return self.powers, self.exponential


# ---------------------------------------------------------------- folding constructors


def plus(*xs: Node) -> Node:
    """The sum, flattened, with the rational parts added up."""
    total, rest = Fraction(0), []
    stack = list(reversed(xs))
    while stack:
        x = stack.pop()
        if x.op == "rat":
            total += x.value
        elif x.op == "add":
            stack.extend(x.args)
        else:
            rest.append(x)
    return add(*rest, *([rat(total)] if total or not rest else []))


def times(*xs: Node) -> Node:
    """The product, flattened, the rational parts and powers of i multiplied. 0 makes it 0: use it on finite factors."""
    total, rest = Fraction(1), []
    stack = list(reversed(xs))
    while stack:
        x = stack.pop()
        if x.op == "rat":
            total *= x.value
        elif x.op == "mul":
            stack.extend(x.args)
        else:
            rest.append(x)
    if total == 0:
        return ZERO
    if (turns := rest.count(I)) > 1:
        rest = [x for x in rest if x != I] + [I] * (turns % 2)
        total *= (-1) ** (turns // 2)
    return mul(*rest, *([rat(total)] if total != 1 or not rest else []))


def minus(x: Node) -> Node:
    return times(MINUS_ONE, x)


def difference(x: Node, y: Node) -> Node:
    return plus(x, minus(y))


def raised(base: Node, exponent: Node) -> Node:
    """The power, folded where that is an identity for every base: exponents 0 and 1, rational to a whole power."""
    if exponent == ZERO:
        return ONE
    if exponent == ONE or base == ONE:
        return base
    if exponent.op == "rat" and exponent.value.denominator == 1:
        n = exponent.value.numerator
        if base.op == "rat" and (base != ZERO or n > 0) and abs(n) <= 64:
            return rat(base.value**n)
        if base.op == "pow" and base.args[1].op == "rat" and base.args[1].value.denominator == 1:
            inner = base.args[1].value
            if inner > 0 or n > 0:
                return raised(base.args[0], rat(inner * n))
    return power(base, exponent)


def quotient(x: Node, y: Node) -> Node:
    return times(x, raised(y, MINUS_ONE))


def square_root(x: Node) -> Node:
    return raised(x, rat(1, 2))


def product_of(powers: Iterable[tuple[Node, Node]]) -> Node:
    return times(*(raised(a, e) for a, e in powers))


def to_node(term: Term) -> Node:
    """The term as an expression."""
    return times(term.coefficient, body_of(term))


def body_of(term: Term) -> Node:
    """The term without its coefficient."""
    if not term.exponential:
        return product_of(term.powers)
    exponent = plus(*(times(c, product_of(p)) for c, p in term.exponential))
    return times(product_of(term.powers), fn("exp", exponent))


def rebuild_sum(terms: Iterable[Term]) -> Node:
    return plus(*(to_node(t) for t in terms))


# ---------------------------------------------------------------- reading


def depends(node: Node, variable: Node) -> bool:
    """Whether the symbol stands in the expression."""
    seen: set[Node] = set()
    stack = [node]
    while stack:
        n = stack.pop()
        if n == variable:
            return True
        if n not in seen:
            seen.add(n)
            stack.extend(n.args)
    return False


def canon(node: Node, ctx: Context) -> Node:
    """The normal form, or the node itself where it would swell."""
    if node.op in ("rat", "sym", "const") or has_bound(node):
        return node
    return normal.simplify(node, ctx)


def zero(node: Node, ctx: Context) -> bool:
    """Proved to be 0 for all values in the domains."""
    if node.op == "rat":
        return node == ZERO
    try:
        return normal.is_zero(node, ctx) is True
    except TooLarge:
        return False


def same(x: Node, y: Node, ctx: Context) -> bool:
    """Proved to be equal for all values in the domains."""
    return x == y or zero(difference(x, y), ctx)


def positive(node: Node, ctx: Context) -> bool:
    return node.value > 0 if node.op == "rat" else signs.is_positive(node, ctx) is True


def nonnegative(node: Node, ctx: Context) -> bool:
    return node.value >= 0 if node.op == "rat" else signs.is_nonnegative(node, ctx) is True


def nonzero(node: Node, ctx: Context) -> bool:
    return node != ZERO if node.op == "rat" else signs.is_nonzero(node, ctx) is True


def real(node: Node, ctx: Context) -> bool:
    return node.op == "rat" or signs.is_real(node, ctx) is True


def real_part(node: Node, ctx: Context) -> Node | None:
    """The sum of the real addends, where every other one is i times a real number; else None."""
    if real(node, ctx):
        return node
    parts = []
    for a in _addends(node):
        if real(a, ctx):
            parts.append(a)
        elif not real(times(I, a), ctx):
            return None
    return plus(*parts)


def _addends(node: Node) -> list[Node]:
    """The addends of a sum, or of a sum times factors."""
    if node.op != "mul":
        return list(node.args) if node.op == "add" else [node]
    sums = [f for f in node.args if f.op == "add"]
    if len(sums) != 1:
        return [node]
    return [times(a, *(f for f in node.args if f != sums[0])) for a in sums[0].args]


def integer(node: Node, ctx: Context) -> bool:
    return node.value.denominator == 1 if node.op == "rat" else signs.is_integer(node, ctx) is True


def slope_of(body: Node, variable: Node, ctx: Context) -> Node | None:
    """The derivative by the variable, or None where there is no rule."""
    try:
        return derivative.differentiate(body, variable.data, ctx)
    except Unsupported:
        return None


def whole(node: Node) -> int | None:
    """The number of a whole rational node."""
    return node.value.numerator if node.op == "rat" and node.value.denominator == 1 else None


def coefficients(terms: Iterable[Term], variable: Node) -> list[Node] | None:
    """Coefficients of a sum of terms as a polynomial of the variable, lowest first; None if it is none."""
    found: dict[int, list[Node]] = {}
    for t in terms:
        k = degree(t.powers, variable)
        if k is None or t.exponential:
            return None
        found.setdefault(k, []).append(t.coefficient)
    top = max(found, default=0)
    return [plus(*found.get(k, [])) for k in range(top + 1)]


def degree(powers: Powers, variable: Node) -> int | None:
    """k when the powers are variable^k for a whole k ≥ 0."""
    if not powers:
        return 0
    if len(powers) == 1 and powers[0][0] == variable:
        k = whole(powers[0][1])
        return k if k is not None and k >= 0 else None
    return None


# ---------------------------------------------------------------- arithmetic of terms


def collect(terms: Iterable[Term], ctx: Context) -> list[Term]:
    """Like terms added up; terms whose coefficient is proved 0 are dropped."""
    groups: dict[tuple[Powers, tuple[tuple[Node, Powers], ...]], list[Node]] = {}
    for t in terms:
        groups.setdefault(t.key, []).append(t.coefficient)
    out = []
    for (p, e), cs in groups.items():
        c = cs[0] if len(cs) == 1 else canon(plus(*cs), ctx)
        if c != ZERO:
            out.append(Term(c, p, e))
    return out


def multiply(a: Term, b: Term, ctx: Context) -> Term:
    """The product of two terms: exponents of equal atoms are added (an identity where no atom is 0)."""
    return Term(
        times(a.coefficient, b.coefficient),
        merge_powers(a.powers + b.powers, ctx),
        merge_exponential(a.exponential + b.exponential, ctx),
    )


def merge_powers(powers: Iterable[tuple[Node, Node]], ctx: Context) -> Powers:
    found: dict[Node, Node] = {}
    for a, e in powers:
        if a in found:
            total = plus(found[a], e)
            found[a] = total if total.op == "rat" else canon(total, ctx)
        else:
            found[a] = e
    return tuple(sorted(((a, e) for a, e in found.items() if e != ZERO), key=lambda pair: pair[0].digest))


def merge_exponential(parts: Iterable[tuple[Node, Powers]], ctx: Context) -> tuple[tuple[Node, Powers], ...]:
    found: dict[Powers, list[Node]] = {}
    for c, p in parts:
        found.setdefault(p, []).append(c)
    merged = [(cs[0] if len(cs) == 1 else canon(plus(*cs), ctx), p) for p, cs in found.items()]
    return tuple(sorted(((c, p) for c, p in merged if c != ZERO), key=lambda part: _order(part[1])))


def _order(powers: Powers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((a.digest, e.digest) for a, e in powers)


def positive_degree(powers: Powers, variable: Node) -> int | None:
    """k when the powers are variable^k for a whole k > 0."""
    k = degree(powers, variable)
    return k if k else None
