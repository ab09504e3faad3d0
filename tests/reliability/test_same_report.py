"""The same scripts give the same report and the same exit code, byte for byte but for seconds, for any -j."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """from checker import *

@derivation(title="Lines of every kind")
def kinds(d: Derivation, x: Real, y: Positive, n: Natural) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
    with d.prove((x + 1)**3, "=", x**3 + 3*x**2 + 3*x + 1) as k:
        k.eq((x + 1)*(x**2 + 2*x + 2), "a slip")
        k.eq(x**3 + 3*x**2 + 4*x + 2, "multiply out")
    with d.prove(log(y**2), "=", 2*log(y)) as k:
        k.eq(log(y) + log(y), "logarithm of a product")
    d.prove(1/x, "=", x/x**2)
    d.prove(x**2 + 1, ">", 0)
    d.prove(sin(x)**2 + cos(x)**2, "=", 1)
    d.prove(exp(x) * exp(-x), "=", 2)
    d.assume(y, ">", 0, "given")
"""
BROKEN = "import no_such_module\n"


def run(folder: Path, jobs: int) -> tuple[int, str, str, str]:
    report = folder / f"report{jobs}.json"
    command = [sys.executable, "-m", "checker", "run", "--no-cache", "-j", str(jobs), "--report", f"json={report}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200)
    data = re.sub(r'("seconds": )[0-9.e-]+', r"\1…", report.read_text())
    return done.returncode, re.sub(r"\b\d+\.\d+ s\b", "… s", done.stdout), done.stderr, data


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, str, str, str]]:
    folder = tmp_path_factory.mktemp("same")
    (folder / "derivations").mkdir()
    for name in ("a", "b"):
        (folder / "derivations" / f"{name}.py").write_text(SCRIPT.replace("def kinds", f"def kinds_{name}"))
    (folder / "derivations" / "c.py").write_text(BROKEN)
    return folder, run(folder, 1)


@pytest.mark.parametrize("jobs", [2, 5])
def test_for_any_number_of_processes(one: tuple[Path, tuple[int, str, str, str]], jobs: int) -> None:
    folder, first = one
    assert run(folder, jobs) == first
    assert first[0] == 2
    verdicts = {s["verdict"] for s in json.loads(first[3].replace("…", "0"))["steps"]}
    assert {"proved", "refuted", "undefined", "admitted"} <= verdicts
