"""Limits that the kernel keeps: memory, processor time, descriptors, threads, sizes of files."""

import os
import resource
import time

MIB = 1024 * 1024
# Stacks of the threads that the engine and the loop make later, and what glibc keeps for each: space, not memory.
THREAD_SPACE = 256 * MIB


class Limits:
    """What a process may use. Bytes and seconds; None: no limit of this kind.

    cpu: seconds of processor time in its whole life; files: descriptors open at once."""

    # No dataclass: to import that takes a third of a child's start.
    def __init__(
        self,
        *,
        memory: int | None = None,
        cpu: int | None = None,
        files: int = 256,
        file_size: int | None = 1024 * MIB,
        threads: int = 64,
    ) -> None:
        self.memory, self.cpu, self.files, self.file_size, self.threads = (
            memory,
            cpu,
            files,
            file_size,
            threads,
        )


def lower(kind: int, value: int) -> None:
    """Sets a limit that nobody can raise again; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def before_start(limits: Limits, own_namespace: bool) -> None:
    """What can be limited before the engine starts. Raises OSError, ValueError."""
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_NOFILE, limits.files)
    lower(resource.RLIMIT_MSGQUEUE, 0)
    lower(resource.RLIMIT_SIGPENDING, 256)
    if limits.file_size is not None:
        lower(resource.RLIMIT_FSIZE, limits.file_size)
    if limits.cpu is not None:
        lower(resource.RLIMIT_CPU, max(1, limits.cpu))
    # Counted by user: in a namespace of one's own that is this process alone.
    lower(resource.RLIMIT_NPROC, limits.threads if own_namespace else threads_of_user() + limits.threads)


def threads_of_user() -> int:
    """How many threads the user of this process has, as far as can be seen."""
    uid, count = os.getuid(), 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.stat(f"/proc/{name}").st_uid == uid:
                    count += len(os.listdir(f"/proc/{name}/task"))
            except OSError:
                continue  # it has ended
    return count


def data_size() -> int:
    """The bytes of private, writable memory that this process has mapped, which is what RLIMIT_DATA limits."""
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def before_program(limits: Limits) -> None:
    """What is limited once the engine has started and before any program's code runs: memory that is mapped."""
    if limits.memory is not None:
        lower(resource.RLIMIT_DATA, data_size() + 2 * limits.memory + THREAD_SPACE)


def resident(pid: int) -> int:
    """The bytes of memory that a process has in use; 0 once it has ended."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def processor_time(pid: int) -> float:
    """The seconds of processor time that a process has used; 0 once it has ended."""
    try:
        return time.clock_gettime(
            (~pid << 3) | 2
        )  # the number of its clock, as clock_getcpuclockid(3) makes it
    except OSError:
        return 0.0
