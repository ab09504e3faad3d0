"""The pytest plugin, as its users run it: pytest in a process of its own, in a project of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fake_pool import FakePool
from junitparser import Failure, JUnitXml

from checker.plugin import checking

pytest_plugins = ["pytester"]

GOOD = """
from checker import derivation, Derivation, Real


@derivation(title="Binomial", question="D1.1")
def good(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
    d.prove(x + 3, "=", 3 + x)
"""
SLIP = """
from checker import derivation, Derivation, Real


@derivation(title="A slip", question="D2.1")
def slip(d: Derivation, x: Real, y: Real) -> None:
    d.prove(2*x, "=", x + x)
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x - y), "take one factor apart")
        k.eq(x**2 + 2*x*y - y**2, "multiply out")
"""
SOURCE = 'k.eq(x*(x + y) + y*(x - y), "take one factor apart")'
LINE = SLIP.split("\n").index(f"        {SOURCE}") + 1
PLACE = f"derivations/slip.py:{LINE}:9: step-refuted: "
HEADLINE = 'step-refuted: "take one factor apart" is false at x = 1, y = 1'
TABLE = '[tool.checker]\npaths = ["derivations"]\n'
GOOD_IDS = ["derivations/good.py::good::1", "derivations/good.py::good::2"]
SLIP_IDS = ["derivations/slip.py::slip::1", "derivations/slip.py::slip::2"]
TEST_ID = "tests/test_plain.py::test_plain"


class Here(FakePool):
    """Builds scripts in this process, which is quicker."""

    def close(self) -> None:
        return None


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Two scripts, and a test that has nothing to do with them."""
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("PATHS", "JOBS", "REQUIRE", "TIMEOUT"):
        monkeypatch.delenv(f"CHECKER_{name}", raising=False)
    write(pytester, "derivations/good.py", GOOD)
    write(pytester, "derivations/slip.py", SLIP)
    write(pytester, "tests/test_plain.py", "def test_plain():\n    pass\n")
    return pytester


def write(pytester: pytest.Pytester, name: str, text: str) -> Path:
    path = pytester.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(*arguments, timeout=120)


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """What became of every item, of a run with -v."""
    found = re.findall(r"(?m)^(?:\[gw\d\].*?)?(\S+::\S+) (PASSED|FAILED|SKIPPED)|^\[gw\d\] .*? (\w+) (\S+::\S+)",
                       result.stdout.str())  # fmt: skip
    return {first or second: before or after for first, before, after, second in found}


# ---------------------------------------------------------------- what is collected


@pytest.mark.parametrize(
    ("configuration", "arguments", "expected"),
    [
        ("", [], [TEST_ID]),
        ("", ["."], [TEST_ID]),
        ("", ["tests"], [TEST_ID]),
        ("", ["derivations"], [*GOOD_IDS, *SLIP_IDS]),
        ("", ["tests", "derivations/good.py"], [TEST_ID, *GOOD_IDS]),
        ("", ["derivations/good.py::good"], GOOD_IDS),
        ("", ["derivations/good.py::good::2"], GOOD_IDS[1:]),
        ("", ["--checker"], [*GOOD_IDS, *SLIP_IDS, "more/extra.py::good2::1", TEST_ID]),
        ("", ["--checker", "tests"], [TEST_ID]),
        ("", ["--checker", "more"], ["more/extra.py::good2::1"]),
        ("", ["more"], []),
        ("", ["more/extra.py"], ["more/extra.py::good2::1"]),
        (TABLE, [], [*GOOD_IDS, *SLIP_IDS, TEST_ID]),
        (TABLE, ["tests"], [TEST_ID]),
        (TABLE, ["-p", "no:checker"], [TEST_ID]),
        (TABLE + '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n', [], [TEST_ID, *GOOD_IDS, *SLIP_IDS]),
        (TABLE + "[tool.pytest.ini_options]\nchecker = false\n", [], [TEST_ID]),
        (TABLE + "[tool.pytest.ini_options]\nchecker = false\n", ["derivations/good.py"], GOOD_IDS),
        ('[tool.pytest.ini_options]\nchecker_paths = "more/extra.py"\n', [], ["more/extra.py::good2::1", TEST_ID]),
        ("[tool.checker]\ntimeout = 5\n", [], [TEST_ID]),
        (TABLE, ["-k", "D1.1 and not good.1"], GOOD_IDS[1:]),
        (TABLE, ["-k", "Binomial"], GOOD_IDS),
        (TABLE, ["-m", "not derivation"], [TEST_ID]),
        (TABLE, ["--ignore=derivations/slip.py"], [*GOOD_IDS, TEST_ID]),
    ],
)
def test_what_is_collected(
    project: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    configuration: str,
    arguments: list[str],
    expected: list[str],
) -> None:
    monkeypatch.setattr(checking, "Pool", Here)
    write(project, "pyproject.toml", configuration)
    write(project, "derivations/_helper.py", "raise ValueError('a helper is no script')\n")
    write(project, "derivations/conftest.py", "")
    extra = "def good2(d: Derivation, x: Real) -> None:\n    d.prove(x, '=', x)\n"
    write(project, "more/extra.py", GOOD.partition("@derivation")[0] + '@derivation(title="More")\n' + extra)
    write(project, "more/other.py", "raise ValueError('no script')\n")
    result = project.runpytest_inprocess("--collect-only", "-q", *arguments)
    assert [line for line in result.outlines if "::" in line] == expected, result.stdout.str() + result.stderr.str()
    assert result.ret == (pytest.ExitCode.OK if expected else pytest.ExitCode.NO_TESTS_COLLECTED)


def test_nothing_is_imported_where_nothing_is_collected(project: pytest.Pytester) -> None:
    write(project, "tests/test_plain.py", """
import sys

def test_plain():
    assert not {"sympy", "flint", "numpy", "checker.runner", "checker.verify"} & set(sys.modules)
    assert "checker.plugin" in sys.modules
""")  # fmt: skip
    run(project).assert_outcomes(passed=1)


def test_the_help_has_our_group(project: pytest.Pytester) -> None:
    run(project, "--help").stdout.fnmatch_lines(["derivations (checker):", "  --checker *", "  --checker-mutate=*"])


def test_a_wrong_table_is_said_at_once(project: pytest.Pytester) -> None:
    write(project, "pyproject.toml", '[tool.checker]\npath = ["derivations"]\n')
    result = run(project)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*[[]tool.checker[]] path: no such key: did you mean paths[?]"])


def test_a_number_of_slips_is_one(project: pytest.Pytester) -> None:
    result = run(project, "--checker-mutate", "derivations")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*'derivations' is not a number of slips: write --checker-mutate=N"])


# ---------------------------------------------------------------- what is said


def test_a_failure_is_our_diagnostic_at_the_line_of_the_script(project: pytest.Pytester) -> None:
    write(project, "pyproject.toml", TABLE)
    alone = "import sys\n\ndef test_plain():\n    assert not {'sympy', 'flint', 'numpy'} & set(sys.modules)\n"
    write(project, "tests/test_plain.py", alone)  # scripts are run, and lines examined, in processes of their own
    result = run(project, "--junitxml=junit.xml", "-o", "junit_family=xunit1")
    result.assert_outcomes(passed=4, failed=1)
    text = result.stdout.str()
    shown = [
        PLACE + HEADLINE.removeprefix("step-refuted: "),
        "    left   4",
        "    right  2",
        f"    {LINE} | {SOURCE}",
        "      | " + "^" * len(SOURCE),
        "    help: holds with ",
    ]
    assert "\n".join(["", *shown]) in text
    assert "Traceback" not in text
    assert not re.search(r"checker/\S*\.py", text)
    assert f"FAILED derivations/slip.py::slip::2 - {HEADLINE}" in text
    assert "derivations: 7 lines: 6 proved, 1 refuted" in text

    cases = {c.classname + "::" + c.name: c for s in JUnitXml.fromfile(str(project.path / "junit.xml")) for c in s}
    (failure,) = cases["derivations.slip.slip::2"].result
    assert isinstance(failure, Failure)
    assert failure.message == HEADLINE
    assert failure.text.startswith(PLACE)
    assert cases["derivations.slip.slip::2"]._elem.get("file") == "derivations/slip.py"
    assert cases["derivations.slip.slip::2"]._elem.get("line") == "7"  # that of the claim, counted from 0
    assert not cases["derivations.good.good::1"].result


def test_what_cannot_be_built_is_an_error_of_collection(project: pytest.Pytester) -> None:
    write(project, "derivations/broken.py", "from checker import Rael\n")
    half = GOOD.replace("good", "half") + '\n@derivation(title="Half")\ndef no_domain(d, x):\n    d.prove(x, "=", x)\n'
    write(project, "derivations/half.py", half)
    write(project, "derivations/twice.py", GOOD)
    result = run(project, "derivations", "--continue-on-collection-errors")
    result.assert_outcomes(passed=5, failed=1, errors=3)
    text = result.stdout.str()
    assert "derivations/broken.py:1:1: script-import: this script does not run" in text
    assert "help: did you mean Real?" in text
    assert "derivations/half.py:11:1: script-domain: the symbol x has no domain" in text
    assert "twice.py:5: script-duplicate: a derivation named good stands already at derivations/good.py:5" in text
    assert "Traceback" not in text
    assert re.search(r"(?m)^ERROR derivations/broken.py - script-import: ", text)
    stopped = run(project, "derivations")
    stopped.assert_outcomes(errors=3)
    assert stopped.ret == pytest.ExitCode.INTERRUPTED


def test_the_bar_is_that_of_the_table(project: pytest.Pytester) -> None:
    assumed = GOOD.replace('d.prove(x + 3, "=", 3 + x)', 'd.assume(x, "=", 2*x, "for now")')
    write(project, "derivations/good.py", assumed)
    result = run(project, "derivations/good.py")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAILED derivations/good.py::good::2 - step-admitted: an assumption, *"])
    write(project, "pyproject.toml", TABLE + 'allow-assumptions = ["good.2"]\n')
    allowed = run(project, "derivations/good.py", "-rs")
    allowed.assert_outcomes(passed=1, skipped=1)
    allowed.stdout.fnmatch_lines(["SKIPPED *assumed, allowed by name: for now"])


def test_what_a_selected_claim_cites_is_judged_too(project: pytest.Pytester) -> None:
    write(project, "derivations/cites.py", """
from sympy import hyper

from checker import derivation, Derivation, Positive, Real, exp

@derivation(title="Kummer's transformation")
def cites(d: Derivation, a: Positive, b: Positive, x: Real, y: Real) -> None:
    right = exp(x) * hyper([b - a], [b], -x)
    first = d.assume(hyper([a], [b], x), "=", right, "known")
    d.prove(hyper([a], [b], x) + y, "=", y + right, by=[first])
""")  # fmt: skip
    result = run(project, "derivations/cites.py::cites::2")
    result.assert_outcomes(failed=1)
    assert "it rests on cites.1, which does not meet the bar" in result.stdout.str()


# ---------------------------------------------------------------- how it is run


def test_several_processes_say_the_same(project: pytest.Pytester) -> None:
    write(project, "pyproject.toml", TABLE)
    expected = dict.fromkeys([*GOOD_IDS, *SLIP_IDS, TEST_ID], "PASSED") | {SLIP_IDS[1]: "FAILED"}
    alone = run(project, "-v", "-p", "no:xdist")
    assert outcomes(alone) == expected
    together = run(project, "-v", "-n", "2", "--checker-no-cache")
    assert outcomes(together) == expected
    text = together.stdout.str()
    assert PLACE in text
    assert f"FAILED derivations/slip.py::slip::2 - {HEADLINE}" in text
    assert "derivations: 7 lines: " in text


def test_last_failed_and_stopping_at_a_failure(project: pytest.Pytester) -> None:
    write(project, "derivations/a_slip.py", SLIP.replace("slip", "a_slip"))
    result = run(project, "derivations", "-x", "--tb=line")
    result.assert_outcomes(passed=1, failed=1)
    assert f"derivations/a_slip.py:{LINE}: {HEADLINE}" in result.outlines
    again = run(project, "derivations", "-v", "--lf")
    assert outcomes(again) == {"derivations/a_slip.py::a_slip::2": "FAILED"}


def test_the_cache_is_used_and_can_be_left_out(project: pytest.Pytester) -> None:
    run(project, "derivations/good.py", "--checker-no-cache").assert_outcomes(passed=2)
    assert not (project.path / ".checker_cache").exists()
    run(project, "derivations/good.py").assert_outcomes(passed=2)
    assert (project.path / ".checker_cache" / "cache.sqlite3").exists()
    refuses = "import checker.runner as r\nr.Pool._exchange = None\n"  # nothing may be built or examined again
    write(project, "conftest.py", refuses)
    run(project, "derivations/good.py").assert_outcomes(passed=2)


def test_slips_are_planted_on_request(project: pytest.Pytester) -> None:
    run(project, "derivations/good.py::good::2", "--checker-mutate=3").assert_outcomes(passed=1)
    write(project, "conftest.py", "import checker.mutate as m\nm.classed = lambda *_: m.Fate.ACCEPTED\n")
    result = run(project, "derivations/good.py::good::2", "--checker-mutate=1")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["derivations/good.py:9:5: slip-accepted: a slip planted in step 1 of good.2 *",
                                 "    slip *→*", "    judged *"])  # fmt: skip


def test_an_engine_that_does_not_start_is_said_in_words(project: pytest.Pytester) -> None:
    run(project, "derivations/good.py").assert_outcomes(passed=2)
    write(project, "conftest.py", """
import checker.runner as r

def refuse(*_, **__):
    raise r.WorkerError("the process that examines the steps did not start: no reason given")

r.Pool._exchange = refuse
""")  # fmt: skip
    write(project, "derivations/good.py", GOOD.replace("x + 3", "x + 4").replace("3 + x", "4 + x"))
    result = run(project, "derivations/good.py")
    result.assert_outcomes(errors=1)
    assert "did not start: no reason given" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()
