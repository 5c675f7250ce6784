"""Where the build finds and leaves things."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "naja"
TOOLS = ROOT / "tools" / "build"
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
DEPS = BUILD / "deps"
LIB = BUILD / "lib"
