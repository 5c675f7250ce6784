"""The model of permissions, on its own."""

import os
import re
from pathlib import Path

import pytest

import naja.permissions
from naja.permissions import Judge, Permissions


def judge(**grants: object) -> Judge:
    return Judge(Permissions(**grants))  # type: ignore[arg-type]


def test_nothing_is_allowed_unless_told() -> None:
    nothing = judge()
    for kind in ("read", "write", "net", "env", "run", "ffi", "sys", "import", "python", "addons"):
        assert not nothing.has(kind) and not nothing.some(kind)
    assert nothing.path("read", "/etc/passwd", "/etc/passwd", False) is False
    assert not Permissions().unlimited and Permissions.everything().unlimited


def test_paths_are_folders_and_denial_wins(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (tmp_path / "link").symlink_to("/etc")
    one = judge(read=[tmp_path], deny_read=[secret])

    def may(path: Path, tree: bool = False) -> bool | None:
        return one.path("read", str(path), str(path), tree)

    assert may(tmp_path) and may(tmp_path / "a/b") and not may(tmp_path, tree=True)
    assert not may(secret) and not may(secret / "x") and may(tmp_path / "secrets")
    assert not may(Path(f"{tmp_path}x")) and not may(tmp_path.parent)
    # A rule that is a link is about what it leads to.
    assert judge(read=[tmp_path / "link"]).path("read", "/etc/passwd", "x", False)


@pytest.mark.parametrize("path", ["/proc/self/environ", "/dev/mem", "/sys/x", "pipe:[1]", "/a (deleted)"])
def test_the_machine_needs_everything(path: str) -> None:
    assert judge(read=True, write=True).path("read", path, "/x", False) is None
    assert judge(read=True).path("read", "/dev/null", "/dev/null", False)


def test_hosts() -> None:
    one = judge(net=["example.com:443", "*.test", "10.0.0.0/8", "[::1]:80"], deny_net=["10.0.0.7"])
    assert one.has("net", "example.com:443") and one.has("net", "EXAMPLE.com.:443")
    assert not one.has("net", "example.com:80") and not one.has("net", "example.com")
    assert one.has("net", "a.test:1") and not one.has("net", "test:1") and not one.has("net", "atest:1")
    assert one.connect("10.2.3.4", 9) and not one.connect("10.0.0.7", 9) and not one.connect("11.0.0.1", 9)
    assert one.connect("::1", 80) and one.connect("0:0::1", 80) and not one.connect("::1", 81)
    assert one.lookup("example.com") and not one.lookup("example.org")
    assert not one.connect("1.2.3.4", 443)
    one.resolved("example.com", "1.2.3.4")
    assert one.connect("1.2.3.4", 443) and not one.connect("1.2.3.4", 80)
    one.resolved("example.com", "10.0.0.7")
    assert not one.connect("10.0.0.7", 443)


def test_names_and_programs() -> None:
    search = os.environ["PATH"]
    one = judge(env=["AWS_*", "HOME"], run=["ls"], python=["numpy"], sys=["hostname"])
    assert (
        one.has("env", "AWS_X")
        and one.has("env", "HOME")
        and not one.has("env", "HOMEX")
        and not one.has("env")
    )
    assert one.has("python", "numpy.linalg") and not one.has("python", "numpyx")
    found = one.program("ls", search, "/", [])
    assert found and found.endswith("/ls") and one.program(found, "", "/", []) == found
    assert one.program("ls", search, "/", ["LD_PRELOAD"]) is None
    assert one.program("./ls", search, "/tmp", []) is None and one.program("cat", search, "/", []) is None
    assert one.has("sys", "hostname") and not one.has("sys", "cpus")


@pytest.mark.parametrize(
    "grants",
    [
        {"sys": ["bogus"]},
        {"net": ["http://x"]},
        {"net": ["a:b"]},
        {"env": ["A=B"]},
        {"read": [""]},
        {"run": [""]},
    ],
)
def test_rules_that_cannot_be_meant(grants: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError):
        judge(**grants)


def test_what_is_given_up_is_gone_here_alone() -> None:
    parent = judge(read=True, env=["A", "B"])
    child = parent.copy()
    child.revoke("env", "A")
    child.revoke("read", "")
    assert child.state("env", "A") == "prompt" and child.has("env", "B") and not child.has("read", "/x")
    assert parent.has("env", "A") and parent.has("read", "/x")


def test_the_variables_of_built_ins_are_listed() -> None:
    """What JavaScript of our own looks at, native code must answer."""
    source = Path(naja.permissions.__file__).parent
    listed = re.search(
        r"OWN_VARIABLES = \((.*?)\n\)", (source / "ext/process/binding.pyx").read_text(), re.DOTALL
    )
    assert listed is not None
    names = set(re.findall(r"\w+", listed[1].replace('b"', "")))
    wanted = {
        name
        for file in source.rglob("*.js")
        for name in re.findall(r"ownVariables\(\)\.(\w+)", file.read_text())
    }
    assert len(wanted) > 15 and wanted <= names
