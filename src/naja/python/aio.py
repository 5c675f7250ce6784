"""asyncio for JavaScript's awaitables: which event loop an environment has.

It is made at the first use and shares the environment's thread, in the turns of its libuv loop (aio_loop.pyx). In a
process or worker of Naja's own it is that thread's running loop for good: `asyncio.create_task` works in any Python
that JavaScript calls. In a thread that belongs to a Python program it runs in its own turns alone.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

# How long cancelled tasks may clean up when their environment ends, in seconds.
PATIENCE = 1.0


def loop_of(environment: Any) -> asyncio.AbstractEventLoop:
    """A new loop for an environment, which calls this once, on its thread."""
    from naja.python.aio_loop import Loop, is_embedded, is_process

    loop: asyncio.AbstractEventLoop = Loop(environment, not is_embedded(environment))
    if is_process(environment):
        import atexit

        atexit.register(end, loop, ())
    return loop


def end(loop: Any, running: Iterable["asyncio.Future[Any]"]) -> None:
    """The environment ends: what runs in its own loop is cancelled; in somebody else's, what JavaScript has started."""
    if hasattr(loop, "end"):
        loop.end(PATIENCE)
        return
    for future in list(running):
        loop.call_soon_threadsafe(future.cancel)


def future_of(
    then: Callable[[Callable[[Any], None], Callable[[BaseException], None]], object],
) -> "asyncio.Future[Any]":
    """A future of the running loop for a JavaScript Promise; `then(resolved, rejected)` subscribes to it.

    The two may be called on any thread. A future that was cancelled meanwhile does not hear of it. Raises RuntimeError
    where no loop runs.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()

    def settle(setter: Callable[[Any], None], value: Any) -> None:
        if not future.done():
            setter(value)

    def deliver(setter: Callable[[Any], None], value: Any) -> None:
        if asyncio._get_running_loop() is loop:
            settle(setter, value)
        else:
            loop.call_soon_threadsafe(settle, setter, value)

    then(partial(deliver, future.set_result), partial(deliver, future.set_exception))
    return future
