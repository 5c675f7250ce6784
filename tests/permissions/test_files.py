"""Files that may not be read or written: every way to them is closed, and only those."""

from pathlib import Path

import pytest
from conftest import NAJA, RunNaja, environment, run

PROGRAMS = Path(__file__).parent / "programs"
PROGRAM = PROGRAMS / "files.mjs"
# What may be done, or fails for a reason that the program may know.
OTHER = {
    "in: missing": "ENOENT",
    "in: below a file": "ENOTDIR",
    "out: a NUL": "ERR_INVALID_ARG_VALUE",
}
# What is no way to anything without limits either: it is not there, or not of this kind.
CLOSED_ANYHOW = {"out: slash after it", "out: missing", "out: below a file", "out: a NUL", "out: too long"}


def tree(folder: Path) -> tuple[Path, Path]:
    """`in`, which may be read and written, and `out`, which may not."""
    inside, outside = folder / "in", folder / "out"
    (inside / "sub").mkdir(parents=True)
    (inside / "linked").mkdir()
    (outside / "tree/x").mkdir(parents=True)
    (outside / "tree2").mkdir()
    (outside / "empty").mkdir()
    (folder / "inside").mkdir()
    for file in (
        inside / "f",
        outside / "s",
        outside / "spare",
        outside / "removed",
        outside / "gone",
        inside / "g",
        folder / "inside/s",
    ):
        file.write_text("A=1\n")
    (outside / "j.json").write_text("{}")
    (outside / "m.mjs").write_text("")
    links = {
        "link": "../out", "slink": "../out/s", "chain": "slink", "spare": "../out/s", "proc": "/proc/self",
        "dangling": "nowhere", "danglingout": "../out/new file", "linked/s": "../../out/s",
    }  # fmt: skip
    for name, target in links.items():
        (inside / name).symlink_to(target)
    return inside, outside


def ways(folder: Path, *limits: str) -> dict[str, str]:
    """How each way ends in a process that finds a descriptor of a file of others open."""
    home = folder / "home"
    home.mkdir()
    opening = 'exec "$@" 9< "$0"'
    command = ["sh", "-c", opening, folder / "out/s", NAJA, *limits, PROGRAM, folder / "in", folder / "out"]
    done = run(command, env=environment(home), cwd=folder)
    assert done.code == 0, done.stderr
    return {name: how for name, _, how in (line.rpartition(" ") for line in done.stdout.splitlines())}


def test_only_what_is_allowed(tmp_path: Path) -> None:
    tree(tmp_path / "open")
    open_ways = ways(tmp_path / "open")
    inside, outside = tree(tmp_path / "limited")
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    limits = (f"--allow-read={inside}", f"--allow-write={inside}", "--allow-env", "--allow-sys")
    got = ways(tmp_path / "limited", *limits)
    assert got.keys() == open_ways.keys()
    for name, how in got.items():
        kind, _, rest = name.partition(": ")
        allowed = (kind in ("in", "chdir") and rest != "relative" and rest != "out") or rest[:2] == "in"
        assert how == OTHER.get(name, "ok" if allowed else "ERR_ACCESS_DENIED"), name
    # Nothing has come, gone or changed.
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in outside.iterdir()) == [
        "empty",
        "gone",
        "j.json",
        "m.mjs",
        "removed",
        "s",
        "spare",
        "tree",
        "tree2",
    ]
    # The ways are ways: without limits they lead somewhere.
    leads = [name for name, how in got.items() if how == "ERR_ACCESS_DENIED" and open_ways[name] == "ok"]
    closed = {name for name, how in got.items() if how == "ERR_ACCESS_DENIED"} - set(leads)
    assert len(leads) > 90 and closed <= CLOSED_ANYHOW


@pytest.mark.parametrize("limited", [True, False])
def test_links_that_come_and_go(limited: bool, run_naja: RunNaja, tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
    (outside / "s").write_text("secret")
    (inside / "file").write_text("mine")
    (inside / "link").symlink_to("../out/s")
    (inside / "folderlink").symlink_to("../out")
    limits = (f"--allow-read={inside}", f"--allow-write={inside}") if limited else ()
    done = run_naja(*limits, PROGRAMS / "race.mjs", inside)
    assert done.code == 0, done.stderr
    untouched = [path.name for path in outside.iterdir()] == ["s"] and (outside / "s").read_text() == "secret"
    seen = done.stdout == "true\n"
    # Without limits something of it is seen or changed: the tricks work.
    assert (seen or not untouched) is not limited
