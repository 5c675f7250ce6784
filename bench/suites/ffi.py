"""What a call of a C function costs through each runtime's foreign functions."""

import subprocess
from collections.abc import Sequence

from bench.report import Table, median
from bench.runtimes import ROOT, Runtime
from bench.turns import run_in_turn

SOURCE = ROOT / "tests" / "ffi" / "native.c"
LIBRARY = ROOT / "build" / "bench" / "libffi_bench.so"
COLUMNS = [
    *("nothing()", "add(i32, i32)", "add(f64, f64)", "add(u64, u64)", "Uint8Array", "pointer", "string"),
    *("callback", "nonblocking"),
]
# Each runtime's own way, and all of them for Naja.
WAYS = {"deno": ["deno"], "node": ["node"], "bun": ["bun"], "naja": ["deno", "node", "bun"]}
NAMES = {"deno": "Deno.dlopen", "node": "node:ffi", "bun": "bun:ffi"}


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """The same loops over the same library, in processes of their own that take turns."""
    rounds = 1 if quick else 3
    table = Table(
        "Calling C functions",
        f"Loops over functions of a C library, ns a call: medians of {rounds} processes, of which each gives its best "
        "round. The loops' own cost is in it. callback: C calls a function of JavaScript. nonblocking: awaited, one at "
        "a time.",
        ["", *COLUMNS],
    )
    LIBRARY.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-pthread", "-o", LIBRARY, SOURCE], check=True)
    jobs = {
        f"{runtime.name}, {NAMES[way]}": runtime.argv(f"ffi_{way}.mjs", str(LIBRARY))
        for runtime in runtimes
        for way in WAYS[runtime.name]
    }
    found: dict[str, list[dict[str, float]]] = run_in_turn(jobs, rounds, table)
    for name, results in found.items():
        cells = []
        for column in COLUMNS:
            values = [result[column] for result in results if column in result]
            cells.append(
                ""
                if not values
                else f"{median(values):.1f}"
                if median(values) < 100
                else f"{median(values):.0f}"
            )
        table.rows.append([name, *cells])
    return table
