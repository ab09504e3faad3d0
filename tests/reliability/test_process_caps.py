"""Processes that an ordinary script starts: bombs are capped, and nothing is left, with a PID namespace and without."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from checker import processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

HEAD = "from checker import *\nimport os, signal, subprocess, sys, tempfile, threading, time\n"
HONEST = """
@derivation(title="Honest")
def beside_{name}(d: Derivation, x: Real, y: Real) -> None:
    d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2)
"""
#: name -> body
BOMBS = {
    "forks": "while True: os.fork()",
    "sessions": "while True:\n        if os.fork() == 0: os.setsid()",
    "shells": "subprocess.run(['sh', '-c', 'f() { f | f & }; f; sleep 60'])",
    "threads": "while True: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
    "orphans": "for _ in range(20):\n        if os.fork() == 0:\n            os.setsid()\n"
    "            if os.fork() == 0:\n                os.setsid()\n                time.sleep(999)\n"
    "            os._exit(0)",
    "deaf_orphan": "if os.fork() == 0:\n        os.setsid()\n        for k in range(1, 65):\n"
    "            try: signal.signal(k, signal.SIG_IGN)\n            except (OSError, ValueError): pass\n"
    "        while True: time.sleep(1)",
    "copies": "if os.fork() == 0: return",
    "file": "f = open(tempfile.gettempdir() + '/flood', 'wb')\n    os.posix_fallocate(f.fileno(), 0, 1 << 40)",
    "printer": "for _ in range(2000): os.write(1, b'x' * 65536)",
}


def marked(mark: str) -> set[int]:
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            stat = (path / "stat").read_text().rsplit(") ", 1)[1]
            if mark.encode() in (path / "environ").read_bytes() and stat[0] != "Z":
                found.add(int(path.name))
        except OSError:
            continue
    return found - {os.getpid()}


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    text = f"PROCESS_CAPS={tmp_path.name}-{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv(*text.split("=", 1))
    return text


@pytest.mark.parametrize("namespace", [True, False], ids=["namespace", "no_namespace"])
def test_bombs_cost_their_derivation_and_leave_nothing(namespace: bool, tmp_path: Path, mark: str) -> None:
    folder = tmp_path / "derivations"
    folder.mkdir()
    for name, body in BOMBS.items():
        text = f'{HEAD}\n@derivation(title="Hostile")\ndef {name}(d: Derivation, x: Real) -> None:\n    {body}\n'
        (folder / f"{name}.py").write_text(text + HONEST.format(name=name))
    command = [sys.executable, "-m", "checker"]
    if not namespace:  # as in a container that gives none: the server's own unshare is made to fail
        module = tmp_path / "closed"
        module.mkdir()
        (module / "sitecustomize.py").write_text(
            "import sys\nclass F:\n    def find_spec(self, name, path=None, target=None):\n"
            "        if name == 'checker.worker':\n            from checker import processes\n"
            "            processes._new_namespace = lambda: False\nsys.meta_path.insert(0, F())\n"
        )
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(module)!r}); import sitecustomize; "
                   "from checker.cli import main; sys.exit(main())"]  # fmt: skip
    options = ["run", "--timeout", "6", "-j", "2", "--report", "json=report.json"]
    environment = {**os.environ, **({} if namespace else {"PYTHONPATH": str(tmp_path / "closed")})}
    begin = time.monotonic()
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=300, env=environment
    )
    assert time.monotonic() - begin < 150
    assert done.returncode == 2, done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert {s["derivation"]: s["verdict"] for s in report["steps"]} == {f"beside_{n}": "proved" for n in BOMBS}
    assert {Path(p["file"]).stem for p in report["problems"]} == BOMBS.keys()
    assert "bytes were printed" in done.stderr
    assert len(done.stderr) < 200_000
    end = time.monotonic() + 5
    while marked(mark) and time.monotonic() < end:
        time.sleep(0.1)
    assert not marked(mark)
    Path(tempfile.gettempdir(), "flood").unlink(missing_ok=True)


def status_of(body: str) -> int:
    """How a process ends that contains itself and then does this."""
    pid = os.fork()
    if pid == 0:
        faulthandler.disable()
        processes.contain()
        exec(body, {"os": os, "signal": signal})
        os._exit(0)
    return os.waitpid(pid, 0)[1]


@pytest.mark.parametrize(
    ("body", "code"),
    [("os._exit(7)", 7), ("os.kill(os.getpid(), signal.SIGKILL)", -9), ("os.kill(os.getpid(), signal.SIGTERM)", -15),
     ("os.abort()", -6), ("pass", 0)],
    ids=["exit", "kill", "terminate", "abort", "end"],
)  # fmt: skip
def test_a_contained_process_ends_as_it_would(body: str, code: int) -> None:
    assert os.waitstatus_to_exitcode(status_of(body)) == code


def test_the_limit_binds_root_too_and_it_opens_files_as_before(tmp_path: Path) -> None:
    secret = tmp_path / "mine"
    secret.write_text("mine")
    secret.chmod(0o600)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        processes.contain()
        os.setpgid(0, 0)
        processes.limit()
        count = 0
        try:
            for _ in range(4 * processes.MOST):
                if os.fork() == 0:
                    signal.pause()
                    os._exit(0)
                count += 1
        except OSError:
            pass
        os.write(write, f"{count} {secret.read_text()}".encode())
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGKILL)
    os.waitpid(pid, 0)
    count, text = os.read(read, 100).decode().split()
    assert int(count) <= processes.MOST
    assert text == "mine"


def test_tasks_counts_threads_and_descendants() -> None:
    program = (
        "import os, threading, time\n"
        "for _ in range(3): threading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n"
        "if os.fork() == 0:\n    time.sleep(30)\nprint('ready', flush=True)\ntime.sleep(30)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        count, found = processes.tasks([process.pid])
        assert count == 5
        assert len(found) == 2
        for pid in found:
            os.kill(pid, signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
    assert processes.tasks([process.pid]) == (0, [])
