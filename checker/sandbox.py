"""What a process may do that runs an untrusted script, or examines what came of it: read, compute, and no more.

Decides the confinement and whether this system can give it. Linux only, and nothing is taken on trust: `missing` forks
a process, confines it, has it try everything that is forbidden, and names what it could do all the same; nothing may
run unless that list is empty. A confined process

- reads the standard library, installed packages, shared libraries, the script, and the modules beside it; nothing else,
  so neither the home directory nor /proc (Landlock, kernel Documentation/userspace-api/landlock.rst). Names, sizes and
  times of files are not secret;
- writes in one temporary folder, if it is given one;
- makes no socket, process or thread, signals nobody but itself, and changes no attribute of a file (seccomp, see
  `syscalls`); where the system has network and IPC namespaces to give, it has its own, empty ones (`isolate`);
- has no capability, and limits on processor time, memory, the size and number of its files (rlimits).

Landlock and seccomp are asked for directly: of the libraries for them on PyPI none has had a stable release, and the
one for seccomp has not been kept since 2021. Landlock must be of ABI 3 or later (Linux 6.2): before, it did not govern
truncation.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import shutil
import site
import stat
import struct
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker import syscalls

MIB = 1 << 20
FILE_LIMIT = 8 * MIB  # bytes of one file
FILES_OPEN = 64
FOLDER_LIMIT = 64 * MIB  # bytes of all files in the temporary folder
RESERVE = 64 * MIB  # address space beyond the cap, in which a process that ran into it can say so
MODULES = 4096  # modules beside a script that it may import
OLDEST = 3  # ABI of Landlock

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every machine
_WRITE, _READ, _LIST = 2, 4, 8  # 1, to execute, is granted nowhere
_REMOVE_DIR, _REMOVE, _MAKE_DIR, _MAKE_FILE, _REFER, _TRUNCATE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13, 1 << 14
_IOCTL = 1 << 15
_READ_TREE = _READ | _LIST
_WRITE_TREE = _READ_TREE | _WRITE | _REMOVE_DIR | _REMOVE | _MAKE_DIR | _MAKE_FILE | _REFER | _TRUNCATE
_NO_NEW_PRIVS, _SECCOMP = 38, 22  # prctl
_NEW_USER, _NEW_NET, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000


class Unprotected(Exception):
    """The system did not grant a part of the confinement."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What one process is granted: to read the script and the modules beside it, to write in the folder."""

    seconds: int
    memory: int  # MiB beyond what is mapped already
    script: Path | None = None
    folder: Path | None = None


# ---------------------------------------------------------------- in the process itself


def enter(grant: Confinement) -> None:
    """Confines this process, which must have one thread, for good. Raises Unprotected."""
    if threading.active_count() != 1:
        raise Unprotected("the process has several threads")
    libc = ctypes.CDLL(None, use_errno=True)
    _limit(grant)
    _prctl(libc, _NO_NEW_PRIVS, 1)
    _restrict_files(libc, grant)
    _drop_capabilities(libc)
    if grant.folder is not None:
        os.environ["TMPDIR"] = str(grant.folder)
        tempfile.tempdir = None
    code = syscalls.program(platform.machine(), os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer)), 16)
    _prctl(libc, _SECCOMP, 2, ctypes.addressof(head))


def isolate() -> None:
    """Leaves this process and its children without a network and without IPC objects of others, where that is allowed.

    It is a second wall: what `enter` forbids is forbidden without it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NET | _NEW_IPC) != 0:
        libc.unshare(_NEW_USER | _NEW_NET | _NEW_IPC)


def _limit(grant: Confinement) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    cap = pages * resource.getpagesize() + grant.memory * MIB
    soft, hard = cap, cap + RESERVE
    known = resource.getrlimit(resource.RLIMIT_AS)[1]
    if known != resource.RLIM_INFINITY:
        soft, hard = min(soft, known), min(hard, known)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    for kind, value in (
        (resource.RLIMIT_CPU, grant.seconds), (resource.RLIMIT_FSIZE, FILE_LIMIT if grant.folder else 0),
        (resource.RLIMIT_NOFILE, FILES_OPEN), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 1),
        (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
    ):  # fmt: skip
        limit = resource.getrlimit(kind)[1]
        least = value if limit == resource.RLIM_INFINITY else min(value, limit)
        resource.setrlimit(kind, (least, least))


def _restrict_files(libc: ctypes.CDLL, grant: Confinement) -> None:
    version = abi()
    rights = _REFER - 1 | _REFER | _TRUNCATE | (_IOCTL if version >= 5 else 0)
    network = 3 if version >= 4 else 0  # binding and connecting
    scope = 3 if version >= 6 else 0  # abstract sockets and signals
    attribute = struct.pack("QQQ", rights, network, scope)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = _call(libc, _CREATE_RULESET, attribute, len(attribute), 0)
    try:
        for path, granted in _granted(grant):
            with contextlib.suppress(FileNotFoundError):
                _allow(libc, ruleset, path, granted & rights)
        _call(libc, _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, granted: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        kind = os.fstat(fd).st_mode
        if stat.S_ISLNK(kind):
            return
        if not stat.S_ISDIR(kind):
            granted &= _READ | _WRITE | _TRUNCATE
        _call(libc, _ADD_RULE, ruleset, 1, struct.pack("=Qi", granted, fd), 0)
    finally:
        os.close(fd)


def _granted(grant: Confinement) -> Iterator[tuple[Path, int]]:
    """The files and folders that may be opened, and how. Symbolic links are left out, so that none leads elsewhere."""
    for path in libraries():
        yield path, _READ_TREE
    yield Path("/dev/null"), _READ | _WRITE
    yield Path("/dev/urandom"), _READ
    if grant.folder is not None:
        yield grant.folder.resolve(), _WRITE_TREE
    if grant.script is not None:
        beside = grant.script.resolve().parent
        yield beside, _LIST
        yield beside / grant.script.name, _READ
        yield from ((p, _READ) for p in modules(beside))


def libraries() -> tuple[Path, ...]:
    """Where Python, its packages and shared libraries are."""
    places = sysconfig.get_paths()
    found = [places[k] for k in ("stdlib", "platstdlib", "purelib", "platlib")]
    found += [*site.getsitepackages(), *([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])]
    found += [str(Path(__file__).parent), "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
    found += [f"{sys.base_prefix}/lib", "/etc/ld.so.cache"]
    return tuple(dict.fromkeys(Path(p).resolve() for p in found if os.path.exists(p)))


def modules(folder: Path) -> Iterator[Path]:
    """The Python files in the folder, and those of packages in it."""
    todo, count = [folder], 0
    while todo and count < MODULES:
        for entry in sorted(os.scandir(todo.pop()), key=lambda e: e.name):
            if entry.is_symlink():
                continue
            if entry.is_dir() and os.path.isfile(os.path.join(entry.path, "__init__.py")):
                todo.append(Path(entry.path))
            elif entry.name.endswith(".py") and entry.is_file():
                count += 1
                yield Path(entry.path)


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    header = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this thread
    if libc.capset(header, bytes(24)) != 0:
        raise Unprotected(f"capabilities cannot be dropped: {os.strerror(ctypes.get_errno())}")


def _prctl(libc: ctypes.CDLL, *arguments: int) -> None:
    five = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:5]]
    if libc.prctl(*five) != 0:
        name = {_NO_NEW_PRIVS: "PR_SET_NO_NEW_PRIVS", _SECCOMP: "a seccomp filter"}.get(arguments[0], "prctl")
        raise Unprotected(f"the kernel does not grant {name}: {os.strerror(ctypes.get_errno())}")


def _call(libc: ctypes.CDLL, number: int, *arguments: int | bytes | None) -> int:
    """A system call of Landlock."""
    given = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    answer = int(libc.syscall(ctypes.c_long(number), *given))
    if answer < 0:
        raise Unprotected(f"the kernel does not grant Landlock: {os.strerror(ctypes.get_errno())}")
    return answer


def abi() -> int:
    """The version of Landlock's interface; 0 where there is none."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    found = libc.syscall(ctypes.c_long(_CREATE_RULESET), None, ctypes.c_long(0), ctypes.c_long(1))
    return max(0, int(found))


# ---------------------------------------------------------------- whether it holds


def missing() -> list[str]:
    """What stands in the way of running untrusted scripts here, in words; empty if everything was tried and held."""
    if sys.platform != "linux":
        return [f"untrusted scripts are confined by Landlock and seccomp, which {platform.system()} does not have"]
    if platform.machine() not in syscalls.MACHINES:
        return [f"the system calls of {platform.machine()} are not known: only {' and '.join(syscalls.MACHINES)}"]
    version = abi()
    if version == 0:
        return ["the kernel has no Landlock: Linux 6.2 or later, with landlock in /sys/kernel/security/lsm"]
    if version < OLDEST:
        return [f"the kernel's Landlock is of ABI {version}, which does not govern truncation: Linux 6.2 has ABI 3"]
    place = Path(tempfile.mkdtemp(prefix="checker-probe-"))
    try:
        return _probe(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _probe(place: Path) -> list[str]:
    """Has a confined process try what is forbidden, and what it needs; answers with what was not as it should be."""
    inside, outside = place / "inside", place / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("secret")
    read, write = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        words = []
        try:
            os.close(read)
            enter(Confinement(20, 1024, folder=inside))
            words = list(_tried(inside, outside, parent))
            words.append("end")
        except BaseException as e:  # whatever it is, the confinement is not what it should be
            words.append(f"{e}" if isinstance(e, Unprotected) else f"a confined process fails: {e!r}")
        finally:
            os.write(write, "\n".join(words).encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        words = pipe.read().decode("utf-8", "replace").split("\n")
    status = os.waitpid(pid, 0)[1]
    if words[-1] == "end":
        return words[:-1]
    return [w for w in words if w] or [f"a confined process died of signal {os.WTERMSIG(status)}"]


def _tried(inside: Path, outside: Path, parent: int) -> Iterator[str]:
    """What a confined process could do that it must not be able to, and could not that it must."""
    try:
        with tempfile.NamedTemporaryFile(dir=inside) as file:
            file.write(b"x")
        Path(os.__file__).read_bytes()
        os.kill(os.getpid(), 0)
    except OSError as e:
        yield f"a confined process cannot do what it must: {e}"
    for what, attempt in _attempts(outside, parent):
        try:
            attempt()
        except (OSError, RuntimeError, ValueError):
            continue
        yield f"a confined process can {what}"


def _attempts(outside: Path, parent: int) -> Sequence[tuple[str, Callable[[], object]]]:
    import socket

    secret = outside / "secret"
    libc = ctypes.CDLL(None, use_errno=True)

    def call(name: str, *arguments: int) -> None:
        answer = getattr(libc, name)(*(ctypes.c_long(a) for a in arguments))
        if answer < 0:
            raise OSError(ctypes.get_errno(), name)

    def write_much() -> None:
        with tempfile.TemporaryFile() as file:
            os.posix_fallocate(file.fileno(), 0, FILE_LIMIT + 1)

    def open_many() -> None:
        for _ in range(FILES_OPEN + 1):
            os.dup(0)

    def spawn() -> None:
        if os.fork() == 0:
            os._exit(0)

    def thread() -> None:
        threading.Thread(target=int, daemon=True).start()

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    return [
        ("open a socket of the internet", lambda: socket.socket(socket.AF_INET)),
        ("open a socket of version 6", lambda: socket.socket(socket.AF_INET6)),
        ("open a socket of this machine", lambda: socket.socket(socket.AF_UNIX)),
        ("open a pair of sockets", socket.socketpair),
        ("read a file outside its folder", secret.read_bytes),
        ("read the environment of the process that started it", Path(f"/proc/{parent}/environ").read_bytes),
        ("read its own process's files", Path("/proc/self/status").read_bytes),
        ("list a folder outside its own", lambda: os.listdir(outside)),
        ("list the home directory", lambda: os.listdir(os.path.expanduser("~"))),
        ("write a file outside its folder", lambda: secret.write_bytes(b"")),
        ("make a file outside its folder", lambda: (outside / "new").touch()),
        ("make a folder outside its own", (outside / "folder").mkdir),
        ("truncate a file outside its folder", lambda: os.truncate(secret, 0)),
        ("remove a file outside its folder", secret.unlink),
        ("rename a file outside its folder", lambda: secret.rename(outside / "other")),
        ("link to a file outside its folder", lambda: os.link(secret, "linked")),
        ("change the mode of a file outside its folder", lambda: secret.chmod(0o777)),
        ("change the times of a file outside its folder", lambda: os.utime(secret)),
        ("change the owner of a file outside its folder", lambda: os.chown(secret, os.getuid(), -1)),
        ("set an attribute of a file outside its folder", lambda: os.setxattr(secret, "user.probe", b"x")),
        ("start a program", lambda: os.execv(sys.executable, [sys.executable, "-c", ""])),
        ("start a process", spawn),
        ("start a process through the library", lambda: subprocess.run(["/bin/true"], check=True)),
        ("start a thread", thread),
        ("signal another process", lambda: os.kill(parent, 0)),
        ("signal every process", lambda: os.kill(-1, 0)),
        ("trace another process", lambda: call("ptrace", 16, parent, 0, 0)),  # PTRACE_ATTACH
        ("leave for another session", os.setsid),
        ("make a namespace", lambda: call("unshare", _NEW_USER)),
        ("share memory with other processes", lambda: call("shmget", 0, 4096, 0o1600)),
        ("make a file in memory", lambda: os.memfd_create("probe")),
        ("outlive the process that started it", lambda: call("prctl", 1, 0)),
        ("raise its limit of memory", lambda: resource.setrlimit(resource.RLIMIT_AS, (hard, hard + MIB))),
        ("raise its limit of time", lambda: resource.setrlimit(resource.RLIMIT_CPU, (100, 100))),
        ("write a file beyond the limit", write_much),
        ("open more files than the limit", open_many),
    ]


# ---------------------------------------------------------------- around it


def environment() -> dict[str, str]:
    """What a confined process may know of the environment: no names of places, no secrets."""
    kept = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONUTF8")
    fixed = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONUSERBASE": site.getuserbase()}
    return {k: os.environ[k] for k in kept if k in os.environ} | fixed


def search_path() -> list[str]:
    """The import path without the current directory and what else is no place of installed packages: what stands there
    may be as little trusted as the script.
    """
    own = Path(__file__).resolve().parent.parent
    allowed = libraries()

    def installed(entry: str) -> bool:
        path = Path(entry).resolve()
        return bool(entry) and (path == own or path.suffix == ".zip" or any(path.is_relative_to(a) for a in allowed))

    return [p for p in sys.path if isinstance(p, str) and installed(p)]


def scratch(root: Path) -> Path:
    """A new temporary folder under the root, for one script."""
    return Path(tempfile.mkdtemp(dir=root))


def used(folder: Path) -> int:
    """The bytes that the files in the folder take; links and what vanishes meanwhile are not counted."""
    total, todo = 0, [str(folder)]
    while todo:
        with contextlib.suppress(OSError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    total += 4096 + entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                if total > FOLDER_LIMIT:
                    return total
    return total


def remove(folder: Path) -> None:
    """Removes the folder and all in it, however deep and whatever its modes."""
    with contextlib.suppress(OSError):
        os.rmdir(folder)
        return
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    subprocess.run(["chmod", "-R", "u+rwX", "--", str(folder)], **quiet)  # type: ignore[call-overload]
    subprocess.run(["rm", "-rf", "--", str(folder)], **quiet)  # type: ignore[call-overload]
