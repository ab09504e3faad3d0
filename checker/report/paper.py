"""What a readable report is written on: a terminal with its styles, or a file or pipe, which gets the words alone.

Decides which of the two it is, and how wide. Rich is imported for the terminal only: to import it takes a fifth of the
time of a run in which nothing is new.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from checker.report.terminal import Row

WIDTH = 80  # where nothing tells


class Paper(Protocol):
    """Takes rows, and says how many columns it has."""

    @property
    def width(self) -> int: ...

    def show(self, rows: Iterable[Row]) -> None:
        """Writes the rows, a line each."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """Words without styles."""

    out: TextIO
    width: int = WIDTH

    def show(self, rows: Iterable[Row]) -> None:
        """Writes all rows at once. Raises BrokenPipeError where the reader has left."""
        self.out.write("".join([row.text + "\n" for row in rows]))
        self.out.flush()


@dataclass(frozen=True, slots=True)
class Styled:
    """Rich's console, without markup of its own."""

    console: Console

    @property
    def width(self) -> int:
        return self.console.width

    def show(self, rows: Iterable[Row]) -> None:
        """Writes all rows at once. Raises SystemExit where the reader has left, as rich does."""
        from rich.text import Text

        self.console.print(Text.assemble(*((row.text + "\n", row.style) for row in rows)), end="", soft_wrap=True)


def paper(out: TextIO) -> Paper:
    """What stands behind the stream: styles for a terminal, or where FORCE_COLOR says so."""
    if not (out.isatty() or os.environ.get("FORCE_COLOR")):
        return Plain(out, columns())
    from rich.console import Console

    return Styled(Console(file=out, highlight=False, markup=False, emoji=False))


def columns() -> int:
    """The width of the terminal that this process belongs to, or what COLUMNS says it is; as rich finds it."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    for descriptor in (0, 1, 2):
        with contextlib.suppress(OSError):
            return os.get_terminal_size(descriptor).columns or WIDTH
    return WIDTH
