"""Matrix expressions as noncommutative polynomials: sums of scalar multiples of words in matrices that stand whole.

Decides equalities that follow from associativity, distributivity, transposition, and L L⁻¹ = 1: transposes and inverses
are pushed to the letters, neighbours that cancel do, parts of a word that are 1 x 1 leave it as scalars. The inverse of
a sum is one letter (what follows from its product with the sum, `word_proofs` finds out). It knows nothing of entries.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction

from checker.exact import monomials as mono
from checker.exact.context import TooLarge
from checker.exact.contraction import is_symmetric
from checker.exact.language import Language, make_index, same_shape, same_size, tidy
from checker.exact.monomials import Poly
from checker.graph import (
    MINUS_ONE,
    ONE,
    Node,
    ShapeError,
    bind_entries,
    elem,
    mul,
    power,
    rat,
    shape,
    substitute,
    sym,
)  # fmt: skip

Word = tuple[Node, ...]
#: word -> coefficient, none of them 0; the empty word is the identity
Sum = Mapping[Word, Poly]

MAX_WORDS = 2000
#: integer powers of matrices up to this are written out
MAX_POWER = 12
SPLIT = frozenset({"matadd", "matmul", "scale", "transpose", "inverse", "identity", "zeros", "matpow"})


def has_inverse(matrix: Node, lang: Language) -> bool:
    """Whether an inverse, a power or a Kronecker product stands among the factors and summands."""
    memo = lang.ctx.memo
    key = ("has inverse", matrix)
    if key not in memo:
        memo[key] = matrix.op in ("inverse", "matpow", "kron") or (
            matrix.op in SPLIT and any(has_inverse(a, lang) for a in matrix.args if a.op in SPLIT or a.op == "kron")
        )
    return bool(memo[key])


def simplify(matrix: Node, lang: Language) -> Node:
    """The matrix with inverses pushed in and cancelled; itself when it has none."""
    return to_node(read(matrix, lang), matrix, lang) if has_inverse(matrix, lang) else matrix


def entry(matrix: Node, i: Node, j: Node, lang: Language) -> Poly:
    """The entry (i, j) by way of the words."""
    parts: list[Poly] = []
    for word, c in read(matrix, lang).items():
        if not word:
            unit = lang.expand(Node("fn", (i, j), "kronecker")) if shape(matrix) != (ONE, ONE) else mono.ONE_POLY
            parts.append(mono.times(c, unit))
        else:
            parts.append(mono.times(c, chain(word, i, j, lang)))
    return lang.sum_over(mono.plus(*parts))


def chain(letters: Sequence[Node], i: Node, j: Node, lang: Language) -> Poly:
    """The entry (i, j) of a product, its inner indices summed."""
    state: list[tuple[Node, Poly]] = [(i, mono.ONE_POLY)]
    summed = False
    for n, x in enumerate(letters):
        inner = shape(x)[1]
        symbolic = False
        if n == len(letters) - 1:
            columns = [j]
        elif inner.op == "rat":
            columns = [rat(k) for k in range(int(inner.value))]
        else:
            columns = [make_index("k", inner, lang, *letters, i, j, *(row for row, _ in state))]
            symbolic = True
        new: list[tuple[Node, Poly]] = []
        for col in columns:
            terms = mono.plus(*(mono.times(p, _letter_entry(x, k, col, lang)) for k, p in state if p))
            new.append((col, lang.sum_over(terms, state[0][0]) if summed else lang.sum_over(terms)))
        state, summed = new, symbolic
    return state[0][1]


def _letter_entry(letter: Node, i: Node, j: Node, lang: Language) -> Poly:
    if letter.op == "inverse":
        return _inverse_entry(letter.args[0], i, j, lang)
    if letter.op == "matpow":
        if read(letter, lang) == {(letter,): mono.ONE_POLY}:
            return mono.atom(elem(letter, i, j))
    return lang.entry(letter, i, j)


def _inverse_entry(inner: Node, i: Node, j: Node, lang: Language) -> Poly:
    """An entry of the inverse of a letter or a sum, which is opaque but for its symmetry."""
    words_of = read(Node("inverse", (inner,)), lang)
    if words_of != {(Node("inverse", (inner,)),): mono.ONE_POLY}:
        return entry(Node("inverse", (inner,)), i, j, lang)
    x, y = lang.canonical(inner), lang.canonical(Node("transpose", (inner,)))
    if x == y:
        i, j = sorted((i, j), key=lambda n: n.digest)
    elif y.op in ("matsym", "matbound") or (x.op not in ("matsym", "matbound") and y.digest < x.digest):
        x, i, j = y, j, i
    return mono.atom(elem(Node("inverse", (x,)), i, j))


# ---------------------------------------------------------------- reading


def read(matrix: Node, lang: Language) -> Sum:
    """The matrix as a sum of words. Raises ShapeError where shapes do not fit."""
    key = ("words", matrix)
    known = lang.ctx.memo.get(key)
    if known is None:
        lang.ctx.tick()
        known = lang.ctx.memo[key] = _read(matrix, lang)
    return known  # type: ignore[return-value]


def _read(m: Node, lang: Language) -> Sum:
    a = m.args
    match m.op:
        case "matadd":
            if not all(same_shape(a[0], x, lang) for x in a[1:]):
                raise ShapeError("matrices of different shapes added")
            return total(*(read(x, lang) for x in a))
        case "matmul":
            for x, y in itertools.pairwise(a):
                if not same_size(shape(x)[1], shape(y)[0], lang):
                    raise ShapeError("matrices multiplied whose sizes do not fit")
            result = read(a[0], lang)
            for x in a[1:]:
                result = multiply(result, read(x, lang), lang)
            return result
        case "scale":
            return scaled(read(a[1], lang), lang.expand(a[0]))
        case "transpose":
            return transposed(read(a[0], lang), lang)
        case "identity":
            return {(): mono.ONE_POLY}
        case "zeros":
            return {}
        case "inverse":
            return _inverse(a[0], lang)
        case "matpow":
            return _power(m, lang)
        case "matsym":
            return one_word((m,), lang)
        case "kron":
            return _kron_sum(a, lang)
        case "diagmat" if a[0].op == "ones":
            return {(): mono.ONE_POLY}
    return one_word((lang.canonical(m),), lang)


def one_word(word: Word, lang: Language) -> Sum:
    """A word with its neighbours cancelled and its 1 x 1 parts taken out as scalars."""
    c: Poly = mono.ONE_POLY
    n = 0
    while n + 1 < len(word):
        merged = _merge(word[n], word[n + 1], lang)
        if merged is not None:
            word = word[:n] + merged + word[n + 2 :]
            n = max(n - 1, 0)
        else:
            n += 1
    if word:
        sizes = [shape(word[0])[0], *(shape(x)[1] for x in word)]
        ends = [k for k, size in enumerate(sizes) if size == ONE]
        for p, q in itertools.pairwise(ends):
            c = mono.times(c, lang.product_value(word[p:q]))
        if ends:
            word = word[: ends[0]] + word[ends[-1] :]
    return {word: c} if c else {}


def _kron_sum(factors: Sequence[Node], lang: Language) -> Sum:
    """A Kronecker product is linear in both factors; one of numbers is their product."""
    parts: list[Sum] = []
    for v, c in read(factors[0], lang).items():
        for w, k in read(factors[1], lang).items():
            pair = [to_node({x: mono.ONE_POLY}, f, lang) for x, f in zip((v, w), factors, strict=True)]
            letter = _kron(pair, lang)
            plain = letter.args if all(shape(x) == (ONE, ONE) for x in letter.args) else ()
            if plain:
                parts.append({(): mono.times(c, k, *(lang.product_value((x,)) for x in plain))})
            else:
                parts.append(scaled(one_word((letter,), lang), mono.times(c, k)))
    return total(*parts)


def _kron(factors: Sequence[Node], lang: Language) -> Node:
    return Node("kron", tuple(lang.canonical(x) for x in factors))


def _base(letter: Node, lang: Language) -> tuple[Node, Poly]:
    match letter.op:
        case "inverse":
            return letter.args[0], mono.constant(-1)
        case "matpow":
            return letter.args[0], lang.expand(letter.args[1])
        case "transpose" if _orthogonal(letter.args[0], lang):
            return letter.args[0], mono.constant(-1)
    return letter, mono.ONE_POLY


def _merge(x: Node, y: Node, lang: Language) -> Word | None:
    """What two neighbours become, if anything: powers of one matrix add their exponents."""
    if x.op == y.op == "kron":  # (A ⊗ B)(C ⊗ D) = AC ⊗ BD, where the sizes fit
        pairs = list(zip(x.args, y.args, strict=True))
        if all(same_size(shape(p)[1], shape(q)[0], lang) for p, q in pairs):
            return (_kron([Node("matmul", pair) for pair in pairs], lang),)
    (b, e), (d, f) = _base(x, lang), _base(y, lang)
    if b != d:
        return None
    exponent = mono.plus(e, f)
    k = mono.as_constant(exponent)
    if k == 0:
        return ()
    if "matpow" not in (x.op, y.op):
        return None
    if k is None:
        return (Node("matpow", (b, mono.to_node(exponent))),)
    return (b if k > 0 else Node("inverse", (b,)),) * abs(int(k)) if k.denominator == 1 else None


def _orthogonal(letter: Node, lang: Language) -> bool:
    domain = lang.ctx.tensor(letter.data) if letter.op == "matsym" else None
    return domain is not None and domain.structure == "orthogonal" and same_size(*shape(letter), lang)


def total(*sums: Sum) -> Sum:
    out: dict[Word, Poly] = {}
    for s in sums:
        for w, c in s.items():
            both = mono.plus(out[w], c) if w in out else c
            if both:
                out[w] = both
            else:
                del out[w]
    if len(out) > MAX_WORDS:
        raise TooLarge(f"{len(out)} words")
    return out


def scaled(s: Sum, c: Poly) -> Sum:
    return {w: product for w, k in s.items() if (product := mono.times(c, k))}


def multiply(s: Sum, t: Sum, lang: Language) -> Sum:
    if len(s) * len(t) > MAX_WORDS:
        raise TooLarge(f"a product of {len(s)} by {len(t)} words")
    return total(*(scaled(one_word(v + w, lang), mono.times(c, k)) for v, c in s.items() for w, k in t.items()))


def transposed(s: Sum, lang: Language) -> Sum:
    parts: list[Sum] = []
    for w, c in s.items():
        result: Sum = {(): c}
        for letter in reversed(w):
            result = multiply(result, transposed_letter(letter, lang), lang)
        parts.append(result)
    return total(*parts)


def transposed_letter(letter: Node, lang: Language) -> Sum:
    match letter.op:
        case "transpose":
            return one_word(letter.args, lang)
        case "inverse":
            return read(Node("inverse", (Node("transpose", letter.args),)), lang)
        case "matpow":
            return read(Node("matpow", (Node("transpose", letter.args[:1]), letter.args[1])), lang)
        case "kron":
            return one_word((_kron([Node("transpose", (x,)) for x in letter.args], lang),), lang)
        case "matsym":
            return one_word((letter if is_symmetric(letter, lang) else Node("transpose", (letter,)),), lang)
    return one_word((lang.canonical(Node("transpose", (letter,))),), lang)


def _power(m: Node, lang: Language) -> Sum:
    base, exponent = read(m.args[0], lang), lang.expand(m.args[1])
    k = mono.as_constant(exponent)
    if k is not None and k.denominator == 1 and abs(k) <= MAX_POWER:
        if k < 0:
            base = read(Node("inverse", m.args[:1]), lang)
        result: Sum = {(): mono.ONE_POLY}
        for _ in range(abs(int(k))):
            result = multiply(result, base, lang)
        return result
    return {(Node("matpow", (to_node(base, m.args[0], lang), mono.to_node(exponent))),): mono.ONE_POLY}


def _inverse(inner: Node, lang: Language) -> Sum:
    rows, cols = shape(inner)
    if not same_size(rows, cols, lang):
        raise ShapeError("the inverse of a matrix that is not square")
    s = read(inner, lang)
    if not s or set(s) == {()}:
        scalar = mono.to_node(s[()] if s else mono.ZERO_POLY)
        return {(): lang.expand(power(scalar, -1))}
    if len(s) == 1:
        ((word, c),) = s.items()
        if all(same_size(*shape(letter), lang) for letter in word):
            result: Sum = {(): lang.expand(power(mono.to_node(c), -1))}
            for letter in reversed(word):
                result = multiply(result, _inverse_letter(letter, lang), lang)
            return result
    found = _inverse_diagonal(lang.canonical(inner), lang)
    if found is not None:
        return one_word((found,), lang)
    first = s[min(s, key=order)]
    scale = first[mono.leading(first)]
    monic = scaled(s, mono.constant(1 / scale))
    return {(Node("inverse", (to_node(monic, inner, lang),)),): mono.constant(1 / scale)}


def _inverse_letter(letter: Node, lang: Language) -> Sum:
    match letter.op:
        case "inverse":
            return read(letter.args[0], lang)
        case "matpow":
            return {(Node("matpow", (letter.args[0], mul(MINUS_ONE, letter.args[1]))),): mono.ONE_POLY}
        case "transpose" if _orthogonal(letter.args[0], lang):
            return {letter.args: mono.ONE_POLY}
        case "kron" if all(same_size(*shape(x), lang) for x in letter.args):
            return one_word((_kron([Node("inverse", (x,)) for x in letter.args], lang),), lang)
        case "matsym" if _orthogonal(letter, lang):
            return {(Node("transpose", (letter,)),): mono.ONE_POLY}
    found = _inverse_diagonal(letter, lang)
    return {(Node("inverse", (letter,)) if found is None else found,): mono.ONE_POLY}


def diagonal(matrix: Node, lang: Language) -> tuple[Node, Node] | None:
    """(i, entry at (i, i)) of a canonical matrix whose every term has a factor δ_ij."""
    if matrix.op != "entries" or not same_size(*shape(matrix), lang):
        return None
    i = make_index("r", shape(matrix)[0], lang, matrix)
    j = make_index("r", shape(matrix)[0], lang, matrix, i)
    p = lang.entry(matrix, i, j)
    delta = next((a for a in mono.factors(p) if a.op == "fn" and a.data == "kronecker" and set(a.args) == {i, j}), None)
    if delta is None or not all((delta, Fraction(1)) in m for m in p):
        return None
    body = {tuple(f for f in m if f[0] != delta): c for m, c in p.items()}
    return i, mono.to_node(lang.expand(substitute(mono.to_node(body), {j: i})))


def _inverse_diagonal(matrix: Node, lang: Language) -> Node | None:
    found = diagonal(matrix, lang)
    if found is None:
        return None
    i, value = found
    size = shape(matrix)[0]
    vector = bind_entries(i, sym("#col"), power(value, -1), size, ONE)
    return lang.canonical(Node("diagmat", (vector,)))


def to_node(s: Sum, like: Node, lang: Language) -> Node:
    """The sum as a matrix node of the shape of `like`."""
    rows, cols = (tidy(n, lang) for n in shape(like))
    parts: list[Node] = []
    for w, c in s.items():
        m = Node("identity", (rows,)) if not w else w[0] if len(w) == 1 else Node("matmul", w)
        parts.append(m if c == mono.ONE_POLY else Node("scale", (mono.to_node(c), m)))
    if not parts:
        return Node("zeros", (rows, cols))
    parts.sort(key=lambda p: p.digest)
    return parts[0] if len(parts) == 1 else Node("matadd", tuple(parts))


def order(word: Word) -> tuple[int, tuple[bytes, ...]]:
    return len(word), tuple(x.digest for x in word)
