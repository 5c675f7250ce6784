"""Every program below differential/ prints the same, and ends the same, under Naja as under Node.js.

The comment lines at the top of a program can say how it is run:

    // Flags: --expose-gc          options of the runtime
    // Args: one two               arguments of the program
    // Env: NAME=value             environment variables
    // Stdin: text                 what it reads from standard input (JavaScript escapes such as \\n work)
    // Timeout: 60                 seconds, in place of 30
    // compare: stderr             standard error must be equal too

A file or folder whose name begins with `_`, and a folder `fixtures`, is no program but belongs to others.
"""

import difflib
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import Result, environment, run, twice

HERE = Path(__file__).resolve().parent / "differential"
SUFFIXES = {".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"}
DIRECTIVE = re.compile(r"^//\s*(Flags|Args|Env|Stdin|Timeout|compare):\s*(.*?)\s*$")


def is_program(path: Path) -> bool:
    """Whether a file is run, not a helper of one."""
    parts = path.relative_to(HERE).parts
    helper = any(part.startswith("_") or part in ("fixtures", "node_modules") for part in parts)
    return path.suffix in SUFFIXES and not helper


def programs() -> list[str]:
    """The programs, named by their paths below differential/."""
    return sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if is_program(path))


def directives(path: Path) -> dict[str, list[str]]:
    """What the comments at a program's top say."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(errors="replace").splitlines():
        if not line.startswith("//") and not line.startswith("#!"):
            break
        if match := DIRECTIVE.match(line):
            found.setdefault(match[1], []).append(match[2])
    return found


def words(found: dict[str, list[str]], name: str) -> list[str]:
    """A directive's words, of all its lines."""
    return [word for line in found.get(name, []) for word in shlex.split(line)]


def outcome(runtime: Path, path: Path, home: Path, found: dict[str, list[str]]) -> Result:
    """Runs a program in an empty home of its own; both runtimes see the same paths."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    extra = dict(word.split("=", 1) for word in words(found, "Env"))
    text = "".join(json.loads(f'"{line}"') for line in found.get("Stdin", []))
    command: list[str | Path] = [runtime, *words(found, "Flags"), path, *words(found, "Args")]
    limit = float(found.get("Timeout", ["30"])[0])
    done = run(command, env=environment(home, extra), input=text, timeout=limit, cwd=path.parent)
    # A program may print what it was started with.
    return Result(
        done.code, done.stdout.replace(str(runtime), "RUNTIME"), done.stderr.replace(str(runtime), "RUNTIME")
    )


def difference(wanted: str, got: str) -> str:
    """Two outputs, side by side, as far as one wants to read."""
    lines = list(difflib.unified_diff(wanted.splitlines(), got.splitlines(), "node", "naja", lineterm=""))
    return "\n".join(lines[:80])


@pytest.mark.parametrize("name", programs())
def test_same_as_node(name: str, naja: Path, node: Path, tmp_path: Path) -> None:
    path = HERE / name
    found = directives(path)

    def problems() -> str:
        wanted = outcome(node, path, tmp_path / "home", found)
        assert wanted.stdout or wanted.code or "compare" in found, f"{name} prints nothing, so it cannot fail"
        got = outcome(naja, path, tmp_path / "home", found)
        seen = []
        if got.stdout != wanted.stdout:
            seen.append(difference(wanted.stdout, got.stdout))
        if got.code != wanted.code:
            seen.append(f"exit code {got.code}, under Node.js {wanted.code}")
        if "stderr" in found.get("compare", []) and got.stderr != wanted.stderr:
            seen.append(difference(wanted.stderr, got.stderr))
        if not seen:
            return ""
        shown = got.stderr[-3000:] or "(standard error is empty)"
        return "\n".join([f"{name}:", *seen, "--- naja's standard error", shown])

    twice(name, problems)
