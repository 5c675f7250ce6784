"""The checkout's virtual environment: .venv, from pinned requirements."""

import os
import re
import shutil
import sys
import tomllib

from .paths import ROOT, TOOLS, VENV
from .shell import digest, run, say, stamped

STAMP = VENV / ".naja-stamp"
PYTHON = VENV / "bin" / "python3"


def requirement_files(for_tests: bool) -> list[str]:
    """The lists to install from, least first."""
    return ["requirements.txt", "requirements-test.txt"] if for_tests else ["requirements.txt"]


def runtime_requirements() -> list[str]:
    """What the naja package itself depends on: pyproject.toml is the one place that says so."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    return list(project.get("dependencies", []))


def prepare(for_tests: bool) -> None:
    """Creates .venv or brings it up to date."""
    levels = {name: (TOOLS / name).read_bytes() for name in requirement_files(True)}
    runtime = runtime_requirements()
    base = [sys.base_prefix, sys.version, *runtime]
    small = digest([*base, levels["requirements.txt"]])
    full = digest([*base, *levels.values()])
    if stamped(STAMP, full) or (not for_tests and stamped(STAMP, small)):
        return
    config = VENV / "pyvenv.cfg"
    if config.is_file() and not same_python(config.read_text()):
        shutil.rmtree(VENV)
    if not PYTHON.exists():
        say("creating .venv")
        run([sys.executable, "-m", "venv", VENV])
    say("installing Python packages")
    files = [word for name in requirement_files(for_tests) for word in ("-r", str(TOOLS / name))]
    run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", *files])
    if runtime:
        run([PYTHON, "-m", "pip", "install", "-q", *runtime])
    STAMP.write_text(full if for_tests else small)


def home(config: str) -> str:
    """The folder of the interpreter that a pyvenv.cfg belongs to."""
    found = re.search(r"^home\s*=\s*(.+)$", config, re.M)
    return found[1].strip() if found else ""


def same_python(config: str) -> bool:
    """Whether a pyvenv.cfg belongs to the interpreter that runs the build."""
    version = re.search(r"^version\s*=\s*(\S+)", config, re.M)
    running = sys.version.split()[0]
    return bool(version and version[1] == running and home(config) == f"{sys.base_exec_prefix}/bin")


def keep_python() -> None:
    """Goes on with the interpreter that .venv was made with, unless another is asked for: make PYTHON=..."""
    config = VENV / "pyvenv.cfg"
    if "PYTHON" in os.environ or not config.is_file() or same_python(config.read_text()):
        return
    python = f"{home(config.read_text())}/python3"
    if os.access(python, os.X_OK):
        os.execv(python, [python, "-m", "tools.build", *sys.argv[1:]])
