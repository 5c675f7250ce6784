"""The build's own tools."""

import ctypes
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PRELINK = ROOT / "tools" / "build" / "prelink.py"
LIBRARY = """
#include <stdlib.h>
int answer = 42;
int values[3] = {1, 2, 3};
int *second = &values[1];             /* a reference into one of its own symbols */
int twice(int n) { return n * 2; }
int (*table[])(int) = {twice};
int through_table(int n) { return table[0](n) + answer + *second; }
__attribute__((noinline)) int thrice(int n) { return n * 3; }
int through_stub(int n) { return thrice(n) + 1; }
void *memory(void) { return malloc(1); }
static __attribute__((noinline)) int hidden(int n) { return n * 5; }
int five_times(int n) { return hidden(n) + answer; }
void *_Znwm(unsigned long size) { return values; }  /* operator new, delete, and new with an alignment */
void _ZdlPv(void *memory) { free(memory); }
void *_ZnwmSt11align_val_t(unsigned long size, unsigned long alignment) { return aligned_alloc(alignment, size); }
"""
# One of these gives way to what is exported in its place: enough, and unlike enough, for every bucket.
EXPENDABLE = [f"_ZN4absl_{hashlib.sha1(bytes([number])).hexdigest()}" for number in range(256)]


def relocations(library: Path) -> list[str]:
    """readelf's lines for a library's relocations."""
    command = ["readelf", "-rW", str(library)]
    said = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    )
    return [line for line in said.stdout.splitlines() if re.match(r"[0-9a-f]{16} ", line)]


@pytest.fixture
def prelinked(tmp_path: Path) -> Path:
    """A small library, compiled and prelinked."""
    source, plain, done = tmp_path / "small.c", tmp_path / "plain.so", tmp_path / "done.so"
    source.write_text(LIBRARY + "".join(f"int {name}(void) {{ return 1; }}\n" for name in EXPENDABLE))
    flags = ["-shared", "-fPIC", "-O1", "-Wl,-z,now", "-Wl,-soname,library_of_theirs.so"]
    subprocess.run(["gcc", *flags, "-o", str(plain), str(source)], check=True)
    command = [sys.executable, str(PRELINK), str(plain), str(done), "ours.so", "hidden=exported_now"]
    subprocess.run(command, check=True)
    return done


def test_prelinked_library_works(prelinked: Path) -> None:
    library = ctypes.CDLL(str(prelinked))
    assert library.through_table(10) == 20 + 42 + 2
    assert library.through_stub(10) == 30 + 1


def test_prelinked_library_exports_a_local_function(prelinked: Path) -> None:
    library = ctypes.CDLL(str(prelinked))
    assert library.exported_now(3) == 15
    assert [name for name in EXPENDABLE if hasattr(library, name)] != EXPENDABLE
    assert library.five_times(3) == 15 + 42


def test_prelinked_library_has_the_allocator_of_the_process(prelinked: Path) -> None:
    library = ctypes.CDLL(str(prelinked))
    new, delete, aligned = library._Znwm, library._ZdlPv, library._ZnwmSt11align_val_t
    for function in new, aligned:
        function.restype, function.argtypes = ctypes.c_void_p, [ctypes.c_ulong] * len("nn")
    delete.argtypes = [ctypes.c_void_p]
    memory, at_page = new(64, 0), aligned(100, 4096)
    assert memory != ctypes.addressof(ctypes.c_int.in_dll(library, "values"))
    assert at_page % 4096 == 0
    ctypes.memset(memory, 1, 64)
    ctypes.memset(at_page, 1, 100)
    delete(memory)
    delete(at_page)


def test_prelinked_library_looks_up_only_what_others_define(prelinked: Path) -> None:
    found = relocations(prelinked)
    named = [line for line in found if "R_X86_64_RELATIVE" not in line]
    assert any("malloc" in line for line in named)
    assert not any(
        name in line for line in named for name in ("twice", "answer", "thrice", "values", "table")
    )


def test_prelinked_library_has_its_new_name(prelinked: Path) -> None:
    said = subprocess.run(
        ["readelf", "-dW", str(prelinked)], capture_output=True, text=True, check=True
    ).stdout
    assert "[ours.so]" in said


def test_prelink_refuses_what_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a library, but long enough to look into")
    command = [sys.executable, str(PRELINK), str(tmp_path / "text"), str(tmp_path / "out"), "x.so"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    assert "not a 64-bit x86-64 ELF file" in done.stderr


def test_engine_has_its_own_memory_functions() -> None:
    """Not V8's, which its library exports too."""
    library = ROOT / "build" / "lib" / "libnaja_engine.so"
    command = ["nm", "-D", "--undefined-only", "--format=just-symbols", str(library)]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "_ZN2v87Isolate5EnterEv" in names
    assert [name for name in names if name.startswith(("_Znw", "_Zna", "_Zdl", "_Zda"))] == []


def test_engine_exports_its_boundary_alone() -> None:
    library = ROOT / "build" / "lib" / "libnaja_engine.so"
    command = ["nm", "-D", "--defined-only", "--format=just-symbols", str(library)]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "napi_create_object" in names
    assert [name for name in names if not name.startswith(("napi_", "node_api_", "naja_"))] == []
