"""Packages from npm at their real work, beside Node.js: the same program, the same output."""

from pathlib import Path

import pytest
from conftest import NAJA, NODE, environment, run

PROGRAMS = sorted(
    path for path in (Path(__file__).parent / "programs").iterdir() if path.suffix in (".js", ".mjs")
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_package_works_as_under_node(program: Path, tmp_path: Path) -> None:
    env = environment(tmp_path)
    expected = run([NODE, program], env=env, timeout=120)
    assert expected.code == 0, expected.stderr
    got = run([NAJA, program], env=env, timeout=120)
    assert got.stdout == expected.stdout
    assert (got.code, got.stderr) == (0, expected.stderr)
