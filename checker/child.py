"""What a forked child of the worker does: it examines links, one at a time, or executes one script, and ends.

Decides under which limits of memory and confinement it works, and that whatever ends it early is reported in words.
The messages are those that `worker` describes and reads; what becomes of them, and when a child is killed, it decides.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from checker import processes, sandbox
from checker.failures import describe
from checker.records import Evidence, Judgement, Link, Obligation
from checker.settings import Settings
from checker.wire import encode_evidence, encode_judgement, encode_obligation

MOST = 32  # links that one child examines
GROWTH = 64 << 20  # bytes that it may have grown by, to examine another

#: What a child may report before its judgement: something found, or in words what it tries next.
Emit = Callable[[Evidence | Obligation | str], None]


class Engine(Protocol):
    """The module that examines links: `checker.engine`, or another in the tests of this one."""

    def prepare(self) -> Iterator[None]: ...

    def is_spent(self) -> bool: ...

    def examine(self, link: Link, settings: Settings, emit: Emit) -> Judgement: ...

    def judge_partial(
        self, evidence: Sequence[Evidence], obligations: Sequence[Obligation], interrupted: str, *, restricted: bool
    ) -> Judgement: ...


def examine(engine: Engine, request: Mapping[str, Any], out: int, more: int, grant: sandbox.Confinement | None) -> None:
    """The whole life of a child that examines links; ends the process.

    What a link leaves behind is its result: whatever else is kept in the process (tables of pure functions, code that
    is warm) changes no judgement. So the child goes on with the requests that it reads from `more`, a line of JSON
    each, and says with every judgement whether it will. It will not when it is confined, has examined MOST links, has
    grown by more than GROWTH, or the engine is spent.
    """

    def emit(item: Evidence | Obligation | str) -> None:
        match item:
            case Evidence():
                write(out, {"evidence": encode_evidence(item)})
            case Obligation():
                write(out, {"obligation": encode_obligation(item)})
            case str():
                write(out, {"trying": item})

    faulthandler.enable(2)
    begun, examined = _mapped(), 0
    with os.fdopen(more, "rb") as requests:
        while True:
            settings = Settings.decode(request["settings"])
            soft = _confine(settings, grant, out)
            start = time.monotonic()
            try:
                judgement = engine.examine(Link.decode(request["link"]), settings, emit)
                judgement = replace(judgement, seconds=time.monotonic() - start)
                examined += 1
                fresh = grant is None and examined < MOST and not engine.is_spent()
                lasting = fresh and _mapped() < begun + GROWTH
                write(out, {"judgement": encode_judgement(judgement), "lasting": lasting})
            except BaseException as e:  # the boundary of the process: whatever it was becomes a report of it
                _unlimit_memory(soft)
                write(out, {"failure": describe(e, settings.memory)})
                os._exit(1)
            if not lasting:
                os._exit(0)
            _unlimit_memory(soft)
            gc.collect()  # so that the next link finds the same memory, whenever garbage would have been collected
            line = requests.readline()
            if not line:
                os._exit(0)
            request = json.loads(line)


def execute(request: Mapping[str, Any], settings: Settings, out: int, grant: sandbox.Confinement | None) -> None:
    """The whole life of a child that executes a script; ends the process."""
    from checker.building import build

    faulthandler.enable(2)
    contained = False
    if grant is None:
        contained = processes.contain()
        processes.adopt_orphans()
        processes.limit()
    soft = _confine(settings, grant, out)
    code, own = 1, os.getpid()

    def tell(message: Mapping[str, Any]) -> None:
        if os.getpid() != own:  # a process that the script forked, and that came back here
            os._exit(1)
        if grant is None and "trying" in message:
            processes.clear(contained)
        write(out, message)

    try:
        build(request["script"], settings.timeout, request["skip"], tell)
        code = 0
    except BaseException as e:  # as in examine
        _unlimit_memory(soft)
        tell({"failure": describe(e, settings.memory)})
    os._exit(code)


def write(fd: int, message: Mapping[str, Any]) -> None:
    """One message as a line of JSON, all of it. Raises OSError where nobody reads."""
    data = memoryview(json.dumps(message).encode() + b"\n")
    while data:
        data = data[os.write(fd, data) :]


# ---------------------------------------------------------------- limits


def _confine(settings: Settings, grant: sandbox.Confinement | None, out: int) -> tuple[int, int]:
    """Limits this process, and confines it if something is granted; answers the limits of memory that held before. The
    reserve of a confined process is its hard limit.
    """
    if grant is None:
        return _limit_memory(settings.memory)
    try:
        sandbox.enter(grant)
    except BaseException as e:  # never go on without
        write(out, {"failure": f"error: this process cannot be confined: {e}"})
        os._exit(1)
    return (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2


def _limit_memory(mebibytes: int) -> tuple[int, int]:
    """Caps the address space at what is mapped now and so much more; answers the limits that held before."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    cap = _mapped() + mebibytes * (1 << 20)
    if before[0] != resource.RLIM_INFINITY:
        cap = min(cap, before[0])
    with contextlib.suppress(ValueError, OSError):  # macOS
        resource.setrlimit(resource.RLIMIT_AS, (cap, before[1]))
    return before


def _mapped() -> int:
    """Bytes of this process's address space that are mapped, or a guess where the system does not tell."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 1 << 30


def _unlimit_memory(before: tuple[int, int]) -> None:
    """Lets a child that ran out report it."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, before)
