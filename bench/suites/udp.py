"""Echo servers of datagrams under a client written in C."""

from collections.abc import Sequence
from dataclasses import replace

from bench.echoes import Echoes
from bench.report import Table
from bench.runtimes import Runtime

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
    echoes = Echoes(PROGRAMS, SIZES, "udp", connections=WINDOW, ready=ready)
    return echoes.measure(runtimes, rounds, seconds, table)
