"""RFC 6455 as a debugger's server needs it: the handshake's answer, frames in and out."""

from base64 import b64encode
from hashlib import sha1

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
LARGEST = 1 << 30


class ProtocolError(Exception):
    """The client does not speak WebSocket."""


def accept(key: str) -> str:
    """What a client's key is answered with."""
    return b64encode(sha1(key.encode() + MAGIC, usedforsecurity=False).digest()).decode()


def frame(kind: int, payload: bytes = b"") -> bytes:
    """A whole message in one frame, not masked."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | kind, size))
    elif size < 1 << 16:
        head = bytes((0x80 | kind, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | kind, 127)) + size.to_bytes(8, "big")
    return head + payload


def unmask(payload: bytes, mask: bytes) -> bytes:
    """The exclusive or of a payload and its mask, over and over."""
    size = len(payload)
    whole = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")


class Reader:
    """Bytes in, messages out."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.parts = b""
        self.kind = 0

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The messages (kind, payload) that are complete with `data`. Raises ProtocolError."""
        self.buffer += data
        messages = []
        while (found := self.frame()) is not None:
            is_last, kind, payload = found
            if kind >= CLOSE:
                messages.append((kind, payload))
                continue
            if bool(kind) == bool(self.kind):
                raise ProtocolError
            self.kind = kind or self.kind
            self.parts += payload
            if is_last:
                messages.append((self.kind, self.parts))
                self.kind, self.parts = 0, b""
        return messages

    def frame(self) -> tuple[bool, int, bytes] | None:
        """The next frame, taken from the buffer."""
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        size, at = buffer[1] & 0x7F, 2
        if size > 125:
            at += 2 if size == 126 else 8
            if len(buffer) < at:
                return None
            size = int.from_bytes(buffer[2:at], "big")
        if not buffer[1] & 0x80 or buffer[0] & 0x70 or size > LARGEST:
            raise ProtocolError
        if len(buffer) < at + 4 + size:
            return None
        payload = unmask(bytes(buffer[at + 4 : at + 4 + size]), bytes(buffer[at : at + 4]))
        found = bool(buffer[0] & 0x80), buffer[0] & 0x0F, payload
        del buffer[: at + 4 + size]
        return found
