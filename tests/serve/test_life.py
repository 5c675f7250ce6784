"""Servers and their clients that go away, wait, or send too much."""

import socket
import subprocess
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def program(
    naja: Path, tmp_path: Path, text: str, *words: str
) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """A running program that prints its port first."""
    file = tmp_path / "program.ts"
    file.write_text(textwrap.dedent(text))
    process = subprocess.Popen(
        [naja, file, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process
    finally:
        process.kill()
        process.communicate()


def line(process: "subprocess.Popen[str]") -> str:
    """The next line that it prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def resident(process: "subprocess.Popen[str]") -> int:
    """KiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def send(port: int, data: bytes, patience: float = 5) -> bytes:
    """Everything that comes back until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as client:
        client.sendall(data)
        received = b""
        while piece := client.recv(65536):
            received += piece
        return received


GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def test_signal_when_the_client_goes(naja: Path, tmp_path: Path) -> None:
    """`request.signal` is aborted, and the body that was on its way is cancelled."""
    text = """
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', async fetch(request) {
          request.signal.addEventListener('abort', () => console.log('aborted'));
          return new Response(new ReadableStream({
            async pull(controller) { await Bun.sleep(10); controller.enqueue(new Uint8Array(10)); },
            cancel() { console.log('cancelled'); },
          }));
        } });
        console.log(server.port);
    """
    with program(naja, tmp_path, text) as (port, process):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(GET)
            client.recv(100)
        assert {line(process), line(process)} == {"aborted", "cancelled"}


def test_shutdown_waits_for_answers(naja: Path, tmp_path: Path) -> None:
    """Deno's shutdown() lets what is under way end, and refuses what is new."""
    text = """
        const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(port) },
          async () => { setTimeout(() => server.shutdown().then(() => console.log('down')), 20);
                        await new Promise((r) => setTimeout(r, 150)); return new Response('late'); });
    """
    with program(naja, tmp_path, text) as (port, process):
        assert send(port, GET).endswith(b"late")
        assert line(process) == "down"
        assert process.wait(5) == 0


def test_nothing_is_taken_behind_what_is_no_request(naja: Path, tmp_path: Path) -> None:
    """A mistake in a body, a request without Host, a tunnel: its answer, and then the end."""
    text = """
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', async fetch(request) {
          console.log(request.method);
          return new Response(await request.text().catch(() => 'broken'));
        } });
        console.log(server.port);
    """
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
    with program(naja, tmp_path, text) as (port, process):
        assert send(port, chunked + b"\r\n3\r\nabc\r\nzz\r\n" + GET).endswith(b"broken")
        upgrade = b"Connection: Upgrade\r\nUpgrade: x\r\n\r\n3\r\nabc\r\nzz\r\n"
        assert send(port, chunked + upgrade + GET).endswith(b"broken")
        assert send(port, b"PUT / HTTP/1.1\r\n\r\n" + GET).startswith(b"HTTP/1.1 400 ")
        assert send(port, b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n" + GET).startswith(b"HTTP/1.1 200 ")
        unread = chunked.replace(b"POST", b"GET") + b"\r\n3\r\nabc\r\nzz\r\n"
        assert send(port, unread + GET).startswith(b"HTTP/1.1 200 ")
        # What came before such a request is answered.
        assert send(port, GET + GET + b"PUT / HTTP/1.1\r\n\r\n" + GET).count(b"HTTP/1.1 ") == 3
        assert [line(process) for _ in range(6)] == ["POST", "POST", "CONNECT", "GET", "GET", "GET"]


def test_idle_connections_are_closed(naja: Path, tmp_path: Path) -> None:
    """Those that send nothing, and those that send half a head."""
    text = """
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 1, fetch: () => new Response('x') });
        console.log(server.port);
    """
    with program(naja, tmp_path, text) as (port, _):
        begin = time.monotonic()
        assert send(port, b"") == b""
        assert send(port, GET).endswith(b"x")
        assert send(port, b"GET / HT") == b""
        assert 2 < time.monotonic() - begin < 10


def test_too_large_a_body(naja: Path, tmp_path: Path) -> None:
    """413, and the program hears of it."""
    text = """
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', maxRequestBodySize: 1000, async fetch(request) {
          try { return new Response(await request.text()); } catch (error) { console.log('refused'); throw error; }
        }, error: () => new Response('never') });
        console.log(server.port);
    """
    with program(naja, tmp_path, text) as (port, process):
        head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n"
        assert send(port, head + b"x" * 2000).startswith(b"HTTP/1.1 413 ")
        assert line(process) == "refused"


def test_a_client_that_does_not_read(naja: Path, tmp_path: Path) -> None:
    """The stream is asked for no more than fits between."""
    text = """
        let made = 0;
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(new ReadableStream({
          pull(controller) { made += 65536; controller.enqueue(new Uint8Array(65536)); } })) });
        console.log(server.port);
        setTimeout(() => console.log(made), 600);
    """
    with (
        program(naja, tmp_path, text) as (port, process),
        socket.create_connection(("127.0.0.1", port)) as client,
    ):
        client.sendall(GET)
        assert int(line(process)) < 32 * 1024 * 1024
        assert resident(process) < 150 * 1024


def test_endless_body_is_not_kept(naja: Path, tmp_path: Path) -> None:
    """64 MiB through a handler that copies what it reads into its answer: memory stays where it was."""
    text = """
        const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(port) },
          async (request) => { let size = 0; for await (const chunk of request.body) size += chunk.length;
                               return new Response(String(size)); });
    """
    with program(naja, tmp_path, text) as (port, process):
        size = 64 * 1024 * 1024
        head = f"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n".encode()
        before = resident(process)
        assert send(port, head + b"x" * size, 30).endswith(str(size).encode())
        assert resident(process) - before < 60 * 1024


def test_files(naja: Path, tmp_path: Path) -> None:
    """Large ones, ranges of them, and clients that leave in the middle; over TLS, too."""
    content = bytes(range(256)) * 40000
    (tmp_path / "large").write_bytes(content)
    (tmp_path / "small").write_bytes(content[:1000])
    text = """
        const fetch = (request) => {
          const name = new URL(request.url).pathname.slice(1);
          if (name === 'fds') return new Response(String(require('fs').readdirSync('/proc/self/fd').length));
          return new Response(Bun.file(`${import.meta.dir}/${name}`));
        };
        const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch });
        console.log(server.port);
    """

    def get(path: str, *fields: str) -> tuple[bytes, bytes]:
        lines = [f"GET /{path} HTTP/1.1", "Host: a", "Connection: close", *fields, "", ""]
        head, _, body = send(port, "\r\n".join(lines).encode(), 20).partition(b"\r\n\r\n")
        return head.partition(b"\r\n")[0], body

    with program(naja, tmp_path, text) as (port, _):
        before = get("fds")[1]
        assert get("large") == (b"HTTP/1.1 200 OK", content)
        assert get("small") == (b"HTTP/1.1 200 OK", content[:1000])
        assert get("large", "Range: bytes=100-5000000") == (
            b"HTTP/1.1 206 Partial Content",
            content[100:5000001],
        )
        assert get("large", "Range: bytes=-70000") == (b"HTTP/1.1 206 Partial Content", content[-70000:])
        assert get("small", "Range: bytes=1000-")[0] == b"HTTP/1.1 416 Range Not Satisfiable"
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
                client.recv(1000)
        deadline = time.monotonic() + 5
        while get("fds")[1] != before:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize("face", ["bun", "deno", "node"])
def test_reuse_port(face: str, naja: Path, tmp_path: Path) -> None:
    """Two processes listen on one port, and both get connections; without the option another one is refused."""
    text = """
        import http from 'node:http';
        const [face, number, how] = process.argv.slice(2);
        const [port, hostname, reusePort] = [Number(number), '127.0.0.1', how === 'shared'];
        const answer = () => new Response(`${process.pid}`);
        try {
          if (face === 'bun') {
            console.log(Bun.serve({ port, hostname, reusePort, fetch: answer }).port);
          } else if (face === 'deno') {
            Deno.serve({ port, hostname, reusePort, onListen: ({ port }) => console.log(port) }, answer);
          } else {
            const server = http.createServer((_, response) => response.end(`${process.pid}`));
            server.on('error', (error) => console.log(error.code));
            server.listen({ port, host: hostname, reusePort }, () => console.log(server.address().port));
          }
        } catch (error) {
          console.log(error.code);
        }
    """
    with program(naja, tmp_path, text, face, "0", "shared") as (port, one):
        with program(naja, tmp_path, text, face, str(port), "shared") as (same, other):
            assert same == port
            seen = set()
            deadline = time.monotonic() + 10
            while len(seen) < 2 and time.monotonic() < deadline:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    seen.add(int(answer.read()))
            assert seen == {one.pid, other.pid}
        command = [naja, tmp_path / "program.ts", face, str(port), "alone"]
        refused = subprocess.run(command, capture_output=True, text=True, timeout=20)
        assert refused.stdout == "EADDRINUSE\n"
