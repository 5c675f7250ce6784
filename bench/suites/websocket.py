"""A WebSocket echo server under a client written in C."""

from collections.abc import Sequence

from bench.echoes import CONNECTIONS, Echoes
from bench.report import Table
from bench.runtimes import Runtime
from bench.suites.tcp import SIZES

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
    return Echoes(PROGRAMS, SIZES, "echo", ["websocket"]).measure(runtimes, rounds, seconds, table)
