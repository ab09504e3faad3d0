"""What the parts of index language say to one another: one interface, so that none of them imports the other.

A matrix expression is read as its entry at two indices, a sum over entries as a sum over an index. An index made
here carries its range in its name, so what is known of it does not depend on where it is met. Decides nothing but
whether an index surely lies in a range.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from checker.exact import monomials as mono
from checker.exact.context import Context
from checker.exact.monomials import Poly
from checker.graph import (
    ONE,
    ZERO,
    Node,
    add,
    bind_entries,
    elem,
    matsym,
    postorder,
    rat,
    shape,
    size,
    sub,
    substitute,
    sym,
)  # fmt: skip

#: first letter of the names of indices made by this engine; no author's symbol starts with it
MARK = "#"
#: scalars of up to this many nodes are not abbreviated
SMALL = 6


class Language(Protocol):
    """The reader of scalars and matrices as polynomials in entries (see `indices`)."""

    @property
    def ctx(self) -> Context: ...

    def expand(self, node: Node) -> Poly:
        """A scalar as a polynomial in canonical atoms."""
        ...

    def entry(self, matrix: Node, i: Node, j: Node) -> Poly:
        """The entry (i, j) of a matrix, both in range."""
        ...

    def canonical(self, matrix: Node) -> Node:
        """One node for all matrices whose entries have one form."""
        ...

    def sum_over(self, p: Poly, *indices: Node) -> Poly:
        """The sum of p over all values of indices made by `make_index`."""
        ...

    def product_value(self, letters: Sequence[Node]) -> Poly:
        """The one entry of a product that has one row and one column."""
        ...

    def is_real(self, node: Node) -> bool:
        """Whether a scalar is surely real wherever it has a value."""
        ...

    def is_real_matrix(self, matrix: Node) -> bool:
        """Whether every entry is."""
        ...


def make_index(kind: str, length: Node, lang: Language, *avoid: Node) -> Node:
    """An index 0 … size - 1 that does not stand in the given nodes. Equal calls give equal indices."""
    length = tidy(length, lang)
    taken = frozenset().union(*(free(a, lang) for a in avoid)) if avoid else frozenset()
    t = 0
    while True:
        name = f"{MARK}{kind}{t}.{length.digest.hex()[:12]}"
        if name not in taken:
            lang.ctx.memo["range", name] = length
            return sym(name)
        t += 1


def tidy(size: Node, lang: Language) -> Node:
    """A size in normal form: n + m and m + n are one."""
    return size if size.op in ("rat", "sym") else mono.to_node(lang.expand(size))


def same_size(a: Node, b: Node, lang: Language) -> bool:
    return a == b or tidy(a, lang) == tidy(b, lang)


def same_shape(a: Node, b: Node, lang: Language) -> bool:
    (r, c), (s, d) = shape(a), shape(b)
    return same_size(r, s, lang) and same_size(c, d, lang)


def last(size: Node, lang: Language) -> Node:
    """The last index of a range."""
    return rat(size.value - 1) if size.op == "rat" else tidy(add(size, rat(-1)), lang)


def definition(symbol: Node, lang: Language) -> Node | None:
    """The matrix that a symbol made by `abbreviate` stands for."""
    meaning = lang.ctx.memo.get(("definition", symbol.data))
    return meaning if isinstance(meaning, Node) else None


def abbreviate(node: Node, lang: Language) -> Node:
    """A large scalar that depends on one index, as the entry at it of a vector that stands for all of them.

    Renaming the index then costs nothing. The vector is named by its content, so equal ones have one name.
    """
    marks = [n for n in free(node, lang) if n.startswith(MARK) and ("range", n) in lang.ctx.memo]
    if len(marks) != 1 or size(node) <= SMALL:
        return node
    index = sym(marks[0])
    length = index_range(index, lang)
    assert length is not None
    meaning = lang.canonical(bind_entries(index, sym(f"{MARK}col"), node, length, ONE))
    if meaning.op != "entries":
        return node
    name = f"{MARK}f{meaning.digest.hex()}"
    lang.ctx.memo["definition", name] = meaning
    return elem(matsym(name, length, ONE), index, ZERO)


def written_out(node: Node, lang: Language) -> Node:
    """The node with all abbreviations replaced by what they stand for."""
    while True:
        found = {n: d for n in postorder(node) if n.op == "matsym" and (d := definition(n, lang)) is not None}
        if not found:
            return node
        node = substitute(node, found)


def free(node: Node, lang: Language) -> frozenset[str]:
    """Names of the free symbols, remembered for every part."""
    memo = lang.ctx.memo
    known = memo.get(("free", node))
    if isinstance(known, frozenset):
        return known
    for n in postorder(node):
        if ("free", n) not in memo:
            own = frozenset({n.data}) if n.op in ("sym", "matsym") else frozenset()
            if n.op == "matsym" and (meaning := definition(n, lang)) is not None:
                own |= free(meaning, lang)
            parts = [memo["free", a] for a in n.args]
            memo["free", n] = own.union(*parts) if parts else own  # type: ignore[arg-type]
    result = memo["free", node]
    assert isinstance(result, frozenset)
    return result


def mentions(node: Node, variable: Node, lang: Language) -> bool:
    return variable.data in free(node, lang)


def index_range(index: Node, lang: Language) -> Node | None:
    """The size of the range of an index: one made here, or a symbol that an entry of a matrix was taken at."""
    size = lang.ctx.memo.get(("range", index.data))
    return size if isinstance(size, Node) else None


def in_range(index: Node, size: Node, lang: Language) -> bool:
    """Whether 0 ≤ index < size surely, for all values of the sizes."""
    if index.op == "sym" and (known := index_range(index, lang)) is not None and same_size(known, size, lang):
        return True
    return never_negative(index, lang) and never_negative(sub(add(size, rat(-1)), index), lang)


def never_negative(node: Node, lang: Language) -> bool:
    """Whether the node is ≥ 0 for all indices in their ranges and all sizes.

    Linear in indices with coefficients ±: the worst end of each; then a polynomial in sizes, each 1 + (≥ 0).
    """
    p = lang.expand(node)
    worst = node
    for a in mono.factors(p):
        if a.op != "sym" or (size := index_range(a, lang)) is None:
            continue
        powers = [(m, c) for m, c in p.items() if any(b == a for b, _ in m)]
        if len(powers) != 1 or powers[0][0] != ((a, Fraction(1)),):
            return False
        end = ZERO if powers[0][1] > 0 else add(size, rat(-1))
        worst = substitute(worst, {a: end})
    q = lang.expand(worst)
    for a in mono.factors(q):
        domain = lang.ctx.scalar(a.data) if a.op == "sym" else None
        if domain is None or domain.kind != "integer" or domain.lower is None:
            return False
        worst = substitute(worst, {a: add(a, rat(domain.lower))})
    shifted = lang.expand(worst)
    return all(c > 0 and all(e > 0 for _, e in m) for m, c in shifted.items())
