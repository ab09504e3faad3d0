"""Scalars made of matrices that stand whole: polynomials in traces of words and in determinants of 1 + a word.

Decides the form of traces, quadratic forms, aᵀb, norms, sums of entries and determinants by linearity, tr XY = tr YX,
tr Xᵀ = tr X, a trace falling apart at a 1 x 1 joint, det Q = ±1 for an orthogonal Q, and for an A that is declared
regular det(A + sUV) = det A · det(1 + sVA⁻¹U) (Sylvester; Matrix Cookbook, 24 and 25, for products of any width). What
is left stands as a symbol, real, and positive where that is sure. It knows nothing of entries; two forms that differ
decide nothing.
"""

from __future__ import annotations

import itertools
from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from checker.domains import INTEGER, NONNEGATIVE, POSITIVE, REAL, Domain
from checker.exact import determinants, signs, words
from checker.exact import monomials as mono
from checker.exact.context import Context
from checker.exact.indices import Indices
from checker.exact.language import MARK, same_size
from checker.exact.matrix_signs import positive_definite
from checker.exact.monomials import Poly
from checker.exact.scalar_forms import power_form
from checker.exact.words import Sum, Word
from checker.graph import MINUS_ONE, ONE, TWO, ZERO, Node, add, has_bound, open_binder, postorder, power, shape, sym


@dataclass(frozen=True)
class Whole(Indices):
    """Index language but for traces and determinants, which are symbols; `cycles` says of which word a trace is."""

    cycles: dict[str, Word] = field(default_factory=dict)
    made: dict[str, Domain] = field(default_factory=dict)  # the domains of the symbols; the context knows them, too

    @classmethod
    def over(cls, ctx: Context) -> Whole:
        """The language over a context."""
        made: dict[str, Domain] = {}
        return cls(replace(ctx, domains=ChainMap(made, dict(ctx.domains)), memo={}), made=made)

    def reading(self, node: Node) -> Poly:
        found = self._scalar(node)
        return super().reading(node) if found is None else found

    def product_value(self, letters: Sequence[Node]) -> Poly:
        return self._joined(tuple(letters))

    def _scalar(self, n: Node) -> Poly | None:
        match n.op:
            case "trace":
                return self.trace(words.read(n.args[0], self), shape(n.args[0])[0])
            case "norm" if shape(n.args[0])[1] == ONE:
                v = n.args[0]
                square = self.trace(words.read(Node("matmul", (Node("transpose", (v,)), v)), self), ONE)
                return power_form(square, mono.constant(Fraction(1, 2)), self)
            case "elem" if shape(n.args[0]) == (ONE, ONE):
                return self.trace(words.read(n.args[0], self), ONE)
            case "sum":
                product = _as_product(n, self)
                return None if product is None else self.trace(words.read(product, self), ONE)
            case "det" if n.args[0].op == "matadd":
                return self._determinant(n.args[0])
            case "det" if n.args[0].op == "matsym" and self._structure(n.args[0]) == "orthogonal":
                turns = f"{MARK}o{n.args[0].data}"  # an even or odd number of reflections
                self.made[turns] = INTEGER
                return mono.atom(power(MINUS_ONE, sym(turns)))
        return None

    def trace(self, s: Sum, rows: Node) -> Poly:
        """The trace of a sum of square words of that many rows."""
        return mono.plus(*(mono.times(c, self._cycle(w, rows)) for w, c in s.items()))

    def _cycle(self, w: Word, rows: Node) -> Poly:
        self.ctx.tick()
        if not w:
            return self.expand(rows)
        joint = next((k for k, x in enumerate(w) if shape(x)[0] == ONE), None)
        if joint is not None:
            return self._joined(w[joint:] + w[:joint])
        turned = w[1:] + w[:1]
        once = words.one_word(turned, self)
        if once != {turned: mono.ONE_POLY}:  # what stood at the two ends are neighbours, too
            return self.trace(once, shape(turned[0])[0])
        return self._symbol([v[k:] + v[:k] for v in self.with_transpose(w) for k in range(len(v))])

    def _joined(self, w: Word) -> Poly:
        """A product of rows, matrices and columns, cut at every 1 x 1 joint."""
        cuts = [*(k for k, x in enumerate(w) if shape(x)[0] == ONE), len(w)]
        return mono.times(*(self._piece(w[p:q]) for p, q in itertools.pairwise(cuts)))

    def _piece(self, w: Word) -> Poly:
        """A product that is 1 x 1 and has no such joint."""
        if shape(w[0])[1] != ONE:
            return self._symbol(self.with_transpose(w))
        match w[0].op:
            case "kron":
                return mono.times(*(self._piece((x,)) for x in w[0].args))
            case "matrix":
                return self._again(w[0].args[0])
            case "entries":
                return self._again(open_binder(w[0], ZERO, ZERO)[0])
        return self._symbol([w])

    def _again(self, node: Node) -> Poly:
        """The form of a scalar in normal form, in which sums are remembered as they stand."""
        found = self._scalar(node)
        return self.expand(node) if found is None else found

    def with_transpose(self, w: Word) -> list[Word]:
        """The word, and its transpose where that is one word."""
        turned: Word = ()
        for letter in reversed(w):
            one = words.transposed_letter(letter, self)
            if len(one) != 1 or next(iter(one.values())) != mono.ONE_POLY:
                return [w]
            turned += next(iter(one))
        return [w, turned]

    def _symbol(self, same: Sequence[Word]) -> Poly:
        word = min(same, key=words.order)
        name = f"{MARK}t{Node('matmul', word).digest.hex()}"
        self.cycles[name] = word
        square = len(word) == 2 and words.transposed_letter(word[0], self) == {word[1:]: mono.ONE_POLY}
        self.made[name] = NONNEGATIVE if square else REAL
        return mono.atom(sym(name))

    # ------------------------------------------------------------ determinants

    def _determinant(self, matrix: Node) -> Poly | None:
        """det(cB + …) = det(cB) · det(1 + (cB)⁻¹ …), where B is 1 or a letter declared regular and c is not 0."""
        together = words.read(matrix, self)
        size = shape(matrix)[0]
        bases = [w for w in sorted(together, key=words.order) if len(w) <= 1 and all(self._regular(x) for x in w)]
        base = next((w for w in bases if signs.is_nonzero(mono.to_node(together[w]), self.ctx)), None)
        if base is None or len(together) < 2:
            return None
        c = mono.to_node(together[base])
        outside = self.expand(power(c, size))
        inverse: Sum = {(): self.expand(power(c, -1))}
        positive = signs.is_positive(c, self.ctx) and positive_definite(matrix, self.ctx)
        for letter in base:
            outside = mono.times(outside, self.expand(Node("det", (letter,))))
            inverse = words.multiply(words.read(Node("inverse", (letter,)), self), inverse, self)
            positive = positive and positive_definite(letter, self.ctx)
        rest = words.multiply(inverse, {w: k for w, k in together.items() if w != base}, self)
        return mono.times(outside, self._near_one(rest, size, positive))

    def _structure(self, symbol: Node) -> str:
        domain = self.ctx.tensor(symbol.data)
        return domain.structure if domain is not None else ""

    def _regular(self, letter: Node) -> bool:
        inner = letter.args[0] if letter.op in ("inverse", "transpose") else letter
        return determinants.regular(inner, self)

    def _near_one(self, rest: Sum, size: Node, positive: bool) -> Poly:
        """det(1 + rest)."""
        if not rest:
            return mono.ONE_POLY
        if len(rest) > 1:
            return self._symbol_of({(): mono.ONE_POLY, **rest}, size, positive)
        ((w, k),) = rest.items()
        if not w:
            return self.expand(power(add(ONE, mono.to_node(k)), size))
        if any(shape(x)[0] == ONE for x in w):
            return mono.plus(mono.ONE_POLY, mono.times(k, self._cycle(w, size)))
        candidates = [(v, k, mono.ONE_POLY, positive) for v in self._turned(w)]
        inverse = self._inverse_word(w) if signs.is_nonzero(mono.to_node(k), self.ctx) else None
        if inverse is not None:  # det(1 + kw) = det(kw) · det(1 + (kw)⁻¹)
            outside = self.expand(power(mono.to_node(k), size))
            for letter in w:
                outside = mono.times(outside, self.expand(Node("det", (letter,))))
            over = self.expand(power(mono.to_node(k), -1))
            sure = (
                positive
                and all(positive_definite(x, self.ctx) for x in w)
                and signs.is_positive(mono.to_node(k), self.ctx)
            )
            candidates += [(v, over, outside, sure) for v in self._turned(inverse)]
        word, factor, outside, positive = min(candidates, key=lambda c: words.order(c[0]))
        symbol = self._symbol_of({(): mono.ONE_POLY, word: factor}, shape(word[0])[0], positive)
        return mono.times(outside, symbol)

    def _turned(self, w: Word) -> list[Word]:
        """The words of the same det(1 + kw): what stands at one end put to the other, and transposes."""
        return [v[n:] + v[:n] for v in self.with_transpose(w) for n in range(len(v))]

    def _inverse_word(self, w: Word) -> Word | None:
        """The inverse of a word of regular letters, where it is one word."""
        if not all(same_size(*shape(x), self) and self._regular(x) for x in w):
            return None
        found = words.read(Node("inverse", (w[0] if len(w) == 1 else Node("matmul", w),)), self)
        ((inverse, c),) = found.items() if len(found) == 1 else (((), mono.ZERO_POLY),)
        return inverse if inverse and c == mono.ONE_POLY else None

    def _symbol_of(self, s: Sum, size: Node, positive: bool) -> Poly:
        """The symbol for the determinant of a sum of words."""
        like = Node("identity", (size,))
        node = words.to_node(s, like, self)
        name = f"{MARK}d{node.digest.hex()}{'p' if positive else ''}"
        self.made[name] = POSITIVE if positive else REAL
        return mono.atom(sym(name))


def _as_product(n: Node, lang: Whole) -> Node | None:
    """The 1 x 1 product that a sum over all entries of columns is: Σ aᵢ bᵢ = aᵀb, Σ aᵢ = 1ᵀa."""
    body, index = open_binder(n)
    factors = (
        body.args if body.op == "mul" else body.args[:1] * 2 if body.op == "pow" and body.args[1] == TWO else (body,)
    )
    columns = [f.args[0] for f in factors if f.op == "elem" and f.args[1:] == (index, ZERO)]
    if len(columns) != len(factors) or n.args[1] != ZERO or len(columns) > 2:
        return None
    rows = shape(columns[0])[0]
    if any(shape(c)[1] != ONE or has_bound(c) or index in postorder(c) for c in columns):
        return None
    if not all(same_size(x, rows, lang) for x in (add(n.args[2], ONE), *(shape(c)[0] for c in columns))):
        return None
    if len(columns) == 1:
        whole = columns[0]
        columns = (
            [*whole.args] if whole.op == "hadamard" and len(whole.args) == 2 else [Node("ones", (rows, ONE)), whole]
        )
    return Node("matmul", (Node("transpose", (columns[0],)), columns[1]))
