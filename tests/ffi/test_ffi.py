"""Foreign functions: the faces beside their originals, what the core promises, and that nothing piles up or crashes."""

import subprocess
from pathlib import Path

import pytest
from conftest import DENO, NODE, RunNaja, same_as_peer
from ffi.generated import generate

FOLDER = Path(__file__).parent
PROGRAMS = FOLDER / "programs"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """native.c, compiled."""
    path = tmp_path_factory.mktemp("ffi") / "liblib.so"
    subprocess.run(
        ["cc", "-O2", "-shared", "-fPIC", "-pthread", "-o", path, FOLDER / "native.c"], check=True, timeout=60
    )
    return path


@pytest.mark.parametrize("program", sorted(path.name for path in (PROGRAMS / "node").glob("*.js")))
def test_same_as_node(program: str, library: Path, tmp_path: Path) -> None:
    same_as_peer([NODE], PROGRAMS / "node" / program, tmp_path, str(library))


@pytest.mark.parametrize("program", sorted(path.name for path in (PROGRAMS / "deno").glob("*.js")))
def test_same_as_deno(program: str, library: Path, tmp_path: Path) -> None:
    same_as_peer(DENO, PROGRAMS / "deno" / program, tmp_path, str(library))


@pytest.mark.parametrize("program", sorted(path.name for path in (PROGRAMS / "naja").glob("[!_]*.js")))
def test_core(program: str, library: Path, run_naja: RunNaja) -> None:
    """A program that checks for itself, and says so at its end."""
    result = run_naja(
        "--expose-internals",
        "--expose-gc",
        "--allow-natives-syntax",
        PROGRAMS / "naja" / program,
        library,
        timeout=60,
    )
    assert (result.code, result.stdout) == (0, "good\n"), result.stderr + result.stdout


def test_the_calling_convention_is_the_compilers(run_naja: RunNaja, tmp_path: Path) -> None:
    source, cases = generate(seed=1, count=120)
    (tmp_path / "generated.c").write_text(source)
    (tmp_path / "cases.js").write_text(cases)
    path = tmp_path / "libgenerated.so"
    subprocess.run(
        ["cc", "-O1", "-w", "-shared", "-fPIC", "-o", path, tmp_path / "generated.c"], check=True, timeout=60
    )
    program = PROGRAMS / "naja" / "_generated.js"
    result = run_naja("--expose-internals", "--allow-natives-syntax", program, path, tmp_path / "cases.js")
    assert (result.code, result.stdout) == (0, "good\n"), result.stderr


def test_nothing_of_it_is_loaded_at_start(run_naja: RunNaja) -> None:
    code = (
        "const { require } = globalThis[Symbol.for('naja.internals')]; console.log(require.loaded().join())"
    )
    assert "ffi" not in run_naja("--expose-internals", "-e", code).stdout
