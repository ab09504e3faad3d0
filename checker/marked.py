"""The functions that are derivations: `@derivation` marks one, `build` runs it and returns its record.

Decides what the parameters of such a function stand for: each is a symbol, and its annotation the domain. What the
lines in it become is for `authoring`; which functions of a file are collected, for `scripts`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checker.authoring import collect
from checker.declarations import Declaration, declare
from checker.graph import ShapeError
from checker.places import calling_place
from checker.script import AuthorError, DerivationRecord, Place


@dataclass(frozen=True, slots=True)
class DerivationFunction:
    """A function marked by `@derivation`: what the checker collects from a script."""

    function: Callable[..., None]
    title: str
    question: str
    id: str

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        self.function(*args, **kwargs)


def derivation(*, title: str, question: str = "", id: str | None = None) -> Callable[[Callable[..., None]], Any]:
    """Mark a function as a derivation.

    Its first parameter receives the `Derivation`; every other one is a symbol, and its annotation is the domain.
    `question` names what it answers ("D2.3"; several, with commas). The id is the function's name unless given.
    """
    if not isinstance(title, str) or not title.strip():
        message = "a derivation needs a title"
        raise AuthorError("script-title", message, 'write title="what is derived"', calling_place())

    def mark(function: Callable[..., None]) -> DerivationFunction:
        return DerivationFunction(function, title.strip(), question.strip(), id or function.__name__)

    return mark


def build(marked: DerivationFunction) -> DerivationRecord:
    """Run a derivation's function and return its record. Raises AuthorError; other exceptions pass through."""
    function = marked.function
    code = function.__code__
    place = Place(code.co_filename, code.co_firstlineno)
    first, *parameters = inspect.signature(function).parameters.values()
    del first
    declarations: dict[str, Declaration] = {}
    for p in parameters:
        if p.annotation is inspect.Parameter.empty:
            raise AuthorError(
                "script-domain",
                f"the symbol {p.name} has no domain",
                f'annotate it: {p.name}: Real (or Positive, Vector("n"), …)',
                place,
            )
        declarations[p.name] = as_declaration(p.name, p.annotation, place)
    try:
        symbols, domains = declare(declarations)
    except (ValueError, ShapeError) as e:
        raise AuthorError("script-domain", str(e), "see the domains in the README", place) from e
    values = [symbols[p.name] for p in parameters]
    claims, remarks, problems = collect(marked.id, domains, lambda d: function(d, *values))
    everything = tuple(sorted(domains.items(), key=lambda item: item[0]))
    return DerivationRecord(marked.id, marked.title, marked.question, place, claims, everything, remarks, problems)


def as_declaration(name: str, annotation: Any, place: Place) -> Declaration:
    """The domain that a symbol is annotated with. Raises AuthorError where it is none."""
    if isinstance(annotation, str):
        raise AuthorError(
            "script-domain",
            f"the annotation of {name} is text, not a domain",
            "remove `from __future__ import annotations` from the script",
            place,
        )
    found = annotation() if isinstance(annotation, type) and issubclass(annotation, Declaration) else annotation
    if not isinstance(found, Declaration):
        raise AuthorError(
            "script-domain", f"{name} is annotated with {annotation!r}, which is not a domain",
            "use Real, Positive, Interval(0, 1), Vector(\"n\"), Smooth, Density, …", place,
        )  # fmt: skip
    return found
