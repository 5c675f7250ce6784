"""fetch() beside peers that are slow, rude or endless. What a server may answer: tests/differential/fetch."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import RunNaja

GIB = 1 << 30
Serve = Callable[[Callable[[socket.socket, int], None]], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts a server: each connection is handled by a thread, which is given its number."""
    stop = threading.Event()
    listeners: list[socket.socket] = []

    def start(handle: Callable[[socket.socket, int], None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(0.1)
        listeners.append(listener)

        def work(connection: socket.socket, number: int) -> None:
            with connection, contextlib.suppress(OSError):
                handle(connection, number)

        def accept() -> None:
            number = 0
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                except OSError:
                    return
                connection.settimeout(20)
                threading.Thread(target=work, args=(connection, number), daemon=True).start()
                number += 1

        threading.Thread(target=accept, daemon=True).start()
        port: int = listener.getsockname()[1]
        return port

    yield start
    stop.set()
    for listener in listeners:
        listener.close()


def read_head(connection: socket.socket) -> bytes:
    """A request without a body; nothing where the client has gone."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return b""
        head += piece
    return head


def answer(text: bytes, *fields: bytes) -> bytes:
    """A response with a body of a known length."""
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(text), *fields, b"", text]
    return b"\r\n".join(lines)


def program(folder: Path, text: str) -> Path:
    """A file with a program."""
    path = folder / "program.mjs"
    path.write_text(text)
    return path


# In MiB. The kernel's, as getrusage() begins with what the process that started this one had.
PEAK = """
    import fs from 'node:fs';
    const peak = () => /VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1] / 1024;
"""


def test_a_gibibyte_in_flat_memory(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    def handle(connection: socket.socket, number: int) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % GIB)
        piece = b"x" * 262144
        for _ in range(GIB // len(piece)):
            connection.sendall(piece)

    code = """
    const response = await fetch(process.argv[2]);
    let size = 0;
    for await (const chunk of response.body) size += chunk.length;
    console.log(size, peak() < 256 || peak());
    """
    result = run_naja(program(tmp_path, PEAK + code), f"http://127.0.0.1:{serve(handle)}/", timeout=60)
    assert (result.stdout, result.code) == (f"{GIB} true\n", 0), result.stderr


def test_a_reader_that_stops_stops_the_sender(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    sent = [0]

    def handle(connection: socket.socket, number: int) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        connection.settimeout(1)
        with contextlib.suppress(TimeoutError):
            while sent[0] < GIB:
                sent[0] += connection.send(b"x" * 65536)

    code = """
    const response = await fetch(process.argv[2]);
    const reader = response.body.getReader();
    await reader.read();
    setTimeout(() => process.exit(), 1500);
    """
    assert run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/").code == 0
    assert sent[0] < 64 << 20


def test_a_stream_goes_out_as_fast_as_it_is_taken(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    total = 768 << 20
    received = [0]

    def handle(connection: socket.socket, number: int) -> None:
        head = read_head(connection)
        assert b"transfer-encoding: chunked" in head
        tail = b""
        received[0] = len(head.split(b"\r\n\r\n", 1)[1])
        while not tail.endswith(b"0\r\n\r\n"):
            piece = connection.recv(1 << 20)
            received[0] += len(piece)
            tail = (tail + piece)[-5:]
        connection.sendall(answer(b"thanks"))

    code = f"""
    let left = {total};
    const body = new ReadableStream({{
      pull(controller) {{
        if (left === 0) return controller.close();
        left -= 65536;
        controller.enqueue(new Uint8Array(65536));
      }},
    }});
    const response = await fetch(process.argv[2], {{ method: 'POST', body, duplex: 'half' }});
    console.log(await response.text(), peak() < 256 || peak());
    """
    result = run_naja(program(tmp_path, PEAK + code), f"http://127.0.0.1:{serve(handle)}/", timeout=60)
    assert result.stdout == "thanks true\n", result.stderr
    assert received[0] > total


def test_byte_by_byte(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    text = b"HTTP/1.1 200 OK\r\nX-Name: value\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nT: 1\r\n\r\n"

    def handle(connection: socket.socket, number: int) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while read_head(connection):
            for byte in text:
                connection.sendall(bytes([byte]))

    code = """
    for (let i = 0; i < 3; i++) {
      const response = await fetch(process.argv[2]);
      console.log(response.headers.get('x-name'), await response.text());
    }
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/")
    assert result.stdout == "value hello\n" * 3, result.stderr


def test_connections_are_kept_and_do_not_keep_the_process(
    serve: Serve, run_naja: RunNaja, tmp_path: Path
) -> None:
    connections: set[int] = set()

    def handle(connection: socket.socket, number: int) -> None:
        connections.add(number)
        while read_head(connection):
            connection.sendall(answer(b"%d" % number, b"Connection: keep-alive"))

    code = """
    const url = process.argv[2];
    for (let i = 0; i < 20; i++) await (await fetch(url)).text();
    await Promise.all(Array.from({ length: 10 }, async () => (await fetch(url)).text()));
    for (let i = 0; i < 20; i++) await (await fetch(url)).text();
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/", timeout=5)
    assert result.code == 0, result.stderr
    assert len(connections) == 10


def test_a_connection_that_the_server_closed_is_not_used(
    serve: Serve, run_naja: RunNaja, tmp_path: Path
) -> None:
    def handle(connection: socket.socket, number: int) -> None:
        read_head(connection)
        # It says that it will stay, and goes.
        connection.sendall(answer(b"%d" % number))
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)

    code = """
    for (let i = 0; i < 5; i++) {
      console.log(await (await fetch(process.argv[2])).text());
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/")
    assert result.stdout.split() == ["0", "1", "2", "3", "4"], result.stderr


def test_an_answer_that_nobody_asked_for_is_nobodys(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    def handle(connection: socket.socket, number: int) -> None:
        while head := read_head(connection):
            path = head.split()[1]
            connection.sendall(answer(path) + (answer(b"forged") if path == b"/0" else b""))

    code = """
    for (let i = 0; i < 4; i++) console.log(await (await fetch(`${process.argv[2]}${i}`)).text());
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/")
    assert result.stdout == "/0\n/1\n/2\n/3\n", result.stderr


def test_giving_up_closes_the_connection(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    gone = threading.Event()

    def handle(connection: socket.socket, number: int) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nbegin")
        try:
            if connection.recv(1) == b"":
                gone.set()
        except ConnectionResetError:
            gone.set()

    code = """
    const controller = new AbortController();
    const response = await fetch(process.argv[2], { signal: controller.signal });
    const reader = response.body.getReader();
    console.log(new TextDecoder().decode((await reader.read()).value));
    const waiting = reader.read();
    controller.abort(new Error('enough'));
    await waiting.catch((error) => console.log(error.message));
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/")
    assert result.stdout == "begin\nenough\n", result.stderr
    assert gone.wait(5)


def test_an_answer_before_the_request_is_out(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    def handle(connection: socket.socket, number: int) -> None:
        connection.recv(100)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    code = """
    let pulls = 0;
    const body = new ReadableStream({
      async pull(controller) {
        if (pulls++ > 10000) return controller.close();
        controller.enqueue(new Uint8Array(65536));
        if (pulls % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      },
    });
    const response = await fetch(process.argv[2], { method: 'POST', body, duplex: 'half' });
    console.log(response.status, await response.text(), pulls < 10000);
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/")
    assert result.stdout == "413 no true\n", result.stderr


def test_bodies_that_nobody_reads(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    def handle(connection: socket.socket, number: int) -> None:
        while read_head(connection):
            connection.sendall(answer(b"x" * 1000))

    code = """
    for (let i = 0; i < 300; i++) await fetch(process.argv[2]);
    console.log('done');
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/", timeout=10)
    assert (result.stdout, result.code) == ("done\n", 0), result.stderr


def test_long_bodies_that_nobody_can_read_any_more(run_naja: RunNaja, tmp_path: Path) -> None:
    code = """
    import http from 'node:http';
    let open = 0;
    const server = http.createServer((request, response) => response.end(Buffer.alloc(4e6)));
    server.on('connection', (socket) => {
      open++;
      socket.on('close', () => open--);
    });
    await new Promise((resolve) => server.listen(0, resolve));
    for (let i = 0; i < 30; i++) await fetch(`http://localhost:${server.address().port}/`);
    for (let i = 0; i < 50 && open > 3; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.log(open <= 3 || open);
    process.exit();
    """
    result = run_naja("--expose-gc", program(tmp_path, code))
    assert result.stdout == "true\n", result.stderr


def test_redirects_end(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    count = [0]

    def handle(connection: socket.socket, number: int) -> None:
        while read_head(connection):
            count[0] += 1
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 5\r\n\r\nmoved")

    code = "await fetch(process.argv[2]).catch((error) => console.log(error.message, error.cause.message));"
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/")
    assert result.stdout == "fetch failed redirect count exceeded\n", result.stderr
    assert count[0] == 21


def test_a_large_text_is_sent_whole(serve: Serve, run_naja: RunNaja, tmp_path: Path) -> None:
    def handle(connection: socket.socket, number: int) -> None:
        while head := read_head(connection):
            length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n")[0])
            body = head.split(b"\r\n\r\n", 1)[1]
            while len(body) < length:
                body += connection.recv(1 << 20)
            connection.sendall(answer(b"%d %d" % (length, len(body.decode()))))

    code = """
    for (const body of ['x'.repeat(1e6), 'é'.repeat(1e6), '☃'.repeat(3e5), '', new Uint8Array(3e6)]) {
      console.log(await (await fetch(process.argv[2], { method: 'POST', body })).text());
    }
    """
    result = run_naja(program(tmp_path, code), f"http://127.0.0.1:{serve(handle)}/")
    assert result.stdout.splitlines() == [
        "1000000 1000000",
        "2000000 1000000",
        "900000 300000",
        "0 0",
        "3000000 3000000",
    ], result.stderr
