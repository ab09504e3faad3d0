"""The cache under what disks and people do to it: two runs at once and kills, no room, no right to write, rubbish.

Whatever happens, a run ends with the report it would have had without a cache, and says of the cache what is wrong.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEAD = 'from checker import *\n\n@derivation(title="Many")\ndef many(d: Derivation, x: Real) -> None:\n'


def project(folder: Path, count: int) -> None:
    (folder / "derivations").mkdir(exist_ok=True)
    lines = [f"    d.prove((x + {k})**2, '=', x**2 + {2 * k}*x + {k * k})\n" for k in range(count)]
    (folder / "derivations" / "many.py").write_text(HEAD + "".join(lines))


def start(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "checker", "run", "--report", "json=-", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True, **options)


def run(folder: Path, *arguments: str, **options: Any) -> tuple[int, str, str]:
    process = start(folder, *arguments, **options)
    out, err = process.communicate(timeout=200)
    return process.returncode, re.sub(r'("seconds": )[0-9.e-]+', r"\g<1>0", out), err


def sound(folder: Path) -> bool:
    import sqlite3

    with sqlite3.connect(folder / ".checker_cache" / "cache.sqlite3") as file:
        return bool(file.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def killed_beside_another(folder: Path, times: int, seed: int) -> None:
    """One run after another is killed while a second one, on the same cache, is let finish."""
    project(folder, 10)
    undisturbed = run(folder, "--no-cache")[:2]
    chance = random.Random(seed)
    for k in range(times):
        if k % 3 == 0:
            shutil.rmtree(folder / ".checker_cache", ignore_errors=True)
        victim, other = start(folder), start(folder)
        time.sleep(chance.uniform(0.05, 4.0))
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        out, err = other.communicate(timeout=200)
        assert (other.returncode, re.sub(r'("seconds": )[0-9.e-]+', r"\g<1>0", out)) == undisturbed
        assert "warning" not in err
        assert sound(folder)
    code, out, err = run(folder)
    assert (code, out) == undisturbed
    assert "cached: 10 of 10" in err


def test_two_runs_on_one_cache_of_which_one_is_killed(tmp_path: Path) -> None:
    killed_beside_another(tmp_path, 3, 1)


@pytest.mark.slow
def test_two_runs_on_one_cache_of_which_one_is_killed_often(tmp_path: Path) -> None:
    killed_beside_another(tmp_path, 25, 2)


def no_file_beyond(size: int) -> Callable[[], None]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [0, 4096, 16_384, 40_000], ids=str)
def test_no_room_for_the_cache(tmp_path: Path, size: int) -> None:
    project(tmp_path, 6)
    undisturbed = run(tmp_path, "--no-cache")[:2]
    code, out, err = run(tmp_path, preexec_fn=no_file_beyond(size))
    assert (code, out) == undisturbed
    assert "Traceback" not in err
    assert "warning: the cache" in err or size > 16_384
    code, out, err = run(tmp_path)
    assert (code, out) == undisturbed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_cache_on_a_full_device(tmp_path: Path) -> None:
    project(tmp_path, 2)
    (tmp_path / ".checker_cache").mkdir()
    (tmp_path / ".checker_cache" / "cache.sqlite3").symlink_to("/dev/full")
    code, _, err = run(tmp_path)
    assert code == 0
    assert "warning: the cache" in err


READ_ONLY = """
import os, sys
from pathlib import Path
from checker.cache import Cache, engine_digest
from checker.graph import rat
from checker.records import Judgement, Link, Verdict
from checker.settings import Settings
folder, link = Path(sys.argv[1]), Link(rat(1), "=", rat(1))
engine_digest()  # while the packages can be read: an environment may be its maker's alone
if os.geteuid() == 0:
    os.setuid(65534)
said = []
cache = Cache(folder, said.append)
cache.keep_judgement(link, Settings(), Judgement(Verdict.PROVED))
cache.keep_failed([], ["a"])
assert cache.judgement(link, Settings()) in (None, Judgement(Verdict.PROVED))
print(said)
"""


@pytest.mark.parametrize("what", ["folder", "file", "nothing there"])
def test_no_right_to_write(what: str) -> None:
    place = Path(tempfile.mkdtemp())  # not below pytest's own, which nobody else may enter
    try:
        project(place, 2)
        if what != "nothing there":
            assert run(place)[0] == 0
            folder = place / ".checker_cache"
            for path in folder.iterdir():
                path.chmod(0o444)
            folder.chmod(0o555 if what == "folder" else 0o777)
        place.chmod(0o555)
        command = [sys.executable, "-c", READ_ONLY, str(place / ".checker_cache")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert "the cache" in done.stdout
    finally:
        place.chmod(0o755)
        if (place / ".checker_cache").exists():
            (place / ".checker_cache").chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.parametrize("seed", range(4))
def test_a_cache_with_bytes_changed_at_random(tmp_path: Path, seed: int) -> None:
    project(tmp_path, 6)
    undisturbed = run(tmp_path)[:2]
    path, chance = tmp_path / ".checker_cache" / "cache.sqlite3", random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(40):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    code, out, err = run(tmp_path)
    assert (code, out) == undisturbed
    assert "Traceback" not in err
    assert json.loads(out)["summary"]["exit_code"] == 0
    assert os.path.exists(path)
