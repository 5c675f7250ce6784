"""The `naja` commands of a checkout: they start Python as bare as it gets (-I, -S), as start-up time is a feature."""

import shlex
import subprocess
import sysconfig
from pathlib import Path

from .environment import PYTHON
from .paths import SRC, VENV
from .shell import write_if_changed

# The longest first line that every supported Linux kernel reads.
SHEBANG_LIMIT = 127

# naja's own folder first, where it is found at once; what pip installed last, behind the standard library.
BODY = """\
import sys

sys.path[:0] = [{source!r}]
sys.path += [{packages!r}]
"""

# What Python does when it ends, but for taking apart every object: that costs a millisecond and helps nobody.
START = """\
from posix import _exit

from naja.cli.main import main

code = main()
for module, function in (("threading", "_shutdown"), ("atexit", "_run_exitfuncs")):
    if module in sys.modules:
        getattr(sys.modules[module], function)()
for stream in (sys.stdout, sys.stderr):
    try:
        stream.flush()
    except (AttributeError, OSError, ValueError):  # it is closed, or nobody listens any more
        pass
_exit(code)
"""

# Commands to the shell, and a string to Python.
SHELL = "#!/bin/sh\n'''':\n{env}exec {python} -IS \"$0\" \"$@\"\n'''\n"


def prepare() -> None:
    """Writes .venv/bin/naja."""
    start = f"#!{PYTHON} -IS\n"
    if len(start) > SHEBANG_LIMIT or any(char.isspace() for char in str(PYTHON)):
        start = SHELL.format(env="", python=shlex.quote(str(PYTHON)))
    write(VENV / "bin" / "naja", start, SRC)


def sanitizers(kind: str) -> dict[str, str]:
    """The environment in which a program with a sanitizer runs: its library has to be loaded first."""
    if kind == "thread":
        known = Path(__file__).parent / "tsan.supp"
        return {
            "LD_PRELOAD": find("libtsan.so")[0],
            "TSAN_OPTIONS": f"suppressions={known}:history_size=4:report_signal_unsafe=0:handle_segv=0"
            ":allow_user_segv_handler=1:exitcode=66",
        }
    return {
        "LD_PRELOAD": ":".join(find("libasan.so", "libubsan.so")),
        # Python and V8 leave much to the end of the process on purpose; V8 handles its own faults.
        "ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:allow_user_segv_handler=1:detect_stack_use_after_return=0"
        # Packages of others mix new[] and delete.
        ":alloc_dealloc_mismatch=0",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
        "PYTHONMALLOC": "malloc",
    }


def prepare_sanitized(folder: Path, source: Path, kind: str) -> None:
    """Writes a naja that runs under a sanitizer, and beside it a Python that imports such a naja."""
    env = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in sanitizers(kind).items())
    start = SHELL.format(env=env, python=shlex.quote(str(PYTHON)))
    write(folder / "naja", start, source)
    python = folder / "python"
    exec_python = f'export PYTHONPATH={shlex.quote(str(source))}\nexec {shlex.quote(str(PYTHON))} "$@"\n'
    write_if_changed(python, f"#!/bin/sh\n{env}{exec_python}")
    python.chmod(0o755)


def write(launcher: Path, start: str, source: Path) -> None:
    """Writes one launcher for the package below `source`."""
    version = sysconfig.get_python_version()
    packages = VENV / "lib" / f"python{version}" / "site-packages"
    write_if_changed(launcher, start + BODY.format(source=str(source), packages=str(packages)) + START)
    if source == SRC:  # `import naja` in the Python of the checkout
        write_if_changed(packages / "naja.pth", f"{SRC}\n")
    launcher.chmod(0o755)


def find(*names: str) -> list[str]:
    """Where the compiler has its own libraries."""
    command = ["gcc", *(f"-print-file-name={name}" for name in names)]
    return [
        subprocess.run([command[0], word], capture_output=True, text=True, check=True).stdout.strip()
        for word in command[1:]
    ]
