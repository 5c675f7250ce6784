"""naja.Runtime: JavaScript in this very process."""

import ctypes
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import naja


@pytest.fixture
def rt():
    with naja.Runtime() as made:
        yield made


def test_values(rt):
    assert rt.eval("1 + 1") == 2
    assert rt.eval("[1, 'a', { b: null }]") == [1, "a", {"b": None}]
    assert rt.eval("2n ** 70n") == 2**70
    assert rt.eval("'\\ud83d\\ude00'") == "\U0001f600"
    assert rt.eval("undefined") is None


def test_functions_are_callable(rt):
    add = rt.eval("(a, b) => a + b")
    assert add(1, 2) == 3
    with pytest.raises(naja.JSError, match="no"):
        rt.eval("() => { throw new RangeError('no'); }")()


def test_errors_have_the_stack(rt):
    with pytest.raises(naja.JSError) as caught:
        rt.eval("null.x", filename="mine.js")
    assert caught.value.kind == "TypeError"
    assert "mine.js:1" in caught.value.js_stack
    with pytest.raises(naja.JSError) as caught:
        rt.eval("a b", filename="mine.js")
    assert caught.value.kind == "SyntaxError"
    with pytest.raises(naja.JSError, match="Unexpected token") as caught:
        rt.eval("let a = 1;\nfoo(;\n", filename="mine.js")
    assert caught.value.__notes__[0] == "mine.js:2\nfoo(;\n    ^"


def test_typescript_is_evaluated_first_thing(rt):
    """Before anything was imported; text that no cache has."""
    assert rt.eval(f"const at: number = {time.time()}; at satisfies number", filename="a.ts") > 0


def test_globals():
    with naja.Runtime(globals={"answer": 42}) as rt:
        assert rt.eval("answer") == 42
        rt.globals["name"] = "naja"
        assert rt.eval("name + answer") == "naja42"
        rt.eval("var made = [1]")
        assert rt.globals["made"] == [1]
        assert "made" in rt.globals and "nothing" not in rt.globals
        assert "made" in list(rt.globals)
        del rt.globals["name"]
        with pytest.raises(KeyError):
            rt.globals["name"]


def test_output_goes_where_it_is_sent():
    lines = []
    with naja.Runtime(stdout=lines.append) as rt:
        rt.eval("console.log('hello', { a: 1 }); process.stdout.write('raw')")
    assert "".join(lines) == "hello { a: 1 }\nraw"


def test_microtasks_run_before_a_call_returns(rt):
    rt.eval(
        "var seen = []; Promise.resolve().then(() => seen.push('micro')); process.nextTick(() => seen.push('tick'))"
    )
    assert rt.eval("seen") == ["tick", "micro"]


def test_uncaught_exceptions_are_raised(rt):
    with pytest.raises(naja.JSError, match="late"):
        rt.eval("process.nextTick(() => { throw new Error('late') }); 1")
    with pytest.raises(naja.JSError, match="rejected"):
        rt.eval("Promise.reject(new Error('rejected')); 1")
    assert rt.eval("1") == 1


def test_exit_ends_the_runtime_alone(rt):
    with pytest.raises(naja.Exit) as caught:
        rt.eval("process.on('exit', () => { globalThis.told = true }); process.exit(3)")
    assert caught.value.code == 3
    with pytest.raises(naja.Exit):
        rt.eval("1")


def test_the_host_cannot_be_touched(rt):
    for code in (
        "process.chdir('/')",
        "Deno.chdir('/')",
        "process.umask(0)",
        "process.setuid(1)",
        "process.abort()",
        "require('v8').setFlagsFromString('--expose-gc')",
    ):
        with pytest.raises(naja.JSError) as caught:
            rt.eval(code)
        assert caught.value.code == "ERR_WORKER_UNSUPPORTED_OPERATION"


def test_the_environment_is_a_copy():
    with naja.Runtime(permissions="all") as rt:
        rt.eval(
            "process.env.NAJA_TEST_OF_ENV = '1'; if (globalThis.Deno) Deno.env.set('NAJA_TEST_OF_DENO', '1')"
        )
        assert rt.eval("process.env.NAJA_TEST_OF_ENV") == "1"
        assert rt.eval("process.env.PATH") == os.environ["PATH"]
        libc = ctypes.CDLL(None)
        libc.getenv.restype = ctypes.c_char_p
        assert libc.getenv(b"NAJA_TEST_OF_ENV") is None and libc.getenv(b"NAJA_TEST_OF_DENO") is None
    code = "require('child_process').execSync('env') + ''"
    with naja.Runtime(permissions="all", env={"PATH": os.environ["PATH"], "ONLY": "this"}) as rt:
        assert rt.eval("Object.keys(process.env)") == ["PATH", "ONLY"]
        assert rt.eval("[Deno.env.get('HOME'), Bun.env.ONLY]") == [None, "this"]
        seen = rt.eval(code)
        assert "ONLY=this" in seen and "NAJA_TEST" not in seen


def test_run_a_program(tmp_path):
    (tmp_path / "b.mjs").write_text("export const b: number = 2;".replace(": number", ""))
    (tmp_path / "app.ts").write_text(
        "import { b } from './b.mjs';\nconst n: number = b;\n"
        "setTimeout(() => console.log('later', n, process.argv.slice(2)), 5);\nprocess.exitCode = 7;\n"
    )
    lines = []
    with naja.Runtime(permissions="all", root=tmp_path, stdout=lines.append) as rt:
        assert rt.run("app.ts", "x") == 7
    assert "".join(lines) == "later 2 [ 'x' ]\n"


def test_closing():
    rt = naja.Runtime()
    f = rt.eval("() => 1")
    rt.close()
    rt.close()
    assert rt.closed
    for call in (lambda: rt.eval("1"), f, lambda: rt.globals["x"]):
        with pytest.raises(naja.ClosedError):
            call()


def test_a_forgotten_one_is_closed():
    with pytest.warns(ResourceWarning, match="unclosed"):
        naja.Runtime().eval("1")
        import gc

        gc.collect()


def test_any_thread_may_use_it(rt):
    f = rt.eval("var n = 0; () => ++n")
    seen = []

    def work():
        for _ in range(200):
            seen.append(f())
            rt.eval("n")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 801))


def test_deep_recursion_is_an_error_on_every_thread(rt):
    rt.eval("function deep() { return 1 + deep() }")

    def work(out):
        try:
            rt.eval("deep()")
        except naja.JSError as error:
            out.append(error.kind)

    out: list[str] = []
    work(out)
    old = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=work, args=(out,))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(old)
    assert out == ["RangeError", "RangeError"]


def test_the_end_of_the_interpreter_with_open_runtimes():
    code = (
        "import naja\nrt = naja.Runtime()\nrt.eval('setInterval(() => {}, 10); 1')\nprint(rt.eval('6 * 7'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "42\n", "")


def test_permissions_are_a_model_or_all():
    with pytest.raises((TypeError, NotImplementedError)):
        naja.Runtime(permissions=["read"])
    with naja.Runtime(permissions="all") as rt:
        assert rt.eval("require('fs').existsSync('/')") is True


def test_naja_is_found_from_here():
    assert Path(naja.__file__).parent.name == "naja"


def test_scripts_import_after_the_host_did(rt):
    assert rt.import_("node:path").sep == "/"
    assert rt.run_until_complete(rt.eval("import('node:path')")).sep == "/"


def test_one_that_is_forgotten_is_told_of_once():
    """In a thread's own variables, at the end of the process; also where warnings are errors."""
    code = (
        "import threading, naja\nlocal = threading.local()\nlocal.rt = naja.Runtime()\n"
        "local.kept = local.rt.eval('setTimeout(() => {}, 1e6)')"
    )
    for words, told in (([], 0), (["-W", "always"], 1), (["-W", "error"], 1)):
        result = subprocess.run(
            [sys.executable, *words, "-c", code], capture_output=True, text=True, timeout=30
        )
        assert (result.returncode, result.stderr.count("ResourceWarning: unclosed")) == (0, told), (
            result.stderr
        )
        assert "excepthook" not in result.stderr


def test_one_with_a_request_that_is_stuck_ends_later(tmp_path):
    """Its thread is waited for a second; what is left goes when the request has ended."""
    os.mkfifo(tmp_path / "fifo")

    def descriptors():
        return len(list(Path("/proc/self/fd").iterdir()))

    naja.Runtime().close()
    before = descriptors()
    stuck = naja.Runtime(permissions="all")
    stuck.eval(f"require('node:fs').readFile({str(tmp_path / 'fifo')!r}, () => {{}})")
    stuck.close()
    assert stuck.closed and descriptors() > before
    naja.Runtime().close()
    assert descriptors() > before
    (tmp_path / "fifo").write_text("now")
    for _ in range(100):
        naja.Runtime().close()
        if descriptors() <= before:
            break
        time.sleep(0.02)
    assert descriptors() == before


def test_a_commonjs_package_is_its_default_export(tmp_path):
    """As `import lodash from` has it; a name that it exports itself comes first."""
    package = tmp_path / "node_modules" / "tools"
    package.mkdir(parents=True)
    (package / "index.js").write_text(
        "const made = { base: 2, twice(n) { return this.base * n } }; module.exports = Object.create(made)"
    )
    (tmp_path / "es.mjs").write_text("export const a = 1; export default { a: 2, b: 3 }")
    with naja.Runtime(permissions=naja.Permissions(read=[tmp_path]), root=tmp_path) as rt:
        tools = rt.import_("tools")
        assert tools.twice(21) == 42 and tools.default.twice(21) == 42
        module = rt.import_("./es.mjs")
        assert (module.a, module.b) == (1, 3)
        with pytest.raises(AttributeError, match="nothing"):
            tools.nothing  # noqa: B018
