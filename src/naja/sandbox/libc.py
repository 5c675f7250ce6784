"""System calls that Python has no function for, through the C library."""

import ctypes
import os

PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

_library: ctypes.CDLL | None = None


def library() -> ctypes.CDLL:
    """The C library of this process."""
    global _library
    if _library is None:
        _library = ctypes.CDLL(None, use_errno=True)
        _library.syscall.restype = ctypes.c_long
        _library.prctl.restype = ctypes.c_int
    return _library


def syscall(number: int, *arguments: object) -> int:
    """A system call by its number. Raises OSError."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = library().syscall(ctypes.c_long(number), *words)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)


def prctl(option: int, *arguments: object) -> int:
    """The system call prctl. Raises OSError."""
    words = [ctypes.c_ulong(word) if isinstance(word, int) else word for word in arguments]
    words += [ctypes.c_ulong(0)] * (4 - len(words))
    result = library().prctl(ctypes.c_int(option), *words)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)


def no_new_privileges() -> None:
    """No program that this process starts gains a right by being set-uid; seccomp and landlock ask for it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def die_with_parent(signal: int) -> None:
    """The kernel sends `signal` when the thread that started this process ends."""
    prctl(PR_SET_PDEATHSIG, signal)


def drop_capabilities() -> None:
    """Gives up every capability for good, those of root too. Raises OSError."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # EINVAL past the last one; EPERM where there is none to give up
    # contextlib would take a child milliseconds to import.
    try:  # noqa: SIM105
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    except OSError:
        pass  # before Linux 4.3
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    if library().capset(ctypes.byref(header), ctypes.byref(data)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
