"""Promises of a Runtime: waited for, or awaited from asyncio, which turns JavaScript's event loop."""

import asyncio
import os
import signal
import threading
import time

import pytest

import naja


@pytest.fixture
def rt():
    with naja.Runtime(permissions="all") as made:
        yield made


def test_a_promise_is_waited_for(rt):
    assert rt.eval("new Promise((done) => setTimeout(done, 5, 'later'))").result() == "later"
    assert rt.run_until_complete(rt.eval("Promise.resolve(1)")) == 1
    with pytest.raises(naja.JSError, match="no"):
        rt.eval("new Promise((done, fail) => setTimeout(fail, 1, new Error('no')))").result()
    with pytest.raises(TimeoutError):
        rt.eval("new Promise((done) => setTimeout(done, 5000))").result(timeout=0.02)
    rt.eval("clearTimeout; 1")


def test_a_promise_that_nothing_can_settle(rt):
    with pytest.raises(RuntimeError, match="nothing is left"):
        rt.eval("new Promise(() => {})").result()


def test_modules(rt, tmp_path):
    assert rt.import_("node:path").join("a", "b") == "a/b"
    (tmp_path / "x.mjs").write_text("await new Promise((done) => setTimeout(done, 3)); export const x = 42;")
    with naja.Runtime(permissions="all", root=tmp_path) as other:
        assert other.import_("./x.mjs").x == 42
        with pytest.raises(naja.JSError) as caught:
            other.import_("./nothing.mjs")
        assert caught.value.code == "ERR_MODULE_NOT_FOUND"


def test_await(rt):
    async def main():
        assert await rt.eval("new Promise((done) => setTimeout(done, 5, 'later'))") == "later"
        assert await rt.eval_async("await 1 + await new Promise((done) => setImmediate(done, 2))") == 3
        assert await rt.eval_async("const a = await 1; return a + 1") == 2
        assert await rt.eval_async("1 + 1") == 2
        assert await rt.eval_async("const b = await 1; b + 4;") == 5
        assert await rt.eval_async("let c = await 1\nif (c) c = 3;\n({ c })") == {"c": 3}
        assert await rt.eval_async("await 1; function f() {}") == 1
        assert (await rt.import_async("node:os")).EOL == "\n"
        with pytest.raises(naja.JSError, match="no"):
            await rt.eval_async("await 0; throw new Error('no')")

    asyncio.run(main())
    asyncio.run(main())  # another loop takes over


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("(await Promise.resolve(2)) * 3", 6),
        ("`${await 1}`", "1"),
        ("for await (const x of [1, Promise.resolve(3)]) x", 3),
        ("if (true) { await 1; 'block' }", "block"),
        ("(await import('node:path')).sep", "/"),
        ("({ a: await 1 })", {"a": 1}),
        ("await 1 // '", 1),
        ("await (async () => (await import('node:os')).EOL)()", "\n"),
    ],
)
def test_await_at_the_top_of_what_is_evaluated(rt, code, value):
    assert rt.eval(code).result() == value
    assert asyncio.run(rt.eval_async(code)) == value


def test_what_only_looks_like_await(rt):
    assert rt.eval("var text = '(await x) * 3'; text") == "(await x) * 3"
    assert rt.eval("/* await f( */ 1") == 1
    assert rt.eval("var await = 3; await / 1") == 3
    assert rt.eval("'await'; with ({ k: 1 }) k + 010 + (() => arguments.length)?.length") == 9
    assert rt.eval("const late = async () => { await 1 }; typeof late") == "function"
    assert rt.eval("await = (x) => x + 1; await (1)") == 2
    with pytest.raises(naja.JSError, match="JSON"):
        rt.eval("JSON.parse('{await')")


def test_declarations_outlive_the_await(rt):
    asyncio.run(
        rt.eval_async("let a = await 1; const { b, c: [d] } = await { b: 2, c: [3] }; var v = await 4;")
    )
    asyncio.run(rt.eval_async("function f() { return a + b + d + v } class C {} await 0"))
    assert rt.eval("a++; f() + typeof C") == "11function"
    assert rt.eval("await f()").result() == 11
    with pytest.raises(naja.JSError, match="already been declared"):
        rt.eval("let a = 5")
    assert rt.eval("const e = 1; e") == 1
    with pytest.raises(naja.JSError, match="already been declared"):
        rt.eval("const e = await 2")
    assert rt.eval("e") == 1


def test_errors_of_what_awaits(rt):
    for code, message in (
        ("await f(; )", "Unexpected token ';'"),
        ("const x = await 1; return x", "Illegal return"),
        ("await (", "Unexpected end of input"),
    ):
        with pytest.raises(naja.JSError, match=message) as caught:
            rt.eval(code)
        assert caught.value.name == "SyntaxError"
    promise = rt.eval("\nawait new Promise((r) => setTimeout(r, 1))\nnowhere", filename="my file.js")
    with pytest.raises(naja.JSError, match="nowhere is not defined") as caught:
        promise.result()
    assert "my%20file.js:3:1" in caught.value.js_stack
    assert asyncio.run(rt.eval_async("let n: number = await 4; n as number", filename="a.ts")) == 4
    with pytest.raises(naja.TimeoutError):
        rt.eval("await 1; for (;;);", timeout=0.1).result()


def test_many_at_once_and_files(rt, tmp_path):
    (tmp_path / "a.txt").write_text("text")
    rt.globals["path"] = str(tmp_path / "a.txt")

    async def main():
        read = rt.eval("() => require('fs/promises').readFile(path, 'utf8')")
        sleep = rt.eval("(ms) => new Promise((done) => setTimeout(done, ms, ms))")
        start = time.monotonic()
        answers = await asyncio.gather(
            read(), sleep(30), asyncio.sleep(0.03, "py"), *(sleep(n) for n in range(20))
        )
        assert answers == ["text", 30, "py", *range(20)]
        assert time.monotonic() - start < 5

    asyncio.run(main())


def test_uvloop(rt):
    import uvloop

    async def main():
        return await rt.eval_async("await new Promise((done) => setTimeout(done, 3)); return 'uv'")

    loop = uvloop.new_event_loop()
    try:
        assert loop.run_until_complete(main()) == "uv"
    finally:
        loop.close()


def test_run_async(rt, tmp_path):
    (tmp_path / "p.mjs").write_text("setTimeout(() => { process.exitCode = 3 }, 100)")

    async def main():
        ticks = 0
        task = asyncio.create_task(rt.run_async(tmp_path / "p.mjs"))
        while not task.done():
            await asyncio.sleep(0.001)
            ticks += 1
        return await task, ticks

    code, ticks = asyncio.run(main())
    assert code == 3 and ticks >= 3


def test_exit_tells_who_waits():
    async def main():
        with naja.Runtime() as rt, pytest.raises(naja.Exit):
            await rt.eval_async("setTimeout(() => process.exit(4), 2); await new Promise(() => {})")

    asyncio.run(asyncio.wait_for(main(), 10))


def test_uncaught_exceptions_of_a_turn_are_reported(rt):
    seen = []

    async def main():
        asyncio.get_running_loop().set_exception_handler(
            lambda loop, context: seen.append(context["exception"])
        )
        await rt.eval_async(
            "setTimeout(() => { throw new Error('lost') }, 1); await new Promise((r) => setTimeout(r, 20))"
        )

    asyncio.run(main())
    assert [error.message for error in seen] == ["lost"]


def test_on_error():
    seen = []
    with naja.Runtime(on_error=seen.append) as rt:
        assert rt.eval("Promise.reject(new Error('rejected')); 1") == 1
        rt.run_until_idle()
    assert [error.message for error in seen] == ["rejected"]


def test_interrupt_from_another_thread(rt):
    timer = threading.Timer(0.1, rt.interrupt)
    timer.start()
    with pytest.raises(naja.Interrupted):
        rt.eval("while (true) {}")
    timer = threading.Timer(0.1, rt.interrupt)
    timer.start()
    with pytest.raises(naja.Interrupted):
        rt.eval("new Promise((done) => setTimeout(done, 60000))").result()
    assert rt.eval("1") == 1
    assert rt.interrupt() is False


@pytest.mark.parametrize("code", ["while (true) {}", "(async () => { for (;;) await 0 })()", "waiting"])
def test_keyboard_interrupt(rt, code):
    def send():
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=send).start()
    with pytest.raises(KeyboardInterrupt):
        if code == "waiting":
            rt.eval("new Promise((done) => setTimeout(done, 60000))").result()
        else:
            rt.eval(code)
    assert rt.eval("1") == 1
