"""JavaScript in a process of its own that the kernel confines. docs/security.md says what that promises."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .errors import SandboxClosed as SandboxClosed
    from .errors import SandboxCrashed as SandboxCrashed
    from .errors import SandboxError as SandboxError
    from .errors import SandboxExit as SandboxExit
    from .errors import SandboxInterrupted as SandboxInterrupted
    from .errors import SandboxMemoryExceeded as SandboxMemoryExceeded
    from .errors import SandboxProtocolError as SandboxProtocolError
    from .errors import SandboxTimeout as SandboxTimeout
    from .errors import SandboxUnavailable as SandboxUnavailable
    from .pool import Pool as Pool
    from .report import isolation_report as isolation_report
    from .runtime import ProcessRuntime as ProcessRuntime


def __getattr__(name: str) -> object:
    if name == "ProcessRuntime":
        from .runtime import ProcessRuntime

        return ProcessRuntime
    if name == "Pool":
        from .pool import Pool

        return Pool
    if name == "isolation_report":
        from .report import isolation_report

        return isolation_report
    if name.startswith("Sandbox"):
        from . import errors

        return getattr(errors, name)
    raise AttributeError(f"module 'naja.sandbox' has no attribute '{name}'")
