"""What every start pays for: nothing that it does not need."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

# Each takes a millisecond or more to import.
SLOW = {
    "typing",
    "re",
    "enum",
    "dataclasses",
    "functools",
    "collections",
    "pathlib",
    "os",
    "site",
    "asyncio",
    "threading",
}
SLOW |= {
    "ssl",
    "socket",
    "subprocess",
    "json",
    "inspect",
    "contextlib",
    "concurrent.futures",
    "logging",
    "ctypes",
}


def imported(naja: Path, program: Path) -> list[str]:
    """The Python modules that a run of naja imports, its own start included."""
    if naja.read_bytes().startswith(b"#!/bin/sh"):
        pytest.skip("a launcher that is a shell script starts Python itself")
    python = Path(sys.executable)
    command = [str(python), "-IS", "-X", "importtime", str(naja), str(program)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return [
        match[1]
        for line in done.stderr.splitlines()
        if (match := re.match(r"import time:.*\| +(\S+)$", line))
    ]


def test_a_start_imports_nothing_slow(naja: Path, tmp_path: Path) -> None:
    program = tmp_path / "hello.js"
    program.write_text("console.log('Hello, World!')\n")
    names = imported(naja, program)
    assert "naja.loop.core" in names
    assert SLOW & set(names) == set()


def test_timers_files_and_servers_import_nothing_slow(naja: Path, tmp_path: Path) -> None:
    program = tmp_path / "server.js"
    program.write_text(
        """
        const fs = require('fs');
        const server = require('http').createServer((_, answer) => answer.end(fs.readFileSync(__filename)));
        server.listen(0, '127.0.0.1', () => {
          require('http').get({ port: server.address().port, agent: false }, (response) => {
            response.resume().on('end', () => setTimeout(() => server.close(), 1));
          });
        });
        """
    )
    assert SLOW & set(imported(naja, program)) == set()
