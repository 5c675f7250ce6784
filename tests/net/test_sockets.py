"""Sockets against clients that are slow, rude or many, from another program."""

import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import RunNaja

PROGRAMS = Path(__file__).parent / "programs"


@contextmanager
def started(naja: Path, program: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A program that prints the port it listens on."""
    process = subprocess.Popen([naja, PROGRAMS / program], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def connect(port: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def read_exactly(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = client.recv(size - len(data))
        assert piece, f"only {len(data)} of {size} bytes came"
        data += piece
    return data


def next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_byte_by_byte(naja: Path) -> None:
    with started(naja, "echo.js") as (process, port), connect(port) as client:
        for byte in b"\x00\xff slow \r\n":
            client.sendall(bytes([byte]))
            assert client.recv(1) == bytes([byte])
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
        assert next_line(process) == "close false"


def test_a_reader_that_does_not_read(naja: Path) -> None:
    """What a client does not take is kept (by backpressure, in the client), and comes when it reads."""
    data = bytes(range(256)) * 4096 * 64
    with started(naja, "echo.js") as (_, port), connect(port) as client:
        client.setblocking(False)
        sent = 0
        give_up = time.monotonic() + 2
        while sent < len(data) and time.monotonic() < give_up:
            try:
                sent += client.send(data[sent : sent + 65536])
            except BlockingIOError:
                time.sleep(0.01)
        assert sent < len(data), "the server took more than sockets hold: it does not stop reading"
        client.setblocking(True)
        client.settimeout(10)
        assert read_exactly(client, sent) == data[:sent]
        with connect(port) as other:
            other.sendall(b"others are served")
            assert read_exactly(other, 17) == b"others are served"


def test_reset_by_the_client(naja: Path) -> None:
    with started(naja, "echo.js") as (process, port):
        client = connect(port)
        client.sendall(b"x")
        assert client.recv(1) == b"x"
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        assert next_line(process) == "error ECONNRESET"
        assert next_line(process) == "close true"
        with connect(port) as other:
            other.sendall(b"y")
            assert other.recv(1) == b"y"


def test_many_clients(naja: Path) -> None:
    with started(naja, "echo.js") as (_, port):
        clients = [connect(port) for _ in range(300)]
        for number, client in enumerate(clients):
            client.sendall(b"%04d" % number)
        for number, client in reversed(list(enumerate(clients))):
            assert read_exactly(client, 4) == b"%04d" % number
        for client in clients:
            client.close()


def test_closing_waits_for_clients(naja: Path) -> None:
    with started(naja, "echo.js") as (process, port), connect(port) as client:
        client.sendall(b"a")
        assert client.recv(1) == b"a"
        process.terminate()
        time.sleep(0.2)
        client.sendall(b"b")
        assert client.recv(1) == b"b", "an open connection goes on after server.close()"
        with pytest.raises(ConnectionRefusedError):
            connect(port)
        client.close()
        assert {next_line(process), next_line(process)} == {"close false", "closed"}
        assert process.wait(5) == 0


def test_ends_when_nothing_is_left(run_naja: RunNaja) -> None:
    program = """
      const net = require('net');
      const server = net.createServer((socket) => socket.end()).listen(0, () => {
        net.connect(server.address().port).resume().on('close', () => server.close());
      });
    """
    assert run_naja("-e", program, timeout=10).code == 0


def test_many_connections_leave_nothing_behind(run_naja: RunNaja) -> None:
    program = """
      const net = require('net');
      const fs = require('fs');
      const open = () => fs.readdirSync('/proc/self/fd').length;
      let before;
      let left = 500;
      const server = net.createServer((socket) => socket.end('x')).listen(0, '127.0.0.1', function next() {
        before ??= open();
        if (left-- === 0) {
          setTimeout(() => {
            console.log(open() - before);
            server.close();
          }, 50);
          return;
        }
        net.connect(server.address().port, '127.0.0.1').resume().on('close', next);
      });
    """
    assert run_naja("-e", program, timeout=20).stdout.strip() == "0"


def test_a_file_goes_out_within_the_kernel(naja: Path, tmp_path: Path) -> None:
    content = bytes(range(256)) * 40_000
    file = tmp_path / "file"
    file.write_bytes(content)
    process = subprocess.Popen([naja, PROGRAMS / "send_file.js", file], stdout=subprocess.PIPE, text=True)
    try:
        plain, web = map(int, next_line(process).split())
        with connect(plain) as client:
            assert read_exactly(client, len(content)) == content
            assert client.recv(1) == b""
        assert next_line(process) == f"socket true {len(content)}"
        with connect(web) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += client.recv(1)
            assert read_exactly(client, len(content)) == content
        assert next_line(process) == "response true"
    finally:
        process.kill()
        process.communicate()
