"""`naja serve`: a program's handler behind HTTP, in as many processes as wanted.

Workers listen on the same port (SO_REUSEPORT): the kernel deals connections out. A worker that dies is started again;
SIGTERM and SIGINT end all of them when their requests are answered, SIGHUP replaces them one after the other.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

# A worker that dies sooner than this has not served; after so many of them in a row it is not worth trying again.
EARLY = 2.0
MAX_EARLY = 5
# So long workers have to end by themselves.
PATIENCE = 15.0
# So long a worker may take until it listens, before the one that it replaces is ended.
START_TIME = 0.5


@dataclass
class Serve:
    """What `naja serve` was told."""

    port: int | None = None
    hostname: str | None = None
    workers: int = 1

    def words(self) -> list[str]:
        """The command line of one worker."""
        words = ["serve"]
        if self.port is not None:
            words.append(f"--port={self.port}")
        if self.hostname is not None:
            words.append(f"--host={self.hostname}")
        return words

    def options(self) -> dict[str, object]:
        """For modules/serve.js."""
        return {"port": self.port, "hostname": self.hostname}


def take(words: Sequence[str]) -> tuple[Serve, list[str]]:
    """Takes its own options from those before the file; gives the other words, too. Raises ValueError."""
    serve = Serve()
    rest: list[str] = []
    at = 0
    while at < len(words) and words[at][:1] == "-" and words[at] != "--":
        name, equals, value = words[at].partition("=")
        at += 1
        if name not in ("--port", "--host", "--hostname", "--workers"):
            rest.append(words[at - 1])
            continue
        if not equals:
            if at == len(words):
                raise ValueError(f"{name} requires an argument")
            value = words[at]
            at += 1
        if name == "--port":
            serve.port = number(name, value, 65535)
        elif name == "--workers":
            serve.workers = cores() if value == "auto" else number(name, value, 1024)
        else:
            serve.hostname = value
    return serve, [*rest, *words[at:]]


def number(name: str, text: str, largest: int) -> int:
    """A number from 0 (for workers: 1) to `largest`. Raises ValueError."""
    least = 1 if name == "--workers" else 0
    if not (text.isascii() and text.isdigit() and least <= int(text) <= largest):
        raise ValueError(f"{name} must be a number from {least} to {largest}")
    return int(text)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


class Supervisor:
    """Keeps the workers running."""

    def __init__(self, command: list[str], count: int) -> None:
        self.command = command
        self.count = count
        self.workers: dict[int, tuple[int, float, subprocess.Popen[bytes]]] = {}  # by pid: number, start
        self.retiring: list[int] = []  # pids of those that are to be replaced
        self.early = 0
        self.stopping = False
        self.code = 0

    def start(self, index: int) -> None:
        """Starts a worker."""
        env = os.environ | {"NAJA_WORKER": str(index), "NAJA_REUSE_PORT": "1"}
        worker = subprocess.Popen(self.command, env=env)
        self.workers[worker.pid] = (index, time.monotonic(), worker)

    def on_stop(self, signum: int, frame: object) -> None:
        """Ends the workers; at once, when asked again."""
        self.send(signal.SIGKILL if self.stopping else signal.SIGTERM)
        if not self.stopping:
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        self.stopping = True

    def on_alarm(self, signum: int, frame: object) -> None:
        """The workers have had their time to end; or a replacement has had its time to start."""
        if self.stopping:
            self.send(signal.SIGKILL)
        elif self.retiring:
            os.kill(self.retiring[0], signal.SIGTERM)

    def on_reload(self, signum: int, frame: object) -> None:
        """Replaces the workers, one after the other; each replacement starts before the old one ends."""
        if not self.retiring and not self.stopping:
            self.retiring = list(self.workers)
            self.replace()

    def replace(self) -> None:
        """Starts another worker for the next one that is to end."""
        if self.retiring:
            self.start(self.workers[self.retiring[0]][0])
            signal.setitimer(signal.ITIMER_REAL, START_TIME)

    def send(self, signum: signal.Signals) -> None:
        """Sends a signal to every worker."""
        for pid in list(self.workers):
            try:
                os.kill(pid, signum)
            except ProcessLookupError:
                continue  # it is waited for right now

    def ended(self, pid: int, status: int) -> None:
        """A worker has ended."""
        index, begin, worker = self.workers.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        worker.returncode = code
        if self.stopping:
            return
        if pid in self.retiring:
            self.retiring.remove(pid)
            self.replace()
            return
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        self.early = self.early + 1 if time.monotonic() - begin < EARLY else 0
        if self.early >= MAX_EARLY:
            sys.stderr.write(f"naja: worker {index} {how}; it is not started again\n")
            self.code = 1
            self.on_stop(0, None)
            return
        sys.stderr.write(f"naja: worker {index} {how}; another one is started\n")
        self.start(index)

    def run(self) -> int:
        """Until all have ended; the exit code."""
        signal.signal(signal.SIGTERM, self.on_stop)
        signal.signal(signal.SIGINT, self.on_stop)
        signal.signal(signal.SIGHUP, self.on_reload)
        signal.signal(signal.SIGALRM, self.on_alarm)
        for index in range(self.count):
            self.start(index)
        while self.workers:
            pid, status = os.wait()
            if pid in self.workers:
                self.ended(pid, status)
        return self.code


def supervise(serve: Serve, exec_path: str, exec_argv: list[str], rest: list[str]) -> int:
    """Runs the workers; the exit code of the command."""
    return Supervisor([exec_path, *serve.words(), *exec_argv, *rest], serve.workers).run()
