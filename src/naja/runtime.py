"""Starting the runtime: from the command's options to the loop."""

import sys
from posix import environ

TYPE_CHECKING = False  # typing takes a millisecond to import
if TYPE_CHECKING:
    from naja.permissions import Permissions

FOLDER = __file__[: __file__.rfind("/")]
LIBRARIES = FOLDER + "/lib"
# What Node.js turns on as well, or its newer V8 has. Code caches are only good under the flags they were made with.
V8_FLAGS = "--js-source-phase-imports --js-upsert"


def restrict(permissions: "Permissions", options: dict[str, object]) -> int:
    """What a program may do, as the address of what native code asks; 0: everything."""
    if permissions.unlimited:
        return 0
    from naja.ext.permissions.binding import new_state
    from naja.permissions import Judge

    judge = Judge(permissions)
    argv = options.get("argv")
    entry = (
        str(argv[0]) if isinstance(argv, list) and argv and options["entry"] in ("file", "serve") else None
    )
    judge.admit(entry, LIBRARIES)
    options["restricted"] = permissions.words
    # In Node.js nothing but the entry goes without asking.
    watch = options.get("watchFd")
    descriptors = (watch,) if isinstance(watch, int) else ()
    state: int = new_state(judge, permissions.words == "deno", descriptors)
    return state


def run(options: dict[str, object]) -> int:
    """Runs a program as the command line asked for it; returns the exit code of the process.

    `options` is what bootstrap/main.js and modules/main.js read; V8's own flags (`v8Flags`) are taken from it here,
    and where Naja's own libraries lie (`libraries`) is added.
    """
    from naja.loop import core

    options["libraries"] = LIBRARIES
    permissions: Permissions | None = options.pop("permissions", None)  # type: ignore[assignment]
    state = 0
    if permissions is not None:
        state = restrict(permissions, options)
    try:
        return core.run(
            LIBRARIES,
            FOLDER,
            environ.get(b"NAJA_BUILTINS") == b"src",
            f"{V8_FLAGS} {options.get('v8Flags', '')}".strip().encode(),
            0,
            options,
            None,
            state,
        )
    except RuntimeError as error:
        sys.stderr.write(f"naja: {error}\n")
        return 70
