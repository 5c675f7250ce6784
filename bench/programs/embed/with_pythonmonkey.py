"""PythonMonkey."""

import time

begun = time.perf_counter()
import pythonmonkey as pm  # noqa: E402

assert pm.eval("1 + 1") == 2
first = time.perf_counter() - begun

from bench.programs.embed import common  # noqa: E402

give_table = pm.eval(f"({common.MAKE_TABLE})()")
common.tell(
    {"first": first, "js f()": pm.eval(common.LOOP)(lambda: None, 300_000.0, time.perf_counter)},
    {
        "js add(1, 2)": pm.eval(common.LOOP)(
            pm.eval(common.CALL_ADD)(lambda a, b: a + b), 300_000.0, time.perf_counter
        )
    },
    common.calls(pm.eval(f"({common.NOTHING})"), pm.eval(f"({common.ADD})"), 100_000),
    common.bytes_in(pm.eval(f"({common.LENGTH})")),
    common.bytes_out(pm.eval(f"({common.MAKE_BYTES})()")),
    common.dict_in(pm.eval(f"({common.COPY_TABLE})")),
    common.dict_out(lambda: dict(give_table())),
)
