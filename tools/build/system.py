"""What the build needs from the operating system: a C++ compiler, libffi, Python's headers and its venv
module."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from .shell import fail, run, say

# Debian's package for each thing that can be missing.
BUILD_TOOLS = {"g++": "g++", "make": "make"}
# Libraries that are linked in, by one of their files: where the compiler looks, /usr/include and its own folder there.
LIBRARIES = {"ffi.h": "libffi-dev"}
TEST_TOOLS = {"curl": "curl", "openssl": "openssl", "wrk": "wrk"}


def is_distribution_python() -> bool:
    """Whether this interpreter is the one that apt's python3-dev and python3-venv belong to."""
    return Path(sys.executable).resolve().is_relative_to("/usr/bin")


def header(name: str) -> Path | None:
    """A header of a library of the system."""
    folders = [Path("/usr/include"), Path("/usr/local/include"), *Path("/usr/include").glob("*-linux-gnu")]
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def missing(tools: dict[str, str]) -> list[str]:
    """Debian packages of what is not there."""
    packages = [package for tool, package in tools.items() if shutil.which(tool) is None]
    if not (Path(sysconfig.get_paths()["include"]) / "Python.h").is_file():
        packages.append("python3-dev")
    packages += [package for name, package in LIBRARIES.items() if header(name) is None]
    if importlib.util.find_spec("ensurepip") is None:
        packages.append("python3-venv")
    return packages


def prepare(for_tests: bool) -> None:
    """Makes sure that the system has what is needed, through apt where that is allowed."""
    if sys.version_info < (3, 11):
        fail(f"Python 3.11 or newer is needed; {sys.executable} is {platform.python_version()} (set PYTHON=...)")
    if sys.platform != "linux" or platform.machine() != "x86_64" or platform.libc_ver()[0] != "glibc":
        fail("Naja builds on x86-64 Linux with glibc only, so far")
    packages = missing(BUILD_TOOLS | (TEST_TOOLS if for_tests else {}))
    if not packages:
        return
    wanted = " ".join(packages)
    python = [package for package in packages if package.startswith("python3-")]
    if python and not is_distribution_python():
        fail(f"{sys.executable} comes without its headers or ensurepip; use another with PYTHON=...")
    prefix: list[str] = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (prefix and not can_sudo()):
        fail(f"install these first (named as in Debian): {wanted}")
    say(f"installing {wanted}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    run([*apt, "update"])
    run([*apt, "install", "-y", "--no-install-recommends", *packages])


def can_sudo() -> bool:
    """Whether sudo works without asking for a password."""
    return shutil.which("sudo") is not None and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
