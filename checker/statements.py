"""What the parts of an author's line become: relations, graphs, conditions, misprints, decimals.

Decides whether each can be part of a line at all: that the relation is one, that every symbol has a domain, that shapes
fit, that a condition is a relation, that reasons have words. All else raises `AuthorError`, which names the line and
what to do. Whether a line is true is not asked.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from checker.graph import BOOLEAN_OPS, Node, ShapeError, is_matrix
from checker.mathtext import plain
from checker.records import RELATIONS
from checker.script import AuthorError, Decimal, Erratum, Place, Slip
from checker.shapes import same_shape, shown, validate
from checker.translate import Lowering
from checker.vocabulary import Untranslatable

_SYMBOLS = {"≠": "!=", "≤": "<=", "≥": ">=", "==": "=", "⇒": "=>", "⇔": "<=>", "<->": "<=>", "->": "=>"}


def normalise_relation(relation: str) -> str:
    """The relation's own name: "≤" and "<=" are one. Raises ValueError for what is no relation."""
    name = _SYMBOLS.get(relation, relation) if isinstance(relation, str) else relation
    if name not in RELATIONS:
        raise ValueError(f"unknown relation {relation!r}: use one of {', '.join(RELATIONS)}")
    return name


def relation_name(relation: str, place: Place) -> str:
    """`normalise_relation` for a line of a script. Raises AuthorError."""
    try:
        return normalise_relation(relation)
    except ValueError:
        message = f"unknown relation {relation!r}"
        raise AuthorError("script-relation", message, f"use one of {', '.join(RELATIONS)}", place) from None


def lowered(lowering: Lowering, expr: Any, place: Place) -> Node:
    """The graph of what the author wrote, its shapes checked. Raises AuthorError, naming the line and what to do."""
    try:
        node = lowering.lower(expr)
        validate(node)
    except ShapeError as e:
        raise AuthorError("script-shape", str(e), "look for a missing transpose or a wrong size", place) from e
    except Untranslatable as e:
        code = "script-domain" if "no domain" in str(e) else "script-expression"
        raise AuthorError(code, str(e), "write it with what the README lists", place) from e
    return node


def fit(left: Node, right: Node, relation: str, place: Place) -> None:
    """Raises AuthorError unless both sides are of a kind: scalars, matrices of one shape, or relations."""
    if relation in ("=>", "<=>"):
        if left.op not in BOOLEAN_OPS or right.op not in BOOLEAN_OPS:
            message = f"{relation} stands between two equations"
            raise AuthorError("script-relation", message, "write equation(a, b) on both sides", place)
        return
    if is_matrix(left) != is_matrix(right):
        found = "a matrix and a scalar" if is_matrix(left) else "a scalar and a matrix"
        raise AuthorError("script-shape", f"{found} are compared", "make both sides of one shape", place)
    if is_matrix(left):
        if not same_shape(left, right):
            message = f"shapes do not fit: {shown(left)} and {shown(right)}"
            raise AuthorError("script-shape", message, "look for a missing transpose or a wrong size", place)
        if relation not in ("=", "!="):
            raise AuthorError("script-relation", f"matrices have no {relation}", "compare entries", place)


def lowered_conditions(lowering: Lowering, conditions: Any, place: Place) -> tuple[Node, ...]:
    """The conditions of a line, those left out that always hold. Raises AuthorError for what is none or never holds."""
    listed = conditions if isinstance(conditions, list | tuple) else [conditions]
    out = []
    for c in listed:
        node = lowered(lowering, c, place)
        if node.op == "true":
            continue
        if node.op == "false":
            raise AuthorError("script-domain", "a condition that never holds", "no value satisfies it", place)
        if node.op not in ("rel", "and", "or", "not"):
            raise AuthorError("script-domain", "a condition is a relation, like x > 0", "write a relation", place)
        out.append(node)
    return tuple(out)


def printed_wrongly(
    lowering: Lowering, before: Node, relation: str, printed: Any, wrong: str, slip: Slip, place: Place
) -> Erratum:
    """What a document prints in place of the line after `before`. Raises AuthorError."""
    need_words(wrong, "wrong", place)
    if slip not in ("author", "scanner", "either"):
        raise AuthorError("script-expression", f"unknown slip {slip!r}", "author, scanner or either", place)
    node = lowered(lowering, printed, place)
    fit(before, node, relation, place)
    return Erratum(node, plain(printed), slip, wrong)


def printed_decimal(digits: str, values: tuple[tuple[str, Node], ...], place: Place) -> Decimal:
    """A number in decimal notation. Raises AuthorError for text with anything in it that 0.233, -0.587, 20 lack."""
    if not isinstance(digits, str) or not re.fullmatch(r"[-−]?\d+(\.\d+)?", digits):
        raise AuthorError("script-expression", f"{digits!r} is no decimal", "write it as printed, as text", place)
    plain_digits = digits.replace("−", "-")
    unit = Fraction(1, 10 ** len(plain_digits.partition(".")[2]))
    return Decimal(Fraction(plain_digits), unit, values)


def need_words(text: Any, name: str, place: Place) -> None:
    """Raises AuthorError, where a text is blank."""
    if not isinstance(text, str) or not text.strip():
        raise AuthorError("script-reason", f"{name} needs words", "write why, in a sentence", place)
