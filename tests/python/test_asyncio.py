"""asyncio in the turns of JavaScript's loop: `async def` ops on JavaScript's own thread."""

import sys
from pathlib import Path

import pytest
from conftest import ROOT, Result, environment
from conftest import run as run_program

HERE = Path(__file__).parent / "asyncio"


def run(program: str, folder: Path) -> Result:
    """Runs one of the programs beside the host that gives it its ops."""
    command = [sys.executable, HERE / "host.py", ROOT / "src", HERE / program]
    return run_program(command, env=environment(folder))


@pytest.mark.parametrize(
    ("program", "code", "printed"),
    [
        ("loop.js", 0, "ok\n"),
        ("alive.js", 0, "awaited\n1\nexit 1\nbackground over\ngenerator closed\n"),
        ("exit.js", 4, "first cancelled\nsecond cancelled\n"),
        ("worker.js", 0, "worker cancelled\nok\n"),
        ("cancel.js", 0, "second cancelled\ntimed cancelled\nok\n"),
    ],
)
def test_asyncio(program: str, code: int, printed: str, tmp_path: Path) -> None:
    result = run(program, tmp_path)
    assert (result.code, result.stderr) == (code, "")
    assert sorted(result.stdout.splitlines()) == sorted(printed.splitlines())
