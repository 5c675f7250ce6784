"""Frames of HTTP/2, put together by hand: right ones, and such as nobody should send."""

import struct

MAGIC = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = (
    range(10)
)
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY_FLAG = 1, 1, 4, 8, 32


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    """One frame."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text(value: bytes) -> bytes:
    """A string of HPACK as it is."""
    assert len(value) < 127
    return bytes([len(value)]) + value


def field(name: bytes, value: bytes) -> bytes:
    """A field that is not put into the table."""
    return b"\x00" + text(name) + text(value)


def head(path: bytes = b"/", *more: tuple[bytes, bytes], method: bytes = b"GET") -> bytes:
    """The block of a request."""
    fields = [
        (b":method", method),
        (b":path", path),
        (b":scheme", b"http"),
        (b":authority", b"localhost"),
        *more,
    ]
    return b"".join(field(name, value) for name, value in fields)


def request(stream: int = 1, path: bytes = b"/", *more: tuple[bytes, bytes]) -> bytes:
    """A GET request."""
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, head(path, *more))


def post(stream: int = 1, *more: tuple[bytes, bytes]) -> bytes:
    """The head of a request with a body."""
    return frame(HEADERS, END_HEADERS, stream, head(b"/", *more, method=b"POST"))


def setting(number: int, value: int) -> bytes:
    """One entry of SETTINGS."""
    return struct.pack(">HI", number, value)


def number(value: int) -> bytes:
    """32 bits."""
    return struct.pack(">I", value)


HELLO = MAGIC + frame(SETTINGS)

# By name: what is sent after the connection is open.
CASES: dict[str, bytes] = {
    "a request": HELLO + request(),
    "no magic": b"GET / HTTP/1.1\r\nhost: a\r\n\r\n" + bytes(20),
    "magic cut short": MAGIC[:10],
    "no settings first": MAGIC + request(),
    "ping first": MAGIC + frame(PING, 0, 0, bytes(8)),
    "acknowledgement first": MAGIC + frame(SETTINGS, ACK),
    "unasked acknowledgement": HELLO + frame(SETTINGS, ACK) * 2,
    "frame too large": HELLO + b"\x00\x40\x01\x00\x00" + number(1) + bytes(10),
    "data on 0": HELLO + frame(DATA, 0, 0, b"x"),
    "data on an idle stream": HELLO + frame(DATA, 0, 5, b"x"),
    "data after the end": HELLO + request(1, b"/hold") + frame(DATA, 0, 1, b"x"),
    "padding too long": HELLO + post() + frame(DATA, PADDED, 1, b"\x05abc"),
    "padding fits": HELLO + post() + frame(DATA, PADDED | END_STREAM, 1, b"\x02abcd\0\0"),
    "headers on 0": HELLO + frame(HEADERS, END_HEADERS | END_STREAM, 0, head()),
    "headers on an even stream": HELLO + frame(HEADERS, END_HEADERS | END_STREAM, 2, head()),
    "a lower stream": HELLO + request(5) + request(3),
    "headers padded too long": HELLO + frame(HEADERS, END_HEADERS | PADDED, 1, b"\xff" + head()),
    "headers too short for a priority": HELLO + frame(HEADERS, END_HEADERS | PRIORITY_FLAG, 1, b"\0\0"),
    "depends on itself": HELLO + frame(HEADERS, END_HEADERS | PRIORITY_FLAG, 1, number(1) + b"\x10" + head()),
    "priority": HELLO + frame(PRIORITY, 0, 1, number(3) + b"\x10") + request(1),
    "priority too short": HELLO + frame(PRIORITY, 0, 1, b"abc"),
    "reset too short": HELLO + request(1, b"/hold") + frame(RST_STREAM, 0, 1, b"abc"),
    "reset on 0": HELLO + frame(RST_STREAM, 0, 0, number(8)),
    "reset of an idle stream": HELLO + frame(RST_STREAM, 0, 1, number(8)),
    "reset": HELLO + request(1, b"/hold") + frame(RST_STREAM, 0, 1, number(8)),
    "reset twice": HELLO + request(1, b"/hold") + frame(RST_STREAM, 0, 1, number(8)) * 2,
    "settings on a stream": HELLO + frame(SETTINGS, 0, 1),
    "settings of 5 bytes": HELLO + frame(SETTINGS, 0, 0, b"abcde"),
    "acknowledgement with a payload": HELLO + frame(SETTINGS, ACK, 0, bytes(6)),
    "push neither on nor off": HELLO + frame(SETTINGS, 0, 0, setting(2, 2)),
    "window too large": HELLO + frame(SETTINGS, 0, 0, setting(4, 2**31)),
    "frames too small": HELLO + frame(SETTINGS, 0, 0, setting(5, 16383)),
    "frames too large": HELLO + frame(SETTINGS, 0, 0, setting(5, 2**24)),
    "too many settings": HELLO + frame(SETTINGS, 0, 0, setting(99, 1) * 33),
    "unknown setting": HELLO + frame(SETTINGS, 0, 0, setting(0xABC, 7)) + request(),
    "push from a client": HELLO
    + request(1, b"/hold")
    + frame(PUSH_PROMISE, END_HEADERS, 1, number(2) + head()),
    "ping": HELLO + frame(PING, 0, 0, b"12345678"),
    "ping of 7 bytes": HELLO + frame(PING, 0, 0, bytes(7)),
    "ping on a stream": HELLO + frame(PING, 0, 1, bytes(8)),
    "unasked pong": HELLO + frame(PING, ACK, 0, bytes(8)),
    "goaway too short": HELLO + frame(GOAWAY, 0, 0, bytes(7)),
    "goaway on a stream": HELLO + frame(GOAWAY, 0, 1, bytes(8)),
    "goaway with an error": HELLO + frame(GOAWAY, 0, 0, number(0) + number(2) + b"why"),
    "window update of 0": HELLO + frame(WINDOW_UPDATE, 0, 0, number(0)),
    "window update of 0 on a stream": HELLO + request(1, b"/hold") + frame(WINDOW_UPDATE, 0, 1, number(0)),
    "window update too short": HELLO + frame(WINDOW_UPDATE, 0, 0, b"abc"),
    "window update on an idle stream": HELLO + frame(WINDOW_UPDATE, 0, 1, number(1)),
    "connection's window overflows": HELLO + frame(WINDOW_UPDATE, 0, 0, number(2**31 - 1)),
    "stream's window overflows": HELLO + request(1, b"/hold") + frame(WINDOW_UPDATE, 0, 1, number(2**31 - 1)),
    "continuation of nothing": HELLO + frame(CONTINUATION, END_HEADERS, 1, head()),
    "continued": HELLO
    + frame(HEADERS, END_STREAM, 1, head()[:20])
    + frame(CONTINUATION, 0, 1, head()[20:30])
    + frame(CONTINUATION, END_HEADERS, 1, head()[30:]),
    "continued on another stream": HELLO
    + frame(HEADERS, END_STREAM, 1, head())
    + frame(CONTINUATION, 4, 3, b""),
    "interrupted": HELLO + frame(HEADERS, END_STREAM, 1, head()) + frame(PING, 0, 0, bytes(8)),
    "continued without end": HELLO
    + frame(HEADERS, END_STREAM, 1, head())
    + frame(CONTINUATION, 0, 1, b"") * 12,
    "index 0": HELLO + frame(HEADERS, 5, 1, b"\x80"),
    "index beyond the table": HELLO + frame(HEADERS, 5, 1, b"\xff\x80\x01"),
    "index of many bytes": HELLO + frame(HEADERS, 5, 1, b"\xff" + b"\xff" * 10 + b"\x01"),
    "field cut short": HELLO + frame(HEADERS, 5, 1, b"\x00\x05ab"),
    "bad Huffman code": HELLO + frame(HEADERS, 5, 1, b"\x00\x84\xff\xff\xff\xff\x01a"),
    "bad Huffman padding": HELLO + frame(HEADERS, 5, 1, b"\x00\x81\x00\x01a"),
    "table too large": HELLO + frame(HEADERS, 5, 1, b"\x3f\xe2\x1f" + head()),
    "table resized": HELLO + frame(HEADERS, 5, 1, b"\x20\x3f\xe1\x1f" + head()),
    "table resized late": HELLO + frame(HEADERS, 5, 1, head() + b"\x20"),
    "upper case": HELLO + request(1, b"/", (b"X-Upper", b"1")),
    "name with a space": HELLO + request(1, b"/", (b"x y", b"1")),
    "empty name": HELLO + request(1, b"/", (b"", b"1")),
    "value with a line": HELLO + request(1, b"/", (b"x", b"a\r\nb: c")),
    "value with a zero": HELLO + request(1, b"/", (b"x", b"a\0b")),
    "connection": HELLO + request(1, b"/", (b"connection", b"close")),
    "transfer-encoding": HELLO + request(1, b"/", (b"transfer-encoding", b"chunked")),
    "te": HELLO + request(1, b"/", (b"te", b"gzip")) + request(3, b"/", (b"te", b"trailers")),
    "pseudo after others": HELLO + request(1, b"/", (b"x", b"1"), (b":path", b"/")),
    "path twice": HELLO + request(1, b"/", (b":path", b"/")),
    "unknown pseudo": HELLO + request(1, b"/", (b":x", b"1")),
    "status in a request": HELLO + request(1, b"/", (b":status", b"200")),
    "no path": HELLO + frame(HEADERS, 5, 1, field(b":method", b"GET") + field(b":scheme", b"http")),
    "empty path": HELLO + request(1, b""),
    "path without a slash": HELLO + request(1, b"a"),
    "authority with a space": HELLO + request(1, b"/", (b"host", b"a b")),
    "two lengths": HELLO + post(1, (b"content-length", b"1"), (b"content-length", b"1")),
    "no number as length": HELLO + post(1, (b"content-length", b"x1")),
    "shorter than its length": HELLO
    + post(1, (b"content-length", b"5"))
    + frame(DATA, END_STREAM, 1, b"abc"),
    "longer than its length": HELLO + post(1, (b"content-length", b"2")) + frame(DATA, END_STREAM, 1, b"abc"),
    "as long as its length": HELLO + post(1, (b"content-length", b"3")) + frame(DATA, END_STREAM, 1, b"abc"),
    "trailers": HELLO + post() + frame(DATA, 0, 1, b"abc") + frame(HEADERS, 5, 1, field(b"x-t", b"1")),
    "trailers that do not end": HELLO + post() + frame(HEADERS, END_HEADERS, 1, field(b"x-t", b"1")),
    "pseudo in trailers": HELLO + post() + frame(HEADERS, 5, 1, field(b":path", b"/")),
    "headers after the end": HELLO + request(1, b"/hold") + frame(HEADERS, 5, 1, field(b"x-t", b"1")),
    "unknown frame": HELLO + frame(77, 255, 1, b"what") + request(1),
    "too many fields": HELLO + frame(HEADERS, 5, 1, head() + field(b"x", b"1") * 200),
    "no padding at all": HELLO + post() + frame(DATA, PADDED, 1, b""),
    "extended connect unasked": HELLO + request(1, b"/", (b":protocol", b"x")),
    "connect with a path": HELLO + frame(HEADERS, 5, 1, head(method=b"CONNECT")),
    "more than the window": HELLO + post() + frame(DATA, 0, 1, bytes(16384)) * 5,
}
