"""The programs in examples/, each used as a person would."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import NAJA, ROOT, RunNaja, environment

EXAMPLES = ROOT / "examples"


@contextmanager
def started(folder: Path, *words: str) -> Iterator[str]:
    """An example that prints where it listens, as its first line."""
    process = subprocess.Popen(
        [NAJA, *words], env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
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
