"""The author's side: `derivation`, the domains as annotations, `prove` and its steps.

A script only builds. Running a derivation's function yields a `Derivation` record that holds every claim and step with
its place in the source; nothing here checks, simplifies or evaluates, so every line of a script is reported even when
an earlier one is wrong. What the author can get wrong while building (a relation that is none, a blank reason, a
symbol without a domain, shapes that do not fit) raises `AuthorError`, which names the line and what to do.
"""

from __future__ import annotations

import inspect
import linecache
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import FrameType, TracebackType
from typing import Any

from checker.declarations import Declaration, declare
from checker.domains import Domain, size_value
from checker.graph import BOOLEAN_OPS, Node, ShapeError, is_matrix, shape, symbols, text
from checker.mathtext import plain
from checker.records import COMPOSE, RELATIONS, Fact
from checker.translate import Lowering, Untranslatable

_SYMBOLS = {"≠": "!=", "≤": "<=", "≥": ">=", "==": "=", "⇒": "=>", "⇔": "<=>", "<->": "<=>", "->": "=>"}


class AuthorError(Exception):
    """A mistake of the script's author: code, file, line, what was found, and what to do about it."""

    def __init__(self, code: str, message: str, hint: str, place: Place) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.place = code, message, hint, place


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a script something was written, and its source text."""

    file: str
    line: int
    column: int = 1
    source: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a chain: its relation to the line before, the expression, and why."""

    relation: str
    expression: Node
    reason: str
    place: Place
    text: str
    given: tuple[Node, ...] = ()
    facts: tuple[Fact, ...] = ()
    checked: str | None = None  # the author's reason why it may stand on `checked`


@dataclass(frozen=True, slots=True)
class Claim:
    """What a block proves: both sides and a relation, and the steps between. The last link closes the chain."""

    id: str
    left: Node
    relation: str
    right: Node
    where: tuple[Node, ...]
    domains: tuple[tuple[str, Domain], ...]
    steps: tuple[Step, ...]
    place: Place
    left_text: str
    right_text: str
    facts: tuple[Fact, ...] = ()
    given: tuple[Node, ...] = ()
    reason: str = ""
    checked: str | None = None
    admitted: str | None = None

    @property
    def fact(self) -> Fact:
        """The claim as something later steps may cite."""
        return Fact(self.id, self.left, self.relation, self.right, self.where)


@dataclass(frozen=True, slots=True)
class DerivationRecord:
    """All that one derivation function built."""

    id: str
    title: str
    question: str
    place: Place
    claims: tuple[Claim, ...]
    domains: tuple[tuple[str, Domain], ...]
    problems: tuple[AuthorError, ...] = ()


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
        raise AuthorError("script-title", "a derivation needs a title", 'write title="what is derived"', _place())

    def mark(function: Callable[..., None]) -> DerivationFunction:
        return DerivationFunction(function, title.strip(), question.strip(), id or function.__name__)

    return mark


# ---------------------------------------------------------------- building


class Derivation:
    """What a derivation function is given: it collects claims."""

    def __init__(self, id: str, domains: dict[str, Domain]) -> None:
        self._id = id
        self._domains = domains
        self._claims: list[Claim] = []

    def prove(
        self,
        lhs: Any,
        relation: str,
        rhs: Any,
        reason: str = "",
        *,
        where: Sequence[Any] = (),
        given: Sequence[Any] = (),
        by: Any = (),
        checked: str | None = None,
    ) -> Proof:
        """State a claim; use it as a context manager to give its steps, or alone when one line is enough.

        `where` restricts the domain and is part of the statement. `by` cites claims proved earlier in the script.
        `checked` is the written reason why the closing line may stand on numerical agreement.
        """
        place = _place()
        name = _relation(relation, place)
        lowering = Lowering(self._domains, strict=True)
        left, right = _lower(lowering, lhs, place), _lower(lowering, rhs, place)
        _fit(left, right, name, place)
        conditions = _conditions(lowering, where, place)
        _text_reason(checked, "checked", place)
        index = len(self._claims)
        claim = Claim(
            f"{self._id}.{index + 1}", left, name, right, conditions, (), (), place, plain(lhs), plain(rhs),
            _facts(by, place), _conditions(lowering, given, place), reason.strip(), checked,
        )  # fmt: skip
        self._claims.append(claim)
        return Proof(self, index, lowering)

    def assume(self, lhs: Any, relation: str, rhs: Any, why: str, *, where: Sequence[Any] = ()) -> Proof:
        """Admit a claim without proof, for a written reason. It is listed in every report and fails the gate unless
        allowed by name.
        """
        place = _place()
        if not isinstance(why, str) or not why.strip():
            raise AuthorError("script-reason", "an assumption without a reason", "say why it may be assumed", place)
        name = _relation(relation, place)
        lowering = Lowering(self._domains, strict=True)
        left, right = _lower(lowering, lhs, place), _lower(lowering, rhs, place)
        _fit(left, right, name, place)
        index = len(self._claims)
        claim = Claim(
            f"{self._id}.{index + 1}", left, name, right, _conditions(lowering, where, place), (), (), place,
            plain(lhs), plain(rhs), reason=why.strip(), admitted=why.strip(),
        )  # fmt: skip
        self._claims.append(claim)
        return Proof(self, index, lowering)


@dataclass
class Proof:
    """A claim under construction: `eq`, `le`, `lt`, `ge`, `gt`, `ne`, `implies`, `iff` add its next line.

    Cite it later with `by=`.
    """

    _derivation: Derivation
    _index: int
    _lowering: Lowering
    _composed: str = ""

    @property
    def claim(self) -> Claim:
        return self._derivation._claims[self._index]

    def __enter__(self) -> Proof:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Nothing is left to do: the last link, to the claim's right side, follows from the record."""

    def eq(self, expr: Any, reason: str, **options: Any) -> Proof:
        """The next line equals the line before."""
        return self._step("=", expr, reason, **options)

    def ne(self, expr: Any, reason: str, **options: Any) -> Proof:
        """The line before is never equal to the next."""
        return self._step("!=", expr, reason, **options)

    def lt(self, expr: Any, reason: str, **options: Any) -> Proof:
        """The line before is less than the next."""
        return self._step("<", expr, reason, **options)

    def le(self, expr: Any, reason: str, **options: Any) -> Proof:
        """The line before is at most the next."""
        return self._step("<=", expr, reason, **options)

    def gt(self, expr: Any, reason: str, **options: Any) -> Proof:
        """The line before is greater than the next."""
        return self._step(">", expr, reason, **options)

    def ge(self, expr: Any, reason: str, **options: Any) -> Proof:
        """The line before is at least the next."""
        return self._step(">=", expr, reason, **options)

    def implies(self, equation: Any, reason: str, **options: Any) -> Proof:
        """The next equation follows from the one before."""
        return self._step("=>", equation, reason, **options)

    def iff(self, equation: Any, reason: str, **options: Any) -> Proof:
        """The next equation holds exactly when the one before does."""
        return self._step("<=>", equation, reason, **options)

    def _step(
        self,
        relation: str,
        expr: Any,
        reason: str,
        *,
        given: Sequence[Any] = (),
        by: Any = (),
        checked: str | None = None,
    ) -> Proof:
        place = _place()
        claim = self.claim
        if not isinstance(reason, str) or not reason.strip():
            hint = "say in a few words why the line follows, as on paper"
            raise AuthorError("script-reason", "a step without a reason", hint, place)
        node = _lower(self._lowering, expr, place)
        before = claim.steps[-1].expression if claim.steps else claim.left
        _fit(before, node, relation, place)
        composed = COMPOSE.get((self._composed or "=" if relation not in ("=>", "<=>") else self._composed or relation,
                                relation))  # fmt: skip
        if composed is None or _closing(composed, claim.relation) is None:
            raise AuthorError(
                "script-relation",
                f"a step with {relation} after {self._composed or 'the start'} cannot lead to {claim.relation}",
                "use relations that point the same way as the claim",
                place,
            )
        self._composed = composed
        _text_reason(checked, "checked", place)
        step = Step(
            relation, node, reason.strip(), place, plain(expr), _conditions(self._lowering, given, place),
            _facts(by, place), checked,
        )  # fmt: skip
        self._derivation._claims[self._index] = replace(claim, steps=(*claim.steps, step))
        return self


def closing_relation(claim: Claim) -> str:
    """The relation that the last line must have to the claim's right side for the chain to give the claim."""
    composed = ""
    for step in claim.steps:
        composed = COMPOSE[(composed, step.relation)] if composed else step.relation
    if not composed:
        return claim.relation
    answer = _closing(composed, claim.relation)
    assert answer is not None, "checked when the step was added"
    return answer


def _closing(composed: str, claimed: str) -> str | None:
    """The weakest r such that `composed` followed by r gives the claim; None if there is none."""
    if claimed in ("=>", "<=>"):
        return claimed if COMPOSE.get((composed, claimed)) == claimed else None
    if claimed == "!=":
        return {"=": "!=", "!=": "=", "<": "<=", ">": ">="}.get(composed)
    weakest = {"=": {"=": "="}, "<": {"=": "<", "<=": "<", "<": "<="}, "<=": {"=": "<=", "<=": "<=", "<": "<="},
               ">": {"=": ">", ">=": ">", ">": ">="}, ">=": {"=": ">=", ">=": ">=", ">": ">="}}  # fmt: skip
    return weakest[claimed].get(composed)


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
        declarations[p.name] = _declaration(p.name, p.annotation, place)
    try:
        symbols, domains = declare(declarations)
    except (ValueError, ShapeError) as e:
        raise AuthorError("script-domain", str(e), "see the domains in the README", place) from e
    d = Derivation(marked.id, domains)
    function(d, *(symbols[p.name] for p in parameters))
    claims = tuple(_with_domains(c, d._domains) for c in d._claims)
    return DerivationRecord(marked.id, marked.title, marked.question, place, claims, tuple(sorted(domains.items())))


def _with_domains(claim: Claim, domains: dict[str, Domain]) -> Claim:
    return replace(claim, domains=tuple(sorted(domains.items(), key=lambda item: item[0])))


def _declaration(name: str, annotation: Any, place: Place) -> Declaration:
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


# ---------------------------------------------------------------- small parts


def normalise_relation(relation: str) -> str:
    """The relation's own name: "≤" and "<=" are one. Raises ValueError for what is no relation."""
    name = _SYMBOLS.get(relation, relation) if isinstance(relation, str) else relation
    if name not in RELATIONS:
        raise ValueError(f"unknown relation {relation!r}: use one of {', '.join(RELATIONS)}")
    return name


def _relation(relation: str, place: Place) -> str:
    try:
        return normalise_relation(relation)
    except ValueError:
        message = f"unknown relation {relation!r}"
        raise AuthorError("script-relation", message, f"use one of {', '.join(RELATIONS)}", place) from None


def _lower(lowering: Lowering, expr: Any, place: Place) -> Node:
    try:
        node = lowering.lower(expr)
        if is_matrix(node):
            shape(node)
    except Untranslatable as e:
        code = "script-domain" if "no domain" in str(e) else "script-expression"
        raise AuthorError(code, str(e), "write it with what the README lists", place) from e
    return node


def _fit(left: Node, right: Node, relation: str, place: Place) -> None:
    """Both sides must be of a kind: scalars, matrices of one shape, or relations."""
    if relation in ("=>", "<=>"):
        if left.op not in BOOLEAN_OPS or right.op not in BOOLEAN_OPS:
            message = f"{relation} stands between two equations"
            raise AuthorError("script-relation", message, "write equation(a, b) on both sides", place)
        return
    if is_matrix(left) != is_matrix(right):
        found = "a matrix and a scalar" if is_matrix(left) else "a scalar and a matrix"
        raise AuthorError("script-shape", f"{found} are compared", "make both sides of one shape", place)
    if is_matrix(left):
        (a, b), (c, d) = shape(left), shape(right)
        if not (_same_size(a, c) and _same_size(b, d)):
            raise AuthorError(
                "script-shape", f"shapes do not fit: {text(a)} × {text(b)} and {text(c)} × {text(d)}",
                "look for a missing transpose or a wrong size", place,
            )  # fmt: skip
        if relation not in ("=", "!="):
            raise AuthorError("script-relation", f"matrices have no {relation}", "compare entries", place)


def _same_size(a: Node, b: Node) -> bool:
    """Sizes are sums and products of size symbols; equal when they agree at enough small values."""
    names = sorted(symbols(a, b))
    tries = [{n: 2 + 3 * k + 7 * j for k, n in enumerate(names)} for j in range(4)]
    return a == b or all(size_value(a, t) == size_value(b, t) for t in tries)


def _conditions(lowering: Lowering, conditions: Any, place: Place) -> tuple[Node, ...]:
    listed = conditions if isinstance(conditions, list | tuple) else [conditions]
    out = []
    for c in listed:
        node = _lower(lowering, c, place)
        if node.op == "true":
            continue
        if node.op == "false":
            raise AuthorError("script-domain", "a condition that never holds", "no value satisfies it", place)
        if node.op not in ("rel", "and", "or", "not"):
            raise AuthorError("script-domain", "a condition is a relation, like x > 0", "write a relation", place)
        out.append(node)
    return tuple(out)


def _facts(by: Any, place: Place) -> tuple[Fact, ...]:
    listed = by if isinstance(by, list | tuple) else [by]
    out = []
    for p in listed:
        if not isinstance(p, Proof):
            raise AuthorError(
                "script-reason", "by= cites claims of this script", "give what d.prove(…) returned", place
            )
        out.append(p.claim.fact)
    return tuple(out)


def _text_reason(reason: str | None, name: str, place: Place) -> None:
    if reason is not None and (not isinstance(reason, str) or not reason.strip()):
        raise AuthorError("script-reason", f"{name}= without a reason", "write why it is enough", place)


def _place() -> Place:
    """The line of the script that is calling in."""
    frame: FrameType | None = sys._getframe(1)
    here = __file__
    while frame is not None and frame.f_code.co_filename == here:
        frame = frame.f_back
    assert frame is not None
    positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    line, end, column, end_column = positions
    file = frame.f_code.co_filename
    line = line or frame.f_lineno
    lines = [linecache.getline(file, k).rstrip("\n") for k in range(line, (end or line) + 1)]
    source = "\n".join(lines)
    if len(lines) == 1 and column is not None and end_column is not None:
        source = lines[0].encode()[column:end_column].decode(errors="replace") or lines[0].strip()
    elif lines and column is not None:
        source = "\n".join([lines[0].encode()[column:].decode(errors="replace"), *lines[1:]])
    return Place(file, line, (column or 0) + 1, source)
