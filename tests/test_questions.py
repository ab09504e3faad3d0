"""Every question of the documents is answered by a derivation, and the report per question says what was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.documents import Document, documents
from checker.loading import load
from checker.report.questions import rows, tally
from checker.selection import questions
from checker.verify import Checked

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "derivations"


@pytest.fixture(scope="module")
def loaded() -> Any:
    return load([SCRIPTS], 60)


def test_every_question_is_answered(loaded: Any) -> None:
    assert not loaded.problems
    asked = {q for d in documents([SCRIPTS / "x.py"]) for q in d.questions}
    answered = {q for r in loaded.derivations for q in questions(r)}
    assert len(asked) == 47
    assert asked - answered == set()
    assert answered - asked == set()


def test_a_question_without_an_answer_is_seen() -> None:
    document = Document("Z", "A document", "z.txt", {"Z1": "one is one", "Z2": "two is two"})
    text = "\n".join(r.text for r in rows([document], [], [], 0.0, 80))
    assert text.count("not answered") == 2
    assert tally(document, []).answered == 0


def test_shared_derivations_are_printed_once(loaded: Any) -> None:
    shared = next(r for r in loaded.derivations if len(questions(r)) > 1)
    first, *others = questions(shared)
    document = Document(first[0], "A document", "", dict.fromkeys([first, *others], "statement"))
    text = "\n".join(r.text for r in rows([document], [Checked(shared, ())], [], 0.0, 80))
    assert f"derived under {first}" in " ".join(text.split())


def test_what_cannot_be_read_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "questions.toml").write_text("[A\n")
    with pytest.raises(ValueError, match=r"questions\.toml"):
        documents([tmp_path / "a.py"])
