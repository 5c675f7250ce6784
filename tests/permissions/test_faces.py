"""How limits look to programs: beside the real Deno, the real Node.js, and in a Runtime."""

import subprocess
from pathlib import Path

import pytest
from conftest import DENO, NAJA, NODE, RunNaja, environment, run

import naja as package

PROGRAMS = Path(__file__).parent / "programs"
STATUS = (
    "--allow-read=/tmp --allow-write=/tmp --deny-write=/tmp/secret --allow-net=example.com --allow-env=HOME "
    "--allow-sys=hostname --allow-run=ls"
)


@pytest.mark.parametrize(
    ("program", "flags"), [("status.mjs", STATUS), ("capable.mjs", "--allow-read=/nowhere")]
)
def test_as_in_deno(program: str, flags: str, tmp_path: Path) -> None:
    env = environment(
        tmp_path, {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "DENO_DIR": str(tmp_path / "deno")}
    )
    common = [*flags.split(), PROGRAMS / program]
    deno = [DENO[0], "run", "-q", "--no-check", "--no-config", "--unstable-net", "--no-prompt"]
    wanted = run([*deno, *common], env=env, cwd=tmp_path)
    got = run([NAJA, *common], env=env, cwd=tmp_path)
    assert wanted.code == 0, wanted.stderr
    assert got.stdout.splitlines() == wanted.stdout.splitlines(), got.stderr
    assert len(wanted.stdout.splitlines()) > 40 and got.code == 0


@pytest.mark.parametrize(
    "flags",
    [
        "--allow-fs-read=/tmp --allow-fs-write=/tmp/*",
        "--allow-fs-read=* --allow-fs-write=* --allow-child-process --allow-worker --allow-net --allow-addons",
        "",
    ],
)
def test_as_in_node(flags: str, tmp_path: Path) -> None:
    program = tmp_path / "scopes.cjs"
    program.write_text((PROGRAMS / "scopes.cjs").read_text())
    results = [
        run([runtime, "--permission", *flags.split(), program], env=environment(tmp_path), cwd=tmp_path)
        for runtime in (NODE, NAJA)
    ]
    assert results[1].stdout.splitlines() == results[0].stdout.splitlines(), results[1].stderr
    assert results[0].code == results[1].code == 0 and len(results[0].stdout.splitlines()) > 20


def test_wrong_flags(run_naja: RunNaja) -> None:
    for flags, told in (
        ("--allow-net=http://x", "invalid value 'http://x': URLs are not supported, only domains and IPs"),
        ("--allow-net=a:99999", "invalid port in 'a:99999': '99999'"),
        ("--allow-read=", "Empty path is not allowed"),
        ("--deny-write=a,", "Empty path is not allowed"),
        ("--allow-sys=bogus", "unknown sys descriptor: 'bogus'"),
        ("--allow-env=A=B", "invalid env var name: 'A=B'"),
        ("--allow-run=", "Empty command name not allowed in --allow-run=..."),
        ("-A --allow-net", "--allow-all conflicts with --allow-net"),
    ):
        done = run_naja(*flags.split(), "-p", "1")
        assert (done.code, done.stdout, done.stderr) == (9, "", f"naja: {told}\n"), flags


def test_a_runtime_may_nothing_unless_told(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("yes")
    read = f"require('fs').readFileSync({str(tmp_path / 'f')!r}, 'utf8')"
    with package.Runtime() as rt:
        with pytest.raises(
            package.JSError, match=r'Requires read access to ".*/f", which naja.Runtime gives'
        ) as found:
            rt.eval(read)
        assert 'permissions={"read": [...]}' in str(found.value)
        assert rt.eval(f"try {{ {read} }} catch (e) {{ e instanceof Deno.errors.NotCapable && e.code }}") == (
            "ERR_ACCESS_DENIED"
        )
        for code in ("require('python:os')", "process.getBuiltinModule('naja:python').os.getcwd()"):
            with pytest.raises(package.JSError, match="python"):
                rt.eval(code)
        assert rt.eval("require('path').join('a', 'b')") == "a/b"  # what asks for nothing is there
    for permissions in ({"read": [tmp_path]}, package.Permissions(read=[tmp_path]), "all", True):
        with package.Runtime(permissions=permissions) as rt:
            assert rt.eval(read) == "yes"
    for wrong, error in (
        (["read"], TypeError),
        ({"reed": True}, TypeError),
        ({"net": ["http://x"]}, ValueError),
    ):
        with pytest.raises(error):
            package.Runtime(permissions=wrong)  # type: ignore[arg-type]


def test_python_is_asked_for_by_name(run_naja: RunNaja, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("x = 1\n")
    program = tmp_path / "p.mjs"
    program.write_text(
        "for (const name of ['json', 'json.decoder', 'os', './mine.py']) await import(`python:${name}`).then(\n"
        "  () => console.log(name, 'ok'), (error) => console.log(name, error.code, error.message));\n"
    )
    denied = 'os ERR_ACCESS_DENIED Requires python access to "os", run again with the --allow-python flag'
    done = run_naja("--allow-python=json,./mine.py", program, cwd=tmp_path)
    assert done.stdout.splitlines() == ["json ok", "json.decoder ok", denied, "./mine.py ok"], done.stderr
    done = run_naja("--allow-import=python:json", program, cwd=tmp_path)
    assert done.stdout.splitlines()[:3] == ["json ok", "json.decoder ok", denied]
    done = run_naja("--allow-read", program, cwd=tmp_path)
    assert done.stdout.count("ERR_ACCESS_DENIED") == 4


def test_types(tmp_path: Path) -> None:
    """Permissions is exported, and typed."""
    assert "Permissions" in dir(package)
    file = tmp_path / "typed.py"
    file.write_text(
        "import naja\n"
        "allowed: naja.Permissions = naja.Permissions(read=['.'], net=True)\n"
        "naja.Runtime(permissions=allowed).close()\n"
        "naja.Runtime(permissions={'read': ['.']}).close()\n"
    )
    done = subprocess.run(
        [NAJA.parent / "mypy", "--strict", "--no-incremental", file],
        capture_output=True,
        text=True,
        cwd=NAJA.parents[2],
    )
    assert done.returncode == 0, done.stdout
