"""Naja."""

import time

begun = time.perf_counter()
import naja  # noqa: E402

runtime = naja.Runtime()
assert runtime.eval("1 + 1") == 2
first = time.perf_counter() - begun

from bench.programs.embed import common  # noqa: E402

give_table = runtime.eval(f"({common.MAKE_TABLE})()")
common.tell(
    {"first": first, "js f()": runtime.eval(common.LOOP)(lambda: None, 300_000, time.perf_counter)},
    {
        "js add(1, 2)": runtime.eval(common.LOOP)(
            runtime.eval(common.CALL_ADD)(lambda a, b: a + b), 300_000, time.perf_counter
        )
    },
    common.calls(runtime.eval(f"({common.NOTHING})"), runtime.eval(f"({common.ADD})"), 100_000),
    common.bytes_in(runtime.eval(f"({common.LENGTH})")),
    common.bytes_out(runtime.eval(f"({common.MAKE_BYTES})()")),
    common.dict_in(runtime.eval(f"({common.COPY_TABLE})")),
    common.dict_out(give_table),
)
