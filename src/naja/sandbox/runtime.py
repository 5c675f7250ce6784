"""`naja.Runtime(isolation="process")`: JavaScript in a process that the kernel confines."""

import os
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from .connection import Connection, Sink, text_sink
from .errors import SandboxUnavailable
from .grants import grants
from .limits import Limits
from .remote import KINDS, RemoteObject, RemotePromise
from .spawn import environment, start, warden

EVALUATE, RUN, IMPORT = 0, 1, 2
SET, GET = 6, 5
MIB = 1024 * 1024
START_TIMEOUT = 30.0

Output = Callable[[str], object] | Any | None


class ProcessRuntime:
    """JavaScript in a child process, for code that may be hostile.

    The child has no rights but those of `permissions` (none, unless told), whatever code it runs: seccomp, landlock,
    limits and namespaces of the kernel say so, and not only the runtime. Values cross as copies: None, booleans,
    numbers, strings, bytes, lists, dicts, sets, datetimes; everything else of JavaScript's is a RemoteObject. Python
    functions in `globals` can be called; `async` ones give promises. No other object of Python's can be sent at all.

    permissions: see naja.Permissions, or a dict of its arguments; memory_limit: bytes; timeout: seconds for each call,
    after which the child is ended; cpu_limit: seconds of processor time in all; modules, root: the folder that
    specifiers are resolved from, and may be loaded from; stdout, stderr: callables, files, None for the host's own;
    env: more variables; output_limit, message_limit: bytes in all, and of one message; strict: refuse to start where
    a layer is missing.

    Raises SandboxUnavailable where no child can be started. Calls raise JSError, SandboxTimeout, SandboxMemoryExceeded,
    SandboxCrashed (the child has ended; the host goes on) and SandboxClosed. One that has ended stays so: make another.
    """

    def __init__(
        self,
        *,
        permissions: object = None,
        memory_limit: int | None = 512 * MIB,
        timeout: float | None = None,
        cpu_limit: float | None = None,
        modules: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
        globals: Mapping[str, object] | None = None,
        stdout: Output = None,
        stderr: Output = None,
        argv: Iterable[str] = (),
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        root: str | os.PathLike[str] | None = None,
        strict: bool = False,
        output_limit: int | None = 64 * MIB,
        message_limit: int = 32 * MIB,
        max_files: int = 256,
        max_threads: int = 64,
        max_file_size: int | None = 1024 * MIB,
    ) -> None:
        if not sys.platform.startswith("linux"):
            raise SandboxUnavailable('isolation="process" needs Linux', ["linux"])
        folders = [modules] if isinstance(modules, (str, os.PathLike)) else list(modules or ())
        if root is not None:
            folders.insert(0, root)
        readable = [os.path.realpath(folder) for folder in folders]
        granted = grants(permissions)
        granted.policy.base += readable
        home = os.path.realpath(cwd if cwd is not None else readable[0] if readable else "/")
        options: dict[str, object] = {
            "entry": "sandbox",
            "argv": ["", *argv],
            "execArgv": [],
            "flags": {},
            "argv0": "naja",
            "execPath": "/naja",
            **granted.options(readable),
        }
        self._timeout = timeout
        self._objects: weakref.WeakValueDictionary[int, RemoteObject] = weakref.WeakValueDictionary()
        child = start(
            policy=granted.policy,
            limits=Limits(
                memory=memory_limit,
                cpu=None if cpu_limit is None else max(1, round(cpu_limit)),
                files=max_files,
                threads=max_threads,
                file_size=max_file_size,
            ),
            options=options,
            strict=strict,
            env=environment(granted.env, env),
            cwd=home,
        )
        me = weakref.ref(self)

        def made() -> Callable[[int, str, str], object]:
            runtime = me()
            return runtime._object if runtime is not None else lambda number, kind, name: None

        self._connection = Connection(
            child,
            {1: sink(stdout, 1), 2: sink(stderr, 2)},
            message_limit=message_limit,
            output_limit=output_limit,
            exposed=made,
        )
        self._finalizer = weakref.finalize(self, self._connection.end, "close")
        report = self._connection.ready.result(START_TIMEOUT)
        self.layers: list[str] = report["layers"]
        self.missing: list[str] = report["missing"]
        self.absent: list[str] = report["absent"]
        if strict and self.missing:
            self.close()
            raise SandboxUnavailable(f"this machine lacks {', '.join(self.missing)}", self.missing)
        if memory_limit is not None:
            warden().watch(child)
        for name, value in (globals or {}).items():
            self.set_global(name, value)

    # --- what the parts of this package use

    def _ask(self, kind: int, *arguments: object, timeout: float | None = None) -> Any:
        return self._connection.request(
            kind, *numbered(arguments), timeout=self._timeout if timeout is None else timeout
        )

    async def _ask_async(self, kind: int, *arguments: object, timeout: float | None = None) -> Any:
        return await self._connection.request_async(
            kind, *numbered(arguments), timeout=self._timeout if timeout is None else timeout
        )

    def _object(self, number: int, kind: str, name: str) -> object:
        found = self._objects.get(number)
        if found is None:
            found = KINDS.get(kind, RemoteObject)(self, number, name)
            self._objects[number] = found
        object.__setattr__(found, "_naja_times", found._naja_times + 1)
        return found

    def _release(self, number: int, times: int) -> None:
        self._connection.released += [number, times]

    # --- the API

    def eval(self, code: str, *, filename: str | None = None, timeout: float | None = None) -> Any:
        """Runs a script in the global scope; its completion value. A promise is a RemotePromise."""
        return self._ask(EVALUATE, code, filename, timeout=timeout)

    async def eval_async(
        self, code: str, *, filename: str | None = None, timeout: float | None = None
    ) -> Any:
        """The same for asyncio; a promise is awaited."""
        result = await self._ask_async(EVALUATE, code, filename, timeout=timeout)
        return await result if isinstance(result, RemotePromise) else result

    def run(self, file: str | os.PathLike[str], *, timeout: float | None = None) -> RemoteObject:
        """Runs a file as a module; its namespace. The file must be readable to the child."""
        return self._settled(self._ask(RUN, os.path.realpath(file), timeout=timeout), timeout)

    def import_(self, specifier: str, *, timeout: float | None = None) -> RemoteObject:
        """`import(specifier)`, from the folder of `modules`; the module's namespace."""
        return self._settled(self._ask(IMPORT, specifier, timeout=timeout), timeout)

    async def run_async(self, file: str | os.PathLike[str], *, timeout: float | None = None) -> RemoteObject:
        """`run` for asyncio."""
        result: RemotePromise = await self._ask_async(RUN, os.path.realpath(file), timeout=timeout)
        namespace: RemoteObject = await result
        return namespace

    async def import_async(self, specifier: str, *, timeout: float | None = None) -> RemoteObject:
        """`import_` for asyncio."""
        result: RemotePromise = await self._ask_async(IMPORT, specifier, timeout=timeout)
        namespace: RemoteObject = await result
        return namespace

    def _settled(self, promise: RemotePromise, timeout: float | None) -> RemoteObject:
        namespace: RemoteObject = promise.result(timeout)
        return namespace

    def get_global(self, name: str) -> Any:
        """A property of globalThis."""
        return self._ask(GET, 0, name)

    def set_global(self, name: str, value: object) -> None:
        """Sets a property of globalThis."""
        self._ask(SET, 0, name, value)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._connection.child.process.pid

    @property
    def closed(self) -> bool:
        """Whether it has ended, for whatever reason."""
        return self._connection.ended is not None

    def interrupt(self) -> None:
        """From any thread: ends the child, and with it what it does; waiting calls raise SandboxTimeout."""
        self._connection.end("timeout")

    def close(self) -> None:
        """Ends the child, and waits for its end. More than once is once."""
        self._finalizer()
        self._connection.thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<naja.sandbox.ProcessRuntime {'closed' if self.closed else f'pid {self.pid}'}>"


def numbered(arguments: tuple[object, ...]) -> list[object]:
    """The object that a request is about is sent as its number."""
    if arguments and isinstance(arguments[0], RemoteObject):
        return [arguments[0]._naja_number, *arguments[1:]]
    return list(arguments)


def sink(output: Output, descriptor: int) -> Sink:
    """Where output goes: a callable, a file of text, or the host's own descriptor."""
    if output is None:
        return lambda data: write_all(descriptor, data)
    if callable(output):
        return text_sink(output)
    return text_sink(output.write)


def write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


__all__ = ["Path", "ProcessRuntime"]
