"""Some thousands of made-up requests; docs/serve.md says how to run a million."""

from pathlib import Path

import pytest
from fuzz import compare

SEED = 20


@pytest.mark.parametrize(
    ("mode", "cases"), [("parser", 6000), ("server", 2000), ("socket", 500), ("bun", 500), ("deno", 500)]
)
def test_same_understanding(naja: Path, node: Path, mode: str, cases: int) -> None:
    """What Node takes and how, and what it refuses and why."""
    found = compare(naja, node, mode, SEED, cases)
    assert found.differences == []
    assert found.cases == cases
    # Most cases are wrong in some way; if all were, nothing would be compared.
    assert cases / 10 < found.taken < cases * 0.9
