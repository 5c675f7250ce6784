"""Gives libraries of a wheel names of ours: `rename.py SOURCE TARGET OLD=NEW...`.

Their own names carry a hash (libssl-8bd944e8.so.3). Each OLD is a regular expression for a whole name in the library's string
table: what it is called, and what it needs. NEW takes its place, and is no longer.
"""

import re
import sys
from pathlib import Path


def renamed(data: bytes, old: str, new: str) -> bytes:
    """The library with another name in the place of one; SystemExit where that does not fit."""

    def put(match: re.Match[bytes]) -> bytes:
        room = len(match[0]) - 2
        if len(new) > room:
            raise SystemExit(f"rename: {new} is longer than {match[0][1:-1].decode()}")
        return b"\0" + new.encode().ljust(room, b"\0") + b"\0"

    return re.sub(rb"\0" + old.encode() + rb"\0", put, data)


def main(source: str, target: str, *names: str) -> None:
    """Writes the renamed library."""
    data = Path(source).read_bytes()
    for name in names:
        old, _, new = name.partition("=")
        data = renamed(data, old, new)
    Path(target).write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
