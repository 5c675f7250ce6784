"""Naja's half of the comparison: ops that calls_naja.js calls. Prints what it prints."""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from naja import op  # noqa: E402
from naja.runtime import run  # noqa: E402


@op
def nothing() -> None:
    """The empty call."""


@op
def add(a: int, b: int) -> int:
    """Two numbers in, one out."""
    return a + b


@op
def length(text: str) -> int:
    """A string in, a number out."""
    return len(text)


binding = types.ModuleType("naja.ext.bench.binding")
vars(binding).update(nothing=nothing, add=add, length=length)
sys.modules["naja.ext.bench"] = types.ModuleType("naja.ext.bench")
sys.modules["naja.ext.bench.binding"] = binding

options: dict[str, object] = {
    "entry": "file",
    "argv": [str(Path(__file__).with_suffix(".js"))],
    "execArgv": [],
    "flags": {"--expose-internals": True},
    "argv0": "naja",
    "execPath": "naja",
}
sys.exit(run(options))
