"""Naja, with JavaScript in a process of its own that the kernel confines."""

import time

begun = time.perf_counter()
import naja  # noqa: E402

runtime = naja.Runtime(isolation="process")
assert runtime.eval("1 + 1") == 2
first = time.perf_counter() - begun

from bench.programs.embed import common  # noqa: E402

common.tell(
    {"first": first, "js f()": runtime.eval(common.LOOP)(lambda: None, 2_000, time.perf_counter)},
    common.calls(runtime.eval(f"({common.NOTHING})"), runtime.eval(f"({common.ADD})"), 1_000),
    common.bytes_in(runtime.eval(f"({common.LENGTH})"), 100),
    common.bytes_out(runtime.eval(f"({common.MAKE_BYTES})()"), 100),
    common.dict_in(runtime.eval(f"({common.COPY_TABLE})")),
    common.dict_out(runtime.eval(f"({common.MAKE_TABLE})()")),
)
runtime.close()
