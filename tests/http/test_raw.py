"""The same bytes to Naja's server and to the real Node's: both must answer with the same."""

import re
import select
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import twice
from raw_cases import CASES, CUT, request

SERVER = Path(__file__).with_name("echo_server.js")


@contextmanager
def server(command: Path, *args: str) -> Iterator[int]:
    """A running server; gives its port."""
    process = subprocess.Popen([command, SERVER, *args], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        yield port
        # Whatever was sent, it serves others.
        assert b'"method":"GET"' in exchange(port, [request()])
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


def exchange(port: int, pieces: list[bytes], cut: bool = False, patience: float = 4.0) -> bytes:
    """Sends pieces one after the other; gives everything that came back until the end or until nothing comes."""
    received = b""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                client.sendall(piece)
                time.sleep(0.03)
            if cut:
                client.shutdown(socket.SHUT_WR)
            while select.select([client], [], [], patience)[0]:
                data = client.recv(65536)
                if not data:
                    return received + b"<end>"
                received += data
        except OSError:
            return received + b"<end>"
    return received + b"<waits>"


def comparable(answer: bytes) -> str:
    """An answer without what differs from second to second."""
    return re.sub(rb"Date: [^\r]*", b"Date: *", answer).decode("latin1")


def answers(port: int) -> dict[str, str]:
    """What a server says to every case."""
    cases = [(name, pieces, False) for name, pieces in CASES.items()]
    cases += [(name, pieces, True) for name, pieces in CUT.items()]
    with ThreadPoolExecutor(16) as pool:
        found = pool.map(lambda case: comparable(exchange(port, case[1], case[2])), cases)
    return {case[0]: answer for case, answer in zip(cases, found, strict=True)}


@pytest.mark.parametrize("mode", ["plain", "upgrade"])
def test_same_answers(naja: Path, node: Path, mode: str) -> None:
    """Byte for byte, the Date apart."""

    def problems() -> str:
        with server(naja, mode) as ours, server(node, mode) as theirs, ThreadPoolExecutor(2) as pool:
            got, expected = pool.map(answers, [ours, theirs])
        return "\n".join(
            f"{name}: {got[name]!r}, under Node.js {expected[name]!r}"
            for name in expected
            if got[name] != expected[name]
        )

    twice(f"test_raw, {mode}", problems)


def test_every_split(naja: Path) -> None:
    """Wherever a request is cut into two packets, it is understood."""
    text = b"POST /x?y HTTP/1.1\r\nHost: a\r\nX-Long-Name: some value \r\nTransfer-Encoding: chunked\r\n"
    text += b"Connection: close\r\n\r\n5\r\nhello\r\n0\r\nX-T: u\r\n\r\n"
    with server(naja) as port:
        whole = comparable(exchange(port, [text]))
        assert '"body":"hello"' in whole
        assert '"rawTrailers":["X-T","u"]' in whole
        with ThreadPoolExecutor(16) as pool:
            pieces = [[text[:i], text[i:]] for i in range(1, len(text))]
            for answer in pool.map(lambda case: comparable(exchange(port, case)), pieces):
                assert answer == whole
