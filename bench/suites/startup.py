"""How long a program that prints one line takes, from start to exit."""

import os
import sys
import time
from collections.abc import Sequence

from bench.report import Table, median
from bench.runtimes import PROGRAMS, Runtime


def timed(argv: list[str]) -> tuple[float, float, float, int]:
    """Wall time and processor time in ms, largest resident memory in MiB, exit status."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    return wall * 1000, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024, status


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Takes the runtimes in turn, round by round, so that the machine's moods meet all of them alike."""
    rounds = 10 if quick else 30
    table = Table(
        "Start-up",
        f"`console.log('Hello, World!')` from start to exit; medians of {rounds} rounds taken in turn. "
        "`python` is a bare `python3 -I -S` that does nothing: what Naja starts from.",
        ["", "wall ms", "fastest ms", "CPU ms", "max RSS MiB"],
    )
    jobs: dict[str, list[str]] = {}
    for program in ("hello.js", "hello.mjs", "hello.ts"):
        for runtime in runtimes:
            jobs[f"{runtime.name} {program}"] = runtime.argv(program)
    jobs["python"] = [sys.executable, "-IS", str(PROGRAMS / "nothing.py")]
    found: dict[str, list[tuple[float, float, float, int]]] = {}
    for job in range(rounds + 1):
        for name, argv in jobs.items():
            result = timed(argv)
            if job:  # the first round fills the caches
                found.setdefault(name, []).append(result)
    for name, results in found.items():
        if any(status for *_, status in results):
            table.failures.append(f"{name} did not exit with 0")
            continue
        wall, cpu, rss, _ = zip(*results, strict=True)
        table.rows.append(
            [name, f"{median(wall):.1f}", f"{min(wall):.1f}", f"{median(cpu):.1f}", f"{median(rss):.0f}"]
        )
    return table
