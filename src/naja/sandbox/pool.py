"""Sandboxes that have started before they are needed."""

import asyncio
import threading
from collections import deque
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, Self

from .errors import SandboxClosed
from .runtime import ProcessRuntime


class Pool:
    """Sandboxes of one kind, each of which is used once: what one program has done, the next one never sees.

    size: how many wait, started and confined; more than are there can be taken, but have to be started. options: those
    of ProcessRuntime. Any thread may take one; so may coroutines. The first are started when the pool is made, the next
    whenever one is taken, by a thread.

        with Pool(4, memory_limit=64 << 20, timeout=1) as pool:
            with pool.take() as runtime:
                runtime.eval(code)
    """

    def __init__(self, size: int = 2, **options: Any) -> None:
        if size < 1:
            raise ValueError(f"a pool holds at least one sandbox, not {size!r}")
        self._options = options
        self._lock = threading.Lock()
        self._closed = False
        self._starter = ThreadPoolExecutor(1, "naja-sandbox-pool")
        self._waiting: deque[Future[ProcessRuntime]] = deque(self._start() for _ in range(size))

    def _start(self) -> Future[ProcessRuntime]:
        return self._starter.submit(ProcessRuntime, **self._options)

    def _next(self) -> Future[ProcessRuntime]:
        """The one that has waited longest. Raises SandboxClosed."""
        with self._lock:
            if self._closed:
                raise SandboxClosed("the pool is closed")
            self._waiting.append(self._start())
            return self._waiting.popleft()

    def take(self) -> ProcessRuntime:
        """One that has just started; it is the caller's to close. Raises SandboxUnavailable, SandboxClosed."""
        while True:
            runtime = self._next().result()
            if not runtime.closed:  # it may have been ended from outside while it waited
                return runtime

    async def take_async(self) -> ProcessRuntime:
        """The same for asyncio."""
        while True:
            future = self._next()
            try:
                runtime = await asyncio.wrap_future(future)
            except asyncio.CancelledError:
                future.add_done_callback(discard)
                raise
            if not runtime.closed:
                return runtime

    def close(self) -> None:
        """Ends those that wait. Those that were taken are not the pool's any more."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, deque()
        for future in waiting:
            if not future.cancel():
                discard(future)
        self._starter.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def discard(future: Future[ProcessRuntime]) -> None:
    """Ends a sandbox that nobody uses, if it ever started."""
    try:
        future.result().close()
    except (CancelledError, Exception):  # noqa: BLE001: it did not start, and nobody waits for it
        return
