"""Bodies that are read as a whole, however they come in, and long strings that go out: Bun.serve and Deno.serve."""

import hashlib
import json
import random
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import NAJA, serving

PROGRAM = Path(__file__).parent / "programs" / "bodies.mjs"
MIB = 1 << 20
# Where something changes: what a read brings, what becomes a string of its own memory, what is put together at most.
SIZES = (1, 4095, 4097, 65535, 65536, 65537, 262143, 262145, MIB, 8 * MIB - 1, 8 * MIB + 1)


@pytest.fixture(params=["bun", "deno"], scope="module")
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """Where the program answers."""
    with serving(NAJA, PROGRAM, request.param) as number:
        yield number


class Client:
    """A connection on which nothing takes longer than 20 seconds."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.coming = self.socket.makefile("rb")

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self.coming.close()
        self.socket.close()

    def response(self) -> bytes:
        """The body of the next response."""
        head = b"".join(iter(self.coming.readline, b"\r\n")).lower()
        assert head.startswith(b"http/1.1 200 ")
        length = re.search(rb"content-length: (\d+)", head)
        if length:
            return self.coming.read(int(length[1]))
        assert b"transfer-encoding: chunked" in head
        pieces = []
        while size := int(self.coming.readline(), 16):
            pieces.append(self.coming.read(size))
            assert self.coming.readline() == b"\r\n"
        assert self.coming.readline() == b"\r\n"
        return b"".join(pieces)

    def ask(self, request: bytes, cuts: Sequence[int] = ()) -> object:
        """Sends a request in pieces; gives what the server says."""
        for begin, end in zip([0, *cuts], [*cuts, len(request)], strict=True):
            self.socket.sendall(request[begin:end])
            if cuts:
                time.sleep(0.005)
        return json.loads(self.response())


def post(path: str, body: bytes, coding: str = "length") -> bytes:
    """A request as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: h\r\n"
    if coding == "length":
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    chunks = [body[i : i + 50_000] for i in range(0, len(body), 50_000)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + framed + b"0\r\n\r\n"


def about_text(body: bytes) -> dict[str, object]:
    """What the server must say of a text."""
    units = body.decode("utf-8-sig", "replace").encode("utf-16-le")
    return {"length": len(units) // 2, "sha1": hashlib.sha1(units).hexdigest()}


def about_bytes(body: bytes) -> dict[str, object]:
    """What the server must say of bytes."""
    return {"length": len(body), "sha1": hashlib.sha1(body).hexdigest()}


def contents(size: int) -> dict[str, bytes]:
    """Bodies of a size."""
    random_bytes = random.Random(size).randbytes(min(size, 4096)) * (size // 4096 + 1)
    return {
        "ascii": (b"Hello, World! " * (size // 14 + 1))[:size],
        "latin1": ("é".encode() * size)[: size // 2 * 2],
        "wide": ("a€\U0001f600".encode() * (size // 8 + 1))[: size // 8 * 8],
        "bom": (b"\xef\xbb\xbf" + b"x" * size)[: size + 3],
        "random": random_bytes[:size],
    }


@pytest.mark.parametrize("size", SIZES)
def test_bodies_come_whole_however_they_are_cut_and_whenever_they_are_read(port: int, size: int) -> None:
    chance = random.Random(size)
    with Client(port) as client:
        for name, body in contents(size).items():
            for reader in ("text", "bytes", "buffer", "clone", "chunks"):
                if size > 70_000 and (name == "bom" or reader in ("clone", "chunks")):
                    continue
                is_text = reader in ("text", "clone")
                expected = about_text(body) if is_text else about_bytes(body)
                for coding, wait in (("length", 0), ("length", 15), ("chunked", 0)):
                    if (size > MIB and coding == "chunked") or (wait and size < 65536):
                        continue
                    request = post(f"/{reader}?wait={wait}", body, coding)
                    cuts = sorted(chance.sample(range(1, len(request)), chance.choice((0, 1, 3))))
                    said = client.ask(request, cuts)
                    assert said == expected, (name, reader, coding, wait, cuts)
        # Memory is used again: what was read before must not be in it.
        same = client.ask(post("/kept", b""))
        assert isinstance(same, list) and all(same) and len(same) > 5


@pytest.mark.parametrize("size", [100, 70_000, MIB])
def test_json_is_parsed_and_mistakes_in_it_are_told(port: int, size: int) -> None:
    texts = [f"{chr(97 + i)}" * size for i in range(6)] + ["é" * size, "\U0001f600" * (size // 2)]
    with Client(port) as client:
        for text in texts:
            body = json.dumps({"text": text, "n": [1, 2, {"a": None}]}, ensure_ascii=False).encode()
            cut = [len(body) // 2]
            assert client.ask(post("/json", body), cut) == {
                "keys": ["text", "n"],
                **about_text(text.encode()),
            }
        broken = b'{"text": "' + b"x" * size + b'", oh}'
        said = client.ask(post("/json", broken), [size // 2])
        assert isinstance(said, dict)
        assert said["error"].startswith(
            "SyntaxError: Expected double-quoted property name in JSON at position"
        )
        assert client.ask(post("/kept", b"")) == [True] * len(texts)


def test_a_request_behind_a_body_that_waited_is_answered(port: int) -> None:
    # All of the body has come before anybody reads it, more than waits without the connection being told to stop.
    body = b"x" * 300_000
    with Client(port) as client:
        for reader in ("text", "bytes", "chunks"):
            about = about_text if reader == "text" else about_bytes
            assert client.ask(post(f"/{reader}?wait=100", body)) == about(body)
            assert client.ask(post("/text", b"next")) == about_text(b"next")


def test_requests_behind_one_another_get_their_own_bodies(port: int) -> None:
    bodies = [bytes([97 + i]) * size for i, size in enumerate((10, 70_000, 300_000, 5, MIB, 1, 65_536))]
    with Client(port) as client:
        requests = [post(f"/text?wait={i % 3 * 5}", body) for i, body in enumerate(bodies)]
        found = [client.ask(b"".join(requests)), *(json.loads(client.response()) for _ in bodies[1:])]
        assert found == [about_text(body) for body in bodies]


def test_a_client_that_goes_in_the_middle_of_a_body_leaves_the_others_theirs(port: int) -> None:
    body = b"x" * MIB
    with Client(port) as other:
        for reader in ("text", "json", "bytes"):
            with Client(port) as client:
                client.socket.sendall(post(f"/{reader}", body)[: MIB // 2])
                time.sleep(0.02)
            assert other.ask(post("/text", body), [MIB // 3]) == about_text(body)


@pytest.mark.parametrize(
    "name, text",
    [
        ("ascii", "x" * 3_000_000),
        ("cons", "ab" * 750_000 + "cd" * 750_000),
        ("latin1", "é" * 1_500_000),
        ("wide", "aé\U0001f600" * 750_000),
    ],
)
def test_long_strings_go_out_whole_to_a_client_that_reads_slowly(port: int, name: str, text: str) -> None:
    with Client(port) as client:
        for _ in range(2):
            client.socket.sendall(f"GET /give/{name} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        time.sleep(0.1)
        for _ in range(2):
            assert client.response() == text.encode()


@pytest.mark.parametrize("how", ["start", "micro", "turn", "mixed"])
def test_streams_go_out_whole_whatever_their_chunks(port: int, how: str) -> None:
    shapes = [(1, 10), (63, 1024), (64, 1024), (65, 1024), (130, 1000), (3, 65_536), (5, 70_000)]
    with Client(port) as client, Client(port) as slow:
        for again in range(2):
            for count, size in shapes:
                request = f"GET /stream/{count}/{size}/{how} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
                expected = b"".join(bytes([i % 251]) * size for i in range(count))
                client.socket.sendall(request)
                assert client.response() == expected
                if again and how != "turn":
                    for _ in range(12):
                        slow.socket.sendall(request)
        if how != "turn":
            time.sleep(0.1)
            for count, size in shapes:
                expected = b"".join(bytes([i % 251]) * size for i in range(count))
                for _ in range(12):
                    assert slow.response() == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_json_of_long_strings(seed: int) -> None:
    """json() of texts whose long strings are cut out before V8 parses them gives what JSON.parse gives."""
    program = PROGRAM.with_name("long_json.mjs")
    done = subprocess.run([NAJA, program, str(seed), "400"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    good, long = json.loads(done.stdout)
    assert 250 < long <= good < 390
