"""Load generators in C: what they share is load.h."""

import subprocess
from pathlib import Path

from bench.runtimes import ROOT


def generator(name: str) -> Path:
    """A load generator, compiled when its source is newer."""
    folder, binary = ROOT / "bench" / "load", ROOT / "build" / "bench" / name
    newest = max((folder / file).stat().st_mtime for file in (f"{name}.c", "load.h"))
    if not binary.exists() or binary.stat().st_mtime < newest:
        binary.parent.mkdir(parents=True, exist_ok=True)
        command = ["gcc", "-O2", "-Wall", "-Wextra", "-o", str(binary), str(folder / f"{name}.c"), "-lm"]
        subprocess.run(command, check=True)
    return binary
