"""What an attack would take, change or reach, made anew for each program; and whether that has happened."""

import base64
import os
import secrets
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path


class Canaries:
    """A folder with a secret and with things that must stay as they are, servers that must see nobody, and a process
    that must stay alive. `target` is what the program is told."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.token = secrets.token_hex(12)
        self.folder = base / "folder"
        self.open = base / "open"
        self.room = base / "room"
        for folder in (self.folder, self.open, self.room):
            folder.mkdir(parents=True)
        (base / "secret").write_text(f"secret {self.token} secret")
        (base / "secret.js").write_text(f"module.exports = 'secret {self.token} secret';\n")
        (base / "secret.json").write_text(f'{{"secret": "{self.token}"}}\n')
        (self.folder / "kept").write_text("as it is")
        (self.open / "public").write_text("public")
        (self.open / "link").symlink_to(base / "secret")
        (self.open / "up").symlink_to(base)
        (self.room / "link").symlink_to(self.folder / "kept")
        (self.room / "up").symlink_to(self.folder)
        self.servers: list[socket.socket] = []
        self.tcp = self.listen(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self.tcp6 = self.listen(socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0)) if socket.has_ipv6 else 0
        self.udp = self.listen(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        self.listen(socket.AF_UNIX, socket.SOCK_STREAM, str(base / "socket"))
        self.abstract = f"naja-{self.token[:8]}"
        self.listen(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.abstract}")
        self.victim = subprocess.Popen(["/bin/sleep", "60"], stdin=subprocess.DEVNULL)
        self.before = self.snapshot()

    def listen(self, family: int, kind: int, address: object) -> int:
        """Another server; its port."""
        server = socket.socket(family, kind)
        try:
            server.bind(address)  # type: ignore[arg-type]
        except OSError:
            if family == socket.AF_INET6:
                return 0  # a machine without it
            raise
        if kind == socket.SOCK_STREAM:
            server.listen(4)
        server.setblocking(False)
        self.servers.append(server)
        return int(server.getsockname()[1]) if family in (socket.AF_INET, socket.AF_INET6) else 0

    def target(self) -> dict[str, object]:
        """What the program is told: where everything is."""
        return {
            "base": str(self.base),
            "secret": str(self.base / "secret"),
            "folder": str(self.folder),
            "kept": str(self.folder / "kept"),
            "witness": str(self.folder / "witness"),
            "open": str(self.open),
            "room": str(self.room),
            "tcp": self.tcp,
            "tcp6": self.tcp6,
            "udp": self.udp,
            "unix": str(self.base / "socket"),
            "abstract": self.abstract,
            "victim": self.victim.pid,
            "variable": "ATTACK_SECRET",
        }

    def snapshot(self) -> dict[str, object]:
        """Everything but the room: names, modes, dates, contents."""
        found: dict[str, object] = {}
        for path in [self.base, *sorted(self.base.rglob("*"))]:
            if path != self.room and self.room in path.parents:
                continue
            stat = path.lstat()
            name = str(path.relative_to(self.base))
            mtime = 0 if path in (self.room, self.base / "socket") else stat.st_mtime_ns
            content = b"" if path.is_symlink() or not path.is_file() else path.read_bytes()
            found[name] = (stat.st_mode, stat.st_uid, mtime, stat.st_nlink if path.is_file() else 0, content)
        return found

    def connections(self) -> list[str]:
        """Who has come to the servers."""
        found = []
        for server in self.servers:
            with suppress(BlockingIOError):
                if server.type == socket.SOCK_STREAM:
                    server.accept()[0].close()
                else:
                    server.recv(1)
                found.append(f"a server was reached: {server.getsockname()!r}")
        return found

    def escapes(self, told: str, secret: str = "") -> list[str]:
        """What has happened. told: all that came out of the program."""
        found = self.connections()
        for name, token in (("file", self.token), ("host", secret)):
            if token and tells(told, token):
                found.append(f"the secret of the {name} came out")
        after = self.snapshot()
        for name in sorted(self.before.keys() | after.keys()):
            if self.before.get(name) != after.get(name):
                found.append(f"files were changed: {name}")
        if self.victim.poll() is not None:
            found.append("another process was ended")
        else:
            with suppress(OSError):
                if os.getpriority(os.PRIO_PROCESS, self.victim.pid) != os.getpriority(os.PRIO_PROCESS, 0):
                    found.append("another process was changed")
                if Path(f"/proc/{self.victim.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
                    found.append("another process was stopped")
        return found

    def close(self) -> None:
        """Takes everything away."""
        for server in self.servers:
            server.close()
        self.victim.kill()
        self.victim.wait()
        shutil.rmtree(self.base, ignore_errors=True)


def tells(told: str, token: str) -> bool:
    """Whether a text has a token in it, as it is or written otherwise."""
    data = token.encode()
    forms = [token, token[::-1], data.hex(), ",".join(map(str, data)), ", ".join(map(str, data))]
    # In base64, wherever it begins.
    forms += [base64.b64encode(b"\0" * at + data).decode()[4 if at else 0 : -8] for at in range(3)]
    return any(form in told for form in forms)
