"""Which runtime each program is for, and with what rights and limits: by folder, and by program where it differs."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MIB = 1024 * 1024
# A sandboxed process; the host's own; nothing around it at all, which shows that the canaries see what it does.
PROCESS, EMBEDDED, CONTROL = "process", "embedded", "control"
BOTH = (PROCESS, EMBEDDED)


@dataclass(frozen=True)
class Setting:
    """How a program is run, and what it may do to the host.

    on: the runtimes that must withstand it. permissions: OPEN stands for the folder that may be read, ROOM for the one
    that may be written, PORT for the TCP server. timeout, memory: the limits. after: what the host does next with the
    runtime (host.py). returns: whether the program must come to its end without a limit. control: it does harm where
    nothing keeps it, and the canaries see that.
    """

    on: tuple[str, ...] = BOTH
    permissions: dict[str, list[str] | bool] = field(default_factory=dict)
    timeout: float | None = 3.0
    cpu: float | None = None
    memory: int = 64 * MIB
    after: str = ""
    returns: bool = False
    control: bool = False
    host_growth: int = 160 * MIB


OUTSIDE = Setting(control=True)
NATIVE = Setting(on=(PROCESS,), permissions={"ffi": True, "python": True})
BOMB = Setting(timeout=0.4, host_growth=400 * MIB)

FOLDERS: dict[str, Setting] = {
    "escape": Setting(returns=True),
    "bridge": Setting(),
    "files": replace(OUTSIDE, returns=True),
    "network": OUTSIDE,
    "processes": OUTSIDE,
    "descriptors": replace(OUTSIDE, returns=True),
    "python": OUTSIDE,
    "addons": OUTSIDE,
    "resources": BOMB,
    "workers": BOMB,
    "wasm": BOMB,
    "regex": BOMB,
    "microtasks": BOMB,
    "protocol": replace(NATIVE, timeout=1.0),
    "kernel": NATIVE,
}


def like(folder: str, **different: Any) -> Setting:
    """The folder's setting but for this."""
    return replace(FOLDERS[folder], **different)


ROOM = {"read": ["OPEN", "ROOM"], "write": ["ROOM"]}

PROGRAMS: dict[str, Setting] = {
    "escape/monkeypatch.js": like("escape", returns=False),
    "files/read_link.js": like("files", permissions={"read": ["OPEN"]}),
    "files/read_copy.js": like("files", permissions=ROOM),
    "files/write_link.js": like("files", permissions=ROOM),
    "files/race_link.js": like("files", permissions=ROOM),
    "files/race_worker.js": like("files", permissions=ROOM, timeout=15.0, cpu=10.0),
    "files/watch.js": like("files", control=False),
    "files/special.js": like("files", control=False),
    "network/allowed_port.js": like("network", permissions={"net": ["PORT"]}),
    "processes/shebang.js": like("processes", permissions=ROOM),
    "processes/exit.js": like("processes", control=False),
    "processes/exit_later.js": like("processes", control=False),
    "descriptors/exhaust.js": like("descriptors", returns=False, control=False),
    "descriptors/close.js": like("descriptors", returns=False, control=False),
    "descriptors/guess.js": like("descriptors", returns=False),
    "python/files.js": like("python", permissions=ROOM),
    "bridge/call_back.js": like("bridge", after="call"),
    "bridge/getters_global.js": like("bridge", after="globals", timeout=0.5),
    "bridge/never_settles.js": like("bridge", timeout=0.4),
    "bridge/empty_containers.js": like("bridge", host_growth=600 * MIB),
    "bridge/result_large.js": like("bridge", host_growth=600 * MIB),
    "bridge/functions_kept.js": like("bridge", host_growth=400 * MIB),
    "resources/timers.js": like("resources", after="large"),
    "resources/busy_later.js": like("resources", after="large"),
    "microtasks/after_end.js": like("microtasks", after="wait"),
    "workers/web.js": like("workers", timeout=3.0),
    "workers/node.js": like("workers", timeout=3.0, control=True),
    "protocol/empty_sets.js": like("protocol", timeout=3.0, memory=128 * MIB, host_growth=600 * MIB),
    "protocol/nothings.js": like("protocol", timeout=3.0, memory=128 * MIB, host_growth=600 * MIB),
    # One text may be as long as V8 allows: docs/embedding.md.
    "resources/repeat.js": like("resources", host_growth=900 * MIB),
    # What they do is no harm to the host, but for the host's own memory.
    "addons/written.js": like("addons", permissions=ROOM, on=(EMBEDDED,)),
    "addons/pointers.js": like("addons", on=(EMBEDDED,)),
    "addons/plugins.js": like("addons", on=(EMBEDDED,)),
    # In the host's own process it takes 8 seconds of the processor each: docs/embedding.md.
    "resources/array_length.js": like("resources", on=(PROCESS,)),
    "resources/lazy_load.js": like("resources", timeout=3.0, memory=32 * MIB),
    "resources/fill_then_copy.js": like("resources", timeout=3.0, memory=32 * MIB),
}


def setting(name: str) -> Setting:
    """Of a program, by `folder/file`."""
    return PROGRAMS.get(name) or FOLDERS[name.partition("/")[0]]


def programs() -> list[str]:
    """All of them: `folder/file`."""
    return sorted(
        f"{folder}/{path.name}"
        for folder in FOLDERS
        for path in (HERE / folder).glob("*")
        if path.suffix in (".js", ".mjs")
    )
