"""The fork server: examines each link in a process of its own, which has a deadline and a memory cap and can be killed.

Run by `runner` as a program with pipes for stdin and stdout. It imports the engine (and SymPy) once; for every request,
a line of JSON on stdin, it has a child that streams what it finds through a pipe, and answers with one line of JSON
on stdout. A child that hangs, swells, exits or crashes costs its own link: the server kills its process group and has
the judge make what it can of the evidence that had arrived. A child that has answered is given another link, unless it
says that it is not as it was (see `child.examine`); else one is forked, from the same state as all the others. So an
answer does not depend on what was asked before. The server ends when stdin closes or its parent is gone, and its
children with it.

It decides no verdict. Unless it is asked to confine its children (see `sandbox`), it guards against accidents, not
against malice. POSIX only (`os.fork`). The memory cap is RLIMIT_AS, which Linux enforces and macOS does not.

    request   {"id": n, "link": Link.encode(), "settings": Settings.encode()}
    answer    {"ready": true} once, then {"id": n, "judgement": wire.encode_judgement(...)} in any order;
              or {"missing": [text, ...]} and no more, where children cannot be confined as asked

It executes scripts in such children too, so that an author's code that hangs or crashes costs its own script:

    request   {"id": n, "script": path, "skip": [names of derivations], "settings": Settings.encode()}
    answer    {"id": n, "trying": [name, line]} before each derivation, then
              {"id": n, "found": [JSON of {"found": wire_records.encode(...)}, ...], "files": {path: digest} or null,
              "output": text, "failure": "" or how the process ended}

What such a child sends is the script's word. The server looks at its outermost form only and hands it on as text.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import os
import selectors
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Any

from checker import processes, sandbox
from checker.child import Engine, examine, execute, write
from checker.failures import how_it_died
from checker.records import Evidence, Obligation
from checker.settings import Settings
from checker.wire import decode_evidence, decode_obligation, encode_judgement

LINE_LIMIT = 1 << 26  # bytes of one message of a child
SCRIPT_LIMIT = 1 << 28  # bytes of all messages of a script
SCRIPT_LIMIT_CONFINED = 1 << 25
SCRIPT_TIMES = 10  # times its time that an untrusted script has for all of its derivations
SCRIPT_GRACE = 2.0  # seconds past its time after which a script that did not heed the alarm is ended by force
NOISE_KEPT = 8192  # bytes of a child's own output, kept to say how it died
PARENT_POLL = 1.0  # seconds between looks at whether the parent still lives


@dataclass
class _Job:
    id: int
    pid: int
    pipe: int
    noise: int
    started: float
    timeout: float
    more: int = -1  # where a child that lasts reads its next link
    latest: float = float("inf")  # however often the clock starts anew
    folder: Path | None = None
    restricted: bool = False
    script: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    trying: str = ""
    found: list[str] = field(default_factory=list)
    heard: int = 0
    printed: int = 0
    files: Mapping[str, str] | None = None
    complete: bool = False
    buffer: bytes = b""
    tail: bytes = b""
    judgement: Mapping[str, Any] | None = None
    lasting: bool = False
    failure: str = ""

    @property
    def deadline(self) -> float:
        return min(self.started + self.timeout, self.latest)


def main(engine_name: str = "checker.engine", scratch: str = "") -> None:
    """Serves until stdin closes. Never returns normally to a caller that has other work: it is a program. With a folder
    for what untrusted scripts write, it confines every child, and serves nothing where that cannot be done.
    """
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # whatever an import prints must not reach the protocol
    os.close(null)
    importlib.import_module("sympy")
    engine: Engine = importlib.import_module(engine_name)
    importlib.import_module("checker.building")
    _freeze()
    if scratch:
        sandbox.isolate()
        if missing := sandbox.missing():
            write(answers, {"missing": missing})
            return
    _Server(engine, requests, answers, Path(scratch) if scratch else None).serve()


def _freeze() -> None:
    """Children share what is there now until it is written to, and collecting it would write to all of it."""
    gc.collect()
    gc.freeze()


class _Server:
    def __init__(self, engine: Engine, requests: int, answers: int, scratch: Path | None) -> None:
        self.engine, self.requests, self.answers, self.scratch = engine, requests, answers, scratch
        self.parent = os.getppid()
        self.jobs: dict[int, _Job] = {}  # by either of its descriptors
        self.input = b""
        self.idle: list[_Job] = []  # of children that have answered, and wait for another link
        self.watched = 0.0
        self.chores: Iterator[None] | None = engine.prepare()
        processes.adopt_orphans()
        self.selector = selectors.DefaultSelector()
        self.selector.register(requests, selectors.EVENT_READ)

    def serve(self) -> None:
        self.answer({"ready": True})
        try:
            while os.getppid() == self.parent:
                deadlines = [j.deadline for j in self.jobs.values()]
                poll = processes.WATCH if any(j.script for j in self.jobs.values()) else PARENT_POLL
                wait = 0.0 if self.chores else min([poll, *(d - time.monotonic() for d in deadlines)])
                ready = self.selector.select(max(0.0, wait))
                if not ready:
                    self.prepare()
                for key, _ in ready:
                    if key.fd == self.requests:
                        if not self.listen():
                            return
                    elif key.fd in self.jobs:  # it may have gone with an earlier one of this round
                        self.hear(self.jobs[key.fd], key.fd)
                now = time.monotonic()
                for job in {j.id: j for j in self.jobs.values() if j.deadline <= now}.values():
                    job.failure = "timeout"
                    self.finish(job)
                if now >= self.watched + processes.WATCH:
                    self.watched = now
                    self.watch()
        finally:
            for job in {j.pid: j for j in (*self.jobs.values(), *self.idle)}.values():
                self.reap(job)
            if self.scratch is not None:
                sandbox.remove(self.scratch)

    def prepare(self) -> None:
        """A little of what children would each do for themselves, while nobody waits."""
        if self.chores is None:
            return
        try:
            next(self.chores)
        except StopIteration:
            self.chores = None
            _freeze()

    def watch(self) -> None:
        """Ends scripts that have started too many processes, or written too much."""
        for job in {j.id: j for j in self.jobs.values() if j.script}.values():
            if job.folder is not None:
                if sandbox.used(job.folder) > sandbox.FOLDER_LIMIT:
                    job.failure = f"error: it wrote more than {sandbox.FOLDER_LIMIT // sandbox.MIB} MiB of files"
                    self.finish(job)
                continue
            strays = processes.children() - self.pids
            if processes.tasks([job.pid, *strays], processes.TOO_MANY)[0] > processes.TOO_MANY:
                job.failure = f"error: more than {processes.TOO_MANY} processes or threads at a time"
                self.finish(job)

    def answer(self, message: Mapping[str, Any]) -> None:
        write(self.answers, message)

    def listen(self) -> bool:
        data = os.read(self.requests, 1 << 20)
        *lines, self.input = (self.input + data).split(b"\n")
        for line in lines:
            self.start(json.loads(line))
        return bool(data)

    def start(self, request: Mapping[str, Any]) -> None:
        settings = Settings.decode(request["settings"])
        script = Path(request["script"]) if "script" in request else None
        if script is None and self._reuse(request, settings):
            return
        grant = None
        if self.scratch is not None:
            folder = None if script is None else sandbox.scratch(self.scratch)
            seconds = settings.timeout * (1 if script is None else SCRIPT_TIMES)
            grant = sandbox.Confinement(ceil(seconds) + 1, settings.memory, script, folder)
        job = self._fork(request, settings, script, grant)
        if script is not None:
            job.script, job.timeout = True, settings.timeout + SCRIPT_GRACE
            job.latest = job.started + SCRIPT_GRACE + settings.timeout * _clocks(script, grant is not None)
            job.folder = grant.folder if grant is not None else None
        else:
            job.restricted = bool(request["link"]["where"])
        self.watch_pipes(job)

    def _fork(
        self, request: Mapping[str, Any], settings: Settings, script: Path | None, grant: sandbox.Confinement | None
    ) -> _Job:
        pipe, out = os.pipe()
        noise, noisy = os.pipe()
        requests, more = os.pipe()  # a script has no use for it
        server = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                os.setpgid(0, 0)
                processes.die_with(server)
                os.dup2(noisy, 1)
                os.dup2(noisy, 2)
                self.selector.close()
                out, requests = _keep(out, requests)
                if script is not None:
                    os.close(requests)
                    execute(request, settings, out, grant)
                examine(self.engine, request, out, requests, grant)
            finally:
                os._exit(1)
        with contextlib.suppress(OSError):  # the child does it too; whoever comes first
            os.setpgid(pid, pid)
        for fd in (out, noisy, requests):
            os.close(fd)
        os.set_blocking(pipe, False)
        os.set_blocking(noise, False)
        return _Job(request["id"], pid, pipe, noise, time.monotonic(), settings.timeout, more)

    def _reuse(self, request: Mapping[str, Any], settings: Settings) -> bool:
        """Hands a link to a child that has answered and waits, if there is one that still lives."""
        while self.idle:
            last = self.idle.pop()
            try:
                write(last.more, request)
            except BrokenPipeError:  # it has ended meanwhile
                self.reap(last)
                continue
            job = _Job(request["id"], last.pid, last.pipe, last.noise, time.monotonic(), settings.timeout, last.more)
            job.restricted = bool(request["link"]["where"])
            self.watch_pipes(job)
            return True
        return False

    def watch_pipes(self, job: _Job) -> None:
        for fd in (job.pipe, job.noise):
            self.jobs[fd] = job
            self.selector.register(fd, selectors.EVENT_READ)

    def hear(self, job: _Job, fd: int) -> None:
        try:
            data = os.read(fd, 1 << 20)
        except BlockingIOError:  # the event was for an earlier job, whose descriptor this one was given
            return
        if fd == job.noise:
            job.tail = (job.tail + data)[-NOISE_KEPT:]
            job.printed += len(data)
            if not data:
                self._unwatch(fd)
            return
        *lines, job.buffer = (job.buffer + data).split(b"\n")
        job.heard += len(data)
        most = SCRIPT_LIMIT_CONFINED if job.folder is not None else SCRIPT_LIMIT
        if len(job.buffer) > LINE_LIMIT or (job.script and job.heard > most):
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
                    job.judgement, job.lasting = message["judgement"], message["lasting"]
        if not data or job.judgement is not None or job.complete or job.failure:
            self.finish(job)

    def hear_script(self, job: _Job, line: bytes) -> None:
        """A message of a process that executes an author's code, which may have written anything."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        match message:
            case {"trying": [str(name), int(at)]}:
                job.started = time.monotonic()
                self.answer({"id": job.id, "trying": [name, at]})
            case {"found": dict()}:
                job.found.append(line.decode())
            case {"files": None}:
                job.complete = True
            case {"files": dict() as files} if all(isinstance(v, str) for v in files.values()):
                job.files, job.complete = files, True
            case {"failure": str(failure)}:
                job.failure = failure
            case _:
                job.failure = "error: the process of this script wrote into the checker's own pipe"

    def finish(self, job: _Job) -> None:
        if job.script:
            status = self.reap(job)
            output = job.tail.decode("utf-8", "replace")
            if job.printed > NOISE_KEPT:
                output = f"[{job.printed:,} bytes were printed; these are the last {NOISE_KEPT:,}]\n{output}\n"
            failure = "" if job.complete else job.failure or how_it_died(status, output)
            answer = {"found": job.found, "files": job.files, "output": output, "failure": failure}
            self.answer({"id": job.id, **answer})
            return
        if job.judgement is not None:
            self.answer({"id": job.id, "judgement": job.judgement})  # the end of the child is not worth waiting for
            if job.lasting:
                self.forget(job)
                self.idle.append(job)
            else:
                self.reap(job)
            return
        status = self.reap(job)
        what = job.failure or how_it_died(status, job.tail.decode("utf-8", "replace"))
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
            job.printed += len(data)
            if not data:
                break
        self.forget(job)
        for fd in (job.pipe, job.noise, job.more):
            os.close(fd)
        processes.end_strays(self.pids)
        if job.folder is not None:
            sandbox.remove(job.folder)
        return status

    def forget(self, job: _Job) -> None:
        """Listens to the child no longer."""
        for fd in (job.pipe, job.noise):
            if fd in self.jobs:
                self._unwatch(fd)

    def _unwatch(self, fd: int) -> None:
        self.selector.unregister(fd)
        del self.jobs[fd]

    @property
    def pids(self) -> set[int]:
        """The children that are wanted."""
        return {job.pid for job in (*self.jobs.values(), *self.idle)}


def _clocks(script: Path, confined: bool) -> int:
    """How often the clock of a script may start anew: before it runs, and before each derivation that it can hold."""
    try:
        count = 1 + script.read_bytes().count(b"def ")
    except OSError:
        count = 1
    return min(count, SCRIPT_TIMES) if confined else count


def _keep(*kept: int) -> list[int]:
    """Moves the descriptors to 3, 4, … and closes all others above 2."""
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 3 + len(kept) + k) for k, fd in enumerate(kept)]
    for k, fd in enumerate(high):
        os.dup2(fd, 3 + k, inheritable=False)
    os.closerange(3 + len(kept), 1 << 16)
    return [3 + k for k in range(len(kept))]


def _wait(pid: int, seconds: float) -> tuple[int, int]:
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found or time.monotonic() > end:
            return found, status
        time.sleep(0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
