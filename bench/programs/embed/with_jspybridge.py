"""JSPyBridge: Node.js in a process of its own, spoken to over pipes."""

import sys
import time

begun = time.perf_counter()
from javascript import eval_js, require  # noqa: E402

assert eval_js("1 + 1") == 2
first = time.perf_counter() - begun

from bench.programs.embed import common  # noqa: E402

module = require(sys.argv[1])
common.tell(
    {"first": first, "js f()": module.loop(lambda *_: None, 300, timeout=60)},
    common.calls(module.nothing, module.add, 300),
    common.bytes_in(module.length),
    common.bytes_out(lambda: module.bytes().blobValueOf(), 10),
    common.dict_out(lambda: module.table().valueOf()),
)
