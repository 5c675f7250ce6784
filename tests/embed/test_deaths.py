"""Runtimes that die of their memory limit, one after another in one process, which lives on."""

import subprocess
import sys

import pytest

PROGRAM = r"""
import gc, sys, threading, warnings
import naja

BOMBS = {
    "arrays": "var k = []; for (;;) k.push(new Array(1000).fill(1))",
    "strings": "var s = 'x', k = []; for (let i = 0; ; i++) { s = s + i; k.push(s + k.length) }",
    "names": "var o = {}; for (let i = 0; ; i++) o['k' + i] = i",
    "maps": "var m = new Map(), w = new WeakMap();"
            " for (let i = 0; ; i++) { const o = { i };"
            " m.set(i, o); w.set(o, { o }) }",
    "bytes": "var k = []; for (;;) try { k.push(new Uint8Array(1 << 20), new Uint8Array(100)) } catch {}",
    "wasm": "var m = new WebAssembly.Memory({ initial: 1, maximum: 65536 });"
            " for (;;) { try { m.grow(100) } catch {} new Uint8Array(m.buffer).fill(1) }",
    "a large array": "new Array(1e8).fill(0).length",
    "parsing": "JSON.parse('[' + '[1.5],'.repeat(4e6) + '1]')",
    "regular expressions": "var k = []; for (let i = 0; ; i++) k.push(('ab' + i).repeat(1000).match(/./g))",
    "eval": "var k = []; for (let i = 0; ; i++)"
            " k.push((0, eval)(`(function () { return ${i} })`), new Function(`${i}`))",
    "recursion": "var k = [];"
                 " function f(n) { k.push(new Array(100).fill(n)); try { f(n + 1) } finally { f(n + 1) } } f(0)",
    "promises": "var k = []; for (;;) k.push(new Promise((r) => k.push(r)).then((x) => x))",
    "coroutines": "async function f() { const x = new Array(1000).fill(1); await new Promise(() => {}); return x }"
                  " var k = []; for (;;) k.push(f())",
    "microtasks": "Promise.resolve().then(() => {"
                  " var k = []; for (;;) k.push({ k }) }); new Promise(() => {})",
    "the loop": "setTimeout(() => { var k = []; for (;;) k.push(new Array(1e5).fill(k)) }, 1); new Promise(() => {})",
    "clones": "var o = Array.from({ length: 1e4 }, (_, i) => ({ i })), k = []; for (;;) k.push(structuredClone(o))",
    "Intl": "var k = []; for (;;) k.push(new Intl.NumberFormat('de').format(k.length), new Array(1000).fill('q'))",
    "Python": "var k = []; for (;;) k.push(same({ a: [1, 2, 3], s: 'x'.repeat(1000) }))",
    "within Python": "call(() => { var k = []; for (;;) k.push({ k }) })",
    "finalizers": "var r = new FinalizationRegistry(() => { var k = []; for (;;) k.push({ k }) });"
                  " for (let i = 0; i < 1e4; i++) r.register({}, i); setInterval(() => { new Array(1e6).fill(0) }, 1);"
                  " new Promise(() => {})",
    "a last one": "var k = []; for (;;) k.push(new Date(), Symbol('' + k.length), new Error('x'),"
                  " class {}, new Proxy({}, {}))",
}

def death(code, limit, number, everything):
    rt = naja.Runtime(
        memory_limit=limit << 20, timeout=30, permissions="all" if everything else None,
        globals={"same": lambda x: x, "call": lambda f: f()},
    )
    held = [rt.eval("({ a: 1, f() { return this }, memory: new Uint8Array(1000) })"), rt.eval("new Uint8Array(100000)"),
            rt.eval("(x) => [x]"), rt.eval("new Promise(() => {})")]
    try:
        value = rt.eval(code)
        held.append(value)
        value.result()
        return "lived"
    except naja.MemoryLimitError:
        pass
    for use in (lambda: held[2](3), lambda: rt.eval("1"), lambda: held[0].f()):
        try:
            use()
            return "is used"
        except naja.MemoryLimitError:
            pass
        except AttributeError:  # what could answer is no more
            pass
    if number % 2:
        held.clear()
    if number % 3 == 0:
        rt.close()
    elif number % 3 == 1:
        closer = threading.Thread(target=rt.close)
        closer.start()
        closer.join()
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            del rt
            held.clear()
            gc.collect()
    held.clear()

def deaths(start, step=1):
    for number, (name, code) in list(enumerate(BOMBS.items(), start))[start % step :: step]:
        became = death(code, (8, 16, 24)[number % 3], number, number % 2)
        if became:
            print(name, became, flush=True)

if sys.argv[1] == "threads":
    threads = [threading.Thread(target=deaths, args=(n, 2)) for n in (1, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
else:
    deaths(int(sys.argv[1]))
with naja.Runtime() as rt:
    print("alive", rt.eval("6 * 7"))
"""


@pytest.mark.parametrize("way", ["0", "threads"])
def test_the_host_outlives_them_all(way: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, way], capture_output=True, text=True, timeout=240)
    assert (done.returncode, done.stdout) == (0, "alive 42\n"), done.stderr[-3000:]
