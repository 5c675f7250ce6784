"""What Naja states of V8's binary interface, held against the pinned library itself."""

import re
import subprocess
from pathlib import Path

import pytest
from conftest import NAJA, ROOT, RunNaja

LIBRARIES = ROOT / "build" / "lib"
PROGRAMS = Path(__file__).parent / "programs"


def symbols(library: str, *flags: str) -> set[str]:
    """The names in a library's dynamic symbol table."""
    out = subprocess.run(
        ["nm", "-D", "-P", *flags, str(LIBRARIES / library)], capture_output=True, text=True, check=True
    ).stdout
    return {line.split()[0].split("@")[0] for line in out.splitlines()}


def test_every_v8_symbol_that_the_engine_calls_is_exported_by_the_pinned_library() -> None:
    called = {name for name in symbols("libnaja_engine.so", "--undefined-only") if "2v8" in name}
    assert len(called) > 200
    assert called - symbols("libnaja_v8.so", "--defined-only") == set()


def test_every_node_api_function_is_declared_exported_and_reachable_for_addons() -> None:
    header = (ROOT / "src/naja/engine/napi.h").read_text()
    declared = set(re.findall(r"^N (\w+)\(", header, re.M)) | {"napi_module_register", "napi_fatal_error"}
    listed = set(re.findall(r"^V\((\w+)\)", (ROOT / "src/naja/engine/napi/functions.def").read_text(), re.M))
    assert listed == declared
    assert declared <= symbols("libnaja_engine.so", "--defined-only")
    assert declared <= symbols("libnaja_napi.so", "--defined-only")


def test_the_library_for_addons_brings_neither_the_engine_nor_v8_into_the_global_scope() -> None:
    needed = subprocess.run(
        ["objdump", "-p", str(LIBRARIES / "libnaja_napi.so")], capture_output=True, text=True, check=True
    ).stdout
    assert "libnaja_engine" not in needed and "libnaja_v8" not in needed


@pytest.mark.skipif("asan" in NAJA.parts, reason="the sanitizer's launcher preloads its own libraries")
def test_another_version_of_v8_is_refused_in_one_sentence(run_naja: RunNaja, tmp_path: Path) -> None:
    source = tmp_path / "version.cc"
    source.write_text(
        "namespace v8 { struct V8 { static const char* GetVersion(); };"
        ' const char* V8::GetVersion() { return "9.9.9"; } }'
    )
    library = tmp_path / "version.so"
    subprocess.run(["g++", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    result = run_naja("-p", "1", env={"LD_PRELOAD": str(library)})
    assert result.code != 0
    assert re.fullmatch(
        r"naja: naja needs V8 14\.4\.258\.23, but the library beside it is V8 9\.9\.9\n", result.stderr
    )


@pytest.mark.parametrize("program", sorted(PROGRAMS.glob("*.js")), ids=lambda path: path.stem)
def test_the_structs_that_cross_keep_their_layout(run_naja: RunNaja, program: Path) -> None:
    """Each program makes V8 read or write one of the structs whose layout v8abi.h states."""
    result = run_naja("--expose-internals", "--expose-gc", program)
    assert (result.code, result.stdout, result.stderr) == (0, "ok\n", "")
