"""A project that only depends on this one: it installs the wheel, writes a derivation with a slip, and hears of it
from the command, GitHub, JUnit, SARIF and pytest, all at the same line; mended, everything is green.

The wheel is the only copy of the package in the project's environment; what it depends on is taken from ours.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from junitparser import Failure, JUnitXml

ROOT = Path(__file__).parents[1]
SLIP = """
from checker import Derivation, Positive, derivation, log


@derivation(title="The logarithm of a product")
def product(d: Derivation, x: Positive, y: Positive) -> None:
    with d.prove(log(x**2 * y), "=", 2 * log(x) + log(y)) as k:
        k.eq(log(x**2) + log(y), "log of a product")
        k.eq(
            2 * log(x) - log(y),
            "log of a power",
        )
"""
MENDED = SLIP.replace("2 * log(x) - log(y)", "2 * log(x) + log(y)")
LINE = SLIP.split("\n").index("        k.eq(") + 1
HEADLINE = '"log of a power" is false at x = 1, y = 2'
CONFIGURATION = '[project]\nname = "papers"\nversion = "1"\n\n[tool.checker]\npaths = ["derivations"]\n'


def surroundings() -> dict[str, str]:
    """The environment without what would lead to our own copy of the package, or to a job's summary."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST", "GITHUB_", "CHECKER_"))}


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with an environment of its own, into which the wheel is installed."""

    folder: Path
    python: Path

    def write(self, script: str) -> None:
        (self.folder / "derivations" / "product.py").write_text(script)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs a program of the environment in the folder, with nothing of ours in its surroundings."""
        return subprocess.run(
            arguments, cwd=self.folder, env=surroundings(), capture_output=True, text=True, timeout=240, check=False
        )

    def check(self) -> subprocess.CompletedProcess[str]:
        """Checks as in a workflow: annotations on stdout, a file of every other format."""
        command = str(self.python.with_name("checker"))
        files = ("junit=junit.xml", "sarif=run.sarif", "json=run.json", "markdown=run.md", "html=run.html")
        reports = [word for file in files for word in ("--report", file)]
        return self.run(command, "run", "--no-cache", "--output-format", "github", *reports)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing is left in the checkout and nothing stale gets in."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "checker", source / "checker", ignore=shutil.ignore_patterns("__pycache__"))
    pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out), str(source))
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "derivations").mkdir()
    (folder / "pyproject.toml").write_text(CONFIGURATION)
    environment = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True, timeout=120)
    python = environment / "bin" / "python"
    pip(sys.executable, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text("\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}))
    return Project(folder, python)


def pip(python: str, *arguments: str) -> None:
    command = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, env=surroundings(), capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def entry_points(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as inside:
        (name,) = [n for n in inside.namelist() if n.endswith(".dist-info/entry_points.txt")]
        return inside.read(name).decode()


def test_the_wheel_has_all_that_the_package_has(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = {p.relative_to(ROOT).as_posix() for p in (ROOT / "checker").rglob("*") if p.is_file()}
    expected = {p for p in package if "__pycache__" not in p}
    assert {p for p in inside if ".dist-info/" not in p} == expected
    assert {"checker/py.typed", "checker/report/schema.json"} <= inside
    assert any(p.endswith(".dist-info/licenses/LICENSE") for p in inside)


def test_the_package_comes_from_the_wheel(project: Project) -> None:
    done = project.run(str(project.python), "-c", "import checker; print(checker.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(project.folder / ".venv"), done.stderr


def test_a_slip_is_told_alike_everywhere(project: Project) -> None:
    project.write(SLIP)
    done = project.check()
    assert done.returncode == 1, done.stdout + done.stderr

    (error,) = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert error.startswith(f"::error file=derivations/product.py,line={LINE},col=9,title=step-refuted%3A product.1 ")
    assert HEADLINE in error

    cases = [case for suite in JUnitXml.fromfile(str(project.folder / "junit.xml")) for case in suite]
    (failed,) = [case for case in cases if case.result]
    (failure,) = failed.result
    assert isinstance(failure, Failure)
    assert len(cases) == 3
    assert (failed._elem.get("file"), failed._elem.get("line")) == ("derivations/product.py", str(LINE))
    assert (failure.type, failure.message) == ("step-refuted", HEADLINE)

    (result,) = json.loads((project.folder / "run.sarif").read_text())["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("derivations/product.py", LINE)
    assert result["ruleId"] == "step-refuted"
    assert result["message"]["text"].startswith(HEADLINE)

    for file in ("run.json", "run.md", "run.html"):
        text = (project.folder / file).read_text()
        assert "step-refuted" in text
        assert "is false at x = 1, y = 2" in text

    values = {name: re.search(rf"{name}: +(\S+)", result["message"]["text"]) for name in ("left", "right")}
    for name, value in values.items():
        assert value is not None
        assert f"{name}: {value[1]}" in error
        assert re.search(rf"{name} +{re.escape(value[1])}\n", failure.text)


def test_mended_it_is_green(project: Project) -> None:
    project.write(MENDED)
    done = project.check()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::error" not in done.stdout
    document = JUnitXml.fromfile(str(project.folder / "junit.xml"))
    assert (document.tests, document.failures, document.errors) == (3, 0, 0)
    assert json.loads((project.folder / "run.sarif").read_text())["runs"][0]["results"] == []


def test_pytest_says_the_same(project: Project, wheel: Path) -> None:
    if "[pytest11]" not in entry_points(wheel):
        pytest.skip("the wheel registers no plugin of pytest")
    command = [str(project.python), "-m", "pytest", "-p", "no:cacheprovider", "derivations"]
    project.write(SLIP)
    done = project.run(*command)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"derivations/product.py:{LINE}:9: step-refuted: {HEADLINE}" in " ".join(done.stdout.split())  # unwrapped
    assert "Traceback" not in done.stdout
    project.write(MENDED)
    done = project.run(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
