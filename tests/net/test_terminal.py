"""Terminals and standard streams: what only a terminal, a closed pipe or a full one shows."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from conftest import RunNaja

PROGRAMS = Path(__file__).parent / "programs"


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, command: list[Path | str]) -> None:
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:  # the program
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "HOME": "/"}
            os.execve(command[0], [str(word) for word in command], env)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: bytes) -> None:
        os.write(self.fd, text)

    def wait_for(self, text: bytes, patience: float = 10.0) -> None:
        """Reads until the text has come."""
        end = time.monotonic() + patience
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} did not come; this did: {self.seen!r}"
            if select.select([self.fd], [], [], 0.1)[0]:
                with contextlib.suppress(OSError):
                    self.seen += os.read(self.fd, 4096)

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)


@contextlib.contextmanager
def terminal(*command: Path | str) -> Iterator[Terminal]:
    started = Terminal(list(command))
    try:
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(started.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(started.pid, 0)
        os.close(started.fd)


def test_a_terminal(naja: Path) -> None:
    with terminal(naja, PROGRAMS / "terminal.js") as term:
        term.wait_for(b"<ready>")
        assert b"<types ReadStream WriteStream true true tty>" in term.seen
        assert b"<size 80 24 80,24>" in term.seen
        assert b"<raw false true true>" in term.seen
        assert b"<colors 8 true>" in term.seen
        assert b"\x1b[5;4H\x1b[1D\x1b[2B\x1b[2K\x1b[0J" in term.seen
        assert not term.echoes()
        term.resize(100, 50)
        term.wait_for(b"<resize 100 50>")
        term.type(b"\x1b[A")
        term.wait_for(b'<key "\\u001b[A">')
        term.type(b"\x03")
        term.wait_for(b'<key "\\u0003">')
        term.type(b"c")
        term.wait_for(b"<cooked false>")
        assert term.echoes()
        term.type(b"line\n")
        term.wait_for(b'<key "line\\n">')
        term.type(b"q\n")
        term.wait_for(b'<key "q\\n">')


def test_raw_mode_ends_with_the_program(naja: Path) -> None:
    program = "process.stdin.setRawMode(true); console.log('<up>'); setTimeout(() => process.exit(), 300)"
    with terminal(naja, "-e", program) as term:
        term.wait_for(b"<up>")
        assert not term.echoes()
        os.waitpid(term.pid, 0)
        assert term.echoes()


def test_pausing_lets_the_program_end(naja: Path) -> None:
    program = "process.stdin.on('data', () => { process.stdin.pause(); console.log('<paused>') })"
    with terminal(naja, "-e", program) as term:
        term.type(b"x\n")
        term.wait_for(b"<paused>")
        assert os.waitpid(term.pid, 0)[1] == 0


def test_output_that_nobody_reads_any_more(naja: Path) -> None:
    """A closed pipe: console.log says nothing; a write of one's own is an error of the stream."""
    loud = "setInterval(() => console.log('x'.repeat(1000)), 1); setTimeout(() => process.exit(3), 500)"
    with subprocess.Popen([naja, "-e", loud], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(10) in (1, 3)
        assert b"EPIPE" in process.stderr.read() or process.returncode == 3

    own = """
      process.stdout.on('error', (error) => { console.error(error.code, error.syscall); process.exit(4); });
      setInterval(() => process.stdout.write('x'.repeat(1000)), 1);
    """
    with subprocess.Popen([naja, "-e", own], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(10) == 4
        assert process.stderr.read() == b"EPIPE write\n"


def test_all_output_comes_out(naja: Path, tmp_path: Path) -> None:
    """Far more than a pipe holds, read slowly; and into a file."""
    program = "for (let i = 0; i < 5000; i++) process.stdout.write(`${i} ${'x'.repeat(200)}\\n`)"
    with subprocess.Popen([naja, "-e", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        time.sleep(0.3)
        lines = process.stdout.read().split(b"\n")
    assert len(lines) == 5001
    assert lines[4999].startswith(b"4999 xxx")
    target = tmp_path / "out"
    with target.open("wb") as file:
        assert subprocess.run([naja, "-e", program], stdout=file, check=False).returncode == 0
    assert target.read_bytes().split(b"\n") == lines


def test_standard_input_of_each_kind(run_naja: RunNaja, naja: Path, tmp_path: Path) -> None:
    program = """
      let text = '';
      process.stdin.setEncoding('utf8').on('data', (chunk) => text += chunk);
      process.stdin.on('end', () => console.log(process.stdin.constructor.name, text.length));
    """
    assert run_naja("-e", program, input="ü" * 100_000).stdout == "Socket 100000\n"
    source = tmp_path / "in"
    source.write_text("y" * 70_000)
    with source.open("rb") as file:
        done = subprocess.run([naja, "-e", program], stdin=file, capture_output=True, text=True, check=False)
        assert done.stdout == "ReadStream 70000\n"
    done = subprocess.run(
        [naja, "-e", program], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.stdout == "ReadStream 0\n"
