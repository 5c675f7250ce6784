"""Python in the interactive session: documentation, completion, on a terminal."""

import os
import pty
import re
import select
import time

from conftest import NAJA, RunNaja

DOCUMENTED = """py.math.sqrt
.help py.math.sqrt
py.math.sqrt(2)
py.json.JSONDecodeError
.help py.collections.OrderedDict
const { array } = await import('python:numpy')
array([1, 2])
py.no_such_module
class Mine extends py.dict { twice() { return this.size * 2 } }
new Mine({ a: 1 }).twice()
"""


def test_documentation(run_naja: RunNaja) -> None:
    done = run_naja("-i", input=DOCUMENTED)
    assert (done.code, done.stderr) == (0, "")
    sqrt = "[Python function] math.sqrt(x, /)\n\n  Return the square root of x."
    assert done.stdout.count("math.sqrt(x, /)\n\n  Return the square root of x.") == 2 and sqrt in done.stdout
    for text in (
        "1.4142135623730951",
        "<class 'json.decoder.JSONDecodeError'>",
        "Dictionary that remembers insertion order",
        "array([1, 2])",
        "ModuleNotFoundError: No module named 'no_such_module'",
    ):
        assert text in done.stdout
    assert done.stdout.rstrip("> \n").endswith("2")


def test_on_a_terminal() -> None:
    """Names are completed by what Python says that an object has."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm", NODE_REPL_HISTORY="")
        os.execv(NAJA, [str(NAJA)])
    output = ""

    def until(text: str) -> None:
        nonlocal output
        end = time.monotonic() + 20
        while text not in output:
            assert time.monotonic() < end, output
            if select.select([terminal], [], [], 0.1)[0]:
                data = os.read(terminal, 65536).decode(errors="replace")
                output += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", data).replace("\r", "")

    try:
        until("> ")
        for line, answer in (
            ("py.math.sqrt\r", "Return the square root of x."),
            ("const words = py.list(['b', 'a'])\r", "undefined"),
            ("words.appe", "words.appe"),
            ("\t", "nd"),  # what is pasted completes nothing
            ("('c'), words\r", "['b', 'a', 'c']"),
            (".exit\r", ".exit"),
        ):
            output = ""
            os.write(terminal, line.encode())
            until(answer)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        os.close(terminal)
