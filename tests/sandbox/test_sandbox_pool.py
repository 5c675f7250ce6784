"""Pools of sandboxes, the example that serves strangers' programs with one, and what is left of those that ended."""

import asyncio
import gc
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

import naja
from naja.sandbox import Pool, ProcessRuntime

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))


def test_each_is_used_once() -> None:
    with Pool(2, globals={"twice": lambda n: 2 * n}) as pool:
        pids = set()
        for _ in range(3):
            with pool.take() as runtime:
                assert runtime.eval("globalThis.seen = (globalThis.seen ?? 0) + 1; twice(21) + seen") == 43
                pids.add(runtime.pid)
        assert len(pids) == 3
        waiting = pool._waiting[0].result()
        os.kill(waiting.pid, signal.SIGKILL)
        while not waiting.closed:
            time.sleep(0.01)
        with pool.take() as runtime:
            assert runtime.eval("1") == 1

        async def take() -> int:
            with await pool.take_async() as runtime:
                return int(await runtime.eval_async("await twice(4)"))

        async def many() -> list[int]:
            return await asyncio.gather(take(), take(), take())

        assert asyncio.run(many()) == [8, 8, 8]
        left = [future.result().pid for future in pool._waiting]
    with pytest.raises(naja.ClosedError):
        pool.take()
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)
    with Pool(1, cwd="/nowhere") as pool, pytest.raises(naja.SandboxUnavailable):
        pool.take()
    with pytest.raises(ValueError, match="at least one"):
        Pool(0)


def test_fastapi_runs_programs_of_strangers() -> None:
    import httpx
    from web_sandbox import app, lifespan

    programs = [
        ("input.map((n) => n ** 2)", 200, {"result": [1, 4]}),
        ("await price('pear') * input.length", 200, {"result": 8}),
        ("for (;;);", 422, {"error": "takes too long"}),
        ("throw new Error('no')", 422, {"error": "Error: no"}),
        ("process.exit(1)", 422, {"error": "JavaScript ended with exit code 1"}),
    ]
    escapes = ["require('fs').readFileSync('/etc/passwd', 'utf8')", "fetch('http://127.0.0.1:22')"]

    async def visit() -> None:
        transport = httpx.ASGITransport(app=app)
        async with (
            lifespan(app),
            httpx.AsyncClient(transport=transport, base_url="http://test", timeout=30) as client,
        ):
            for code, status, answer in programs:
                response = await client.post("/run", json={"code": code, "input": [1, 2]})
                assert (response.status_code, response.json()) == (status, answer), code
            for code in escapes:
                response = await client.post("/run", json={"code": code})
                assert response.status_code == 422, response.text
                assert "root:" not in response.text

    asyncio.run(visit())


def test_nothing_is_left_of_many() -> None:
    """Descriptors, threads, processes and memory of the host, after fifty."""

    def use() -> None:
        with ProcessRuntime(globals={"f": lambda n: n}) as runtime:
            assert runtime.eval("f(1); ({ a: [new Date(0)] })")

    def state() -> tuple[int, int, int]:
        gc.collect()
        children = [(task / "children").read_text() for task in Path("/proc/self/task").iterdir()]
        descriptors = list(Path("/proc/self/fd").iterdir())
        return len(descriptors), threading.active_count(), len(" ".join(children).split())

    for _ in range(5):
        use()
    before, memory = state(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(50):
        use()
    assert state() == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 8 * 1024
