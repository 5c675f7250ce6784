"""The child's side of a sandbox: the channel to the host, and the moment from which the filters hold."""

from naja.ext.sandbox.channel import __naja_init__ as __naja_init__
from naja.python.ops import op, ops_of


@op
def seal() -> None:
    """Puts the filter of system calls and the limit of memory in force, for all threads and for good."""
    from naja.sandbox import child

    child.seal()


__naja_ops__ = ops_of(__import__("sys").modules[__name__])
