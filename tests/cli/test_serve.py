"""`naja serve`: what a program exports, behind HTTP, in several processes."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import NAJA, RunNaja, environment

PROGRAMS = {
    "edge.mjs": "export default { fetch(request, env, context) {"
    " if (request.url.endsWith('/die')) process.exit(3);"
    " return new Response(`${process.pid} ${env.NAME} ${typeof context.waitUntil}`); } };",
    "function.ts": "export default async (request: Request): Promise<Response> =>"
    " new Response(`${process.pid} ${request.method}`);",
    "node.cjs": "module.exports = require('http').createServer((_, response) => response.end(`${process.pid} node`));",
    "own.js": "Bun.serve({ port: Number(process.argv[2]), fetch: () => new Response(`${process.pid} own`) });",
    "handler.js": "require('http').createServer((_, r) => r.end(`${process.pid} listens`)).listen(process.argv[2]);",
}


def get(port: int, path: str = "/", tries: int = 100) -> str:
    """An answer; waits for a server that is not up yet."""
    for _ in range(tries):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nobody answers")


@contextmanager
def serving(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """`naja serve` in a folder that has all programs."""
    for name, text in PROGRAMS.items():
        (folder / name).write_text(text)
    env = environment(folder, {"NAME": "value"})
    process = subprocess.Popen(
        [NAJA, "serve", *words], cwd=folder, env=env, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@pytest.mark.parametrize(
    ("program", "said"), [("edge.mjs", "value function"), ("function.ts", "GET"), ("node.cjs", "node")]
)
def test_what_is_exported(program: str, said: str, tmp_path: Path, free_port: Callable[[], int]) -> None:
    port = free_port()
    with serving(tmp_path, f"--port={port}", program) as process:
        assert get(port) == f"{process.pid} {said}"
    assert process.returncode == 0


@pytest.mark.parametrize("program", ["own.js", "handler.js", "edge.mjs"])
def test_workers_share_a_port(program: str, tmp_path: Path, free_port: Callable[[], int]) -> None:
    port = free_port()
    own = [program, str(port)] if program != "edge.mjs" else [f"--port={port}", program]
    with serving(tmp_path, "--workers", "3", *own) as process:
        get(port)
        seen: set[str] = set()
        deadline = time.monotonic() + 10
        while len(seen) < 3 and time.monotonic() < deadline:
            seen.add(get(port).split()[0])
        assert len(seen) == 3 and str(process.pid) not in seen
    assert process.returncode == 0
    assert not [pid for pid in seen if Path(f"/proc/{pid}").exists()]


def test_a_worker_that_dies_is_replaced_and_reload(tmp_path: Path, free_port: Callable[[], int]) -> None:
    port = free_port()
    with serving(tmp_path, f"--port={port}", "--workers=2", "edge.mjs") as process:
        before = {get(port).split()[0] for _ in range(40)}
        with pytest.raises(AssertionError):
            get(port, "/die", tries=1)
        assert process.stderr is not None
        while "ended with code 3; another one is started" not in process.stderr.readline():
            continue
        deadline = time.monotonic() + 20
        while not (after := {get(port).split()[0] for _ in range(40)}) - before:
            assert time.monotonic() < deadline
        os.kill(process.pid, signal.SIGHUP)
        while {get(port).split()[0] for _ in range(20)} & after:
            assert time.monotonic() < deadline


def test_bad_words(run_naja: RunNaja) -> None:
    for words in ([], ["--workers=0", "x.js"], ["--port=70000", "x.js"], ["--port"]):
        result = run_naja("serve", *words)
        assert result.code == 9 and result.stderr.startswith("naja: ")
