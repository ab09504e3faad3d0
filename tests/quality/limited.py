"""A function's answer in words within a time limit, in a process of its own: SymPy cannot be stopped otherwise."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection


class NoAnswer(Exception):
    """The time was over, or the function raised."""


def answer_within(seconds: float, function: Callable[[], str]) -> str:
    """What the function returns. Raises NoAnswer."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(there, function), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(seconds):
            raise NoAnswer(f"nothing within {seconds} seconds")
        kind, text = here.recv()
    except EOFError:
        raise NoAnswer("it died") from None
    finally:
        process.kill()
        process.join()
    if kind == "raised":
        raise NoAnswer(text)
    return str(text)


def _send(there: Connection, function: Callable[[], str]) -> None:
    try:
        there.send(("answer", function()))
    except Exception as e:
        there.send(("raised", repr(e)))
