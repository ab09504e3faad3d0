"""The corpus's words: a claim as data, with what is known of it and from where.

A tier is a module `tier_*.py` with a list `CASES`. Claims are built when they are run, by a function without arguments
that returns (left, relation, right) or (left, relation, right, where): building some of them is slow in SymPy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """A claim that is known to be true or false, on `source`'s word, never the checker's.

    `note`: for a false claim, what the slip is; for a true one, what makes it hard.
    """

    id: str
    holds: bool
    build: Callable[[], tuple[Any, ...]]
    source: str
    note: str = ""


def true(id: str, build: Callable[[], tuple[Any, ...]], source: str, note: str = "") -> Case:
    return Case(id, True, build, source, note)


def false(id: str, build: Callable[[], tuple[Any, ...]], source: str, note: str = "") -> Case:
    return Case(id, False, build, source, note)
