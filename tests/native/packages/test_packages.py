"""Packages with native code at their real work, beside Node.js: the same program, the same output and exit code.

Each dependency in package.json has a program in programs/, named after it: `@node-rs/argon2` is node-rs-argon2.js; or
another's program loads it too.
programs/_calls.c is a library for packages that call C: CALLS_LIBRARY is where it lies when programs run.
compiling.py compiles those packages that are published as source; COMPILED is where their program finds them.
A package comes as its author published it; what a program prints must not depend on time, addresses or chance.
"""

import difflib
import json
import os
import re
import shlex
from pathlib import Path

import pytest
from compiling import compiled
from conftest import Result, environment, run

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
NAMES = sorted(
    path.name
    for path in PROGRAMS.iterdir()
    if path.suffix in (".js", ".mjs", ".ts") and not path.name.startswith("_")
)
PACKAGES = sorted(json.loads((HERE / "package.json").read_text())["dependencies"])


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """programs/_calls.c, compiled."""
    target = tmp_path_factory.mktemp("calls") / "libcalls.so"
    compiler = shlex.split(os.environ.get("CC", "cc"))
    command = [*compiler, "-O1", "-shared", "-fPIC", PROGRAMS / "_calls.c", "-o", target, "-lpthread"]
    done = run(command, env=os.environ)
    assert done.code == 0, done.stderr
    return target


def outcome(runtime: Path, program: Path, home: Path, extra: dict[str, str]) -> Result:
    """Runs a program in an empty folder, at the same path for both."""
    home.mkdir()
    done = run([runtime, program], env=environment(home, extra), timeout=100, cwd=home)
    home.rename(home.with_name(f"{home.name}-{runtime.name}"))
    return Result(done.code, done.stdout, done.stderr.replace(str(runtime), "RUNTIME"))


@pytest.mark.parametrize("name", NAMES)
def test_a_package_works_as_under_node(
    name: str, naja: Path, node: Path, library: Path, tmp_path: Path
) -> None:
    program = PROGRAMS / name
    extra = {"CALLS_LIBRARY": str(library)}
    wanted = outcome(node, program, tmp_path / "home", extra | compiled(name, node, naja))
    assert wanted.code == 0, wanted.stderr
    assert wanted.stdout, f"{name} prints nothing, so it cannot fail"
    got = outcome(naja, program, tmp_path / "home", extra | compiled(name, naja, naja))
    lines = difflib.unified_diff(
        wanted.stdout.splitlines(), got.stdout.splitlines(), "node", "naja", lineterm=""
    )
    problem = "\n".join(list(lines)[:80])
    assert not problem, f"{problem}\n--- naja's standard error\n{got.stderr[-3000:]}"
    assert (got.code, got.stderr) == (wanted.code, wanted.stderr)


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_has_a_program(package: str) -> None:
    stem = package.removeprefix("@").replace("/", "-")
    loads = re.compile(rf"""(require\(|from )['"]{re.escape(package)}['"/]""")
    assert any(Path(name).stem == stem or loads.search((PROGRAMS / name).read_text()) for name in NAMES), (
        f"programs/{stem}.js is not there, and no other program loads {package}"
    )
