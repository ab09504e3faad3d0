"""The documents whose questions the derivations answer: titles, files and statements, from `questions.toml`.

The file stands beside the scripts, a table a document, named by the letter its questions' ids begin with. Decides
nothing.

    [D]
    title = "CSE 891, written homework 4"
    file = "003_c1f01e979bb8e79a.txt"
    [D.questions]
    "D2.3" = "KL(N(μ, σ²) ‖ N(0, 1)) = ½(σ² + μ² − log σ² − 1)"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "questions.toml"


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its letter, title, file name, and the statement of each question, in order."""

    id: str
    title: str
    file: str
    questions: Mapping[str, str]


def documents(files: Iterable[Path]) -> tuple[Document, ...]:
    """The documents described beside the scripts. Raises ValueError, naming the file, for one that cannot be read."""
    out: list[Document] = []
    for folder in dict.fromkeys(f.parent for f in files):
        path = folder / NAME
        if path.is_file():
            out += _read(path)
    return tuple(out)


def _read(path: Path) -> list[Document]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return [Document(k, d["title"], d.get("file", ""), dict(d.get("questions", {}))) for k, d in data.items()]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as e:
        raise ValueError(f"{path}: {e}: expected tables [A] with title, file and [A.questions]") from e
