"""JavaScript in IPython and Jupyter: `%load_ext naja`, then cells that begin with `%%js` (docs/jupyter.md).

The cells of a notebook share one Runtime. console.log writes to the cell's output, the last expression is shown.
"""

import argparse
import asyncio
import shlex
import sys
from collections.abc import Callable
from typing import Any

import naja


class Magic:
    """The runtime of one IPython shell."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.runtime: naja.Runtime | None = None
        self.parser = argparse.ArgumentParser(prog="%%js", exit_on_error=False, add_help=False)
        self.parser.add_argument("-i", "--input", action="append", default=[], metavar="NAME")
        self.parser.add_argument("-o", "--output", action="append", default=[], metavar="NAME")
        self.parser.add_argument("-t", "--timeout", type=float, metavar="SECONDS")
        self.parser.add_argument("--restart", action="store_true")

    def open(self) -> "naja.Runtime":
        """The runtime; a new one where there is none, or it has ended."""
        if self.runtime is None or self.runtime.closed:
            # Who writes the cells may do all that the kernel may.
            # sys.stdout is looked up for each text: notebooks replace it.
            self.runtime = naja.Runtime(
                permissions="all",
                stdout=lambda text: sys.stdout.write(text),
                stderr=lambda text: sys.stderr.write(text),
                on_error=lambda error: print(error, file=sys.stderr),
            )
        return self.runtime

    def close(self) -> None:
        """Ends the runtime."""
        if self.runtime is not None:
            self.runtime.close()
            self.runtime = None

    def publish(self, bundle: dict[str, Any]) -> None:
        """Shows a value in the cell's output. Of what is no text there, notebooks take JSON."""
        from IPython.display import display

        show: Callable[..., object] = display
        show(bundle, raw=True)

    def __call__(self, line: str, cell: str | None = None) -> None:
        """Runs a cell, or what follows %js."""
        try:
            options, words = self.parser.parse_known_args(shlex.split(line) if cell is not None else [])
            problem = f"unknown: {' '.join(words)}" if words else ""
        except (argparse.ArgumentError, ValueError) as error:
            problem = str(error)
        if problem:
            raise ValueError(f"%%js takes -i NAME, -o NAME, -t SECONDS and --restart: {problem}")
        for name in [*options.input, *options.output]:
            if not name.isidentifier():
                raise ValueError(f"%%js: '{name}' is not a name")
        if options.restart:
            self.close()
        runtime = self.open()
        for name in options.input:
            if name not in self.shell.user_ns:
                raise NameError(f"name '{name}' is not defined")
            runtime.globals[name] = self.shell.user_ns[name]
        # The notebook's own loop stands still meanwhile: coroutines that the cell awaits run on the runtime's.
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            code = cell if cell is not None else line
            promise = runtime._evaluate_cell(code, self.publish, options.timeout)
            bundle = runtime.run_until_complete(promise, options.timeout)
        finally:
            asyncio._set_running_loop(outer)
        for name in options.output:
            self.shell.user_ns[name] = runtime.eval(name)
        if bundle is not None:
            self.publish(bundle)


def load_ipython_extension(shell: Any) -> None:
    """Adds %js and %%js; IPython's own %%js, which runs in the browser, keeps its other name, %%javascript."""
    magic = Magic(shell)
    shell.register_magic_function(magic, "line_cell", "js")
    import atexit

    atexit.register(magic.close)
