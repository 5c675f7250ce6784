"""A package with native code at work: better-sqlite3, beside the SQLite that other runtimes bring along."""

from collections.abc import Sequence

from bench.report import Table, median
from bench.runtimes import PROGRAMS, ROOT, Runtime
from bench.turns import run_in_turn

PACKAGE = str(ROOT / "tests" / "native" / "packages" / "node_modules" / "better-sqlite3")
BUILT_IN = {"naja": ["node:sqlite", "bun:sqlite"], "node": ["node:sqlite"], "bun": ["bun:sqlite"]}


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Each runtime in turn, in a process of its own."""
    rounds = 1 if quick else 3
    table = Table(
        "Native addons: better-sqlite3",
        "A table of 100,000 rows with four columns in memory, ns a row (the best of five goes in a process); medians "
        f"of {rounds} processes in turn. Naja, Node.js, Deno and Bun load the same binary.",
        ["", "insert in a transaction", "get() by key", "iterate()", "all()"],
    )
    jobs: dict[str, list[str]] = {}
    for runtime in runtimes:
        jobs[f"{runtime.name}, better-sqlite3"] = [*runtime.command, str(PROGRAMS / "sqlite.cjs"), PACKAGE]
        for inside in BUILT_IN.get(runtime.name, []):
            jobs[f"{runtime.name}, {inside}"] = [*runtime.command, str(PROGRAMS / "sqlite.cjs"), inside]
    found: dict[str, list[list[float]]] = run_in_turn(jobs, rounds, table)
    for name, results in found.items():
        table.rows.append([name, *(f"{median(values):.0f}" for values in zip(*results, strict=True))])
    return table
