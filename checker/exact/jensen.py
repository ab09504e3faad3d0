"""Jensen's inequality: convex functions replaced by their tangents at one place that all of them share.

Proves g ≥ 0 for g = rest + Σ W_i f(t_i), f = exp or -log, by choosing a place u and, for every t_i ≠ u whose weight
W_i is surely ≥ 0, putting f(u) + f'(u)(t_i - u) for f(t_i): what is left is no larger than g. The places are the other
arguments of the same function, and for exp the logarithms that stand in g. Powers of positive numbers are read as
exponentials. So weighted means, Jensen's and Gibbs' inequalities for finitely many terms and Fenchel-Young for exp are
proved (Steele, The Cauchy-Schwarz Master Class, ch. 6). Which place to choose is tried, never assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checker.exact.context import Context, TooLarge
from checker.exact.polyform import Poly, atoms, plus, polynomial, to_node
from checker.exact.signs import is_nonnegative, is_positive, is_real
from checker.graph import MINUS_ONE, ONE, Node, add, div, fn, mul, neg, rat, sub, substitute

#: arguments of one function in one expression, at most
ARGUMENTS = 8


def lower_bounds(g: Node, ctx: Context) -> Iterator[tuple[Node, str]]:
    """Nodes that g is never below, each with the name of the function whose tangents were taken."""
    for kind in ("log", "exp"):
        form = _logarithms_of_powers(g, ctx) if kind == "log" else _exponentials(g, ctx)
        try:
            p = polynomial(form)
        except TooLarge:
            continue
        for whole in (False, True) if kind == "exp" else (False,):
            weights, rest = _weights(p, kind)
            if whole and not _monomials_too(weights, rest, ctx):
                continue
            yield from _at_places(kind, weights, rest, p, ctx)


def _at_places(kind: str, weights: dict[Node, Poly], rest: Poly, p: Poly, ctx: Context) -> Iterator[tuple[Node, str]]:
    if 1 <= len(weights) <= ARGUMENTS and all(_defined(kind, t, ctx) for t in weights):
        for place in _places(kind, weights, p, ctx):
            bound = _tangents(kind, weights, rest, place, ctx)
            if bound is not None and not _left_over(bound, kind):
                yield bound, kind


def _left_over(bound: Node, kind: str) -> bool:
    """Whether the function still stands in the bound: at a place that was chosen well its weights add up to 0."""
    return any(n.op == "fn" and n.data == kind for n in atoms(polynomial(bound)))


def _monomials_too(weights: dict[Node, Poly], rest: Poly, ctx: Context) -> bool:
    """Moves terms that are products of positive numbers over to the exponentials; False if there are none."""
    moved = False
    for m, c in sorted(rest.items(), key=lambda pair: tuple((n.digest, e) for n, e in pair[0])):
        if weights and m and all(n.op == "sym" and is_positive(n, ctx) for n, _ in m):
            t = to_node(polynomial(_log(to_node({m: Fraction(1)}), ctx)))
            weights[t] = plus(weights.get(t, {}), {(): c})
            del rest[m]
            moved = True
    return moved


def pairs(g: Node, ctx: Context) -> Node | None:
    """g with each W (log t - log s), W ≥ 0, replaced by W (1 - s/t), which is no larger; None if one log is left over.

    Gibbs' inequality for finitely many terms: the weights may be sums, as 1 - p - q is.
    """
    weights, rest = _weights(polynomial(_logarithms_of_powers(g, ctx)), "log")
    if not weights or len(weights) > ARGUMENTS or not all(_defined("log", t, ctx) for t in weights):
        return None
    left = sorted(weights, key=lambda n: n.digest)
    parts = [to_node(rest)]
    while left:
        t = left.pop(0)
        s = next((s for s in left if not plus(weights[t], weights[s])), None)
        if s is None:
            return None
        left.remove(s)
        if not is_nonnegative(to_node(weights[t]), ctx):
            t, s = s, t
            if not is_nonnegative(to_node(weights[t]), ctx):
                return None
        parts.append(mul(to_node(weights[t]), sub(ONE, div(s, t))))
    return add(*parts)


def as_written(g: Node, ctx: Context) -> Node | None:
    """g with each w·log t, w ≥ 0, replaced by w·(1 - 1/t), each -w·log t by w·(1 - t), which are no larger.

    Weights and arguments are taken as they stand: a sum over a table of p·log(p/q) keeps its pairs.
    """
    parts: list[Node] = []
    replaced = False
    for factors in _terms(g):
        logs = [f for f in factors if f.op == "fn" and f.data == "log"]
        if not logs:
            parts.append(mul(*factors))
            continue
        weight, t = mul(*(f for f in factors if f != logs[0])), logs[0].args[0]
        if len(logs) > 1 or not is_positive(t, ctx):
            return None
        if is_nonnegative(weight, ctx):
            parts.append(mul(weight, sub(ONE, div(ONE, t))))
        elif is_nonnegative(neg(weight), ctx):
            parts.append(mul(neg(weight), sub(ONE, t)))
        else:
            return None
        replaced = True
    return add(*parts) if replaced else None


def _terms(g: Node) -> Iterator[list[Node]]:
    """The addends as lists of factors; numbers before a sum go to its addends."""
    stack: list[tuple[Fraction, Node]] = [(Fraction(1), g)]
    while stack:
        c, n = stack.pop()
        if n.op == "add":
            stack += [(c, a) for a in reversed(n.args)]
            continue
        factors: list[Node] = []
        left = [n]
        while left:
            f = left.pop()
            if f.op == "mul":
                left += reversed(f.args)
            elif f.op == "rat":
                c *= f.value
            else:
                factors.append(f)
        if len(factors) == 1 and factors[0].op == "add":
            stack.append((c, factors[0]))
        else:
            yield [rat(c), *factors]


def _weights(p: Poly, kind: str) -> tuple[dict[Node, Poly], Poly]:
    """The coefficient of each f(t) that stands alone and to the first power in its terms, and all other terms."""
    weights: dict[Node, Poly] = {}
    rest: Poly = {}
    for m, c in p.items():
        hits = [(n, e) for n, e in m if n.op == "fn" and n.data == kind]
        if len(hits) == 1 and hits[0][1] == 1:
            own = tuple(pair for pair in m if pair[0] != hits[0][0])
            weights[hits[0][0].args[0]] = plus(weights.get(hits[0][0].args[0], {}), {own: c})
        else:
            rest[m] = c
    return weights, rest


def _defined(kind: str, t: Node, ctx: Context) -> bool:
    return is_positive(t, ctx) if kind == "log" else is_real(t, ctx)


def _places(kind: str, weights: dict[Node, Poly], p: Poly, ctx: Context) -> Iterator[Node]:
    yield from sorted(weights, key=lambda n: n.digest)
    if kind == "exp":
        for n in atoms(p):
            if n.op == "fn" and n.data == "log" and n not in weights and is_positive(n.args[0], ctx):
                yield n
        if ONE not in weights:
            yield ONE
    else:
        for t in sorted(weights, key=lambda n: n.digest):
            if t.op == "rat":
                yield rat(1 / t.value)


def _tangents(kind: str, weights: dict[Node, Poly], rest: Poly, place: Node, ctx: Context) -> Node | None:
    """The bound with every f(t) replaced whose weight allows it; None if there is none besides the place itself."""
    at = (
        _number(kind, place)
        if place.op == "rat"
        else fn(kind, place)
        if not (kind == "exp" and place.op == "fn" and place.data == "log")
        else place.args[0]
    )
    parts = [to_node(rest)]
    replaced = False
    for t, w in sorted(weights.items(), key=lambda pair: pair[0].digest):
        weight = to_node(w)
        if t == place or t.op == "rat":  # the logarithm of a number is no worse than its tangent
            parts.append(mul(weight, at if t == place else _number(kind, t)))
            continue
        if is_nonnegative(weight, ctx):  # log t is -log(1/t), above log u + 1 - u/t
            replaced = True
            if kind == "exp":
                parts.append(mul(weight, at, add(ONE, sub(t, place))))
            else:
                parts.append(mul(weight, add(at, ONE, neg(div(place, t)))))
        elif kind == "log" and is_nonnegative(to_node({m: -c for m, c in w.items()}), ctx):
            replaced = True  # log t is below log u + t/u - 1
            parts.append(mul(weight, add(at, div(t, place), MINUS_ONE)))
        else:
            parts.append(mul(weight, fn(kind, t)))
    return add(*parts) if replaced else None


def _number(kind: str, t: Node) -> Node:
    """The function at a number; the logarithm of a fraction by those of its whole parts, so that they can cancel."""
    if kind == "exp":
        return fn(kind, t)
    parts = [(k, w) for k, w in ((t.value.numerator, 1), (t.value.denominator, -1)) if k != 1]
    return add(*(mul(rat(w), fn("log", rat(k))) for k, w in parts)) if parts else rat(0)


def _exponentials(g: Node, ctx: Context) -> Node:
    """Powers of positive numbers, but whole ones, as exponentials of logarithms; roots of products taken apart."""
    found: dict[Node, Node] = {}
    stack, seen = [g], set()
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        if n.op in ("add", "mul"):
            stack.extend(n.args)
        elif n.op == "pow" and not (n.args[1].op == "rat" and n.args[1].value.denominator == 1):
            base, e = n.args
            if is_positive(base, ctx) and is_real(e, ctx):
                found[n] = fn("exp", mul(e, _log(base, ctx)))
    return substitute(g, found) if found else g


def _logarithms_of_powers(g: Node, ctx: Context) -> Node:
    """Logarithms of products and quotients of positive numbers taken apart."""
    found: dict[Node, Node] = {}
    stack, seen = [g], set()
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        if n.op in ("add", "mul"):
            stack.extend(n.args)
        elif n.op == "fn" and n.data == "log" and is_positive(n.args[0], ctx):
            found[n] = _log(n.args[0], ctx)
    return substitute(g, found) if found else g


def _log(x: Node, ctx: Context) -> Node:
    """The logarithm of a positive number: of its factors where they are positive each, powers of these in front."""
    mean = any(a.op == "rat" for a in x.args) and any(a.op == "add" for a in x.args)  # the number belongs to the sum
    if x.op == "mul" and not mean and all(is_positive(a, ctx) for a in x.args):
        return add(*(_log(a, ctx) for a in x.args))
    if x.op == "pow" and x.args[1].op == "rat" and is_positive(x.args[0], ctx):
        return mul(x.args[1], _log(x.args[0], ctx))
    try:
        p = polynomial(x)
    except TooLarge:
        return fn("log", x)
    if len(p) == 1 and x.op not in ("rat", "sym"):
        ((m, c),) = p.items()
        if c > 0 and all(is_positive(n, ctx) for n, _ in m):
            logs = [mul(rat(e), fn("log", n)) for n, e in m]
            return add(*logs) if c == 1 else add(fn("log", rat(c)), *logs)
    return fn("log", to_node(p))


__all__ = ["as_written", "lower_bounds", "pairs"]
