"""The programs examples/embed_*.py, and those of docs/embedding.md."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRINTED = {
    "hello": [
        "Hello from JavaScript 14",
        "['one-two', 'three-four']",
        "b",
        "TypeError: Cannot read properties of null",
    ],
    "limits": ["144", "dear", "takes too long", "needs too much memory", "prise is not defined"],
    "asyncio": ["A: 1", "B: 2", "Python: 3", "counted 8"],
    "threads": ["17984"],
}


def test_all_are_here() -> None:
    assert {
        path.stem.removeprefix("embed_") for path in (ROOT / "examples").glob("embed_*.py")
    } >= PRINTED.keys()


@pytest.mark.parametrize("name", PRINTED)
def test_example(name: str) -> None:
    path = ROOT / "examples" / f"embed_{name}.py"
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    for text in PRINTED[name]:
        assert text in done.stdout


def test_the_document() -> None:
    programs = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "embedding.md").read_text(), re.S)
    assert programs
    for program in programs:
        exec(compile(program, "docs/embedding.md", "exec"), {})
