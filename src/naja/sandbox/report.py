"""What this machine can do to confine a process: tried, not guessed."""

import os
from functools import cache

from . import landlock, seccomp
from .errors import SandboxUnavailable

LAYERS = """
    seccomp landlock-files landlock-net landlock-scope namespace-user namespace-net namespace-ipc namespace-uts
    rlimits capabilities
""".split()


def read_report(data: bytes) -> dict[str, list[str]]:
    """What a child says when it has confined itself: lists of names, with zeros in between."""
    layers, missing, absent = (
        [name for name in part.split("\0") if name]
        for part in data.decode(errors="surrogateescape").split("\0\0")
    )
    return {"layers": layers, "missing": missing, "absent": absent}


@cache
def isolation_report() -> dict[str, object]:
    """Which layers hold for a process that is started with no permissions: one is started, and asked.

    Gives `layers` (name -> bool), `complete`, `landlock` (the version of its interface, 0 for none), `kernel`."""
    from .runtime import ProcessRuntime

    held: list[str] = []
    problem = ""
    try:
        with ProcessRuntime() as runtime:
            held = runtime.layers
    except SandboxUnavailable as error:
        problem = str(error)
    layers = {name: name in held for name in LAYERS}
    return {
        "layers": layers,
        "complete": all(layers.values()),
        "seccomp": seccomp.available(),
        "landlock": landlock.version(),
        "kernel": os.uname().release,
        "problem": problem,
    }
