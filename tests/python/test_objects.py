"""Python objects in JavaScript: `python:` imports, proxies, `naja:python`."""

from pathlib import Path

import pytest
from conftest import RunNaja

PROGRAMS = Path(__file__).parent / "programs" / "objects"


@pytest.mark.parametrize("program", sorted(PROGRAMS.glob("*.mjs")), ids=lambda path: path.stem)
def test_program(program: Path, run_naja: RunNaja) -> None:
    """Each program checks itself and prints done."""
    result = run_naja("--expose-gc", program)
    assert (result.code, result.stdout, result.stderr) == (0, "done\n", "")


def test_pandas(run_naja: RunNaja) -> None:
    """`import { read_csv } from "python:pandas"`, where pandas is installed."""
    pytest.importorskip("pandas")
    result = run_naja(PROGRAMS.parent / "tables" / "pandas.ts")
    assert (result.code, result.stdout, result.stderr) == (0, "done\n", "")
