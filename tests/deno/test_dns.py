"""Deno.resolveDns against a name server of the test's own."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DENO, same_as_peer

PROGRAM = Path(__file__).parent / "programs" / "_dns.ts"


def name(text: str) -> bytes:
    """A name as labels."""
    return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".")) + b"\0"


def text(value: bytes) -> bytes:
    """A character-string."""
    return bytes([len(value)]) + value


RECORDS = {
    1: [socket.inet_aton("1.2.3.4"), socket.inet_aton("5.6.7.8")],
    2: [name("ns1.test"), name("ns2.test")],
    5: [name("alias.test")],
    6: [name("m.test") + name("r.test") + struct.pack(">IIIII", 1, 2, 3, 4, 5)],
    12: [name("ptr.test")],
    15: [struct.pack(">H", 10) + name("mx.test")],
    16: [text(b"hello") + text(b"world"), text(b"x=1")],
    28: [socket.inet_pton(socket.AF_INET6, "2001:db8::1")],
    33: [struct.pack(">HHH", 1, 2, 443) + name("srv.test")],
    35: [struct.pack(">HH", 1, 2) + text(b"u") + text(b"E2U") + text(b"!re!") + name("rep.test")],
    257: [bytes([0]) + text(b"issue") + b"ca.test"],
}


def answer(query: bytes) -> bytes:
    """What the server says: nothing there for names that begin with `empty`, no such name for `nx`."""
    end = query.index(b"\0", 12)
    (kind,) = struct.unpack(">H", query[end + 1 : end + 3])
    question = query[12 : end + 5]
    first = question[1 : 1 + question[0]].lower()
    records = [] if first in (b"nx", b"empty") else RECORDS.get(kind, [])
    flags = b"\x81\x83" if first == b"nx" else b"\x81\x80"
    body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(r)) + r for r in records)
    return query[:2] + flags + struct.pack(">HHHH", 1, len(records), 0, 0) + question + body


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a name server."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                query, sender = server.recvfrom(512)
                if not query:
                    return
                server.sendto(answer(query), sender)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stopper:
        stopper.sendto(b"", server.getsockname())
    thread.join(5)
    server.close()


def test_resolve_dns(port: int, tmp_path: Path) -> None:
    same_as_peer(DENO, PROGRAM, tmp_path, str(port))
