"""Copying a large file through streams."""

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.report import Table, median
from bench.runtimes import PROGRAMS, Runtime

GIB = 2**30


def folder() -> str | None:
    """Where the files lie: in memory where there is room, so that no disk is measured."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4 * GIB else None


def copy(
    runtime: Runtime, program: str, source: Path, target: Path
) -> tuple[float, float, float, float] | None:
    """Wall, user and system seconds, max RSS in MiB; None when the copy is not the file."""
    target.unlink(missing_ok=True)
    argv = [*runtime.command, str(PROGRAMS / program), str(source), str(target)]
    start = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, os.environ)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status or not target.exists() or target.stat().st_size != source.stat().st_size:
        return None
    return wall, used.ru_utime, used.ru_stime, used.ru_maxrss / 1024


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Each runtime in turn, in a process of its own."""
    size, rounds = (GIB // 4, 1) if quick else (GIB, 3)
    table = Table(
        "Streams",
        f"`createReadStream(a).pipe(createWriteStream(b))` of {size / GIB:g} GiB, files in memory where "
        f"there is room; medians of {rounds} rounds in turn.",
        ["", "wall s", "GiB/s", "user s", "system s", "max RSS MiB"],
    )
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    with tempfile.TemporaryDirectory(dir=folder()) as place:
        source, target = Path(place) / "from", Path(place) / "to"
        with source.open("wb") as file:
            block = os.urandom(1 << 20)
            for _ in range(size >> 20):
                file.write(block)
        for _ in range(rounds):
            for runtime in runtimes:
                result = copy(runtime, "copy.cjs", source, target)
                if result:
                    found.setdefault(runtime.name, []).append(result)
                else:
                    table.failures.append(f"{runtime.name}: the copy failed")
    for name, results in found.items():
        wall, user, system, rss = (median(values) for values in zip(*results, strict=True))
        row = [name, f"{wall:.2f}", f"{size / GIB / wall:.2f}", f"{user:.2f}", f"{system:.2f}", f"{rss:.0f}"]
        table.rows.append(row)
    return table
