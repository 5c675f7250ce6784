"""Every kind of value, both ways: at a Runtime that gets copies, at one that has live objects, through imports."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import naja
from tests.conftest import RunNaja

pytest.importorskip("numpy")
PROGRAMS = Path(__file__).parent / "programs"
sys.path.insert(0, str(PROGRAMS))
from value_cases import CASES, HELPERS  # noqa: E402


@pytest.fixture(scope="module", params=["copies", "live"])
def runtime(request: pytest.FixtureRequest) -> Iterator[tuple[Any, bool]]:
    live = request.param == "live"
    with naja.Runtime(permissions="all" if live else None) as made:
        yield made, live


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_both_ways(runtime: tuple[Any, bool], number: int) -> None:
    rt, live = runtime
    _, value, copied, alive, back = CASES[number]
    assert rt.eval(f"(x) => {{ {HELPERS} return {alive if live else copied}; }}")(value) is True
    assert back[live](rt.eval("(x) => x")(value), value)


def test_through_imports(run_naja: RunNaja) -> None:
    result = run_naja(PROGRAMS / "values_live.mjs")
    assert result.stdout == (
        f"{len(CASES)} values\n"
        "NoneType None\nNoneType None\nfloat -0.0\nint 9007199254740991\nfloat 9007199254740992.0\n"
        "int 1180591620717411303424\nstr 'a\\ud800'\ndict {1: [2]}\nset {'a'}\ndict {'a': {'b': None}}\n"
        "dict {'n': 1}\nlist [1, None, 3]\nlist [1, [...]]\n"
        "datetime datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)\nint 1000000000000000\n"
        "JSObject <JSObject +255479-11-28T14:13:20.000Z>\nJSObject <JSObject Invalid Date>\n"
        "JSObject <JSObject [ <4294967295 empty items> ]>\n"
        + "memoryview <memory\n"
        * 5
        + "JSObject <JSObject Instance {}>\nJSObject <JSObject /x/>\nJSSymbol <JSSymbol Symbol(s)>\n"
        "JSPromise <JSPromise Promise { undefined }>\nJSFunction\nJSError JSError('no')\n"
        "JSObject <JSObject Proxy({})>\nJSObject <JSObject [Number: 5]>\n"
    )
    assert result.code == 0


def test_what_is_no_data_stays_out_of_a_guarded_runtime() -> None:
    with naja.Runtime() as rt:
        for value in (object(), sys, (i for i in ()), [[object()]]):
            with pytest.raises(TypeError, match="cannot cross into JavaScript"):
                rt.eval("(x) => x")(value)
        deep: list[Any] = []
        for _ in range(100_000):
            deep = [deep]
        with pytest.raises(RecursionError):
            rt.eval("(x) => x")(deep)
        # What a program has put in the place of Map and Set is not asked.
        rt.eval("globalThis.Map = globalThis.Set = function () { throw 1 }; 0")
        assert rt.eval("(x) => x")([{1: 2}, {3}]) == [{1: 2}, {3}]


def test_exceptions_are_themselves_again(runtime: tuple[Any, bool]) -> None:
    rt, _ = runtime

    def fail(error: BaseException) -> Callable[[], None]:
        def raises() -> None:
            raise error

        return raises

    for error in (ValueError("no"), FileNotFoundError(2, "gone"), naja.JSError("made", "E_X", "TypeError")):
        for code in (
            "(f) => f()",
            "(f) => { try { f() } catch (e) { globalThis.last = e; throw e } }",
            "(f) => { try { f() } finally { 0 } }",
        ):
            with pytest.raises(type(error)) as caught:
                rt.eval(code)(fail(error))
            assert caught.value is error
        assert rt.eval("last") is error and rt.eval("last instanceof Error")
        with pytest.raises(type(error)) as caught:
            rt.eval("async (f) => { await null; f() }")(fail(error)).result()
        assert caught.value is error
    assert rt.eval("(f) => { try { f() } catch (e) { return [e.code, e instanceof TypeError] } }")(
        fail(naja.JSError("made", "E_X", "TypeError"))
    ) == ["E_X", True]
    # And JavaScript's, through Python.
    call = rt.eval("(f) => { try { f() } catch (e) { return e === globalThis.thrown } }")
    assert call(rt.eval("() => { throw globalThis.thrown = new RangeError('js') }")) is True
    assert call(lambda: rt.eval("throw thrown")) is True


def test_sizes_that_javascript_has_not(runtime: tuple[Any, bool]) -> None:
    rt, _ = runtime
    length = rt.eval("(x) => x.length")
    with pytest.raises(OverflowError, match="no strings of"):
        length("a" * (1 << 29))
    with pytest.raises(OverflowError, match="no integers of"):
        length(1 << (1 << 30))
    assert length("still") == 5


def seconds(call: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize(
    "character", ["a", "\xe9", "\u20ac", "\U0001f600", "\ud800", "\ud800\U0001f600", "rope", "int"]
)
def test_long_texts_and_integers_take_their_time_and_no_more(
    runtime: tuple[Any, bool], character: str
) -> None:
    """Eight times as much may take thirty times as long: what is quadratic takes sixty-four times."""
    rt, _ = runtime
    same = rt.eval("(x) => x")
    rope = rt.eval(
        "(n) => { let s = ''; for (let i = 0; i < n / 4; i++) s += 'abc\\u20ac'; return () => s + '' }"
    )

    def there_and_back(size: int) -> Callable[[], object]:
        if character == "rope":
            return lambda: rope(size)()
        value = (1 << size * 8) - 1 if character == "int" else character * size
        assert same(value) == value
        return lambda: same(value)

    small, large = 500_000, 4_000_000
    assert seconds(there_and_back(large)) < 30 * max(seconds(there_and_back(small)), 0.001)


def test_a_hundred_megabytes_of_text() -> None:
    with naja.Runtime() as rt:
        text = "0123456789" * 10_000_000
        start = time.process_time()
        assert rt.eval("(s) => s.length")(text) == len(text)
        assert rt.eval("(s) => s + 'x'")(text) == text + "x"
        assert time.process_time() - start < 5
