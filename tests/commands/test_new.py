"""`checker new`: the script passes, whatever the topic; nothing is overwritten."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from checker import cli
from checker.commands.new import identifier
from checker.commands.usage import UsageError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_script_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", 'The "chain"\trule \\ №1']) == 0
    assert capsys.readouterr().out == (
        "derivations/the_chain_rule_no1.py written. Check it with: checker run derivations/the_chain_rule_no1.py\n"
    )
    assert cli.main(["run", "derivations/the_chain_rule_no1.py"]) == 0
    out = capsys.readouterr().out
    assert 'The "chain" rule \\ №1\n' in out
    assert "5 steps in 1 derivation: 4 proved, 1 refuted." in out


def test_nothing_is_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "derivations" / "elbo.py"
    path.parent.mkdir()
    path.write_text("mine\n")
    assert cli.main(["new", "ELBO"]) == 2
    assert "derivations/elbo.py is there already" in capsys.readouterr().err
    assert path.read_text() == "mine\n"


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("Chain rule", "chain_rule"), ("KL(q ‖ p) ≥ 0", "kl_q_p_0"), ("2 Gaussians", "topic_2_gaussians"),
        ("Gauß'scher Satz", "gauß_scher_satz"), ("ﬁrst", "first_derivation"), ("lambda", "lambda_derivation"),
        ("log", "log_derivation"), ("run", "run_derivation"), ("_x_", "x_derivation"),
        ("domains", "domains_derivation"),
        ("../../etc/passwd", "etc_passwd"), ("d", "d_derivation"),
    ],
)  # fmt: skip
def test_names(topic: str, name: str) -> None:
    assert identifier(topic) == name
    assert cli.main(["new", topic, "--directory", "made/for it"]) == 0
    written = list(Path("made/for it").iterdir())
    assert [p.name for p in written] == [f"{name}.py"]
    (function,) = (n for n in ast.parse(written[0].read_text()).body if isinstance(n, ast.FunctionDef))
    assert function.name == name


@pytest.mark.parametrize("topic", ["", "  ", "42", "≤", "__"])
def test_no_name(topic: str) -> None:
    with pytest.raises(UsageError, match="use letters"):
        identifier(topic)
    assert cli.main(["new", topic]) == 2


def test_the_folder_of_the_configuration(here: Path) -> None:
    (here / "pyproject.toml").write_text('[tool.checker]\npaths = ["a.py", "papers"]\n')
    assert cli.main(["new", "Entropy"]) == 0
    assert (here / "papers" / "entropy.py").is_file()
    (here / "papers" / "file").write_text("")
    assert cli.main(["new", "Entropy", "--directory", "papers/file"]) == 2
