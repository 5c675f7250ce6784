"""An addon of nan: the same source against nan and V8 for Node.js, and against Naja's headers of those names."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from conftest import ROOT, environment, run

HERE = Path(__file__).parent
NAN = HERE / "packages" / "node_modules" / "nan"


def test_an_addon_of_nan_does_what_it_does_under_node(naja: Path, node: Path, tmp_path: Path) -> None:
    headers = {naja: ROOT / "build" / "lib" / "include" / "node", node: node.parents[1] / "include" / "node"}

    def outcome(runtime: Path) -> str:
        addon = tmp_path / f"{runtime.name}.node"
        flags = ["-std=gnu++20", "-O1", "-w", "-fno-rtti", "-fno-exceptions", "-shared", "-fPIC"]
        source = HERE / "nan" / "addon.cc"
        command = ["g++", *flags, f"-I{headers[runtime]}", f"-I{NAN}", "-o", addon, source]
        subprocess.run(command, check=True)
        done = run([runtime, "--expose-gc", HERE / "nan" / "program.js", addon], env=environment(tmp_path))
        assert (done.code, done.stderr) == (0, "")
        return done.stdout

    with ThreadPoolExecutor() as pool:
        ours, theirs = pool.map(outcome, (naja, node))
    assert ours.splitlines() == theirs.splitlines()
