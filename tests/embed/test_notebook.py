"""%%js in a real kernel of Jupyter, asked as a notebook asks it, and in IPython's own shell."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(60)


@dataclass
class Output:
    """What a cell has put out."""

    text: dict[str, str] = field(default_factory=lambda: {"stdout": "", "stderr": ""})
    shown: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""


class Notebook:
    """A kernel, and what a notebook does with it."""

    def __init__(self, folder: Path) -> None:
        from jupyter_client.manager import KernelManager

        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env={**os.environ, "IPYTHONDIR": str(folder)})
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=30)

    def run(self, cell: str) -> Output:
        """Runs a cell to its end."""
        output = Output()

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            match message["msg_type"]:
                case "stream":
                    output.text[content["name"]] += content["text"]
                case "display_data" | "execute_result":
                    output.shown.append(content["data"])
                case "error":
                    output.error = f"{content['ename']}: {content['evalue']}"

        self.client.execute_interactive(textwrap.dedent(cell).strip(), output_hook=hear, timeout=30)
        return output

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    opened = Notebook(tmp_path_factory.mktemp("notebook"))
    assert opened.run("%load_ext naja").error == ""
    yield opened
    opened.close()


def test_cells(notebook: Notebook) -> None:
    notebook.run("prices = [1, 2, 3]")
    found = notebook.run(
        """
        %%js -i prices -o total
        var total = prices.reduce((a, b) => a + b, 0);
        console.log('of', prices.length);
        console.error('careful');
        ({ total })
        """
    )
    assert (found.text, found.error) == ({"stdout": "of \x1b[33m3\x1b[39m\n", "stderr": "careful\n"}, "")
    assert found.shown == [{"text/plain": "{ total: 6 }"}]
    assert notebook.run("total + 1").shown == [{"text/plain": "7"}]
    assert notebook.run("%js total * 7").shown == [{"text/plain": "42"}]


def test_rich_display(notebook: Notebook) -> None:
    found = notebook.run("%%js\ndisplay.html('<b>x</b>')")
    assert found.shown == [{"text/html": "<b>x</b>"}]
    found = notebook.run("%%js\nfor (const each of [1, display.json([2])]) display(each);")
    assert found.shown == [{"text/plain": "1"}, {"application/json": [2]}]


def test_promises_files_and_errors(notebook: Notebook, tmp_path: Path) -> None:
    (tmp_path / "lib.ts").write_text("export const answer: number = 42;")
    found = notebook.run(f"%%js\nconst lib = await import({str(tmp_path / 'lib.ts')!r});\nlib.answer")
    assert (found.shown, found.error) == ([{"text/plain": "42"}], "")
    assert notebook.run("%%js\nnull.x").error.startswith("JSError: TypeError: Cannot read properties of null")
    assert notebook.run("%%js -t 0.1\nfor (;;);").error.startswith("TimeoutError")
    assert notebook.run("%js 1").shown == [{"text/plain": "1"}]


@pytest.mark.parametrize("cell", ["for (;;);", "await new Promise((resolve) => setTimeout(resolve, 60000));"])
def test_interrupt(notebook: Notebook, cell: str) -> None:
    """The notebook's stop button."""
    timer = threading.Timer(0.3, notebook.manager.interrupt_kernel)
    timer.start()
    began = time.monotonic()
    assert notebook.run(f"%%js\n{cell}").error.startswith("KeyboardInterrupt")
    assert time.monotonic() - began < 10
    assert notebook.run("%js 1 + 1").shown == [{"text/plain": "2"}]


def test_ipython(tmp_path: Path) -> None:
    """The terminal's IPython, fed lines."""
    lines = "%load_ext naja\n%js [1, 2].map((x) => x * 21)\n%js null.x\n"
    result = subprocess.run(
        [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"],
        input=lines,
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "IPYTHONDIR": str(tmp_path)},
    )
    assert "[ 21, 42 ]" in result.stdout
    assert "Cannot read properties of null" in result.stdout
    assert result.returncode == 0
