"""How a process of a step or a script failed, in words that are the same on every machine. Decides no verdict."""

from __future__ import annotations

import os
import re
import signal
import traceback
from pathlib import Path


def describe(error: BaseException, memory: int) -> str:
    """What an exception that ended a child says of it; `memory` is the cap, in MiB."""
    if isinstance(error, MemoryError):
        return f"error: out of memory ({memory} MiB a step)"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {_short(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    message = str(error).strip().split("\n")[0][:300]
    return f"error: {type(error).__name__}{where}{': ' + message if message else ''}"


_OUT_OF_MEMORY = re.compile(
    r"cannot (?:re)?allocate memory|unable to allocate|overflow in mpz|out of memory|bad_alloc", re.IGNORECASE
)
_FRAME = re.compile(r'File "([^"]+)", line (\d+)')


def how_it_died(status: int, noise: str) -> str:
    """The end of a process that sent no report, from its wait status and its last words."""
    if not os.WIFSIGNALED(status):
        return f"error: the process of this step ended by itself (exit code {os.waitstatus_to_exitcode(status)})"
    number = os.WTERMSIG(status)
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    if _OUT_OF_MEMORY.search(noise):
        return f"error: out of memory (killed by signal {number}, {name})"
    frame = _FRAME.search(noise)  # of the traceback that faulthandler wrote
    where = f" at {_short(frame[1])}:{frame[2]}" if frame else ""
    return f"error: killed by signal {number} ({name}){where}"


def _short(path: str) -> str:
    """A source path without what differs between machines."""
    parts = Path(path).parts
    for root in ("checker", "site-packages"):
        if root in parts:
            k = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[k if root == "checker" else k + 1 :])
    return parts[-1] if parts else path
