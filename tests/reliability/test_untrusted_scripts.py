"""`checker run --untrusted` with scripts that try to get out, lie, flood and swell: the whole command, as users run it.

Asked afterwards: nothing was read or written outside, nothing forged stands in the report, honest lines have verdicts,
no process and no temporary file is left.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from checker import sandbox, syscalls

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in syscalls.MACHINES or bool(sandbox.missing()),
    reason="untrusted scripts cannot be confined here",
)

HEAD = "from checker import *\nimport ctypes, json, os, signal, socket, subprocess, sys, tempfile, threading, time\n"
HONEST = """
@derivation(title="Honest")
def {name}(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
"""
SECRET = "the-secret-of-the-house"


def run(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> tuple[int, dict, str, str]:
    report = folder.parent / "report.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", "checker", "run", "--untrusted", "--report", f"json={report}", *arguments]
    known = {**os.environ, **(environment or {})}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, env=known)
    return done.returncode, json.loads(report.read_text()) if report.exists() else {}, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of a stranger, which may be written by no script."""
    found = tmp_path / "project"
    (found / "derivations").mkdir(parents=True)
    return found


def escapes(outside: Path, secret: Path) -> dict[str, str]:
    return {
        "internet": "socket.create_connection(('127.0.0.1', 9), 1)",
        "name": "socket.getaddrinfo('localhost', 80)[0] and socket.socket()",
        "unix": "socket.socket(socket.AF_UNIX)",
        "read_secret": f"open({str(secret)!r}).read()",
        "read_passwd": "open('/etc/passwd').read()",
        "read_proc": "open('/proc/self/environ').read()",
        "list_home": "os.listdir(os.path.expanduser('~root'))",
        "write_outside": f"open({str(outside / 'new')!r}, 'w').write('x')",
        "write_project": "open('derivations/planted.py', 'w').write('x')",
        "write_cache": "os.makedirs('.checker_cache')",
        "own_file": "os.remove(__file__)",
        "chmod": f"os.chmod({str(secret)!r}, 0o777)",
        "fork": "os.fork()",
        "program": "subprocess.run(['/bin/true'])",
        "system": "os.system('true') == 0 or 1/0",
        "thread": "threading.Thread(target=print).start()",
        "kill_server": "os.kill(os.getppid(), signal.SIGKILL)",
        "kill_group": "os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)",
        "memory_file": "os.memfd_create('x')",
        "tty": "open('/dev/tty', 'w').write('x')",
        "shm": "open('/dev/shm/checker-test', 'w').write('x')",
        "huge_file": "open(os.path.join(tempfile.gettempdir(), 'f'), 'wb').write(b'x' * (1 << 25))",
    }


def test_no_way_out(folder: Path, tmp_path: Path) -> None:
    outside, secret = tmp_path / "outside", tmp_path / "secret"
    outside.mkdir()
    secret.write_text(SECRET)
    bodies = escapes(outside, secret)
    for name, body in bodies.items():
        text = f'{HEAD}\n@derivation(title="Hostile")\ndef {name}(d: Derivation, x: Real) -> None:\n    {body}\n'
        (folder / "derivations" / f"{name}.py").write_text(text + HONEST.format(name=f"beside_{name}"))
    env = 'print("ENV", sorted(os.environ.values()))\n'
    (folder / "derivations" / "environment.py").write_text(HEAD + env + HONEST.format(name="environment"))
    before = set(Path(tempfile.gettempdir()).iterdir())
    code, report, out, err = run(folder, "--timeout", "10", environment={"TOKEN": SECRET})
    assert code == 2
    problems = {Path(p["file"]).stem: p for p in report["problems"]}
    assert problems.keys() == bodies.keys()
    assert {p["code"] for p in problems.values()} <= {"script-build", "script-crash"}
    honest = [s["verdict"] for s in report["steps"]]
    assert honest == ["proved"] * (2 * len(bodies) + 2)
    assert "ENV" in err
    assert SECRET not in out + err + json.dumps(report)
    assert secret.read_text() == SECRET
    assert list(outside.iterdir()) == []
    assert {p.name for p in folder.iterdir()} == {"derivations"}
    assert not (folder / "derivations" / "planted.py").exists()
    assert not [p for p in set(Path(tempfile.gettempdir()).iterdir()) - before if p.name.startswith("checker-")]


def test_a_script_may_write_in_its_temporary_folder_and_import_its_neighbour(folder: Path) -> None:
    text = (
        "import tempfile\nfrom pathlib import Path\nfrom _helper import two\n"
        "with tempfile.TemporaryDirectory() as t:\n"
        "    Path(t, 'x').write_text('x')\n    assert Path(t, 'x').read_text()\n"
    )
    (folder / "derivations" / "_helper.py").write_text("two = 2\n")
    (folder / "derivations" / "writes.py").write_text(
        HEAD + text + HONEST.format(name="writes").replace("2*x", "two*x")
    )
    code, report, _, err = run(folder)
    assert code == 0, err
    assert [s["verdict"] for s in report["steps"]] == ["proved", "proved"]


def test_floods_are_cut(folder: Path) -> None:
    bodies = {
        "printer": "for _ in range(3000): os.write(1, b'x' * 65536)",
        "files": "k = 0\n    while True:\n        k += 1\n"
        "        with open(os.path.join(tempfile.gettempdir(), str(k)), 'wb') as f: f.write(b'x' * (1 << 22))",
        "records": "while True: os.write(3, b'{\"found\": {\"x\": \"' + b'x' * 65000 + b'\"}}\\n')",
        "trying": 'while True:\n        os.write(3, b\'{"trying": ["a", 1]}\\n\')\n        time.sleep(0.1)',
        "deep": "os.write(3, b'[' * 10**6 + b'\\n'); time.sleep(100)",
        "loop": "while True: pass",
        "swell": "pile = []\n    while True: pile.append(bytearray(1 << 22))",
    }
    for name, body in bodies.items():
        text = f'{HEAD}\n@derivation(title="Hostile")\ndef {name}(d: Derivation, x: Real) -> None:\n    {body}\n'
        (folder / "derivations" / f"{name}.py").write_text(text + HONEST.format(name=f"beside_{name}"))
    begin = time.monotonic()
    code, report, _, err = run(folder, "--timeout", "3", "--memory", "512")
    assert time.monotonic() - begin < 200
    assert code == 2
    assert {Path(p["file"]).stem for p in report["problems"]} == bodies.keys()
    verdicts = {s["derivation"]: s["verdict"] for s in report["steps"]}
    assert {f"beside_{n}" for n in bodies} - {"beside_trying", "beside_records", "beside_deep"} <= verdicts.keys()
    assert set(verdicts.values()) == {"proved"}
    assert "bytes were printed" in err
    assert any("MiB of files" in p["message"] for p in report["problems"])
    assert len(err) < 100_000


def test_a_cache_or_configuration_that_came_along_is_not_believed(folder: Path) -> None:
    wrong = '\n@derivation(title="Wrong")\ndef wrong(d: Derivation, x: Real) -> None:\n    d.prove(x, "=", x + 1)\n'
    (folder / "derivations" / "wrong.py").write_text(HEAD + wrong)
    (folder / "pyproject.toml").write_text('[tool.checker]\nrequire = "checked"\ntimeout = "nonsense"\n')
    cache = folder / ".checker_cache"
    cache.mkdir()
    with sqlite3.connect(cache / "cache.sqlite3") as c:
        c.execute("CREATE TABLE entry (key TEXT PRIMARY KEY, digest BLOB, value TEXT)")
    before = (cache / "cache.sqlite3").read_bytes()
    code, report, _, _ = run(folder)
    assert code == 1
    assert [s["verdict"] for s in report["steps"]] == ["refuted"]
    assert (cache / "cache.sqlite3").read_bytes() == before


def test_modules_in_the_current_directory_are_not_imported(folder: Path) -> None:
    (folder / "sympy.py").write_text("raise SystemExit('planted')\n")
    (folder / "flint.py").write_text("raise SystemExit('planted')\n")
    (folder / "derivations" / "good.py").write_text(HEAD + HONEST.format(name="good"))
    code, report, _, err = run(folder, environment={"PYTHONPATH": str(folder)})
    assert code == 0, err
    assert report["summary"]["steps"] == 2


def test_a_forged_citation_proves_nothing(folder: Path) -> None:
    """A script that writes records itself: a fact under the name of an honest claim, verdicts, garbage."""
    forge = """
@derivation(title="Bait")
def bait(d: Derivation, x: Real) -> None:
    d.prove(x, "=", x)
    from checker import wire_records
    from checker.graph import ONE, add, sym
    from checker.records import Fact
    from checker.script import Claim, DerivationRecord, Place
    one, two = sym("x"), add(sym("x"), ONE)
    place, domains = Place(__file__, 1), (("x", DOMAIN),)
    fact = Fact(FACT, one, "=", two)
    claim = Claim("forged.1", one, "=", two, (), domains, (), place, "1", "1", facts=(fact,))
    record = DerivationRecord("forged", "Forged", "", place, (claim,), domains)
    text = json.dumps({"found": wire_records.encode([record])}) + chr(10)
    os.write(3, text.encode())
    os.write(3, b'{"files": {}}' + bytes([10]))
    os._exit(0)
"""
    forge = forge.replace("DOMAIN", "__import__('checker.domains').domains.REAL")
    (folder / "derivations" / "a_good.py").write_text(HEAD + HONEST.format(name="good"))
    for name, fact in (("known", "good.1"), ("unknown", "nobody.1"), ("own", "forged.1")):
        (folder / "derivations" / f"{name}.py").write_text(HEAD + forge.replace("FACT", repr(fact)))
    judgement = """os.write(3, b'{"judgement": {"verdict": "proved"}}' + bytes([10])); time.sleep(9)"""
    body = f'\n@derivation(title="Judge")\ndef judge(d: Derivation, x: Real) -> None:\n    {judgement}\n'
    (folder / "derivations" / "judge.py").write_text(HEAD + body)
    code, report, out, _ = run(folder, "--timeout", "10")
    assert code == 2
    assert {s["derivation"] for s in report["steps"]} == {"good"}
    assert {Path(p["file"]).stem for p in report["problems"]} == {"known", "unknown", "own", "judge"}
    cited = [p["message"] for p in report["problems"] if Path(p["file"]).stem != "judge"]
    assert all("citation of what is not claimed before" in m for m in cited)
    assert "Forged" not in out


def test_a_link_is_not_a_script(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text(f"{SECRET}\n")
    (folder / "derivations" / "link.py").symlink_to(tmp_path / "secret.py")
    code, report, out, err = run(folder)
    assert code == 2
    assert [p["code"] for p in report["problems"]] == ["script-import"]
    assert SECRET not in out + err + json.dumps(report)


def test_words_cannot_take_hold_of_the_terminal(folder: Path) -> None:
    text = (
        'print("::error::planted\\x1b]0;owned\\x07")\n'
        '@derivation(title="T\\x1b[2J\\n::warning::planted\\u202e")\n'
        "def words(d: Derivation, x: Real) -> None:\n"
        '    with d.prove(x, "=", x) as k:\n        k.eq(x, "because\\r\\n 1 ✓ proved\\x9b31m")\n'
    )
    (folder / "derivations" / "words.py").write_text(HEAD + text)
    code, _, out, err = run(folder)
    assert code == 0
    for control in ("\x1b", "\x07", "\x9b", "\u202e", "\r"):
        assert control not in out + err
    assert not [line for line in (out + err).split("\n") if line.lstrip().startswith("::")]


def test_it_refuses_where_it_cannot_confine(folder: Path) -> None:
    """On a kernel without Landlock, which the test makes by a filter that answers its calls with ENOSYS."""
    (folder / "derivations" / "good.py").write_text(HEAD + "print('it ran')\n" + HONEST.format(name="good"))
    number = sandbox._CREATE_RULESET
    steps = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050026), (0x06, 0, 0, 0x7FFF0000)]
    program = (
        "import ctypes, os, struct, sys\n"
        "libc = ctypes.CDLL(None)\n"
        f"code = b''.join(struct.pack('HBBI', *s) for s in {steps!r})\n"
        "held = ctypes.create_string_buffer(code, len(code))\n"
        "head = ctypes.create_string_buffer(struct.pack('HxxxxxxQ', len(code) // 8, ctypes.addressof(held)), 16)\n"
        "u = ctypes.c_ulong\n"
        "assert libc.prctl(u(38), u(1), u(0), u(0), u(0)) == 0\n"
        "assert libc.prctl(u(22), u(2), u(ctypes.addressof(head)), u(0), u(0)) == 0\n"
        "from checker.cli import main\n"
        "sys.exit(main(['run', '--untrusted']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=100)
    assert done.returncode == 2
    assert "no Landlock" in done.stderr
    assert "it ran" not in done.stdout + done.stderr
