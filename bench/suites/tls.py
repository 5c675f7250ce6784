"""HTTPS over kept-alive connections, and a TLS echo server."""

import socket
import ssl
import time
from collections.abc import Sequence

from bench import machine
from bench.report import Table
from bench.runtimes import Runtime
from bench.servers import Failed, Server, server
from bench.wrk import COLUMNS, Case, costs, load, row

CONNECTIONS = 16
SIZES = {64: "64 B", 65536: "64 KiB"}


def connect(port: int) -> list[ssl.SSLSocket]:
    """Connections that have shaken hands."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return [
        context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))
        for _ in range(CONNECTIONS)
    ]


def echo(clients: list[ssl.SSLSocket], size: int, seconds: float) -> tuple[int, float]:
    """A message to each, then each one's echo, again and again: how many came back, in how many seconds."""
    message = b"x" * size
    buffer = bytearray(size)
    count = 0
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        for client in clients:
            client.sendall(message)
        for client in clients:
            left = size
            while left > 0:
                read = client.recv_into(buffer, left)
                if read == 0:
                    raise Failed("the echo server has closed a connection")
                left -= read
        count += len(clients)
    return count, time.monotonic() - begin


def echo_costs(process: Server, size: int, seconds: float) -> tuple[float, float, float]:
    """Echoes a second, and the server's processor time for each in µs: user, system."""
    clients = connect(process.port)
    try:
        echo(clients, size, 0.5)
        before = machine.usage(process.pid)
        count, taken = echo(clients, size, seconds)
        used = machine.usage(process.pid).since(before)
    except OSError as error:
        raise Failed(str(error)) from error
    finally:
        for client in clients:
            client.close()
    return count / taken, used.user / count * 1e6, used.system / count * 1e6


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One server at a time, in turn, each round a new process."""
    rounds, seconds = (1, 1) if quick else (3, 2)
    table = Table(
        "TLS",
        "`Hello, World!` from node:https over 64 kept-alive connections (wrk), and an echo server of node:tls "
        f"with {CONNECTIONS} connections and one message each on the way; TLS 1.3, one core for the server. "
        f"The echo's client is Python and may be what limits its rate: look at the processor time. {rounds} "
        f"rounds of {seconds} s in turn; medians.",
        COLUMNS,
    )
    here, there = machine.cores()
    found: dict[str, list[tuple[float, float, float]]] = {}
    case = Case("hello")
    for _ in range(rounds):
        for runtime in runtimes:
            try:
                with server(runtime, "https_node.cjs", here) as process:
                    load(process.port, 1, there, case, "https")
                    results = costs(process, case, seconds, there, "https")
                    found.setdefault(f"HTTPS: {runtime.name}", []).append(results)
                with server(runtime, "tls_echo.cjs", here) as process:
                    for size, text in SIZES.items():
                        name = f"echo, {text}: {runtime.name}"
                        found.setdefault(name, []).append(echo_costs(process, size, seconds))
            except Failed as error:
                table.failures.append(f"{runtime.name}: {error}")
    # HTTPS first, then the echoes by size
    order = ["HTTPS", *(f"echo, {text}" for text in SIZES.values())]
    for name in sorted(found, key=lambda name: order.index(name.partition(":")[0])):
        table.rows.append(row(name, found[name]))
    return table
