"""Programs that measure themselves and print what they found."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

from bench.report import Table
from bench.servers import gist


def run_in_turn(jobs: Mapping[str, list[str]], rounds: int, table: Table) -> dict[str, list[Any]]:
    """Runs each command once a round, in turn; by name, the JSON it printed. One that fails is told in the table."""
    found: dict[str, list[Any]] = {}
    for _ in range(rounds):
        for name, argv in jobs.items():
            done = subprocess.run(argv, capture_output=True, text=True)
            if done.returncode:
                table.failures.append(f"{name}: {gist(done.stderr)}")
                continue
            found.setdefault(name, []).append(json.loads(done.stdout))
    return found
