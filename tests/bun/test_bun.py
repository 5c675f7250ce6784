"""Programs that use `Bun` print under Naja what they print under the real Bun."""

import subprocess
from pathlib import Path

import pytest
from conftest import BUN, same_as_peer

PROGRAMS = Path(__file__).parent / "programs"
WITH_ARGUMENTS = ("ffi.ts",)


@pytest.mark.parametrize(
    "program", sorted(p.name for p in PROGRAMS.glob("[!_]*.*") if p.name not in WITH_ARGUMENTS)
)
def test_same_as_bun(program: str, tmp_path: Path) -> None:
    same_as_peer(BUN, PROGRAMS / program, tmp_path)


def test_ffi(tmp_path: Path) -> None:
    library = tmp_path / "lib.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, PROGRAMS / "_ffi.c"], check=True)
    same_as_peer(BUN, PROGRAMS / "ffi.ts", tmp_path, str(library))
