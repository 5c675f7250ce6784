"""Buffers over memory of an addon's, which V8's sandbox cannot hold."""

import subprocess
from pathlib import Path

from conftest import NAJA, ROOT, RunNaja

HERE = Path(__file__).parent / "external"


def test_memory_of_addons_is_copied_or_shared(run_naja: RunNaja, tmp_path: Path) -> None:
    addon = tmp_path / "addon.node"
    headers = ROOT / "build" / "lib" / "include" / "node"
    subprocess.run(["cc", "-shared", "-fPIC", f"-I{headers}", "-o", addon, HERE / "addon.c"], check=True)
    # A sanitizer's malloc has its memory outside of the sandbox, where nothing is shared.
    env = {"SANITIZED": "1"} if "asan" in NAJA.parts else {}
    result = run_naja("--expose-gc", HERE / "program.js", addon, env=env)
    assert (result.code, result.stdout, result.stderr) == (0, "ok\n", "")
