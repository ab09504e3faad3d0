"""Proofs that a sum of words in matrices and inverses of sums is 0.

The inverse of a sum P is a letter L with P L = L P = 1. `vanishes` multiplies by the sums P (which are invertible where
the claim means anything), and completes the relations as far as its bounds allow (Buchberger's algorithm over the free
algebra; Mora, An introduction to commutative and noncommutative Gröbner bases, 1994). Woodbury's identity and its kin
follow. It can't show that two expressions differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from checker.exact import monomials as mono
from checker.exact import signs
from checker.exact.context import TooLarge
from checker.exact.language import Language, same_size
from checker.exact.monomials import Poly
from checker.exact.words import Sum, Word, multiply, order, read, scaled, total
from checker.graph import Node, shape

MAX_LENGTH = 16
MAX_RULES = 48
MAX_STEPS = 4000


def difference(left: Node, right: Node, lang: Language) -> Sum:
    return total(read(left, lang), scaled(read(right, lang), mono.constant(-1)))


def vanishes(s: Sum, lang: Language, is_zero: Callable[[Node], bool], given: Sequence[Sum] = ()) -> bool:
    """Whether the sum is shown to be 0 wherever every inverse in it exists and each of the given sums is 0."""

    def gone(t: Sum) -> bool:
        return all(is_zero(mono.to_node(c)) for c in t.values())

    if gone(s):
        return True
    sums = [read(x.args[0], lang) for x in _inverses((s, *given), lang)]
    known = rules(s, lang, given)
    if not known:
        return False
    try:
        if gone(_reduced(s, known, lang)):
            return True
        level = [s]
        for _ in range(2):
            level = [t for u in level for p in sums for t in _cleared(u, p, known, lang)]
            if any(gone(t) for t in level):
                return True
            if len(level) > 24:
                break
        return _complete(s, known, gone, lang)
    except TooLarge:
        return False


def rules(s: Sum, lang: Language, given: Sequence[Sum] = ()) -> list[tuple[Word, Sum]]:
    """Words, and what each equals: by P P⁻¹ = 1 for every inverse in the sums, and by the given sums, each 0."""
    inverses = _inverses((s, *given), lang)
    relations = [r for x in inverses for r in _relations(x, read(x.args[0], lang), lang)]
    return [rule for r in (*given, *relations) if (rule := _oriented(r, lang)) is not None]


def _ends(p: Sum, lang: Language) -> tuple[Node, Node] | None:
    word = next((w for w in p if w), None)
    return None if word is None else (shape(word[0])[0], shape(word[-1])[1])


def _cleared(s: Sum, p: Sum, rules: Sequence[tuple[Word, Sum]], lang: Language) -> Iterator[Sum]:
    """s multiplied by the invertible sum p, from either side where the sizes fit, and reduced."""
    ends, own = _ends(s, lang), _ends(p, lang)
    if ends is None or own is None:
        return
    if same_size(own[1], ends[0], lang):
        yield _reduced(multiply(p, s, lang), rules, lang)
    if same_size(ends[1], own[0], lang):
        yield _reduced(multiply(s, p, lang), rules, lang)


def _inverses(sums: Iterable[Sum], lang: Language) -> list[Node]:
    """Every inverse that stands as a letter, in the sums or inside the inverses of them, innermost last."""
    found: list[Node] = []
    todo = list(sums)
    while todo:
        for word in sorted(todo.pop(0), key=order):
            for letter in word:
                if letter.op == "inverse" and letter not in found:
                    found.append(letter)
                    todo.append(read(letter.args[0], lang))
    return found


def _relations(inverse: Node, p: Sum, lang: Language) -> Iterable[Sum]:
    letter: Sum = {(inverse,): mono.ONE_POLY}
    one: Sum = {(): mono.constant(-1)}
    plain = len(p) == 1 and next(iter(p)) == inverse.args
    if plain:  # cancelled wherever words are made; stated for the overlaps
        return [{(inverse, inverse.args[0]): mono.ONE_POLY, (): mono.constant(-1)},
                {(inverse.args[0], inverse): mono.ONE_POLY, (): mono.constant(-1)}]  # fmt: skip
    return [total(multiply(p, letter, lang), one), total(multiply(letter, p, lang), one)]


def _oriented(s: Sum, lang: Language) -> tuple[Word, Sum] | None:
    """The largest word with a factor that is surely not 0, and what it equals."""
    for word in sorted((w for w in s if w), key=order, reverse=True):
        one = mono.single(s[word])
        if one is not None and all(signs.is_nonzero(a, lang.ctx) for a, _ in one[0]):
            over: Poly = {mono.monomial({a: -e for a, e in one[0]}): -1 / one[1]}
            return word, {w: mono.times(p, over) for w, p in s.items() if w != word}
    return None


def find(word: Word, part: Word) -> int:
    return next((k for k in range(len(word) - len(part) + 1) if word[k : k + len(part)] == part), -1)


def _reduced(s: Sum, rules: Sequence[tuple[Word, Sum]], lang: Language) -> Sum:
    done: dict[Word, Poly] = {}
    todo = dict(s)
    for _ in range(MAX_STEPS):
        if not todo:
            return done
        lang.ctx.tick()
        word = max(todo, key=order)
        c = todo.pop(word)
        if len(word) > MAX_LENGTH:
            raise TooLarge("a long word")
        for lhs, rhs in rules:
            k = find(word, lhs)
            if k >= 0:
                around = multiply(multiply({word[:k]: c}, rhs, lang), {word[k + len(lhs) :]: mono.ONE_POLY}, lang)
                todo = dict(total(todo, around))
                break
        else:
            done = dict(total(done, {word: c}))
    raise TooLarge("a reduction that does not end")


def _complete(s: Sum, rules: list[tuple[Word, Sum]], gone: Callable[[Sum], bool], lang: Language) -> bool:
    """Adds consequences of the rules until they reduce the sum to 0, or the bounds are met."""
    rules = list(rules)
    done = 0
    while done < len(rules) and len(rules) < MAX_RULES:
        for other in range(done + 1):
            pairs = [(rules[done], rules[other]), (rules[other], rules[done])]
            for first, second in pairs:
                for consequence in overlaps(first, second, lang):
                    try:
                        rest = _reduced(consequence, rules, lang)
                    except TooLarge:
                        continue
                    rule = _oriented(rest, lang)
                    if rule is None or len(rule[0]) > MAX_LENGTH // 2:
                        continue
                    rules.append(rule)
                    if gone(_reduced(s, rules, lang)):
                        return True
        done += 1
    return False


def overlaps(first: tuple[Word, Sum], second: tuple[Word, Sum], lang: Language) -> Iterator[Sum]:
    """The two readings of every word in which the rules meet, one less the other."""
    (u, p), (v, q) = first, second
    for k in range(1, min(len(u), len(v)) + 1):
        if u[-k:] == v[:k] and not (k == len(u) == len(v)):
            one = multiply(p, {v[k:]: mono.ONE_POLY}, lang)
            two = multiply({u[:-k]: mono.ONE_POLY}, q, lang)
            yield total(one, scaled(two, mono.constant(-1)))
