"""From paths to derivation records: finds scripts and has them built.

Whatever goes wrong in a script becomes a `Problem` at the script's own file and line, with what to do; the other
scripts, and the other derivations of the same script, are still built. Nothing is checked here.

This module executes nothing: `scripts` does, in this process (for tests and notebooks) or, for the command, in one that
can be killed (`Pool.build`).
"""

from __future__ import annotations

import difflib
import linecache
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.script import DerivationRecord, Place

DEFAULT = Path("derivations")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a script or a path: where, what (a code of `codes`), and what to do about it."""

    code: str
    message: str
    hint: str
    file: str
    line: int = 0
    column: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """All derivations of some scripts, in the order of files and lines, and all that was wrong with them."""

    derivations: tuple[DerivationRecord, ...]
    problems: tuple[Problem, ...] = ()


#: Told the scripts and the time limit; answers, for each script in turn, what it holds.
Builder = Callable[[Sequence[Path], float], Iterable[Sequence[DerivationRecord | Problem]]]


def _here(files: Sequence[Path], timeout: float) -> Iterator[Sequence[DerivationRecord | Problem]]:
    from checker.scripts import execute  # it needs SymPy

    return (list(execute(file, timeout)) for file in files)


def find(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The scripts at the paths, sorted within each directory; files and directories whose name starts with _ or . are
    left out unless named themselves.
    """
    files: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            found = [
                p
                for p in sorted(path.rglob("*.py"))
                if not any(part.startswith(("_", ".")) for part in p.relative_to(path).parts)
            ]
            if not found:
                hint = "scripts end in .py; names that start with _ are helpers"
                problems.append(Problem("script-empty", "no script in this directory", hint, str(path)))
        elif path.is_file():
            found = [path]
        else:
            found = []
            problems.append(Problem("no-such-file", "no such file or directory", _near(path), str(path)))
        for p in found:
            files.setdefault(p.resolve(), p)
    return list(files.values()), problems


def _near(path: Path) -> str:
    folder = path.parent
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    close = difflib.get_close_matches(path.name, names, 1, 0.6)
    if close:
        return f"did you mean {folder / close[0]}?"
    if path == DEFAULT:
        return "write a script there, or give the path of one: checker run PATH"
    return f"the current directory is {Path.cwd()}"


def load(paths: Sequence[Path], timeout: float = 30.0, builder: Builder | None = None) -> Loaded:
    """Builds every derivation in the scripts at the paths. `timeout` seconds for running each script, and for building
    each derivation. `builder` answers for each file with what it holds; without one, they are executed in this
    process. Raises KeyboardInterrupt only when the user interrupts.
    """
    files, problems = find(paths)
    derivations: dict[str, DerivationRecord] = {}
    for items in (builder or _here)(files, timeout):
        for item in items:
            match item:
                case Problem():
                    problems.append(item)
                case _ if item.id in derivations:
                    problems.append(duplicate(item, derivations[item.id].place))
                case _:
                    derivations[item.id] = item
    return Loaded(tuple(derivations.values()), tuple(problems))


def duplicate(record: DerivationRecord, first: Place) -> Problem:
    """What is said of a derivation whose id another one has already."""
    message = f"a derivation named {record.id} stands already at {first.file}:{first.line}"
    hint = 'rename one of them, or give it an id: @derivation(id="…", title=…)'
    at = (record.place.file, record.place.line)
    linecache.checkcache(at[0])
    return Problem("script-duplicate", message, hint, *at, 0, linecache.getline(*at).strip())
