"""What several Runtimes in one process have of each other: nothing."""

import ctypes
from pathlib import Path

import naja


def test_names_are_heard_within_a_runtime_and_its_threads():
    with naja.Runtime(permissions="all") as one, naja.Runtime(permissions="all") as other:
        for rt in (one, other):
            rt.eval(
                "var got = []; const c = new BroadcastChannel('x'); c.onmessage = (e) => got.push(e.data); 1"
            )
        heard = one.eval(
            "new BroadcastChannel('x').postMessage('itself');"
            "new (require('node:worker_threads').Worker)("
            "  \"const c = new BroadcastChannel('x'); c.postMessage('its thread'); c.close()\", { eval: true });"
            "new Promise((done) => setInterval(() => got.length > 1 && done(got), 5))"
        ).result(30)
        assert heard == ["itself", "its thread"]
        other.eval("new Promise((done) => setTimeout(done, 50))").result()
        assert other.eval("got") == []


def test_a_thread_of_another_runtime_cannot_be_written_to():
    with naja.Runtime(permissions="all") as one, naja.Runtime(permissions="all") as other:
        number = one.eval(
            "const w = new (require('node:worker_threads').Worker)('setInterval(() => {}, 1e6)', { eval: true });"
            "new Promise((done) => w.on('online', () => done(w.threadId)))"
        ).result(30)
        post = f"require('node:worker_threads').postMessageToThread({number}, 'x', 200).catch((e) => e.code)"
        assert other.eval(post).result(30) == "ERR_WORKER_MESSAGING_FAILED"


def test_trusted_certificates_are_a_runtimes_own():
    with naja.Runtime(permissions="all") as one, naja.Runtime(permissions="all") as other:
        other.eval("require('node:tls').setDefaultCACertificates([])")
        assert other.eval("require('node:tls').getCACertificates().length") == 0
        assert one.eval("require('node:tls').getCACertificates().length") > 50


def test_the_default_loop_of_addons_is_that_of_where_they_are_called():
    with naja.Runtime(permissions="all") as one, naja.Runtime(permissions="all") as other:
        for rt in (one, other):  # the first addon brings what addons call
            rt.eval(
                "const name = `linux-${process.arch}-gnu`;"
                "const path = `@oxc-transform/binding-${name}/transform.${name}.node`;"
                f"require({str(Path(naja.__file__).parent / 'lib' / 'node_modules')!r} + '/' + path); 1"
            )
        library = ctypes.CDLL("libnaja_napi.so", mode=ctypes.RTLD_GLOBAL)
        library.uv_default_loop.restype = ctypes.c_void_p
        loops = []
        for rt in (one, other, one):
            rt.globals["ask"] = lambda: loops.append(library.uv_default_loop())
            rt.eval("ask()")
        assert loops[0] == loops[2] != loops[1] and all(loops)
        assert library.uv_default_loop() is None  # no loop is this program's own
