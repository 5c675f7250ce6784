"""Every program of the suite against every runtime that must withstand it: table.py says which."""

from collections.abc import Iterator

import pytest

from .pool import Pool
from .table import CONTROL, HERE, programs, setting

RUNS = [(mode, name) for name in programs() for mode in setting(name).on]


# How what a canary sees begins.
SEEN = ("a server was reached", "the secret", "files were changed", "another process", "it has escaped")
CONTROLS = [(CONTROL, name) for name in programs() if setting(name).control]


@pytest.fixture(scope="session")
def pool(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Begins with all the programs that this run of pytest has chosen."""
    chosen = [
        item.callspec.params["run"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and "run" in item.fixturenames and hasattr(item, "callspec")
    ]
    pool = Pool(tmp_path_factory.mktemp("a"))
    pool.start(chosen)
    yield pool
    pool.close()


@pytest.mark.parametrize("run", RUNS, ids=lambda run: "-".join(run))
def test_it_is_withstood(pool: Pool, run: tuple[str, str]) -> None:
    found = pool.results[run].result(300)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("run", CONTROLS, ids=lambda run: "-".join(run))
def test_it_does_harm_where_nothing_keeps_it(pool: Pool, run: tuple[str, str]) -> None:
    """Else that it was withstood proves nothing."""
    found = pool.results[run].result(300)
    assert any(line.startswith(SEEN) for line in found), "\n".join(found)


def test_there_are_enough() -> None:
    names = programs()
    assert len(names) >= 150
    for name in names:
        first, second = (HERE / name).read_text().splitlines()[:2]
        assert first.startswith("// Tries: "), name
        assert second.startswith("// Escape: "), name
