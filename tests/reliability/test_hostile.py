"""Scripts and claims that hang, swell, crash or meddle: each ends in bounded time and costs itself alone.

One run of the real command holds them all beside an honest script; what is asked afterwards is that every honest line
has its verdict, every hostile derivation is named, and no process is left.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAD = "from checker import *\nimport ctypes, os, signal, subprocess, sys, threading, time\nfrom pathlib import Path\n"
HONEST = """
@derivation(title="Honest")
def {name}(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
"""
#: name -> (body, the codes of which one is reported; none where the derivation is sound all the same)
BODIES = {
    "loop": ("while True: pass", {"script-timeout"}),
    "stubborn": ("while True:\n        try: time.sleep(1)\n        except BaseException: pass",
                 {"script-timeout", "script-crash"}),
    "deaf": ("signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    while True: pass", {"script-timeout"}),
    "tower": ("9**9**9", {"script-timeout", "script-crash", "script-build"}),
    "factorials": ("import math\n    math.factorial(10**8)", {"script-timeout", "script-crash", "script-build"}),
    "nested": ("eval('(' * 10**5 + 'x' + ')' * 10**5)", {"script-build", "script-import", "script-crash"}),
    "recursion": ("f = lambda n: f(n + 1)\n    f(0)", {"script-build", "script-crash"}),
    "swell": ("pile = []\n    while True: pile.append(bytearray(1 << 22))", {"script-build", "script-crash"}),
    "segfault": ("ctypes.string_at(0)", {"script-crash"}),
    "leave": ("os._exit(0)", {"script-crash"}),
    "suicide": ("os.kill(os.getpid(), signal.SIGKILL)", {"script-crash"}),
    "flood": ("for _ in range(10**5): print('x' * 1000)", {"script-empty"}),
    "forks": ("for _ in range(50):\n        if os.fork() == 0:\n            time.sleep(1000)", {"script-empty"}),
    "daemon": ("subprocess.Popen(['sleep', '987'], start_new_session=True)", {"script-empty"}),
    "threads": ("threading.Thread(target=time.sleep, args=(1000,)).start()", {"script-empty"}),
    "forger": ("for fd in range(3, 64):\n        try: os.write(fd, b'{\"files\": {}}\\n[1, \\n')\n        "
               "except OSError: pass", None),
    "determinant": ("import sympy\n    d.prove(sympy.Matrix(40, 40, lambda i, j: x**(i*j) + i).det(), '=', x)",
                    {"script-timeout", "script-crash", "step-timeout", "step-refuted", "step-undecided",
                     "step-error", "script-build", "script-expression"}),
}  # fmt: skip


def hostile(name: str, body: str) -> str:
    return f'\n@derivation(title="Hostile")\ndef {name}(d: Derivation, x: Real) -> None:\n    {body}\n'


def run(folder: Path, *arguments: str, timeout: float = 400) -> tuple[int, dict, str]:
    command = [sys.executable, "-m", "checker", "run", "--report", "json=report.json", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=timeout)
    return done.returncode, json.loads((folder / "report.json").read_text()), done.stderr


def processes(mark: str) -> set[str]:
    """The processes that were started in an environment with this mark."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mark.encode() in (path / "environ").read_bytes()
                and (path / "stat").read_text().split(") ")[1][0] != "Z"
            ):
                found.add(path.name)
        except OSError:
            continue
    return found - {str(os.getpid())}


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    text = f"RELIABILITY={tmp_path.name}-{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv(*text.split("=", 1))
    return text


needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")


@needs_proc
def test_every_hostile_script_costs_itself_alone(tmp_path: Path, mark: str) -> None:
    folder = tmp_path / "derivations"
    folder.mkdir()
    for name, (body, _) in BODIES.items():
        (folder / f"{name}.py").write_text(HEAD + hostile(name, body) + HONEST.format(name=f"beside_{name}"))
    (folder / "vanish.py").write_text(HEAD + "os.remove(__file__)\n" + HONEST.format(name="vanished"))
    meddle = "for p in Path('.checker_cache').glob('cache*'): p.write_bytes(b'garbage' * 999)\n"
    (folder / "meddle.py").write_text(HEAD + meddle + HONEST.format(name="meddler"))
    begin = time.monotonic()
    code, report, _ = run(tmp_path, "--timeout", "5", "--memory", "512", "-j", "2")
    assert time.monotonic() - begin < 300
    assert code == 2
    honest = {s["derivation"]: [] for s in report["steps"] if s["derivation"].startswith(("beside_", "vanish", "medd"))}
    for s in report["steps"]:
        if s["derivation"] in honest:
            honest[s["derivation"]].append(s["verdict"])
    wanted = {*(f"beside_{n}" for n in BODIES), "vanished", "meddler"} - {"beside_forger"}
    assert wanted <= honest.keys()
    assert all(v == ["proved", "proved"] for v in honest.values())
    for name, (_, codes) in BODIES.items():
        mine = {p["code"] for p in report["problems"] if Path(p["file"]).stem == name}
        mine |= {s["code"] for s in report["steps"] if s["derivation"] == name}
        assert codes is None or mine & codes, (name, mine)
    assert not processes(mark)
    assert not [p.name for p in tmp_path.iterdir() if p.name not in ("derivations", ".checker_cache", "report.json")]


def many(count: int) -> str:
    lines = [f"    d.prove((x + {k})**2, '=', x**2 + {2 * k}*x + {k * k})" for k in range(count)]
    return HEAD + '\n@derivation(title="Many")\ndef many(d: Derivation, x: Real) -> None:\n' + "\n".join(lines) + "\n"


def killed_at_random(tmp_path: Path, times: int) -> None:
    import random

    def report(folder: Path, *arguments: str) -> dict:
        code, data, err = run(folder, *arguments)
        assert code == 0, err
        assert "set aside" not in err
        for step in data["steps"]:
            step["seconds"] = 0
            for e in step["evidence"]:
                e["seconds"] = 0
        data["summary"]["seconds"] = 0
        return data

    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "many.py").write_text(many(12))
    undisturbed = report(tmp_path, "--no-cache")
    chance = random.Random(0)
    command = [sys.executable, "-m", "checker", "run"]
    for _ in range(times):
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 6.0))
        process.kill()
        process.wait()
        if chance.random() < 0.3:  # some of what was remembered goes, so that there is work to interrupt
            script = tmp_path / "derivations" / "many.py"
            script.write_text(script.read_text() + "\n")
            subprocess.run([*command[:-1], "clean"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    assert report(tmp_path) == undisturbed


@needs_proc
def test_a_parent_killed_at_random_leaves_a_sound_cache(tmp_path: Path, mark: str) -> None:
    killed_at_random(tmp_path, 10)
    end = time.monotonic() + 20
    while processes(mark) and time.monotonic() < end:
        time.sleep(0.2)
    assert not processes(mark)


@pytest.mark.slow
def test_a_parent_killed_fifty_times(tmp_path: Path) -> None:
    killed_at_random(tmp_path, 50)
