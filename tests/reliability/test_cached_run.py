"""A second run of all shipped derivations starts no process, imports nothing large, and reports the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from checker import cli, runner

def never(*_):
    raise AssertionError("a process was started")

if sys.argv[1] == "known":
    runner._Server.__init__ = never
code = cli.main(["run", "--report", f"json={sys.argv[1]}.json"])
large = {"sympy", "flint", "numpy", "mpmath", "rich", "subprocess", "checker.translate", "checker.engine"}
print(code, sorted(large & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.slow
def test_all_shipped_derivations(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "derivations", tmp_path / "derivations")
    environment = {k: v for k, v in os.environ.items() if k != "FORCE_COLOR"}

    def run(name: str) -> tuple[str, str, str]:
        command = [sys.executable, "-c", CODE, name]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=1500)
        data = re.sub(r'("seconds": )[0-9.e-]+', r"\g<1>0", (tmp_path / f"{name}.json").read_text())
        return re.sub(r"\b\d+\.\d+ s\b", "… s", done.stdout), done.stderr, data

    out, _, data = run("new")
    again, said, same = run("known")
    found = re.search(r"cached: (\d+) of (\d+) links", said)
    assert found is not None
    assert found[1] == found[2]
    assert int(found[1]) > 500
    assert said.splitlines()[-1] == "0 []"
    assert (again, same) == (out, data)
