"""`naja.Runtime(isolation="process")`: JavaScript in a process that the kernel confines."""

import os
import sys
import warnings
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from naja.python.globals import Globals

from .connection import Connection, Sink, text_sink
from .errors import SandboxExit, SandboxUnavailable
from .grants import grants
from .limits import MIB, Limits
from .offered import check
from .offered import modules as members_of
from .remote import (
    CALL_NAMED,
    DELETE,
    EVALUATE,
    EVALUATE_ASYNC,
    HAS,
    IDLE,
    IMPORT,
    KEYS,
    KINDS,
    LOOK,
    OFFER,
    RUN,
    SET,
    RemoteObject,
    RemotePromise,
)
from .spawn import environment, start, warden

if TYPE_CHECKING:
    from naja.python.embedding import Runtime as Base
else:
    Base = object  # naja.Runtime itself brings the engine into this process: it says that this is one of its kind

START_TIMEOUT = 30.0
LEAST_MEMORY = 8 * MIB

Output = Callable[[str], object] | Any | None
Folders = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class ProcessRuntime(Base):
    """A naja.Runtime in a child process, for code that may be hostile: `naja.Runtime(isolation="process")`.

    The child has no rights but those of `permissions` (none, unless told), whatever code it runs: seccomp, landlock,
    limits and namespaces of the kernel say so, and not only the runtime. Values cross as copies: None, booleans,
    numbers, strings, bytes, lists, dicts, sets, datetimes; everything else of JavaScript's is a RemoteObject. Python
    functions in `globals` and `modules` can be called; `async` ones give promises. No other object of Python's can be
    sent at all: TypeError says which.

    As for naja.Runtime: permissions, memory_limit (bytes), timeout, cpu_limit (seconds for each call), modules,
    globals, stdout, stderr, on_error, argv, env, cwd, root. A limit that is exceeded ends the child. `modules` may also
    be a folder, or several: specifiers are resolved from the first, all may be read. Besides: output_limit,
    message_limit (bytes in all, and of one message), max_files, max_threads, max_file_size; strict: refuse to start
    where a layer is missing.

    Raises SandboxUnavailable where no child can be started. Calls raise JSError, SandboxTimeout, SandboxMemoryExceeded,
    SandboxExit, SandboxInterrupted, SandboxCrashed (the child has ended; the host goes on) and SandboxClosed. One that
    has ended stays so: make another.
    """

    def __init__(
        self,
        *,
        permissions: object = None,
        memory_limit: int | None = 512 * MIB,
        timeout: float | None = None,
        cpu_limit: float | None = None,
        modules: Mapping[str, Any] | Folders | None = None,
        globals: Mapping[str, Any] | None = None,
        stdout: Output = None,
        stderr: Output = None,
        on_error: Callable[[BaseException], object] | None = None,
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
        positive(timeout, "timeout")
        positive(cpu_limit, "cpu_limit")
        if memory_limit is not None and memory_limit < LEAST_MEMORY:
            raise ValueError(f"memory_limit must be at least {LEAST_MEMORY} bytes, not {memory_limit!r}")
        offered, folders = split(modules)
        for name, value in (globals or {}).items():
            check(value, f"globals[{name!r}]")
        members = list(members_of(offered))
        outputs: dict[int, Sink] = {1: sink(stdout, 1), 2: sink(stderr, 2)}
        granted = grants(permissions)
        granted.policy.base += folders
        home = os.path.realpath(cwd if cwd is not None else folders[0] if folders else "/")
        options: dict[str, object] = {
            "entry": "sandbox",
            "argv": list(map(str, argv)),
            "execArgv": [],
            "flags": {},
            "argv0": "naja",
            "execPath": "/naja",
            **granted.options(folders),
        }
        self._call_timeout = timeout
        self._objects: weakref.WeakValueDictionary[int, RemoteObject] = weakref.WeakValueDictionary()
        child = start(
            policy=granted.policy,
            limits=Limits(memory=memory_limit, files=max_files, threads=max_threads, file_size=max_file_size),
            options=options,
            root=os.path.realpath(root) if root is not None else folders[0] if folders else home,
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
            outputs,
            message_limit=message_limit,
            output_limit=output_limit,
            exposed=made,
            on_error=on_error,
        )
        self._finalizer = weakref.finalize(self, self._connection.end, "close")
        report = self._connection.ready.result(START_TIMEOUT)
        self.layers: list[str] = report["layers"]
        self.missing: list[str] = report["missing"]
        self.absent: list[str] = report["absent"]
        if strict and self.missing:
            self.close()
            raise SandboxUnavailable(f"this machine lacks {', '.join(self.missing)}", self.missing)
        child.cpu_limit = cpu_limit
        child.count_processor_time()
        if memory_limit is not None or cpu_limit is not None:
            warden().watch(child)
        for name, value in (globals or {}).items():
            self._set_global(name, value)
        for specifier, exports in members:
            self._ask(OFFER, specifier, list(exports), list(exports.values()))

    # --- what the parts of this package use

    def _ask(self, kind: int, *arguments: object, timeout: float | None = None) -> Any:
        return self._connection.request(
            kind, *numbered(arguments), timeout=self._call_timeout if timeout is None else timeout
        )

    async def _ask_async(self, kind: int, *arguments: object, timeout: float | None = None) -> Any:
        return await self._connection.request_async(
            kind, *numbered(arguments), timeout=self._call_timeout if timeout is None else timeout
        )

    def _object(self, number: int, kind: str, name: str) -> object:
        found = self._objects.get(number)
        if found is None:
            found = KINDS.get(kind, RemoteObject)(self, number, name)
            self._objects[number] = found
        object.__setattr__(found, "_naja_times", found._naja_times + 1)
        return found

    def _release(self, number: int, times: int) -> None:
        self._connection.released.append((number, times))

    # --- the API, which is naja.Runtime's

    def eval(self, code: str, *, filename: str = "<eval>", timeout: float | None = None) -> Any:
        """Runs a script in the global scope; its completion value. A promise is a RemotePromise."""
        return self._ask(EVALUATE, code, filename, timeout=timeout)

    async def eval_async(self, code: str, *, filename: str = "<eval>", timeout: float | None = None) -> Any:
        """The same for asyncio, with `await` at the top of the script, too; a promise is awaited."""
        result = await self._ask_async(EVALUATE_ASYNC, code, filename, timeout=timeout)
        return await result if isinstance(result, RemotePromise) else result

    def import_(self, specifier: str, *, timeout: float | None = None) -> Any:
        """`import(specifier)`, from the root; the module's namespace."""
        return self.run_until_complete(self._ask(IMPORT, specifier, timeout=timeout), timeout)

    async def import_async(self, specifier: str) -> Any:
        """`import_` for asyncio."""
        return await (await self._ask_async(IMPORT, specifier))

    def call(self, function: str | Callable[..., Any], *args: Any, timeout: float | None = None) -> Any:
        """Calls a function: one from JavaScript, or a global's name, `"Math.max"`."""
        if isinstance(function, str):
            return self._ask(CALL_NAMED, function, list(args), timeout=timeout)
        before = self._call_timeout
        self._call_timeout = before if timeout is None else timeout
        try:
            return function(*args)
        finally:
            self._call_timeout = before

    def run(self, file: str | os.PathLike[str], *argv: str) -> int:
        """Runs a file as the main program, to its end: until its event loop has nothing left. Its exit code. The file
        must be readable to the child."""
        try:
            return int(self._ask(RUN, os.path.realpath(file), list(argv)))
        except SandboxExit as end:
            return end.code

    async def run_async(self, file: str | os.PathLike[str], *argv: str) -> int:
        """`run` for asyncio."""
        try:
            return int(await self._ask_async(RUN, os.path.realpath(file), list(argv)))
        except SandboxExit as end:
            return end.code

    def run_until(self, done: Callable[[], object], timeout: float | None = None) -> bool:
        """Waits until `done()` is true; False where that took longer than `timeout` seconds. Raises RuntimeError where
        the child's event loop has nothing left that could make it true."""
        return self._connection.request_until(done, IDLE, timeout)

    def run_until_complete(self, promise: Any, timeout: float | None = None) -> Any:
        """Waits until a promise is settled; its value."""
        return promise.result(timeout) if isinstance(promise, RemotePromise) else promise

    def run_until_idle(self) -> None:
        """Waits until the child's event loop has nothing left."""
        self._ask(IDLE)

    def attend(self, future: object = None) -> None:
        """Nothing: the child runs on its own, whatever loop its host has."""

    @property
    def globals(self) -> Globals:
        """The global object's properties, as a mapping."""
        return Globals(self)

    def _get_global(self, name: str) -> tuple[bool, Any]:
        found, value = self._ask(LOOK, 0, name)
        return found, value

    def _set_global(self, name: str, value: object) -> None:
        self._ask(SET, 0, name, value)

    def _has_global(self, name: str) -> bool:
        return bool(self._ask(HAS, 0, name))

    def _delete_global(self, name: str) -> bool:
        return bool(self._ask(DELETE, 0, name))

    def _global_names(self) -> list[str]:
        return list(self._ask(KEYS, 0))

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._connection.child.process.pid

    @property
    def closed(self) -> bool:
        """Whether it has ended, for whatever reason."""
        return self._connection.ended is not None

    def interrupt(self) -> bool:
        """From any thread: ends the child, and with it what it does; waiting calls raise SandboxInterrupted. False
        where nobody waits."""
        if not self._connection.pending:
            return False
        self._connection.end("interrupt")
        return True

    def close(self) -> None:
        """Ends the child, and waits for its end. More than once is once."""
        self._finalizer()
        self._connection.thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "missing") and not self.closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=1)

    def __repr__(self) -> str:
        return f"<naja.Runtime in process {self.pid}{', ended' if self.closed else ''}>"


def positive(seconds: float | None, name: str) -> None:
    """Raises ValueError for a limit that is none."""
    if seconds is not None and not seconds > 0:
        raise ValueError(f"{name} must be a positive number of seconds, not {seconds!r}")


def split(modules: Mapping[str, Any] | Folders | None) -> tuple[Mapping[str, Any], list[str]]:
    """Modules of the host's, and folders."""
    if modules is None:
        return {}, []
    if isinstance(modules, Mapping):
        return modules, []
    folders = [modules] if isinstance(modules, (str, os.PathLike)) else list(modules)
    return {}, [os.path.realpath(folder) for folder in folders]


def numbered(arguments: tuple[object, ...]) -> list[object]:
    """The object that a request is about is sent as its number."""
    if arguments and isinstance(arguments[0], RemoteObject):
        return [arguments[0]._naja_number, *arguments[1:]]
    return list(arguments)


def sink(output: Output, descriptor: int) -> Sink:
    """Where output goes: a file of text, a callable, a descriptor; None is the host's own of that number."""
    if output is None:
        output = descriptor
    if isinstance(output, int):
        number = output
        return lambda data: write_all(number, data)
    write = getattr(output, "write", output)
    if not callable(write):
        raise TypeError(
            f"output goes to a file, a function or a descriptor, not to a {type(output).__name__}"
        )
    return text_sink(write)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes it all, however the system takes it."""
    while data:
        data = data[os.write(descriptor, data) :]
