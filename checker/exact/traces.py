"""Scalars made of matrices that stand whole: polynomials in traces of words, with what inverses and conditions say.

Decides equalities of scalars that follow from their forms in `whole`, from L L⁻¹ = 1 for sums L, and from equations
among the conditions: UᵀU = 1, S w = λ w, wᵀw = 1. Of conditions it also proves equalities of matrices. A word is
rewritten by the relations wherever it stands in a cycle; what is left of quadratic forms in the same two vectors must
be 0 as a matrix (see `word_proofs`). That a determinant is not 0 is proved where another one, of which a condition says
so, has the same factors. It can't show that two expressions differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from checker.domains import Tensor
from checker.exact import monomials as mono
from checker.exact import normal, signs, word_proofs, words
from checker.exact.context import Context, TooLarge
from checker.exact.monomials import Poly
from checker.exact.whole import Whole
from checker.exact.words import Sum, Word
from checker.graph import ONE, Node, div, is_matrix, postorder, power, rel, shape, size, sub, substitute

NAME = "traces of words"
#: nodes of a link up to which it is read so
MAX_SIZE = 600
#: steps of rewriting the words of one link
MAX_STEPS = 3000


def prove_scalar(left: Node, right: Node, ctx: Context) -> str | None:
    """The method's name if two scalars made of matrices are shown to be equal."""
    found = {n.op for n in postorder(left, right)}
    if not found & {"inverse", "det", "kron"} and not _conditions(ctx):
        return None
    proof = _Proof.of(left, right, ctx)
    return NAME if proof is not None and proof.is_zero(sub(left, right)) else None


def prove_nonzero(determinant: Node, ctx: Context) -> str | None:
    """The method's name if a determinant has no factor that may be 0, but those of what a condition says is not 0."""
    proof = _Proof.of(determinant, determinant, ctx)
    if proof is None:
        return None
    own = proof.divided(determinant)
    for c in ctx.where:
        if c.op == "rel" and c.data in ("!=", "<", ">") and not is_matrix(c.args[0]):
            other = proof.divided(sub(*c.args))
            if own and other and mono.as_constant(own) is None and proof.proportional(own, other):
                return NAME
    return NAME if own and mono.as_constant(own) is not None else None


def prove_matrix(left: Node, right: Node, ctx: Context) -> str | None:
    """The method's name if two matrices are shown to be equal by way of equations among the conditions."""
    proof = _Proof.of(left, right, ctx) if _conditions(ctx) else None
    if proof is None:
        return None
    return NAME if proof.sum_vanishes(word_proofs.difference(left, right, proof.lang)) else None


def _conditions(ctx: Context) -> list[Node]:
    """The equations among the conditions in which matrices stand."""
    equations = [c for c in ctx.where if c.op == "rel" and c.data == "="]
    return [c for c in equations if any(n.op == "matsym" for n in postorder(c))]


@dataclass
class _Proof:
    lang: Whole
    given: tuple[Sum, ...]  # each 0
    known: dict[Node, Node]  # symbols of traces, and what a condition says they are
    zeros: tuple[Poly, ...] = ()
    steps: int = MAX_STEPS

    @classmethod
    def of(cls, left: Node, right: Node, ctx: Context) -> _Proof | None:
        if size(left, right) > MAX_SIZE:
            return None
        if any(isinstance(d, Tensor) and d.entry.kind == "complex" for d in ctx.domains.values()):
            return None
        proof = cls(Whole.over(ctx), (), {})
        for c in _conditions(ctx):
            proof._take(*c.args)
        given = word_proofs.rules({}, proof.lang, proof.given)
        for first, second in itertools.permutations(given, 2):
            for s in word_proofs.overlaps(first, second, proof.lang):
                if set(s) == {()}:  # wᵀSv, read in two ways
                    proof._solve(s[()])
        return proof

    def _take(self, left: Node, right: Node) -> None:
        """What an equation says of words, or of one trace."""
        if is_matrix(left):
            zero = word_proofs.difference(left, right, self.lang)
            self.given += (zero, words.transposed(zero, self.lang))
            return
        if left.op == "norm":  # |v| = r says vᵀv = r²
            left, right = power(left, 2), power(right, 2)
        self._solve(self._settled(mono.minus(self.lang.expand(left), self.lang.expand(right))))

    def _solve(self, zero: Poly) -> None:
        """Remembers what a polynomial that is 0 says of one trace, if that has a factor that is not 0."""
        self.zeros += (zero,)
        for trace in self._cycles(zero):
            holding = {m: c for m, c in zero.items() if any(trace in postorder(a) for a, _ in m)}
            if any((trace, Fraction(1)) not in m for m in holding):
                continue
            factor = {tuple(f for f in m if f[0] != trace): c for m, c in holding.items()}
            over = mono.to_node(factor)
            if not any(trace in postorder(a) for a in mono.factors(factor)) and signs.is_nonzero(over, self.lang.ctx):
                rest = {m: -c for m, c in zero.items() if m not in holding}
                self.known[trace] = div(mono.to_node(rest), over)
                return

    def is_zero(self, node: Node) -> bool:
        p = self.lang.expand(node)
        rules = self._rules(p)
        q = self._settled(self._rewritten(p, rules))
        return self._vanishes(q) or self._forms_vanish(q) or any(z and self.proportional(p, z) for z in self.zeros)

    def sum_vanishes(self, s: Sum) -> bool:
        return word_proofs.vanishes(s, self.lang, self._coefficient_vanishes, self.given)

    def _coefficient_vanishes(self, node: Node) -> bool:
        return self._vanishes(self._settled(self.lang.expand(node)))

    def _vanishes(self, p: Poly) -> bool:
        if not p:
            return True
        where = tuple(self._without_matrices(c) for c in self.lang.ctx.where)
        return normal.is_zero(mono.to_node(p), replace(self.lang.ctx, where=where, memo={})) is True

    def _without_matrices(self, condition: Node) -> Node:
        if condition.op != "rel" or is_matrix(condition.args[0]):
            return condition
        left, right = (mono.to_node(self._settled(self.lang.expand(x))) for x in condition.args)
        return rel(left, condition.data, right)

    def _settled(self, p: Poly) -> Poly:
        """With what conditions say of traces, one after the other."""
        for old, new in self.known.items():
            if any(old in postorder(a) for a in mono.factors(p)):
                p = self.lang.expand(substitute(mono.to_node(p), {old: new}))
        return p

    def divided(self, node: Node) -> Poly:
        """What is left of a scalar without the factors that are never 0; nothing where it may be infinite."""
        p = self._settled(self.lang.expand(node))
        common = set.intersection(*({a for a, _ in m} for m in p)) if p else set()
        sure = {a for a in common if signs.is_nonzero(a, self.lang.ctx)}
        least = {a: min(e for m in p for b, e in m if b == a) for a in sure}
        return mono.times(p, {mono.monomial({a: -e for a, e in least.items()}): Fraction(1)})

    def proportional(self, p: Poly, q: Poly) -> bool:
        """Whether one is a rational multiple of the other, not 0."""
        m = mono.leading(q)
        return m in p and not mono.minus(p, mono.times_constant(q, p[m] / q[m]))

    # ------------------------------------------------------------ words in cycles

    def _rules(self, p: Poly) -> list[tuple[Word, Sum]]:
        standing: Sum = {self.lang.cycles[n.data]: mono.ONE_POLY for n in self._cycles(p)}
        return word_proofs.rules(standing, self.lang, self.given)

    def _cycles(self, p: Poly) -> list[Node]:
        """The symbols of traces that stand in it, at any depth."""
        found = {n for a in mono.factors(p) for n in postorder(a) if n.op == "sym" and n.data in self.lang.cycles}
        return sorted(found, key=lambda n: n.digest)

    def _rewritten(self, p: Poly, rules: Sequence[tuple[Word, Sum]]) -> Poly:
        while True:
            swap = {n: q for n in self._cycles(p) if (q := self._once(self.lang.cycles[n.data], rules)) is not None}
            if not swap:
                return p
            p = self.lang.expand(substitute(mono.to_node(p), {n: mono.to_node(q) for n, q in swap.items()}))

    def _once(self, word: Word, rules: Sequence[tuple[Word, Sum]]) -> Poly | None:
        """The trace of a word after one rewriting, or None where no rule fits."""
        self.steps -= 1
        if self.steps < 0:
            raise TooLarge("a rewriting that does not end")
        turns = range(1 if shape(word[0])[0] == ONE else len(word))
        for w in (word[k:] + word[:k] for k in turns):
            for old, new in rules:
                k = word_proofs.find(w, old)
                if k >= 0:
                    before, after = ({x: mono.ONE_POLY} for x in (w[:k], w[k + len(old) :]))
                    whole = words.multiply(words.multiply(before, new, self.lang), after, self.lang)
                    return self.lang.trace(whole, shape(w[0])[0])
        return None

    # ------------------------------------------------------------ quadratic forms

    def _forms_vanish(self, p: Poly) -> bool:
        """Whether the forms aᵀXb in the same vectors add up to X = 0 each, where p is a sum of such forms."""
        forms: dict[tuple[Node, Node], Sum] = {}
        for m, c in p.items():
            cycles = [a for a, e in m if a.data in self.lang.cycles and e == 1]
            word = self.lang.cycles[cycles[0].data] if len(cycles) == 1 else ()
            if not word or shape(word[0])[0] != ONE:
                return False
            rest: Poly = {tuple(f for f in m if f[0] != cycles[0]): c}
            for w in self.lang.with_transpose(word)[::-1]:
                ends = (w[0], w[-1])
                if ends in forms:
                    break
            forms[ends] = words.total(forms.get(ends, {}), {w[1:-1]: rest})
        return all(self._form_vanishes(*ends, s) for ends, s in forms.items())

    def _form_vanishes(self, first: Node, last: Node, inner: Sum) -> bool:
        """Whether the form is 0 in its vectors: X = 0, or, in one and the same vector, X + Xᵀ = 0."""
        if self.sum_vanishes(inner):
            return True
        if words.transposed_letter(last, self.lang) != {(first,): mono.ONE_POLY}:
            return False
        return self.sum_vanishes(words.total(inner, words.transposed(inner, self.lang)))
