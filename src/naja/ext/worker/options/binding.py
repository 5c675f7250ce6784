"""The command-line options of a worker: its `execArgv` and its NODE_OPTIONS."""

from naja.cli.parse import UsageError, read
from naja.python.ops import op

# What only a process can have.
OF_PROCESS = frozenset(
    [
        "--title",
        "--v8-pool-size",
        "--max-old-space-size",
        "--max-semi-space-size",
        "--expose-gc",
        "--icu-data-dir",
        "--openssl-config",
        "--use-largepages",
        "--abort-on-uncaught-exception",
    ]
)


@op
def parse(words: list[str], environment: str, check_environment: bool) -> list[object]:
    """[flags by full name, the words that no worker can have, the same of NODE_OPTIONS]"""
    invalid = [word for word in words if not allowed(word, words)]
    wrong = [word for word in environment.split() if not allowed(word, [])] if check_environment else []
    if invalid or wrong:
        return [{}, invalid, wrong]
    return [read(words, environment).flags, [], []]


def allowed(word: str, words: list[str]) -> bool:
    """Whether a word is an option that a single environment can have, or an option's value."""
    if not word.startswith("-"):
        return True
    name = word.split("=", 1)[0].replace("_", "-")
    if name in OF_PROCESS:
        return False
    try:
        parsed = read(words if word in words and "=" not in word else [word, "x"], "")
    except UsageError:
        return False
    return not parsed.v8 and parsed.permissions is None
