"""The `naja` command. Only what every start needs is here; options are read by `parse`, which a plain
`naja FILE ARGUMENTS` never imports."""

import sys
from posix import environ, getcwd, unsetenv  # os, which takes a millisecond to import, is made of these

# Words that begin a command rather than name a file.
COMMANDS = frozenset(["run", "serve"])


def main() -> int:
    """Runs the command line in `sys.argv`; returns the exit code of the process."""
    words = sys.argv[1:]
    if (
        words
        and words[0][:1] not in ("-", "")
        and words[0] not in COMMANDS
        and b"NODE_OPTIONS" not in environ
    ):
        options: dict[str, object] = {"entry": "file", "argv": words, "execArgv": [], "flags": {}}
    else:
        from .parse import UsageError, read

        try:
            parsed = read(words, environ.get(b"NODE_OPTIONS", b"").decode(errors="surrogateescape"))
            if (code := parsed.act()) is not None:
                return code
            options = parsed.options()
        except UsageError as error:
            sys.stderr.write(f"naja: {error}\n")
            return UsageError.exit_code
    options["argv0"] = sys.argv[0]
    options["execPath"] = exec_path()
    if b"NAJA_WATCH_FD" in environ:  # see watch.py; not for the program's own children
        options["watchFd"] = int(environ[b"NAJA_WATCH_FD"])
        unsetenv(b"NAJA_WATCH_FD")
    from naja.runtime import run

    return run(options)


def exec_path() -> str:
    """The absolute path of the program to start when someone wants another Naja."""
    path = sys.argv[0]
    if path.endswith("__main__.py"):  # python -m naja
        return sys.executable[: sys.executable.rfind("/") + 1] + "naja"
    if path.startswith("/"):
        return path
    while path.startswith("./"):
        path = path[2:]
    return f"{getcwd()}/{path}"
