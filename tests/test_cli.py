"""The command: what it selects, what it says, and its exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_pool import FakePool

from checker import cli, runner
from checker.codes import CODES
from checker.selection import matcher
from checker.topics import TOPICS

SCRIPT = """
from checker import derivation, Derivation, Real


@derivation(title="Binomial", question="D1.1, D1.2")
def good(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
    d.prove(x + 3, "=", 3 + x)
"""
WRONG = """
from checker import derivation, Derivation, Real


@derivation(title="A slip", question="D2.1")
def slip(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x - y), "take one factor apart")
        k.eq(x**2 + 2*x*y - y**2, "multiply out")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "derivations"
    folder.mkdir()
    (folder / "good.py").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "Pool", FakePool)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def add(project: Path, text: str, name: str) -> None:
    (project / "derivations" / name).write_text(text)


def one(statement: str, name: str = "one", extra: str = "") -> str:
    return SCRIPT.split("\n\n\n")[0] + (
        f'\n\n@derivation(title="One {name}")\n'
        f"def {name}(d: Derivation, x: Real, slow: Real, agree: Real, unclear: Real, interrupt: Real) -> None:\n"
        f"    {statement}\n{extra}"
    )


# ---------------------------------------------------------------- exit codes


def test_all_met_is_0(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    out = capsys.readouterr().out
    assert "3 steps in 1 derivation: 3 proved." in out
    assert "All steps meet the bar." in out


@pytest.mark.parametrize(
    ("statement", "code", "exit_code"),
    [
        ('d.prove(x, "=", x + 1)', "step-refuted", 1),
        ('d.prove(slow, "=", x)', "step-timeout", 1),
        ('d.prove(agree, "=", x)', "step-checked", 1),
        ('d.prove(unclear, "=", x)', "obligation-open", 1),
        ('d.prove(agree, "=", x, checked="a test of claim 1")', "", 0),
        ('d.prove(unclear, "=", x, checked="plain to see")', "", 0),
        ('d.prove(slow, "=", x, checked="no excuse")', "step-timeout", 1),
        ('d.prove(x, "=", x); d.assume(x, "=", 2*x, "for now")', "step-admitted", 1),
        ('d.assume(x, "=", x, "for now")', "step-admitted", 5),
    ],
)
def test_the_bar(project: Path, capsys: pytest.CaptureFixture[str], statement: str, code: str, exit_code: int) -> None:
    add(project, one(statement), "one.py")
    assert cli.main(["derivations/one.py"]) == exit_code
    out = capsys.readouterr().out
    assert f": {code}" in out
    assert ("What a code means" in out) == bool(code)


def test_assumptions_are_allowed_by_name_and_listed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(project, one('d.prove(x, "=", x); d.assume(x, "=", 2*x, "for now")'), "one.py")
    assert cli.main(["run", "one", "--allow-assumptions", "one.2"]) == 0
    assert "assumed, allowed by name: one.2: for now" in capsys.readouterr().out
    assert cli.main(["run", "one", "--allow-assumptions", "one"]) == 0
    assert cli.main(["run", "one", "--allow-assumptions", "one.1"]) == 1
    assert cli.main(["run", "one", "--allow-assumptions", "onee.2"]) == 2
    assert "did you mean one.2" in capsys.readouterr().err


def test_a_script_problem_is_2_and_the_others_are_checked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(project, "from checker import Rael\n", "broken.py")
    assert cli.main([]) == 2
    out = capsys.readouterr().out
    assert "derivations/broken.py:1:1: script-import: this script does not run" in out
    assert "help: did you mean Real?" in out
    assert "3 steps in 1 derivation: 3 proved." in out
    assert "All steps meet the bar" not in out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["-k", "nothing_like_it"], 5, "nothing-selected"),
        (["--question", "D1.3"], 5, "no question is named D1.3: did you mean D1.2"),
        (["goood"], 2, "did you mean good"),
        (["rnu"], 2, "did you mean run?"),
        (["derivations/goood.py"], 2, "did you mean derivations/good.py?"),
        (["-k", "good and"], 2, "ends where a word should follow"),
        (["-k", "(good"], 2, "a closing parenthesis"),
        (["--timeout", "0"], 2, "timeout must be a number"),
        (["--timeout", "nan"], 2, "timeout must be a number"),
        (["--memory", "1"], 2, "memory must be"),
        (["-j", "-1"], 2, "jobs must be"),
        (["-j", "many"], 2, "invalid int value"),
        (["--report", "xml=a"], 2, "write --report json=PATH"),
        (["--report", "json=no/such/place.json"], 2, "no directory no/such"),
        (["--report", "json=derivations"], 2, "is a directory"),
        (["--no-such-option"], 2, "unrecognized arguments"),
        (["--report", "jnuit=a"], 2, "did you mean junit?"),
        (["--report", "json=-", "--report", "html=-"], 2, "two reports cannot both go to stdout"),
        (["mutate", "--report", "junit=a"], 2, "unknown report 'junit=a': write --report json=PATH"),
        (["--output-format", "junit"], 2, "invalid choice: 'junit'"),
        (["--require", "refuted"], 2, "invalid choice: 'refuted'"),
        (["--digits", "0"], 2, "digits must be a number, at least 1"),
        (["report", "--watch"], 2, "unrecognized arguments: --watch"),
        (["new"], 2, "the following arguments are required: TOPIC"),
        (["explain", "step-refutd"], 2, "did you mean step-refuted"),
        (["explain", "domain"], 2, "did you mean domains"),
        (["list", "-k", "nothing_like_it"], 5, ""),
    ],
)
def test_usage(project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str) -> None:
    assert cli.main(arguments) == code
    captured = capsys.readouterr()
    assert says in captured.out + captured.err


def test_no_derivations_at_all(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "derivations" / "good.py").unlink()
    assert cli.main([]) == 2
    assert "script-empty" in capsys.readouterr().out
    (project / "derivations").rmdir()
    assert cli.main([]) == 2
    assert "derivations: no-such-file: no such file or directory" in capsys.readouterr().out


def test_interrupted_is_130(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(project, one('d.prove(interrupt, "=", x)'), "one.py")
    assert cli.main([]) == 130
    assert "interrupted" in capsys.readouterr().err


# ---------------------------------------------------------------- selection


@pytest.mark.parametrize(
    ("arguments", "steps"),
    [
        (["good"], 3),
        (["good.2"], 1),
        (["D1.2"], 3),
        (["good.1", "good.2"], 3),
        (["slip", "good.2"], 4),
        (["derivations/slip.py"], 3),
        (["derivations/slip.py", "slip.1"], 3),
        (["-k", "slip or good.2"], 4),
        (["-k", "not (slip or good.2)"], 2),
        (["-k", "BINOMIAL and not good.1"], 1),
        (["--question", "D2.1"], 3),
        (["run", "--question", "D1.1", "-k", "good.2"], 1),
    ],
)
def test_selection(project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], steps: int) -> None:
    add(project, WRONG, "slip.py")
    cli.main(arguments)
    assert f"{steps} step{'s'[: steps != 1]} in " in capsys.readouterr().out


def test_what_a_selected_claim_cites_is_judged_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cited = 'a = d.prove(x, "=", x + 1)\n    b = d.prove(x, "=", 1*x, by=[a])\n    d.prove(x, "=", x)\n'
    add(project, one(f'{cited}    d.prove(2*x, "=", x + x, by=[b])', "chain"), "chain.py")
    assert cli.main(["chain.3"]) == 0
    assert cli.main(["chain.4"]) == 1
    out = capsys.readouterr().out
    assert "3 steps in 1 derivation: 2 proved, 1 refuted" in out


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("a", "abc"), ("not a", "xyz"), ("a and b or x", "xyz"), ("a and (b or x)", "abc"), ("not not a", "abc"),
        ("A", "abc"), ("a.b", "a.b"), ("x or a and b", "abc"), ("D2.3", "kl D2.3"),
    ],
)  # fmt: skip
def test_matcher(expression: str, meant: str) -> None:
    assert matcher(expression)(meant)
    assert not matcher(f"not ({expression})")(meant)


@pytest.mark.parametrize("expression", ["", "and", "a b", "a or", "(a", "a)", "()", "not", "a and or b"])
def test_matcher_refuses(expression: str) -> None:
    with pytest.raises(ValueError, match="-k"):
        matcher(expression)


# ---------------------------------------------------------------- list, explain, help


def test_list(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list"]) == 0
    assert capsys.readouterr().out == ("good  D1.1, D1.2\n    Binomial\n    2 claims, 3 steps, derivations/good.py:5\n")


def test_explain(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "step-refuted"]) == 0
    assert "What to do:" in capsys.readouterr().out
    assert cli.main(["explain", "good"]) == 0
    out = capsys.readouterr().out
    assert "x: real" in out
    assert "take one factor apart" in out
    assert cli.main(["explain"]) == 0
    assert len(capsys.readouterr().out.strip().split("\n")) == len(TOPICS) + len(CODES)


def test_help_imports_no_sympy() -> None:
    code = (
        "import sys, io, contextlib\nfrom checker import cli\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    calls = '--help', '--version', 'run --help', 'explain step-refuted', 'explain first'\n"
        "    codes = [cli.main(a.split()) for a in calls]\n"
        "print(codes, sorted({'sympy', 'flint', 'numpy', 'rich', 'mpmath'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[0, 0, 0, 0, 0] []\n"


# ---------------------------------------------------------------- as a process


def run_process(project: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[bytes]:
    """The command with the fake pool, its output to pipes."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from checker import cli, runner\nimport fake_pool\nrunner.Pool = fake_pool.FakePool\nsys.exit(cli.main())"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, cwd=project, env={**environment, **extra}
    )


def test_a_pipe_gets_plain_text_of_80_columns(project: Path) -> None:
    add(project, WRONG, "slip.py")
    run = run_process(project)
    assert run.returncode == 1
    assert b"\x1b" not in run.stdout
    assert run.stderr == b""
    assert max(len(line) for line in run.stdout.decode().split("\n")) <= 80


def test_an_encoding_without_mathematics_is_no_crash(project: Path) -> None:
    run = run_process(project, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert run.returncode == 0
    assert b"3 proved" in run.stdout


def test_a_reader_that_leaves_is_no_crash(project: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code = "import sys; from checker import cli; sys.exit(cli.main())"
    run = subprocess.run([sys.executable, "-c", code, "explain"], stdout=writer, stderr=subprocess.PIPE, cwd=project)
    os.close(writer)
    assert run.stderr == b""
    assert run.returncode == 141


def test_ctrl_c_while_a_script_runs(project: Path) -> None:
    add(project, "import time\nprint('here', flush=True)\ntime.sleep(60)\n", "a_sleeper.py")
    run = subprocess.Popen([sys.executable, "-m", "checker"], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    assert run.stderr is not None
    assert run.stderr.readline() == b"here\n"
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=20)
    assert run.returncode == 130
    assert b"interrupted" in err
    assert b"Traceback" not in err


def test_ctrl_c_while_a_step_hangs(project: Path) -> None:
    script = 'd.prove(hang, "=", x)'
    add(project, one(script).replace("slow: Real", "hang: Real"), "one.py")
    code = (
        f"import sys, functools; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from checker import cli, runner\n"
        "runner.Pool = functools.partial(runner.Pool, engine='fake_engine')\n"
        "sys.exit(cli.main(['one']))"
    )
    run = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, stdout=subprocess.PIPE)

    def under(pid: int) -> list[int]:
        tasks = Path(f"/proc/{pid}/task/{pid}/children")
        return [int(p) for p in tasks.read_text().split()] if tasks.exists() else []

    if not under(os.getpid()):
        run.kill()
        pytest.skip("this system does not tell who whose child is")
    end = time.monotonic() + 30
    while not (steps := [p for server in under(run.pid) for p in under(server)]) and time.monotonic() < end:
        time.sleep(0.02)
    assert steps
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=20)
    assert run.returncode == 130
    assert err == b"checker: interrupted; nothing is left running\n"
    assert not any(Path(f"/proc/{p}").exists() for p in steps)


def test_json_on_stdout(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--report", "json=-"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["schema_version"] == 1
    assert "All steps meet the bar." in captured.err


def test_output_formats(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(project, WRONG, "slip.py")
    for name, begins in (("json", "{"), ("concise", "derivations/slip.py:8:9: step-refuted"), ("github", "::error ")):
        assert cli.main(["--output-format", name]) == 1
        captured = capsys.readouterr()
        assert captured.out.startswith(begins)
        assert "known from an earlier run" in captured.err or captured.err == ""


def test_a_run_of_nothing_says_so_beside_every_format(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["-k", "nothing_like_it", "--output-format", "json"]) == 5
    captured = capsys.readouterr()
    assert json.loads(captured.out)["summary"]["exit_code"] == 5
    assert "nothing-selected" in captured.err


def test_reports_of_one_run_agree(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(project, WRONG, "slip.py")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "summary.md"))
    (project / "summary.md").write_text("before\n")
    names = {"junit": "a.xml", "sarif": "a.sarif", "json": "a.json", "markdown": "summary.md", "html": "a.html"}
    given = [a for kind, name in names.items() for a in ("--report", f"{kind}={name}")]
    assert cli.main([*given, "--output-format", "concise"]) == 1
    for name in names.values():
        assert "step-refuted" in (project / name).read_text()
    assert (project / "summary.md").read_text().startswith("before\n")
    assert cli.main([]) == 1
    assert sorted(p.name for p in project.iterdir() if p.is_file()) == sorted(names.values())
