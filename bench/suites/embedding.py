"""JavaScript embedded in Python: Naja beside PythonMonkey, mini-racer and JSPyBridge."""

import os
import subprocess
from collections.abc import Sequence

from bench.environments import python_with
from bench.report import Table, median
from bench.runtimes import PROGRAMS, ROOT, Runtime
from bench.turns import run_in_turn

# What the programs call it, the column's name, and what seconds are multiplied with.
COLUMNS = [
    ("first", "first result, ms", 1e3),
    ("js f()", "Python called, ns", 1e9),
    ("js add(1, 2)", "Python's add called, ns", 1e9),
    ("f()", "f(), ns", 1e9),
    ("add(1, 2)", "add(1, 2), ns", 1e9),
    ("bytes in", "1 MiB in, µs", 1e6),
    ("bytes out", "1 MiB out, µs", 1e6),
    ("dict in", "10,000 keys in, ms", 1e3),
    ("dict out", "10,000 keys out, ms", 1e3),
]


def measure(runtimes: Sequence[Runtime], quick: bool) -> Table:
    """Each in a process of its own, in turn."""
    rounds = 1 if quick else 3
    table = Table(
        "JavaScript embedded in Python",
        "One Python program for each engine: from before its import to the first result; a Python function called "
        "from a loop in JavaScript, without arguments and with two numbers that it adds; JavaScript's functions "
        "called from Python; a bytearray given to JavaScript and a "
        "Uint8Array given to Python; a dict to a plain object and back, every value looked at. Wall time, medians of "
        f"{rounds} processes. Isolated: in a process without rights (security.md). — where the engine cannot do it.",
        ["", *(title for _, title, _ in COLUMNS)],
    )
    python = str(python_with("embed"))
    programs = PROGRAMS / "embed"
    environment = [f"PYTHONPATH={ROOT}:{ROOT / 'src'}"]
    node = next((runtime for runtime in runtimes if runtime.name == "node"), None)
    if node is not None:
        folder = node.command[0].rpartition("/")[0]
        environment += [f"PATH={folder}:{os.environ['PATH']}", f"NODE_BIN={node.command[0]}"]
    jobs = {
        "naja": ["with_naja.py"],
        "naja, isolated": ["with_naja_process.py"],
        "PythonMonkey": ["with_pythonmonkey.py"],
        "mini-racer": ["with_mini_racer.py"],
        "JSPyBridge": ["with_jspybridge.py", str(programs / "jspybridge.js")],
    }
    commands = {
        name: ["env", *environment, python, str(programs / program), *rest]
        for name, (program, *rest) in jobs.items()
        if name != "JSPyBridge" or node is not None
    }
    subprocess.run([*commands["naja"]], capture_output=True)  # what is compiled at a first import
    for name, results in run_in_turn(commands, rounds, table).items():
        cells = []
        for key, _, factor in COLUMNS:
            values = [found[key] * factor for found in results if key in found]
            cells.append(shown(median(values)) if values else "—")
        table.rows.append([name, *cells])
    return table


def shown(value: float) -> str:
    """Three digits that say something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
