"""Starting sandboxed processes, and watching the memory of those that run.

One thread of the host does both: the kernel ends a child when the *thread* that has started it ends, so that it must be
one that stays as long as the host.
"""

import marshal
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from .errors import SandboxUnavailable
from .limits import Limits, processor_time, resident
from .policy import Policy

CHILD = Path(__file__).with_name("child.py")
# How often memory is looked at. What is taken in between is bounded by RLIMIT_DATA.
INTERVAL = 0.02

# V8's own limit of its heap: what a program's objects may take of the memory it has.
HEAP_SHARE = 0.75


class Child:
    """A sandboxed process and its descriptors."""

    def __init__(self, process: "subprocess.Popen[bytes]", channel: socket.socket, limit: int | None) -> None:
        self.process = process
        self.channel = channel
        self.limit = limit
        self.session = True  # whether it leads a group of processes of its own
        self.base = 0  # what it had in use before its program ran
        self.cpu_limit: float | None = None  # seconds of processor time after each thing that it is asked for
        self.cpu_base = 0.0
        self.reason: str | None = None  # why the host has ended it
        self.lock = threading.Lock()

    def kill(self, reason: str) -> None:
        """Ends it and what it has started; the first reason stays."""
        with self.lock:
            if self.process.returncode is None:
                self.reason = self.reason or reason
                with suppress(ProcessLookupError):  # it has ended, and nobody has waited for it yet
                    (os.killpg if self.session else os.kill)(self.process.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Its exit code, once it has ended; negative for a signal."""
        # Popen.wait() would hold its lock while kill() wants the process to be there still.
        os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)
        with self.lock:
            return self.process.wait()

    def count_processor_time(self) -> None:
        """Counts its processor time from here on."""
        if self.cpu_limit is not None:
            self.cpu_base = processor_time(self.process.pid)

    def look(self) -> bool:
        """Ends it where it has taken too much memory or processor time; whether it is to be looked at again."""
        if self.process.returncode is not None:
            return False
        if self.limit is not None and resident(self.process.pid) > self.base + self.limit:
            self.kill("memory")
            return False
        if self.cpu_limit is not None and processor_time(self.process.pid) > self.cpu_base + self.cpu_limit:
            self.kill("cpu")
            return False
        return True


class Warden:
    """The thread that starts and watches."""

    def __init__(self) -> None:
        self.jobs: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self.watched: list[Child] = []
        self.pid = os.getpid()
        threading.Thread(target=self.work, name="naja-sandbox", daemon=True).start()

    def work(self) -> None:
        """The thread."""
        while True:
            try:
                job, future = self.jobs.get(timeout=INTERVAL if self.watched else None)
            except queue.Empty:
                pass
            else:
                try:
                    future.set_result(job())
                except BaseException as error:  # noqa: BLE001: it is raised where it was asked for
                    future.set_exception(error)
            self.watched = [child for child in self.watched if child.look()]

    def do(self, job: Callable[[], Any]) -> Any:
        """Runs something on the thread."""
        future: Future[Any] = Future()
        self.jobs.put((job, future))
        return future.result()

    def watch(self, child: Child) -> None:
        """Looks at its memory from now on."""
        child.base = resident(child.process.pid)
        self.do(lambda: self.watched.append(child))


_warden: Warden | None = None
_lock = threading.Lock()


def warden() -> Warden:
    """The one of this process: another one after a fork."""
    global _warden
    with _lock:
        if _warden is None or _warden.pid != os.getpid():
            _warden = Warden()
        return _warden


def python() -> str:
    """The interpreter to start; where Python is embedded in another program, the one beside it."""
    given = sys.executable
    if given and Path(given).name.startswith("python"):
        return given
    for name in (f"python{sys.version_info[0]}.{sys.version_info[1]}", "python3"):
        found = Path(sys.exec_prefix) / "bin" / name
        if found.exists():
            return str(found)
    raise FileNotFoundError("no Python interpreter to start a sandboxed process with")


def environment(names: bool | list[str], extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child sees of the environment: what it has been allowed, and what its libraries need."""
    wanted = list(os.environ) if names is True else names or []
    kept = {name: os.environ[name] for name in wanted if name in os.environ}
    for name in [name for name in kept if name.startswith(("LD_", "PYTHON", "NODE_OPTIONS", "NAJA_", "UV_"))]:
        del kept[name]
    fixed = {"LANG": "C.UTF-8", "UV_USE_IO_URING": "0"}
    if "NAJA_BUILTINS" in os.environ:
        fixed["NAJA_BUILTINS"] = os.environ["NAJA_BUILTINS"]
    return {**fixed, **kept, **(extra or {}), "UV_USE_IO_URING": "0"}


def start(
    *,
    policy: Policy,
    limits: Limits,
    options: dict[str, object],
    root: str = "/",
    strict: bool = False,
    env: Mapping[str, str],
    cwd: str,
    stdin: int | BinaryIO | None = subprocess.DEVNULL,
    stdout: int | BinaryIO | None = subprocess.PIPE,
    stderr: int | BinaryIO | None = subprocess.PIPE,
    session: bool = True,
) -> Child:
    """Starts a process that confines itself and then runs `options` (see naja.runtime.run); specifiers are
    resolved from `root`."""
    ours, theirs = socket.socketpair()
    if limits.memory is not None:
        heap = max(8, int(limits.memory * HEAP_SHARE) >> 20)
        options = {**options, "v8Flags": f"{options.get('v8Flags', '')} --max-heap-size={heap}".strip()}
    config = {
        "policy": vars(policy),
        "limits": vars(limits),
        "options": {**options, "sandbox": {"fd": theirs.fileno(), "root": root}},
        "strict": strict,
    }
    with theirs:
        command = [python(), "-IS", str(CHILD), str(theirs.fileno())]

        def spawn() -> "subprocess.Popen[bytes]":
            return subprocess.Popen(
                command,
                env=dict(env),
                cwd=cwd,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                pass_fds=(theirs.fileno(),),
                start_new_session=session,
            )

        try:
            process = warden().do(spawn)
        except OSError as error:
            ours.close()
            raise SandboxUnavailable(f"no sandboxed process can be started: {error}") from error
    data = marshal.dumps(config)  # which, unlike json, costs the child nothing to import
    ours.sendall(len(data).to_bytes(4, "little") + data)
    child = Child(process, ours, limits.memory)
    child.session = session
    return child
