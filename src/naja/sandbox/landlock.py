"""Landlock: which files, TCP ports and processes this process may reach, kept by the kernel.

What an older kernel does not know is left out, and `Ruleset.missing` says so. Landlock restricts the calling thread and
those it starts: it is applied before the engine makes its own.
"""

import ctypes
import os
import stat
from collections.abc import Iterable

from . import libc
from .syscalls import numbers

CREATE_VERSION = 1
RULE_PATH_BENEATH = 1
RULE_NET_PORT = 2

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR = 1 << 4, 1 << 5, 1 << 6, 1 << 7
MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = 1 << 8, 1 << 9, 1 << 10, 1 << 11
MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = 1 << 12, 1 << 13, 1 << 14, 1 << 15
BIND_TCP, CONNECT_TCP = 1 << 0, 1 << 1
SCOPE_ABSTRACT_UNIX, SCOPE_SIGNAL = 1 << 0, 1 << 1

READ = READ_FILE | READ_DIR
# Not devices: what is written to may hold files, folders, links, pipes and sockets.
WRITE = (WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE) | (
    MAKE_DIR | MAKE_REG | MAKE_SOCK | MAKE_FIFO | MAKE_SYM | REFER
)
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

# The rights of files that each version of the interface knows.
FILES_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}


class RulesetAttributes(ctypes.Structure):
    """struct landlock_ruleset_attr."""

    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class PathAttributes(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("fd", ctypes.c_int32)]


class PortAttributes(ctypes.Structure):
    """struct landlock_net_port_attr."""

    _fields_ = [("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64)]


def version() -> int:
    """The version of the interface that this kernel has; 0 where there is none, or it is turned off."""
    calls = numbers()
    if "landlock_create_ruleset" not in calls:
        return 0
    try:
        return libc.syscall(calls["landlock_create_ruleset"], None, 0, CREATE_VERSION)
    except OSError:
        return 0


class Ruleset:
    """Rules to be applied with `restrict`.

    files: whether files are restricted; connect, bind: whether TCP ports are; scope: whether signals and abstract unix
    sockets are kept inside. `missing` names what was asked for and this kernel cannot do.
    """

    def __init__(self, *, files: bool, connect: bool, bind: bool, scope: bool) -> None:
        self.version = version()
        self.missing: list[str] = []
        self.files = self.net = self.scoped = 0
        if files:
            self.files = max((mask for at, mask in FILES_BY_VERSION.items() if at <= self.version), default=0)
            if self.version < 3:
                self.missing.append("landlock-files" if self.version < 1 else "landlock-truncate")
        if connect or bind:
            self.net = CONNECT_TCP * connect | BIND_TCP * bind
            if self.version < 4:
                self.missing.append("landlock-net")
                self.net = 0
        if scope:
            self.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL
            if self.version < 6:
                self.missing.append("landlock-scope")
                self.scoped = 0
        self.fd = -1
        if self.files or self.net or self.scoped:
            size = 24 if self.version >= 6 else 16 if self.version >= 4 else 8
            given = RulesetAttributes(self.files, self.net, self.scoped)
            self.fd = libc.syscall(numbers()["landlock_create_ruleset"], ctypes.byref(given), size, 0)

    def path(self, path: str, rights: int) -> bool:
        """Grants rights on a file, or on a folder and all below it. False where it cannot be opened."""
        if not self.files:
            return True
        try:
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            if not stat.S_ISDIR(os.fstat(fd).st_mode):
                rights &= ON_FILES
            given = PathAttributes(rights & self.files, fd)
            libc.syscall(numbers()["landlock_add_rule"], self.fd, RULE_PATH_BENEATH, ctypes.byref(given), 0)
        finally:
            os.close(fd)
        return True

    def paths(self, paths: Iterable[str], rights: int) -> list[str]:
        """`path` for each; those that were not there."""
        return [path for path in paths if not self.path(path, rights)]

    def port(self, port: int, rights: int) -> None:
        """Lets TCP connect to a port, or listen at it (0: at one the system chooses)."""
        if self.net & rights:
            given = PortAttributes(rights & self.net, port)
            libc.syscall(numbers()["landlock_add_rule"], self.fd, RULE_NET_PORT, ctypes.byref(given), 0)

    def restrict(self) -> None:
        """From here on the rules hold for this thread and all that come from it. Raises OSError."""
        if self.fd >= 0:
            libc.syscall(numbers()["landlock_restrict_self"], self.fd, 0)
            os.close(self.fd)
            self.fd = -1
