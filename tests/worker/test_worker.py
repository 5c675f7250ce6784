"""Threads from the inside: what they give back, limits, and ends that nothing may stop.

What programs see of them is compared with Node.js in differential/worker."""

import os
import subprocess
import time
from pathlib import Path

import pytest
from conftest import NAJA, ROOT, RunNaja

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
SANITIZED = "asan" in NAJA.parts


@pytest.fixture(scope="module")
def addons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The addon, built for both ways of registering."""
    folder = tmp_path_factory.mktemp("addons")
    headers = ROOT / "build" / "lib" / "include" / "node"
    built = {}
    for style, flags in {"symbol": [], "constructor": ["-DOLD_STYLE"]}.items():
        built[style] = folder / f"{style}.node"
        command = [
            "cc",
            "-shared",
            "-fPIC",
            *flags,
            f"-I{headers}",
            "-o",
            str(built[style]),
            str(HERE / "addon.c"),
        ]
        subprocess.run(command, check=True)
    return built


@pytest.mark.parametrize("style", ["symbol", "constructor"])
def test_an_addon_has_an_environment_in_each_thread_and_leaves_nothing(
    run_naja: RunNaja, addons: dict[str, Path], style: str
) -> None:
    result = run_naja(
        "--expose-gc",
        PROGRAMS / "addon_cycles.js",
        addons[style],
        "60",
        "500" if SANITIZED else "6",
        timeout=60,
    )
    assert result.stdout == "left of workers 0,0,0,0\ngrown no\nown 1 2\n"
    assert (result.code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "end, hook",
    [("", "cleanup hook\n"), ("; process.exit(0)", ""), ("; process.exitCode = 0", "cleanup hook\n")],
)
def test_cleanup_hooks_run_when_the_main_thread_ends_by_itself(
    run_naja: RunNaja, addons: dict[str, Path], end: str, hook: str
) -> None:
    result = run_naja("-e", f"require('{addons['symbol']}'){end}", env={"SAY_CLEAN": "1"})
    assert (result.code, result.stdout) == (0, hook)


@pytest.mark.parametrize("seed", [1, 2])
def test_threads_can_be_ended_at_any_moment(run_naja: RunNaja, seed: int) -> None:
    result = run_naja(PROGRAMS / "stress.js", "126", "4", str(seed), timeout=90)
    assert (result.code, result.stdout, result.stderr) == (0, "all ended\n", "")


@pytest.mark.skipif(SANITIZED, reason="a sanitizer keeps what is freed")
def test_a_thread_gives_back_memory_and_descriptors(run_naja: RunNaja) -> None:
    result = run_naja("--expose-gc", PROGRAMS / "memory.js", timeout=60)
    assert (result.code, result.stdout, result.stderr) == (0, "memory 0,0\n", "")


def test_a_full_heap_ends_its_thread_alone(run_naja: RunNaja) -> None:
    program = """
      const { Worker } = require('worker_threads');
      const source = 'const kept = []; for (;;) kept.push({ a: 1 });';
      for (let i = 0; i < 2; i++) {
        const worker = new Worker(source, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 20 } });
        worker.on('error', (e) => console.log(e.code));
        worker.on('exit', (code) => console.log(code));
      }
    """
    result = run_naja("-e", program)
    assert sorted(result.stdout.split()) == ["1", "1", "ERR_WORKER_OUT_OF_MEMORY", "ERR_WORKER_OUT_OF_MEMORY"]
    assert result.code == 0


@pytest.mark.parametrize("how", ["readFileSync", "readFile"])
@pytest.mark.parametrize("end", ["worker.terminate()", "process.exit(0)"])
def test_nothing_that_a_thread_is_stuck_in_holds_up_the_process(
    run_naja: RunNaja, tmp_path: Path, how: str, end: str
) -> None:
    if (how, end) == ("readFileSync", "worker.terminate()"):
        pytest.skip("nobody can interrupt a system call of a thread but the end of the process")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    program = f"""
      const {{ Worker }} = require('worker_threads');
      const worker = new Worker(`require('fs').{how}({str(fifo)!r}, () => {{}})`, {{ eval: true }});
      worker.on('exit', () => process.exit(0));
      worker.on('online', () => setTimeout(() => {end}, 100));
    """
    began = time.monotonic()
    assert run_naja("-e", program).code == 0
    assert time.monotonic() - began < 9


def test_python_serves_several_threads(run_naja: RunNaja) -> None:
    program = """
      const { Worker, isMainThread, parentPort } = require('worker_threads');
      const { scrypt, scryptSync } = require('crypto');
      const { brotliCompressSync, brotliDecompressSync } = require('zlib');
      const work = (done) => {
        const text = Buffer.from('abc'.repeat(1000));
        const sync = scryptSync('a', 'b', 16, { N: 16 }).toString('hex');
        const same = brotliDecompressSync(brotliCompressSync(text)).equals(text);
        scrypt('a', 'b', 16, { N: 16 }, (error, key) => done(`${sync === key.toString('hex')} ${same} ${sync.length}`));
      };
      if (isMainThread) {
        for (let i = 0; i < 4; i++) new Worker(__filename).on('message', (m) => console.log(m));
        work(console.log);
      } else work((m) => parentPort.postMessage(m));
    """
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"python-threads-{os.getpid()}.js"
    path.write_text(program)
    try:
        result = run_naja(path)
    finally:
        path.unlink()
    assert (result.code, result.stdout.splitlines()) == (0, ["true true 32"] * 5)
