"""The same bytes to Bun.serve and Deno.serve of Naja and of the real ones: both must answer with the same."""

import re
import select
import socket
import time
from pathlib import Path

import pytest
from conftest import BUN, DENO, serving

PROGRAM = Path(__file__).parent / "programs" / "answers.mjs"
PATHS = (
    " json bytes empty 204 304 blob slow fields redirect search text url?x=1 later stream nothing/there"
).split(" ")


def request(path: str, *fields: str, method: str = "GET", body: bytes = b"", version: str = "1.1") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} /{path} HTTP/{version}", "Host: h:1", *fields, "", ""]
    return "\r\n".join(lines).encode() + body


CHUNKED = "Transfer-Encoding: chunked"
CASES: dict[str, list[bytes]] = {
    **{f"GET /{path}": [request(path)] for path in PATHS},
    "HEAD": [request("", method="HEAD")],
    "POST": [request("echo", "Content-Length: 3", method="POST", body=b"abc")],
    "POST in pieces": [request("echo", "Content-Length: 6", method="POST"), b"abc", b"def"],
    "POST chunked": [request("echo", CHUNKED, method="POST", body=b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")],
    "POST through": [request("pass", CHUNKED, method="POST"), b"3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n"],
    "POST large": [request("size", "Content-Length: 300000", method="POST", body=b"x" * 300000)],
    "POST not read": [request("ignore", "Content-Length: 5", method="POST", body=b"abcde"), request("json")],
    "100-continue": [request("echo", "Content-Length: 3", "Expect: 100-continue", method="POST"), b"abc"],
    "pipelined": [request("later") + request("json") + request("text")],
    "closing": [request("", "Connection: close")],
    "closing a stream": [request("slow", "Connection: close")],
    "repeated fields": [request("url", "X-A: 1", "x-a: 2", "Cookie: a=1", "cookie: b=2")],
    "a strange method": [request("url", method="PURGE")],
    "no HTTP": [b"GARBAGE\r\n\r\n"],
    "two lengths": [request("echo", "Content-Length: 3", "Content-Length: 4", method="POST", body=b"abc")],
    "length and chunks": [
        request("echo", "Content-Length: 3", CHUNKED, method="POST", body=b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n")
    ],
}


def exchange(port: int, pieces: list[bytes]) -> bytes:
    """Sends pieces one after the other; gives everything that comes back until the end, or until nothing comes."""
    received = b""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                client.sendall(piece)
                time.sleep(0.02)
            while select.select([client], [], [], 0.35)[0]:
                data = client.recv(65536)
                if not data:
                    return received + b"<end>"
                received += data
        except ConnectionError:
            return received + b"<end>"
    return received


def dechunk(body: str) -> str:
    """The content of chunks, and what follows them."""
    content = ""
    while True:
        size, _, rest = body.partition("\r\n")
        length = int(size, 16)
        if length == 0:
            return content + rest[2:]
        content += rest[:length]
        body = rest[length + 2 :]


# What differs between the real ones and has no standard: where lengths are known, and how types are spelt.
FREE = ("date", "content-length", "transfer-encoding", "vary", "etag", "connection")


def comparable(answer: bytes) -> list[object]:
    """An answer as status lines, fields and content."""
    text = answer.decode("latin1")
    result: list[object] = []
    while text.startswith("HTTP/"):
        head, _, text = text.partition("\r\n\r\n")
        lines = head.split("\r\n")
        fields = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines[1:])]
        named = dict(fields)
        if "chunked" in named.get("transfer-encoding", ""):
            text = dechunk(text)
            body, text = re.split(r"(?=HTTP/1)|$", text, maxsplit=1) if "HTTP/1" in text else (text, "")
        else:
            length = int(named.get("content-length", 0))
            body, text = text[:length], text[length:]
        kept = sorted(
            (n, v.lower().partition(";")[0] if n == "content-type" else v) for n, v in fields if n not in FREE
        )
        result.append((lines[0].replace("HTTP/1.0", "HTTP/1.1"), kept, body))
    return [*result, text]


# What the real ones do by themselves, and Naja better: Bun leaves Content-Type out, and closes on requests that come
# before the first one has its answer; Deno closes after a body that went through.
QUIRKS = {("bun", "HEAD"), ("bun", "pipelined"), ("deno", "POST through")}


@pytest.mark.parametrize("face", ["bun", "deno"])
def test_answers(face: str, naja: Path) -> None:
    """Each case against both."""
    wrong = []
    peer = BUN if face == "bun" else DENO
    with serving(*peer, PROGRAM, face) as theirs, serving(naja, PROGRAM, face) as ours:
        for name, pieces in CASES.items():
            expected, got = (comparable(exchange(port, pieces)) for port in (theirs, ours))
            if (face, name) not in QUIRKS and normal(expected, face) != normal(got, face):
                wrong.append(f"{name}\n  expected {expected}\n  got      {got}")
    assert not wrong, "\n".join(wrong)


def normal(answer: list[object], face: str) -> list[object]:
    """Without what Bun alone does: it gives bytes a type."""
    if face == "deno":
        return answer
    dropped = ("content-type", "application/octet-stream")
    return [
        (part[0], [field for field in part[1] if field != dropped], part[2])
        if isinstance(part, tuple)
        else part
        for part in answer
    ]


def test_pipelined_answers_keep_their_order(naja: Path) -> None:
    """The first answer takes longest."""
    for face in ("bun", "deno"):
        with serving(naja, PROGRAM, face) as port:
            parts = comparable(exchange(port, CASES["pipelined"]))
            assert [part[2] for part in parts if isinstance(part, tuple)][:2] == ["later", '{"a":1}']
