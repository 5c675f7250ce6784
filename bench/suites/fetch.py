"""fetch() as a client: processor time a request."""

import json
import subprocess
from collections.abc import Sequence

from bench import machine
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, gist, server

# What is done, in the report's words, and how often in a round.
WORK = {
    "text": ("GET, `text()` of 13 bytes", 40_000),
    "json": ("POST 1 KB, `json()` of it", 30_000),
    "bytes": ("GET, `arrayBuffer()` of 64 KiB", 10_000),
    "stream": ("GET, `for await` of 64 KiB", 10_000),
}


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One client at a time, in turn, each round a new process; Naja's node:http serves all of them."""
    rounds = 1 if quick else 3
    table = Table(
        "fetch",
        "A client on one core fetches over 50 connections from a server (Naja's `node:http`) on the other; "
        f"medians of {rounds} rounds in turn, each a new process after a quarter of the work to warm up. "
        "Processor time is the client's, all threads.",
        ["", "requests/s", "CPU µs/request", "user", "system"],
    )
    here, there = machine.cores()
    found: dict[str, list[list[float]]] = {}
    with server(runtimes[0], "fetch_server.cjs", there) as process:
        for _ in range(rounds):
            for work, (words, count) in WORK.items():
                for runtime in runtimes:
                    name = f"{runtime.name}: {words}"
                    number = str(count // 10 if quick else count)
                    argv = runtime.argv("fetch_client.mjs", str(process.port), work, number)
                    done = subprocess.run(["taskset", "-c", here, *argv], capture_output=True, text=True)
                    if done.returncode:
                        table.failures.append(f"{name}: {gist(done.stderr)}")
                        continue
                    found.setdefault(name, []).append(json.loads(done.stdout))
    if not found:
        raise Failed("no client did what was asked")
    for name in sorted(
        found, key=lambda name: [words for words, _ in WORK.values()].index(name.split(": ")[1])
    ):
        rate, user, system = (median(values) for values in zip(*found[name], strict=True))
        table.rows.append([name, f"{rate:,.0f}", f"{user + system:.1f}", f"{user:.1f}", f"{system:.1f}"])
    return table
