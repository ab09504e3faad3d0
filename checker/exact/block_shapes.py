"""Matrices in blocks: how sums, products, transposes and inverses of block matrices are block matrices again.

Decides the blocks of an expression when they follow from the blocks of its parts, by the rules of block arithmetic;
the inverse of a block-triangular matrix by Petersen & Pedersen, The Matrix Cookbook (2012), section 9.1. A part without
blocks of its own is cut where its neighbour asks for it. Proves nothing itself; sizes are compared in normal form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checker.exact import monomials as mono
from checker.exact.language import Language, in_range, make_index, same_size, tidy
from checker.exact.monomials import Poly
from checker.graph import (
    MINUS_ONE,
    TRUE,
    Node,
    ShapeError,
    add,
    bind_entries,
    conj,
    elem,
    open_binder,
    rel,
    shape,
    sub,
    sym,
)  # fmt: skip

__all__ = ["Grid", "ShapeError", "cut", "entry", "entry_of", "partition"]


@dataclass(frozen=True, slots=True)
class Grid:
    """Blocks row by row, and the sizes of their rows and columns."""

    rows: tuple[Node, ...]
    cols: tuple[Node, ...]
    blocks: tuple[Node, ...]

    def at(self, r: int, c: int) -> Node:
        return self.blocks[r * len(self.cols) + c]

    def square(self, lang: Language) -> bool:
        """Whether the diagonal blocks are square."""
        return _same_parts(self.rows, self.cols, lang)

    def node(self) -> Node:
        return Node("block", self.blocks, (len(self.rows), len(self.cols)))


def _same_parts(a: Sequence[Node], b: Sequence[Node], lang: Language) -> bool:
    return len(a) == len(b) and all(same_size(x, y, lang) for x, y in zip(a, b, strict=True))


def partition(matrix: Node, lang: Language) -> Grid | None:
    """The blocks of the expression, or None if it has none or they do not fit together."""
    key = ("partition", matrix)
    if key not in lang.ctx.memo:
        lang.ctx.memo[key] = _partition(matrix, lang)
    return lang.ctx.memo[key]  # type: ignore[return-value]


def _partition(m: Node, lang: Language) -> Grid | None:
    a = m.args
    match m.op:
        case "block":
            return _block(m, lang)
        case "transpose":
            g = partition(a[0], lang)
            if g is None:
                return None
            blocks = (Node("transpose", (g.at(r, c),)) for c in range(len(g.cols)) for r in range(len(g.rows)))
            return Grid(g.cols, g.rows, tuple(blocks))
        case "scale":
            return _each(partition(a[1], lang), lambda b: Node("scale", (a[0], b)))
        case "map":
            return _each(partition(a[1], lang), lambda b: Node("map", (a[0], b), m.data))
        case "matadd" | "hadamard":
            grid = next((g for x in a if (g := partition(x, lang)) is not None), None)
            if grid is None:
                return None
            cuts = [cut(x, grid.rows, grid.cols, lang) for x in a]
            if any(c is None for c in cuts):
                return None
            columns = zip(*(c.blocks for c in cuts if c is not None), strict=True)
            return Grid(grid.rows, grid.cols, tuple(Node(m.op, _sorted(blocks)) for blocks in columns))
        case "matmul":
            result = a[0]
            for x in a[1:]:
                result = _product(result, x, lang)
            return partition(result, lang) if result.op == "block" else None
        case "inverse":
            return _inverse(partition(a[0], lang), lang)
        case "diagmat":
            return _diagonal(partition(a[0], lang), lang)
        case "jacobian":
            return _jacobian(m, lang)
        case "gradient":
            point = partition(a[1], lang)
            if point is None:
                return None
            return _pieces(m, point.rows, point.cols, lang)
    return None


def _sorted(blocks: Sequence[Node]) -> tuple[Node, ...]:
    return tuple(sorted(blocks, key=lambda b: b.digest))


def _each(grid: Grid | None, f: Callable[[Node], Node]) -> Grid | None:
    return None if grid is None else Grid(grid.rows, grid.cols, tuple(f(b) for b in grid.blocks))


def _block(m: Node, lang: Language) -> Grid | None:
    """The grid of a block node, blocks of blocks flattened where all in their row and column agree."""
    count, width = m.data
    inner = [[_whole(m.args[r * width + c], lang) for c in range(width)] for r in range(count)]
    for r in range(count):
        for c in range(width):
            if not same_size(shape(m.args[r * width + c])[0], shape(m.args[r * width])[0], lang):
                raise ShapeError("blocks of different heights in one row")
            if not same_size(shape(m.args[r * width + c])[1], shape(m.args[c])[1], lang):
                raise ShapeError("blocks of different widths in one column")
    rows = [max((g.rows for g in inner[r]), key=len) for r in range(count)]
    cols = [max((inner[r][c].cols for r in range(count)), key=len) for c in range(width)]
    cuts = [[cut(m.args[r * width + c], rows[r], cols[c], lang) for c in range(width)] for r in range(count)]
    blocks: list[Node] = []
    for r in range(count):
        for k in range(len(rows[r])):
            for c in range(width):
                piece = cuts[r][c]
                if piece is None:
                    return None
                blocks += [piece.at(k, n) for n in range(len(cols[c]))]
    return Grid(tuple(s for part in rows for s in part), tuple(s for part in cols for s in part), tuple(blocks))


def _whole(m: Node, lang: Language) -> Grid:
    grid = partition(m, lang)
    if grid is not None:
        return grid
    rows, cols = shape(m)
    return Grid((tidy(rows, lang),), (tidy(cols, lang),), (m,))


def cut(m: Node, rows: Sequence[Node], cols: Sequence[Node], lang: Language) -> Grid | None:
    """The matrix cut into blocks of the given sizes; None if its own blocks lie across them."""
    grid = _whole(m, lang)
    if _same_parts(grid.rows, rows, lang) and _same_parts(grid.cols, cols, lang):
        return grid
    if not _same_parts(grid.rows, rows, lang) and len(grid.rows) > 1:
        return None
    if not _same_parts(grid.cols, cols, lang) and len(grid.cols) > 1:
        return None
    if not all(same_size(own, add(*asked), lang) for own, asked in zip(shape(m), (rows, cols), strict=True)):
        return None
    return _pieces(m, rows, cols, lang)


def _pieces(m: Node, rows: Sequence[Node], cols: Sequence[Node], lang: Language) -> Grid:
    blocks: list[Node] = []
    for r in range(len(rows)):
        for c in range(len(cols)):
            if m.op in ("zeros", "ones"):
                blocks.append(Node(m.op, (rows[r], cols[c])))
            elif m.op == "identity" and _same_parts(rows, cols, lang):
                blocks.append(Node("identity", (rows[r],)) if r == c else Node("zeros", (rows[r], cols[c])))
            else:
                i, j = sym("#row"), sym("#col")
                part = elem(m, add(i, _start(rows, r)), add(j, _start(cols, c)))
                blocks.append(bind_entries(i, j, part, rows[r], cols[c]))
    return Grid(tuple(rows), tuple(cols), tuple(blocks))


def _start(sizes: Sequence[Node], n: int) -> Node:
    return add(*sizes[:n])


def _product(x: Node, y: Node, lang: Language) -> Node:
    """x y, as a block node if either has blocks that fit the other."""
    g, h = partition(x, lang), partition(y, lang)
    plain = Node("matmul", (x, y))
    if g is None and h is None:
        return plain
    if g is None:
        assert h is not None
        g = cut(x, (tidy(shape(x)[0], lang),), h.rows, lang)
    elif h is None:
        h = cut(y, g.cols, (tidy(shape(y)[1], lang),), lang)
    if g is None or h is None or not _same_parts(g.cols, h.rows, lang):
        return plain
    blocks = [
        _sum([Node("matmul", (g.at(r, k), h.at(k, c))) for k in range(len(g.cols))], g.rows[r], h.cols[c])
        for r in range(len(g.rows))
        for c in range(len(h.cols))
    ]
    return Grid(g.rows, h.cols, tuple(blocks)).node()


def _sum(terms: Sequence[Node], rows: Node, cols: Node) -> Node:
    kept = [t for t in terms if not any(f.op == "zeros" for f in t.args)]
    if not kept:
        return Node("zeros", (rows, cols))
    return kept[0] if len(kept) == 1 else Node("matadd", _sorted(kept))


def _inverse(grid: Grid | None, lang: Language) -> Grid | None:
    """Of a block-triangular matrix, from its first block and the rest."""
    if grid is None or not grid.square(lang):
        return None
    n = len(grid.rows)
    if n == 1:
        return _each(grid, lambda b: Node("inverse", (b,)))
    lower, upper = triangular(grid, lang)
    if not lower and not upper:
        return None
    inverses = [Node("inverse", (grid.at(k, k),)) for k in range(n)]
    out: dict[tuple[int, int], Node] = {}
    for r in range(n) if lower else range(n - 1, -1, -1):
        for c in range(n):
            if r == c:
                out[r, c] = inverses[r]
                continue
            between = [k for k in range(n) if (c <= k < r if lower else r < k <= c)]
            terms = [Node("matmul", (inverses[r], grid.at(r, k), out[k, c])) for k in between]
            total = _sum(terms, grid.rows[r], grid.cols[c])
            out[r, c] = total if total.op == "zeros" else Node("scale", (MINUS_ONE, total))
    return Grid(grid.rows, grid.cols, tuple(out[r, c] for r in range(n) for c in range(n)))


def is_zero_block(block: Node, lang: Language) -> bool:
    """Whether every entry of the block is 0 by its form."""
    if block.op == "zeros":
        return True
    rows, cols = shape(block)
    i = make_index("r", rows, lang, block)
    return not lang.entry(block, i, make_index("r", cols, lang, block, i))


def triangular(grid: Grid, lang: Language) -> tuple[bool, bool]:
    """Whether all blocks above, and all below, the diagonal are 0."""
    n = len(grid.rows)
    above = all(is_zero_block(grid.at(r, c), lang) for r in range(n) for c in range(r + 1, n))
    below = all(is_zero_block(grid.at(r, c), lang) for r in range(n) for c in range(r))
    return above, below


def _diagonal(vector: Grid | None, lang: Language) -> Grid | None:
    if vector is None:
        return None
    parts = vector.rows if len(vector.cols) == 1 else vector.cols
    blocks = [
        Node("diagmat", (vector.blocks[r],)) if r == c else Node("zeros", (parts[r], parts[c]))
        for r in range(len(parts))
        for c in range(len(parts))
    ]
    return Grid(parts, parts, tuple(blocks))


def _jacobian(m: Node, lang: Language) -> Grid | None:
    """Rows as the body has them, columns as the point has them."""
    body, _variable = open_binder(m)
    of_body = partition(body, lang)
    of_point = partition(m.args[1], lang)
    rows = of_body.rows if of_body is not None else None
    cols = of_point.rows if of_point is not None else None
    if rows is None and cols is None:
        return None
    height, width = (tidy(s, lang) for s in shape(m))
    return _pieces(m, rows or (height,), cols or (width,), lang)


# ---------------------------------------------------------------- entries

#: the number of a part, the index within it, and the condition under which it is that part
Place = tuple[int, Node, Node]


def entry(m: Node, i: Node, j: Node, lang: Language) -> Poly:
    """The entry (i, j) of a block node."""
    grid = partition(m, lang)
    if grid is None:
        raise ShapeError("blocks that do not fit")
    return entry_of(grid, i, j, lang)


def entry_of(grid: Grid, i: Node, j: Node, lang: Language) -> Poly:
    """The entry (i, j) of blocks: of one of them where the indices say which, else by cases."""
    rows, cols = _places(grid.rows, i, lang), _places(grid.cols, j, lang)
    if len(rows) == len(cols) == 1:
        return lang.entry(grid.at(rows[0][0], cols[0][0]), rows[0][1], cols[0][1])
    args: list[Node] = []
    for r, row, low in rows:
        for c, col, left in cols:
            args += [mono.to_node(lang.entry(grid.at(r, c), row, col)), conj(*(x for x in (low, left) if x != TRUE))]
    return mono.atom(Node("piecewise", tuple(args)))


def _places(sizes: Sequence[Node], index: Node, lang: Language) -> list[Place]:
    """Where the index may fall: one place when that is sure, else every part with its condition."""
    parts: list[Place] = []
    for n, size in enumerate(sizes):
        local = mono.to_node(lang.expand(sub(index, _start(sizes, n))))
        if in_range(local, size, lang):
            return [(n, local, TRUE)]
        end = mono.to_node(lang.expand(_start(sizes, n + 1)))
        parts.append((n, local, rel(index, "<", end) if n + 1 < len(sizes) else TRUE))
    return parts
