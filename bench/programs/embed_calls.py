"""Python calls JavaScript: nanoseconds a call, as JSON. An argument names another package that is to do it."""

import json
import sys
import time
from collections.abc import Callable
from itertools import repeat
from typing import Any

COUNT, ROUNDS = 50_000, 9


def measured(function: Callable[..., Any], *args: Any, count: int = COUNT) -> float:
    """The fastest round."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in repeat(None, count):
            function(*args)
        rounds.append((time.perf_counter() - start) / count * 1e9)
    return min(rounds)


def naja() -> Callable[[str], Any]:
    """A runtime's eval."""
    from naja import Runtime

    return Runtime().eval


def pythonmonkey() -> Callable[[str], Any]:
    """Its global eval."""
    import pythonmonkey as pm

    return pm.eval


def mini_racer() -> dict[str, float]:
    """It has no functions in Python: a call is an eval, or a JSON message."""
    from py_mini_racer import MiniRacer

    ctx = MiniRacer()
    ctx.eval("var nothing = () => {}; var add = (a, b) => a + b")
    return {
        "nothing": measured(ctx.call, "nothing", count=500),
        "add": measured(ctx.call, "add", 1, 2, count=500),
    }


def results(evaluate: Callable[[str], Any]) -> dict[str, float]:
    """Functions in Python."""
    return {
        "nothing": measured(evaluate("() => {}")),
        "add": measured(evaluate("(a, b) => a + b"), 1, 2),
        "length": measured(evaluate("(s) => s.length"), "some text of moderate length"),
    }


which = sys.argv[1] if len(sys.argv) > 1 else "naja"
if which == "mini-racer":
    print(json.dumps(mini_racer()))
else:
    print(json.dumps(results({"naja": naja, "pythonmonkey": pythonmonkey}[which]())))
