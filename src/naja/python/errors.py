"""Exceptions that cross between JavaScript and Python."""

import builtins

TYPE_CHECKING = False  # typing takes milliseconds to import
if TYPE_CHECKING:
    from typing import Any


class JSError(Exception):
    """A JavaScript exception in Python, or an exception that an op wants JavaScript to see just so.

    message: the error's message; code: its `code` property (Node's ERR_... names), if any; kind: the JavaScript
    constructor (Error, TypeError, RangeError, SyntaxError), or what the error calls itself, also as `name`;
    properties: what else is set on the error object; js_stack: the JavaScript stack, where the exception came from
    there. One that came from JavaScript has `value`, what was thrown: the Error object itself (a JSObject), or any
    other value; raised through to JavaScript again it is that. `cause`, where that is an error, is its `__cause__`.
    """

    __module__ = "naja"

    def __init__(
        self,
        message: str,
        code: str | None = None,
        kind: str = "Error",
        properties: dict[str, object] | None = None,
        js_stack: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.kind = kind
        self.properties = properties or {}
        self.js_stack = js_stack
        self.value: Any = None
        self.from_js = False

    @property
    def name(self) -> str:
        """What the error calls itself: TypeError, AbortError."""
        return self.kind

    @property
    def cause(self) -> BaseException | None:
        """The error's cause, where that is an error."""
        return self.__cause__

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}" if self.from_js else self.message

    def __reduce__(self) -> "tuple[Any, ...]":
        # Without the JavaScript object: that stays where it lives.
        return (JSError, (self.message, self.code, self.kind, dict(self.properties), self.js_stack))


class ClosedError(RuntimeError):
    """A runtime that is closed, or that has ended, was asked for something."""


class Exit(Exception):
    """JavaScript called process.exit() in an embedded runtime, which has ended with it; `code` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"JavaScript ended with exit code {self.code}"


class TimeoutError(builtins.TimeoutError):
    """JavaScript ran for longer than it was given, and was stopped. The runtime can be used further."""


class Interrupted(Exception):
    """JavaScript was stopped by Runtime.interrupt(). The runtime can be used further."""


class MemoryLimitError(MemoryError):
    """JavaScript asked for more memory than it was given, and was stopped for good."""
