"""Hello servers under 1, 50 and 1,000 connections: what they take at most, and their latency at 70% of that."""

import contextlib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import machine
from bench.load import generator
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, Server, server
from bench.suites.http import PROGRAMS

CONNECTIONS = (1, 50, 1000)
SHARE = 0.7
WARM = 3  # seconds
APIS = {"http_node.cjs": "node:http", "http_bun.js": "Bun.serve", "http_deno.js": "Deno.serve"}


@dataclass(frozen=True)
class Load:
    """What the generator prints; latencies in µs, and for how many ms it stood still itself."""

    responses: float
    seconds: float
    median: float
    slow: float
    longest: float
    stood_still: float


def load(binary: Path, port: int, connections: int, seconds: float, rate: float, core: str) -> Load:
    """Lets so many connections ask for so long; rate 0 is as fast as it goes."""
    words = [str(port), str(connections), str(seconds), str(rate)]
    done = subprocess.run(["taskset", "-c", core, str(binary), *words], capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr.strip())
    found = Load(*map(float, done.stdout.split()))
    if found.responses == 0:
        raise Failed("no response came")
    return found


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """All servers run throughout, on one core; they are asked in turn, for a moment each."""
    rounds, seconds = (3, 0.5) if quick else (9, 0.5)
    table = Table(
        "HTTP, from one connection to a thousand",
        "The server of the first HTTP table, on one core, and a client in C on the other. Requests a second and "
        "processor time with one request on its way on each connection; then, with requests that come due at random "
        f"(open loop) at {SHARE:.0%} of that server's own rate, the latency from when a request was due. The servers, "
        f"warmed up for {WARM} s, are asked in turn, {rounds} times for {seconds} s each; medians.",
        ["", "connections", "requests/s", "CPU µs/request", "user", "system", "p50 µs", "p99 µs"],
    )
    binary = generator("http")
    here, there = machine.cores()
    found: dict[tuple[int, str], list[tuple[float, ...]]] = {}
    still = longest = 0.0
    with contextlib.ExitStack() as stack:
        servers: dict[str, Server] = {}
        for program, only in PROGRAMS:
            for runtime in runtimes:
                if only and runtime.name not in only:
                    continue
                name = f"{runtime.name}, {APIS[program]}"
                try:
                    servers[name] = stack.enter_context(server(runtime, program, here))
                    load(binary, servers[name].port, 50, WARM, 0, there)
                except Failed as error:
                    servers.pop(name, None)
                    table.failures.append(f"{name}: {error}")
        for _ in range(rounds):
            for connections in CONNECTIONS:
                for name, process in servers.items():
                    if table.failed(name):
                        continue
                    try:
                        before = machine.usage(process.pid)
                        fast = load(binary, process.port, connections, seconds, 0, there)
                        used = machine.usage(process.pid).since(before)
                        rate = fast.responses / fast.seconds
                        paced = load(binary, process.port, connections, seconds, rate * SHARE, there)
                    except Failed as error:
                        table.failures.append(f"{name}: {error}")
                        continue
                    still += paced.stood_still / 1e3 / paced.seconds
                    longest = max(longest, paced.longest)
                    costs = (used.user / fast.responses * 1e6, used.system / fast.responses * 1e6)
                    found.setdefault((connections, name), []).append((rate, *costs, paced.median, paced.slow))
    for (connections, name), results in sorted(found.items(), key=lambda item: item[0][0]):
        rate, user, system, middle, slow = (median(values) for values in zip(*results, strict=True))
        times = [f"{user + system:.1f}", f"{user:.1f}", f"{system:.1f}", f"{middle:.0f}", f"{slow:.0f}"]
        table.rows.append([name, f"{connections:,}", f"{rate:,.0f}", *times])
    table.how += (
        f" Where others share the machine's processors, the 99th percentile is theirs as much as the server's: the "
        f"client's core stood still for {still / max(1, sum(map(len, found.values()))):.1%} of the time (requests "
        f"that met this are left out), the server's unseen; the longest latency of all was {longest / 1e3:.0f} ms."
    )
    return table
