"""One question in a process of its own, killed at a deadline: the answer and the seconds of processor time it took.

Processor time, not the clock's, is measured and limited, so that a machine that is shared with others does not favour
whoever ran while it was idle. Building the claim is not counted.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MEMORY = 4 << 30
BUILDING = 5  # seconds more for building the claim


@dataclass(frozen=True)
class Answer:
    """What was said, and how long it took; `late` if the deadline came first (then seconds is the deadline)."""

    said: bool | None
    seconds: float
    late: bool = False


def ask(build: Callable[[], Any], question: Callable[[Any], bool | None], deadline: float) -> Answer:
    """The answer to question(build()); an exception is no answer."""
    inlet, outlet = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            os.setpgid(0, 0)
            os.close(inlet)
            _child(build, question, deadline, outlet)
        finally:
            os._exit(1)
    os.close(outlet)
    data = b""
    end = time.monotonic() + 4 * deadline + BUILDING  # by the clock, for one that sleeps
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([inlet], [], [], left)
            chunk = os.read(inlet, 1 << 12) if ready else b""
            if not chunk:
                break
            data += chunk
        os.killpg(pid, signal.SIGKILL)
    os.close(inlet)
    os.waitpid(pid, 0)
    if not data.endswith(b"\n"):
        return Answer(None, deadline, late=True)
    said, seconds = json.loads(data)
    return Answer(said, min(seconds, deadline), late=seconds > deadline) if seconds <= deadline else Answer(
        None, deadline, late=True
    )  # fmt: skip


def _child(build: Callable[[], Any], question: Callable[[Any], bool | None], deadline: float, outlet: int) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    made = build()
    used = time.process_time()
    limit = int(used + deadline) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    try:
        said = question(made)
    except Exception:  # whatever a system stumbles over is its lack of an answer
        said = None
    os.write(outlet, (json.dumps([said, time.process_time() - used]) + "\n").encode())
    os._exit(0)
