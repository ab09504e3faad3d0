"""Determinants: of products, transposes, inverses, multiples, blocks and diagonals of any size, and of explicit ones.

Decides how a determinant falls apart (Petersen & Pedersen, The Matrix Cookbook, 2012, equations 18 to 24 and section
9.1; for a Kronecker product, equation 513) and computes explicit ones: zeros first (strongly connected parts of the
pattern of entries), then fraction-free elimination over the integers in independent kernels (Bareiss, Sylvester's
identity and multistep integer-preserving Gaussian elimination, 1968). What is left is one opaque kernel for all
matrices that agree, or agree transposed, entry by entry. It proves nothing of determinants of sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from checker.exact import block_shapes, low_rank, words
from checker.exact import monomials as mono
from checker.exact.context import TooLarge
from checker.exact.language import Language, last, same_size, tidy
from checker.exact.monomials import Poly
from checker.graph import MINUS_ONE, ONE, ZERO, Node, ShapeError, add, bind, elem, mul, power, rat, shape

MAX_DENSE = 9
#: terms of an entry or an intermediate of the elimination
MAX_TERMS = 60_000


def split(matrix: Node, lang: Language) -> Node | None:
    """The determinant as a product of simpler ones, or None if it is one opaque kernel."""
    rows, cols = (tidy(s, lang) for s in shape(matrix))
    if not same_size(rows, cols, lang):
        raise ShapeError("the determinant of a matrix that is not square")
    if rows == ONE:
        return elem(matrix, ZERO, ZERO)
    a = matrix.args
    match matrix.op:
        case "matsym":
            return None
        case "transpose":
            return _det(a[0])
        case "inverse":
            return power(_det(a[0]), -1)
        case "matpow":
            return power(_det(a[0]), a[1])
        case "scale":
            return mul(power(a[0], rows), _det(a[1]))
        case "identity":
            return ONE
        case "zeros":
            return ZERO
        case "matmul" if all(same_size(*shape(x), lang) for x in a):
            return mul(*(_det(x) for x in _without_turns(a, lang)))
        case "kron" if all(same_size(*shape(x), lang) for x in a):
            return mul(power(_det(a[0]), shape(a[1])[0]), power(_det(a[1]), shape(a[0])[0]))
    grid = block_shapes.partition(matrix, lang)
    if grid is not None and grid.square(lang) and any(block_shapes.triangular(grid, lang)):
        return mul(*(_det(grid.at(k, k)) for k in range(len(grid.rows))))
    if grid is not None and grid.square(lang) and len(grid.rows) == 2 and (schur := _schur(grid, lang)) is not None:
        return schur
    if rows.op == "rat":
        return _explicit(matrix, int(rows.value), lang)
    if matrix.op == "matadd":
        together = words.read(matrix, lang)
        if len(together) <= 1:
            return _det(words.to_node(together, matrix, lang))
        near_one = _near_one(together, lang)
        if near_one is not None:
            return near_one
    found = words.diagonal(lang.canonical(matrix), lang)
    if found is not None:
        i, value = found
        return bind("product", i, value, ZERO, last(rows, lang))
    return low_rank.split(matrix, lang)


def _without_turns(factors: Sequence[Node], lang: Language) -> list[Node]:
    """The factors without pairs of one orthogonal matrix, transposed or not: their determinants are 1 or −1 alike."""
    left: list[Node] = []
    for f in factors:
        turn = f.args[0] if f.op in ("transpose", "inverse") else f
        domain = lang.ctx.tensor(turn.data) if turn.op == "matsym" else None
        if domain is None or domain.structure != "orthogonal":
            left.append(f)
        elif turn in left:
            left.remove(turn)
        else:
            left.append(turn)
    return left


def _schur(grid: block_shapes.Grid, lang: Language) -> Node | None:
    """det(A B; C D) = det D · det(A − B D⁻¹ C), or by A where only A is declared invertible (Schur, 1917)."""
    for k in (1, 0):
        pivot, other = grid.at(k, k), grid.at(1 - k, 1 - k)
        if regular(pivot, lang):
            product = Node("matmul", (grid.at(1 - k, k), Node("inverse", (pivot,)), grid.at(k, 1 - k)))
            return mul(_det(pivot), _det(Node("matadd", (other, Node("scale", (MINUS_ONE, product))))))
    return None


def _near_one(together: words.Sum, lang: Language) -> Node | None:
    """det(1 + s·v wᵀ) = 1 + s·wᵀv, also with A for 1 where A is declared invertible (Matrix Cookbook, 24 and 25)."""
    if len(together) != 2:
        return None
    for base, c in together.items():
        ((word, s),) = ((w, k) for w, k in together.items() if w != base)
        joints = [n for n in range(1, len(word)) if shape(word[n])[0] == ONE]
        if c != mono.ONE_POLY or len(base) > 1 or len(joints) != 1 or not all(regular(a, lang) for a in base):
            continue
        turned = (*word[joints[0] :], *(Node("inverse", (a,)) for a in base), *word[: joints[0]])
        factor = add(ONE, mul(mono.to_node(s), elem(Node("matmul", turned), ZERO, ZERO)))
        return mul(factor, *(_det(a) for a in base))
    return None


def regular(letter: Node, lang: Language) -> bool:
    """Whether a matrix is declared to have an inverse."""
    domain = lang.ctx.tensor(letter.data) if letter.op == "matsym" else None
    return domain is not None and domain.structure in ("invertible", "positive-definite", "orthogonal")


def _rotations(matrix: Node, lang: Language) -> list[Node]:
    """The matrices 1 + s·(a rotation of w) of the same determinant as 1 + s·w (Sylvester)."""
    together = words.read(matrix, lang) if matrix.op == "matadd" else {}
    if len(together) != 2 or together.get(()) != mono.ONE_POLY:
        return [matrix]
    ((word, s),) = ((w, k) for w, k in together.items() if w)
    rotated = [word[n:] + word[:n] for n in range(len(word))]
    return [words.to_node({(): mono.ONE_POLY, w: s}, Node("matmul", w), lang) for w in rotated]


def _det(matrix: Node) -> Node:
    return Node("det", (matrix,))


def opaque(matrix: Node, lang: Language) -> Node:
    """The kernel for a determinant that does not fall apart; the same for the transpose."""
    kernels: list[Node] = []
    for m in _rotations(matrix, lang):
        kernels += [lang.canonical(m), lang.canonical(Node("transpose", (m,)))]
    return _det(min(kernels, key=lambda k: (k.op == "transpose", k.digest)))


# ---------------------------------------------------------------- explicit


def written_by_entries(node: Node, lang: Language) -> Node | None:
    """The determinant of a matrix that is given entry by entry as a quotient that is not multiplied out, or None.

    Multiplied out in index language, each of the numerator's terms would carry all denominators. Raises TooLarge.
    """
    if node.op != "det" or node.args[0].op != "matrix" or node.args[0].data[0] != node.args[0].data[1]:
        return None
    return _explicit(node.args[0], node.args[0].data[0], lang)


def _explicit(matrix: Node, n: int, lang: Language) -> Node | None:
    if matrix.op in ("matsym", "vapp", "inverse") or n * n > 5000:
        return None
    rows = [[lang.entry(matrix, rat(r), rat(c)) for c in range(n)] for r in range(n)]
    parts = _strong_parts([[bool(x) for x in row] for row in rows])
    value = []
    for part in parts:
        block = [[rows[r][c] for c in part] for r in part]
        if len(part) > MAX_DENSE:
            raise TooLarge(f"a dense determinant of size {len(part)}")
        value.append(mono.to_node(block[0][0]) if len(part) == 1 else dense(block, lang))
    return mul(*value)


def _strong_parts(pattern: Sequence[Sequence[bool]]) -> list[list[int]]:
    """Strongly connected parts of the graph with an edge r -> c for each nonzero entry (Tarjan, 1972, by reachability).

    Ordered by them, rows and columns alike, the matrix is block-triangular, so its determinant is the product.
    """
    n = len(pattern)
    reach = [sum(1 << c for c in range(n) if pattern[r][c]) | 1 << r for r in range(n)]
    for k in range(n):
        for r in range(n):
            if reach[r] >> k & 1:
                reach[r] |= reach[k]
    parts: dict[int, list[int]] = {}
    for r in range(n):
        first = next(c for c in range(n) if reach[r] >> c & 1 and reach[c] >> r & 1)
        parts.setdefault(first, []).append(r)
    return list(parts.values())


class _Kernels:
    """Atoms as variables of a FLINT ring; composite atoms are rational functions of others."""

    def __init__(self, polys: Sequence[Poly], lang: Language) -> None:
        self.lang = lang
        names: dict[Node, None] = {}
        todo = list(polys)
        while todo:
            for m in todo.pop():
                for a, e in m:
                    if e.denominator != 1:
                        names.setdefault(mono.factor_node(a, e - e.numerator // e.denominator), None)
                    if e.denominator == 1 and (inner := self.inside(a)) is not None:
                        todo.append(inner)
                    else:
                        names.setdefault(a, None)
        self.atoms = sorted(names, key=lambda a: a.digest)
        self.ring = fmpz_mpoly_ctx.get([f"x{k}" for k in range(max(len(self.atoms), 1))], Ordering.degrevlex)
        self.variable = dict(zip(self.atoms, self.ring.gens(), strict=False))

    def inside(self, a: Node) -> Poly | None:
        if a.op not in ("add", "mul", "pow", "rat"):
            return None
        p = self.lang.expand(a)
        return None if p == mono.atom(a) else p

    def fraction(self, p: Poly) -> tuple[fmpz_mpoly, fmpz_mpoly]:
        """Numerator and denominator."""
        top, bottom = self.ring.constant(0), self.ring.constant(1)
        for m, c in p.items():
            num, den = self.ring.constant(c.numerator), self.ring.constant(c.denominator)
            for a, e in m:
                up, down = self.factor(a, e)
                num, den = num * up, den * down
            common = bottom.gcd(den)
            top, bottom = top * (den / common) + num * (bottom / common), bottom * (den / common)
            if len(top) > MAX_TERMS:
                raise TooLarge("an entry of too many terms")
        return top, bottom

    def factor(self, a: Node, e: Fraction) -> tuple[fmpz_mpoly, fmpz_mpoly]:
        whole = e.numerator // e.denominator
        one = self.ring.constant(1)
        up, down = one, one
        if e.denominator != 1:
            up = self.variable[mono.factor_node(a, e - whole)]
        inner = self.inside(a) if e.denominator == 1 else None
        base = self.fraction(inner) if inner is not None else (self.variable[a], one)
        if whole < 0:
            base = base[1], base[0]
        return up * base[0] ** abs(whole), down * base[1] ** abs(whole)

    def node(self, p: fmpz_mpoly) -> Node:
        out: dict[mono.Monomial, Fraction] = {}
        for exponents, c in p.terms():
            powers = {a: Fraction(int(e)) for a, e in zip(self.atoms, exponents, strict=False) if e}
            out[mono.monomial(powers)] = Fraction(int(c))
        return mono.to_node(out)


def dense(rows: Sequence[Sequence[Poly]], lang: Language) -> Node:
    """The determinant of entries by fraction-free elimination, rows freed of denominators first.

    Raises TooLarge when an intermediate swells.
    """
    kernels = _Kernels([p for row in rows for p in row], lang)
    work: list[list[fmpz_mpoly]] = []
    denominators: list[Node] = []
    for row in rows:
        fractions = [kernels.fraction(p) for p in row]
        common = kernels.ring.constant(1)
        for _, d in fractions:
            common = common * (d / common.gcd(d))
        work.append([num * (common / d) for num, d in fractions])
        denominators.append(power(kernels.node(common), -1))
    sign, previous = 1, kernels.ring.constant(1)
    n = len(work)
    for k in range(n - 1):
        pivots = [r for r in range(k, n) if len(work[r][k])]
        if not pivots:
            return ZERO
        pivot = min(pivots, key=lambda r: len(work[r][k]))
        if pivot != k:
            work[k], work[pivot] = work[pivot], work[k]
            sign = -sign
        for r in range(k + 1, n):
            for c in range(k + 1, n):
                lang.ctx.tick()
                x = work[r][c] * work[k][k] - work[r][k] * work[k][c]
                if len(x) > MAX_TERMS:
                    raise TooLarge("a determinant that swells")
                work[r][c] = x / previous
        previous = work[k][k]
    return mul(rat(sign), kernels.node(work[-1][-1]), *denominators)
