"""The sandboxed process. It confines itself, layer by layer, before anything of the program is read; the filter of
system calls comes last, when the engine has started (`seal`, called by the built-in JavaScript)."""

import marshal
import os
import signal
import sys

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if __name__ == "__main__":
    sys.path[:0] = [os.path.dirname(PACKAGE)]

from naja.sandbox import libc, limits, namespaces, policy, seccomp  # noqa: E402

UNAVAILABLE = 71  # the exit code where a layer is missing that must be there

# What seal() needs, and what it has to keep open.
state: "State | None" = None


class State:
    """What this process has been told to be."""

    def __init__(self, config: dict[str, object], fd: int) -> None:
        self.fd = fd
        self.strict = bool(config.get("strict"))
        self.policy = policy.Policy(**config["policy"])  # type: ignore[arg-type]
        self.limits = limits.Limits(**config["limits"])  # type: ignore[arg-type]
        self.options: dict[str, object] = config["options"]  # type: ignore[assignment]
        self.layers: list[str] = []
        self.missing: list[str] = []
        self.absent: list[str] = []
        self.pinned: list[int] = []
        self.sealed = False

    def lacks(self, layer: str) -> None:
        """Notes a layer that this machine does not have."""
        self.missing.append(layer)

    def confine(self) -> None:
        """Every layer but the filter of system calls, while there is one thread."""
        libc.die_with_parent(signal.SIGKILL)
        own = namespaces.enter(net=not self.policy.net) if not self.policy.run else []
        self.layers += [f"namespace-{name}" for name in own]
        if not own and not self.policy.run:
            self.lacks("namespaces")
        limits.before_start(self.limits, bool(own))
        self.layers.append("rlimits")
        libc.no_new_privileges()
        try:
            libc.drop_capabilities()
            self.layers.append("capabilities")
        except OSError:
            self.lacks("capabilities")
        try:
            seccomp.install(policy.before_start().program())
        except (OSError, KeyError):
            self.lacks("seccomp-io-uring")
        rules, self.pinned, self.absent = policy.files(self.policy, PACKAGE)
        rules.restrict()
        self.missing += rules.missing
        if rules.files:
            self.layers.append("landlock-files")
        if rules.net:
            self.layers.append("landlock-net")
        if rules.scoped:
            self.layers.append("landlock-scope")

    def report(self) -> tuple[list[str], list[str], list[str]]:
        """The layers that hold, those that are missing, and the paths that were named and are not there."""
        return self.layers, self.missing, self.absent

    def seal(self) -> None:
        """The filter of system calls; then the host is told which layers hold."""
        if self.sealed:
            return
        self.sealed = True
        limits.before_program(self.limits)
        try:
            seccomp.install(policy.system_calls(self.policy, os.getpid()).program())
            self.layers.append("seccomp")
        except (OSError, KeyError):
            self.lacks("seccomp")
        write_frame(
            self.fd, "\0\0".join("\0".join(names) for names in self.report()).encode(errors="surrogateescape")
        )
        if self.options["entry"] != "sandbox":
            os.close(self.fd)  # the program talks to nobody
        if self.strict and self.missing:
            os._exit(UNAVAILABLE)


def seal() -> None:
    """From here on the program may run."""
    if state is not None:
        state.seal()


def write_frame(fd: int, data: bytes) -> None:
    """A length and so many bytes."""
    data = len(data).to_bytes(4, "little") + data
    while data:
        data = data[os.write(fd, data) :]


def read_frame(fd: int) -> bytes:
    """The next frame. Raises EOFError."""
    return read_exactly(fd, int.from_bytes(read_exactly(fd, 4), "little"))


def read_exactly(fd: int, size: int) -> bytes:
    """So many bytes. Raises EOFError."""
    data = b""
    while len(data) < size:
        more = os.read(fd, size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def main() -> int:
    """`child.py FD`: the channel's descriptor; its first frame says what to be."""
    global state
    # A host that forwards signals has them blocked; Python has a handler of its own for one.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    fd = int(sys.argv[1])
    config = marshal.loads(read_frame(fd))
    # The module that the engine's op imports, which is not __main__.
    from naja.sandbox import child

    os.umask(config.get("umask", 0o077))
    child.state = state = State(config, fd)
    state.confine()
    sys.path += config.get("sys_path", [])
    sys.argv[:] = ["naja"]
    if "permissions" in state.options:
        from naja.permissions import Permissions

        state.options["permissions"] = Permissions(**state.options["permissions"])  # type: ignore[arg-type]
    from naja.runtime import run

    return run(state.options)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
