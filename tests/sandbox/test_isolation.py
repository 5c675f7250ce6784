"""naja.Runtime(isolation="process") is used as any Runtime is: the same program, with and without."""

import asyncio
import inspect
import math
import types
import warnings
from pathlib import Path
from typing import Any

import pytest

import naja
from naja.sandbox import ProcessRuntime

ISOLATIONS = [None, "process"]


def make(isolation: str | None, **options: Any) -> Any:
    return naja.Runtime(isolation=isolation, **options)  # type: ignore[call-overload]


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_the_same_program(isolation: str | None) -> None:
    offered = types.ModuleType("offered")
    offered.__all__ = ["twice", "rate"]  # type: ignore[attr-defined]
    offered.twice, offered.rate = lambda n: n * 2, 1.5  # type: ignore[attr-defined]
    lines: list[str] = []
    with make(
        isolation,
        globals={"x": 20, "add": lambda a, b: a + b},
        modules={"app:numbers": offered, "app:table": {"one": 1}},
        stdout=lines.append,
        argv=["a", "b"],
        env={"MODE": "test"},
    ) as rt:
        assert isinstance(rt, naja.Runtime)
        assert rt.eval("add(x, 1)") == 21
        assert rt.eval("const n: number = 5; n", filename="typed.ts") == 5
        assert rt.eval("class A { f = 1 }; new A").f == 1
        assert rt.call("Math.max", 1, 5) == 5
        assert rt.call(rt.eval("(a, b) => a - b"), 5, 3, timeout=5) == 2
        assert rt.import_("app:numbers").twice(21) == 42
        assert rt.eval("require('app:table').one") == 1
        assert rt.eval("import('app:numbers').then((m) => m.rate)").result(5) == 1.5
        assert rt.eval("process.argv.slice(1).join()") == "a,b"
        assert rt.eval("process.env.MODE") == "test"
        rt.globals["y"] = [1, {"z": None}]
        assert rt.eval("y[1].z === undefined && y[0] === 1") is True
        assert "y" in rt.globals
        assert "y" in list(rt.globals)
        del rt.globals["y"]
        assert "y" not in rt.globals
        with pytest.raises(KeyError):
            rt.globals["y"]
        rt.eval("globalThis.done = 0; setTimeout(() => { console.log('late'); done = 1; }, 5)")
        rt.run_until_idle()
        assert rt.eval("done") == 1
        assert "".join(lines) == "late\n"
        seen: list[object] = []
        rt.globals["see"] = seen.append
        rt.eval("setTimeout(() => see('it'), 5)")
        assert rt.run_until(lambda: seen, 5) is True
        with pytest.raises(RuntimeError, match="nothing is left"):
            rt.run_until(lambda: False, 5)
        assert rt.run_until_complete(rt.eval("new Promise((f) => setTimeout(f, 1, 'p'))"), 5) == "p"
    assert rt.closed
    rt.close()
    with pytest.raises(naja.ClosedError):
        rt.eval("1")


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_the_same_exceptions(isolation: str | None) -> None:
    with make(isolation) as rt:
        with pytest.raises(naja.JSError) as caught:
            rt.eval("throw Object.assign(new RangeError('bad'), { code: 'E_X' })")
        assert (str(caught.value), caught.value.kind, caught.value.code) == (
            "RangeError: bad",
            "RangeError",
            "E_X",
        )
        with pytest.raises(naja.JSError) as caught:
            rt.eval("throw 5")
        assert caught.value.value == 5
        rt.eval("setTimeout(() => { throw new TypeError('unseen') }, 1)")
        with pytest.raises(naja.JSError, match="unseen"):
            rt.run_until_idle()
        assert rt.interrupt() is False
    heard: list[BaseException] = []
    with make(isolation, on_error=heard.append) as rt:
        rt.eval("setTimeout(() => { throw new TypeError('heard') }, 1)")
        rt.run_until_idle()
        assert [str(error) for error in heard] == ["TypeError: heard"]
    with make(isolation, timeout=0.2) as rt, pytest.raises(naja.TimeoutError):
        rt.eval("for (;;);")
    with make(isolation, cpu_limit=0.2) as rt, pytest.raises(naja.TimeoutError):
        rt.eval("for (;;);")
    with (
        make(isolation, stderr=lambda text: None, memory_limit=64 << 20) as rt,
        pytest.raises(naja.MemoryLimitError),
    ):
        rt.eval("const a = []; for (;;) a.push(new Array(1e5).fill({}))")
    with make(isolation) as rt:
        with pytest.raises(naja.Exit) as ended:
            rt.eval("process.exit(7)")
        assert ended.value.code == 7
        with pytest.raises((naja.ClosedError, naja.Exit)):
            rt.eval("1")
    with pytest.raises(ValueError, match="timeout must be a positive"):
        make(isolation, timeout=0)
    with pytest.raises(ValueError, match="memory_limit must be at least"):
        make(isolation, memory_limit=1)
    with pytest.raises((TypeError, NotImplementedError), match="permissions"):
        make(isolation, permissions=5)


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_programs_run_to_their_end(isolation: str | None, tmp_path: Path) -> None:
    (tmp_path / "lib.mjs").write_text("export const late = (f) => setTimeout(f, 2);")
    (tmp_path / "app.mjs").write_text("""
        import { late } from './lib.mjs';
        late(() => console.log(process.argv.slice(2).join()));
        let again = 2;
        process.on('beforeExit', () => { if (again-- > 0) late(() => console.log('again')); });
        process.on('exit', (code) => console.log('exit', code));
        process.exitCode = 3;
    """)
    (tmp_path / "end.js").write_text("setTimeout(() => process.exit(9), 1)")
    from naja.permissions import Permissions

    permissions = Permissions(read=[tmp_path]) if isolation else "all"
    lines: list[str] = []
    with make(isolation, permissions=permissions, stdout=lines.append, root=tmp_path) as rt:
        assert rt.run(tmp_path / "app.mjs", "one", "two") == 3
        rt.eval("1")
    assert "".join(lines) == "one,two\nagain\nagain\nexit 3\n"
    with make(isolation, permissions=permissions) as rt:
        assert rt.run(tmp_path / "end.js") == 9

    async def main() -> None:
        with make(isolation, permissions=permissions, stdout=lines.append, root=tmp_path) as rt:
            assert await rt.run_async(tmp_path / "app.mjs") == 3
            assert await rt.eval_async("await Promise.resolve(4)") == 4
            assert (await rt.import_async("./lib.mjs")).late

    asyncio.run(main())


def test_what_cannot_cross_names_itself() -> None:
    for options, message in [
        ({"globals": {"db": object()}}, r"globals\['db'\]: a object cannot cross"),
        ({"globals": {"deep": {"of": [object()]}}}, r"globals\['deep'\]: a dict with something in it"),
        ({"modules": {"app:x": {"path": Path("x")}}}, r"modules\['app:x'\]: path: a PosixPath"),
        ({"stdout": 1.5}, "output goes to a file"),
    ]:
        with pytest.raises(TypeError, match=message):
            naja.Runtime(isolation="process", **options)  # type: ignore[call-overload]
    with naja.Runtime(isolation="process", modules={"py:math": math}) as rt:
        assert rt.import_("py:math").hypot(3, 4) == 5
        with pytest.raises(TypeError, match="cannot be sent"):
            rt.eval("(x) => x")(Path("x"))


def test_it_is_one_class() -> None:
    assert "isolation" in inspect.signature(naja.Runtime).parameters
    assert "isolation" in (naja.Runtime.__doc__ or "")
    assert naja.Runtime.__module__ == "naja"
    assert issubclass(ProcessRuntime, naja.Runtime)
    assert not issubclass(int, naja.Runtime)
    with pytest.raises(ValueError, match='isolation must be None or "process"'):
        naja.Runtime(isolation="thread")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="strict is for isolation"):
        naja.Runtime(strict=True)  # type: ignore[call-overload]

    class Mine(naja.Runtime):
        def __init__(self, number: int) -> None:
            super().__init__(globals={"number": number})

    with Mine(5) as mine:  # type: ignore[call-overload]
        assert mine.eval("number") == 5
    assert not issubclass(ProcessRuntime, Mine)
    with pytest.raises(TypeError, match=r"derive it from naja\.sandbox\.ProcessRuntime"):
        Mine(isolation="process")

    class Hostile(ProcessRuntime):
        pass

    with Hostile() as hostile:
        assert isinstance(hostile, naja.Runtime)


def test_errors_are_those_of_a_runtime() -> None:
    assert issubclass(naja.SandboxTimeout, naja.TimeoutError)
    assert issubclass(naja.SandboxMemoryExceeded, naja.MemoryLimitError)
    assert issubclass(naja.SandboxClosed, naja.ClosedError)
    assert issubclass(naja.SandboxInterrupted, naja.Interrupted)
    assert issubclass(naja.SandboxExit, naja.Exit)


def test_a_forgotten_one_is_closed_and_told_of() -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        naja.Runtime(isolation="process")
    assert any(issubclass(one.category, ResourceWarning) and "unclosed" in str(one.message) for one in told)
