"""naja.Runtime(isolation="process"): what it promises, against programs that run native code."""

import asyncio
import errno
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from naja.python.errors import JSError
from naja.sandbox import (
    ProcessRuntime,
    SandboxClosed,
    SandboxCrashed,
    SandboxMemoryExceeded,
    SandboxProtocolError,
    SandboxTimeout,
    SandboxUnavailable,
    isolation_report,
)
from naja.sandbox.codec import Reader
from naja.sandbox.syscalls import numbers

NATIVE = Path(__file__).with_name("native.js")
MIB = 1024 * 1024
CALLS = numbers()


def native(**options: object) -> ProcessRuntime:
    """A sandbox whose runtime lets the program call C; the kernel's layers are as always."""
    permissions = {"ffi": True, **options.pop("permissions", {})}  # type: ignore[dict-item]
    runtime = ProcessRuntime(permissions=permissions, **options)  # type: ignore[arg-type]
    runtime.eval(NATIVE.read_text())
    return runtime


@pytest.fixture(scope="module")
def shared() -> Iterator[ProcessRuntime]:
    with native() as runtime:
        yield runtime


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary"
    path.write_text("nobody reads this")
    return path


def test_all_layers_hold() -> None:
    report = isolation_report()
    assert report["complete"], report


# The call, its arguments (PARENT is the host's number, PATH the canary's), and what the kernel answers.
REFUSED = [
    ("open", "PATH, 0", errno.EACCES),
    ("openat", "-100, PATH, 0", errno.EACCES),
    ("openat2", "-100, PATH, 0, 24", None),
    ("open", "PATH, 2", errno.EACCES),
    ("open", "'/etc/passwd', 0", errno.EACCES),
    ("open", "'/proc/self/root/etc/passwd', 0", errno.EACCES),
    ("open", "'/proc/self/cwd/etc/passwd', 0", errno.EACCES),
    ("open", "`/proc/${PARENT}/environ`, 0", errno.EACCES),
    ("open", "`/proc/${PARENT}/mem`, 2", errno.EACCES),
    ("open", "'/proc/self/mem', 2", errno.EACCES),
    ("open", "'/dev/mem', 0", None),
    ("open", "'/dev/tty', 2", None),
    ("open", "'/tmp', 0o20200002", None),  # O_TMPFILE
    ("creat", "PATH + '2', 0o600", errno.EPERM),
    ("unlink", "PATH", errno.EPERM),
    ("rename", "PATH, 0", errno.EPERM),
    ("truncate", "PATH, 0", errno.EPERM),
    ("chmod", "PATH, 0o777", errno.EPERM),
    ("fchmodat2", "-100, PATH, 0o777, 0", errno.EPERM),
    ("utimensat", "-100, PATH, 0, 0", errno.EPERM),
    ("mkdir", "PATH + '3', 0o700", errno.EPERM),
    ("mknod", "PATH + '4', 0o10600, 0", errno.EPERM),
    ("inotify_init1", "0", errno.EPERM),
    ("fanotify_init", "0, 0", errno.EPERM),
    ("socket", "2, 1, 0", errno.EPERM),
    ("socket", "10, 2, 0", errno.EPERM),
    ("socket", "1, 1, 0", errno.EPERM),
    ("socket", "16, 3, 0", errno.EPERM),
    ("socket", "17, 3, 0", errno.EPERM),
    ("socketpair", "1, 1, 0, 0", errno.EPERM),
    ("connect", "0, 0, 0", errno.EPERM),
    ("execve", "'/bin/true', 0, 0", errno.EPERM),
    ("execveat", "-100, '/bin/true', 0, 0, 0", errno.EPERM),
    ("fork", "", errno.EPERM),
    ("vfork", "", errno.EPERM),
    ("clone", "17, 0, 0, 0, 0", errno.EPERM),
    ("clone", "0x10000000 | 17, 0, 0, 0, 0", errno.EPERM),
    ("clone", "0x10010100, 0, 0, 0, 0", errno.EPERM),  # a thread in a new user namespace
    ("clone3", "new Uint8Array(88), 88", errno.ENOSYS),
    ("kill", "PARENT, 9", errno.EPERM),
    ("kill", "-1, 9", errno.EPERM),
    ("kill", "0, 0", errno.EPERM),
    ("tkill", "PARENT, 9", errno.EPERM),
    ("tgkill", "PARENT, PARENT, 9", errno.EPERM),
    ("rt_sigqueueinfo", "PARENT, 9, 0", errno.EPERM),
    ("pidfd_open", "PARENT, 0", errno.EPERM),
    ("pidfd_send_signal", "0, 9, 0, 0", errno.EPERM),
    ("io_uring_setup", "8, 0", errno.ENOSYS),
    ("io_uring_enter", "3, 0, 0, 0, 0", errno.ENOSYS),
    ("memfd_create", "'x', 0", errno.ENOSYS),
    ("prctl", "1, 0", errno.EPERM),  # PR_SET_PDEATHSIG
    ("prctl", "22, 0", errno.EPERM),  # PR_SET_SECCOMP
    ("seccomp", "0, 0, 0", errno.EPERM),
    ("setrlimit", "new Uint8Array(16), 16", errno.EPERM),
    ("prlimit64", "0, 2, 1, 0", errno.EPERM),
    ("prlimit64", "PARENT, 7, 0, 0", errno.EPERM),
    ("setuid", "0", errno.EPERM),
    ("capset", "0, 0", errno.EPERM),
    ("setsid", "", errno.EPERM),
    ("ioctl", "0, 0x5412, 0", errno.EPERM),  # TIOCSTI
    ("ioctl", "0, 0x541C, 0", errno.EPERM),  # TIOCLINUX
    ("fcntl", "0, 8, PARENT", errno.EPERM),  # F_SETOWN
    ("shmget", "1, 4096, 0o1666", errno.EPERM),
    ("msgget", "1, 0o1666", errno.EPERM),
    ("mq_open", "'/x', 0o102, 0o600, 0", errno.EPERM),
    ("name_to_handle_at", "-100, PATH, 0, 0, 0", errno.EPERM),
    ("sethostname", "'x', 1", errno.EPERM),
    ("landlock_restrict_self", "0, 0", errno.EPERM),
    ("timer_create", "0, 0, 0", errno.EPERM),
    ("setpriority", "1, PARENT, -20", None),
]


@pytest.mark.parametrize(("call", "arguments", "code"), REFUSED)
def test_native_code_is_refused(
    shared: ProcessRuntime, canary: Path, call: str, arguments: str, code: int | None
) -> None:
    if call not in CALLS:
        pytest.skip(f"this architecture has no {call}")
    result = shared.eval(
        f"(PATH => {{ const PARENT = {os.getpid()}; return syscall({CALLS[call]}, {arguments}) }})({str(canary)!r})"
    )
    if code is None:
        assert result < 0
    else:
        assert errno.errorcode.get(-result) == errno.errorcode[code]
    assert canary.read_text() == "nobody reads this"
    assert list(canary.parent.iterdir()) == [canary]


HOSTILE = """
    ptrace process_vm_readv bpf keyctl add_key mount unshare setns pivot_root chroot userfaultfd perf_event_open
    pidfd_getfd open_by_handle_at kexec_load init_module personality swapon syslog
""".split()


@pytest.mark.parametrize("call", HOSTILE)
def test_an_attack_ends_the_process(call: str) -> None:
    with native(stderr=lambda text: None) as runtime:
        with pytest.raises(SandboxCrashed) as caught:
            runtime.eval(f"syscall({CALLS[call]}, 0, 0, 0, 0, 0)")
        assert caught.value.exit_code == -signal.SIGSYS
        assert "forbidden system call" in str(caught.value)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="calls of another word size are x86's")
def test_calls_of_another_abi_end_the_process() -> None:
    with native() as runtime, pytest.raises(SandboxCrashed) as caught:
        runtime.eval("syscall(0x40000000 + 39)")
    assert caught.value.exit_code == -signal.SIGSYS


def test_the_same_calls_work_outside(naja: Path, canary: Path) -> None:
    """The control: without the sandbox all of this works. Else the tests above prove nothing."""
    with socket.create_server(("127.0.0.1", 0)):
        program = f"""
            const path = {str(canary)!r};
            console.log(syscall({CALLS["openat"]}, -100, path, 0) > 0, syscall({CALLS["socket"]}, 2, 1, 0) > 0,
                syscall({CALLS["prctl"]}, 1, 0), syscall({CALLS["kill"]}, {os.getpid()}, 0),
                syscall({CALLS["fchmodat"]}, -100, path, 0o640), syscall({CALLS["unlinkat"]}, -100, path, 0));
        """
        done = subprocess.run(
            [naja, "-e", NATIVE.read_text() + program], capture_output=True, text=True, timeout=30
        )
    assert done.stdout == "true true 0 0 0 0\n", done.stderr
    assert not canary.exists()


def test_threads_that_ran_before_are_confined_too() -> None:
    """The engine's own threads and the pool's; and those of workers, which begin later."""
    with native(permissions={"read": [str(NATIVE)]}) as runtime:
        found = runtime.eval(f"""new Promise((resolve, reject) => {{
              const {{ Worker }} = require('node:worker_threads');
              const source = {json.dumps(NATIVE.read_text())} + `require('node:worker_threads').parentPort.postMessage([
                syscall({CALLS["socket"]}, 2, 1, 0), syscall({CALLS["openat"]}, -100, '/etc/passwd', 0)]);`;
              new Worker(source, {{ eval: true }}).on('message', resolve).on('error', reject);
            }})""").result(10)
        assert found == [-errno.EPERM, -errno.EACCES]
        tasks = Path(f"/proc/{runtime.pid}/task")
        modes = []
        for task in tasks.iterdir():
            with suppress(FileNotFoundError):  # the worker's have ended, or do now
                status = (task / "status").read_text()
                modes += [line.split()[1] for line in status.splitlines() if line.startswith("Seccomp:")]
        assert len(modes) > 1
        assert set(modes) == {"2"}


def test_lists_are_kept_by_the_kernel(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "a").write_text("a")
    (tmp_path / "secret").write_text("s")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    permissions = {"read": [tmp_path / "in"], "write": [tmp_path / "out"]}
    opened = f"(path, flags) => syscall({CALLS['openat']}, -100, path, flags, 0o600)"
    with native(permissions=permissions) as runtime:
        runtime.eval(f"globalThis.open = {opened}")
        runtime.globals["here"] = str(tmp_path)
        assert runtime.eval("open(here + '/in/a', 0)") > 0
        assert runtime.eval("open(here + '/out/new', 0o101)") > 0
        assert runtime.eval("open(here + '/in/a', 1)") == -errno.EACCES
        assert runtime.eval("open(here + '/out/new', 0)") == -errno.EACCES
        assert runtime.eval("open(here + '/in/link', 0)") == -errno.EACCES
        assert runtime.eval("open(here + '/in/../secret', 0)") == -errno.EACCES
        assert runtime.eval("open(here + '/new', 0o101)") == -errno.EACCES
        assert runtime.eval("require('fs').readFileSync(here + '/in/a', 'utf8')") == "a"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out", "secret"]


def test_ports_are_kept_by_the_kernel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as good, socket.create_server(("127.0.0.1", 0)) as bad:
        port, other = good.getsockname()[1], bad.getsockname()[1]
        address = (
            "(port) => new Uint8Array([2, 0, port >> 8, port & 255, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])"
        )
        with native(permissions={"net": [f"127.0.0.1:{port}"]}) as runtime:
            runtime.eval(f"""
                globalThis.address = {address};
                globalThis.dial = (port) => {{
                  const fd = syscall({CALLS["socket"]}, 2, 1, 0);
                  return fd < 0 ? fd : syscall({CALLS["connect"]}, fd, address(port), 16);
                }};
            """)
            assert runtime.eval(f"dial({port})") == 0
            assert runtime.eval(f"dial({other})") == -errno.EACCES
            # An address needs no names: no datagrams, by which a program could talk to any host.
            assert runtime.eval(f"syscall({CALLS['socket']}, 2, 2, 0)") == -errno.EAFNOSUPPORT
            assert runtime.eval(f"syscall({CALLS['socket']}, 1, 1, 0)") == -errno.EAFNOSUPPORT
            assert runtime.eval(f"syscall({CALLS['socket']}, 2, 3, 6)") == -errno.EAFNOSUPPORT
        good.settimeout(5)
        good.accept()[0].close()
        bad.setblocking(False)
        with pytest.raises(BlockingIOError):
            bad.accept()


def test_it_inherits_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    os.environ["TEST_SECRET"] = "hidden"
    fd = os.open(secret, os.O_RDWR)
    try:
        os.set_inheritable(fd, True)
        with ProcessRuntime() as runtime:
            for entry in Path(f"/proc/{runtime.pid}/fd").iterdir():
                with suppress(FileNotFoundError):  # closed in the meantime
                    assert "secret" not in str(entry.readlink())
            environ = Path(f"/proc/{runtime.pid}/environ").read_bytes()
            assert b"hidden" not in environ
            assert b"HOME=" not in environ
            assert runtime.eval("process.env.TEST_SECRET") is None
        with ProcessRuntime(permissions={"env": ["TEST_SECRET"]}) as runtime:
            assert runtime.eval("process.env.TEST_SECRET") == "hidden"
    finally:
        os.close(fd)
        del os.environ["TEST_SECRET"]


BOMBS = {
    "objects": "const a = []; for (;;) a.push(new Array(1e5).fill({}))",
    "buffers": "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))",
    "strings": "let s = 'x'; for (;;) s = (s + s + '').replace(/x$/, 'x')",
    "wasm": "const m = []; for (;;) { const w = new WebAssembly.Memory({initial: 100});"
    " new Uint8Array(w.buffer).fill(1); m.push(w) }",
    "mappings": "for (;;) syscall(MMAP, 0, 1e8, 3, 0x8022, -1)",  # populated at once, by the kernel
}


@pytest.mark.parametrize("name", BOMBS)
def test_memory_is_limited(name: str) -> None:
    quiet = {"stdout": lambda text: None, "stderr": lambda text: None}
    make = native if name == "mappings" else ProcessRuntime
    began = time.monotonic()
    with make(memory_limit=96 * MIB, timeout=10, **quiet) as runtime:  # type: ignore[operator]
        pid, most = runtime.pid, 0
        code = BOMBS[name].replace("MMAP", str(CALLS["mmap"]))
        stop = threading.Event()

        def look() -> None:
            nonlocal most
            while not stop.wait(0.005):
                try:
                    most = max(most, int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096)
                except (OSError, IndexError):
                    return

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            with pytest.raises((SandboxMemoryExceeded, SandboxTimeout, JSError)):
                runtime.eval(
                    code if name != "mappings" else code.replace("for (;;)", "for (let i = 0; i < 1e4; i++)")
                )
                raise JSError("mmap was refused")
        finally:
            stop.set()
            watcher.join()
        assert most < 800 * MIB
    assert time.monotonic() - began < 15


def test_time_is_limited() -> None:
    with ProcessRuntime(timeout=0.3) as runtime:
        began = time.monotonic()
        with pytest.raises(SandboxTimeout):
            runtime.eval("for (;;);")
        assert time.monotonic() - began < 3
        with pytest.raises(SandboxClosed):
            runtime.eval("1")
    with ProcessRuntime(cpu_limit=0.2) as runtime:
        runtime.eval("setTimeout(() => { for (;;); }, 10)")
        began = time.monotonic()
        while not runtime.closed and time.monotonic() - began < 20:
            time.sleep(0.02)  # nobody asks for anything: it is ended all the same
        with pytest.raises(SandboxClosed, match="processor time"):
            runtime.eval("1")


def test_output_is_limited() -> None:
    got: list[str] = []
    with ProcessRuntime(output_limit=MIB, stdout=got.append) as runtime, pytest.raises(SandboxCrashed):
        runtime.eval("for (;;) console.log('x'.repeat(10000))")
    assert sum(map(len, got)) <= MIB


def test_a_crash_is_an_exception() -> None:
    for code in ("process.exit(3)", "process.abort()", "process.kill(process.pid, 'SIGSEGV')"):
        with ProcessRuntime(stderr=lambda text: None) as runtime, pytest.raises(SandboxCrashed):
            runtime.eval(code)
    with ProcessRuntime() as runtime:
        assert runtime.eval("1 + 1") == 2


def test_it_ends_with_its_host(tmp_path: Path) -> None:
    program = (
        "import os, signal; from naja.sandbox import ProcessRuntime\n"
        "r = ProcessRuntime(); print(r.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    pid = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.02)
    pytest.fail("the child has outlived its host")


def test_it_outlives_the_thread_that_made_it() -> None:
    made: list[ProcessRuntime] = []
    thread = threading.Thread(target=lambda: made.append(ProcessRuntime()))
    thread.start()
    thread.join()
    time.sleep(0.05)
    with made[0] as runtime:
        assert runtime.eval("1 + 1") == 2


def test_values() -> None:
    date = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    values: list[object] = [
        None, True, False, 0, -1, 2**31, -(2**53) + 1, 2**53, 10**40, -(10**40), 1.5, float("inf"), "", "é\0\U0001f600",
        "\ud800", b"", b"\0\xff", [], {}, [1, [2, [3]]], {"a": {"b": []}, "__proto__": 1},
        {1: 2, "x": [3]}, {1, "a"}, date,
    ]  # fmt: skip
    with ProcessRuntime(globals={"same": lambda value: value}) as runtime:
        echo = runtime.eval("(value) => value")
        for value in values:
            assert echo(value) == value, value
            assert type(echo(value)) is type(value)
        assert runtime.eval("[-0, NaN].map(x => Object.is(same(x), x))") == [True, True]
        assert runtime.eval("const o = {}; same(o) === o") is False
        loop = runtime.eval("const l = [1]; l.push(l); l")
        assert loop[1] is loop
        cycle: list[object] = [2]
        cycle.append(cycle)
        assert runtime.eval("(l) => l[1] === l && l[0]")(cycle) == 2
        assert runtime.eval("new Float64Array([1.5, 2.5])").tolist() == [1.5, 2.5]
        function = runtime.eval("function f() { return this }; f")
        assert runtime.eval("f") is function
        assert runtime.eval("(g) => g === f")(function) is True
        with pytest.raises(TypeError, match="cannot be sent"):
            echo(object())
        with pytest.raises(TypeError, match="cannot be sent"):
            echo(sys)
        with pytest.raises(JSError, match="deep"):
            runtime.eval("let d = []; for (let i = 0; i < 1000; i++) d = [d]; d")


def test_functions_and_exceptions_cross() -> None:
    def fails() -> None:
        raise ValueError("no\nsecret")

    seen: list[object] = []
    host = {"add": lambda a, b: a + b, "fails": fails, "note": seen.append}
    with ProcessRuntime(globals=host) as runtime:
        assert runtime.eval("add(1, 2) + add('a', 'b')") == "3ab"
        assert runtime.eval("try { fails() } catch (e) { [e.name, e.message, 'cause' in e] }") == [
            "ValueError", "no\nsecret", False,
        ]  # fmt: skip
        with pytest.raises(JSError, match="bad") as caught:
            runtime.eval("throw Object.assign(new RangeError('bad'), { code: 'E_X' })")
        assert (caught.value.kind, caught.value.code) == ("RangeError", "E_X")
        # A function of Python's is nothing but a function: no attributes, no globals, no class.
        assert runtime.eval("Reflect.ownKeys(add).sort().join()") == "length,name"
        assert (
            runtime.eval("[add.__globals__, add.__class__, add.__code__].every(x => x === undefined)") is True
        )
        # Nested: Python calls JavaScript while JavaScript calls Python.
        runtime.globals["again"] = lambda n: runtime.eval(f"add({n}, 1)")
        assert runtime.eval("again(again(1))") == 3
        # While nobody waits.
        runtime.eval("setTimeout(() => note('late'), 1); 0")
        for _ in range(200):
            if seen:
                break
            time.sleep(0.01)
        assert seen == ["late"]


def test_promises_and_asyncio() -> None:
    async def twice(value: int) -> int:
        await asyncio.sleep(0.001)
        return value * 2

    async def main() -> None:
        with ProcessRuntime(globals={"twice": twice}, timeout=5) as runtime:
            assert await runtime.eval_async("twice(21)") == 42
            many = await asyncio.gather(*(runtime.eval_async(f"twice({n})") for n in range(20)))
            assert many == [n * 2 for n in range(20)]
            with pytest.raises(JSError, match="late"):
                await runtime.eval_async("Promise.reject(new Error('late'))")
            path = await runtime.import_async("node:path")
            assert path.join("a", "b") == "a/b"
            with pytest.raises(SandboxTimeout):
                await runtime.eval_async("for (;;);", timeout=0.2)

    asyncio.run(main())


def test_modules_come_from_the_folder_that_was_given(tmp_path: Path) -> None:
    package = tmp_path / "node_modules" / "thing"
    package.mkdir(parents=True)
    (package / "index.js").write_text("exports.answer = () => 42")
    (tmp_path / "main.ts").write_text(
        "import { answer } from 'thing'; export const value: number = answer();"
    )
    with ProcessRuntime(modules=tmp_path) as runtime:
        assert runtime.import_("thing").answer() == 42
        assert runtime.import_("./main.ts").value == 42
    with ProcessRuntime(root=tmp_path) as runtime, pytest.raises(JSError):
        runtime.import_("./main.ts")


def test_handles_are_given_back() -> None:
    with ProcessRuntime() as runtime:
        made = runtime.eval("class A {}; () => new A")
        kept = [made() for _ in range(50)]
        assert len({id(item) for item in kept}) == 50
        del kept
        gc.collect()
        runtime.eval("1")
        assert len(runtime._objects) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"", b"Z", b"a\xff\xff\xff\xff", b"o\xff\xff\xff\x7fs", b"s\xff\xff\xff\xffab", b"r\0\0\0\0",
        b"h\1\0\0\0\x09s\0\0\0\0",
        b"v\1\0\0\0\xffx", b"m\1\0\0\0N", b"a\1\0\0\0" * 5000 + b"N", b"Na", b"D" + b"\xff\xff\xff\xff\xff\xff\xef\x7f",
        b"c\1\0\0\0", b"E", b"v\3\0\0\0\x05abc", b"w\1\0\0\0x", b"m\x01\0\0\0a\x01\0\0\0r\x01\0\0\0N",
    ],
)  # fmt: skip
def test_damaged_messages_are_refused(data: bytes) -> None:
    with pytest.raises(SandboxProtocolError):
        Reader(data, lambda number, kind, name: None, {}.__getitem__).message()


def test_keys_of_one_hash_do_not_take_forever() -> None:
    step = sys.hash_info.modulus
    keys = b"".join(
        b"b" + len(data).to_bytes(4, "little") + b"\0" + data + b"N"
        for n in range(1, 100_000)
        for data in [(step * n).to_bytes(12, "big")]
    )
    began = time.monotonic()
    with pytest.raises(SandboxProtocolError):
        Reader(b"m" + (99_999).to_bytes(4, "little") + keys, lambda *_: None, {}.__getitem__).message()
    assert time.monotonic() - began < 2


def test_a_program_that_takes_over_the_channel_is_ended() -> None:
    """Native code writes to the channel itself: the host stays whole, whatever it says."""
    for frame in (
        "new Uint8Array([255, 255, 255, 255])",  # 4 GiB to come
        "new Uint8Array([1, 0, 0, 0, 90])",
        "new Uint8Array([21, 0, 0, 0, 97, 4, 0, 0, 0, 105, 2, 0, 0, 0, 105, 1, 0, 0, 0, 105, 99, 0, 0, 0, 97])",
    ):
        with native(timeout=5) as runtime, pytest.raises(SandboxCrashed):
            runtime.eval(
                f"for (let fd = 3; fd < 40; fd++) syscall({CALLS['write']}, fd, {frame}, {frame}.length); 0"
            )
            runtime.eval("1")
    with ProcessRuntime() as runtime:
        assert runtime.eval("1") == 1


def test_strict_refuses_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without user namespaces, as another namespace with none to spare makes it."""
    unshare = ["unshare", "--user", "--map-root-user", "sh", "-c"]
    program = (
        "from naja.sandbox import ProcessRuntime, SandboxUnavailable\n"
        "r = ProcessRuntime(); print(r.missing, r.eval('1 + 1'))\n"
        "try: ProcessRuntime(strict=True)\n"
        "except SandboxUnavailable as error: print(error.missing)\n"
    )
    script = tmp_path / "program.py"
    script.write_text(program)
    command = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} {script}"
    if subprocess.run([*unshare, "true"], capture_output=True).returncode != 0:
        pytest.skip("this user cannot make namespaces")
    done = subprocess.run(
        [*unshare, command],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    assert done.stdout == "['namespaces'] 2\n['namespaces']\n", done.stderr


def test_no_child_is_left_behind() -> None:
    pids = []
    for _ in range(5):
        runtime = ProcessRuntime()
        pids.append(runtime.pid)
        if len(pids) % 2:
            runtime.close()
        del runtime
    gc.collect()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_unusable_options() -> None:
    with pytest.raises(SandboxUnavailable):
        ProcessRuntime(cwd="/nowhere")
