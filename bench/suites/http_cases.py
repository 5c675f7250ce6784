"""What servers do beside `Hello, World!`: bodies, many fields, streams."""

from collections.abc import Sequence

from bench import machine
from bench.report import Table
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.wrk import COLUMNS, Case, costs, load, row

# (program, its API, the runtimes that have it, or none for all)
PROGRAMS: list[tuple[str, str, tuple[str, ...]]] = [
    ("cases_node.cjs", "node:http", ()),
    ("cases_bun.js", "Bun.serve", ("bun", "naja")),
    ("cases_deno.js", "Deno.serve", ("deno", "naja")),
]

POST = """
wrk.method = 'POST'
wrk.headers['Content-Type'] = 'application/json'
wrk.body = '{"numbers":[1,2,3],"text":"' .. string.rep('x', SIZE) .. '"}'
"""
FIELDS = "for i = 1, 100 do wrk.headers['X-Field-' .. i] = 'the value of field ' .. i end\n"
CASES = [
    Case("JSON, 1 KiB", "/echo", 32, POST.replace("SIZE", "992")),
    Case("JSON, 1 MiB", "/echo", 8, POST.replace("SIZE", str(2**20 - 32))),
    Case("100 fields", "/fields", 32, FIELDS),
    Case("64 chunks", "/stream", 32),
]


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One server at a time, in turn; each gets all the cases."""
    rounds, seconds = (1, 1) if quick else (2, 1)
    table = Table(
        "HTTP, other requests",
        "JSON that is posted, parsed and sent back; a request of 100 header fields, of which the handler reads "
        "one; a response of 64 chunks of 1 KiB from an async generator. Kept-alive connections (32; 8 for 1 "
        f"MiB), one core for the server, wrk on the other. {rounds} rounds of {seconds} s in turn after 1 s to "
        "warm up; medians.",
        COLUMNS,
    )
    here, there = machine.cores()
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for _ in range(rounds):
        for program, api, only in PROGRAMS:
            for runtime in runtimes:
                name = f"{runtime.name}, {api}"
                if (only and runtime.name not in only) or table.failed(name):
                    continue
                try:
                    with server(runtime, program, here) as process:
                        load(process.port, 1, there, CASES[0])
                        for case in CASES:
                            results = found.setdefault((case.name, name), [])
                            results.append(costs(process, case, seconds, there))
                except Failed as error:
                    table.failures.append(f"{name}: {error}")
    order = [case.name for case in CASES]
    for (case_name, name), results in sorted(found.items(), key=lambda item: order.index(item[0][0])):
        if results:
            table.rows.append(row(f"{case_name}: {name}", results))
    return table
