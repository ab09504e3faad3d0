"""assert_derives, as a user's own tests call it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fake_pool import FakePool
from sympy import Abs, exp, sqrt, symbols

from checker import Untranslatable, assert_derives, runner

pytest_plugins = ["pytester"]
x, y = symbols("x y", real=True)


def message(*arguments: object, **options: object) -> list[str]:
    with pytest.raises(AssertionError) as caught:
        assert_derives(*arguments, **options)  # type: ignore[arg-type]
    return str(caught.value).splitlines()


def test_what_holds_passes_in_silence() -> None:
    assert assert_derives(sqrt(x**2), "=", Abs(x)) is None
    assert_derives(sqrt(x**2), "=", x, where=x >= 0)
    assert_derives(exp(x), "≥", 1 + x, "the tangent at 0")


def test_what_is_false_is_told_at_the_line_of_the_call() -> None:
    line = message.__code__.co_firstlineno + 2
    place = f"{Path(__file__).name}:{line}:"
    first, *rest = message(sqrt(x**2), "=", x, "take the root")
    assert first.endswith('step-refuted: "take the root" is false at x = -1')
    assert place in first
    assert rest[:4] == ["    left   1", "    right  -1", f"    {line} | |x| = x", "       | ^^^^^^^"]


def test_what_means_nothing_somewhere_is_told() -> None:
    first, *_ = message(1 / x, "=", 1 / x)
    assert "step-undefined: the claim means nothing at x = 0" in first
    assert_derives(1 / x, "=", 1 / x, where=[x > 0])


def test_an_inequality_says_what_was_claimed() -> None:
    assert any(text.split() == ["claimed", "left", "<", "right"] for text in message(x**2, "<", x**2 + x))


def test_numbers_are_enough_only_for_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "local", lambda: FakePool())  # of a symbol named `agree` it says: checked
    sides = symbols("agree", real=True), "=", x
    first, *_ = message(*sides)
    assert "step-checked: the claim agrees at every point tried, but is not proved" in first
    assert_derives(*sides, checked="a test of the bar")
    with pytest.raises(ValueError, match="say why"):
        assert_derives(*sides, checked=" ")


def test_what_cannot_be_read_is_no_failed_assertion() -> None:
    with pytest.raises(Untranslatable):
        assert_derives(object(), "=", x)
    with pytest.raises(ValueError, match="relation"):
        assert_derives(x, "is", x)


TEST = """import unittest
from sympy import symbols
from checker import assert_derives

x = symbols("x", real=True)

class Roots(unittest.TestCase):
    def test_square(self):
        assert_derives((x + 1)**2, "=", x**2 + 1)
"""


def test_pytest_shows_the_test_and_not_the_checker(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_roots=TEST)
    result = pytester.runpytest_subprocess(timeout=120)
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert ">       assert_derives(" in text
    assert "E       AssertionError: test_roots.py:9: step-refuted: the claim is false at x = 1" in text
    assert "asserting.py" not in text


def test_unittest_shows_the_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "test_roots.py").write_text(TEST)
    done = subprocess.run([sys.executable, "-m", "unittest", "test_roots"], cwd=tmp_path, capture_output=True,
                          text=True, timeout=120, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "AssertionError: test_roots.py:9: step-refuted: the claim is false at x = 1\n    left   4\n" in done.stderr
    assert "FAILED (failures=1)" in done.stderr
