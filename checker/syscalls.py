"""Which system calls a confined process may not make, and the seccomp filter that says so to the kernel.

Decides the list. Refused with EPERM: sockets of any kind, other processes and threads, memory shared with others,
changes of files that Landlock does not govern (owners, modes, times, attributes), mounts, keys, and the doors of the
kernel. Signals go to the process itself only. What later kernels add (above `LATEST`) does not exist for it, and a call
by another machine's convention ends it. What stays open reads, writes and maps what is open, or opens what Landlock
lets it: see `sandbox`.

The numbers are those of Linux (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h); the filter
is a program of classic BPF (Documentation/userspace-api/seccomp_filter.rst).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

#: Of each forbidden call, its number on x86-64 and on 64-bit ARM; None where it has none.
FORBIDDEN: Mapping[str, tuple[int | None, int | None]] = {
    # the network, and sockets of any kind
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    # what would do the same out of sight
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # other processes and threads: starting them
    "fork": (57, None), "vfork": (58, None), "clone": (56, 220), "clone3": (435, 435), "execve": (59, 221),
    "execveat": (322, 281),
    # other processes: looking into them, signalling them, leaving their sight
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "kcmp": (312, 272), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "setpgid": (109, 154), "setsid": (112, 157), "setpriority": (141, 140),
    "ioprio_set": (251, 30), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # memory and messages shared with other processes, or beyond the memory cap
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197), "semget": (64, 190),
    "semop": (65, 193), "semtimedop": (220, 192), "semctl": (66, 191), "msgget": (68, 186), "msgsnd": (69, 189),
    "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "mq_timedsend": (242, 182), "mq_timedreceive": (243, 183), "mq_notify": (244, 184), "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # keys
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # what Landlock leaves open: owners, modes, times and attributes of files, and watching them
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263),
    # mounts and namespaces
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "move_mount": (429, 429), "open_tree": (428, 428), "mount_setattr": (442, 442), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "mknod": (133, None), "mknodat": (259, 33),
    # the kernel itself
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "sethostname": (170, 161),
    "setdomainname": (171, 162), "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266),
    "adjtimex": (159, 171), "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "syslog": (103, 116),
    "quotactl": (179, 60), "quotactl_fd": (443, 443), "personality": (135, 92), "lookup_dcookie": (212, 18),
    "vhangup": (153, 58), "sync": (162, 81), "syncfs": (306, 267),
}  # fmt: skip
#: Calls that are open for some arguments only.
CONDITIONAL: Mapping[str, tuple[int, int]] = {
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "prlimit64": (302, 261), "prctl": (157, 167),
    "fcntl": (72, 25), "ioctl": (16, 29),
}  # fmt: skip
LATEST = 462  # mseal, of Linux 6.10; from 424 on the numbers are the same on all machines
MACHINES: Mapping[str, tuple[int, int]] = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # AUDIT_ARCH_…

_FCNTL = (*range(8), 1030, 1032)  # copies, flags, locks; F_DUPFD_CLOEXEC, F_GETPIPE_SZ; none that sends signals
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A)  # is it a terminal, how much waits, flags
_SET_PDEATHSIG = 1  # a process that outlives its parent would be left behind

_LOAD, _EQUAL, _GREATER, _RETURN = 0x20, 0x15, 0x25, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGT|K, BPF_RET|K
_NUMBER, _ARCH, _FIRST, _SECOND = 0, 4, 16, 24  # offsets in struct seccomp_data; low words of the arguments
_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000


def program(machine: str, own: int) -> bytes:
    """The filter for a process with this id, as an array of struct sock_filter. Raises KeyError for a machine whose
    numbers are not known.
    """
    column, arch = MACHINES[machine]
    code = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER),
            (_GREATER, 0, 1, LATEST), (_RETURN, 0, 0, _ENOSYS)]  # fmt: skip
    for name, numbers in FORBIDDEN.items():
        number = numbers[column]
        if number is not None:
            # the C library tries clone3 first and falls back on clone, which is refused for good
            code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ENOSYS if name == "clone3" else _EPERM)]
    for name, numbers in CONDITIONAL.items():
        offset, values, allow = _CONDITIONS[name]
        wanted = values or (own,)
        matched, other = (_ALLOW, _EPERM) if allow else (_EPERM, _ALLOW)
        test = [(_LOAD, 0, 0, offset)]
        for value in wanted:
            test += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, matched)]
        test.append((_RETURN, 0, 0, other))
        code += [(_EQUAL, 0, len(test), numbers[column]), *test]
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in code)


#: Which word of the arguments is looked at, the values (none: the process's own id), and whether they are let through.
_CONDITIONS: Mapping[str, tuple[int, tuple[int, ...], bool]] = {
    "kill": (_FIRST, (), True), "tkill": (_FIRST, (), True), "tgkill": (_FIRST, (), True),
    "prlimit64": (_FIRST, (0,), True), "prctl": (_FIRST, (_SET_PDEATHSIG,), False), "fcntl": (_SECOND, _FCNTL, True),
    "ioctl": (_SECOND, _IOCTL, True),
}  # fmt: skip
