"""Runtimes made, used and closed, one after another and many at once: what is left of them.

    python -m bench.soak [--count 1000] [--kinds timers,servers] [--threads 8 --at-once 16]

After every tenth of them a line: resident memory, blocks of Python's allocator, descriptors, threads.
"""

import argparse
import asyncio
import ctypes
import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import naja


class Thing:
    """A Python object that JavaScript holds; they are counted."""

    alive = 0

    def __init__(self) -> None:
        Thing.alive += 1
        self.memory = bytearray(10_000)
        self.callback: object = None

    def __del__(self) -> None:
        Thing.alive -= 1

    def twice(self, number: int) -> int:
        """Something to call."""
        return number * 2


def use_nothing(rt: naja.Runtime) -> None:
    """One expression."""
    assert rt.eval("1 + 1") == 2


def use_timers(rt: naja.Runtime) -> None:
    """Timers that ring, and others that are left running."""
    rt.eval(
        "var rung = 0, turns = 0; const each = setInterval(() => { if (++turns === 3) clearInterval(each); }, 1);"
        "setImmediate(() => rung++); process.nextTick(() => rung++); queueMicrotask(() => rung++);"
    )
    rt.run_until_idle()
    assert rt.eval("[rung, turns]") == [3, 3]
    rt.eval("setTimeout(() => {}, 1e6); setInterval(() => {}, 1e6); new Promise(() => {}); 0")


def use_promises(rt: naja.Runtime) -> None:
    """Promises that settle, that never do, and coroutines that never end."""

    async def soon() -> int:
        await asyncio.sleep(0)
        return 42

    async def never() -> None:
        await asyncio.sleep(1e6)

    rt.globals["soon"] = soon
    rt.globals["never"] = never
    assert rt.run_until_complete(
        rt.eval("Promise.all([soon(), new Promise((r) => setTimeout(r, 1, 1))])")
    ) == [42, 1]
    rt.eval(
        "never().catch(() => {}); void (async () => { for await (const x of { async *[Symbol.asyncIterator]() {"
        "await new Promise(() => {}); yield 1; } }); })()"
    )
    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(rt.eval_async("await new Promise((r) => setTimeout(r, 1, 7))")) == 7
    loop.close()


def use_python(rt: naja.Runtime) -> None:
    """Python's objects in JavaScript, JavaScript's in Python, memory of both."""
    import_ = rt.eval("(...things) => { globalThis.kept = things; return things[0].twice(21); }")
    things = [Thing() for _ in range(20)]
    assert import_(*things) == 42
    rt.eval("kept.memory = kept.map((each) => each.memory); kept.map((each) => each.memory[3]); 0")
    made = rt.eval("class Made { value = new Uint8Array(1e6); } new Made()")
    view = memoryview(made.value)
    view[5] = 5
    for thing in things[:5]:
        thing.callback = made  # a cycle through both heaps, which the end of the runtime breaks
    assert rt.eval("(made) => made.value[5]")(made) == 5
    rt.eval("for (let i = 0; i < 1000; i++) kept[i % 20].twice(i); 0")


def use_workers(rt: naja.Runtime) -> None:
    """A worker that answers and is left running."""
    promise = rt.eval(
        "const { Worker } = require('node:worker_threads');"
        "const worker = new Worker(`const { parentPort } = require('node:worker_threads');"
        "parentPort.on('message', (n) => parentPort.postMessage(n * 2))`, { eval: true });"
        "new Promise((resolve, reject) => { worker.on('message', resolve).on('error', reject);"
        "worker.postMessage(21); })"
    )
    assert promise.result(30) == 42


def use_servers(rt: naja.Runtime) -> None:
    """Servers that answered, and are left open with a connection."""
    promise = rt.eval(
        "const http = require('node:http');"
        "const server = http.createServer((request, response) => response.end('node'));"
        "const deno = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, () => new Response('deno'));"
        "new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)).then(async () => {"
        "  const texts = await Promise.all([server.address().port, deno.addr.port].map(async (port) =>"
        "    (await fetch(`http://127.0.0.1:${port}/`)).text()));"
        "  const socket = require('node:net').connect(server.address().port, '127.0.0.1');"
        "  await require('node:events').once(socket, 'connect');"
        "  return texts.join();"
        "})"
    )
    assert promise.result(30) == "node,deno"


def use_files(rt: naja.Runtime) -> None:
    """Requests that a thread of the pool has when the runtime ends, and files that are left open."""
    rt.eval(
        "const fs = require('node:fs'); fs.openSync('/dev/null'); require('node:zlib').deflateSync('abc');"
        "fs.readFile('/etc/hostname', () => {}); require('node:crypto').pbkdf2('a', 'b', 1000, 64, 'sha256', () => {});"
        "fs.promises.readFile('/etc/hostname').then(() => {}); 0"
    )


def use_ends(rt: naja.Runtime) -> None:
    """Stopped in the middle, left with errors, and ended from within."""
    with suppress(naja.TimeoutError):
        rt.eval("Promise.resolve().then(() => { for (;;); }); 0", timeout=0.02)
    for code in ("throw { toString: null }", "Promise.reject(new Error('late')); 0", "}", "process.exit(3)"):
        with suppress(naja.JSError, naja.Exit):
            rt.eval(code)


KINDS: dict[str, Callable[[naja.Runtime], None]] = {
    name.removeprefix("use_"): use for name, use in list(globals().items()) if name.startswith("use_")
}


def life(kind: str) -> None:
    """One runtime, from its beginning to its end."""
    with naja.Runtime(permissions="all") as rt:
        KINDS[kind](rt)


@dataclass(frozen=True)
class Sample:
    """What the process has."""

    resident: int
    blocks: int
    descriptors: int
    threads: int

    def __str__(self) -> str:
        return (
            f"{self.resident / 2**20:7.1f} MiB   {self.blocks:8} blocks   {self.descriptors:4} descriptors   "
            f"{self.threads:3} threads   {Thing.alive:4} objects"
        )


def sample() -> Sample:
    """After a collection, and with what malloc keeps for itself given back to the system."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm") as statm:
        pages = int(statm.read().split()[1])
    return Sample(
        pages * os.sysconf("SC_PAGESIZE"),
        sys.getallocatedblocks(),
        len(list(Path("/proc/self/fd").iterdir())),
        len(list(Path("/proc/self/task").iterdir())),
    )


def one_by_one(kinds: list[str], count: int, samples: int = 10) -> Iterator[tuple[int, Sample]]:
    """`count` runtimes of each kind in turn; what the process has after each part of them."""
    for number in range(1, count + 1):
        life(kinds[number % len(kinds)])
        if number % max(1, count // samples) == 0:
            yield number, sample()


def at_once(kinds: list[str], count: int, threads: int, alive: int) -> None:
    """`count` runtimes in `threads` threads, `alive` of them open at a time. Raises what went wrong in a thread."""
    wrong: list[BaseException] = []
    numbers = iter(range(count))
    each = max(1, alive // threads)
    begin = threading.Barrier(threads)

    def work() -> None:
        try:
            begin.wait()
            while not wrong:
                taken = [number for _, number in zip(range(each), numbers, strict=False)]
                if not taken:
                    return
                runtimes = [naja.Runtime(permissions="all") for _ in taken]
                for number, rt in zip(taken, runtimes, strict=True):
                    KINDS[kinds[number % len(kinds)]](rt)
                for rt in runtimes:
                    rt.close()
        except BaseException as error:
            wrong.append(error)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if wrong:
        raise wrong[0]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--threads", type=int, default=0, help="0: one after another")
    parser.add_argument("--at-once", type=int, default=16)
    given = parser.parse_args()
    kinds = given.kinds.split(",")
    began = time.perf_counter()
    print("before", sample(), sep="\t")
    if given.threads:
        for part in range(10):
            at_once(kinds, given.count // 10, given.threads, given.at_once)
            print((part + 1) * (given.count // 10), sample(), sep="\t", flush=True)
    else:
        for number, found in one_by_one(kinds, given.count):
            print(number, found, sep="\t", flush=True)
    print(f"{1000 * (time.perf_counter() - began) / given.count:.1f} ms each")


if __name__ == "__main__":
    main()
