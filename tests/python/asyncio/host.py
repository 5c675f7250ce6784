"""Runs a JavaScript program with a binding of these async ops: `host.py SOURCE_FOLDER PROGRAM`. By test_asyncio.py."""

import asyncio
import contextvars
import signal
import sys
import threading
import time
import types
from collections.abc import AsyncIterator
from typing import Any

package, program = sys.argv[1:3]
sys.path.insert(0, package)

from naja import op  # noqa: E402

events: list[str] = []
variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="unset")


@op
def log() -> list[str]:
    """What has happened."""
    return list(events)


@op
async def sleep(seconds: float, value: object) -> object:
    """Waits."""
    await asyncio.sleep(seconds)
    return value


@op
async def thread_is_main() -> bool:
    """On which thread coroutines run, and whether the loop knows."""
    assert asyncio.get_running_loop().is_running()
    return threading.current_thread() is threading.main_thread()


@op
async def call_with(function: Any, value: object) -> object:
    """Calls JavaScript from within a coroutine, before and after it has waited."""
    first = function(value)
    await asyncio.sleep(0.001)
    return [first, function(first)]


@op
async def echo_server(count: int) -> list[str]:
    """Streams: a server and its clients."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
        writer.close()

    async def ask(port: int, word: str) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(word.encode() + b"\n")
        answer = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return answer.decode().strip()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await asyncio.gather(*[ask(port, f"word{i}") for i in range(count)])


@op
async def datagrams() -> str:
    """UDP."""
    loop = asyncio.get_running_loop()
    received: asyncio.Future[str] = loop.create_future()

    class Receiver(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            received.set_result(data.decode())

    transport, _ = await loop.create_datagram_endpoint(Receiver, local_addr=("127.0.0.1", 0))
    address = transport.get_extra_info("sockname")
    sender, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=address)
    sender.sendto(b"over udp")
    try:
        return await received
    finally:
        transport.close()
        sender.close()


@op
async def child(code: int) -> list[object]:
    """A process with its streams."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"import sys; print(input()); sys.exit({code})",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate(b"to the child\n")
    return [out.decode().strip(), process.returncode]


@op
async def in_executor() -> list[bool]:
    """run_in_executor, to_thread and call_soon_threadsafe."""
    loop = asyncio.get_running_loop()
    here = threading.get_ident()
    other = await loop.run_in_executor(None, threading.get_ident)
    woken = asyncio.Event()

    def wake() -> None:
        time.sleep(0.01)
        loop.call_soon_threadsafe(woken.set)

    threading.Thread(target=wake).start()
    await woken.wait()
    return [other != here, await asyncio.to_thread(threading.get_ident) != here]


@op
async def in_order() -> list[object]:
    """Callbacks and timers in asyncio's order."""
    loop = asyncio.get_running_loop()
    order: list[object] = []
    done = asyncio.Event()
    began = loop.time()
    loop.call_later(0.03, order.append, "third")
    loop.call_later(0.01, order.append, "second")
    loop.call_later(0.02, lambda: None).cancel()
    loop.call_later(0.04, done.set)
    loop.call_soon(order.append, "first")
    await done.wait()
    return [*order, 0.039 < loop.time() - began < 1]


@op
async def bound(value: str) -> list[str]:
    """contextvars: each coroutine has its own context."""
    before = variable.get()
    variable.set(value)
    await asyncio.sleep(0.005)
    return [before, variable.get()]


@op
async def times_out() -> None:
    """A time limit within."""
    await asyncio.wait_for(asyncio.sleep(60), 0.01)


@op
async def is_cancelled() -> None:
    """Cancelled from Python."""
    task = asyncio.create_task(asyncio.sleep(60))
    asyncio.get_running_loop().call_soon(task.cancel)
    await task


@op
def background(seconds: float) -> None:
    """A task that sync Python starts: JavaScript's thread is the loop's."""

    async def work() -> None:
        try:
            await asyncio.sleep(seconds)
            events.append("background done")
        finally:
            print("background over", flush=True)

    background.task = asyncio.create_task(work())  # type: ignore[attr-defined]


@op
async def handled_exceptions() -> list[str]:
    """The loop's exception handler."""
    loop = asyncio.get_running_loop()
    seen: list[str] = []
    loop.set_exception_handler(lambda _loop, context: seen.append(repr(context["exception"])))
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0.001)
    loop.set_exception_handler(None)
    return seen


@op
async def debugged() -> str:
    """Debug mode names what is slow."""
    import logging

    loop = asyncio.get_running_loop()
    messages: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("asyncio")
    logger.addHandler(handler)
    logger.propagate = False
    loop.set_debug(True)
    loop.slow_callback_duration = 0.01
    await asyncio.sleep(0)
    time.sleep(0.02)
    await asyncio.sleep(0)
    loop.set_debug(False)
    logger.removeHandler(handler)
    return messages[0]


async def numbers() -> AsyncIterator[int]:
    """An async generator that somebody has to close."""
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        print("generator closed", flush=True)


@op
async def leave_generator() -> int:
    """Leaves one open until the loop ends."""
    generator = numbers()
    events.append(str(id(generator)))
    leave_generator.kept = generator  # type: ignore[attr-defined]
    return await anext(generator)


@op
async def own_signal() -> str:
    """A signal handler of asyncio."""
    import os

    loop = asyncio.get_running_loop()
    got: asyncio.Future[str] = loop.create_future()
    loop.add_signal_handler(signal.SIGUSR2, got.set_result, "SIGUSR2")
    os.kill(os.getpid(), signal.SIGUSR2)
    try:
        return await got
    finally:
        loop.remove_signal_handler(signal.SIGUSR2)


@op
async def forever(name: str) -> None:
    """Ends when it is cancelled."""
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        await asyncio.sleep(0.005)
        print(f"{name} cancelled", flush=True)
        raise


@op
async def quits(how: str) -> None:
    """What no awaiting Promise sees: a callback that raises SystemExit."""

    def quit_now() -> None:
        raise SystemExit(how)

    asyncio.get_running_loop().call_soon(quit_now)
    await asyncio.sleep(0.001)


@op
async def stop_loop() -> None:
    """The loop is not its users' to stop."""
    asyncio.get_running_loop().stop()


@op
def nested_run() -> None:
    """As in a notebook, a thread that has a running loop cannot run another."""
    coroutine = asyncio.sleep(0)
    try:
        asyncio.run(coroutine)
    finally:
        coroutine.close()


@op
async def spin(turns: int) -> int:
    """Yields again and again."""
    for _ in range(turns):
        await asyncio.sleep(0)
    return turns


binding = types.ModuleType("naja.ext.testing.binding")
vars(binding).update({name: value for name, value in globals().items() if hasattr(value, "__naja_op__")})

sys.modules["naja.ext.testing"] = types.ModuleType("naja.ext.testing")
sys.modules["naja.ext.testing.binding"] = binding

from naja.runtime import run  # noqa: E402

options: dict[str, object] = {
    "entry": "file",
    "argv": [program, *sys.argv[3:]],
    "execArgv": [],
    "flags": {"--expose-internals": True, "--expose-gc": True},
    "argv0": "naja",
}
sys.exit(run(options | {"execPath": "naja", "v8Flags": "--expose-gc"}))
