"""The build from end to end, for a checkout, for the sanitizers, and for a wheel."""

import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import deps, environment, launcher, npm, stage, system
from .graph import Graph
from .paths import BUILD, PACKAGE, ROOT, VENV
from .shell import write_if_changed

# By what they find: how it is compiled.
SANITIZE = {
    "address": "-fsanitize=address,undefined -fno-sanitize=vptr -fno-omit-frame-pointer",
    "thread": "-fsanitize=thread -fno-omit-frame-pointer",
}


@dataclass(frozen=True)
class Variant:
    """Where one way of building goes: its own folder below build/, and the package that it makes run."""

    folder: Path
    package: Path
    sanitizer: str = ""
    strict: bool = False  # whether what only makes it slower is an error, too


PLAIN = Variant(BUILD, PACKAGE)
SANITIZED = {
    "address": Variant(BUILD / "asan", BUILD / "asan" / "stage" / "naja", "address"),
    "thread": Variant(BUILD / "tsan", BUILD / "tsan" / "stage" / "naja", "thread"),
}
WHEEL = Variant(BUILD, BUILD / "stage" / "naja", strict=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One build at a time in a folder; others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(for_tests: bool) -> None:
    """What compiling takes, and what testing takes if that is wanted."""
    with locked(BUILD):
        system.prepare(for_tests)
        environment.prepare(for_tests)
        npm.prepare(for_tests)
        deps.prepare()


def build(variant: Variant, verbose: bool = False) -> int:
    """Brings a variant up to date; answers ninja's exit status."""
    with locked(variant.folder):
        return build_locked(variant, verbose)


def build_locked(variant: Variant, verbose: bool) -> int:
    """The same, once no one else builds the variant."""
    lib = variant.folder / "lib"
    target = os.path.relpath(lib, variant.package)
    if variant.package != PACKAGE:
        stage.mirror(variant.package)
    stage.link_libraries(variant.package, lib, target, Path(os.path.relpath(ROOT / "node_modules", lib)))
    if variant == PLAIN:
        launcher.prepare()
    elif variant.sanitizer:
        launcher.prepare_sanitized(variant.folder, variant.package.parent, variant.sanitizer)
    return compile_all(variant, verbose)


def compile_all(variant: Variant, verbose: bool) -> int:
    """Writes build.ninja and runs ninja. One file's error does not keep the others from being built."""
    plan = variant.folder / "build.ninja"
    env = launcher.sanitizers(variant.sanitizer) if variant.sanitizer else {}
    env |= {"NAJA_STRICT_BUILD": "1"} if variant.strict else {}
    changed = write_if_changed(plan, Graph(variant.folder, variant.package, SANITIZE.get(variant.sanitizer, ""), env).write())
    ninja = [str(VENV / "bin" / "ninja"), "-f", str(plan.relative_to(ROOT))]
    if changed:
        subprocess.run([*ninja, "-t", "cleandead"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    flags = ["-k", "0", "-j", str(os.cpu_count() or 2)]
    if verbose or not sys.stdout.isatty():  # a terminal sees one line of progress, a log only what fails
        flags.append("-v" if verbose else "--quiet")
    return subprocess.run([*ninja, *flags], cwd=ROOT).returncode
