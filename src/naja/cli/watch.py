"""--watch: runs a program again whenever a file that it loaded, or one below --watch-path, changes.

The program runs in a process of its own, which writes the state and the path of every file that it loads, one a line,
to the pipe whose number is in NAJA_WATCH_FD.
"""

import os
import select
import signal
import subprocess
import sys
import time

from .main import exec_path
from .parse import UsageError
from .watch_files import State, Watcher, state

# Changes come in bursts: editors write, rename and touch.
SETTLE_SECONDS = 0.2
# Options of the watching process, and whether a word follows them.
OURS = {"--watch": False, "--watch-preserve-output": False, "--watch-path": True, "--watch-kill-signal": True}

GREEN, RED, BLUE, PLAIN, CLEAR = "\033[32m", "\033[31m", "\033[34m", "\033[39m", "\033c"


def reported(line: str) -> tuple[str, State]:
    """A path and its file's state, from the program's `mtime,size,inode path`; ` path` is a file that is not there."""
    numbers, _, path = line.partition(" ")
    if not numbers:
        return path, None
    mtime, size, inode = map(int, numbers.split(","))
    return path, (mtime, size, inode)


class Program:
    """The watched program, one run after another."""

    def __init__(self, command: list[str], preserve_output: bool, kill_signal: int, report: bool) -> None:
        self.command = command
        self.preserve_output = preserve_output
        self.kill_signal = kill_signal
        self.report = report
        self.process: subprocess.Popen[bytes] | None = None
        self.pipe = -1
        self.partial = b""
        self.colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def say(self, colour: str, text: str) -> None:
        """Writes a line to standard output."""
        sys.stdout.write(f"{colour}{text}{PLAIN}\n" if self.colours else f"{text}\n")
        sys.stdout.flush()

    def start(self) -> None:
        """Starts a run."""
        environment = dict(os.environ, WATCH_REPORT_DEPENDENCIES="1")
        keep: tuple[int, ...] = ()
        if self.report:
            self.pipe, write_end = os.pipe()
            os.set_blocking(self.pipe, False)
            environment["NAJA_WATCH_FD"] = str(write_end)
            keep = (write_end,)
        self.process = subprocess.Popen(self.command, env=environment, pass_fds=keep)
        for end in keep:
            os.close(end)

    def loaded(self) -> list[tuple[str, State]]:
        """Files that the run has loaded since the last call, as they were then."""
        if self.pipe < 0:
            return []
        try:
            data = os.read(self.pipe, 65536)
        except BlockingIOError:
            return []
        if not data:
            self.close_pipe()
        *lines, self.partial = (self.partial + data).split(b"\n")
        return [reported(os.fsdecode(line)) for line in lines if line]

    def close_pipe(self) -> None:
        """Forgets a pipe whose other end is gone."""
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe, self.partial = -1, b""

    def stop(self) -> None:
        """Ends a run and waits for it; one that does not want to end is waited for, and this is told."""
        process = self.process
        if process is not None and process.poll() is None:
            process.send_signal(self.kill_signal)
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                self.say(BLUE, "Waiting for graceful termination...")
                process.wait()
        self.close_pipe()
        self.process = None


def watch(flags: dict[str, object], exec_argv: list[str], rest: list[str]) -> int:
    """Runs a command line's program again and again, until a signal ends it; returns the exit code."""
    paths = as_list(flags.get("--watch-path"))
    if not rest and not paths:
        raise UsageError("--watch requires a file to run")
    name = str(flags.get("--watch-kill-signal", "SIGTERM"))
    if name not in signal.Signals.__members__:
        raise UsageError(f"Unknown signal: {name}")
    command = [exec_path(), *without_ours(exec_argv), *rest]
    preserve = bool(flags.get("--watch-preserve-output"))
    program = Program(command, preserve, signal.Signals[name].value, not paths)
    watcher = Watcher()
    for path in paths:
        watcher.add_tree(os.path.abspath(path))
    files = [*as_list(flags.get("--env-file")), *as_list(flags.get("--env-file-if-exists"))]
    return Session(
        program, watcher, "'" + " ".join(rest) + "'", [os.path.abspath(file) for file in files]
    ).run()


class Session:
    """Watching: children that end, files that are loaded, files that change, and signals."""

    def __init__(self, program: Program, watcher: Watcher, title: str, files: list[str]) -> None:
        self.program = program
        self.watcher = watcher
        self.title = title
        self.files = files
        self.changed: str | None = None
        self.changed_at = 0.0
        self.signal = 0
        self.wake, write_end = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(write_end, False)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.on_signal)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def on_signal(self, number: int, _frame: object) -> None:
        """Remembers a signal that is to end everything."""
        self.signal = number

    def run(self) -> int:
        """Watches until a signal comes."""
        self.begin()
        while not self.signal:
            self.wait()
            self.notice_end()
            if self.changed is not None and time.monotonic() - self.changed_at >= SETTLE_SECONDS:
                self.restart(self.changed)
        process = self.program.process
        if process is None or process.poll() is not None:
            return 0
        process.send_signal(self.signal)
        return max(process.wait(), 0)

    def begin(self) -> None:
        """Starts a run, and watches what is known of it."""
        for path in self.files:
            self.watcher.add_file(path, state(path))
        self.program.start()

    def wait(self) -> None:
        """Waits for something to happen, and takes note of it."""
        ends = [self.wake, *(end for end in (self.watcher.fileno(), self.program.pipe) if end >= 0)]
        timeout = self.watcher.poll_seconds
        if self.changed is not None:
            timeout = max(0.0, self.changed_at + SETTLE_SECONDS - time.monotonic())
        ready = select.select(ends, [], [], timeout)[0]
        if self.wake in ready:
            os.read(self.wake, 4096)
        self.notice_changes()

    def notice_changes(self) -> None:
        """Takes note of files that were loaded, and of those that changed."""
        for path, before in self.program.loaded():
            self.watcher.add_file(path, before)
        changed = self.watcher.changes()
        if changed is not None:
            self.changed, self.changed_at = changed, time.monotonic()

    def notice_end(self) -> None:
        """Tells that a run is over."""
        process = self.program.process
        if process is None or process.poll() is None:
            return
        self.notice_changes()
        self.program.process = None
        colour, verb = (BLUE, "Completed") if process.returncode == 0 else (RED, "Failed")
        self.program.say(
            colour, f"{verb} running {self.title}. Waiting for file changes before restarting..."
        )

    def restart(self, path: str) -> None:
        """Ends the run and starts the next one."""
        program = self.program
        if not program.preserve_output and program.colours:
            sys.stdout.write(CLEAR)
        program.say(BLUE, f"Change detected in '{path}'")
        program.say(GREEN, f"Restarting {self.title}")
        program.stop()
        self.watcher.forget_files()
        self.watcher.changes()
        self.changed = None
        self.begin()


def as_list(value: object) -> list[str]:
    """The values of an option that may be repeated."""
    return list(value) if isinstance(value, list) else []


def without_ours(words: list[str]) -> list[str]:
    """Options less those of --watch."""
    kept: list[str] = []
    skip = False
    for word in words:
        name, equals, _ = word.partition("=")
        name = name.replace("_", "-")
        if skip:
            skip = False
        elif name in OURS:
            skip = OURS[name] and not equals
        else:
            kept.append(word)
    return kept
