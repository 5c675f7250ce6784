"""Python functions as JavaScript functions: `@op`, values across, exceptions across."""

import sys
from pathlib import Path

import pytest
from conftest import ROOT, environment
from conftest import run as run_program

HERE = Path(__file__).parent


@pytest.mark.parametrize("program", sorted((HERE / "programs").glob("*.js")), ids=lambda path: path.stem)
def test_ops(program: Path, tmp_path: Path) -> None:
    """Each program checks itself and prints ok."""
    command = [sys.executable, HERE / "host.py", ROOT / "src", program]
    result = run_program(command, env=environment(tmp_path))
    assert (result.code, result.stdout, result.stderr) == (0, "ok\n", "")
