"""%%js, with a stand-in for IPython's shell: what naja.jupyter asks of it is little."""

import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import naja


class Shell:
    """What a magic sees of IPython."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {}
        self.js: Any = None

    def register_magic_function(self, function: Callable[..., None], kind: str, name: str) -> None:
        assert (kind, name) == ("line_cell", "js")
        self.js = function


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The bundles that IPython.display.display is given."""
    bundles: list[Any] = []
    module = types.ModuleType("IPython.display")

    def display(bundle: object, *, raw: bool) -> None:
        assert raw
        bundles.append(bundle)

    module.display = display  # type: ignore[attr-defined]
    package = types.ModuleType("IPython")
    package.display = module  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", package)
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    return bundles


@pytest.fixture
def shell() -> Iterator[Shell]:
    shell = Shell()
    naja.load_ipython_extension(shell)
    yield shell
    shell.js.close()


def test_values_and_output(shell: Shell, shown: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    shell.user_ns["x"] = [1, 2, 3]
    shell.js(
        "-i x -o y -o z",
        "const y = x.map((v) => v * 2); var z = 'z'; console.log('hi', x.length); ({ a: y })",
    )
    assert (shell.user_ns["y"], shell.user_ns["z"]) == ([2, 4, 6], "z")
    assert capsys.readouterr().out == "hi 3\n"
    assert shown == [{"text/plain": "{ a: [ 2, 4, 6 ] }"}]
    shell.js("y.length")
    shell.js("", "undefined")
    shell.js("", "await new Promise((resolve) => setTimeout(resolve, 5, 'late'))")
    shell.js("", "const waited = await 5")
    shell.js("waited")
    shell.js("", "(await import('node:path')).sep")
    assert [each["text/plain"] for each in shown[1:]] == ["3", "'late'", "5", "'/'"]
    shell.js("--restart", "typeof y")
    assert shown[-1] == {"text/plain": "'undefined'"}


def test_rich_display(shell: Shell, shown: list[Any]) -> None:
    shell.js(
        "",
        "display(1, display.json({ a: [1] }), display.png(new Uint8Array([1, 2]))); display.html('<b>x</b>')",
    )
    shell.js("", "({ async [Symbol.for('Jupyter.display')]() { return { 'text/markdown': '# x' }; } })")
    assert shown == [
        {"text/plain": "1"},
        {"application/json": {"a": [1]}},
        {"image/png": "AQI="},
        {"text/html": "<b>x</b>"},
        {"text/markdown": "# x"},
    ]


def test_errors(shell: Shell, shown: list[Any]) -> None:
    with pytest.raises(naja.JSError, match="Cannot read properties of null"):
        shell.js("", "null.x")
    with pytest.raises(naja.TimeoutError):
        shell.js("-t 0.1", "for (;;);")
    with pytest.raises(TimeoutError):
        shell.js("-t 0.1", "await new Promise((resolve) => setTimeout(resolve, 30000))")
    with pytest.raises(NameError, match="'missing' is not defined"):
        shell.js("-i missing", "1")
    for line in ("-z", "-o a.b", "-t soon"):
        with pytest.raises(ValueError, match="%%js"):
            shell.js(line, "1")
    shell.js("2")
    assert shown == [{"text/plain": "2"}]
