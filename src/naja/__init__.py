"""Naja: a JavaScript runtime whose systems language is Python."""

TYPE_CHECKING = False  # type checkers know the name; typing would take milliseconds to import
if TYPE_CHECKING:
    from naja.permissions import Permissions as Permissions
    from naja.python.bridge import Array as Array
    from naja.python.bridge import JSFunction as JSFunction
    from naja.python.bridge import JSObject as JSObject
    from naja.python.bridge import JSPromise as JSPromise
    from naja.python.bridge import JSSymbol as JSSymbol
    from naja.python.bridge import empty as empty
    from naja.python.bridge import gc as gc
    from naja.python.embedding import Runtime as Runtime
    from naja.python.errors import ClosedError as ClosedError
    from naja.python.errors import Exit as Exit
    from naja.python.errors import Interrupted as Interrupted
    from naja.python.errors import JSError as JSError
    from naja.python.errors import MemoryLimitError as MemoryLimitError
    from naja.python.errors import TimeoutError as TimeoutError
    from naja.python.ops import op as op
    from naja.python.options import ProcessOptions as ProcessOptions
    from naja.python.options import RuntimeOptions as RuntimeOptions
    from naja.sandbox import SandboxClosed as SandboxClosed
    from naja.sandbox import SandboxCrashed as SandboxCrashed
    from naja.sandbox import SandboxError as SandboxError
    from naja.sandbox import SandboxExit as SandboxExit
    from naja.sandbox import SandboxInterrupted as SandboxInterrupted
    from naja.sandbox import SandboxMemoryExceeded as SandboxMemoryExceeded
    from naja.sandbox import SandboxTimeout as SandboxTimeout
    from naja.sandbox import SandboxUnavailable as SandboxUnavailable
    from naja.sandbox import isolation_report as isolation_report

__version__ = "0.1.0"


def get_include() -> str:
    """The folder of the headers that native addons are compiled against: node_api.h, uv.h and the like."""
    return f"{__file__.rpartition('/')[0]}/lib/include/node"


# What Python programs import from here, and the module that has it: loaded when it is asked for, as start-up time is a
# feature.
_EXPORTS = {
    "Array": "bridge",
    "ClosedError": "errors",
    "Exit": "errors",
    "Interrupted": "errors",
    "JSError": "errors",
    "JSFunction": "bridge",
    "JSObject": "bridge",
    "JSPromise": "bridge",
    "JSSymbol": "bridge",
    "MemoryLimitError": "errors",
    "ProcessOptions": "options",
    "Runtime": "embedding",
    "RuntimeOptions": "options",
    "TimeoutError": "errors",
    "empty": "bridge",
    "gc": "bridge",
    "op": "ops",
}
# Of naja.sandbox.
_SANDBOX = frozenset(
    """
    SandboxClosed SandboxCrashed SandboxError SandboxExit SandboxInterrupted SandboxMemoryExceeded SandboxTimeout
    SandboxUnavailable isolation_report
    """.split()
)


def load_ipython_extension(shell: object) -> None:
    """`%load_ext naja` in IPython and Jupyter: cells that begin with %%js are JavaScript's."""
    from naja.jupyter import load_ipython_extension as load

    load(shell)


def __getattr__(name: str) -> object:
    if name == "Permissions":
        from naja.permissions import Permissions

        return Permissions
    if name in _SANDBOX:
        from naja import sandbox

        return getattr(sandbox, name)
    if (module := _EXPORTS.get(name)) is None:
        raise AttributeError(f"module 'naja' has no attribute '{name}'")
    value: object = getattr(__import__(f"naja.python.{module}", None, None, (name,)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_EXPORTS, *_SANDBOX, "Permissions"])
