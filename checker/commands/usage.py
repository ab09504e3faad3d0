"""What every command shares with the parser: its exit codes, its names, and the error for what cannot be done."""

from __future__ import annotations

from collections.abc import Iterable

MET, USAGE, NOTHING, INTERRUPTED = 0, 2, 5, 130  # and 1: see `verify.exit_code`
COMMANDS = ("run", "report", "mutate", "list", "explain", "new", "clean")


class UsageError(Exception):
    """What was asked for cannot be done; says why, and what to do."""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """That nothing of the kind has the name, under its code, and what has a name like it."""
    from checker.selection import did_you_mean

    return f"no-such-id: no {kind} is named {name}: {did_you_mean(name, known) or 'see `checker list`'}"
