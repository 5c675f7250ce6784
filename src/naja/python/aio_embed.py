"""A runtime in an asyncio loop of its host: asyncio's own, uvloop's, or any other that has add_reader.

libuv's loop is watched through its descriptor and one timer; a turn runs what has happened, without waiting.
"""

import asyncio
import weakref
from typing import TYPE_CHECKING, Any

from naja.python.errors import ClosedError, Exit, Interrupted, MemoryLimitError, TimeoutError

if TYPE_CHECKING:
    from naja.python.runtime import Runtime

STOPS = (ClosedError, Exit, Interrupted, MemoryLimitError, TimeoutError)


class Driver:
    """Turns a runtime's loop within an asyncio loop, until one of them is closed or another one takes over."""

    def __init__(self, runtime: "Runtime", loop: asyncio.AbstractEventLoop) -> None:
        self.runtime = weakref.ref(runtime)
        self.loop = loop
        self.fd = runtime._fd()
        self.waiting: weakref.WeakSet[asyncio.Future[Any]] = weakref.WeakSet()
        self.idle: list[asyncio.Future[None]] = []
        self.timer: asyncio.TimerHandle | None = None
        self.at = 0.0
        self.turning = False
        loop.add_reader(self.fd, self.turn)

    def turn(self) -> None:
        """Runs what has happened."""
        runtime = self.runtime()
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if runtime is None or runtime.closed:
            self.detach(ClosedError("the runtime is closed"))
            return
        self.turning = True
        alive = True
        try:
            alive = runtime._turn()
        except STOPS as error:
            for future in [*self.waiting, *self.idle]:
                fail(future, error)
            if isinstance(error, (Exit, MemoryLimitError)):
                self.detach(error)
                return
            if not self.waiting:
                self.report(error)
        except Exception as error:
            self.report(error)
        finally:
            self.turning = False
        if not alive:
            idle, self.idle = self.idle, []
            for each in idle:
                if not each.done():
                    each.set_result(None)
        self.arm()

    def report(self, error: Exception) -> None:
        """An exception that nobody waits for."""
        idle, self.idle = self.idle, []
        for future in idle:
            fail(future, error)
        if not idle:
            self.loop.call_exception_handler(
                {"message": "Uncaught exception in JavaScript", "exception": error, "runtime": self.runtime()}
            )

    def arm(self) -> None:
        """After anything that may have changed when the loop has something to do. On whatever thread."""
        if self.turning:
            return
        if asyncio._get_running_loop() is not self.loop:
            if not self.loop.is_closed():
                self.loop.call_soon_threadsafe(self.arm)
            return
        runtime = self.runtime()
        if runtime is None or runtime.closed:
            self.detach(ClosedError("the runtime is closed"))
            return
        timeout = runtime._timeout()
        if timeout is None:
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None
            if self.idle and not runtime._alive():
                self.timer = self.loop.call_later(0, self.turn)
            return
        at = self.loop.time() + timeout
        if self.timer is not None:
            if abs(self.at - at) < 0.0005:
                return
            self.timer.cancel()
        self.at = at
        self.timer = self.loop.call_later(timeout, self.turn)

    def detach(self, error: Exception) -> None:
        """The runtime is no longer turned here; who waits for it is told why."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if not self.loop.is_closed():
            self.loop.remove_reader(self.fd)
            for future in [*self.waiting, *self.idle]:
                fail(future, error)
        runtime = self.runtime()
        if runtime is not None and runtime._driver is self:
            runtime._driver = None


def fail(future: "asyncio.Future[Any]", error: Exception) -> None:
    """Unless it is done already."""
    if not future.done():
        future.set_exception(error)


def attach(runtime: "Runtime", future: "asyncio.Future[Any] | None") -> Driver:
    """The running loop turns a runtime from now on."""
    loop = asyncio.get_running_loop()
    driver: Driver | None = runtime._driver
    if driver is None or driver.loop is not loop:
        if driver is not None:
            driver.detach(RuntimeError("another event loop has taken over the runtime"))
        driver = Driver(runtime, loop)
        runtime._driver = driver
        driver.timer = loop.call_later(0, driver.turn)
    if future is not None:
        driver.waiting.add(future)
    driver.arm()
    return driver


async def idle(runtime: "Runtime") -> None:
    """Waits until a runtime's loop has nothing left."""
    driver = attach(runtime, None)
    future = driver.loop.create_future()
    driver.idle.append(future)
    driver.arm()
    await future
