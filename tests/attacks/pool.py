"""Hosts that run programs, several at once: each is a process, so that a program that takes one down is found out."""

import json
import os
import secrets
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from .canaries import Canaries
from .table import CONTROL, EMBEDDED, HERE, PROCESS, Setting, setting

AT_ONCE = 3
NAKED = [os.environ.get("NAJA", str(Path(sys.executable).with_name("naja")))]
# For one program with all that belongs to it, on a machine that has much else to do.
PATIENCE = 25.0
SLACK = 8.0  # seconds of the clock that a program's end may take beyond its limits


class HostDied(Exception):
    """The program has taken its host down, or the host does not answer any more."""


class Host:
    """A process that runs host.py, for one of the two runtimes."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.secret = secrets.token_hex(12)
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", str(HERE / "host.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env={**os.environ, "ATTACK_SECRET": self.secret, "PYTHONPATH": str(HERE.parents[1] / "src")},
            start_new_session=True,
        )

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Runs a program. Raises HostDied."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        line = b""
        deadline = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    self.process.send_signal(signal.SIGABRT)  # faulthandler says where it is
                    time.sleep(0.3)
                    raise HostDied(f"the host does not answer after {PATIENCE} s\n{self.tail()}")
                more = os.read(self.process.stdout.fileno(), 1 << 20)
                if not more:
                    code = self.process.wait(5)
                    raise HostDied(f"the host has ended with exit code {code}\n{self.tail()}")
                line += more
        answer: dict[str, Any] = json.loads(line)
        return answer

    def tail(self) -> str:
        """The last that it has written."""
        size = self.errors.seek(0, 2)
        self.errors.seek(max(0, size - 3000))
        return self.errors.read().decode(errors="replace")

    def close(self) -> None:
        """Ends it and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.errors):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class Pool:
    """Runs programs in the background; `results` are lists of what each has got away with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.idle: dict[str, SimpleQueue[Host]] = {PROCESS: SimpleQueue(), EMBEDDED: SimpleQueue()}
        self.hosts: list[Host] = []
        self.threads = ThreadPoolExecutor(AT_ONCE)
        self.results: dict[tuple[str, str], Future[list[str]]] = {}

    def start(self, wanted: list[tuple[str, str]]) -> None:
        """Begins with these: runtimes and programs."""
        for at, (mode, name) in enumerate(wanted):
            self.results[mode, name] = self.threads.submit(self.run, mode, name, f"{at}")

    def host(self, mode: str) -> Host:
        """One that nobody uses."""
        if not self.idle[mode].empty():
            return self.idle[mode].get()
        host = Host(mode)
        self.hosts.append(host)
        return host

    def run(self, mode: str, name: str, folder: str) -> list[str]:
        """What is wrong with a program's run: nothing, else what it has got away with, or that it did nothing."""
        if mode == CONTROL:
            return self.control(name, folder)
        given = setting(name)
        canaries = Canaries(self.folder / folder)
        host = self.host(mode)
        try:
            answer = host.ask(request(mode, name, given, canaries))
        except HostDied as error:
            host.close()
            return [*canaries.escapes("", host.secret), str(error)]
        else:
            self.idle[mode].put(host)
            told = answer["told"]
            return [
                *canaries.escapes(told, host.secret),
                *answer["escapes"],
                *judge(mode, given, answer),
            ]
        finally:
            canaries.close()

    def control(self, name: str, folder: str) -> list[str]:
        """What a program does with nothing around it."""
        canaries = Canaries(self.folder / folder)
        secret = secrets.token_hex(12)
        command = [*NAKED, str(HERE / "control.js"), json.dumps(canaries.target()), str(HERE / name)]
        env = {"PATH": os.environ["PATH"], "HOME": str(canaries.room), "ATTACK_SECRET": secret}
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=canaries.room,
            start_new_session=True,
        ) as process:
            try:
                told = process.communicate(timeout=6)[0]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                told = process.communicate()[0]
        try:
            text = told.decode(errors="replace")
            found = canaries.escapes(text, secret)
            found += [f"it has {line}" for line in text.splitlines() if line.startswith("escaped: ")]
            return found or [text]
        finally:
            canaries.close()

    def close(self) -> None:
        """Ends everything."""
        self.threads.shutdown(wait=True, cancel_futures=True)
        for host in self.hosts:
            host.close()


def request(mode: str, name: str, given: Setting, canaries: Canaries) -> dict[str, Any]:
    """What the host is asked for."""
    path = HERE / name
    places = {
        "OPEN": str(canaries.open),
        "ROOM": str(canaries.room),
        "PORT": f"127.0.0.1:{canaries.tcp}",
    }
    permissions: dict[str, Any] = {
        kind: words if isinstance(words, bool) else [places.get(word, word) for word in words]
        for kind, words in given.permissions.items()
    }
    return {
        "mode": mode,
        "path": str(path),
        "source": path.read_text(),
        "target": canaries.target(),
        "permissions": permissions,
        "timeout": given.timeout,
        "cpu": given.cpu,
        "memory": given.memory,
        "after": given.after,
    }


def judge(mode: str, given: Setting, answer: dict[str, Any]) -> list[str]:
    """Limits that were not kept, escapes that the program itself has seen, and programs that did nothing."""
    found = [f"it has escaped: {label}" for kind, label, _ in answer["marks"] if kind == "escaped"]
    for kind, label, text in answer["marks"]:
        if kind == "threw" and text.startswith(("ReferenceError: ", "SyntaxError: ")):
            found.append(f"the program is wrong: {label}: {text}")
    if not any(kind == "begin" for kind, *_ in answer["marks"]):
        found.append(f"the program has tried nothing: {answer['told'][-1000:]}")
    ended = answer["outcome"]
    if given.returns and ended != "done":
        found.append(f"the program did not come to its end: {ended}: {answer['told'][-2000:]}")
    limit = (given.timeout or 0) * 2 + (given.cpu or 0) + SLACK
    if answer["wall"] > limit:
        found.append(f"it took {answer['wall']:.1f} s, of {limit:.1f}")
    if answer["cpu"] > limit:
        found.append(f"it took {answer['cpu']:.1f} s of processor time, of {limit:.1f}")
    if answer["host_growth"] > given.host_growth:
        found.append(f"the host grew by {answer['host_growth'] >> 20} MiB, of {given.host_growth >> 20}")
    if mode == PROCESS and answer["child_peak"] > 3 * given.memory + (256 << 20):
        found.append(f"the process took {answer['child_peak'] >> 20} MiB, limited to {given.memory >> 20}")
    return found
