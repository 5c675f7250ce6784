"""Memory that JavaScript and Python both see."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import naja
from tests.conftest import RunNaja

numpy = pytest.importorskip("numpy")


@pytest.fixture(scope="module")
def rt() -> Iterator[Any]:
    with naja.Runtime() as runtime:
        yield runtime


TYPES = [
    ("Int8Array", "b", "int8"),
    ("Uint8Array", "B", "uint8"),
    ("Uint8ClampedArray", "B", "uint8"),
    ("Int16Array", "h", "int16"),
    ("Uint16Array", "H", "uint16"),
    ("Int32Array", "i", "int32"),
    ("Uint32Array", "I", "uint32"),
    ("BigInt64Array", "q", "int64"),
    ("BigUint64Array", "Q", "uint64"),
    ("Float16Array", "e", "float16"),
    ("Float32Array", "f", "float32"),
    ("Float64Array", "d", "float64"),
]


@pytest.mark.parametrize(("name", "format_", "dtype"), TYPES)
def test_typed_arrays_are_seen_where_they_lie(rt: Any, name: str, format_: str, dtype: str) -> None:
    view = rt.eval(f"globalThis.t = new {name}(5); t.subarray(1, 4)")
    assert (view.format, len(view), view.readonly) == (format_, 3, False)
    array = numpy.asarray(view)
    assert array.dtype == dtype
    array[1] = 7
    assert float(rt.eval("Number(t[2])")) == 7
    rt.eval(f"t[3] = {'9n' if 'Big' in name else '9'}; 0")
    assert array[2] == 9


@pytest.mark.parametrize(("name", "format_", "dtype"), TYPES)
def test_arrays_of_python_are_seen_where_they_lie(rt: Any, name: str, format_: str, dtype: str) -> None:
    for array in (numpy.zeros((2, 50), dtype), numpy.zeros((300, 300), dtype)):
        rt.globals["p"] = array
        kind = "Uint8Array" if "Clamped" in name else name
        assert rt.eval("p.constructor.name + p.length") == f"{kind}{array.size}"
        rt.eval(f"p[1] = {'3n' if 'Big' in name else '3'}; 0")
        assert array[0, 1] == 3
        array[1, 0] = 4
        assert rt.eval(f"Number(p[{array.shape[1]}])") == 4


@pytest.mark.parametrize(
    "code", ["new ArrayBuffer(8)", "new SharedArrayBuffer(8)", "new DataView(new ArrayBuffer(8))"]
)
def test_plain_memory(rt: Any, code: str) -> None:
    view = rt.eval(f"globalThis.m = {code}; m")
    assert (view.format, view.nbytes) == ("B", 8)
    view[3] = 5
    assert rt.eval("new Uint8Array(m.buffer ?? m)[3]") == 5


def test_memory_that_goes_away(rt: Any) -> None:
    view = rt.eval("globalThis.b = new Uint8Array([1, 2, 3]); b")
    rt.eval("structuredClone(b, {transfer: [b.buffer]}); 0")
    assert bytes(view) == b"\1\2\3" and rt.eval("b.length") == 0
    assert len(rt.eval("b")) == 0
    view = rt.eval("globalThis.r = new ArrayBuffer(4, {maxByteLength: 1 << 20}); r")
    assert view.readonly and view.nbytes == 4
    rt.eval("r.resize(0); 0")
    assert bytes(view) == bytes(4)
    big = rt.eval("new Uint8Array(1 << 20).fill(7)")
    del rt.globals["b"]
    rt.eval("for (let i = 0; i < 50; i++) new Uint8Array(1 << 20).fill(1); 0")
    assert set(big[::4096].tolist()) == {7}


def test_what_may_not_be_written_is_copied(rt: Any) -> None:
    first = rt.eval("(x) => { x[0] = 9; return x[0] }")
    small, large = b"a" * 10, b"a" * (1 << 20)
    assert first(small) == 9 and small[0] == 97
    assert first(large) == 9 and large[0] == 97
    frozen = numpy.zeros(4)
    frozen.flags.writeable = False
    assert first(frozen) == 9 and frozen[0] == 0
    assert first(memoryview(small)) == 9 and small[0] == 97
    for size in (100, 5000, 1 << 20):  # nobody else has these: they are handed over
        assert rt.eval("(x) => { x[1] = 7; globalThis.kept = x; return x.length }")(bytes(size)) == size
        others = [bytes([5]) * size for _ in range(8)]
        assert rt.eval("kept[0] + kept[1] + kept.at(-1)") == 7 and {each[-1] for each in others} == {5}


def test_bytearrays_are_shared_and_let_go_of(rt: Any) -> None:
    data = bytearray(1 << 16)
    rt.globals["held"] = data
    rt.eval("held[5] = 6; 0")
    assert data[5] == 6 and rt.eval("(x) => x === held")(data) is True
    with pytest.raises(BufferError):
        data.append(1)
    rt.eval("delete globalThis.held; 0")
    for _ in range(20):
        rt.eval("for (let i = 0; i < 60; i++) new Uint8Array(1 << 20); 0")
        rt.eval("(x) => 0")(bytearray(1))
        rt.run_until_idle()
        try:
            data.append(1)
            break
        except BufferError:
            gc.collect()
    else:
        pytest.fail("the bytearray is still held")


def test_what_has_no_typed_array(rt: Any) -> None:
    f = rt.eval("(x) => x")
    with pytest.raises(BufferError, match="not C-contiguous"):
        f(numpy.zeros((4, 4))[:, 1])
    with pytest.raises(BufferError, match="no typed array"):
        f(numpy.zeros(4, "complex128"))


def test_empty(rt: Any) -> None:
    array = naja.empty((2, 3), dtype="float32")
    seen = numpy.asarray(array)
    tensor = numpy.from_dlpack(array)
    assert array.shape == seen.shape == tensor.shape == (2, 3) and seen.dtype == "float32"
    assert numpy.array(array.__array_interface__["data"][0]) == seen.ctypes.data == tensor.ctypes.data
    rt.globals["e"] = array
    rt.eval("e.fill(2.5); e[4] = 1; 0")
    assert seen.tolist() == tensor.tolist() == [[2.5, 2.5, 2.5], [2.5, 1, 2.5]]
    assert rt.eval("e instanceof Float32Array && e.length") == 6 and rt.eval("(x) => x === e")(array)
    del array, seen
    gc.collect()
    assert tensor[1, 1] == 1 and rt.eval("e[4]") == 1
    assert naja.empty(0).nbytes == 0 and naja.empty((), "uint8").size == 1
    assert numpy.asarray(naja.empty(3, numpy.dtype("int16"))).dtype == "int16"
    with pytest.raises(TypeError, match="no dtype"):
        naja.empty(3, "complex64")
    with pytest.raises(ValueError, match="negative"):
        naja.empty(-1)
    with pytest.raises(MemoryError):
        naja.empty(1 << 50)


def test_memory_comes_back(rt: Any) -> None:
    f = rt.eval("(x) => x.length")
    for _ in range(300):
        assert f(bytearray(4 << 20)) == 4 << 20
        assert f(naja.empty(1 << 19)) == 1 << 19
    pages = int(open("/proc/self/statm").read().split()[1])
    assert pages * 4096 < 1500 << 20


def test_in_a_program(run_naja: RunNaja) -> None:
    result = run_naja(Path(__file__).parent / "programs" / "memory.mjs")
    assert (result.code, result.stdout, result.stderr) == (
        0,
        "Float32Array 6 15 float32\n1,1,1,1,1,1\n15 true 9,1,2,3\nBufferError\nBufferError\n"
        "Int32Array 0,42,2\nnumber\nTypeError: naja.empty has no dtype 'complex64'\n",
        "",
    )
