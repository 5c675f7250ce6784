"""What a program may do: one model for the command line, embedded runtimes, workers, and all three dialects.

`Permissions` says what is allowed and what is denied, kind by kind, in Deno's words. A `Judge` answers the questions of
native code about it (ext/permissions). docs/permissions.md says what each kind covers.
"""

import os
from collections.abc import Iterable, Mapping

TYPE_CHECKING = False  # typing takes a millisecond to import
if TYPE_CHECKING:
    from typing import Self

Grant = bool | None | str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""Everything (True), nothing (False, None), or what a list names."""

KINDS = (
    "read write net env run ffi sys import python worker addons wasi inspector".split()
)  # their order is that of NAJA_MAY_... in engine/permissions.h
PATHS = frozenset(["read", "write", "ffi", "addons"])
SYS_KINDS = frozenset(
    """
    cpus getegid geteuid getgid getgroups getPriority gid homedir hostname inspector loadavg networkInterfaces
    osRelease osUptime process setPriority setegid seteuid setgid setgroups setuid statfs systemMemoryInfo uid umask
    userInfo username
    """.split()
)
# What native code may open below /dev although all else there speaks to the machine.
DEVICES = frozenset(["/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"])
# What marks the folder of a project, and what is code by its name.
PROJECT = ("package.json", "deno.json", "deno.jsonc", "tsconfig.json")
CODE = tuple(f".{kind}" for kind in "js mjs cjs jsx ts mts cts tsx wasm".split())
MACHINE = ("/dev", "/proc", "/sys")
# Variables by which a program that is run can be made to run another one.
LOADER = ("LD_", "DYLD_")


def canonical(path: "str | os.PathLike[str]") -> str:
    """An absolute path without symbolic links, as far as it exists."""
    return os.path.realpath(os.fspath(path))


def inside(path: str, folder: str) -> bool:
    """Whether a canonical path is a folder, or lies in it."""
    return path == folder or folder == "/" or path.startswith(folder + "/")


class Rules:
    """What is allowed of one kind, or what is denied: everything, or a list."""

    def __init__(self, kind: str, given: Grant) -> None:
        self.everything = given is True
        self.rules: list[object] = []
        if given is True or given is False or given is None:
            return
        names = [given] if isinstance(given, (str, os.PathLike)) else list(given)
        for name in names:
            if not isinstance(name, (str, os.PathLike)):
                raise TypeError(f"{kind} takes True, False, or names, not {type(name).__name__}")
            self.add(kind, name)

    def add(self, kind: str, name: "str | os.PathLike[str]") -> None:
        """Reads one rule. Raises ValueError for one that cannot be meant."""
        text = os.fspath(name)
        if "\0" in text:
            raise ValueError(f"a permission cannot name what has a NUL in it: {text!r}")
        if kind in PATHS:
            if not text:
                raise ValueError("Empty path is not allowed")
            self.rules.append(canonical(text))
        elif kind in ("net", "import"):
            from naja.permission_hosts import HostRule

            self.rules.append(HostRule(text))
        elif kind == "env":
            if not text:
                raise ValueError("Empty env not allowed")
            if "=" in text:
                raise ValueError(f"invalid env var name: '{text}'")
            self.rules.append(text)
        elif kind == "run":
            if not text:
                raise ValueError("Empty command name not allowed in --allow-run=...")
            self.rules.append(program(text, os.environ.get("PATH", ""), ".") or canonical_entry(text, "."))
        elif kind == "python":
            self.rules.append(canonical(text) if "/" in text else text)
        elif kind == "sys":
            if text not in SYS_KINDS:
                raise ValueError(f"unknown sys descriptor: '{text}'")
            self.rules.append(text)
        else:
            self.rules.append(text)

    def __bool__(self) -> bool:
        return self.everything or bool(self.rules)

    def covers(self, kind: str, resource: str) -> bool:
        """Whether a rule covers a resource: a canonical path, `host:port`, a name."""
        if self.everything:
            return True
        rules = self.rules
        if not rules:
            return False
        if kind in PATHS:
            return any(inside(resource, rule) for rule in rules if isinstance(rule, str)) or any(
                isinstance(rule, Prefix) and f"{resource}/".startswith(rule.text) for rule in rules
            )
        if kind in ("net", "import"):
            from naja.permission_hosts import HostRule, split_host

            host, port = split_host(resource)
            return any(isinstance(rule, HostRule) and rule.covers(host, port) for rule in rules)
        if kind == "env":
            return any(
                rule == resource or (rule[-1:] == "*" and resource.startswith(rule[:-1]))
                for rule in rules
                if isinstance(rule, str)
            )
        if kind == "python":
            if resource[:1] == "/":
                resource = canonical(resource)
            return any(resource == rule or resource.startswith(f"{rule}.") for rule in rules)
        return resource in rules


class Prefix:
    """Node's `--allow-fs-read=/tmp/a*`: whatever begins so."""

    def __init__(self, text: str) -> None:
        folder, slash, rest = text.rpartition("/")
        self.text = (canonical(folder or "/").rstrip("/") + "/" if slash else canonical(".") + "/") + rest


def canonical_entry(path: str, cwd: str) -> str:
    """An absolute path whose last part is not followed: a program may be told by the name of a link what to be."""
    folder, _, name = os.path.join(cwd, path).rstrip("/").rpartition("/")
    return f"{canonical(folder or '/').rstrip('/')}/{name}"


def program(name: str, search: str, cwd: str) -> str | None:
    """Where a program lies that is started by `name`: as execvp finds it. None where it finds nothing."""
    if "/" in name:
        return canonical_entry(name, cwd)
    for folder in search.split(":"):
        path = os.path.join(cwd, folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return canonical_entry(path, cwd)
    return None


class Permissions:
    """What a program may do. Nothing, unless it is told; what is denied is denied whatever is allowed.

    Each argument is True (everything), False (nothing) or a list: paths, which allow what is below them, too (`read`,
    `write`, `ffi`, which is also for native addons); `host`, `host:port`, `*.host`, networks (`net`); names of
    variables, where `AWS_*` stands for all that begin so (`env`); programs (`run`); Deno's kinds (`sys`); hosts
    (`import_`); modules of Python, or their files (`python`). Whoever may import a module of
    Python, load a library or run a program may, by way of it, do everything. `stdio` is for the descriptors 0, 1 and 2.
    """

    __slots__ = ("allowed", "denied", "stdio", "words")

    def __init__(
        self,
        *,
        read: Grant = False,
        write: Grant = False,
        net: Grant = False,
        env: Grant = False,
        run: Grant = False,
        ffi: Grant = False,
        sys: Grant = False,
        import_: Grant = False,
        python: Grant = False,
        worker: Grant = True,
        deny_read: Grant = False,
        deny_write: Grant = False,
        deny_net: Grant = False,
        deny_env: Grant = False,
        deny_run: Grant = False,
        deny_ffi: Grant = False,
        deny_sys: Grant = False,
        deny_import: Grant = False,
        deny_python: Grant = False,
        stdio: bool = False,
    ) -> None:
        allowed: dict[str, Grant] = {
            "read": read, "write": write, "net": net, "env": env, "run": run, "ffi": ffi, "sys": sys,
            "import": import_, "python": python, "worker": worker, "addons": ffi,
        }  # fmt: skip
        denied: dict[str, Grant] = {
            "read": deny_read, "write": deny_write, "net": deny_net, "env": deny_env, "run": deny_run,
            "ffi": deny_ffi, "sys": deny_sys, "import": deny_import, "python": deny_python, "addons": deny_ffi,
        }  # fmt: skip
        self.allowed = {kind: Rules(kind, allowed.get(kind)) for kind in KINDS}
        self.denied = {kind: Rules(kind, denied.get(kind)) for kind in KINDS}
        # WASI is files, the inspector is part of what `sys` is about: they have no words of their own in Deno.
        self.allowed["wasi"].everything = True
        self.allowed["inspector"].everything = "inspector" in self.allowed["sys"].rules or sys is True
        self.stdio = stdio
        self.words = "deno"

    @classmethod
    def everything(cls) -> "Self":
        """A program that may do what it may without any permissions."""
        grants: dict[str, bool] = dict.fromkeys(
            "read write net env run ffi sys import_ python worker stdio".split(), True
        )
        return cls(**grants)

    def as_node_has_it(self, grants: "dict[str, list[str] | bool]") -> None:
        """Node's `--permission`: its words say nothing of variables and of the system."""
        self.words = "node"
        for kind in ("addons", "wasi", "inspector"):
            self.allowed[kind].everything = grants.get(kind) is True
        for kind in ("read", "write"):
            given = grants.get(kind)
            if isinstance(given, list):
                rules = self.allowed[kind].rules
                rules[:] = [Prefix(text[:-1]) if text.endswith("*") else canonical(text) for text in given]

    @property
    def unlimited(self) -> bool:
        """Whether everything is allowed, and nothing denied."""
        return all(self.allowed[kind].everything and not self.denied[kind] for kind in KINDS)

    def __repr__(self) -> str:
        parts = []
        for kind in KINDS:
            for prefix, rules in (("", self.allowed[kind]), ("deny_", self.denied[kind])):
                if rules:
                    parts.append(f"{prefix}{kind}={True if rules.everything else rules.rules!r}")
        return f"Permissions({', '.join(parts)})"


def embedded(given: "Permissions | Mapping[str, Grant] | bool | str | None") -> Permissions:
    """The permissions of a Runtime: its argument. None is nothing, "all" and True are everything, a mapping is what
    Permissions takes.

    Raises TypeError, ValueError.
    """
    if given == "all" or given is True:
        return Permissions.everything()
    if given is None or given is False:
        made = Permissions()
    elif isinstance(given, Permissions):
        made = copy(given)
    elif hasattr(given, "keys"):
        made = Permissions(**dict(given))  # type: ignore[arg-type]
    else:
        raise TypeError(
            f'permissions is naja.Permissions, a dict of its arguments, "all" or None, not {given!r}'
        )
    made.words = "embedded"
    return made


def copy(permissions: Permissions) -> Permissions:
    """Permissions of their own, as far as words go."""
    made = Permissions.__new__(Permissions)
    for name in Permissions.__slots__:
        setattr(made, name, getattr(permissions, name))
    return made


class Judge:
    """Answers what a program may do now; what it gives up is gone. One for an environment; a worker's begins as a copy.

    Called by native code, with the GIL; answers are kept for resources that are asked for again.
    """

    def __init__(self, permissions: Permissions) -> None:
        self.allowed = permissions.allowed
        self.denied = permissions.denied
        self.stdio = permissions.stdio
        self.words = permissions.words
        self.addresses: dict[str, set[str]] = {}  # by address: the hosts that were resolved to it
        self.kept: dict[tuple[str, str], bool] = {}
        self.entry: str | None = None  # a file that may be read because it is the program
        self.folders: tuple[
            str, ...
        ] = ()  # what module loaders find packages in: its folder, and those above
        self.root = "/"  # of the program: what it may import of data before it runs
        self.packages: tuple[str, ...] = ()  # what they may read: packages of the program, and Naja's own

    def admit(self, entry: str | None, libraries: str) -> None:
        """A program may read its own file, and load packages from where it lies, or where it was started without one.

        In Node's words it may read its own file alone. libraries: where Naja's own packages are.
        """
        base = canonical(entry or "./x")
        self.packages = (canonical(libraries),)
        if entry is not None:
            self.entry = base
        if self.words != "deno":
            return
        self.root = base[: base.rfind("/")] or "/"
        home = canonical(os.environ.get("HOME") or "/")
        found = False
        while base != "/":
            base = base[: base.rfind("/")] or "/"
            self.folders += (base,)
            self.packages += (f"{base.rstrip('/')}/node_modules",)
            if (
                not found
                and base not in ("/", home)
                and any(os.path.isfile(f"{base}/{name}") for name in PROJECT)
            ):
                self.root, found = base, True

    def loads(self, path: str, beginning: bool) -> bool:
        """Whether a module loader may read what the program itself may not; beginning: before any of that has run."""
        denied = self.denied["read"]
        if not denied.everything and denied.covers("read", path):
            return False
        if any(inside(path, folder) for folder in self.packages):
            return True
        folder, _, name = path.rpartition("/")
        if path in self.folders or (
            name in ("package.json", "tsconfig.json") and (folder or "/") in self.folders
        ):
            return True
        return beginning and (inside(path, self.root) or name.endswith(CODE))

    def copy(self) -> "Judge":
        """The judge of a worker: what it gives up, its parent keeps."""
        judge = Judge.__new__(Judge)
        judge.__dict__.update(self.__dict__)
        judge.allowed, judge.denied = dict(self.allowed), dict(self.denied)
        judge.addresses, judge.kept = dict(self.addresses), {}
        return judge

    def all(self) -> bool:
        """Whether everything is allowed: what speaks to the machine itself asks for that."""
        return all(self.allowed[kind].everything and not self.denied[kind] for kind in KINDS)

    def has(self, kind: str, resource: str = "") -> bool:
        """Whether something is allowed; with no resource, whether all of its kind is."""
        denied = self.denied[kind]
        if denied.everything:
            return False
        allowed = self.allowed[kind]
        if not resource:
            return allowed.everything and not denied.rules
        if allowed.everything and not denied.rules:
            return True
        key = (kind, resource)
        answer = self.kept.get(key)
        if answer is None:
            if len(self.kept) > 4096:
                self.kept.clear()
            answer = allowed.covers(kind, resource) and not denied.covers(kind, resource)
            self.kept[key] = answer
        return answer

    def some(self, kind: str) -> bool:
        """Whether anything of a kind is allowed: for what has no name, such as memory to libraries."""
        return bool(self.allowed[kind]) and not self.denied[kind].everything

    def path(
        self, kind: str, path: str, given: str, tree: bool, load: bool = False, beginning: bool = False
    ) -> bool | None:
        """Whether a file may be read or written. `path`: where it lies, without links; `given`: the program's words.

        tree: all below it, too; load: for a module loader, beginning: before the program runs. None where only
        everything would do: for what speaks to the machine.
        """
        if is_machine(path) or is_machine(lexical(given)):
            return True if self.all() else None
        if kind == "read" and (path == self.entry or (load and self.loads(path, beginning))):
            return True
        if not self.has(kind, path):
            return False
        if tree:
            return not any(
                isinstance(rule, Prefix) or (isinstance(rule, str) and inside(rule, path))
                for rule in self.denied[kind].rules
            )
        return True

    def resolved(self, host: str, address: str) -> None:
        """Keeps that a host that may be spoken to is at an address."""
        self.addresses.setdefault(address, set()).add(host)

    def connect(self, address: str, port: int) -> bool:
        """Whether an address may be spoken to: by itself, or because a host that may be is there."""
        from naja.permission_hosts import join_host

        by_address = join_host(address, port)
        if self.denied["net"].covers("net", by_address):
            return False
        if self.allowed["net"].covers("net", by_address):
            return True
        return any(self.has("net", join_host(host, port)) for host in self.addresses.get(address, ()))

    def lookup(self, host: str) -> bool:
        """Whether the addresses of a host may be asked for: where it may be spoken to at some port."""
        from naja.permission_hosts import HostRule

        denied, allowed = self.denied["net"], self.allowed["net"]
        if denied.covers("net", host):
            return False
        return allowed.everything or any(
            isinstance(rule, HostRule) and rule.names(host) for rule in allowed.rules
        )

    def program(self, name: str, search: str, cwd: str, variables: list[str]) -> str | None:
        """The program that may be run by a name: its absolute path, or `name` where there is none to be found.

        variables: names in its environment. None where it may not be run."""
        if self.has("run"):
            return name
        if any(variable.startswith(LOADER) for variable in variables):
            return None
        found = program(name, search, cwd)
        if found is None:
            found = name
        return found if self.has("run", found) else None

    def revoke(self, kind: str, resource: str, exact: bool = False) -> None:
        """Gives up a kind, or its rules for a resource (exact: that name it); then "everything" stays, as in Deno.

        What the program may read because it is the program goes with a kind as a whole."""
        before = self.allowed[kind]
        if resource and before.everything:
            return
        self.kept.clear()
        rules = Rules(kind, False)
        if resource:
            for rule in before.rules:
                one = Rules(kind, False)
                one.rules = [rule]
                if rule != resource if exact else not one.covers(kind, resource):
                    rules.rules.append(rule)
        named = exact and resource in before.rules
        if (
            kind == "read"
            and self.entry is not None
            and (not resource or (named and inside(self.entry, resource)))
        ):
            self.entry = None
        self.allowed[kind] = rules
        if kind == "ffi":
            self.allowed["addons"] = rules
            self.denied["addons"] = self.denied["ffi"]

    def state(self, kind: str, resource: str) -> str:
        """Deno's word: granted, denied, or prompt for what was not mentioned; `partial` where some of it is denied."""
        denied = self.denied[kind]
        if denied.everything or (resource and denied.covers(kind, resource)):
            return "denied"
        if resource:
            if not self.allowed[kind].covers(kind, resource):
                return "prompt"
            within = kind in PATHS and any(isinstance(r, str) and inside(r, resource) for r in denied.rules)
            return "partial" if within else "granted"
        if not self.allowed[kind].everything:
            return "prompt"
        return "partial" if denied.rules else "granted"


def lexical(path: str) -> str:
    """An absolute path without dots, links not looked at."""
    return os.path.normpath(os.path.join("/", path))


def is_machine(path: str) -> bool:
    """Whether a path speaks to the kernel or a device, or is no path at all: a pipe, a socket, a deleted file."""
    return path not in DEVICES and (
        path[:1] != "/" or path.endswith(" (deleted)") or any(inside(path, folder) for folder in MACHINE)
    )
