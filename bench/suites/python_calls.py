"""What a call from JavaScript to a Python function costs, beside PythonMonkey."""

import sys
from collections.abc import Sequence

from bench.environments import python_with
from bench.report import Table, median
from bench.runtimes import PROGRAMS, Runtime
from bench.turns import run_in_turn


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Both run the same JavaScript loop over the same Python functions."""
    rounds = 1 if quick else 3
    table = Table(
        "JavaScript calling Python",
        "A loop in JavaScript over functions written in Python, ns a call (the empty loop taken off); "
        f"medians of {rounds} processes.",
        ["", "f()", "add(1, 2)", "len(string)"],
    )
    jobs = {"PythonMonkey": [str(python_with("embed")), str(PROGRAMS / "calls_pythonmonkey.py")]}
    if any(runtime.name == "naja" for runtime in runtimes):
        jobs["naja"] = [sys.executable, str(PROGRAMS / "calls_naja.py")]
    found: dict[str, list[list[float]]] = run_in_turn(jobs, rounds, table)
    for name, results in found.items():
        table.rows.append([name, *(f"{median(values):.0f}" for values in zip(*results, strict=True))])
    return table
