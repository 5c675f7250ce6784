"""The checkout's virtual environment: .venv, from pinned requirements."""

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
    home = VENV / "pyvenv.cfg"
    if home.is_file() and not same_python(home.read_text()):
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


def same_python(config: str) -> bool:
    """Whether a pyvenv.cfg belongs to the interpreter that runs the build."""
    found = re.search(r"^version\s*=\s*(\S+)", config, re.M)
    home = re.search(r"^home\s*=\s*(.+)$", config, re.M)
    running = sys.version.split()[0]
    if found is None or home is None or found[1] != running:
        return False
    return any((prefix == home[1].strip()) for prefix in (sys.exec_prefix + "/bin", sys.base_exec_prefix + "/bin"))
