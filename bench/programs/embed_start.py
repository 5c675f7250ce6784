"""From `import` to the first result: milliseconds, as JSON, of which processor time; and for another runtime."""

import json
import sys
import time

start, cpu = time.perf_counter(), time.process_time()
which = sys.argv[1] if len(sys.argv) > 1 else "naja"
if which == "naja":
    import naja

    rt = naja.Runtime()
    assert rt.eval("1 + 1") == 2
elif which == "pythonmonkey":
    import pythonmonkey as pm

    assert pm.eval("1 + 1") == 2
else:
    from py_mini_racer import MiniRacer

    assert MiniRacer().eval("1 + 1") == 2
answer = {"first": (time.perf_counter() - start) * 1e3, "cpu": (time.process_time() - cpu) * 1e3}
if which == "naja":
    made, closed = [], []
    for _ in range(21):
        start = time.perf_counter()
        rt = naja.Runtime()
        rt.eval("1 + 1")
        made.append((time.perf_counter() - start) * 1e3)
        start = time.perf_counter()
        rt.close()
        closed.append((time.perf_counter() - start) * 1e3)
    answer |= {"another": sorted(made)[10], "close": sorted(closed)[10]}
print(json.dumps(answer))
