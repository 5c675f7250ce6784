"""Collects the built-in JavaScript into one file: `builtins.py TARGET FOLDER SOURCE.js...`.

FOLDER is the one that holds the naja package, as it can be imported from: src, or a staged copy. The format is described
in src/naja/loop/builtins.pxi. The sources go in first, without code caches; then that file's own runtime runs
warm_up.js, and the code that has been compiled goes in with them. Where the runtime cannot run yet, the file stays
without caches: it works, only slower.
"""

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "naja"
MAGIC = b"NAJABLT2"
ENTRY = struct.Struct("<8I")


def pack(sources: dict[str, bytes], caches: dict[str, bytes]) -> bytes:
    """The file's bytes."""
    names = sorted(sources, key=str.encode)
    table = bytearray()
    body = bytearray()
    base = len(MAGIC) + 4 + ENTRY.size * len(names)

    def put(data: bytes) -> int:
        while (base + len(body)) % 16:
            body.append(0)
        at = base + len(body)
        body.extend(data)
        return at

    for name in names:
        ident, source, cache = name.encode(), sources[name], caches.get(name, b"")
        table += ENTRY.pack(
            put(ident), len(ident), put(source), len(source), put(cache), len(cache), source.isascii(), 0
        )
    return MAGIC + struct.pack("<I", len(names)) + bytes(table) + bytes(body)


COLLECT = """\
import sys
sys.path[:0] = [{folder!r}]
from naja.loop import core
from naja.runtime import V8_FLAGS
caches = dict.fromkeys({names!r}, b"")
options = {{"entry": "file", "argv": [{program!r}], "execArgv": [], "flags": {{}}, "argv0": "naja", "execPath": "naja"}}
core.run({library!r}, {package!r}, False, V8_FLAGS.encode(), 0, options, caches)
with open({out!r}, "wb") as file:
    for name, data in caches.items():
        file.write(f"{{name}} {{len(data)}}\\n".encode() + data)
"""


def collect(folder: Path, library: Path, names: list[str]) -> dict[str, bytes]:
    """Code caches made by running the warm-up program; empty where that fails."""
    program = Path(__file__).with_name("warm_up.js")
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary, "caches")
        code = COLLECT.format(
            folder=str(folder),
            names=names,
            program=str(program),
            library=str(library),
            package=str(folder / "naja"),
            out=str(out),
        )
        environment = {key: value for key, value in os.environ.items() if not key.startswith("NAJA_")}
        try:
            done = subprocess.run(
                [sys.executable, "-IS", "-c", code],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            print("builtins: the warm-up program hangs; built-ins go without code caches", file=sys.stderr)
            return {}
        if not out.is_file() or done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            print(f"builtins: no code caches: {' / '.join(said[:3])}", file=sys.stderr)
            return {}
        data = out.read_bytes()
    caches: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        name, size = data[at:end].decode().split(" ")
        caches[name] = data[end + 1 : end + 1 + int(size)]
        at = end + 1 + int(size)
    return caches


def main() -> None:
    """Writes TARGET."""
    target, folder, *files = map(Path, sys.argv[1:])
    sources: dict[str, bytes] = {}
    for file in files:
        sources[file.resolve().relative_to(PACKAGE).with_suffix("").as_posix()] = file.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        # The runtime that makes the caches reads the sources from a file of its own beside the other libraries.
        library = Path(temporary)
        for sibling in target.resolve().parent.iterdir():
            if sibling.name != target.name:
                (library / sibling.name).symlink_to(sibling)
        (library / "builtins.bin").write_bytes(pack(sources, {}))
        caches = collect(folder.resolve(), library, sorted(sources))
    if not caches and "NAJA_STRICT_BUILD" in os.environ:
        sys.exit("builtins: a wheel is not made without code caches")
    staged = target.with_suffix(".new")
    staged.write_bytes(pack(sources, caches))
    staged.replace(target)


if __name__ == "__main__":
    main()
