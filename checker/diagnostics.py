"""What is said to the author of a line or a script: one `Diagnostic`, which every report renders in its own way.

Decides no verdict and no code; it puts into words what the records hold: what was expected, what was found, what to
do. Nothing here depends on time, on the width of a terminal, or on the machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from checker.codes import BY_NAME
from checker.loading import Problem
from checker.records import Evidence, Judgement, Obligation, Outcome, Status, Value, Verdict, Witness, show_value
from checker.verify import Line

VALUE_LIMIT = 400  # characters of one witness value in a message; JSON has the whole


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A message at a place. `values` are labelled lines below the headline; `source` is what the author wrote there."""

    code: str
    file: str
    line: int
    column: int
    headline: str
    values: tuple[tuple[str, str], ...] = ()
    source: str = ""
    hint: str = ""

    @property
    def place(self) -> str:
        numbers = [str(n) for n in (self.line, self.column if self.line else 0) if n]
        return ":".join([self.file, *numbers])


def of_problem(problem: Problem) -> Diagnostic:
    """The message of a script problem."""
    return Diagnostic(
        problem.code, relative(problem.file), problem.line, problem.column, problem.message, (), problem.source,
        problem.hint,
    )  # fmt: skip


def of_line(line: Line) -> Diagnostic | None:
    """The message of a line that does not meet the bar; None for one that does."""
    if not line.code:
        return None
    j = line.judgement
    name = _name(line)
    values: list[tuple[str, str]] = []
    match line.verdict:
        case _ if line.code == "not-refuted":
            headline = f"{name} is said to be false, but it is {line.verdict.value}"
            values += [("because", line.wrong)] if line.wrong and line.wrong != line.reason else []
        case Verdict.REFUTED:
            headline = f"{name} is false{_at(j.witness)}"
            values += _sides(line)
        case Verdict.UNDEFINED:
            headline = f"{name} means nothing{_at(j.witness)}"
            values += _sides(line)
        case Verdict.CONFLICT:
            headline = f"{name} was proved by one method and refuted by another{_at(j.witness)}"
            values += _sides(line)
        case Verdict.CHECKED if line.code == "obligation-open":
            headline = f"{name} rests on an obligation that is open"
        case Verdict.CHECKED:
            headline = f"{name} agrees at every point tried, but is not proved"
        case Verdict.TIMEOUT:
            headline = f"{name} was not decided in time"
        case Verdict.ERROR:
            headline = f"{name} could not be examined"
        case Verdict.ADMITTED:
            headline = "an assumption, not allowed by name"
            values.append(("because", line.reason))
        case _:
            headline = f"{name} could not be decided"
    values += [("failing", o.text) for o in j.obligations if o.status is Status.FAILING and o.text not in j.detail]
    if line.code == "obligation-open":
        values += [("open", o.text) for o in _distinct(j.obligations, Status.OPEN)]
    elif j.detail and line.verdict is not Verdict.ADMITTED:
        values.append(("detail", j.detail))
    return Diagnostic(
        line.code, relative(line.place.file), line.place.line, line.place.column, headline, tuple(values),
        line.place.source, j.suggestion or _advice(line),
    )  # fmt: skip


def _name(line: Line) -> str:
    if line.reason:
        return f'"{line.reason}"'
    return "the claim" if line.step == 1 else "the last line, to the claim's right side,"


def _at(witness: Witness | None) -> str:
    if witness is None:
        return ""
    return f" at {show_witness(witness)}" if len(witness) else " as it stands"


def _sides(line: Line) -> list[tuple[str, str]]:
    w = line.judgement.witness
    if w is None or not (w.left or w.right):
        return []
    sides = [("left", w.left or "undefined"), ("right", w.right or "undefined")]
    if line.relation not in ("=", "=>", "<=>"):
        sides.append(("claimed", f"left {sign(line.relation)} right"))
    return sides


def _advice(line: Line) -> str:
    if line.code == "step-admitted":
        return f"prove it, or allow it: --allow-assumptions {line.claim}"
    return BY_NAME[line.code].do if line.code not in ("step-refuted", "step-undefined") else ""


# ---------------------------------------------------------------- parts that the reports share


def sign(relation: str) -> str:
    """A relation as written by hand."""
    return {"!=": "≠", "<=": "≤", ">=": "≥", "=>": "⇒", "<=>": "⇔"}.get(relation, relation)


def show_witness(witness: Witness) -> str:
    """The values of a witness on one line, the very long ones cut."""
    return ", ".join(f"{n} = {show(v, VALUE_LIMIT)}" for n, v in witness.at)


def show(value: Value, limit: int = 0) -> str:
    """A witness value in words, cut at `limit` characters unless 0."""
    try:
        text = show_value(value)
    except ValueError:  # Python prints no integer of more than 4,300 digits
        return "(a number too long to print)"
    return text[: limit - 1] + "…" if limit and len(text) > limit else text


def numbers(judgement: Judgement) -> Evidence | None:
    """The numeric evidence that tried the most points; None where no number was had."""
    tried = [e for e in judgement.evidence if e.engine == "numeric" and e.points]
    return max(tried, key=lambda e: (e.points, e.digits)) if tried else None


def basis(judgement: Judgement) -> str:
    """What a verdict rests on, in a line: the method, points and digits, sizes, the chance of an accident."""
    parts = [judgement.method] if judgement.method else []
    best = numbers(judgement)
    if best is not None and best.outcome is Outcome.HOLDS:
        estimated = "" if best.rigorous else " by estimates"
        parts.append(f"agrees at {best.points} point{'s'[: best.points != 1]} to {best.digits} digits{estimated}")
    elif judgement.verdict is Verdict.PROVED:
        parts.append("not evaluated")
    if judgement.verdict is Verdict.CHECKED:
        for e in judgement.evidence:
            if e.sampled_sizes:
                parts.append(f"sizes {', '.join(e.sampled_sizes)}")
            if e.error_bound is not None:
                parts.append(f"wrong with probability at most {e.error_bound:.0e}")
    return "; ".join(dict.fromkeys(parts))


def duties(judgement: Judgement) -> list[tuple[Status, list[str]]]:
    """The obligations in words, by where they stand."""
    out = []
    for status in (Status.FAILING, Status.OPEN, Status.DISCHARGED):
        texts = [o.text or o.kind for o in _distinct(judgement.obligations, status)]
        if texts:
            out.append((status, texts))
    return out


def _distinct(obligations: tuple[Obligation, ...], status: Status) -> list[Obligation]:
    return list({o.text or o.kind: o for o in obligations if o.status is status}.values())


def relative(file: str) -> str:
    """A path as seen from the current directory, where it lies below it; with forward slashes."""
    path = Path(os.path.abspath(file))
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
