"""Namespaces of one's own: a network without interfaces, no shared memory segments or message queues of others."""

import os

from . import libc
from .syscalls import numbers

NEW_UTS, NEW_IPC, NEW_USER, NEW_NET = 0x04000000, 0x08000000, 0x10000000, 0x40000000


def enter(*, net: bool) -> list[str]:
    """Moves this process, which must have one thread, into namespaces of its own: user, ipc, uts, and net where `net`.

    Gives those it has got: none where the system does not let this user make them."""
    unshare = numbers().get("unshare")
    if unshare is None:
        return []
    uid, gid = os.getuid(), os.getgid()
    wanted = NEW_USER | NEW_IPC | NEW_UTS | (NEW_NET if net else 0)
    try:
        libc.syscall(unshare, wanted)
    except OSError:
        return []
    try:
        write("/proc/self/setgroups", "deny")
        write("/proc/self/uid_map", f"{uid} {uid} 1")
        write("/proc/self/gid_map", f"{gid} {gid} 1")
    except OSError:
        pass  # then it is nobody there, which reads what everybody may
    return ["user", "ipc", "uts", *(["net"] if net else [])]


def write(path: str, text: str) -> None:
    """Writes a file of /proc, which takes its text in one piece."""
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def available() -> bool:
    """Whether this user may make them: tried in a process that ends at once."""
    pid = os.fork()
    if pid == 0:
        os._exit(0 if enter(net=True) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
