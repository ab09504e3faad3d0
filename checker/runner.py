"""Runs links through the engine, several at a time, each in a process that can be killed; answers with judgements.

Decides no verdict of its own but one: a link over which the server that forks those processes is lost, twice, the
second time with nothing else under way, is an `error`. The order of the answers is the order of the links, whatever
the number of workers, and a link is examined alike whatever was examined before it. See `worker` for what guards a
single link.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from checker.loading import Problem
from checker.records import Judgement, Link, Verdict
from checker.script import DerivationRecord
from checker.settings import Settings
from checker.wire import decode_judgement
from checker.wire_records import Item, decode

STARTUP = 120.0  # seconds the server may take to import the engine, on a machine that is busy
TRIES = 100  # times at most that a script is begun again because a derivation crashed or hung
GRACE = 15.0  # seconds past a link's own deadline after which the server is taken for lost

#: Told the number of a link and its judgement as soon as it is known, in no particular order.
Progress = Callable[[int, Judgement], None]


#: What the server says of a request, or in words why there is no answer.
Answer = dict[str, Any] | str


@dataclass(frozen=True, slots=True)
class Built:
    """What a script holds; the files it depends on, with digests, or None if it must always be run; its output."""

    items: tuple[Item, ...]
    files: Mapping[str, str] | None
    output: str


class Examiner(Protocol):
    """What examines links: a `Pool`, or one behind a cache."""

    def examine(
        self,
        links: Sequence[Link],
        settings: Settings,
        progress: Progress | None = None,
        expected: Sequence[float] = (),
    ) -> list[Judgement]:
        """See `Pool.examine`."""
        ...


class WorkerError(Exception):
    """The server could not be started, or cannot confine what it was asked to; says why."""


class Pool:
    """A fork server, started when first needed, and restarted when lost. Safe to use from several threads, in turn.

    `jobs` links are examined at a time. `engine` is the name of the module that examines them. With `untrusted`,
    scripts and the links they make are confined (see `sandbox`), or WorkerError is raised, and nothing is run.
    """

    def __init__(self, jobs: int = 1, engine: str = "checker.engine", *, untrusted: bool = False) -> None:
        self.jobs, self.engine, self.untrusted = max(1, jobs), engine, untrusted
        self._lock = threading.Lock()
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Lets the server begin to import the engine, while the caller does other work. Not necessary."""
        with self._lock:
            if self._server is None:
                self._server = _Server(self.engine, self.untrusted)

    def close(self) -> None:
        """Ends the server and every process under it."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def examine(
        self,
        links: Sequence[Link],
        settings: Settings,
        progress: Progress | None = None,
        expected: Sequence[float] = (),
    ) -> list[Judgement]:
        """The judgement of every link. `expected` seconds of each, where known, order the work, longest first; they
        change no answer. Raises WorkerError if the server can't be started.
        """

        def known(k: int, answer: Answer) -> bool:
            judgement = failed(answer) if isinstance(answer, str) else decode_judgement(answer["judgement"])
            found[k] = judgement
            if progress is not None:
                progress(k, judgement)
            return True

        found: dict[int, Judgement] = {}
        encoded = settings.encode()
        order = sorted(range(len(links)), key=lambda k: -expected[k]) if expected else range(len(links))
        self._exchange(
            lambda k: {"id": k, "link": links[k].encode(), "settings": encoded}, order, settings.timeout, known
        )
        return [found[k] for k in range(len(links))]

    def build(self, files: Sequence[Path], settings: Settings) -> list[Built]:
        """Executes each script, in a process of its own, and answers with what it holds. A derivation whose building
        crashes or hangs costs itself only: the others of its script are built in another process.
        """
        skip: list[dict[str, int]] = [{} for _ in files]
        before: list[list[Problem]] = [[] for _ in files]
        trying: list[tuple[str, int]] = [("", 1) for _ in files]
        found: dict[int, Built] = {}

        def known(k: int, answer: Answer) -> bool:
            if not isinstance(answer, str) and "trying" in answer:
                name, line = answer["trying"]
                trying[k] = (name, line)
                return False
            failure = answer if isinstance(answer, str) else answer["failure"]
            built = Built((), None, "")
            if not isinstance(answer, str):
                try:
                    items = tuple(item for part in answer["found"] for item in decode(json.loads(part)["found"]))
                    if self.untrusted:
                        from checker.admission import admit

                        items = admit(items, files[k])
                    built = Built(items, None if self.untrusted else answer["files"], answer["output"])
                except Exception as e:  # it may have sent anything
                    failure = f"error: the process of this script sent no records: {e}"
            name, line = trying[k]
            if not failure:
                items = tuple(sorted((*built.items, *before[k]), key=lambda i: _line(i, str(files[k]))))
                found[k] = Built(items, None if before[k] else built.files, built.output)
                return True
            before[k].append(_script_problem(failure, str(files[k]), name, line, settings))
            if name and name not in skip[k] and len(skip[k]) < _derivations(files[k]):
                skip[k][name] = line
                again.append(k)
            else:
                found[k] = Built((*built.items, *before[k]), None, built.output)
            return True

        encoded = settings.encode()
        again = list(range(len(files)))
        while again:
            todo, again = again, []
            self._exchange(
                lambda k: {"id": k, "script": str(files[k]), "skip": list(skip[k]), "settings": encoded},
                todo,
                settings.timeout,
                known,
            )
        return [found[k] for k in range(len(files))]

    def _exchange(
        self,
        request: Callable[[int], dict[str, Any]],
        order: Iterable[int],
        timeout: float,
        known: Callable[[int, Answer], bool],
    ) -> None:
        """Has every numbered request answered, `jobs` at a time. `known` says whether an answer was the last one."""
        with self._lock:
            try:
                self._exchange_all(request, deque(order), timeout, known)
            except BaseException:  # interrupted: what is under way must not outlive its caller, or answer the next one
                self.close()
                raise

    def _exchange_all(
        self,
        request: Callable[[int], dict[str, Any]],
        waiting: deque[int],
        timeout: float,
        known: Callable[[int, Answer], bool],
    ) -> None:
        asked: dict[int, float] = {}  # what is under way, and when it is overdue
        suspects: set[int] = set()  # under way when a server was lost: examined once more, alone
        while waiting or asked:
            if self._server is None:
                self._server = _Server(self.engine, self.untrusted)
            server = self._server
            server.ready()
            while waiting and len(asked) < self.jobs and not (asked and suspects & {waiting[0], *asked}):
                k = waiting.popleft()
                server.send(request(k))
                asked[k] = time.monotonic() + timeout + GRACE
            for answer in server.receive(min(asked.values())):
                k = answer["id"]
                if known(k, answer):
                    del asked[k]
                else:
                    asked[k] = time.monotonic() + timeout + GRACE
            overdue = [k for k, end in asked.items() if end <= time.monotonic()]
            if server.lost or overdue:
                self.close()
                for k in sorted(asked, reverse=True):
                    if k in overdue:
                        known(k, "timeout: the process that watches this step did not answer")
                    elif k in suspects:
                        known(k, "error: the process that watches this step died (out of memory?)")
                    else:
                        suspects.add(k)
                        waiting.appendleft(k)
                asked.clear()


def _derivations(file: Path) -> int:
    """How many derivations the script can hold, unless it makes them in a loop: how often it may be begun again."""
    try:
        return min(file.read_bytes().count(b"def "), TRIES)
    except OSError:
        return 1


def _line(item: Item, file: str) -> int:
    place = item.place if isinstance(item, DerivationRecord) else item
    return place.line if place.file == file else 0


def _script_problem(failure: str, file: str, name: str, line: int, settings: Settings) -> Problem:
    """What is reported of a script whose process did not come to its end."""
    what = f"{name} cannot be built" if name else "this script does not run"
    if failure.startswith("timeout"):
        hint = "SymPy evaluates while a script builds; find the expression that does not end"
        return Problem("script-timeout", f"still building after {settings.timeout:g} s", hint, file, line)
    hint = "a script only builds derivations: remove what ends its process"
    return Problem("script-crash", f"{what}: {failure.removeprefix('error: ')}", hint, file, line)


class _Server:
    """One `checker.worker` process and both ends of its pipes, neither of which is ever waited for alone."""

    def __init__(self, engine: str, untrusted: bool = False) -> None:
        import subprocess  # here and not above: a run that finds everything in the cache starts no server
        import tempfile

        path, outside, self.scratch = [p for p in sys.path if isinstance(p, str)], dict(os.environ), ""
        if untrusted:
            from checker import sandbox

            path, outside = sandbox.search_path(), sandbox.environment()
            self.scratch = tempfile.mkdtemp(prefix="checker-")
        arguments = f"{engine!r}, {self.scratch!r}"
        code = f"import sys; sys.path[:] = {path!r}; from checker.worker import main; main({arguments})"
        # Python's hash seed orders sets, BLAS would start threads that do not survive a fork
        fixed = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        environment = {**outside, **fixed, "PYTHONHASHSEED": "0"}
        self.noise: IO[bytes]  # what the server says when it does not start; closed by `close`
        try:
            self.noise = tempfile.TemporaryFile()  # noqa: SIM115
        except OSError:  # no room on any disk: the links can be examined all the same
            self.noise = open(os.devnull, "r+b")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.noise,
            env=environment,
            start_new_session=True,  # an interrupt from the terminal is for the runner, which then closes the server
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.stdin, self.stdout = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.stdin, False)
        os.set_blocking(self.stdout, False)
        self.input, self.output = b"", b""
        self.lost = self.is_ready = False

    def ready(self) -> None:
        if self.is_ready:
            return
        end = time.monotonic() + STARTUP
        while not (answers := self.receive(end)):
            if self.lost or time.monotonic() > end:
                self.noise.seek(0)
                words = self.noise.read().decode("utf-8", "replace").strip().split("\n")
                raise WorkerError(
                    f"the process that examines the steps did not start: {words[-1] or 'no reason given'}"
                )
        if "missing" in answers[0]:
            reasons = "; ".join(answers[0]["missing"])
            raise WorkerError(f"untrusted scripts cannot be confined on this system, so none was run: {reasons}")
        assert answers == [{"ready": True}]
        self.is_ready = True

    def send(self, message: dict[str, Any]) -> None:
        self.output += json.dumps(message).encode() + b"\n"

    def receive(self, until: float) -> list[dict[str, Any]]:
        """The answers that have come, waiting for at least one until the given time; sends what is to be sent."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.stdout, selectors.EVENT_READ)
            while not self.lost:
                writing = self.stdin in selector.get_map()
                if self.output and not writing:
                    selector.register(self.stdin, selectors.EVENT_WRITE)
                elif writing and not self.output:
                    selector.unregister(self.stdin)
                left = until - time.monotonic()
                events = selector.select(max(0.0, left))
                for key, _ in events:
                    if key.fd == self.stdin:
                        self._write()
                    else:
                        data = os.read(self.stdout, 1 << 20)
                        self.lost = self.lost or not data
                        *lines, self.input = (self.input + data).split(b"\n")
                        if lines:
                            return [json.loads(line) for line in lines]
                if left <= 0 and not events:
                    break
        return []

    def _write(self) -> None:
        try:
            self.output = self.output[os.write(self.stdin, self.output[: 1 << 20]) :]
        except BrokenPipeError:
            self.lost = True

    def close(self) -> None:
        from subprocess import TimeoutExpired

        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()  # its sign to end, and to end its children
        try:
            self.process.wait(5.0 if self.is_ready else 0.0)  # before that it has no children, and does not listen
        except TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.noise.close()
        if self.scratch:
            from checker import sandbox

            sandbox.remove(Path(self.scratch))


def failed(what: str) -> Judgement:
    """The judgement of a link of which nothing is known, because the server itself was lost."""
    return Judgement(Verdict.TIMEOUT if what.startswith("timeout") else Verdict.ERROR, detail=what)


def examine_links(links: Sequence[Link], settings: Settings, progress: Progress | None = None) -> list[Judgement]:
    """The judgements of the links, in their order, `settings.workers` at a time."""
    with Pool(min(settings.workers, max(1, len(links)))) as pool:
        return pool.examine(links, settings, progress)


def local() -> Pool:
    """The one-at-a-time pool of this process, for `check` in notebooks and tests: started once, closed at exit."""
    return _local(os.getpid())


@cache
def _local(pid: int) -> Pool:
    """By process: a fork of this one must not talk to this one's server."""
    pool = Pool()
    atexit.register(lambda: pool.close() if os.getpid() == pid else None)
    return pool
