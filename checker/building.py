"""What the process does that executes one script: builds its records, and notes what they may depend on.

The records are as good as the script's text and the other files that were read while it ran, each known by a digest
of its content; and as the absence of files that its imports would have found first. A script that did more than read
files (started processes, talked to the network, wrote, looked through a folder, called into C) or that printed is run
every time: `Notes.repeatable` is then false. What is read from the environment, the clock or a random generator is
not seen. Decides no verdict.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.digests import digests, looked_for
from checker.scripts import execute
from checker.wire_records import encode

#: Events of `sys.audit` after which what a script builds may depend on more than the files it read.
OUTSIDE = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "ctypes.dlopen",
           "ctypes.dlsym", "os.remove", "os.rename", "os.kill", "os.scandir", "urllib.", "sqlite3.")  # fmt: skip


@dataclass
class Notes:
    """What was seen while a script ran."""

    listening: bool = True
    repeatable: bool = True
    files: dict[str, None] = field(default_factory=dict)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook; it cannot be removed, but the process is short-lived."""
        if not self.listening:
            return
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, str | bytes):
                writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if isinstance(flags, int) else mode != "r"
                self.repeatable = self.repeatable and not writing
                self.files[os.path.abspath(os.fsdecode(path))] = None
        elif event == "import":
            name, _, folders, *_ = arguments
            if "." in name:
                folders = getattr(sys.modules.get(name.rpartition(".")[0]), "__path__", None)
            self.files.update(dict.fromkeys(looked_for(name, [f for f in folders or () if isinstance(f, str)])))
        elif event.startswith(OUTSIDE):
            self.repeatable = False


def build(path: str, timeout: float, skip: Collection[str], write: Callable[[dict[str, Any]], None]) -> None:
    """Executes the script; writes {"trying": [name, line]} before each derivation, {"found": wire_records.encode} for
    each record and problem, and at the end {"files": {path: digest} or null}.
    """
    notes = Notes()
    before = set(sys.modules)
    sys.addaudithook(notes.hear)
    for item in execute(Path(path), timeout, skip, lambda name, line: write({"trying": [name, line]})):
        notes.listening = False
        write({"found": encode([item])})
        notes.listening = True
    notes.listening = False
    sys.stdout.flush()
    sys.stderr.flush()
    for name in sorted(set(sys.modules) - before):
        origin = getattr(sys.modules[name], "__file__", None)
        if isinstance(origin, str):
            notes.files[os.path.abspath(origin)] = None
    write({"files": digests(notes.files) if notes.repeatable else None})
