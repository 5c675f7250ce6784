"""Objects of a sandboxed process, as its host sees them: each use goes over the channel."""

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .runtime import ProcessRuntime

# What a child is asked for, by number: ext/sandbox/child.js has the same.
EVALUATE, RUN, IMPORT, CALL, CONSTRUCT, GET, SET, HAS, KEYS, TEXT, CALL_METHOD = range(11)
EVALUATE_ASYNC, OFFER, DELETE, LOOK, CALL_NAMED, IDLE = range(11, 17)
AWAIT = 100


class RemoteObject:
    """An object of JavaScript in a sandboxed process. Attributes and items are its properties."""

    __slots__ = ("__weakref__", "_naja_name", "_naja_number", "_naja_runtime", "_naja_times")

    def __init__(self, runtime: "ProcessRuntime", number: int, name: str) -> None:
        object.__setattr__(self, "_naja_runtime", runtime)
        object.__setattr__(self, "_naja_number", number)
        object.__setattr__(self, "_naja_name", name)
        object.__setattr__(self, "_naja_times", 0)

    def __getitem__(self, key: str | int) -> Any:
        return self._naja_runtime._ask(GET, self, key)

    def __setitem__(self, key: str | int, value: object) -> None:
        self._naja_runtime._ask(SET, self, key, value)

    def __contains__(self, key: str | int) -> bool:
        return bool(self._naja_runtime._ask(HAS, self, key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._naja_runtime._ask(KEYS, self))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self[name]
        if isinstance(value, RemoteFunction):
            return RemoteMethod(self, name, value)
        if value is None and name not in self:
            raise AttributeError(name)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        self[name] = value

    def __str__(self) -> str:
        return str(self._naja_runtime._ask(TEXT, self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._naja_name}>"

    def __del__(self) -> None:
        self._naja_runtime._release(self._naja_number, self._naja_times)


class RemoteFunction(RemoteObject):
    """A function in a sandboxed process."""

    __slots__ = ()

    def __call__(self, *arguments: object) -> Any:
        """Calls it."""
        return self._naja_runtime._ask(CALL, self, None, list(arguments))

    def new(self, *arguments: object) -> Any:
        """`new f(...)`."""
        return self._naja_runtime._ask(CONSTRUCT, self, list(arguments))

    async def call_async(self, *arguments: object) -> Any:
        """Calls it, and awaits what it gives where that is a promise."""
        result = await self._naja_runtime._ask_async(CALL, self, None, list(arguments))
        return await result if isinstance(result, RemotePromise) else result


class RemoteMethod:
    """A function that was read from an object, to be called as its method."""

    __slots__ = ("_function", "_object", "name")

    def __init__(self, owner: RemoteObject, name: str, function: RemoteFunction) -> None:
        self._object, self.name, self._function = owner, name, function

    def __call__(self, *arguments: object) -> Any:
        """Calls it on its object."""
        return self._object._naja_runtime._ask(CALL_METHOD, self._object, self.name, list(arguments))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)

    def __repr__(self) -> str:
        return f"<method {self.name} of {self._object!r}>"


class RemotePromise(RemoteObject):
    """A promise: `await` it, or wait for its `result()`."""

    __slots__ = ()

    def result(self, timeout: float | None = None) -> Any:
        """What it is resolved with. Raises JSError where it is rejected, SandboxTimeout where it takes too long."""
        return self._naja_runtime._ask(AWAIT, self, timeout=timeout)

    def __await__(self) -> Generator[Any, None, Any]:
        # The coroutine holds the promise for as long as it is waited for.
        waiting: Generator[Any, None, Any] = self._naja_runtime._ask_async(AWAIT, self).__await__()
        return waiting


KINDS: dict[str, Callable[["ProcessRuntime", int, str], RemoteObject]] = {
    "function": RemoteFunction,
    "promise": RemotePromise,
}
