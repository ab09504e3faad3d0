"""Where options come from, which counts, and what is said of one that makes no sense."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from fake_pool import FakePool

from checker import cli, runner
from checker.cache import _judgement_key
from checker.configuration import KEYS, Configuration, ConfigurationError, configure, table
from checker.gate import Gate
from checker.graph import sym
from checker.records import Link
from checker.settings import Settings

WHOLE = """
[tool.checker]
paths = ["derivations", "more/one.py"]
timeout = 12
memory = 512
jobs = 3
require = "checked"
allow-assumptions = ["a.1"]
allow-checked = ["b", "c.2"]
digits = 20
samples = 9
seed = -4
"""


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pyproject.toml"
    path.write_text(text)
    return path


def read(start: Path, given: dict | None = None, environment: dict[str, str] | None = None) -> Configuration:
    return configure(given or {}, environment or {}, start)


def test_without_anything(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.paths, found.settings, found.gate) == ((Path("derivations"),), Settings(), Gate())
    assert not found.sources


def test_every_key_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE)
    found = read(tmp_path)
    assert found.paths == (Path("derivations"), Path("more/one.py"))
    assert found.settings == Settings(timeout=12.0, memory=512, jobs=3, samples=9, digits=20, seed=-4)
    assert isinstance(found.settings.timeout, float)  # 12 and 12.0 are the same key of the cache
    assert found.gate == Gate("checked", ("a.1",), ("b", "c.2"))
    assert set(found.sources) == set(KEYS)
    assert found.sources["seed"] == f"{path}: [tool.checker] seed"


def test_the_nearest_table_upwards_counts(tmp_path: Path) -> None:
    write(tmp_path, "[tool.checker]\nseed = 1\npaths = ['derivations']\n")
    inner = write(tmp_path / "a" / "b", "[tool.other]\nseed = 2\n").parent
    found = read(inner)
    assert found.settings.seed == 1
    assert found.paths == (Path("../../derivations"),)
    write(tmp_path / "a", "[tool.checker]\n")
    assert read(inner).settings.seed == 0
    assert table(inner) == (tmp_path / "a" / "pyproject.toml", {})


ENVIRONMENT = {
    "CHECKER_PATHS": "x:y/z.py", "CHECKER_TIMEOUT": "1.5", "CHECKER_MEMORY": "99", "CHECKER_JOBS": " 2 ",
    "CHECKER_REQUIRE": "proved", "CHECKER_ALLOW_ASSUMPTIONS": "d.1, d.2", "CHECKER_ALLOW_CHECKED": "e",
    "CHECKER_DIGITS": "40", "CHECKER_SAMPLES": "5", "CHECKER_SEED": "8",
}  # fmt: skip


def test_the_environment_goes_over_the_file_and_options_over_both(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    found = read(tmp_path, {}, ENVIRONMENT)
    assert found.paths == (Path("x"), Path("y/z.py"))
    assert found.settings == Settings(timeout=1.5, memory=99, jobs=2, samples=5, digits=40, seed=8)
    assert found.gate == Gate("proved", ("d.1", "d.2"), ("e",))
    given = {"timeout": 3.0, "seed": 7, "allow-checked": ["f"], "require": "checked", "jobs": None}
    over = read(tmp_path, given, ENVIRONMENT)
    assert over.settings == Settings(timeout=3.0, memory=99, jobs=2, samples=5, digits=40, seed=7)
    assert over.gate == Gate("checked", ("d.1", "d.2"), ("f",))
    assert over.sources["timeout"] == "--timeout"
    assert over.sources["jobs"] == "CHECKER_JOBS in the environment"


def test_a_file_that_came_along_with_scripts_need_not_be_believed(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    found = configure({}, {"CHECKER_SEED": "8"}, tmp_path, file=False)
    assert (found.gate, found.settings, found.paths) == (Gate(), Settings(seed=8), (Path("derivations"),))


def test_the_readme_shows_every_key_at_its_default(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    (block,) = [b for b in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if "[tool.checker]" in b and "seed" in b]
    write(tmp_path, block)
    found = read(tmp_path)
    assert list(found.sources) == list(tomllib.loads(block)["tool"]["checker"])
    assert set(found.sources) == set(KEYS)
    assert (found.settings, found.paths) == (Settings(), (Path("derivations"),))
    assert found.gate == Gate(allow_checked=("elbo.2",))


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    assert read(tmp_path, {}, dict.fromkeys(ENVIRONMENT, "")) == read(tmp_path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("timout = 3", "[tool.checker] timout: no such key: did you mean timeout?"),
        ("allow_checked = []", "no such key: did you mean allow-checked?"),
        ("qqq = 3", "it may be paths, timeout, memory"),
        ('timeout = "3"', "[tool.checker] timeout must be a number, not '3'"),
        ("timeout = true", "timeout must be a number, not True"),
        ("timeout = nan", "timeout must be a number, at least 0.01, not nan"),
        ("timeout = 0", "[tool.checker] timeout: timeout must be a number, at least 0.01, not 0"),
        ("memory = 2.5", "memory must be an integer, not 2.5"),
        ("digits = 0", "digits must be a number, at least 1"),
        ("samples = -1", "samples must be a number, at least 1"),
        ("seed = 1979-05-27", "seed must be an integer"),
        ('require = "perfect"', "[tool.checker] require: require must be proved or checked, not 'perfect'"),
        ("require = []", "require must be a string, not []"),
        ('paths = "derivations"', "paths must be a list of strings, not 'derivations'"),
        ("paths = []", "paths must name a script or a directory"),
        ("allow-checked = [1]", "allow-checked must be a list of strings, not [1]"),
    ],
)
def test_what_is_wrong_in_the_file(tmp_path: Path, line: str, says: str) -> None:
    path = write(tmp_path, f"[tool.checker]\n{line}\n")
    with pytest.raises(ConfigurationError, match=re.escape(says)) as e:
        read(tmp_path)
    assert str(path) in str(e.value)


@pytest.mark.parametrize("text", ["[tool.checker", "[tool]\nchecker = 3", "\xff"])
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError, match=re.escape(str(tmp_path))):
        read(tmp_path)


@pytest.mark.parametrize("text", ["", "tool = 3", "[project]\nname = 'x'"])
def test_a_file_without_a_table_is_passed_by(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    assert read(tmp_path).settings == Settings()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CHECKER_TIMEOUT", "soon", "CHECKER_TIMEOUT in the environment must be a number, not 'soon'"),
        ("CHECKER_TIMEOUT", "inf", "CHECKER_TIMEOUT in the environment: timeout must be"),
        ("CHECKER_JOBS", "2.5", "CHECKER_JOBS in the environment must be an integer, not '2.5'"),
        ("CHECKER_REQUIRE", "all", "CHECKER_REQUIRE in the environment: require must be proved or checked"),
    ],
)
def test_what_is_wrong_in_the_environment(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(says)):
        read(tmp_path, {}, {name: value})


def test_what_changes_a_verdict_is_in_the_key_of_the_cache_and_the_gate_is_not(tmp_path: Path) -> None:
    link = Link(sym("x"), "=", sym("x"))

    def key(**given: object) -> str:
        return _judgement_key(link, read(tmp_path, {k.replace("_", "-"): v for k, v in given.items()}).settings)

    same = {"jobs": 7, "require": "checked", "allow_checked": ["a"], "allow_assumptions": ["b"]}
    assert key(**same) == key()
    others = [key(**{k: v}) for k, v in (("timeout", 9.0), ("memory", 99), ("digits", 9), ("samples", 9), ("seed", 9))]
    assert len({key(), *others}) == 6


# ---------------------------------------------------------------- through the command

SCRIPT = """
from checker import derivation, Derivation, Real


@derivation(title="One")
def one(d: Derivation, x: Real, agree: Real, unclear: Real, slow: Real) -> None:
    d.prove(x + 3, "=", 3 + x)
    d.prove({name}, "=", x)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "derivations").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "Pool", FakePool)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def derive(project: Path, name: str = "agree", file: str = "derivations/one.py") -> None:
    (project / file).write_text(SCRIPT.replace("{name}", name))


@pytest.mark.parametrize(
    ("name", "arguments", "code", "says"),
    [
        ("agree", [], 1, "step-checked"),
        ("agree", ["--require", "checked"], 0, "1 step stands on checked, as this run asks no more."),
        ("agree", ["--allow-checked", "one.2"], 0, "1 step stands on checked, allowed by name."),
        ("agree", ["--allow-checked", "one"], 0, "allowed to stand on this: this run allows it by name"),
        ("agree", ["--allow-checked", "one.1"], 1, "step-checked"),
        ("agree", ["--allow-checked", "one.3"], 2, "no claim or derivation is named one.3: did you mean one.2"),
        ("unclear", ["--require", "checked"], 0, "asks no more"),
        ("slow", ["--require", "checked", "--allow-checked", "one"], 1, "step-timeout"),
        ("x + 1", ["--require", "checked", "--allow-checked", "one"], 1, "step-refuted"),
    ],
)
def test_the_gate(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, arguments: list[str], code: int, says: str
) -> None:
    derive(project, name)
    assert cli.main(arguments) == code
    captured = capsys.readouterr()
    assert says in captured.out + captured.err


def test_the_gate_in_the_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    derive(project)
    write(project, '[tool.checker]\nallow-checked = ["one.2"]\n')
    assert cli.main([]) == 0
    assert cli.main(["--allow-checked", "one.1"]) == 1  # a list replaces the one below it
    write(project, '[tool.checker]\nallow-checked = ["one.2", "gone.1"]\n')
    capsys.readouterr()
    assert cli.main([]) == 2
    err = capsys.readouterr().err
    assert "pyproject.toml: [tool.checker] allow-checked: no-such-id: no claim or derivation is named gone.1" in err
    assert cli.main(["derivations/one.py"]) == 0  # of a part of the project, more is not known


def test_the_paths_in_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, '[tool.checker]\npaths = ["papers"]\n')
    (project / "papers").mkdir()
    derive(project, "x", "papers/one.py")
    assert cli.main([]) == 0
    assert cli.main(["list"]) == 0
    assert "papers/one.py:5" in capsys.readouterr().out
    monkeypatch.chdir(project / "derivations")
    assert cli.main(["one.1"]) == 0
    assert cli.main(["explain", "one"]) == 0
    monkeypatch.chdir(project)
    monkeypatch.setenv("CHECKER_PATHS", "derivations")
    assert cli.main([]) == 2
    assert "no script in this directory" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["run", "report", "mutate", "list"])
def test_every_command_refuses_a_key_that_is_none(
    project: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    derive(project, "x")
    path = write(project, "[tool.checker]\njbos = 3\n")
    assert cli.main([command]) == 2
    assert capsys.readouterr().err == f"checker: {path}: [tool.checker] jbos: no such key: did you mean jobs?\n"
