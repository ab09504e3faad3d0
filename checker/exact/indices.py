"""Matrix expressions of any size as scalar expressions in their entries, in a normal form.

`expand` reads a scalar as a polynomial in atoms (entries of symbols, functions, closed sums); `entry` reads a matrix at
two indices; `canonical` gives one node to all matrices whose entries have one form, so that they can stand inside
opaque parts: arguments of undefined functions, inverses, determinants. Two scalars with the same polynomial are equal
for every size and all values at which both are defined; different polynomials decide nothing. Rewritings: those of
`contraction` for sums, exp of sums as products, parity of odd and even functions, 0/1 laws. Quotients stay whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from checker.domains import NATURAL
from checker.exact import block_shapes, calculus, contraction, determinants, signs, words
from checker.exact import monomials as mono
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.language import (
    MARK,
    abbreviate,
    free,
    make_index,
    never_negative,
    same_shape,
    same_size,
    tidy,
    written_out,
)
from checker.exact.monomials import Poly
from checker.graph import (
    BINDERS,
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
    postorder,
    power,
    rat,
    shape,
    sub,
    substitute,
)  # fmt: skip

ODD = frozenset({"sin", "tan", "sinh", "tanh", "erf", "sign"})
EVEN = frozenset({"cos", "cosh", "abs"})
REAL_FUNCTIONS = frozenset(
    {"exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "abs", "atan", "asinh", "erf", "sign", "max", "min",
     "kronecker", "heaviside", "floor", "ceiling"}
)  # fmt: skip
COMPOSITE = frozenset({"add", "mul", "pow", "rat"})
#: powers of sums up to this are multiplied out
MAX_POWER = 6
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
                self.ctx.memo["expand", n] = _expand(n, self)
        return self.ctx.memo["expand", node]  # type: ignore[return-value]

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


def settle(p: Poly, lang: Indices) -> Poly:
    """Powers of composite atoms, which arise when roots meet, multiplied out; δ_ij·f(j) made δ_ij·f(i), |x|² made x²."""
    return mono.plus(*(_settle_term(m, c, lang) for m, c in p.items())) if any(_unsettled(m) for m in p) else p


def _unsettled(m: mono.Monomial) -> bool:
    return any(
        (a.op in COMPOSITE and e.denominator == 1 and e > 0)
        or a.data == "kronecker"
        or (a.data == "abs" and abs(e) >= 2)
        for a, e in m
    )


def _settle_term(m: mono.Monomial, c: Fraction, lang: Indices) -> Poly:
    parts: list[Poly] = [mono.constant(c)]
    for a, e in m:
        if a.op in COMPOSITE and e.denominator == 1 and 0 < e <= MAX_POWER:
            base = lang.expand(a)
            parts += [mono.atom(a, e)] if base == mono.atom(a) else [base] * int(e)
        elif a.op == "fn" and a.data == "kronecker" and e > 0:
            old, new = _identified(a, lang)
            rest = mono.monomial({b: f for b, f in m if b != a})
            moved = mono.monomial_node(rest, c)
            if old is not None and old.data in free(moved, lang):
                return product(lang, mono.atom(a), lang.expand(substitute(moved, {old: new})))
            parts.append(mono.atom(a))
        elif a.data == "abs" and abs(e) >= 2 and e.denominator == 1 and is_real(a.args[0], lang.ctx):
            even = e - e % 2  # |x|² = x² for real x
            parts += [_power(lang.expand(a.args[0]), mono.constant(even), lang), mono.atom(a, e - even)]
        else:
            parts.append(mono.atom(a, e))
    return mono.times(*parts)


def _identified(delta: Node, lang: Indices) -> tuple[Node | None, Node]:
    """The symbol that a delta makes superfluous, and what it equals."""
    x, y = sorted(delta.args, key=lambda n: (n.op == "sym", n.digest))
    return (y, x) if y.op == "sym" and y.data not in free(x, lang) else (None, x)


def product(lang: Indices, *polys: Poly) -> Poly:
    return settle(mono.times(*polys), lang)


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
            return _power(lang.expand(a[0]), lang.expand(a[1]), lang)
        case "fn":
            return _function(n, lang)
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


def _power(base: Poly, exponent: Poly, lang: Indices) -> Poly:
    e = mono.as_constant(exponent)
    if e is None:
        return mono.atom(power(mono.to_node(base), mono.to_node(exponent)))
    if e == 0:
        return mono.ONE_POLY
    if e.denominator == 1 and e > 0 and (len(base) <= 1 or e <= MAX_POWER):
        return product(lang, *([base] * int(e))) if len(base) != 1 else settle(_single_power(base, e), lang)
    if not base:
        return mono.atom(ZERO, e)
    if e.denominator == 1:
        if len(base) == 1:
            return settle(_single_power(base, e), lang)
        scale = base[mono.leading(base)]
        return {((mono.to_node(mono.times_constant(base, 1 / scale)), e),): scale ** int(e)}
    one = mono.single(base)
    if one is not None and one[1] > 0:
        m, c = one
        if len(m) == 1 and (m[0][1] == 1 or (m[0][0].op == "fn" and m[0][0].data == "exp")):
            a, k = m[0]
            if (k == 1 and a.op != "fn") or (a.op == "fn" and (a.data != "exp" or is_real(a, lang.ctx))):
                return settle(mono.times(mono.atom(a, k * e), _root(c, e)), lang)
        if not m:
            return settle(_root(c, e), lang)
    scale = abs(base[mono.leading(base)])
    whole = mono.to_node(mono.times_constant(base, 1 / scale))
    return settle(mono.times(mono.atom(whole, e), _root(scale, e)), lang)


def _single_power(base: Poly, e: Fraction) -> Poly:
    ((m, c),) = base.items()
    return {tuple((a, k * e) for a, k in m): c ** int(e)}


def _root(c: Fraction, e: Fraction) -> Poly:
    """c^e for a positive rational."""
    if c == 1:
        return mono.ONE_POLY
    whole = e.numerator // e.denominator
    return {((rat(c), e - whole),): c**whole}


def _function(n: Node, lang: Indices) -> Poly:
    args = [lang.expand(x) for x in n.args]
    if n.data not in ("exp", "log", "kronecker"):
        args = [_abbreviated(p, lang) for p in args]
    if n.data == "exp":
        return _exponential(args[0], lang)
    if n.data == "kronecker":
        return _kronecker(args[0], args[1], lang)
    if n.data in ODD | EVEN | {"sigmoid"} and args[0]:
        p = args[0]
        if p[mono.leading(p)] < 0:
            flipped = mono.atom(fn(n.data, mono.to_node(mono.times_constant(p, -1))))
            if n.data == "sigmoid":
                return mono.minus(mono.ONE_POLY, flipped)
            return flipped if n.data in EVEN else mono.times_constant(flipped, -1)
    if n.data == "log":
        return _logarithm(args[0], lang)
    if not args[0] and n.data in ODD:
        return mono.ZERO_POLY
    return mono.atom(fn(n.data, *(mono.to_node(p) for p in args)))


def _abbreviated(p: Poly, lang: Indices) -> Poly:
    """Up to sign: what odd and even functions need to see stays outside."""
    if len(p) < 2:
        return p
    sign = 1 if p[mono.leading(p)] > 0 else -1
    return mono.times_constant(mono.atom(abbreviate(mono.to_node(mono.times_constant(p, sign)), lang)), sign)


def _exponential(p: Poly, lang: Indices) -> Poly:
    """exp of a sum as a product; exp(c·log x) = x^c on the principal branch."""
    parts: list[Poly] = []
    for m, c in p.items():
        if len(m) == 1 and m[0][1] == 1 and m[0][0].op == "fn" and m[0][0].data == "log":
            parts.append(_power(lang.expand(m[0][0].args[0]), mono.constant(c), lang))
        else:
            parts.append(mono.atom(fn("exp", mono.monomial_node(m)), c))
    return product(lang, *parts)


def _logarithm(p: Poly, lang: Indices) -> Poly:
    """log(r·z) = log r + log z for every z and positive r: numbers, exponentials of reals, what `signs` proves so."""
    one = mono.single(p)
    if one is None:
        return mono.atom(fn("log", mono.to_node(p)))
    m, c = one
    parts: list[Poly] = [] if c in (1, -1) else [mono.atom(fn("log", rat(abs(c))))]
    rest: dict[Node, Fraction] = {}
    for a, e in m:
        if a.op == "fn" and a.data == "exp" and is_real(a, lang.ctx):
            parts.append(mono.times_constant(lang.expand(a.args[0]), e))
        elif a.op == "product" and a.args[1] == ZERO and not contraction.infinite(a.args[2]):
            k = make_index("k", add(a.args[2], ONE), lang, a)
            body, _ = open_binder(a, k)
            if signs.is_positive(body, _ranged(k, lang)):
                parts.append(mono.times_constant(lang.sum_over(_logarithm(lang.expand(body), lang), k), e))
            else:
                rest[a] = e
        elif signs.is_positive(a, lang.ctx):
            parts.append(mono.atom(fn("log", a), e))
        else:
            rest[a] = e
    if rest or c < 0:
        parts.append(mono.atom(fn("log", mono.monomial_node(mono.monomial(rest), -1 if c < 0 else 1))))
    return mono.plus(*parts)


def _ranged(k: Node, lang: Indices) -> Context:
    """The context in which an index is known as a natural number."""
    return lang.ctx.extend(k.data, NATURAL)


def _kronecker(x: Poly, y: Poly, lang: Indices) -> Poly:
    difference = mono.minus(x, y)
    value = mono.as_constant(difference)
    if value is not None:
        return mono.ONE_POLY if value == 0 else mono.ZERO_POLY
    positive = {m: c for m, c in difference.items() if c > 0}
    negative = {m: -c for m, c in difference.items() if c < 0}
    ends = sorted((mono.to_node(positive), mono.to_node(negative)), key=lambda e: e.digest)
    apart = (sub(sub(a, b), ONE) for a, b in (ends, reversed(ends)))
    if any(e.op == "add" for e in ends) and any(never_negative(d, lang) for d in apart):
        return mono.ZERO_POLY
    return mono.atom(fn("kronecker", *ends))


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
    if rows.op == "rat":
        return mono.plus(*(lang.entry(matrix, rat(k), rat(k)) for k in range(int(rows.value))))
    k = make_index("k", rows, lang, matrix)
    return lang.sum_over(lang.entry(matrix, k, k), k)


def _norm(matrix: Node, lang: Indices) -> Poly:
    """The Euclidean (Frobenius) norm: the root of the sum of |entry|²."""
    return _power(_square_sum(matrix, lang), mono.constant(Fraction(1, 2)), lang)


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
            part = _power({((a, e),): Fraction(1)}, size, lang) if e.denominator == 1 else _opaque_power(a, e, size)
        elif a.op == "fn" and a.data == "exp":
            part = _exponential(lang.sum_over(mono.times_constant(lang.expand(a.args[0]), e), k), lang)
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
    return _kronecker(lang.expand(i), lang.expand(j), lang)


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
    return mono.atom(elem(Node("kron", tuple(lang.canonical(x) for x in m.args)), i, j))


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
            if body.args[1:] == (j, i) and sizes == (cols, rows):
                return Node("transpose", (source,))
    return contraction.close_matrix(body, i, j, rows, cols)


# ---------------------------------------------------------------- realness


def is_real(node: Node, ctx: Context) -> bool:
    """Whether the scalar surely has a real value wherever it has one; undefined functions are real."""
    key = ("real", node)
    if key not in ctx.memo:
        for n in postorder(node):
            if ("real", n) not in ctx.memo:
                ctx.memo["real", n] = _real(n, ctx)
    return bool(ctx.memo[key])


def _real(n: Node, ctx: Context) -> bool:
    def parts() -> bool:
        return all(bool(ctx.memo.get(("real", a))) for a in n.args)

    match n.op:
        case "rat" | "bound":
            return True
        case "const":
            return n.data not in ("I", "oo", "-oo")
        case "sym":
            domain = ctx.scalar(n.data)
            return n.data.startswith(MARK) or (domain is not None and domain.kind != "complex")
        case "matsym":
            meaning = ctx.memo.get(("definition", n.data))
            if isinstance(meaning, Node):
                return is_real(meaning, ctx)
            tensor = ctx.tensor(n.data)
            return n.data.startswith(f"{MARK}v") or (tensor is not None and tensor.entry.kind != "complex")
        case "pow":
            return parts() and n.args[1].op == "rat" and n.args[1].value.denominator == 1
        case "fn":
            return n.data in REAL_FUNCTIONS and parts()
        case "matbound":
            return True
        case op if op in BINDERS and op not in ("sum", "product", "map", "entries", "gradient", "jacobian"):
            return False
        case "rel" | "and" | "or" | "not" | "true" | "false":
            return False
        case _:
            return parts()


__all__ = ["Indices", "differentiate_entry", "entry", "is_real", "reduce_sum", "reduced"]
