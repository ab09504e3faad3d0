"""Links on a real Dask scheduler with two worker processes over TCP: none lost, none twice, the same report as here."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from checker import cluster, runner
from checker.cluster import ExecutorPool, connect, examine
from checker.domains import Scalar
from checker.graph import add, mul, power, rat, sym
from checker.records import Judgement, Link, Verdict
from checker.runner import Pool, WorkerError
from checker.settings import Settings
from checker.wire import encode_judgement

SETTINGS = Settings(timeout=20.0)
DOMAINS = (("x", Scalar()),)


def link(n: int) -> Link:
    """(x + n)² = x² + 2nx + n², or for n divisible by 5, the same without the middle term."""
    x = sym("x")
    middle = rat(0) if n % 5 == 0 else mul(rat(2 * n), x)
    return Link(power(add(x, rat(n)), 2), "=", add(power(x, 2), middle, rat(n * n)), DOMAINS)


def untimed(text: str) -> str:
    return re.sub(r'("seconds": )[0-9.e-]+', r"\g<1>0", text)


# ---------------------------------------------------------------- the unit of work


def request(link: Link, engine: str | None = None) -> str:
    engine = engine or cluster.engine_digest()
    return json.dumps({"engine": engine, "link": link.encode(), "settings": SETTINGS.encode()})


def test_a_link_goes_in_and_a_judgement_comes_out_as_text() -> None:
    answer = json.loads(examine(request(link(1))))
    assert answer["judgement"]["verdict"] == "proved"
    assert json.loads(examine(request(link(5))))["judgement"]["verdict"] == "refuted"


def test_another_engine_is_not_asked() -> None:
    answer = json.loads(examine(request(link(1), "0" * 32)))
    assert set(answer) == {"refused", "fits"}
    assert "sympy" in answer["refused"]


# ---------------------------------------------------------------- any executor


@dataclass
class Answering(Executor):
    """Answers at once, with what it is told to."""

    answer: Any
    asked: list[str] = field(default_factory=list)

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        assert function is examine
        self.asked += arguments
        future: Future[Any] = Future()
        if isinstance(self.answer, BaseException):
            future.set_exception(self.answer)
        else:
            future.set_result(json.dumps(self.answer))
        return future


FINE = {"judgement": encode_judgement(Judgement(Verdict.PROVED, "told"))}


def test_the_longest_go_first_and_the_answers_keep_their_order() -> None:
    executor = Answering(FINE)
    told: list[int] = []
    pool = ExecutorPool(executor, lambda: 1)
    found = pool.examine([link(1), link(2), link(3)], SETTINGS, lambda k, j: told.append(k), [1.0, 3.0, 2.0])
    assert [j.method for j in found] == ["told"] * 3
    assert [json.loads(text)["link"] for text in executor.asked] == [link(n).encode() for n in (2, 3, 1)]
    assert sorted(told) == [0, 1, 2]
    assert pool.examine([], SETTINGS) == []


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"refused": "node7 has sympy 1.0", "fits": False}, "another engine"),
        ({"refused": "node7: no memory", "fits": True}, "cannot examine: node7"),
        (ModuleNotFoundError("No module named 'checker.cluster'"), "install this version there"),
        (ConnectionResetError("gone"), "the scheduler is lost"),
    ],
)
def test_a_cluster_that_cannot_be_used_says_why(answer: Any, says: str) -> None:
    with pytest.raises(WorkerError, match=says):
        ExecutorPool(Answering(answer), lambda: 1).examine([link(1)], SETTINGS)


def test_workers_that_die_over_a_link_cost_that_link() -> None:
    (j,) = ExecutorPool(Answering(RuntimeError("killed thrice")), lambda: 1).examine([link(1)], SETTINGS)
    assert j.verdict is Verdict.ERROR
    assert "killed thrice" in j.detail


def test_a_cluster_without_workers_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Answering):
        def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
            return Future()

    monkeypatch.setattr(cluster, "ABSENT", 0.2)
    monkeypatch.setattr(cluster, "POLL", 0.05)
    with pytest.raises(WorkerError, match="no worker"):
        ExecutorPool(Silent(FINE), lambda: 0).examine([link(1)], SETTINGS)


def test_an_executor_of_the_standard_library() -> None:
    with ThreadPoolExecutor(2) as threads:
        found = ExecutorPool(threads, lambda: 2).examine([link(n) for n in range(1, 7)], SETTINGS)
    assert [j.verdict.value for j in found] == ["proved"] * 4 + ["refuted", "proved"]


# ---------------------------------------------------------------- a real scheduler


@dataclass
class Cluster:
    """A scheduler and two workers, each a process."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


def program(folder: Path, name: str, *arguments: str, **changes: str) -> subprocess.Popen[bytes]:
    root = str(Path(runner.__file__).parents[1])  # the package under test, wherever another is installed
    environment = {**os.environ, "PYTHONPATH": changes.pop("first", root), **changes}
    with (folder / f"{name}.log").open("ab") as log:
        command = [sys.executable, "-m", *arguments]
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def worker(folder: Path, name: str, address: str, **changes: str) -> subprocess.Popen[bytes]:
    options = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--name", name)
    return program(folder, name, "distributed.cli.dask_worker", address, *options, **changes)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    note = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", str(note))
    process = program(tmp_path, "scheduler", "distributed.cli.dask_scheduler", *options)
    try:
        end = time.monotonic() + 60
        while not (note.exists() and note.read_text().strip()):
            assert process.poll() is None, (tmp_path / "scheduler.log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        yield Cluster(json.loads(note.read_text())["address"], process, [])
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def two(scheduler: Cluster, tmp_path: Path) -> Iterator[Cluster]:
    scheduler.workers += [worker(tmp_path, f"worker{k}", scheduler.address) for k in range(2)]
    try:
        yield scheduler
    finally:
        for w in scheduler.workers:
            w.kill()
            w.wait()


def servers(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(p) for t in tasks for p in t.read_text().split()]


def running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_killed_in_mid_run_loses_no_link_and_doubles_none(two: Cluster) -> None:
    links = [link(n) for n in range(1, 41)]
    told: list[int] = []
    orphans: list[int] = []

    def progress(k: int, judgement: Judgement) -> None:
        told.append(k)
        if len(told) == 8:
            orphans.extend(servers(two.workers[0].pid))
            two.workers[0].send_signal(signal.SIGKILL)

    with connect(two.address) as pool:
        found = pool.examine(links, SETTINGS, progress)
    assert sorted(told) == list(range(40))
    with Pool(2) as here:
        same = here.examine(links, SETTINGS)
    assert [untimed(json.dumps(encode_judgement(j))) for j in found] == [
        untimed(json.dumps(encode_judgement(j))) for j in same
    ]
    two.workers[1].terminate()
    two.workers[1].wait(30)
    end = time.monotonic() + 20
    while any(map(running, orphans)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(running, orphans))


def test_a_scheduler_that_dies_ends_the_run(two: Cluster) -> None:
    def progress(k: int, judgement: Judgement) -> None:
        two.scheduler.kill()

    begin = time.monotonic()
    with pytest.raises(WorkerError, match="the scheduler is lost"), connect(two.address) as pool:
        pool.examine([link(n) for n in range(1, 41)], SETTINGS, progress)
    assert time.monotonic() - begin < 90


SCRIPT = """from checker import derivation, Derivation, Real

@derivation(title="Squares")
def squares(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
    d.prove((x - y)**2, "=", x**2 - x*y + y**2)
"""


def checker(folder: Path, *arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "checker", "run", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180)
    return done.returncode, re.sub(r"\b\d+\.\d+ s\b", "… s", done.stdout), done.stderr


def test_the_command_reports_and_remembers_the_same(two: Cluster, tmp_path: Path) -> None:
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "squares.py").write_text(SCRIPT)
    here = checker(tmp_path, "--no-cache", "--report", "json=here.json")
    there = checker(tmp_path, "--scheduler", two.address, "--report", "json=there.json")
    assert here[:2] == there[:2]
    assert here[0] == 1
    one, other = (untimed((tmp_path / f"{n}.json").read_text()) for n in ("here", "there"))
    assert one == other
    assert "cached: 3 of 3 links" in checker(tmp_path)[2]


def test_a_worker_with_another_engine_is_refused(scheduler: Cluster, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(Path(runner.__file__).parent, other / "checker", ignore=shutil.ignore_patterns("__pycache__"))
    source = other / "checker" / "judge.py"
    source.write_text(source.read_text() + "\n# another judge\n")
    old = worker(tmp_path, "old", scheduler.address, first=str(other))
    try:
        (tmp_path / "squares.py").write_text(SCRIPT)
        code, _, error = checker(tmp_path, "--no-cache", "--scheduler", scheduler.address, "squares.py")
    finally:
        old.kill()
        old.wait()
    assert code == 2
    assert "a worker has another engine than this machine" in error
    assert "Traceback" not in error


def test_no_scheduler_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "CONNECT", 1.0)
    with pytest.raises(WorkerError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        connect("tcp://127.0.0.1:9")
    with pytest.raises(WorkerError, match="no scheduler answers at nonsense"):
        connect("nonsense://1")
