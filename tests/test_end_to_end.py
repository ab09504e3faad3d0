"""The whole, as a user runs it: scripts in, the real engine, reports and exit codes out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.report.json import SCHEMA

SCRIPT = """
from checker import derivation, Derivation, Nonzero, Positive, Real, exp, log


@derivation(title="True lines", question="T1")
def true_lines(d: Derivation, x: Real, y: Real, p: Positive, n: Nonzero) -> None:
    with d.prove((x + y)**2 - (x - y)**2, "=", 4*x*y) as k:
        k.eq((x**2 + 2*x*y + y**2) - (x**2 - 2*x*y + y**2), "multiply out")
    d.prove(log(p*exp(x)), "=", log(p) + x)
    d.prove((n**2 - n)/n, "=", n - 1)
    d.prove(x**2 + y**2, ">=", 2*x*y)
"""
SLIP = """
from checker import derivation, Derivation, Real


@derivation(title="A slip", question="T2")
def slip(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**3, "=", x**3 + 3*x**2*y + 3*x*y**2 + y**3) as k:
        k.eq((x + y)*(x**2 + 2*x*y + y**2), "take one factor apart")
        k.eq(x**3 + 2*x**2*y + x*y**2 + x**2*y - 2*x*y**2 + y**3, "multiply out")
        k.eq(x**3 + 3*x**2*y + 3*x*y**2 + y**3, "collect")
"""


def run(folder: Path, *arguments: str) -> tuple[int, str, dict[str, Any]]:
    report = folder / "report.json"
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "checker", "run", *arguments, "--no-cache", "--report", f"json={report}"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )
    assert done.stderr == ""
    data = json.loads(report.read_text(encoding="utf-8"))
    jsonschema.validate(data, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return done.returncode, done.stdout, data


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "a.py").write_text(SCRIPT)
    return tmp_path


def test_true_lines_are_proved(project: Path) -> None:
    code, text, data = run(project)
    assert [s["verdict"] for s in data["steps"]] == ["proved"] * 5
    assert code == 0
    assert "5 steps in 1 derivation: 5 proved." in text
    divided = data["steps"][3]
    assert [o["status"] for o in divided["obligations"]] == ["discharged"] * len(divided["obligations"])


def without_seconds(x: Any) -> Any:
    match x:
        case dict():
            return {k: without_seconds(v) for k, v in x.items() if k != "seconds"}
        case list():
            return [without_seconds(v) for v in x]
    return x


def test_a_slip_is_reported_once_and_alike_for_any_number_of_workers(project: Path) -> None:
    (project / "derivations" / "b.py").write_text(SLIP)
    code, text, data = run(project, "-j", "1")
    assert code == 1
    assert [(s["line"], s["code"]) for s in data["steps"] if s["code"]] == [(9, "step-refuted")]
    wrong = next(s for s in data["steps"] if s["code"])
    assert wrong["reason"] == "multiply out"
    assert set(wrong["witness"]) == {"x", "y"}
    assert wrong["left_value"] != wrong["right_value"]
    assert 'derivations/b.py:9:9: step-refuted: "multiply out" is false at' in " ".join(text.split())
    again, other_text, other = run(project, "-j", "3")
    assert again == code
    assert without_seconds(other) == without_seconds(data)
    assert re.sub(r"[\d.]+ s\b", "", other_text) == re.sub(r"[\d.]+ s\b", "", text)
