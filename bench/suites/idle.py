"""Memory of a web server for each connection that is held open and silent."""

import resource
import socket
import time
from collections.abc import Sequence

from bench import machine
from bench.report import Table
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.wrk import load

WANTED = 10_000
SPARE = 200  # descriptors for everything else
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PROGRAMS: list[tuple[str, str, tuple[str, ...]]] = [
    ("idle_node.cjs", "node:http", ()),
    ("idle_bun.js", "Bun.serve", ("bun", "naja")),
    ("http_deno.js", "Deno.serve", ("deno", "naja")),
]


def descriptors() -> int:
    """Raises the limit on open files, for the servers too; how many connections can be held."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(WANTED, hard - SPARE)


def hold(port: int, count: int) -> list[socket.socket]:
    """Connections, each with one request answered."""
    clients: list[socket.socket] = []
    try:
        for _ in range(count):
            clients.append(socket.create_connection(("127.0.0.1", port), timeout=10))
            clients[-1].sendall(REQUEST)
            if len(clients) % 50 == 0:
                # Not all at once: a server's queue of connections is short.
                for client in clients[-50:]:
                    if not client.recv(4096).startswith(b"HTTP/1.1 200"):
                        raise Failed("a request was not answered")
    except OSError as error:
        raise Failed(f"connection {len(clients)}: {error}") from error
    return clients


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One server at a time."""
    count = descriptors()
    if quick:
        count = min(count, 2000)
    count -= count % 50
    table = Table(
        "Idle connections",
        f"{count:,} kept-alive connections, each after one request and silent then. Private resident memory "
        "of the server: before (after 1 s of load, which has warmed it up), with all of them open for two "
        "seconds, and what that is for each connection.",
        ["", "before, MiB", "held, MiB", "KiB/connection"],
    )
    here, there = machine.cores()
    for program, api, only in PROGRAMS:
        for runtime in runtimes:
            if only and runtime.name not in only:
                continue
            name = f"{runtime.name}, {api}"
            try:
                with server(runtime, program, here) as process:
                    load(process.port, 1, there)
                    time.sleep(1)
                    before = machine.memory(process.pid)["Private"]
                    clients = hold(process.port, count)
                    time.sleep(2)
                    held = machine.memory(process.pid)["Private"]
                    for client in clients:
                        client.close()
            except Failed as error:
                table.failures.append(f"{name}: {error}")
                continue
            each = (held - before) / count / 1024
            table.rows.append([name, f"{before / 2**20:.0f}", f"{held / 2**20:.0f}", f"{each:.1f}"])
    return table
