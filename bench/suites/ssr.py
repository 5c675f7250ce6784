"""A page rendered by React in the handler of a FastAPI application, beside a Node.js that it asks over HTTP."""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence

from bench import machine
from bench.environments import python_with
from bench.report import Table
from bench.runtimes import PROGRAMS, ROOT, Runtime
from bench.servers import Failed, Server, first_line
from bench.wrk import Case, load

WAYS = [
    ("naja in the process", "naja"),
    ("Node.js asked by aiohttp", "aiohttp"),
    ("Node.js asked by httpx", "httpx"),
]


@contextlib.contextmanager
def started(name: str, core: str, argv: list[str]) -> Iterator[Server]:
    """A server on a core; ended afterwards."""
    process = subprocess.Popen(
        ["taskset", "-c", core, *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NODE_ENV": "production", "PYTHONPATH": str(ROOT / "src")},
    )
    try:
        yield Server(process.pid, first_line(process, Runtime(name, ()), name))
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def application(kind: str, node: Runtime, core: str) -> Iterator[list[Server]]:
    """The application, and its sidecar where it has one."""
    python = str(python_with("embed"))
    app = str(PROGRAMS / "ssr" / "app.py")
    if kind == "naja":
        with started(kind, core, [python, app, kind]) as server:
            yield [server]
        return
    with (
        started("the sidecar", core, node.argv("ssr/sidecar.mjs")) as sidecar,
        started(kind, core, [python, app, kind, str(sidecar.port)]) as server,
    ):
        yield [server, sidecar]


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One way at a time, in turn; all of its processes on one core."""
    rounds, seconds = (1, 2) if quick else (3, 4)
    table = Table(
        "Server-side rendering in FastAPI",
        "A handler that renders an order of twenty lines with React's `renderToString`; uvicorn, 16 kept-alive "
        "connections, all processes of the server on one core, wrk on the other. "
        f"{rounds} rounds of {seconds} s in turn after 2 s to warm up; medians.",
        ["", "requests/s", "CPU µs/request"],
    )
    here, there = machine.cores()
    node = next((runtime for runtime in runtimes if runtime.name == "node"), None)
    case = Case("order", "/order/7", connections=16)
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for name, kind in WAYS:
            if node is None or table.failed(name):
                continue
            try:
                with application(kind, node, here) as processes:
                    load(processes[0].port, 2, there, case)
                    before = [machine.usage(process.pid) for process in processes]
                    count, taken = load(processes[0].port, seconds, there, case)
                    used = [
                        machine.usage(process.pid).since(usage)
                        for process, usage in zip(processes, before, strict=True)
                    ]
                    cost = sum(each.user + each.system for each in used) / count * 1e6
                    found.setdefault(name, []).append((count / taken, cost))
            except Failed as error:
                table.failures.append(f"{name}: {error}")
    for name, results in found.items():
        rate, cost = (sorted(values)[len(values) // 2] for values in zip(*results, strict=True))
        table.rows.append([name, f"{rate:,.0f}", f"{cost:,.0f}"])
    return table
