"""What the suites of echo servers have in common: rounds in turn, a client written in C, medians."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import machine
from bench.load import generator
from bench.report import Table, median
from bench.runtimes import Runtime
from bench.servers import Failed, server

CONNECTIONS = 50


@dataclass(frozen=True)
class Echoes:
    """The servers of a suite, and how they are asked.

    `programs` says whose API a program uses (None: everybody's; else its own runtime and Naja run it), and what the
    tables call it; `client` is the client's name below bench/load, `words` what it is told besides.
    """

    programs: Mapping[str, tuple[str | None, str]]
    sizes: Mapping[int, str]
    client: str
    words: Sequence[str] = ()
    connections: int = CONNECTIONS
    ready: Callable[[Runtime], Runtime] = lambda runtime: runtime

    def load(
        self, binary: Path, port: int, size: int, seconds: int, core: str
    ) -> tuple[float, float, float, float]:
        """Echoes, seconds taken, median and 99th percentile of the round trip in µs."""
        numbers = map(str, (port, self.connections, size, seconds))
        command = ["taskset", "-c", core, str(binary), *numbers, *self.words]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Failed(done.stderr.strip())
        count, taken, middle, slow = map(float, done.stdout.split())
        return count, taken, middle, slow

    def measure(
        self,
        runtimes: Sequence[Runtime],
        rounds: int,
        seconds: int,
        table: Table,
        *,
        with_speed: bool = False,
    ) -> Table:
        """Fills the table, each round a new process; `with_speed` adds MiB a second."""
        binary = generator(self.client)
        here, there = machine.cores()
        found: dict[tuple[int, str], list[tuple[float, ...]]] = {}
        for _ in range(rounds):
            for size in self.sizes:
                for program, (owner, api) in self.programs.items():
                    for runtime in runtimes:
                        name = f"{runtime.name}, {api}"
                        if runtime.name not in (owner or runtime.name, "naja") or table.failed(name):
                            continue
                        try:
                            with server(self.ready(runtime), program, here) as process:
                                self.load(binary, process.port, size, 1, there)
                                before = machine.usage(process.pid)
                                count, taken, middle, slow = self.load(
                                    binary, process.port, size, seconds, there
                                )
                                used = machine.usage(process.pid).since(before)
                            costs = (used.user / count * 1e6, used.system / count * 1e6)
                            found.setdefault((size, name), []).append((count / taken, *costs, middle, slow))
                        except Failed as error:
                            table.failures.append(f"{name}: {error}")
        for (size, name), results in sorted(found.items(), key=lambda item: item[0][0]):
            rate, user, system, middle, slow = (median(values) for values in zip(*results, strict=True))
            speed = [f"{rate * size / 2**20:,.0f}"] if with_speed else []
            times = [f"{user + system:.1f}", f"{user:.1f}", f"{system:.1f}", f"{middle:.0f}", f"{slow:.0f}"]
            table.rows.append([f"{name}, {self.sizes[size]}", f"{rate:,.0f}", *speed, *times])
        return table
