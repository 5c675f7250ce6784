"""The programs in README.md, run as they stand there. A block that begins with `// NAME` is a program of that name."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import NAJA, ROOT, RunNaja, environment

BLOCK = re.compile(r"^```(?:js|ts)\n// (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAMS: dict[str, str] = dict(BLOCK.findall((ROOT / "README.md").read_text()))
PACKAGES = ROOT / "tests" / "native" / "packages" / "node_modules"


@contextmanager
def listening(folder: Path, *words: str) -> Iterator[str]:
    """A program that tells where it listens; its ports are any that are free."""
    program = words[-1]
    (folder / program).write_text(re.sub(r"port: \d+", "port: 0", PROGRAMS[program]))
    process = subprocess.Popen(
        [NAJA, *words],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r":(\d+)/", process.stdout.readline())
        assert found is not None
        yield f"http://127.0.0.1:{found[1]}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def curl(*words: str) -> str:
    """The real client."""
    return subprocess.run(
        ["curl", "-s", "--max-time", "10", *words], capture_output=True, check=True, text=True
    ).stdout


def test_bun(tmp_path: Path) -> None:
    with listening(tmp_path, "bun.ts") as url:
        assert curl(f"{url}/hello/Ann") == "Hello, Ann!\n"
        assert curl(f"{url}/x") == "Nothing here\n"


def test_deno(tmp_path: Path) -> None:
    with listening(tmp_path, "deno.ts") as url:
        assert json.loads(curl("-d", "x", f"{url}/a")) == {"pathname": "/a", "body": "x"}


def test_handler(tmp_path: Path) -> None:
    with listening(tmp_path, "serve", "--workers", "2", "--port", "0", "handler.ts") as url:
        assert re.fullmatch(rf"GET {url}/a, answered by process \d+\n", curl(f"{url}/a"))


@pytest.mark.parametrize(
    ("program", "output"),
    [
        ("database.mjs", "[ { page: '/', times: 2 }, { page: '/about', times: 1 } ]\n"),
        ("ffi.ts", "1024 true\n"),
        ("prices.mjs", "array([ 4., 30.]) [ 2, 3 ]\n[('i', 4), ('s', 4)]\n"),
        ("threads.mjs", "33860 primes below 400000\n"),
    ],
)
def test_program(program: str, output: str, tmp_path: Path, run_naja: RunNaja) -> None:
    (tmp_path / program).write_text(PROGRAMS[program])
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    result = run_naja(program, cwd=tmp_path)
    assert (result.code, result.stdout, result.stderr) == (0, output, "")


def test_all_are_run() -> None:
    tested = {"bun.ts", "deno.ts", "handler.ts", "database.mjs", "ffi.ts", "prices.mjs", "threads.mjs"}
    assert set(PROGRAMS) == tested
