"""Running commands, and stopping with a message that says what to do."""

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn


def fail(message: str) -> NoReturn:
    """Ends the build with one message."""
    sys.exit(f"build: {message}")


def say(message: str) -> None:
    """Tells what a step that takes more than a moment is doing."""
    print(f"build: {message}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    """Runs a command; its output is shown only when it fails, and then the build ends."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-6000:])
        fail(f"failed (status {done.returncode}): {' '.join(map(str, command))}")


def digest(parts: Iterable[str | bytes]) -> str:
    """One hash over several texts, for stamps."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "little") + data)
    return total.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    """Whether a step's stamp says that it was done with the same inputs."""
    return stamp.is_file() and stamp.read_text() == value


def write_if_changed(path: Path, text: str) -> bool:
    """Writes a file unless it holds the text already; says whether it wrote."""
    if path.is_file() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return True
