"""Resident memory of a web server: idle, under load, and after it."""

import time
from collections.abc import Sequence

from bench import machine
from bench.report import Table
from bench.runtimes import Runtime
from bench.servers import Failed, server
from bench.wrk import load


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """One server at a time."""
    seconds = 2 if quick else 10
    table = Table(
        "Memory",
        f"Of the `node:http` server, MiB: one second after it started, at its highest in {seconds} s under "
        "wrk, and two seconds later. Private is what a second process would add: not pages of files, which all share.",
        ["", "idle", "idle, private", "highest", "afterwards"],
    )
    here, there = machine.cores()
    for runtime in runtimes:
        try:
            with server(runtime, "http_node.cjs", here) as process:
                time.sleep(1)
                idle = machine.memory(process.pid)
                load(process.port, seconds, there)
                time.sleep(2)
                after = machine.memory(process.pid)
        except Failed as error:
            table.failures.append(f"{runtime.name}: {error}")
            continue
        values = [idle["VmRSS"], idle["Private"], after["VmHWM"], after["VmRSS"]]
        table.rows.append([runtime.name, *(f"{value / 2**20:.0f}" for value in values)])
    return table
