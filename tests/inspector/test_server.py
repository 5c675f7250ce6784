"""--inspect and its kind: a debugger that is a program of the real Node.js sees the same of both."""

import subprocess
from pathlib import Path

from conftest import RunNaja

CLIENT = Path(__file__).parent / "client.mjs"


def transcript(node: Path, runtime: Path) -> str:
    """What the debugger prints of a runtime."""
    result = subprocess.run([node, CLIENT, runtime], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_a_debugger_sees_what_it_sees_of_node(node: Path, naja: Path) -> None:
    assert transcript(node, naja) == transcript(node, node)


def test_coverage_and_profiles_are_written_at_the_end(run_naja: RunNaja, tmp_path: Path) -> None:
    (tmp_path / "main.cjs").write_text("function f(x) { return x ? 1 : 2 }\nf(1);\nthrow new Error('end');\n")
    result = run_naja("main.cjs", cwd=tmp_path, env={"NODE_V8_COVERAGE": "cov"})
    assert result.code == 1, result.stderr
    result = run_naja("--cpu-prof", "--cpu-prof-name=c.cpuprofile", "main.cjs", cwd=tmp_path)
    assert result.code == 1, result.stderr
    assert '"nodes"' in (tmp_path / "c.cpuprofile").read_text()
    [written] = (tmp_path / "cov").iterdir()
    text = written.read_text()
    assert '"functionName":"f","ranges":[{"startOffset":0,"endOffset":34,"count":1},{' in text

    # Both at once, with an error to print: V8 must not have flushed what the profiler is told of.
    result = run_naja("--cpu-prof", "main.cjs", cwd=tmp_path, env={"NODE_V8_COVERAGE": "both"})
    assert result.code == 1, result.stderr
    assert len([*(tmp_path / "both").iterdir(), *tmp_path.glob("CPU.*.cpuprofile")]) == 2


def test_without_permission_there_is_neither_a_session_nor_a_server(run_naja: RunNaja) -> None:
    program = (
        "const i = require('inspector'); for (const f of [() => new i.Session().connect(), () => i.open(0)])"
        " try { f(); console.log('did') } catch (e) { console.log(e.code) }"
    )
    assert run_naja("--allow-env", "-e", program).stdout == "ERR_ACCESS_DENIED\nERR_ACCESS_DENIED\n"
