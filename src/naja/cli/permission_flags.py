"""The options that say what a program may do: Deno's words, and Node's `--permission` with its own."""

TYPE_CHECKING = False  # typing takes a millisecond to import
if TYPE_CHECKING:
    from naja.permissions import Grant, Permissions

# What --allow-NAME and --deny-NAME can name, with the letters that stand for --allow-NAME.
LETTERS = {"A": "all", "E": "env", "I": "import", "N": "net", "R": "read", "S": "sys", "W": "write"}
NAMES = frozenset(["all", "env", "ffi", "import", "net", "python", "read", "run", "sys", "write"])
# Others of Deno's that ask for what is so anyhow.
HARMLESS = frozenset(
    ["--no-prompt", "--no-check", "--unstable", "--allow-hrtime", "--deny-hrtime", "--allow-scripts"]
)
# Node's, which count with --permission alone; what each allows.
NODE = {
    "allow-addons": "addons",
    "allow-child-process": "run",
    "allow-fs-read": "read",
    "allow-fs-write": "write",
    "allow-inspector": "inspector",
    "allow-wasi": "wasi",
    "allow-worker": "worker",
}
REFUSED = frozenset(["--permission-set", "-P", "--ignore-env", "--ignore-read"])


class Words:
    """The permissions that a command line asks for."""

    def __init__(self) -> None:
        self.allow: dict[str, list[str] | bool] = {}
        self.deny: dict[str, list[str] | bool] = {}
        self.node: dict[str, list[str] | bool] = {}
        self.permission = False
        self.problem: str | None = None

    def take(self, word: str) -> bool:
        """Takes an option; False where it is none of these. Raises ValueError, with what to tell the user."""
        name, equals, value = word.partition("=")
        if word in HARMLESS or word.startswith("--unstable-"):
            return True
        if name in REFUSED:
            raise ValueError(f"{name} is not supported")
        if word == "--permission":
            self.permission = True
        elif name[:8] == "--allow-" and name[2:] in NODE:
            add(self.node, NODE[name[2:]], equals, value, ())
        elif name[:8] == "--allow-" and name[8:] in NAMES:
            add(self.allow, name[8:], equals, value, (",",))
        elif name[:7] == "--deny-" and name[7:] in NAMES and name[7:] != "all":
            add(self.deny, name[7:], equals, value, (",",))
        elif len(name) > 1 and name[0] == "-" and name[1:].isalpha() and all(c in LETTERS for c in name[1:]):
            for letter in name[1:-1]:
                add(self.allow, LETTERS[letter], "", "", ())
            add(self.allow, LETTERS[name[-1]], equals, value, (",",))
        else:
            return False
        return True

    def permissions(self, flags: "dict[str, object]") -> "Permissions | None":
        """What the program may do; None: everything. Raises ValueError."""
        if self.node and not self.permission:
            raise ValueError("--permission is required")
        if not self.permission and not self.allow and not self.deny:
            return None
        if self.allow.get("all") and len(self.allow) > 1:
            other = next(name for name in self.allow if name != "all")
            raise ValueError(f"--allow-all conflicts with --allow-{other}")
        if self.allow.get("all") and not self.deny:
            return None
        from naja.permissions import Permissions

        allowed: dict[str, Grant] = {name.replace("import", "import_"): v for name, v in self.allow.items()}
        denied: dict[str, Grant] = {f"deny_{name}": value for name, value in self.deny.items()}
        if allowed.pop("all", False):
            allowed = dict.fromkeys("read write net env run ffi sys import_ python".split(), True)
        modules_to_python(allowed, "import_", "python")
        modules_to_python(denied, "deny_import", "deny_python")
        if self.permission:
            allowed |= {"env": True, "sys": True, "import_": True, "worker": self.node.get("worker", False)}
            for name in ("read", "write", "run"):
                allowed[name] = self.node.get(name, False) or allowed.get(name, False)
        made = Permissions(**allowed, **denied, stdio=True)
        if self.permission:
            made.as_node_has_it(self.node)
        return made


def modules_to_python(grants: "dict[str, Grant]", hosts: str, python: str) -> None:
    """`--allow-import=python:numpy` is about Python; without a list, `--allow-import` is about hosts alone."""
    names = grants.get(hosts)
    if not isinstance(names, list):
        return
    modules = [name.removeprefix("python:") for name in names if str(name).startswith("python:")]
    grants[hosts] = [name for name in names if not str(name).startswith("python:")]
    given = grants.get(python, [])
    if modules and given is not True:
        grants[python] = [*(given if isinstance(given, list) else []), *modules]


def add(
    grants: "dict[str, list[str] | bool]", name: str, equals: str, value: str, separators: tuple[str, ...]
) -> None:
    """Adds what one option names: everything without a list. A comma in a name is written twice."""
    if not equals or (not separators and value == "*"):
        grants[name] = True
        return
    if name == "all":
        raise ValueError("--allow-all takes no value")
    before = grants.setdefault(name, [])
    if isinstance(before, list):
        parts = value.replace(",,", "\0").split(",") if separators else [value]
        before += [part.replace("\0", ",") for part in parts]
