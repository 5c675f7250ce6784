"""HTTP/2 of Deno.serve, asked by Node.js's client and by curl, beside the real Deno."""

import subprocess
from pathlib import Path

from conftest import DENO, NODE, ROOT, serving, twice

PROGRAMS = Path(__file__).parent / "programs"
FIXTURES = ROOT / "tests" / "differential" / "https" / "fixtures"
SERVER = (
    PROGRAMS / "secure.mjs",
    FIXTURES / "cert.pem",
    FIXTURES / "key.pem",
    ROOT / "tests" / "serve" / "test_wire.py",
)


def asked(port: int) -> str:
    """What the client prints."""
    client = [NODE, "--no-warnings", PROGRAMS / "http2_client.mjs", str(port)]
    done = subprocess.run(client, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def test_like_deno(naja: Path) -> None:
    """All that the client sees is the same."""

    def problems() -> str:
        with serving(*DENO, *SERVER) as port:
            expected = asked(port)
        with serving(naja, *SERVER) as port:
            got = asked(port)
        wrong = [
            f"{b}\n  not {a}" for a, b in zip(expected.splitlines(), got.splitlines(), strict=False) if a != b
        ]
        if len(expected.splitlines()) != len(got.splitlines()):
            wrong.append(got[-2000:])
        return "\n".join(wrong)

    twice("http2_client.mjs", problems)


def test_both_protocols(naja: Path) -> None:
    """curl gets what it asks for, over either."""
    with serving(naja, *SERVER) as port:
        for option, version in (("--http2", "2"), ("--http1.1", "1.1")):
            command = ["curl", "-sk", option, "-w", " %{http_version}", f"https://127.0.0.1:{port}/json"]
            done = subprocess.run(command, capture_output=True, text=True, timeout=20)
            assert done.stdout.endswith(f'"url":"/json","x":null}} {version}'), done
            # The real Deno breaks the connection here.
            head = subprocess.run(
                [*command[:3], "-I", *command[3:]], capture_output=True, text=True, timeout=20
            )
            assert head.stdout.startswith(f"HTTP/{version} 200") and not head.returncode, head
