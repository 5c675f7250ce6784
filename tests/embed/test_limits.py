"""What a Runtime may use: time, processor time, memory. Whatever is stopped, the process goes on."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import naja

ENDLESS = [
    "while (true) {}",
    "for (;;) { try { while (true) {} } finally { while (true) {} } }",
    "function f() { Promise.resolve().then(f) } f(); 1",
    "(async () => { for (;;) await 0 })(); 1",
    "function g() { process.nextTick(g) } g(); 1",
    "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "[1, 2, 3].sort(() => { while (true); })",
    "[...(function* () { for (;;) yield 1 })()]",
    "Object.keys(new Proxy({}, { ownKeys() { while (true); } }))",
    "`${{ toString() { while (true); } }}`",
    "function r() { try { r() } finally { r() } } r()",
    "let b = 3n; for (;;) b = b * b",
    "for (;;) new Array(1000).fill(1)",
    "var a; for (;;) { for (let i = 0; i < 10; i++) a = new Array(300); }",
    "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    "new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3,"
    " 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]))).exports.f()",
]

BOMBS = {
    "arrays": "var a = []; for (;;) a.push(new Array(1000).fill(1))",
    "caught": "var a = []; for (;;) try { for (;;) a.push(new Array(1e5).fill(a)) } catch {}",
    "strings": "var a = []; for (let i = 0; ; i++) a.push('k' + i + 'x'.repeat(1000) + i)",
    "a flat string": "var s = 'x'.repeat(2 ** 29 - 24); s.charCodeAt(5); for (let i = 0; i < 1e9; i++);",
    "a map": "var m = new Map(); for (let i = 0; ; i++) m.set(i, i)",
    "a set": "var m = new Set(); for (let i = 0; ; i++) m.add('s' + i)",
    "typed arrays": "var a = []; for (;;) try { a.push(new Uint8Array(1 << 20)) } catch {}",
    "a large array": "new Array(1e8).fill(0).length",
    "WebAssembly": "var m = new WebAssembly.Memory({ initial: 1, maximum: 65536 });"
    " for (;;) { m.grow(100); new Uint8Array(m.buffer).fill(1) }",
    "resizable": "var a = []; for (;;) { let b = new ArrayBuffer(0, { maxByteLength: 1 << 28 }); b.resize(1 << 28);"
    " new Uint8Array(b).fill(1); a.push(b) }",
    "closures": "var f = null; for (;;) { let g = f; f = () => g }",
    "microtasks": "for (;;) queueMicrotask(() => {})",
    "timers": "for (;;) setTimeout(() => {}, 1)",
    "BigInts": "var a = []; for (;;) a.push(1n << 8000000n)",
    "the loop": "setTimeout(() => { var a = []; for (;;) a.push(new Array(1e5).fill(a)) }, 1);"
    " new Promise(() => {})",
}


@pytest.mark.parametrize("code", ENDLESS)
def test_whatever_runs_is_stopped_and_the_runtime_goes_on(code):
    with naja.Runtime(timeout=0.15) as rt:
        start = time.monotonic()
        with pytest.raises(naja.TimeoutError) as caught:
            rt.eval(code)
        assert isinstance(caught.value, TimeoutError)
        assert 0.1 < time.monotonic() - start < 5
        assert rt.eval("1 + 1") == 2
        assert rt.eval("new Promise((done) => setTimeout(done, 1, 'still'))").result() == "still"


def test_a_call_may_have_a_limit_of_its_own():
    with naja.Runtime() as rt:
        spin = rt.eval("() => { for (;;); }")
        with pytest.raises(naja.TimeoutError):
            rt.eval("for (;;);", timeout=0.05)
        with pytest.raises(naja.TimeoutError):
            rt.call(spin, timeout=0.05)


def test_processor_time():
    with naja.Runtime(cpu_limit=0.1) as rt:
        assert rt.eval("new Promise((done) => setTimeout(done, 200, 1))").result() == 1
        with pytest.raises(naja.TimeoutError, match="processor"):
            rt.eval("for (;;);")


def test_what_is_stopped_in_the_loop():
    with naja.Runtime(timeout=0.1) as rt:
        rt.eval("var n = 0; setImmediate(function f() { n++; setImmediate(f); if (n === 5) for (;;); }); 1")
        for _ in range(3):
            before = rt.eval("n")
            with pytest.raises(naja.TimeoutError):
                rt.run_until_idle()
            assert rt.eval("n") > before


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_its_runtime_alone(name):
    code = f"""
import naja
rt = naja.Runtime(memory_limit=48 << 20, timeout=60)
other = naja.Runtime()
try:
    value = rt.eval({BOMBS[name]!r})
    value.result()
except naja.MemoryLimitError as error:
    assert isinstance(error, MemoryError)
    print("stopped")
try:
    rt.eval("1")
except naja.MemoryLimitError:
    print("ended")
rt.close()
with naja.Runtime() as new:
    print(new.eval("40 + 2"), other.eval("40 + 3"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=90)
    assert (done.returncode, done.stdout) == (0, "stopped\nended\n42 43\n"), done.stderr


def test_workers_need_a_runtime_without_limits():
    code = """new Promise((done, fail) => {
      const { Worker } = require('node:worker_threads');
      const worker = new Worker("require('node:worker_threads').parentPort.postMessage(42)", { eval: true });
      worker.on('message', done).on('error', fail);
    })"""
    with naja.Runtime() as rt:
        assert rt.eval(code).result(20) == 42
        assert rt.eval("require('node:worker_threads').threadId") == 0
        rt.eval(
            "new (require('node:worker_threads').Worker)('for (;;);', { eval: true }); 1"
        )  # ended by close()
    with naja.Runtime(timeout=60) as rt, pytest.raises(naja.JSError, match="limits"):
        rt.eval(code).result(20)


def test_a_small_limit_is_refused():
    with pytest.raises(ValueError, match="memory_limit"):
        naja.Runtime(memory_limit=1000)
    with pytest.raises(ValueError, match="timeout"):
        naja.Runtime(timeout=0)


def test_handlers_of_signals_run_while_javascript_does():
    hits = []
    before = signal.signal(signal.SIGALRM, lambda *_: hits.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        with naja.Runtime() as rt:
            rt.eval("(() => { const end = Date.now() + 400; while (Date.now() < end); })()")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(hits) >= 2


def rss() -> int:
    """MiB of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") >> 20


def test_a_thousand_runtimes_leave_nothing():
    def use() -> None:
        with naja.Runtime() as rt:
            assert rt.eval("(a) => a * 2")(4) == 8
            rt.eval("setTimeout(() => {}, 1); require('events'); new Uint8Array(100000); 1")

    for _ in range(30):
        use()
    before, files = rss(), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(1000):
        use()
    assert rss() - before <= 6
    assert len(list(Path("/proc/self/fd").iterdir())) == files


def test_sixteen_in_eight_threads():
    runtimes = [naja.Runtime() for _ in range(16)]
    failed = []

    def work(seed: int) -> None:
        try:
            for i in range(40):
                rt = runtimes[(seed * 5 + i * 7) % 16]
                assert (
                    rt.eval("(() => { let s = 0; for (let i = 0; i < 1e4; i++) s += i; return s })()")
                    == 49995000
                )
                assert rt.eval("new Promise((done) => setTimeout(done, 0, 7))").result(20) == 7
                assert rt.eval("new (class A { b = 1; m() { return this.b } })()").m() == 1
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    for rt in runtimes:
        rt.close()


def test_runtimes_run_in_parallel():
    # That both are in JavaScript at once shows on a busy machine, too; an idle one with two processors is
    # twice as fast.
    spin = "(ms) => { const from = Date.now(); while (Date.now() < from + ms); return [from, Date.now()] }"
    spans = []

    def work() -> None:
        with naja.Runtime() as rt:
            spans.append(rt.eval(spin)(400))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (one_from, one_to), (other_from, other_to) = spans
    assert min(one_to, other_to) - max(one_from, other_from) > 200


def test_threads_that_wait_for_each_other_are_told():
    one, other = naja.Runtime(), naja.Runtime()
    entered = threading.Barrier(2, timeout=10)
    told = []

    # Each is in its own runtime, and asks for the other's.
    def hold(mine: naja.Runtime, theirs: naja.Runtime) -> None:
        def done() -> bool:
            entered.wait()
            try:
                theirs.eval("1")
            except RuntimeError as error:
                told.append(str(error))
            return True

        mine.run_until(done)

    threads = [threading.Thread(target=hold, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(told) == 1 and "wait for each other" in told[0]


def test_a_forked_process_is_told():
    code = """
import os, naja
rt = naja.Runtime()
if os.fork() == 0:
    for use in (lambda: rt.eval("1"), naja.Runtime):
        try:
            use()
        except RuntimeError as error:
            print("forked" in str(error), flush=True)
    rt.close()
    os._exit(0)
os.wait()
print(rt.eval("2"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\nTrue\n2\n", "")
