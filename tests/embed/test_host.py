"""What the host gives a Runtime: functions, modules, and calls that go back and forth."""

import asyncio
import gc
import types

import pytest

import naja


def test_functions_of_the_host():
    seen = []

    def add(a, b=0):
        seen.append((a, b))
        return a + b

    with naja.Runtime(globals={"add": add}) as rt:
        assert rt.eval("add(1, 2) + add(3)") == 6
        assert seen == [(1, 2), (3, 0)]
        assert rt.eval("add.name") == "add"
        rt.globals["fail"] = lambda: 1 / 0
        with pytest.raises((ZeroDivisionError, naja.JSError), match="division by zero"):
            rt.eval("fail()")
        assert rt.eval("try { fail() } catch (error) { error.message }") == "division by zero"
        assert rt.eval("[3, 1, 2].map((n) => add(n))") == [3, 1, 2]


def test_javascript_and_python_call_each_other():
    with naja.Runtime() as rt:
        down = rt.eval("(n, f) => (n === 0 ? 0 : 1 + f(n - 1))")

        def up(n):
            return down(n, up)

        assert down(40, up) == 40


def test_other_runtimes_within_a_call():
    with naja.Runtime() as outer, naja.Runtime() as inner:
        inner.globals["ask"] = lambda: outer.eval("secret")
        outer.eval("var secret = 42")
        outer.globals["inner"] = lambda code: inner.eval(code)
        assert outer.eval("inner('ask() + 1') + 1") == 44
        with pytest.raises(naja.JSError, match="deep"):
            outer.eval("""inner("throw new Error('deep')")""")
        outer.globals["made"] = lambda: (naja.Runtime().eval("7"), gc.collect())[0]
        with pytest.warns(ResourceWarning):
            assert outer.eval("made() + 1") == 8


def test_a_runtime_cannot_be_closed_from_within():
    with naja.Runtime() as rt:
        rt.globals["close"] = rt.close
        with pytest.raises((RuntimeError, naja.JSError), match="from within"):
            rt.eval("close()")
        assert rt.eval("1") == 1


def test_a_generator_of_python_between_calls():
    with naja.Runtime() as rt:
        twice = rt.eval("(n) => 2 * n")

        def numbers():
            for n in range(3):
                yield twice(n)

        items = numbers()
        rt.globals["next"] = lambda: next(items)
        assert [rt.eval("next()"), next(items), rt.eval("next()")] == [0, 2, 4]


def test_modules_of_the_host(tmp_path):
    database = types.ModuleType("database")
    database.users = ["Ann", "Bob"]
    database.find = lambda name: {"name": name, "id": 7}
    (tmp_path / "app.mjs").write_text(
        "import db, { find, users } from 'app:db';\nimport { version } from 'config';\n"
        "import { createRequire } from 'node:module';\n"
        "const { find: required } = createRequire(import.meta.url)('app:db');\n"
        "export default [find(users[1]), db.users.length, version, required('x').id];\n"
    )
    with naja.Runtime(
        permissions="all", root=tmp_path, modules={"app:db": database, "config": {"version": "1.2"}}
    ) as rt:
        assert rt.import_("./app.mjs").default == [{"name": "Bob", "id": 7}, 2, "1.2", 7]
        assert rt.eval("require('config').version") == "1.2"
        with pytest.raises(naja.JSError):
            rt.import_("app:other")


def test_coroutines_of_the_host():
    async def fetch(n):
        await asyncio.sleep(0.005)
        return n * 2

    with naja.Runtime(globals={"fetch": fetch}) as rt:
        code = "(async () => (await fetch(1)) + (await fetch(2)))()"
        assert rt.eval(code).result(20) == 6

        async def main():
            return await asyncio.gather(rt.eval(code), rt.eval(code), fetch(4))

        assert asyncio.run(main()) == [6, 6, 8]
