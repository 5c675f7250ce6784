"""Echo servers of datagrams under a client written in C."""

from collections.abc import Sequence
from dataclasses import replace

from bench import machine
from bench.load import generator
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.suites.tcp import load

WINDOW = 32
SIZES = {64: "64 B", 1400: "1,400 B"}
PROGRAMS = {
    "udp_node.cjs": (None, "node:dgram"),
    "udp_bun.mjs": ("bun", "Bun.udpSocket"),
    "udp_deno.mjs": ("deno", "Deno.listenDatagram"),
}


def ready(runtime: Runtime) -> Runtime:
    """Deno has datagrams behind a flag."""
    more = ("--unstable-net",) if runtime.name == "deno" else ()
    return replace(runtime, command=(*runtime.command, *more))


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Each of the APIs under its own runtime and under Naja."""
    rounds, seconds = (1, 1) if quick else (3, 3)
    table = Table(
        "UDP",
        f"An echo server on one core, one client in C on the other core with {WINDOW} datagrams on the way. "
        f"{rounds} rounds of {seconds} s in turn; medians.",
        ["", "echoes/s", "CPU µs/echo", "user", "system", "p50 µs", "p99 µs"],
    )
    binary = generator("udp")
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
                        with server(ready(runtime), program, here) as process:
                            load(binary, process.port, size, 1, there, connections=WINDOW)
                            before = machine.usage(process.pid)
                            count, taken, middle, slow = load(
                                binary, process.port, size, seconds, there, connections=WINDOW
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
