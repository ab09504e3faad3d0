"""The fork server: examines each link in a process of its own, which has a deadline and a memory cap and can be killed.

Run by `runner` as a program with pipes for stdin and stdout. It imports the engine (and SymPy) once; for every request,
a line of JSON on stdin, it forks a child that streams what it finds through a pipe, and answers with one line of JSON
on stdout. A child that hangs, swells, exits or crashes costs its own link: the server kills its process group and has
the judge make what it can of the evidence that had arrived. Every child starts from the same state, so an answer does
not depend on what was asked before. The server ends when stdin closes or its parent is gone, and its children with it.

It decides no verdict, and it is no sandbox: it guards against accidents in an engine, not against malice.
POSIX only (`os.fork`). The memory cap is RLIMIT_AS, which Linux enforces and macOS does not.

    request   {"id": n, "link": Link.encode(), "settings": Settings.encode()}
    answer    {"ready": true} once, then {"id": n, "judgement": wire.encode_judgement(...)} in any order

It executes scripts in such children too, so that an author's code that hangs or crashes costs its own script:

    request   {"id": n, "script": path, "skip": [names of derivations], "settings": Settings.encode()}
    answer    {"id": n, "trying": [name, line]} before each derivation, then
              {"id": n, "found": [wire_records.encode(...), ...], "files": {path: digest} or null, "output": text,
              "failure": "" or how the process ended}
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import importlib
import json
import os
import re
import resource
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from checker.records import Evidence, Judgement, Link, Obligation
from checker.settings import Settings
from checker.wire import (
    decode_evidence,
    decode_obligation,
    encode_evidence,
    encode_judgement,
    encode_obligation,
)

#: What a child may report before its judgement: something found, or in words what it tries next.
Emit = Callable[[Evidence | Obligation | str], None]

LINE_LIMIT = 1 << 26  # bytes of one message of a child
SCRIPT_GRACE = 2.0  # seconds past its time after which a script that did not heed the alarm is ended by force
NOISE_KEPT = 8192  # bytes of a child's own output, kept to say how it died
PARENT_POLL = 1.0  # seconds between looks at whether the parent still lives


class Engine(Protocol):
    """The module that examines links: `checker.engine`, or another in the tests of this one."""

    def examine(self, link: Link, settings: Settings, emit: Emit) -> Judgement: ...

    def judge_partial(
        self, evidence: Sequence[Evidence], obligations: Sequence[Obligation], interrupted: str, *, restricted: bool
    ) -> Judgement: ...


@dataclass
class _Job:
    id: int
    pid: int
    pipe: int
    noise: int
    started: float
    timeout: float
    restricted: bool = False
    script: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    trying: str = ""
    found: list[Any] = field(default_factory=list)
    files: Mapping[str, str] | None = None
    complete: bool = False
    buffer: bytes = b""
    tail: bytes = b""
    judgement: Mapping[str, Any] | None = None
    failure: str = ""


def main(engine_name: str = "checker.engine") -> None:
    """Serves until stdin closes. Never returns normally to a caller that has other work: it is a program."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # whatever an import prints must not reach the protocol
    os.close(null)
    importlib.import_module("sympy")
    engine: Engine = importlib.import_module(engine_name)
    importlib.import_module("checker.building")
    if hasattr(engine, "prepare"):
        engine.prepare()
    gc.collect()
    gc.freeze()  # children share these pages until written to; collecting them would copy them all
    _Server(engine, requests, answers).serve()


class _Server:
    def __init__(self, engine: Engine, requests: int, answers: int) -> None:
        self.engine, self.requests, self.answers = engine, requests, answers
        self.parent = os.getppid()
        self.jobs: dict[int, _Job] = {}  # by either of its descriptors
        self.input = b""
        self.libc = ctypes.CDLL(None) if sys.platform == "linux" else None
        if self.libc is not None:
            self.libc.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: what a child leaves behind becomes this process's to end
        self.selector = selectors.DefaultSelector()
        self.selector.register(requests, selectors.EVENT_READ)

    def serve(self) -> None:
        self.answer({"ready": True})
        try:
            while os.getppid() == self.parent:
                deadlines = [j.started + j.timeout for j in self.jobs.values()]
                wait = min([PARENT_POLL, *(d - time.monotonic() for d in deadlines)])
                for key, _ in self.selector.select(max(0.0, wait)):
                    if key.fd == self.requests:
                        if not self.listen():
                            return
                    elif key.fd in self.jobs:  # it may have gone with an earlier one of this round
                        self.hear(self.jobs[key.fd], key.fd)
                now = time.monotonic()
                for job in {j.id: j for j in self.jobs.values() if j.started + j.timeout <= now}.values():
                    job.failure = "timeout"
                    self.finish(job)
        finally:
            for job in {j.id: j for j in self.jobs.values()}.values():
                self.reap(job)

    def answer(self, message: Mapping[str, Any]) -> None:
        _write(self.answers, message)

    def listen(self) -> bool:
        data = os.read(self.requests, 1 << 20)
        *lines, self.input = (self.input + data).split(b"\n")
        for line in lines:
            self.start(json.loads(line))
        return bool(data)

    def start(self, request: Mapping[str, Any]) -> None:
        settings = Settings.decode(request["settings"])
        pipe, out = os.pipe()
        noise, noisy = os.pipe()
        server = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                os.setpgid(0, 0)
                if self.libc is not None:
                    self.libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
                if os.getppid() != server:
                    os._exit(1)
                os.dup2(noisy, 1)
                os.dup2(noisy, 2)
                for fd in {self.requests, self.answers, pipe, noise, noisy, *self.jobs}:
                    os.close(fd)
                self.selector.close()
                if "script" in request:
                    _build(request, settings, out)
                _examine(self.engine, request["link"], settings, out)
            finally:
                os._exit(1)
        with contextlib.suppress(OSError):  # the child does it too; whoever comes first
            os.setpgid(pid, pid)
        os.close(out)
        os.close(noisy)
        os.set_blocking(pipe, False)
        os.set_blocking(noise, False)
        job = _Job(request["id"], pid, pipe, noise, time.monotonic(), settings.timeout)
        if "script" in request:
            job.script, job.timeout = True, settings.timeout + SCRIPT_GRACE
        else:
            job.restricted = bool(request["link"]["where"])
        for fd in (pipe, noise):
            self.jobs[fd] = job
            self.selector.register(fd, selectors.EVENT_READ)

    def hear(self, job: _Job, fd: int) -> None:
        try:
            data = os.read(fd, 1 << 20)
        except BlockingIOError:  # the event was for an earlier job, whose descriptor this one was given
            return
        if fd == job.noise:
            job.tail = (job.tail + data)[-NOISE_KEPT:]
            if not data:
                self.forget(fd)
            return
        *lines, job.buffer = (job.buffer + data).split(b"\n")
        if len(job.buffer) > LINE_LIMIT:
            job.failure = "error: the process of this script reports without end"
        for line in lines if not job.failure else ():
            if job.script:
                self.hear_script(job, line)
                continue
            message = json.loads(line)
            match next(iter(message)):
                case "evidence":
                    job.evidence.append(decode_evidence(message["evidence"]))
                case "obligation":
                    job.obligations.append(decode_obligation(message["obligation"]))
                case "trying":
                    job.trying = message["trying"]
                case "failure":
                    job.failure = message["failure"]
                case "judgement":
                    job.judgement = message["judgement"]
        if not data or job.judgement is not None or job.complete or job.failure:
            self.finish(job)

    def hear_script(self, job: _Job, line: bytes) -> None:
        """A message of a process that executes an author's code, which may have written anything."""
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        match message:
            case {"trying": [str(name), int(at)]}:
                job.started = time.monotonic()
                self.answer({"id": job.id, "trying": [name, at]})
            case {"found": dict(found)}:
                job.found.append(found)
            case {"files": None | dict() as files}:
                job.files, job.complete = files, True
            case {"failure": str(failure)}:
                job.failure = failure
            case _:
                job.failure = "error: the process of this script wrote into the checker's own pipe"

    def finish(self, job: _Job) -> None:
        if job.script:
            status = self.reap(job)
            output = job.tail.decode("utf-8", "replace")
            failure = "" if job.complete else job.failure or _how_it_died(status, output)
            answer = {"found": job.found, "files": job.files, "output": output, "failure": failure}
            self.answer({"id": job.id, **answer})
            return
        if job.judgement is not None:
            self.answer({"id": job.id, "judgement": job.judgement})  # the end of the child is not worth waiting for
            self.reap(job)
            return
        status = self.reap(job)
        what = job.failure or _how_it_died(status, job.tail.decode("utf-8", "replace"))
        if job.trying:
            what += f" while trying {job.trying}"
        partial = self.engine.judge_partial(job.evidence, job.obligations, what, restricted=job.restricted)
        partial = replace(partial, seconds=time.monotonic() - job.started)
        self.answer({"id": job.id, "judgement": encode_judgement(partial)})

    def reap(self, job: _Job) -> int:
        """Ends the child's whole process group and answers how the child itself ended."""
        pid, status = os.waitpid(job.pid, os.WNOHANG)
        if (
            not pid and not job.failure and job.judgement is None and not job.complete
        ):  # its pipe is closed: it is on its way out
            pid, status = _wait(job.pid, 1.0)
        with contextlib.suppress(OSError):  # nobody left in the group
            os.killpg(job.pid, signal.SIGKILL)
        if not pid:
            pid, status = os.waitpid(job.pid, 0)
        while job.noise in self.jobs:
            try:
                data = os.read(job.noise, 1 << 16)
            except BlockingIOError:
                break
            job.tail = (job.tail + data)[-NOISE_KEPT:]
            if not data:
                break
        for fd in (job.pipe, job.noise):
            if fd in self.jobs:
                self.forget(fd)
        self.end_strays()
        return status

    def end_strays(self) -> None:
        """Ends processes that a child started in a group of their own; orphaned, they are this process's children."""
        if self.libc is None:
            return
        known = {job.pid for job in self.jobs.values()}
        while strays := _children() - known:
            for pid in strays:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            for pid in strays:
                with contextlib.suppress(OSError):
                    os.waitpid(pid, 0)

    def forget(self, fd: int) -> None:
        self.selector.unregister(fd)
        del self.jobs[fd]
        os.close(fd)


def _children() -> set[int]:
    """The children of this process, where the system tells."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return {int(k) for k in listing.read_text().split()}
    except OSError:
        return set()


def _wait(pid: int, seconds: float) -> tuple[int, int]:
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found or time.monotonic() > end:
            return found, status
        time.sleep(0.001)


def _examine(engine: Engine, link: Mapping[str, Any], settings: Settings, out: int) -> None:
    """The child's whole life; ends the process."""
    faulthandler.enable(2)
    soft = _limit_memory(settings.memory)
    start = time.monotonic()

    def emit(item: Evidence | Obligation | str) -> None:
        match item:
            case Evidence():
                _write(out, {"evidence": encode_evidence(item)})
            case Obligation():
                _write(out, {"obligation": encode_obligation(item)})
            case str():
                _write(out, {"trying": item})

    try:
        judgement = engine.examine(Link.decode(link), settings, emit)
        judgement = replace(judgement, seconds=time.monotonic() - start)
        _write(out, {"judgement": encode_judgement(judgement)})
        os._exit(0)
    except BaseException as e:  # the boundary of the process: whatever it was becomes a report of it
        _unlimit_memory(soft)
        _write(out, {"failure": _describe(e, settings)})
    os._exit(1)


def _build(request: Mapping[str, Any], settings: Settings, out: int) -> None:
    """The life of a child that executes a script; ends the process."""
    from checker.building import build

    faulthandler.enable(2)
    soft = _limit_memory(settings.memory)
    code = 1
    try:
        build(request["script"], settings.timeout, request["skip"], lambda message: _write(out, message))
        code = 0
    except BaseException as e:  # as in _examine
        _unlimit_memory(soft)
        _write(out, {"failure": _describe(e, settings)})
    os._exit(code)


def _write(fd: int, message: Mapping[str, Any]) -> None:
    data = memoryview(json.dumps(message).encode() + b"\n")
    while data:
        data = data[os.write(fd, data) :]


# ---------------------------------------------------------------- memory


def _limit_memory(mebibytes: int) -> tuple[int, int]:
    """Caps the address space at what is mapped now and so much more; answers the limits that held before."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    statm = Path("/proc/self/statm")
    baseline = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 1 << 30
    cap = baseline + mebibytes * (1 << 20)
    if before[0] != resource.RLIM_INFINITY:
        cap = min(cap, before[0])
    with contextlib.suppress(ValueError, OSError):  # macOS
        resource.setrlimit(resource.RLIMIT_AS, (cap, before[1]))
    return before


def _unlimit_memory(before: tuple[int, int]) -> None:
    """Lets a child that ran out report it."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, before)


# ---------------------------------------------------------------- how a child failed, in words


def _describe(error: BaseException, settings: Settings) -> str:
    if isinstance(error, MemoryError):
        return f"error: out of memory ({settings.memory} MiB a step)"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {_short(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    message = str(error).strip().split("\n")[0][:300]
    return f"error: {type(error).__name__}{where}{': ' + message if message else ''}"


_OUT_OF_MEMORY = re.compile(
    r"cannot (?:re)?allocate memory|unable to allocate|overflow in mpz|out of memory|bad_alloc", re.IGNORECASE
)
_FRAME = re.compile(r'File "([^"]+)", line (\d+)')


def _how_it_died(status: int, noise: str) -> str:
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


if __name__ == "__main__":
    main(*sys.argv[1:])
