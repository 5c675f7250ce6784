"""Packages that run from elsewhere than src/: for the sanitizers, and to make a wheel from."""

import shutil
from pathlib import Path

from .paths import PACKAGE

# What the running package does not need, or what is made anew for it.
LEFT_OUT = {".so", ".pyc", ".pyx", ".pxd", ".pxi", ".cc", ".c", ".h", ".toml", ".gypi"}


def mirror(package: Path) -> None:
    """Makes `package` a copy of src/naja in links; extension modules are then built into it."""
    wanted = {path.relative_to(PACKAGE): path for path in sources(PACKAGE)}
    if package.is_dir():
        for path in package.rglob("*"):
            if path.is_symlink() and path.name != "lib" and path.relative_to(package) not in wanted:
                path.unlink()
    for relative, path in wanted.items():
        link = package / relative
        if not link.is_symlink():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)


def sources(package: Path) -> list[Path]:
    """The files of a package that a running naja reads, extension modules and libraries apart."""
    found = []
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if parts[0] == "lib" or "__pycache__" in parts or not path.is_file():
            continue
        if path.suffix not in LEFT_OUT:
            found.append(path)
    return found


def link_libraries(package: Path, lib: Path, target: str, node_modules: Path) -> None:
    """Puts the libraries where the package looks for them, its lib/, and npm's packages beside them."""
    lib.mkdir(parents=True, exist_ok=True)
    package.mkdir(parents=True, exist_ok=True)
    for link, to in ((package / "lib", target), (lib / "node_modules", str(node_modules))):
        if not (link.is_symlink() and str(link.readlink()) == to):
            if link.is_dir() and not link.is_symlink():
                shutil.rmtree(link)
            link.unlink(missing_ok=True)
            link.symlink_to(to)
