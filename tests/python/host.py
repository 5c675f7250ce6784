"""Runs a JavaScript program with a binding of these ops: `host.py SOURCE_FOLDER PROGRAM`. Started by test_ops.py."""

import sys
import time
import types

package, program = sys.argv[1:3]
sys.path.insert(0, package)

from naja import JSError, op  # noqa: E402


@op
def noop() -> None:
    """Does nothing."""


@op
def echo(value: object) -> object:
    """Gives its argument back."""
    return value


@op
def type_name(value: object) -> str:
    """What the argument is in Python."""
    return type(value).__name__


@op
def double_all(data: memoryview) -> int:
    """Doubles bytes where they lie."""
    for i, byte in enumerate(data):
        data[i] = byte * 2 % 256
    return len(data)


@op
def no_such_file() -> None:
    """Raises as the system does."""
    open("/no/such/file")


@op
def coded() -> None:
    """Raises what JavaScript shall see."""
    raise JSError("that is too much", "ERR_OUT_OF_RANGE", "RangeError", {"limit": 3})


@op
def broken() -> None:
    """Raises something unforeseen."""
    {}["missing"]


@op
def call_with(function: object, *arguments: object) -> object:
    """Calls a JavaScript function."""
    assert callable(function)
    return function(*arguments)


@op
def catch(function: object) -> list[object]:
    """Calls a JavaScript function that throws."""
    assert callable(function)
    try:
        function()
    except JSError as error:
        return [error.kind, error.message, error.code, error.js_stack is not None]
    return []


@op
def unfit() -> object:
    """Gives what JavaScript has nothing for."""
    return object()


@op(blocking=True)
def sleep(seconds: float, value: object) -> object:
    """Waits on the thread pool."""
    time.sleep(seconds)
    return value


@op(blocking=True)
def sleep_and_fail() -> None:
    """Fails on the thread pool."""
    raise ValueError("on another thread")


@op
async def later(value: object) -> object:
    """Waits on asyncio's loop."""
    import asyncio

    await asyncio.sleep(0.01)
    return value


@op
async def later_fail() -> None:
    """Fails on asyncio's loop."""
    raise LookupError("in a coroutine")


binding = types.ModuleType("naja.ext.testing.binding")
vars(binding).update({name: value for name, value in globals().items() if hasattr(value, "__naja_op__")})

sys.modules["naja.ext.testing"] = types.ModuleType("naja.ext.testing")
sys.modules["naja.ext.testing.binding"] = binding

from naja.runtime import run  # noqa: E402

flags = {"--expose-internals": True, "--expose-gc": True}
options: dict[str, object] = {
    "entry": "file",
    "argv": [program],
    "execArgv": [],
    "flags": flags,
    "argv0": "naja",
}
sys.exit(run(options | {"execPath": "naja", "v8Flags": "--expose-gc"}))
