"""The author's side: `prove` and its steps, `assume`, `refute`, errata, decimals.

A script only builds. Decides how its lines follow on each other and what may be cited; every claim and step is kept
with its place in the source. Nothing here checks, simplifies or evaluates, so every line of a script is reported even
when an earlier one is wrong. What the author can get wrong while building (a blank reason, a step that points the wrong
way, a claim that rests on itself; in `statements`, what one line is made of) is an `AuthorError`, which names the line
and what to do.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from checker.domains import Domain
from checker.graph import rat
from checker.links import closing
from checker.mathtext import plain
from checker.places import calling_place
from checker.records import COMPOSE, Fact
from checker.script import AuthorError, Claim, Erratum, Place, Remark, Slip, Step
from checker.statements import (
    fit,
    lowered,
    lowered_conditions,
    need_words,
    printed_decimal,
    printed_wrongly,
    relation_name,
)
from checker.translate import Lowering


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
        place = calling_place()
        try:
            lowering = Lowering(self._domains, strict=self._strict)
            values = [("the exact value", lowered(lowering, value, place))]
            if from_printed is not None:
                values.append(("the value from the printed inputs", lowered(lowering, from_printed, place)))
            number = printed_decimal(correct or digits, tuple(values), place)
            erratum = None
            if correct is not None:
                need_words(wrong, "wrong", place)
                misprint = printed_decimal(digits, tuple(values), place)
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
        place = calling_place()
        try:
            for text, name in ((quoted, "quoted"), (reading, "reading"), (why, "why")):
                need_words(text, name, place)
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
        place = calling_place()
        try:
            name = relation_name(relation, place)
            lowering = Lowering(self._domains, strict=self._strict)
            left, right = lowered(lowering, lhs, place), lowered(lowering, rhs, place)
            fit(left, right, name, place)
            for text in ("checked", "admitted", "refuted"):
                if more.get(text) is not None:
                    need_words(more[text], text, place)
            wrong = None if erratum is None else printed_wrongly(lowering, left, name, *erratum, place)
            claim = Claim(
                self._next_id(), left, name, right, lowered_conditions(lowering, where, place), (), (), place,
                plain(lhs), plain(rhs), self._facts(by, place), lowered_conditions(lowering, given, place),
                reason.strip(), erratum=wrong, **more,
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
                place = calling_place()
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
        place = calling_place()
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
        node = lowered(self._lowering, expr, place)
        before = claim.steps[-1].expression if claim.steps else claim.left
        fit(before, node, relation, place)
        composed = COMPOSE.get((self._composed, relation)) if self._composed else relation
        if composed is None or closing(composed, claim.relation) is None:
            raise AuthorError(
                "script-relation",
                f"a step with {relation} after {self._composed or 'the start'} cannot lead to {claim.relation}",
                "use relations that point the same way as the claim",
                place,
            )
        if checked is not None:
            need_words(checked, "checked", place)
        wrong = None if erratum is None else printed_wrongly(self._lowering, before, relation, *erratum, place)
        step = Step(
            relation, node, reason.strip(), place, plain(expr), lowered_conditions(self._lowering, given, place),
            self._derivation._facts(by, place), checked, printed, wrong,
        )  # fmt: skip
        self._composed = composed
        return replace(claim, steps=(*claim.steps, step))


def collect(
    id: str, domains: dict[str, Domain], lines: Callable[[Derivation], None]
) -> tuple[tuple[Claim, ...], tuple[Remark, ...], tuple[Exception, ...]]:
    """The claims, remarks and problems of a derivation whose `lines` are stated with the `Derivation` they are given.

    What they raise is the last of the problems: the lines before it stand.
    """
    d = Derivation(id, domains)
    try:
        lines(d)
    except Exception as e:  # whatever the script's own code raises
        traceback.clear_frames(e.__traceback__)  # what filled the memory goes now: the next derivation needs the room
        d._problems.append(e)
    everything = tuple(sorted(domains.items(), key=lambda item: item[0]))
    return tuple(replace(c, domains=everything) for c in d._claims), tuple(d._remarks), tuple(d._problems)
