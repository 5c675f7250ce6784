"""Starting a program on a core of its own, and stopping it."""

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.runtimes import Runtime


class Failed(Exception):
    """A runtime did not do what a benchmark asks of it."""


@dataclass(frozen=True)
class Server:
    """A running server: its process and its port."""

    pid: int
    port: int


@contextlib.contextmanager
def server(runtime: Runtime, program: str, core: str) -> Iterator[Server]:
    """Starts a server that prints its port as its first line; ends it afterwards."""
    process = subprocess.Popen(
        ["taskset", "-c", core, *runtime.argv(program)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NO_COLOR": "1"},
    )
    try:
        yield Server(process.pid, first_line(process, runtime, program))
        if process.poll() is not None:
            raise Failed(f"{runtime.name} {program} ended under load (status {process.returncode})")
    finally:
        process.kill()
        process.communicate()


def first_line(process: "subprocess.Popen[str]", runtime: Runtime, program: str) -> int:
    """The port that a server prints when it listens."""
    assert process.stdout is not None
    assert process.stderr is not None
    ready, _, _ = select.select([process.stdout], [], [], 10)
    line = process.stdout.readline().strip() if ready else ""
    if not line.isdigit():
        process.kill()
        raise Failed(
            f"{program} does not listen: {gist(process.stderr.read()) or line or 'it printed nothing'}"
        )
    time.sleep(0.2)
    return int(line)


def gist(error: str) -> str:
    """The line of an error output that says most."""
    lines = error.strip().splitlines()
    return next((line.strip() for line in lines if "rror:" in line), lines[-1] if lines else "")
