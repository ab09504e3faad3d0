"""Which derivations and claims a run is about: ids, questions, and boolean expressions over both.

Decides no verdict. The grammar of `-k` is that of pytest: words, `and`, `or`, `not`, parentheses; a word matches what
contains it, whatever the case. Nothing is executed.

    expression := conjunction ("or" conjunction)*
    conjunction := factor ("and" factor)*
    factor := "not" factor | "(" expression ")" | word
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from checker.script import Claim, DerivationRecord

#: Whether a text is meant.
Matcher = Callable[[str], bool]


def matcher(expression: str) -> Matcher:
    """The predicate that a `-k` expression stands for. Raises ValueError, saying where, on one that is none."""
    tokens = [(m[0], m.start()) for m in re.finditer(r"[()]|[^\s()]+", expression)]
    position = 0

    def peek() -> str:
        return tokens[position][0] if position < len(tokens) else ""

    def take() -> str:
        nonlocal position
        position += 1
        return tokens[position - 1][0]

    def fail(wanted: str) -> ValueError:
        if position >= len(tokens):
            return ValueError(f"-k {expression!r} ends where {wanted} should follow")
        word, column = tokens[position]
        return ValueError(f"-k {expression!r}: {wanted} should stand at column {column + 1}, not {word!r}")

    def disjunction() -> Matcher:
        parts = [conjunction()]
        while peek() == "or":
            take()
            parts.append(conjunction())
        return lambda text: any(p(text) for p in parts)

    def conjunction() -> Matcher:
        parts = [factor()]
        while peek() == "and":
            take()
            parts.append(factor())
        return lambda text: all(p(text) for p in parts)

    def factor() -> Matcher:
        match peek():
            case "not":
                take()
                inner = factor()
                return lambda text: not inner(text)
            case "(":
                take()
                inner = disjunction()
                if peek() != ")":
                    raise fail("a closing parenthesis")
                take()
                return inner
            case "" | ")" | "and" | "or":
                raise fail("a word")
        word = take().casefold()
        return lambda text: word in text.casefold()

    found = disjunction()
    if position < len(tokens):
        raise fail("and, or, or the end")
    return found


def questions(record: DerivationRecord) -> list[str]:
    """The questions that a derivation answers."""
    return [q.strip() for q in record.question.split(",") if q.strip()]


def select(
    records: Sequence[DerivationRecord],
    ids: Sequence[str] = (),
    question: str | None = None,
    matches: Matcher | None = None,
) -> list[DerivationRecord]:
    """The derivations, each with the claims, that are meant by any of the ids and by the question and the matcher.

    An id names a derivation, a claim, or a question. A matcher sees a claim's id with its derivation's question and
    title.
    """
    out = []
    for r in records:
        if question is not None and question not in questions(r):
            continue
        whole = not ids or r.id in ids or any(q in ids for q in questions(r))
        claims = [c for c in r.claims if whole or c.id in ids]
        if matches is not None:
            claims = [c for c in claims if matches(" ".join((c.id, r.question, r.title)))]
        if claims:
            out.append(replace(r, claims=tuple(claims)))
    return out


def with_cited(record: DerivationRecord, ids: Collection[str]) -> tuple[Claim, ...]:
    """The claims of the derivation that have these ids, and those they cite: what they rest on is to be judged too."""
    wanted = set(ids)
    for claim in reversed(record.claims):  # what a claim cites stands before it
        if claim.id in wanted:
            wanted.update(f.name for facts in (claim.facts, *(s.facts for s in claim.steps)) for f in facts)
    return tuple(c for c in record.claims if c.id in wanted)


def names(records: Iterable[DerivationRecord]) -> list[str]:
    """Everything that can be asked for by name."""
    found: dict[str, None] = {}
    for r in records:
        found.update(dict.fromkeys([r.id, *(c.id for c in r.claims), *questions(r)]))
    return list(found)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the nearest known names; "" where none is near."""
    known = list(known)
    folded = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(name.casefold(), folded, 3, 0.6)
    return f"did you mean {' or '.join(folded[c] for c in close)}?" if close else ""
