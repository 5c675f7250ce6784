"""The programs in examples/, each used as a person would."""

import json
import socket
import subprocess
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import BUN, DENO, NAJA, NODE, ROOT, RunNaja, environment, run

EXAMPLES = ROOT / "examples"


@contextmanager
def started(
    folder: Path, *words: str, extra: Mapping[str, str] | None = None, stderr: int = subprocess.STDOUT
) -> Iterator[str]:
    """An example that prints where it listens, as its first line."""
    process = subprocess.Popen(
        [NAJA, *words],
        env=environment(folder, extra),
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def curl(*words: str) -> bytes:
    """The real client."""
    return subprocess.run(["curl", "-s", "--max-time", "10", *words], capture_output=True, check=True).stdout


def line(client: socket.socket) -> str:
    """The next line that a chat member gets."""
    text = b""
    while not text.endswith(b"\n"):
        text += client.recv(1)
    return text.decode().strip()


def test_chat(tmp_path: Path) -> None:
    with started(tmp_path, str(EXAMPLES / "chat.js"), "0") as said:
        port = int(said.rsplit(" ", 1)[1])
        first = socket.create_connection(("127.0.0.1", port), 10)
        assert line(first).startswith("Hello guest1")
        second = socket.create_connection(("127.0.0.1", port), 10)
        assert line(second).startswith("Hello guest2")
        assert line(first) == "guest2 is here"
        second.sendall(b"/nick Ann\nhel")
        assert line(first) == "guest2 is now Ann"
        assert line(second) == "guest2 is now Ann"
        second.sendall("lo \u00e9\n".encode())
        assert line(first) == "Ann: hello \u00e9"
        second.sendall(b"/quit\n")
        assert line(second) == "Bye."
        assert second.recv(1) == b""
        second.close()
        assert line(first) == "Ann has left"
        first.close()


def test_static_server(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "page.html").write_text("<p>hello</p>")
    (folder / "large.bin").write_bytes(bytes(range(256)) * 8192)
    (tmp_path / "secret").write_text("secret")
    with started(tmp_path, str(EXAMPLES / "static_server.ts"), str(folder), "0") as url:
        head, body = curl("-i", f"{url}page.html").split(b"\r\n\r\n", 1)
        assert body == b"<p>hello</p>" and b"Content-Type: text/html; charset=utf-8" in head
        assert curl(f"{url}large.bin") == bytes(range(256)) * 8192
        assert curl("-r", "256-260", f"{url}large.bin") == bytes(range(5))
        assert curl("-w", "%{http_code}", f"{url}nope") == b"No such file\n404"
        assert curl("-w", "%{http_code}", "--path-as-is", f"{url}../secret") == b"No such file\n404"
        assert b"secret" not in curl("--path-as-is", f"{url}%2e%2e/secret")
        assert curl("-w", "%{http_code}", "-X", "DELETE", f"{url}page.html").endswith(b"405")


def test_words(run_naja: RunNaja) -> None:
    result = run_naja(
        EXAMPLES / "words.ts", "2", input="One fish, two fish,\nred fish, blue \u00e9t\u00e9 \u00c9t\u00e9\n"
    )
    assert (result.code, result.stdout) == (0, "     3  fish\n     2  \u00e9t\u00e9\n")


def heard(client: Sequence[str | Path], script: Path, url: str) -> list[str]:
    """What a member hears, who joins with the WebSocket of some runtime, says one thing and leaves."""
    result = run([*client, script, url], env=environment(script.parent))
    assert (result.code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_chat_room(tmp_path: Path) -> None:
    script = tmp_path / "member.mjs"
    script.write_text(
        "const socket = new WebSocket(process.argv[2]);\n"
        "socket.onopen = () => socket.send('gr\u00fc\u00dfe');\n"
        "socket.onmessage = ({ data }) => {\n"
        "  const { from, text } = JSON.parse(data);\n"
        "  console.log(`${from}: ${text}`);\n"
        "  if (from === 'Ann') socket.close();\n"
        "};\n"
    )
    with started(tmp_path, str(EXAMPLES / "chat_room.ts"), "0") as said:
        url = said.split()[-1]
        page = (EXAMPLES / "chat_room.html").read_bytes()
        head, body = curl("-i", url).split(b"\r\n\r\n", 1)
        assert body == page and b"content-type: text/html" in head.lower()
        assert curl("-r", "2-8", url) == page[2:9]
        assert curl("-w", "%{http_code}", f"{url}chat").endswith(b"426")
        socket_url = f"{url.replace('http', 'ws', 1)}chat?name=Ann"
        for client in ([NAJA], [NODE], BUN, DENO):
            assert heard(client, script, socket_url) == [": Ann is here", "Ann: gr\u00fc\u00dfe"]
        assert curl(f"{url}members") == b'{"members":0}'


def test_notes_with_two_workers_behind_the_proxy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    behind = f"http://127.0.0.1:{port}"
    words = [
        "serve",
        "--port",
        str(port),
        "--host",
        "127.0.0.1",
        "--workers",
        "2",
        str(EXAMPLES / "notes.ts"),
    ]
    with (
        started(tmp_path, *words, extra={"NOTES": str(tmp_path / "notes")}) as said,
        started(tmp_path, str(EXAMPLES / "reverse_proxy.ts"), behind, "0") as listening,
    ):
        assert said == f"Listening on {behind}/"
        url = f"{listening.split()[-1]}notes"
        assert curl(url) == b"[]"
        notes = [json.loads(curl("-d", f"note {number}", url)) for number in range(4)]
        assert json.loads(curl(url)) == sorted(note["id"] for note in notes)
        for number, note in enumerate(notes):
            assert json.loads(curl(f"{url}/{note['id']}"))["text"] == f"note {number}"
        gone = f"{url}/{notes[0]['id']}"
        assert curl("-X", "DELETE", "-w", "%{http_code}", gone) == b"204"
        assert curl("-w", "%{http_code}", gone) == b"No such note\n404"
        assert curl("-d", " ", "-w", "%{http_code}", url) == b"An empty note\n400"


def test_the_proxy_streams(tmp_path: Path) -> None:
    """A piece arrives before the next one is made, and who goes away is missed behind the proxy."""
    (tmp_path / "behind.js").write_text(
        "const server = require('node:http').createServer((request, response) => {\n"
        "  if (request.method === 'POST') return void request.pipe(response);\n"
        "  if (request.url === '/packed') {\n"
        "    response.writeHead(200, { 'Content-Encoding': 'gzip' });\n"
        "    return void response.end(require('node:zlib').gzipSync('unpacked'));\n"
        "  }\n"
        "  response.writeHead(203, { 'Set-Cookie': ['a=1', 'b=2'], 'X-For': request.headers['x-forwarded-for'] });\n"
        "  response.write('first');\n"
        "  response.on('close', () => console.log('closed'));\n"
        "}).listen(0, '127.0.0.1', () => console.log(server.address().port));\n"
    )
    behind = subprocess.Popen(
        [NAJA, tmp_path / "behind.js"], env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    assert behind.stdout is not None
    try:
        origin = f"http://127.0.0.1:{behind.stdout.readline().strip()}"
        with started(tmp_path, str(EXAMPLES / "reverse_proxy.ts"), origin, "0") as listening:
            url = listening.split()[-1]
            client = subprocess.Popen(["curl", "-siN", url], stdout=subprocess.PIPE)
            assert client.stdout is not None
            head = b""
            while not head.endswith(b"first"):
                piece = client.stdout.read1()
                assert piece, head
                head += piece
            assert b" 203 " in head and b"x-for: 127.0.0.1" in head.lower()
            assert head.lower().count(b"set-cookie") == 2
            client.kill()
            client.wait()
            client.stdout.close()
            assert behind.stdout.readline() == "closed\n"
            head, body = curl("-i", f"{url}packed").split(b"\r\n\r\n", 1)
            assert body == b"unpacked" and b"content-encoding" not in head.lower()
            large = bytes(range(256)) * 16384
            (tmp_path / "large").write_bytes(large)
            assert curl("--data-binary", f"@{tmp_path / 'large'}", url) == large
            behind.kill()
            behind.wait()
            assert curl("-w", "%{http_code}", url) == b"The server behind does not answer\n502"
    finally:
        behind.kill()
        behind.wait()
        behind.stdout.close()


def test_checksums(tmp_path: Path, run_naja: RunNaja) -> None:
    names = [f"file{number}" for number in range(7)]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(bytes(range(256)) * number * 3000)
    expected = subprocess.run(["sha256sum", *names], cwd=tmp_path, capture_output=True, text=True, check=True)
    result = run_naja(EXAMPLES / "checksums.js", *names, cwd=tmp_path)
    assert (result.code, result.stdout, result.stderr) == (0, expected.stdout, "")
    result = run_naja(EXAMPLES / "checksums.js", "file1", "nope", cwd=tmp_path)
    assert result.code == 1 and result.stdout == expected.stdout.splitlines(keepends=True)[1]
    assert result.stderr == "checksums: ENOENT: no such file or directory, open 'nope'\n"


def test_zlib_ffi(run_naja: RunNaja) -> None:
    text = b"hello" * 100
    result = run_naja(EXAMPLES / "zlib_ffi.ts", "hello")
    assert result.code == 0, result.stderr
    assert result.stdout.splitlines() == [
        f"500 bytes, {len(zlib.compress(text))} compressed",
        f"crc32 {zlib.crc32(text):08x}",
        "uncompressed: 0, the same: true",
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}",
        "getpid() is process.pid: true",
    ]


def test_time_over_udp(tmp_path: Path) -> None:
    program = str(EXAMPLES / "time_server.js")
    with started(tmp_path, program, "serve", "0") as said:
        port = said.split()[-1]
        for runtime in ([NAJA], [NODE]):
            result = run([*runtime, program, "ask", "127.0.0.1", port], env=environment(tmp_path))
            assert (result.code, result.stderr) == (0, "")
            answered = datetime.fromisoformat(result.stdout.strip())
            assert abs((datetime.now(UTC) - answered).total_seconds()) < 10
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(10)
            client.sendto(b"", ("127.0.0.1", int(port)))
            assert int.from_bytes(client.recv(100)) - 2208988800 == pytest.approx(time.time(), abs=10)


def test_native_addon(tmp_path: Path) -> None:
    include = run([NAJA, "--print-include"], env=environment(tmp_path)).stdout.strip()
    addon = tmp_path / "distance.node"
    command = ["cc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", f"-I{include}"]
    subprocess.run([*command, EXAMPLES / "distance.c", "-o", addon], check=True)
    program = tmp_path / "main.js"
    program.write_text(
        "const { distance } = require('./distance.node');\n"
        "console.log(distance('kitten', 'sitting'), distance('', 'abc'), distance('gr\u00fcn', 'grau'));\n"
        "try { distance('a', 1); } catch (error) { console.log(error.code, error.message); }\n"
    )
    for runtime in (NAJA, NODE):
        result = run([runtime, program], env=environment(tmp_path))
        assert (result.code, result.stderr) == (0, "")
        assert result.stdout == "3 3 2\nERR_INVALID_ARG_TYPE distance() takes two strings\n"


SALES = """Subject: Sales: €637.35
north   3 sales, €269.00
south   3 sales, €368.35
Best: desk, €518.00; median €49.68
sales.csv 143 characters
"""


def test_sales_report(run_naja: RunNaja, tmp_path: Path) -> None:
    """Python's standard library: money adds up exactly, text with commas survives."""
    result = run_naja(EXAMPLES / "sales_report.mjs")
    assert (result.code, result.stdout, result.stderr) == (0, SALES, "")
    (tmp_path / "one.csv").write_text(
        "day,region,product,price\n2024-01-01,east,pen,0.10\n2024-01-02,east,pen,0.20\n"
    )
    assert "east    2 sales, €0.30" in run_naja(EXAMPLES / "sales_report.mjs", tmp_path / "one.csv").stdout
    broken = run_naja(EXAMPLES / "sales_report.mjs", "no.csv")
    assert broken.code == 1
    assert "PythonError [FileNotFoundError]: [Errno 2] No such file or directory: 'no.csv'" in broken.stderr
