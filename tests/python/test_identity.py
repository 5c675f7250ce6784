"""What crosses and comes back: the same object, both ways, in runtimes with Python's objects and in guarded ones."""

import asyncio
import datetime
import decimal
import enum
import gc
import traceback
import uuid
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import naja


class Thing:
    """Something to pass on."""

    def __init__(self) -> None:
        self.x = 1

    def me(self) -> "Thing":
        return self


class Level(enum.IntEnum):
    """A number with a name."""

    HIGH = 3


@pytest.fixture(scope="module", params=["all", None], ids=["all", "guarded"])
def rt(request: pytest.FixtureRequest) -> Iterator[Any]:
    with naja.Runtime(permissions=request.param) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def whole() -> Iterator[Any]:
    with naja.Runtime(permissions="all") as runtime:
        yield runtime


def test_functions_are_the_same_both_ways(rt: Any) -> None:
    def function(*args: object) -> tuple[object, ...]:
        return args

    assert rt.eval("(f) => f")(function) is function
    assert rt.eval("(f, g) => f === g")(function, function)
    assert rt.eval("async (f) => [f]")(function).result(5)[0] is function
    assert rt.eval("(f) => ({ f })")(function)["f"] is function
    assert rt.eval("(o) => o.inner.f === o.list[0]")({"inner": {"f": function}, "list": [function]})
    assert rt.eval("(f) => [typeof f, f.name, f instanceof Function]")(function) == [
        "function",
        "function",
        True,
    ]
    assert rt.eval("globalThis.h = () => 1; (f) => f(h)[0] === h")(function)
    assert rt.eval("globalThis.a = new (class A {}); (f) => f(a)[0] === a")(function)
    assert rt.eval("globalThis.s = Symbol('s'); (f) => f(s)[0] === s")(function)
    method = Thing().me
    assert rt.eval("(m) => m")(method) == method
    assert rt.eval("(f) => f(...Array.from({length: 30}, (_, i) => i))")(function)[29] == 29
    bound = rt.eval("(f) => f.bind(null, 1)")(function)
    assert bound is not function
    assert list(bound(2)) == [1, 2]


def test_python_exceptions_come_back(rt: Any) -> None:
    error = KeyError("mine")

    def thrower() -> None:
        raise error

    for code in (
        "(f) => { f() }",
        "(f) => { try { f() } catch (e) { throw e } }",
        "(f) => { try { f() } finally { globalThis.passed = true } }",
        "(f) => { let seen; try { f() } catch (e) { seen = e } try { f() } catch (e) { if (e === seen) throw e } }",
    ):
        with pytest.raises(KeyError) as caught:
            rt.eval(code)(thrower)
        assert caught.value is error, code
    assert "thrower" in "".join(traceback.format_exception(error))
    with pytest.raises(KeyError) as caught:
        rt.eval("(f) => new Promise((resolve) => setTimeout(resolve)).then(() => f())")(thrower).result(5)
    assert caught.value is error
    with pytest.raises(KeyError) as caught:
        rt.eval("(e) => { throw e }")(error)
    assert caught.value is error
    assert rt.eval("(e) => e")(error) is error
    told = rt.eval(
        "(f) => { try { f() } catch (e) { return [e.name, e.message, e instanceof Error, e.cause.name] } }"
    )
    assert told(thrower) == ["KeyError", "'mine'", True, "KeyError"]
    with pytest.raises(naja.JSError, match="wrapped") as wrapped:
        rt.eval("(f) => { try { f() } catch (cause) { throw new Error('wrapped', { cause }) } }")(thrower)
    assert wrapped.value.__cause__ is error

    def fails_to_tell() -> None:
        class Odd(Exception):
            def __str__(self) -> str:
                raise RuntimeError

        raise Odd

    assert "str() failed" in rt.eval("(f) => { try { f() } catch (e) { return e.message } }")(fails_to_tell)


def test_javascript_errors_come_back(rt: Any) -> None:
    def through(function: Any) -> None:
        function()

    def from_it(function: Any) -> None:
        try:
            function()
        except naja.JSError as error:
            raise LookupError("not found") from error

    same = (
        "(f) => { const e = new RangeError('q'); try { f(() => { throw e }) } catch (c) { return c === e } }"
    )
    assert rt.eval(same)(through)
    assert rt.eval("(f) => { try { f(() => { throw 42 }) } catch (c) { return c === 42 } }")(through)
    with pytest.raises(LookupError) as caught:
        rt.eval("(f) => f(() => { throw new RangeError('q') })")(from_it)
    assert isinstance(caught.value.__cause__, naja.JSError)


def test_awaitables(rt: Any) -> None:
    async def answer(value: object) -> object:
        await asyncio.sleep(0)
        if value is None:
            raise KeyError("nothing")
        return value

    assert rt.eval("async (f) => 1 + await f(41)")(answer).result(5) == 42
    with pytest.raises(KeyError, match="nothing"):
        rt.eval("async (f) => f()")(lambda: answer(None)).result(5)


def test_objects_are_the_same_both_ways(whole: Any) -> None:
    thing = Thing()
    whole._set_global("thing", thing)
    assert whole.eval("thing") is thing
    assert whole.eval("thing.me() === thing")
    assert whole.eval("thing.x + 1") == 2
    assert whole.eval("(x) => x === thing")(thing)
    assert whole.eval("(x) => ({ x })")(thing)["x"] is thing
    assert whole.eval("(x) => new Map([[1, x]])")(thing)[1] is thing
    table = {"a": [1]}
    assert whole.eval("(t) => { t.a.push(2); return t }")(table) is table
    assert table == {"a": [1, 2]}
    assert type(whole.eval("(T) => new T()")(Thing)) is Thing
    assert whole.eval("(T, t) => t instanceof T")(Thing, thing)
    assert list(whole.eval("(g) => [...g]")(i for i in range(3))) == [0, 1, 2]
    for value in (datetime.timedelta(1), decimal.Decimal("1.5"), Thing, naja, iter([]), (i for i in ())):
        assert whole.eval("(x) => x")(value) is value


def test_guarded_runtimes_get_data_and_functions() -> None:
    with naja.Runtime() as rt:
        kind = rt.eval("(x) => [Object.prototype.toString.call(x), String(x?.size ?? x?.length ?? x)]")
        moment = datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)
        assert kind({1, 2}) == ["[object Set]", "2"]
        assert kind({1: 2}) == ["[object Map]", "1"]
        assert kind({"a": 2}) == ["[object Object]", "[object Object]"]
        assert kind((1, 2)) == ["[object Array]", "2"]
        assert kind(moment)[0] == "[object Date]"
        assert kind(decimal.Decimal("1.10")) == ["[object String]", "4"]
        assert kind(uuid.UUID(int=1)) == ["[object String]", "36"]
        assert kind(Level.HIGH) == ["[object Number]", "3"]
        assert rt.eval("(x) => x")({"at": moment, "all": [{1}, (2, b"b")]})["all"] == [{1}, [2, b"b"]]
        loop: list[object] = [1]
        loop.append(loop)
        assert rt.eval("(l) => l[1] === l")(loop)
        for value in (Thing(), iter([]), [Thing()], {"a": object()}):
            with pytest.raises(TypeError, match="cannot cross into JavaScript"):
                rt.eval("(x) => x")(value)
        with pytest.raises(TypeError, match="a Python Thing cannot cross"):
            rt.eval("(f) => f()")(Thing)
        # Of an exception there is no way to the host.
        reached = rt.eval(
            """(f) => { try { f() } catch (e) {
                 return [Reflect.ownKeys(e).sort().map(String), e.exception, e.stack + e.cause.stack] } }"""
        )(lambda: 1 // 0)
        assert reached[0] == ["cause", "message", "name", "stack"]
        assert reached[1] is None
        assert __file__ not in reached[2]


@pytest.mark.parametrize("permissions", ["all", None])
def test_what_is_dropped_is_freed(permissions: str | None) -> None:
    """A small heap is collected soon."""
    with naja.Runtime(permissions=permissions, memory_limit=24 << 20) as rt:
        rt.eval("globalThis.kept = []")
        keep, call = rt.eval("(f) => { kept.push(f); f() }"), rt.eval("(f) => { f() }")

        def uses() -> list["weakref.ref[Any]"]:
            alive = []
            for use in (keep, call) * 25:

                def function() -> Thing | int:
                    return 1

                use(function)
                alive.append(weakref.ref(function))
            return alive

        alive = uses()
        collect(rt)
        assert [each() is not None for each in alive] == [True, False] * 25
        rt.eval("kept = []")
        collect(rt)
        assert not any(each() is not None for each in alive)
        alive = uses()
    gc.collect()
    assert not any(each() is not None for each in alive)


def collect(rt: Any) -> None:
    """Makes V8 collect, by using up its heap."""
    for _ in range(3):
        rt.eval(
            "for (let i = 0, all = []; i < 8; i++) all.push(Array.from({ length: 50_000 }, () => [i])); 0"
        )
        gc.collect()
