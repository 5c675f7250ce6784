"""Hello servers under 1, 50 and 1,000 connections: what they take at most, and their latency at 70% of that."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench import machine
from bench.load import generator
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.suites.http import PROGRAMS

CONNECTIONS = (1, 50, 1000)
SHARE = 0.7
APIS = {"http_node.cjs": "node:http", "http_bun.js": "Bun.serve", "http_deno.js": "Deno.serve"}


def load(
    binary: Path, port: int, connections: int, seconds: float, rate: float, core: str
) -> tuple[float, float, float, float]:
    """Responses, seconds taken, median and 99th percentile of the latency in µs; rate 0 is as fast as it goes."""
    words = [str(port), str(connections), str(seconds), str(rate)]
    done = subprocess.run(["taskset", "-c", core, str(binary), *words], capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr.strip())
    count, taken, middle, slow, _ = map(float, done.stdout.split())
    if count == 0:
        raise Failed("no response came")
    return count, taken, middle, slow


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One server at a time, in turn, each round a new process that gets all numbers of connections."""
    rounds, seconds = (1, 1) if quick else (3, 3)
    table = Table(
        "HTTP, from one connection to a thousand",
        "The server of the first HTTP table, on one core, and a client in C on the other. Requests a second and "
        "processor time with one request on its way on each connection; then, with requests that come due at random "
        f"(open loop) at {SHARE:.0%} of that server's own rate, the latency from when a request was due. {rounds} "
        f"rounds of {seconds} s for each number, in turn; medians.",
        ["", "connections", "requests/s", "CPU µs/request", "user", "system", "p50 µs", "p99 µs"],
    )
    binary = generator("http")
    here, there = machine.cores()
    found: dict[tuple[int, str], list[tuple[float, ...]]] = {}
    for _ in range(rounds):
        for program, only in PROGRAMS:
            for runtime in runtimes:
                name = f"{runtime.name}, {APIS[program]}"
                if (only and runtime.name not in only) or table.failed(name):
                    continue
                try:
                    with server(runtime, program, here) as process:
                        load(binary, process.port, 50, 1, 0, there)
                        for connections in CONNECTIONS:
                            before = machine.usage(process.pid)
                            count, taken, _, _ = load(binary, process.port, connections, seconds, 0, there)
                            used = machine.usage(process.pid).since(before)
                            rate = count / taken
                            paced = load(binary, process.port, connections, seconds, rate * SHARE, there)
                            costs = (used.user / count * 1e6, used.system / count * 1e6)
                            found.setdefault((connections, name), []).append((rate, *costs, *paced[2:]))
                except Failed as error:
                    table.failures.append(f"{name}: {error}")
    for (connections, name), results in sorted(found.items(), key=lambda item: item[0][0]):
        rate, user, system, middle, slow = (median(values) for values in zip(*results, strict=True))
        times = [f"{user + system:.1f}", f"{user:.1f}", f"{system:.1f}", f"{middle:.0f}", f"{slow:.0f}"]
        table.rows.append([name, f"{connections:,}", f"{rate:,.0f}", *times])
    return table
