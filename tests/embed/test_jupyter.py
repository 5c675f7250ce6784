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


AWAITS = """
// what awaits; stands between others
const a = await Promise.resolve(1), later = 3;
const s = "x; y", t = `q;
r`;
let z = twice(a) /* ; */
  + await 5;
function twice(n) { return n * 2; }
if (z) {
  z++;
}
else { z = 0; }
for (const each of [1, 2]) z += await each;
class K {}
[z]
"""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (AWAITS, "[ 11 ]"),
        ("const [a] = [1]; await a; typeof K + a", "'undefined1'"),
        ("await 1;; 3", "3"),
        ("const f = async () => await 5\nawait f()", "5"),
        ("var late = await f()", None),
        ("const await1 = 1; (async () => { await 1; })().constructor.name", "'Promise'"),
        ("const g = /;/.test(';')\ng && await 7", "7"),
        ("try { await (() => { throw 1; })() } catch (e) { globalThis.e = e }\nfinally { e++ }\ne", "2"),
        ("return await 3", "3"),
    ],
)
def test_await_anywhere(shell: Shell, shown: list[Any], cell: str, text: str | None) -> None:
    shell.js("", "const f = async () => 1" if "const f" not in cell else "0")
    del shown[:]
    shell.js("", cell)
    assert shown == ([] if text is None else [{"text/plain": text}])


def test_what_a_cell_declares_outlives_its_waiting(
    shell: Shell, shown: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    shell.js("", AWAITS)
    shell.js("[a, s, twice(2), z, new K(), later]")
    assert shown[1:] == [{"text/plain": "[ 1, 'x; y', 4, 11, K {}, 3 ]"}]
    with pytest.raises(naja.JSError, match="Error: no"):
        shell.js("", "await (async () => { throw new Error('no'); })()")
    with pytest.raises(naja.JSError, match="SyntaxError"):
        shell.js("", "x = await 1 +")
    assert capsys.readouterr().err == ""  # each error is told once


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
