"""Addons for these tests: compiled once a session, against the headers that Naja ships."""

import functools
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import NAJA, Result, environment, run

HERE = Path(__file__).resolve().parent
Build = Callable[..., Path]


@functools.cache
def include() -> str:
    """The folder of the headers."""
    done = run([NAJA, "--print-include"], env=os.environ)
    assert done.code == 0, done.stderr
    return done.stdout.strip()


def builder(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """build(name, *words): name.c of this folder as an addon, with further files and flags of the compiler."""

    @functools.cache
    def compiled(name: str, *words: str) -> Path:
        target = tmp_path_factory.mktemp("addon") / f"{name}.node"
        command = [
            *shlex.split(os.environ.get("CC", "cc")),
            "-O1",
            "-g",
            "-shared",
            "-fPIC",
            f"-I{include()}",
        ]
        done = run([*command, f"{name}.c", *words, "-o", target, "-lpthread"], env=os.environ, cwd=HERE)
        assert done.code == 0, done.stderr
        return target

    return compiled


def outcome(runtime: Path, folder: Path, *args: str | Path, timeout: float = 60) -> Result:
    """Runs a program in an empty folder."""
    home = folder / runtime.name
    home.mkdir(parents=True, exist_ok=True)
    words: Sequence[str | Path] = [runtime, *args]
    return run(words, env=environment(home, {"NO_COLOR": "1"}), cwd=home, timeout=timeout)
