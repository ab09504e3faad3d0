"""The confinement of untrusted scripts: that its probes see each wall, by taking the walls away one by one.

The numbers of system calls are held to libseccomp's, where that is installed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
import struct
import sys
import threading
import time
from pathlib import Path

import pytest

from checker import sandbox, syscalls

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in syscalls.MACHINES or sandbox.abi() < sandbox.OLDEST,
    reason="needs Landlock",
)


def test_nothing_that_is_forbidden_can_be_done() -> None:
    assert sandbox.missing() == []


@pytest.mark.parametrize(
    ("wall", "seen"),
    [
        ("_restrict_files", "read a file outside its folder"),
        ("_restrict_files", "list a folder outside its own"),
        ("_restrict_files", "truncate a file outside its folder"),
        ("_restrict_files", "remove a file outside its folder"),
        ("_restrict_files", "read its own process's files"),
        ("filter", "open a socket of the internet"),
        ("filter", "open a socket of this machine"),
        ("filter", "start a process"),
        ("filter", "start a thread"),
        ("filter", "change the mode of a file outside its folder"),
        ("filter", "change the times of a file outside its folder"),
        ("filter", "share memory with other processes"),
        ("filter", "make a file in memory"),
        ("filter", "leave for another session"),
        ("filter", "outlive the process that started it"),
        ("_limit", "write a file beyond the limit"),
        ("_limit", "open more files than the limit"),
    ],
)
def test_a_wall_that_is_missing_is_seen(wall: str, seen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if wall == "filter":
        monkeypatch.setattr(syscalls, "program", lambda machine, own: struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000))
        monkeypatch.setattr(sandbox, "_limit", lambda grant: None)  # one process a user, which would stand in for it
    else:
        monkeypatch.setattr(sandbox, wall, lambda *_: None)
    assert f"a confined process can {seen}" in sandbox.missing()


def test_a_kernel_that_refuses_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syscalls, "program", lambda machine, own: b"\0" * 8)  # not a filter
    (found,) = sandbox.missing()
    assert "seccomp" in found


@pytest.mark.parametrize(("version", "word"), [(0, "no Landlock"), (1, "ABI 1"), (2, "ABI 2")])
def test_an_old_kernel_is_refused_by_name(version: int, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "abi", lambda: version)
    (found,) = sandbox.missing()
    assert word in found
    assert "6.2" in found


def test_another_system_or_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert "riscv64" in sandbox.missing()[0]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Landlock" in sandbox.missing()[0]


def test_a_process_with_threads_is_not_confined() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with pytest.raises(sandbox.Unprotected):
            sandbox.enter(sandbox.Confinement(1, 64))
    finally:
        stop.set()
        thread.join()


def test_links_beside_a_script_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "_helper.py").write_text("")
    (tmp_path / "secret.py").symlink_to("/etc/passwd")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "module.py").write_text("")
    found = {p.relative_to(tmp_path).as_posix() for p in sandbox.modules(tmp_path)}
    assert found == {"_helper.py", "package/__init__.py"}


def test_secrets_of_the_environment_stay_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    kept = sandbox.environment()
    assert "AWS_SECRET_ACCESS_KEY" not in kept
    assert kept["LANG"] == "C.UTF-8"


def test_the_current_directory_is_no_place_to_import_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    found = sandbox.search_path()
    assert "" not in found
    assert str(tmp_path) not in found
    assert any("python3" in p for p in found)


def test_a_folder_is_removed_however_it_was_left(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    here = os.getcwd()
    try:
        os.chdir(place)
        for _ in range(3000):  # beyond the longest path, and deeper than Python recurses
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    (place / "closed").mkdir()
    (place / "closed" / "file").write_text("x")
    (place / "closed").chmod(0o300)
    (place / "link").symlink_to(tmp_path)
    sandbox.remove(place)
    assert list(tmp_path.iterdir()) == []


def test_what_a_folder_holds_is_counted_to_the_limit(tmp_path: Path) -> None:
    assert sandbox.used(tmp_path) == 0
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    assert 100_000 <= sandbox.used(tmp_path) < 200_000
    begin = time.monotonic()
    (tmp_path / "loop").symlink_to(tmp_path)
    assert sandbox.used(tmp_path) < 200_000
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize(("machine", "token"), [("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)])
def test_numbers_of_calls_are_those_of_libseccomp(machine: str, token: int) -> None:
    name = ctypes.util.find_library("seccomp")
    if name is None:
        pytest.skip("libseccomp is not installed")
    resolve = ctypes.CDLL(name).seccomp_syscall_resolve_name_arch
    column, arch = syscalls.MACHINES[machine]
    assert arch == token
    wrong = {}
    for call, numbers in {**syscalls.FORBIDDEN, **syscalls.CONDITIONAL}.items():
        known = resolve(token, call.encode())
        if known != -1 and (known if known >= 0 else None) != numbers[column]:  # -1: too new for this libseccomp
            wrong[call] = (known, numbers[column])
    assert not wrong


def run_filter(program: bytes, arch: int, number: int, *arguments: int) -> int:
    """What the filter answers to a call: the few instructions of classic BPF that it is made of, one by one."""
    data = struct.pack("=iIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = [struct.unpack_from("HBBI", program, k) for k in range(0, len(program), 8)]
    at, held = 0, 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        match code:
            case 0x20:
                (held,) = struct.unpack_from("I", data, value)
            case 0x15:
                at += yes if held == value else no
            case 0x25:
                at += yes if held > value else no
            case 0x06:
                return value


ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000


@pytest.mark.parametrize("machine", sorted(syscalls.MACHINES))
def test_the_filter_answers_each_call_as_the_list_says(machine: str) -> None:
    column, arch = syscalls.MACHINES[machine]
    program = syscalls.program(machine, 1234)
    forbidden = {n[column]: name for name, n in syscalls.FORBIDDEN.items() if n[column] is not None}
    conditional = {n[column] for n in syscalls.CONDITIONAL.values()}
    assert len(program) // 8 < 4096  # BPF_MAXINSNS
    for number in range(syscalls.LATEST + 1):
        if number not in conditional:
            wanted = ALLOW if number not in forbidden else ENOSYS if forbidden[number] == "clone3" else EPERM
            assert run_filter(program, arch, number) == wanted, forbidden.get(number, number)
    number = {name: n[column] for name, n in syscalls.CONDITIONAL.items()}
    assert run_filter(program, arch, number["kill"], 1234, 9) == ALLOW
    assert run_filter(program, arch, number["kill"], (1 << 32) - 1, 9) == EPERM
    assert run_filter(program, arch, number["kill"], 0, 9) == EPERM
    assert run_filter(program, arch, number["prlimit64"], 0) == ALLOW
    assert run_filter(program, arch, number["prlimit64"], 1) == EPERM
    assert run_filter(program, arch, number["fcntl"], 3, 8) == EPERM  # F_SETOWN
    assert run_filter(program, arch, number["ioctl"], 0, 0x5412) == EPERM  # TIOCSTI
    assert run_filter(program, arch, number["ioctl"], 0, 0x5401) == ALLOW
    assert run_filter(program, arch, syscalls.LATEST + 1) == ENOSYS
    assert run_filter(program, arch, 0x40000000 + 41) == ENOSYS  # the x32 convention
    assert run_filter(program, 0x40000003, 102) == KILL  # the 32-bit one
