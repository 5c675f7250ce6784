"""The Node.js programs of the article that Naja started from, as they stand there, with real clients."""

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import NAJA, RunNaja, environment

PROGRAMS = Path(__file__).parent / "programs"
GIB = 1 << 30


def listening(port: int) -> bool:
    """Whether somebody listens, without a visit: these programs have no handler for visitors who leave at once."""
    tables = [Path("/proc/net/tcp").read_text(), Path("/proc/net/tcp6").read_text()]
    return any(re.search(rf":{port:04X} [0-9A-F]+:0000 0A ", table) for table in tables)


@contextmanager
def server(program: str, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program of the article that listens, while the block runs."""
    out = (folder / "out").open("wb")
    process = subprocess.Popen(
        [NAJA, PROGRAMS / program], cwd=folder, env=environment(folder), stdout=out, stderr=subprocess.STDOUT
    )
    try:
        deadline = time.monotonic() + 10
        while not listening(port):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail((folder / "out").read_text())
            time.sleep(0.02)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        out.close()


def said(folder: Path, text: str) -> str:
    """What the program has printed, once `text` is in it."""
    deadline = time.monotonic() + 10
    while text not in (printed := (folder / "out").read_text()):
        assert time.monotonic() < deadline, printed
        time.sleep(0.02)
    return printed


def curl(*words: str) -> bytes:
    """The real client."""
    return subprocess.run(["curl", "-s", "--max-time", "10", *words], capture_output=True, check=True).stdout


def test_http_server(tmp_path: Path) -> None:
    with server("http_server.js", 3000, tmp_path) as process:
        head, body = curl("-i", "http://127.0.0.1:3000/").split(b"\r\n\r\n", 1)
        assert body == b"Hello, World!"
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert (
            curl("http://localhost:3000/", "http://localhost:3000/again", "-d", "x=1") == b"Hello, World!" * 2
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == -signal.SIGINT


def test_https_server(tmp_path: Path) -> None:
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
        " -addext subjectAltName=DNS:localhost,IP:127.0.0.1",
        shell=True,
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    with server("https_server.js", 3443, tmp_path):
        cert = str(tmp_path / "cert.pem")
        for _ in range(3):
            assert curl("--cacert", cert, "https://localhost:3443/") == b"Hello, World!"
        refused = subprocess.run(["curl", "-s", "https://localhost:3443/"], capture_output=True)
        assert refused.returncode == 60  # the certificate is nobody's that curl knows
        assert curl("--cacert", cert, "https://localhost:3443/still") == b"Hello, World!"


def test_tcp_server_and_client(tmp_path: Path, run_naja: RunNaja) -> None:
    with server("tcp_server.js", 4000, tmp_path):
        client = subprocess.Popen([NAJA, PROGRAMS / "tcp_client.js"], env=environment(tmp_path))
        said(tmp_path, "Received: Hello server!")
        assert client.poll() is None  # it stays connected, as in Node
        client.terminate()
        client.wait(5)


def test_tcp_server_with_many_clients_binary_data_and_half_closed_sockets(tmp_path: Path) -> None:
    with server("tcp_server.js", 4000, tmp_path):
        clients = [socket.create_connection(("127.0.0.1", 4000), 10) for _ in range(200)]
        for number, client in enumerate(clients):
            client.sendall(f"client {number};".encode())
        for client in clients:
            received = b""
            while len(received) < 9:
                received += client.recv(100)
            assert received == b"Welcome!\n"
        printed = said(tmp_path, "client 199;")
        deadline = time.monotonic() + 10
        while any(f"client {n};" not in printed for n in range(200)):
            assert time.monotonic() < deadline
            printed = (tmp_path / "out").read_text()
        clients[0].sendall(bytes(range(256)))  # not text at all
        clients[1].shutdown(socket.SHUT_WR)
        clients[1].settimeout(10)
        assert clients[1].recv(10) == b""  # the server ends its side too
        clients[2].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        clients[3].sendall(b"after")
        said(tmp_path, "after")
        for client in clients:
            client.close()


def test_buffer(run_naja: RunNaja) -> None:
    result = run_naja(PROGRAMS / "buffer.js")
    assert (result.code, result.stdout, result.stderr) == (0, "10\n", "")


def test_stream_copy_of_a_gibibyte_in_flat_memory(tmp_path: Path) -> None:
    if shutil.disk_usage(tmp_path).free < 4 * GIB:
        pytest.skip("needs 4 GiB of disk")
    block = os.urandom(1 << 20)
    source = hashlib.sha256()
    with (tmp_path / "input.txt").open("wb") as file:
        for number in range(1024):
            piece = number.to_bytes(8, "big") + block[8:]
            file.write(piece)
            source.update(piece)
    process = subprocess.Popen(
        [NAJA, PROGRAMS / "stream_copy.js"], cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE
    )
    peak = 0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
            except OSError:
                return
            rss = [line for line in status.splitlines() if line.startswith("VmRSS:")]
            peak = max(peak, int(rss[0].split()[1]) if rss else 0)
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = process.communicate(timeout=120)
    watcher.join()
    assert (process.returncode, out) == (0, b"Copy complete\n")
    copied = hashlib.sha256()
    with (tmp_path / "output.txt").open("rb") as file:
        while piece := file.read(1 << 20):
            copied.update(piece)
    assert copied.digest() == source.digest()
    assert 0 < peak < 100 * 1024, f"{peak} KiB resident"
    for name in ("input.txt", "output.txt"):
        (tmp_path / name).unlink()
