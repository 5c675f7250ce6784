"""--watch: a program runs again when a file that it loaded changes, and ends when it is told to."""

import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import environment


class Watched:
    """A `naja --watch` whose output is read line by line."""

    def __init__(self, naja: Path, folder: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [naja, *words],
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        """Collects lines."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, text: str) -> list[str]:
        """Lines up to the one that holds a text."""
        seen: list[str] = []
        while not seen or text not in seen[-1]:
            try:
                seen.append(self.lines.get(timeout=20))
            except queue.Empty:
                pytest.fail(f"no {text!r} after {seen}")
        return seen

    def end(self) -> None:
        """Kills it with its children."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def watched(naja: Path, tmp_path: Path) -> Iterator[object]:
    started: list[Watched] = []

    def start(*words: str) -> Watched:
        started.append(Watched(naja, tmp_path, *words))
        return started[-1]

    yield start
    for one in started:
        one.end()


def replace(path: Path, text: str) -> None:
    """Writes a file as editors do: beside it, then over it."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


def test_files_that_were_loaded(watched, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "dep.js").write_text("module.exports = 1")
    (tmp_path / "esm.mjs").write_text("export default 1")
    (tmp_path / "other.js").write_text("")
    (tmp_path / "main.js").write_text(
        "const d = require('./dep.js');"
        "import('./esm.mjs').then((m) => console.log('run', d, m.default, process.argv[2]))"
    )
    run = watched("--watch", "main.js", "arg")
    run.until("run 1 1 arg")
    run.until("Completed running 'main.js arg'. Waiting for file changes before restarting...")
    (tmp_path / "other.js").write_text("// nobody loads this")
    (tmp_path / "dep.js").write_text("module.exports = 2")
    seen = run.until("run 2 1 arg")
    assert f"Change detected in '{tmp_path}/dep.js'" in seen
    assert "Restarting 'main.js arg'" in seen
    run.until("Completed")
    replace(tmp_path / "esm.mjs", "export default 3")
    run.until("run 2 3 arg")
    run.until("Completed")
    (tmp_path / "main.js").write_text("process.exitCode = 1; console.log('failing')")
    run.until("failing")
    run.until("Failed running")
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(10) == 0


def test_a_program_that_runs_on(watched, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "main.js").write_text("console.log('up 1'); setInterval(() => {}, 1000)")
    run = watched("--watch", "--watch-preserve-output", "main.js")
    run.until("up 1")
    (tmp_path / "main.js").write_text(
        "process.on('SIGINT', () => process.exit(5)); console.log('up 2'); setInterval(() => {}, 1000)"
    )
    run.until("up 2")
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(10) == 5


def test_a_change_before_anybody_looks(watched, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "main.js").write_text(
        "if (!require('fs').existsSync('again')) process.kill(process.ppid, 'SIGSTOP'); require('./part')"
    )
    (tmp_path / "part.js").write_text("console.log('up 1'); setInterval(() => {}, 1000)")
    run = watched("--watch", "main.js")
    run.until("up 1")
    (tmp_path / "again").touch()
    (tmp_path / "part.js").write_text("console.log('up 2')")
    run.process.send_signal(signal.SIGCONT)
    run.until("up 2")


def test_a_missing_module_that_appears(watched, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "main.js").write_text("console.log(require('./late'))")
    run = watched("--watch", "main.js")
    run.until("Failed running 'main.js'")
    (tmp_path / "late.js").write_text("module.exports = 'there'")
    run.until("there")


def test_watch_path(watched, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "tree" / "deep").mkdir(parents=True)
    (tmp_path / "main.js").write_text("console.log('run', process.execArgv.length)")
    run = watched("--watch-path=tree", "main.js")
    run.until("run 0")
    run.until("Completed")
    (tmp_path / "tree" / "deep" / "new.txt").write_text("x")
    run.until("run 0")
