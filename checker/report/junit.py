"""The report as JUnit XML: a suite a derivation, a case a line; a line below the bar fails with our diagnostic.

Decides nothing but this: a script problem is an `error` of the suite "scripts", and an assumption that may stand is
`skipped`, for it was not checked. The elements are those that pytest writes and Jenkins and GitLab read; `file` and
`line` on a case as in pytest's xunit1.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from checker.diagnostics import Diagnostic, basis, of_line, of_problem, relative, sign
from checker.loading import Problem
from checker.records import Verdict
from checker.report.plain import brief, name
from checker.report.run import Run
from checker.report.terminal import WIDE, diagnostic_rows
from checker.verify import Checked, Line

NAME_LIMIT = 120  # characters of a case's name


def dumps(run: Run) -> str:
    """The document as text."""
    root = Element("testsuites", name="checker")
    if run.problems:
        _scripts(SubElement(root, "testsuite"), run.problems)
    for c in run.checked:
        _derivation(SubElement(root, "testsuite"), c)
    for what in ("tests", "failures", "errors", "skipped"):
        root.set(what, str(sum(int(suite.get(what, 0)) for suite in root)))
    root.set("time", f"{run.seconds:.3f}")
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _scripts(suite: Element, problems: Sequence[Problem]) -> None:
    _size(suite, "scripts", len(problems), errors=len(problems))
    for problem in problems:
        d = of_problem(problem)
        case = SubElement(suite, "testcase", classname="scripts", name=brief(f"{d.place}: {d.code}", NAME_LIMIT))
        _place(case, d.file, d.line)
        _tell(case, "error", d)


def _derivation(suite: Element, c: Checked) -> None:
    lines = c.lines
    failed = sum(1 for line in lines if line.code)
    _size(suite, c.record.id, len(lines), failures=failed, skipped=sum(map(_skipped, lines)))
    suite.set("time", f"{sum(line.judgement.seconds for line in lines):.3f}")
    suite.set("file", relative(c.record.place.file))
    for line in lines:
        title = f"{name(line)}: {line.reason or f'{sign(line.relation)} {line.right}'}"
        case = SubElement(suite, "testcase", classname=c.record.id, name=brief(title, NAME_LIMIT))
        _place(case, relative(line.place.file), line.place.line)
        case.set("time", f"{line.judgement.seconds:.3f}")
        found = of_line(line)
        if found is not None:
            _tell(case, "failure", found)
        elif _skipped(line):
            SubElement(
                case, "skipped", type=line.verdict.value, message=f"assumed, allowed by name: {brief(line.reason)}"
            )
        said = [f"{line.verdict.value}: {basis(line.judgement)}"] if line.verdict is not Verdict.ADMITTED else []
        if line.verdict is Verdict.CHECKED and line.allowed is not None:
            said.append(f"allowed to stand on this: {brief(line.allowed)}")
        if line.wrong is not None:
            said.append(f"said to be false: {brief(line.wrong)}")
        if said:
            SubElement(case, "system-out").text = "\n".join(said)


def _skipped(line: Line) -> bool:
    return line.verdict is Verdict.ADMITTED and not line.code


def _size(suite: Element, title: str, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0) -> None:
    suite.set("name", title)
    for what, number in (("tests", tests), ("failures", failures), ("errors", errors), ("skipped", skipped)):
        suite.set(what, str(number))


def _place(case: Element, file: str, line: int) -> None:
    case.set("file", brief(file))
    if line:
        case.set("line", str(line))


def _tell(case: Element, kind: str, d: Diagnostic) -> None:
    said = SubElement(case, kind, type=d.code, message=brief(d.headline))
    said.text = "\n".join(row.text for row in diagnostic_rows(d, WIDE))
