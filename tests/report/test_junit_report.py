"""The JUnit report, read by junitparser."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from small_run import hostile_run, small_run

from checker.diagnostics import of_line
from checker.report import junit
from checker.report.run import Run
from checker.verify import Line


def lines(run: Run) -> list[Line]:
    return [line for c in run.checked for line in c.lines]


def read(run: Run) -> JUnitXml:
    return JUnitXml.fromstring(junit.dumps(run).encode())


def test_a_suite_a_derivation_a_case_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    document = read(run)
    assert [suite.name for suite in document] == ["scripts", *(c.record.id for c in run.checked)]
    assert (document.tests, document.failures, document.errors, document.skipped) == (15, 6, 1, 1)
    suites = list(document)[1:]
    assert [len(list(suite)) for suite in suites] == [len(c.lines) for c in run.checked]
    for suite in document:
        cases = list(suite)
        kinds = [type(case.result[0]) if case.result else None for case in cases]
        counted = (len(cases), kinds.count(Failure), kinds.count(Error), kinds.count(Skipped))
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == counted


def test_a_case_says_what_the_line_says(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    cases = [case for suite in list(read(run))[1:] for case in suite]
    for case, line in zip(cases, lines(run), strict=True):
        element = case._elem
        assert (element.get("file"), int(element.get("line"))) == ("derivations/square.py", line.place.line)
        assert case.classname == line.derivation
        assert case.time == pytest.approx(line.judgement.seconds, abs=1e-3)
        found = of_line(line)
        failed = [r for r in case.result if isinstance(r, Failure)]
        assert bool(failed) == bool(line.code)
        for failure in failed:
            assert found is not None
            assert (failure.type, failure.message) == (line.code, found.headline)
            assert failure.text.startswith(f"{found.place}: {found.code}: ")
            assert all(value in failure.text for _, value in found.values)


def test_names_of_cases_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    for run in (small_run(monkeypatch), hostile_run(monkeypatch)):
        names = [(case.classname, case.name) for suite in read(run) for case in suite]
        assert len(set(names)) == len(names)


def test_a_script_problem_is_an_error_at_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = next(iter(read(small_run(monkeypatch))))
    (error,) = case.result
    assert isinstance(error, Error)
    assert error.type == "script-import"
    assert case._elem.get("file") == "derivations/broken.py"
    assert case._elem.get("line") == "1"
    assert "install no_such_module" in error.text


def test_no_text_of_an_author_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = hostile_run(monkeypatch)
    document = read(run)
    assert document.failures == 6
    assert document.errors == 2
    known = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"}
    assert {e.tag for e in ElementTree.fromstring(junit.dumps(run).encode()).iter()} == known


def test_a_run_of_nothing_is_a_document_too(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    document = read(Run((), (), (), run.settings, 0.0, 5))
    assert document.tests == 0
    assert list(document) == []
