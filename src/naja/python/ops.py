"""Ops: Python functions that JavaScript calls. One line names one:

    @op                     def hostname() -> str: ...
    @op(blocking=True)      def lookup(name: str) -> list[str]: ...    # on the thread pool; gives a Promise
    @op                     async def fetch(url: str) -> bytes: ...    # on an asyncio loop; gives a Promise

In JavaScript an op is `binding('NAME').lookup`, its name in camelCase. Arguments arrive as None, bool, int (any
integral number), float, str, list, dict, memoryview (of a Uint8Array's own memory, no copy) or a callable (a JavaScript
function, to be called on the thread that runs JavaScript); results may be the same, bytes becoming a Uint8Array.
What JavaScript is to hold between two calls is a `naja.python.bridge.State`, whose `value` is whatever Python wants:
JavaScript gives it back to other ops and can do nothing else with it; it goes with the JavaScript value, or with its
environment. A number in a table would be every environment's to name.
An exception becomes a JavaScript Error; raise `naja.python.errors.JSError` to say which.
"""

from collections.abc import Callable
from typing import Any, TypeVar, overload

SYNC, BLOCKING, ASYNC = 0, 1, 2
CO_COROUTINE = 0x80

Function = TypeVar("Function", bound=Callable[..., Any])


@overload
def op(function: Function) -> Function: ...
@overload
def op(*, blocking: bool = False, name: str | None = None) -> Callable[[Function], Function]: ...
def op(function: Any = None, *, blocking: bool = False, name: str | None = None) -> Any:
    """Marks a function as an op; see the module's text. `name` is JavaScript's name for it, camelCase by default."""

    def mark(target: Any) -> Any:
        code = getattr(target, "__code__", None)
        is_async = code is not None and bool(code.co_flags & CO_COROUTINE)
        kind = ASYNC if is_async else BLOCKING if blocking else SYNC
        target.__naja_op__ = (name or camel_case(target.__name__), kind)
        return target

    return mark if function is None else mark(function)


def camel_case(name: str) -> str:
    """get_peer_name -> getPeerName."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def ops_of(module: object) -> list[tuple[str, Callable[..., Any], int]]:
    """The ops of a module: JavaScript's name, the function, its kind."""
    return [
        (mark[0], value, mark[1])
        for value in vars(module).values()
        if (mark := getattr(value, "__naja_op__", None)) is not None
    ]
