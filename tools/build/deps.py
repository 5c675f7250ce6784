"""The native parts that come from Python's package index: what is in PARTS, unpacked into build/deps."""

import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from .environment import PYTHON
from .paths import DEPS, TOOLS
from .shell import digest, fail, run, say, stamped

SOURCES = TOOLS / "sources.txt"
WHEELS = TOOLS / "wheels.txt"
DOWNLOADS = DEPS / "downloads"
STAMP = DEPS / "stamp"

# archive -> [(folder or file inside it, where it goes under build/deps)]
PARTS: dict[str, list[tuple[str, str]]] = {
    "mini_racer-*.whl": [("mini_racer-*.data/purelib/py_mini_racer/", "v8"), ("*.dist-info/licenses/", "v8/licenses")],
    # OpenSSL 3 is under the Apache licence too.
    "uvloop-*.tar.gz": [("uvloop-*/vendor/libuv/", "libuv"), ("uvloop-*/LICENSE-APACHE", "openssl/LICENSE")],
    "psycopg2_binary-*.whl": [
        ("psycopg2_binary.libs/libssl-*.so.3", "openssl/libssl.so"),
        ("psycopg2_binary.libs/libcrypto-*.so.3", "openssl/libcrypto.so"),
    ],
    "httptools-*.tar.gz": [("httptools-*/vendor/llhttp/", "llhttp")],
    "fastpybase64-*.tar.gz": [
        ("fastpybase64-*/vendor/simdutf.cpp", "simdutf/simdutf.cpp"),
        ("fastpybase64-*/vendor/simdutf.h", "simdutf/simdutf.h"),
        ("fastpybase64-*/vendor/simdutf-LICENSE-MIT", "simdutf/LICENSE"),
    ],
    "ada_url-*.tar.gz": [("ada_url-*/ada_url/", "ada"), ("ada_url-*/LICENSE", "ada/LICENSE")],
    "brotli-*.tar.gz": [
        *((f"brotli-*/c/{folder}/", f"brotli/{folder}") for folder in ("common", "dec", "enc", "include")),
        ("brotli-*/LICENSE", "brotli/LICENSE"),
    ],
    "zstandard-*.tar.gz": [("zstandard-*/zstd/", "zstd")],
}


def prepare() -> None:
    """Downloads, verifies and unpacks whatever is not there yet."""
    want = digest([SOURCES.read_bytes(), WHEELS.read_bytes(), repr(PARTS)])
    if stamped(STAMP, want):
        return
    shutil.rmtree(DEPS, ignore_errors=True)
    DOWNLOADS.mkdir(parents=True)
    say("fetching V8, OpenSSL, libuv, llhttp, simdutf, ada, brotli and zstd")
    # pip checks the hashes. It also runs each source distribution's own metadata step: without isolation,
    # with this environment's setuptools, that takes two seconds in place of minutes.
    download: list[str | Path] = [PYTHON, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", DOWNLOADS]
    run([*download, "--no-build-isolation", "--no-binary=:all:", "--only-binary=mini-racer", "-r", SOURCES])
    pinned = ("--python-version=3.11", "--implementation=cp", "--platform=manylinux2014_x86_64")
    run([*download, "--only-binary=:all:", *pinned, "-r", WHEELS])
    for pattern, parts in PARTS.items():
        archives = list(DOWNLOADS.glob(pattern))
        if len(archives) != 1:
            fail(f"expected one {pattern} in {DOWNLOADS}")
        unpack(archives[0], parts)
    shutil.rmtree(DOWNLOADS)
    STAMP.write_text(want)


def unpack(archive: Path, parts: list[tuple[str, str]]) -> None:
    """Writes the wanted files of an archive below build/deps."""
    for name, data in members(archive):
        for inside, target in parts:
            if (below := relative(name, inside)) is not None:
                path = DEPS / target / below if below else DEPS / target
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def members(archive: Path) -> list[tuple[str, bytes]]:
    """Every file of a zip or tar archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return [(name, wheel.read(name)) for name in wheel.namelist() if not name.endswith("/")]
    found = []
    with tarfile.open(archive) as tar:
        for entry in tar:
            if entry.isfile() and (file := tar.extractfile(entry)):
                found.append((entry.name, file.read()))
    return found


def relative(name: str, inside: str) -> str | None:
    """What is left of an archive's file name below a folder pattern ('' for a file named in full), or None."""
    depth = inside.strip("/").count("/") + 1
    parts = PurePosixPath(name).parts
    if ".." in parts or not PurePosixPath(*parts[:depth]).match(inside.strip("/")):
        return None
    rest = "/".join(parts[depth:])
    return rest if bool(rest) == inside.endswith("/") else None
