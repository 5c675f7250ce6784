"""The machine that numbers come from, and what Linux tells about a running process."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """Processor time of a process with all its threads, in seconds."""

    user: float
    system: float

    def since(self, before: "Usage") -> "Usage":
        """What was used after `before` was read."""
        return Usage(self.user - before.user, self.system - before.system)


def usage(pid: int) -> Usage:
    """Processor time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return Usage(int(fields[11]) / TICK, int(fields[12]) / TICK)


def memory(pid: int) -> dict[str, int]:
    """Resident memory in bytes: VmRSS now, VmHWM at its highest; Private is what it has written itself."""
    found: dict[str, int] = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("VmRSS", "VmHWM"):
            found[name] = int(value.split()[0]) * 1024
    private = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            private += int(line.split()[1]) * 1024
    found["Private"] = private
    return found


def cores() -> tuple[str, str]:
    """A core for the server and another for the client, as taskset takes them."""
    free = sorted(os.sched_getaffinity(0))
    if len(free) < 2:
        raise SystemExit("bench: two cores are needed, one for the server and one for the client")
    return str(free[0]), str(free[1])


def describe() -> str:
    """One line: processor, cores, memory, kernel."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    count = len(os.sched_getaffinity(0))
    return f"{model}, {count} cores, {total:.0f} GiB of memory, Linux {platform.release()}"
