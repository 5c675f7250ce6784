"""The article's programs for Deno and Bun, as they stand there, with real clients."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import NAJA, RunNaja, environment
from test_seed import PROGRAMS, curl, said, server


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A plain server for the clients."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(10)
        yield listener


def received(listener: socket.socket) -> bytes:
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(10)
        data = b""
        while piece := connection.recv(1000):
            data += piece
        return data


def test_deno_http(tmp_path: Path) -> None:
    with server("deno_http.ts", 4242, tmp_path):
        assert "Listening on http://0.0.0.0:4242/" in said(tmp_path, "Listening")
        head, body = curl("-i", "http://127.0.0.1:4242/nothing").split(b"\r\n\r\n", 1)
        # The article compares the whole URL with "/": so every path is one that was not found.
        assert (head[:12], body) == (b"HTTP/1.1 404", b'{"message":"NOT FOUND"}')
        assert b"content-type: application/json; charset=utf-8" in head


def test_deno_https(tmp_path: Path) -> None:
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
        " -addext subjectAltName=DNS:localhost,IP:127.0.0.1",
        shell=True,
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    text = (PROGRAMS / "deno_https.ts").read_text()
    port = 443
    if os.geteuid() != 0:  # that port is the system's
        port = 4443
        text = text.replace("443", str(port))
    program = tmp_path / "https.ts"
    program.write_text(f"const handler = () => new Response('secret');\n{text}")
    with server(str(program), port, tmp_path):
        cert = str(tmp_path / "cert.pem")
        for _ in range(3):
            assert curl("--cacert", cert, f"https://localhost:{port}/") == b"secret"
        refused = subprocess.run(["curl", "-s", f"https://localhost:{port}/"], capture_output=True)
        assert refused.returncode == 60
        with socket.create_connection(("127.0.0.1", port), 10) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            plain.recv(100)
        assert curl("--cacert", cert, f"https://localhost:{port}/") == b"secret"


def test_deno_tcp_server(tmp_path: Path) -> None:
    with server("deno_tcp_server.ts", 3000, tmp_path):
        for number in range(3):
            with socket.create_connection(("127.0.0.1", 3000), 10) as client:
                client.sendall(f"hello {number}".encode())
                assert client.recv(100) == b"PONG\n"
                assert client.recv(100) == b""
        printed = said(tmp_path, "Received: hello 2")
        assert "TCP server listening on :3000" in printed and "on con TcpConn {}" in printed


def test_deno_tcp_client(tmp_path: Path) -> None:
    with listening(8080) as listener:
        client = subprocess.Popen([NAJA, PROGRAMS / "deno_tcp_client.ts"], env=environment(tmp_path))
        assert received(listener) == b"Hello Server!"
        assert client.wait(10) == 0


@pytest.mark.parametrize(
    ("program", "output"),
    [("deno_typed_array.ts", "1024\n"), ("deno_buffer.ts", "42\n"), ("bun_blob.ts", "256\n")],
)
def test_bytes(program: str, output: str, run_naja: RunNaja) -> None:
    result = run_naja(PROGRAMS / program)
    assert (result.code, result.stdout, result.stderr) == (0, output, "")


def test_deno_file(tmp_path: Path, run_naja: RunNaja) -> None:
    for times in (1, 2):
        result = run_naja(PROGRAMS / "deno_file.ts", cwd=tmp_path)
        assert (result.code, result.stderr) == (0, "")
        assert result.stdout == f"Read chunk: {'I love Deno!' * times}\n"


def test_deno_ffi(tmp_path: Path, run_naja: RunNaja) -> None:
    source = tmp_path / "lib.c"
    source.write_text(
        "#include <stdint.h>\n"
        "uint32_t fibonacci(uint32_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }\n"
    )
    subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "liblib.so", source], check=True)
    result = run_naja(PROGRAMS / "deno_ffi.ts", cwd=tmp_path)
    assert (result.code, result.stdout, result.stderr) == (0, "Fibonacci(10) = 55\n", "")


def test_bun_http(tmp_path: Path) -> None:
    with server("bun_http.ts", 3000, tmp_path):
        assert curl("http://127.0.0.1:3000/", "http://localhost:3000/x") == b"Hello from Bun!" * 2


def test_bun_tcp_server(tmp_path: Path) -> None:
    with server("bun_tcp_server.ts", 8080, tmp_path):
        with socket.create_connection(("127.0.0.1", 8080), 10) as client:
            assert client.recv(100) == b"Welcome to TCP server!\n"
            client.sendall("grüße".encode())
            said(tmp_path, "Received: grüße")
        said(tmp_path, "Client disconnected.")


def test_bun_tcp_client(run_naja: RunNaja) -> None:
    """Bun refuses the article's client, which has no handlers; so does Naja, in the same words."""
    result = run_naja(PROGRAMS / "bun_tcp_client.ts")
    assert result.code == 1
    assert "TypeError: SocketOptions.socket is required" in result.stderr


def test_bun_stream(tmp_path: Path, run_naja: RunNaja) -> None:
    """The one that did nothing for the article's author."""
    begin = time.monotonic()
    result = run_naja(PROGRAMS / "bun_stream.ts", cwd=tmp_path)
    assert (result.code, result.stdout, result.stderr) == (0, "✅ Done writing to out.log\n", "")
    assert (tmp_path / "out.log").read_bytes() == b"hello\n"
    assert time.monotonic() - begin < 10
