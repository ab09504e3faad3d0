"""The hook for pre-commit, the GitHub action and the workflows: well-formed, and their commands do what they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_config, load_manifest

ROOT = Path(__file__).parents[1]
ACTION = ROOT / ".github" / "actions" / "checker"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = Path(sys.executable).parent
RIGHT = """
from checker import Derivation, Real, derivation


@derivation(title="A square")
def square(d: Derivation, x: Real) -> None:
    d.prove((x + 1) ** 2, "=", x**2 + 2 * x + 1, "multiply out")
"""
WRONG = RIGHT.replace("2 * x", "x")


def action() -> dict[str, Any]:
    return yaml.safe_load((ACTION / "action.yml").read_text())


def run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **variables}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "derivations").mkdir(parents=True)
    (folder / "derivations" / "right.py").write_text(RIGHT)
    (folder / "derivations" / "wrong.py").write_text(WRONG)
    return folder


# ---------------------------------------------------------------- GitHub's own schemas


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda f: f.stem)
def test_workflow_keeps_to_the_schema(file: Path) -> None:
    done = run(["check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)], ROOT)
    assert done.returncode == 0, done.stdout


def test_action_keeps_to_the_schema() -> None:
    done = run(["check-jsonschema", "--builtin-schema", "vendor.github-actions", str(ACTION / "action.yml")], ROOT)
    assert done.returncode == 0, done.stdout


# ---------------------------------------------------------------- the action


def test_the_action_takes_these_inputs() -> None:
    inputs = action()["inputs"]
    assert set(inputs) == {"paths", "args", "python-version"}
    assert all(i["description"] and "default" in i for i in inputs.values())


def test_no_input_is_pasted_into_a_command() -> None:
    """An expression in `run` would be executed as part of it, whatever it holds."""
    assert [step["run"] for step in action()["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_what_the_steps_refer_to_exists() -> None:
    steps = action()["runs"]["steps"]
    known = {step["id"] for step in steps if "id" in step}
    text = (ACTION / "action.yml").read_text()
    assert set(re.findall(r"steps\.([\w-]+)\.", text)) <= known
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(action()["inputs"])
    assert (ACTION / "../../..").resolve() == ROOT
    assert (ROOT / "pyproject.toml").is_file()
    assert (ACTION / "check.py").is_file()


def test_a_workflow_uses_the_action() -> None:
    steps = [s for f in WORKFLOWS for job in yaml.safe_load(f.read_text())["jobs"].values() for s in job["steps"]]
    used = [s for s in steps if s.get("uses") == "./.github/actions/checker"]
    assert used
    assert all(set(s.get("with", {})) <= set(action()["inputs"]) for s in used)


@pytest.mark.parametrize(
    ("paths", "args", "code"),
    [
        ("derivations/right.py", "", 0),
        ("derivations", "-k 'square and not nothing' --timeout 60", 1),
        ("derivations/wrong.py derivations/right.py", "-j 1", 2),  # both name their derivation `square`
    ],
    ids=["right", "wrong", "problem"],
)
def test_its_step_checks(paths: str, args: str, code: int, project: Path) -> None:
    if code == 1:
        (project / "derivations" / "right.py").unlink()
    for name in ("output", "summary"):
        (project / name).write_text("before\n")
    variables = {
        "PATHS": paths, "ARGS": args, "RUNNER_TEMP": str(project), "GITHUB_WORKSPACE": str(project),
        "GITHUB_OUTPUT": str(project / "output"), "GITHUB_STEP_SUMMARY": str(project / "summary"),
    }  # fmt: skip
    done = run([sys.executable, str(ACTION / "check.py")], project, **variables)
    assert done.returncode == code, done.stdout + done.stderr
    assert (project / "output").read_text() == f"before\nsarif={project}/checker.sarif\n"
    results = json.loads((project / "checker.sarif").read_text())["runs"][0]["results"]
    errors = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert len(errors) == len(results) == (code != 0) + (code == 2)
    assert "::notice title=checker::" in done.stdout
    assert (project / "summary").read_text().startswith("before\n")
    assert f"## {'✗' if code else '✓'} Derivations: " in (project / "summary").read_text()


# ---------------------------------------------------------------- the hook


def hook() -> dict[str, Any]:
    (only,) = load_manifest(ROOT / ".pre-commit-hooks.yaml")
    return only


@pytest.mark.parametrize(
    ("file", "meant"),
    [
        ("derivations/kl.py", True),
        ("derivations/part/kl.py", True),
        ("papers/one/derivations/kl.py", True),
        ("derivations/_helpers.py", False),
        ("derivations/part/_helpers.py", False),
        ("derivations/questions.toml", False),
        ("src/kl.py", False),
        ("old_derivations/kl.py", False),
    ],
)
def test_the_hook_looks_at_derivation_scripts(file: str, meant: bool) -> None:
    assert bool(re.search(hook()["files"], file)) is meant
    assert hook()["types"] == ["python"]


def test_the_hook_fails_for_a_wrong_script_only(project: Path) -> None:
    command = [*shlex.split(hook()["entry"]), *hook()["args"]]
    assert run([*command, "derivations/right.py"], project).returncode == 0
    done = run([*command, "derivations/wrong.py"], project)
    assert done.returncode == 1
    assert "derivations/wrong.py:7:5: step-refuted" in done.stdout


# ---------------------------------------------------------------- the README's examples for other projects


EXAMPLES = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL))


@pytest.mark.parametrize(
    ("file", "schema"),
    [(".github/workflows/derivations.yml", "github-workflows"), (".gitlab-ci.yml", "gitlab-ci")],
    ids=["github", "gitlab"],
)
def test_an_example_keeps_to_the_schema(file: str, schema: str, tmp_path: Path) -> None:
    path = tmp_path / Path(file).name
    path.write_text(EXAMPLES[file])
    done = run(["check-jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)], tmp_path)
    assert done.returncode == 0, done.stdout


def test_the_example_gives_the_action_inputs_that_it_has() -> None:
    steps = yaml.safe_load(EXAMPLES[".github/workflows/derivations.yml"])["jobs"]["check"]["steps"]
    folder = ACTION.relative_to(ROOT).as_posix()
    (used,) = [s for s in steps if s["uses"].startswith(f"OWNER/derivation-checker/{folder}@")]
    assert set(used["with"]) <= set(action()["inputs"])
    named = set(re.findall(r"steps\.checker\.outputs\.([\w-]+)", EXAMPLES[".github/workflows/derivations.yml"]))
    assert named
    assert named <= set(action()["outputs"])


def test_the_example_names_the_hook(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(EXAMPLES[".pre-commit-config.yaml"])
    (repository,) = load_config(tmp_path / "config.yaml")["repos"]
    assert [h["id"] for h in repository["hooks"]] == [hook()["id"]]


def test_the_example_of_gitlab_writes_the_report_that_it_collects(project: Path) -> None:
    job = yaml.safe_load(EXAMPLES[".gitlab-ci.yml"])["derivations"]
    command = shlex.split(job["script"][-1])
    (project / "derivations" / "right.py").unlink()
    assert run(command, project).returncode == 1
    assert 'failures="1"' in (project / job["artifacts"]["reports"]["junit"]).read_text()
