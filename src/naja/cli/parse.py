"""From the words of a command line to the options of a run."""

from . import flags
from .flags import ALIASES, BOOLEAN, CHOICES, INSPECT, LIST, NUMBER, UNSUPPORTED, VALUE

TYPE_CHECKING = False  # typing takes a millisecond to import
if TYPE_CHECKING:
    from .permission_flags import Words
    from .serve import Serve

# The heap lies in a cage of 4 GiB, as pointers are compressed.
LARGEST_HEAP_MB = 4096


class UsageError(Exception):
    """The command line cannot be understood."""

    exit_code = 9


class CommandLine:
    """What a command line, and NODE_OPTIONS, ask for."""

    def __init__(self) -> None:
        self.flags: dict[str, object] = {}
        self.v8: list[str] = []
        self.exec_argv: list[str] = []
        self.rest: list[str] = []
        self.ask: str | None = None  # help, version, v8-options or print-include
        self.warnings: list[str] = []
        self.run_command = False
        self.serve: Serve | None = None  # the command `serve`
        self.permissions: Words | None = None

    def act(self) -> int | None:
        """Does what needs no JavaScript; the exit code, or None when there is a program to run."""
        if self.ask is not None:
            from . import help

            return help.show(self.ask)
        if self.run_command and not self.rest:
            raise UsageError("run requires a file: naja run FILE [arguments]")
        if self.serve is not None and not self.rest:
            raise UsageError("serve requires a file: naja serve [--port=N] [--workers=N] FILE [arguments]")
        self.check_conflicts()
        self.load_environment()
        if self.warnings:
            import sys

            sys.stderr.writelines(f"naja: {warning}\n" for warning in self.warnings)
        if self.flags.get("--sandbox"):
            from .sandbox import run

            return run(self)
        for limit in ("--memory-limit", "--time-limit", "--cpu-limit", "--sandbox-strict"):
            if self.flags.get(limit):
                raise UsageError(f"{limit} is for programs in a sandbox: it needs --sandbox")
        if self.flags.get("--watch"):
            from .watch import watch

            return watch(self.flags, self.exec_argv, self.rest)
        if self.serve is not None and self.serve.workers > 1:
            from .main import exec_path
            from .serve import supervise

            return supervise(self.serve, exec_path(), self.exec_argv, self.rest)
        return None

    def check_conflicts(self) -> None:
        """Refuses what contradicts itself."""
        for name, (allowed, message) in CHOICES.items():
            if self.flags.get(f"--{name}", next(iter(allowed))) not in allowed:
                raise UsageError(message)
        if self.flags.get("--tls-min-v1.3") and self.flags.get("--tls-max-v1.2"):
            raise UsageError("either --tls-min-v1.3 or --tls-max-v1.2 can be used, not both")
        for profile in ("cpu-prof", "heap-prof"):
            for further in ("name", "dir", "interval"):
                if f"--{profile}-{further}" in self.flags and not self.flags.get(f"--{profile}"):
                    raise UsageError(f"--{profile}-{further} must be used with --{profile}")
        if self.flags.get("--watch-path") is not None:
            self.flags["--watch"] = True
        order = [
            name
            for name in ("watch", "check", "eval", "interactive")
            if self.flags.get(f"--{name}") is not None
        ]
        if "eval" in order and "interactive" in order and "watch" not in order and "check" not in order:
            return
        if len(order) > 1:
            raise UsageError(f"either --{order[0]} or --{order[1]} can be used, not both")

    def load_environment(self) -> None:
        """Reads --env-file and --env-file-if-exists, in the order given; NODE_OPTIONS may come from there."""
        files = self.flags.get("--env-file-order")
        if isinstance(files, list):
            from . import env_file

            before = env_file.node_options()
            if (missing := env_file.load(files)) is not None:
                raise UsageError(f"{missing}: not found")
            del self.flags["--env-file-order"]
            if not before and (found := env_file.node_options()):
                again = CommandLine()
                read_environment(again, found)
                self.flags = {**again.flags, **self.flags}
                self.permissions = self.permissions or again.permissions
                self.v8 = again.v8 + self.v8

    def options(self) -> dict[str, object]:
        """The options of `naja.runtime.run`."""
        options: dict[str, object] = {"argv": self.rest, "execArgv": self.exec_argv, "flags": self.flags}
        if self.v8:
            options["v8Flags"] = " ".join(self.v8)
        if self.permissions is not None:
            try:
                allowed = self.permissions.permissions(self.flags)
            except ValueError as error:
                raise UsageError(str(error)) from None
            if allowed is not None:
                options["permissions"] = allowed
        if self.serve is not None:
            options["entry"] = "serve"
            options["serve"] = self.serve.options()
        elif self.flags.get("--test"):
            options["entry"] = "test"
        elif "--eval" in self.flags and not self.flags.get("--interactive"):
            options["entry"] = "eval"
        elif self.rest and self.rest[0] != "-" and not self.flags.get("--interactive"):
            options["entry"] = "check" if self.flags.get("--check") else "file"
        elif self.rest or self.flags.get("--check") or not (self.flags.get("--interactive") or is_terminal()):
            options["entry"] = "check" if self.flags.get("--check") else "stdin"
        else:
            options["entry"] = "repl"
        return options


def is_terminal() -> bool:
    """Whether a person may be typing on standard input."""
    from os import isatty

    return isatty(0)


def read(words: list[str], node_options: str = "") -> CommandLine:
    """Reads a command line (without the program's name) after the contents of NODE_OPTIONS."""
    line = CommandLine()
    if node_options:
        read_environment(line, node_options)
    if words and words[0] == "run":
        line.run_command = True
        words = words[1:]
    elif words and words[0] == "serve":
        from .serve import take as take_serve

        try:
            line.serve, words = take_serve(words[1:])
        except ValueError as error:
            raise UsageError(str(error)) from None
    used = read_words(line, words, None)
    line.exec_argv = words[:used]
    line.rest = words[used:]
    if line.exec_argv and line.exec_argv[-1] == "--":
        line.exec_argv.pop()
    return line


def read_environment(line: CommandLine, text: str) -> None:
    """Takes options from NODE_OPTIONS."""
    words = split(text)
    used = read_words(line, words, "NODE_OPTIONS")
    if used < len(words) or (words and words[-1] == "--"):
        raise UsageError(f"{words[min(used, len(words) - 1)]} is not allowed in NODE_OPTIONS")


def split(text: str) -> list[str]:
    """Splits NODE_OPTIONS at spaces; double quotes hold a word together, a backslash in them escapes a character."""
    words: list[str] = []
    word: str | None = None
    quoted = escaped = False
    for char in text:
        if escaped:
            word = (word or "") + char
            escaped = False
        elif char == "\\" and quoted:
            escaped = True
        elif char == " " and not quoted:
            if word is not None:
                words.append(word)
            word = None
        elif char == '"':
            quoted = not quoted
            word = word or ""
        else:
            word = (word or "") + char
    if escaped:
        raise UsageError("invalid value for NODE_OPTIONS (invalid escape)\n")
    if quoted:
        raise UsageError("invalid value for NODE_OPTIONS (unterminated string)\n")
    if word is not None:
        words.append(word)
    return words


def read_words(line: CommandLine, words: list[str], environment: str | None) -> int:
    """Takes options up to the first word that is none; the number of words taken."""
    at = 0
    while at < len(words):
        word = words[at]
        if len(word) < 2 or word[0] != "-":
            break
        at += 1
        if word == "--":
            break
        if word == "-pe":
            line.flags["--print"] = True
            word = "-e"
        name, equals, value = word.partition("=")
        if environment is not None and not allowed(name):
            raise UsageError(f"{name}{equals} is not allowed in {environment}")
        key = option_name(name, bool(equals))
        on = True
        if key[:3] == "no-" and key not in BOOLEAN:
            if key[3:] in BOOLEAN:
                key, on = key[3:], False
            elif key[3:] in VALUE or key[3:] in LIST or key[3:] in NUMBER:
                raise UsageError(f"{name} is an invalid negation because it is not a boolean option")
        if key in BOOLEAN:
            line.flags[f"--{key}"] = on
            if key == "print" and on and not equals and at < len(words) and words[at][:1] != "-":
                line.flags["--eval"] = words[at]
                at += 1
        elif key in VALUE or key in LIST or key in NUMBER:
            if not equals:
                value, at = following(words, at, name)
            elif not value:
                raise UsageError(f"{word} requires an argument")
            take(line, key, value)
        elif key in INSPECT:
            if not equals and not INSPECT[key]:
                value, at = following(words, at, name)
            take_inspect(line, key, name, value)
        elif key in ("help", "version", "v8-options", "print-include"):
            line.ask = line.ask or key
        elif is_permission(line, word, environment):
            continue
        elif key in UNSUPPORTED:
            raise UsageError(f"{name} is not supported")
        else:
            take_v8(line, word, key, value)
    return at


def is_permission(line: CommandLine, word: str, environment: str | None) -> bool:
    """Takes an option that says what the program may do, if it is one; of NODE_OPTIONS, Node's. Raises UsageError."""
    if line.permissions is None:
        from .permission_flags import Words

        words = Words()
    else:
        words = line.permissions
    try:
        taken = words.take(word)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if taken:
        line.permissions = words
    return taken


def following(words: list[str], at: int, name: str) -> tuple[str, int]:
    """The word that is an option's value, and the place after it. `\\-x` stands for `-x`."""
    if at == len(words) or words[at][:1] == "-":
        raise UsageError(f"{name} requires an argument")
    value = words[at]
    return value[1:] if value[:2] == "\\-" else value, at + 1


def option_name(word: str, has_value: bool) -> str:
    """An option's name in full, without dashes; '' where there is none of that form."""
    if word[:2] == "--":
        return word[2:].replace("_", "-")
    return "" if has_value else ALIASES.get(word, "")


def allowed(word: str) -> bool:
    """Whether NODE_OPTIONS may hold an option."""
    key = option_name(word, False)
    plain = key[3:] if key[:3] == "no-" and key not in BOOLEAN else key
    known = plain in BOOLEAN or plain in VALUE or plain in NUMBER or plain in LIST or plain in UNSUPPORTED
    known = known or plain in flags.PERMISSIONS or plain in INSPECT
    return plain in flags.V8_IN_ENVIRONMENT or (known and plain not in flags.NOT_IN_ENVIRONMENT)


def take_inspect(line: CommandLine, key: str, name: str, place: str) -> None:
    """Keeps --inspect and its kind, and where to listen: PORT, HOST or HOST:PORT."""
    if INSPECT[key]:
        stops = line.flags.get("--inspect") in ("brk", "wait")
        line.flags["--inspect"] = line.flags["--inspect"] if stops and key == "inspect" else INSPECT[key]
    known = line.flags.get("--inspect-port")
    host, port = (known[0], known[1]) if isinstance(known, list) else ("127.0.0.1", 9229)
    if place:
        before, colon, after = place.rpartition(":")
        if place[0] == "[" and place[-1] == "]":
            before, after = place, ""
        elif not colon:
            before, after = ("", place) if place.isascii() and place.isdigit() else (place, "")
        if before:
            host = before.removeprefix("[").removesuffix("]")
        if after:
            port = int(after) if after.isascii() and after.isdigit() else -1
            if port != 0 and not 1024 <= port <= 65535:
                raise UsageError(f"{name} must be 0 or in range 1024 to 65535.")
        line.flags["--inspect-port"] = [host, port]


def take(line: CommandLine, key: str, value: str) -> None:
    """Keeps an option that has a value."""
    name = f"--{key}"
    if key in LIST:
        values = line.flags.setdefault(name, [])
        assert isinstance(values, list)
        values.append(value)
        if key.startswith("env-file"):
            order = line.flags.setdefault("--env-file-order", [])
            assert isinstance(order, list)
            order.append((value, key != "env-file"))
    elif key in NUMBER:
        digits = value.removeprefix("-")
        line.flags[name] = int(value) if digits.isascii() and digits.isdigit() else 0
    else:
        line.flags[name] = value


def take_v8(line: CommandLine, word: str, key: str, value: str) -> None:
    """Keeps an option of V8's, if it is one."""
    if key == "max-old-space-size" and value.isascii() and value.isdigit() and int(value) > LARGEST_HEAP_MB:
        line.warnings.append(
            f"{word} cannot be honoured: this engine's heap ends at {LARGEST_HEAP_MB} MB, which is used instead"
        )
        word = f"--{key}={LARGEST_HEAP_MB}"
    from .v8_flags import problem

    if (wrong := problem(key, value, "=" in word)) is not None:
        raise UsageError(f"bad option: {word}{wrong}")
    line.v8.append(word)
