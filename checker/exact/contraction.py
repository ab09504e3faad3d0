"""Sums over the indices of matrices, in a form that does not depend on the names or the order of the indices.

Decides equality of sums of products of entries: a sum is multiplied out, factors free of an index leave it, a
Kronecker delta is contracted when its other end surely lies in the range, A A⁻¹ and Q Qᵀ become deltas, the entries
of a point of the simplex sum to 1, and what is left falls into connected sums of products. Each is closed under the
renaming of its indices by trying the orders that colour refinement leaves open and keeping the first by content (a
small case of graph canonisation, McKay & Piperno, Practical graph isomorphism II, 2014). It has no closed forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from hashlib import blake2b
from itertools import permutations, product
from math import factorial, prod

from checker.exact import monomials as mono
from checker.exact.context import TooLarge
from checker.exact.language import Language, free, in_range, index_range, last, make_index, mentions, same_size, tidy
from checker.exact.monomials import Monomial, Poly
from checker.graph import ONE, ZERO, Node, add, bind, bind_entries, fn, open_binder, rat, shape, substitute, sym

MAX_ORDERS = 720
#: sums over a known range are written out up to this length
MAX_RANGE = 64
Factors = list[tuple[Node, Fraction]]


def size_of(index: Node, lang: Language) -> Node:
    size = index_range(index, lang)
    assert size is not None
    return size


def sum_over(p: Poly, indices: Sequence[Node], lang: Language) -> Poly:
    """The sum of p over all values of the indices, which were made by `make_index`."""
    for k in indices:
        size = size_of(k, lang)
        if size.op == "rat":
            if size.value > MAX_RANGE:
                raise TooLarge(f"a sum of {size.value} terms")
            rest = [i for i in indices if i != k]
            body = mono.to_node(p)
            parts = [lang.expand(substitute(body, {k: rat(v)})) for v in range(int(size.value))]
            return sum_over(mono.plus(*parts), rest, lang)
    if not indices:
        return p
    lang.ctx.tick()
    return mono.plus(*(_sum_product(m, c, list(indices), lang) for m, c in p.items()))


def _sum_product(m: Monomial, c: Fraction, indices: list[Node], lang: Language) -> Poly:
    names = {k.data for k in indices}
    inside: Factors = [(a, e) for a, e in m if names & free(a, lang)]
    outside: Poly = {tuple((a, e) for a, e in m if not names & free(a, lang)): c}
    opened = _open_sums(inside, indices, lang)
    if opened is not None:
        return mono.times(outside, sum_over(*opened, lang))
    contracted = _contract(inside, indices, lang)
    if contracted is not None:
        return mono.times(outside, sum_over(*contracted, lang))
    result = outside
    for members, parts in _components(indices, inside, lang):
        if not parts:
            result = mono.times(result, lang.expand(size_of(members[0], lang)))
        else:
            result = mono.times(result, mono.atom(_close(members, parts, lang)))
    return result


def standard(node: Node) -> bool:
    """Whether a sum runs from 0 to a finite end."""
    return node.op == "sum" and node.args[1] == ZERO and not infinite(node.args[2])


def infinite(node: Node) -> bool:
    """Whether ∞ stands in the end of a range."""
    return node.op == "const" or any(infinite(a) for a in node.args)


def _open_sums(inside: Factors, indices: list[Node], lang: Language) -> tuple[Poly, list[Node]] | None:
    """Sums among the factors, opened: their indices join those of the whole."""
    names = {k.data for k in indices}
    rest: Factors = []
    bodies: list[Poly] = []
    added: list[Node] = []
    everything = [a for a, _ in inside]
    for a, e in inside:
        if e.denominator != 1 or e < 0 or not standard(a) or names & free(a.args[2], lang):
            rest.append((a, e))
            continue
        for _ in range(int(e)):
            body = a
            while standard(body) and not names & free(body.args[2], lang):
                size = add(body.args[2], ONE)
                k = make_index("k", size, lang, *everything, *indices, *added)
                added.append(k)
                names.add(k.data)
                body, _ = open_binder(body, k)
            bodies.append(lang.expand(body))
    if not added:
        return None
    return mono.times({mono.monomial(dict(rest)): Fraction(1)}, *bodies), [*indices, *added]


# ---------------------------------------------------------------- contraction


def _contract(inside: Factors, indices: list[Node], lang: Language) -> tuple[Poly, list[Node]] | None:
    for a, e in inside:
        if a.op == "fn" and a.data == "kronecker" and e > 0:
            for k in indices:
                value = _solve(a, k, lang)
                if value is not None and in_range(value, size_of(k, lang), lang):
                    others = {b: f for b, f in inside if b != a}
                    body = substitute(mono.monomial_node(mono.monomial(others)), {k: value})
                    return lang.expand(body), [i for i in indices if i != k]
    for k in indices:
        users = [(a, e) for a, e in inside if mentions(a, k, lang)]
        if all(a.op == "elem" and e == 1 for a, e in users):
            replaced = _contract_entries([a for a, _ in users], k, lang)
            if replaced is not None:
                others = {b: f for b, f in inside if not mentions(b, k, lang)}
                body_poly = mono.times({mono.monomial(others): Fraction(1)}, lang.expand(replaced))
                return body_poly, [i for i in indices if i != k]
    return None


def _solve(delta: Node, k: Node, lang: Language) -> Node | None:
    """The value of index k at which the delta is 1."""
    a, b = delta.args
    if a == k:
        return None if mentions(b, k, lang) else b
    if b == k:
        return None if mentions(a, k, lang) else a
    difference = mono.minus(lang.expand(a), lang.expand(b))
    key: Monomial = ((k, Fraction(1)),)
    c = difference.get(key)
    if c is None or abs(c) != 1:
        return None
    others = {m: v for m, v in difference.items() if m != key}
    value = mono.to_node(mono.times_constant(others, -c))
    return None if mentions(value, k, lang) else value


def _contract_entries(users: list[Node], k: Node, lang: Language) -> Node | None:
    """What a sum over k of one or two entries is, if a rule of their matrices says."""
    if len(users) == 1:
        m, i, j = users[0].args
        domain = lang.ctx.tensor(m.data) if m.op == "matsym" else None
        if domain is not None and domain.structure == "simplex" and {i, j} == {k, ZERO}:
            whole = m.args[0] if i == k else m.args[1]
            other = m.args[1] if i == k else m.args[0]
            if other == ONE and same_size(whole, size_of(k, lang), lang):
                return ONE
        return None
    if len(users) != 2:
        return None
    (m, i, j), (n, p, q) = users[0].args, users[1].args
    if m.op == "inverse" or n.op == "inverse":
        x = m.args[0] if m.op == "inverse" else n.args[0]
        if {m, n} == {x, Node("inverse", (x,))} and same_size(shape(x)[0], size_of(k, lang), lang):
            if j == k == p and k not in (i, q):
                return fn("kronecker", i, q)
            if i == k == q and k not in (j, p):
                return fn("kronecker", j, p)
            if is_symmetric(x, lang):
                first, second = j if i == k else i, q if p == k else p
                if k not in (first, second):
                    return fn("kronecker", first, second)
    if m == n and m.op == "matsym":
        domain = lang.ctx.tensor(m.data)
        if (
            domain is not None
            and domain.structure == "orthogonal"
            and all(same_size(n, size_of(k, lang), lang) for n in m.args)
        ):
            if i == k == p and k not in (j, q):
                return fn("kronecker", j, q)
            if j == k == q and k not in (i, p):
                return fn("kronecker", i, p)
    return None


def is_symmetric(matrix: Node, lang: Language) -> bool:
    """Whether a symbol is declared symmetric."""
    domain = lang.ctx.tensor(matrix.data) if matrix.op == "matsym" else None
    return domain is not None and domain.structure in ("symmetric", "positive-definite")


# ---------------------------------------------------------------- closing


def _components(indices: list[Node], inside: Factors, lang: Language) -> Iterable[tuple[list[Node], Factors]]:
    """Indices that share no factor, apart."""
    group: dict[Node, int] = {k: n for n, k in enumerate(indices)}
    for a, _ in inside:
        met = {group[k] for k in indices if mentions(a, k, lang)}
        if met:
            to = min(met)
            group = {k: to if g in met else g for k, g in group.items()}
    for g in sorted(set(group.values())):
        members = [k for k in indices if group[k] == g]
        yield members, [(a, e) for a, e in inside if any(mentions(a, k, lang) for k in members)]


def _close(indices: list[Node], inside: Factors, lang: Language) -> Node:
    """The sum of the product over the indices as one node, the same for every naming and order of them."""
    body = mono.monomial_node(tuple(inside))
    best: Node | None = None
    for order in _orders(indices, inside, lang):
        names: list[Node] = []
        for k in order:
            names.append(make_index("c", size_of(k, lang), lang, body, *names))
        renamed = mono.to_node(lang.expand(substitute(body, dict(zip(order, names, strict=True)))))
        for name in reversed(names):
            renamed = bind("sum", name, renamed, ZERO, last(size_of(name, lang), lang))
        if best is None or renamed.digest < best.digest:
            best = renamed
    assert best is not None
    lang.ctx.memo["expand", best] = mono.atom(best)
    return best


def close_over(op: str, body: Node, k: Node, lang: Language) -> Node:
    """The product (op "product") or sum of the body over one index, closed; not opened again."""
    name = make_index("c", size_of(k, lang), lang, body)
    renamed = mono.to_node(lang.expand(substitute(body, {k: name})))
    result = bind(op, name, renamed, ZERO, last(size_of(k, lang), lang))
    lang.ctx.memo["expand", result] = mono.atom(result)
    return result


def close_matrix(body: Node, i: Node, j: Node, rows: Node, cols: Node) -> Node:
    """The matrix of the body; i or j is 0 in a single row or column."""
    return bind_entries(i if i != ZERO else sym("#row"), j if j != ZERO else sym("#col"), body, rows, cols)


def _orders(indices: list[Node], inside: Factors, lang: Language) -> Iterable[tuple[Node, ...]]:
    if len(indices) == 1:
        return [tuple(indices)]
    colours = _colours(indices, inside, lang)
    classes = [[k for k in indices if colours[k] == c] for c in sorted(set(colours.values()))]
    if prod(factorial(len(c)) for c in classes) > MAX_ORDERS:
        raise TooLarge(f"a sum over {len(indices)} indices with too many symmetries")
    return (tuple(k for part in parts for k in part) for parts in product(*(permutations(c) for c in classes)))


def _colours(indices: list[Node], inside: Factors, lang: Language) -> dict[Node, bytes]:
    """A colour for each index that depends on the content alone."""
    colours = {k: tidy(size_of(k, lang), lang).digest for k in indices}
    for _ in range(len(indices)):
        if len(set(colours.values())) == len(indices):
            break
        new: dict[Node, bytes] = {}
        for k in indices:
            marks = {i: sym(f"#?{colours[i].hex()}") for i in indices if i != k} | {k: sym("#!")}
            seen = sorted(
                (str(e), mono.to_node(lang.expand(substitute(a, marks))).digest)
                for a, e in inside
                if mentions(a, k, lang)
            )
            new[k] = blake2b(repr((colours[k], seen)).encode(), digest_size=16).digest()
        if len(set(new.values())) == len(set(colours.values())):
            break
        colours = new
    return colours
