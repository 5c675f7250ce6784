"""`naja --sandbox FILE`: a program in a process that the kernel confines (naja.sandbox), as if it were run here.

This process stays beside it: it passes signals on, looks at its limits, and ends as it has ended.
"""

import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .parse import UsageError

if TYPE_CHECKING:
    from naja.permissions import Grant
    from naja.sandbox.spawn import Child

    from .parse import CommandLine
    from .permission_flags import Words

UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
LEAST_MEMORY = 8 << 20
MEMORY = 512 << 20
# Exit codes of programs that exceeded a limit: as of timeout(1), and of a process that was killed.
TIMED_OUT, OUT_OF_MEMORY, UNAVAILABLE = 124, 137, 71
# Variables that programs are shown how to print with, and nothing else.
SHOWN = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TZ")
# What is passed on. Those that a terminal sends to all that run in it come to the program by themselves.
FORWARDED = {
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH,
}  # fmt: skip
BY_THE_KERNEL = 0x80  # si_code: of a terminal, not of a process
PR_SET_CHILD_SUBREAPER = 36
EXTENSIONS = ("", ".js", ".json", ".node", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".jsx", ".tsx")


def run(line: "CommandLine") -> int:
    """Runs what a command line asks for in a sandbox; its exit code. Raises UsageError."""
    from naja.sandbox.errors import SandboxUnavailable
    from naja.sandbox.grants import grants
    from naja.sandbox.limits import Limits
    from naja.sandbox.spawn import environment, start, warden

    flags = dict(line.flags)
    memory = size(flags.pop("--memory-limit", None))
    seconds = number(flags.pop("--time-limit", None), "--time-limit")
    processor = number(flags.pop("--cpu-limit", None), "--cpu-limit")
    strict = bool(flags.pop("--sandbox-strict", False))
    flags.pop("--sandbox")
    words, line.permissions, line.flags = line.permissions, None, flags
    if words is not None and (words.permission or words.node):
        raise UsageError("--sandbox takes permissions in Deno's words: --allow-read=..., not --permission")
    options = line.options()
    if options["entry"] == "repl":
        raise UsageError("--sandbox needs a program to run")
    if flags.get("--watch"):
        raise UsageError("--watch cannot be used with --sandbox")
    if line.serve is not None and line.serve.workers > 1:
        raise UsageError("--sandbox is for one process: --workers cannot be used with it")
    try:
        granted = grants(asked(words))
    except ValueError as error:
        raise UsageError(str(error)) from None
    readable = program_files(line)
    granted.policy.base += readable
    options |= {**granted.options([]), "argv0": "naja", "execPath": "/naja"}
    signal.pthread_sigmask(signal.SIG_BLOCK, FORWARDED | {signal.SIGCHLD})  # before there are other threads
    shown = {name: os.environ[name] for name in SHOWN if name in os.environ}
    if granted.policy.run and "PATH" in os.environ:
        shown["PATH"] = os.environ["PATH"]
    with terminal():
        try:
            child = start(
                policy=granted.policy,
                limits=Limits(
                    memory=memory, cpu=None if processor is None else max(1, round(processor + 0.5))
                ),
                options=options,
                root=os.getcwd(),
                strict=strict,
                env=environment(granted.env, shown),
                cwd=os.getcwd(),
                stdin=None,
                stdout=None,
                stderr=None,
                session=False,
            )
        except SandboxUnavailable as error:
            sys.stderr.write(f"naja: {error}\n")
            return UNAVAILABLE
        if granted.policy.run:
            adopt_orphans()
        tell(child, strict)
        child.cpu_limit = processor
        warden().watch(child)
        code = attend(child, seconds)
        end_orphans()
    return ended(child, code)


def asked(words: "Words | None") -> object:
    """The permissions that a command line asks for, as naja.sandbox takes them. Raises ValueError."""
    if words is None:
        return None
    if words.allow.get("all") and not words.deny:
        return "all"
    from .permission_flags import modules_to_python

    allowed: dict[str, Grant] = {
        name.replace("import", "import_"): value for name, value in words.allow.items()
    }
    denied: dict[str, Grant] = {f"deny_{name}": value for name, value in words.deny.items()}
    if allowed.pop("all", False):
        allowed = dict.fromkeys("read write net env run ffi sys import_ python".split(), True)
    modules_to_python(allowed, "import_", "python")
    modules_to_python(denied, "deny_import", "deny_python")
    return {**allowed, **denied}


def size(given: object) -> int:
    """Bytes: `256M`. Raises UsageError."""
    if given is None:
        return MEMORY
    text = str(given).upper().removesuffix("B").removesuffix("I")
    unit = text[-1:] if text[-1:] in UNITS else ""
    digits = text.removesuffix(unit)
    if not digits.isdecimal() or int(digits) * UNITS[unit] < LEAST_MEMORY:
        raise UsageError(f"--memory-limit takes a size of at least 8M, such as 256M, not {given}")
    return int(digits) * UNITS[unit]


def number(given: object, name: str) -> float | None:
    """Seconds. Raises UsageError."""
    if given is None:
        return None
    try:
        seconds = float(str(given))
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"{name} takes a positive number of seconds, not {given}")
    return seconds


def program_files(line: "CommandLine") -> list[str]:
    """What is the program, and may be read without being allowed: its file (or folder), the packages that it can load
    from where it lies, and what says how to load them; the modules of --require and --import that are files."""
    found = []
    start = os.getcwd()
    if line.rest and "--eval" not in line.flags and line.rest[0] != "-":
        entry = os.path.abspath(line.rest[0])
        found += [entry + extension for extension in EXTENSIONS if os.path.exists(entry + extension)]
        start = os.path.dirname(os.path.realpath(found[0])) if found else os.path.dirname(entry)
    for name in ("--require", "--import"):
        given = line.flags.get(name)
        found += [
            os.path.abspath(path) for path in (given if isinstance(given, list) else []) if path[:1] in "./"
        ]
    for folder in (Path(start), *Path(start).parents):
        for name in ("package.json", "tsconfig.json", "node_modules"):
            path = folder / name
            if path.exists():
                found.append(str(path))
    return [os.path.realpath(path) for path in found]


@contextmanager
def terminal() -> Iterator[None]:
    """Leaves a terminal as it was found, whatever the program does with it."""
    if not os.isatty(0):
        yield
        return
    import termios

    before = termios.tcgetattr(0)
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, before)


def tell(child: "Child", strict: bool) -> None:
    """Says which layers are missing; what the child says is waited for."""
    from naja.sandbox.child import read_frame
    from naja.sandbox.report import read_report

    try:
        data = read_frame(child.channel.fileno())
    except (EOFError, OSError):
        return  # it has said why, and its exit code says it
    missing = read_report(data)["missing"]
    if missing:
        kind = "cannot be made" if strict else "is not complete"
        sys.stderr.write(f"naja: the sandbox {kind} on this machine: it lacks {', '.join(missing)}\n")


def attend(child: "Child", seconds: float | None) -> int:
    """Passes signals on until the child has ended; its exit code, negative for a signal."""
    end = None if seconds is None else time.monotonic() + seconds
    pid = child.process.pid
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        left = 1.0 if end is None else min(1.0, end - time.monotonic())
        if left <= 0:
            child.kill("timeout")
            break
        info = signal.sigtimedwait(FORWARDED | {signal.SIGCHLD}, left)
        if info is not None and info.si_signo != signal.SIGCHLD and info.si_code != BY_THE_KERNEL:
            with suppress(ProcessLookupError):
                os.kill(pid, info.si_signo)
    return child.wait()


def adopt_orphans() -> None:
    """What the program's own children start becomes ours when they end, so that it can be ended, too."""
    from naja.sandbox.libc import prctl

    with suppress(OSError):
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_orphans() -> None:
    """Ends what the program has left running."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return
        for task in Path("/proc/self/task").iterdir():
            for pid in (task / "children").read_text().split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.005)


def ended(child: "Child", code: int) -> int:
    """Ends this process as the child has ended; for one that exceeded a limit, says so."""
    why = {
        "timeout": ("it took longer than --time-limit", TIMED_OUT),
        "cpu": ("it took more processor time than --cpu-limit", TIMED_OUT),
        "memory": ("it took more memory than --memory-limit", OUT_OF_MEMORY),
    }.get(child.reason or ("cpu" if code == -signal.SIGXCPU else ""))
    if why is not None:
        sys.stderr.write(f"naja: the program was ended: {why[0]}\n")
        return why[1]
    if code >= 0:
        return code
    if code == -signal.SIGSYS:
        sys.stderr.write("naja: the program was ended: it made a system call that the sandbox forbids\n")
    sys.stderr.flush()
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    with suppress(OSError):  # those that cannot be caught cannot be set either
        signal.signal(-code, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [-code])
    os.kill(os.getpid(), -code)
    return 128 - code
