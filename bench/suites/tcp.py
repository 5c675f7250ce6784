"""TCP echo servers under a client written in C."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench import machine
from bench.load import generator
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, server

CONNECTIONS = 50
SIZES = {64: "64 B", 65536: "64 KiB"}
# Whose API a program uses, and what the tables call it; node:net is everybody's.
PROGRAMS = {
    "echo.cjs": (None, "node:net"),
    "echo_bun.js": ("bun", "Bun.listen"),
    "echo_deno.js": ("deno", "Deno.listen"),
    "echo_deno_streams.js": ("deno", "Deno.listen, streams"),
}


def load(
    binary: Path, port: int, size: int, seconds: int, core: str, *more: str, connections: int = CONNECTIONS
) -> tuple[float, float, float, float]:
    """Echoes a second, seconds taken, median and 99th percentile of the round trip in µs."""
    command = ["taskset", "-c", core, str(binary), str(port), str(connections), str(size), str(seconds)]
    command += more
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr.strip())
    count, taken, middle, slow = map(float, done.stdout.split())
    return count, taken, middle, slow


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Small messages, where a message's cost counts, and large ones, where its bytes do."""
    rounds, seconds = (1, 2) if quick else (3, 3)
    table = Table(
        "TCP",
        "An echo server on one core (`net.createServer(socket => socket.pipe(socket))`; handlers of `Bun.listen`; "
        f"read() and write() of `Deno.listen`, or its streams), {CONNECTIONS} connections with one message each on "
        f"the way, a client in C on the other core. {rounds} rounds of {seconds} s in turn; medians.",
        ["", "echoes/s", "MiB/s", "CPU µs/echo", "user", "system", "p50 µs", "p99 µs"],
    )
    binary = generator("echo")
    here, there = machine.cores()
    found: dict[tuple[int, str], list[tuple[float, ...]]] = {}
    for _ in range(rounds):
        for size in SIZES:
            for program, (owner, api) in PROGRAMS.items():
                for runtime in runtimes:
                    name = f"{runtime.name}, {api}"
                    if runtime.name not in (owner or runtime.name, "naja") or table.failed(name):
                        continue
                    try:
                        with server(runtime, program, here) as process:
                            load(binary, process.port, size, 1, there)
                            before = machine.usage(process.pid)
                            count, taken, middle, slow = load(binary, process.port, size, seconds, there)
                            used = machine.usage(process.pid).since(before)
                        costs = (used.user / count * 1e6, used.system / count * 1e6)
                        found.setdefault((size, name), []).append((count / taken, *costs, middle, slow))
                    except Failed as error:
                        table.failures.append(f"{name}: {error}")
    for (size, name), results in sorted(found.items(), key=lambda item: item[0][0]):
        rate, user, system, middle, slow = (median(values) for values in zip(*results, strict=True))
        speed = f"{rate * size / 2**20:,.0f}"
        times = [f"{user + system:.1f}", f"{user:.1f}", f"{system:.1f}", f"{middle:.0f}", f"{slow:.0f}"]
        table.rows.append([f"{name}, {SIZES[size]}", f"{rate:,.0f}", speed, *times])
    return table
