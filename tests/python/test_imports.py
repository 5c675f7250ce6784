"""What `python:` imports and naja:python give a program: codes of what is missing, names, asyncio's running loop."""

from pathlib import Path

from conftest import RunNaja

PROGRAM = """
import assert from 'node:assert';
import { createRequire } from 'node:module';
import namespace, { kw, py } from 'naja:python';

const require = createRequire(import.meta.url);
assert.strictEqual(py, namespace);
await assert.rejects(import('python:no_such_module'), {
  name: 'ModuleNotFoundError',
  code: 'ERR_MODULE_NOT_FOUND',
  message: "No module named 'no_such_module'",
});
assert.throws(() => require('python:no_such_module'), { name: 'ModuleNotFoundError', code: 'MODULE_NOT_FOUND' });
assert.throws(() => py.os.stat('/no/such/file'), { name: 'FileNotFoundError', code: 'ENOENT', path: '/no/such/file' });

// Whoever imports asyncio finds its loop running, before anything has been awaited.
const { asyncio } = py;
const task = asyncio.create_task(asyncio.sleep(0.001, 'slept'), kw({ name: 'first' }));
assert.strictEqual(task.get_name(), 'first');
assert.deepStrictEqual(py.copy(await asyncio.gather(task, asyncio.sleep(0, 'too'))), ['slept', 'too']);
let told;
const thread = py.threading.Thread(kw({ target: () => { told = 'here'; } }));
thread.start();
thread.join();
assert.strictEqual(told, undefined);
console.log('ok');
"""


def test_imports(run_naja: RunNaja, tmp_path: Path) -> None:
    (tmp_path / "program.mjs").write_text(PROGRAM)
    result = run_naja("program.mjs", cwd=tmp_path)
    assert (result.code, result.stdout) == (0, "ok\n"), result.stderr
    # JavaScript runs on one thread: a call on another is refused there, and says what to do.
    assert (
        "RuntimeError: this JavaScript belongs to another thread; its asyncio loop's call_soon_threadsafe()"
        in result.stderr
    )
