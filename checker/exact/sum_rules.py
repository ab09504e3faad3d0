"""Closed forms of the finite sum of one term: Kronecker deltas, simplex vectors, Gosper's method, binomial sums.

Each rule proves its own conditions on the range (a place inside it, certificates without poles on it, powers defined)
and answers None where it can't.
"""

from __future__ import annotations

from checker.exact import telescoping
from checker.exact.context import Context
from checker.exact.expansion import affine
from checker.exact.series_convergence import index_inside
from checker.exact.terms import (
    Term,
    body_of,
    canon,
    depends,
    difference,
    integer,
    minus,
    nonnegative,
    nonzero,
    plus,
    positive,
    quotient,
    raised,
    same,
    times,
    whole,
    zero,
)
from checker.graph import (
    MINUS_ONE,
    ONE,
    ZERO,
    Node,
    fn,
    rat,
    shape,
    substitute,
)


def is_rational(t: Term, k: Node) -> bool:
    """A quotient of polynomials of k that is no polynomial."""
    whole_powers = all(whole(e) is not None and (a == k or a.op == "add") for a, e in t.powers)
    return whole_powers and not t.exponential and any((whole(e) or 0) < 0 for _, e in t.powers)


def divided(t: Term, k: Node, ctx: Context) -> list[Term]:
    """k^m/(a k + b) as a polynomial and a fraction with nothing of k above: k = ((a k + b) - b)/a, m times."""
    powers = dict(t.powers)
    m = whole(powers.get(k, ZERO))
    base = next((a for a, e in t.powers if a.op == "add" and e == rat(-1)), None)
    line = None if base is None else affine(base, k, ctx)
    if t.exponential or len(powers) != 2 or m is None or not 1 <= m <= 12 or base is None or line is None:
        return [t]
    slope, start = line
    if slope.op != "rat" or slope == ZERO:
        return [t]
    root = canon(times(rat(-1 / slope.value), start), ctx)
    over = rat(1 / slope.value)
    fronts = [times(t.coefficient, over, raised(root, rat(m - 1 - i))) for i in range(m)]
    whole_part = [Term(c, ((k, rat(i)),) if i else ()) for i, c in enumerate(fronts) if c != ZERO]
    return [*whole_part, Term(times(t.coefficient, raised(root, rat(m))), ((base, rat(-1)),))]


def inside_range(j: Node, first: Node, last: Node, ctx: Context) -> bool | None:
    """Whether first ≤ j ≤ last: True or False when known for all values, else None. j must be an integer."""
    if not integer(j, ctx):
        return None
    below, above = difference(j, first), difference(last, j)
    if nonnegative(below, ctx) and nonnegative(above, ctx):
        return True
    if positive(minus(below), ctx) or positive(minus(above), ctx):
        return False
    return None


def delta(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ δ(k, j) f(k) = f(j) for j in the range, 0 for j outside."""
    for a, e in t.powers:
        if a.op != "fn" or a.data != "kronecker" or (whole(e) or 0) < 1:
            continue
        line = affine(difference(a.args[0], a.args[1]), k, ctx)
        if line is None or line[0] not in (ONE, rat(-1)):
            continue
        place = canon(line[1] if line[0] == rat(-1) else minus(line[1]), outside)
        found = inside_range(place, first, last, outside)
        if found is False:
            return ZERO
        if found:
            rest = Term(t.coefficient, tuple(p for p in t.powers if p[0] != a), t.exponential)
            return substitute(times(rest.coefficient, body_of(rest)), {k: place})
    return None


def simplex(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ p_k = 1 over the whole length of a simplex vector."""
    if t.exponential or len(t.powers) != 1 or t.powers[0][1] != ONE:
        return None
    a = t.powers[0][0]
    if a.op != "elem" or a.args[0].op != "matsym":
        return None
    domain = ctx.tensor(a.args[0].data)
    if domain is None or domain.structure != "simplex":
        return None
    rows, cols = shape(a.args[0])
    size, place, other = (rows, a.args[1], a.args[2]) if cols == ONE else (cols, a.args[2], a.args[1])
    if ONE not in (rows, cols) or other != ZERO:
        return None
    line = affine(place, k, ctx)
    if line is None or line[0] != ONE:
        return None
    whole_length = same(plus(first, line[1]), ZERO, outside) and same(plus(last, line[1], ONE), size, outside)
    return t.coefficient if whole_length else None


def gosper_closed(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Gosper's closed form, where its certificate has no pole on the range."""
    found = telescoping.gosper(t, k, ctx)
    if found is None:
        return None
    beyond = index_inside(k, first, plus(last, ONE), outside)
    if not all(nonzero(x, ctx) for x in found.steps) or not all(nonzero(x, beyond) for x in found.ends):
        return None
    if not _defined(found.kernel, k, beyond):
        return None
    return times(t.coefficient, canon(telescoping.between(found, k, first, last), outside))


def _defined(kernel: Node, k: Node, ctx: Context) -> bool:
    """Factorials of nonnegative integers, gammas of positives and powers of what is not 0 only."""
    stack, seen = [kernel], set()
    while stack:
        n = stack.pop()
        if n in seen or not depends(n, k):
            continue
        seen.add(n)
        if n.op == "pow" and not depends(n.args[0], k) and not nonzero(n.args[0], ctx):
            if not nonnegative(n.args[1], ctx):
                return False
        if n.op == "fn" and n.data == "factorial" and not (integer(n.args[0], ctx) and nonnegative(n.args[0], ctx)):
            return False
        if n.op == "fn" and n.data == "gamma" and not positive(n.args[0], ctx):
            return False
        if n.op == "fn" and n.data == "binomial" and not all(integer(a, ctx) for a in n.args):
            return False
        if n.op == "fn" and n.data == "binomial" and not all(nonnegative(a, ctx) for a in n.args):
            return False
        stack.extend(n.args)
    return True


def binomial_sum(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ_{k=0}^{n} C(n, k) c^k k^m = Σ_j S(m, j) n(n-1)…(n-j+1) c^j (1 + c)^(n-j), S of the second kind."""
    t = _binomial_written(t, k, last, outside)
    n: Node | None = None
    ratio: list[Node] = []
    front: list[Node] = []
    m = 0
    for c, p in t.exponential:
        if p != ((k, ONE),):
            return None
        ratio.append(fn("exp", c))
    for a, e in t.powers:
        if a.op == "fn" and a.data == "binomial" and e == ONE and a.args[1] == k and n is None:
            n = a.args[0]
        elif a == k and 0 < (whole(e) or 0) <= 6:
            m = whole(e) or 0
        elif depends(e, k) and not depends(a, k):
            line = affine(e, k, ctx)
            if line is None:
                return None
            ratio.append(raised(a, line[0]))
            front.append(raised(a, line[1]))
        elif a.op == "pow" and e == ONE and not depends(a.args[0], k):
            line = affine(a.args[1], k, ctx)  # y^(n-k) with a y that may be 0: handled by `_two_powers`
            if line is None or line[0] != rat(-1):
                return None
            return _two_powers(t, k, first, last, ctx, outside)
        else:
            return None
    if n is None or first != ZERO or not same(last, n, outside) or not nonnegative(n, outside):
        return None
    c = times(*ratio)
    total: list[Node] = []
    stirling = [1] + [0] * m
    for _ in range(m):
        stirling = [0] + [stirling[j - 1] + j * stirling[j] for j in range(1, m + 1)]
    base = canon(plus(ONE, c), outside)
    if not nonzero(base, outside) and (m or base == ZERO):
        return None
    for j in range(m + 1):
        if stirling[j]:
            falling = times(*(difference(n, rat(i)) for i in range(j)))
            total.append(times(rat(stirling[j]), falling, raised(c, rat(j)), raised(base, difference(n, rat(j)))))
    return times(t.coefficient, *front, plus(*total))


def _binomial_written(t: Term, k: Node, n: Node, ctx: Context) -> Term:
    """The term with 1/(k! (n - k)!) written as C(n, k)/n!."""
    below = [a for a, e in t.powers if a.op == "fn" and a.data == "factorial" and e == MINUS_ONE]
    other = next((a for a in below if a.args[0] != k and n_minus(a.args[0], n, k, ctx)), None)
    if other is None or fn("factorial", k) not in below:
        return t
    rest = tuple(pair for pair in t.powers if pair[0] not in (other, fn("factorial", k)))
    both = (fn("binomial", n, k), ONE)
    return Term(quotient(t.coefficient, fn("factorial", n)), (*rest, both), t.exponential)


def _two_powers(t: Term, k: Node, first: Node, last: Node, ctx: Context, outside: Context) -> Node | None:
    """Σ C(n, k) x^k y^(n-k) = (x + y)^n for any x and y, with 0^0 = 1."""
    if t.exponential or len(t.powers) not in (2, 3) or first != ZERO:
        return None
    n: Node | None = None
    x: Node = ONE
    y: Node | None = None
    for a, e in t.powers:
        if a.op == "fn" and a.data == "binomial" and e == ONE and a.args[1] == k:
            n = a.args[0]
        elif a.op == "pow" and e == ONE and n_minus(a.args[1], last, k, outside):
            y = a.args[0]
        elif a.op == "pow" and e == ONE and a.args[1] == k and not depends(a.args[0], k):
            x = a.args[0]
        elif e == k and not depends(a, k):
            x = a
        else:
            return None
    if n is None or y is None or not same(last, n, outside) or not nonnegative(n, outside):
        return None
    return times(t.coefficient, raised(plus(x, y), n))


def n_minus(e: Node, n: Node, k: Node, ctx: Context) -> bool:
    """e = n - k."""
    return zero(difference(e, difference(n, k)), index_inside(k, ZERO, n, ctx))


#: ranges of numbers up to this many terms are added up
MAX_EXPLICIT = 64


def count(first: Node, last: Node, ctx: Context) -> Node | None:
    """last - first + 1, if both are integers and that is known not to be negative."""
    if not (integer(first, ctx) and integer(last, ctx)):
        return None
    n = canon(plus(last, minus(first), ONE), ctx)
    return n if nonnegative(n, ctx) else None


def explicit(body: Node, k: Node, first: Node, n: int) -> list[Node]:
    return [substitute(body, {k: plus(first, rat(i))}) for i in range(n)]
