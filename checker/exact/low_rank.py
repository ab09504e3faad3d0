"""Determinants of a diagonal matrix plus products of columns and rows, of symbolic size, read from the entries.

Decides det(D + Σ sₖ uₖ vₖᵀ) = det D · det(δₖₗ + Σᵢ vₖ(i) uₗ(i)/D(i)) for up to three products (Sylvester; Petersen and
Pedersen, The Matrix Cookbook, 2012, equation 24). D must surely have no 0 on its diagonal, but where D is a multiple of
the identity and there is one product: then the determinant is c^(n − 1)·(c + vᵀu) for every c. Nothing else is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from checker.exact import monomials as mono
from checker.exact.language import Language, free, last, make_index, never_negative
from checker.exact.monomials import Poly
from checker.exact.scalar_forms import surely_positive
from checker.graph import MINUS_ONE, ZERO, Node, add, bind, mul, power, rat, shape, substitute

MAX_RANK = 3


def split(matrix: Node, lang: Language) -> Node | None:
    """The determinant of a square matrix of symbolic size as a product, or None."""
    rows = shape(matrix)[0]
    i = make_index("r", rows, lang, matrix)
    j = make_index("r", rows, lang, matrix, i)
    diagonal: dict[mono.Monomial, Fraction] = {}
    columns: dict[Node, Poly] = {}  # by the rows that they are multiplied with
    for m, c in lang.entry(matrix, i, j).items():
        delta = next((f for f in m if f[0].data == "kronecker" and set(f[0].args) == {i, j} and f[1] == 1), None)
        if delta is not None:
            diagonal[tuple(f for f in m if f != delta)] = c
            continue
        left = tuple(f for f in m if j.data not in free(f[0], lang))
        right = tuple(f for f in m if j.data in free(f[0], lang))
        if any(i.data in free(a, lang) for a, _ in right):
            return None
        row = mono.monomial_node(right)
        columns[row] = mono.plus(columns.get(row, {}), {left: c})
    if not diagonal or not columns:
        return None
    on = mono.to_node(lang.expand(substitute(mono.to_node(diagonal), {j: i})))
    pairs = _paired(columns, i, j, lang)
    if len(pairs) > MAX_RANK:
        return None
    return _product(on, pairs, i, rows, lang)


def _paired(columns: dict[Node, Poly], i: Node, j: Node, lang: Language) -> list[tuple[Node, Node]]:
    """Pairs (u, v), both at i, with Σ u(i)v(j) what stands beside the diagonal; rows with one column are added up."""
    rows: dict[Node, list[Node]] = {}
    for row, column in columns.items():
        rows.setdefault(mono.to_node(column), []).append(substitute(row, {j: i}))
    return [(u, add(*vs)) for u, vs in rows.items()]


def _product(on: Node, pairs: Sequence[tuple[Node, Node]], i: Node, rows: Node, lang: Language) -> Node | None:
    end = last(rows, lang)
    constant = i.data not in free(on, lang)
    if constant and len(pairs) == 1 and never_negative(add(rows, MINUS_ONE), lang):
        ((u, v),) = pairs
        return mul(power(on, add(rows, MINUS_ONE)), add(on, _sum(mul(u, v), i, end)))
    if not _never_zero(on, lang):
        return None
    entries = []
    for k, (_, v) in enumerate(pairs):
        for n, (u, _) in enumerate(pairs):
            entries.append(add(rat(int(k == n)), _sum(mul(u, v, power(on, -1)), i, end)))
    count = len(pairs)
    below = entries[0] if count == 1 else Node("det", (Node("matrix", tuple(entries), (count, count)),))
    return mul(power(on, rows) if constant else bind("product", i, on, ZERO, end), below)


def _sum(body: Node, i: Node, end: Node) -> Node:
    return bind("sum", i, body, ZERO, end)


def _never_zero(node: Node, lang: Language) -> bool:
    """Whether the diagonal surely has no 0, whatever its index."""
    p = lang.expand(node)
    value = mono.as_constant(p)
    return value != 0 if value is not None else surely_positive(node, lang)
