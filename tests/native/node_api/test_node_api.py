"""Node-API beside Node.js: the same addon, the same program, the same output."""

import difflib
from pathlib import Path

import pytest
from building import HERE, Build, builder, outcome


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return builder(tmp_path_factory)


def same(naja: Path, node: Path, folder: Path, *args: str | Path) -> str:
    """Runs a program under both; fails where they differ. What both print."""
    wanted = outcome(node, folder, *args)
    got = outcome(naja, folder, *args)
    assert wanted.stdout, wanted.stderr
    lines = difflib.unified_diff(
        wanted.stdout.splitlines(), got.stdout.splitlines(), "node", "naja", lineterm="", n=0
    )
    told = "\n".join(
        [*list(lines)[:40], f"exit code {got.code}, of Node.js {wanted.code}", got.stderr[-2000:]]
    )
    assert (got.stdout, got.code) == (wanted.stdout, wanted.code), told
    return got.stdout


def test_every_function_answers_every_kind_of_value(
    naja: Path, node: Path, build: Build, tmp_path: Path
) -> None:
    said = same(naja, node, tmp_path, HERE / "calls.js", build("calls", "calls_memory.c"))
    assert said.count("\n") > 9000
