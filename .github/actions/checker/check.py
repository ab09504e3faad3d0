"""The step of the action that checks: its inputs, split as a shell splits words, become the command's arguments.

Decides nothing; the exit code is the command's. The command is the one installed beside the Python that runs this.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Runs the command, having told the job where the SARIF report will be. Raises KeyError outside of a job."""
    sarif = Path(os.environ["RUNNER_TEMP"]) / "checker.sarif"
    summary = os.environ["GITHUB_STEP_SUMMARY"]
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        print(f"sarif={sarif}", file=outputs)
    words = [word for name in ("PATHS", "ARGS") for word in shlex.split(os.environ[name])]
    reports = ["--output-format", "github", "--report", f"sarif={sarif}", "--report", f"markdown={summary}"]
    return subprocess.call([Path(sys.executable).with_name("checker"), "run", *words, *reports])


if __name__ == "__main__":
    sys.exit(main())
