"""--env-file: variables from a file, in Node's dialect of dotenv. What the environment has already, stays."""

import os
import sys

QUOTES = "\"'`"


def node_options() -> str:
    """NODE_OPTIONS as it is now."""
    return os.environ.get("NODE_OPTIONS", "")


def load(files: list[tuple[str, bool]]) -> str | None:
    """Puts the variables of some files, (path, whether it may be missing), into the environment.

    The last definition of a name counts; what the environment has already stays. Returns the path of a file that
    should be there and is not.
    """
    variables: dict[str, str] = {}
    for path, optional in files:
        try:
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                variables |= parse(file.read())
        except OSError:
            if not optional:
                return path
            sys.stderr.write(f"{path} not found. Continuing without it.\n")
    for name, value in variables.items():
        if name and "\0" not in name + value:
            os.environ.setdefault(name, value)
    return None


def parse(text: str) -> dict[str, str]:
    """The variables that a text defines; the last definition of a name counts."""
    found: dict[str, str] = {}
    rest = text.replace("\r", "").strip()
    while rest:
        if rest[0] in "\n#":
            rest = after_line(rest)
            continue
        line_end = rest.find("\n")
        equals = rest.find("=")
        if equals < 0 or 0 <= line_end < equals:
            rest = after_line(rest)
            continue
        name = rest[:equals].strip().removeprefix("export ").strip()
        rest = rest[equals + 1 :]
        if not name:
            rest = after_line(rest)
            continue
        value, rest = take_value(rest)
        found[name] = value
    return found


def after_line(text: str) -> str:
    """The text after its first line."""
    return text.partition("\n")[2]


def take_value(rest: str) -> tuple[str, str]:
    """A value, quoted or not, and the text after its line."""
    if not rest or rest[0] == "\n":
        return "", rest
    rest = rest.strip()  # line breaks too: after blanks a value may begin on the next line, as in Node
    quote = rest[:1]
    if quote and quote in QUOTES and (end := rest.find(quote, 1)) > 0:
        value = rest[1:end]
        if quote == '"':
            value = value.replace("\\n", "\n")
        return value, after_line(rest[end + 1 :])
    line, _, following = rest.partition("\n")
    return line.partition("#")[0].strip(), following
