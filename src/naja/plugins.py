"""Plugins: Python packages that add modules to the Naja beside which they are installed (docs/plugins.md).

    [project.entry-points."naja.plugins"]     # `import ... from "shout:..."`
    shout = "naja_shout"
    [project.entry-points."naja.modules"]     # `import ... from "shouting"`
    shouting = "naja_shout.page"

Nobody looks for them before an import names what nothing else offers. importlib.metadata is not used: it takes longer
to import than a machine's packages take to read.
"""

import sys
from posix import environ, getpid, mkdir, rename, scandir, stat  # os takes longer to import than this takes

from naja.python.errors import JSError


class Declared:
    """One line of an entry_points.txt."""

    def __init__(self, group: str, name: str, target: str, distribution: str, folder: str) -> None:
        self.group = group
        self.name = name
        self.target = target
        self.distribution = distribution  # its name and version
        self.folder = folder  # of sys.path, where it is installed


SCHEMES = "naja.plugins"
NAMES = "naja.modules"
# Schemes that no plugin can have, as they mean something already.
RESERVED = frozenset(
    "blob bun data file http https jsr naja node npm python wasm ws wss".split()  # and what comes with Naja itself
)

# By folder of sys.path: when it was changed last, in nanoseconds, and what it declares.
Seen = dict[str, tuple[int, list[Declared]]]
_seen: Seen | None = None
# A folder that was changed just now may change again without a new time.
SETTLED = 2_000_000_000


def seen() -> Seen:
    """What is known of folders; first of all, what an earlier process has written down."""
    global _seen
    if _seen is None:
        _seen = {}
        try:
            with open(cache_file(), encoding="utf-8") as file:
                words = [line.rstrip("\n").split("\t") for line in file]
            for word in words:
                if len(word) == 2:
                    _seen[word[0]] = (int(word[1]), [])
                else:
                    group, name, target, distribution, folder = word
                    _seen[folder][1].append(Declared(group, name, target, distribution, folder))
        except (OSError, ValueError, KeyError):
            _seen = {}
    return _seen


def cache_file() -> str:
    """Where processes write down what they have seen: one for each sys.path."""
    home = environ.get(b"HOME", b"").decode(errors="surrogateescape")
    base = environ.get(b"XDG_CACHE_HOME", b"").decode(errors="surrogateescape") or f"{home}/.cache"
    if not base.startswith("/") or base == "/.cache":
        raise FileNotFoundError("no folder for caches")
    from zlib import crc32

    return f"{base}/naja/plugins-{crc32(repr(sys.path).encode(errors='surrogateescape')):08x}"


def write_down() -> None:
    """For the next process. Where that cannot be, each looks for itself."""
    from time import time_ns

    lines = []
    now = time_ns()
    for folder, (changed, found) in seen().items():
        if now - changed > SETTLED and "\t" not in folder and "\n" not in folder:
            lines.append(f"{folder}\t{changed}\n")
            lines += ["\t".join([d.group, d.name, d.target, d.distribution, folder]) + "\n" for d in found]
    try:
        path = cache_file()
        for end in range(1, len(path)):
            if path[end] == "/":
                try:
                    mkdir(path[:end])
                except OSError:
                    continue  # it is there, or the next step fails
        with open(f"{path}.{getpid()}", "w", encoding="utf-8") as file:
            file.writelines(lines)
        rename(f"{path}.{getpid()}", path)
    except (OSError, UnicodeError):
        return


def declared_in(folder: str) -> tuple[list[Declared], bool]:
    """What the packages that are installed in a folder declare, and whether that is news."""
    try:
        changed = stat(folder or ".").st_mtime_ns
        known = seen().get(folder)
        if known is not None and known[0] == changed:
            return known[1], False
        with scandir(folder or ".") as entries:
            names = sorted(
                entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))
            )
    except OSError:
        return [], False  # many a sys.path has a file, or nothing
    found: list[Declared] = []
    for name in names:
        try:
            with open(f"{folder or '.'}/{name}/entry_points.txt", encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError):
            continue  # most have none
        if SCHEMES in text or NAMES in text:
            found += entry_points(text, name.rpartition(".")[0].replace("-", " ", 1), folder)
    seen()[folder] = (changed, found)
    return found, True


def entry_points(text: str, distribution: str, folder: str) -> list[Declared]:
    """The lines of an entry_points.txt in Naja's groups."""
    found = []
    group = ""
    for each in text.splitlines():
        line = each.strip()
        if line.startswith("["):
            group = line.strip("[]").strip()
        elif group in (SCHEMES, NAMES) and "=" in line and line[0] not in "#;":
            name, _, target = line.partition("=")
            found.append(Declared(group, name.strip(), target.strip(), distribution, folder))
    return found


_beside: tuple[str, str] | None = None


def look_beside(main: str, cwd: str) -> None:
    """Has plugins be found where `python:` imports find packages, too: in $VIRTUAL_ENV, or in .venv beside the program.

    main: the program's path, or empty; cwd: the working directory.
    """
    global _beside
    _beside = main, cwd


def folders_of_packages() -> list[str]:
    """sys.path as the first import of a plugin will make it, but for what .pth files add."""
    if _beside is not None:
        from naja.python.imports import packages_beside

        found = packages_beside(*_beside)
        if found is not None and found not in sys.path:
            return [found, *sys.path]
    return sys.path


def declared() -> list[Declared]:
    """What all packages declare; of one that is installed twice, the first on sys.path counts, as for an import."""
    found: list[Declared] = []
    folders: dict[str, str] = {}
    news = False
    for folder in folders_of_packages():
        here, is_new = declared_in(folder)
        news = news or is_new
        for each in here:
            package = each.distribution.partition(" ")[0]
            if folders.setdefault(package, folder) == folder:
                found.append(each)
    if news:
        write_down()
    return found


def is_declared(name: str, is_scheme: bool) -> bool:
    """Whether any package offers a scheme or a bare name."""
    if is_scheme and name in RESERVED:
        return False
    group = SCHEMES if is_scheme else NAMES
    return any(each.group == group and each.name == name for each in declared())


def find(group: str, name: str) -> Declared | None:
    """Who offers a scheme or a bare name, if anybody does. Raises JSError where two packages do."""
    if group == SCHEMES and name in RESERVED:
        return None
    found = [each for each in declared() if each.group == group and each.name == name]
    if len(found) > 1:
        offered = f"'{name}:'" if group == SCHEMES else f"the module '{name}'"
        who = " and ".join(f"{each.distribution} (in {each.folder})" for each in found)
        raise JSError(f"Several plugins offer {offered}: {who}. Uninstall all but one", "ERR_PLUGIN_CONFLICT")
    return found[0] if found else None


def load(entry: Declared, path: str = "") -> object:
    """What an entry point names, and `path` below it: a module, an op, or the path of a JavaScript file.

    Raises JSError where it cannot be had.
    """
    module_name, _, attributes = entry.target.partition("[")[0].strip().partition(":")
    if _beside is not None:
        from naja.python.imports import begin

        begin(*_beside)
    parts = [*filter(None, attributes.strip().split(".")), *filter(None, path.split("/"))]
    try:
        value: object = __import__(module_name.strip(), None, None, ("__name__",))
    except Exception as error:
        raise broken(entry, error) from error
    for part in parts:
        below = None if part.startswith("_") else attribute(entry, value, part)
        if below is None:
            raise JSError(
                f"The plugin {entry.distribution} has no '{part}' in '{specifier(entry, path)}'",
                "ERR_MODULE_NOT_FOUND",
            )
        value = below
    return value


def attribute(entry: Declared, value: object, name: str) -> object:
    """An attribute, or a submodule that nobody has imported yet; None if there is neither."""
    found = getattr(value, name, None)
    if found is not None or not hasattr(value, "__path__"):
        return found
    full = f"{vars(value)['__name__']}.{name}"
    try:
        return __import__(full, None, None, ("__name__",))
    except ModuleNotFoundError as error:
        if error.name == full:
            return None
        raise broken(entry, error) from error
    except Exception as error:
        raise broken(entry, error) from error


def specifier(entry: Declared, path: str) -> str:
    """What JavaScript imports."""
    return f"{entry.name}:{path}" if entry.group == SCHEMES else entry.name


def broken(entry: Declared, error: Exception) -> JSError:
    """The error for a plugin that does not load."""
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return JSError(
        f"The plugin {entry.distribution}, which offers '{specifier(entry, '')}', cannot be loaded: {what}",
        "ERR_PLUGIN_LOAD_FAILED",
    )
