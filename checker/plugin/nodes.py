"""What pytest shows: a script holds derivations, a derivation claims; a claim is an item, which passes when all of its
lines meet the bar.

Decides how failures are shown: our diagnostic, at the script's own file and line, no traceback.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

# What a failure is shown by: pytest has no public way to give one a place, a one-line message and a text.
from _pytest._code.code import ReprExceptionInfo, ReprFileLocation, ReprTracebackNative, TerminalRepr

from checker import script
from checker.codes import BY_NAME
from checker.diagnostics import Diagnostic, of_line, of_problem, relative, sign
from checker.loading import Problem
from checker.mutate import Finding
from checker.plugin import PROPERTY
from checker.plugin.checking import Checking, Unavailable
from checker.report.terminal import NARROW, WIDE, diagnostic_rows
from checker.selection import questions
from checker.verify import Line


class Missed(Exception):
    """A script, or a line of it, does not meet the bar: the messages, for `shown`."""

    def __init__(self, messages: Sequence[Diagnostic]) -> None:
        super().__init__(messages[0].headline)
        self.messages = messages


class Script(pytest.File):
    """A script. What cannot be built is an error of collection; the other derivations are collected."""

    def collect(self) -> Iterator[pytest.Collector]:
        """Its derivations. Raises Missed where there are none."""
        try:
            found = Checking.of(self.config).script(self.path)
        except Unavailable as e:
            raise self.CollectError(str(e)) from e
        problems = [item for item in found if isinstance(item, Problem)]
        if len(problems) == len(found):
            raise Missed([of_problem(p) for p in problems])
        for item in found:
            if isinstance(item, Problem):
                yield Trouble.from_parent(self, name=f"{item.code}, line {item.line}", problem=item)
            else:
                yield Derivation.from_parent(self, record=item)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> str | TerminalRepr:
        """The diagnostics of the script."""
        return shown(excinfo.value) or super().repr_failure(excinfo)


class Trouble(pytest.Collector):
    """What is wrong with one derivation of a script that has others."""

    def __init__(self, *, problem: Problem, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.problem = problem

    def collect(self) -> Iterator[pytest.Item]:
        """Raises Missed."""
        raise Missed([of_problem(self.problem)])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> str | TerminalRepr:
        """The diagnostic."""
        return shown(excinfo.value) or super().repr_failure(excinfo)


class Derivation(pytest.Collector):
    """A derivation of a script."""

    def __init__(self, *, record: script.DerivationRecord, **kwargs: Any) -> None:
        super().__init__(name=record.id, **kwargs)
        self.record = record
        self.extra_keyword_matches.update((record.title, *questions(record)))

    def collect(self) -> Iterator[Claim]:
        """Its claims."""
        for claim in self.record.claims:
            yield Claim.from_parent(self, record=self.record, claim=claim)


class Claim(pytest.Item):
    """A claim: an item named by the end of the claim's id."""

    def __init__(self, *, record: script.DerivationRecord, claim: script.Claim, **kwargs: Any) -> None:
        super().__init__(name=claim.id.removeprefix(f"{record.id}."), **kwargs)
        self.record, self.claim = record, claim
        self.extra_keyword_matches.add(claim.id)
        self.add_marker(pytest.mark.derivation)
        checking = Checking.of(self.config)
        if claim.admitted is not None and checking.gate.admits((claim.id, record.id)):
            self.add_marker(pytest.mark.skip(reason=f"assumed, allowed by name: {claim.admitted}"))

    def runtest(self) -> None:
        """Has the claim verified. Raises Missed when a line does not meet the bar, or a planted slip does."""
        checking = Checking.of(self.config)
        rest = [(i.record, i.claim) for i in self.session.items if isinstance(i, Claim)]
        lines = checking.lines(self.record, self.claim, rest)
        verdicts = Counter(line.verdict.value for line in lines)
        self.user_properties.extend((PROPERTY + verdict, n) for verdict, n in verdicts.items())
        messages = [d for d in map(of_line, lines) if d is not None]
        if not messages and self.config.option.checker_mutate is not None:
            accepted = checking.accepted_slips(
                self.record, self.claim, lines, self.config.option.checker_mutate or None
            )
            messages = [_of_slip(f, lines) for f in accepted]
        if messages:
            raise Missed(messages)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> str | TerminalRepr:
        """The diagnostics of the lines."""
        if isinstance(excinfo.value, Unavailable):
            return str(excinfo.value)
        return shown(excinfo.value) or super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands."""
        return Path(self.claim.place.file), self.claim.place.line - 1, self.claim.id


def _of_slip(finding: Finding, lines: Sequence[Line]) -> Diagnostic:
    m, place = finding.mutant, finding.mutant.place
    line = next(x for x in lines if x.step == m.step)
    judged = f"{finding.judgement.verdict.value} ({finding.judgement.method})"
    values = [("slip", f"{m.kind}: {m.before}  →  {m.after}"), ("line", f"{sign(line.relation)} {line.right}"),
              ("judged", judged)]  # fmt: skip
    headline = f"a slip planted in step {m.step} of {m.claim} is not noticed"
    return Diagnostic("slip-accepted", relative(place.file), place.line, place.column, headline, tuple(values),
                      place.source, BY_NAME["slip-accepted"].do)  # fmt: skip


def shown(error: BaseException) -> TerminalRepr | None:
    """The messages as pytest's reports want them; None for another error."""
    if not isinstance(error, Missed):
        return None
    width = min(max(shutil.get_terminal_size((WIDE, 24)).columns, NARROW), WIDE)
    texts = ["".join(f"{row.text}\n" for row in diagnostic_rows(d, width)) for d in error.messages]
    first = error.messages[0]
    crash = ReprFileLocation(first.file, first.line, f"{first.code}: {first.headline}")
    return ReprExceptionInfo(ReprTracebackNative(["\n".join(texts)]), crash)
