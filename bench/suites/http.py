"""Requests a second that one core serves, and the processor time that each takes."""

from collections.abc import Sequence

from bench import machine
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.wrk import CONNECTIONS, load

# (program, the runtimes whose API it is written in, or none for all)
PROGRAMS: list[tuple[str, tuple[str, ...]]] = [
    ("http_node.cjs", ()),
    ("http_bun.js", ("bun", "naja")),
    ("http_deno.js", ("deno", "naja")),
]


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One server at a time, in turn, each round a new process."""
    rounds, seconds = (1, 2) if quick else (3, 4)
    table = Table(
        "HTTP",
        f"A server that answers `Hello, World!` (text/plain) over {CONNECTIONS} kept-alive connections, on "
        f"one core; wrk has the other. {rounds} rounds of {seconds} s in turn, each a new process after 2 s"
        " to warm up; medians. Processor time is the server's own, all threads, from `/proc`.",
        ["", "requests/s", "CPU µs/request", "user", "system"],
    )
    here, there = machine.cores()
    found: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(rounds):
        for program, only in PROGRAMS:
            for runtime in runtimes:
                name = f"{runtime.name} {program.partition('.')[0].removeprefix('http_')}"
                if (only and runtime.name not in only) or table.failed(name):
                    continue
                try:
                    with server(runtime, program, here) as process:
                        load(process.port, 2, there)
                        before = machine.usage(process.pid)
                        count, taken = load(process.port, seconds, there)
                        used = machine.usage(process.pid).since(before)
                    found.setdefault(name, []).append(
                        (count / taken, used.user / count * 1e6, used.system / count * 1e6)
                    )
                except Failed as error:
                    table.failures.append(f"{name}: {error}")
    names = {"node": "node:http", "bun": "Bun.serve", "deno": "Deno.serve"}
    for name, results in found.items():
        rate, user, system = (median(values) for values in zip(*results, strict=True))
        runtime_name, api = name.split()
        row = [
            f"{runtime_name}, {names[api]}",
            f"{rate:,.0f}",
            f"{user + system:.1f}",
            f"{user:.1f}",
            f"{system:.1f}",
        ]
        table.rows.append(row)
    return table
