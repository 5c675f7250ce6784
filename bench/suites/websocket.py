"""A WebSocket echo server under a client written in C."""

from collections.abc import Sequence

from bench import machine
from bench.load import generator
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.suites.tcp import CONNECTIONS, SIZES, load

PROGRAMS = {"websocket_bun.js": ("bun", "Bun.serve"), "websocket_deno.js": ("deno", "Deno.serve")}


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Each of the two APIs under its own runtime and under Naja."""
    rounds, seconds = (1, 2) if quick else (3, 3)
    table = Table(
        "WebSocket",
        f"An echo server on one core, {CONNECTIONS} connections with one binary message each on the way, a client in"
        f" C on the other core. {rounds} rounds of {seconds} s in turn; medians.",
        ["", "echoes/s", "CPU µs/echo", "user", "system", "p50 µs", "p99 µs"],
    )
    binary = generator("echo")
    here, there = machine.cores()
    found: dict[tuple[int, str], list[tuple[float, ...]]] = {}
    for _ in range(rounds):
        for size in SIZES:
            for program, (owner, api) in PROGRAMS.items():
                for runtime in runtimes:
                    name = f"{runtime.name}, {api}"
                    if runtime.name not in (owner, "naja") or table.failed(name):
                        continue
                    try:
                        with server(runtime, program, here) as process:
                            load(binary, process.port, size, 1, there, "websocket")
                            before = machine.usage(process.pid)
                            count, taken, middle, slow = load(
                                binary, process.port, size, seconds, there, "websocket"
                            )
                            used = machine.usage(process.pid).since(before)
                        costs = (used.user / count * 1e6, used.system / count * 1e6)
                        found.setdefault((size, name), []).append((count / taken, *costs, middle, slow))
                    except Failed as error:
                        table.failures.append(f"{name}: {error}")
    for (size, name), results in sorted(found.items(), key=lambda item: item[0][0]):
        rate, user, system, middle, slow = (median(values) for values in zip(*results, strict=True))
        times = [f"{user + system:.1f}", f"{user:.1f}", f"{system:.1f}", f"{middle:.0f}", f"{slow:.0f}"]
        table.rows.append([f"{name}, {SIZES[size]}", f"{rate:,.0f}", *times])
    return table
