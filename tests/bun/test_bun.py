"""Programs that use `Bun` print under Naja what they print under the real Bun."""

from pathlib import Path

import pytest
from conftest import BUN, same_as_peer

PROGRAMS = Path(__file__).parent / "programs"


@pytest.mark.parametrize("program", sorted(path.name for path in PROGRAMS.glob("[!_]*.*")))
def test_same_as_bun(program: str, tmp_path: Path) -> None:
    same_as_peer(BUN, PROGRAMS / program, tmp_path)
