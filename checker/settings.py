"""What a run may be told: how long and how large a step may get, how many at a time, how the points are drawn.

Decides nothing but the defaults. `jobs`, `explain` and `mend` change no verdict; all the others may, so a cache must
key on them (`Settings.meaning`). `configuration` reads what a user says of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """`timeout` in seconds a step, `memory` in MiB a step beyond what the worker takes itself, `jobs` steps at a time
    (0: one a core), `samples` points and `digits` decimal digits for the numeric engine, `seed` of its points. Without
    `explain`, a refuted line is given its first witness and no more: neither a simpler one, nor the edit that would
    mend it, nor what it needs. Without `mend`, the edit alone is left out: nobody asks for one of a known erratum.

    Raises ValueError, naming the field, on a value that makes no sense.
    """

    timeout: float = 30.0
    memory: int = 2048
    jobs: int = 0
    samples: int = 24
    digits: int = 30
    seed: int = 0
    explain: bool = True
    mend: bool = True

    def __post_init__(self) -> None:
        for name, low in (("timeout", 0.01), ("memory", 16), ("jobs", 0), ("samples", 1), ("digits", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value < float("inf"):
                raise ValueError(f"{name} must be a number, at least {low}, not {value!r}")
        for name in ("memory", "jobs", "samples", "digits", "seed"):
            if not isinstance(getattr(self, name), int):
                raise ValueError(f"{name} must be an integer, not {getattr(self, name)!r}")

    @property
    def workers(self) -> int:
        """How many steps are examined at a time."""
        return self.jobs or cores()

    @property
    def meaning(self) -> dict[str, Any]:
        """The settings on which a verdict may depend."""
        return {k: v for k, v in self.encode().items() if k not in ("jobs", "explain", "mend")}

    def encode(self) -> dict[str, Any]:
        """The settings as JSON-able data."""
        return asdict(self)

    @staticmethod
    def decode(data: Mapping[str, Any]) -> Settings:
        """The inverse of `encode`; fields that are missing keep their defaults. Raises ValueError on unknown ones."""
        unknown = sorted(set(data) - {f.name for f in fields(Settings)})
        if unknown:
            raise ValueError(f"no such setting: {', '.join(unknown)}")
        return Settings(**data)


def cores() -> int:
    """The number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
