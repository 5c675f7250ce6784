"""Frames that a client may send, and those that it may not (RFC 6455), byte by byte."""

import base64
import os
import socket
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import serving

SERVER = """
const server = Bun.serve({ port: 0, hostname: '127.0.0.1',
  fetch(request, server) { return server.upgrade(request) ? undefined : new Response('no', { status: 400 }); },
  websocket: { perMessageDeflate: true, maxPayloadLength: 1 << 16,
    message(ws, message) { ws.send(message, true); } } });
console.log(server.port);
"""
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Client:
    """A client that sends whatever a test wants."""

    def __init__(self, port: int, extensions: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET / HTTP/1.1", "Host: a", "Upgrade: websocket", "Connection: keep-alive, Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [f"Sec-WebSocket-Extensions: {extensions}"] if extensions else []
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(4096)
        self.head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        assert self.head.startswith(b"HTTP/1.1 101 ")

    def send(self, first: int, payload: bytes, masked: bool = True, length: int | None = None) -> None:
        """One frame; `first` is its first byte."""
        self.socket.sendall(frame(first, payload, masked, length))

    def read(self, size: int) -> bytes:
        while len(self.buffer) < size:
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError
            self.buffer += piece
        result, self.buffer = self.buffer[:size], self.buffer[size:]
        return result

    def receive(self) -> tuple[int, bytes]:
        """The first byte and the payload of the next frame."""
        first, length = self.read(2)
        assert length < 128, "a server does not mask"
        if length == 126:
            (length,) = struct.unpack("!H", self.read(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self.read(8))
        return first, self.read(length)

    def closing(self) -> int:
        """The code of the Close frame that comes next, and that the connection ends after it."""
        first, payload = self.receive()
        assert first == 0x80 | CLOSE
        with pytest.raises((EOFError, ConnectionError)):
            self.read(1)
        return int(struct.unpack("!H", payload[:2])[0]) if payload else 1005


def frame(first: int, payload: bytes, masked: bool = True, length: int | None = None) -> bytes:
    size = len(payload) if length is None else length
    mask = os.urandom(4) if masked else b""
    bit = 128 if masked else 0
    if size < 126:
        head = bytes([first, bit | size])
    elif size < 65536:
        head = bytes([first, bit | 126]) + struct.pack("!H", size)
    else:
        head = bytes([first, bit | 127]) + struct.pack("!Q", size)
    if masked:
        payload = bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))
    return head + mask + payload


@pytest.fixture(scope="module")
def port(naja: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(naja, tmp_path_factory.mktemp("ws")) as number:
        yield number


@contextmanager
def running(naja: Path, folder: Path) -> Iterator[int]:
    file = folder / "server.ts"
    file.write_text(SERVER)
    with serving(naja, file) as number:
        yield number


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536])
def test_sizes(port: int, size: int) -> None:
    client = Client(port)
    content = bytes(i & 255 for i in range(size))
    client.send(0x80 | BINARY, content)
    assert client.receive() == (0x80 | BINARY, content)


def test_one_byte_at_a_time(port: int) -> None:
    client = Client(port)
    for byte in frame(0x80 | TEXT, "grüße 😀".encode()) + frame(0x80 | BINARY, b"x" * 200):
        client.socket.sendall(bytes([byte]))
    assert client.receive() == (0x80 | TEXT, "grüße 😀".encode())
    assert client.receive() == (0x80 | BINARY, b"x" * 200)


def test_fragments_with_a_ping_between(port: int) -> None:
    client = Client(port)
    data = "é€".encode()
    pieces = [
        frame(TEXT, data[:1]),
        frame(0x80 | PING, b"p"),
        frame(0, b""),
        frame(0, data[1:3]),
        frame(0x80, data[3:]),
    ]
    client.socket.sendall(b"".join(pieces))
    assert client.receive() == (0x80 | PONG, b"p")
    assert client.receive() == (0x80 | TEXT, data)


def test_many_in_one_piece(port: int) -> None:
    client = Client(port)
    client.socket.sendall(b"".join(frame(0x80 | TEXT, str(i).encode()) for i in range(2000)))
    assert [client.receive()[1] for _ in range(2000)] == [str(i).encode() for i in range(2000)]


BROKEN = {
    "not masked": (frame(0x80 | TEXT, b"x", masked=False), 1002),
    "reserved bit": (frame(0xA0 | TEXT, b"x"), 1002),
    "compressed without agreement": (frame(0xC0 | TEXT, b"x"), 1002),
    "unknown opcode": (frame(0x83, b"x"), 1002),
    "unknown control opcode": (frame(0x8B, b"x"), 1002),
    "fragmented ping": (frame(PING, b"x"), 1002),
    "long ping": (frame(0x80 | PING, b"x" * 126), 1002),
    "continuation of nothing": (frame(0x80, b"x"), 1002),
    "a message within a message": (frame(TEXT, b"x") + frame(0x80 | TEXT, b"y"), 1002),
    "bad UTF-8": (frame(0x80 | TEXT, b"\xc3\x28"), 1007),
    "surrogates": (frame(0x80 | TEXT, b"\xed\xa0\x80"), 1007),
    "too long": (frame(0x80 | BINARY, b"", length=65537), 1009),
    "too long in pieces": (frame(BINARY, b"x" * 65536) + frame(0x80, b"y"), 1009),
    "absurdly long": (frame(0x80 | BINARY, b"", length=2**63), 1009),
    "close of one byte": (frame(0x80 | CLOSE, b"\x03"), 1002),
    "close with 1005": (frame(0x80 | CLOSE, struct.pack("!H", 1005)), 1002),
    "close with 2999": (frame(0x80 | CLOSE, struct.pack("!H", 2999)), 1002),
    "close with bad UTF-8": (frame(0x80 | CLOSE, struct.pack("!H", 1000) + b"\xff"), 1007),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(port: int, name: str) -> None:
    data, code = BROKEN[name]
    client = Client(port)
    client.socket.sendall(data)
    assert client.closing() == code


@pytest.mark.parametrize("payload", [b"", struct.pack("!H", 1000) + b"bye", struct.pack("!H", 4999)])
def test_close(port: int, payload: bytes) -> None:
    client = Client(port)
    client.send(0x80 | CLOSE, payload)
    assert client.closing() == (struct.unpack("!H", payload[:2])[0] if payload else 1005)


def compress(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return (deflater.compress(data) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]


def test_deflate(port: int) -> None:
    client = Client(port, "permessage-deflate; client_max_window_bits")
    assert b"permessage-deflate" in client.head
    for text in (b"", b"a", b"hello " * 5000):
        client.send(0xC0 | TEXT, compress(text))
        first, payload = client.receive()
        assert first == 0xC0 | TEXT
        assert zlib.decompressobj(wbits=-15).decompress(payload + b"\0\0\xff\xff") == text
    client.send(TEXT, b"pl")
    client.send(0x80, b"ain")
    assert zlib.decompressobj(wbits=-15).decompress(client.receive()[1] + b"\0\0\xff\xff") == b"plain"


@pytest.mark.parametrize(
    ("data", "code"), [(compress(b"x" * 70000), 1009), (b"\xff" * 20, 1007)], ids=["too long", "no deflate"]
)
def test_deflate_refused(port: int, data: bytes, code: int) -> None:
    client = Client(port, "permessage-deflate")
    client.send(0xC0 | BINARY, data)
    assert client.closing() == code
