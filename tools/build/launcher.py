"""`.venv/bin/naja`: starts Python as bare as it gets (-I, -S), as start-up time is a feature."""

from .environment import PYTHON
from .paths import LIB, PACKAGE, SRC, VENV
from .shell import write_if_changed

# The longest first line that every supported Linux kernel reads.
SHEBANG_LIMIT = 127

BODY = """\
import sys

sys.path.insert(0, {source!r})
from naja.cli.main import main

sys.exit(main())
"""


def prepare() -> None:
    """Writes the launcher, and links build/lib into the package, where a wheel has it."""
    start = f"#!{PYTHON} -IS\n"
    if len(start) > SHEBANG_LIMIT or any(char.isspace() for char in str(PYTHON)):
        # A line that is a command to the shell, and a string to Python.
        start = f"#!/bin/sh\n''''exec \"{PYTHON}\" -IS \"$0\" \"$@\" # '''\n"
    launcher = VENV / "bin" / "naja"
    write_if_changed(launcher, start + BODY.format(source=str(SRC)))
    launcher.chmod(0o755)
    link = PACKAGE / "lib"
    if not link.is_symlink():
        LIB.mkdir(parents=True, exist_ok=True)
        link.symlink_to("../../build/lib")
