"""Whatever a step does, it costs that step only; answers come in the order of the links."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from checker.graph import Node
from checker.records import Judgement, Link, Verdict
from checker.runner import Pool, WorkerError, local
from checker.settings import Settings

QUICK = Settings(timeout=1.5, memory=64)


def link(what: str, argument: str = "x") -> Link:
    return Link(Node("sym", (), what), "=", Node("sym", (), argument))


@pytest.fixture(scope="module")
def pool():
    with Pool(jobs=2, engine="fake_engine") as pool:
        yield pool


def verdicts(pool: Pool, *names: str, settings: Settings = QUICK) -> list[Verdict]:
    return [j.verdict for j in pool.examine([link(n) for n in names], settings)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def gone(pid: int, within: float = 10.0) -> bool:
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def test_a_judgement_comes_back_whole(pool: Pool) -> None:
    (j,) = pool.examine([link("fine")], QUICK)
    assert j.verdict is Verdict.PROVED
    assert j.method == "fake"
    assert j.evidence[0].seconds == 0.5
    assert 0 < j.seconds < 1


@pytest.mark.parametrize(
    ("what", "verdict", "says"),
    [
        ("hang", Verdict.TIMEOUT, "timeout while trying screening"),
        ("swell", Verdict.ERROR, "error: out of memory (64 MiB a step)"),
        ("swell_in_c", Verdict.ERROR, "out of memory"),
        ("exit", Verdict.ERROR, "ended by itself (exit code 3)"),
        ("leave", Verdict.ERROR, "SystemExit at fake_engine.py:"),
        ("segfault", Verdict.ERROR, "killed by signal 11 (SIGSEGV)"),
        ("kill", Verdict.ERROR, "killed by signal 9 (SIGKILL)"),
        ("raise", Verdict.ERROR, "KeyError at fake_engine.py:"),
        ("recurse", Verdict.ERROR, "RecursionError at fake_engine.py:"),
    ],
)
def test_a_bad_step_costs_that_step(pool: Pool, what: str, verdict: Verdict, says: str) -> None:
    before, bad, after = pool.examine([link("fine"), link(what), link("fine")], QUICK)
    assert before.verdict is after.verdict is Verdict.PROVED
    assert bad.verdict is verdict
    assert says in bad.detail
    assert bad.evidence[0].points == 3  # what had arrived is kept
    assert bad.obligations[0].text == "x is not 0"


def test_output_of_a_step_does_not_reach_the_protocol(pool: Pool) -> None:
    assert verdicts(pool, "noisy", "fine") == [Verdict.PROVED, Verdict.PROVED]


def test_large_judgements_and_many_links(pool: Pool) -> None:
    large = pool.examine([link("large", "y" * 200_000)] * 4, Settings())
    assert [len(j.method) for j in large] == [3_000_000] * 4


def test_order_is_that_of_the_links_and_every_one_is_told_once(pool: Pool) -> None:
    told: list[int] = []
    links = [link("sleep", "t300"), link("hang"), *[link("fine")] * 5]
    found = pool.examine(links, QUICK, lambda k, j: told.append(k))
    assert [j.verdict for j in found] == [Verdict.PROVED, Verdict.TIMEOUT] + [Verdict.PROVED] * 5
    assert sorted(told) == list(range(7))
    assert told[-1] == 1


def test_grandchildren_die_with_a_step(pool: Pool, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    (j,) = pool.examine([link("breed", str(note))], QUICK)
    assert j.verdict is Verdict.TIMEOUT
    assert gone(int(note.read_text()))


def test_a_lost_server_is_replaced(pool: Pool) -> None:
    killed, *others = pool.examine([link("kill_server"), link("fine"), link("fine")], QUICK)
    assert killed.verdict is Verdict.ERROR
    assert "died" in killed.detail
    assert [j.verdict for j in others] == [Verdict.PROVED] * 2
    assert verdicts(pool, "fine") == [Verdict.PROVED]


def test_the_hash_seed_is_fixed_and_state_is_not_carried_over(pool: Pool) -> None:
    details = {j.detail for j in pool.examine([link("seed")] * 3, QUICK)}
    with Pool(engine="fake_engine") as other:
        details |= {j.detail for j in other.examine([link("seed")], QUICK)}
    assert len(details) == 1


def test_no_links_start_nothing() -> None:
    with Pool(engine="no_such_engine") as idle:
        assert idle.examine([], QUICK) == []


def test_a_server_that_does_not_start_says_why() -> None:
    with Pool(engine="no_such_engine") as broken, pytest.raises(WorkerError, match="No module named 'no_such_engine'"):
        broken.examine([link("fine")], QUICK)


def test_closing_leaves_nothing_running() -> None:
    pool = Pool(engine="fake_engine")
    pool.examine([link("fine")], QUICK)
    assert pool._server is not None
    pid = pool._server.process.pid
    pool.close()
    assert gone(pid)


SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
from test_runner import link
from checker.runner import Pool
from checker.settings import Settings

pool = Pool(jobs=1, engine="fake_engine")
pool.examine([link("fine")], Settings())
print(pool._server.process.pid, flush=True)
pool.examine([link("breed", {note!r})], Settings(timeout=60))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_an_interrupted_run(tmp_path: Path, how: signal.Signals) -> None:
    note = tmp_path / "pid"
    script = tmp_path / "script.py"  # without a main guard
    script.write_text(SCRIPT.format(tests=str(Path(__file__).parent), note=str(note)))
    run = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert run.stdout is not None
    server = int(run.stdout.readline())
    end = time.monotonic() + 20
    while not (note.exists() and note.read_text()) and time.monotonic() < end:
        time.sleep(0.02)
    run.send_signal(how)
    run.wait(20)
    run.stdout.close()
    assert gone(server)
    assert gone(int(note.read_text()))


def test_local_is_one_pool_for_this_process() -> None:
    assert local() is local()
    assert isinstance(local(), Pool)


def test_memory_is_capped_beyond_the_baseline(pool: Pool) -> None:
    assert verdicts(pool, "fine", settings=Settings(memory=16)) == [Verdict.PROVED]


def test_wire_refuses_other_data() -> None:
    from checker.wire import decode_judgement

    with pytest.raises(ValueError, match="not a judgement"):
        decode_judgement(json.loads("{}"))
    assert isinstance(Judgement(Verdict.PROVED), Judgement)


def test_settings_speak_of_the_field() -> None:
    with pytest.raises(ValueError, match="timeout must be"):
        Settings(timeout=0)
    with pytest.raises(ValueError, match="no such setting: tiemout"):
        Settings.decode({"tiemout": 3})
    assert Settings.decode(Settings(jobs=3).encode()) == Settings(jobs=3)
    assert Settings(jobs=1).meaning == Settings(jobs=7).meaning


def test_a_process_of_its_own_needs_no_main_guard() -> None:
    code = textwrap.dedent(f"""
        import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_runner import link
        from checker.runner import Pool
        from checker.settings import Settings
        print([j.verdict.value for j in Pool(2, "fake_engine").examine([link("fine")] * 3, Settings())])
    """)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == "['proved', 'proved', 'proved']"
