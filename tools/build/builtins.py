"""Collects the built-in JavaScript into one file: `builtins.py TARGET FOLDER SOURCE.js...`.

FOLDER is the one that holds the naja package, as it can be imported from: src, or a staged copy.

Format: the line `naja-builtins 1`, a line of JSON `{id: [offset, length]}`, then the sources one after another;
offsets count from the end of the JSON line.
"""

import json
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "naja"


def main() -> None:
    """Writes TARGET."""
    target, _, *sources = map(Path, sys.argv[1:])
    index: dict[str, tuple[int, int]] = {}
    body = bytearray()
    for source in sources:
        data = source.read_bytes()
        name = source.resolve().relative_to(PACKAGE).with_suffix("").as_posix()
        index[name] = (len(body), len(data))
        body += data
    header = f"naja-builtins 1\n{json.dumps(index, separators=(',', ':'))}\n"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(header.encode() + body)


if __name__ == "__main__":
    main()
