"""Matrix expressions of any size as scalar expressions in their entries, in a normal form.

`expand` reads a scalar as a polynomial in atoms (entries of symbols, functions, closed sums); `entry` reads a matrix at
two indices; `canonical` gives one node to all matrices whose entries have one form, so that they can stand inside
opaque parts: arguments of undefined functions, inverses, determinants. Two scalars with the same polynomial are equal
for every size and all values at which both are defined; different polynomials decide nothing. Rewritings: those of
`contraction` for sums, exp of sums as products, parity of odd and even functions, 0/1 laws. Quotients stay whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from checker.exact import block_shapes, calculus, contraction, determinants, words
from checker.exact import monomials as mono
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.language import (
    MARK,
    free,
    make_index,
    same_shape,
    same_size,
    tidy,
    written_out,
)
from checker.exact.monomials import Poly
from checker.exact.scalar_forms import exponential, function_form, is_real, kronecker, power_form, product, settle
from checker.graph import (
    ONE,
    ZERO,
    Node,
    ShapeError,
    add,
    close,
    elem,
    fn,
    is_matrix,
    open_binder,
    power,
    rat,
    shape,
    substitute,
)  # fmt: skip

#: explicit matrices up to this number of entries are kept entry by entry
MAX_EXPLICIT = 5000


# ---------------------------------------------------------------- the public functions


def entry(matrix: Node, i: Node, j: Node, ctx: Context) -> Node:
    """The (i, j) entry of a matrix expression as a scalar node; i and j are taken to be in range.

    Raises ShapeError for shapes that don't fit, TooLarge and OutOfTime.
    """
    lang = Indices(ctx)
    return written_out(mono.to_node(lang.entry(matrix, i, j)), lang)


def reduced(node: Node, ctx: Context) -> Node:
    """A scalar in normal form. Raises ShapeError, TooLarge and OutOfTime."""
    lang = Indices(ctx)
    return written_out(mono.to_node(lang.expand(node)), lang)


def differentiate_entry(body: Node, variable: Node, i: Node, j: Node, ctx: Context) -> Node:
    """The derivative of a scalar by entry (i, j) of the `matsym` variable, its sums contracted.

    Raises Unsupported where there is no rule, and ShapeError, TooLarge, OutOfTime.
    """
    lang = Indices(ctx)
    return written_out(mono.to_node(calculus.by_entry(lang.expand(body), variable, i, j, lang)), lang)


def reduce_sum(node: Node, ctx: Context) -> Node:
    """A sum over indices of entries in normal form; the node itself if it is in it already or has no such form."""
    try:
        return reduced(node, ctx)
    except TooLarge:
        return node


# ---------------------------------------------------------------- the language


@dataclass(frozen=True)
class Indices:
    """Index language over a context; all that is remembered is in the context's memo."""

    ctx: Context

    def expand(self, node: Node) -> Poly:
        known = self.ctx.memo.get(("expand", node))
        if known is not None:
            return known  # type: ignore[return-value]
        for n in _inner_first(node):
            if ("expand", n) not in self.ctx.memo:
                self.ctx.tick()
                self.ctx.memo["expand", n] = self.reading(n)
        return self.ctx.memo["expand", node]  # type: ignore[return-value]

    def reading(self, node: Node) -> Poly:
        """How `expand` reads a scalar whose scalar parts it has read."""
        return _expand(node, self)

    def entry(self, matrix: Node, i: Node, j: Node) -> Poly:
        key = ("entry", matrix, i, j)
        known = self.ctx.memo.get(key)
        if known is None:
            self.ctx.tick()
            known = self.ctx.memo[key] = _entry(matrix, i, j, self)
        return known  # type: ignore[return-value]

    def canonical(self, matrix: Node) -> Node:
        key = ("canonical", matrix)
        known = self.ctx.memo.get(key)
        if known is None:
            known = self.ctx.memo[key] = _canonical(matrix, self)
        return known  # type: ignore[return-value]

    def product_value(self, letters: Sequence[Node]) -> Poly:
        return words.chain(letters, ZERO, ZERO, self)

    def sum_over(self, p: Poly, *indices: Node) -> Poly:
        return settle(contraction.sum_over(p, indices, self), self)

    def is_real(self, node: Node) -> bool:
        return is_real(node, self.ctx)

    def is_real_matrix(self, matrix: Node) -> bool:
        rows, cols = shape(matrix)
        i = make_index("r", rows, self, matrix)
        j = make_index("r", cols, self, matrix, i)
        return is_real(mono.to_node(self.entry(matrix, i, j)), self.ctx)


def _inner_first(node: Node) -> list[Node]:
    """The scalar parts that mean something alone, arguments first, so that deep graphs need no deep recursion."""
    out: list[Node] = []
    seen: set[Node] = set()
    stack = [(node, False)]
    while stack:
        n, ready = stack.pop()
        if ready:
            out.append(n)
        elif n not in seen:
            seen.add(n)
            stack.append((n, True))
            if n.op in ("add", "mul", "pow", "fn"):
                stack.extend((a, False) for a in n.args)
    return out


# ---------------------------------------------------------------- scalars


def _expand(n: Node, lang: Indices) -> Poly:
    a = n.args
    match n.op:
        case "rat":
            return mono.constant(n.value)
        case "add":
            return mono.plus(*(lang.expand(x) for x in a))
        case "mul":
            return product(lang, *(lang.expand(x) for x in a))
        case "pow":
            return power_form(lang.expand(a[0]), lang.expand(a[1]), lang)
        case "fn":
            return function_form(n, lang)
        case "app":
            return mono.atom(Node("app", tuple(canonical_argument(x, lang) for x in a), n.data))
        case "elem":
            return _element(n, lang)
        case "trace":
            return _trace(a[0], lang)
        case "norm":
            return _norm(a[0], lang)
        case "det":
            split = determinants.split(a[0], lang)
            return lang.expand(split) if split is not None else mono.atom(determinants.opaque(a[0], lang))
        case "sum":
            return _sum(n, lang)
        case "product":
            return _product(n, lang)
        case "diff":
            return _diff(n, lang)
        case "piecewise" | "rel" | "and" | "or" | "not":
            inner = Indices(replace(lang.ctx, memo=dict(lang.ctx.memo)))  # what is learnt in a branch stays in it
            return mono.atom(Node(n.op, tuple(written_out(_argument(x, inner), inner) for x in a), n.data))
        case "integral" | "limit":
            body, *variables = open_binder(n)
            rest = [mono.to_node(lang.expand(x)) for x in a[1:]]
            inside = written_out(mono.to_node(lang.expand(body)), lang)
            return mono.atom(close(n, inside, variables, rest))
    return mono.atom(n)


def _argument(node: Node, lang: Indices) -> Node:
    """A boolean or scalar part in normal form."""
    if node.op in ("rel", "and", "or", "not"):
        return Node(node.op, tuple(_argument(x, lang) for x in node.args), node.data)
    return canonical_argument(node, lang)


def canonical_argument(node: Node, lang: Indices) -> Node:
    return lang.canonical(node) if is_matrix(node) else mono.to_node(lang.expand(node))


def _element(n: Node, lang: Indices) -> Poly:
    matrix, i, j = n.args[0], *(mono.to_node(lang.expand(x)) for x in n.args[1:])
    for index, size in zip((i, j), shape(matrix), strict=True):
        if index.op == "sym" and not index.data.startswith(MARK):  # the claim itself takes an entry there
            lang.ctx.memo.setdefault(("range", index.data), tidy(size, lang))
    return lang.entry(matrix, i, j)


def _trace(matrix: Node, lang: Indices) -> Poly:
    matrix = words.simplify(matrix, lang)
    rows, cols = shape(matrix)
    if not same_size(rows, cols, lang):
        raise ShapeError("the trace of a matrix that is not square")
    grid = block_shapes.partition(matrix, lang)
    if grid is not None and grid.square(lang):
        return mono.plus(*(_trace(grid.at(k, k), lang) for k in range(len(grid.rows))))
    if matrix.op == "kron" and all(same_size(*shape(x), lang) for x in matrix.args):
        return product(lang, *(_trace(x, lang) for x in matrix.args))
    if rows.op == "rat":
        return mono.plus(*(lang.entry(matrix, rat(k), rat(k)) for k in range(int(rows.value))))
    k = make_index("k", rows, lang, matrix)
    return lang.sum_over(lang.entry(matrix, k, k), k)


def _norm(matrix: Node, lang: Indices) -> Poly:
    """The Euclidean (Frobenius) norm: the root of the sum of |entry|²."""
    return power_form(_square_sum(matrix, lang), mono.constant(Fraction(1, 2)), lang)


def _square_sum(matrix: Node, lang: Indices) -> Poly:
    grid = block_shapes.partition(matrix, lang)
    if grid is not None:
        return mono.plus(*(_square_sum(b, lang) for b in grid.blocks))
    rows, cols = shape(matrix)
    i = ZERO if rows == ONE else make_index("k", rows, lang, matrix)
    j = ZERO if cols == ONE else make_index("k", cols, lang, matrix, i)
    p = lang.entry(matrix, i, j)
    node = mono.to_node(p)
    square = product(lang, p, p) if is_real(node, lang.ctx) else mono.atom(fn("abs", node), 2)
    return lang.sum_over(square, *(k for k in (i, j) if k != ZERO))


def _sum(n: Node, lang: Indices) -> Poly:
    low, high = (lang.expand(x) for x in n.args[1:])
    size = mono.plus(high, mono.times_constant(low, -1), mono.ONE_POLY)
    length = mono.as_constant(size)
    if contraction.infinite(n.args[1]) or contraction.infinite(n.args[2]) or (length is not None and length < 0):
        return mono.atom(n)
    start = mono.to_node(low)
    if length is not None:
        if length.denominator != 1 or length > contraction.MAX_RANGE:
            return mono.atom(n)
        parts = (open_binder(n, add(start, rat(k)))[0] for k in range(int(length)))
        return mono.plus(*(lang.expand(p) for p in parts))
    k = make_index("k", mono.to_node(size), lang, n)
    body, _ = open_binder(n, k if not low else add(k, start))
    return lang.sum_over(lang.expand(body), k)


def _product(n: Node, lang: Indices) -> Poly:
    """A product over an index of a product: factor by factor; of exponentials: the exponential of a sum."""
    low, high = (lang.expand(x) for x in n.args[1:])
    size = mono.plus(high, mono.times_constant(low, -1), mono.ONE_POLY)
    length = mono.as_constant(size)
    if contraction.infinite(n.args[1]) or contraction.infinite(n.args[2]) or (length is not None and length < 0):
        return mono.atom(n)
    start = mono.to_node(low)
    if length is not None:
        if length.denominator != 1 or length > contraction.MAX_RANGE:
            return mono.atom(n)
        parts = (open_binder(n, add(start, rat(k)))[0] for k in range(int(length)))
        return product(lang, *(lang.expand(p) for p in parts))
    k = make_index("k", mono.to_node(size), lang, n)
    body = lang.expand(open_binder(n, k if not low else add(k, start))[0])
    one = mono.single(body)
    if one is None:
        return mono.ZERO_POLY if not body else mono.atom(_close_product(mono.to_node(body), size, lang, k))
    m, c = one
    result: Poly = mono.ONE_POLY if c == 1 else mono.atom(power(rat(c), mono.to_node(size)))
    for a, e in m:
        if k.data not in free(a, lang):
            part = power_form({((a, e),): Fraction(1)}, size, lang) if e.denominator == 1 else _opaque_power(a, e, size)
        elif a.op == "fn" and a.data == "exp":
            part = exponential(lang.sum_over(mono.times_constant(lang.expand(a.args[0]), e), k), lang)
        elif e.denominator == 1:
            part = mono.atom(_close_product(a, size, lang, k), e)
        else:
            part = mono.atom(_close_product(mono.factor_node(a, e), size, lang, k))
        result = product(lang, result, part)
    return result


def _opaque_power(a: Node, e: Fraction, size: Poly) -> Poly:
    return mono.atom(power(mono.factor_node(a, e), mono.to_node(size)))


def _close_product(body: Node, size: Poly, lang: Indices, k: Node) -> Node:
    return contraction.close_over("product", body, k, lang)


def _diff(n: Node, lang: Indices) -> Poly:
    order = n.data[1]
    body, v = open_binder(n)
    point = n.args[1]
    try:
        p = lang.expand(body)
        for _ in range(order):
            p = calculus.by_symbol(p, v, lang)
        return lang.expand(substitute(written_out(mono.to_node(p), lang), {v: point}))
    except Unsupported:
        inside = written_out(mono.to_node(lang.expand(body)), lang)
        return mono.atom(close(n, inside, (v,), [canonical_argument(point, lang)]))


# ---------------------------------------------------------------- matrices


def _entry(m: Node, i: Node, j: Node, lang: Indices) -> Poly:
    a = m.args
    at: Callable[[Node], Poly] = partial(lang.entry, i=i, j=j)
    match m.op:
        case "matsym" | "matbound":
            if contraction.is_symmetric(m, lang):
                i, j = sorted((i, j), key=lambda x: x.digest)
            return mono.atom(elem(m, i, j))
        case "vapp":
            return mono.atom(elem(lang.canonical(m), i, j))
        case "matrix":
            return _explicit(m, i, j, lang)
        case "matadd":
            _same(a, lang)
            return mono.plus(*(at(x) for x in a))
        case "hadamard":
            _same(a, lang)
            return product(lang, *(at(x) for x in a))
        case "scale":
            return product(lang, lang.expand(a[0]), at(a[1]))
        case "transpose":
            return lang.entry(a[0], j, i)
        case "matmul":
            return _matmul(m, i, j, lang)
        case "inverse" | "matpow":
            return words.entry(m, i, j, lang)
        case "diagmat":
            return product(lang, _kronecker_of(i, j, lang), _vector_entry(a[0], i, lang))
        case "diagvec":
            return lang.entry(a[0], i, i)
        case "identity":
            return _kronecker_of(i, j, lang)
        case "zeros":
            return mono.ZERO_POLY
        case "ones":
            return mono.ONE_POLY
        case "block":
            return block_shapes.entry(m, i, j, lang)
        case "map":
            body, v = open_binder(m)
            return lang.expand(substitute(body, {v: mono.to_node(lang.entry(a[1], i, j))}))
        case "entries":
            return lang.expand(open_binder(m, i, j)[0])
        case "gradient":
            return calculus.gradient_entry(m, i, j, lang)
        case "jacobian":
            return calculus.jacobian_entry(m, i, j, lang)
        case "kron":
            return _kron(m, i, j, lang)
    raise ShapeError(f"{m.op} is not a matrix")


def _same(matrices: tuple[Node, ...], lang: Indices) -> None:
    for x in matrices[1:]:
        if not same_shape(matrices[0], x, lang):
            raise ShapeError("matrices of different shapes added or multiplied entry by entry")


def _kronecker_of(i: Node, j: Node, lang: Indices) -> Poly:
    return kronecker(lang.expand(i), lang.expand(j), lang)


def _vector_entry(v: Node, i: Node, lang: Indices) -> Poly:
    return lang.entry(v, i, ZERO) if shape(v)[1] == ONE else lang.entry(v, ZERO, i)


def _explicit(m: Node, i: Node, j: Node, lang: Indices) -> Poly:
    rows, cols = m.data
    if i.op == j.op == "rat":
        if not (0 <= i.value < rows and 0 <= j.value < cols):
            raise ShapeError("an index out of range")
        return lang.expand(m.args[int(i.value) * cols + int(j.value)])
    if len(m.args) > MAX_EXPLICIT:
        raise TooLarge(f"a matrix of {len(m.args)} entries at a symbolic index")
    some_rows = [int(i.value)] if i.op == "rat" else range(rows)
    some_cols = [int(j.value)] if j.op == "rat" else range(cols)
    return mono.plus(
        *(
            product(
                lang, _kronecker_of(i, rat(r), lang), _kronecker_of(j, rat(c), lang), lang.expand(m.args[r * cols + c])
            )
            for r in some_rows
            for c in some_cols
        )
    )


def _matmul(m: Node, i: Node, j: Node, lang: Indices) -> Poly:
    for x, y in zip(m.args, m.args[1:], strict=False):
        if not same_size(shape(x)[1], shape(y)[0], lang):
            raise ShapeError("matrices multiplied whose sizes do not fit")
    grid = block_shapes.partition(m, lang)
    if grid is not None:
        return block_shapes.entry_of(grid, i, j, lang)
    return words.entry(m, i, j, lang) if words.has_inverse(m, lang) else words.chain(m.args, i, j, lang)


def _kron(m: Node, i: Node, j: Node, lang: Indices) -> Poly:
    """Entries of a Kronecker product at known indices and sizes; else the product is opaque."""
    (r, c) = shape(m.args[1])
    if i.op == j.op == r.op == c.op == "rat":
        (p, q), (s, t) = divmod(i.value, r.value), divmod(j.value, c.value)
        return product(lang, lang.entry(m.args[0], rat(p), rat(s)), lang.entry(m.args[1], rat(q), rat(t)))
    plain = Node("kron", tuple(lang.canonical(x) for x in m.args))
    turned = Node("kron", tuple(lang.canonical(Node("transpose", (x,))) for x in m.args))
    if (turned.digest, turned.args[0].op == "transpose") < (plain.digest, False):
        return mono.atom(elem(turned, j, i))
    return mono.atom(elem(plain, i, j))


def _canonical(m: Node, lang: Indices) -> Node:
    if m.op == "matsym":
        return m
    if m.op == "vapp":
        rows, cols = (tidy(s, lang) for s in m.args[:2])
        return Node("vapp", (rows, cols, *(canonical_argument(x, lang) for x in m.args[2:])), m.data)
    rows, cols = (tidy(s, lang) for s in shape(m))
    if rows.op == cols.op == "rat" and rows.value * cols.value <= MAX_EXPLICIT:
        places = [(rat(r), rat(c)) for r in range(int(rows.value)) for c in range(int(cols.value))]
        entries = [mono.to_node(lang.entry(m, r, c)) for r, c in places]
        first = entries[0].args[0] if entries[0].op == "elem" else None
        if first is not None and shape(first) == (rows, cols):
            if all(e == elem(first, r, c) for e, (r, c) in zip(entries, places, strict=True)):
                return first
        return Node("matrix", tuple(entries), (int(rows.value), int(cols.value)))
    i = ZERO if rows == ONE else make_index("r", rows, lang, m)
    j = ZERO if cols == ONE else make_index("r", cols, lang, m, i)
    body = mono.to_node(lang.entry(m, i, j))
    if body.op == "elem" and body.args[1:] in ((i, j), (j, i)):
        source = body.args[0]
        used = free(source, lang)
        if i.data not in used and j.data not in used:
            sizes = tuple(tidy(s, lang) for s in shape(source))
            if body.args[1:] == (i, j) and sizes == (rows, cols):
                return source
            if contraction.is_symmetric(source, lang) and sizes == (rows, cols):
                return source
            if body.args[1:] == (j, i) and sizes == (cols, rows):
                return Node("transpose", (source,))
    return contraction.close_matrix(body, i, j, rows, cols)


__all__ = ["Indices", "differentiate_entry", "entry", "is_real", "reduce_sum", "reduced"]
