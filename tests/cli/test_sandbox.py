"""`naja --sandbox`: a hostile program run as if it were any program, and what it can do."""

import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

PROGRAM = """
const fs = require('node:fs');
const tries = {
  secret: () => fs.readFileSync('/etc/passwd'),
  write: () => fs.writeFileSync('new', ''),
  run: () => require('node:child_process').execSync('true'),
  neighbour: () => require('./neighbour.js'),
  package: () => require('thing'),
};
for (const [name, attempt] of Object.entries(tries)) {
  try {
    console.log(name, attempt());
  } catch (error) {
    console.log(name, error.code ?? error.name);
  }
}
console.log(process.argv.slice(2).join(), process.env.SECRET, fs.readFileSync(0, 'utf8'));
process.exitCode = 5;
"""


def run(naja: Path, *words: str, cwd: Path | None = None, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [naja, *words],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env={**os.environ, "SECRET": "s"},
    )


def test_a_program(naja: Path, tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text(PROGRAM)
    (tmp_path / "neighbour.js").write_text("module.exports = 'read';")
    (tmp_path / "node_modules" / "thing").mkdir(parents=True)
    (tmp_path / "node_modules" / "thing" / "index.js").write_text("module.exports = 'loaded';")
    done = run(naja, "--sandbox", "app.js", "a", "b", cwd=tmp_path, text="input")
    assert done.stdout.splitlines() == [
        "secret ERR_ACCESS_DENIED", "write ERR_ACCESS_DENIED", "run ERR_ACCESS_DENIED", "neighbour ERR_ACCESS_DENIED",
        "package loaded", "a,b undefined input",
    ]  # fmt: skip
    assert done.returncode == 5
    allowed = ("--allow-read=.", "--allow-write=.", "--deny-write=sub", "--allow-env=SECRET")
    done = run(naja, "--sandbox", *allowed, "app.js", cwd=tmp_path)
    assert "neighbour read" in done.stdout
    assert "write undefined" in done.stdout
    assert " s " in done.stdout
    assert (tmp_path / "new").exists()
    (tmp_path / "sub").mkdir()
    done = run(naja, "--sandbox", *allowed, "-e", "fs.writeFileSync('sub/x', '')", cwd=tmp_path)
    assert "--allow-write" in done.stderr
    assert not (tmp_path / "sub" / "x").exists()


def test_the_kernel_says_so_too(naja: Path) -> None:
    """Native code, through the FFI: what JavaScript is told is not what keeps it."""
    native = (Path(__file__).parents[1] / "sandbox" / "native.js").read_text()
    code = (
        native
        + "console.log(syscall(257, -100, '/etc/passwd', 0), syscall(41, 2, 1, 0)); syscall(101, 0, 0, 0, 0);"
    )
    if os.uname().machine != "x86_64":
        pytest.skip("the numbers of the calls are x86_64's")
    done = run(naja, "--sandbox", "--sandbox-strict", "--allow-ffi", "-e", code)
    assert done.stdout == "-13 -1\n"
    assert "a system call that the sandbox forbids" in done.stderr
    assert done.returncode == -signal.SIGSYS


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--time-limit=0.5", "-e", "for (;;);"], 124, "longer than --time-limit"),
        (["--cpu-limit=0.3", "-e", "for (;;);"], 124, "processor time than --cpu-limit"),
        (
            ["--memory-limit=64M", "-e", "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))"],
            137,
            "more memory",
        ),
        (["-e", "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9e3)"], -signal.SIGTERM, ""),
        (["-e", "throw new Error('uncaught')"], 1, "Error: uncaught"),
        (["--memory-limit=1", "-e", "1"], 9, "--memory-limit takes a size"),
        (["--watch", "x.js"], 9, "--watch cannot be used"),
        (["--permission", "-e", "1"], 9, "Deno's words"),
        (["--allow-net=http://x", "-e", "1"], 9, "URLs are not supported"),
    ],
)
def test_limits_and_ends(naja: Path, words: list[str], code: int, says: str) -> None:
    done = run(naja, "--sandbox", *words)
    assert says in done.stderr
    assert done.returncode == code


def test_limits_are_the_sandboxs(naja: Path) -> None:
    done = run(naja, "--memory-limit=64M", "-e", "1")
    assert (done.returncode, "needs --sandbox" in done.stderr) == (9, True)


def test_signals_are_passed_on(naja: Path) -> None:
    code = "process.on('SIGTERM', () => process.exit(3)); console.log('ready'); setInterval(() => {}, 1e3)"
    with subprocess.Popen([naja, "--sandbox", "-e", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.terminate()
        assert process.wait(20) == 3


def test_a_terminal(naja: Path) -> None:
    """ctrl-C reaches the program, once; and it is a terminal to it."""
    code = (
        "let n = 0; process.on('SIGINT', () => { n++; setTimeout(() => process.exit(n), 100) });"
        "console.log('ready', process.stdin.isTTY && process.stdout.isTTY); setInterval(() => {}, 1e3)"
    )
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(naja, [str(naja), "--sandbox", "-e", code])
    seen, end = b"", time.monotonic() + 30
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            data = os.read(terminal, 1000)
        except OSError:
            break
        if b"ready" in data:
            os.write(terminal, b"\x03")
        seen += data
    os.close(terminal)
    assert b"true" in seen
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
