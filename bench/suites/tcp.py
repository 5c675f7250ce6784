"""TCP echo servers under a client written in C."""

from collections.abc import Sequence

from bench.echoes import CONNECTIONS, Echoes
from bench.report import Table
from bench.runtimes import Runtime

SIZES = {64: "64 B", 65536: "64 KiB"}
PROGRAMS = {
    "echo.cjs": (None, "node:net"),
    "echo_bun.js": ("bun", "Bun.listen"),
    "echo_deno.js": ("deno", "Deno.listen"),
    "echo_deno_streams.js": ("deno", "Deno.listen, streams"),
}


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Small messages, where a message's cost counts, and large ones, where its bytes do."""
    rounds, seconds = (1, 2) if quick else (3, 3)
    table = Table(
        "TCP",
        "An echo server on one core (`net.createServer(socket => socket.pipe(socket))`; handlers of `Bun.listen`; "
        f"read() and write() of `Deno.listen`, or its streams), {CONNECTIONS} connections with one message each on "
        f"the way, a client in C on the other core. {rounds} rounds of {seconds} s in turn; medians.",
        ["", "echoes/s", "MiB/s", "CPU µs/echo", "user", "system", "p50 µs", "p99 µs"],
    )
    return Echoes(PROGRAMS, SIZES, "echo").measure(runtimes, rounds, seconds, table, with_speed=True)
