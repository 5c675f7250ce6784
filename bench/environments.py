"""Virtual environments with what benchmarks compare Naja with, made once in build/bench."""

import subprocess
import sys
from pathlib import Path

from bench.runtimes import ROOT

PINNED = {
    "embed": """
        pythonmonkey==1.4.1 mini-racer==0.14.1 javascript==1!1.2.6
        fastapi==0.165.0 uvicorn==0.54.0 uvloop==0.23.0 httptools==0.9.0 httpx==0.28.1 aiohttp==3.14.5
    """.split()
}


def python_with(name: str) -> Path:
    """The interpreter of an environment, which is made if it is not there as pinned."""
    place = ROOT / "build" / "bench" / name
    stamp = place / "pinned"
    if not stamp.exists() or stamp.read_text().split() != PINNED[name]:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        subprocess.run(
            [str(place / "bin" / "pip"), "install", "-q", *PINNED[name]],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        stamp.write_text("\n".join(PINNED[name]))
    return place / "bin" / "python3"
