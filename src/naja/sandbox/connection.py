"""The host's end of a channel: one thread reads it, and hands each message to whoever waits for it."""

import asyncio
import codecs
import inspect
import itertools
import os
import queue
import reprlib
import select
import selectors
import signal
import socket
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from naja.python.errors import JSError

from . import codec
from .codec import Reader, RemoteException, Writer
from .errors import (
    SandboxClosed,
    SandboxCrashed,
    SandboxExit,
    SandboxInterrupted,
    SandboxMemoryExceeded,
    SandboxProtocolError,
    SandboxTimeout,
    SandboxUnavailable,
)
from .offered import handle
from .report import read_report
from .spawn import Child

RETURN, THROW, CALLBACK, UNCAUGHT = 0, 1, 2, 3
AWAIT, RELEASE, REPLY = 100, 101, 102
# What a child has written that nobody has asked for is kept as far as this, to say how it ended.
KEPT_STDERR = 8192
# How often something is asked that may become true without a message, in seconds; and how many exceptions are kept.
LOOK_AGAIN = 0.01
MOST_UNCAUGHT = 100
# Calls of the host's functions that have not been answered: an honest program waits for each that is not async.
MOST_CALLS = 20_000

Sink = Callable[[bytes], object]
Made = Callable[[int, str, str], object]
End = SandboxCrashed | SandboxClosed | SandboxTimeout | SandboxInterrupted


class Brief(reprlib.Repr):
    """How a value of the child's is told: its text may be endless, or forbidden."""

    def repr_int(self, value: int, level: int) -> str:
        """Python writes no more than some thousand digits."""
        return repr(value) if value.bit_length() < 1000 else f"an integer of {value.bit_length()} bits"

    def repr_bytes(self, value: bytes, level: int) -> str:
        """The first of them."""
        return repr(value[:100])


BRIEF = Brief()
BRIEF.maxstring = BRIEF.maxother = 1000


class Waiter:
    """A thread that waits for a result, and meanwhile answers what the child asks."""

    def __init__(self) -> None:
        self.items: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()


class Connection:
    """One child and its channel. Any thread may use it; the child does one thing at a time."""

    def __init__(
        self,
        child: Child,
        sinks: dict[int, Sink],
        *,
        message_limit: int,
        output_limit: int | None,
        exposed: Callable[[], Made],
        on_error: Callable[[BaseException], object] | None = None,
    ) -> None:
        self.child = child
        self.sinks = sinks
        self.message_limit = message_limit
        self.output_limit = output_limit
        self.exposed = exposed
        self.on_error = on_error
        self.ids = itertools.count(1)
        self.pending: dict[int, Waiter | Future[Any]] = {}
        self.waiters: list[Waiter] = []
        self.lock = threading.Lock()
        self.write_lock = threading.Lock()
        self.functions: dict[int, Any] = {}
        self.function_numbers: dict[int, int] = {}
        self.released: deque[tuple[int, int]] = deque()  # added to by finalizers, at any moment
        self.report: dict[str, list[str]] | None = None
        self.ready: Future[dict[str, list[str]]] = Future()
        self.ended: End | None = None
        self.uncaught: list[BaseException] = []  # exceptions of the program that nobody has heard of yet
        self.stderr = b""
        self.output = 0
        self.calls = self.answered = 0  # of the host's functions
        self.loop: weakref.ref[asyncio.AbstractEventLoop] | None = None
        self.helpers: ThreadPoolExecutor | None = None
        self.thread = threading.Thread(target=self.read, name="naja-sandbox-channel", daemon=True)
        self.thread.start()

    # --- to the child

    def write(self, message: list[object], patience: float | None = None) -> None:
        """Sends a message. A child that has not taken it within `patience` seconds is ended. Raises TypeError or
        ValueError for values that cannot be sent."""
        released: list[int] = []
        while self.released:
            try:
                released += self.released.popleft()
            except IndexError:  # another thread was faster
                break
        if released:
            self.send([RELEASE, released], patience)
        self.send(message, patience)

    def send(self, message: list[object], patience: float | None) -> None:
        """Sends a message as it is; to a child that has ended, nothing."""
        data = Writer(self.function_number, handle).message(message)
        end = None if patience is None else time.monotonic() + patience
        if not self.write_lock.acquire(timeout=-1 if patience is None else patience):
            self.end("timeout")
            return
        try:
            self.push(memoryview(len(data).to_bytes(4, "little") + data), end)
        except OSError:
            pass  # it has ended: the reader says so
        finally:
            self.write_lock.release()

    def push(self, data: memoryview, end: float | None) -> None:
        """Writes bytes to the channel; one who does not read them by then is ended. Raises OSError."""
        while data and self.ended is None:
            try:
                data = data[self.child.channel.send(data, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL) :]
            except BlockingIOError:
                ready = select.poll()
                ready.register(self.child.channel, select.POLLOUT)
                left = None if end is None else max(0.0, end - time.monotonic()) * 1000
                if not ready.poll(left):
                    self.end("timeout")
                    return

    def function_number(self, function: Any) -> tuple[int, bool]:
        """The number by which the child knows a callable of the host."""
        number = self.function_numbers.get(id(function))
        if number is None:
            number = len(self.functions) + 1
            self.functions[number] = function
            self.function_numbers[id(function)] = number
        return number, inspect.iscoroutinefunction(function)

    def request(self, kind: int, *arguments: object, timeout: float | None = None) -> Any:
        """Asks the child for something, and waits. What the child asks meanwhile is answered on this thread."""
        waiter = Waiter()
        number = self.begin(waiter)
        try:
            began = time.monotonic()
            self.write([kind, number, *arguments], timeout)
            return self.wait(waiter, timeout, began)
        finally:
            with self.lock:
                self.pending.pop(number, None)
                self.waiters.remove(waiter)

    def request_until(self, done: Callable[[], object], kind: int, timeout: float | None) -> bool:
        """Asks the child for something, and answers what it asks until `done()`: False after so many seconds. Raises
        RuntimeError where the child has answered and it is not done."""
        waiter = Waiter()
        number = self.begin(waiter)
        end = None if timeout is None else time.monotonic() + timeout
        try:
            self.write([kind, number], timeout)
            while not done():
                left = LOOK_AGAIN if end is None else min(LOOK_AGAIN, end - time.monotonic())
                try:
                    what, value = waiter.items.get(timeout=max(left, 0))
                except queue.Empty:
                    if end is not None and time.monotonic() >= end:
                        return bool(done())
                    continue
                if what == THROW:
                    raise value
                if what == CALLBACK:
                    self.answer(*value)
                elif not done():
                    raise RuntimeError("nothing is left in the event loop that could settle this")
            return True
        finally:
            with self.lock:
                self.pending.pop(number, None)
                self.waiters.remove(waiter)

    def begin(self, waiter: "Waiter | Future[Any]") -> int:
        """The number of a new request. Raises what the program has left uncaught, and SandboxClosed."""
        number = next(self.ids)
        self.child.count_processor_time()
        with self.lock:
            self.raise_ended()
            if self.uncaught:
                raise self.uncaught.pop(0)
            self.pending[number] = waiter
            if isinstance(waiter, Waiter):
                self.waiters.append(waiter)
        return number

    def wait(self, waiter: Waiter, timeout: float | None, began: float) -> Any:
        """The result; a timeout ends the child. The time in the host's own functions is not counted."""
        own = 0.0
        while True:
            left = None if timeout is None else timeout + own - (time.monotonic() - began)
            try:
                # Not what is there already, once the time is over: a program can see to it that there is always more.
                item = None if left is not None and left <= 0 else waiter.items.get(timeout=left)
            except queue.Empty:
                item = None
            if item is None:
                self.end("timeout")
                timeout = None
                continue
            kind, value = item
            if kind == RETURN:
                return value
            if kind == THROW:
                raise value
            if self.child.reason is None:
                number, function, arguments = value
                own += self.answer(number, function, arguments, left)

    async def request_async(self, kind: int, *arguments: object, timeout: float | None = None) -> Any:
        """The same for asyncio. A call that is cancelled goes on in the child."""
        future: Future[Any] = Future()
        self.loop = weakref.ref(asyncio.get_running_loop())
        number = self.begin(future)
        try:
            self.write([kind, number, *arguments], timeout)
            waiting = asyncio.wrap_future(future)
            done, _ = await asyncio.wait([waiting], timeout=timeout)
            if not done:
                self.end("timeout")
            return await waiting
        finally:
            self.pending.pop(number, None)

    def raise_ended(self) -> None:
        """Raises SandboxClosed once the child has ended."""
        if self.ended is not None:
            raise SandboxClosed(str(self.ended)) from self.ended

    def end(self, reason: str) -> None:
        """Ends the child."""
        self.child.kill(reason)

    # --- from the child

    def read(self) -> None:
        """The thread: messages and output, until the child has ended."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.child.channel, selectors.EVENT_READ, 0)
            for number, pipe in ((1, self.child.process.stdout), (2, self.child.process.stderr)):
                if pipe is not None:
                    selector.register(pipe, selectors.EVENT_READ, number)
            buffer = bytearray()
            problem: SandboxCrashed | None = None
            while problem is None and selector.get_map():
                for key, _ in selector.select():
                    if key.data:
                        data = os.read(key.fd, 65536)
                        self.take_output(key.data, data)
                    else:
                        data = self.receive()
                        buffer += data
                        problem = self.take_frames(buffer)
                    if not data:
                        selector.unregister(key.fileobj)
        if self.child.reason is not None:
            problem = None  # it has been ended before, and nobody waits for what it has sent
        if problem is not None:
            self.end("protocol")
        self.finish(problem)

    def receive(self) -> bytes:
        """What can be read from the channel; nothing at its end."""
        try:
            return self.child.channel.recv(262144)
        except OSError:
            return b""

    def take_output(self, number: int, data: bytes) -> None:
        """Passes on what the child has printed; too much of it ends the child."""
        self.output += len(data)
        if number == 2:
            self.stderr = (self.stderr + data)[-KEPT_STDERR:]
        if self.output_limit is not None and self.output > self.output_limit:
            self.end("output")
            return
        try:
            self.sinks[number](data)
        except Exception:  # noqa: BLE001: a host's stream that is closed is not the child's business
            return

    def take_frames(self, buffer: bytearray) -> SandboxCrashed | None:
        """Takes the whole frames from the front of what was read; what was wrong with them, if anything."""
        while len(buffer) >= 4:
            size = int.from_bytes(buffer[:4], "little")
            if size > self.message_limit:
                return SandboxProtocolError(f"the sandboxed process has sent a message of {size} bytes")
            if len(buffer) < 4 + size:
                return None
            frame = bytes(buffer[4 : 4 + size])
            del buffer[: 4 + size]
            try:
                if self.report is None:
                    self.take_report(frame)
                else:
                    self.take(frame)
            except SandboxProtocolError as error:
                return error
            except Exception as error:  # noqa: BLE001: whatever the child has brought about, it ends it and not us
                return SandboxProtocolError(
                    f"the sandboxed process has sent a damaged message ({type(error).__name__})"
                )
        return None

    def take_report(self, frame: bytes) -> None:
        """The first message, which comes from our own code: the layers that hold."""
        self.report = read_report(frame)
        self.ready.set_result(self.report)

    def take(self, frame: bytes) -> None:
        """A message: a result, or a call. Raises SandboxProtocolError."""
        message = Reader(
            frame, self.exposed(), self.functions.__getitem__, lambda: self.child.reason is not None
        ).message()
        if not isinstance(message, list) or len(message) < 3 or type(message[1]) is not int:
            raise SandboxProtocolError("the sandboxed process has sent a damaged message (its shape)")
        what, number = message[0], message[1]
        if what == CALLBACK and len(message) == 4 and isinstance(message[3], list):
            self.take_callback(number, message[2], message[3])
        elif what in (RETURN, THROW):
            self.take_result(what, number, message[2])
        elif what == UNCAUGHT:
            self.take_uncaught(js_error(message[2]))
        else:
            raise SandboxProtocolError("the sandboxed process has sent a damaged message (its kind)")

    def take_result(self, what: int, number: int, value: object) -> None:
        """To whoever waits for it."""
        waiting = self.pending.pop(number, None)
        if waiting is None:
            return  # nobody waits any more
        if what == THROW:
            value = js_error(value)
        if isinstance(waiting, Waiter):
            waiting.items.put((what, value))
        elif waiting.done():
            return  # an exception that nobody caught has come before
        elif what == THROW:
            waiting.set_exception(value)  # type: ignore[arg-type]
        else:
            waiting.set_result(value)

    def take_uncaught(self, error: BaseException) -> None:
        """An exception of the program that nobody caught: `on_error` is told, else who waits, else who asks next."""
        if self.on_error is not None:
            self.helper().submit(self.on_error, error)
            return
        with self.lock:
            waiter = self.last_waiter()
            if waiter is None:
                waiting = next((one for one in self.pending.values() if isinstance(one, Future)), None)
                if waiting is None and len(self.uncaught) < MOST_UNCAUGHT:
                    self.uncaught.append(error)
        if waiter is not None:
            waiter.items.put((THROW, error))
        elif waiting is not None and not waiting.done():
            waiting.set_exception(error)

    def take_callback(self, number: int, function_number: object, arguments: list[Any]) -> None:
        """A call of a function of the host's: on the thread that waits for the child, else on one of our own."""
        function = self.functions.get(function_number) if type(function_number) is int else None
        if function is None:
            raise SandboxProtocolError("the sandboxed process has called a function that it was not given")
        self.calls += 1
        if self.calls - self.answered > MOST_CALLS:
            raise SandboxProtocolError("the sandboxed process has called more than can be answered")
        if inspect.iscoroutinefunction(function):
            self.start_coroutine(number, function, arguments)
            return
        with self.lock:
            waiter = self.last_waiter()
        if waiter is not None:
            waiter.items.put((CALLBACK, (number, function, arguments)))
        else:
            self.helper().submit(self.answer, number, function, arguments)

    def last_waiter(self) -> Waiter | None:
        """The thread that has begun last to wait, and has not got its result yet."""
        waiting = self.pending.values()
        return next((one for one in reversed(self.waiters) if one in waiting), None)

    def helper(self) -> ThreadPoolExecutor:
        """A thread for calls that come while nobody waits."""
        if self.helpers is None:
            self.helpers = ThreadPoolExecutor(1, "naja-sandbox-callback")
        return self.helpers

    def start_coroutine(self, number: int, function: Any, arguments: list[Any]) -> None:
        """On the loop that has last used this sandbox; where none runs, on one of its own."""
        loop = self.loop() if self.loop is not None else None
        if loop is not None and loop.is_running():
            task = asyncio.run_coroutine_threadsafe(function(*arguments), loop)
            # Sent by our own thread: the loop's must not wait for a child that does not read.
            task.add_done_callback(lambda done: self.helper().submit(self.reply, number, done.result))
        else:
            self.helper().submit(self.reply, number, lambda: asyncio.run(function(*arguments)))

    def answer(
        self, number: int, function: Any, arguments: list[Any], patience: float | None = None
    ) -> float:
        """Calls a function of the host, and sends what comes of it; the seconds that the function has taken."""
        return self.reply(number, lambda: function(*arguments), patience)

    def reply(self, number: int, call: Callable[[], object], patience: float | None = None) -> float:
        """Sends what a call of the host's function gives, or raises; the seconds that it has taken."""
        began = time.monotonic()
        taken = 0.0
        try:
            result = call()
            taken = time.monotonic() - began
            self.write([REPLY, number, True, result], patience)
        except Exception as error:  # noqa: BLE001: it is the program's to catch
            taken = taken or time.monotonic() - began
            self.write([REPLY, number, False, error], patience)
        finally:
            self.answered += 1
        return taken

    # --- the end

    def finish(self, problem: SandboxCrashed | None) -> None:
        """The channel has ended: everybody who waits is told why."""
        code = self.child.wait()
        error = problem or self.why(code)
        with self.lock:
            self.ended = error
            waiting = list(self.pending.values())
            self.pending.clear()
        if not self.ready.done():
            self.ready.set_exception(
                SandboxUnavailable(f"the sandboxed process did not start: {self.tail()}")
                if self.child.reason is None
                else error
            )
        for one in waiting:
            if isinstance(one, Waiter):
                one.items.put((THROW, error))
            elif not one.done():
                one.set_exception(error)
        with self.write_lock:  # whoever writes has been told by the kernel that nobody reads
            self.child.channel.close()
        for pipe in (self.child.process.stdout, self.child.process.stderr):
            if pipe is not None:
                pipe.close()
        if self.helpers is not None:
            self.helpers.shutdown(wait=False)

    def tail(self) -> str:
        """The last of what the child has written to standard error."""
        return self.stderr.decode(errors="replace").strip()

    def why(self, code: int) -> End:
        """What an exit code means."""
        reason = self.child.reason
        text = self.tail()
        if reason == "timeout":
            return SandboxTimeout("the sandboxed process took longer than it may, and has been ended")
        if reason == "cpu":
            return SandboxTimeout(
                "the sandboxed process took more processor time than it may, and has been ended"
            )
        if reason == "interrupt":
            return SandboxInterrupted("the sandboxed process was interrupted, and has ended")
        if reason == "memory" or "JavaScript heap out of memory" in text or "Cannot allocate memory" in text:
            return SandboxMemoryExceeded(
                "the sandboxed process took more memory than it may, and has ended", code, text
            )
        if reason == "output":
            return SandboxCrashed(
                "the sandboxed process wrote more than it may, and has been ended", code, text
            )
        if reason == "close":
            return SandboxClosed("the sandbox is closed")
        if code < 0:
            name = signal.Signals(-code).name if -code in signal.valid_signals() else str(-code)
            also = {
                int(signal.SIGSYS): ": a forbidden system call",
                int(signal.SIGXCPU): ": its processor time was over",
                int(signal.SIGKILL): ": its processor time was over, or the system has ended it",
                int(signal.SIGXFSZ): ": it wrote a file larger than it may",
            }.get(-code, "")
            return SandboxCrashed(f"the sandboxed process was ended by {name}{also}", code, text)
        return SandboxExit(f"the sandboxed process has ended with exit code {code}", code, text)


def js_error(value: object) -> JSError:
    """A JavaScript exception as Python raises it; anything that is thrown becomes one."""
    if isinstance(value, RemoteException):
        code = value.code if isinstance(value.code, str) else None
        error = JSError(value.message, code, value.name, None, value.stack or None)
        error.from_js = True
        return error
    error = JSError(f"a value was thrown: {BRIEF.repr(value)}"[:2000], properties={"value": value})
    error.value = value
    return error


def text_sink(write: Callable[[str], object]) -> Sink:
    """Passes bytes on as text, a character that comes in two pieces as one."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    return lambda data: write(decode(data))


__all__ = ["Connection", "Sink", "codec", "text_sink"]
