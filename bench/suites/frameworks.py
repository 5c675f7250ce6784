"""`Hello, World!` from Express and Hono."""

from collections.abc import Sequence

from bench import machine
from bench.report import Table
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.wrk import COLUMNS, CONNECTIONS, Case, costs, load, row

# (program, what it is, the runtimes that run it, or none for all)
PROGRAMS: list[tuple[str, str, tuple[str, ...]]] = [
    ("express.cjs", "Express", ()),
    ("hono_node.mjs", "Hono on node:http", ()),
    ("hono_bun.mjs", "Hono on Bun.serve", ("bun", "naja")),
    ("hono_deno.mjs", "Hono on Deno.serve", ("deno", "naja")),
]


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One server at a time, in turn, each round a new process."""
    rounds, seconds = (1, 1) if quick else (2, 2)
    table = Table(
        "Frameworks",
        f"`GET /user/7` through a router with a parameter, {CONNECTIONS} kept-alive connections, one core for "
        f"the server, wrk on the other. {rounds} rounds of {seconds} s in turn, each a new process after 1 s to"
        " warm up; medians.",
        COLUMNS,
    )
    here, there = machine.cores()
    case = Case("user", "/user/7")
    found: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(rounds):
        for program, what, only in PROGRAMS:
            for runtime in runtimes:
                name = f"{what}: {runtime.name}"
                if (only and runtime.name not in only) or table.failed(name):
                    continue
                try:
                    with server(runtime, program, here) as process:
                        load(process.port, 1, there, case)
                        found.setdefault(name, []).append(costs(process, case, seconds, there))
                except Failed as error:
                    table.failures.append(f"{name}: {error}")
    table.rows.extend(row(name, results) for name, results in found.items())
    return table
