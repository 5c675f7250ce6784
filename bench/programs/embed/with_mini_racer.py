"""mini-racer: bytes and dicts cannot be given to a function; a Python function is called on an asyncio loop."""

import time

begun = time.perf_counter()
from py_mini_racer import MiniRacer  # noqa: E402

racer = MiniRacer()
assert racer.eval("1 + 1") == 2
first = time.perf_counter() - begun

from bench.programs.embed import common  # noqa: E402

give_table = racer.eval(f"({common.MAKE_TABLE})()")
common.tell(
    {"first": first},
    common.calls(racer.eval(f"({common.NOTHING})"), racer.eval(f"({common.ADD})"), 2_000),
    common.bytes_out(racer.eval(f"({common.MAKE_BYTES})()")),
    common.dict_out(lambda: dict(give_table().items())),
)
