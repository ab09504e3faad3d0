"""What authors may have explained: the README says the same, and the terminal gets it in lines that fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker import cli
from checker.commands.explain import fold
from checker.topics import TOPICS, text

README = (Path(__file__).parents[1] / "README.md").read_text()


@pytest.mark.parametrize("topic", TOPICS)
def test_the_readme_says_the_same(topic: str) -> None:
    assert f"\n\n{text(topic).rstrip()}\n" in README
    assert re.match(r"## \S", text(topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_shown(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", topic]) == 0
    out = capsys.readouterr().out
    words = re.sub(r"^## |^```\w*$", "", text(topic), flags=re.MULTILINE).split()
    assert out.split() == words  # nothing is lost, whatever the lines
    code = [line for line in out.split("\n") if line.startswith("    ")]
    assert all(len(line) <= 80 for line in out.split("\n") if line not in code)
    blocks = re.findall(r"```python\n(.*?)```", text(topic), re.DOTALL)
    for block in blocks:
        assert "".join(f"    {line}".rstrip() + "\n" for line in block.rstrip().split("\n")) in out


def test_topics_and_codes_are_listed_and_joined(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.strip().split("\n")]
    assert listed[: len(TOPICS)] == list(TOPICS)
    assert cli.main(["explain", "trust", "step-error", "first"]) == 0
    out = capsys.readouterr().out
    assert out.index("What is trusted") < out.index("step-error") < out.index("A first derivation")


def test_no_topic_of_another_name() -> None:
    with pytest.raises(KeyError):
        text("../codes")


def test_lines_are_filled_and_code_is_not() -> None:
    given = f"{'word ' * 30}\nmore\n- {'item ' * 20}\n  of two lines\n\n```sh\n{'x' * 90}\n\ny\n```\n    {'z ' * 60}z"
    shown = list(fold(given))
    assert shown[0] == ("word " * 16).strip()
    assert shown[1].endswith("word more")
    assert shown[2:4] == ["- " + ("item " * 15).strip(), "  " + "item " * 5 + "of two lines"]
    assert shown[4:] == ["", "    " + "x" * 90, "", "    y", "    " + "z " * 60 + "z"]
