"""Every code: what is said of it, and that its example comes out under it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import cli, runner
from checker.codes import BY_NAME, CODES, Code, explanation

CALLS = ("no-such-id", "nothing-selected")  # of what was asked for: said on stderr, and no line's or script's


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder, and in the place of a run's own processes those of all these tests, which were started there."""
    folder = tmp_path_factory.mktemp("codes")
    with runner.Pool(2) as pool, pytest.MonkeyPatch.context() as monkeypatch:

        class Shared:
            def __init__(self, *_: object, **__: object) -> None: ...

            def __enter__(self) -> runner.Pool:
                return pool

            def __exit__(self, *_: object) -> None: ...

        monkeypatch.setattr(runner, "Pool", Shared)
        monkeypatch.chdir(folder)
        yield folder


@pytest.mark.parametrize("code", CODES, ids=lambda c: c.name)
def test_every_code_says_what_to_do(code: Code) -> None:
    assert code.meaning.endswith(".")
    assert code.causes
    assert code.do.endswith((".", "list", "CLAIM.", '…".'))
    assert code.do in explanation(code)
    assert bool(code.unseen) != (bool(code.example) or code.call != "checker run example.py")
    assert max(map(len, code.script.split("\n"))) <= 110
    assert BY_NAME[code.name] is code


@pytest.mark.parametrize("code", [c for c in CODES if not c.unseen], ids=lambda c: c.name)
def test_the_example_comes_out_under_its_code(project: Path, capsys: pytest.CaptureFixture[str], code: Code) -> None:
    if code.example:
        (project / "example.py").write_text(code.script)
    program, *arguments = shlex.split(code.call)
    assert program == "checker"
    answer = cli.main([*arguments, "--output-format", "json", "--no-cache"])
    captured = capsys.readouterr()
    if code.name in CALLS:
        assert f"{code.name}: " in captured.err
        assert answer == {"no-such-id": 2, "nothing-selected": 5}[code.name]
        return
    run = json.loads(captured.out)
    said = [x["code"] for x in [*run["steps"], *run["problems"]] if x["code"]]
    assert said == [code.name]
    assert answer == (1 if run["steps"] and not run["problems"] else 2)


def test_only_errors_of_the_engines_have_no_example() -> None:
    assert [c.name for c in CODES if c.unseen] == ["step-conflict", "slip-accepted"]
