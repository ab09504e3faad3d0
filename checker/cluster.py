"""Links examined by other processes or machines: by any `concurrent.futures.Executor`, an existing Dask cluster's too.

The unit of work is text: a link, the settings and the digest of the engine, as JSON; and a function that can be
imported, `examine`, which answers with JSON. No closure travels, and nothing of this package is pickled. Each process
that examines keeps a fork server of its own, so a link is guarded there as it is here, and has one link under way at a
time: let a cluster have a process a core. Scripts are executed here.

A process whose engine is another one (source, Python, SymPy, FLINT, NumPy: see `cache.engine_digest`) is refused,
because what it found could not be told from what was found here. Decides no verdict of its own but one: a link over
which the executor says that its workers died is an `error`.
"""

from __future__ import annotations

import contextlib
import json
import platform
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from typing import Any

from checker.cache import engine_digest
from checker.records import Judgement, Link
from checker.runner import Pool, Progress, WorkerError, failed, local
from checker.settings import Settings
from checker.wire import decode_judgement, encode_judgement

CONNECT = 15.0  # seconds in which the scheduler must answer
ABSENT = 60.0  # seconds that a cluster may be without any worker
POLL = 2.0  # seconds between looks at whether there are workers
AHEAD = 4  # links that wait at the executor, for each that can be under way


def examine(text: str) -> str:
    """The judgement of a link, by the fork server of this process. Both are JSON:

    {"engine": digest, "link": Link.encode(), "settings": Settings.encode()}
    {"judgement": wire.encode_judgement(...)}, or {"refused": why, "fits": whether its engine is that one}
    """
    request = json.loads(text)
    if request["engine"] != engine_digest():
        return json.dumps({"refused": _this_engine(), "fits": False})
    try:
        (judgement,) = local().examine([Link.decode(request["link"])], Settings.decode(request["settings"]))
    except WorkerError as e:
        return json.dumps({"refused": f"{platform.node()}: {e}", "fits": True})
    return json.dumps({"judgement": encode_judgement(judgement)})


def _this_engine() -> str:
    from checker.report.json import versions

    found = ", ".join(f"{name} {version}" for name, version in versions().items())
    return f"{platform.node()} has {found}; digest {engine_digest()[:12]}"


#: How many links can be under way at the executor's workers just now.
Room = Callable[[], int]


class ExecutorPool(Pool):
    """A pool whose links are examined by the workers of an executor. Scripts are built by processes of this machine."""

    def __init__(self, executor: Executor, room: Room, jobs: int = 1) -> None:
        super().__init__(jobs)
        self.executor, self.room = executor, room

    def start(self) -> None:
        """Nothing: a server of this machine is for scripts only, and those of the workers start by themselves."""

    def examine(
        self,
        links: Sequence[Link],
        settings: Settings,
        progress: Progress | None = None,
        expected: Sequence[float] = (),
    ) -> list[Judgement]:
        """The judgement of every link; see `Pool.examine`. Raises WorkerError where the executor or all its workers
        are lost, or a worker has another engine.
        """
        order = sorted(range(len(links)), key=lambda k: -expected[k]) if expected else range(len(links))
        waiting = deque(order)
        found: dict[int, Judgement] = {}
        asked: dict[Future[str], int] = {}
        encoded, engine = settings.encode(), engine_digest()
        seen = time.monotonic()  # when there was last a worker
        room, looked = 0, 0.0
        try:
            while waiting or asked:
                if time.monotonic() > looked + POLL:
                    room, looked = self._room(), time.monotonic()
                    seen = looked if room else seen
                if time.monotonic() > seen + ABSENT:
                    raise WorkerError(f"there has been no worker for {ABSENT:g} s: start some, and run again")
                while waiting and len(asked) < AHEAD * max(1, room):
                    k = waiting.popleft()
                    text = json.dumps({"engine": engine, "link": links[k].encode(), "settings": encoded})
                    asked[self.executor.submit(examine, text)] = k
                for future in wait(asked, POLL, FIRST_COMPLETED).done:
                    k = asked.pop(future)
                    found[k] = _answer(future)
                    if progress is not None:
                        progress(k, found[k])
        finally:  # interrupted, or refused: nothing may begin that nobody waits for
            for future in asked:
                future.cancel()
        return [found[k] for k in range(len(links))]

    def _room(self) -> int:
        try:
            return self.room()
        except OSError as e:
            raise WorkerError(f"the scheduler is lost: {e}") from e


def _answer(future: Future[str]) -> Judgement:
    try:
        text = future.result()
    except ImportError as e:
        raise WorkerError(f"a worker has no such checker ({e}): install this version there, as on this machine") from e
    except (CancelledError, OSError) as e:
        raise WorkerError(f"the scheduler is lost: {e or type(e).__name__}") from e
    except Exception as e:  # whatever the executor says of a worker that died
        return failed(f"error: the workers that examined this step died: {type(e).__name__}: {e}".rstrip(": "))
    answer = json.loads(text)
    if "judgement" in answer:
        return decode_judgement(answer["judgement"])
    if answer["fits"]:
        raise WorkerError(f"a worker cannot examine: {answer['refused']}")
    raise WorkerError(
        f"a worker has another engine than this machine, so its verdicts are not taken.\n  there: {answer['refused']}\n"
        f"  here:  {_this_engine()}\n  Install the same checker, Python and libraries on both."
    )


def connect(address: str, jobs: int = 1) -> contextlib.AbstractContextManager[ExecutorPool]:
    """The pool of the Dask cluster whose scheduler listens at the address (tcp://host:port); `jobs` scripts are built
    at a time, here. The cluster is left as it is afterwards. Raises WorkerError where Dask is not installed or the
    scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError as e:
        raise WorkerError("a scheduler is spoken to by Dask: pip install 'derivation-checker[cluster]'") from e
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as e:
        raise WorkerError(f"no scheduler answers at {address}: {e}") from e
    return _session(client, jobs)


@contextlib.contextmanager
def _session(client: Any, jobs: int) -> Iterator[ExecutorPool]:
    try:
        with ExecutorPool(client.get_executor(), lambda: len(client.nthreads()), jobs) as pool:
            yield pool
    finally:
        client.close()
