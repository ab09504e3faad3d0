"""The author's side: `derivation`, the domains as annotations, `prove` and its steps.

A script only builds. Running a derivation's function yields a `Derivation` record that holds every claim and step with
its place in the source; nothing here checks, simplifies or evaluates, so every line of a script is reported even when
an earlier one is wrong. What the author can get wrong while building (a relation that is none, a blank reason, a
symbol without a domain, shapes that do not fit) raises `AuthorError`, which names the line and what to do.
"""

from __future__ import annotations

import inspect
import linecache
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import FrameType, TracebackType
from typing import Any

from checker.declarations import Declaration, declare
from checker.domains import Domain
from checker.graph import BOOLEAN_OPS, Node, ShapeError, is_matrix, rat
from checker.links import closing
from checker.mathtext import plain
from checker.records import COMPOSE, RELATIONS, Fact
from checker.script import AuthorError, Claim, Decimal, DerivationRecord, Erratum, Place, Remark, Slip, Step
from checker.shapes import same_shape, shown, validate
from checker.translate import Lowering
from checker.vocabulary import Untranslatable

_SYMBOLS = {"≠": "!=", "≤": "<=", "≥": ">=", "==": "=", "⇒": "=>", "⇔": "<=>", "<->": "<=>", "->": "=>"}


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
    """What a derivation function is given: it collects claims.

    A line that cannot be built is recorded as a problem and left out, so that the others still get their verdicts.
    With `strict`, every symbol must have one of the domains given; else those of others are read from the symbols.
    """

    def __init__(self, id: str, domains: dict[str, Domain], *, strict: bool = True) -> None:
        self._id = id
        self._domains = domains
        self._strict = strict
        self._claims: list[Claim] = []
        self._remarks: list[Remark] = []
        self._problems: list[Exception] = []
        self._lowerings: list[Lowering] = []  # one a claim
        self._unfinished: set[int] = set()  # claims whose block is open
        self._cited: set[int] = set()

    @property
    def problems(self) -> tuple[Exception, ...]:
        """What could not be built."""
        return tuple(self._problems)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What was built, each claim with the domains of its symbols, and with what symbols of others say beside: that
        they are even, for instance.
        """
        out = []
        for claim, lowering in zip(self._claims, self._lowerings, strict=True):
            domains = tuple(sorted({**self._domains, **lowering.domains}.items(), key=lambda item: item[0]))
            out.append(replace(claim, domains=domains, where=(*claim.where, *lowering.conditions)))
        return tuple(out)

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
        label: str = "",
        printed: str | None = None,
    ) -> Proof:
        """State a claim; use it as a context manager to give its steps, or alone when one line is enough.

        `where` restricts the domain and is part of the statement. `by` cites claims proved earlier in the script.
        `checked` is the written reason why the closing line may stand on numerical agreement. `label` names an option
        or a part of a question; `printed` is how the document prints the line.
        """
        return self._state(lhs, relation, rhs, reason, where, given=given, by=by, checked=checked, label=label,
                           printed=printed)  # fmt: skip

    def assume(self, lhs: Any, relation: str, rhs: Any, why: str, *, where: Sequence[Any] = ()) -> Proof:
        """Admit a claim without proof, for a written reason. It is listed in every report and fails the gate unless
        allowed by name.
        """
        return self._state(lhs, relation, rhs, why, where, admitted=why)

    def refute(
        self,
        lhs: Any,
        relation: str,
        rhs: Any,
        why: str,
        *,
        where: Sequence[Any] = (),
        label: str = "",
        printed: str | None = None,
    ) -> Proof:
        """State that a claim is false, and why: a wrong option, a wrong statement. It must be refuted at a witness."""
        return self._state(lhs, relation, rhs, why, where, refuted=why, label=label, printed=printed)

    def erratum(
        self,
        lhs: Any,
        relation: str,
        printed_rhs: Any,
        rhs: Any,
        reason: str,
        *,
        printed: str,
        wrong: str,
        slip: Slip = "author",
        where: Sequence[Any] = (),
        by: Any = (),
        label: str = "",
    ) -> Proof:
        """A claim that a document prints wrongly: `printed_rhs` must be refuted, `rhs` must hold in its place.

        `printed` quotes the document, `wrong` says in plain words what is wrong, `slip` whose it is as far as one can
        tell ("author", "scanner" or "either").
        """
        return self._state(lhs, relation, rhs, reason, where, by=by, label=label, printed=printed,
                           erratum=(printed_rhs, wrong, slip))  # fmt: skip

    def decimal(
        self,
        value: Any,
        digits: str,
        reason: str = "",
        *,
        from_printed: Any = None,
        correct: str | None = None,
        wrong: str = "",
        slip: Slip = "author",
        printed: str | None = None,
        label: str = "",
    ) -> Proof:
        """A decimal as printed: right if it is the value rounded or cut to the digits given; the report tells which.

        `from_printed` is the value computed from the inputs as printed, where that differs from the exact one. With
        `correct`, the printed decimal is an erratum: it must be wrong, and `correct` must be right. `printed` is the
        whole line, where it is more than the number; "" says that the document does not print this one.
        """
        place = _place()
        try:
            lowering = Lowering(self._domains, strict=self._strict)
            values = [("the exact value", _lower(lowering, value, place))]
            if from_printed is not None:
                values.append(("the value from the printed inputs", _lower(lowering, from_printed, place)))
            number = _decimal(correct or digits, tuple(values), place)
            erratum = None
            if correct is not None:
                _words(wrong, "wrong", place)
                misprint = _decimal(digits, tuple(values), place)
                erratum = Erratum(rat(misprint.printed), digits, slip, wrong, misprint)
            claim = Claim(
                self._next_id(), values[0][1], "≈", rat(number.printed), (), (), (), place, plain(value),
                correct or digits, reason=reason.strip(), label=label,
                printed=digits if printed is None else printed or None, erratum=erratum,
                decimal=number,
            )  # fmt: skip
        except AuthorError as e:
            return self._broken(e)
        return self._add(claim, lowering)

    def illegible(self, quoted: str, *, reading: str, why: str) -> None:
        """Quote a line of the document that cannot be read as mathematics, the reading chosen, and why that one."""
        place = _place()
        try:
            for text, name in ((quoted, "quoted"), (reading, "reading"), (why, "why")):
                _words(text, name, place)
        except AuthorError as e:
            self._problems.append(e)
            return
        self._remarks.append(Remark(quoted, reading, why, place, len(self._claims)))

    def _state(
        self,
        lhs: Any,
        relation: str,
        rhs: Any,
        reason: str,
        where: Sequence[Any],
        *,
        given: Sequence[Any] = (),
        by: Any = (),
        erratum: tuple[Any, str, Slip] | None = None,
        **more: Any,
    ) -> Proof:
        place = _place()
        try:
            name = _relation(relation, place)
            lowering = Lowering(self._domains, strict=self._strict)
            left, right = _lower(lowering, lhs, place), _lower(lowering, rhs, place)
            _fit(left, right, name, place)
            for text in ("checked", "admitted", "refuted"):
                if more.get(text) is not None:
                    _words(more[text], text, place)
            wrong = None if erratum is None else _erratum(lowering, left, name, *erratum, place)
            claim = Claim(
                self._next_id(), left, name, right, _conditions(lowering, where, place), (), (), place, plain(lhs),
                plain(rhs), self._facts(by, place), _conditions(lowering, given, place), reason.strip(), erratum=wrong,
                **more,
            )  # fmt: skip
        except AuthorError as e:
            return self._broken(e)
        return self._add(claim, lowering)

    def _next_id(self) -> str:
        return f"{self._id}.{len(self._claims) + 1}"

    def _add(self, claim: Claim, lowering: Lowering) -> Proof:
        self._claims.append(claim)
        self._lowerings.append(lowering)
        return Proof(self, len(self._claims) - 1, lowering)

    def _broken(self, error: AuthorError) -> Proof:
        self._problems.append(error)
        return Proof(self, None, Lowering(self._domains, strict=self._strict))

    def _facts(self, by: Any, place: Place) -> tuple[Fact, ...]:
        out = []
        for p in by if isinstance(by, list | tuple) else [by]:
            if not isinstance(p, Proof) or p._derivation is not self:
                message = "by= cites claims of this derivation"
                raise AuthorError("script-reason", message, "give what d.prove(…) returned", place)
            if p._index is None:
                continue  # it could not be built, which is reported there
            if p._index in self._unfinished:
                message = "a claim cannot rest on itself"
                raise AuthorError("script-reason", message, "cite claims whose block is closed", place)
            if p.claim.refuted is not None:
                raise AuthorError("script-reason", "a false claim is cited", "cite what is proved", place)
            self._cited.add(p._index)
            out.append(p.claim.fact)
        return tuple(out)


@dataclass
class Proof:
    """A claim under construction: `eq`, `le`, `lt`, `ge`, `gt`, `ne`, `implies`, `iff` add its next line.

    Cite it later with `by=`.
    """

    _derivation: Derivation
    _index: int | None
    _lowering: Lowering
    _composed: str = ""

    @property
    def claim(self) -> Claim:
        assert self._index is not None
        return self._derivation._claims[self._index]

    def __enter__(self) -> Proof:
        if self._index is not None:
            if self._index in self._derivation._cited:
                message = "the block of a claim that was already cited"
                place = _place()
                raise AuthorError("script-reason", message, "open the block where the claim is stated", place)
            self._derivation._unfinished.add(self._index)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._derivation._unfinished.discard(-1 if self._index is None else self._index)

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

    def erratum(
        self, printed_expr: Any, expr: Any, reason: str, *, printed: str, wrong: str, slip: Slip = "author",
        relation: str = "=", **options: Any,
    ) -> Proof:  # fmt: skip
        """The next line as the document prints it, which must be refuted, and as it should be, which must hold.

        `printed` quotes the document, `wrong` says what is wrong, `slip` whose it is ("author", "scanner", "either").
        """
        return self._step(relation, expr, reason, printed=printed, erratum=(printed_expr, wrong, slip), **options)

    def _step(self, relation: str, expr: Any, reason: str, **options: Any) -> Proof:
        place = _place()
        if self._index is not None:
            try:
                self._derivation._claims[self._index] = self._extended(relation, expr, reason, place, **options)
            except AuthorError as e:
                self._derivation._problems.append(e)
        return self

    def _extended(
        self,
        relation: str,
        expr: Any,
        reason: str,
        place: Place,
        *,
        given: Sequence[Any] = (),
        by: Any = (),
        checked: str | None = None,
        printed: str | None = None,
        erratum: tuple[Any, str, Slip] | None = None,
    ) -> Claim:
        claim = self.claim
        if not isinstance(reason, str) or not reason.strip():
            hint = "say in a few words why the line follows, as on paper"
            raise AuthorError("script-reason", "a step without a reason", hint, place)
        if claim.decimal is not None:
            raise AuthorError("script-relation", "a printed decimal has no steps", "derive its value apart", place)
        node = _lower(self._lowering, expr, place)
        before = claim.steps[-1].expression if claim.steps else claim.left
        _fit(before, node, relation, place)
        composed = COMPOSE.get((self._composed, relation)) if self._composed else relation
        if composed is None or closing(composed, claim.relation) is None:
            raise AuthorError(
                "script-relation",
                f"a step with {relation} after {self._composed or 'the start'} cannot lead to {claim.relation}",
                "use relations that point the same way as the claim",
                place,
            )
        if checked is not None:
            _words(checked, "checked", place)
        wrong = None if erratum is None else _erratum(self._lowering, before, relation, *erratum, place)
        step = Step(
            relation, node, reason.strip(), place, plain(expr), _conditions(self._lowering, given, place),
            self._derivation._facts(by, place), checked, printed, wrong,
        )  # fmt: skip
        self._composed = composed
        return replace(claim, steps=(*claim.steps, step))


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
    d = Derivation(marked.id, domains)
    try:
        function(d, *(symbols[p.name] for p in parameters))
    except Exception as e:  # whatever the script's own code raises: the lines before it stand
        d._problems.append(e)
    everything = tuple(sorted(domains.items(), key=lambda item: item[0]))
    claims = tuple(replace(c, domains=everything) for c in d._claims)
    return DerivationRecord(
        marked.id, marked.title, marked.question, place, claims, everything, tuple(d._remarks), tuple(d._problems)
    )


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
        validate(node)
    except ShapeError as e:
        raise AuthorError("script-shape", str(e), "look for a missing transpose or a wrong size", place) from e
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
        if not same_shape(left, right):
            message = f"shapes do not fit: {shown(left)} and {shown(right)}"
            raise AuthorError("script-shape", message, "look for a missing transpose or a wrong size", place)
        if relation not in ("=", "!="):
            raise AuthorError("script-relation", f"matrices have no {relation}", "compare entries", place)


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


def _erratum(
    lowering: Lowering, before: Node, relation: str, printed: Any, wrong: str, slip: Slip, place: Place
) -> Erratum:
    _words(wrong, "wrong", place)
    if slip not in ("author", "scanner", "either"):
        raise AuthorError("script-expression", f"unknown slip {slip!r}", "author, scanner or either", place)
    node = _lower(lowering, printed, place)
    _fit(before, node, relation, place)
    return Erratum(node, plain(printed), slip, wrong)


def _decimal(digits: str, values: tuple[tuple[str, Node], ...], place: Place) -> Decimal:
    """A number in decimal notation. Its text must have nothing else in it: 0.233, -0.587, 20."""
    if not isinstance(digits, str) or not re.fullmatch(r"[-−]?\d+(\.\d+)?", digits):
        raise AuthorError("script-expression", f"{digits!r} is no decimal", "write it as printed, as text", place)
    plain_digits = digits.replace("−", "-")
    unit = Fraction(1, 10 ** len(plain_digits.partition(".")[2]))
    return Decimal(Fraction(plain_digits), unit, values)


def _words(text: Any, name: str, place: Place) -> None:
    if not isinstance(text, str) or not text.strip():
        raise AuthorError("script-reason", f"{name} needs words", "write why, in a sentence", place)


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
