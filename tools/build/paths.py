"""Where the build finds and leaves things."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "naja"
TOOLS = ROOT / "tools" / "build"
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
DEPS = BUILD / "deps"


def move_to(folder: Path) -> None:
    """Has everything that is made go elsewhere. Called before the driver's other modules are imported."""
    globals().update(VENV=folder / "venv", BUILD=folder, DEPS=folder / "deps")
