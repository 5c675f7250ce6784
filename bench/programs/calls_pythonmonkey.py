"""The loop of calls_naja.mjs, run by PythonMonkey."""

import json
from typing import Any

import pythonmonkey as pm

LOOP = """
(function (nothing, add, len, now) {
  function empty() {}
  function measure(call) {
    const count = 1000000;
    for (let i = 0; i < 50000; i++) call();
    const start = now();
    for (let i = 0; i < count; i++) call();
    return (now() - start) * 1e9 / count;
  }
  const base = measure(() => empty());
  return [() => nothing(), () => add(1, 2), () => len('hello')].map((call) => measure(call) - base);
})
"""


def main() -> None:
    """Prints the three costs in ns."""
    import time

    run: Any = pm.eval(LOOP)
    print(json.dumps(list(run(lambda: None, lambda a, b: a + b, len, time.perf_counter))))


main()
