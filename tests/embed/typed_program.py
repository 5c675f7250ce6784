"""What people write, type-checked by the linter (mypy --strict); test_typed.py runs it."""

import asyncio
import threading
from typing import Any

import naja


def add(a: int, b: int) -> int:
    return a + b


def main() -> list[Any]:
    """What all of it gives."""
    log: list[str] = []
    seen: list[Any] = []
    options: naja.RuntimeOptions = {
        "timeout": 0.2,
        "memory_limit": 64 << 20,
        "globals": {"add": add, "rate": 1.5},
        "stdout": log.append,
        "env": {"A": "1"},
    }
    with naja.Runtime(**options) as rt:
        total = rt.eval("(prices) => prices.reduce((a, b) => a + b, 0)")
        seen += [total([1, 2, 3]), rt.eval("add(1, 2) * rate"), rt.call("Math.max", 1, 2, timeout=1)]
        rt.globals["y"] = 5
        promise: naja.JSPromise = rt.eval("Promise.resolve(y)")
        seen += [promise.result(1.0), rt.run_until_complete(promise)]
        try:
            rt.eval("null.x")
        except naja.JSError as error:
            seen += [error.name, error.code, error.js_stack is not None]
        shared: naja.Array = naja.empty((2, 3), "float32")
        seen += [shared.shape, rt.eval("(a) => a.length")(shared)]
        rt.eval("console.log('shown')")

        async def wait() -> None:
            seen.append(await rt.eval_async("const a = await 1; a + 4"))
            seen.append(await asyncio.create_task(rt.eval("(async () => 7)()")))

        asyncio.run(wait())
        threading.Timer(0.02, rt.interrupt).start()
        try:
            rt.eval("for (;;);")
        except naja.Interrupted:
            seen.append("interrupted")
        try:
            rt.eval("for (;;);")
        except naja.TimeoutError:
            seen.append("timeout")
    return seen + log
