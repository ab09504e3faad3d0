"""`checker run --watch`: what counts as a change, and a real save seen by a real process."""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles
from fake_pool import FakePool

from checker import cli, runner

SCRIPT = """
from checker import derivation, Derivation, Real


@derivation(title="Binomial")
def good(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
    d.prove(x + 3, "=", 3 + x)
"""
Edit = Callable[[Path], object]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "derivations" / "good.py"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "Pool", FakePool)
    monkeypatch.setenv("COLUMNS", "80")
    return path


def replaced(old: str, new: str) -> Edit:
    return lambda path: path.write_text(path.read_text().replace(old, new))


def watched(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *edits: Edit, options: str = ""
) -> list[str]:
    """What is printed after each of the edits, and the Ctrl-C that follows."""
    shown: list[str] = []

    def saves(*folders: Path, **_: object) -> Iterator[set[tuple[int, str]]]:
        assert folders == (Path("derivations"),)
        yield set()
        for edit in edits:
            capsys.readouterr()
            edit(script)
            yield {(1, str(script))}
            shown.append(capsys.readouterr().out)
        yield set()
        raise KeyboardInterrupt

    monkeypatch.setattr(watchfiles, "watch", saves)
    assert cli.main(["run", "--watch", *options.split()]) == 130
    return shown


def test_only_what_changed_is_shown(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, moved, right, broken, mended = watched(
        script, monkeypatch, capsys,
        replaced("x*(x + y) + y*(x + y)", "x*(x + y) + y*(x - y)"),
        replaced("\nfrom checker", "\n# a line more\nfrom checker"),
        replaced("x*(x + y) + y*(x - y)", "x*(x + y) + y*(x + y)"),
        replaced("(title=", "(titel="),
        replaced("(titel=", "(title="),
    )  # fmt: skip
    assert "1 ✗ refuted    = x·(x + y) + y·(x − y)" in wrong
    assert 'derivations/good.py:8:9: step-refuted: "take one factor apart" is false at' in wrong.replace("\n    ", " ")
    assert "good.2" not in wrong
    assert wrong.endswith("3 steps in 1 derivation: 2 proved, 1 refuted. 1 step does not meet the bar.\n")
    assert moved == "no line changed\n3 steps in 1 derivation: 2 proved, 1 refuted. 1 step does not meet the bar.\n"
    assert "1 ✓ proved     = x·(x + y) + y·(x + y)" in right
    assert "step-refuted" not in right
    assert "script-import" in broken
    assert "1 problem in the scripts." in broken
    assert mended == (
        "no longer: script-import derivations/good.py\n3 steps in 1 derivation: 3 proved. All steps meet the bar.\n"
    )


def test_concise(script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, right = watched(
        script, monkeypatch, capsys, replaced("3 + x", "4 + x"), replaced("4 + x", "3 + x"),
        options="--output-format concise --report json=r.json",
    )  # fmt: skip
    first, totals = wrong.strip().split("\n")
    assert first.startswith("derivations/good.py:9:5: step-refuted the claim is false at x = ")
    assert totals.endswith("1 step does not meet the bar.")
    assert right.split("\n")[0] == "good.2 step 1: proved"
    assert '"exit_code": 0' in Path("r.json").read_text()


def test_a_run_that_cannot_be_made_does_not_end_it(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone, back = watched(
        script, monkeypatch, capsys, replaced("def good", "def other"), replaced("def other", "def good"),
        options="good",
    )  # fmt: skip
    assert gone == ""
    assert back.startswith("no line changed")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--output-format", "json"], "use full or concise"),
        (["--report", "junit=-"], "stdout is for the changes"),
        (["no/such/place/a.py"], "no directory no/such/place to watch"),
    ],
)
def test_what_cannot_be_watched(
    script: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert cli.main(["run", "--watch", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_without_watchfiles_it_says_what_to_install(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "watchfiles":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    assert cli.main(["run", "--watch"]) == 2
    assert "pip install 'derivation-checker[watch]'" in capsys.readouterr().err


def test_a_save_is_seen_and_ctrl_c_ends_cleanly(script: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
        "from checker import cli, runner\nimport fake_pool\nrunner.Pool = fake_pool.FakePool\nsys.exit(cli.main())"
    )
    arguments = [sys.executable, "-c", code, "run", "--watch", "--output-format", "concise"]
    run = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=os.getcwd())
    assert run.stdout is not None
    assert run.stderr is not None
    try:
        assert run.stderr.readline() == "checker: watching derivations; Ctrl-C ends it\n"
        assert run.stdout.readline() == "3 steps in 1 derivation: 3 proved. All steps meet the bar.\n"
        fresh = script.with_name("good.py.new")  # as editors save: a new file in the place of the old one
        fresh.write_text(SCRIPT.replace("3 + x", "4 + x"))
        fresh.replace(script)
        assert "step-refuted" in run.stdout.readline()
        assert "1 step does not meet the bar." in run.stdout.readline()
        time.sleep(0.1)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=20)
    finally:
        run.kill()
    assert run.returncode == 130
    assert err == "checker: interrupted; nothing is left running\n"
    assert out == ""
