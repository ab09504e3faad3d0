"""Workflow commands, read back by the grammar of GitHub's runner (actions/runner, ActionCommand.cs)."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_run import hostile_run, small_run

from checker.report import github
from checker.report.plain import text
from checker.report.run import Run

Command = tuple[str, dict[str, str], str]


def read(line: str) -> Command:
    """What the runner takes the line for: `::name key=value,key=value::data`, unescaped."""
    assert line.startswith("::")
    head, data = line[2:].split("::", 1)
    kind, _, rest = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in rest.split(",") if pair)
    return kind, {k: unescaped(v, ":,") for k, v in properties.items()}, unescaped(data, "")


def unescaped(words: str, more: str) -> str:
    for c in ["\r", "\n", *more, "%"]:
        words = words.replace(f"%{ord(c):02X}", c)
    return words


def commands(run: Run) -> list[Command]:
    shown = github.dumps(run)
    assert shown.endswith("\n")
    return [read(line) for line in shown.split("\n")[:-1]]


def test_an_error_a_diagnostic_at_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    *errors, notice = commands(run)
    for (kind, properties, data), d in zip(errors, run.diagnostics, strict=True):
        assert kind == "error"
        assert (properties["file"], properties["line"], properties["col"]) == (d.file, str(d.line), str(d.column))
        assert properties["title"].startswith(d.code)
        assert data == f"{d.place}: {text(d)}"
    assert notice[0] == "notice"
    assert "6 below the bar; 1 problem in the scripts" in notice[2]


def test_no_text_of_an_author_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    run = hostile_run(monkeypatch)
    *errors, notice = commands(run)
    assert [kind for kind, _, _ in errors] == ["error"] * len(run.diagnostics)
    assert notice[0] == "notice"
    problem = errors[1]
    assert problem[1]["file"] == "derivations/a b,c:d%ü.py"
    assert "line" not in problem[1]
    for _, properties, data in errors:
        assert set(properties) <= {"file", "line", "col", "title"}
        assert not any(line.startswith("::") for line in data.split("\n"))


@pytest.mark.parametrize("words", ["a%b", "%0A", "a\nb\r", "a:b,c", "%25%3A", "::error::", "∫ x², 50%: all"])
def test_escapes_are_undone_by_the_runner(words: str) -> None:
    line = github.command("error", words, {"title": words, "file": ""})
    assert "\n" not in line
    assert read(line) == ("error", {"title": words}, words)


def test_the_root_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workflow may run in a folder of the repository; GitHub counts from the repository's root."""
    run = small_run(monkeypatch)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path.cwd().parent))
    assert commands(run)[0][1]["file"] == "small/derivations/broken.py"
    monkeypatch.setenv("GITHUB_WORKSPACE", "/elsewhere")
    assert commands(run)[0][1]["file"] == "derivations/broken.py"


def test_a_green_run_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    assert [kind for kind, _, _ in commands(Run(run.checked[:0], (), (), run.settings, 0.0, 0))] == ["notice"]


def test_a_run_of_nothing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    assert [kind for kind, _, _ in commands(Run((), (), (), run.settings, 0.0, 5))] == ["error", "notice"]
