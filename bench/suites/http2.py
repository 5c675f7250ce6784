"""HTTP/2 without TLS under a client written in C."""

from collections.abc import Sequence

from bench.echoes import Echoes
from bench.report import Table
from bench.runtimes import Runtime

STREAMS = {1: "1 stream", 100: "100 streams"}
PROGRAMS = {"http2_node.cjs": (None, "requests"), "http2_streams.cjs": (None, "streams")}


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One request at a time on each connection, and many."""
    rounds, seconds = (1, 2) if quick else (3, 3)
    table = Table(
        "HTTP/2",
        "A server of `node:http2` on one core that answers with 13 bytes, by its compatibility API (requests) and "
        "by its own (streams); 10 connections with 1 or 100 requests each on the way, a client in C on the other "
        "core. "
        f"{rounds} rounds of {seconds} s in turn; medians.",
        ["", "requests/s", "CPU µs/request", "user", "system", "p50 µs", "p99 µs"],
    )
    return Echoes(PROGRAMS, STREAMS, "http2", connections=10).measure(runtimes, rounds, seconds, table)
