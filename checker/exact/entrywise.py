"""Equality of matrix expressions made of entrywise operations and of products that stay whole.

Decides that both sides are equal, for every size, where that follows with the entry at one place: an entrywise
product is a product there, a function of every entry a function, and a product of matrices is one letter, named by the
normal forms of its factors up to numbers. Gradients of undefined functions are carried out by the backward pass first
(`adjoints`). The cost grows with the number of different parts: gradients of networks unrolled in time, of which the
entries written out as sums grow without bound. Products are not distributed over sums, so that much stays undecided; a
False decides nothing. Raises ShapeError for sizes that do not fit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from itertools import pairwise

from checker.exact import adjoints, polyform
from checker.exact.context import Unsupported
from checker.exact.language import MARK, Language, same_shape, same_size, tidy
from checker.exact.polyform import Poly
from checker.graph import ONE, Node, ShapeError, elem, fn, matsym, open_binder, postorder, power, shape, sub, sym

ROW, COL = sym(f"{MARK}row"), sym(f"{MARK}col")
#: what stands for an argument of a function of every entry
INNER = sym(f"{MARK}inner")
UNIT: Poly = {polyform.CONSTANT: Fraction(1)}


def equal(left: Node, right: Node, lang: Language) -> bool:
    """Whether the entry at any one place is shown to be the same. Raises ShapeError, TooLarge and OutOfTime."""
    forms = _Forms(lang)
    try:
        return forms.of(left) == forms.of(right)
    except Unsupported:
        return False


@dataclass(slots=True)
class _Forms:
    """The entry (ROW, COL) of every part met, as a polynomial in letters."""

    lang: Language
    known: dict[Node, Poly] = field(default_factory=dict)

    def of(self, matrix: Node) -> Poly:
        """The form of a matrix. Raises Unsupported for what is neither entrywise nor a product."""
        stack = [matrix]
        while stack:  # arguments first, so that deep graphs need no deep recursion
            m = stack[-1]
            todo = [a for a in _parts(m) if a not in self.known]
            if m in self.known or not todo:
                stack.pop()
                if m not in self.known:
                    self.lang.ctx.tick()
                    self.known[m] = self._read(m)
            else:
                stack.extend(todo)
        return self.known[matrix]

    def _read(self, m: Node) -> Poly:
        a = m.args
        match m.op:
            case "matsym":
                return polyform.atom(elem(m, ROW, COL))
            case "ones":
                return UNIT
            case "zeros":
                return {}
            case "matadd" | "hadamard":
                if not all(same_shape(a[0], x, self.lang) for x in a[1:]):
                    raise ShapeError(f"{m.op} of matrices of different shapes")
                out = self.known[a[0]]
                for x in a[1:]:
                    out = (polyform.plus if m.op == "matadd" else polyform.times)(out, self.known[x])
                return out
            case "scale":
                return polyform.times(self._scalar(a[0], None), self.known[a[1]])
            case "map":
                body = open_binder(m, INNER)[0]
                return self._scalar(body, self.known[a[1]])
            case "transpose":
                return self._turned(a[0])
            case "matmul":
                return self._product(a)
            case "gradient":
                return self._gradient(m)
        raise Unsupported(f"{m.op} is not entrywise")

    def _scalar(self, n: Node, inner: Poly | None) -> Poly:
        """A scalar without matrices, `inner` for INNER."""
        match n.op:
            case "rat" | "const":
                return polyform.polynomial(n)
            case "sym":
                return inner if n == INNER and inner is not None else polyform.atom(n)
            case "add":
                out: Poly = {}
                for x in n.args:
                    out = polyform.plus(out, self._scalar(x, inner))
                return out
            case "mul":
                out = UNIT
                for x in n.args:
                    out = polyform.times(out, self._scalar(x, inner))
                return out
            case "fn":
                return polyform.atom(fn(n.data, *(polyform.to_node(self._scalar(x, inner)) for x in n.args)))
            case "pow" if n.args[1].op == "rat":
                base, e = n.args[0], n.args[1].value
                if e == -2 and base.op == "fn" and base.data == "cosh":
                    return self._scalar(sub(ONE, power(fn("tanh", *base.args), 2)), inner)
                p = self._scalar(base, inner)
                if e.denominator == 1:
                    return polyform.raised(p, e.numerator)
                return polyform.atom(power(polyform.to_node(p), n.args[1]))
        raise Unsupported(f"{n.op} in a function of every entry")

    def _named(self, p: Poly, rows: Node, cols: Node) -> Node:
        """The matrix of such entries: a symbol if it is one, else one named by what they are."""
        if len(p) == 1:
            ((m, c),) = p.items()
            if c == 1 and len(m) == 1 and m[0][1] == 1 and m[0][0].op == "elem":
                letter, r, k = m[0][0].args
                if (r, k) == (ROW, COL):
                    return letter
                if (r, k) == (COL, ROW):
                    return Node("transpose", (letter,))
        return self._symbol("p", polyform.to_node(p), rows, cols)

    def _symbol(self, kind: str, meaning: Node, rows: Node, cols: Node) -> Node:
        r, c = tidy(rows, self.lang), tidy(cols, self.lang)
        name = blake2b(meaning.digest + r.digest + c.digest, digest_size=16).hexdigest()
        return matsym(f"{MARK}{kind}{name}", r, c)

    def _turned(self, m: Node) -> Poly:
        """The form of the transpose."""
        a = m.args
        match m.op:
            case "matsym":
                return polyform.atom(elem(m, COL, ROW))
            case "transpose":
                return self.of(a[0])
            case "matmul":
                return self.of(Node("matmul", tuple(Node("transpose", (x,)) for x in reversed(a))))
            case "matadd" | "hadamard":
                return self.of(Node(m.op, tuple(Node("transpose", (x,)) for x in a)))
            case "scale":
                return self.of(Node("scale", (a[0], Node("transpose", (a[1],)))))
            case "ones" | "zeros":
                return self.of(m)
            case "map":
                return self.of(Node("map", (a[0], Node("transpose", (a[1],))), m.data))
        raise Unsupported(f"the transpose of {m.op}")

    def _product(self, factors: tuple[Node, ...]) -> Poly:
        """A product as one letter, the leading coefficients of its factors taken out."""
        for x, y in pairwise(factors):
            if not same_size(shape(x)[1], shape(y)[0], self.lang):
                raise ShapeError("a product of matrices that do not fit")
        scale = Fraction(1)
        letters: list[Node] = []
        for f in factors:
            p = self.known[f]
            if not p:
                return {}
            lead = p[min(p, key=lambda m: [(n.digest, e) for n, e in m])]
            scale *= lead
            letters += self._flat(self._named({m: c / lead for m, c in p.items()}, *shape(f)))
        whole = Node("matmul", tuple(letters)) if len(letters) > 1 else letters[0]
        return {((elem(whole, ROW, COL), 1),): scale}

    @staticmethod
    def _flat(letter: Node) -> tuple[Node, ...]:
        return letter.args if letter.op == "matmul" else (letter,)

    def _gradient(self, m: Node) -> Poly:
        body, u = open_binder(m)
        if body.op == "app" and u in body.args and not any(body.data[1]):
            others = [x for x in body.args if x != u]
            if len(others) == len(body.args) - 1 and not any(u in postorder(x) for x in others):
                return self._kernel(m, body, u)
        return self.of(adjoints.carried_out(m, self.lang.ctx))

    def _kernel(self, m: Node, body: Node, u: Node) -> Poly:
        """The gradient of an undefined function in one argument, named by the forms of all of them."""
        point, slot = m.args[1], body.args.index(u)
        args = [point if x == u else x for x in body.args]
        if not all(x.op in _OPS for x in args):
            raise Unsupported("an undefined function of scalars")
        named = tuple(self._named(self.of(x), *shape(x)) for x in args)
        meaning = Node("app", named, (body.data[0], (*body.data[1], slot)))
        return polyform.atom(elem(self._symbol("g", meaning, *shape(point)), ROW, COL))


_OPS = frozenset({"matsym", "ones", "zeros", "matadd", "hadamard", "scale", "map", "transpose", "matmul", "gradient"})


def _parts(m: Node) -> tuple[Node, ...]:
    """The matrices that are read before the matrix."""
    match m.op:
        case "matadd" | "hadamard" | "matmul":
            return m.args
        case "scale" | "map":
            return m.args[1:]
        case _:
            return ()
