"""Equality of matrix expressions of any size, and scalars made of matrices in normal form.

`prove_equal` decides by one of: entries with products kept whole (`entrywise`), words of matrices that stand whole,
blocks, entries at symbolic indices; each answer
holds for every size in the domains and all values at which both sides mean something (inverses exist: an obligation of
its own). None decides nothing. `reduce_scalar` rewrites entries, determinants, traces, norms and sums of entries to
index expressions in normal form, and the last entry of a simplex of a fixed size as what the others leave. Shapes that
do not fit prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from checker.domains import NATURAL
from checker.exact import block_shapes, contraction, determinants, entrywise, normal, traces, word_proofs, words
from checker.exact import monomials as mono
from checker.exact.context import Context, OutOfTime, TooLarge
from checker.exact.indices import Indices, reduced
from checker.exact.language import last, make_index, same_shape, same_size, written_out
from checker.exact.monomials import Poly
from checker.graph import (
    MINUS_ONE,
    ONE,
    ZERO,
    Node,
    ShapeError,
    add,
    bind,
    elem,
    is_matrix,
    mul,
    open_binder,
    rat,
    shape,
    sub,
    substitute,
)

ENTRIES = "entry by entry"
WORDS = "noncommutative normal form"
BLOCKS = "blocks"
WHOLE = "products whole"
#: blocks within blocks are followed to this depth
MAX_DEPTH = 4
#: places of a simplex of a fixed size up to which the last entry is written by the others
MAX_PLACES = 12
#: sums over several ranges that are looked at together
MAX_NESTED = 4


def prove_equal(left: Node, right: Node, ctx: Context) -> str | None:
    """The name of the method that proved the matrices equal for every size, or None. Raises OutOfTime only."""
    if not (is_matrix(left) and is_matrix(right)):
        return None
    lang = Indices(ctx)
    try:
        if not same_shape(left, right, lang):
            return None
    except (ShapeError, TooLarge):
        return None
    return _prove(left, right, lang, 0) or _by_conditions(left, right, ctx)


def _by_conditions(left: Node, right: Node, ctx: Context) -> str | None:
    try:
        return traces.prove_matrix(left, right, ctx)
    except (ShapeError, TooLarge):
        return None


def _prove(left: Node, right: Node, lang: Indices, depth: int) -> str | None:
    if left == right:
        return ENTRIES if _well_shaped(left, lang) else None
    methods = (
        (_by_one_entry, WHOLE),
        (_by_words, WORDS),
        (_by_blocks, BLOCKS),
        (_by_entries, ENTRIES),
        (_by_inverse, WORDS),
    )
    for method, name in methods:
        try:
            if method(left, right, lang, depth):
                lang.ctx.used.add(name)
                return name
        except (ShapeError, TooLarge):
            continue
    return None


def _well_shaped(matrix: Node, lang: Indices) -> bool:
    try:
        lang.canonical(matrix)
    except ShapeError:
        return False
    except TooLarge:
        return True
    return True


def _scalar_zero(lang: Indices, node: Node) -> bool:
    p = _with_equations(lang.expand(node), lang)
    if not p or normal.is_zero(written_out(mono.to_node(p), lang), lang.ctx) is True:
        return True
    return _sums_vanish(p, lang)


def _with_equations(p: Poly, lang: Indices) -> Poly:
    """The polynomial with what equations among the conditions say of single atoms, as Σᵢ yᵢ = 1, put in."""
    for condition in lang.ctx.where:
        if condition.op != "rel" or condition.data != "=" or any(map(is_matrix, condition.args)):
            continue
        h = lang.expand(sub(*condition.args))
        for m, c in h.items():
            others = {n: k for n, k in h.items() if n != m}
            if len(m) == 1 and m[0][1] == 1 and m[0][0].op != "sym" and m[0][0] not in mono.factors(others):
                p = _replaced(p, m[0][0], mono.times_constant(others, -1 / c))
                break
    return p


def _replaced(p: Poly, atom: Node, value: Poly) -> Poly:
    """The polynomial with the value for whole positive powers of the atom."""
    parts: list[Poly] = []
    for m, c in p.items():
        e = dict(m).get(atom, Fraction(0))
        if e <= 0 or e.denominator != 1:
            parts.append({m: c})
        else:
            parts.append(mono.times({tuple(f for f in m if f[0] != atom): c}, *[value] * int(e)))
    return mono.plus(*parts)


def _sums_vanish(p: Poly, lang: Indices) -> bool:
    """Whether sums over the same ranges, with the same factors outside, have bodies that add up to 0."""
    groups: dict[tuple[mono.Monomial, tuple[Node, ...]], list[Node]] = {}
    for m, c in p.items():
        sums = [a for a, e in m if e == 1 and contraction.standard(a)]
        if len(sums) != 1:
            return False
        ranges: list[Node] = []
        body = sums[0]
        while contraction.standard(body):
            k = make_index("k", add(body.args[2], ONE), lang, *ranges, *(a for a, _ in m))
            ranges.append(k)
            body = open_binder(body, k)[0]
        outside = tuple(f for f in m if f[0] != sums[0])
        groups.setdefault((outside, tuple(ranges)), []).append(mul(rat(c), body))
    left: dict[mono.Monomial, list[tuple[tuple[Node, ...], Node]]] = {}
    for (outside, over), bodies in groups.items():
        if not _vanishes(add(*bodies), over, lang):
            left.setdefault(outside, []).append((over, add(*bodies)))
    return all(_nested_vanish(parts, lang) for parts in left.values())


def _vanishes(body: Node, ranges: Sequence[Node], lang: Indices) -> bool:
    ctx = lang.ctx
    for k in ranges:
        ctx = ctx.extend(k.data, NATURAL)
    return normal.is_zero(written_out(body, lang), ctx) is True


def _nested_vanish(parts: list[tuple[tuple[Node, ...], Node]], lang: Indices) -> bool:
    """Whether sums over one range and over that and others, the others' sums taken inside, add up to 0."""
    alone = [(ranges[0], body) for ranges, body in parts if len(ranges) == 1]
    if len(alone) != 1 or len(parts) > MAX_NESTED:
        return False
    outer, first = alone[0]
    size = contraction.size_of(outer, lang)
    choices: list[list[Node]] = []
    for ranges, body in parts:
        if len(ranges) > 1:
            same = [k for k in ranges if same_size(contraction.size_of(k, lang), size, lang)]
            choices.append([_inside(body, ranges, k, outer, lang) for k in same])
    return any(_vanishes(add(first, *chosen), [outer], lang) for chosen in product(*choices))


def _inside(body: Node, ranges: Sequence[Node], index: Node, outer: Node, lang: Indices) -> Node:
    """The sum of the body over all ranges but that of `index`, which becomes the outer one."""
    names = {index: outer}
    for k in ranges:
        if k != index:
            names[k] = make_index("s", contraction.size_of(k, lang), lang, body, *names.values())
    whole = substitute(body, names)
    for k in ranges:
        if k != index:
            whole = bind("sum", names[k], whole, ZERO, last(contraction.size_of(k, lang), lang))
    return whole


def _by_one_entry(left: Node, right: Node, lang: Indices, depth: int) -> bool:
    return entrywise.equal(left, right, lang)


def _by_words(left: Node, right: Node, lang: Indices, depth: int) -> bool:
    if not (words.has_inverse(left, lang) or words.has_inverse(right, lang)):
        return False
    return word_proofs.vanishes(word_proofs.difference(left, right, lang), lang, lambda c: _scalar_zero(lang, c))


def _by_blocks(left: Node, right: Node, lang: Indices, depth: int) -> bool:
    if depth > MAX_DEPTH:
        return False
    first, second = block_shapes.partition(left, lang), block_shapes.partition(right, lang)
    grid = first or second
    if grid is None:
        return False
    a, b = (block_shapes.cut(x, grid.rows, grid.cols, lang) for x in (left, right))
    if a is None or b is None:
        return False
    return all(_prove(x, y, lang, depth + 1) is not None for x, y in zip(a.blocks, b.blocks, strict=True))


def _by_entries(left: Node, right: Node, lang: Indices, depth: int) -> bool:
    rows, cols = shape(left)
    if rows.op == cols.op == "rat":
        places = [(rat(r), rat(c)) for r in range(int(rows.value)) for c in range(int(cols.value))]
    else:
        i = ZERO if rows == ONE else make_index("r", rows, lang, left, right)
        j = ZERO if cols == ONE else make_index("r", cols, lang, left, right, i)
        places = [(i, j)]
    for i, j in places:
        difference = mono.minus(lang.entry(left, i, j), lang.entry(right, i, j))
        if difference and not _scalar_zero(lang, mono.to_node(difference)):
            return False
    return True


def _by_inverse(left: Node, right: Node, lang: Indices, depth: int) -> bool:
    """M⁻¹ = N by M N = 1: for square matrices that is enough."""
    if depth > MAX_DEPTH:
        return False
    for x, y in ((left, right), (right, left)):
        if x.op == "inverse":
            one = Node("identity", (shape(x)[0],))
            if _prove(Node("matmul", (x.args[0], y)), one, lang, depth + 1) is not None:
                return True
    return False


def reduce_scalar(node: Node, ctx: Context) -> Node:
    """A scalar made of matrices as an index expression in normal form; the node itself when nothing can be done."""
    remainder = rest_of_simplex(node, ctx)
    if remainder is not None:
        return remainder
    try:
        lang = Indices(ctx)
        explicit = determinants.written_by_entries(node, lang)
        return reduced(node, ctx) if explicit is None else written_out(explicit, lang)
    except (ShapeError, TooLarge):
        return node


def rest_of_simplex(node: Node, ctx: Context) -> Node | None:
    """The last entry of a point of a simplex of a fixed size, by the others: 1 less their sum."""
    if node.op != "elem" or node.args[0].op != "matsym" or node.args[2] != ZERO:
        return None
    t = ctx.tensor(node.args[0].data)
    if t is None or t.structure != "simplex" or t.rows.op != "rat" or node.args[1] != rat(t.rows.value - 1):
        return None
    if t.rows.value > MAX_PLACES:
        return None
    return add(ONE, *(mul(MINUS_ONE, elem(node.args[0], rat(k), ZERO)) for k in range(int(t.rows.value) - 1)))


def scalar_zero(left: Node, right: Node, ctx: Context) -> bool | None:
    """True if two scalars made of matrices have one normal form; None otherwise. Raises OutOfTime."""
    lang = Indices(ctx)
    try:
        return True if _scalar_zero(lang, sub(left, right)) else None
    except (ShapeError, TooLarge):
        return None


def not_singular(determinant: Node, ctx: Context) -> str | None:
    """The method's name if a determinant is shown not to be 0 by what a condition says of another. Raises OutOfTime."""
    try:
        return traces.prove_nonzero(determinant, ctx)
    except (ShapeError, TooLarge):
        return None


def scalar_zero_whole(left: Node, right: Node, ctx: Context) -> str | None:
    """The method's name if two scalars made of matrices agree by way of products kept whole. Raises OutOfTime."""
    try:
        return traces.prove_scalar(left, right, ctx)
    except (ShapeError, TooLarge):
        return None


__all__ = ["BLOCKS", "ENTRIES", "WORDS", "OutOfTime", "prove_equal", "reduce_scalar", "rest_of_simplex", "scalar_zero"]
