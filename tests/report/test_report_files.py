"""Where reports go and by which module; the concise format."""

from __future__ import annotations

import os
import re
import stat
import threading
from pathlib import Path

import pytest
from small_run import small_run

from checker.report.files import FILES, MODULES, OUTPUT, Destination, destinations, dumps, write

CONCISE = re.compile(r"(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<code>[a-z]+(-[a-z]+)+) (?P<headline>.+)")


def test_every_format_has_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {*FILES, *OUTPUT} - {"full"} == set(MODULES)
    run = small_run(monkeypatch)
    for name in MODULES:
        assert dumps(name, run).endswith("\n")


def test_concise_is_a_line_a_message_and_the_totals(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    *rows, last = dumps("concise", run).rstrip("\n").split("\n")
    assert len(rows) == len(run.diagnostics)
    for row, d in zip(rows, run.diagnostics, strict=True):
        found = CONCISE.fullmatch(row)
        assert found is not None
        assert (found["file"], found["line"], found["column"]) == (d.file, str(d.line), str(d.column))
        assert found["code"] == d.code
    missed = sum(1 for c in run.checked for x in c.lines if x.code)
    assert last.endswith(f"1 problem in the scripts. {missed} steps do not meet the bar.")
    assert "seconds" not in last


def test_destinations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("a=b.xml")
    given = ["junit=a=b.xml", "json=-", f"markdown={tmp_path}/s.md"]
    assert destinations(given, {"GITHUB_STEP_SUMMARY": "s.md"}) == [
        Destination("junit", Path("a=b.xml")),
        Destination("json", None),
        Destination("markdown", tmp_path / "s.md", append=True),
    ]
    assert not destinations(["html=s.md"], {"GITHUB_STEP_SUMMARY": ""})[0].append
    for twice, where in ((["json=-", "html=-"], "stdout"), (["json=a=b.xml", "html=link"], "link")):
        with pytest.raises(ValueError, match=f"two reports cannot both go to {where}"):
            destinations(twice, {})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sarfi=a", "unknown report 'sarfi=a': did you mean sarif?"),
        ("full=a", "the formats are junit, sarif, json, markdown, html"),
        ("json", "write --report json=PATH"),
        ("json=", "write --report json=PATH"),
        ("json=.", "is a directory"),
        ("json=no/such/place.json", "no directory no/such"),
    ],
)
def test_what_is_no_destination(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=re.escape(says)):
        destinations([text], {})


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    write("∫ \ud800\n", Destination("json", path))
    assert path.read_text() == "∫ \\ud800\n"

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write("new\n", Destination("json", path))
    assert path.read_text() == "∫ \\ud800\n"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write("new\n", Destination("json", tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new\n"


def test_the_job_summary_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    for _ in range(2):
        write("text\n", Destination("markdown", path, append=True))
    assert path.read_text() == "text\ntext\n"


def test_a_pipe_is_written_to_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(path.read_text()))
    reader.start()
    write("text\n", Destination("json", path))
    reader.join(timeout=10)
    assert got == ["text\n"]
    assert stat.S_ISFIFO(path.stat().st_mode)
