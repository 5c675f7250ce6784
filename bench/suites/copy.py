"""Copying a large file, through streams and at one go."""

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.report import Table, median
from bench.runtimes import PROGRAMS, Runtime

GIB = 2**30
# Whose API a program uses, and what the table calls it; node:fs is everybody's.
COPIES = {
    "copy.cjs": (None, "pipe()"),
    "copy_pipeline.cjs": (None, "pipeline()"),
    "copy_deno.mjs": ("deno", "pipeTo()"),
    "copy_file.cjs": (None, "fs.copyFile"),
    "copy_bun.mjs": ("bun", "Bun.write"),
}


def folder(size: int) -> str | None:
    """Where the files lie: in memory where there is room, so that no disk is measured."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 3 * size else None


def copy(argv: list[str], source: Path, target: Path) -> tuple[float, float, float, float] | None:
    """Wall, user and system seconds, max RSS in MiB; None when the copy is not the file."""
    target.unlink(missing_ok=True)
    argv = [*argv, str(source), str(target)]
    start = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, os.environ)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status or not target.exists() or target.stat().st_size != source.stat().st_size:
        return None
    return wall, used.ru_utime, used.ru_stime, used.ru_maxrss / 1024


def commands(runtimes: Sequence[Runtime]) -> dict[str, list[str]]:
    """What copies, by its name in the table, without the two files."""
    found = {"cp": ["cp"]}
    for program, (owner, api) in COPIES.items():
        for runtime in runtimes:
            if runtime.name in (owner or runtime.name, "naja"):
                found[f"{api}: {runtime.name}"] = [*runtime.command, str(PROGRAMS / program)]
    return found


def measure(runtimes: Sequence[Runtime], quick: bool, full: bool = False) -> Table:
    """Each in turn, in a process of its own; 2 GiB in full."""
    rounds = 1 if quick else 3
    size = 2 * GIB if full else GIB // 4 if quick else GIB
    table = Table(
        "Copying files",
        f"{size / GIB:g} GiB, files in memory where there is room: `createReadStream(a).pipe(createWriteStream(b))`, "
        "`pipeline()` of the two, `pipeTo()` from one `Deno.open` to the other, and what copies at one go; `cp` beside "
        f"them. Medians of {rounds} rounds in turn.",
        ["", "wall s", "GiB/s", "user s", "system s", "max RSS MiB"],
    )
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    with tempfile.TemporaryDirectory(dir=folder(size)) as place:
        source, target = Path(place) / "from", Path(place) / "to"
        with source.open("wb") as file:
            block = os.urandom(1 << 20)
            for _ in range(size >> 20):
                file.write(block)
        for _ in range(rounds):
            for name, argv in commands(runtimes).items():
                result = copy(argv, source, target)
                if result:
                    found.setdefault(name, []).append(result)
                else:
                    table.failures.append(f"{name}: the copy failed")
    for name, results in found.items():
        wall, user, system, rss = (median(values) for values in zip(*results, strict=True))
        row = [name, f"{wall:.2f}", f"{size / GIB / wall:.2f}", f"{user:.2f}", f"{system:.2f}", f"{rss:.0f}"]
        table.rows.append(row)
    return table
