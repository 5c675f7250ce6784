"""wrk, the load generator of the HTTP benchmarks, and how many requests it says were answered."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench import machine
from bench.runtimes import ROOT
from bench.servers import Failed, Server

CONNECTIONS = 64


@dataclass(frozen=True)
class Case:
    """What is asked for, and how."""

    name: str
    path: str = "/"
    connections: int = CONNECTIONS
    script: str = ""  # Lua for wrk


def load(
    port: int, seconds: int, core: str, case: Case = Case(""), scheme: str = "http"
) -> tuple[int, float]:
    """Runs wrk; how many requests were answered, and in how many seconds."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("bench: wrk is not installed")
    command = ["taskset", "-c", core, wrk, "-t1", f"-c{case.connections}", f"-d{seconds}s"]
    if case.script:
        command += ["-s", str(script_file(case))]
    command.append(f"{scheme}://127.0.0.1:{port}{case.path}")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    count = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m),", said)
    if count is None or int(count[1]) == 0:
        raise Failed(f"wrk says: {said.strip()}")
    if errors := re.search(r"(Socket errors|Non-2xx).*", said):
        raise Failed(f"wrk says: {errors[0]}")
    return int(count[1]), float(count[2]) * {"ms": 0.001, "s": 1, "m": 60}[count[3]]


def script_file(case: Case) -> Path:
    """Where wrk finds a case's script."""
    file = ROOT / "build" / "bench" / f"{case.name.replace(' ', '_')}.lua"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(case.script)
    return file


def costs(
    process: Server, case: Case, seconds: int, core: str, scheme: str = "http"
) -> tuple[float, float, float]:
    """Requests a second, and the server's processor time for each in µs: user, system."""
    before = machine.usage(process.pid)
    count, taken = load(process.port, seconds, core, case, scheme)
    used = machine.usage(process.pid).since(before)
    return count / taken, used.user / count * 1e6, used.system / count * 1e6


COLUMNS = ["", "requests/s", "CPU µs/request", "user", "system"]


def row(name: str, results: list[tuple[float, float, float]]) -> list[str]:
    """A line of a table with COLUMNS: medians."""
    rate, user, system = (sorted(values)[len(values) // 2] for values in zip(*results, strict=True))
    return [name, f"{rate:,.0f}", f"{user + system:.1f}", f"{user:.1f}", f"{system:.1f}"]
