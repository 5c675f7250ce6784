"""Doors of every binding, in the words of Node.js, Deno and Bun, under permissions: doors.mjs goes through them."""

import contextlib
import ctypes
import http.server
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import NAJA, environment

HERE = Path(__file__).parent
Outcome = list[str]

# By the first word of a door's name: what is missing where it is shut, the part of `At` that its resource is in, and
# the flag that opens it.
SHUT = {
    "env": ("Environment", "env", "--allow-env"),
    "allenv": ("Environment", "", "--allow-env"),
    "net": ("Net", "peer", "--allow-net"),
    "listen": ("Net", "here", "--allow-net"),
    "host": ("Net", "host", "--allow-net"),
    "abstract": ("Net", "", "--allow-net"),
    "run": ("ChildProcess", "run", "--allow-run"),
    "loader": ("ChildProcess", "run", "--allow-run"),
    "shell": ("ChildProcess", "shell", "--allow-run"),
    "kill": ("ChildProcess", "", "--allow-run"),
    "ffi": ("FFI", "library", "--allow-ffi"),
    "someffi": ("FFI", "", "--allow-ffi"),
    "addon": ("Addon", "addon", "--allow-ffi"),
    "fd": ("All", "fd", "--allow-all"),
    "chdir": ("FileSystemRead", "folder", "--allow-read"),
    "file": ("FileSystemRead", "file", "--allow-read"),
    "all": ("All", "", "--allow-all"),
    "worker": ("Environment", "env", "--allow-env"),
    "unix": ("FileSystemRead", "socket", "--allow-read"),
}
# What no list opens.
ONLY_ALL = ("allenv", "abstract", "loader", "shell", "kill", "fd", "all")
# The sanitizers come by way of a variable with which a program may be run by those only who may run all of them.
SANITIZED = "LD_PRELOAD" in os.environ or "asan" in NAJA.parts
SYS = (
    "cpus hostname networkInterfaces homedir osUptime osRelease loadavg systemMemoryInfo getPriority setPriority "
    "umask uid gid getegid setuid seteuid setgid setegid setgroups"
)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.path[4:]}/")
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[int, int]]:
    """Two servers."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield servers[0].server_port, servers[1].server_port
    for server in servers:
        server.shutdown()
        server.server_close()


def loaded(name: str) -> str:
    """The path of a library that is loaded."""
    ctypes.CDLL(f"{name}.6")
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = line.rpartition(" ")[2]
        if Path(path).name.startswith(name):
            return path
    raise FileNotFoundError(name)


def free_port() -> int:
    """A port that nobody gets who does not ask for it."""
    while True:
        port = random.randrange(10_000, 30_000)
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


class Place:
    """What doors lead to: one that flags name, or another."""

    def __init__(self, folder: Path, name: str, port: int, run: str) -> None:
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        (self.folder / "file").write_text("text")
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(self.folder / "server"))
        self.server.listen(64)
        found = shutil.which(run)
        assert found is not None
        self.program = found
        self.library = self.folder / "libm.so"
        shutil.copy(loaded("libm.so"), self.library)
        self.free = free_port()
        self.port = port
        self.at: dict[str, Any] = {
            "env": f"NAJA_{name.upper()}",
            "address": "127.0.0.1",
            "port": port,
            "listen": self.free,
            "host": "localhost",
            "socket": str(self.folder / "socket"),
            "unix": str(self.folder / "server"),
            "run": run,
            "path": {"PATH": os.environ["PATH"]},
            "other": os.getpid(),
            "library": str(self.library),
            "addon": str(self.library),
            "folder": str(self.folder),
            "file": str(self.folder / "file"),
        }

    def resource(self, key: str) -> str:
        """What an error names."""
        known = {
            "peer": f"127.0.0.1:{self.port}",
            "here": f"127.0.0.1:{self.free}",
            "shell": "/bin/sh",
            "fd": f"fd {self.at.get('fd')}",
            "": "",
        }
        return known[key] if key in known else str(self.at[key])


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, ports: tuple[int, int]) -> tuple[Place, Place]:
    folder = tmp_path_factory.mktemp("p")
    return Place(folder, "inside", ports[0], "true"), Place(folder, "outside", ports[1], "id")


def go(flags: list[str], at: dict[str, Any], home: Path, program: str = "doors.mjs") -> dict[str, Outcome]:
    """Goes through the doors, with a descriptor that is open from the start."""
    ours, inherited = socket.socketpair()
    with ours, inherited:
        ours.send(b"xx")
        at["fd"] = inherited.fileno()
        done = subprocess.run(
            [str(NAJA), *flags, str(HERE / program), json.dumps(at)],
            env=environment(
                home, {"NAJA_INSIDE": "1", "NAJA_OUTSIDE": "2", "PYTHONPATH": os.pathsep.join(sys.path)}
            ),
            pass_fds=[at["fd"]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    outcomes: dict[str, Outcome] = json.loads(done.stdout)
    assert len(outcomes) > 80 or "doors" in at
    return outcomes


def expected(name: str, place: Place, words: str) -> tuple[str, str, str]:
    word, _, rest = name.partition(" ")
    if word == "sys":
        return "System", rest.split()[0], "--allow-sys"
    permission, key, flag = SHUT[word]
    if name.startswith("unix connect") or name == "unix Deno.connect":
        key = "unix"
    return permission, place.resource(key), flag


def assert_shut(name: str, outcome: Outcome, place: Place, words: str = "deno") -> None:
    assert outcome[0] == "denied", f"{name}: {outcome}"
    permission, resource, flag = expected(name, place, words)
    if name.startswith("fd spawn") and outcome[1] == "ChildProcess":
        return
    if name == "ffi bun:ffi" and outcome[2] == "":
        resource = ""  # the module itself is nothing without pointers
    if name.startswith("net dgram") and outcome[2] == "0.0.0.0:0":
        resource = "0.0.0.0:0"  # where it is sent from is asked for first
    if name == "host Deno.connect" and str(outcome[2]).partition(":")[0] == resource:
        resource = outcome[2]  # with its port, as in Deno
    assert outcome[1:3] == [permission, resource], f"{name}: {outcome}"
    if words == "deno":
        assert flag in outcome[3], f"{name}: {outcome}"


def assert_open(name: str, outcome: Outcome) -> None:
    # A library that is no addon, and a socket that nobody listens at, are as far as this goes.
    assert outcome in (["ok"], ["failed", "ERR_DLOPEN_FAILED"], ["failed", "ECONNREFUSED"]), (
        f"{name}: {outcome}"
    )


def is_own(name: str) -> bool:
    return name.startswith("own ")


def test_all_are_open_without_flags(places: tuple[Place, Place], tmp_path: Path) -> None:
    for name, outcome in go([], places[0].at, tmp_path).items():
        assert_open(name, outcome)


def test_all_are_shut_where_something_else_is_allowed(places: tuple[Place, Place], tmp_path: Path) -> None:
    for name, outcome in go(["--allow-import=nowhere.test"], places[0].at, tmp_path).items():
        if is_own(name):
            assert_open(name, outcome)
        else:
            assert_shut(name, outcome, places[0])


def allowing(place: Place) -> list[str]:
    """Flags that open what leads to a place, and no more."""
    kinds = [kind for kind in SYS.split() if (kind < "l") == (place.name == "inside")]
    peer, here = place.resource("peer"), place.resource("here")
    return [
        f"--allow-env={place.at['env']}",
        f"--allow-sys={','.join(kinds)},username" + (",inspector" if place.name == "inside" else ""),
        f"--allow-net={peer},{here},{place.at['host']}:{place.port}",
        f"--allow-run={place.program}",
        f"--allow-ffi={place.library}",
        f"--allow-read={place.folder}",
        f"--allow-write={place.folder}",
    ]


def is_listed(name: str, place: Place) -> bool:
    """Whether allowing() opens a door to a place."""
    word, _, rest = name.partition(" ")
    if SANITIZED and (word == "run" or name == "fd spawn"):
        return False
    if word == "sys":
        return (rest.split()[0] < "l") == (place.name == "inside")
    return word not in ONLY_ALL


def test_lists_open_what_they_name(places: tuple[Place, Place], tmp_path: Path) -> None:
    inside, outside = places
    flags = allowing(inside)
    for name, outcome in go(flags, inside.at, tmp_path).items():
        if is_own(name) or is_listed(name, inside):
            assert_open(name, outcome)
        else:
            assert_shut(name, outcome, inside)
    # The same doors, which now lead elsewhere.
    for name, outcome in go(flags, outside.at, tmp_path).items():
        if is_own(name) or name.startswith("someffi") or (name.startswith("sys") and is_listed(name, inside)):
            assert_open(name, outcome)
        elif name == "host lookup" or name == "host promises.lookup":
            assert_open(name, outcome)  # the host is the same; its port is not
        elif name.startswith("host"):
            assert outcome[:3] == ["denied", "Net", f"localhost:{outside.port}"], f"{name}: {outcome}"
        elif not name.startswith("worker"):
            assert_shut(name, outcome, outside)


def test_what_is_denied_is_denied_whatever_is_allowed(places: tuple[Place, Place], tmp_path: Path) -> None:
    inside, outside = places
    flags = ["-A", *(flag.replace("allow", "deny", 1) for flag in allowing(inside))]
    for name, outcome in go(flags, inside.at, tmp_path).items():
        if name.startswith(("own ", "someffi", "host")):
            continue
        if name.startswith("sys") and not is_listed(name, inside):
            assert_open(name, outcome)
        elif not name.startswith(("shell", "loader")):
            assert_shut(name, outcome, inside)
    for name, outcome in go(flags, outside.at, tmp_path).items():
        if name.startswith("sys"):
            continue
        if name.partition(" ")[0] in ONLY_ALL or (SANITIZED and name.startswith("run")):
            continue
        assert_open(name, outcome)


def test_permissions_of_node(places: tuple[Place, Place], tmp_path: Path) -> None:
    flags = ["--permission", f"--allow-fs-read={HERE}", f"--allow-fs-read={tmp_path}"]
    place = places[0]
    open_to_all = ("env", "allenv", "sys", "own")
    for name, outcome in go(flags, place.at, tmp_path).items():
        if name.startswith(open_to_all):
            assert_open(name, outcome)
        elif name.startswith(("unix", "worker")):
            assert outcome[:2] == ["denied", "Net" if name.startswith("unix") else "WorkerThreads"], name
        else:
            assert_shut(name, outcome, place, "node")
    flags += ["--allow-net", "--allow-child-process", "--allow-worker", "--allow-addons", "--allow-ffi"]
    for name, outcome in go(flags, place.at, tmp_path).items():
        if not name.startswith(("fd", "file", "chdir", "all ")):
            assert_open(name, outcome)


def test_redirects_and_names_do_not_lead_out(ports: tuple[int, int], tmp_path: Path) -> None:
    program = tmp_path / "redirect.mjs"
    program.write_text(
        """
        const [inside, outside] = process.argv.slice(2);
        const words = (error) => `${(error.cause ?? error).code} ${(error.cause ?? error).resource}`;
        const answer = (url) => fetch(url).then(({ status }) => status, words);
        console.log(JSON.stringify([
          await answer(`http://127.0.0.1:${inside}/`),
          await answer(`http://127.0.0.1:${inside}/to/${outside}`),
          await answer(`http://[::ffff:127.0.0.1]:${outside}/`),
          await answer(`http://2130706433:${outside}/`),
          await answer(`http://localhost:${outside}/`),
        ]));
        """
    )
    inside, outside = map(str, ports)
    done = subprocess.run(
        [str(NAJA), f"--allow-net=127.0.0.1:{inside}", str(program), inside, outside],
        env=environment(tmp_path, {"PYTHONPATH": os.pathsep.join(sys.path)}),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    denied = f"ERR_ACCESS_DENIED 127.0.0.1:{outside}"
    mapped, named = (f"ERR_ACCESS_DENIED {host}:{outside}" for host in ("[::ffff:7f00:1]", "localhost"))
    assert json.loads(done.stdout) == [200, denied, mapped, denied, named]


def test_variables_are_handed_on_unseen(tmp_path: Path) -> None:
    """A program that may run another one need not see the variables that it gets."""
    program = tmp_path / "inherit.mjs"
    program.write_text(
        """
        import { spawnSync } from 'node:child_process';
        const seen = [];
        for (const trap of ['push', 'map', 'filter', 'concat']) {
          const real = Array.prototype[trap];
          Array.prototype[trap] = function (...args) { seen.push(...args); return real.apply(this, args); };
          if (trap === 'push') seen.push = real;
        }
        const out = spawnSync('env', { encoding: 'utf8' }).stdout;
        const child = new Deno.Command('env', { env: { GIVEN: '1', SECRET: '2' } }).outputSync();
        const deno = new TextDecoder().decode(child.stdout);
        const bun = Bun.spawnSync(['env']).stdout.toString();
        let own;
        try { own = process.env.SECRET; } catch ({ code }) { own = code; }
        console.log(JSON.stringify([
          /^SECRET=hidden$/m.test(out),
          /^GIVEN=1$/m.test(deno), /^SECRET=2$/m.test(deno), /^SECRET=hidden$/m.test(deno),
          /^HOME=/m.test(deno), /^SECRET=hidden$/m.test(bun), own, seen.some((text) => String(text).includes('hidden')),
        ]));
        """
    )
    if SANITIZED:
        pytest.skip("LD_PRELOAD needs all of --allow-run")
    env = shutil.which("env")
    done = subprocess.run(
        [str(NAJA), f"--allow-run={env}", str(program)],
        env=environment(tmp_path, {"SECRET": "hidden", "PYTHONPATH": os.pathsep.join(sys.path)}),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True, True, True, False, True, True, "ERR_ACCESS_DENIED", False]


def test_the_bindings_themselves_ask(tmp_path: Path) -> None:
    """A program that gets hold of the bindings of built-ins has not got around anything."""
    with open(tmp_path / "out", "w") as out:
        done = subprocess.run(
            [str(NAJA), "--allow-import=nowhere.test", str(HERE / "spies.mjs"), str(out.fileno())],
            env=environment(tmp_path, {"SECRET": "hidden", "PYTHONPATH": os.pathsep.join(sys.path)}),
            pass_fds=[out.fileno()],
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    nothing = {"variable": None, "variables": False, "channel": None}
    assert outcomes == {name: nothing.get(name, "ERR_ACCESS_DENIED") for name in outcomes}
    assert len(outcomes) == 14 and not (tmp_path / "out").read_text()
