"""The PEP 517 backend: `pip wheel .` gives one wheel that holds everything, for the Python that runs pip.

It builds below build/wheel-PYTHON, with tools of its own there, and leaves a checkout's .venv alone.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = f"cp{sys.version_info.major}{sys.version_info.minor}"
TAG = f"{PYTHON}-{PYTHON}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
WHEEL_FILE = f"Wheel-Version: 1.0\nGenerator: naja\nRoot-Is-Purelib: false\nTag: {TAG}\n"
NPM_PACKAGES = ("@oxc-transform",)
# Licences of what the wheel carries: a name in the wheel, and files below build/deps or node_modules.
LICENCES = {
    "v8": "deps/v8/licenses",
    "openssl": "deps/openssl",
    "libuv": "deps/libuv",
    "llhttp": "deps/llhttp",
    "ada": "deps/ada",
    "simdutf": "deps/simdutf",
    "brotli": "deps/brotli",
    "zstd": "deps/zstd",
}

# Finds the interpreter and the package from where pip has put it: beside python3 in a virtual environment, else by
# the version that the wheel was built for.
COMMAND = """\
#!/bin/sh
'''':
here=$0
if [ -L "$here" ]; then here=$(readlink -f "$here"); fi
python=${here%/*}/python{version}
if [ ! -x "$python" ]; then python=python{version}; fi
exec "$python" -IS "$here" "$@"
'''
import sys

PREFIX = __file__.rpartition("/")[0].rpartition("/")[0]
VERSION = "python{version}"
PLACES = [f"{PREFIX}/lib/{VERSION}/site-packages", f"{PREFIX}/lib64/{VERSION}/site-packages"]
PLACES += [f"{PREFIX}/lib/{VERSION}/dist-packages", PREFIX]
sys.path += PLACES
"""


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """Nothing: the driver makes an environment of its own, from pinned lists."""
    return []


def get_requires_for_build_sdist(config_settings: Any = None) -> list[str]:
    """Nothing."""
    return []


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Any = None) -> str:
    """Says what the wheel will be, without building it."""
    folder = Path(metadata_directory) / f"naja-{project()['version']}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(metadata())
    (folder / "WHEEL").write_text(WHEEL_FILE)
    return folder.name


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """Builds, and packs what was built."""
    stage = compile_package()
    name = f"naja-{project()['version']}-{TAG}.whl"
    with Wheel(Path(wheel_directory) / name) as wheel:
        add_package(wheel, stage)
        wheel.add("naja-{v}.data/scripts/naja", command().encode(), executable=True)
        for path, text in licences(stage.parents[1]).items():
            wheel.add(f"{{d}}/licenses/{path}", text)
        wheel.add("{d}/METADATA", metadata().encode())
        wheel.add("{d}/WHEEL", WHEEL_FILE.encode())
    return name


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """Packs the files that git knows."""
    base = f"naja-{project()['version']}"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    target = Path(sdist_directory) / f"{base}.tar.gz"
    with tarfile.open(target, "w:gz", format=tarfile.PAX_FORMAT) as tar:
        for name in filter(None, names.split("\0")):
            tar.add(ROOT / name, f"{base}/{name}", recursive=False)
        info = ROOT / "build" / "PKG-INFO"
        info.parent.mkdir(exist_ok=True)
        info.write_text(metadata())
        tar.add(info, f"{base}/PKG-INFO")
    return target.name


def compile_package() -> Path:
    """Runs the driver; answers the folder that holds the finished package."""
    # The calling pip tells this process things that are not for the pips that it starts itself.
    for name in [name for name in os.environ if name.startswith(("PYTHONPATH", "PEP517_", "_PYPROJECT_HOOKS_"))]:
        del os.environ[name]
    sys.path.insert(0, str(ROOT))
    from tools.build import paths

    paths.move_to(ROOT / "build" / f"wheel-{PYTHON}")
    from tools.build import driver

    driver.prepare(False)
    if driver.build(driver.WHEEL):
        raise SystemExit("naja: the build failed")
    return driver.WHEEL.package


def add_package(wheel: "Wheel", package: Path) -> None:
    """The package: its Python, its extension modules, the libraries, and npm's packages."""
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if parts[0] == "lib" or "__pycache__" in parts or not path.is_file() or path.suffix == ".js":
            continue
        wheel.add_file("/".join(("naja", *parts)), path)
    libraries = (package / "lib").resolve()
    for path in sorted([*libraries.iterdir(), *(libraries / "include").rglob("*")]):
        if path.is_file():
            wheel.add_file(f"naja/lib/{path.relative_to(libraries).as_posix()}", path)
    modules = ROOT / "node_modules"
    for name in NPM_PACKAGES:
        for path in sorted((modules / name).rglob("*")):
            if path.is_file() and ".wasm" not in path.name and path.suffix not in (".ts", ".mts"):
                wheel.add_file(f"naja/lib/node_modules/{path.relative_to(modules).as_posix()}", path)


class Wheel:
    """A wheel being written; RECORD comes last."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.names = {"v": project()["version"], "d": f"naja-{project()['version']}.dist-info"}
        self.record: list[str] = []

    def __enter__(self) -> "Wheel":
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            name = f"{self.names['d']}/RECORD"
            self.write(name, ("".join(self.record) + f"{name},,\n").encode(), False)
        self.zip.close()

    def add(self, name: str, data: bytes, executable: bool = False) -> None:
        """Adds a file; `{v}` in its name is the version, `{d}` the .dist-info folder."""
        name = name.replace("{v}", self.names["v"]).replace("{d}", self.names["d"])
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(data)}\n")
        self.write(name, data, executable)

    def add_file(self, name: str, path: Path) -> None:
        """Adds a file of the build; libraries of ours go without their debugging information."""
        if path.suffix == ".so" and path.name != "libnaja_v8.so":
            stripped = ROOT / "build" / "stripped"
            shutil.copyfile(path, stripped)
            subprocess.run(["strip", "--strip-debug", str(stripped)], check=True)
            path = stripped
        self.add(name, path.read_bytes(), path.suffix in ("", ".so"))

    def write(self, name: str, data: bytes, executable: bool) -> None:
        """Writes one entry with a date that does not change, so that one source gives one wheel."""
        entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (0o100755 if executable else 0o100644) << 16
        self.zip.writestr(entry, data)


def project() -> dict[str, Any]:
    """pyproject.toml's [project]."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def metadata() -> str:
    """Core metadata, version 2.4."""
    about = project()
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {about['name']}",
        f"Version: {about['version']}",
        f"Summary: {about['description']}",
        f"License-Expression: {about['license']}",
        *(f"License-File: {name}" for name in about["license-files"]),
        f"Requires-Python: {about['requires-python']}",
        f"Keywords: {','.join(about['keywords'])}",
        *(f"Classifier: {text}" for text in about["classifiers"]),
        *(f"Requires-Dist: {text}" for text in about["dependencies"]),
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + (ROOT / "README.md").read_text()


def licences(build: Path) -> dict[str, bytes]:
    """Our own licence, and those of what the wheel carries."""
    found = {name: (ROOT / name).read_bytes() for name in project()["license-files"]}
    for part, folder in LICENCES.items():
        for path in sorted((build / folder).iterdir()):
            if path.name.upper().startswith(("LICENSE", "AUTHORS")):
                found[f"{part}/{path.name}"] = path.read_bytes()
    from tools.build import system

    # libffi is the system's, linked in; its header begins with its licence.
    if ffi := system.header("ffi.h"):
        found["libffi/LICENSE"] = ffi.read_bytes().partition(b"*/")[0] + b"*/\n"
    for name in ("oxc-transform", "node-api-headers"):
        path = ROOT / "node_modules" / name / "LICENSE"
        if path.is_file():
            found[f"{name}/LICENSE"] = path.read_bytes()
    return found


def command() -> str:
    """The `naja` command of a wheel."""
    from tools.build.launcher import START

    return COMMAND.replace("{version}", sysconfig.get_python_version()) + START
