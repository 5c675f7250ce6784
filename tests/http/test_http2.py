"""node:http2 against clients that are none of ours: curl, wrong frames (beside Node.js), floods, noise."""

import random
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import serving
from http2_frames import CASES, HELLO, frame, number, post, request, setting

HERE = Path(__file__).resolve().parent
SERVER = HERE / "http2_server.js"
NAMES = (
    "DATA HEADERS PRIORITY RST_STREAM SETTINGS PUSH_PROMISE PING GOAWAY WINDOW_UPDATE CONTINUATION".split()
)


@pytest.fixture(scope="module")
def port(naja: Path) -> Iterator[int]:
    """Of the server under Naja."""
    with serving(naja, SERVER) as port:
        yield port


@pytest.fixture(scope="module")
def node_port(node: Path) -> Iterator[int]:
    """Of the same server under Node.js."""
    with serving(node, SERVER) as port:
        yield port


def frames(data: bytes) -> list[tuple[int, int, int, bytes]]:
    """What came: kind, flags, stream, payload of each."""
    found = []
    while len(data) >= 9:
        length = int.from_bytes(data[:3], "big")
        found.append((data[3], data[4], int.from_bytes(data[5:9], "big") & 0x7FFFFFFF, data[9 : 9 + length]))
        data = data[9 + length :]
    return found


def talk(port: int, sent: bytes, wait: float = 0.15) -> bytes:
    """What the server answers until it is silent for so many seconds, or closes."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as connection:
        connection.sendall(sent)
        try:
            while chunk := connection.recv(65536):
                got += chunk
        except (TimeoutError, ConnectionResetError):
            pass
    return got


def describe(data: bytes) -> list[str]:
    """What matters of the frames: the errors, the streams that were answered."""
    lines = []
    for kind, flags, stream, payload in frames(data):
        if kind in (3, 7):
            lines.append(f"{NAMES[kind]} {stream} {payload[-4:].hex() if kind == 3 else payload[:8].hex()}")
        elif kind not in (4, 8):
            lines.append(f"{NAMES[kind]} {stream} {flags & 1} {len(payload) if kind == 0 else ''}")
    return sorted(set(lines))


@pytest.mark.parametrize("name", CASES)
def test_wrong_frames_are_answered_as_by_node(name: str, port: int, node_port: int) -> None:
    def problems() -> str:
        ours, theirs = (describe(talk(p, CASES[name])) for p in (port, node_port))
        # What was answered before a connection ends is a matter of moments.
        if any(line.startswith("GOAWAY") for line in theirs) or name.startswith("reset"):
            ours, theirs = (
                [line for line in lines if "Y" in line[:7] or "_" in line] for lines in (ours, theirs)
            )
        return "" if ours == theirs else f"Naja: {ours}\nNode.js: {theirs}"

    if problems() and (again := problems()):
        pytest.fail(again, pytrace=False)


CURL = shutil.which("curl")


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
def test_curl(port: int, tmp_path: Path) -> None:
    def curl(*args: str) -> str:
        command = [str(CURL), "-s", "--max-time", "10", "--http2-prior-knowledge", *args]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    url = f"http://127.0.0.1:{port}/"
    (tmp_path / "body").write_bytes(bytes(3_000_000))
    assert curl("-i", url).startswith("HTTP/2 200")
    assert "x-length: 3000000" in curl("-i", "--data-binary", f"@{tmp_path / 'body'}", url)
    assert len(curl(url + "big")) == 200_000
    assert curl(url, "-H", "x-long: " + "a" * 20_000) == "ok"


FLOODS = {
    "pings": frame(6, 0, 0, bytes(8)) * 2000,
    "settings": frame(4, 0, 0, setting(4, 65535)) * 2000,
    "empty data": frame(0, 0, 1, b"") * 2000,
    "priorities": frame(2, 0, 1, number(3) + b"\x10") * 2000,
    "window updates": frame(8, 0, 1, number(1)) * 2000,
    "unknown frames": frame(99, 0, 0, bytes(100)) * 500,
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_takes_no_memory(name: str, naja: Path) -> None:
    with serving(naja, SERVER) as port:
        before = resident(port)
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(HELLO + post(1))
            end = time.monotonic() + 1
            try:
                while time.monotonic() < end:
                    connection.sendall(FLOODS[name])
            except (TimeoutError, ConnectionResetError, BrokenPipeError):
                pass
            assert resident(port) - before < 60_000_000
        assert b"ok" in talk(port, HELLO + request())


def resident(port: int) -> int:
    """The server's memory in bytes, as it tells itself."""
    return int(
        b"".join(
            payload
            for kind, _, _, payload in frames(talk(port, HELLO + request(1, b"/memory"), 0.3))
            if kind == 0
        )
    )


def test_noise_ends_nothing_but_its_connection(port: int) -> None:
    """Right conversations with bytes changed, left out or repeated."""
    chance = random.Random(1)
    for _ in range(300):
        data = bytearray(b"".join(chance.sample(list(CASES.values()), 2)))
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randint(1, 9)]
                case _:
                    data[at:at] = data[at : at + chance.randint(1, 30)]
            if not data:
                break
        start = HELLO if chance.randrange(2) else b""
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(start + bytes(data))
    answer = talk(port, HELLO + request())
    assert any(kind == 0 and payload == b"ok" for kind, _, _, payload in frames(answer))


def test_rapid_resets_end_the_connection(port: int, node_port: int) -> None:
    """CVE-2023-44487."""
    sent = HELLO + b"".join(
        request(stream, b"/hold") + frame(3, 0, stream, number(8)) for stream in range(1, 3001, 2)
    )
    for each in (port, node_port):
        goaways = [payload for kind, _, _, payload in frames(talk(each, sent, 0.5)) if kind == 7]
        assert goaways and struct.unpack(">II", goaways[0][:8])[1] == 2
