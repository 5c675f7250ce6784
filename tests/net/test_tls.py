"""TLS against another implementation's commands: openssl's server and client, and curl."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import RunNaja

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
FIXTURES = HERE.parent / "differential" / "tls" / "fixtures"
CA = FIXTURES / "ca.pem"


@contextlib.contextmanager
def server(naja: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen([naja, PROGRAMS / "tls_server.js"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def s_client(port: int, *options: str | Path, text: str = "hello\nQ\n") -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [
        "openssl",
        "s_client",
        "-connect",
        f"127.0.0.1:{port}",
        "-CAfile",
        CA,
        *options,
    ]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_as_client(naja: Path, version: str) -> None:
    with server(naja) as (_, port):
        done = s_client(
            port, version, "-verify_return_error", "-servername", "localhost", "-quiet", text="hello\n"
        )
        assert "hello" in done.stdout
        assert "verify error" not in done.stderr


def test_a_version_too_old(naja: Path) -> None:
    with server(naja) as (process, port):
        done = s_client(port, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
        assert done.returncode != 0
        assert process.stdout is not None
        assert process.stdout.readline() == "client error ERR_SSL_UNSUPPORTED_PROTOCOL\n"
        assert "hello" in s_client(port, "-quiet", text="hello\n").stdout


def test_openssl_as_server(run_naja: RunNaja, free_port: object) -> None:
    assert callable(free_port)
    port = free_port()
    key, cert = FIXTURES / "server-key.pem", FIXTURES / "server.pem"
    command: list[str | Path] = [
        "openssl",
        "s_server",
        "-accept",
        str(port),
        "-key",
        key,
        "-cert",
        cert,
        "-rev",
        "-quiet",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(50):
                done = run_naja(PROGRAMS / "tls_client.js", str(port))
                if "ECONNREFUSED" not in done.stdout:
                    break
            assert done.stdout == "TLSv1.3 true\najan morf\nclose\n"
        finally:
            process.kill()


def test_curl(naja: Path, tmp_path: Path) -> None:
    program = tmp_path / "server.js"
    program.write_text(
        f"""
        const fs = require('fs');
        const key = fs.readFileSync({str(FIXTURES / "server-key.pem")!r});
        const cert = fs.readFileSync({str(FIXTURES / "server.pem")!r});
        const server = require('https').createServer({{ key, cert }}, (request, response) => {{
          response.end(request.url + ' ' + request.socket.getProtocol());
        }});
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        """
    )
    with subprocess.Popen([naja, program], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            url = f"https://localhost:{port}/path"
            command: list[str | Path] = [
                "curl",
                "-s",
                "--cacert",
                CA,
                "--resolve",
                f"localhost:{port}:127.0.0.1",
                url,
                url,
            ]
            done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
            assert done.stdout == "/path TLSv1.3/path TLSv1.3"
            refused = subprocess.run(["curl", "-s", url], capture_output=True, timeout=20, check=False)
            assert refused.returncode == 60
        finally:
            process.kill()
