"""Each format, of one small run, as it was reviewed by eye: the files under `snapshots`.

After a change that is meant, write them anew and look at the difference:

    REMAKE_SNAPSHOTS=1 python -m pytest tests/report/test_snapshots.py
"""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from small_run import small_run

from checker.report import concise, github, junit, markdown, sarif
from checker.report import json as json_report
from checker.report.paper import Styled
from checker.report.run import Run
from checker.report.terminal import print_report

SNAPSHOTS = Path(__file__).with_name("snapshots")


def full(run: Run) -> str:
    """What the terminal shows, at a width of its own."""
    out = StringIO()
    console = Console(file=out, width=100, color_system=None, highlight=False, markup=False, emoji=False)
    print_report(Styled(console), run.checked, run.problems, run.seconds)
    return out.getvalue()


def json_without_versions(run: Run) -> str:
    data = json.loads(json_report.dumps(run))
    data["versions"] = dict.fromkeys(data["versions"], "…")
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def sarif_without_versions(run: Run) -> str:
    """Without what `codes` says of each code, too."""
    data = json.loads(sarif.dumps(run))
    driver = data["runs"][0]["tool"]["driver"]
    driver["version"] = "…"
    for rule in driver["rules"]:
        for part in ("shortDescription", "fullDescription", "help"):
            rule[part] = dict.fromkeys(rule[part], "…")
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


FORMATS = {
    "full.txt": full,
    "concise.txt": concise.dumps,
    "github.txt": github.dumps,
    "report.json": json_without_versions,
    "junit.xml": junit.dumps,
    "report.sarif": sarif_without_versions,
    "summary.md": markdown.dumps,
}


@pytest.mark.parametrize("file", FORMATS)
def test_it_reads_as_reviewed(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "37")
    text = FORMATS[file](small_run(monkeypatch))
    path = SNAPSHOTS / file
    if os.environ.get("REMAKE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "meant? REMAKE_SNAPSHOTS=1 writes it anew"


def test_it_is_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = small_run(monkeypatch), small_run(monkeypatch)
    assert [f(one) for f in FORMATS.values()] == [f(other) for f in FORMATS.values()]
