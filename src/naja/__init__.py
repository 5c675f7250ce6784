"""Naja: a JavaScript runtime whose systems language is Python."""

TYPE_CHECKING = False  # type checkers know the name; typing would take milliseconds to import
if TYPE_CHECKING:
    from naja.python.errors import JSError as JSError
    from naja.python.ops import op as op

__version__ = "0.1.0"


def get_include() -> str:
    """The folder of the headers that native addons are compiled against: node_api.h, uv.h and the like."""
    return f"{__file__.rpartition('/')[0]}/lib/include/node"


def __getattr__(name: str) -> object:
    """What Python programs import from here, loaded when it is asked for: start-up time is a feature."""
    if name == "op":
        from naja.python.ops import op

        return op
    if name == "JSError":
        from naja.python.errors import JSError

        return JSError
    raise AttributeError(f"module 'naja' has no attribute '{name}'")
