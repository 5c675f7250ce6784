"""JavaScript values in Python: what crosses, what stays itself, and when it is let go of."""

import asyncio
import contextlib
import copy
import datetime
import gc
import math
import pickle
import threading
import traceback
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import naja


@pytest.fixture(scope="module")
def rt() -> Iterator[Any]:
    with naja.Runtime() as runtime:
        yield runtime


def held(rt: Any) -> int:
    """How many handles V8 keeps for others, in bytes."""
    return int(rt.eval("process.getBuiltinModule('v8').getHeapStatistics().used_global_handles_size"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("undefined", None),
        ("null", None),
        ("true", True),
        ("42", 42),
        ("-0x80000000", -(2**31)),
        ("1.5", 1.5),
        ("2**53", float(2**53)),
        ("10n**40n", 10**40),
        ("-(2n**64n)", -(2**64)),
        ("-5n", -5),
        ("''", ""),
        ("'text'", "text"),
        ("'\\u00e9'", "é"),
        ("'\\u20ac'", "€"),
        ("'\\u{1f600}'", "\U0001f600"),
        ("'a\\ud800b'", "a\ud800b"),
        ("'\\ufeffx'", "\ufeffx"),
        ("'ab'.repeat(5000) + '\\u20ac'", "ab" * 5000 + "€"),
        ("[1,,3]", [1, None, 3]),
        ("[1.5,,3.5,4,5,6,7,8,9,10]", [1.5, None, 3.5, 4, 5, 6, 7, 8, 9, 10]),
        ("[1, [2, ['x', {}]]]", [1, [2, ["x", {}]]]),
        ("({a: 1, 5: 2, 'b c': {d: null}})", {"5": 2, "a": 1, "b c": {"d": None}}),
        ("Object.assign(Object.create(null), {x: 1})", {"x": 1}),
        ("new Map([[1, 'a'], ['k', [2]]])", {1: "a", "k": [2]}),
        ("new Set([1, 'a', 2.5])", {1, "a", 2.5}),
        ("new Date(1234)", datetime.datetime(1970, 1, 1, 0, 0, 1, 234000, datetime.UTC)),
        ("new Date(-1)", datetime.datetime(1969, 12, 31, 23, 59, 59, 999000, datetime.UTC)),
    ],
)
def test_plain_data_is_copied(rt: Any, code: str, expected: object) -> None:
    got = rt.eval(f"({code})")
    assert got == expected and type(got) is type(expected)


def test_numbers_keep_their_kind(rt: Any) -> None:
    assert math.isnan(rt.eval("NaN")) and math.copysign(1, rt.eval("-0")) == -1
    assert type(rt.eval("2**53 - 1")) is int and type(rt.eval("2**53")) is float


def test_shared_and_cyclic_data(rt: Any) -> None:
    got = rt.eval("const o = {l: []}; o.self = o; o.l.push(o, o.l); o")
    assert got["self"] is got and got["l"][0] is got and got["l"][1] is got["l"]


def test_deep_data_takes_no_stack(rt: Any) -> None:
    got = rt.eval("let deep = 1; for (let i = 0; i < 100000; i++) deep = [deep]; deep")
    for _ in range(100000):
        got = got[0]
    assert got == 1


def test_a_getter_that_throws(rt: Any) -> None:
    with pytest.raises(naja.JSError, match="RangeError: no"):
        rt.eval("({a: 1, get b() { throw new RangeError('no') }})")
    assert rt.eval("1") == 1


def test_objects_that_are_keys_stay_themselves(rt: Any) -> None:
    got = rt.eval("globalThis.k = {a: 1}; new Map([[k, 1]])")
    key = next(iter(got))
    assert isinstance(key, naja.JSObject) and key.a == 1 and rt.eval("(x) => x === k")(key)


@pytest.mark.parametrize(
    "code",
    ["new (class A {})", "/x/g", "new Date(NaN)", "new Date(9e15 - 1e15)", "Math", "new Proxy({}, {})"],
)
def test_what_stays_a_javascript_object(rt: Any, code: str) -> None:
    assert type(rt.eval(f"({code})")) is naja.JSObject


def test_properties(rt: Any) -> None:
    a = rt.eval(
        "globalThis.A = class A { constructor() { this.x = 1 } m(y) { return this.x + y } "
        "get to_py() { return 7 } }; new A"
    )
    assert (a.x, a.m(41), a["x"], a["to_py"]) == (1, 42, 1, 7)
    a.y = {"q": [1]}
    a["z"] = None
    assert a.y == {"q": [1]} and a.z is None and "z" in a and "nope" not in a
    del a.y
    assert not hasattr(a, "y") and getattr(a, "y", 3) == 3
    with pytest.raises(KeyError):
        a["y"]
    with pytest.raises(AttributeError, match="no property 'y'"):
        a.y  # noqa: B018
    with pytest.raises(naja.JSError, match="TypeError: no"):
        rt.eval("Object.defineProperty(new A, 'x', {set() { throw new TypeError('no') }})").x = 1
    with pytest.raises(TypeError, match="cannot be deleted"):
        del rt.eval("Object.freeze(new A)").x
    assert {"m", "x", "constructor"} <= set(dir(a)) and "hasOwnProperty" not in dir(a)
    assert list(a) == ["x", "z"] and len(a) == 2 and bool(a)
    assert "A { x: 1" in repr(a)


def test_identity(rt: Any) -> None:
    a = rt.eval("globalThis.a = new (class {}); a")
    b = rt.eval("a")
    assert a == b and hash(a) == hash(b) and a != rt.eval("new (class {})") and a is not b
    assert rt.eval("(x) => x === a")(a) is True
    with naja.Runtime() as other:
        assert other.eval("new (class {})") != a
        with pytest.raises(ValueError, match="another runtime"):
            other.eval("(x) => x")(a)


def test_functions(rt: Any) -> None:
    f = rt.eval("(function (...args) { return [this === undefined, ...args] })")
    assert rt.eval("(() => {})")() is None
    assert f(*range(30))[1:] == list(range(30))
    assert rt.eval("(a, o) => JSON.stringify([a, o])")(1, deep=True, n=2) == '[1,{"deep":true,"n":2}]'
    date = rt.eval("Date").new(5)
    assert isinstance(date, naja.JSObject) and date.getTime() == 5 and isinstance(date, rt.eval("Date"))
    assert not isinstance(3, rt.eval("Date"))
    with pytest.raises(naja.JSError, match="not a constructor"):
        rt.eval("(() => 1)").new()
    m = rt.eval("Map").new([["a", 1]])
    assert m.get("a") == 1 and m.size == 1 and m.to_py() == {"a": 1}
    assert rt.eval("(function () { return this.v })").call({"v": 9}) == 9


def test_functions_of_all_kinds(rt: Any) -> None:
    rt.globals["len"] = len
    given = rt.eval(
        "[Math.max, (() => 1).bind(), len.bind(null), class {}, async () => 1, function* () {}, "
        "new Proxy(() => 1, {}), new Proxy(len, {}), process.cwd, Buffer.from, Function.prototype, eval, len]"
    )
    assert all(type(each) is naja.JSFunction for each in given[:-1]) and given[-1] is len
    assert given[2]([1, 2]) == 2 and given[7]([1, 2, 3]) == 3 and given[0](1, 2) == 2
    assert rt.eval("(f) => f === len")(len) is True


def test_microtasks_run_after_the_outermost_call(rt: Any) -> None:
    rt.eval("globalThis.log = []; 0")
    rt.eval(
        "(() => { Promise.resolve().then(() => log.push(2)); process.nextTick(() => log.push(1)); log.push(0) })"
    )()
    assert rt.eval("log") == [0, 1, 2]


def test_errors(rt: Any) -> None:
    with pytest.raises(naja.JSError) as caught:
        rt.eval(
            "function boom() { const e = new TypeError('boom', {cause: new Error('inner')}); e.code = 'E_X'; "
            "e.extra = 1; throw globalThis.thrown = e }\nboom()",
            filename="mine.js",
        )
    error = caught.value
    assert (str(error), error.name, error.code, error.message) == (
        "TypeError: boom",
        "TypeError",
        "E_X",
        "boom",
    )
    assert error.value.extra == 1 and isinstance(error.cause, naja.JSError) and error.cause.message == "inner"
    assert "mine.js:1" in error.js_stack and "at boom (mine.js:1" in "".join(
        traceback.format_exception(error)
    )
    assert rt.eval("(e) => e === thrown")(error) is True
    assert rt.eval("thrown").message == "boom"
    again = pickle.loads(pickle.dumps(error))
    assert again.message == "boom" and again.value is None
    with pytest.raises(naja.JSError) as caught:
        rt.eval("throw 42")
    assert caught.value.value == 42
    with pytest.raises(naja.JSError, match="cannot be shown"):
        rt.eval("throw {toString() { throw 1 }}")


def test_iteration(rt: Any) -> None:
    it = iter(
        rt.eval(
            "(function* () { try { const x = yield 1; yield x * 2; return 7 } finally { globalThis.ended = true } })()"
        )
    )
    assert (next(it), it.send(21)) == (1, 42)
    with pytest.raises(StopIteration) as stop:
        next(it)
    assert stop.value.value == 7
    it = iter(
        rt.eval(
            "globalThis.ended = false; (function* () { try { yield 1; yield 2 } finally { ended = true } })()"
        )
    )
    next(it)
    it.close()
    assert rt.eval("ended") is True and list(it) == []
    it = iter(rt.eval("(function* () { try { yield 1 } catch (e) { yield e.message } })()"))
    next(it)
    assert it.throw(ValueError("hm")) == "hm"
    assert list(rt.eval("new (class { *[Symbol.iterator]() { yield* [1, 2, 3] } })")) == [1, 2, 3]


def test_promises_and_async_iteration(rt: Any) -> None:
    later = rt.eval("(ms, v) => new Promise((resolve) => setTimeout(resolve, ms, v))")

    async def main() -> tuple[Any, ...]:
        values = await asyncio.gather(*(later(5 - i, i) for i in range(4)))
        seen = [x async for x in rt.eval("(async function* () { yield 1; await null; yield 2 })()")]
        with pytest.raises(naja.JSError, match="no"):
            await rt.eval("Promise.reject(new Error('no'))")
        return values, seen, await rt.eval("Promise.resolve([1])")

    assert asyncio.run(main()) == ([0, 1, 2, 3], [1, 2], [1])
    promise = later(5, "x")
    assert isinstance(promise, naja.JSPromise) and not promise.done()
    called: list[Any] = []
    promise.add_done_callback(lambda p: called.append(p.result()))
    assert promise.result(5) == "x" and promise.done() and called == ["x"]
    with pytest.raises(TimeoutError):
        later(10000, 1).result(0.01)
    with pytest.raises(RuntimeError, match="nothing is left"):
        naja.Runtime().eval("new Promise(() => {})").result()


def test_symbols_pickling_and_copies(rt: Any) -> None:
    s = rt.eval("globalThis.s = Symbol('name'); s")
    assert isinstance(s, naja.JSSymbol) and s.description == "name" and s == rt.eval("s")
    o = rt.eval("new (class { [s] = 5; f() {}; d = {e: {f: 1}} })")
    assert o[s] == 5 and o.to_py() == {"d": {"e": {"f": 1}}}
    assert isinstance(o.to_py(1)["d"], naja.JSObject)
    for value in (s, o, rt.eval("() => 1")):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(value)
    assert copy.copy(o) is o
    with pytest.raises(TypeError):
        naja.JSObject()


def test_released(rt: Any) -> None:
    with rt.eval("new (class { x = 1 })") as o:
        assert o.x == 1
    with pytest.raises(ReferenceError, match="released"):
        o.x  # noqa: B018
    assert "released" in repr(o)


def test_handles_are_given_back_on_any_thread(rt: Any) -> None:
    make = rt.eval("() => new (class {})")
    make()
    before = held(rt)
    for _ in range(20000):
        make()
    many = [make() for _ in range(5000)]
    watch = weakref.ref(many[0])
    assert held(rt) > before
    thread = threading.Thread(target=many.clear)
    thread.start()
    thread.join()
    gc.collect()
    assert watch() is None
    rt.eval("0")
    assert held(rt) <= before + 64
    f = rt.eval("(x) => x")
    for _ in range(5000):
        f([1, {"a": "b"}])
        with contextlib.suppress(naja.JSError):
            rt.eval("null.x")
    gc.collect()
    assert held(rt) <= before + 256


def test_values_outlive_their_runtime() -> None:
    rt = naja.Runtime()
    o, f, view = rt.eval("new (class {})"), rt.eval("() => 1"), rt.eval("new Uint8Array([1, 2, 3])")
    rt.close()
    for use in (lambda: o.x, lambda: f(), lambda: hash(o)):
        with pytest.raises(naja.ClosedError):
            use()
    assert bytes(view) == b"\1\2\3" and repr(o)
