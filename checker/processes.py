"""The processes that a script starts: how many there may be at a time, and that none is left behind.

Decides how an ordinary script is held together (an untrusted one can start none, see `sandbox`). Where the system gives
a PID namespace, to root or by way of a user namespace, the script runs in one: when its first process ends, the kernel
ends all others, however they were started (man 7 pid_namespaces). Elsewhere its descendants are found through their
parents, orphans because the server adopts them (PR_SET_CHILD_SUBREAPER), and ended until none is left.

Their number is limited twice. RLIMIT_NPROC is met at once; it counts all processes of the real user and does not bind
root (man 2 getrlimit), so a script of root runs with nobody as its real user: its effective user, which opens files, is
root all the same. And the server counts what is there, which holds where that is not granted, if not at once.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

MOST = 128  # processes and threads of one script at a time, beyond which it is given no more
TOO_MANY = 4 * MOST  # at which it is ended: only where it can be given more, or several scripts run together
NOBODY = 65534
FILE_LIMIT = 1 << 30  # bytes of one file that an ordinary script writes
WATCH = 0.1  # seconds between looks at how many there are

_NEW_USER, _NEW_PID = 0x10000000, 0x20000000  # unshare
_SET_PDEATHSIG, _SET_CHILD_SUBREAPER, _CAPBSET_DROP = 1, 36, 24  # prctl
_SYS_ADMIN, _SYS_RESOURCE = 21, 24  # capabilities that exempt from RLIMIT_NPROC


def adopt_orphans() -> None:
    """From now on, descendants of this process whose parents end become its children."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """Has the kernel end this process when the given parent ends; ends it now if that is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


# ---------------------------------------------------------------- holding them together


def contain() -> bool:
    """Has the caller go on in a new process in a PID namespace of its own, of which nothing outlives that process; this
    one waits and ends just as it does. Answers False, in the same process, where the system gives no namespace.
    """
    if not _new_namespace():
        return False
    alive, held = os.pipe()
    result, told = os.pipe()
    first = os.fork()  # the namespace's init
    if first == 0:
        ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL)
        os.close(held)
        poll = select.poll()
        poll.register(alive, 0)
        if poll.poll(0):  # the other end is closed: whom this one was to die with is gone
            os._exit(1)
        os.close(result)
        _as_init(told, alive)
        return True
    os.close(told)
    _keep_only(held, result)
    os.waitpid(first, 0)
    data = os.read(result, 4)
    status = struct.unpack("i", data)[0] if len(data) == 4 else 1 << 8
    if os.WIFSIGNALED(status):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError):
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def _as_init(told: int, alive: int) -> None:
    """Returns in a child. This process reaps until that child ends, reports how, and ends, and all others with it."""
    main = os.fork()
    if main == 0:
        os.close(told)
        os.close(alive)
        return
    _keep_only(told)
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == main:
            os.write(told, struct.pack("i", status))
            os._exit(0)


def _new_namespace() -> bool:
    """Whether the next child of this process starts a PID namespace."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_PID) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_PID) != 0:
        return False
    with contextlib.suppress(OSError):  # without, the process is nobody to itself, and its files are still its own
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path(f"/proc/self/{name}").write_text(text)
    return True


def _keep_only(*kept: int) -> None:
    """Closes what this process inherited, so that nobody waits for it to be closed."""
    low = 0
    for fd in sorted(kept):
        os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, 1 << 16)


def limit() -> None:
    """Limits how many processes this one may start, and the size of a file."""
    ceiling = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    size = FILE_LIMIT if ceiling == resource.RLIM_INFINITY else min(FILE_LIMIT, ceiling)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, ceiling))
    user = os.getuid()
    if user == 0 and sys.platform == "linux":
        user = NOBODY
    if Path("/proc/self/stat").exists():
        most = _of_user(user) + MOST
        ceiling = resource.getrlimit(resource.RLIMIT_NPROC)[1]
        if ceiling == resource.RLIM_INFINITY or most < ceiling:
            resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
    if user != os.getuid():
        _as_nobody()


def _as_nobody() -> None:
    """Makes the real user of a process of root another, and gives up what exempts from the limit; else stays root."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this thread
    held = ctypes.create_string_buffer(24)
    if libc.capget(header, held) != 0:
        return
    try:
        os.setresuid(NOBODY, 0, 0)
    except OSError:
        return
    exempt = 1 << _SYS_ADMIN | 1 << _SYS_RESOURCE
    for capability in (_SYS_ADMIN, _SYS_RESOURCE):  # or a program that is started would have them again
        libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0)
    effective, permitted, inherited, *rest = struct.unpack("6I", held.raw[:24])
    kept = (effective & ~exempt, permitted & ~exempt, inherited & ~exempt)
    libc.capset(header, struct.pack("6I", *kept, *rest))


def _of_user(user: int) -> int:
    """How many processes and threads the user has."""
    count = 0
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"\nUid:\t{user}\t" in (path / "status").read_text():
                count += len(os.listdir(path / "task"))
    return count


# ---------------------------------------------------------------- finding and ending them


def tasks(roots: Iterable[int], most: int = 1 << 20) -> tuple[int, list[int]]:
    """How many processes and threads there are at and below the given ones, and the processes; no more than `most` are
    counted. (0, []) where the system does not tell.
    """
    count, found, todo = 0, [], list(roots)
    while todo and count <= most:
        pid = todo.pop()
        with contextlib.suppress(OSError):
            threads = os.listdir(f"/proc/{pid}/task")
            count += len(threads)
            found.append(pid)
            for thread in threads:
                todo += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    return count, found


def children() -> set[int]:
    """The children of this process, where the system tells."""
    try:
        return {int(k) for k in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}
    except OSError:
        return set()


def clear(namespace: bool) -> None:
    """Ends what this process has started, if it is much, so that what comes next is not starved by it. `namespace`: it
    is in a PID namespace of its own.
    """
    try:
        own = int(os.readlink("/proc/self"))  # as /proc numbers it, which may be of another namespace
    except OSError:
        return
    if len(tasks([own], MOST)[1]) <= MOST // 4:
        return
    if not namespace:
        end_strays(set())
        return
    with contextlib.suppress(OSError):
        os.kill(-1, signal.SIGKILL)  # all of the namespace but its first process and this one, at once
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def end_strays(known: set[int]) -> None:
    """Ends the children of this process that are not among the known ones, and all processes below them."""
    while strays := children() - known:
        for pid in tasks(strays)[1]:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for pid in strays:
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)
