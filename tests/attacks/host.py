"""A host of attacks: runs programs, one at a time, in its own process or in sandboxed ones, and says what became of
them and of itself. Requests and answers are lines of JSON."""

import asyncio
import builtins
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PRELUDE = (HERE / "prelude.js").read_text()
NATIVE = (HERE.parent / "sandbox" / "native.js").read_text()
SUBREAPER = 36
LONGEST = 200_000
# Descriptors that the runtime keeps for all programs of this process, and opens when the first one needs them.
SPARE = 8
# Python's own doors, which no program may come near.
EVENTS = {
    "os.system", "os.exec", "os.fork", "os.posix_spawn", "subprocess.Popen", "socket.connect", "socket.bind",
    "socket.sendto", "os.remove", "os.rename", "os.mkdir", "os.chmod", "os.kill", "ctypes.dlopen", "pty.spawn",
}  # fmt: skip

seen_events: list[str] = []
watching = False
own_thread = threading.get_ident()


def audit(event: str, arguments: tuple[object, ...]) -> None:
    """Notes what Python is made to do on the thread that runs a program in this process."""
    if watching and event in EVENTS and threading.get_ident() == own_thread:
        seen_events.append(f"{event} {arguments!r}"[:200])


class State:
    """What no program may change in this process."""

    def __init__(self) -> None:
        self.fds = descriptors()
        self.threads = threading.active_count()
        self.parts = self.look()

    def look(self) -> dict[str, object]:
        """The parts that must be the same afterwards."""
        return {
            "builtins": {name: id(value) for name, value in vars(builtins).items() if name != "_"},
            "functions": [id(f) for f in (os.system, json.loads, subprocess.Popen.__init__, socket.socket)],
            "environ": dict(os.environ),
            "path": list(sys.path),
            "cwd": str(Path.cwd()),
            "limits": [resource.getrlimit(kind) for kind in range(16)],
            "signals": [signal.getsignal(n) for n in range(1, 32)],
            "object": [name for name in dir(object) if not name.startswith("__")],
            "streams": [id(sys.stdout), id(sys.stderr), id(sys.stdin)],
            "priority": os.getpriority(os.PRIO_PROCESS, 0),
            "umask": umask(),
            "name": Path("/proc/self/comm").read_text(),
        }

    def changes(self) -> list[str]:
        """What is not as it was."""
        now = self.look()
        found = [f"the host's {name} changed" for name in now if now[name] != self.parts[name]]
        if "attack_canary" in sys.modules:
            found.append("a module was imported into the host")
        deadline = time.monotonic() + 2
        while descriptors() > self.fds + SPARE and time.monotonic() < deadline:
            time.sleep(0.02)
        if descriptors() > self.fds + SPARE:
            found.append(f"descriptors were left open: {descriptors()} of {self.fds}")
        if threading.active_count() > self.threads + 8:
            found.append(f"threads were left: {threading.enumerate()}"[:500])
        return found


def descriptors() -> int:
    """How many are open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def umask() -> int:
    """The mask of new files."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def children() -> set[int]:
    """This process's children, those included whose parents have ended."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found.update(map(int, (task / "children").read_text().split()))
    return found


def memory(name: str) -> int:
    """VmRSS or VmHWM of this process, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0


class Run:
    """One program."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request
        self.told: list[str] = []
        self.size = 0
        self.marks: list[list[str]] = []
        self.wall = 0.0
        self.pid = 0

    def tell(self, *parts: object) -> None:
        """Anything that has come out of the program."""
        text = " ".join(part if isinstance(part, str) else repr(part) for part in parts)
        if self.size < LONGEST:
            self.told.append(text[:LONGEST])
            self.size += len(text)

    def report(self, kind: object = "", label: object = "", text: object = "", *_: object) -> None:
        """The prelude's."""
        if len(self.marks) < 5000:
            self.marks.append([str(kind)[:20], str(label)[:200], str(text)[:400]])
        self.tell(str(text))

    # --- what programs may ask of their host

    def globals(self) -> dict[str, object]:
        """What the host lends."""

        async def later(value: object = None) -> object:
            await asyncio.sleep(0)
            return value

        def fails(*_: object) -> None:
            local_secret = os.environ["ATTACK_SECRET"]
            raise ValueError(f"failed with {len(local_secret)}")

        lent: dict[str, object] = {
            "report": self.report,
            "target": {**self.request["target"], "host": os.getpid()},
            "echo": lambda *values: values[0] if values else None,
            "later": later,
            "fails": fails,
            "length": lambda value=None, *_: (
                len(value) if isinstance(value, (str, bytes, list, dict)) else -1
            ),
        }
        return lent

    # --- the two runtimes

    def in_process(self) -> str:
        """In a sandboxed process."""
        from naja.sandbox import ProcessRuntime

        request = self.request
        folder = str(Path(request["path"]).parent)
        with ProcessRuntime(
            permissions=request["permissions"],
            memory_limit=request["memory"],
            timeout=request["timeout"],
            cpu_limit=request["cpu"],
            globals=self.globals(),
            modules=folder if request["path"].endswith(".mjs") else None,
            stdout=self.tell,
            stderr=self.tell,
            output_limit=4 << 20,
        ) as runtime:
            self.pid = runtime.pid
            runtime.eval(PRELUDE)
            if "/kernel/" in request["path"]:
                from naja.sandbox.syscalls import numbers

                runtime.eval(f"globalThis.nr = {json.dumps(numbers())}")
                runtime.eval(NATIVE)
                runtime.eval((HERE / "kernel.js").read_text())
            if "/protocol/" in request["path"]:
                runtime.eval((HERE / "channel.js").read_text())
            began = time.monotonic()
            try:
                if request["path"].endswith(".mjs"):
                    result: Any = runtime.run(request["path"])
                else:
                    result = runtime.eval(request["source"], filename=request["path"])
                if "Promise" in type(result).__name__:
                    result = result.result()
                self.handle(result)
                self.after(runtime, request["after"])
            finally:
                self.wall = time.monotonic() - began
        return "done"

    def embedded(self) -> str:
        """In this process."""
        import naja

        request = self.request
        permissions: Any = {}
        if request["permissions"] or request["path"].endswith(".mjs"):
            words = dict(request["permissions"])
            if request["path"].endswith(".mjs"):
                words["read"] = [*words.get("read", []), str(Path(request["path"]).parent)]
            permissions = {"permissions": naja.Permissions(**words)}
        with naja.Runtime(
            memory_limit=request["memory"],
            timeout=request["timeout"],
            cpu_limit=request["cpu"],
            globals=self.globals(),
            stdout=self.tell,
            stderr=self.tell,
            on_error=lambda *error: self.tell(*error),
            **permissions,
        ) as runtime:
            runtime.eval(PRELUDE)
            began = time.monotonic()
            try:
                if request["path"].endswith(".mjs"):
                    result: Any = runtime.import_(request["path"])
                else:
                    result = runtime.eval(request["source"], filename=request["path"])
                if type(result).__name__ == "JSPromise":
                    result = result.result(request["timeout"])
                self.handle(result)
                self.after(runtime, request["after"])
            finally:
                self.wall = time.monotonic() - began
        return "done"

    def handle(self, result: Any) -> None:
        """What a host does with a result, and a program may want to make use of: every way of looking at it."""
        looks: list[Callable[[Any], object]] = [str, repr, bool, len, hash, iter, list, int, dir]
        for look in looks:
            try:
                self.tell(str(look(result))[:2000])
            except (TypeError, ValueError, AttributeError, RecursionError):
                continue

    def after(self, runtime: Any, what: str) -> None:
        """What the host does with the runtime once the program has come to its end."""
        if what == "large":  # a request that does not fit into the channel
            runtime.eval(f"/* {'x' * (4 << 20)} */ 1")
        elif what == "wait":  # the program goes on, on timers
            with suppress(AttributeError):
                runtime.run_until_idle()
            runtime.eval("1")
            time.sleep(0.2)
            runtime.eval("new Promise((resolve) => setTimeout(resolve, 200))").result()
        elif what == "await":

            async def main() -> None:
                await runtime.eval_async("globalThis.next?.()")

            asyncio.run(main())
        elif what == "call":  # a function that the program has left, with host's objects
            function = runtime.eval("globalThis.next")
            self.handle(function([1, {"a": b"x"}], lambda *values: values))
        elif what == "globals":
            for name in ("a", "b", "c"):
                self.handle(runtime.globals[name])


class Host:
    """The loop over requests, and what stays the same over them."""

    def __init__(self) -> None:
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
        self.bystander: Any = None
        self.mode = ""

    def start(self, mode: str) -> None:
        """The runtime that is there all the time, beside the attacked ones."""
        self.mode = mode
        if mode == "process":
            from naja.sandbox import ProcessRuntime

            self.bystander = ProcessRuntime(timeout=20)
        else:
            import naja

            self.bystander = naja.Runtime(timeout=20)
        # What the runtime looks up once for this process, and keeps in its cache: the plugins that there are.
        self.bystander.eval("try { require('ext:none') } catch { 0 }")
        self.look_around()
        gc.collect()
        self.state = State()
        self.peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

    def look_around(self) -> list[str]:
        """Whether other runtimes are as they should be: the one that is there, and new ones."""
        code = "[1 + 1, Object.keys(Object.prototype).length, 'polluted' in {}, [].concat(1).length].join()"
        found = []
        if self.bystander.eval(code) != "2,0,false,1":
            found.append("another runtime was changed")
        if self.mode == "embedded":
            import naja

            with naja.Runtime(timeout=20) as fresh:
                if fresh.eval(code) != "2,0,false,1":
                    found.append("a new runtime was changed")
        return found

    def serve(self, request: dict[str, Any]) -> dict[str, Any]:
        """Runs one, and looks at what is left."""
        global watching
        if not self.mode:
            self.start(request["mode"])
        run = Run(request)
        Path("/proc/self/clear_refs").write_text("5")
        before = memory("VmRSS")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = time.process_time()
        family = children()
        began = time.monotonic()
        watching = request["mode"] == "embedded"
        seen_events.clear()
        try:
            outcome = run.in_process() if request["mode"] == "process" else run.embedded()
        except Exception as error:  # noqa: BLE001: whatever a program makes of it
            outcome = type(error).__name__
            run.tell(outcome, *(str(part)[:LONGEST] for part in (error, *error.args)))
            run.tell(str(getattr(error, "stderr", "")), str(getattr(error, "stack", "")))
        watching = False
        closed = time.monotonic() - began
        gc.collect()
        escapes = self.state.changes()
        escapes += [f"Python was made to {event}" for event in seen_events]
        try:
            escapes += self.look_around()
        except Exception as error:
            escapes.append(f"other runtimes no longer work: {type(error).__name__}: {error}")
        escapes += self.left(family)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "outcome": outcome,
            "told": "\n".join(run.told),
            "marks": run.marks,
            "escapes": escapes,
            "wall": run.wall,
            "closed": closed,
            "cpu": (after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime)
            if request["mode"] == "process"
            else time.process_time() - own,
            "host_growth": memory("VmHWM") - before,
            "kept": memory("VmRSS") - before,
            "child_peak": after.ru_maxrss * 1024 if after.ru_maxrss > used.ru_maxrss else 0,
            "secret": os.environ["ATTACK_SECRET"],
        }

    def left(self, family: set[int]) -> list[str]:
        """Processes that have outlived the program; they are ended."""
        deadline = time.monotonic() + 2
        while (more := children() - family) and time.monotonic() < deadline:
            time.sleep(0.01)
            for pid in more:
                with suppress(ChildProcessError, OSError):
                    if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                        os.waitpid(pid, os.WNOHANG)
        for pid in more:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        return [f"processes were left: {sorted(more)}"] if more else []


def main() -> None:
    """Requests from standard input until its end; answers to what was standard output."""
    answers = os.fdopen(os.dup(1), "w")
    requests = os.fdopen(os.dup(0))
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.addaudithook(audit)
    host = Host()
    for line in requests:
        answer = host.serve(json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
