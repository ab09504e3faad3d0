"""Which line of a script is being executed, and what stands on it. Decides nothing else."""

from __future__ import annotations

import linecache
import sys
from types import FrameType

from checker.script import Place


def calling_place() -> Place:
    """The line that called into the module that asks."""
    asking = sys._getframe(1)
    here = asking.f_code.co_filename
    frame: FrameType | None = asking
    while frame is not None and frame.f_code.co_filename == here:
        frame = frame.f_back
    assert frame is not None
    positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    line, end, column, end_column = positions
    file = frame.f_code.co_filename
    line = line or frame.f_lineno
    lines = [linecache.getline(file, k).rstrip("\n") for k in range(line, (end or line) + 1)]
    source = "\n".join(lines)
    if len(lines) == 1 and column is not None and end_column is not None:
        source = lines[0].encode()[column:end_column].decode(errors="replace") or lines[0].strip()
    elif lines and column is not None:
        source = "\n".join([lines[0].encode()[column:].decode(errors="replace"), *lines[1:]])
    return Place(file, line, (column or 0) + 1, source)
