"""Loading addons: the same .node files, the same programs, under Naja and under Node.js.

The addons are small C programs, compiled here against the headers that Naja comes with.
"""

import difflib
import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest
from conftest import RunNaja, environment, run

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
PROGRAMS = HERE / "programs"
BROKEN = {
    "no_entry": "REASON_NO_ENTRY",
    "not_an_addon": "REASON_NOT_AN_ADDON",
    "throws": "REASON_THROWS",
    "newer": "REASON_NEWER",
    "missing_data": "REASON_MISSING_DATA",
    "v8": "REASON_V8",
    "old_registration": "REASON_OLD_REGISTRATION",
}


def compile_addon(naja: Path, source: Path, target: Path, *flags: str) -> None:
    """Compiles as one does by hand: the compiler, and the folder that naja names."""
    include = subprocess.run(
        [naja, "--print-include"], capture_output=True, text=True, check=True
    ).stdout.strip()
    compiler = shlex.split(os.environ.get("CC", "cc"))
    command = [
        *compiler,
        "-O1",
        "-Wall",
        "-Werror",
        "-shared",
        "-fPIC",
        "-DNAPI_VERSION=9",
        f"-I{include}",
        *flags,
    ]
    done = run([*command, source, "-o", target], env=os.environ)
    assert done.code == 0, done.stderr


@pytest.fixture(scope="session")
def addons(naja: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the addons of sources/, and files that are none."""
    folder = tmp_path_factory.mktemp("addons")
    for name in ("symbol", "constructor", "uses_libuv", "shares_memory"):
        compile_addon(naja, SOURCES / f"{name}.c", folder / f"{name}.node", "-pthread")
    for name, reason in BROKEN.items():
        compile_addon(naja, SOURCES / "broken.c", folder / f"{name}.node", f"-D{reason}")
    (folder / "text.node").write_text("no addon\n")
    (folder / "empty.node").write_bytes(b"")
    binary = (folder / "symbol.node").read_bytes()
    (folder / "truncated.node").write_bytes(binary[:200])
    (folder / "foreign.node").write_bytes(binary[:18] + b"\xb7\0" + binary[20:])  # e_machine: AArch64
    return folder


@pytest.mark.parametrize("program", sorted(PROGRAMS.glob("*.*js")), ids=lambda path: path.stem)
def test_same_as_node(program: Path, naja: Path, node: Path, addons: Path, tmp_path: Path) -> None:
    first = program.read_text().splitlines()[0]
    flags = first.removeprefix("// Flags: ").split() if first.startswith("// Flags: ") else []
    env = environment(
        tmp_path, {"ADDONS": str(addons)} | ({"SANITIZED": "1"} if "asan" in naja.parts else {})
    )
    wanted = run([node, *flags, program], env=env, cwd=addons)
    assert wanted.code == 0, wanted.stderr
    assert wanted.stdout
    got = run([naja, *flags, program], env=env, cwd=addons)
    problem = list(
        difflib.unified_diff(wanted.stdout.splitlines(), got.stdout.splitlines(), "node", "naja", lineterm="")
    )
    assert not problem, "\n".join([*problem[:60], got.stderr[-2000:]])
    assert got.code == 0, got.stderr


def failure(run_naja: RunNaja, code: str, **how: object) -> dict[str, str]:
    """What the error of a program says that fails."""
    script = f"try {{ {code}; }} catch (e) {{ console.log(JSON.stringify({{ code: e.code, message: e.message }})) }}"
    done = run_naja("-e", script, **how)  # type: ignore[arg-type]
    assert done.code == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_addons_of_v8_are_refused_by_name(run_naja: RunNaja, addons: Path) -> None:
    # They would end the process: nothing in it has the functions that they call.
    error = failure(run_naja, f"require({str(addons / 'v8.node')!r})")
    assert error["code"] == "ERR_DLOPEN_FAILED"
    assert str(addons / "v8.node") in error["message"]
    assert "v8::Function::Call" in error["message"] or "node_module_register" in error["message"]
    assert "Node-API" in error["message"]


def test_addons_that_register_through_node_h_are_refused(run_naja: RunNaja, addons: Path) -> None:
    # Found through the library path, so that nothing can be read before it is opened.
    code = "process.dlopen({ exports: {} }, 'old_registration.node')"
    error = failure(run_naja, code, env={"LD_LIBRARY_PATH": str(addons)})
    assert error["code"] == "ERR_DLOPEN_FAILED"
    assert "Node-API" in error["message"]
    # And again, as it registers itself but once.
    again = failure(run_naja, f"try {{ {code} }} catch {{}} {code}", env={"LD_LIBRARY_PATH": str(addons)})
    assert again == error


def test_an_addon_for_a_newer_node_api(run_naja: RunNaja, addons: Path) -> None:
    # Node.js 26.10 crashes here.
    path = addons / "newer.node"
    assert failure(run_naja, f"require({str(path)!r})")["message"] == (
        f"file://{path} requires Node-API version 1000, but this version of Node.js only supports version 10 add-ons."
    )


def test_addons_can_be_disabled(run_naja: RunNaja, addons: Path) -> None:
    error = failure(
        run_naja, "process.dlopen({ exports: {} }, 'x.node')", env={"NODE_OPTIONS": "--no-addons"}
    )
    assert error["code"] == "ERR_DLOPEN_DISABLED"
    # Naja's own TypeScript compiler, an addon, goes on.
    (addons / "typed.ts").write_text("enum E { A = 7 }\nconsole.log(E.A satisfies number);")
    assert run_naja("--no-addons", addons / "typed.ts").stdout == "7\n"


def test_v8_is_not_in_the_global_scope(run_naja: RunNaja, addons: Path) -> None:
    names = [
        "_ZN2v87Isolate10GetCurrentEv",
        "_ZN2v82V87DisposeEv",
        "_ZN2v86String11NewFromUtf8EPNS_7IsolateEPKcNS_13NewStringTypeEi",
    ]
    code = f"console.log({names!r}.map(require({str(addons / 'uses_libuv.node')!r}).hasSymbol).join())"
    assert run_naja("-e", code).stdout == "false,false,false\n"
