"""Threads of node:worker_threads: their start, and messages between them."""

import json
import os
import subprocess
from collections.abc import Sequence

from bench.report import Table, median
from bench.runtimes import Runtime

KEYS = ["start", "exit", "trip", "message", "transfer"]


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One process a round and runtime, in turn."""
    rounds, count = (1, 5000) if quick else (3, 50000)
    table = Table(
        "Threads",
        f"`new Worker` to its first message, and to its exit; {count:,} messages `{{n, text}}` to a thread and back, "
        "one after the other (round trip) and all at once (message); `postMessage` of 64 MiB that move. "
        f"Medians of {rounds} rounds in turn.",
        ["", "start ms", "exit ms", "round trip µs", "message µs", "move 64 MiB ms"],
    )
    found: dict[str, list[dict[str, float]]] = {}
    failed: set[str] = set()
    for _ in range(rounds):
        for runtime in runtimes:
            if runtime.name in failed:
                continue
            command = runtime.argv("workers.cjs", str(count))
            done = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=120)
            try:
                found.setdefault(runtime.name, []).append(json.loads(done.stdout))
            except ValueError:
                failed.add(runtime.name)
                table.failures.append(f"{runtime.name}: {done.stderr.strip()[-200:]}")
    for name, results in found.items():
        table.rows.append([name, *(f"{median([r[key] for r in results]):.2f}" for key in KEYS)])
    return table
