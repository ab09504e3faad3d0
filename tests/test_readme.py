"""Every Python block of the README runs, and its derivations meet the bar."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def test_there_are_blocks() -> None:
    assert len(BLOCKS) >= 6


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_block(number: int, tmp_path: Path) -> None:
    script = tmp_path / f"block{number}.py"
    script.write_text(BLOCKS[number])
    derives = "@derivation" in BLOCKS[number]
    command = [sys.executable, "-m", "checker", "run", str(script)] if derives else [sys.executable, str(script)]
    if "\ndef test_" in BLOCKS[number]:
        command = [sys.executable, "-m", "pytest", str(script)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
