"""Signals: what a program does with those that it listens to, and how it ends by those that it does not."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import environment

READY = "console.log('ready');"
LISTENS = """
process.on('%s', (name, number) => { console.log(name, number); process.exit(3); });
setInterval(() => {}, 1000);
""" + READY  # fmt: skip
ONCE = """
process.once('SIGUSR2', () => console.log('once'));
setInterval(() => {}, 1000);
""" + READY  # fmt: skip
ALONE = "process.on('SIGHUP', () => {});" + READY


def start(naja: Path, program: str, home: Path) -> subprocess.Popen[str]:
    """A program that has said that it is ready."""
    child = subprocess.Popen(
        [naja, "-e", program],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def end(child: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and what it said last."""
    try:
        out, _ = child.communicate(timeout=20)
    finally:
        child.kill()
    return child.returncode, out


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2", "SIGWINCH"])
def test_a_listener_is_called(naja: Path, tmp_path: Path, name: str) -> None:
    child = start(naja, LISTENS % name, tmp_path)
    child.send_signal(signal.Signals[name])
    assert end(child) == (3, f"{name} {signal.Signals[name].value}\n")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_without_a_listener_the_signal_ends_it(naja: Path, tmp_path: Path, name: str) -> None:
    child = start(naja, "setInterval(() => {}, 1000);" + READY, tmp_path)
    child.send_signal(signal.Signals[name])
    assert end(child) == (-signal.Signals[name].value, "")


def test_the_default_is_back_when_the_listener_is_gone(naja: Path, tmp_path: Path) -> None:
    child = start(naja, ONCE, tmp_path)
    child.send_signal(signal.SIGUSR2)
    assert child.stdout is not None
    assert child.stdout.readline() == "once\n"
    time.sleep(0.1)
    child.send_signal(signal.SIGUSR2)
    assert end(child) == (-signal.SIGUSR2, "")


def test_a_listener_keeps_no_program_alive(naja: Path, tmp_path: Path) -> None:
    assert end(start(naja, ALONE, tmp_path)) == (0, "")
