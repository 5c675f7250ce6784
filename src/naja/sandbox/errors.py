"""What goes wrong with a sandbox, as exceptions: also those of naja.Runtime, where it has one for the same."""

from naja.python.errors import ClosedError, Exit, Interrupted, MemoryLimitError, TimeoutError


class SandboxError(RuntimeError):
    """Anything that is about the sandbox itself, and not an exception of the program in it."""


class SandboxUnavailable(SandboxError):
    """This machine cannot make the sandbox that was asked for. `missing` names the layers."""

    def __init__(self, message: str, missing: list[str] | None = None) -> None:
        super().__init__(message)
        self.missing = missing or []


class SandboxClosed(SandboxError, ClosedError):
    """The sandbox has been closed, or has ended before."""


class SandboxCrashed(SandboxError):
    """The sandboxed process has ended on its own: a crash, process.exit(), or a forbidden system call.

    `exit_code` is its code, negative for a signal; `stderr` the last of what it wrote there."""

    def __init__(self, message: str, exit_code: int | None = None, stderr: str = "") -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.stderr = stderr


class SandboxExit(SandboxCrashed, Exit):
    """The process has ended with an exit code: its program called process.exit(). `code` is that code."""

    def __init__(self, message: str, exit_code: int, stderr: str = "") -> None:
        super().__init__(message, exit_code, stderr)
        self.code = exit_code


class SandboxTimeout(SandboxError, TimeoutError):
    """A call took longer than it may; the process has been ended."""


class SandboxInterrupted(SandboxError, Interrupted):
    """`interrupt()` has ended the process."""


class SandboxMemoryExceeded(SandboxCrashed, MemoryLimitError):
    """The process took more memory than it may, and has been ended."""


class SandboxProtocolError(SandboxCrashed):
    """The process sent what no honest one sends; it has been ended."""
