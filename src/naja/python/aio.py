"""The asyncio loop on which `async def` ops run: a thread of its own, begun at the first use."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

_loop: asyncio.AbstractEventLoop | None = None
_lock = threading.Lock()


def loop() -> asyncio.AbstractEventLoop:
    """The loop, running."""
    global _loop
    with _lock:
        if _loop is None:
            made = asyncio.new_event_loop()
            threading.Thread(target=made.run_forever, name="naja-asyncio", daemon=True).start()
            _loop = made
    return _loop


def start(
    coroutine: Coroutine[Any, Any, Any], done: Callable[[object, BaseException | None], None]
) -> Future[None]:
    """Runs a coroutine; `done(result, exception)` is called on the loop's thread. What it gives can be cancelled."""

    async def run() -> None:
        try:
            result = await coroutine
        except BaseException as error:
            done(None, error)
        else:
            done(result, None)

    return asyncio.run_coroutine_threadsafe(run(), loop())
