"""What each embedded engine is asked to do, in the words that all of them understand."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

BYTES = bytearray(1 << 20)
TABLE = {f"key{i}": i for i in range(10_000)}
NOTHING = "() => {}"
ADD = "(a, b) => a + b"
LENGTH = "(bytes) => bytes.length"
MAKE_BYTES = "() => { const kept = new Uint8Array(1048576); return () => kept; }"
MAKE_TABLE = (
    "() => { const kept = {}; for (let i = 0; i < 10000; i++) kept['key' + i] = i; return () => kept; }"
)
# A plain object out of what a dict became, every value looked at.
COPY_TABLE = "(d) => { const o = {...d}; let sum = 0; for (const key in o) sum += o[key]; return sum; }"
# Seconds that a call of a Python function takes, the empty loop taken off. `now` gives seconds.
CALL_ADD = "(add) => () => add(1, 2)"
LOOP = """
(function (call, count, now) {
  function empty() {}
  function measure(fn) {
    for (let i = 0; i < count / 10; i++) fn();
    const start = now();
    for (let i = 0; i < count; i++) fn();
    return (now() - start) / count;
  }
  const base = measure(empty);
  return measure(call) - base;
})
"""


def timed(call: Callable[[], object], count: int) -> float:
    """Seconds that one call takes: the median of five runs of `count`."""
    runs = []
    call()
    for _ in range(5):
        gc.collect()
        start = time.perf_counter()
        for _ in range(count):
            call()
        runs.append((time.perf_counter() - start) / count)
    return statistics.median(runs)


def calls(nothing: Callable[[], object], add: Callable[[int, int], object], count: int) -> dict[str, float]:
    """Python calling JavaScript, with nothing and with two numbers."""
    assert add(1, 2) == 3
    base = timed(lambda: None, count)
    return {
        "f()": timed(nothing, count),
        "add(1, 2)": timed(lambda: add(1, 2), count) - base,
    }


def bytes_in(length: Callable[[bytearray], object], count: int = 1_000) -> dict[str, float]:
    """1 MiB of Python's, given to JavaScript."""
    assert length(BYTES) == 1 << 20
    return {"bytes in": timed(lambda: length(BYTES), count)}


def bytes_out(give: Callable[[], Any], count: int = 1_000) -> dict[str, float]:
    """1 MiB of JavaScript's, given to Python."""
    assert len(memoryview(give())) == 1 << 20
    return {"bytes out": timed(lambda: memoryview(give()), count)}


def dict_in(copy: Callable[[dict[str, int]], object]) -> dict[str, float]:
    """10,000 keys, to a plain object."""
    assert copy(TABLE) == sum(TABLE.values())
    return {"dict in": timed(lambda: copy(TABLE), 10)}


def dict_out(give: Callable[[], dict[str, int]]) -> dict[str, float]:
    """A plain object of 10,000 keys, to a dict."""
    assert give() == TABLE
    return {"dict out": timed(give, 10)}


def tell(*found: dict[str, float]) -> None:
    """Prints what was found, in seconds; what an engine cannot do is missing."""
    print(json.dumps({name: value for each in found for name, value in each.items()}))
