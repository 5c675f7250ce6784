"""Starting the runtime: from the command's options to the loop."""

import sys
from posix import environ

FOLDER = __file__[: __file__.rfind("/")]
LIBRARIES = FOLDER + "/lib"
# What Node.js turns on as well, or its newer V8 has. Code caches are only good under the flags they were made with.
V8_FLAGS = "--js-source-phase-imports --js-upsert"


def run(options: dict[str, object]) -> int:
    """Runs a program as the command line asked for it; returns the exit code of the process.

    `options` is what bootstrap/main.js and modules/main.js read; V8's own flags (`v8Flags`) are taken from it here,
    and where Naja's own libraries lie (`libraries`) is added.
    """
    from naja.loop import core

    options["libraries"] = LIBRARIES
    permissions = options.pop("permissions", None)
    state = 0
    if permissions is not None:
        from naja.ext.permissions.binding import new_state

        argv = options.get("argv")
        entry = argv[0] if isinstance(argv, list) and argv and options["entry"] == "file" else None
        state = new_state(permissions, True, entry)
        options["restricted"] = state != 0
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
