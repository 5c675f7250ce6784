"""`python:` imports: where Python's modules are found, and what names they have."""

import sys
from posix import environ, stat
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

# The interpreter that Naja runs in says where its packages are; what a program has beside it comes before them.
_files: dict[str, ModuleType] = {}
_begun = False


def begin(main: str, cwd: str) -> None:
    """Makes sys.path what Python's users expect, at the first import: see docs/python.md, "Where modules are found".

    main: the program's path, empty where it has none (--eval, standard input, the REPL); cwd: the working directory.
    """
    global _begun
    if _begun:
        return
    _begun = True
    for stream in (sys.stdout, sys.stderr):  # what console.log writes is written at once, too
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True)
    front = [folder_of(main, cwd)]
    site_packages = packages_beside(main, cwd)
    if site_packages is not None and site_packages not in sys.path:
        front.append(site_packages)
        add_path_files(site_packages)
    sys.path[:0] = [path for path in front if path not in sys.path]
    own = packages_of(sys.prefix)
    if own is not None:
        if own not in sys.path:
            sys.path.append(own)
        add_path_files(own)


def folder_of(main: str, cwd: str) -> str:
    """The folder that a program's own modules are in."""
    return main.rpartition("/")[0] or "/" if main else cwd


def packages_beside(main: str, cwd: str) -> str | None:
    """The folder of packages in $VIRTUAL_ENV, or else in .venv beside the program."""
    venv = environ.get(b"VIRTUAL_ENV", b"").decode(errors="surrogateescape")
    found = packages_of(venv) if venv else None
    return found or packages_of(f"{folder_of(main, cwd)}/.venv")


def packages_of(prefix: str) -> str | None:
    """The folder of packages in an environment that is made for this version of Python."""
    version = sys.version_info
    path = f"{prefix}/lib/python{version.major}.{version.minor}/site-packages"
    try:
        stat(path)
    except OSError:
        return None
    return path


def add_path_files(folder: str) -> None:
    """What the .pth files of a folder of packages say; `site`, which costs a millisecond, only if there is one."""
    from posix import listdir

    if any(name.endswith(".pth") for name in listdir(folder)):
        import site

        site.addsitedir(folder)


def import_module(name: str) -> ModuleType:
    """What `python:NAME` names: a module, or the file of one by its absolute path.

    Every such import comes through here, from `live_import` in objects_copy.pxi, which asks whether it is allowed.
    """
    if name.startswith("/"):
        return import_file(name)
    if not name:
        raise ModuleNotFoundError("python: needs the name of a module")
    __import__(name)
    return sys.modules[name]


class FileFinder:
    """Finds the modules of import_file again, for importlib.reload."""

    sources: ClassVar[dict[str, tuple[str, list[str] | None]]] = {}

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> "ModuleSpec | None":
        """As in importlib.abc.MetaPathFinder."""
        from importlib.util import spec_from_file_location

        found = cls.sources.get(name)
        if found is None:
            return None
        return spec_from_file_location(name, found[0], submodule_search_locations=found[1])


def import_file(path: str) -> ModuleType:
    """The module in a file, or the package in a folder; the same one each time. Its name is the file's own."""
    from importlib.util import module_from_spec, spec_from_file_location
    from os.path import basename, exists, isdir, join, realpath

    path = realpath(path)
    found = _files.get(path)
    if found is not None:
        return found
    source, places = path, None
    if isdir(path):
        source, places = join(path, "__init__.py"), [path]
    if not exists(source):
        raise ModuleNotFoundError(f"No module at '{source}'", path=source)
    module = import_of_package(path) if places is not None or path.endswith(".py") else None
    if module is not None:
        _files[path] = module
        return module
    stem = basename(path).partition(".")[0]
    name, number = stem, 1
    while name in sys.modules or name in sys.stdlib_module_names:
        number += 1
        name = f"{stem}_{number}"
    spec = spec_from_file_location(name, source, submodule_search_locations=places)
    if spec is None or spec.loader is None:
        raise ImportError(f"'{source}' is no Python module", path=source)
    if not FileFinder.sources:
        sys.meta_path.append(FileFinder)
    FileFinder.sources[name] = source, places
    module = module_from_spec(spec)
    sys.modules[name] = module  # as Python does: it may import itself
    _files[path] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        del _files[path]
        raise
    return module


def import_of_package(path: str) -> ModuleType | None:
    """A file or folder in a package, as that one's module, so that it can import relatively; None for all others."""
    from importlib import import_module as import_name
    from os.path import basename, dirname, exists, join

    folder, names = dirname(path), [basename(path).removesuffix(".py")]
    if names == ["__init__"]:
        return import_file(folder)
    package = None
    while folder != dirname(folder) and exists(join(folder, "__init__.py")):
        package = folder
        names.insert(0, basename(folder))
        folder = dirname(folder)
    if package is None or any("." in name for name in names):
        return None
    names[0] = import_file(package).__name__
    return import_name(".".join(names))


def names_of(module: Any) -> list[str]:
    """The names that can be imported from a module: what dir() gives, `__all__`, and the modules in a package."""
    names = dict.fromkeys(name for name in dir(module) if isinstance(name, str))
    names.update(dict.fromkeys(name for name in getattr(module, "__all__", ()) if isinstance(name, str)))
    if hasattr(module, "__path__"):
        from pkgutil import iter_modules

        names.update(dict.fromkeys(each.name for each in iter_modules(module.__path__)))
    return list(names)


def submodule(module: Any, name: str) -> object:
    """A module in a package; None if it has no such module."""
    from importlib.util import find_spec

    whole = f"{module.__name__}.{name}"
    try:
        if find_spec(whole) is None:
            return None
    except (ImportError, ValueError):
        return None
    __import__(whole)
    return sys.modules[whole]


def get_name(module: Any, name: str) -> object:
    """`from module import name`."""
    try:
        return getattr(module, name)
    except AttributeError:
        if not hasattr(module, "__path__"):
            raise
    __import__(f"{module.__name__}.{name}")
    return sys.modules[f"{module.__name__}.{name}"]
