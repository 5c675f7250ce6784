"""Clients that send without end, or never read: they are cut off or held back, and others are served meanwhile."""

import contextlib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from test_life import GET, program, resident, send

MIB = 1024 * 1024
SERVERS = {
    "node:http": """
        import http from 'node:http';
        const server = http.createServer((request, response) => {
          if (request.url === '/large') return response.end(Buffer.alloc(1 << 20));
          request.on('error', () => {}).resume().on('end', () => response.end('fine'));
        });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    """,
    "Bun.serve": """
        const large = new Uint8Array(1 << 20);
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', async fetch(request) {
          if (request.url.endsWith('/large')) return new Response(large);
          for await (const chunk of request.body ?? []) chunk.length;
          return new Response('fine');
        } });
        console.log(server.port);
    """,
}
POST = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


@contextmanager
def bounded(naja: Path, tmp_path: Path, api: str, growth: int = 60 * 1024) -> Iterator[int]:
    """A server's port. Afterwards it serves others without delay, and has not grown by more than `growth` KiB."""
    with program(naja, tmp_path, SERVERS[api]) as (port, process):
        for _ in range(20):
            assert send(port, closing(GET)).endswith(b"fine")
        before = resident(process)
        yield port
        begin = time.monotonic()
        assert send(port, closing(GET)).endswith(b"fine")
        assert time.monotonic() - begin < 2
        assert resident(process) - before < growth


def closing(request: bytes) -> bytes:
    """The request, and no other after it."""
    return request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)


def pour(client: socket.socket, piece: bytes, limit: int) -> int:
    """Sends a piece again and again, until the peer does not take it for a second; how many bytes it took."""
    client.settimeout(1)
    sent = 0
    with contextlib.suppress(OSError):
        while sent < limit:
            sent += client.send(piece)
    return sent


def rest(client: socket.socket) -> bytes:
    """What still comes from a connection that the peer closes."""
    received = b""
    client.settimeout(3)
    with contextlib.suppress(ConnectionResetError):
        while piece := client.recv(65536):
            received += piece
    return received


@pytest.mark.parametrize("api", SERVERS)
def test_heads_that_do_not_end(naja: Path, tmp_path: Path, api: str) -> None:
    """400 clients that send a byte now and then; others with 100,000 bytes of header, in one field or many."""
    with bounded(naja, tmp_path, api) as port, ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(400)]
        for piece in (b"GET / HTTP/1.1\r\nHo", b"st: a\r\nX-", b"A", b": b", b"\r", b"\n", b"X"):
            for client in slow:
                client.sendall(piece)
        assert send(port, closing(GET)).endswith(b"fine")
        for text in (b"x" * 100_000, b"".join(b"X-%d: 1\r\nX: " % i for i in range(7000))):
            for _ in range(20):
                answer = b""
                with socket.create_connection(("127.0.0.1", port)) as client:
                    with contextlib.suppress(OSError):
                        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + text)
                    answer = rest(client)
                # With bytes on their way that nobody reads, the kernel may drop the answer for a reset.
                assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("api", SERVERS)
@pytest.mark.parametrize("piece", [b"1;" + b"e" * 65536, b"0\r\n" + b"X-T: v\r\n" * 10000])
def test_chunks_that_are_no_data(naja: Path, tmp_path: Path, api: str, piece: bytes) -> None:
    """Extensions and trailers that go on and on are refused, long before 16 MiB of them."""
    with bounded(naja, tmp_path, api) as port:
        for _ in range(4):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(POST + piece[:2])
                assert pour(client, piece[2:], 16 * MIB) < 8 * MIB
                begin = time.monotonic()
                rest(client)
                assert time.monotonic() - begin < 3


@pytest.mark.parametrize("api", SERVERS)
def test_answers_that_nobody_reads(naja: Path, tmp_path: Path, api: str) -> None:
    """Requests one after the other for 1 MiB each: soon no more of them are read."""
    with bounded(naja, tmp_path, api, 80 * 1024) as port, ExitStack() as stack:
        requests = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n" * 100
        for _ in range(2):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            assert pour(client, requests, 32 * MIB) < 16 * MIB
        assert send(port, closing(GET)).endswith(b"fine")


SOCKETS = {
    "Bun.serve": """
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1',
          fetch: (request, server) => server.upgrade(request) ? undefined : new Response('fine'),
          websocket: { message(socket, message) { socket.send(message); } } });
        console.log(server.port);
    """,
    "Deno.serve": """
        Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(port) }, (request) => {
          if (request.headers.get('upgrade') !== 'websocket') return new Response('fine');
          const { socket, response } = Deno.upgradeWebSocket(request);
          socket.onmessage = ({ data }) => socket.send(data);
          return response;
        });
    """,
}
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
)
UPGRADE += b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
MESSAGE = b"\x82\xff" + (1 << 16).to_bytes(8) + bytes(4 + (1 << 16))


@pytest.mark.parametrize("api", SOCKETS)
def test_echoes_that_nobody_reads(naja: Path, tmp_path: Path, api: str) -> None:
    """WebSockets that send 100 MiB and read nothing: held back, or their echoes dropped."""
    with program(naja, tmp_path, SOCKETS[api]) as (port, process), ExitStack() as stack:
        assert send(port, closing(GET)).endswith(b"fine")
        before = resident(process)
        for _ in range(2):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(UPGRADE)
            assert client.recv(4096).startswith(b"HTTP/1.1 101 ")
            pour(client, MESSAGE * 8, 100 * MIB)
            assert send(port, closing(GET)).endswith(b"fine")
        assert resident(process) - before < 120 * 1024


def test_tls_echoes_that_nobody_reads(naja: Path, tmp_path: Path) -> None:
    fixtures = Path(__file__).parents[1] / "differential/tls/fixtures"
    text = f"""
        import fs from 'node:fs';
        import tls from 'node:tls';
        const read = (name) => fs.readFileSync({str(fixtures)!r} + '/' + name);
        const options = {{ key: read('server-key.pem'), cert: read('server.pem') }};
        const server = tls.createServer(options, (socket) => socket.on('error', () => {{}}).pipe(socket));
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    def connect(port: int) -> ssl.SSLSocket:
        return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=5))

    with program(naja, tmp_path, text) as (port, process), ExitStack() as stack:
        before = resident(process)
        for _ in range(3):
            client = stack.enter_context(connect(port))
            assert pour(client, bytes(1 << 16), 100 * MIB) < 40 * MIB
            with connect(port) as other:
                other.sendall(b"served")
                assert other.recv(10) == b"served"
        assert resident(process) - before < 40 * 1024


def test_many_requests_at_once(naja: Path, tmp_path: Path) -> None:
    """More than are handled together, with bodies, now and then waiting: all are answered, each in its turn."""
    text = """
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', async fetch(request) {
          if (request.method === 'GET') return new Response(String(server.pendingRequests));
          const body = await request.text();
          if (body.endsWith('7')) await Bun.sleep(1);
          return new Response(`<${body}>`);
        } });
        console.log(server.port);
    """
    with program(naja, tmp_path, text) as (port, _):
        posts = b"".join(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n%d" % number
            for number in range(100, 900)
        )
        answer = send(port, posts + closing(GET))
        assert re.findall(rb"<(\d+)>", answer) == [b"%d" % number for number in range(100, 900)]
        assert 1 <= int(answer.rpartition(b"\r\n\r\n")[2]) <= 16
        assert send(port, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400 ")
        assert send(port, closing(GET)).endswith(b"\r\n\r\n1")
