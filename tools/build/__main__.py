"""`python3 -m tools.build`: brings everything up to date, and does only what changed."""

import argparse
import fcntl
import os
import subprocess
import sys

from . import deps, environment, launcher, npm, system
from .graph import Graph
from .paths import BUILD, PACKAGE, ROOT, VENV
from .shell import write_if_changed


def main() -> int:
    """Builds; answers ninja's exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.build", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="prepare what `make test` and `make lint` need too")
    parser.add_argument("--only-tools", action="store_true", help="prepare the environment, and compile nothing")
    parser.add_argument("-v", "--verbose", action="store_true", help="show every command")
    options = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    with (BUILD / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        system.prepare(options.tests)
        environment.prepare(options.tests)
        npm.prepare(options.tests)
        if options.only_tools:
            return 0
        deps.prepare()
        launcher.prepare()
        return compile_all(options.verbose)


def compile_all(verbose: bool) -> int:
    """Writes build.ninja and runs ninja. One file's error does not keep the others from being built."""
    graph = Graph("", "")
    changed = write_if_changed(BUILD / "build.ninja", graph.write(PACKAGE))
    ninja = [str(VENV / "bin" / "ninja"), "-f", str((BUILD / "build.ninja").relative_to(ROOT))]
    environ = os.environ | {"NINJA_STATUS": "[%f/%t] "}
    if changed:
        subprocess.run([*ninja, "-t", "cleandead"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    flags = ["-k", "0", "-j", str(os.cpu_count() or 2), *(["-v"] if verbose else [])]
    return subprocess.run([*ninja, *flags, *([] if verbose else ["--quiet"])], cwd=ROOT, env=environ).returncode


if __name__ == "__main__":
    sys.exit(main())
